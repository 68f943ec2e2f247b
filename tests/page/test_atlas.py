"""The ground of the map: outlines or cells, what lies around, towns."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from helpers.england import bundled_dataset
from helpers.mapped import mapped_dataset, square

from graphmodel.dataset.boundaries import Boundary
from graphmodel.dataset.dataset import derived
from graphmodel.overlap.overlap import build_overlap
from graphmodel.page.atlas import atlas_of, land_around
from graphmodel.page.ground import Ground

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset


def atlas(dataset: Dataset) -> Any:  # noqa: ANN401 - as JSON has it
    return atlas_of(dataset, Ground(dataset, build_overlap(dataset)).ids)


def ids(found: Any, name: str) -> list[int]:  # noqa: ANN401 - as JSON has it
    return [each["id"] for each in found["topology"]["objects"][name]["geometries"]]


def test_outlines_are_taken_where_there_are_any() -> None:
    found = atlas(mapped_dataset())
    assert not found["cells"]
    assert ids(found, "blocks") == [4, 5, 6, 7]
    assert ids(found, "stated") == []


def test_without_outlines_there_are_cells_and_without_places_nothing() -> None:
    found = atlas(mapped_dataset(outlines=False))
    assert found["cells"]
    assert ids(found, "blocks") == [4, 5, 6, 7]
    assert atlas(mapped_dataset(outlines=False, points=False)) is None


def test_the_outlines_of_a_few_are_drawn_over_cells() -> None:
    whole = mapped_dataset()
    for number, cells in ((1, True), (2, False)):
        found = atlas(derived(whole, boundaries=whole.boundaries[:number]))
        assert found["cells"] == cells
        assert len(ids(found, "blocks")) == (4 if cells else 2)
        assert len(ids(found, "stated")) == (1 if cells else 0)


def test_outlines_of_footprints_lie_over_cells() -> None:
    a1 = Boundary("", "a", "a1", ((square(0, 50),),))
    stranger = Boundary("", "a", "none", ((square(0, 50),),))
    found = atlas(derived(mapped_dataset(outlines=False), boundaries=(a1, stranger)))
    assert found["cells"]
    assert ids(found, "stated") == [0]


def test_towns_come_by_rank_and_those_without_a_place_are_left_out() -> None:
    rows = pd.DataFrame(
        [("Far", 1.0, 50.0, 2), ("Big", 0.0, 50.0, None), ("Nowhere", None, 50.0, 1)],
        columns=["name", "longitude", "latitude", "rank"],
    )
    found = atlas(mapped_dataset().replace(towns=rows))
    assert found["towns"] == [["Big", 0.0, 50.0, 1], ["Far", 1.0, 50.0, 2]]


def test_the_land_around_england_is_britain_and_what_is_near() -> None:
    polygons = list(land_around([(-6.0, 50.0), (2.0, 56.0)]))
    box = {
        (axis, bound) for axis, ends in enumerate(((-14.0, 10.0), (44.0, 62.0))) for bound in ends
    }
    points = [point for polygon in polygons for ring in polygon for point in ring]
    assert min(x for x, _ in points) >= -14.0 - 1e-9
    assert max(y for _, y in points) <= 62.0 + 1e-9
    cut = {(axis, round(point[axis], 6)) for point in points for axis in (0, 1)} & box
    assert len(cut) >= 2  # the continent goes on
    wales = (-3.75, 52.25)
    assert sum(_around(polygon[0], wales) for polygon in polygons) == 1
    assert list(land_around([(-40.0, 10.0), (-39.0, 11.0)])) == []  # the open sea


def _around(ring: tuple[tuple[float, float], ...], point: tuple[float, float]) -> bool:
    x, y = point
    crossings = [
        (b > y) != (d > y) and x < (c - a) * (y - b) / (d - b) + a
        for (a, b), (c, d) in pairwise(ring)
    ]
    return sum(crossings) % 2 == 1


@pytest.mark.parametrize("name", ["england-2016", "england-2026"])
def test_the_map_part_is_small(name: str) -> None:
    found = atlas(bundled_dataset(name))
    assert len(json.dumps(found, separators=(",", ":"))) < 250_000
    assert len(found["towns"]) == 43
