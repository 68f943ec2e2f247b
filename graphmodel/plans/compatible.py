"""Compatible plans: nothing merges, nothing is new, and no footprint straddles any more."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from graphmodel.dataset.reading import as_dataset
from graphmodel.dataset.targets import JOINT
from graphmodel.errors import OptionError
from graphmodel.exact.elimination import TooWideError
from graphmodel.exact.limits import TIME_LIMIT
from graphmodel.exact.stars import (
    NoStarForestError,
    best_star_forest,
    star_forest_by_model,
)
from graphmodel.files.guard import guarded
from graphmodel.overlap.overlap import build_overlap
from graphmodel.overlap.relations import Relation
from graphmodel.plans.asked import Asked, Task
from graphmodel.plans.joint import unshared_plan
from graphmodel.plans.plan import unchanged_plan
from graphmodel.plans.sides import HostChoice, SideChoice
from graphmodel.wording import footprint_phrase

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import Dataset, Sets
    from graphmodel.dataset.targets import Undecided
    from graphmodel.exact.stars import StarForest
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.plans.plan import Plan


@guarded
def compatible_plan(
    dataset: Dataset | str | Path,
    *,
    lead: str = JOINT,
    sets: Sets | None = None,
    ignore_below: float = 0.0,
    undecided: Undecided = "separate",
    time_limit: float = TIME_LIMIT,
) -> Plan:
    """Change the footprint of the fewest people so that none straddles.

    The overlaps that stay are a spanning star forest of the overlap graph of greatest weight:
    every footprint keeps a partner, and is coterminous with one or holds several. The people in
    each overlap that is undone stay in one of their two footprints, and change the other for one
    that is still a partner of it: for the one with the longest border, then most shared partners,
    then most people there, then by code.

    With ``separate``, the overlap graph is extended: each footprint with undecided people has one
    more partner, its undecided ground, and that overlap cannot be undone. So such a footprint is
    the centre of a star. It may keep its undecided ground as its only partner, if its covered
    people all have somewhere to go: where a set leads, each of its footprints keeps a partner that
    is there; in joint plans, one end of every undone overlap does, and its people stay with that
    end. Where nothing of the kind is possible there is no such plan.

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
        Tolerance: slivers stay where they are and do not count against the target. Undecided
        people are never slivers.
    undecided
        How undecided ground is taken: ``separate``, or ``open``, which leaves it out of account.
    time_limit
        Seconds for the mixed-integer model, which is used where the overlap graph is too wide for
        the dynamic programme, and where some footprint would be left to its undecided ground that
        must not be.

    Raises
    ------
    OptionError
        When a set is unknown, the tolerance is out of range, or no plan is
        compatible with undecided ground as it is taken.
    UndecidedError
        When the model found no plan in the time given.

    Examples
    --------
    >>> print(f'{gm.compatible_plan("england-2016", lead="stp").people_moved:,.0f}')
    1,257,913
    """
    dataset = as_dataset(dataset)
    overlap = build_overlap(dataset, sets=sets, ignore_below=ignore_below)
    asked = Asked(lead, "compatible", "exact", undecided=undecided)
    return plan_compatible(Task(dataset, overlap, asked, time_limit))


def plan_compatible(task: Task) -> Plan:
    """Make such a plan of an overlap at hand; see :func:`compatible_plan`."""
    dataset, overlap, asked = task[:3]
    if overlap.edges.empty:
        return unshared_plan(task)
    lead_side = None if asked.lead == JOINT else overlap.side(asked.lead)
    try:
        forest = star_forest(overlap, lead_side, asked.undecided, task.time_limit)
    except NoStarForestError:
        raise OptionError(_none_possible(dataset, overlap, lead_side)) from None
    every = [overlap.kept(cut) for cut in forest.cuts]
    rivals = [_choice(dataset, overlap, kept) for kept in every]
    decisions = [
        rival.choose(lead=lead_side, fixed=_fixed(overlap, kept))
        for rival, kept in zip(rivals, every, strict=True)
    ]
    best = min(range(len(rivals)), key=lambda number: (decisions[number].score, number))
    targets = {
        f"to_{side.column}": np.asarray(side.codes)[
            rivals[best].after(decisions[best].decision, side.number)
        ]
        for side in overlap.sides
    }
    return replace(
        unchanged_plan(dataset, overlap),
        assignment=overlap.portions.assign(**targets),
        asked=asked,
        lower_bound=forest.lower_bound,
        optimal=forest.optimal,
    )


def star_forest(
    overlap: Overlap, lead_side: int | None, undecided: Undecided, time_limit: float = TIME_LIMIT
) -> StarForest:
    """Return the overlaps that the best compatible plans undo, see :func:`compatible_plan`.

    Raises
    ------
    NoStarForestError
        When there is no such plan.
    UndecidedError
        When the model found none in the time given.
    """
    forest = exact_forest(overlap, lead_side, undecided)
    if forest is not None:
        return forest
    ends, people, required = _extended(overlap, lead_side, undecided)
    return star_forest_by_model(ends, people, required=required, time_limit=time_limit)


def exact_forest(
    overlap: Overlap, lead_side: int | None, undecided: Undecided
) -> StarForest | None:
    """Return what :func:`star_forest` does, as far as the dynamic programme can tell.

    It knows nothing of footprints that must not be left to their undecided ground. Where each of
    the forests that it finds leaves one, and where the overlap graph is too wide, None.
    """
    ends, people, required = _extended(overlap, lead_side, undecided)
    try:
        found = best_star_forest(ends, people)
    except TooWideError:
        return None
    fit = [cut for cut in found.cuts if all(overlap.kept(cut)[rows].any() for rows in required)]
    return replace(found, cuts=tuple(fit)) if fit else None


def _extended(
    overlap: Overlap, lead_side: int | None, undecided: Undecided
) -> tuple[tuple[NDArray[np.intp], NDArray[np.intp]], NDArray[np.float64], list[NDArray[np.intp]]]:
    """Return the overlap graph with undecided ground in it, and of which edges some must stay.

    Edges to undecided ground come after the others; each has an end of its own, so that no
    spanning star forest is without it.
    """
    ends, people = overlap.edge_positions, overlap.edge_people
    if undecided == "open":
        return ends, people, []
    ground = [
        np.intersect1d(np.flatnonzero(side.undecided > 0), ends[side.number])
        for side in overlap.sides
    ]
    sizes = [len(side.codes) for side in overlap.sides]
    extended = (
        np.concatenate([ends[0], ground[0], sizes[0] + np.arange(len(ground[1]))]),
        np.concatenate([ends[1], sizes[1] + np.arange(len(ground[0])), ground[1]]),
    )
    weights = [side.undecided[ground[side.number]] for side in overlap.sides]
    if lead_side is None:
        both = np.flatnonzero(np.isin(ends[0], ground[0]) & np.isin(ends[1], ground[1]))
        required = [(ends[0] == ends[0][row]) | (ends[1] == ends[1][row]) for row in both]
    else:
        required = [ends[lead_side] == place for place in ground[lead_side]]
    return (
        extended,
        np.concatenate([people, *weights]),
        [np.flatnonzero(rows) for rows in required],
    )


def _fixed(overlap: Overlap, kept: NDArray[np.bool_]) -> dict[int, int]:
    """Return the undone overlaps whose people can stay on one side only, and that side.

    A footprint that keeps to its undecided ground has no partner for those who would stay in it.
    """
    ends = overlap.edge_positions
    partnered = [np.isin(ends[side], ends[side][kept]) for side in (0, 1)]
    return {
        int(row): 1 - side for side in (0, 1) for row in np.flatnonzero(~kept & ~partnered[side])
    }


def _none_possible(dataset: Dataset, overlap: Overlap, lead_side: int | None) -> str:
    """Say why no plan is compatible with undecided ground as footprints of its own."""
    sides = overlap.sides if lead_side is None else [overlap.sides[lead_side]]
    relations = (Relation.OPEN, Relation.STRADDLING)
    named = [
        footprint_phrase(names, dataset.label(side.footprint_set))
        for side in sides
        for conflict in [np.isin(overlap.structure.relations[side.number], relations)]
        for names in [side.names[conflict & (side.undecided > 0)].tolist()]
        if names
    ]
    return (
        "no plan is compatible while undecided ground counts as footprints of its own: it is in"
        f" the way in {' and '.join(named)}; leave it out with `undecided='open'`"
    )


def _choice(dataset: Dataset, overlap: Overlap, kept: NDArray[np.bool_]) -> SideChoice:
    """Return the choice of sides where these overlaps stay."""
    ends, codes = overlap.edge_positions, [each.tolist() for each in overlap.codes]
    places = [{code: place for place, code in enumerate(each)} for each in codes]
    hosts = [HostChoice(dataset, overlap, name) for name in overlap.compare]

    @cache
    def destination(row: int, stays: int, side: int) -> int:
        if stays == side:
            return int(ends[side][row])
        home = ends[stays][row]
        partners = ends[side][kept & (ends[stays] == home)]
        others = [codes[side][place] for place in partners]
        return places[side][hosts[side](codes[stays][home], codes[side][ends[side][row]], others)]

    own = tuple(np.arange(len(each), dtype=np.intp) for each in codes)
    return SideChoice(dataset, overlap, (own[0], own[1]), together=kept, destination=destination)
