"""One page for one footprint or partner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset
from helpers.handed import PLAN, ROWS
from helpers.hostile import hostile_dataset

import graphmodel as gm
from graphmodel.errors import OptionError
from graphmodel.handover.letters import Letters, letter_name
from graphmodel.handover.patients import divided_patients
from graphmodel.plans.led import led_plan
from graphmodel.show.printing import markdown_text
from graphmodel.wording import share_phrase

if TYPE_CHECKING:
    from graphmodel.plans.plan import Plan

PARTNERS = {"p1": ("provider", ["a1"], ["b2"]), "p2": ("council", ["a2"], ["b2"])}


@pytest.fixture
def plan() -> Plan:
    return led_plan(make_dataset(ROWS, partners=PARTNERS), lead="a")


def letter(plan: Plan, whom: str) -> str:
    return markdown_text(Letters(plan, "1 April 2027").blocks(whom))


def test_a_footprint_is_told_who_leaves_and_who_joins(plan: Plan) -> None:
    text = letter(plan, "b:b2")
    assert "8 people would be in another b, and 20 people would come from others." in text
    assert "| People | 78 | 90 |" in text
    assert "| Name of c2 | 8 | Name of b2 | Name of b1 | official 8 |" in text
    assert "Date of change: 1 April 2027" in text
    assert "None" not in text


def test_one_that_stays_is_told_so(plan: Plan) -> None:
    assert "Its ground stays as it is" in letter(plan, "a:a1")


def test_a_partner_is_told_whom_it_deals_with(plan: Plan) -> None:
    assert "| B | Name of b2 | Name of b1 |" in letter(plan, "provider:p1")
    assert "| B | Name of b2 | Name of b2 |" in letter(plan, "council:p2")


def test_a_trust_is_told_what_the_paper_says_of_its_patients() -> None:
    plan = gm.propose(bundled_dataset("england-2026"))
    letters = Letters(plan)
    for one in divided_patients(plan, "icb"):
        text = markdown_text(letters.blocks(f"provider:{one.organisation}"))
        assert f"counted for it, {share_phrase(one.changing)} live where the ICB changes." in text


def test_all_are_those_for_whom_anything_changes(plan: Plan) -> None:
    found = Letters(plan).addressees(["all", "a:a1"])
    assert found == ("b:b1", "b:b2", "b:b3", "provider:p1", "a:a1")


def test_nobody_is_written_to_who_is_not_there() -> None:
    with pytest.raises(OptionError, match="not 'b:b9'; did you mean"):
        Letters(PLAN).addressees(["b:b9"])


def test_hostile_names_stay_text_and_make_no_path() -> None:
    letters = Letters(led_plan(hostile_dataset(), lead="<em>a</em>"))
    for addressee in letters.addressees(["all"]):
        assert "<script>" not in markdown_text(letters.blocks(addressee)).replace("\\<", "")
    assert letter_name("a:../../x", {}) == "for-a-x"
    assert letter_name("a:x", {"for-a-x.md": b""}) == "for-a-x-2"
