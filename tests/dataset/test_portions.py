"""Portions of blocks: read, held against the other tables, and counted in place of shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from helpers.examples import make_dataset
from helpers.tiny import TABLES, only, place, write_folder

import graphmodel
from graphmodel.dataset.comparing import compare_datasets
from graphmodel.dataset.dataset import derived
from graphmodel.dataset.reading import read_dataset
from graphmodel.overlap.overlap import build_overlap
from graphmodel.overlap.portions import located

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.dataset.reading import Soundness

    Check = Callable[..., Soundness]

FILE = "portions.csv"
HEADER = "organisation,stp,ldr,people,evidence,suppressed\n"
# 01C is in two STPs (0.6 and 0.4), and in one LDR as its memberships say.
SOUND = f"{HEADER}01C,E1,L1,600,,\n01C,E2,L1,400,,no\n"


def test_what_is_counted_is_what_overlaps(tmp_path: Path) -> None:
    dataset = read_dataset(write_folder(tmp_path / "tiny", {FILE: SOUND}))
    columns = ["organisation", "people", "evidence", "suppressed", "ldr", "stp"]
    assert dataset.portions[columns].to_numpy().tolist() == [
        ["01C", 600, "official", "no", "L1", "E1"],
        ["01C", 400, "official", "no", "L1", "E2"],
    ]
    rows = build_overlap(dataset).portions
    mine = rows[rows["organisation"] == "01C"]
    assert mine[["a", "b", "people"]].to_numpy().tolist() == [
        ["E1", "L1", 600],
        ["E2", "L1", 400],
    ]
    # It is counted, and the membership in the LDR is inferred all the same.
    assert not mine["estimated"].any()
    assert set(mine["evidence"]) == {"inferred"}


def test_memberships_follow_from_portions_where_there_are_none(tmp_path: Path) -> None:
    counted = f"{HEADER}01C,E1,L1,250,documented,\n01C,E2,L1,250,,\n01C,E2,L2,500,derived,yes\n"
    lines = TABLES["memberships.csv"].splitlines(keepends=True)
    without = "".join(line for line in lines if not line.startswith("01C"))
    changes = {FILE: counted, "memberships.csv": without}
    dataset = read_dataset(write_folder(tmp_path / "tiny", changes))
    assert dataset.warnings == ()
    held = dataset.memberships
    held = held[held["organisation"] == "01C"]
    assert held[["footprint_set", "footprint", "share", "evidence"]].to_numpy().tolist() == [
        ["ldr", "L1", 0.5, "documented"],
        ["ldr", "L2", 0.5, "derived"],
        ["stp", "E1", 0.25, "documented"],
        ["stp", "E2", 0.75, "derived"],
    ]
    rows = build_overlap(dataset).portions
    mine = rows[rows["organisation"] == "01C"]
    # By shares 01C would be in E1 and L2 as well.
    assert mine[["a", "b", "people", "evidence", "estimated"]].to_numpy().tolist() == [
        ["E1", "L1", 250, "documented", False],
        ["E2", "L1", 250, "derived", False],
        ["E2", "L2", 500, "derived", True],
    ]


@pytest.mark.parametrize(
    ("rows", "at", "message"),
    [
        ("01C,E1,L1,600,,\n01C,E2,L1,300,,\n", (2, "people", "600"), "add up to 900, not 1000"),
        ("RX1,E1,L1,600,,\n", (2, "organisation", "RX1"), "a partner has no people"),
        ("99X,E1,L1,600,,\n", (2, "organisation", "99X"), "there is no organisation '99X'"),
        ("01C,E9,L1,1000,,\n", (2, "stp", "E9"), "there is no stp footprint 'E9'"),
        ("01C,E1,,600,,\n01C,E2,L1,400,,\n", (2, "ldr", ""), "in some of its rows only"),
        ("01C,E1,L1,,,\n01C,E2,L1,400,,\n", (2, "people", ""), "the cell is blank"),
        ("01C,E1,L1,0,,\n01C,E2,L1,1000,,\n", (2, "people", "0"), "must have people"),
        ("01C,E1,L1,600,,\n01C,E1,L1,400,,\n", (3, "stp", "E1"), "stands in row 2 already"),
        ("01C,E1,L1,600,,maybe\n01C,E2,L1,400,,\n", (2, "suppressed", "maybe"), "none of"),
    ],
)
def test_portions_that_are_wrong(
    check: Check, rows: str, at: tuple[int, str, str], message: str
) -> None:
    problem = only(check({FILE: HEADER + rows}))
    assert place(problem) == (FILE, *at)
    assert message in problem.message


def test_a_column_that_is_no_set(check: Check) -> None:
    problem = only(check({FILE: SOUND.replace("ldr", "ldrs", 1)}))
    assert place(problem) == (FILE, 1, "ldrs", "")
    assert "no footprint set" in problem.message
    assert "'ldr'" in problem.remedy


def test_what_contradicts_memberships(check: Check) -> None:
    found = check({FILE: f"{HEADER}01C,E1,L1,500,,\n01C,E2,L1,500,,\n"})
    said = [(problem.file, problem.row, problem.message) for problem in found.problems]
    assert said == [
        ("memberships.csv", 2, "0.6 of '01C' is said to be in it, and 0.5 by portions.csv"),
        ("memberships.csv", 3, "0.4 of '01C' is said to be in it, and 0.5 by portions.csv"),
    ]
    # People may be rounded, each part by itself, and shares to three digits.
    rounded = f"{HEADER}01C,E1,L1,600.4,,\n01C,E2,L1,400.4,,\n"
    assert check({FILE: rounded}).problems == ()


def test_folder_and_workbook_are_the_same_dataset(tmp_path: Path) -> None:
    folder = read_dataset(write_folder(tmp_path / "tiny", {FILE: SOUND}))
    again = graphmodel.Dataset.from_frames(
        folder.organisations,
        folder.memberships,
        folder.footprints,
        portions=folder.portions.iloc[::-1],
        neighbours=folder.neighbours,
        name="tiny",
        compare=folder.compare,
        blocks=folder.blocks,
    )
    assert (again.sha256, again.sha256_all) == (folder.sha256, folder.sha256_all)
    plain = read_dataset(write_folder(tmp_path / "plain"))
    assert plain.sha256 != folder.sha256
    found = compare_datasets(plain, folder).to_frame("portions")
    assert found["further_columns"].tolist() == ["ldr L1, stp E1", "ldr L1, stp E2"]
    assert found["difference"].tolist() == ["added", "added"]
    other = derived(folder, portions=folder.portions.assign(people=[601.0, 399.0]))
    found = compare_datasets(folder, other).to_frame("portions")
    assert found["people_changes"].all()
    assert found[["people", "other_people"]].to_numpy().tolist() == [[600, 601], [400, 399]]


def counted(dataset: Dataset, **columns: list[object]) -> Dataset:
    rows = pd.DataFrame({"evidence": "official", "suppressed": "no", **columns})
    return derived(dataset, portions=rows)


def test_a_block_counted_in_one_set_only_is_multiplied_out() -> None:
    halves = {"a1": 0.5, "a2": 0.5}, {"b1": 0.5, "b2": 0.5}
    dataset = make_dataset({"c1": (*halves, 100), "c2": ("a1", "b1", 7)})
    rows = counted(dataset, organisation=["c1", "c1"], people=[50.0, 50.0], a=["a1", "a2"])
    assert build_overlap(rows).portions["people"].tolist() == [25, 25, 25, 25, 7]
    both = {"a": ["a1", "a2"], "b": ["b1", "b2"]}
    rows = counted(dataset, organisation=["c1", "c1"], people=[50.0, 50.0], **both)
    found = build_overlap(rows).portions
    assert found[["organisation", "a", "b", "people"]].to_numpy().tolist() == [
        ["c1", "a1", "b1", 50],
        ["c1", "a2", "b2", 50],
        ["c2", "a1", "b1", 7],
    ]
    # Either way round, and by what is said of the evidence.
    turned = build_overlap(rows, sets=("b", "a")).portions
    assert turned["people"].tolist() == [50, 50, 7]
    worked_out = derived(rows, portions=rows.portions.assign(evidence="derived"))
    assert build_overlap(worked_out).portions["estimated"].tolist() == [True, True, False]


def test_parts_are_where_they_are_counted_to_be() -> None:
    dataset = make_dataset(
        {"c1": ({"a1": 0.5, "a2": 0.5}, "b1", 100)},
        further={"later": {"c1": {"x": 0.5, "y": 0.5}}},
    )
    rows = build_overlap(dataset).portions
    sets = {"a": "a", "b": "b"}
    told = located(dataset, rows, sets, "later", way="a")
    assert told["later"].tolist() == ["", ""]
    # In b it is not divided: it need not be counted in it.
    known = {"a": ["a1", "a2", "a2"], "later": ["x", "x", "y"]}
    people: list[object] = [50.0, 10.0, 40.0]
    told = located(
        counted(dataset, organisation=["c1"] * 3, people=people, **known),
        rows,
        sets,
        "later",
        way="a",
    )
    assert told[["a", "later", "people"]].to_numpy().tolist() == [
        ["a1", "x", 50],
        ["a2", "x", 10],
        ["a2", "y", 40],
    ]


def test_a_block_that_is_moved_is_no_longer_counted(tmp_path: Path) -> None:
    dataset = read_dataset(write_folder(tmp_path / "tiny", {FILE: SOUND}))
    moved = dataset.move({"01C": {"stp": "E1"}}, name="what-if")
    assert moved.portions.empty
    assert set(moved.memberships["footprint"][moved.memberships["organisation"] == "01C"]) == {
        "E1",
        "L1",
    }
    other = dataset.move({"02D": {"stp": "E1"}}, name="what-if")
    assert len(other.portions) == 2
