from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl

from graphmodel.dataset.notes import NOTES
from graphmodel.dataset.reading import check_dataset
from graphmodel.dataset.template import new_dataset

if TYPE_CHECKING:
    from pathlib import Path


def test_in_the_workbook_codes_are_text_and_words_are_chosen(tmp_path: Path) -> None:
    new_dataset(workbook=tmp_path / "mine.xlsx")
    book = openpyxl.load_workbook(tmp_path / "mine.xlsx")
    assert book.sheetnames == [*NOTES, "settings", "notes"]
    for table, note in NOTES.items():
        page = book[table]
        for place, (column, said) in enumerate(note.columns.items(), start=1):
            head = page.cell(1, place)
            assert head.value == column
            assert said.text in head.comment.text
            assert page.column_dimensions[head.column_letter].width >= 10
            if not said.numeric:
                for row in range(2, page.max_row + 1):
                    cell = page.cell(row, place)
                    if cell.value is not None:
                        assert cell.number_format == "@"
                        assert isinstance(cell.value, str)
    lists = {
        (table, str(one.sqref)): str(one.formula1)
        for table in NOTES
        for one in book[table].data_validations.dataValidation
        if one.type == "list"
    }
    assert "official,documented,area,derived,inferred" in lists["memberships", "E2:E5000"]
    assert "organisations!$A$2" in lists["memberships", "A2:A5000"]
    assert ("organisations", "C2:C5000") in lists
    assert ("neighbours", "D2:D5000") in lists
    said = {(row[0].value, row[1].value) for row in book["notes"].iter_rows(min_row=2)}
    assert {(table, column) for table, note in NOTES.items() for column in note.columns} <= said


def test_the_workbook_is_the_same_every_time(tmp_path: Path) -> None:
    new_dataset(workbook=tmp_path / "a.xlsx")
    (tmp_path / "b").mkdir()
    new_dataset(workbook=tmp_path / "b" / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b" / "a.xlsx").read_bytes()


def test_a_code_typed_over_an_example_keeps_its_zeros(tmp_path: Path) -> None:
    new_dataset(workbook=tmp_path / "mine.xlsx")
    book = openpyxl.load_workbook(tmp_path / "mine.xlsx")
    # The whole column is text, so that what is typed below the example is, too.
    assert book["organisations"].column_dimensions["A"].number_format == "@"
    stream = io.BytesIO()
    book.save(stream)
    (tmp_path / "saved.xlsx").write_bytes(stream.getvalue())
    assert check_dataset(tmp_path / "saved.xlsx").problems == ()
