"""The tables of the dynamic programme for the cut frontier.

An entry of a table stands for all ways to divide a part of the graph whose border with the rest is
the table's scope. It is found by three things: how the scope is partitioned into groups, which
vertices of the scope must have a partner within that part (*need*, a bit mask), and how many
groups lie wholly within it (the column). Its value is the least weight cut in that part.
``docs/frontier.md`` has the argument.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from graphmodel.exact.elimination import KEPT_CELLS
from graphmodel.exact.partitions import mask_map, partitions, restriction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from graphmodel.exact.core import Core
    from graphmodel.exact.elimination import Elimination

_CHUNK: Final = 16_000  # cells that a processor's cache can hold, with two operands
_BATCH: Final = 4_000_000


class Entry(NamedTuple):
    """Place of an entry: the number of the table, the row, and the groups closed."""

    table: int
    row: int
    closed: int


@dataclass(frozen=True, eq=False)
class _Table:
    """One table.

    Attributes
    ----------
    scope
        The vertices of the border, those that go last first.
    able
        Bits of the scope that can have a partner within.
    index
        By partition and need: the row, or -1 where there is none.
    part, need
        By row: the partition and the need.
    columns
        One more than the most groups closed.
    cost
        By row and groups closed: the least weight cut; infinite where there is no way. None in a
        large joined table that has been used.
    made_of
        The vertex eliminated last, or -1 for a table joined from two; and the numbers of the
        tables that it was made of.
    """

    scope: tuple[int, ...]
    able: int
    index: NDArray[np.int32]
    part: NDArray[np.intp]
    need: NDArray[np.int32]
    columns: int
    cost: NDArray[np.float64] | None
    made_of: tuple[int, ...]


class CutTables:
    """All tables of a graph and an order, from which the front is read and cuts are traced."""

    def __init__(self, core: Core, order: Elimination) -> None:
        self._core = core
        self._order = order
        self._place = {vertex: number for number, vertex in enumerate(order.order)}
        nothing = np.zeros((1, 1), np.int32)
        zero = np.zeros(1, np.intp)
        self._tables = [_Table((), 0, nothing, zero, nothing[0], 1, np.zeros((1, 1)), made_of=())]
        self._computed: dict[tuple[int, int], NDArray[np.float64]] = {}
        waiting: list[list[int]] = [[] for _ in core.settled]
        roots = [0]
        for vertex in order.order:
            current = self._join_all(waiting[vertex])
            part, current = current, self._add(self._forget(vertex, current))
            self._release(part)
            scope = order.scopes[vertex]
            (waiting[scope[-1]] if scope else roots).append(current)
        self._root = self._join_all(roots)

    @property
    def front(self) -> NDArray[np.float64]:
        """Least cost by number of groups; infinite where there is no such partition."""
        return self._costs(self._root, 0)

    @property
    def cells(self) -> int:
        """How many cells all tables have, whether kept or not."""
        return sum(len(table.part) * table.columns for table in self._tables)

    def root(self, groups: int) -> Entry:
        """Return the entry for the whole graph in so many groups."""
        return Entry(self._root, 0, groups)

    def _add(self, table: _Table) -> int:
        self._tables.append(table)
        return len(self._tables) - 1

    def _join_all(self, numbers: list[int]) -> int:
        ascending = sorted(numbers, key=lambda number: self._tables[number].columns)
        current = ascending[0] if ascending else 0
        for number in ascending[1:]:
            part, current = current, self._add(self._join(current, number))
            self._release(part)
        return current

    def _release(self, number: int) -> None:
        """Forget what a table costs, when it is large and easy to compute again row by row."""
        table = self._tables[number]
        if table.made_of[:1] == (-1,) and len(table.part) * table.columns > KEPT_CELLS:
            self._tables[number] = replace(table, cost=None)

    def _whole(self, number: int) -> NDArray[np.float64]:
        """Return the costs of a table that has not been released."""
        cost = self._tables[number].cost
        if cost is None:
            raise AssertionError
        return cost

    def _costs(self, number: int, row: int) -> NDArray[np.float64]:
        """Return one row of a table."""
        table = self._tables[number]
        if table.cost is not None:
            kept: NDArray[np.float64] = table.cost[row]
            return kept
        costs = self._computed.get((number, row))
        if costs is None:
            costs = np.full(table.columns, np.inf)
            _, one, other = table.made_of
            for first, second in self._splits(table, row):
                _convolve(
                    costs[None], self._costs(one, first)[None], self._costs(other, second)[None]
                )
            self._computed[number, row] = costs
        return costs

    def _rows(
        self, scope: tuple[int, ...], able: int
    ) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """List partitions and needs: only of vertices that have no partner in the scope."""
        table = partitions(len(scope))
        settled = np.zeros(len(table.blocks), np.int32)
        for high, vertex in enumerate(scope):
            if self._core.settled[vertex]:
                settled |= np.int32(1 << high)
            for low in range(high):
                if scope[low] in self._core.neighbours[vertex]:
                    together = table.strings[:, low] == table.strings[:, high]
                    settled[together] |= np.int32(1 << low | 1 << high)
        needs = np.arange(1 << len(scope), dtype=np.int32)
        unable = settled | ~np.int32(able)
        part, need = np.nonzero((needs & unable[:, None]) == 0)
        return part, need.astype(np.int32)

    def _forget(self, vertex: int, number: int) -> _Table:
        """Eliminate a vertex: it joins a group of the scope, or its own group is closed."""
        child = self._tables[number]
        scope = self._order.scopes[vertex]
        size = len(scope)
        bag = partitions(size + 1)
        base = np.zeros(len(bag.blocks))
        helped = np.zeros(len(bag.blocks), np.int32)
        able = 0
        for bit, other in enumerate(scope):
            weight = self._core.neighbours[vertex].get(other)
            if weight is not None:
                together = bag.strings[:, bit] == bag.strings[:, size]
                base[~together] += weight
                helped[together] |= np.int32(1 << bit)
                able |= 1 << bit
        places = _places(child.scope, (*scope, vertex))
        for bit, place in enumerate(places):
            if place < size:
                able |= (child.able >> bit & 1) << place
        alone = (helped == 0) & (not self._core.settled[vertex])
        need_vertex = alone.astype(np.int32) << size
        to_part, to_need = restriction(size + 1, places), mask_map(size + 1, places)

        part, need = self._rows(scope, able)
        smaller = partitions(size)
        blocks, first = smaller.blocks[part], smaller.first_extension[part]
        width, child_cost = child.columns, self._whole(number)
        cost = np.full((len(part), width + 1), np.inf)
        for block in range(-1, size):
            # Block -1 stands for a group of the vertex's own.
            rows = np.flatnonzero(blocks > block)
            together = first[rows] + (blocks[rows] if block < 0 else block)
            asked = to_need[(need[rows] & ~helped[together]) | need_vertex[together]]
            source = child.index[to_part[together], asked]
            found = np.flatnonzero((asked >= 0) & (source >= 0))
            rows, together, source = rows[found], together[found], source[found]
            shift = slice(1, None) if block < 0 else slice(0, width)
            step = max(1, _BATCH // width)
            for start in range(0, len(rows), step):
                some = slice(start, start + step)
                values = child_cost[source[some]] + base[together[some], None]
                cost[rows[some], shift] = np.minimum(cost[rows[some], shift], values)
        return _table(scope, able, (part, need), cost, (vertex, number))

    def _join(self, one: int, other: int) -> _Table:
        """Put two tables together; each vertex needs a partner on one side at least."""
        left, right = self._tables[one], self._tables[other]
        both = set(left.scope) | set(right.scope)
        scope = tuple(sorted(both, key=lambda vertex: -self._place[vertex]))
        size = len(scope)
        places = (_places(left.scope, scope), _places(right.scope, scope))
        able = (_moved(left.able, places[0]), _moved(right.able, places[1]))
        part, need = self._rows(scope, able[0] | able[1])
        maps = [(restriction(size, place), mask_map(size, place)) for place in places]
        costs = (self._whole(one), self._whole(other))
        width = left.columns + right.columns
        cost = np.full((len(part), width - 1), np.inf)
        for choice in _subsets(able[0] & able[1]):
            rows = np.flatnonzero((need & choice) == choice)
            own = (need[rows] & np.int32(able[0] & ~able[1])) | np.int32(choice)
            asked = (maps[0][1][own], maps[1][1][need[rows] & ~own])
            sources = [
                table.index[to_part[part[rows]], wanted]
                for table, (to_part, _), wanted in zip((left, right), maps, asked, strict=True)
            ]
            found = np.flatnonzero(
                (asked[0] >= 0) & (asked[1] >= 0) & (sources[0] >= 0) & (sources[1] >= 0)
            )
            rows = rows[found]
            step = max(1, _CHUNK // width)
            for start in range(0, len(rows), step):
                some = slice(start, start + step)
                taken = cost[rows[some]]
                _convolve(
                    taken,
                    costs[0][sources[0][found[some]]],
                    costs[1][sources[1][found[some]]],
                )
                cost[rows[some]] = taken
        return _table(scope, able[0] | able[1], (part, need), cost, (-1, one, other))

    def explain(self, entry: Entry) -> Iterator[tuple[int, tuple[Entry, ...]]]:
        """Give every way in which an entry of finite cost comes about, within the tolerance."""
        table = self._tables[entry.table]
        if not table.made_of:
            yield 0, ()
        elif table.made_of[0] < 0:
            yield from self._explain_joined(entry, table)
        else:
            yield from self._explain_forgotten(entry, table)

    def _explain_forgotten(
        self, entry: Entry, table: _Table
    ) -> Iterator[tuple[int, tuple[Entry, ...]]]:
        vertex, number = table.made_of
        child = self._tables[number]
        scope, size = table.scope, len(table.scope)
        places = _places(child.scope, (*scope, vertex))
        to_part, to_need = restriction(size + 1, places), mask_map(size + 1, places)
        smaller = partitions(size)
        part, need = int(table.part[entry.row]), int(table.need[entry.row])
        labels = smaller.strings[part].tolist()
        blocks, first = int(smaller.blocks[part]), int(smaller.first_extension[part])
        most = self._costs(entry.table, entry.row)[entry.closed] + self._core.tolerance
        near = self._core.neighbours[vertex]
        for block in range(blocks + 1):
            base, helped, edges = 0.0, 0, 0
            for bit, other in enumerate(scope):
                if other not in near:
                    continue
                if labels[bit] == block:
                    helped |= 1 << bit
                else:
                    base += near[other]
                    edges |= 1 << self._core.edges[vertex][other]
            alone = not helped and not self._core.settled[vertex]
            asked = to_need[(need & ~helped) | alone << size]
            closed = entry.closed - (block == blocks)
            if asked < 0 or not 0 <= closed < child.columns:
                continue
            source = int(child.index[to_part[first + block], asked])
            if source >= 0 and self._costs(number, source)[closed] + base <= most:
                yield edges, (Entry(number, source, closed),)

    def _explain_joined(
        self, entry: Entry, table: _Table
    ) -> Iterator[tuple[int, tuple[Entry, ...]]]:
        _, one, other = table.made_of
        most = self._costs(entry.table, entry.row)[entry.closed] + self._core.tolerance
        for first, second in self._splits(table, entry.row):
            left, right = self._costs(one, first), self._costs(other, second)
            # The left side closes at least what the right side cannot.
            closed = np.arange(
                max(0, entry.closed + 1 - len(right)), min(entry.closed + 1, len(left))
            )
            values = left[closed] + right[entry.closed - closed]
            for count in closed[values <= most].tolist():
                yield 0, (Entry(one, first, count), Entry(other, second, entry.closed - count))

    def _splits(self, table: _Table, row: int) -> Iterator[tuple[int, int]]:
        """Yield the pairs of rows that a row of a joined table is made of."""
        left, right = (self._tables[number] for number in table.made_of[1:])
        size = len(table.scope)
        places = (_places(left.scope, table.scope), _places(right.scope, table.scope))
        able = (_moved(left.able, places[0]), _moved(right.able, places[1]))
        part, need = int(table.part[row]), int(table.need[row])
        parts = [int(restriction(size, place)[part]) for place in places]
        to_need = [mask_map(size, place) for place in places]
        for choice in _subsets(able[0] & able[1] & need):
            own = (need & able[0] & ~able[1]) | choice
            asked = (int(to_need[0][own]), int(to_need[1][need & ~own]))
            if min(asked) < 0:
                continue
            rows = (int(left.index[parts[0], asked[0]]), int(right.index[parts[1], asked[1]]))
            if min(rows) >= 0:
                yield rows


def _table(
    scope: tuple[int, ...],
    able: int,
    rows: tuple[NDArray[np.intp], NDArray[np.int32]],
    cost: NDArray[np.float64],
    made_of: tuple[int, ...],
) -> _Table:
    """Make a table without rows and last columns that hold nothing."""
    finite = np.isfinite(cost)
    columns = np.flatnonzero(finite.any(axis=0))
    cost = cost[:, : columns[-1] + 1]
    kept = np.flatnonzero(finite.any(axis=1))
    part, need = rows
    if len(kept) < len(part):
        part, need, cost = part[kept], need[kept], cost[kept]
    index = np.full((len(partitions(len(scope)).blocks), 1 << len(scope)), -1, np.int32)
    index[part, need] = np.arange(len(part), dtype=np.int32)
    cost = np.ascontiguousarray(cost)
    return _Table(scope, able, index, part, need, cost.shape[1], cost, made_of)


def _places(few: tuple[int, ...], many: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(many.index(vertex) for vertex in few)


def _moved(mask: int, places: tuple[int, ...]) -> int:
    """Carry the bits of a mask over to other places."""
    return sum((mask >> bit & 1) << place for bit, place in enumerate(places))


def _subsets(mask: int) -> Iterator[int]:
    """Yield all masks within a mask, the empty one last."""
    subset = mask
    while subset:
        yield subset
        subset = (subset - 1) & mask
    yield 0


def _convolve(
    taken: NDArray[np.float64], one: NDArray[np.float64], other: NDArray[np.float64]
) -> None:
    """Lower each row to the min-plus convolution of two, where that is less."""
    few, many = sorted((one, other), key=lambda table: table.shape[1])
    width = many.shape[1]
    sums = np.empty_like(many)
    for shift in range(few.shape[1]):
        np.add(many, few[:, shift, None], out=sums)
        aim = taken[:, shift : shift + width]
        np.minimum(aim, sums, out=aim)
