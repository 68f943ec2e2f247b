"""A dataset to start from: a small worked example, with notes on every column."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from graphmodel.dataset.descriptor import (
    KINDS,
    NOTES_SHEET,
    SETTINGS,
    SETTINGS_SHEET,
    read_settings,
)
from graphmodel.dataset.notes import NOTES, ColumnNote
from graphmodel.dataset.writing import check_free, dataset_files
from graphmodel.errors import OptionError
from graphmodel.files.archives import DESCRIPTOR
from graphmodel.files.assets import asset, templates
from graphmodel.files.disk import create_file, create_folder
from graphmodel.files.findings import Findings
from graphmodel.files.guard import guarded
from graphmodel.files.tables import Table
from graphmodel.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

_NOTES_FILE: Final = "NOTES.md"


def example() -> dict[str, list[list[str]]]:
    """Return the example's tables: of each the header, in the order of ``NOTES``, and the rows."""
    return {table: _example(table) for table in NOTES}


def _example(name: str) -> list[list[str]]:
    return list(csv.reader(asset(f"dataset/example/{name}.csv").splitlines()))


@dataclass(frozen=True)
class Template(Shown):
    """What has been created.

    Attributes
    ----------
    folder
        The folder, or None.
    workbook
        The workbook, or None.

    Examples
    --------
    >>> gm.new_dataset("mine").workbook is None
    True
    """

    folder: Path | None
    workbook: Path | None

    @property
    def paths(self) -> tuple[Path, ...]:
        """Whatever there is of the two."""
        return tuple(path for path in (self.folder, self.workbook) if path is not None)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as a JSON-ready mapping."""
        return {
            "format": "graphmodel-template/1",
            "folder": None if self.folder is None else str(self.folder),
            "workbook": None if self.workbook is None else str(self.workbook),
        }


@guarded
def new_dataset(
    folder: str | Path | None = None, *, workbook: str | Path | None = None
) -> Template:
    """Create a dataset to start from, as a folder, a workbook, or both.

    It is a small invented example that is sound, with notes on every column.

    Parameters
    ----------
    folder
        Where to create a folder; nothing may be there but an empty folder.
    workbook
        Where to create an .xlsx workbook; nothing may be there.

    Raises
    ------
    OptionError
        When neither is named, or something is there already.
    OSError
        When they cannot be written.

    Examples
    --------
    >>> [path.name for path in gm.new_dataset("mine").paths]
    ['mine']
    """
    target = None if folder is None else Path(folder)
    book = None if workbook is None else Path(workbook)
    if target is None and book is None:
        raise OptionError("name a folder to create, or a workbook with `workbook`")
    if target is not None:
        check_free(target)
    if book is not None:
        _check_workbook(book)
    try:
        if target is not None:
            create_folder(target, _files(_name(target.resolve().name)))
        if book is not None:
            create_file(book, _workbook(_name(book.stem)))
    except FileExistsError as error:
        raise OptionError(f"{error.filename} has been created by somebody else by now") from None
    return Template(target, book)


def _check_workbook(book: Path) -> None:
    if book.suffix.lower() != ".xlsx":
        raise OptionError(f"the name of a workbook ends in .xlsx, unlike {book.name}")
    if book.exists() or book.is_symlink():
        raise OptionError(f"{book} is there already: choose another name, or move it away")
    if not book.resolve().parent.is_dir():
        raise OptionError(f"the folder {book.parent} does not exist: create it first")


def _name(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-.") or "dataset"


def _settings(name: str) -> list[list[str]]:
    """Return the rows of the example's settings, as a sheet has them."""
    return [["name", name], *_example(SETTINGS_SHEET)[1:]]


def _files(name: str) -> dict[str, bytes]:
    rows = pd.DataFrame(_settings(name), columns=["key", "value"])
    settings = read_settings(Table(DESCRIPTOR, rows, np.arange(len(rows))), name, Findings())
    tables = {table: (header, rows) for table, (header, *rows) in example().items()}
    files = dataset_files(settings, tables, description=settings.caveats[0])
    notes = templates().get_template(f"dataset/example/{_NOTES_FILE}.jinja")
    return {**files, _NOTES_FILE: notes.render(name=name, tables=NOTES).encode()}


CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""A fixed date, so that the same template gives the same file."""

_ROWS: Final = 5_000
"""Rows for which there are lists to choose from."""

_SET: Final = ColumnNote("A footprint set: code of the footprint in it.")
"""What further columns of portions hold."""

_WIDTH: Final = 16
_WIDE: Final = 34

_LISTS: Final[Mapping[tuple[str, str], tuple[Any, bool]]] = {
    ("organisations", "kind"): (list(KINDS), False),
    ("footprints", "footprint_set"): (["stp", "ldr"], False),
    ("memberships", "organisation"): (f"=organisations!$A$2:$A${_ROWS}", True),
    ("memberships", "footprint_set"): (["stp", "ldr"], False),
    ("memberships", "footprint"): (f"=footprints!$B$2:$B${_ROWS}", True),
    ("neighbours", "organisation"): (f"=organisations!$A$2:$A${_ROWS}", True),
    ("neighbours", "neighbour"): (f"=organisations!$A$2:$A${_ROWS}", True),
    ("flows", "organisation"): (f"=organisations!$A$2:$A${_ROWS}", True),
    ("flows", "block"): (f"=organisations!$A$2:$A${_ROWS}", True),
    ("portions", "organisation"): (f"=organisations!$A$2:$A${_ROWS}", True),
}
"""What a column is chosen from, and whether nothing else makes sense there."""


def _workbook(name: str) -> bytes:
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    from xlsxwriter import Workbook  # noqa: PLC0415 - not every command writes workbooks

    with Workbook(stream, options) as book:
        book.set_properties({"title": dict(_settings(name))["title"], "created": CREATED})
        formats = {
            "header": book.add_format({"bold": True, "bottom": 1}),
            # As text, codes such as 0101 and MAR1 stay what they are.
            "text": book.add_format({"num_format": "@"}),
            "number": book.add_format({"num_format": "General"}),
            "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        for table, rows in example().items():
            _write_table(book.add_worksheet(table), table, rows, formats)
        settings = [["key", "value"], *_settings(name)]
        _write_texts(book.add_worksheet(SETTINGS_SHEET), settings, (22, 68), "text", formats)
        notes = book.add_worksheet(NOTES_SHEET)
        _write_texts(notes, list(_notes()), (16, 16, 102), "wrapped", formats)
    return stream.getvalue()


def _write_table(
    sheet: Worksheet, table: str, rows: Sequence[Sequence[str]], formats: Mapping[str, Any]
) -> None:
    header, *rows = rows
    for place, column in enumerate(header):
        note = NOTES[table].columns.get(column, _SET)
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


def _notes() -> Iterator[Sequence[str]]:
    """Yield the rows of the sheet of notes."""
    yield "Sheet", "Column", "What it holds"
    for table, note in NOTES.items():
        yield table, "", note.text
        for column, said in note.columns.items():
            yield table, column, said.text
    yield SETTINGS_SHEET, "", "What the dataset says about itself: one row for each key."
    for key, text in SETTINGS.items():
        yield SETTINGS_SHEET, key, text
    yield NOTES_SHEET, "", "This sheet is not read: write in it what you like."


def _write_texts(
    sheet: Worksheet,
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    form: str,
    formats: Mapping[str, Any],
) -> None:
    """Write a sheet of text, the first row as its header."""
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width, formats["text"])
    for row, cells in enumerate(rows):
        for place, text in enumerate(cells):
            sheet.write_string(row, place, text, formats[form if row else "header"])
    sheet.freeze_panes(1, 0)
