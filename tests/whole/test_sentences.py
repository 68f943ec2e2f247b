"""Every sentence over random datasets, labels and names: doubled words, articles, agreement."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from helpers.examples import make_dataset, patient, random_datasets
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.dataset.dataset import derived
from graphmodel.errors import OptionError
from graphmodel.overlap.assessment import assess
from graphmodel.plans.joint_frontier import frontier
from graphmodel.plans.propose import propose
from graphmodel.show.content import Entries, Heading, Notes, Paragraph, Table, Title
from graphmodel.show.views import view_of
from graphmodel.wording import footprint_phrase, labelled, plural, singular, with_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.shown import Shown

LABELS = [
    *("LDR", "STP", "ICB", "strategic authority", "ICB of 2024", "Neighbourhood Team (INT)"),
    *("Delivery Depot", "area", "NHS region", "unit", "census"),
]
NAMES = ["{place}", "The {place}", "{place} {label}", "{place} Depot", "{place}, Dale and Tees"]
PEOPLE = ["people", "residents", "registered patients", "members"]
PLACES = ["Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Ivy", "Juniper"]


@st.composite
def worded_datasets(draw: st.DrawFn) -> Dataset:
    """Draw a dataset whose labels and names are awkward."""
    dataset = draw(random_datasets())
    one, other = draw(st.permutations(LABELS))[:2]
    labels = {"a": one, "b": other, "people": draw(st.sampled_from(PEOPLE)), "block": "ward"}
    rows = dataset.footprints
    names = [
        draw(st.sampled_from(NAMES)).format(
            place=f"{PLACES[number % len(PLACES)]}{number // len(PLACES) or ''}",
            label=labels[name],
        )
        for number, name in enumerate(rows["footprint_set"])
    ]
    return derived(dataset, labels=labels, footprints=rows.assign(name=names))


def sentences(result: Shown) -> Iterator[str]:
    """Yield whatever is told of a result in words."""
    for block in view_of(result).told():
        match block:
            case Title(text) | Heading(text) | Paragraph(text):
                yield text
            case Entries(heading, note, rows):
                yield from (heading, note, *(text for _, _, text in rows))
            case Notes(texts):
                yield from texts
            case Table():
                for line, _ in block.lines():
                    yield from (cell.strip() for cell in line if isinstance(cell, str))


def results(dataset: Dataset) -> Iterator[Shown]:
    yield assess(dataset)
    yield frontier(dataset)
    for lead, target, undecided in (
        ("a", "coterminous", "separate"),
        ("b", "nested", "open"),
        ("a", "compatible", "separate"),
        ("joint", "compatible", "open"),
        ("joint", "coterminous", "separate"),
    ):
        # There may be nothing to make coterminous, or undecided ground may be in the way.
        with suppress(OptionError):
            yield propose(dataset, lead=lead, target=target, undecided=undecided)


def check_grammar(text: str, dataset: Dataset) -> None:
    assert not re.search(r"\b([A-Za-z]+) \1\b", text, re.IGNORECASE), text
    assert not re.search(r"(?i)\bthe (the|a|an|no) |  |\(\)| [,.;]", text), text
    for name in ("a", "b"):
        label = dataset.label(name)
        kind = label.partition(" of ")[0].partition(" (")[0]
        assert f"{kind.split()[-1]} {label}" not in text, text
        assert f"others {plural(label)}" not in text, text
        if plural(label) != label:
            assert not re.search(rf"(?<![\d,.])1 (other |new )?{re.escape(plural(label))}\b", text)
            singly = rf"(?<!of )\b(\d+[02-9]|[02-9]|\d1) (other |new )?{re.escape(label)}(?![a-z(])"
            assert not re.search(singly, text), text
        article, _, noun = with_article(label).partition(" ")
        wrong = {"a": "an", "an": "a"}[article]
        assert not re.search(rf"\b{wrong} {re.escape(noun)}\b", text), text
    people = dataset.people_label
    assert not re.search(rf"(?<![\d,.])1 {people}\b", text), text
    assert not re.search(rf"\b\d*[02-9] {singular(people)}\b", text), text
    # A footprint that is left or joined has its article, and its kind.
    assert not re.search(rf"\b(from|to|leave|form) (?=({'|'.join(PLACES)}))", text), text


@settings(patient, max_examples=12)
@given(worded_datasets())
def test_sentences_over_random_datasets_are_english(dataset: Dataset) -> None:
    for result in results(dataset):
        for text in sentences(result):
            check_grammar(text, dataset)


JARGON = re.compile(r"\b(portions?|strict|nats|led)\b", re.IGNORECASE)


@settings(patient, max_examples=5)
@given(worded_datasets())
def test_what_a_board_reads_has_no_jargon(dataset: Dataset) -> None:
    for result in list(results(dataset))[1:]:
        for text in sentences(result):
            assert not JARGON.search(text), text


@pytest.mark.parametrize(
    ("names", "label", "phrase"),
    [
        (["North Depot"], "Delivery Depot", "the North Depot"),
        (["North Depot", "South Depot"], "Delivery Depot", "the North and South Delivery Depots"),
        (["Ash Neighbourhood Team"], "Neighbourhood Team (INT)", "the Ash Neighbourhood Team"),
        (["Ash"], "Neighbourhood Team (INT)", "the Ash Neighbourhood Team (INT)"),
        (["Ash", "Elm"], "Neighbourhood Team (INT)", "the Ash and Elm Neighbourhood Teams (INTs)"),
        (
            ["NHS Devon Integrated Care Board"],
            "ICB",
            "the NHS Devon Integrated Care Board",
        ),
        (["NHS Devon ICB", "Kent"], "ICB of 2024", "the NHS Devon and Kent ICBs of 2024"),
        (["NHS Devon ICB"], "ICB of 2024", "the NHS Devon ICB of 2024"),
        (list("ABCDE"), "LDR", "the A, B, C and 2 other LDRs"),
        (["Depot"], "Depot", "the Depot"),
        ([], "LDR", "no LDR"),
    ],
)
def test_no_kind_is_given_twice(names: list[str], label: str, phrase: str) -> None:
    assert footprint_phrase(names, label) == phrase


def test_a_given_name_stands_with_that_of_today() -> None:
    assert labelled("Wessex (today: Dorset)", "LDR") == "Wessex LDR (today: Dorset)"


@pytest.mark.parametrize(
    ("noun", "told"),
    [
        *(("LDR", "an LDR"), ("STP", "an STP"), ("CCG", "a CCG"), ("LEP", "a LEP")),
        *(("ICB of 2024", "an ICB of 2024"), ("NHS region", "an NHS region")),
        *(("area", "an area"), ("unit", "a unit"), ("hour", "an hour"), ("council", "a council")),
        *(("UTLA", "a UTLA"), ("HMO", "an HMO"), ("", "a ")),
    ],
)
def test_articles_go_by_sound(noun: str, told: str) -> None:
    assert with_article(noun) == told


def test_one_of_the_people_is_no_more_than_one() -> None:
    assert [singular(word) for word in ("people", "residents", "patients of the NHS")] == [
        *("person", "resident", "patient of the NHS")
    ]
    assert [singular(word) for word in ("members", "bodies", "staff", "press")] == [
        *("member", "body", "staff", "press")
    ]


def test_what_one_person_and_one_step_need_is_in_the_singular() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 9), "c2": ("a1", "b2", 1), "c3": ("a2", "b2", 8)})
    dataset = derived(dataset, labels={"a": "STP", "b": "LDR", "people": "people"})
    *_, answer = sentences(propose(dataset, lead="a", target="compatible"))
    assert answer == (
        "1 person would change LDR, in 1 step. Then no LDR cuts across the border of an STP"
        " (1 does today)."
    )
