from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from helpers.packed import rewritten
from helpers.tiny import SETTINGS, edited, only, place, text, write_folder, write_workbook

from graphmodel.dataset.reading import check_dataset, read_dataset
from graphmodel.files.sheet_xml import column_letters, column_place

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel.dataset.reading import Soundness


def check(tmp_path: Path, cell: str, value: object, sheet: str = "organisations") -> Soundness:
    """Check the tiny workbook with one cell of another value."""
    return check_dataset(write_workbook(tmp_path / "tiny.xlsx", {(sheet, cell): value}))


def test_a_workbook_is_the_same_dataset(tmp_path: Path, tiny: Path) -> None:
    path = write_workbook(tmp_path / "tiny.xlsx")
    assert check_dataset(path).problems == ()
    workbook, folder = read_dataset(path), read_dataset(tiny)
    assert workbook.sha256 == folder.sha256
    for part in ("name", "title", "compare", "blocks", "labels", "caveats"):
        assert getattr(workbook, part) == getattr(folder, part)


def test_a_code_that_lost_its_zeros(tmp_path: Path) -> None:
    cells = {("organisations", "A5"): "007", ("memberships", "A9"): 7}
    cells |= {("memberships", f"A{row}"): "007" for row in (10, 11)}
    problem = only(check_dataset(write_workbook(tmp_path / "tiny.xlsx", cells)))
    assert place(problem) == ("memberships", 9, "organisation", "7")
    assert "'007'" in problem.message
    assert "dropped the leading zeros" in problem.message
    assert "Text" in problem.remedy


def test_a_number_is_read_as_its_digits(tmp_path: Path) -> None:
    cells: dict[tuple[str, str], Any] = {("organisations", "A5"): 360.0}
    cells |= {("memberships", f"A{row}"): "360" for row in (9, 10, 11)}
    cells |= {("organisations", "I2"): 1.5, ("organisations", "I3"): True}
    cells |= {("memberships", "F2"): dt.date(2016, 10, 1)}
    dataset = read_dataset(write_workbook(tmp_path / "tiny.xlsx", cells))
    assert dataset.organisations["organisation"].tolist() == ["01C", "02D", "03E", "360"]
    assert dataset.organisations["note"].tolist() == ["1.5", "TRUE", "", ""]
    assert dataset.memberships["as_of"].tolist()[1] == "2016-10-01"


def test_digits_that_excel_cannot_keep_make_no_other_dataset(tmp_path: Path) -> None:
    written = ("1000.3333333333333", "1000.333333333333371")
    changes = (edited("organisations.csv", ",1000,", f",{number},") for number in written)
    folders = [read_dataset(write_folder(tmp_path / "x", change)).sha256 for change in changes]
    path = write_workbook(tmp_path / "tiny.xlsx", {("organisations", "E2"): 1000 + 1 / 3})
    assert {read_dataset(path).sha256} == set(folders)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (dt.date(2026, 3, 1), "2026-03-01"),
        (dt.datetime(2026, 3, 1, 12, 30), "2026-03-01 12:30:00"),  # noqa: DTZ001 - Excel's
    ],
)
def test_a_date_for_a_code(tmp_path: Path, value: object, written: str) -> None:
    problem = only(check(tmp_path, "A4", value, "memberships"))
    assert place(problem) == ("memberships", 4, "organisation", written)
    assert "cell A4 holds a date" in problem.message
    assert "Text" in problem.remedy


def test_a_truth_value_for_a_code(tmp_path: Path) -> None:
    problem = check(tmp_path, "B3", value=True, sheet="footprints").problems[0]
    assert (problem.row, problem.column, problem.value) == (3, "footprint", "TRUE")
    assert "cell B3 holds a truth value" in problem.message


@pytest.mark.parametrize("value", [True, dt.date(2026, 3, 1), "1,234"])
def test_no_number_for_a_number(tmp_path: Path, value: object) -> None:
    problem = only(check(tmp_path, "E3", value))
    assert place(problem)[:3] == ("organisations", 3, "population")
    assert "not a number" in problem.message


@pytest.mark.parametrize("value", ["#N/A", "#DIV/0!", "#REF!"])
def test_formulas_that_fail(tmp_path: Path, value: str) -> None:
    path = write_workbook(tmp_path / "tiny.xlsx", {("memberships", "D2"): ("=1/0", value)})
    problem = only(check_dataset(path))
    assert place(problem) == ("memberships", 2, "share", value)
    assert f"cell D2 holds a formula that fails ({value})" in problem.message


def test_many_formulas_that_fail_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "many.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("organisations")
        sheet.write_row(0, 0, ["organisation", "name", "kind", "population"])
        for row in range(1, 41):
            sheet.write_row(row, 0, [f"A{row}", "x", "area"])
            sheet.write_formula(row, 3, "=NA()", None, "#N/A")
    problems = [p for p in check_dataset(path).problems if p.file == "organisations"]
    assert len(problems) == 21
    assert problems[-1].message.startswith("and 20 more rows")


def test_a_missing_sheet(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "tiny.xlsx", sheets={"memberships": "Membership"})
    problem = only(check_dataset(path))
    assert place(problem) == ("memberships", None, "", "")
    assert "organisations, footprints, Membership, neighbours, settings" in problem.message
    assert "Did you mean 'Membership'?" in problem.remedy


def test_optional_sheets(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "tiny.xlsx", sheets={"neighbours": None}, settings=())
    assert check_dataset(path).problems == ()
    assert len(read_dataset(path).neighbours) == 0
    path = write_workbook(tmp_path / "tiny.xlsx", sheets={"neighbours": "neighbors"})
    warning = only(check_dataset(path), "warning")
    assert (warning.file, "'neighbours'" in warning.remedy) == ("neighbors", True)


def test_an_empty_sheet(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "tiny.xlsx", sheets={"memberships": None})
    with_empty = tmp_path / "empty.xlsx"
    with xlsxwriter.Workbook(with_empty) as book:
        for name in ("organisations", "footprints", "memberships"):
            book.add_worksheet(name)
    assert "missing" in only(check_dataset(path)).message
    assert ["empty" in text(p) for p in check_dataset(with_empty).problems] == [True] * 3


def test_empty_rows_and_columns_around_a_table(tmp_path: Path, tiny: Path) -> None:
    path = tmp_path / "tiny.xlsx"
    blank = {("footprints", cell): "" for cell in ("J1", "J900", "A800")}
    write_workbook(path, {**blank, ("memberships", "Z9000"): " "})
    assert check_dataset(path).problems == ()
    assert read_dataset(path).sha256 == read_dataset(tiny).sha256


def test_rows_are_counted_as_in_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "gaps.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("organisations")
        sheet.write_row(2, 1, ["organisation", "name", "kind", "population"])
        sheet.write_row(5, 1, ["1", "x", "area", -4])
    problem = next(p for p in check_dataset(path).problems if p.file == "organisations")
    assert place(problem) == ("organisations", 6, "population", "-4")


def test_a_cell_far_out_is_refused_before_it_is_loaded(tmp_path: Path) -> None:
    problem = only(check(tmp_path, "XFD1048576", 1))
    assert place(problem) == ("organisations", None, "", "")
    assert "reaches to cell XFD1048576" in problem.message
    assert "Delete the rows" in problem.remedy


def test_formatted_cells_far_out_do_not_matter(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "tiny.xlsx")
    far = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    rewritten(path, "xl/worksheets/sheet1.xml", b"</sheetData>", far)
    assert check_dataset(path).problems == ()


def test_settings_that_make_no_sense(tmp_path: Path) -> None:
    rows = (*SETTINGS, ("titel", "x"), ("compare", "x,"))
    soundness = check_dataset(write_workbook(tmp_path / "tiny.xlsx", settings=rows))
    warning = only(soundness, "warning")
    assert place(warning) == ("settings", 9, "key", "titel")
    assert "Did you mean 'title'?" in warning.remedy
    errors = [problem for problem in soundness.problems if problem.level == "error"]
    assert [problem.column for problem in errors] == ["compare", "compare"]
    assert "'x'" in errors[0].message
    assert "compare | stp, ldr in a sheet settings" in errors[1].remedy


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_damaged_parts(tmp_path: Path, part: str) -> None:
    path = rewritten(write_workbook(tmp_path / "tiny.xlsx"), part, b"<", b">")
    assert "damaged" in text(only(check_dataset(path)))


def test_truncated_workbooks(tmp_path: Path) -> None:
    content = write_workbook(tmp_path / "whole.xlsx").read_bytes()
    path = tmp_path / "part.xlsx"
    for length in range(0, len(content), 331):
        path.write_bytes(content[:length])
        assert not check_dataset(path).ok


def test_workbooks_with_a_password_or_of_old(tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 1000)
    assert "password" in only(check_dataset(path)).message


@pytest.mark.parametrize(("letters", "number"), [("A", 0), ("Z", 25), ("AA", 26), ("XFD", 16383)])
def test_columncolumn_letters(letters: str, number: int) -> None:
    assert column_place(letters) == number
    assert column_letters(number) == letters
