from __future__ import annotations

import pytest
from helpers.unruly import unruly_dataset

from graphmodel.dataset.dataset import blocks_label, derived
from graphmodel.dataset.notes import EVIDENCE_GRADES
from graphmodel.steps.steps import ACTIONS
from graphmodel.wording import (
    ACTION_LABELS,
    GRADE_MEANINGS,
    capital,
    counted,
    evidence_clause,
    grade_label,
)


def test_every_grade_of_evidence_has_a_meaning_in_order() -> None:
    assert tuple(GRADE_MEANINGS) == EVIDENCE_GRADES


def test_every_action_has_a_word_and_none_is_to_move() -> None:
    assert set(ACTION_LABELS) == set(ACTIONS)
    assert "move" not in ACTION_LABELS.values()


def test_a_capital_is_all_that_changes() -> None:
    assert capital("registered patients of the NHS") == "Registered patients of the NHS"
    assert capital("") == ""


def test_counts_have_their_word_in_the_right_number() -> None:
    assert [counted(number, "pair") for number in (0, 1, 1234)] == [
        "0 pairs",
        "1 pair",
        "1,234 pairs",
    ]


def test_grades_are_adjectives() -> None:
    assert [grade_label(grade) for grade in ("area", "inferred")] == ["area-level", "inferred"]


def test_blocks_of_several_kinds_are_organisations() -> None:
    dataset = unruly_dataset()
    assert blocks_label(dataset) == "CCG"
    assert blocks_label(derived(dataset, blocks=("block", "other"))) == "organisation"


@pytest.mark.parametrize(
    ("evidence", "told"),
    [
        ({"official": 40}, "official membership"),
        ({"official": 40, "inferred": 0}, "official membership"),
        (
            {"official": 100, "derived": 0, "inferred": 50},
            "inferred membership for 33.3 % of these people, official for the rest",
        ),
        (
            {"official": 50, "documented": 30, "area": 20},
            "area-level membership for 20.0 % of these people, official or documented for the rest",
        ),
        ({"official": 0}, "no evidence recorded"),
        ({}, "no evidence recorded"),
    ],
)
def test_the_lowest_grade_is_told_with_what_the_rest_is(
    evidence: dict[str, float], told: str
) -> None:
    assert evidence_clause(evidence, "people") == told
