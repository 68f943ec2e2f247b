"""The tables of a dataset: what each is for, and what its columns mean."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from graphmodel.files.assets import asset

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence


@dataclass(frozen=True)
class Bound:
    """A limit of numbers, and what is said of a number beyond it.

    Attributes
    ----------
    word
        As a table schema calls it.
    value
        The limit; itself excluded where the word says so.
    message, remedy
        What is wrong, and what to do about it.
    plausible
        Whether it is only beyond what can be meant, and no part of the format.
    """

    word: Literal["minimum", "exclusiveMinimum", "maximum"]
    value: float
    message: str
    remedy: str
    plausible: bool = False


@dataclass(frozen=True)
class ColumnNote:
    """What a column means.

    Attributes
    ----------
    text
        What is to be written in it.
    required
        Whether every row needs it.
    bounds
        Limits of its numbers; none where it holds text.
    words
        The only words there may be, of which a blank cell means the first; empty where any text
        may be.
    """

    text: str
    required: bool = False
    bounds: tuple[Bound, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether it holds numbers; it holds text otherwise."""
        return bool(self.bounds)

    @property
    def limits(self) -> dict[str, float]:
        """Limits of its numbers, as in a table schema."""
        return {one.word: one.value for one in self.bounds if not one.plausible}


@dataclass(frozen=True)
class TableNote:
    """What a table is for, and what its columns mean.

    Attributes
    ----------
    text
        What the table is for.
    columns
        The note on each column, in order.
    key
        The columns that no two rows have alike.
    links
        By table, those of its columns that hold the key of that table.
    further
        What columns beside these are: ``kept`` as they are; footprint ``sets``, part of the key; or
        blank where they are not read.
    """

    text: str
    columns: Mapping[str, ColumnNote]
    key: tuple[str, ...]
    links: Mapping[str, Sequence[Sequence[str]]]
    further: Literal["kept", "sets", ""] = ""


def _note(said: dict[str, Any]) -> ColumnNote:
    bounds = tuple(Bound(**one) for one in said.get("bounds", ()))
    return ColumnNote(**{**said, "bounds": bounds, "words": tuple(said.get("words", ()))})


NOTES: Final[Mapping[str, TableNote]] = {
    table: TableNote(
        said["text"],
        {column: _note(note) for column, note in said["columns"].items()},
        tuple(said["key"]),
        said.get("links", {}),
        said.get("further", ""),
    )
    for table, said in tomllib.loads(asset("dataset/tables.toml")).items()
}
"""The tables of a dataset, in order; the last three are optional."""

EVIDENCE_GRADES: Final = NOTES["memberships"].columns["evidence"].words
"""Grades of evidence for a membership, strongest first."""


def further_columns(table: str, columns: Iterable[Hashable]) -> list[str]:
    """Return the columns beside those that have a note, in order of name."""
    return sorted(set(map(str, columns)) - set(NOTES[table].columns))


def key_columns(table: str, columns: Iterable[Hashable]) -> list[str]:
    """Return the columns that no two rows have alike; footprint sets are among them."""
    note = NOTES[table]
    return [*note.key, *(further_columns(table, columns) if note.further == "sets" else ())]
