"""Improve a partition of a wide graph region by region, each of them exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from graphmodel.exact.backtrack import solutions
from graphmodel.exact.core import Core, bits
from graphmodel.exact.cut_tables import CutTables
from graphmodel.exact.elimination import eliminate, estimate

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGEST: Final = 48
"""Vertices that a region grows to at first; half of that, and so on, where it is too wide."""

_SMALLEST: Final = 6
_MAX_WIDTH: Final = 7
_MOST_WORK: Final = 2e7  # some tenths of a second
_MOST_PASSES: Final = 8


def improved(core: Core, labels: list[int], over: Callable[[], bool]) -> list[int]:
    """Return labels of as many groups that cost no more.

    Regions are gone through until none can be improved. In each, the partition becomes the best
    for as many groups, while all outside stays as it is: what a group has outside is contracted,
    piece by piece.

    Parameters
    ----------
    core
        The graph.
    labels
        The group of every vertex. Groups hang together, and every vertex that is not settled has
        a neighbour in its own.
    over
        Whether to stop.
    """
    labels = list(labels)
    order = list(range(len(labels)))
    idle = 0
    for _ in range(_MOST_PASSES):
        done: set[int] = set()
        better = False
        for seed in order:
            if seed in done:
                continue
            if over():
                return labels
            size = _LARGEST
            while size >= _SMALLEST:
                region = _grown(core, labels, seed, size)
                found = _improve(core, labels, region)
                if found is not None:
                    done |= region
                    better |= found
                    break
                size //= 2
            done.add(seed)
        idle = 0 if better else idle + 1
        if idle > 1:
            break
        order.reverse()
    return labels


def _grown(core: Core, labels: list[int], seed: int, size: int) -> set[int]:
    """Return vertices around one, whole groups where they are small enough."""
    region: set[int] = set()
    queue = [seed]
    seen = {seed}
    for vertex in queue:
        if vertex in region:
            continue
        group = _hanging_together(core, labels, vertex, set(), size // 2)
        region |= group or {vertex}
        if len(region) >= size:
            break
        for member in sorted(group or {vertex}):
            fresh = [other for other in core.neighbours[member] if other not in seen]
            seen.update(fresh)
            queue += fresh
    return region


def _hanging_together(
    core: Core, labels: list[int], vertex: int, without: set[int], most: int
) -> set[int]:
    """Return what hangs together with a vertex in its group; nothing where it is too much."""
    found = {vertex}
    queue = [vertex]
    for here in queue:
        for other in core.neighbours[here]:
            if labels[other] == labels[vertex] and other not in found and other not in without:
                found.add(other)
                queue.append(other)
        if len(found) > most:
            return set()
    return found


def _improve(core: Core, labels: list[int], region: set[int]) -> bool | None:
    """Make a region the best; return whether it was not, or None where that is too much work."""
    members = [{vertex} for vertex in sorted(region)]
    place = {vertex: number for number, (vertex,) in enumerate(members)}
    for vertex in sorted(region):
        for other in core.neighbours[vertex]:
            if other not in place and labels[other] == labels[vertex]:
                piece = _hanging_together(core, labels, other, region, len(labels))
                place.update(dict.fromkeys(piece, len(members)))
                members.append(piece)
    contracted = _contracted(core, members, place, region)
    order = eliminate(
        contracted.neighbours,
        work=lambda found: estimate(contracted, found).work,
        max_width=_MAX_WIDTH,
    )
    if order.width > _MAX_WIDTH or estimate(contracted, order).work > _MOST_WORK:
        return None
    own = [labels[next(iter(group))] for group in members]
    before = sum(
        contracted.weights[edge]
        for one, near in enumerate(contracted.edges)
        for other, edge in near.items()
        if one < other and own[one] != own[other]
    )
    tables = CutTables(contracted, order)
    count = len(set(own))
    if tables.front[count] >= before - core.tolerance:
        return False
    (cut, *_), _ = solutions(tables.root(count), tables.explain, limit=1)
    _relabel(labels, contracted, members, set(bits(cut)))
    return True


def _contracted(
    core: Core, members: list[set[int]], place: dict[int, int], region: set[int]
) -> Core:
    """Return the graph of a region, and of the pieces outside that belong to its groups."""
    neighbours: list[dict[int, float]] = [{} for _ in members]
    for vertex in sorted(region):
        here = place[vertex]
        for other, weight in core.neighbours[vertex].items():
            there = place.get(other)
            if there is not None and (other not in region or vertex < other):
                summed = neighbours[here].get(there, 0.0) + weight
                neighbours[here][there] = neighbours[there][here] = summed
    edges: list[dict[int, int]] = [{} for _ in members]
    weights: list[float] = []
    for one, near in enumerate(neighbours):
        for other, weight in near.items():
            if one < other:
                edges[one][other] = edges[other][one] = len(weights)
                weights.append(weight)
    return Core(
        neighbours=tuple(neighbours),
        edges=tuple(edges),
        settled=tuple(
            len(group) > 1 or any(core.settled[vertex] for vertex in group) for group in members
        ),
        stars=0,
        rows=np.arange(len(weights)),
        weights=tuple(weights),
        tolerance=core.tolerance,
    )


def _relabel(labels: list[int], core: Core, members: list[set[int]], cut: set[int]) -> None:
    """Give what hangs together by the edges not cut a label of its own: one of its vertices."""
    seen: set[int] = set()
    for root in range(len(members)):
        if root in seen:
            continue
        part = [root]
        seen.add(root)
        for here in part:
            fresh = [
                other
                for other, edge in core.edges[here].items()
                if edge not in cut and other not in seen
            ]
            seen.update(fresh)
            part += fresh
        label = min(min(members[here]) for here in part)
        for here in part:
            for vertex in members[here]:
                labels[vertex] = label
