"""Blocks: what a result is made of when it is shown; how it is shown is the printer's business.

A view holds blocks to read, one mapping for JSON and one table for CSV. Each is worked out when it
is asked for, since only one of the three ever is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graphmodel.show.sheets import Sheet

__all__ = ["Block", "Entries", "Heading", "Notes", "Paragraph", "Table", "View"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that says what follows; a title above all else."""

    text: str
    title: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or several; a warning where something is amiss."""

    text: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries under a heading, each with a mark (a number, a row), a word and a text."""

    heading: str
    note: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """Sentences in a list."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; without headings where they would say nothing."""

    sheet: Sheet
    headings: bool = True


Block: TypeAlias = Heading | Paragraph | Entries | Notes | Table


@dataclass(frozen=True, slots=True)
class View:
    """What can be shown of a result.

    Attributes
    ----------
    data
        Gives the mapping for JSON.
    sheet
        Gives the table for CSV.
    blocks
        Gives what is to be read.
    """

    data: Callable[[], dict[str, Any]]
    sheet: Callable[[], Sheet]
    blocks: Callable[[], Iterator[Block]]
