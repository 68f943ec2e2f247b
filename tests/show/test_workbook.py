from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
from helpers.examples import make_dataset
from helpers.unruly import AT, ESCAPE, FORMULA, MARKUP, MINUS, SCRIPT, unruly_dataset, unruly_plan

from graphmodel.dataset.dataset import derived
from graphmodel.files.safe_text import CELL_LIMIT, xml_text
from graphmodel.overlap.assessment import assess
from graphmodel.plans.led import led_plan
from graphmodel.show.workbook import workbook_of

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

SHEETS = [
    *("Summary", "Suggestions", "Assignment", "Footprints"),
    *("Partners", "Measures", "Sources and caveats"),
]


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def book() -> Workbook:
    return opened(workbook_of(unruly_plan()))


def column(sheet: Worksheet, heading: str) -> list[Cell]:
    (place,) = [cell.column for cell in sheet[1] if cell.value == heading]
    return [row[place - 1] for row in sheet.iter_rows(min_row=2)]


def test_each_result_has_its_sheet(book: Workbook) -> None:
    assert book.sheetnames == SHEETS


def test_headers_are_frozen_filtered_and_wrapped(book: Workbook) -> None:
    for name in SHEETS[1:]:
        sheet = book[name]
        assert sheet.freeze_panes == "A2", name
        assert sheet.auto_filter.ref == sheet.dimensions, name
        assert sheet.print_title_rows == "$1:$1", name
        assert all(cell.font.bold and cell.alignment.wrap_text for cell in sheet[1]), name


def test_headings_are_in_plain_words(book: Workbook) -> None:
    headings = {str(cell.value) for name in SHEETS for cell in book[name][1]}
    assert "Patients whose LDR changes" in headings
    assert "CCGs whose LDR changes" in headings
    assert not {heading for heading in headings if "_" in heading}
    assert not {heading for heading in headings if re.search(r"\bmove", heading)}


def test_numbers_are_numbers_with_formats(book: Workbook) -> None:
    frame = unruly_plan().to_frame("steps")
    people = column(book["Suggestions"], "Patients whose LDR changes")
    assert [cell.value for cell in people] == frame["people_moved"].tolist()
    assert {cell.number_format for cell in people} == {"#,##0"}
    (share,) = [
        cell for cell in book["Suggestions"][1] if str(cell.value).startswith("Share of patients")
    ]
    cells = column(book["Suggestions"], str(share.value))
    assert {cell.number_format for cell in cells} == {"0.0%"}
    changes = column(book["Partners"], "Difference")
    assert [cell.value for cell in changes] == unruly_plan().to_frame("partners")[
        "burden_change"
    ].tolist()
    assert {cell.number_format for cell in changes} == {"+#,##0;-#,##0;0"}


def test_figures_of_several_kinds_have_a_format_each(book: Workbook) -> None:
    keys = [cell.value for cell in column(book["Measures"], "Key in JSON")]
    formats = [cell.number_format for cell in column(book["Measures"], "Now")]
    found = dict(zip(keys, formats, strict=True))
    assert found["people"] == "#,##0"
    assert found["coterminous_share"] == "0.0%"
    assert found["measures.variation_of_information"] == "0.0000"


def test_reasons_are_wrapped_and_columns_wide_enough(book: Workbook) -> None:
    sheet = book["Suggestions"]
    (reason,) = [cell for cell in sheet[1] if cell.value == "Reason"]
    assert all(cell.alignment.wrap_text for cell in column(sheet, "Reason"))
    assert sheet.column_dimensions[reason.column_letter].width >= 50


def test_inferred_evidence_is_marked_by_word_and_fill(book: Workbook) -> None:
    cells = column(book["Assignment"], "Evidence for where they are now")
    fills = {cell.value: cell.fill.fgColor.rgb for cell in cells}
    assert fills["inferred"] == "FFFCE4A8"
    assert fills["official"] != fills["inferred"]
    notes = [row[0].value for row in book["Summary"].iter_rows()]
    assert any("inferred" in str(note) and "fill" in str(note) for note in notes)


def test_estimates_say_so(book: Workbook) -> None:
    cells = column(book["Assignment"], "Estimated from shares")
    assert [cell.value or "" for cell in cells] == ["", "", "yes", "yes", "", ""]


def test_hostile_names_are_text_and_nothing_else(book: Workbook) -> None:
    texts = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n"), cell.coordinate
                assert cell.hyperlink is None
                if cell.data_type == "s":
                    texts.add(cell.value)
    assert {SCRIPT, FORMULA, MARKUP, AT, xml_text(ESCAPE), MINUS} <= texts


def test_the_file_holds_no_formula_link_or_macro() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook_of(unruly_plan()))) as archive:
        for name in archive.namelist():
            content = archive.read(name).decode()
            assert "<f>" not in content
            assert "hyperlink" not in content
            assert "vba" not in name


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert workbook_of(unruly_plan()) == workbook_of(unruly_plan())
    dataset = unruly_dataset()
    first = workbook_of(assess(dataset))
    assert first == workbook_of(assess(dataset))


def test_no_time_of_writing_is_in_the_file() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook_of(unruly_plan()))) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
        assert archive.read("docProps/core.xml").decode().count("2000-01-01T00:00:00Z") == 2


def test_the_plan_and_its_dataset_stay_as_they_are() -> None:
    plan = unruly_plan()
    digest = plan.dataset.sha256
    before = plan.assignment.copy()
    workbook_of(plan)
    pd.testing.assert_frame_equal(plan.assignment, before)
    assert derived(plan.dataset).sha256 == digest


def test_an_assessment_has_its_own_sheets() -> None:
    dataset = unruly_dataset()
    book = opened(workbook_of(assess(dataset, ignore_below=0.3)))
    assert book.sheetnames == ["Summary", "Footprints", "Measures", "Sources and caveats"]
    names = [cell.value for cell in column(book["Footprints"], "Name")]
    assert FORMULA in names
    kinds = {cell.value for cell in column(book["Footprints"], "Kind")}
    assert kinds == {"STP", "LDR"}


def test_a_plan_without_steps_has_empty_tables() -> None:
    dataset = make_dataset({"x": ("a1", "b1", 9)})
    book = opened(workbook_of(led_plan(dataset, lead="a")))
    assert book["Suggestions"].max_row == 1
    assert book["Suggestions"].auto_filter.ref


def test_text_longer_than_a_cell_is_cut_and_not_lost() -> None:
    dataset = make_dataset({"x": ("a1", "b1", 9)}, names={"x": "n" * (CELL_LIMIT + 5)})
    book = opened(workbook_of(led_plan(dataset, lead="a")))
    (name,) = column(book["Assignment"], "Block")
    assert str(name.value).endswith("n…")
