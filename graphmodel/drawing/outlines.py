"""Outlines put together: the border of many pieces of ground, where these share theirs."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from math import atan2
from typing import TYPE_CHECKING, TypeAlias

from graphmodel.dataset.boundaries import Ring

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graphmodel.dataset.dataset import Dataset

Polygon: TypeAlias = tuple[Ring, ...]
"""Rings of longitude and latitude, closed: the outer one counter-clockwise, then holes clockwise,
as RFC 7946 has them."""
_Point: TypeAlias = tuple[float, float]


def area(ring: Sequence[_Point]) -> float:
    """Return the area in a closed ring by the shoelace formula, negative where it is clockwise."""
    return 0.5 * sum(x * v - u * y for (x, y), (u, v) in pairwise(ring))


def oriented(polygon: Iterable[Ring]) -> Polygon:
    """Return a polygon whose rings are closed, and turn as they should."""
    closed = [ring if ring[0] == ring[-1] else (*ring, ring[0]) for ring in polygon]
    return tuple(
        ring if (area(ring) > 0) == (place == 0) else ring[::-1]
        for place, ring in enumerate(closed)
    )


def dissolved(polygons: Iterable[Sequence[Ring]]) -> tuple[Polygon, ...]:
    """Return the polygons that others make together: an edge that two of them share is no border.

    Neighbours share an edge where they have it point by point, as those cut from one map do; where
    they do not, it stays in the outline twice.
    """
    ways: dict[_Point, list[_Point]] = defaultdict(list)
    for polygon in polygons:
        for ring in oriented(polygon):
            for start, end in pairwise(ring):
                if start in ways[end]:
                    ways[end].remove(start)
                elif start != end:
                    ways[start].append(end)
    rings = sorted(_rings(ways), key=lambda ring: (-area(ring), ring))
    outer = [[ring] for ring in rings if area(ring) > 0]
    for hole in (ring for ring in rings if area(ring) < 0):
        (x, y), (u, v) = hole[:2]
        middle = ((x + u) / 2, (y + v) / 2)
        # Of those around it the smallest comes last.
        home = [polygon for polygon in outer if _within(middle, polygon[0])]
        (home or outer)[-1].append(hole)
    return tuple(tuple(polygon) for polygon in outer)


def block_outlines(dataset: Dataset) -> dict[str, tuple[tuple[Ring, ...], ...]]:
    """Return the polygons of the blocks that have an outline, by code."""
    return {
        boundary.organisation: boundary.polygons
        for boundary in dataset.boundaries
        if boundary.organisation in dataset.people.index
    }


def _rings(ways: dict[_Point, list[_Point]]) -> Iterator[Ring]:
    """Yield rings that meet no point twice: go along edges until a point comes again.

    Where several ways go on from a point, that most to the left is taken, which keeps pieces apart
    that meet in a corner.
    """
    for first in sorted(ways):
        path, place = [first], {first: 0}
        while ways[path[-1]]:
            on = ways[path[-1]]
            back = path[-2] if len(path) > 1 else path[-1]
            point = max(on, key=lambda end: (_turn(back, path[-1], end), end))
            on.remove(point)
            if point not in place:
                place[point] = len(path)
                path.append(point)
                continue
            ring = path[place[point] :]
            lowest = ring.index(min(ring))
            yield (*ring[lowest:], *ring[: lowest + 1])
            for passed in ring[1:]:
                del place[passed]
            del path[place[point] + 1 :]


def _turn(before: _Point, point: _Point, end: _Point) -> float:
    """Return by what angle one turns to the left at a point, in radians."""
    (x, y), (u, v) = ((b[0] - a[0], b[1] - a[1]) for a, b in ((before, point), (point, end)))
    return atan2(x * v - y * u, x * u + y * v)


def _within(point: _Point, ring: Ring) -> bool:
    """Whether a ray from a point to the right crosses the ring an odd number of times."""
    x, y = point
    return bool(
        sum(
            (b > y) != (d > y) and x < (c - a) * (y - b) / (d - b) + a
            for (a, b), (c, d) in pairwise(ring)
        )
        % 2
    )
