"""The dataset to start from as a workbook: text stays text, and words are chosen from lists."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from graphmodel.descriptor import NOTES_SHEET, SETTINGS_SHEET
from graphmodel.table_notes import NOTES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

    from graphmodel.descriptor import Settings
    from graphmodel.table_notes import ColumnNote

__all__ = ["template_workbook"]

_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""A fixed date, so that the same template gives the same file."""

_ROWS: Final = 5_000
"""Rows for which there are lists to choose from."""

_WIDTH: Final = 16
_WIDE: Final = 34

_KINDS: Final = ("commissioner", "area", "council", "provider")
_LISTS: Final[Mapping[tuple[str, str], tuple[Any, bool]]] = {
    ("organisations", "kind"): (list(_KINDS), False),
    ("footprints", "footprint_set"): (["stp", "ldr"], False),
    ("memberships", "organisation"): (f"=organisations!$A$2:$A${_ROWS}", True),
    ("memberships", "footprint_set"): (["stp", "ldr"], False),
    ("memberships", "footprint"): (f"=footprints!$B$2:$B${_ROWS}", True),
    ("neighbours", "organisation"): (f"=organisations!$A$2:$A${_ROWS}", True),
    ("neighbours", "neighbour"): (f"=organisations!$A$2:$A${_ROWS}", True),
}
"""What a column is chosen from, and whether nothing else makes sense there."""

_SETTING_NOTES: Final = {
    "name": "One short word for the dataset.",
    "title": "What it is called.",
    "compare": "The two footprint sets to compare, separated by a comma.",
    "blocks": "The kind of organisation that carries people.",
    "label.<word>": "What a set, a kind or people are called in results.",
    "caveat": "A sentence to stand beside every result. There may be several rows.",
    "source": "Where the data is from. There may be several rows.",
    "licence": "The licence of the data.",
}


def template_workbook(settings: Settings, tables: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """Return a dataset as a workbook to be filled in.

    Parameters
    ----------
    settings
        What the dataset says about itself.
    tables
        The rows of each table, in the order of the columns of ``NOTES``.
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": settings.title, "created": _CREATED})
        formats = {
            "header": book.add_format({"bold": True, "bottom": 1}),
            # As text, codes such as 0101 and MAR1 stay what they are.
            "text": book.add_format({"num_format": "@"}),
            "number": book.add_format({"num_format": "General"}),
            "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        for table, rows in tables.items():
            _write_table(book.add_worksheet(table), table, rows, formats)
        _write_settings(book.add_worksheet(SETTINGS_SHEET), settings, formats)
        _write_notes(book.add_worksheet(NOTES_SHEET), formats)
    return stream.getvalue()


def _write_table(
    sheet: Worksheet, table: str, rows: Sequence[Sequence[str]], formats: Mapping[str, Any]
) -> None:
    for place, (column, note) in enumerate(NOTES[table].columns.items()):
        form = formats["number" if note.numeric else "text"]
        sheet.set_column(place, place, _WIDE if column in {"name", "source"} else _WIDTH, form)
        sheet.write_string(0, place, column, formats["header"])
        sheet.write_comment(0, place, note.text, {"x_scale": 2, "author": "graphmodel"})
        for row, cells in enumerate(rows, start=1):
            if note.numeric and cells[place]:
                sheet.write_number(row, place, float(cells[place]), form)
            elif cells[place]:
                sheet.write_string(row, place, cells[place], form)
        _add_validation(sheet, table, column, place, note)
    sheet.freeze_panes(1, 0)


def _add_validation(
    sheet: Worksheet, table: str, column: str, place: int, note: ColumnNote
) -> None:
    options: dict[str, Any] = {}
    if (table, column) in _LISTS or note.words:
        source, strict = _LISTS.get((table, column), (list(note.words), True))
        options = {"validate": "list", "source": source}
        options["error_type"] = "stop" if strict else "warning"
    elif note.numeric:
        low = note.limits.get("minimum", note.limits.get("exclusiveMinimum", 0))
        high = note.limits.get("maximum")
        options = {"validate": "decimal", "error_type": "stop"}
        if "exclusiveMinimum" in note.limits:
            # No spreadsheet knows a limit that is left out.
            low = 1e-9
        options |= (
            {"criteria": ">=", "value": low}
            if high is None
            else {"criteria": "between", "minimum": low, "maximum": high}
        )
    if options:
        options |= {"error_title": column, "error_message": note.text[:255], "ignore_blank": True}
        sheet.data_validation(1, place, _ROWS - 1, place, options)


def _write_settings(sheet: Worksheet, settings: Settings, formats: Mapping[str, Any]) -> None:
    rows = [
        ("key", "value"),
        ("name", settings.name),
        ("title", settings.title),
        ("compare", ", ".join(settings.compare or ())),
        ("blocks", ", ".join(settings.blocks or ())),
        *((f"label.{word}", label) for word, label in settings.labels.items()),
        *(("caveat", text) for text in settings.caveats),
        *(("source", str(source["title"])) for source in settings.sources),
    ]
    sheet.set_column(0, 0, _WIDTH + 6, formats["text"])
    sheet.set_column(1, 1, 2 * _WIDE, formats["text"])
    for row, cells in enumerate(rows):
        form = formats["text" if row else "header"]
        for place, text in enumerate(cells):
            sheet.write_string(row, place, text, form)
    sheet.freeze_panes(1, 0)


def _write_notes(sheet: Worksheet, formats: Mapping[str, Any]) -> None:
    rows = [
        ("Sheet", "Column", "What it holds"),
        *(
            row
            for table, note in NOTES.items()
            for row in (
                (table, "", note.text),
                *((table, column, said.text) for column, said in note.columns.items()),
            )
        ),
        (SETTINGS_SHEET, "", "What the dataset says about itself: one row for each key."),
        *((SETTINGS_SHEET, key, text) for key, text in _SETTING_NOTES.items()),
        (NOTES_SHEET, "", "This sheet is not read: write in it what you like."),
    ]
    sheet.set_column(0, 1, _WIDTH)
    sheet.set_column(2, 2, 3 * _WIDE)
    for row, cells in enumerate(rows):
        for place, text in enumerate(cells):
            sheet.write_string(row, place, text, formats["wrapped" if row else "header"])
    sheet.freeze_panes(1, 0)
