"""Outlines as a topology: borders that two pieces of ground share are kept once, as arcs.

TopoJSON (https://github.com/topojson/topojson-specification) is half as long as the outlines, and
says what borders what: the page draws a border of two footprints as one line.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graphmodel.dataset.boundaries import Ring

_UNITS: Final = 5_000
"""To the degree: about twenty metres, which nobody sees on a map of a country."""

Outlines: TypeAlias = "Mapping[Any, Sequence[Sequence[Ring]]]"
"""Polygons of rings in longitude and latitude (degrees), by what they are the ground of."""

_Point: TypeAlias = tuple[int, int]
_Path: TypeAlias = tuple[_Point, ...]


def topology_of(objects: Mapping[str, Outlines], *, units: int = _UNITS) -> dict[str, Any]:
    """Return collections of outlines as one TopoJSON topology.

    Parameters
    ----------
    objects
        The outlines of each collection. Their keys become the ids of geometries.
    units
        How many whole units a degree has; what is finer is lost.
    """
    rings = {
        (name, key): [[_whole(ring, units) for ring in polygon] for polygon in polygons]
        for name, outlines in objects.items()
        for key, polygons in outlines.items()
    }
    ends = _ends(ring for polygons in rings.values() for polygon in polygons for ring in polygon)
    numbers: dict[_Path, int] = {}
    collections: dict[str, dict[str, Any]] = {
        name: {"type": "GeometryCollection", "geometries": []} for name in objects
    }
    for (name, key), polygons in rings.items():
        arcs = [
            [[_number(arc, numbers) for arc in _cut(ring, ends)] for ring in polygon if ring]
            for polygon in polygons
        ]
        collections[name]["geometries"].append(
            {"type": "MultiPolygon", "id": key, "arcs": [polygon for polygon in arcs if polygon]}
        )
    return {
        "type": "Topology",
        "transform": {"scale": [1 / units, 1 / units], "translate": [0, 0]},
        "objects": collections,
        "arcs": [_steps(arc) for arc in numbers],
    }


def _whole(ring: Ring, units: int) -> _Path:
    """Return a ring in whole units, open, no point twice in a row; empty where it holds nothing."""
    points = [(round(x * units), round(y * units)) for x, y in ring]
    kept = [point for before, point in pairwise([points[-1], *points]) if point != before]
    return tuple(kept) if len(set(kept)) > 2 else ()  # noqa: PLR2004 - two make a line


def _ends(rings: Iterable[_Path]) -> set[_Point]:
    """Return the points at which arcs end: those that rings come to, or leave, in several ways."""
    ways: dict[_Point, set[_Point]] = {}
    ends = set()
    for ring in rings:
        for place, point in enumerate(ring):
            way = {ring[place - 1], ring[(place + 1) % len(ring)]}
            if ways.setdefault(point, way) != way:
                ends.add(point)
    return ends


def _cut(ring: _Path, ends: set[_Point]) -> Iterator[_Path]:
    """Cut a ring at its ends; one without any is an arc by itself, from its least point."""
    places = [place for place, point in enumerate(ring) if point in ends]
    if not places:
        places = [ring.index(min(ring))]
    turned = ring[places[0] :] + ring[: places[0]]
    stops = [place - places[0] for place in places] + [len(ring)]
    for start, stop in pairwise(stops):
        yield (*turned[start:stop], turned[stop % len(ring)])


def _number(arc: _Path, numbers: dict[_Path, int]) -> int:
    """Return the number of an arc, or of the same arc backwards: its complement."""
    back = arc[::-1]
    if arc in numbers:
        return numbers[arc]
    if back in numbers:
        return ~numbers[back]
    return numbers.setdefault(arc, len(numbers))


def _steps(arc: _Path) -> list[list[int]]:
    """Return the first point of an arc, and the steps from each to the next."""
    (x, y), *_ = arc
    return [[x, y], *([c - a, d - b] for (a, b), (c, d) in pairwise(arc))]
