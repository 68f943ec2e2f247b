"""Blocks: what is told of a result; how it is told is the business of those who write it.

The same blocks are printed on a terminal or plainly, shown in a notebook, written as Word or as
Markdown; each writer knows every block. A view holds blocks to read, one mapping for JSON and one
table for CSV. Each is worked out when it is asked for, since only one of the three ever is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from graphmodel.files.safe_text import shortened
from graphmodel.show.sheets import Column, Sheet, table_rows
from graphmodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graphmodel.shown import Kind


@dataclass(frozen=True, slots=True)
class Title:
    """What all is called, and what is said of it right below."""

    text: str
    subtitle: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that says what follows.

    ``level`` is 2 in a part; ``page`` begins a new page; what follows can be folded up where it is
    an ``aside``.
    """

    text: str
    level: int = 1
    page: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or several; a warning where something is amiss, ``small`` for remarks."""

    text: str
    warning: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries under a heading, each with a mark (a number, a row), a word and a text."""

    heading: str
    note: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """Sentences in a list, ``numbered`` where they are referred to; ``small`` for remarks."""

    texts: tuple[str, ...]
    small: bool = False
    numbered: bool = False

    def marked(self) -> Iterator[tuple[str, str]]:
        """Yield the sentences, each with its number or a dash."""
        for place, text in enumerate(self.texts, start=1):
            yield (f"{place}." if self.numbered else "-"), text


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its words.

    Attributes
    ----------
    name
        What it is called, as a file without its ending.
    png, svg
        The picture, in dots and in lines.
    caption
        What stands under it.
    alt
        What it shows, for those who do not see it.
    width
        In inches.
    """

    name: str
    png: bytes
    caption: str
    alt: str
    width: float
    svg: bytes = b""


@dataclass(frozen=True, slots=True)
class Band:
    """A row that is a heading for the rows below it, across all columns."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes
    ----------
    sheet
        Its columns and rows.
    headings
        False where headings would say nothing.
    caption
        What it shows, where no heading before it says so.
    bands
        By the number of the row each stands before.
    strong
        Rows to stand out, by their number.
    widths
        Of the columns on paper, in proportion; all alike without.
    size
        Of the letters on paper, in points.
    """

    sheet: Sheet
    headings: bool = True
    caption: str = ""
    bands: Mapping[int, Band] = field(default_factory=dict)
    strong: frozenset[int] = frozenset()
    widths: tuple[float, ...] = ()
    size: float = 7.5

    def in_widest(self, text: str) -> list[str]:
        """Return a row with a text in the widest column, for a band that cannot go across all."""
        cells = [""] * len(self.sheet.columns)
        cells[self.widths.index(max(self.widths)) if self.widths else 0] = text
        return cells

    def lines(self) -> Iterator[tuple[Band | list[str], bool]]:
        """Yield bands, and rows as they are shown, from the top; and whether each stands out."""
        for number, row in enumerate(table_rows(self.sheet)):
            if number in self.bands:
                yield self.bands[number], True
            yield row, number in self.strong


def table_of(
    caption: str,
    columns: Sequence[tuple[str, Kind, float]],
    rows: Iterable[tuple[Any, ...]],
    **more: Any,  # noqa: ANN401 - what a table has besides
) -> Table:
    """Return a table of rows; of each column heading, kind and width.

    A figure is text that is set like a number; for what there is ``more`` see :class:`Table`.
    """
    names = [str(place) for place in range(len(columns))]
    shown = (
        Column(name, heading, kind) for name, (heading, kind, _) in zip(names, columns, strict=True)
    )
    # Cells stay what they are: a column of numbers with gaps is no column of floats.
    frame = pd.DataFrame(list(rows), columns=names, dtype=object)
    widths = tuple(width for _, _, width in columns)
    sheet = Sheet(shortened(caption, 31), tuple(shown), frame)
    return Table(sheet, caption=caption, widths=widths, **more)


Block: TypeAlias = Title | Heading | Paragraph | Entries | Notes | Picture | Table


@dataclass(frozen=True, slots=True)
class View:
    """What can be shown of a result.

    Attributes
    ----------
    data
        Gives the mapping for JSON.
    frame
        Gives the table for CSV.
    blocks
        Gives what is to be read.
    notes
        What has to be kept in mind of the data.
    answer
        Gives the sentences that answer what was asked, to be read out in a meeting.
    """

    data: Callable[[], dict[str, Any]]
    frame: Callable[[], pd.DataFrame]
    blocks: Callable[[], Iterator[Block]]
    notes: Sequence[str] = ()
    answer: Callable[[], Iterable[str]] = tuple

    def told(self, *, elsewhere: str = "") -> Iterator[Block]:
        """Yield all that is to be read, the answer last.

        Notes are only counted where it is said what prints them ``elsewhere``.
        """
        yield from self.blocks()
        if self.notes and not elsewhere:
            yield Heading("To be kept in mind", aside=True)
            yield Notes(tuple(self.notes))
        elif self.notes:
            yield Heading(f"{counted(len(self.notes), 'note')} on the data: {elsewhere}")
        answer = list(self.answer())
        if answer:
            yield Heading("The answer")
            yield Paragraph(" ".join(answer))
