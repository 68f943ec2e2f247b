"""Ground for places of which only a point is known: the cells of what is nearest to each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from graphmodel.dataset.boundaries import Ring

_REACH: Final = 1.4
"""How far ground goes around a point, in distances within which nearly all have a neighbour."""

_NEARLY_ALL: Final = 0.95

_FINEST: Final = 150
"""Into how many times its reach the whole may be divided, so that the sea has an end."""

_GOLDEN_ANGLE: Final = float(np.pi * (3 - np.sqrt(5)))


def cells_around(points: Sequence[tuple[float, float]]) -> list[Ring]:
    """Return a cell around each point: what is nearer to it than to the others, and not too far.

    The cells are those of a Voronoi diagram. Beyond them, a lattice of points of the sea keeps
    them from going on for ever. Points in one place are taken apart a little.

    Parameters
    ----------
    points
        Longitude and latitude in degrees.
    """
    # Imported here: scipy.spatial takes a while to load, and where there are outlines nobody asks.
    from scipy.spatial import Voronoi, cKDTree  # noqa: PLC0415

    if not points:
        return []
    at = np.asarray(points, float)
    stretch = np.array([max(np.cos(np.radians(at[:, 1].mean())), 0.01), 1.0])
    at = at * stretch
    _, first, where = np.unique(at, axis=0, return_index=True, return_inverse=True)
    gaps, _ = cKDTree(at[first]).query(at[first], k=[2])  # the nearest is oneself
    near = np.where(np.isfinite(gaps), gaps, 1.0)
    reach = max(
        _REACH * float(np.quantile(near, _NEARLY_ALL)), float(np.ptp(at, axis=0).max()) / _FINEST
    )
    turn = _GOLDEN_ANGLE * np.arange(len(at))
    again = np.arange(len(at)) != first[where]
    at = at + np.where(again, 1e-3 * reach, 0)[:, None] * np.column_stack(
        [np.cos(turn), np.sin(turn)]
    )
    sea = _sea(at, reach)
    diagram = Voronoi(np.concatenate([at, sea]))
    cells = [diagram.regions[diagram.point_region[place]] for place in range(len(at))]
    corners = diagram.vertices / stretch
    return [tuple(map(tuple, corners[[*cell, cell[0]]].tolist())) for cell in cells]


def _sea(at: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """Return a lattice around points: of triangles, no point within reach, none far beyond."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 - as above

    step = 0.7 * reach
    low, high = at.min(axis=0) - 3 * reach, at.max(axis=0) + 3 * reach
    across, up = np.arange(low[0], high[0], step), np.arange(low[1], high[1], step * np.sqrt(0.75))
    x, y = np.meshgrid(across, up)
    x[1::2] += step / 2
    lattice = np.column_stack([x.ravel(), y.ravel()])
    far = cKDTree(at).query(lattice)[0]
    return lattice[(far > reach) & (far < 3 * reach)]
