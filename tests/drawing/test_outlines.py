"""Outlines put together, held to what shapely makes of the same pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.drawing.outlines import area, dissolved, oriented

Cell = tuple[int, int]


def square(x: float, y: float, side: float = 1.0) -> tuple[tuple[float, float], ...]:
    return ((x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y))


def test_the_border_between_neighbours_is_gone() -> None:
    (found,) = dissolved([(square(0, 0),), (square(1, 0)[::-1],)])
    (ring,) = found
    assert set(ring) == {(0, 0), (1, 0), (2, 0), (2, 1), (1, 1), (0, 1)}
    assert area(ring) == 2


def test_a_ring_around_ground_of_somebody_else_has_a_hole() -> None:
    cells = [(x, y) for x in range(3) for y in range(3) if (x, y) != (1, 1)]
    (found,) = dissolved((square(x, y),) for x, y in cells)
    outer, hole = found
    assert (area(outer), area(hole)) == (9, -1)


def test_ground_that_fills_a_hole_leaves_none() -> None:
    (found,) = dissolved([(square(0, 0, 3), square(1, 1)), (square(1, 1),)])
    assert [area(ring) for ring in found] == [9]


def test_rings_turn_as_geojson_has_it() -> None:
    outer, hole = oriented((square(0, 0, 3)[::-1], square(1, 1)[:-1]))
    assert area(outer) > 0 > area(hole)
    assert hole[0] == hole[-1]


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1))
def test_it_is_what_shapely_makes_of_it(cells: set[Cell]) -> None:
    shapely = pytest.importorskip("shapely")
    found = dissolved((square(x, y),) for x, y in cells)
    made = shapely.MultiPolygon([(polygon[0], polygon[1:]) for polygon in found])
    assert made.is_valid
    wanted = shapely.union_all([shapely.Polygon(square(x, y)) for x, y in cells])
    assert made.equals(wanted)
    assert found == dissolved((square(x, y),) for x, y in sorted(cells, reverse=True))
