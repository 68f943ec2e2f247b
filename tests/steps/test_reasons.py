"""The sentence of each step, and who deals with both of its ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from helpers.by_hand import by_hand
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, patient, random_datasets
from helpers.plan_oracles import partner_places, places, successors
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.plans.communities import community_plans
from graphmodel.plans.led import led_plan
from graphmodel.steps.suggestion import suggestions

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan

LABELS = {
    "a": "STP",
    "b": "LDR",
    "block": "CCG",
    "people": "registered patients",
    "provider": "NHS trust",
    "shares": "residents",
}


def reasons(plan: Plan) -> list[str]:
    return [step.reason for step in suggestions(plan)]


def led(blocks: dict[str, Any], lead: str = "a", target: str = "coterminous", **more: Any) -> Plan:  # noqa: ANN401
    names = {code: f"NHS {code} CCG" for code in blocks} | more.pop("names", {})
    dataset = make_dataset(blocks, labels=LABELS | more.pop("labels", {}), names=names, **more)
    return led_plan(dataset, lead=lead, target=target)


SPLIT = {
    "Cumbria": ({"a1": 0.631, "a2": 0.369}, "b1", 521_924),
    "Lancaster": ("a2", "b2", 1_531_769),
    "Carlisle": ("a1", "b1", 100_000),
}
PLACES = {
    ("a", "a2"): "Lancashire and South Cumbria",
    ("b", "b1"): "Cumbria",
    ("b", "b2"): "Lancashire",
}


def test_a_part_of_a_block_is_said_to_be_one_and_its_people_are_about_so_many() -> None:
    evidence = {("Cumbria", "b"): "inferred"}
    plan = led(SPLIT, target="nested", names=PLACES, evidence=evidence)
    # The example of the design, word by word.
    (found,) = reasons(plan)
    assert found == (
        "The part of NHS Cumbria CCG in the Lancashire and South Cumbria STP (36.9 %, about"
        " 192,600 registered patients, estimated from residents) would change from the Cumbria"
        " LDR to the Lancashire LDR; inferred membership."
    )


def test_the_sentence_for_cumbria_in_england() -> None:
    plan = led_plan(bundled_dataset("england-2016"), lead="stp", target="nested")
    (found,) = [reason for reason in reasons(plan) if "Cumbria" in reason]
    # As in the design, with the trust that knows both besides.
    assert found == (
        "The part of NHS Cumbria CCG in the Lancashire and South Cumbria STP (36.9 %, about"
        " 192,600 registered patients, estimated from residents) would change from the Cumbria LDR"
        " to the Lancashire LDR; 1 NHS trust already deals with both; inferred membership."
    )


def test_a_block_split_in_both_sets_is_told_by_both() -> None:
    plan = led(
        {
            "x": ({"a1": 0.5, "a2": 0.5}, {"b1": 0.75, "b2": 0.25}, 80_000),
            "y": ("a1", "b1", 100_000),
            "z": ("a2", "b2", 100_000),
        },
        labels={"shares": "addresses"},
    )
    found = reasons(plan)
    assert found[0].startswith(
        "The part of NHS x CCG in the Name of a2 STP and the Name of b1 LDR (37.5 %, about 30,000"
        " registered patients, estimated from addresses) would change from the Name of b1 LDR to"
        " the Name of b2 LDR"
    )


def test_blocks_that_change_together_are_in_one_sentence() -> None:
    blocks = {f"c{n}": ("a1", "b9", 1000) for n in range(5)}
    plan = led(blocks | {"k": ("a1", "b1", 70), "r": ("a2", "b9", 90_000)}, target="nested")
    (found,) = reasons(plan)
    assert found == (
        "NHS c0 CCG, NHS c1 CCG, NHS c2 CCG and 2 others (5,000 registered patients) would"
        " change from the Name of b9 LDR to the Name of b1 LDR; official membership."
    )


def test_parts_among_others_make_the_whole_an_estimate() -> None:
    blocks = SPLIT | {"Barrow": ("a2", "b1", 10_000)}
    (found,) = reasons(led(blocks, target="nested", names=PLACES))
    assert found.startswith(
        "All or part of NHS Barrow CCG and NHS Cumbria CCG (about 202,600 registered patients)"
        " would change"
    )


def test_a_merger_tells_its_people_and_those_in_all_but_the_largest() -> None:
    plan = led(
        {"c1": ("a1", "b1", 1000), "c2": ("a1", "b2", 3000), "c3": ("a1", "b3", 200)},
        partners={
            "p1": ("provider", "a1", ["b1", "b2"]),
            "p2": ("provider", "a1", ["b1"]),
            "k1": ("council", "a1", ["b3", "b2", "b1"]),
            "k2": ("council", "a1", ["b1", "b3"]),
        },
        evidence={"c3": "derived"},
    )
    (step,) = suggestions(plan)
    assert step.shared_providers == ("p1",)
    assert step.shared_councils == ("k1", "k2")
    assert step.reason == (
        "The Name of b1 and Name of b3 LDRs would become part of the Name of b2 LDR, which would"
        " then match the Name of a1 STP (4,200 registered patients, 1,200 of them in the footprints"
        " absorbed); 1 NHS trust and 2 councils already deal with more than one of them; derived"
        " membership for 4.8 % of these registered patients, official for the rest."
    )


def test_people_of_a_merger_who_rest_on_a_split_block_are_about_so_many() -> None:
    plan = led(
        {
            "c1": ("a1", {"b1": 0.25, "b2": 0.75}, 4000),
            "c2": ("a2", {"b3": 0.5, "b4": 0.5}, 6000),
            "c3": ("a2", "b4", 5),
            "c4": ("a2", "b5", 7),
            "c5": ("a3", "b6", 9),
        }
    )
    # Both merge, so that all of c1 and of c2 is in: only the numbers of the absorbed are estimates.
    assert [re.search(r"\((.*)\)", reason)[1] for reason in reasons(plan)] == [
        "6,012 registered patients, about 3,000 of them in the footprints absorbed",
        "4,000 registered patients, about 1,000 of them in the footprint absorbed",
    ]


def test_a_new_footprint_tells_whom_it_is_made_of_and_why() -> None:
    plan = led(
        {"c1": ("a1", "b1", 9000), "c2": ("a2", "b1", 400)},
        names={("a", "a2"): "The West"},
        partners={
            "p1": ("provider", "a2", "b1"),
            "p2": ("provider", "a1", "b1"),
            "k1": ("council", ["a1", "a2"], "b1"),
        },
    )
    (step,) = suggestions(plan)
    assert step.shared_providers == ("p1",)
    assert step.shared_councils == ("k1",)
    assert step.reason == (
        "NHS c2 CCG (400 registered patients) would leave the Name of b1 LDR and form a new West"
        " LDR, since no LDR has most of its registered patients there; 1 NHS trust and 1 council"
        " would go with the new one; official membership."
    )


def test_a_new_footprint_made_by_hand_is_given_no_reason_that_nobody_had() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 9), "c2": ("a1", "b1", 4)}, labels=LABELS)
    own = {"a": {"a1": "a1"}, "b": {"b1": "b1"}}
    (found,) = reasons(by_hand(dataset, own, {"c2": ("a1", "n")}))
    assert found == (
        "Name of c2 (4 registered patients) would leave the Name of b1 LDR and form a new Name of"
        " n LDR; official membership."
    )


def test_a_joint_plan_names_the_other_way_to_undo_an_overlap() -> None:
    rows = [("a1", "b1", 90_000), ("a2", "b2", 90_000), ("a1", "b2", 500), ("a1", "b2", 200)]
    dataset = make_dataset({f"c{n}": row for n, row in enumerate(rows)}, labels=LABELS)
    plan = next(
        plan
        for plan in community_plans(dataset, resolutions=[1.0], seeds=1)
        if plan.options["footprints"] == 2
    )
    (found,) = reasons(plan)
    assert found == (
        "Name of c2 and Name of c3 (700 registered patients) would change from the Name of b2"
        " LDR to the Name of b1 LDR; the alternative is a change from the Name of a1 STP to the"
        " Name of a2 STP; official membership."
    )


SENTENCE = re.compile(r"[^.;]+(; [^.;]+)*\.")


def check_sentences(plan: Plan) -> None:
    dataset = plan.dataset
    labels = [dataset.label(name) for name in plan.overlap.compare]
    for step in suggestions(plan):
        assert step.reason.endswith(".")
        assert not step.reason.endswith("..")
        # Nobody moves house.
        assert not re.search(r"\bmov(e|es|ed|ing)\b", step.reason, re.IGNORECASE)
        own = labels[plan.overlap.compare.index(step.footprint_set)]
        assert re.search(rf" {own}(s|es|\b)", step.reason.replace("authorities", "authoritys"))
        grades = {"area": "area-level"}
        weakest = list(step.evidence)[-1]
        assert f"{grades.get(weakest, weakest)} membership" in step.reason
        if step.estimated:
            assert re.search(r"\babout [\d,]+0 |\bunder 100 ", step.reason)
        counts = [step.people_affected if step.action == "merge" else step.people_moved]
        if not re.search(r"\b(about|under) ", step.reason):
            assert f"({round(counts[0]):,} " in step.reason
        assert "nan" not in step.reason
        assert "  " not in step.reason
        assert "the The" not in step.reason


@pytest.mark.parametrize("name", ["england-2016", "england-2026"])
def test_every_sentence_in_england_is_one_that_a_board_could_read(name: str) -> None:
    dataset = bundled_dataset(name)
    first, second = dataset.compare
    for plan in (
        led_plan(dataset, lead=first),
        led_plan(dataset, lead=second),
        community_plans(dataset, seeds=1)[1],
    ):
        check_sentences(plan)
        for step in suggestions(plan):
            # No name in England holds a full stop or a semicolon, so that this is one sentence.
            assert SENTENCE.fullmatch(re.sub(r"\d\.\d", "0", step.reason)), step.reason


@settings(patient, max_examples=8)
@given(random_datasets(), st.sampled_from(["a", "b"]), st.sampled_from(["coterminous", "nested"]))
def test_sentences_of_random_plans_hold_what_they_must(
    dataset: Dataset, lead: str, target: str
) -> None:
    check_sentences(led_plan(dataset, lead=lead, target=target))


HOSTILE = [
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x")',
    "e-Health Ltd",
    "ßtraße",
    "{name} %s {0}",
    "back\\slash",
    "ends with a stop.",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_names_are_left_as_they_are(hostile: str) -> None:
    blocks = {"c1": ("a1", "b1", 9000), "c2": ("a2", "b1", 400), "c3": ("a1", "b2", 5000)}
    plan = led(blocks, names={"c2": hostile, ("a", "a1"): hostile, ("b", "b1"): hostile})
    merge, new = sorted(suggestions(plan), key=lambda step: step.action)
    assert new.reason.startswith(
        f"{hostile} (400 registered patients) would leave the {hostile} LDR"
    )
    assert merge.reason.startswith(
        f"The Name of b2 LDR would become part of the {hostile} LDR, which would then match the"
        f" {hostile} STP ("
    )


@settings(patient, max_examples=8)
@given(random_datasets(), st.sampled_from(["a", "b"]))
def test_shared_partners_deal_with_both_ends(dataset: Dataset, lead: str) -> None:
    plan = led_plan(dataset, lead=lead)
    held = [places(dataset, name) for name in ("a", "b")]
    kinds = dict(dataset.organisations[["organisation", "kind"]].itertuples(index=False, name=None))
    after = partner_places(plan)
    for step in suggestions(plan):
        side = "ab".index(step.footprint_set)
        predecessors = {
            code for code, successor in successors(plan)[side].items() if successor == step.into
        }
        expected = set()
        for partner in dataset.partners["organisation"]:
            mine = set(held[side].get(partner, {}))
            later = {
                to
                for (one, name, _), found in after.items()
                if (one, name) == (partner, step.footprint_set)
                for to in found
            }
            if {
                "merge": len(mine & set(step.sources)) > 1,
                "move": bool(mine & set(step.sources)) and bool(mine & predecessors),
                "new": bool(mine & set(step.sources)) and step.into in later,
            }[step.action]:
                expected.add(partner)
        found = {*step.shared_providers, *step.shared_councils}
        assert found == expected
        assert all(kinds[one] == "provider" for one in step.shared_providers)
        assert all(kinds[one] == "council" for one in step.shared_councils)
        assert list(step.shared_councils) == sorted(step.shared_councils)
