"""The printer: any view as a table to read, as CSV or as JSON."""

from __future__ import annotations

import csv
import io
import unicodedata
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from graphmodel.files.plain_json import plain
from graphmodel.files.safe_text import csv_text, json_text, shown_text
from graphmodel.show.content import Entries, Heading, Notes, Paragraph
from graphmodel.show.sheets import is_number, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from graphmodel.show.content import Block, Table, View
    from graphmodel.show.sheets import Sheet
    from graphmodel.shown import Kind

__all__ = ["Format", "plain_text", "print_view", "sheet_to_csv"]

Format: TypeAlias = Literal["table", "csv", "json"]


_GAP: Final = "  "


def print_view(view: View, form: Format, stream: TextIO) -> None:
    """Print a view: in colours and fitted to its width on a terminal, plainly elsewhere.

    Parameters
    ----------
    view
        What to print.
    form
        ``table``, ``csv`` or ``json``.
    stream
        Where to.
    """
    if form == "json":
        stream.write(f"{json_text(view.data())}\n")
    elif form == "csv":
        stream.write(sheet_to_csv(view.sheet()))
    elif stream.isatty():
        # Imported here: rich takes a while to load, and nothing piped needs it.
        from graphmodel.show.terminal import print_blocks  # noqa: PLC0415

        print_blocks(view.blocks(), stream)
    else:
        stream.write(plain_text(view.blocks()))


def plain_text(blocks: Iterable[Block]) -> str:
    """Return blocks as aligned text: no lines are wrapped, nothing is cut, nothing is coloured."""
    lines: list[str] = []
    for block in blocks:
        lines += _plain_lines(block)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _plain_lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, title):
            if not title:
                yield ""
            yield shown_text(text)
            if title:
                yield ""
        case Paragraph(text):
            yield shown_text(text)
        case Notes(texts):
            yield from (f"- {shown_text(text)}" for text in texts)
        case Entries(heading, note, rows):
            yield ""
            yield shown_text(": ".join(filter(None, (heading, note))))
            shown = [[shown_text(cell) for cell in row] for row in rows]
            widths = _widths(shown)
            for row in shown:
                yield _GAP + _aligned(row, widths, (True, False, False))
        case _:
            yield from _plain_table(block)


def _plain_table(table: Table) -> Iterator[str]:
    rows = list(table_rows(table.sheet))
    columns = table.sheet.columns
    if table.headings:
        rows.insert(0, [shown_text(column.short or column.heading) for column in columns])
    widths = _widths(rows)
    right = [is_number(column) for column in columns]
    yield from (_aligned(row, widths, right) for row in rows)


def _widths(rows: Iterable[Sequence[str]]) -> list[int]:
    return [max(map(_width, column)) for column in zip(*rows, strict=True)]


def _width(text: str) -> int:
    """Return the places that a text takes up in a fixed-width font."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )


def _aligned(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    cells = []
    for text, width, flush_right in zip(row, widths, right, strict=True):
        space = " " * (width - _width(text))
        cells.append(space + text if flush_right else text + space)
    return _GAP.join(cells).rstrip()


def sheet_to_csv(sheet: Sheet) -> str:
    """Return the whole frame of a table as CSV.

    People are whole; other numbers are as computed. Text that a spreadsheet would run as a formula
    has an apostrophe before it; numbers never do.
    """
    kinds = {column.name: column.kind for column in sheet.columns}
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    names = list(sheet.frame.columns)
    writer.writerow(map(csv_text, names))
    for row in sheet.frame.itertuples(index=False, name=None):
        writer.writerow(
            _csv_cell(value, kinds.get(name)) for name, value in zip(names, row, strict=True)
        )
    return stream.getvalue()


def _csv_cell(value: Any, kind: Kind | None) -> str | int | float:  # noqa: ANN401 - any cell
    if value is None or pd.isna(value):
        return ""
    # Booleans of Python are integers, so they are asked for first.
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (int, float, np.number)):
        return round(float(value)) if kind == "people" else plain(float(value))
    return csv_text(str(value))
