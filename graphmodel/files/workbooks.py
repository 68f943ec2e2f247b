"""Workbooks (.xlsx): every sheet as a table of text, with what Excel did to codes pointed out."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Final

import numpy as np

from graphmodel.files.archives import UNPACKED_LIMIT, open_archive, unpacked
from graphmodel.files.findings import listed, nearest, quoted
from graphmodel.files.sheet_xml import (
    UNCALCULATED,
    column_letters,
    part_name,
    scan_sheet,
    sheet_parts,
    string_lengths,
    zero_widths,
)
from graphmodel.files.tables import TABLE_LIMIT, build_table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from python_calamine import CalamineWorkbook

    from graphmodel.files.findings import Findings
    from graphmodel.files.sheet_xml import SheetXml
    from graphmodel.files.tables import Table

WORKBOOKS: Final = (".xlsx", ".xlsm")
"""How the names of workbooks end."""

_SHEET_LIMIT: Final = 1_000
"""Sheets that a workbook may have."""

_STRINGS: Final = "xl/sharedstrings.xml"

_PARTS: Final = (".xml", ".rels")
"""Parts of a workbook that are read; pictures and the like are not."""


class Workbook:
    """A workbook: a reader gives the cells with their types, and the archive what it leaves out."""

    def __init__(self, file: str, reader: CalamineWorkbook, archive: zipfile.ZipFile) -> None:
        self._file = file
        self._reader = reader
        self._archive = archive
        self._parts = sheet_parts(archive)
        self._widths = zero_widths(archive)
        self._lengths: list[int] | None = None
        self._cells = self._size = 0

    def names(self) -> list[str]:
        """Return the names of the sheets."""
        return list(self._reader.sheet_names)

    def table(
        self, sheet: str, *, known: Collection[str], codes: Collection[str], findings: Findings
    ) -> Table | None:
        """Return a sheet as a table of text, or None when there is none (which is noted).

        Column names that are ``known`` are as in :func:`build_table`; in columns of ``codes``, a
        date or a boolean is a mistake.
        """
        read = self.cells(sheet, findings)
        if read is None:
            return None
        cells, xml = read
        records = [(row, list(map(cell_text, line))) for row, line in enumerate(cells, start=1)]
        table = build_table(records, sheet, known=known, findings=findings)
        if table is not None:
            header = next(texts for _, texts in records if any(map(str.strip, texts)))
            columns = [name.strip() for name in header]
            _note_failed_formulas(xml.failed, columns, table, findings)
            for column in table.frame.columns.intersection(list(codes)):
                _note_typed_codes(cells, columns.index(column), column, table, findings)
        return table

    def cells(
        self, sheet: str, findings: Findings
    ) -> tuple[Sequence[Sequence[object]], SheetXml] | None:
        """Return the cells of a sheet with their types, or None when there are none (noted).

        They come with what else stands in the sheet. Numbers whose format shows leading zeros are
        text with them. Cells that are blank, whose formula fails, or
        that are merged with one before them are blank text.
        """
        if sheet not in self.names():
            near = nearest(sheet, self.names())
            message = f"the sheet is missing; the workbook has {listed(self.names())}"
            remedy = f"Did you mean {quoted(near)}? Rename it." if near else "Add it."
            findings.add("error", sheet, message, remedy)
            return None
        try:
            xml = self._archive.read(self._parts[sheet])
            found = scan_sheet(xml, self._widths)
            if not self._may_be_loaded(sheet, found, len(xml), findings):
                return None
            cells = self._reader.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except BaseException as error:  # noqa: BLE001 - see _raise_others
            _raise_others(error)
            message = f"the sheet cannot be read: {self._file} is damaged"
            findings.add("error", sheet, message, "Open it in Excel and save it again.")
            return None
        for (row, place), width in found.padded.items():
            if row <= len(cells) and place < len(cells[row - 1]):
                number = cells[row - 1][place]
                if isinstance(number, float) and number.is_integer() and number >= 0:
                    cells[row - 1][place] = f"{int(number):0{width}}"
        return cells, found

    def _may_be_loaded(
        self, sheet: str, found: SheetXml, xml_size: int, findings: Findings
    ) -> bool:
        """Whether a sheet fits into memory, beside those that have been read."""
        if self._lengths is None:
            strings = _STRINGS in self._archive.namelist()
            self._lengths = string_lengths(self._archive.read(_STRINGS)) if strings else []
        cells = self._cells + found.rows * found.columns
        # A text that many cells share is small in the file, but not in memory.
        size = self._size + xml_size + found.characters(self._lengths)
        if cells <= TABLE_LIMIT and size <= UNPACKED_LIMIT:
            self._cells, self._size = cells, size
            return True
        far = f"{column_letters(max(found.columns, 1) - 1)}{found.rows}"
        message = f"the sheet reaches to cell {far}, which is more than can be read"
        remedy = (
            "Delete the rows below the table and the columns right of it, and save the workbook."
        )
        if size > UNPACKED_LIMIT:
            message = f"the sheet has more text than can be read ({size / 1e6:,.0f} MB)"
            remedy = "Put the table alone into a workbook, and look for text that has no end."
        findings.add("error", sheet, message, remedy)
        return False

    def hidden(self) -> frozenset[str]:
        """Return the names of the sheets that are not shown."""
        return frozenset(
            sheet.name
            for sheet in self._reader.sheets_metadata
            if not str(sheet.visible).endswith(".Visible")
        )


def open_workbook(content: bytes, file: str, findings: Findings) -> Workbook | None:
    """Open a workbook, or note why it cannot be."""
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
        plain = _repacked(archive)
        reader = CalamineWorkbook.from_filelike(io.BytesIO(plain))
        workbook = Workbook(file, reader, zipfile.ZipFile(io.BytesIO(plain)))
    except BaseException as error:  # noqa: BLE001 - see _raise_others
        _raise_others(error)
        message = "the workbook is damaged, or no .xlsx workbook"
        findings.add("error", file, message, "Open it in Excel and save it as .xlsx.")
        return None
    names = workbook.names()
    if len(names) > _SHEET_LIMIT or len(set(names)) < len(names):
        many = f"{len(names):,} sheets" if len(names) > _SHEET_LIMIT else "two sheets of one name"
        remedy = "Put the tables alone into a workbook."
        findings.add("error", file, f"the workbook has {many}", remedy)
        return None
    return workbook


def _repacked(archive: zipfile.ZipFile) -> bytes:
    """Return the XML parts of a workbook as an archive of their own, which the reader is given.

    It unpacks whatever there is, however much more than the archive says. In what has been unpacked
    here, there is no more than that.
    """
    parts = [part for part in archive.infolist() if part.filename.lower().endswith(_PARTS)]
    # The reader finds names in any case, and takes the first of several.
    if len({part_name(part.filename) for part in parts}) < len(parts):
        raise ValueError("a part is there twice")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as plain:
        for part in parts:
            plain.writestr(zipfile.ZipInfo(part_name(part.filename)), unpacked(archive, part))
    return stream.getvalue()


def _raise_others(error: BaseException) -> None:
    """Raise what is no sign of a damaged file; a panic of the reader is, but is no Exception."""
    if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
        raise error


def cell_text(cell: object) -> str:
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


def formula_problem(where: str, shown: str) -> tuple[str, str]:
    """Return what is wrong with a cell whose formula has no result, and the remedy."""
    if shown == UNCALCULATED:
        message = f"cell {where} holds a formula that no program has calculated"
        return message, "Open the workbook in Excel and save it."
    return f"cell {where} holds a formula that fails ({shown})", (
        "Correct the formula, or type the value."
    )


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
        where = f"cell {column_letters(place)}{found[position][0]}"
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


def _note_failed_formulas(
    failed: Mapping[tuple[int, int], str], columns: list[str], table: Table, findings: Findings
) -> None:
    positions = {int(row): place for place, row in enumerate(table.rows)}
    found: dict[int, list[tuple[int, str]]] = {}
    for (row, place), shown in failed.items():
        if row in positions and place < len(columns) and columns[place] in table.frame:
            found.setdefault(place, []).append((row, shown))
    for place, cells in found.items():
        faulty = np.zeros(len(table.rows), dtype=bool)
        faulty[[positions[row] for row, _ in cells]] = True
        table.mark(columns[place], faulty)

        def describe(
            n: int, place: int = place, cells: list[tuple[int, str]] = cells
        ) -> tuple[str, str]:
            where, value = f"{column_letters(place)}{cells[n][0]}", cells[n][1]
            return formula_problem(where, value)

        findings.add_cells("error", table.file, columns[place], cells, describe)
