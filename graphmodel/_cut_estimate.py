"""What the tables of the cut frontier will cost, before any of them is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from graphmodel._partitions import BELL

if TYPE_CHECKING:
    from graphmodel._core import Core
    from graphmodel.decomposition import Elimination

__all__ = ["KEPT_CELLS", "Estimate", "estimate"]

KEPT_CELLS: Final = 500_000
"""Larger joined tables are dropped, and computed again row by row where a cut is traced."""

_CALL: Final = 1e4  # what a table costs at least, in the time of one cell


class Estimate(NamedTuple):
    """What an elimination order will cost: cells computed, and cells in memory at once."""

    work: float
    cells: float


def estimate(core: Core, order: Elimination) -> Estimate:
    """Foretell, within a factor of about two, what the tables will cost.

    Parameters
    ----------
    core
        The graph.
    order
        An elimination order for it; those of width above 10 are beyond any reckoning.
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
            rows = _bell(len(scope)) * 2.0 ** len(need - both)
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
        work += _bell(len(outer) + 1) * 2.0 ** len(need) * closed + _CALL
        size = _bell(len(outer)) * 2.0 ** len(need) * closed
        peak = max(peak, size)
        cells += size
        if outer:
            waiting[order.scopes[vertex][-1]].append((outer, need, closed))
    # The largest table is copied once, without the rows that hold nothing.
    return Estimate(work, cells + 2 * peak)


def _bell(size: int) -> float:
    return float(BELL[size])
