"""Tables as people have them, where a column means something else than it seems to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from helpers.messy import write_csv

from graphmodel.dataset.importing.importing import import_table
from graphmodel.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel.dataset.importing.importing import Imported

ROWS = [
    ["Ash CCG", "01A", 100000, "Upper", "North"],
    ["Birch CCG", "02B", 200000, "Upper", "South"],
    ["Cold CCG", "03C", 300000, "Lower", "South"],
    ["Dun CCG", "04D", 150000, "Lower", "East"],
]
HEADER = ["Organisation", "Code", "Population", "STP", "LDR"]


def imported(tmp_path: Path, lines: list[list[Any]], sets: str | None = None) -> Imported:
    return import_table(write_csv(tmp_path / "t.csv", lines), tmp_path / "mine", sets=sets)


def shares(found: Imported, footprint_set: str) -> dict[tuple[str, str], float]:
    rows = found.dataset.memberships
    rows = rows[rows["footprint_set"] == footprint_set]
    return {
        (str(row.organisation), str(row.footprint)): float(str(row.share))
        for row in rows.itertuples()
    }


def problem_of(tmp_path: Path, lines: list[list[Any]], sets: str | None = None) -> str:
    with pytest.raises(DataError) as caught:
        imported(tmp_path, lines, sets)
    assert not (tmp_path / "mine").exists()
    problem = caught.value.problems[0]
    return f"{problem.column}: {problem.message}. {problem.remedy}"


@pytest.mark.parametrize(
    "first",
    [
        ["A00001", "ASH SURGERY", "01A", "U00001", "20190701"],
        ["Ash", "A00001", "Upper", "North", "1"],
        ["E01000001", "Ash", "Upper", "North", "x"],
        ["Ash", "Upper", "North", "9/7/2019", "AB1 2CD"],
    ],
)
def test_a_file_without_headings_is_refused(tmp_path: Path, first: list[str]) -> None:
    lines = [[cell.replace("1", str(n)) for cell in first] for n in range(1, 6)]
    assert "looks like data, and not like headings" in problem_of(tmp_path, lines, "D,C")


def test_dots_between_thousands_are_decided_for_the_column(tmp_path: Path) -> None:
    counts = ("950", "200.000", "1.300.000", "150.000")
    lines = [[*row[:2], count, *row[3:]] for row, count in zip(ROWS, counts, strict=True)]
    found = imported(tmp_path, [HEADER, *lines])
    assert found.dataset.people.tolist() == [950, 200000, 1300000, 150000]


def test_dots_that_may_be_either_are_asked_about(tmp_path: Path) -> None:
    lines = [[*row[:2], f"{str(row[2])[:3]}.000", *row[3:]] for row in ROWS]
    assert "not sure whether the dot separates thousands" in problem_of(tmp_path, [HEADER, *lines])


def test_dots_of_semicolon_files_and_decimals(tmp_path: Path) -> None:
    for number, (end, people) in enumerate(((".000", 100000.0), (".5", 100.5))):
        lines = [HEADER, *([*row[:2], f"{str(row[2])[:3]}{end}", *row[3:]] for row in ROWS)]
        path = tmp_path / f"{number}.csv"
        path.write_text("\n".join(";".join(line) for line in lines), encoding="utf-8")
        assert import_table(path, tmp_path / f"d{number}").dataset.people.iloc[0] == people


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        *(("Population (000s)", 1000), ("Population ('000)", 1000), ("People, thousands", 1000)),
        *(("Residents (millions)", 1_000_000), ("Population 2000", 1), ("Population, 2,000 m", 1)),
    ],
)
def test_people_come_in_the_unit_of_the_heading(tmp_path: Path, heading: str, unit: int) -> None:
    header = [heading if name == "Population" else name for name in HEADER]
    lines = [[*row[:2], row[2] / 1000, *row[3:]] for row in ROWS]
    found = imported(tmp_path, [header, *lines])
    assert found.dataset.people.tolist() == [row[2] / 1000 * unit for row in ROWS]


@pytest.mark.parametrize(
    "other",
    [
        *("Patients per GP", "% of population", "Population density", "Population growth rate"),
        "Patients seen",
    ],
)
def test_a_known_heading_of_people_wins(tmp_path: Path, other: str) -> None:
    header = [*HEADER[:2], other, "Registered population", *HEADER[3:]]
    found = imported(tmp_path, [header, *([*row[:2], 17, *row[2:]] for row in ROWS)])
    assert found.dataset.people.tolist() == [row[2] for row in ROWS]
    said = [note for note in found.notes if "may be their people too" in note]
    assert bool(said) == (other == "Patients seen")


@pytest.mark.parametrize("heading", ["STP 2", "STP share", "STP second", "STP (other)"])
def test_a_second_column_of_a_set_is_asked_about(tmp_path: Path, heading: str) -> None:
    lines = [[*HEADER, heading], *([*row, "Lower"] for row in ROWS)]
    assert problem_of(tmp_path, lines).startswith(f"{heading}: this seems to belong to 'STP'")


def test_codes_are_kept_as_they_are_written(tmp_path: Path) -> None:
    header = [*HEADER[:3], "STP code", "LDR code"]
    lines = [[*row[:3], f"E5400000{len(row[3])}", f"Q{row[4][0]}1"] for row in ROWS]
    found = imported(tmp_path, [header, *lines])
    assert set(found.dataset.footprints["footprint"]) == {"E54000005", "QN1", "QS1", "QE1"}


ONS = ["LSOA11CD", "LSOA11NM", "CCG16CD", "CCG16NM", "STP16CD", "STP16NM", "LAD16CD", "LAD16NM"]
AREAS = [
    [f"E0100000{n}", f"Place {n}A", "E38000001", "NHS Ash CCG", *stp, *district]
    for n, stp, district in (
        (0, ("E54000000", "STP North"), ("E07000000", "Ash")),
        (1, ("E54000000", "STP North"), ("E07000001", "Birch")),
        (2, ("E54000001", "STP South"), ("E07000001", "Birch")),
    )
]


@pytest.mark.parametrize("named", [True, False])
def test_headings_of_the_office_for_national_statistics(tmp_path: Path, *, named: bool) -> None:
    keep = [n for n, heading in enumerate(ONS) if named or not heading.startswith("CCG")]
    lines = [[line[n] for n in keep] for line in [ONS, *AREAS]]
    found = imported(tmp_path, lines, "stp=STP16NM,lad=LAD16NM")
    assert list(found.dataset.organisations["organisation"]) == [area[0] for area in AREAS]
    assert list(found.dataset.organisations["name"]) == [area[1] for area in AREAS]
    assert shares(found, "lad") == {(area[0], area[6]): 1.0 for area in AREAS}
    assert found.dataset.labels["stp"] == "STP"


def test_only_the_codes_of_areas(tmp_path: Path) -> None:
    keep = [0, 3, 5, 7]
    lines = [[line[n] for n in keep] for line in [ONS, *AREAS]]
    found = imported(tmp_path, lines, "STP16NM,LAD16NM")
    assert list(found.dataset.organisations["organisation"]) == [area[0] for area in AREAS]


LONG = [
    *(["Ash CCG", "STP", "Upper", "1"], ["Ash CCG", "LDR", "North", "1"]),
    *(["Birch CCG", "STP", "Upper", "0.6"], ["Birch CCG", "STP", "Lower", "0.4"]),
    *(["Birch CCG", "LDR", "South", "1"], ["Cold CCG", "STP", "Lower", ""]),
    ["Cold CCG", "LDR", "South", ""],
]


@pytest.mark.parametrize("order", [1, -1])
def test_a_long_table_is_read_and_said(tmp_path: Path, order: int) -> None:
    header = ["organisation", "set", "footprint", "share"]
    found = imported(tmp_path, [header, *LONG[::order]], "STP,LDR")
    assert shares(found, "stp") == {
        ("ash", "upper"): 1.0,
        ("birch", "upper"): 0.6,
        ("birch", "lower"): 0.4,
        ("cold", "lower"): 1.0,
    }
    assert any(note.startswith("a long table") for note in found.notes)


@pytest.mark.parametrize("share", ["half", "1,000", "-0.4", "150%", "1e9"])
def test_what_is_no_share_of_a_long_table_is_told(tmp_path: Path, share: str) -> None:
    lines = [[*row[:3], share if row[3] == "0.4" else row[3]] for row in LONG]
    said = problem_of(tmp_path, [["organisation", "set", "footprint", "share"], *lines], "STP,LDR")
    assert said.startswith("share: this is no share. Write a number")


def test_shares_of_a_long_table_may_be_tiny_or_left_out(tmp_path: Path) -> None:
    told = {"0.6": "0.9999999", "0.4": "1e-7", "": "n/a"}
    lines = [[*row[:3], told.get(row[3], row[3])] for row in LONG]
    header = ["organisation", "set", "footprint", "share"]
    found = shares(imported(tmp_path, [header, *lines], "STP,LDR"), "stp")
    assert found["birch", "lower"] == pytest.approx(1e-7)
    assert found["cold", "lower"] == 1


def test_a_column_of_large_weights_has_no_shares(tmp_path: Path) -> None:
    found = imported(tmp_path, [[*HEADER, "Weight"], *([*row, "1,200"] for row in ROWS)])
    assert "Weight" in found.dataset.organisations


def test_a_long_table_with_codes_and_people(tmp_path: Path) -> None:
    header = ["Code", "Name", "Population", "Footprint set", "Footprint"]
    lines = [[f"{row[0][:2]}1", row[0], 500, *row[1:3]] for row in LONG]
    found = imported(tmp_path, [header, *lines])
    assert found.dataset.people.tolist() == [500, 500, 500]
    assert shares(found, "stp")["Bi1", "upper"] == 0.5


CROSSWALK = [
    ["county_fips", "county", "hrr", "state", "weight", "population"],
    ["01001", "Autauga", "Montgomery", "AL", "1", "55000"],
    ["01003", "Baldwin", "Mobile", "AL", "0.8", "220000"],
    ["01003", "Baldwin", "Pensacola", "FL", "0.2", "220000"],
    ["01005", "Barbour", "Dothan", "AL", "1", "25000"],
]


def test_a_crosswalk_is_refused_with_what_helps_and_then_read(tmp_path: Path) -> None:
    assert "Say so with `portions`" in problem_of(tmp_path, CROSSWALK)
    found = import_table(
        tmp_path / "t.csv",
        tmp_path / "mine",
        columns="name=county,code=county_fips",
        sets="hrr,state",
        portions=True,
    )
    assert found.dataset.people.tolist() == [55000, 220000, 25000]
    assert shares(found, "hrr")["01003", "pensacola"] == 0.2


@pytest.mark.parametrize("share", ["80%", "0.8", "80 %"])
def test_shares_in_a_column_of_their_own_are_never_kept_unread(tmp_path: Path, share: str) -> None:
    lines = [[*HEADER, "Share"], *([*row, share] for row in ROWS)]
    assert "this has shares" in problem_of(tmp_path, lines)


@pytest.mark.parametrize(
    "heading", ["Practice to PCN Relationship End Date", "End date", "Close Date", "Left date"]
)
def test_rows_that_ended_are_left_out_and_said(tmp_path: Path, heading: str) -> None:
    header = [*HEADER, heading]
    lines = [header, *([*row, ""] for row in ROWS)]
    lines.insert(2, [*ROWS[0][:3], "Lower", "South", "20210331"])
    lines[4][5] = "2020-03-31"
    found = imported(tmp_path, lines)
    assert list(found.dataset.organisations["organisation"]) == ["01A", "02B", "04D"]
    assert shares(found, "stp")["01A", "upper"] == 1.0
    assert f"2 rows left out that ended, by '{heading}': 3, 5" in found.notes


@pytest.mark.parametrize("by", ["code", "name"])
def test_nobody_is_told_to_delete_one_of_several_rows(tmp_path: Path, by: str) -> None:
    again = ROWS[0][:2] if by == "code" else ["Ash CCG", ""]
    lines = [HEADER, *ROWS, [*again, 100000, "Lower", "North"]]
    if by == "name":
        lines[1] = ["Ash CCG", "", *ROWS[0][2:]]
    said = problem_of(tmp_path, lines)
    assert "Write all footprints of an organisation into one cell" in said
    assert "Delete" not in said
