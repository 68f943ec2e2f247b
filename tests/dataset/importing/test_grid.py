from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter

from graphmodel.dataset.importing.grid import Grid, read_grid
from graphmodel.errors import OptionError
from graphmodel.files.findings import Findings

if TYPE_CHECKING:
    from pathlib import Path


def grid(path: Path, sheet: str | None = None) -> Grid:
    findings = Findings()
    found = read_grid(path, sheet=sheet, findings=findings)
    findings.raise_errors()
    assert found is not None
    return found


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_title_says_nothing_about_the_delimiter(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    lines = [["A title, of all; things"], ["Name", "STP"], ["Ynys Môn", "a"], [], ["Kent", "b"]]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    found = grid(path)
    assert found.text(3, 0) == "Ynys Môn"
    assert [found.filled(row) for row in (2, 4, 5)] == [[0, 1], [], [0, 1]]
    assert bool(found.notes) == (delimiter != ",")


def test_cells_with_line_breaks_are_one_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('Name,STP\n"Kent","a\nb"\nDevon,c\n')
    assert grid(path).text(2, 1) == "a\nb"
    assert grid(path).text(3, 0) == "Devon"


def workbook(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        cover = book.add_worksheet("Cover")
        cover.write(0, 0, "Read me")
        page = book.add_worksheet("Data")
        for row, line in enumerate([["Name", "STP"], ["Kent", ""], ["Devon", ""], ["Dorset", "x"]]):
            page.write_row(row, 0, line)
        page.merge_range("B2:B3", "South")
        page.merge_range("A6:B6", "A note")
        old = book.add_worksheet("Old data")
        for row in range(20):
            old.write_row(row, 0, ["x", "y", "z"])
        old.hide()
        page.activate()
    return path


def test_the_fullest_sheet_that_is_shown_is_read(tmp_path: Path) -> None:
    found = grid(workbook(tmp_path / "a.xlsx"))
    assert found.file == "Data"
    assert found.notes[0] == "the sheet 'Data' is read"
    assert "sheets that are not read: Cover, Old data (hidden)" in found.notes
    assert grid(tmp_path / "a.xlsx", "Old data").text(1, 2) == "z"
    assert grid(tmp_path / "a.xlsx", "Old data").notes == ()


def test_cells_merged_downwards_are_filled(tmp_path: Path) -> None:
    found = grid(workbook(tmp_path / "a.xlsx"))
    assert [found.text(row, 1) for row in (2, 3, 4, 6)] == ["South", "South", "x", ""]
    assert any("1 blank in cells merged downwards" in note for note in found.notes)


def test_a_hidden_sheet_is_not_read_even_if_the_other_is_blank(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Only").write(0, 0, "x")
    opened = openpyxl.load_workbook(path)
    opened["Only"].sheet_state = "hidden"
    opened.create_sheet("Shown")
    opened.save(path)
    assert grid(path).file == "Shown"


@pytest.mark.parametrize(
    ("name", "sheet", "said"),
    [
        ("none.csv", None, "there is no file"),
        ("a.pdf", None, "must end in"),
        ("a.csv", "Data", "of a workbook only"),
        ("a.xlsx", "Dada", "has no sheet 'Dada'"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, name: str, sheet: str | None, said: str) -> None:
    workbook(tmp_path / "a.xlsx")
    for file in ("a.pdf", "a.csv"):
        (tmp_path / file).write_text("a,b\n")
    with pytest.raises(OptionError, match=said):
        grid(tmp_path / name, sheet)


def test_a_dataset_needs_no_import(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        for name in ("organisations", "footprints", "memberships"):
            book.add_worksheet(name).write(0, 0, "x")
    with pytest.raises(OptionError, match="needs no import"):
        grid(tmp_path / "a.xlsx")


def test_control_characters_are_noted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Name,STP\nKe\x07nt,a\n")
    findings = Findings()
    read_grid(tmp_path / "a.csv", sheet=None, findings=findings)
    (problem,) = findings.problems()
    assert (problem.row, problem.message) == (2, r"cell A2 holds a control character ('\x07')")
