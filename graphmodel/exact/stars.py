"""Exact spanning star forest of greatest weight of a bipartite graph.

Every vertex is the centre of a star or a leaf of one; a centre has at least one leaf. The cost is
the weight of the edges that are in no star. A dynamic programme over a tree decomposition finds
the least cost. ``docs/frontier.md`` has the method.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graphmodel.errors import UndecidedError
from graphmodel.exact.backtrack import solutions
from graphmodel.exact.core import Core
from graphmodel.exact.elimination import TooWideError, eliminate
from graphmodel.exact.limits import TIME_LIMIT
from graphmodel.exact.milp import INFEASIBLE, Columns, Rows, minimise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from graphmodel.exact.elimination import Elimination


class NoStarForestError(Exception):
    """No spanning star forest keeps what it has to."""


_UNITS: Final = 1e5
_CLOSED: Final = 1e-7


@dataclass(frozen=True, eq=False)
class StarForest:
    """A spanning star forest, and how far it is proved to be of least cost.

    Attributes
    ----------
    cost
        Weight of the edges in no star.
    cuts
        Rows of these edges, ascending, for this forest and for others of the same cost; the first
        is the one to take where nothing else decides, see :class:`graphmodel.exact.cuts.TiedCuts`.
    complete
        Whether there are no more of the same cost.
    lower_bound
        Weight that every such forest leaves out, as far as proved.
    optimal
        Whether that is as much as this one does.
    width
        Width of the tree decomposition used; None where none was.
    """

    cost: float
    cuts: tuple[NDArray[np.intp], ...]
    complete: bool
    lower_bound: float
    optimal: bool
    width: int | None = None


def star_forest_by_model(
    ends: tuple[NDArray[np.intp], NDArray[np.intp]],
    weights: NDArray[np.float64],
    *,
    required: Sequence[NDArray[np.intp]] = (),
    time_limit: float = TIME_LIMIT,
) -> StarForest:
    """Find a spanning star forest that leaves out little weight, by mixed-integer optimisation.

    Parameters
    ----------
    ends
        Ends of every edge, numbered separately on the two sides.
    weights
        Weight of every edge, above 0.
    required
        Rows of edges that hang together, of each of which at least one has to be kept.
    time_limit
        Seconds.

    Raises
    ------
    NoStarForestError
        When there is none that keeps what is required.
    UndecidedError
        When the time is over before any forest is found.
    """
    first, second = ends
    both = np.column_stack([first, second + first.max(initial=-1) + 1])
    count = int(both.max(initial=-1)) + 1
    joined = csr_array((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(count, count))
    component = connected_components(joined, directed=False)[1][both[:, 0]]
    deadline = time.monotonic() + time_limit
    kept = np.zeros(len(weights), bool)
    bound = 0.0
    for number in np.unique(component):
        rows = np.flatnonzero(component == number)
        wanted = [np.searchsorted(rows, group) for group in required if group[0] in rows]
        chosen, lost = _stars(both[rows], weights[rows], wanted, deadline)
        kept[rows] = chosen
        bound += lost
    cost = float(weights[~kept].sum())
    closed = cost - bound <= _CLOSED * max(1.0, cost)
    proved = cost if closed else bound
    cut = np.flatnonzero(~kept)
    return StarForest(cost, (cut,), complete=False, lower_bound=proved, optimal=closed)


def _stars(
    ends: NDArray[np.intp],
    people: NDArray[np.float64],
    required: Sequence[NDArray[np.intp]],
    deadline: float,
) -> tuple[NDArray[np.bool_], float]:
    """Solve one component; return the overlaps kept and a bound on the people in the rest."""
    vertices, ends = np.unique(ends, return_inverse=True)
    ends = ends.reshape(-1, 2)
    degrees = np.bincount(ends.ravel())
    if np.all(degrees[ends].min(axis=1) == 1):
        return np.ones(len(ends), bool), 0.0
    columns, rows = Columns(), Rows()
    centre = columns.add(np.ones(len(vertices), bool), whole=True)
    # hangs[e, 0]: the A end of an overlap hangs on its B end; hangs[e, 1]: the other way round.
    hangs = columns.add(np.ones(ends.shape, bool), whole=True)
    for side in (0, 1):
        rows.add([(hangs[:, side], 1.0), (centre[ends[:, 1 - side]], -1.0)], most=0)
    for vertex in range(len(vertices)):
        own = hangs[ends == vertex]
        others = hangs[:, ::-1][ends == vertex]
        rows.add_one([*own, centre[vertex]], least=1, most=1)
        rows.add_one([*others, centre[vertex]], [*np.ones(len(others)), -1.0], least=0)
    for group in required:
        rows.add_one(hangs[group], least=1)
    unit = max(1.0, float(people.sum()) / _UNITS)
    goal = np.zeros(columns.count)
    goal[hangs] = -people[:, None] / unit
    result = minimise(goal, columns, rows, time_limit=max(deadline - time.monotonic(), 0.1))
    if result.status == INFEASIBLE:
        raise NoStarForestError
    if result.x is None:
        raise UndecidedError("no choice of overlaps to undo was found in the time given")
    kept = (result.x[hangs] > 1 / 2).any(axis=1)
    bound = max(0.0, float(people.sum()) + float(result.mip_dual_bound) * unit)
    return kept, min(bound, float(people[~kept].sum()))


_MOST_CELLS: Final = 1e8  # 0.8 GB
_CALL: Final = 1e4

# A vertex of a border is in one of four states, as far as the part within is concerned.
_CENTRE, _CENTRE_SERVED, _LEAF, _LEAF_SERVED = range(4)
"""Centre, whether or not a leaf within is its own; centre that has one; leaf of a centre that is
not within; leaf of a centre within."""

_SPLITS: Final = (
    ((_CENTRE, _CENTRE),),
    ((_CENTRE_SERVED, _CENTRE), (_CENTRE, _CENTRE_SERVED)),
    ((_LEAF, _LEAF),),
    ((_LEAF_SERVED, _LEAF), (_LEAF, _LEAF_SERVED)),
)
"""For each state, how two parts can bring it about between them."""

_ABSENT: Final = np.array([0.0, np.inf, 0.0, np.inf])
"""Cost of the states of a vertex that has had no edge yet."""


def best_star_forest(
    ends: tuple[NDArray[np.intp], NDArray[np.intp]],
    weights: NDArray[np.float64],
    *,
    max_width: int = 10,
    limit: int = 64,
) -> StarForest:
    """Find the spanning star forest that leaves out the least weight.

    Parameters
    ----------
    ends
        Ends of every edge, numbered separately on the two sides; numbers that do not occur are
        no vertices.
    weights
        Weight of every edge, above 0.
    max_width
        The widest tree decomposition to work on.
    limit
        How many forests of equal cost to return at most.

    Raises
    ------
    TooWideError
        When the best tree decomposition found is wider, or its tables would not fit in 1 GB.
    ValueError
        When lengths differ, a weight is not positive and finite, an edge comes twice, or the
        limit is not positive.
    """
    if limit < 1:
        raise ValueError("the limit must be positive")
    core, between = _without_centres(Core.of(ends, weights))
    order = eliminate(core.neighbours, work=lambda found: _cells(core, found), max_width=max_width)
    width = max(order.width, min(len(core.weights), 1))
    if width > max_width or _cells(core, order) > _MOST_CELLS:
        raise TooWideError(width)
    tables = _StarTables(core, order)
    found, complete = solutions(tables.root, tables.explain, limit=limit)
    cuts = core.ranked(solution | between for solution in found)
    cost = float(np.asarray(weights, float)[cuts[0]].sum())
    return StarForest(cost, cuts, complete, lower_bound=cost, optimal=True, width=width)


def _without_centres(core: Core) -> tuple[Core, int]:
    """Cut the edges between vertices that have leaves, which make them centres for good."""
    between = 0
    for vertex, near in enumerate(core.edges):
        for other, edge in near.items():
            if core.settled[vertex] and core.settled[other]:
                between |= 1 << edge
    neighbours = tuple(
        {
            other: weight
            for other, weight in near.items()
            if not (core.settled[vertex] and core.settled[other])
        }
        for vertex, near in enumerate(core.neighbours)
    )
    return replace(core, neighbours=neighbours), between


def _states(core: Core, vertex: int) -> int:
    return 1 if core.settled[vertex] else len(_ABSENT)


def _cells(core: Core, order: Elimination) -> float:
    """Count the cells of all tables, roughly."""
    total = 0.0
    for vertex in order.order:
        bag = float(_states(core, vertex))
        for other in order.scopes[vertex]:
            bag *= _states(core, other)
        total += bag * (2 + len(core.neighbours[vertex])) + _CALL / 10
    return total


class _Entry(NamedTuple):
    """Place of an entry: the number of the table, and the state of every vertex of its scope."""

    table: int
    states: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class _Table:
    """Least weight cut by the states of the vertices of a scope, one axis each.

    ``edge`` is (first axis, second axis, edge number) where an edge was added, ``parts`` are the
    tables it was made of. A vertex that has a leaf has one state only: a centre that is served.
    """

    scope: tuple[int, ...]
    cost: NDArray[np.float64]
    parts: tuple[int, ...] = ()
    edge: tuple[int, int, int] | None = None


class _StarTables:
    """All tables of a graph."""

    def __init__(self, core: Core, order: Elimination) -> None:
        self._core = core
        self._tables: list[_Table] = []
        waiting: list[list[int]] = [[] for _ in core.settled]
        current = nothing = self._add(_Table((), np.zeros(())))
        roots: list[int] = []
        going = set(range(len(core.settled)))
        for vertex in order.order:
            bag = (*order.scopes[vertex], vertex)
            current = self._fresh(bag)
            for part in waiting[vertex]:
                current = self._join(current, part)
            for axis, other in enumerate(order.scopes[vertex]):
                if other in core.neighbours[vertex] and other in going:
                    current = self._link(current, len(bag) - 1, axis)
            going.discard(vertex)
            current = self._forget(current)
            scope = order.scopes[vertex]
            (waiting[scope[-1]] if scope else roots).append(current)
        current = nothing
        for part in roots:
            current = self._join(current, part)
        self.root = _Entry(current, ())

    def _add(self, table: _Table) -> int:
        self._tables.append(table)
        return len(self._tables) - 1

    def _fresh(self, bag: tuple[int, ...]) -> int:
        """Return a table of vertices without edges."""
        cost = np.zeros(())
        for vertex in bag:
            cost = np.add.outer(cost, _ABSENT[: _states(self._core, vertex)])
        return self._add(_Table(bag, cost))

    def _join(self, one: int, other: int) -> int:
        """Put together a table and another whose scope is part of its scope."""
        left, right = self._tables[one], self._tables[other]
        mine = left.cost
        # Scopes all have the order in which the vertices go, reversed, so the axes match.
        theirs = right.cost.reshape(
            [
                size if vertex in right.scope else 1
                for vertex, size in zip(left.scope, mine.shape, strict=True)
            ]
        )
        shared = [axis for axis, size in enumerate(theirs.shape) if size > 1]
        for axis in shared:
            mine = mine.take([first for split in _SPLITS for first, _ in split], axis=axis)
            theirs = theirs.take([second for split in _SPLITS for _, second in split], axis=axis)
        cost = mine + theirs
        for axis in shared:
            cost = np.minimum.reduceat(cost, [0, 1, 3, 4], axis=axis)
        return self._add(_Table(left.scope, cost, (one, other)))

    def _link(self, number: int, one: int, other: int) -> int:
        """Add an edge: it is cut, or makes one of its ends a leaf of the other."""
        table = self._tables[number]
        vertex, near = table.scope[one], table.scope[other]
        cost = table.cost + self._core.neighbours[vertex][near]
        for centre, leaf in ((one, other), (other, one)):
            if cost.shape[leaf] == 1:
                continue
            before = table.cost[_at(cost.ndim, {centre: _CENTRE, leaf: _LEAF})]
            for state in range(min(2, cost.shape[centre])):
                after = _at(cost.ndim, {centre: state, leaf: _LEAF_SERVED})
                cost[after] = np.minimum(cost[after], before)
        edge = (one, other, self._core.edges[vertex][near])
        return self._add(_Table(table.scope, cost, (number,), edge))

    def _forget(self, number: int) -> int:
        """Drop the last vertex of a scope, which must be served by now."""
        table = self._tables[number]
        cost = table.cost[..., list(_final(table.cost.shape[-1]))].min(axis=-1)
        return self._add(_Table(table.scope[:-1], cost, (number,)))

    def explain(self, entry: _Entry) -> Iterator[tuple[int, tuple[_Entry, ...]]]:
        """Give every way in which an entry comes about, within the tolerance."""
        table = self._tables[entry.table]
        most = table.cost[entry.states] + self._core.tolerance
        for edges, parts in self._ways(entry, table):
            price = sum(float(self._tables[part.table].cost[part.states]) for part in parts)
            if edges and table.edge is not None:
                price += self._core.weights[table.edge[2]]
            if price <= most:
                yield edges, parts

    def _ways(self, entry: _Entry, table: _Table) -> Iterator[tuple[int, tuple[_Entry, ...]]]:
        """Give every way in which an entry might come about."""
        if not table.parts:
            yield 0, ()
        elif table.edge is not None:
            (part,) = table.parts
            yield 1 << table.edge[2], (_Entry(part, entry.states),)
            for centre, leaf in (table.edge[:2], table.edge[1::-1]):
                if entry.states[leaf] == _LEAF_SERVED and entry.states[centre] <= _CENTRE_SERVED:
                    states = list(entry.states)
                    states[centre], states[leaf] = _CENTRE, _LEAF
                    yield 0, (_Entry(part, tuple(states)),)
        elif len(table.parts) == 1:
            (part,) = table.parts
            for state in _final(self._tables[part].cost.shape[-1]):
                yield 0, (_Entry(part, (*entry.states, state)),)
        else:
            yield from self._splits(entry, table)

    def _splits(self, entry: _Entry, table: _Table) -> Iterator[tuple[int, tuple[_Entry, ...]]]:
        one, other = table.parts
        scope = self._tables[other].scope
        choices = [
            _SPLITS[state] if vertex in scope else ((state, state),)
            for vertex, state in zip(table.scope, entry.states, strict=True)
        ]
        for choice in product(*choices):
            theirs = {vertex: state for vertex, (_, state) in zip(table.scope, choice, strict=True)}
            mine = _Entry(one, tuple(state for state, _ in choice))
            yield 0, (mine, _Entry(other, tuple(theirs[vertex] for vertex in scope)))


def _final(states: int) -> tuple[int, ...]:
    """Return the states in which a vertex is done: served, or a centre that has a leaf anyway."""
    return (_CENTRE,) if states == 1 else (_CENTRE_SERVED, _LEAF_SERVED)


def _at(axes: int, places: dict[int, int]) -> tuple[int | slice, ...]:
    return tuple(places.get(axis, slice(None)) for axis in range(axes))
