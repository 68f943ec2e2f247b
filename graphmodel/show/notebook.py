"""Views in a notebook: the blocks that the terminal shows, as HTML.

Tables have captions and headings that a screen reader can tell, nothing is a script, and colours
are those of the notebook, light or dark.
"""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING, Any, Final

from graphmodel.files.assets import templates
from graphmodel.files.safe_text import shown_text
from graphmodel.show.content import (
    Band,
    Entries,
    Heading,
    Notes,
    Paragraph,
    Picture,
    Table,
    Title,
)
from graphmodel.show.sheets import is_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphmodel.show.content import Block, View

_TEMPLATE: Final = "show/notebook.html.jinja"
_INFERRED: Final = re.compile(r"(\binferred\b)")


def html_of(view: View) -> str:
    """Return a view as HTML to stand in a page.

    Parameters
    ----------
    view
        What to show; its names may be anything, and are text whatever they are.
    """
    return templates().get_template(_TEMPLATE).render(parts=list(_parts(view.told())))


def _parts(blocks: Iterable[Block]) -> Iterator[dict[str, Any]]:
    """Yield what the template knows; a heading right above a table becomes its caption."""
    waiting: Heading | None = None
    for block in blocks:
        if isinstance(block, Table) and not block.caption:
            yield _table(block, waiting.text if waiting else "")
            waiting = None
            continue
        if waiting:
            yield _heading(waiting)
        waiting = block if isinstance(block, Heading) else None
        if not waiting:
            yield from _part(block)
    if waiting:
        yield _heading(waiting)


def _part(block: Block) -> Iterator[dict[str, Any]]:
    match block:
        case Title(text, subtitle):
            yield {"kind": "title", "text": shown_text(text)}
            if subtitle:
                yield from _part(Paragraph(subtitle))
        case Heading():
            yield _heading(block)
        case Paragraph(text, warning, small):
            look = "warning" if warning else "small" if small else ""
            yield {"kind": "paragraph", "text": shown_text(text), "look": look}
        case Notes(texts, small):
            look = "small" if small else ""
            yield {"kind": "notes", "texts": list(map(shown_text, texts)), "look": look}
        case Entries():
            yield _entries(block)
        case Picture():
            yield _picture(block)
        case Table():
            yield _table(block, block.caption)


def _heading(block: Heading) -> dict[str, Any]:
    return {"kind": "heading", "text": shown_text(block.text), "level": block.level + 3}


def _picture(block: Picture) -> dict[str, Any]:
    return {
        "kind": "picture",
        "alt": shown_text(block.alt),
        "caption": shown_text(block.caption),
        "png": b64encode(block.png).decode(),
    }


def _entries(block: Entries) -> dict[str, Any]:
    return {
        "kind": "entries",
        "caption": shown_text(block.heading),
        "note": shown_text(block.note),
        "rows": [
            {
                "mark": shown_text(mark),
                "word": shown_text(word),
                # Every other part is the word looked for.
                "said": list(enumerate(_INFERRED.split(shown_text(text)))),
            }
            for mark, word, text in block.rows
        ],
    }


def _table(block: Table, caption: str) -> dict[str, Any]:
    columns = block.sheet.columns
    return {
        "kind": "table",
        "caption": shown_text(caption or block.sheet.name),
        "named": bool(caption),
        "headings": [shown_text(column.heading) for column in columns] if block.headings else [],
        "numbers": list(map(is_number, columns)),
        "lines": [
            {"band": shown_text(f"{line.text}  {line.note}".rstrip())}
            if isinstance(line, Band)
            else {"cells": line, "strong": strong}
            for line, strong in block.lines()
        ],
    }
