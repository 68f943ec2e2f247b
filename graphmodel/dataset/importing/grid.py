"""A table as it stands in a file, cell by cell, before anything is known of its columns."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from graphmodel.dataset.descriptor import TABLES
from graphmodel.errors import OptionError
from graphmodel.files.archives import UNPACKED_LIMIT
from graphmodel.files.disk import read_bounded
from graphmodel.files.findings import Findings, listed, quoted
from graphmodel.files.safe_text import INVISIBLE
from graphmodel.files.sheet_xml import column_letters
from graphmodel.files.tables import CONTROL, DELIMITERS, csv_records, decode
from graphmodel.files.workbooks import WORKBOOKS, cell_text, open_workbook
from graphmodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from graphmodel.files.workbooks import Workbook

_TEXTS: Final = (".csv", ".tsv", ".txt")
_SAMPLE: Final = 200

_SEPARATORS: Final = DELIMITERS | {"|": "bars"}

_FOR_EXCEL: Final = re.compile(r"=\"(.*)\"|'(?=[\d=])(.*)")
"""A text as it is written so that Excel keeps its zeros: ="01A" or '01A."""


@dataclass(frozen=True, eq=False)
class Grid:
    """The cells of one sheet or CSV file, which goes by the name that its owner knows it by.

    All rows have the same length: text without spaces around it, numbers, dates and booleans as a
    workbook has them; blank cells are blank text. What is shown in cells whose formula ``failed``
    is by row from 1 and place from 0; notes say what its owner should know of the reading. A text
    file has a ``delimiter``. Rows that are ``joined`` to one before them are read with that.
    """

    file: str
    cells: tuple[tuple[object, ...], ...]
    failed: Mapping[tuple[int, int], str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    delimiter: str = ""
    joined: frozenset[int] = frozenset()

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.cells[0]) if self.cells else 0

    def text(self, row: int, place: int) -> str:
        """Return a cell as its owner would type it: row from 1, place from 0."""
        return cell_text(self.cells[row - 1][place])

    def filled(self, row: int) -> list[int]:
        """Return the places of the cells of a row that are not blank."""
        return [place for place in range(self.width) if self.text(row, place)]


def read_grid(path: Path, *, sheet: str | None, findings: Findings) -> Grid | None:
    """Read a CSV file or a sheet of a workbook, or return None where it cannot be (noted).

    Without the name of a sheet, the fullest one is read that is not hidden.

    Raises
    ------
    OptionError
        When there is no such file or sheet, or it is no table.
    """
    if not path.is_file():
        raise OptionError(f"there is no file {quoted(path.name)}")
    ending = path.suffix.lower()
    if ending not in (*_TEXTS, *WORKBOOKS):
        known = listed((*_TEXTS, *WORKBOOKS))
        raise OptionError(f"{path.name} is no table that can be read: its name must end in {known}")
    if sheet is not None and ending in _TEXTS:
        raise OptionError("a sheet can be named of a workbook only")
    content = content_of(path)
    if ending in _TEXTS:
        return _from_text(content, path.name, findings)
    workbook = open_workbook(content, path.name, findings)
    return None if workbook is None else _from_workbook(workbook, path.name, sheet, findings)


def content_of(path: Path) -> bytes:
    """Return the bytes of a file, or refuse one that cannot be read or is too large."""
    try:
        return read_bounded(path, UNPACKED_LIMIT)
    except OSError as error:
        raise OptionError(f"{path.name} cannot be read: {error.strerror}") from None


def _from_text(content: bytes, file: str, findings: Findings) -> Grid | None:
    text = decode(content, file, findings)
    if text is None:
        return None
    delimiter = _delimiter(text, file)
    notes = [] if delimiter == "," else [f"columns are separated by {_SEPARATORS[delimiter]}"]
    records = csv_records(text, delimiter, file, findings)
    if records is None:
        return None
    lines = [[_without_marks(cell) for cell in cells] for _, cells in records]
    changed = sum(
        cell not in line for (_, cells), line in zip(records, lines, strict=True) for cell in cells
    )
    if changed:
        notes.append(f'{counted(changed, "cell")} read without the ="" or \' that Excel needs')
    cells = _squared(lines, file, findings, notes)
    return Grid(file, cells, notes=tuple(notes), delimiter=delimiter)


def _without_marks(cell: str) -> str:
    found = _FOR_EXCEL.fullmatch(cell.strip())
    return _without_marks(found[1] or found[2] or "") if found else cell


def _delimiter(text: str, file: str) -> str:
    """Return what most rows agree on: titles above the header have no delimiter in them."""
    # Quoted cells may hold line breaks: cutting there would leave a quotation mark open.
    sample = text if len(text) < 1_000_000 else text[: text.rfind("\n", 0, 1_000_000) + 1]  # noqa: PLR2004

    def agreement(delimiter: str) -> tuple[int, int]:
        records = csv_records(sample, delimiter, file, Findings())
        widths = Counter(len(cells) for _, cells in (records or [])[:_SAMPLE] if any(cells))
        width, count = max(
            ((width, count) for width, count in widths.items() if width > 1),
            key=lambda pair: (pair[1], pair[0]),
            default=(0, 0),
        )
        return count, width

    return max(_SEPARATORS, key=agreement)


def _from_workbook(
    workbook: Workbook, file: str, sheet: str | None, findings: Findings
) -> Grid | None:
    names, hidden = workbook.names(), workbook.hidden()
    if sheet is not None and sheet not in names:
        raise OptionError(f"{file} has no sheet {quoted(sheet)}; it has {listed(names)}")
    if sheet is None and {"organisations", "memberships"} <= set(names):
        raise OptionError(
            f"{file} has the sheets of a dataset ({listed(TABLES)}): it needs no import"
        )
    read = {}
    for name in [sheet] if sheet is not None else [one for one in names if one not in hidden]:
        found = workbook.cells(name, findings)
        if found is not None:
            read[name] = found
    if not read:
        if not findings.failed:
            message = "every sheet of the workbook is hidden"
            findings.add("error", file, message, "Name the sheet to read with `sheet`.")
        return None
    chosen = max(
        read,
        key=lambda name: sum(cell not in {"", None} for line in read[name][0] for cell in line),
    )
    others = [f"{name} (hidden)" if name in hidden else name for name in names if name != chosen]
    notes = [f"sheets that are not read: {listed(others)}"] if others and sheet is None else []
    cells, xml = read[chosen]
    lines = [list(line) for line in cells]
    filled = _fill_merged(lines, xml.merged)
    if filled:
        notes.append(
            f"{counted(filled, 'blank')} in cells merged downwards are filled with their value"
        )
    if len(names) > 1 and sheet is None:
        notes.insert(0, f"the sheet {quoted(chosen)} is read")
    hidden_rows = sorted(row for row in xml.hidden if row <= len(lines) and any(lines[row - 1]))
    if hidden_rows:
        some = counted(len(hidden_rows), "hidden row")
        notes.append(
            f"{some}, as a filter hides them, read like the others: {listed(map(str, hidden_rows))}"
        )
    squared = _squared(lines, chosen, findings, notes)
    return Grid(chosen, squared, xml.failed, tuple(notes))


def _fill_merged(lines: list[list[object]], merged: Sequence[tuple[int, int, int, int]]) -> int:
    """Fill cells that are merged downwards with their value; return how many blanks there were.

    Only the first column is: cells that are merged to the right are titles and headings.
    """
    filled = 0
    for top, left, bottom, _ in merged:
        if top <= len(lines) and left < len(lines[top - 1]):
            for row in range(top + 1, min(bottom, len(lines)) + 1):
                lines[row - 1][left] = lines[top - 1][left]
                filled += 1
    return filled


def _squared(
    lines: Sequence[Sequence[object]], file: str, findings: Findings, notes: list[str]
) -> tuple[tuple[object, ...], ...]:
    """Return rows of one length, without spaces around text, and without what nobody sees."""
    unseen = sum(
        bool(INVISIBLE.search(cell)) for line in lines for cell in line if isinstance(cell, str)
    )
    if unseen:
        notes.append(f"{counted(unseen, 'cell')} read without characters that cannot be seen")
    rows = [[_seen(cell) if isinstance(cell, str) else cell for cell in line] for line in lines]
    widths = [
        max((place for place, cell in enumerate(line, start=1) if cell != ""), default=0)
        for line in rows
    ]
    width = max(widths, default=0)
    found = [
        (row, place, cell)
        for row, line in enumerate(rows, start=1)
        for place, cell in enumerate(line)
        if isinstance(cell, str) and CONTROL.search(cell)
    ]

    def describe(position: int) -> tuple[str, str]:
        row, place, cell = found[position]
        character = CONTROL.findall(cell)[0]
        where = f"{column_letters(place)}{row}"
        return f"cell {where} holds a control character ({quoted(character)})", "Remove it."

    findings.add_cells("error", file, "", [(row, text) for row, _, text in found], describe)
    return tuple((*line[:width], *[""] * (width - len(line))) for line in rows)


def _seen(text: str) -> str:
    return unicodedata.normalize("NFC", INVISIBLE.sub("", text)).strip()
