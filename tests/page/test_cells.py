"""Cells: every point in its own, neighbours share a border, and the sea ends them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.page.cells import cells_around

degrees = st.tuples(st.integers(-80, 80), st.integers(-60, 60))


def area(ring: tuple[tuple[float, float], ...]) -> float:
    x, y = np.array(ring).T
    return abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2)


def holds(ring: tuple[tuple[float, float], ...], point: tuple[float, float]) -> bool:
    """Whether a convex ring goes around a point: it lies on one side of all edges."""
    corners = np.array(ring)
    along, to = np.diff(corners, axis=0), np.array(point) - corners[:-1]
    turns = along[:, 0] * to[:, 1] - along[:, 1] * to[:, 0]
    return bool((turns > -1e-9).all() or (turns < 1e-9).all())


@given(st.lists(degrees, max_size=12))
def test_every_point_lies_in_a_closed_cell_of_its_own(points: list[tuple[float, float]]) -> None:
    cells = cells_around(points)
    assert len(cells) == len(points)
    assert cells == cells_around(points)
    alone = len(set(points)) == len(points)
    for cell, point in zip(cells, points, strict=True):
        assert cell[0] == cell[-1]
        assert area(cell) > 0
        assert not alone or holds(cell, point)


def test_neighbours_meet_half_way() -> None:
    one, other = cells_around([(0.0, 0.0), (2.0, 0.0)])
    shared = set(one) & set(other)
    assert len(shared) == 2
    assert {round(x, 9) for x, _ in shared} == {1.0}


def test_one_far_off_is_an_island() -> None:
    cells = cells_around([(x, y) for x in range(5) for y in range(5)] + [(12, 2)])
    assert not set(cells[-1]) & {corner for cell in cells[:-1] for corner in cell}
    assert max(map(area, cells)) < 12
