"""Views in a notebook: the blocks that the terminal shows, as HTML.

Tables have captions and headings that a screen reader can tell, nothing is a script, and colours
are those of the notebook, light or dark.
"""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING, Final

from graphmodel.files.assets import templates
from graphmodel.files.safe_text import shown_text
from graphmodel.show.content import Heading, Table
from graphmodel.show.sheets import is_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphmodel.show.content import Block, View

_TEMPLATE: Final = "show/notebook.html.jinja"
_INFERRED: Final = re.compile(r"(\binferred\b)")


def html_of(view: View) -> str:
    """Return a view as HTML to stand in a page; its names are text whatever they are."""
    return (
        templates()
        .get_template(_TEMPLATE)
        .render(
            parts=list(_parts(view.told())),
            shown=shown_text,
            # Every other part is the word looked for.
            split=_INFERRED.split,
            base64=lambda content: b64encode(content).decode(),
            is_number=is_number,
        )
    )


def _parts(blocks: Iterable[Block]) -> Iterator[tuple[str, Block, str]]:
    """Yield blocks with their kind and caption: of a table, the heading right above it."""
    waiting: Heading | None = None
    for block in blocks:
        if isinstance(block, Table) and not block.caption:
            yield "Table", block, waiting.text if waiting else ""
            waiting = None
            continue
        if waiting:
            yield "Heading", waiting, ""
        waiting = block if isinstance(block, Heading) else None
        if not waiting:
            yield type(block).__name__, block, getattr(block, "caption", "")
    if waiting:
        yield "Heading", waiting, ""
