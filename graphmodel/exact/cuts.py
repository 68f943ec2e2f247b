"""Exact cut frontier of a bipartite graph: the least weight to cut for every number of parts.

The vertices are partitioned into parts each of which is connected and has at least two vertices;
what is cut are the edges between parts. A dynamic programme over a tree decomposition gives the
least cost for every number of parts at once. ``docs/frontier.md`` has the method.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from graphmodel.exact.backtrack import solutions
from graphmodel.exact.core import Core
from graphmodel.exact.cut_tables import CutTables
from graphmodel.exact.elimination import TooWideError, eliminate, estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphmodel.exact.elimination import Elimination

_MOST_CELLS: Final = 2e8  # 1.6 GB
_MOST_WORK: Final = 4e9  # about half a minute


@dataclass(frozen=True, eq=False)
class TiedCuts:
    """Cuts of equal cost.

    Attributes
    ----------
    cuts
        Rows of the edges cut, ascending; the first is the one to take where nothing else decides:
        it cuts the fewest edges, and depends on what the graph is, not on how it is written down.
    complete
        Whether these are all there are.
    """

    cuts: tuple[NDArray[np.intp], ...]
    complete: bool


@dataclass(frozen=True, eq=False)
class CutFrontier:
    """The least cost for every number of parts.

    Attributes
    ----------
    counts
        Every number of parts there can be, from the number of components to the size of the
        largest matching.
    costs
        For each of them, the least weight cut; ascending.
    width
        Width of the tree decomposition used.
    """

    counts: NDArray[np.intp]
    costs: NDArray[np.float64]
    width: int
    _core: Core
    _tables: CutTables

    def cuts(self, count: int, limit: int = 64) -> TiedCuts:
        """Return all the cheapest cuts into so many parts.

        Costs are equal that differ by less than 1e-9 of the total weight.

        Parameters
        ----------
        count
            One of ``counts``.
        limit
            Stop when there are so many.

        Raises
        ------
        ValueError
            When there is no such number of parts, or the limit is not positive.
        """
        if count not in self.counts:
            raise ValueError(f"there are {self.counts[0]} to {self.counts[-1]} parts, not {count}")
        if limit < 1:
            raise ValueError("the limit must be positive")
        root = self._tables.root(int(count) - self._core.stars)
        found, complete = solutions(root, self._tables.explain, limit=limit)
        return TiedCuts(self._core.ranked(found), complete)

    @property
    def cells(self) -> int:
        """How many numbers the tables hold."""
        return self._tables.cells


def cut_frontier(
    ends: tuple[NDArray[np.intp], NDArray[np.intp]],
    weights: NDArray[np.float64],
    *,
    max_width: int = 8,
) -> CutFrontier:
    """Find the least weight to cut for every number of parts.

    Parameters
    ----------
    ends
        Ends of every edge, numbered separately on the two sides; numbers that do not occur are
        no vertices.
    weights
        Weight of every edge, above 0.
    max_width
        The widest tree decomposition to work on.

    Raises
    ------
    TooWideError
        When the best tree decomposition found is wider, its tables would not fit in 1.6 GB, or
        they would take more than about half a minute.
    ValueError
        When lengths differ, a weight is not positive and finite, or an edge comes twice.
    """
    core = Core.of(ends, weights)
    order = eliminate(core.neighbours, work=lambda found: _rate(core, found), max_width=max_width)
    # A component that is a star, or has leaves only beside one vertex, is a tree: width 1.
    width = max(order.width, min(len(core.weights), 1))
    expected = estimate(core, order)
    if width > max_width or expected.cells > _MOST_CELLS or expected.work > _MOST_WORK:
        raise TooWideError(width)
    tables = CutTables(core, order)
    counts = np.flatnonzero(np.isfinite(tables.front))
    return CutFrontier(counts + core.stars, tables.front[counts], width, core, tables)


def _rate(core: Core, order: Elimination) -> float:
    """Return the work that an order costs, far more where its tables would not fit."""
    expected = estimate(core, order)
    return expected.work * max(1.0, expected.cells / _MOST_CELLS) ** 3
