from __future__ import annotations

import pandas as pd
import pytest
from helpers.examples import make_dataset
from helpers.unruly import ESCAPE, FORMULA, MARKUP, SCRIPT, unruly_dataset, unruly_plan

from graphmodel.overlap.names import Names
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.asked import Asked
from graphmodel.plans.led import led_plan
from graphmodel.plans.partners import partner_burden
from graphmodel.plans.plan import Plan, unchanged_plan
from graphmodel.show.frames import (
    assignment_frame,
    footprints_frame,
    partners_frame,
    sources_frame,
    suggestions_frame,
)
from graphmodel.steps.suggestion import suggestions


@pytest.fixture(scope="module")
def plan() -> Plan:
    return unruly_plan()


def test_names_are_given_bare_and_with_the_label_of_their_set(plan: Plan) -> None:
    names = Names(plan.dataset, plan.overlap)
    assert names.organisation("c1") == SCRIPT
    assert names.footprint("b", "b2") == MARKUP
    assert names.labelled("b", "b2") == f"{MARKUP} LDR"


def test_an_unknown_code_is_its_own_name(plan: Plan) -> None:
    names = Names(plan.dataset, plan.overlap)
    assert names.organisation("zz") == names.footprint("a", "zz") == "zz"


def test_suggestions_are_all_there_with_names_beside_codes(plan: Plan) -> None:
    frame = suggestions_frame(plan)
    steps = suggestions(plan)
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
    steps = suggestions(plan)[:1]
    assert len(suggestions_frame(plan, steps=steps)) == 1


def test_a_plan_without_steps_has_a_frame_without_rows() -> None:
    dataset = unruly_dataset()
    frame = suggestions_frame(unchanged_plan(dataset, build_overlap(dataset)))
    assert frame.empty
    assert list(frame) == list(suggestions_frame(unruly_plan()))


def test_the_assignment_has_every_portion_before_and_after(plan: Plan) -> None:
    frame = assignment_frame(plan)
    assert list(frame) == [
        *("organisation", "organisation_name", "a", "a_name", "to_a", "to_a_name"),
        *("b", "b_name", "to_b", "to_b_name", "people", "estimated", "evidence", "changes"),
    ]
    assert frame["people"].sum() == 430
    changes = dict(
        zip(zip(frame["organisation"], frame["a"], strict=True), frame["changes"], strict=True)
    )
    assert changes == {
        ("c1", "a1"): "",
        ("c2", "a1"): "LDR",
        ("c3", "a1"): "LDR",
        ("c3", "a2"): "",
        ("c4", "a2"): "",
    }
    assert frame.loc[3, "organisation_name"] == MARKUP


def test_portions_that_change_in_both_sets_say_so(plan: Plan) -> None:
    both = Plan(
        dataset=plan.dataset,
        overlap=plan.overlap,
        successors=plan.successors,
        resulting=plan.resulting,
        assignment=plan.assignment.assign(to_a="a2", to_b="a2"),
        asked=Asked(lead="joint"),
    )
    assert assignment_frame(both)["changes"].tolist()[0] == "STP; LDR"


def test_footprints_before_say_what_they_become(plan: Plan) -> None:
    frame = footprints_frame(plan).set_index(["footprint_set", "footprint"])
    assert frame["becomes"].to_dict() == {
        ("a", "a1"): "a1",
        ("a", "a2"): "a2",
        ("a", "a9"): "a9",
        ("b", "b1"): "b1",
        ("b", "b2"): "b2",
        ("b", "b3"): "b2",
    }
    assert frame.loc[("a", "a9"), "relation"] == "alone"
    assert frame["people"].groupby(level=0).sum().to_dict() == {"a": 460.0, "b": 430.0}


def test_footprints_after_say_what_they_are_made_from(plan: Plan) -> None:
    frame = footprints_frame(plan, after=True).set_index(["footprint_set", "footprint"])
    before = footprints_frame(plan).set_index(["footprint_set", "footprint"])
    made = {key: set(filter(None, codes.split("; "))) for key, codes in frame["made_from"].items()}
    for (footprint_set, code), into in before["becomes"].items():
        assert code in made[footprint_set, into]
    assert not frame["new"].any()


def test_new_footprints_are_made_from_none() -> None:
    dataset = make_dataset({"x": ("a1", "b1", 9), "y": ("a2", "b1", 2)})
    frame = footprints_frame(led_plan(dataset, lead="a"), after=True)
    new = frame[frame["new"]]
    assert new["footprint"].tolist() == ["NEW:a2"]
    assert new["made_from"].tolist() == [""]


def test_partners_have_their_burden_and_what_it_consists_of(plan: Plan) -> None:
    frame = partners_frame(plan)
    burden = partner_burden(plan)
    pd.testing.assert_frame_equal(frame[list(burden)], burden)
    for moment in ("before", "after"):
        counts = [len(names.split("; ")) for names in frame[f"footprints_{moment}"]]
        assert counts == burden[moment].tolist()


def test_sources_have_caveats_first_and_licences_without_title() -> None:
    frame = sources_frame(unruly_dataset())
    assert frame["about"].tolist() == [
        *("dataset", "digest of what decides a plan", "digest of its tables"),
        *("caveat", "caveat", "source", "licence"),
    ]
    assert frame["text"].tolist()[-2:] == [FORMULA, "CC0-1.0"]
    assert frame["link"].tolist()[-2:] == ["https://example.org", ""]


def test_the_plan_stays_as_it_is() -> None:
    plan = unruly_plan()
    tables = (plan.assignment, plan.successors, plan.resulting, plan.before.rows, plan.after.rows)
    copies = [table.copy() for table in tables]
    digest = plan.dataset.sha256
    suggestions_frame(plan)
    assignment_frame(plan)
    footprints_frame(plan)
    footprints_frame(plan, after=True)
    partners_frame(plan)
    for table, copy in zip(tables, copies, strict=True):
        pd.testing.assert_frame_equal(table, copy)
    assert unruly_plan().dataset.sha256 == digest


def test_frames_hold_names_as_they_are(plan: Plan) -> None:
    assert ESCAPE in assignment_frame(plan)["organisation_name"].tolist()
