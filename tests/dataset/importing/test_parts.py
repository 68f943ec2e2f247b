"""Organisations in several rows of a table, which are parts of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from helpers.messy import write_csv, write_xlsx

from graphmodel.dataset.importing.importing import Imported, import_table
from graphmodel.dataset.reading import read_dataset
from graphmodel.errors import DataError
from graphmodel.overlap.overlap import build_overlap

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ["Organisation", "Code", "Type", "People", "Share", "STP", "LDR"]
BIRCH = ["Birch CCG", "02B", "CCG", "200", "", "Upper", "South"]


def imported(folder: Path, *rows: list[Any], portions: bool = True, **options: str) -> Imported:
    table = write_csv(folder / "members.csv", [HEADER, *rows])
    return import_table(table, folder / "data", portions=portions, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second"),
    [(("60", ""), ("40", "")), (("100", "60%"), ("100", "40 %")), (("100", ".6"), ("100", "0.4"))],
)
def test_parts_are_counted_and_not_multiplied_out(
    first: tuple[str, str], second: tuple[str, str], tmp_path: Path
) -> None:
    found = imported(
        tmp_path,
        ["Ash CCG", "01A", "CCG", *first, "Upper", "North"],
        BIRCH,
        ["Ash CCG", "01A", "CCG", *second, "Lower", "South"],
    )
    dataset = read_dataset(found.folder)
    assert dataset.sha256_all == found.dataset.sha256_all
    assert dataset.people.to_dict() == {"01A": 100, "02B": 200}
    rows = dataset.portions[["organisation", "stp", "ldr", "people"]]
    assert rows.to_numpy().tolist() == [
        ["01A", "upper", "north", 60],
        ["01A", "lower", "south", 40],
    ]
    # Multiplied out there would be four parts, and estimated ones.
    parts = build_overlap(dataset).portions
    assert len(parts) == 3
    assert not parts["estimated"].any()
    assert "counted part by part: 01A" in " ".join(found.notes)


def test_parts_in_one_footprint_are_one_membership_whatever_it_is_called(tmp_path: Path) -> None:
    ash = ["Ash CCG", "01A", "CCG"]
    found = imported(
        tmp_path,
        [*ash, "60", "", "Upper", "North"],
        [*ash, "40", "", "upper STP", "South"],
        [*BIRCH[:5], "Lower", "South"],
    )
    rows = found.dataset.memberships
    rows = rows[(rows["organisation"] == "01A") & (rows["footprint_set"] == "stp")]
    assert rows[["footprint", "share"]].to_numpy().tolist() == [["upper", 1.0]]


def test_rows_of_partners_only_add_footprints(tmp_path: Path) -> None:
    trust = ["A Trust", "RAB", "Trust", "", ""]
    found = imported(
        tmp_path,
        ["Ash CCG", "01A", "CCG", "60", "", "Lower", "North"],
        BIRCH,
        [*trust, "Upper", "North"],
        [*trust, "Lower", "north"],
    )
    rows = found.dataset.memberships
    rows = rows[rows["organisation"] == "RAB"]
    assert rows["footprint"].tolist() == ["north", "lower", "upper"]
    assert found.dataset.portions.empty


@pytest.mark.parametrize(
    ("first", "second", "column", "message"),
    [
        (["60", "", "Upper; Lower", "North"], ["40", "", "Lower", "South"], "STP", "one footprint"),
        (["60", "", "Upper", "North (5%)"], ["40", "", "Lower", "South"], "LDR", "one footprint"),
        (["60", "", "Upper", "North"], ["40", "", "", "South"], "STP", "in some of its rows only"),
        (["60", "", "Upper", "North"], ["", "", "Lower", "South"], "People", "blank"),
        (["60", "", "Upper", "North"], ["x", "", "Lower", "South"], "People", "number"),
        (["60", "", "Upper", "North"], ["40", "", "Upper", "North"], "STP", "already"),
        (["99", "60%", "Upper", "North"], ["99", "30%", "Lower", "South"], "People", "add up to"),
        (["99", "60%", "Upper", "North"], ["99", "a", "Lower", "South"], "Share", "no share"),
    ],
)
def test_what_is_wrong_with_parts_is_told_by_row_and_heading(
    first: list[str], second: list[str], column: str, message: str, tmp_path: Path
) -> None:
    ash = ["Ash CCG", "01A", "CCG"]
    with pytest.raises(DataError) as caught:
        imported(tmp_path, [*ash, *first], [*ash, *second], BIRCH)
    found = [one for one in caught.value.problems if one.level == "error"]
    assert {(one.column, one.file) for one in found} == {(column, "members.csv")}
    assert all(one.row in {2, 3} for one in found)
    assert any(message in one.message for one in found)
    assert not (tmp_path / "data").exists()


def test_without_being_told_so_a_second_row_is_an_error_and_the_way_out_is_told(
    tmp_path: Path,
) -> None:
    ash = ["Ash CCG", "01A", "CCG", "60", ""]
    with pytest.raises(DataError, match="stands in row 2 already") as caught:
        imported(
            tmp_path,
            [*ash, "Upper", "North"],
            [*ash, "Lower", "South"],
            BIRCH,
            portions=False,
        )
    assert "`portions`" in caught.value.problems[0].remedy


def test_what_england_counted_comes_back(tmp_path: Path) -> None:
    england = read_dataset("england-2016")
    sets = [name for name in england.portions if name in england.footprint_sets]
    names = england.organisations.set_index("organisation")["name"]
    rows = england.portions
    lines = [
        [names[row["organisation"]], row["organisation"], row["people"], *(row[s] for s in sets)]
        for row in rows.to_dict("records")
    ]
    table = write_xlsx(tmp_path / "parts.xlsx", [["CCG", "Code", "People", *sets], *lines])
    found = import_table(
        table,
        tmp_path / "data",
        sets=",".join(f"{name}={name}" for name in sets),
        reference="england-2016",
        portions=True,
    )
    columns = ["organisation", *sets, "people"]
    mine = found.dataset.portions[columns].sort_values(columns, ignore_index=True)
    theirs = rows[columns].sort_values(columns, ignore_index=True)
    pd.testing.assert_frame_equal(mine, theirs)
