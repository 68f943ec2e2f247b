"""The tables of a plan for people."""

from __future__ import annotations

import pandas as pd
import pytest
from helpers.unruly import ESCAPE, FORMULA, MARKUP, unruly_dataset, unruly_plan

from graphmodel.overlap.names import Names
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.plan import Plan, unchanged_plan
from graphmodel.show.plan_sheets import (
    assignment_sheet,
    footprints_sheet,
    partners_sheet,
    suggestions_sheet,
)
from graphmodel.show.sheets import sources_frame, table_rows


@pytest.fixture(scope="module")
def plan() -> Plan:
    return unruly_plan()


def test_names_are_given_bare_and_with_the_label_of_their_set(plan: Plan) -> None:
    names = Names(plan.dataset, plan.overlap)
    assert names.organisation("c1") == "<script>alert(1)</script>"
    assert names.footprint("b", "b2") == MARKUP
    assert names.labelled("b", "b2") == f"{MARKUP} LDR"


def test_an_unknown_code_is_its_own_name(plan: Plan) -> None:
    names = Names(plan.dataset, plan.overlap)
    assert names.organisation("zz") == names.footprint("a", "zz") == "zz"


def test_suggestions_are_all_there_with_names_beside_codes(plan: Plan) -> None:
    frame = suggestions_sheet(plan).frame
    steps = plan.suggestions()
    assert frame["rank"].tolist() == [step.rank for step in steps]
    assert frame["people_moved"].sum() == plan.people_moved
    assert frame["reason"].tolist() == [step.reason for step in steps]
    move = frame[frame["action"] == "move"].iloc[0]
    assert (move["from"], move["from_names"]) == ("b2", f"{MARKUP} LDR")
    assert move["organisations"] == "c2; c3"
    assert move["organisation_names"] == f"{FORMULA}; {MARKUP}"
    assert bool(move["estimated"])
    assert move["evidence"] == "documented 50; inferred 80"
    assert move["weakest_evidence"] == "inferred"


def test_suggestions_at_hand_are_not_worked_out_again(plan: Plan) -> None:
    assert len(suggestions_sheet(plan, steps=plan.suggestions()[:1]).frame) == 1


def test_a_plan_without_steps_has_a_table_without_rows() -> None:
    dataset = unruly_dataset()
    frame = suggestions_sheet(unchanged_plan(dataset, build_overlap(dataset))).frame
    assert frame.empty
    assert list(frame) == list(suggestions_sheet(unruly_plan()).frame)


def test_partners_have_their_burden_and_what_it_consists_of(plan: Plan) -> None:
    frame = partners_sheet(plan).frame
    for moment in ("before", "after"):
        counts = [len(names.split("; ")) for names in frame[f"footprints_{moment}"]]
        assert counts == frame[f"burden_{moment}"].tolist()
    assert frame["footprints_before"].tolist()[0] == f"+1 STP; {FORMULA} LDR; {MARKUP} LDR"


def test_data_for_people_is_that_of_the_tables(plan: Plan) -> None:
    for sheet, table in (
        (assignment_sheet(plan), "assignment"),
        (footprints_sheet(plan), "footprints"),
    ):
        pd.testing.assert_frame_equal(sheet.frame, plan.to_frame(table))  # type: ignore[arg-type]
        assert {column.name for column in sheet.columns} <= set(sheet.frame)
        assert len(list(table_rows(sheet))) == len(sheet.frame)
    assert ESCAPE in assignment_sheet(plan).frame["organisation_name"].tolist()


def test_sources_have_caveats_first_and_licences_without_title() -> None:
    frame = sources_frame(unruly_dataset())
    assert frame["about"].tolist() == [
        *("dataset", "digest of what decides a plan", "digest of its tables"),
        *("caveat", "caveat", "source", "licence"),
    ]
    assert frame["text"].tolist()[-2:] == [FORMULA, "CC0-1.0"]
    assert frame["link"].tolist()[-2:] == ["https://example.org", ""]
