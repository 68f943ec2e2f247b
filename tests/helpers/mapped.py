"""A small country of squares: two rows of blocks, each with its outline."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

from graphmodel.dataset.boundaries import Boundary
from graphmodel.dataset.dataset import derived
from helpers.examples import make_dataset

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset

# c2 is in a1 and b2, so that a1 and b2 straddle.
ROWS = {
    "c1": ("a1", "b1", 30),
    "c2": ("a1", "b2", 5),
    "c3": ("a2", "b2", 20),
    "c4": ("a2", "b2", 25),
}
PLACES = {"c1": (0, 0), "c2": (1, 0), "c3": (0, 1), "c4": (1, 1)}


def square(x: float, y: float) -> tuple[tuple[float, float], ...]:
    """Return the outline of a square by its lower left corner, of one degree."""
    return ((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y))


def mapped_dataset(*, outlines: bool = True, points: bool = True) -> Dataset:
    """Return the country with outlines, with points in their middles, with both or neither."""
    dataset = make_dataset(ROWS)
    if outlines:
        squares = tuple(
            Boundary(code, "", "", ((square(x, 50 + y),),)) for code, (x, y) in PLACES.items()
        )
        dataset = derived(dataset, boundaries=squares)
    rows = dataset.organisations
    at = [PLACES[code] if points else (nan, nan) for code in rows["organisation"]]
    rows = rows.assign(longitude=[x + 0.5 for x, _ in at], latitude=[y + 50.5 for _, y in at])
    return derived(dataset, organisations=rows)
