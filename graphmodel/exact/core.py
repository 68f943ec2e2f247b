"""What is left of an overlap graph when the obvious is settled, in an order free of labels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


def bits(mask: int) -> list[int]:
    """Return the numbers of the bits that are set, ascending."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


TOLERANCE: Final = 1e-9
"""Costs that differ by less than this share of the total weight are equal."""

_INDIVIDUALISED_AT_MOST: Final = 32


@dataclass(frozen=True, eq=False)
class Core:
    """A graph without its leaves.

    A leaf has one neighbour and can only be kept together with it; the neighbour then has a
    partner for good: it is *settled*. What is left of a star is counted and put aside.

    Attributes
    ----------
    neighbours
        For each vertex, the weight of its edge to each neighbour.
    edges
        For each vertex and neighbour, the number of the edge.
    settled
        Which vertices had a leaf.
    stars
        How many components are a star.
    rows
        For each edge number, the row that the edge came in.
    weights
        For each edge number, its weight.
    tolerance
        Costs that differ by no more are equal.
    """

    neighbours: tuple[dict[int, float], ...]
    edges: tuple[dict[int, int], ...]
    settled: tuple[bool, ...]
    stars: int
    rows: NDArray[np.intp]
    weights: tuple[float, ...]
    tolerance: float

    @classmethod
    def of(
        cls, ends: tuple[NDArray[np.intp], NDArray[np.intp]], weights: NDArray[np.float64]
    ) -> Core:
        """Check, sort and reduce a graph.

        Parameters
        ----------
        ends
            Ends of every edge, numbered separately on the two sides.
        weights
            Weight of every edge.

        Raises
        ------
        ValueError
            When lengths differ, a weight is not positive and finite, or an edge comes twice.
        """
        weights = np.asarray(weights, float)
        if not len(ends[0]) == len(ends[1]) == len(weights):
            raise ValueError("every edge needs two ends and a weight")
        if not (np.isfinite(weights) & (weights > 0)).all():
            raise ValueError("weights must be positive and finite")
        first = np.unique(ends[0], return_inverse=True)[1]
        second = np.unique(ends[1], return_inverse=True)[1]
        first_count = int(first.max(initial=-1)) + 1
        count = first_count + int(second.max(initial=-1)) + 1
        if len(np.unique(first * count + second)) < len(weights):
            raise ValueError("an edge comes twice")
        tolerance = TOLERANCE * float(weights.sum())
        number = _numbers((first, second + first_count), weights, count, tolerance)
        low, high = np.sort([number[first], number[second + first_count]], axis=0)
        rows = np.lexsort([high, low])
        neighbours: list[dict[int, float]] = [{} for _ in range(count)]
        edges: list[dict[int, int]] = [{} for _ in range(count)]
        ordered = tuple(weights[rows].tolist())
        pairs = zip(low[rows].tolist(), high[rows].tolist(), ordered, strict=True)
        for edge, (one, other, weight) in enumerate(pairs):
            neighbours[one][other] = neighbours[other][one] = weight
            edges[one][other] = edges[other][one] = edge
        return cls._reduced(neighbours, edges, rows, ordered, tolerance)

    @classmethod
    def _reduced(
        cls,
        neighbours: list[dict[int, float]],
        edges: list[dict[int, int]],
        rows: NDArray[np.intp],
        weights: tuple[float, ...],
        tolerance: float,
    ) -> Core:
        """Take the leaves off; edge numbers stay."""
        holders = {next(iter(found)) for found in neighbours if len(found) == 1}
        inner = [
            {other: weight for other, weight in found.items() if len(neighbours[other]) > 1}
            if len(found) > 1
            else {}
            for found in neighbours
        ]
        kept = [vertex for vertex, found in enumerate(inner) if found]
        place = {vertex: position for position, vertex in enumerate(kept)}
        pairs = sum(
            len(found) == 1 and len(neighbours[next(iter(found))]) == 1 for found in neighbours
        )
        hubs = sum(len(found) > 1 and not inner[vertex] for vertex, found in enumerate(neighbours))
        return cls(
            neighbours=tuple(
                {place[other]: weight for other, weight in inner[vertex].items()} for vertex in kept
            ),
            edges=tuple(
                {place[other]: edges[vertex][other] for other in inner[vertex]} for vertex in kept
            ),
            settled=tuple(vertex in holders for vertex in kept),
            stars=hubs + pairs // 2,
            rows=rows,
            weights=weights,
            tolerance=tolerance,
        )

    def cost(self, cut: int) -> float:
        """Sum the weights of a cut, given as bits by edge number."""
        return math.fsum(self.weights[edge] for edge in bits(cut))

    def ranked(self, cuts: Iterable[int]) -> tuple[NDArray[np.intp], ...]:
        """Return the cheapest of some cuts, given as bits by edge number, fewest edges first.

        Each becomes its rows in ascending order.
        """
        priced = [(self.cost(cut), cut) for cut in cuts]
        least = min(cost for cost, _ in priced)
        equal = [cut for cost, cut in priced if cost <= least + self.tolerance]
        equal.sort(key=lambda cut: (cut.bit_count(), bits(cut)))
        return tuple(np.sort(self.rows[np.array(bits(cut), np.intp)]) for cut in equal)


def _numbers(
    ends: tuple[NDArray[np.intp], NDArray[np.intp]],
    weights: NDArray[np.float64],
    count: int,
    tolerance: float,
) -> NDArray[np.intp]:
    """Give the vertices numbers for what they are in the graph, not for what they are called.

    Colours are refined by the colours and edge weights around each vertex (Weisfeiler and Leman)
    until nothing changes. Where vertices still look alike, one of them is set apart, by its
    number, and the rest is refined again, a limited number of times. Leaves that look alike are
    left so, since they are never cut off.
    """
    ascending = np.argsort(weights, kind="stable")
    steps = np.diff(weights[ascending], prepend=weights[ascending[:1]]) > tolerance
    kinds = np.empty(len(weights), np.uint64)
    kinds[ascending] = np.cumsum(steps)
    here = np.concatenate(ends)
    there = np.concatenate(ends[::-1])
    signs = np.tile(_mixed(kinds), 2)

    colours = _refined(np.zeros(count, np.uint64), here, there, signs)
    inner = np.flatnonzero(np.bincount(here, minlength=count) > 1)
    for _ in range(_INDIVIDUALISED_AT_MOST):
        found, first, times = np.unique(colours[inner], return_index=True, return_counts=True)
        if len(found) == len(inner):
            break
        colours[inner[first[times > 1][0]]] = count
        colours = _refined(colours, here, there, signs)
    number = np.empty(count, np.intp)
    number[np.argsort(colours, kind="stable")] = np.arange(count)
    return number


def _refined(
    colours: NDArray[np.uint64],
    here: NDArray[np.intp],
    there: NDArray[np.intp],
    signs: NDArray[np.uint64],
) -> NDArray[np.uint64]:
    kinds = len(np.unique(colours))
    while True:
        around = np.zeros(len(colours), np.uint64)
        np.add.at(around, here, _mixed(_mixed(colours)[there] ^ signs))
        looks = _mixed(_mixed(colours) + around)
        found, inverse = np.unique(looks, return_inverse=True)
        if len(found) <= kinds:
            return colours if kinds == len(colours) else inverse.astype(np.uint64)
        kinds, colours = len(found), inverse.astype(np.uint64)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scatter numbers over 64 bits (the finaliser of SplitMix64; Steele, Lea and Flood 2014)."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))
