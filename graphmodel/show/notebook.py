"""Views in a notebook: the blocks that the terminal shows, as HTML.

Tables have captions and headings that a screen reader can tell, nothing is a script, and colours
are those of the notebook, light or dark.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from graphmodel.files.assets import templates
from graphmodel.files.safe_text import shown_text
from graphmodel.show.content import Entries, Heading, Notes, Paragraph
from graphmodel.show.sheets import is_number, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphmodel.show.content import Block, Table, View

__all__ = ["html_of"]

_TEMPLATE: Final = "show/notebook.html.jinja"


_INFERRED: Final = re.compile(r"(\binferred\b)")


def html_of(view: View) -> str:
    """Return a view as HTML to stand in a page.

    Parameters
    ----------
    view
        What to show; its names may be anything, and are text whatever they are.
    """
    return templates().get_template(_TEMPLATE).render(parts=list(_parts(view.blocks())))


def _parts(blocks: Iterable[Block]) -> Iterator[dict[str, Any]]:
    """Yield what the template knows; a heading right above a table becomes its caption."""
    waiting: str | None = None
    for block in blocks:
        if isinstance(block, (Heading, Paragraph, Entries, Notes)) and waiting is not None:
            yield {"kind": "heading", "text": waiting}
            waiting = None
        match block:
            case Heading(text, title):
                if title:
                    yield {"kind": "title", "text": shown_text(text)}
                else:
                    waiting = shown_text(text)
            case Paragraph(text, warning):
                yield {"kind": "paragraph", "text": shown_text(text), "warning": warning}
            case Notes(texts):
                yield {"kind": "notes", "texts": list(map(shown_text, texts))}
            case Entries():
                yield _entries(block)
            case _:
                yield _table(block, waiting)
                waiting = None
    if waiting is not None:
        yield {"kind": "heading", "text": waiting}


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


def _table(block: Table, caption: str | None) -> dict[str, Any]:
    columns = block.sheet.columns
    return {
        "kind": "table",
        "caption": caption or block.sheet.name,
        "named": caption is not None,
        "headings": [shown_text(column.heading) for column in columns] if block.headings else [],
        "numbers": list(map(is_number, columns)),
        "rows": list(table_rows(block.sheet)),
    }
