"""Plans held against what happened, by hand.

The plan: a1 and a2 follow, b1 and b2 lead; c2 is to go from a1 to a2. Where everybody is later says
the set ``later``, in which c1 makes a1 what x is, and c3 makes a2 what y is, unless it is told.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from helpers.by_hand import by_hand
from helpers.examples import make_dataset, patient, random_datasets
from hypothesis import given, settings
from openpyxl import load_workbook

import graphmodel
from graphmodel.dataset.dataset import derived
from graphmodel.errors import OptionError
from graphmodel.planfiles.planfile import write_plan
from graphmodel.planfiles.tracking import FATES, Tracking, track_plan
from graphmodel.plans.joint_frontier import exact_joint_plan
from graphmodel.plans.plan import unchanged_plan
from graphmodel.show.printing import plain_text
from graphmodel.show.views import view_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from graphmodel.plans.plan import Plan

from dataclasses import replace

ROWS: dict[str, tuple[Any, ...]] = {
    "c1": ("a1", "b1", 100),
    "c2": ("a1", "b2", 30),
    "c3": ("a2", "b2", 80),
}
NEAR = [("c1", "c2"), ("c2", "c3")]


def plan_of(
    later: Mapping[str, Any],
    rows: Mapping[str, tuple[Any, ...]] = ROWS,
    to: Mapping[str, tuple[str, str]] | None = None,
    successors: Mapping[str, str] | None = None,
) -> Plan:
    dataset = make_dataset(rows, further={"later": later}, neighbours=NEAR)
    own = {code: code for row in rows.values() for code in ([row[0]] if row[0] else [])}
    lead = {code: code for code in ("b1", "b2")}
    return by_hand(
        dataset,
        {"a": own | dict(successors or {}), "b": lead},
        {"c2": ("a2", "b2")} if to is None else to,
        lead="b",
        target="compatible",
    )


def fates(counts: Mapping[str, float]) -> dict[str, float]:
    """Return the counts that are not zero."""
    return {key: counts[key] for key in FATES if counts[key]}


@pytest.mark.parametrize(
    ("later", "fate", "left"),
    [
        ({"c1": "x", "c2": "y", "c3": "y"}, "done", 30),
        ({"c1": "x", "c2": "x", "c3": "x"}, "joined", 0),
        ({"c1": "x", "c2": "x", "c3": "y"}, "not_done", 0),
        ({"c1": "x", "c2": "z", "c3": "y"}, "elsewhere", 30),
        ({"c1": "x", "c2": None, "c3": "y"}, "unknown", 0),
        # Both went into one, and these did not.
        ({"c1": "x", "c2": "z", "c3": "x"}, "elsewhere", 30),
    ],
)
def test_what_became_of_people(later: dict[str, str | None], fate: str, left: float) -> None:
    found = track_plan(plan_of(later), "later")
    assert found.changes["changed"] == 30
    assert fates(found.changes) == {fate: 30}
    assert (found.reality["changed"], found.reality["foreseen"]) == (left, left)
    assert found.reality["unknown"] == (30 if fate == "unknown" else 0)
    (step,) = found.to_frame().to_dict("records")
    assert (step["rank"], step["from"], step["into"], step["changed"]) == (1, "a1", "a2", 30)
    assert fates(step) == {fate: 30}
    assert found.unforeseen.empty


def test_a_block_that_goes_as_one_is_told_by_its_shares() -> None:
    found = track_plan(plan_of({"c1": "x", "c2": {"x": 0.4, "y": 0.6}, "c3": "y"}), "later")
    assert fates(found.changes) == pytest.approx({"done": 18, "not_done": 12})


def test_of_a_block_divided_now_and_later_nobody_can_tell() -> None:
    rows = ROWS | {"c2": ("a1", {"b1": 0.5, "b2": 0.5}, 30)}
    later = {"c1": "x", "c2": {"x": 0.5, "y": 0.5}, "c3": "y"}
    plan = plan_of(later, rows, to={})
    moved = (plan.assignment["organisation"] == "c2") & (plan.assignment["b"] == "b2")
    plan = replace(
        plan, assignment=plan.assignment.assign(to_a=plan.assignment["to_a"].mask(moved, "a2"))
    )
    found = track_plan(plan, "later")
    assert found.changes["changed"] == 15
    assert fates(found.changes) == {"unknown": 15}
    assert found.reality == {"changed": 0, "foreseen": 0, "unknown": 30}
    # Undivided later, it is told.
    told = plan_of(later | {"c2": "y"}, rows)
    found = track_plan(replace(plan, dataset=told.dataset, overlap=told.overlap), "later")
    assert fates(found.changes) == {"done": 15}
    assert found.reality == {"changed": 30, "foreseen": 15, "unknown": 0}
    assert found.unforeseen["people"].tolist() == [15]


def test_a_footprint_that_was_abolished_is_where_most_of_it_went() -> None:
    rows = ROWS | {"c4": ("a2", "b2", 20)}
    found = track_plan(plan_of({"c1": "x", "c2": "z", "c3": "z", "c4": "x"}, rows), "later")
    assert fates(found.changes) == {"done": 30}
    assert found.reality == {"changed": 50, "foreseen": 30, "unknown": 0}
    assert found.unforeseen.to_dict("records") == [
        {
            "organisation": "c4",
            "organisation_name": "Name of c4",
            "footprint_set": "a",
            "from": "a2",
            "from_name": "Name of a2",
            "into": "x",
            "into_name": "Name of x",
            "people": 20.0,
        }
    ]


def test_a_footprint_in_two_halves_is_in_no_one_place() -> None:
    rows = ROWS | {"c3": ("a2", "b2", 50), "c4": ("a2", "b2", 50)}
    later = {"c1": "x", "c2": "y", "c3": "y", "c4": "z"}
    found = track_plan(plan_of(later, rows), "later")
    assert fates(found.changes) == {"unknown": 30}
    assert found.reality == {"changed": 30, "foreseen": 30, "unknown": 100}
    # One person more, and it is.
    rows["c3"] = ("a2", "b2", 51)
    assert fates(track_plan(plan_of(later, rows), "later").changes) == {"done": 30}
    # Not where those of whom it cannot be told may be more.
    rows["c5"] = ("a2", "b2", 2)
    assert fates(track_plan(plan_of(later, rows), "later").changes) == {"unknown": 30}


@pytest.mark.parametrize(
    ("later", "fate"), [("x", "done"), ("y", "not_done"), ({"x": 0.25, "y": 0.75}, "both")]
)
def test_mergers_stand_by_themselves(later: Any, fate: str) -> None:  # noqa: ANN401 - as a place is
    plan = plan_of({"c1": "x", "c2": "x", "c3": later}, to={}, successors={"a2": "a1"})
    found = track_plan(plan, "later")
    assert found.changes["changed"] == 0
    assert found.mergers["changed"] == 80
    expected = {"done": 20.0, "not_done": 60.0} if fate == "both" else {fate: 80.0}
    assert fates(found.mergers) == expected
    (step,) = found.steps.to_dict("records")
    assert (step["action"], step["from"], step["changed"]) == ("merge", "", 80)
    assert fates(step) == expected


@pytest.mark.parametrize(("later", "fate"), [("z", "done"), ("x", "not_done")])
def test_a_new_footprint_is_where_its_people_are_together(later: str, fate: str) -> None:
    plan = plan_of({"c1": "x", "c2": later, "c3": "y"}, to={"c2": ("NEW:b2", "b2")})
    assert fates(track_plan(plan, "later").changes) == {fate: 30}


def test_undecided_people_are_part_of_where_a_footprint_went() -> None:
    rows = ROWS | {"c4": ("a2", None, 90)}
    later = {"c1": "x", "c2": "y", "c3": "y", "c4": "z"}
    found = track_plan(plan_of(later, rows), "later")
    assert fates(found.changes) == {"elsewhere": 30}
    assert found.reality == {"changed": 110, "foreseen": 30, "unknown": 0}


def test_chance_counted_by_hand() -> None:
    """Of c2 and c3 on the border 110 people: c2's would be with a2's, c3's would have stayed."""
    found = track_plan(plan_of({"c1": "x", "c2": "y", "c3": "y"}), "later")
    assert found.chance == pytest.approx(
        {
            "changed": 30,
            "done": 30 * 30 / 110,
            "joined": 0,
            "not_done": 30 * 80 / 110,
            "elsewhere": 0,
            "unknown": 0,
            "on_borders": 110,
        }
    )
    # c4 is a third footprint beside c2: of its people half go to either, those to a3 in vain.
    rows = ROWS | {"c4": ("a3", "b2", 50)}
    plan = plan_of({"c1": "x", "c2": "y", "c3": "y", "c4": "w"}, rows)
    near = pd.concat(
        [
            plan.dataset.neighbours,
            plan.dataset.neighbours.iloc[:1].assign(organisation="c2", neighbour="c4"),
        ]
    )
    found = track_plan(replace(plan, dataset=replace(plan.dataset, neighbours=near)), "later")
    assert found.chance == pytest.approx(
        {
            "changed": 30,
            "done": 30 * 15 / 160,
            "joined": 0,
            "not_done": 30 * (80 + 50) / 160,
            "elsewhere": 30 * 15 / 160,
            "unknown": 0,
            "on_borders": 160,
        }
    )


def test_without_borders_chance_is_not_known() -> None:
    plan = plan_of({"c1": "x", "c2": "y", "c3": "y"})
    none = replace(plan.dataset, neighbours=plan.dataset.neighbours.iloc[:0])
    found = track_plan(replace(plan, dataset=none), "later")
    assert found.chance is None
    assert found.to_dict()["chance"] is None


def test_of_a_joint_plan_both_sets_are_looked_at() -> None:
    dataset = make_dataset(
        ROWS | {"c4": ("a2", "b2", 60), "c5": ("a1", "b1", 60)},
        further={"later": {"c1": "x", "c2": "y", "c3": "y", "c4": "y", "c5": "x"}},
    )
    plan = exact_joint_plan(dataset, footprints=2)
    found = track_plan(plan, "later")
    assert found.changes["changed"] == plan.people_moved == 30
    # c2 is with b2, and no longer with a1, whichever of the two the plan changes.
    moved = plan.people_moved_by_set
    assert fates(found.changes) == ({"done": 30} if moved["a"] else {"not_done": 30})
    assert found.reality == {"changed": 30, "foreseen": moved["a"], "unknown": 0}


@settings(patient, max_examples=40)
@given(random_datasets())
def test_held_against_itself_nothing_has_happened(dataset: graphmodel.Dataset) -> None:
    """Where the later set is the one that a plan changes, everybody is where they were."""
    copied = [
        pd.concat([frame, rows.assign(footprint_set="later")], ignore_index=True)
        for frame in (dataset.footprints, dataset.memberships)
        for rows in [frame[frame["footprint_set"] == dataset.compare[1]]]
    ]
    twice = derived(dataset, footprints=copied[0], memberships=copied[1])
    plan = graphmodel.propose(twice, lead=dataset.compare[0], target="nested")
    found = track_plan(plan, "later")
    counts = found.changes
    assert counts["changed"] == pytest.approx(plan.people_moved)
    assert sum(counts[fate] for fate in FATES) == pytest.approx(counts["changed"])
    assert counts["done"] == counts["joined"] == counts["elsewhere"] == 0
    assert found.reality["changed"] == 0
    assert found.steps["changed"].sum() == pytest.approx(
        counts["changed"] + found.mergers["changed"]
    )


def test_what_other_plans_would_have_said_is_told_beside() -> None:
    found = track_plan(plan_of({"c1": "x", "c2": "y", "c3": "y"}), "later")
    rows = found.beside.set_index(["lead", "target", "method"])
    # Led by a, b1 and b2 keep to it, and c2 goes from b2 to b1: it has stayed with b2.
    assert rows.loc[("a", "compatible", "exact"), ["changed", "not_done", "done"]].tolist() == [
        30,
        30,
        0,
    ]
    # The plan is made by hand; what would be asked for is beside it.
    assert rows.loc[("b", "compatible", "exact"), ["changed", "done"]].tolist() == [30, 30]
    assert {method for *_, method in rows.index} == {"exact", "louvain", "projection"}


@pytest.mark.parametrize(("actual", "match"), [("none", "footprint set"), ("a", "later date")])
def test_a_set_that_cannot_tell(actual: str, match: str) -> None:
    with pytest.raises(OptionError, match=match):
        track_plan(plan_of({"c1": "x", "c2": "y", "c3": "y"}), actual)


def test_a_table_without_rows_has_the_types_that_it_would_have() -> None:
    full = track_plan(plan_of({"c1": "x", "c2": "y", "c3": "y"}, to={}), "later").unforeseen
    found = track_plan(plan_of({"c1": "x", "c2": "y", "c3": "y"}), "later").unforeseen
    assert (len(full), len(found)) == (1, 0)
    assert found.dtypes.to_dict() == full.dtypes.to_dict()


def test_doing_nothing_changes_nobody() -> None:
    dataset = plan_of({"c1": "x", "c2": "y", "c3": "y"}).dataset
    found = track_plan(unchanged_plan(dataset, graphmodel.build_overlap(dataset)), "later")
    assert found.changes["changed"] == 0
    assert found.steps.empty
    # c2 has left a1, and c3 is more of b2 than c2.
    assert found.unforeseen["organisation"].tolist() == ["c2"]
    assert "The plan changes the footprint of nobody." in plain_text(view_of(found).told())


def test_it_is_told_alike_in_files_and_in_words(tmp_path: Path) -> None:
    plan = plan_of({"c1": "x", "c2": "y", "c3": "y"})
    write_plan(plan, tmp_path / "plan.json")
    found = track_plan(tmp_path / "plan.json", "later", dataset=plan.dataset)
    assert isinstance(found, Tracking)
    for ending in ("json", "csv", "xlsx"):
        graphmodel.write_output(found, tmp_path / f"track.{ending}")
    told = json.loads((tmp_path / "track.json").read_text())
    assert told == json.loads(json.dumps(found.to_dict()))
    assert list(told)[:4] == ["format", "dataset", "compare", "actual"]
    assert told["format"] == "graphmodel-track/1"
    assert told["changes"]["done"] == told["steps"][0]["done"] == 30
    row = pd.read_csv(tmp_path / "track.csv", encoding="utf-8-sig").iloc[0]
    assert list(row.index) == list(told["steps"][0])
    book = load_workbook(tmp_path / "track.xlsx")
    assert {"Summary", "What became of them", "What came of it"} <= set(book.sheetnames)
    text = plain_text(view_of(found).told())
    assert "Of 30 people whose footprint the plan changes, 30 (100.0 %) are with those" in text
