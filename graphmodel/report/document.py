"""Documents: what a briefing is made of, whatever it is written as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from graphmodel.report.pictures import Picture

__all__ = ["Band", "Bullets", "Document", "Figure", "Grid", "Part", "Section", "Text"]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading: ``level`` 1 for a section, 2 for a part of one; ``page`` to begin a new page."""

    text: str
    level: int = 1
    page: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; ``small`` for notes."""

    text: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """Sentences in a list; ``small`` for notes."""

    texts: tuple[str, ...]
    small: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its caption."""

    picture: Picture


@dataclass(frozen=True, slots=True)
class Band:
    """A row that is a heading for the rows below it, across all columns."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Attributes
    ----------
    title
        What it shows.
    headings
        One for each column.
    rows
        Cells of each row as text, or bands.
    widths
        Of the columns, in centimetres.
    numbers
        Which columns are set flush right.
    strong
        Rows to stand out, by their number.
    size
        Of the letters, in points.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...] | Band, ...]
    widths: tuple[float, ...]
    numbers: frozenset[int] = frozenset()
    strong: frozenset[int] = frozenset()
    size: float = 7.5


Part: TypeAlias = Section | Text | Bullets | Figure | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A document.

    Attributes
    ----------
    title, subtitle
        What it is called.
    parts
        What it says, in order.
    """

    title: str
    subtitle: str
    parts: tuple[Part, ...]
