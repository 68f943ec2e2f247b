"""How each footprint relates to the other set, and what hangs together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Relation(IntEnum):
    """What a footprint is to the other set, from agreement to conflict to nothing.

    Undecided ground, the undecided people of one footprint, counts as a footprint of the other
    set of its own, which lies wholly in that one.

    ``COTERMINOUS``: overlaps exactly one, which overlaps nothing else; neither has undecided
    people. ``NESTED``: lies wholly in one that holds more, or has undecided people. ``HOLDING``:
    everything it overlaps lies wholly in it; it may have undecided people. ``OPEN``: none of these
    as things stand, but one of them if undecided people are left out. ``STRADDLING``: none of them
    either way. ``ALONE``: overlaps nothing.
    """

    COTERMINOUS = 0
    NESTED = 1
    HOLDING = 2
    OPEN = 3
    STRADDLING = 4
    ALONE = 5


RELATIONS: Final = tuple(relation.name.lower() for relation in Relation)
"""The names of the relations, in order."""


@dataclass(frozen=True, eq=False)
class Structure:
    """Relations and components of an overlap graph.

    Attributes
    ----------
    relations
        For each footprint of A, and for each of B, the number of its :class:`Relation`.
    components
        For each footprint of A, and for each of B, the number of its component; footprints
        alone have components of their own, numbered after all others.
    component_count
        Components that have an overlap.
    """

    relations: tuple[NDArray[np.int8], NDArray[np.int8]]
    components: tuple[NDArray[np.intp], NDArray[np.intp]]
    component_count: int

    @classmethod
    def of(
        cls,
        edges: tuple[NDArray[np.intp], NDArray[np.intp]],
        *,
        undecided: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    ) -> Structure:
        """Derive relations and components from the edges of an overlap graph.

        Parameters
        ----------
        edges
            Footprints of A and of B at the ends of every overlap, each pair once.
        undecided
            For each footprint of A, and for each of B, whether it has undecided people.
        """
        sizes = (len(undecided[0]), len(undecided[1]))
        degrees = [np.bincount(edges[side], minlength=sizes[side]) for side in (0, 1)]
        decided = tuple(np.zeros(size, bool) for size in sizes)
        relations = []
        for now, settled in zip(
            _relations(edges, degrees, undecided), _relations(edges, degrees, decided), strict=True
        ):
            in_conflict_now = (now == Relation.STRADDLING) & (settled != Relation.STRADDLING)
            relations.append(np.where(in_conflict_now, np.int8(Relation.OPEN), now))
        components, count = components_of(edges, sizes)
        return cls((relations[0], relations[1]), components, count)

    def counts(self, side: int) -> dict[str, int]:
        """Count the footprints of one side (0 for A, 1 for B) by relation; all six are named."""
        counts = np.bincount(self.relations[side], minlength=len(RELATIONS)).tolist()
        return dict(zip(RELATIONS, counts, strict=True))

    def names(self, side: int) -> list[str]:
        """Return the relation of every footprint of one side, in words."""
        return [RELATIONS[place] for place in self.relations[side].tolist()]


def _relations(
    edges: tuple[NDArray[np.intp], NDArray[np.intp]],
    degrees: Sequence[NDArray[np.intp]],
    undecided: Sequence[NDArray[np.bool_]],
) -> list[NDArray[np.int8]]:
    """Return the relations as they are with undecided ground a footprint of its own."""
    leaves = [(degrees[side] == 1) & ~undecided[side] for side in (0, 1)]
    found = []
    for side in (0, 1):
        degree, leaf = degrees[side], leaves[side]
        inner = np.bincount(
            edges[side], weights=leaves[1 - side][edges[1 - side]], minlength=len(degree)
        )
        holds_all = inner == degree
        relation = np.full(len(degree), Relation.STRADDLING, np.int8)
        relation[holds_all] = Relation.HOLDING
        relation[leaf] = Relation.NESTED
        relation[leaf & holds_all] = Relation.COTERMINOUS
        relation[degree == 0] = Relation.ALONE
        found.append(relation)
    return found


def components_of(
    edges: tuple[NDArray[np.intp], NDArray[np.intp]], sizes: tuple[int, int]
) -> tuple[tuple[NDArray[np.intp], NDArray[np.intp]], int]:
    """Return the components of so many footprints of A and of B, as :class:`Structure` has them."""
    first, total = sizes[0], sum(sizes)
    links = sparse.coo_array(
        (np.ones(len(edges[0]), np.int8), (edges[0], edges[1] + first)), shape=(total, total)
    )
    _, labels = csgraph.connected_components(links, directed=False)
    alone = np.ones(total, bool)
    alone[edges[0]] = alone[edges[1] + first] = False
    linked = np.unique(labels[~alone])
    numbers = np.empty(total, np.intp)
    numbers[~alone] = np.searchsorted(linked, labels[~alone])
    numbers[alone] = len(linked) + np.arange(np.count_nonzero(alone))
    return (numbers[:first], numbers[first:]), len(linked)
