"""Lower bounds on cuts of graphs of any width: every group collects a toll.

Let every edge promise its weight to its two ends, so much to each, and give every vertex an
allowance. A group of a partition collects its side of the edges that it cuts, and its allowances.
Where every set of vertices that could be a group collects at least the *toll*, any partition into
K groups costs at least K tolls less all the allowances. The best promises are found by a linear
programme whose rows, one a set, are added as they turn out to be broken.
``docs/frontier.md`` has the method.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from graphmodel.exact.core import Core

_BITS: Final = 48
"""Weights are counted in units of a power of two, so many of which make the total."""

_MOST_UNITS: Final = 2.0**60
"""More than any promise or allowance need be."""

_TOWARDS_BEST: Final = 0.2
"""Share of the way back from the solution of the linear programme to the best promises known."""


@dataclass(frozen=True)
class Line:
    """A lower bound on the cost for every number of groups at once.

    Attributes
    ----------
    toll
        What every group collects, in units.
    allowances
        The sum of all allowances, in units.
    unit
        The unit, a power of two.
    """

    toll: int
    allowances: int
    unit: float

    def units(self, count: int) -> int:
        """Return the bound in units, which says nothing where it is negative."""
        return count * self.toll - self.allowances

    def at(self, count: int) -> float:
        """Return the bound on the cost of so many groups, rounded down."""
        units = max(self.units(count), 0)
        # Numbers of fewer than 53 bits are floats as they are; others are cut off.
        excess = max(units.bit_length() - 53, 0)
        return math.ldexp(float(units >> excess << excess), round(math.log2(self.unit)))


class Tolls:
    """The linear programme, with the rows found so far; they hold for every number of groups."""

    def __init__(self, core: Core) -> None:
        self._core = core
        size = len(core.settled)
        # Both ends, the lower number first, and the weight.
        self.edges = [
            (one, other, weight)
            for one, near in enumerate(core.neighbours)
            for other, weight in near.items()
            if one < other
        ]
        self._number = {(one, other): row for row, (one, other, _) in enumerate(self.edges)}
        weights = np.array([weight for *_, weight in self.edges])
        self._scale = float(weights.mean()) if len(weights) else 1.0
        self._unit = 2.0 ** (math.frexp(float(weights.sum()))[1] - _BITS)
        # Less is promised than there is, by less than a unit, so that all sums are exact.
        self._whole = [int(weight // self._unit) for weight in weights.tolist()]
        self._upper = np.concatenate([weights / self._scale, np.full(size + 1, np.inf)])
        self._tests = list(_tests(core))
        self._columns: list[int] = []
        self._values: list[float] = []
        self._starts = [0]
        self._limits: list[float] = []
        self._sets: dict[frozenset[int], None] = {}
        self._best: tuple[Line, NDArray[np.float64]] | None = None
        for ends in self._tests:
            self._add(frozenset(ends))
        self._count = 0
        self.lines: list[Line] = [Line(0, 0, self._unit)]
        self.kept = np.zeros(len(self.edges))

    def bound(self, count: int) -> float:
        """Return the best lower bound so far on the cost of so many groups."""
        return max(line.at(count) for line in self.lines)

    def begin(self, count: int) -> None:
        """Turn to another number of groups."""
        self._best = None
        self._count = count

    def step(self, *, steady: bool = True) -> bool:
        """Solve the linear programme once and add the rows that its solution breaks.

        Afterwards ``kept`` says of every edge how far the solution keeps it, and ``lines`` has one
        more bound.

        Parameters
        ----------
        steady
            Look for broken rows on the way to the best promises so far, not at the solution.

        Returns
        -------
        bool
            Whether there were any rows to add.
        """
        solution = self._solved()
        if solution is None:  # pragma: no cover
            return False
        if self._best is not None and steady:
            solution += _TOWARDS_BEST * (self._best[1] - solution)
        promises = self._promises(solution)
        toll = max(round(solution[-1] * self._scale / self._unit), 0)
        broken = [
            found for ends in self._tests if (found := promises.short(ends, toll)) is not None
        ]
        line = Line(toll, sum(promises.allowance), self._unit)
        self.lines.append(line)
        if self._best is None or line.units(self._count) > self._best[0].units(self._count):
            self._best = line, self._point(promises, toll)
        return self.add(broken)

    def add(self, groups: Iterable[frozenset[int]]) -> bool:
        """Add rows for sets that have to collect the toll; tell whether any had none yet.

        Each of them has an edge or a settled vertex.
        """
        before = len(self._sets)
        for found in groups:
            if found not in self._sets:
                self._add(found)
        return len(self._sets) > before

    @property
    def size(self) -> int:
        """How many numbers the rows have that are not 0."""
        return len(self._columns)

    def _solved(self) -> NDArray[np.float64] | None:
        from scipy.optimize import linprog  # noqa: PLC0415 - slow to load

        size = len(self._core.settled)
        # The stubs know neither sparse matrices nor arrays of bounds.
        bounds: Any = np.column_stack([np.zeros(len(self._upper)), self._upper])
        rows: Any = sparse.csr_array(
            (self._values, self._columns, self._starts),
            shape=(len(self._limits), len(self.edges) + size + 1),
        )
        goal = np.concatenate([np.zeros(len(self.edges)), np.ones(size), [-float(self._count)]])
        result = linprog(
            goal,
            A_ub=rows,
            b_ub=self._limits,
            bounds=bounds,
            method="highs-ds",
        )
        if result.x is None:  # pragma: no cover - the solver gave up
            return None
        self._keep(-result.ineqlin.marginals)
        return np.asarray(result.x, float).copy()

    def _keep(self, support: NDArray[np.float64]) -> None:
        """Find, for every edge, how far it is within one of the sets, or between none."""
        covered = np.zeros(len(self._core.settled))
        within = np.zeros(len(self.edges))
        for chosen, by in zip(self._sets, support.tolist(), strict=True):
            if by > 0:
                for vertex in chosen:
                    covered[vertex] += by
                    for other in self._core.neighbours[vertex]:
                        if vertex < other and other in chosen:
                            within[self._number[vertex, other]] += by
        ends = np.array([edge[:2] for edge in self.edges], np.intp).reshape(-1, 2)
        self.kept = 1 - covered[ends].max(axis=1) + within

    def _promises(self, solution: NDArray[np.float64]) -> _Promises:
        """Turn a solution into whole units."""
        units = np.rint(solution[:-1] * (self._scale / self._unit)).clip(0, _MOST_UNITS)
        promised: list[dict[int, int]] = [{} for _ in self._core.settled]
        shares = units.astype(np.int64).tolist()
        for (one, other, _), whole, share in zip(self.edges, self._whole, shares, strict=False):
            promised[one][other] = min(share, whole)
            promised[other][one] = whole - promised[one][other]
        return _Promises(promised, shares[len(self.edges) :])

    def _point(self, promises: _Promises, toll: int) -> NDArray[np.float64]:
        shares = [promises.promised[one][other] for one, other, _ in self.edges]
        point = np.array([*shares, *promises.allowance, toll], float)
        return point * (self._unit / self._scale)

    def _add(self, chosen: frozenset[int]) -> None:
        """Add a row: what a set collects is no less than the toll."""
        limit = 0.0
        size = len(self.edges)
        for vertex in sorted(chosen):
            self._columns.append(size + vertex)
            self._values.append(-1.0)
            for other, weight in self._core.neighbours[vertex].items():
                if other in chosen:
                    continue
                first = vertex < other
                self._columns.append(self._number[(vertex, other) if first else (other, vertex)])
                self._values.append(-1.0 if first else 1.0)
                limit += 0.0 if first else weight / self._scale
        self._columns.append(size + len(self._core.settled))
        self._values.append(1.0)
        self._starts.append(len(self._columns))
        self._limits.append(limit)
        self._sets[chosen] = None


@dataclass(frozen=True)
class _Promises:
    """What is promised to whom, in units.

    Attributes
    ----------
    promised
        For each vertex and neighbour, what the vertex is promised of the edge between them.
    allowance
        For each vertex, its allowance.
    """

    promised: list[dict[int, int]]
    allowance: list[int]

    def short(self, ends: tuple[int, ...], toll: int) -> frozenset[int] | None:
        """Make every set that has some vertices in it collect the toll.

        Promises give way for allowances: where a vertex is promised less of an edge, and the other
        end more, and has so much more allowance, and the other end less, then every set collects
        what it did. So allowances are drawn to the vertices given, until they alone have the toll.
        Where that fails, the vertices reached collect too little, and the first is allowed more.

        Returns
        -------
        frozenset
            The set that collected too little, or None.
        """
        promised, allowance = self.promised, self.allowance
        while True:
            lack = toll - sum(allowance[vertex] for vertex in ends)
            if lack <= 0:
                return None
            before: dict[int, int] = dict.fromkeys(ends, -1)
            last = self._reach(before)
            if last < 0:
                allowance[ends[0]] += lack
                return frozenset(before)
            path = [last]
            while (vertex := before[path[-1]]) >= 0:
                path.append(vertex)
            amount = min(lack, allowance[last])
            for other, vertex in pairwise(path):
                amount = min(amount, promised[vertex][other])
            for other, vertex in pairwise(path):
                promised[vertex][other] -= amount
                promised[other][vertex] += amount
            allowance[last] -= amount
            allowance[path[-1]] += amount

    def _reach(self, before: dict[int, int]) -> int:
        """Go where promises can give way, until there is an allowance; -1 where there is none."""
        promised, allowance = self.promised, self.allowance
        queue = list(before)
        for vertex in queue:
            for other, amount in promised[vertex].items():
                if amount and other not in before:
                    before[other] = vertex
                    if allowance[other]:
                        return other
                    queue.append(other)
        return -1


def _tests(core: Core) -> Iterator[tuple[int, ...]]:
    """Give what every group has one of: a settled vertex, or an edge between two others.

    Neighbours come close to each other, since allowances then lie where they are needed next.
    """
    place: dict[int, int] = {}
    for root in range(len(core.settled)):
        stack = [root]
        while stack:
            vertex = stack.pop()
            if vertex not in place:
                place[vertex] = len(place)
                stack += [other for other in core.neighbours[vertex] if other not in place]
    for vertex, here in place.items():
        if core.settled[vertex]:
            yield (vertex,)
        else:
            for other in core.neighbours[vertex]:
                if place[other] < here and not core.settled[other]:
                    yield (vertex, other)
