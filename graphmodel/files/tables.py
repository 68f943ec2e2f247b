"""Tables as their owners wrote them: every cell as text, every row with its number."""

from __future__ import annotations

import csv
import io
import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from graphmodel.files.findings import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from typing import Literal

    from numpy.typing import NDArray

    from graphmodel.files.findings import Findings

Record = tuple[int, list[str]]
"""Row number and cells."""

NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
"""A number as tables write it."""

GROUPED: Final = re.compile(
    r"([+-]?[1-9]\d{0,2})((?:[,'’ \u00a0\u2009\u202f]\d{3})+)(\.\d+)?", re.ASCII
)
"""A number with thousands separators: what stands before them, with them, and behind the point."""

CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that no text holds, and that neither XML nor a workbook can carry."""

DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs"}

TABLE_LIMIT: Final = 3_000_000
"""Cells that a table may have, blank ones included."""

_CELL_LIMIT: Final = 131_072
"""Characters that a cell may have."""

_CSV_ERRORS: Final = {
    "unexpected end": "a quotation mark is opened and never closed",
    "expected after": "a quotation mark stands in the middle of a quoted text",
    "field limit": "a cell is too long, probably because a quotation mark is never closed",
}


@dataclass(frozen=True, eq=False)
class Table:
    """A table and where its rows stand in the file.

    Attributes
    ----------
    file
        The name its owner knows it by.
    frame
        Its cells, blank ones as empty text.
    rows
        Row number in the file of every row of the frame, the file's first row being 1.
    faulty
        For a column, the cells whose problem is noted already and need not be judged again.
    lacking
        Required columns that are not there; the frame has them blank.
    written
        The cells as text, where the frame has other types.
    header
        Row of the names of its columns; None where they stand in no row.
    """

    file: str
    frame: pd.DataFrame
    rows: NDArray[np.int64]
    faulty: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    lacking: frozenset[str] = frozenset()
    written: pd.DataFrame | None = None
    header: int | None = 1

    def mark(self, column: str, faulty: NDArray[np.bool_]) -> None:
        """Remember that the problem of these cells is noted."""
        self.faulty[column] = faulty | self.faulty.get(column, False)

    def is_faulty(self, *columns: str) -> NDArray[np.bool_]:
        """Return the rows with a problem noted in any of the columns."""
        result = np.zeros(len(self.rows), dtype=bool)
        for column in columns:
            result |= self.faulty.get(column, False)
        return result

    def cells(self, column: str, positions: Sequence[int]) -> list[tuple[int, str]]:
        """Return row number and value, as written, of some cells of a column."""
        values = self._texts(column).to_numpy()
        return [(int(self.rows[position]), str(values[position])) for position in positions]

    def note(
        self,
        findings: Findings,
        level: Literal["error", "warning"],
        column: str,
        where: NDArray[np.bool_] | NDArray[np.intp],
        said: tuple[str, str] | Callable[[int], tuple[str, str]],
        *,
        why: str = "",
    ) -> None:
        """Note alike problems of some cells of a column, by mask or position.

        ``said`` is message and remedy, or gives them for the n-th of these cells.
        """
        places = np.flatnonzero(where) if where.dtype == bool else where
        if not len(places):
            return
        describe = said if callable(said) else lambda _: said
        cells = self.cells(column, places.tolist())
        findings.add_cells(level, self.file, column, cells, describe, why=why)

    def is_written(self, column: str) -> NDArray[np.bool_]:
        """Return the rows in which a cell is not blank, whether it makes sense or not."""
        return np.asarray(self._texts(column) != "", dtype=bool)

    def _texts(self, column: str) -> pd.Series[str]:
        frame = self.frame if self.written is None else self.written
        return frame[column] if column in frame else pd.Series("", self.frame.index, dtype="str")


def joined(frame: pd.DataFrame, *columns: str) -> pd.Series[str]:
    """Return several columns as one key."""
    result: pd.Series[str] = frame[columns[0]]
    for column in columns[1:]:
        # No cell holds this character: control characters are errors.
        result = result + "\x1f" + frame[column]
    return result


def decode(content: bytes, file: str, findings: Findings) -> str | None:
    """Return the text in a file's bytes, or None when it is no text (which is noted).

    UTF-8 is expected; UTF-16 is known by its byte order mark, and what is neither is taken for
    Windows-1252, in which Excel saves plain CSV.
    """
    advice = "Save it as 'CSV UTF-8' from the spreadsheet it comes from."
    if content.startswith(b"PK\x03\x04"):
        message = "this is a workbook or a zip archive, whatever its name says"
        findings.add("error", file, message, "Give the .xlsx or .zip itself as the dataset.")
        return None
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = _decoded(content, "utf-16" if marked else "utf-8-sig")
    if text is None and not marked:
        text = _decoded(content, "cp1252")
        if text is not None and "\0" not in text:
            message = "the file is not UTF-8 and has been read as Windows-1252"
            findings.add("warning", file, message, f"{advice} Look at names with accents.")
    if text is None:
        message = "this is no text: its bytes fit no encoding that can be read"
        findings.add("error", file, message, advice)
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        message = "this is no text: it holds NUL characters"
        findings.add("error", file, message, advice, row=line)
        return None
    return text


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def read_csv(
    content: bytes, file: str, *, known: Collection[str], findings: Findings
) -> Table | None:
    """Return the table in a CSV file's bytes, or None when there is none (which is noted).

    The column names that such a table usually has, ``known``, tell which delimiter is in use.
    """
    text = decode(content, file, findings)
    if text is None:
        return None
    delimiter = _delimiter(text, known)
    if delimiter != ",":
        message = f"the columns are separated by {DELIMITERS[delimiter]}, and have been read so"
        findings.add("warning", file, message, "Separate them by commas.", row=1)
    records = csv_records(text, delimiter, file, findings)
    if records is None:
        return None
    return build_table(records, file, known=known, findings=findings)


def csv_records(text: str, delimiter: str, file: str, findings: Findings) -> list[Record] | None:
    """Return the rows of a CSV file's text, or None when it cannot be read (which is noted)."""
    breaks = text.count("\n") + text.count("\r") - text.count("\r\n")
    if breaks + text.count(delimiter) > TABLE_LIMIT:
        message = f"the table has more than {TABLE_LIMIT:,} cells, which is more than can be read"
        findings.add("error", file, message, "Leave out rows and columns that are not needed.")
        return None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    count = itertools.count(1)
    # The limit is the process's, and other libraries raise it.
    limit = csv.field_size_limit(_CELL_LIMIT)
    try:
        return list(zip(count, reader, strict=False))
    except csv.Error as error:
        said = (text for part, text in _CSV_ERRORS.items() if part in str(error))
        message = next(said, f"the row cannot be read ({error})")
        remedy = 'Put text with commas or quotation marks in "…", and double each mark inside.'
        findings.add("error", file, message, remedy, row=next(count) - 1)
        return None
    finally:
        csv.field_size_limit(limit)


def build_table(
    records: Iterable[Record], file: str, *, known: Collection[str], findings: Findings
) -> Table | None:
    """Return the table that rows of cells make up, or None when there is none (which is noted).

    The first row that is not blank is the header; the names ``known`` are shown where there is
    none. Blank rows are left out, but counted, if they are given at all. A header in row 0 is one
    that stands in no row.
    """
    lines = iter(records)
    header_row, header = next(((row, cells) for row, cells in lines if _is_filled(cells)), (0, []))
    if not header:
        remedy = f"It needs a header row ({listed(known)}) and one row for each item."
        findings.add("error", file, "the table is empty", remedy)
        return None
    width, top = len(header), header_row or None
    # One flat list: hundreds of thousands of small ones keep the garbage collector busy.
    flat: list[str] = []
    numbers: list[int] = []
    ragged: list[tuple[int, int, int]] = []
    for row, cells in lines:
        if _is_filled(cells):
            if len(cells) != width:
                if len(cells) < width or _is_filled(cells[width:]):
                    ragged.append((len(numbers), row, len(cells)))
                cells = (cells + [""] * width)[:width]  # noqa: PLW2901 - the same row, mended
            numbers.append(row)
            flat += cells
    rows = np.asarray(numbers, dtype=np.int64)
    faulty = _note_ragged(ragged, width, len(rows), file, findings)
    table = Table(file, pd.DataFrame(index=pd.RangeIndex(len(rows))), rows)
    columns: dict[str, pd.Series[str]] = {}
    for place, name in enumerate(map(str.strip, header)):
        texts = flat[place::width]
        if not name:
            _note_unnamed(texts, place, top, file, findings)
        elif name in columns:
            remedy = "Rename or remove one of them."
            message = "two columns have this name"
            findings.add("error", file, message, remedy, row=top, column=name, value=name)
        else:
            columns[name] = pd.Series(_cleaned(texts, name, table, findings), dtype="str")
            table.mark(name, faulty)
    return Table(file, pd.DataFrame(columns), rows, table.faulty, header=top)


def _is_filled(cells: Sequence[str]) -> bool:
    return any(map(str.strip, cells))


def _delimiter(text: str, known: Collection[str]) -> str:
    # As much of the header as tells; in damaged files, everything may stand in one line.
    line = re.search(r"\S[^\r\n]{0,10000}", text)
    header = line.group() if line else ""

    def likelihood(delimiter: str) -> tuple[int, int]:
        names = [name.strip(" \"'") for name in header.split(delimiter)]
        return sum(name in known for name in names), len(names)

    return max(DELIMITERS, key=likelihood)


def _note_ragged(
    ragged: list[tuple[int, int, int]], width: int, length: int, file: str, findings: Findings
) -> NDArray[np.bool_]:
    """Note rows wider or narrower than the header, and return which they are."""

    def describe(position: int) -> tuple[str, str]:
        count = ragged[position][2]
        message = f"the row has {count} {'cell' if count == 1 else 'cells'}, the header {width}"
        if count > width:
            return message, "Put text that contains the delimiter in quotation marks."
        return message, (
            "Write the delimiter for blank cells too. Excel leaves it out at the end of a row: "
            "its .xlsx workbook can be read as it is."
        )

    findings.add_cells("error", file, "", [(row, "") for _, row, _ in ragged], describe)
    result = np.zeros(length, dtype=bool)
    result[[position for position, _, _ in ragged]] = True
    return result


def _note_unnamed(
    cells: list[str], place: int, header_row: int | None, file: str, findings: Findings
) -> None:
    if _is_filled(cells):
        message = f"column {place + 1} has no name and is ignored"
        findings.add("warning", file, message, "Give it a name, or clear it.", row=header_row)


def _cleaned(cells: list[str], name: str, table: Table, findings: Findings) -> list[str]:
    """Return the cells without spaces around them; note control characters."""
    stripped = list(map(str.strip, cells))
    if stripped != cells:
        changed = [place for place, cell in enumerate(cells) if cell != stripped[place]]
        blank = "" if len(changed) == 1 else "s"
        findings.add(
            "warning",
            table.file,
            f"{len(changed):,} cell{blank} of this column had spaces around the text, now removed",
            row=int(table.rows[changed[0]]),
            column=name,
            value=cells[changed[0]],
        )
    if CONTROL.search("".join(stripped)):
        faulty = np.fromiter((bool(CONTROL.search(cell)) for cell in stripped), dtype=bool)
        found = [(int(table.rows[place]), stripped[place]) for place in np.flatnonzero(faulty)]

        def describe(position: int) -> tuple[str, str]:
            character = CONTROL.findall(found[position][1])[0]
            return f"the cell holds a control character ({quoted(character)})", "Remove it."

        findings.add_cells("error", table.file, name, found, describe)
        table.mark(name, faulty)
    return stripped
