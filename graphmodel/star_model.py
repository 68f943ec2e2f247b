"""Spanning star forests by mixed-integer optimisation: the target ``compatible``.

Each footprint is either a centre or hangs on one: then every component of what is kept is a star,
and no footprint straddles. The overlaps kept are to hold as many people as can be; the rest are
undone. Components of the overlap graph do not bear on each other and are solved by themselves.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from graphmodel._rows import Columns, Rows
from graphmodel._solver import minimise
from graphmodel.errors import UndecidedError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphmodel.overlap import Overlap

__all__ = ["StarForest", "star_forest_by_model"]

_UNITS: Final = 1e5
_CLOSED: Final = 1e-7


@dataclass(frozen=True, eq=False)
class StarForest:
    """Overlaps that are kept so that no footprint straddles.

    Attributes
    ----------
    kept
        For each row of ``overlap.edges``, whether the overlap is kept.
    people_moved
        People in the overlaps undone.
    lower_bound
        People that every such choice undoes, as far as proved.
    optimal
        Whether those are as many.
    """

    kept: NDArray[np.bool_]
    people_moved: float
    lower_bound: float
    optimal: bool


def star_forest_by_model(overlap: Overlap, *, time_limit: float = 60.0) -> StarForest:
    """Find the overlaps of fewest people to undo so that every component is a star.

    Parameters
    ----------
    overlap
        The overlap of two sets.
    time_limit
        Seconds.

    Raises
    ------
    UndecidedError
        When the time is over before any choice is found.
    """
    first, second = overlap.edge_positions
    ends = np.column_stack([first, second + len(overlap.codes[0])])
    people = overlap.edges["people"].to_numpy(float)
    component = overlap.structure.components[0][first]
    deadline = time.monotonic() + time_limit
    kept = np.zeros(len(people), bool)
    bound = 0.0
    for number in np.unique(component):
        rows = np.flatnonzero(component == number)
        chosen, lost = _stars(ends[rows], people[rows], deadline)
        kept[rows] = chosen
        bound += lost
    moved = float(people[~kept].sum())
    closed = moved - bound <= _CLOSED * max(1.0, moved)
    return StarForest(kept, moved, moved if closed else bound, closed)


def _stars(
    ends: NDArray[np.intp], people: NDArray[np.float64], deadline: float
) -> tuple[NDArray[np.bool_], float]:
    """Solve one component; return the overlaps kept and a bound on the people in the rest."""
    vertices, ends = np.unique(ends, return_inverse=True)
    ends = ends.reshape(-1, 2)
    degrees = np.bincount(ends.ravel())
    if np.all(degrees[ends].min(axis=1) == 1):
        return np.ones(len(ends), bool), 0.0
    columns, rows = Columns(), Rows()
    centre = columns.add(np.ones(len(vertices), bool), whole=True)
    # hangs[e, 0]: the A end of an overlap hangs on its B end; hangs[e, 1]: the other way round.
    hangs = columns.add(np.ones(ends.shape, bool), whole=True)
    for side in (0, 1):
        rows.add([(hangs[:, side], 1.0), (centre[ends[:, 1 - side]], -1.0)], most=0)
    for vertex in range(len(vertices)):
        own = hangs[ends == vertex]
        others = hangs[:, ::-1][ends == vertex]
        rows.add_one([*own, centre[vertex]], least=1, most=1)
        rows.add_one([*others, centre[vertex]], [*np.ones(len(others)), -1.0], least=0)
    unit = max(1.0, float(people.sum()) / _UNITS)
    goal = np.zeros(columns.count)
    goal[hangs] = -people[:, None] / unit
    result = minimise(goal, columns, rows, time_limit=max(deadline - time.monotonic(), 0.1))
    if result.x is None:
        raise UndecidedError("no choice of overlaps to undo was found in the time given")
    kept = (result.x[hangs] > 1 / 2).any(axis=1)
    bound = max(0.0, float(people.sum()) + float(result.mip_dual_bound) * unit)
    return kept, min(bound, float(people[~kept].sum()))
