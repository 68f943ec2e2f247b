"""Views as text: to read plainly or as Markdown, as CSV or as JSON."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from graphmodel.files.plain_json import plain
from graphmodel.files.safe_text import csv_text, json_text, shown_text
from graphmodel.show.content import Band, Entries, Heading, Notes, Paragraph, Picture, Table, Title
from graphmodel.show.sheets import is_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from graphmodel.show.content import Block, View

Format: TypeAlias = Literal["table", "csv", "json"]
_GAP: Final = "  "


def print_view(view: View, form: Format, stream: TextIO, *, elsewhere: str = "") -> None:
    """Print a view: in colours and fitted to its width on a terminal, plainly elsewhere.

    A table leaves the notes on the data out where it is said what prints them ``elsewhere``.
    """
    if form == "json":
        stream.write(f"{json_text(view.data())}\n")
    elif form == "csv":
        stream.write(frame_to_csv(view.frame()))
    elif stream.isatty():
        # Imported here: rich takes a while to load, and nothing piped needs it.
        from graphmodel.show.terminal import print_blocks  # noqa: PLC0415

        print_blocks(view.told(elsewhere=elsewhere), stream)
    else:
        stream.write(plain_text(view.told(elsewhere=elsewhere)))


def plain_text(blocks: Iterable[Block]) -> str:
    """Return blocks as aligned text: no lines are wrapped, nothing is cut, nothing is coloured."""
    lines: list[str] = []
    for block in blocks:
        lines += _plain_lines(block)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _plain_lines(block: Block) -> Iterator[str]:
    match block:
        case Title(text, subtitle):
            yield from (shown_text(line) for line in (text, subtitle) if line)
            yield ""
        case Heading(text):
            yield ""
            yield shown_text(text)
        case Paragraph(text):
            yield shown_text(text)
        case Notes():
            yield from (f"{mark} {shown_text(text)}" for mark, text in block.marked())
        case Entries(heading, note, rows):
            yield ""
            yield shown_text(": ".join(filter(None, (heading, note))))
            shown = [[shown_text(cell) for cell in row] for row in rows]
            widths = _widths(shown)
            for row in shown:
                yield _GAP + _aligned(row, widths, (True, False, False))
        case Picture(_, _, caption, alt):
            yield ""
            yield shown_text(alt)
            yield shown_text(caption)
        case Table():
            yield from _plain_table(block)


def _plain_table(table: Table) -> Iterator[str]:
    if table.caption:
        yield ""
        yield shown_text(table.caption)
    columns = table.sheet.columns
    lines = [line for line, _ in table.lines()]
    if table.headings:
        lines.insert(0, [shown_text(column.short or column.heading) for column in columns])
    widths = _widths([line for line in lines if not isinstance(line, Band)])
    right = [is_number(column) for column in columns]
    for line in lines:
        if isinstance(line, Band):
            yield shown_text(f"{line.text}{_GAP}{line.note}")
        else:
            yield _aligned(line, widths, right)


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


def markdown_text(blocks: Iterable[Block]) -> str:
    """Return blocks as Markdown (CommonMark with tables); pictures lie beside it by their names."""
    lines: list[str] = []
    for block in blocks:
        lines += [*_marked_lines(block), ""]
    return "\n".join(lines).rstrip() + "\n"


_MARKUP: Final = re.compile(r"[\\`*_\[\]<>|~$#&{}!]")
_AT_START: Final = re.compile(r"^(\s*)([-+=]|\d+[.)](?=\s|$))")
_LINK: Final = re.compile(r"(?i)\b(https?|ftp|javascript|data|mailto|file)(:)|\b(www)(\.)|(@)")


def _escaped(text: str) -> str:
    """Return a text of which nothing is markup, a tag or a link."""
    safe = _MARKUP.sub(lambda found: f"\\{found[0]}", shown_text(text))
    safe = _AT_START.sub(lambda found: f"{found[1]}\\{found[2]}", safe)
    # A digit before its point or bracket cannot be escaped, the mark after it can.
    safe = re.sub(r"^(\s*)\\(\d+)([.)])", r"\1\2\\\3", safe)
    # Some readers make links of what looks like an address.
    return _LINK.sub(lambda found: found[0][:-1] + f"&#{ord(found[0][-1])};", safe)


def _marked_lines(block: Block) -> Iterator[str]:
    match block:
        case Title(text, subtitle):
            yield f"# {_escaped(text)}"
            if subtitle:
                yield ""
                yield _escaped(subtitle)
        case Heading(text, level):
            yield f"{'#' * (level + 1)} {_escaped(text)}"
        case Paragraph(text):
            yield _escaped(text)
        case Notes():
            yield from (f"{mark} {_escaped(text)}" for mark, text in block.marked())
        case Entries(heading, note, rows):
            yield f"**{_escaped(heading)}** {_escaped(note)}".rstrip()
            yield ""
            yield from (f"- {_escaped(' '.join(filter(None, row)))}" for row in rows)
        case Picture(name, _, caption, alt):
            yield f"![{_escaped(alt)}]({name}.png)"
            yield ""
            yield f"*{_escaped(caption)}*"
        case Table():
            yield from _marked_table(block)


def _marked_table(table: Table) -> Iterator[str]:
    if table.caption:
        yield f"**{_escaped(table.caption)}**"
        yield ""
    columns = table.sheet.columns
    yield _marked_row(_escaped(column.heading) for column in columns)
    yield _marked_row("---:" if is_number(column) else "---" for column in columns)
    for line, strong in table.lines():
        if isinstance(line, Band):
            note = f" {_escaped(line.note)}" if line.note else ""
            yield _marked_row(table.in_widest(f"**{_escaped(line.text)}**{note}"))
        else:
            found = map(_escaped, line)
            yield _marked_row(f"**{cell}**" if cell and strong else cell for cell in found)


def _marked_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def frame_to_csv(frame: pd.DataFrame) -> str:
    """Return a frame as CSV, every number as computed.

    Text that a spreadsheet would run as a formula has an apostrophe before it; numbers never do.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(map(csv_text, map(str, frame.columns)))
    for row in frame.itertuples(index=False, name=None):
        writer.writerow(map(_csv_cell, row))
    return stream.getvalue()


def csv_bytes(frame: pd.DataFrame, *, excel: bool = False) -> bytes:
    """Return a frame as a CSV file, see :func:`frame_to_csv`; marked as UTF-8 for Excel if need be.

    Excel takes a CSV file for one in the system's old encoding unless it has a byte order mark.
    """
    return frame_to_csv(frame).encode("utf-8-sig" if excel else "utf-8")


def _csv_cell(value: Any) -> str | int | float:  # noqa: ANN401 - any cell
    if value is None or pd.isna(value):
        return ""
    # Booleans of Python are integers, so they are asked for first. R knows them in capitals only.
    if isinstance(value, (bool, np.bool_)):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float, np.number)):
        return plain(float(value))
    return csv_text(str(value))
