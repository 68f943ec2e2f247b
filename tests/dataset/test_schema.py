from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers.tiny import TABLES, edited, only, place, text, write_folder

from graphmodel.dataset.notes import NOTES
from graphmodel.dataset.reading import read_dataset
from graphmodel.dataset.schema import code_columns

if TYPE_CHECKING:
    from pathlib import Path

    from helpers.fixtures import Check

ORGANISATIONS = "organisations.csv"
MEMBERSHIPS = "memberships.csv"


def test_codes_are_never_numbers() -> None:
    assert code_columns("memberships") == {"organisation", "footprint_set", "footprint"}
    assert code_columns("neighbours") == {"organisation", "neighbour"}
    assert "kind" in code_columns("organisations")
    assert code_columns("flows") == {"organisation", "block"}
    assert code_columns("portions") == {"organisation"}
    assert not code_columns("towns")
    tables = ("organisations", "footprints", "memberships", "neighbours", "flows", "portions")
    assert tuple(NOTES) == (*tables, "towns")


@pytest.mark.parametrize(
    ("file", "column"),
    [
        (f"{table}.csv", column)
        for table, note in NOTES.items()
        for column, spec in note.columns.items()
        if spec.required
    ],
)
def test_missing_columns(check: Check, file: str, column: str) -> None:
    more = {
        "flows.csv": "organisation,block,share\nRX1,01C,0.5\n",
        "portions.csv": "organisation,people,stp\n02D,500.5,E2\n",
        "towns.csv": "name,longitude,latitude\nAshby,-1.6,53.2\n",
    }
    header, rest = {**TABLES, **more}[file].split("\n", 1)
    names = ["something" if name == column else name for name in header.split(",")]
    soundness = check({file: "\n".join([",".join(names), rest])})
    problem = next(p for p in soundness.problems if p.level == "error")
    assert place(problem) == (file, 1, column, "")
    assert f"the column {column!r} is missing; there is" in problem.message
    assert f"Add a column {column!r}" in problem.remedy


@pytest.mark.parametrize(
    "written", ["organsation", "Organisation", "ORGANISATION ", "org_anisation"]
)
def test_misspelt_columns(check: Check, written: str) -> None:
    problem = only(check(edited(ORGANISATIONS, "organisation", written)))
    assert place(problem) == (ORGANISATIONS, 1, "organisation", written.strip())
    assert f"column {written.strip()!r} looks like 'organisation'" in problem.message
    assert "Did you mean 'organisation'?" in problem.remedy


@pytest.mark.parametrize(
    ("file", "column", "written", "level"),
    [
        (ORGANISATIONS, "population", "Population", "error"),
        (ORGANISATIONS, "latitude", "lat", "warning"),
        (ORGANISATIONS, "region", "regions", "warning"),
        (MEMBERSHIPS, "share", "shares", "warning"),
        ("neighbours.csv", "border_km", "Border km", "error"),
    ],
)
def test_misspelt_optional_columns(
    check: Check, file: str, column: str, written: str, level: str
) -> None:
    soundness = check(edited(file, column, written))
    problem = next(p for p in soundness.problems if p.column == written)
    assert (problem.level, *place(problem)) == (level, file, 1, written, written)
    assert f"Did you mean {column!r}?" in problem.remedy


def test_further_columns(check: Check, tmp_path: Path) -> None:
    soundness = check(
        edited("footprints.csv", "name\nstp,E1,First", "name,colour\nstp,E1,First,red")
    )
    warning = only(soundness, "warning")
    assert (warning.file, warning.row, warning.column) == ("footprints.csv", 1, "colour")
    assert "unknown and ignored" in warning.message
    dataset = read_dataset(write_folder(tmp_path / "sound"))
    assert dataset.organisations["note"].tolist() == ["first", "", "", ""]
    assert "colour" not in dataset.footprints


NUMBERS = [
    ("1,234", "Write 1234 without thousands separators"),
    ("1 234", "Write 1234 without thousands separators"),
    ("12,345.5", "Write 12345.5 without thousands separators"),
    ("n/a", "leave the cell blank"),
    ("NaN", "leave the cell blank"),
    ("inf", "leave the cell blank"),
    ("-Infinity", "leave the cell blank"),
    ("1e999", "leave the cell blank"),
    ("1_000", "leave the cell blank"),
    ("0x10", "leave the cell blank"),
    ("١٢", "leave the cell blank"),
    ("12,5", "Write 12.5 with a decimal point"),
    ("x" * 10_000, "leave the cell blank"),
]


@pytest.mark.parametrize(("value", "remedy"), NUMBERS)
def test_what_is_no_number(check: Check, value: str, remedy: str) -> None:
    problem = only(check(edited(ORGANISATIONS, ",500.5,", f',"{value}",')))
    assert place(problem) == (ORGANISATIONS, 3, "population", value)
    assert "not a number" in problem.message
    assert remedy in problem.remedy
    assert len(str(problem)) < 300


@pytest.mark.parametrize(
    ("value", "remedy"),
    [("0,600", "Write 0.600 with"), ("60 %", "Write 0.6 instead"), ("60%", "0.6")],
)
def test_what_is_no_share(check: Check, value: str, remedy: str) -> None:
    problem = only(check(edited(MEMBERSHIPS, "E1,0.6,", f'E1,"{value}",')))
    assert place(problem) == (MEMBERSHIPS, 2, "share", value)
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("file", "old", "value", "where", "said"),
    [
        (ORGANISATIONS, ",500.5,", "-500.5", (3, "population"), "population is negative"),
        (ORGANISATIONS, ",500.5,", "1e11", (3, "population"), "larger than the world's"),
        (ORGANISATIONS, ",52.5,", "90.1", (2, "latitude"), "between -90 and 90"),
        (ORGANISATIONS, ",52.5,", "530000", (2, "latitude"), "not metres"),
        (ORGANISATIONS, ",0.25,", "-181", (2, "longitude"), "between -180 and 180"),
        (MEMBERSHIPS, ",1,", "1.2", (7, "share"), "at most 1"),
        (MEMBERSHIPS, ",1,", "100", (7, "share"), "63 % is 0.63"),
        (MEMBERSHIPS, ",1,", "0", (7, "share"), "more than 0"),
        (MEMBERSHIPS, ",1,", "-1.0", (7, "share"), "more than 0"),
        ("neighbours.csv", ",12.5,", "-3", (2, "border_km"), "border is negative"),
        ("neighbours.csv", ",12.5,", "125000", (2, "border_km"), "kilometres, not metres"),
    ],
)
def test_numbers_out_of_range(
    check: Check, file: str, old: str, value: str, where: tuple[int, str], said: str
) -> None:
    problem = only(check(edited(file, old, f",{value},")))
    assert place(problem) == (file, *where, value)
    assert said in text(problem)


@pytest.mark.parametrize(
    ("file", "old", "new", "where"),
    [
        (ORGANISATIONS, "RX1,", ",", (5, "organisation")),
        (ORGANISATIONS, ",Hospital,", ",,", (5, "name")),
        (ORGANISATIONS, "Hospital,provider", "Hospital,", (5, "kind")),
        ("footprints.csv", ",Second", ", ", (3, "name")),
        (MEMBERSHIPS, "RX1,ldr,L1", "RX1,ldr,", (10, "footprint")),
        ("neighbours.csv", "02D,03E", "02D,", (3, "neighbour")),
    ],
)
def test_blank_cells(check: Check, file: str, old: str, new: str, where: tuple[int, str]) -> None:
    soundness = check(edited(file, old, new))
    problem = next(p for p in soundness.problems if p.file == file)
    assert place(problem) == (file, *where, "")
    assert "blank" in problem.message


@pytest.mark.parametrize(
    ("file", "row", "again", "column", "first"),
    [
        (ORGANISATIONS, "RX1,Other,provider,,,,,,", 6, ("organisation", "RX1"), 5),
        ("footprints.csv", "stp,E2,Other", 6, ("footprint", "E2"), 3),
        (MEMBERSHIPS, "01C,stp,E2,0.4,,,", 12, ("footprint", "E2"), 3),
    ],
)
def test_duplicates(
    check: Check, file: str, row: str, again: int, column: tuple[str, str], first: int
) -> None:
    problem = only(check({file: f"{TABLES[file]}{row}\n"}))
    assert place(problem) == (file, again, *column)
    assert f"in row {first} already" in problem.message
    assert "Delete one" in problem.remedy


def test_evidence(check: Check, tmp_path: Path) -> None:
    problem = only(check(edited(MEMBERSHIPS, ",inferred,", ",infered,")))
    assert place(problem) == (MEMBERSHIPS, 6, "evidence", "infered")
    assert "none of official, documented, area, derived, inferred" in problem.message
    assert "Did you mean 'inferred'?" in problem.remedy
    dataset = read_dataset(write_folder(tmp_path / "sound"))
    grades = dataset.memberships.set_index(["organisation", "footprint"])["evidence"]
    assert (grades["02D", "E2"], grades["02D", "L2"]) == ("area", "official")


def test_kinds_of_neighbours(check: Check) -> None:
    problem = only(check(edited("neighbours.csv", "water", "see")))
    assert place(problem) == ("neighbours.csv", 3, "kind", "see")
    assert "none of land, water" in problem.message


def test_a_flood_of_alike_problems_is_counted(check: Check) -> None:
    rows = "".join(f"X{number},Name,provider,,-1,,,,\n" for number in range(500))
    soundness = check({ORGANISATIONS: TABLES[ORGANISATIONS] + rows})
    errors = [problem for problem in soundness.problems if problem.level == "error"]
    assert len(errors) == 21
    assert errors[-1].row == 26
    assert "and 480 more rows like this" in errors[-1].message


def test_many_problems_of_one_row_are_all_told(check: Check) -> None:
    soundness = check(
        edited(ORGANISATIONS, "02D,West,commissioner,,500.5,52,-1", "02D,,commissioner,,-5,99,x")
    )
    found = {(p.row, p.column) for p in soundness.problems}
    assert found == {(3, "name"), (3, "population"), (3, "latitude"), (3, "longitude")}
