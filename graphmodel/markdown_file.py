"""Documents as Markdown, in which no name can become markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graphmodel.document import Band, Bullets, Figure, Section, Text
from graphmodel.safe_text import shown_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphmodel.document import Document, Grid, Part

__all__ = ["markdown_text"]

_MARKUP: Final = re.compile(r"[\\`*_\[\]<>|~$#&{}!]")
_AT_START: Final = re.compile(r"^(\s*)([-+=]|\d+[.)](?=\s|$))")
_LINK: Final = re.compile(r"(?i)\b(https?|ftp|javascript|data|mailto|file)(:)|\b(www)(\.)|(@)")


def markdown_text(document: Document) -> str:
    """Return a document as Markdown (CommonMark with tables).

    Parameters
    ----------
    document
        What it says; its pictures lie beside the file under their names.
    """
    lines = [f"# {_escaped(document.title)}", "", _escaped(document.subtitle), ""]
    for part in document.parts:
        lines += [*_lines(part), ""]
    return "\n".join(lines).rstrip() + "\n"


def _escaped(text: str) -> str:
    """Return a text of which nothing is markup, a tag or a link."""
    safe = _MARKUP.sub(lambda found: f"\\{found[0]}", shown_text(text))
    safe = _AT_START.sub(lambda found: f"{found[1]}\\{found[2]}", safe)
    # A digit before its point or bracket cannot be escaped, the mark after it can.
    safe = re.sub(r"^(\s*)\\(\d+)([.)])", r"\1\2\\\3", safe)
    # Some readers make links of what looks like an address.
    return _LINK.sub(lambda found: found[0][:-1] + f"&#{ord(found[0][-1])};", safe)


def _lines(part: Part) -> Iterator[str]:
    match part:
        case Section(text, level):
            yield f"{'#' * (level + 1)} {_escaped(text)}"
        case Text(text):
            yield _escaped(text)
        case Bullets(texts):
            yield from (f"- {_escaped(text)}" for text in texts)
        case Figure(picture):
            yield f"![{_escaped(picture.alt)}]({picture.name}.png)"
            yield ""
            yield f"*{_escaped(picture.caption)}*"
        case _:
            yield from _table(part)


def _table(grid: Grid) -> Iterator[str]:
    yield f"**{_escaped(grid.title)}**"
    yield ""
    rules = ["---:" if place in grid.numbers else "---" for place in range(len(grid.headings))]
    yield _row(map(_escaped, grid.headings))
    yield _row(rules)
    for number, row in enumerate(grid.rows):
        if isinstance(row, Band):
            text = f"**{_escaped(row.text)}**"
            note = f" {_escaped(row.note)}" if row.note else ""
            # It stands in the widest column, which is the one with room for it.
            widest = grid.widths.index(max(grid.widths))
            cells = [""] * len(grid.headings)
            cells[widest] = text + note
            yield _row(cells)
        else:
            found = [_escaped(cell) for cell in row]
            yield _row([f"**{c}**" if c and number in grid.strong else c for c in found])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
