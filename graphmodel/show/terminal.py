"""Blocks on a terminal: in colours, and fitted to its width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich import box
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from graphmodel.files.safe_text import shown_text
from graphmodel.show.content import Band, Entries, Heading, Notes, Paragraph, Picture, Table, Title
from graphmodel.show.sheets import is_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from rich.console import RenderableType

    from graphmodel.show.content import Block

_LEAST_WIDTH: Final = 9

_WORD_STYLES: Final = {
    "error": "bold red",
    "warning": "yellow",
    "new": "green",
    "change": "cyan",
    "merge": "magenta",
}


def print_blocks(blocks: Iterable[Block], stream: TextIO) -> None:
    """Print blocks; NO_COLOR, TERM and COLUMNS are minded by rich."""
    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    for block in blocks:
        console.print(_rendered(block))


def _rendered(block: Block) -> RenderableType:
    # Everything is a Text: a name with square brackets is no markup.
    found: RenderableType
    match block:
        case Title(text, subtitle):
            lines = [_text(text, "bold"), *([_text(subtitle)] if subtitle else [])]
            found = Padding(Group(*lines), (0, 0, 1, 0))
        case Heading(text, level):
            found = _spaced(_text(text, "bold" if level == 1 else "italic"))
        case Paragraph(text, warning, small):
            found = _text(text, "bold yellow" if warning else "dim" if small else "")
        case Notes():
            found = RichTable.grid(padding=(0, 1))
            for mark, text in block.marked():
                found.add_row(mark, _text(text))
        case Entries():
            found = _entries(block)
        case Picture(_, _, caption, alt):
            found = _spaced(Group(_text(alt, "dim"), _text(caption)))
        case Table():
            found = _table(block)
    return found


def _spaced(shown: RenderableType) -> RenderableType:
    return Padding(shown, (1, 0, 0, 0))


def _text(text: str, style: str = "") -> Text:
    return Text(shown_text(text), style=style)


def _entries(block: Entries) -> RenderableType:
    outer = RichTable.grid()
    heading = _text(block.heading, "bold")
    if block.note:
        heading.append(f"  {shown_text(block.note)}", "not bold dim")
    outer.add_row(_spaced(heading))
    grid = RichTable.grid(padding=(0, 2, 0, 0))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column()
    for mark, word, text in block.rows:
        shown = _text(text)
        # The word is there as well: colour is no one's only sign.
        shown.highlight_words(("inferred",), "yellow")
        grid.add_row(_text(mark), _text(word, _WORD_STYLES.get(word, "")), shown)
    outer.add_row(Padding(grid, (0, 0, 0, 2)))
    return outer


def _table(block: Table) -> RenderableType:
    table = RichTable(
        box=box.SIMPLE_HEAD if block.headings else None,
        show_header=block.headings,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0) if block.headings else (0, 2, 0, 0),
        header_style="bold",
    )
    lines = list(block.lines())
    for place, column in enumerate(block.sheet.columns):
        # Names give way first, then codes; numbers never do.
        gives = column.kind in {"long", "prose", "code"}
        least = _LEAST_WIDTH if gives else None
        if block.widths:
            # Headings for paper are long, and give way down to what stands below them.
            cells = [line[place] for line, _ in lines if not isinstance(line, Band)]
            least = None if gives else max(map(len, cells), default=1)
        table.add_column(
            _text(column.short or column.heading),
            justify="right" if is_number(column) else "left",
            no_wrap=not (gives or block.widths),
            min_width=least,
            overflow="fold",
        )
    for line, strong in lines:
        style = "bold" if strong else None
        cells = block.in_widest(f"{line.text}  {line.note}") if isinstance(line, Band) else line
        table.add_row(*map(_text, cells), style=style)
    if not block.caption:
        return table
    return Group(_spaced(_text(block.caption, "bold")), table)
