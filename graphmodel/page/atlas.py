"""The ground of the map: outlines or cells of the blocks, the land around them, towns."""

from __future__ import annotations

import json
from functools import cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Final

from graphmodel.files.assets import asset
from graphmodel.page.cells import cells_around
from graphmodel.page.topology import topology_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphmodel.dataset.boundaries import Ring
    from graphmodel.dataset.dataset import Dataset

_LAND: Final = "page/assets/vendored/natural-earth-land.json"
_LAND_UNITS: Final = 100
"""To the degree, of the land of the world: about a kilometre."""

_AROUND: Final = 1.0
"""How much of the land is kept on either side, in widths or heights of the ground."""


def atlas_of(dataset: Dataset, numbers: Mapping[tuple[str, str], int]) -> dict[str, Any] | None:
    """Return what the map draws, or None where nobody knows where any block is.

    Blocks have their outlines, or, where few have one, the cells around their coordinates; then
    the outlines there are are drawn over these. The land around is that of Natural Earth.

    Parameters
    ----------
    dataset
        A dataset as read.
    numbers
        The number of each node: of an organisation by ``("", code)``, of a footprint by its set
        and code.
    """
    outlines = {
        numbers[key]: one.polygons
        for one in dataset.boundaries
        for key in [(one.footprint_set, one.organisation or one.footprint)]
        if key in numbers
    }
    rows = dataset.organisations.set_index("organisation").loc[dataset.people.index]
    rows = rows[rows["longitude"].notna() & rows["latitude"].notna()]
    ids = {numbers["", code] for code in dataset.people.index}
    blocks = {key: polygons for key, polygons in outlines.items() if key in ids}
    cells = 2 * len(blocks) < len(rows)
    stated = outlines if cells else {}
    if cells:
        points = list(zip(rows["longitude"].tolist(), rows["latitude"].tolist(), strict=True))
        found = zip(rows.index, cells_around(points), strict=True)
        blocks = {numbers["", code]: ((ring,),) for code, ring in found}
    if not blocks:
        return None
    ground = [point for polygons in blocks.values() for rings in polygons for point in rings[0]]
    around = {"land": {"land": list(land_around(ground))}}
    return {
        "topology": topology_of({"blocks": blocks, "stated": stated}),
        "land": topology_of(around, units=_LAND_UNITS),
        "cells": cells,
        "towns": _towns(dataset),
        "credit": _credit(dataset),
    }


def _towns(dataset: Dataset) -> list[list[Any]]:
    """Return name, longitude, latitude and rank of each town, the first ranks first."""
    rows = dataset.towns.dropna(subset=["longitude", "latitude"])
    ranks = rows["rank"].fillna(1).astype(int)
    columns = [rows[name].tolist() for name in ("name", "longitude", "latitude")]
    return sorted(map(list, zip(*columns, ranks, strict=True)), key=lambda town: town[3])


def _credit(dataset: Dataset) -> str:
    """Return whom the map is owed to: the licences of the data, and the land around."""
    names = [str(each.get("title") or each.get("name") or "") for each in dataset.licenses]
    return " ".join(f"{name}." for name in [*filter(None, names), "Land around: Natural Earth"])


def land_around(ground: Sequence[tuple[float, float]]) -> Iterator[tuple[Ring, ...]]:
    """Yield the land near some ground, as polygons cut off at a rectangle around it."""
    box = []
    for values in zip(*ground, strict=True):
        low, high = min(values), max(values)
        wide = _AROUND * max(high - low, 0.5)
        box.append((low - wide, high + wide))
    for polygon in _world():
        rings = [_within(ring, box) for ring in polygon]
        if rings[0]:
            yield tuple(ring for ring in rings if ring)


@cache
def _world() -> list[list[Ring]]:
    """Return the land of the world as polygons in degrees."""
    return [
        [
            tuple(
                zip(
                    *([at / _LAND_UNITS for at in accumulate(steps[axis::2])] for axis in (0, 1)),
                    strict=True,
                )
            )
            for steps in polygon
        ]
        for polygon in json.loads(asset(_LAND))
    ]


def _within(ring: Ring, box: Sequence[tuple[float, float]]) -> Ring:
    """Cut a ring off at a rectangle, side by side (Sutherland and Hodgman 1974)."""
    for axis, bounds in enumerate(box):
        values = [point[axis] for point in ring]
        if not values or max(values) < bounds[0] or min(values) > bounds[1]:
            return ()
    points = list(ring)
    for axis, bounds in enumerate(box):
        for sign, bound in zip((1, -1), bounds, strict=True):
            points = list(_cut_off(points, axis, sign, bound))
    return (*points, points[0]) if len(points) > 2 else ()  # noqa: PLR2004 - two make a line


def _cut_off(
    points: list[tuple[float, float]], axis: int, sign: int, bound: float
) -> Iterator[tuple[float, float]]:
    """Yield a ring without what lies beyond a bound: below it for a sign of 1, above it for -1."""
    for one, other in pairwise([*points[-1:], *points]):
        inside = [sign * (point[axis] - bound) >= 0 for point in (one, other)]
        if inside[0] != inside[1]:
            part = (bound - one[axis]) / (other[axis] - one[axis])
            x, y = (a + part * (b - a) for a, b in zip(one, other, strict=True))
            yield (x, y)
        if inside[1]:
            yield other
