"""Elimination orders of sparse graphs: tree decompositions of small width, found by greedy tries.

Eliminating a vertex joins all its neighbours to each other and removes it. The neighbours that it
has at that moment are its *scope*; scope and vertex together are a bag of a tree decomposition,
whose width is the size of the largest scope (Bodlaender and Koster, "Treewidth computations I:
upper bounds", Information and Computation 208, 2010). The greedy rules are of their kind: least
fill-in, and least fill-in for the number of neighbours to a power, since no power is best for all
graphs. Vertices of at most two neighbours go first, which never costs width above 1; ties are
decided by seeded chance, and of several tries the one counts that promises least work.
:func:`estimate` foretells it for the tables of the cut frontier.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from graphmodel.errors import UndecidedError
from graphmodel.exact.core import bits
from graphmodel.exact.partitions import BELL

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from graphmodel.exact.core import Core

_PER_TRY: Final = 1e4  # what a try costs for each vertex, in the time of one cell
_EASY_WIDTH: Final = 3
_HOPELESS: Final = 4
_FEWEST_TRIES: Final = 7
_MOST_TRIES: Final = 96
_POWERS: Final = (0.0, 1.5, 1.0, 2.0, 1.25, 1.75, 0.5)


class TooWideError(UndecidedError):
    """The graph is too wide for a dynamic programme over a tree decomposition.

    Attributes
    ----------
    width
        The least width found.
    """

    def __init__(self, width: int) -> None:
        super().__init__(
            f"the overlap graph is too wide (width {width}) for every number of joint footprints at"
            " once: with `lead='joint'` and `footprints`, propose finds one plan at a time, and"
            " `ignore_below` makes the graph narrower"
        )
        self.width = width


@dataclass(frozen=True)
class Elimination:
    """The order in which the vertices go.

    Attributes
    ----------
    order
        All vertices, the first to go first.
    scopes
        For each vertex, by its number: its neighbours when it goes, those that go last first.
    width
        Size of the largest scope; 0 where there are no edges.
    """

    order: tuple[int, ...]
    scopes: tuple[tuple[int, ...], ...]
    width: int


def eliminate(
    neighbours: Sequence[Collection[int]],
    *,
    work: Callable[[Elimination], float],
    max_width: int,
) -> Elimination:
    """Find an order of little work.

    The same graph gives the same order. Graphs of width up to 3, for which the greedy rule is
    mostly right at once, are tried once, and so are those more than twice as wide as wanted;
    others until the tries would cost as much as the work, or seem hopeless.

    Parameters
    ----------
    neighbours
        For each vertex, the vertices that it has an edge to.
    work
        What an order costs, in the time that a cell of a table takes.
    max_width
        Width that is wanted.
    """
    easy = _State([sum(1 << other for other in found) for found in neighbours])
    easy.run(None, most_neighbours=2)
    best = easy.copy().run(None)
    if best.width <= _EASY_WIDTH or best.width > 2 * max_width:
        return best
    least = work(best)
    for number in range(1, _MOST_TRIES):
        if number >= _FEWEST_TRIES and (
            number * _PER_TRY * easy.left > least or best.width >= max_width + _HOPELESS
        ):
            break
        chance = random.Random(number)  # noqa: S311 - ties, no secrets
        found = easy.copy().run(chance, power=_POWERS[number % len(_POWERS)])
        cost = work(found)
        if cost < least:
            best, least = found, cost
    return best


@dataclass
class _State:
    """A graph of which some vertices have been eliminated.

    Attributes
    ----------
    masks
        For each vertex, its present neighbours as bits.
    order, scopes
        The vertices eliminated, and the neighbours each of them had.
    """

    masks: list[int]
    order: list[int] = field(default_factory=list)
    scopes: dict[int, list[int]] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """How many vertices have not been eliminated."""
        return len(self.masks) - len(self.order)

    def copy(self) -> _State:
        """Return a state that can go on by itself."""
        return _State(self.masks.copy(), self.order.copy(), self.scopes.copy())

    def run(
        self,
        chance: random.Random | None,
        *,
        power: float = 0.0,
        most_neighbours: int | None = None,
    ) -> Elimination:
        """Eliminate by least fill-in, then fewest neighbours, then chance or number.

        Parameters
        ----------
        chance
            Decides ties; without it, the numbers of the vertices do.
        power
            Divide the fill-in by the number of neighbours to this power.
        most_neighbours
            Leave vertices that have more than so many neighbours.
        """
        masks = self.masks
        draw = chance.random if chance is not None else float
        current: dict[int, tuple[float, int, float, int]] = {}
        heap: list[tuple[float, int, float, int]] = []

        def enter(vertex: int) -> None:
            size = masks[vertex].bit_count()
            if most_neighbours is not None and size > most_neighbours:
                current.pop(vertex, None)
                return
            key = (_fill(masks, vertex) / max(size, 1) ** power, size, draw(), vertex)
            current[vertex] = key
            heapq.heappush(heap, key)

        for vertex in range(len(masks)):
            if vertex not in self.scopes:
                enter(vertex)
        while heap:
            key = heapq.heappop(heap)
            vertex = key[3]
            if current.get(vertex) is not key:
                continue
            del current[vertex]
            for other in self._remove(vertex, adds_edges=key[0] > 0):
                enter(other)
        place = {vertex: number for number, vertex in enumerate(self.order)}
        scopes = tuple(
            tuple(sorted(self.scopes.get(vertex, ()), key=lambda one: -place.get(one, len(masks))))
            for vertex in range(len(masks))
        )
        return Elimination(tuple(self.order), scopes, max(map(len, scopes), default=0))

    def _remove(self, vertex: int, *, adds_edges: bool) -> list[int]:
        """Eliminate a vertex; return those whose fill-in may have changed."""
        masks = self.masks
        around = masks[vertex]
        scope = bits(around)
        self.order.append(vertex)
        self.scopes[vertex] = scope
        touched = around
        for other in scope:
            if adds_edges:
                # A new edge concerns whoever sees both its ends: common neighbours of the scope.
                for third in bits(around & ~masks[other] & ((1 << other) - 1)):
                    touched |= masks[other] & masks[third]
        for other in scope:
            masks[other] = (masks[other] | around) & ~(1 << vertex | 1 << other)
        return bits(touched & ~(1 << vertex))


def _fill(masks: list[int], vertex: int) -> int:
    """Count, twice each, the pairs of neighbours that have no edge."""
    around = masks[vertex]
    size = around.bit_count()
    linked = sum((masks[other] & around).bit_count() for other in bits(around))
    return size * (size - 1) - linked


KEPT_CELLS: Final = 500_000
"""Larger joined tables are dropped, and computed again row by row where a cut is traced."""

_CALL: Final = 1e4  # what a table costs at least, in the time of one cell


class Estimate(NamedTuple):
    """What an elimination order will cost: cells computed, and cells in memory at once."""

    work: float
    cells: float


def estimate(core: Core, order: Elimination) -> Estimate:
    """Foretell, within a factor of about two, what the tables of a graph and an order will cost.

    Orders of width above 10 are beyond any reckoning.
    """
    if order.width > len(BELL) - 3:
        return Estimate(1e100 * order.width, 1e100)
    waiting: list[list[tuple[frozenset[int], frozenset[int], float]]] = [[] for _ in core.settled]
    work = cells = peak = 0.0
    for vertex in order.order:
        scope, need, closed = frozenset[int](), frozenset[int](), 1.0
        for part in sorted(waiting[vertex], key=lambda one: one[2]):
            both = need & part[1]
            scope, need = scope | part[0], need | part[1]
            rows = BELL[len(scope)] * 2.0 ** len(need - both)
            if len(scope) > len(part[0]) or closed > 1:
                work += rows * 3.0 ** len(both) * closed * part[2] + _CALL
            closed += part[2] - 1
            size = rows * 2.0 ** len(both) * closed
            peak = max(peak, size)
            cells += size if size < KEPT_CELLS else 0
        outer = frozenset(order.scopes[vertex])
        need = (need - {vertex}) | {
            other for other in outer if other in core.neighbours[vertex] and not core.settled[other]
        }
        closed += 0.45  # groups that one vertex more makes possible, about
        work += BELL[len(outer) + 1] * 2.0 ** len(need) * closed + _CALL
        size = BELL[len(outer)] * 2.0 ** len(need) * closed
        peak = max(peak, size)
        cells += size
        if outer:
            waiting[order.scopes[vertex][-1]].append((outer, need, closed))
    # The largest table is copied once, without the rows that hold nothing.
    return Estimate(work, cells + 2 * peak)
