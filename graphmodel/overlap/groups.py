"""Groupings of the footprints of two sets, and how many there can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import maximum_bipartite_matching

from graphmodel.overlap.relations import components_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphmodel.overlap.overlap import Overlap


@dataclass(frozen=True, eq=False)
class Groups:
    """A grouping of the footprints of both sets that are not alone.

    Attributes
    ----------
    labels
        For each footprint of A, and for each of B, the number of its group from 0; -1 for one
        that is alone.
    count
        How many groups there are.
    """

    labels: tuple[NDArray[np.intp], NDArray[np.intp]]
    count: int

    def together(self, overlap: Overlap) -> NDArray[np.bool_]:
        """Tell which rows of ``overlap.edges`` lie within one group."""
        first, second = overlap.edge_positions
        return np.asarray(self.labels[0][first] == self.labels[1][second])


def strict_groups(overlap: Overlap, labels: tuple[NDArray[np.intp], NDArray[np.intp]]) -> Groups:
    """Turn any labelling of the footprints into groups that a strict plan can have.

    A footprint without an overlap inside its group joins the group of its largest overlap, of
    equals the first by code; then groups that do not hang together fall into their components.
    Labels are numbers for the footprints of A and of B, compared across the sets.
    """
    ends = overlap.edge_positions
    people = overlap.edge_people
    mine = (labels[0].copy(), labels[1].copy())
    for side in (0, 1):
        inside = mine[0][ends[0]] == mine[1][ends[1]]
        for footprint in np.setdiff1d(ends[side], ends[side][inside]).tolist():
            # It keeps an overlap with nobody, so it leaves nobody behind by joining another.
            touching = np.flatnonzero(ends[side] == footprint)
            best = touching[np.argmax(people[touching])]
            mine[side][footprint] = mine[1 - side][ends[1 - side][best]]
    return connected_groups(overlap, mine[0][ends[0]] == mine[1][ends[1]])


def connected_groups(overlap: Overlap, kept: NDArray[np.bool_]) -> Groups:
    """Return the groups that hang together by the overlaps that are kept, by rows of ``edges``."""
    first, second = overlap.edge_positions
    sizes = (len(overlap.codes[0]), len(overlap.codes[1]))
    parts, count = components_of((first[kept], second[kept]), sizes)
    labels = [np.where(part < count, part, -1) for part in parts]
    return Groups((labels[0], labels[1]), count)


def most_joint_footprints(overlap: Overlap) -> int:
    """Return the most joint footprints there can be: the size of the largest matching.

    Every joint footprint keeps one footprint of each set that share people, and no footprint
    serves two.
    """
    first, second = overlap.edge_positions
    shape = (len(overlap.codes[0]), len(overlap.codes[1]))
    table = sparse.csr_array(sparse.coo_array((np.ones(len(first)), (first, second)), shape=shape))
    return int(np.count_nonzero(maximum_bipartite_matching(table, perm_type="column") >= 0))
