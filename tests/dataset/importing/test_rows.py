from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from graphmodel.dataset.importing.columns import choose_columns
from graphmodel.dataset.importing.grid import Grid
from graphmodel.dataset.importing.rows import Mention, WideTable, read_wide
from graphmodel.errors import DataError
from graphmodel.files.findings import Findings

HEADER = ("Organisation", "Code", "Type", "Population", "STP", "LDR", "Note")
ROW = ("Kent CCG", "01A", "CCG", "1,200", "South", "Kent (40%); Medway (60%)", "x")


def table(*rows: tuple[Any, ...], failed: dict[tuple[int, int], str] | None = None) -> WideTable:
    lines = tuple((*row, *[""] * (len(HEADER) - len(row))) for row in (HEADER, *rows))
    grid = Grid("a.csv", lines, failed or {})
    findings = Findings()
    columns = choose_columns(grid, columns={}, sets=[("", "STP"), ("", "LDR")], findings=findings)
    assert columns is not None
    wide = read_wide(grid, columns, kind=None, findings=findings)
    findings.raise_errors()
    return wide


def errors(*rows: tuple[Any, ...], failed: dict[tuple[int, int], str] | None = None) -> list[str]:
    with pytest.raises(DataError) as caught:
        table(*rows, failed=failed)
    return [str(problem) for problem in caught.value.problems]


def test_a_row_is_an_organisation() -> None:
    (row,) = table(ROW).rows
    assert (row.row, row.name, row.code) == (2, "Kent CCG", "01A")
    assert row.texts["population"] == "1200"
    assert (row.texts["kind"], row.texts["type"]) == ("commissioner", "")
    assert row.kept == {"Note": "x"}
    assert row.footprints == {
        "stp": (Mention("South", "", None),),
        "ldr": (Mention("Kent", "", 0.4), Mention("Medway", "", 0.6)),
    }


@pytest.mark.parametrize(
    ("row", "note"),
    [
        ((), "1 blank row left out"),
        (HEADER, "1 row with the headings again left out: 3"),
        (("Total", "", "", "1,200"), "row 3 left out, a total"),
        (("", "TOTAL", "", 1200.0), "row 3 left out, a total"),
        (("Source: a letter",), "row 3 left out, a heading or a note: 'Source: a letter'"),
        (
            ("Total", "", "", "1,300"),
            (
                "row 3 left out, a total; it says 1,300, the rows add up to 1,200: look whether a"
                " row is missing or counted twice"
            ),
        ),
    ],
)
def test_rows_that_are_no_organisations_are_said_to_be_left_out(
    row: tuple[Any, ...], note: str
) -> None:
    wide = table(ROW, row)
    assert len(wide.rows) == 1
    assert note in wide.notes


def test_an_organisation_called_total_is_kept() -> None:
    assert len(table(ROW, ("Total", "02B", "Trust", "", "South", "Kent", "")).rows) == 2


def test_a_row_without_name_and_code() -> None:
    (said,) = errors(ROW, ("", "", "CCG", "1", "South", "Kent", ""))
    assert said.startswith("a.csv, row 3, column Organisation: the row has neither name nor code")


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (1, dt.date(2016, 3, 1), "column Code ('2016-03-01'): cell B2 holds a date"),
        (1, "01-Mar", "column Code ('01-Mar'): cell B2 holds a date"),
        (1, True, "column Code ('TRUE'): cell B2 holds a truth value"),
        (1, "1.2E+05", "column Code ('1.2E+05'): cell B2 holds a number"),
        (4, dt.datetime(2016, 3, 1), "column STP ('2016-03-01'): cell E2 holds a date"),  # noqa: DTZ001
        (5, "40%", "column LDR ('40%'): a share stands without the name"),
    ],
)
def test_what_excel_makes_of_codes(place: int, value: object, said: str) -> None:
    (found,) = errors((*ROW[:place], value, *ROW[place + 1 :]))
    assert said in found
    assert "row 2" in found


def test_formulas_that_fail() -> None:
    (said,) = errors((*ROW[:4], "", *ROW[5:]), failed={(2, 4): "#N/A", (2, 6): "#REF!"})
    assert "row 2, column STP ('#N/A'): cell E2 holds a formula that fails" in said
    # In a column that is only kept, nothing rests on it.
    wide = table(ROW, failed={(2, 6): "#REF!"})
    assert "1 cell with a formula that fails taken for blank: G2" in wide.notes


def test_codes_that_may_have_lost_their_zeros() -> None:
    rows = [(f"O{n}", f"{n:02}{n % 7}A", "CCG", "1", "s", "l") for n in range(9)]
    grid = Grid("a.csv", (HEADER[:6], *rows, ("Oops", 5.0, "CCG", "1", "s", "l")))
    findings = Findings()
    columns = choose_columns(grid, columns={}, sets=[], findings=findings)
    assert columns is not None
    read_wide(grid, columns, kind=None, findings=findings)
    (warning,) = findings.problems()
    assert (warning.level, warning.row, warning.column, warning.value) == (
        "warning",
        11,
        "Code",
        "5",
    )
    assert "write 0005" in warning.remedy


def test_cells_that_say_nothing_are_counted() -> None:
    wide = table(ROW, ("Trust", "n/a", "Hospice", "-", "tbc", "Kent", ""))
    assert wide.rows[1].code == ""
    assert wide.rows[1].texts["kind"] == "hospice"
    assert wide.rows[1].footprints["stp"] == ()
    for heading in ("Code", "Population", "STP"):
        assert f"1 cell of '{heading}' with n/a or the like taken for blank" in wide.notes
    assert (
        "kinds of organisations: 1 'commissioner' (by type), 1 'hospice' (as given)" in wide.notes
    )


def test_names_and_codes_beside_each_other_must_be_as_many() -> None:
    header = ("Name", "STP", "STP code", "LDR")
    grid = Grid(
        "a.csv", (header, ("x", "a;b", "1", "c"), ("y", "a;b", "1;2", "c"), ("z", "", "2", "c"))
    )
    findings = Findings()
    columns = choose_columns(grid, columns={}, sets=[], findings=findings)
    assert columns is not None
    wide = read_wide(grid, columns, kind="area", findings=findings)
    (problem,) = findings.problems()
    assert (problem.row, problem.column) == (2, "STP")
    assert "2 names, but 1 codes" in problem.message
    assert wide.rows[1].footprints["stp"] == (Mention("a", "1", None), Mention("b", "2", None))
    assert wide.rows[2].footprints["stp"] == (Mention("", "2", None),)


def test_no_organisations_at_all() -> None:
    (said,) = errors(("Total", "", "", "1"))
    assert "there is no organisation below the header" in said
