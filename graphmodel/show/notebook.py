"""Views in a notebook: the blocks that the terminal shows, as HTML.

Tables have captions and headings that a screen reader can tell, nothing is a script, and colours
are those of the notebook, light or dark. Of long tables and lists the first rows are shown, and the
others unfold, as notes on the data do.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Final, TypeAlias

from graphmodel.files.assets import templates
from graphmodel.files.safe_text import shown_text
from graphmodel.show.content import Band, Entries, Heading, Notes, Table
from graphmodel.show.sheets import is_number
from graphmodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graphmodel.show.content import Block, View

Part: TypeAlias = tuple[str, "Block | str", str]
"""What it is, the block itself or what unfolds it, and its caption."""

_TEMPLATE: Final = "show/notebook.html.jinja"
_INFERRED: Final = re.compile(r"(\binferred\b)")
_MOST: Final = 25
"""Rows beyond which only the first are shown."""
_FIRST: Final = 10


def html_of(view: View) -> str:
    """Return a view as HTML to stand in a page; its names are text whatever they are."""
    return (
        templates()
        .get_template(_TEMPLATE)
        .render(
            parts=list(_folded(_parts(view.told()))),
            shown=shown_text,
            # Every other part is the word looked for.
            split=_INFERRED.split,
            base64=lambda content: b64encode(content).decode(),
            is_number=is_number,
            fold_of=_fold_of,
            more=_more,
        )
    )


def _parts(blocks: Iterable[Block]) -> Iterator[Part]:
    """Yield blocks with their kind and caption: of a table, the heading right above it.

    Notes have a caption where they are an aside: it unfolds them.
    """
    waiting: Heading | None = None
    for block in blocks:
        if isinstance(block, Table) and not block.caption:
            yield "Table", block, waiting.text if waiting else ""
            waiting = None
            continue
        if isinstance(block, Notes) and waiting and waiting.aside:
            yield "Notes", block, f"{waiting.text}: {counted(len(block.texts), 'note')}"
            waiting = None
            continue
        if waiting:
            yield "Heading", waiting, ""
        waiting = block if isinstance(block, Heading) else None
        if not waiting:
            yield type(block).__name__, block, getattr(block, "caption", "")
    if waiting:
        yield "Heading", waiting, ""


def _folded(parts: Iterable[Part]) -> Iterator[Part]:
    """Fold up all but the first of many entries, whatever headings they are under."""
    for kind, run in groupby(parts, key=lambda part: part[0]):
        members = list(run)
        lists = [block for _, block, _ in members if isinstance(block, Entries)]
        left = sum(len(one.rows) for one in lists) - _FIRST
        if kind != "Entries" or left <= _MOST - _FIRST:
            yield from members
            continue
        free = _FIRST
        hidden: list[Entries] = []
        for one in lists:
            if free:
                yield kind, replace(one, rows=one.rows[:free]), ""
            if len(one.rows) > free:
                hidden.append(replace(one, rows=one.rows[free:]))
            free = max(free - len(one.rows), 0)
        yield "Fold", f"{left:,} more", ""
        yield from ((kind, one, "") for one in hidden)
        yield "End", "", ""


Lines: TypeAlias = "Sequence[tuple[Band | list[str], bool]]"


def _fold_of(lines: Lines) -> int:
    """Return from which line on a table is folded up, with the band above; 0 if it is not."""
    rows = [number for number, (line, _) in enumerate(lines) if not isinstance(line, Band)]
    if len(rows) <= _MOST:
        return 0
    first = rows[_FIRST]
    return first - 1 if isinstance(lines[first - 1][0], Band) else first


def _more(lines: Lines) -> str:
    return f"{sum(not isinstance(line, Band) for line, _ in lines):,} more"
