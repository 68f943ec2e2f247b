"""Workbooks for people who work in a spreadsheet: formatted, and the same bytes every time."""

from __future__ import annotations

import io
import textwrap
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import xlsxwriter

from graphmodel.files.safe_text import workbook_text
from graphmodel.overlap.assessment import Assessment
from graphmodel.planfiles.tracking import Tracking
from graphmodel.show.facts import assessment_title, plan_title
from graphmodel.show.plan_sheets import (
    assignment_sheet,
    footprints_sheet,
    partners_sheet,
    suggestions_sheet,
)
from graphmodel.show.sheets import (
    board_sheets,
    facts_sheet,
    grades_sheet,
    is_number,
    measures_sheet,
    relations_sheet,
    rows_sheet,
    sources_sheet,
)
from graphmodel.show.track_views import TRACK_SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from graphmodel.plans.plan import Plan
    from graphmodel.show.sheets import Column, Sheet
    from graphmodel.shown import Kind

_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""A fixed date, so that the same plan gives the same file."""

_NUMBER_FORMATS: Final[Mapping[Kind, str]] = {
    "people": "#,##0",
    "count": "#,##0",
    "change": "+#,##0;-#,##0;0",
    "share": "0.0%",
    "decimal": "0.0000",
}

_WIDTHS: Final[Mapping[Kind, tuple[int, int]]] = {
    "label": (12, 60),
    "text": (8, 40),
    "long": (12, 32),
    "prose": (12, 72),
    "code": (6, 24),
}
"""Least and greatest width of columns of text, in characters."""

_WRAPPED: Final = frozenset({"long", "prose", "code"})
_NUMBER_WIDTH: Final = 14
_LINE_HEIGHT: Final = 15.0
_GREATEST_HEIGHT: Final = 400.0
_LONGEST: Final = 4000
_INFERRED: Final = "inferred"
_INFERRED_FILL: Final = "#FCE4A8"

_NOTE: Final = (
    "Cells with this fill rest on inferred memberships: a judgement, where no document says so."
)


def workbook_of(result: Assessment | Plan | Tracking) -> bytes:
    """Return an assessment, or what a plan costs, its steps and who ends where, as a workbook.

    Of a plan held against what happened, what came of all and of each step as well, what other
    plans would have said, and what the plan had not named.
    """
    if isinstance(result, Assessment):
        return _workbook(
            assessment_title(result),
            (
                facts_sheet(result),
                *board_sheets(result),
                relations_sheet(result),
                grades_sheet(),
            ),
            (rows_sheet(result), measures_sheet(result), sources_sheet(result.dataset)),
        )
    plan, tracked = (result.plan, result) if isinstance(result, Tracking) else (result, None)
    return _workbook(
        plan_title(plan),
        (facts_sheet(plan), *board_sheets(plan), grades_sheet()),
        (
            suggestions_sheet(plan),
            *((each(tracked) for each in TRACK_SHEETS) if tracked else ()),
            assignment_sheet(plan),
            footprints_sheet(plan),
            partners_sheet(plan),
            measures_sheet(plan),
            sources_sheet(plan.dataset),
        ),
    )


def _workbook(title: str, summary: Sequence[Sheet], sheets: Iterable[Sheet]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {
            # Text is text: what looks like a formula, a link or a number must not become one.
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "in_memory": True,
        },
    )
    book.set_properties({"title": workbook_text(title)[:255], "created": _CREATED})
    writer = _Writer(book)
    writer.write_summary(title, summary)
    for sheet in sheets:
        writer.write_sheet(sheet)
    book.close()
    return stream.getvalue()


class _Writer:
    """Writes tables into a workbook, with its formats."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._title = book.add_format({"bold": True, "font_size": 14})
        # Each format is made once.
        self._header, self._format = cache(self._make_header), cache(self._make_format)

    def write_summary(self, title: str, sheets: Sequence[Sheet]) -> None:
        """Write small tables below each other, on a sheet of their own."""
        page = self._book.add_worksheet("Summary")
        self._write_text(page, 0, 0, title, self._title)
        # The first table is the headline, and sets the widths.
        widths = [max(width, _NUMBER_WIDTH) for width in _widths(sheets[0])]
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        row = 2
        for sheet in sheets:
            self._write_rows(page, row, sheet)
            row += len(sheet.frame) + 2
        self._write_text(page, row, 0, _NOTE, self._format("text", marked=True))
        _set_up_print(page)

    def write_sheet(self, sheet: Sheet) -> None:
        """Write a table on a sheet of its own, with its header frozen and filters on it."""
        page = self._book.add_worksheet(sheet.name)
        widths = _widths(sheet)
        self._write_rows(page, 0, sheet)
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        for row, lines in enumerate(_lines(sheet, widths)):
            # Excel would find the heights by itself; LibreOffice does not.
            page.set_row(row, min(_LINE_HEIGHT * lines, _GREATEST_HEIGHT))
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(len(sheet.frame), 1), len(sheet.columns) - 1)
        page.repeat_rows(0)
        _set_up_print(page)
        page.print_area(0, 0, len(sheet.frame), _last_on_paper(sheet))

    def _write_rows(self, page: Worksheet, top: int, sheet: Sheet) -> None:
        for place, column in enumerate(sheet.columns):
            # A table below another has a row's height to itself only where it is not wrapped.
            header = self._header(number=is_number(column), wrapped=top == 0)
            self._write_text(page, top, place, column.heading, header)
        for number, row in enumerate(sheet.frame.to_dict("records"), start=top + 1):
            inferred = bool(sheet.marked) and row[sheet.marked] == _INFERRED
            for place, column in enumerate(sheet.columns):
                kind = row.get("form", "text") if column.kind == "figure" else column.kind
                value = row[column.name]
                # Beside the grade, people whose footprint changes rest on the evidence of the row.
                rests = column.name == sheet.marked or (column.name == "people_moved" and value > 0)
                self._write(page, number, place, value, column, kind, marked=inferred and rests)

    def _make_header(self, *, number: bool, wrapped: bool) -> Format:
        place = {"align": "right"} if number else {"align": "left", "indent": 1}
        look = {"bold": True, "valign": "top", "bottom": 1, "bg_color": "#E7EDF3"}
        return self._book.add_format(look | {"text_wrap": wrapped} | place)

    def _write(
        self,
        page: Worksheet,
        row: int,
        place: int,
        value: Any,  # noqa: ANN401 - any cell
        column: Column,
        kind: Kind,
        *,
        marked: bool,
    ) -> None:
        form = self._format(kind, marked=marked)
        if value is None or pd.isna(value):
            page.write_blank(row, place, None, form)
        elif kind == "flag":
            self._write_text(page, row, place, "yes" if value else "", form)
        elif kind in _NUMBER_FORMATS:
            page.write_number(row, place, float(value), form)
        else:
            text = column.words.get(value, str(value))
            self._write_text(page, row, place, text, form)

    @staticmethod
    def _write_text(page: Worksheet, row: int, place: int, text: str, form: Format) -> None:
        page.write_string(row, place, workbook_text(text), form)

    def _make_format(self, kind: Kind, *, marked: bool) -> Format:
        properties: dict[str, Any] = {"valign": "top"}
        if kind in _NUMBER_FORMATS:
            properties["num_format"] = _NUMBER_FORMATS[kind]
        else:
            properties |= {"align": "left", "indent": 1}
        if kind == "code":
            properties["num_format"] = "@"
        if kind in _WRAPPED:
            properties["text_wrap"] = True
        if marked:
            properties["bg_color"] = _INFERRED_FILL
        return self._book.add_format(properties)


def _set_up_print(page: Worksheet) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)


def _last_on_paper(sheet: Sheet) -> int:
    """Return the place of the last column printed: codes at the end are for looking things up."""
    names = [column.name for column in sheet.columns]
    if sheet.on_paper:
        return names.index(sheet.on_paper)
    return max(place for place, column in enumerate(sheet.columns) if column.kind != "code")


def _widths(sheet: Sheet) -> list[int]:
    """Return the width of each column: that of its text, within reason."""
    widths = []
    for column in sheet.columns:
        if column.kind not in _WIDTHS:
            widths.append(_NUMBER_WIDTH)
            continue
        least, most = _WIDTHS[column.kind]
        lengths = [len(column.words.get(value, str(value))) for value in sheet.frame[column.name]]
        heading = max(map(len, column.heading.split()), default=0)
        widths.append(min(max([least, heading, *lengths]) + 3, most))
    return widths


def _lines(sheet: Sheet, widths: Sequence[int]) -> list[int]:
    """Return how many lines the header and each row take up."""
    header = max(
        _wrapped_lines(column.heading, width + 2)
        for column, width in zip(sheet.columns, widths, strict=True)
    )
    lines = [1] * len(sheet.frame)
    for column, width in zip(sheet.columns, widths, strict=True):
        if column.kind in _WRAPPED:
            found = (_wrapped_lines(str(value), width) for value in sheet.frame[column.name])
            lines = list(map(max, lines, found))
    return [header, *lines]


def _wrapped_lines(text: str, width: int) -> int:
    # A little less than what fits, since words are not cut and letters differ in width.
    return max(1, len(textwrap.wrap(text[:_LONGEST], max(width - 3, 4))))
