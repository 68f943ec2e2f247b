"""Compatible plans: nothing merges, nothing is new, and no footprint straddles any more."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from graphmodel.exact.elimination import TooWideError
from graphmodel.exact.limits import TIME_LIMIT
from graphmodel.exact.stars import best_star_forest, star_forest_by_model
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.asked import JOINT, Asked
from graphmodel.plans.optimum import check_shared
from graphmodel.plans.plan import Plan, footprint_rows
from graphmodel.plans.sides import HostChoice, SideChoice

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap

__all__ = ["compatible_plan", "plan_compatible"]


def compatible_plan(
    dataset: Dataset,
    *,
    lead: str = JOINT,
    sets: tuple[str, str] | None = None,
    ignore_below: float = 0.0,
    time_limit: float = TIME_LIMIT,
) -> Plan:
    """Change the footprint of the fewest people so that none straddles.

    The overlaps that stay are a spanning star forest of the overlap graph of greatest weight:
    every footprint keeps a partner, and is coterminous with one or holds several. The people in
    each overlap that is undone stay in one of their two footprints, and change the other for one
    that is still a partner of it: for the one with the longest border, then most shared partners,
    then most people there, then by code.

    Parameters
    ----------
    dataset
        A dataset as read.
    lead
        The set that does not change; ``joint`` where either may, which is then decided as
        :class:`graphmodel.sides.SideChoice` says.
    sets
        The sets A and B; by default the dataset's own pair.
    ignore_below
        Tolerance: slivers stay where they are and do not count against the target.

    time_limit
        Seconds for the mixed-integer model, which is used where the overlap graph is too wide for
        the dynamic programme.

    Raises
    ------
    OptionError
        When a set is unknown, the sets share nobody, or the tolerance is out of range.
    UndecidedError
        When the model found no plan in the time given.
    """
    overlap = build_overlap(dataset, sets=sets, ignore_below=ignore_below)
    return plan_compatible(dataset, overlap, lead=lead, time_limit=time_limit)


def plan_compatible(
    dataset: Dataset, overlap: Overlap, *, lead: str = JOINT, time_limit: float = TIME_LIMIT
) -> Plan:
    """Make such a plan of an overlap at hand; see :func:`compatible_plan`."""
    check_shared(overlap)
    lead_side = None if lead == JOINT else overlap.side(lead)
    forest = _forest(overlap, time_limit)
    rivals = [_choice(dataset, overlap, kept) for kept in forest.kept]
    decisions = [rival.choose(lead=lead_side) for rival in rivals]
    best = min(range(len(rivals)), key=lambda number: (decisions[number].score, number))
    codes, positions = overlap.codes, overlap.edge_positions
    linked = [
        pd.Series(own, own, dtype=object)
        for own in (codes[side][np.unique(positions[side])] for side in (0, 1))
    ]
    names = [
        rows.set_index("footprint")["name"].loc[own.index]
        for name, own in zip(overlap.compare, linked, strict=True)
        for rows in [overlap.footprints[overlap.footprints["footprint_set"] == name]]
    ]
    targets = {
        f"to_{column}": np.asarray(codes[side])[rivals[best].after(decisions[best].decision, side)]
        for side, column in enumerate("ab")
    }
    return Plan(
        dataset=dataset,
        overlap=overlap,
        successors=footprint_rows(overlap, linked, "successor"),
        resulting=footprint_rows(overlap, names, "name"),
        assignment=overlap.portions.assign(**targets),
        asked=Asked(lead, "compatible", "exact"),
        lower_bound=forest.lower_bound,
        optimal=forest.optimal,
    )


class _Forest(NamedTuple):
    """Spanning star forests of equal weight, and how far they are proved to be the best."""

    kept: list[NDArray[np.bool_]]
    lower_bound: float
    optimal: bool


def _forest(overlap: Overlap, time_limit: float) -> _Forest:
    people = overlap.edges["people"].to_numpy(float)
    try:
        found = best_star_forest(overlap.edge_positions, people)
    except TooWideError:
        found = star_forest_by_model(overlap.edge_positions, people, time_limit=time_limit)
    rivals = []
    for cut in found.cuts:
        kept = np.ones(len(overlap.edges), bool)
        kept[cut] = False
        rivals.append(kept)
    return _Forest(rivals, found.lower_bound, found.optimal)


def _choice(dataset: Dataset, overlap: Overlap, kept: NDArray[np.bool_]) -> SideChoice:
    """Return the choice of sides where these overlaps stay."""
    edges, ends = overlap.edges, overlap.edge_positions
    hosts = [HostChoice(dataset, overlap, name) for name in overlap.compare]

    @cache
    def destination(row: int, stays: int, side: int) -> int:
        if stays == side:
            return int(ends[side][row])
        partners = np.flatnonzero(kept & (ends[stays] == ends[stays][row]))
        columns = "ab"
        found = hosts[side](
            edges[columns[stays]].iloc[row],
            edges[columns[side]].iloc[row],
            edges[columns[side]].iloc[partners].tolist(),
        )
        return int(overlap.codes[side].get_indexer(pd.Index([found]))[0])

    own = tuple(np.arange(len(codes), dtype=np.intp) for codes in overlap.codes)
    return SideChoice(dataset, overlap, (own[0], own[1]), together=kept, destination=destination)
