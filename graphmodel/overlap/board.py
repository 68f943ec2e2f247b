"""Six lines for a board: what the footprints of a set that can change are to the other set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphmodel.files.guard import guarded
from graphmodel.overlap.relations import Relation
from graphmodel.wording import BOARD_WORDS, board_words

if TYPE_CHECKING:
    from graphmodel.overlap.overlap import Overlap

BOARD_LINES: Final = {key: board_words(key, "footprint of the other set") for key in BOARD_WORDS}
"""The six lines by their keys, in order, as a board is told them."""

_LINE_OF: Final = {
    Relation.COTERMINOUS: "whole",
    Relation.NESTED: "inside",
    Relation.HOLDING: "whole",
    Relation.OPEN: "open",
    Relation.STRADDLING: "across",
    Relation.ALONE: "none",
}


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One of the six lines of a footprint set.

    Attributes
    ----------
    key, words
        Which line, a key and value of :data:`BOARD_LINES`.
    footprints
        How many footprints are so.
    people
        All people in them, undecided ones included.

    Examples
    --------
    >>> line = gm.board_lines(gm.build_overlap("england-2026"), "icb")[0]
    >>> line.footprints, line.words
    (6, 'made of one or more whole footprints of the other set')
    """

    key: str
    words: str
    footprints: int
    people: float


@guarded
def board_lines(overlap: Overlap, footprint_set: str) -> tuple[BoardLine, ...]:
    """Tell what the footprints of a set are to the other one, in six lines.

    A footprint is *made of whole ones* if it is coterminous, or holding without undecided people;
    one that is holding with undecided people *holds whole ones and ground that has none yet*. The
    other four lines are the relations nested, alone, open and straddling. Each footprint is in one
    line, so that the lines add up to the footprints of the set and to their people.

    Parameters
    ----------
    overlap
        Two sets as they are, or as a plan would make them.
    footprint_set
        One of them.

    Raises
    ------
    OptionError
        When the set is not compared.

    Examples
    --------
    >>> len(gm.board_lines(gm.build_overlap("england-2026"), "icb"))
    6
    """
    side, _ = overlap.seen_from(footprint_set)
    counts = dict.fromkeys(BOARD_LINES, 0)
    people = dict.fromkeys(BOARD_LINES, 0.0)
    for relation, undecided, everybody in zip(
        overlap.structure.relations[side.number].tolist(),
        side.undecided.tolist(),
        side.people.tolist(),
        strict=True,
    ):
        key = _LINE_OF[Relation(relation)]
        if relation == Relation.HOLDING and undecided > 0:
            key = "unfinished"
        counts[key] += 1
        people[key] += everybody
    return tuple(
        BoardLine(key, words, counts[key], people[key]) for key, words in BOARD_LINES.items()
    )
