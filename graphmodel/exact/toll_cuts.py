"""Cuts of graphs too wide for the dynamic programme: good ones, and how good they are proved to be.

The vertices are partitioned as in :mod:`graphmodel.exact.cuts`. The lower bound comes of tolls, and
the cut of what the linear programme behind them keeps together. ``docs/frontier.md`` has the
method.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components, maximum_bipartite_matching

from graphmodel.exact.core import Core
from graphmodel.exact.regions import improved
from graphmodel.exact.tolls import Tolls

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

_CLOSE_ENOUGH: Final = 0.002
"""Share of the cost that need not be proved, once much work has been done."""

_MUCH_WORK: Final = 200_000
"""Sum, over all rounds, of the numbers in the linear programme."""

_MOST_ROUNDS: Final = 100
_FOR_ROUNDS: Final = 0.8

_FOR_REGIONS: Final = 0.95
"""Shares of the time after which no more bound is looked for, and no better cut."""

_SAME: Final = 6
"""Decimals by which shares of edges that are kept are told apart."""


@dataclass(frozen=True, eq=False)
class TollCut:
    """A cut into a number of parts.

    Attributes
    ----------
    edges
        Rows of the edges cut, ascending.
    cost
        The weight cut.
    lower_bound
        What any cut into so many parts costs at least, as far as proved.
    optimal
        Whether that is the cost, but for a 1e-9 of the total weight.
    """

    edges: NDArray[np.intp]
    cost: float
    lower_bound: float
    optimal: bool

    @property
    def gap(self) -> float:
        """Share of the cost that is not proved to be necessary."""
        return 0.0 if self.optimal else (self.cost - self.lower_bound) / self.cost


class TollCuts:
    """Cuts of one graph; what is learnt for one number of parts serves the others.

    Parameters
    ----------
    ends
        Ends of every edge, numbered separately on the two sides; numbers that do not occur are
        no vertices.
    weights
        Weight of every edge, above 0.

    Raises
    ------
    ValueError
        When lengths differ, a weight is not positive and finite, or an edge comes twice.
    """

    def __init__(
        self, ends: tuple[NDArray[np.intp], NDArray[np.intp]], weights: NDArray[np.float64]
    ) -> None:
        self._core = Core.of(ends, weights)
        self._tolls = Tolls(self._core)
        self._pairs = _pairs(self._core, ends)
        size = len(self._core.settled)
        edges = np.array([edge[:2] for edge in self._tolls.edges], np.intp).reshape(-1, 2)
        table = sparse.coo_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), (size, size))
        pieces = int(connected_components(table, directed=False)[0]) if size else 0
        stars = self._core.stars
        self.fewest: int = stars + pieces
        """The least number of parts: that of components."""
        self.most: int = stars + sum(self._core.settled) + len(self._pairs)
        """The greatest number of parts: the size of the largest matching."""

    def bound(self, count: int) -> float:
        """Return what a cut into so many parts costs at least, as far as proved by now."""
        return self._tolls.bound(count - self._core.stars)

    def cut(
        self,
        count: int,
        *,
        time_limit: float = math.inf,
        progress: Callable[[str], None] | None = None,
    ) -> TollCut:
        """Return a cheap cut into so many parts, with a bound.

        Work ends when nothing is left to prove, or little after much work; as long as that is
        within the time, the same graph and the same earlier calls give the same cut.

        Parameters
        ----------
        count
            Number of parts, from ``fewest`` to ``most``.
        time_limit
            Seconds after which no more is done than has been begun.
        progress
            Called with a sentence now and then.

        Raises
        ------
        ValueError
            When there is no such number of parts.
        """
        if not self.fewest <= count <= self.most:
            raise ValueError(f"there are {self.fewest} to {self.most} parts, not {count}")
        groups = count - self._core.stars
        start = time.monotonic()
        labels = self._rounded(groups)
        found = self._cut(labels, count)
        self._tolls.begin(groups)
        work, steady = 0, True
        for number in range(1, _MOST_ROUNDS + 1):
            if found.optimal or time.monotonic() >= start + _FOR_ROUNDS * time_limit:
                break
            work += self._tolls.size
            fresh = self._tolls.step(steady=steady)
            rival = self._rounded(groups, self._tolls.kept)
            labels = min(labels, rival, key=self._cost)
            found = self._cut(labels, count)
            if progress:
                progress(
                    f"round {number}: {found.cost:,.0f} at most, {found.lower_bound:,.0f} at least"
                )
            if (work > _MUCH_WORK and found.gap <= _CLOSE_ENOUGH) or not (fresh or steady):
                break
            steady = fresh
        if not found.optimal:
            end = start + _FOR_REGIONS * time_limit
            labels = improved(self._core, labels, lambda: time.monotonic() >= end)
            found = self._cut(labels, count)
        return found

    def _cut(self, labels: list[int], count: int) -> TollCut:
        """Return the edges between groups, with what is proved by now."""
        core = self._core
        cut = self._between(labels)
        cost = math.fsum(core.weights[edge] for edge in cut)
        bound = min(self.bound(count), cost)
        optimal = cost - bound <= core.tolerance
        rows = np.sort(core.rows[np.array(cut, np.intp)])
        return TollCut(rows, cost, cost if optimal else bound, optimal)

    def _cost(self, labels: list[int]) -> float:
        return math.fsum(self._core.weights[edge] for edge in self._between(labels))

    def _between(self, labels: list[int]) -> list[int]:
        edges = self._core.edges
        return [
            edges[one][other] for one, other, _ in self._tolls.edges if labels[one] != labels[other]
        ]

    def _rounded(self, groups: int, kept: NDArray[np.float64] | None = None) -> list[int]:
        """Keep edges together that a fractional solution mostly keeps; the groups become rows."""
        core, edges = self._core, self._tolls.edges
        kept = np.zeros(len(edges)) if kept is None else kept.round(_SAME)
        order = sorted(range(len(edges)), key=lambda row: (-kept[row], -edges[row][2], row))
        merging = [edges[row][:2] for row in order]
        labels = _merged(core, merging, groups)
        if labels is None:
            # Where pairs of a largest matching come first, there are as many groups as can be.
            labels = _merged(core, [*self._pairs, *merging], groups)
        if labels is None:  # pragma: no cover
            raise AssertionError("the largest matching has too few pairs")
        together: dict[int, set[int]] = {}
        for vertex, label in enumerate(labels):
            together.setdefault(label, set()).add(vertex)
        self._tolls.add(frozenset(group) for group in together.values())
        return labels


def _merged(core: Core, edges: Sequence[tuple[int, int]], count: int) -> list[int] | None:
    """Merge along edges, first come first served, into so many groups; return a label each.

    First every vertex that has no partner gets one. What are groups by then are merged until so
    many are left; None where they are fewer already.
    """
    labels = list(range(len(core.settled)))

    def root(vertex: int) -> int:
        while labels[vertex] != vertex:
            labels[vertex] = labels[labels[vertex]]
            vertex = labels[vertex]
        return vertex

    partnered = list(core.settled)
    later = []
    for one, other in edges:
        first, second = root(one), root(other)
        if first == second:
            continue
        if partnered[first] and partnered[second]:
            later.append((first, second))
        else:
            labels[second] = first
            partnered[first] = True
    left = sum(root(vertex) == vertex for vertex in range(len(labels)))
    if left < count:
        return None
    for one, other in later:
        first, second = root(one), root(other)
        if left > count and first != second:
            labels[second] = first
            left -= 1
    return [root(vertex) for vertex in range(len(labels))]


def _pairs(core: Core, ends: tuple[NDArray[np.intp], NDArray[np.intp]]) -> list[tuple[int, int]]:
    """Return a largest matching of the vertices that are not settled."""
    at = {
        (int(ends[0][row]), int(ends[1][row])): (vertex, other)
        for vertex, near in enumerate(core.edges)
        for other, edge in near.items()
        if vertex < other and not (core.settled[vertex] or core.settled[other])
        for row in [core.rows[edge]]
    }
    if not at:
        return []
    first, second = (np.array(side, np.intp) for side in zip(*at, strict=True))
    table = sparse.csr_array(sparse.coo_array((np.ones(len(at)), (first, second))))
    partner = maximum_bipartite_matching(table, perm_type="column").tolist()
    return [at[one, other] for one, other in enumerate(partner) if other >= 0]
