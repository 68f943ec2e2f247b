"""Workbooks (.xlsx): every sheet as a table of text, with what Excel did to codes pointed out."""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import numpy as np

from graphmodel._findings import listed, nearest, quoted
from graphmodel.archives import open_archive
from graphmodel.tables import build_table

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Collection, Sequence

    from python_calamine import CalamineWorkbook

    from graphmodel._findings import Findings
    from graphmodel.tables import Table

__all__ = ["Workbook", "open_workbook"]

_CELL_LIMIT: Final = 20_000_000
"""Cells in the rectangle that a sheet spans: the reader allocates all of it, empty or not."""

_ROW_TAG: Final = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,7})"')
_FAR_COLUMN: Final = re.compile(rb' r="([A-Z]{2,3})\d{1,7}"')
_FILLED_TAG: Final = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_ERROR_TAG: Final = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>(.*?)</(?:\w+:)?c>',
    re.DOTALL,
)
_VALUE_TAG: Final = re.compile(rb"<(?:\w+:)?v>([^<]*)<")


class Workbook:
    """A workbook.

    Parameters
    ----------
    file
        Its name, to report problems under.
    reader
        Gives the cells with their types.
    archive
        The same file unpacked, for what the reader leaves out.
    """

    def __init__(self, file: str, reader: CalamineWorkbook, archive: zipfile.ZipFile) -> None:
        self._file = file
        self._reader = reader
        self._archive = archive
        self._parts = _sheet_parts(archive)

    def names(self) -> list[str]:
        """Return the names of the sheets."""
        return list(self._reader.sheet_names)

    def table(
        self, sheet: str, *, known: Collection[str], codes: Collection[str], findings: Findings
    ) -> Table | None:
        """Return a sheet as a table of text, or None when there is none (which is noted).

        Parameters
        ----------
        sheet
            Its name.
        known
            As in :func:`build_table`.
        codes
            Columns of codes, where a date or a boolean is a mistake.
        findings
            Where problems are noted.
        """
        if sheet not in self.names():
            near = nearest(sheet, self.names())
            message = f"the sheet is missing; the workbook has {listed(self.names())}"
            remedy = f"Did you mean {quoted(near)}? Rename it." if near else "Add it."
            findings.add("error", sheet, message, remedy)
            return None
        try:
            xml = self._archive.read(self._parts[sheet])
            if not _may_be_loaded(xml, sheet, findings):
                return None
            cells = self._reader.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except BaseException as error:  # noqa: BLE001 - see _raise_others
            _raise_others(error)
            message = f"the sheet cannot be read: {self._file} is damaged"
            findings.add("error", sheet, message, "Open it in Excel and save it again.")
            return None
        records = [(row, list(map(_text, line))) for row, line in enumerate(cells, start=1)]
        table = build_table(records, sheet, known=known, findings=findings)
        if table is not None:
            header = next(texts for _, texts in records if any(map(str.strip, texts)))
            columns = [name.strip() for name in header]
            _note_failed_formulas(xml, columns, table, findings)
            for column in table.frame.columns.intersection(list(codes)):
                _note_typed_codes(cells, columns.index(column), column, table, findings)
        return table


def open_workbook(content: bytes, file: str, findings: Findings) -> Workbook | None:
    """Open a workbook, or note why it cannot be.

    Parameters
    ----------
    content, file
        The bytes, and the name to report problems under.
    findings
        Where problems are noted.
    """
    # Loading the reader takes time that other sources need not spend.
    from python_calamine import CalamineWorkbook  # noqa: PLC0415

    if content.startswith(b"\xd0\xcf\x11\xe0"):
        message = "the workbook is protected by a password, or is an old .xls"
        findings.add("error", file, message, "Save it as .xlsx without a password.")
        return None
    archive = open_archive(content, file, findings)
    if archive is None:
        return None
    try:
        reader = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return Workbook(file, reader, archive)
    except BaseException as error:  # noqa: BLE001 - see _raise_others
        _raise_others(error)
        message = "the workbook is damaged, or no .xlsx workbook"
        findings.add("error", file, message, "Open it in Excel and save it as .xlsx.")
        return None


def _raise_others(error: BaseException) -> None:
    """Raise what is no sign of a damaged file; a panic of the reader is, but is no Exception."""
    if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
        raise error


def _text(cell: object) -> str:
    """Return a cell as its owner would type it: 1 and not 1.0, dates in ISO order."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"  # as Excel would show it
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ") if cell.time() != dt.time.min else cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell)


def _note_typed_codes(
    cells: Sequence[Sequence[object]], place: int, column: str, table: Table, findings: Findings
) -> None:
    """Note dates and booleans in a column of codes: what was typed there is lost."""
    typed = (bool, dt.date, dt.time, dt.timedelta)
    lines = [cells[row - 1][place] for row in table.rows]
    faulty = np.fromiter((isinstance(cell, typed) for cell in lines), dtype=bool, count=len(lines))
    positions = np.flatnonzero(faulty)
    found = table.cells(column, positions.tolist())

    def describe(position: int) -> tuple[str, str]:
        where = f"cell {_letters(place)}{found[position][0]}"
        if isinstance(lines[positions[position]], bool):
            message = f"{where} holds a truth value where a code is expected"
        else:
            message = f"{where} holds a date or time where a code is expected"
        return message, (
            "Excel turns codes such as MAR1 or 3-4 into dates: "
            "format the column as Text, then type the code again."
        )

    findings.add_cells("error", table.file, column, found, describe)
    table.mark(column, faulty)


def _note_failed_formulas(xml: bytes, columns: list[str], table: Table, findings: Findings) -> None:
    """Note cells such as #N/A, which the reader takes for blank ones."""
    if b't="e"' not in xml:
        return
    positions = {int(row): place for place, row in enumerate(table.rows)}
    found: dict[str, list[tuple[int, str, str]]] = {}
    for letters, row, inner in _ERROR_TAG.findall(xml):
        place = _place(letters)
        value = _VALUE_TAG.search(inner)
        if int(row) in positions and place < len(columns) and columns[place] in table.frame:
            shown = value.group(1).decode(errors="replace") if value else "#?"
            where = f"{letters.decode()}{int(row)}"
            found.setdefault(columns[place], []).append((int(row), shown, where))
    for column, cells in found.items():
        faulty = np.zeros(len(table.rows), dtype=bool)
        faulty[[positions[row] for row, _, _ in cells]] = True
        table.mark(column, faulty)

        def describe(n: int, cells: list[tuple[int, str, str]] = cells) -> tuple[str, str]:
            _, value, where = cells[n]
            message = f"cell {where} holds a formula that fails ({value})"
            return message, "Correct the formula, or type the value."

        shown_cells = [(row, value) for row, value, _ in cells]
        findings.add_cells("error", table.file, column, shown_cells, describe)


def _may_be_loaded(xml: bytes, sheet: str, findings: Findings) -> bool:
    """Whether the rectangle that a sheet's cells span fits into memory."""
    rows = max(map(int, _ROW_TAG.findall(xml)), default=1)
    widest = max(map(_place, _FAR_COLUMN.findall(xml)), default=25)
    if rows * (widest + 1) <= _CELL_LIMIT:
        return True
    # Formatted rows and columns count only now: few sheets come here.
    filled = _FILLED_TAG.findall(xml)
    rows = max((int(row) for _, row in filled), default=1)
    letters = max((letters for letters, _ in filled), key=_place, default=b"A")
    if rows * (_place(letters) + 1) <= _CELL_LIMIT:
        return True
    message = f"the sheet reaches to cell {letters.decode()}{rows}, which is more than can be read"
    remedy = "Delete the rows below the table and the columns right of it, and save the workbook."
    findings.add("error", sheet, message, remedy)
    return False


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return where in the archive each sheet is; nothing when that cannot be found out."""
    try:
        # Archives are limited in size, and expat limits what entities expand to.
        book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
        links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except Exception:  # noqa: BLE001 - whatever is damaged, no sheet will be found
        return {}
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    parts: dict[str, str] = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            key = next((text for name, text in sheet.items() if name.endswith("}id")), None)
            target = targets.get(key, "")
            parts[sheet.get("name", "")] = posixpath.join("/xl", target).lstrip("/")
    return parts


def _place(letters: bytes) -> int:
    """Return a column's place from 0: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


def _letters(place: int) -> str:
    """Return the letters of a column's place: the inverse of :func:`_place`."""
    place, rest = divmod(place, 26)
    return (_letters(place - 1) if place else "") + chr(65 + rest)
