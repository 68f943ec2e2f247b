from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers.tiny import TABLES, edited, only, place, text, write_folder

from graphmodel.dataset.reading import read_dataset

if TYPE_CHECKING:
    from pathlib import Path

    from helpers.fixtures import Check

MEMBERSHIPS = "memberships.csv"


def first_error(check: Check, changes: dict[str, str]) -> tuple[tuple[object, ...], str]:
    problem = check(changes).problems[0]
    return place(problem), text(problem)


def test_unknown_organisations(check: Check) -> None:
    where, said = first_error(check, edited(MEMBERSHIPS, "02D,ldr", "02DD,ldr"))
    assert where == (MEMBERSHIPS, 7, "organisation", "02DD")
    assert "no organisation '02DD' in organisations.csv" in said
    assert "Did you mean '02D'?" in said
    _, said = first_error(check, edited(MEMBERSHIPS, "02D,ldr", "QQQ,ldr"))
    assert "Add it to organisations.csv" in said


def test_unknown_footprints(check: Check) -> None:
    where, said = first_error(check, edited(MEMBERSHIPS, "02D,ldr,L2", "02D,ldr,L22"))
    assert where == (MEMBERSHIPS, 7, "footprint", "L22")
    assert "no ldr footprint 'L22' in footprints.csv" in said
    assert "Did you mean 'L2'?" in said


def test_footprints_of_the_other_set(check: Check) -> None:
    where, said = first_error(check, edited(MEMBERSHIPS, "02D,ldr,L2", "02D,ldr,E2"))
    assert where == (MEMBERSHIPS, 7, "footprint", "E2")
    assert "The set 'stp' has it" in said


def test_unknown_sets(check: Check) -> None:
    where, said = first_error(check, edited(MEMBERSHIPS, "02D,ldr,L2", "02D,LDR,L2"))
    assert where == (MEMBERSHIPS, 7, "footprint_set", "LDR")
    assert "no footprint set 'LDR'" in said
    assert "Did you mean 'ldr'?" in said


@pytest.mark.parametrize(
    ("known", "written", "said"),
    [
        ("01", "1", "but there is '01': Excel dropped the leading zeros"),
        ("0012", "12", "write 0012"),
        ("09X", "9X", "but there is '09X': Excel dropped the leading zeros"),
        ("01", "1.0", "Excel dropped the leading zeros"),
        ("1E5", "1E+05", "but there is '1E5': Excel has taken a code for a number"),
        ("1E5", "100000", "Format the column as Text, and write 1E5"),
        ("360", "360.0", "Excel has taken a code for a number"),
        ("1", "001", "'1': it has lost its leading zeros"),
    ],
)
def test_codes_that_excel_changed(check: Check, known: str, written: str, said: str) -> None:
    organisations = TABLES["organisations.csv"].replace("RX1,", f"{known},")
    memberships = TABLES[MEMBERSHIPS].replace("RX1,ldr", f"{known},ldr")
    changes = {
        "organisations.csv": organisations,
        MEMBERSHIPS: memberships.replace("RX1,stp", f"{written},stp"),
    }
    problem = only(check(changes))
    assert place(problem) == (MEMBERSHIPS, 9, "organisation", written)
    assert said in text(problem)
    assert "Text" in problem.remedy


def test_footprint_codes_that_excel_changed(check: Check) -> None:
    changes = edited("footprints.csv", "ldr,L1", "ldr,01")
    changes[MEMBERSHIPS] = TABLES[MEMBERSHIPS].replace("ldr,L1", "ldr,1")
    where, said = first_error(check, changes)
    assert where == (MEMBERSHIPS, 6, "footprint", "1")
    assert "dropped the leading zeros" in said


def test_tables_that_could_not_be_read_are_not_blamed_on_others(check: Check) -> None:
    for changes in (
        {"organisations.csv": None},
        {"footprints.csv": ""},
        edited("organisations.csv", "organisation,", "Code,"),
    ):
        files = {p.file for p in check(changes).problems if p.level == "error"}
        assert len(files) == 1


def test_neighbours_in_either_order(tmp_path: Path) -> None:
    rows = "03E,01C,3,\n02D,01C,12.5,\n01C,02D,12.5,Land\n02D,03E,,water\n03E,02D,,WATER\n"
    changes = {"neighbours.csv": f"organisation,neighbour,border_km,kind\n{rows}"}
    neighbours = read_dataset(write_folder(tmp_path / "x", changes)).neighbours
    pairs = neighbours[["organisation", "neighbour", "kind"]].to_numpy().tolist()
    assert pairs == [["01C", "02D", "land"], ["01C", "03E", "land"], ["02D", "03E", "water"]]
    assert neighbours["border_km"].tolist()[:2] == [12.5, 3.0]


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("01C,02D,13,", ("border_km", "13"), "in row 2 with another border or kind"),
        ("01C,02D,,", ("border_km", ""), "in row 2 with another border or kind"),
        ("01C,02D,12.5,water", ("border_km", "12.5"), "another border or kind"),
        ("03E,03E,1,", ("neighbour", "03E"), "its own neighbour"),
        ("01C,3E,1,", ("neighbour", "3E"), "dropped the leading zeros"),
        ("04F,01C,1,", ("organisation", "04F"), "no organisation '04F'"),
    ],
)
def test_neighbours_that_cannot_be(
    check: Check, row: str, column: tuple[str, str], said: str
) -> None:
    problem = only(check({"neighbours.csv": f"{TABLES['neighbours.csv']}{row}\n"}))
    assert place(problem) == ("neighbours.csv", 4, *column)
    assert said in text(problem)
