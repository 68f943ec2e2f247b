from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

import pandas as pd
import pytest
from helpers.examples import make_dataset, patient, random_datasets
from helpers.saved_plans import differences
from helpers.unruly import FORMULA, MARKUP, unruly_dataset, unruly_plan
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.errors import GraphmodelError, OptionError
from graphmodel.overlap.assessment import assess
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.led import led_plan
from graphmodel.plans.plan import Plan, unchanged_plan
from graphmodel.plans.propose import propose
from graphmodel.shown import PlanTable

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset


@pytest.fixture(scope="module")
def plan() -> Plan:
    return unruly_plan()


def rows(plan: Plan, table: PlanTable, *columns: str) -> list[tuple[Any, ...]]:
    frame = plan.to_frame(table)
    return [
        tuple(None if pd.isna(cell) else cell for cell in row)
        for row in frame[list(columns)].itertuples(index=False, name=None)
    ]


def test_steps_have_one_thing_in_a_cell(plan: Plan) -> None:
    move, merge = plan.suggestions()
    assert rows(plan, "steps", "rank", "action", "from", "from_name", "into", "into_name") == [
        (1, "move", "b2", MARKUP, "b1", FORMULA),
        (2, "merge", "", "", "b2", MARKUP),
    ]
    assert rows(plan, "steps", "people_moved", "evidence_documented", "evidence_inferred")[0] == (
        130,
        50,
        80,
    )
    assert rows(plan, "steps", "weakest_evidence", "estimated", "reason") == [
        ("inferred", True, move.reason),
        ("inferred", False, merge.reason),
    ]


def test_whom_a_step_concerns_stands_in_rows_of_their_own(plan: Plan) -> None:
    assert rows(plan, "step_footprints", "rank", "role", "footprint") == [
        *((1, "from", "b2"), (1, "into", "b1")),
        *((2, "from", "b2"), (2, "from", "b3"), (2, "into", "b2")),
    ]
    assert rows(plan, "step_organisations", "rank", "organisation", "organisation_name") == [
        (1, "c2", FORMULA),
        (1, "c3", MARKUP),
    ]
    assert rows(plan, "step_partners", "rank", "organisation", "kind", "role") == [
        (1, "p1", "provider", "shared"),
        (1, "p1", "provider", "fewer"),
        (2, "p2", "council", "shared"),
        (2, "p2", "council", "fewer"),
    ]


def test_the_assignment_has_every_block_and_no_blank_that_differs(plan: Plan) -> None:
    frame = plan.to_frame("assignment")
    assert list(frame) == [
        *("organisation", "organisation_name", "a", "a_name", "to_a", "to_a_name", "a_changes"),
        *("b", "b_name", "to_b", "to_b_name", "b_changes", "people", "estimated", "evidence"),
        "undecided",
    ]
    assert rows(plan, "assignment", "organisation", "b", "to_b", "b_changes", "undecided") == [
        ("c1", "b1", "b1", False, False),
        ("c2", "b2", "b1", True, False),
        ("c3", "b2", "b1", True, False),
        ("c3", "b2", "b2", False, False),
        # Its footprint is absorbed, which is no change of these people's.
        ("c4", "b3", "b2", False, False),
        ("c5", "", "", False, True),
    ]
    assert frame["people"].sum() == plan.dataset.people.sum()
    assert frame["people"][frame["b_changes"]].sum() == plan.people_moved


def test_blocks_in_no_set_and_split_undecided_ones_are_there_too() -> None:
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 10),
            "c2": ({"a1": 0.5, "a2": 0.5}, None, 20),
            "c3": (None, None, 5),
            "c4": ("a2", "b1", 30),
            "c5": (None, "b1", 1),
        }
    )
    found = unchanged_plan(dataset, build_overlap(dataset))
    columns = ("organisation", "a", "b", "to_b", "people", "estimated", "evidence", "undecided")
    assert rows(found, "assignment", *columns) == [
        ("c1", "a1", "b1", "b1", 10, False, "official", False),
        ("c2", "a1", "", "", 10, True, "official", True),
        ("c2", "a2", "", "", 10, True, "official", True),
        ("c3", "", "", "", 5, False, "", True),
        ("c4", "a2", "b1", "b1", 30, False, "official", False),
        ("c5", "", "b1", "b1", 1, False, "official", True),
    ]


def test_footprints_stand_once_now_and_after(plan: Plan) -> None:
    columns = ("footprint_set", "footprint", "new", "successor", "relation", "relation_after")
    assert rows(plan, "footprints", *columns) == [
        ("a", "a1", False, "a1", "straddling", "coterminous"),
        ("a", "a2", False, "a2", "straddling", "holding"),
        ("a", "a9", False, "a9", "alone", "alone"),
        ("b", "b1", False, "b1", "nested", "coterminous"),
        ("b", "b2", False, "b2", "straddling", "nested"),
        ("b", "b3", False, "b2", "nested", ""),
    ]
    people = ("people", "people_after", "overlaps", "overlaps_after")
    assert rows(plan, "footprints", "footprint", *people)[3:] == [
        ("b1", 100, 230, 1, 1),
        ("b2", 280, 200, 2, 1),
        ("b3", 50, None, 1, None),
    ]


def test_a_new_footprint_was_not_there_before() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 60), "c2": ("a2", "b1", 50)})
    columns = ("footprint", "new", "successor", "relation", "people", "overlaps", "people_after")
    assert rows(led_plan(dataset, lead="a"), "footprints", *columns)[2:] == [
        ("b1", False, "b1", "holding", 110, 2, 60),
        ("NEW:a2", True, "", "", None, None, 50),
    ]


def test_partners_are_told_in_numbers_and_with_whom_they_deal_in_rows(plan: Plan) -> None:
    columns = [f"burden_{moment}{name}" for name in ("", "_a", "_b") for moment in MOMENTS]
    assert rows(plan, "partners", "organisation", "burden_change", *columns) == [
        ("p1", -1, 3, 2, 1, 1, 2, 1),
        ("p2", -1, 3, 2, 1, 1, 2, 1),
    ]
    columns = [f"deals_{moment}" for moment in MOMENTS]
    assert rows(plan, "partner_footprints", "organisation", "footprint", *columns) == [
        *(("p1", "a1", True, True), ("p1", "b1", True, True), ("p1", "b2", True, False)),
        *(("p2", "a2", True, True), ("p2", "b2", True, True), ("p2", "b3", True, False)),
    ]


MOMENTS = ("before", "after")


@pytest.mark.parametrize("table", get_args(PlanTable))
def test_tables_have_their_columns_and_types_without_rows(plan: Plan, table: PlanTable) -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 10)})
    empty = unchanged_plan(dataset, build_overlap(dataset)).to_frame(table)
    assert empty.dtypes.to_dict() == plan.to_frame(table).dtypes.to_dict()


def test_an_unknown_table_is_refused_with_those_there_are(plan: Plan) -> None:
    with pytest.raises(OptionError, match=r"`table` takes steps, .*, measures, not 'step'"):
        plan.to_frame("step")  # type: ignore[arg-type]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    dataset: Dataset = draw(random_datasets())
    lead = draw(st.sampled_from([*dataset.compare, "joint"]))
    targets = ("coterminous", "compatible") if lead == "joint" else ("coterminous", "nested")
    try:
        return propose(dataset, lead=lead, target=draw(st.sampled_from(targets)))
    except GraphmodelError:
        return unchanged_plan(dataset, build_overlap(dataset))


def told(frame: pd.DataFrame, *columns: str) -> list[dict[str, Any]]:
    """Return rows of a frame as JSON would have them."""
    return [
        {key: None if pd.isna(cell) else cell for key, cell in row.items()}
        for row in frame[list(columns)].to_dict("records")
    ]


@settings(patient, max_examples=20)
@given(plans())
def test_tables_and_json_of_a_plan_agree_field_by_field(plan: Plan) -> None:
    file = plan.to_dict()
    assert list(differences(_steps(plan), [_flat(step) for step in file["suggestions"]])) == []
    frame = plan.to_frame("assignment")
    keys = [key for key in (file["assignment"] or [{}])[0] if key in frame]
    decided = told(frame[~frame["undecided"]], *keys)
    assert list(differences(decided, file["assignment"])) == []
    assert math.isclose(frame["people"].sum(), file["before"]["people"], abs_tol=1e-9)
    for name in plan.overlap.compare:
        moved = frame.loc[frame[f"{name}_changes"], "people"].sum()
        assert math.isclose(moved, file["people_moved_by_set"][name], abs_tol=1e-9)
        assert not (frame[name].eq("") & frame[f"{name}_changes"]).any()
        assert (frame[name].eq("") == frame[f"to_{name}"].eq("")).all()
    _footprints_agree(plan, file)
    _partners_agree(plan, file)
    _measures_agree(plan, file)


def _flat(step: dict[str, Any]) -> dict[str, Any]:
    """Return a suggestion of a file as the tables have it."""
    evidence = step.pop("evidence")
    grades = ("official", "documented", "area", "derived", "inferred")
    flat = step | {f"evidence_{grade}": evidence.get(grade, 0) for grade in grades}
    shared = sorted((*flat.pop("shared_providers"), *flat.pop("shared_councils")))
    return flat | {"from": sorted(flat["from"]), "shared": shared}


def _steps(plan: Plan) -> list[dict[str, Any]]:
    """Put the four tables of steps together again, as files have them."""
    ends, organisations = plan.to_frame("step_footprints"), plan.to_frame("step_organisations")
    partners = plan.to_frame("step_partners")
    found = []
    for step in told(frame := plan.to_frame("steps"), *map(str, frame)):
        rank = step["rank"]
        mine = ends[ends["rank"] == rank]
        sources = sorted(mine.loc[mine["role"] == "from", "footprint"])
        assert step["from"] == (sources[0] if len(sources) == 1 else "")
        assert mine.loc[mine["role"] == "into", "footprint"].tolist() == [step["into"]]
        roles = partners[partners["rank"] == rank].groupby("role")["organisation"].agg(list)
        names = {"shared": "shared"} | {f"partners_with_{x}": x for x in ("fewer", "more")}
        for one in ("from_name", "into_name", "weakest_evidence"):
            del step[one]
        blocks = organisations.loc[organisations["rank"] == rank, "organisation"].tolist()
        step |= {"from": sources, "organisations": blocks}
        found.append(step | {key: roles.get(role, []) for key, role in names.items()})
    return found


def _footprints_agree(plan: Plan, file: dict[str, Any]) -> None:
    frame = plan.to_frame("footprints")
    own = ("footprint_set", "footprint", "name")
    figures = ("relation", "people", "people_outside", "overlaps", "inhomogeneity")
    there = told(frame[frame["relation"] != ""], *own, *figures)
    assert list(differences(there, file["before"]["rows"])) == []
    after = frame[frame["relation_after"] != ""]
    after = after[[*own, *(f"{one}_after" for one in figures)]]
    later = told(after.rename(columns=lambda name: name.removesuffix("_after")), *own, *figures)
    order = {(row["footprint_set"], row["footprint"]): row for row in later}
    rows = file["after"]["rows"]
    again = [order[row["footprint_set"], row["footprint"]] for row in rows]
    assert (len(order), list(differences(again, rows))) == (len(rows), [])
    old = frame[~frame["new"]]
    assert int(frame["new"].sum()) == file["new_footprints"]
    linked = {name: set(codes) for name, codes in file["successors"].items()}
    for name, code, into in old[["footprint_set", "footprint", "successor"]].to_numpy():
        assert into == (file["successors"][name][code] if code in linked[name] else code)


def _partners_agree(plan: Plan, file: dict[str, Any]) -> None:
    frame, places = plan.to_frame("partners"), plan.to_frame("partner_footprints")
    keys = ("organisation", "name", "kind", "burden_before", "burden_after")
    mine = [{key: row[key] for key in keys} for row in file["partners"]["rows"]]
    assert list(differences(told(frame, *keys), mine)) == []
    for row in file["partners"]["rows"]:
        own = places[places["organisation"] == row["organisation"]]
        counts = frame[frame["organisation"] == row["organisation"]].iloc[0]
        for moment in MOMENTS:
            for name, codes in row[moment].items():
                dealt = own[own[f"deals_{moment}"] & (own["footprint_set"] == name)]
                assert dealt["footprint"].tolist() == codes
                assert counts[f"burden_{moment}_{name}"] == len(codes)


def _measures_agree(plan: Plan, file: dict[str, Any]) -> None:
    for row in plan.to_frame("measures").to_dict("records"):
        for moment in MOMENTS:
            value: Any = file[moment]
            for key in str(row["measure"]).split("."):
                value = value.get(key, math.nan)
            assert list(differences(row[moment], value)) == [] or math.isnan(value)


def test_names_given_stand_with_the_present_ones_where_something_is_to_go() -> None:
    dataset = unruly_dataset()
    plan = led_plan(dataset, lead="a")
    named = replace(plan, names={("b", "b2"): "Mine"})
    frame = named.to_frame("footprints").set_index(["footprint_set", "footprint"])
    assert frame.loc[("b", "b3"), "successor_name"] == f"Mine (today: {MARKUP})"
    assert frame.loc[("b", "b2"), "name"] == MARKUP


def test_the_plan_stays_as_it_is() -> None:
    plan = unruly_plan()
    tables = (plan.assignment, plan.successors, plan.resulting, plan.before.rows, plan.after.rows)
    copies = [table.copy() for table in tables]
    digest = plan.dataset.sha256
    for table in get_args(PlanTable):
        frame = plan.to_frame(table)
        frame[frame.columns[0]] = None
    frame = plan.before.to_frame()
    frame["people"] = 0
    for frame, copy in zip(tables, copies, strict=True):
        pd.testing.assert_frame_equal(frame, copy)
    assert unruly_plan().dataset.sha256 == digest


def test_measures_of_an_assessment_are_every_figure_by_its_place_in_json() -> None:
    assessment = assess(unruly_dataset(), ignore_below=0.5)
    frame = assessment.to_frame("measures")
    values = dict(zip(frame["measure"], frame["value"], strict=True))
    stated = assessment.to_dict()
    for key, value in values.items():
        found: Any = stated
        for part in key.split("."):
            found = found[part]
        assert found == value, key
    assert "relations.b.straddling" in values
    assert "without_slivers.coterminous_share" in values
    assert frame["meaning"].is_unique
    with pytest.raises(OptionError, match="`table` takes footprints, measures, not 'rows'"):
        assessment.to_frame("rows")  # type: ignore[arg-type]
    rows = assessment.to_frame()
    assert list(differences(told(rows, *rows), stated["rows"])) == []
