"""The frontier: the least people moved for every number of joint footprints, and the rivals."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graphmodel.errors import OptionError
from graphmodel.exact.cuts import cut_frontier
from graphmodel.exact.toll_cuts import TollCuts
from graphmodel.files.plain_json import plain_mapping
from graphmodel.files.safe_text import shown_text
from graphmodel.overlap.groups import connected_groups
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.compatible import compatible_plan
from graphmodel.plans.joint import best_joint_plan, joint_plan
from graphmodel.plans.led import led_plan
from graphmodel.plans.optimum import beside_optimum, count_out_of_range
from graphmodel.plans.plan import JOINT, Plan, cost_figures, unchanged_plan
from graphmodel.shown import Shown
from graphmodel.wording import people_phrase

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.exact.cuts import CutFrontier
    from graphmodel.exact.toll_cuts import TollCut
    from graphmodel.overlap.groups import Groups
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.plans.plan import Plan, Target, Undecided

__all__ = ["Frontier", "exact_joint_plan", "frontier", "toll_plan"]

_LED_TARGETS: Final[tuple[Target, ...]] = ("coterminous", "nested")


@dataclass(frozen=True, eq=False)
class Frontier(Shown):
    """The whole trade-off between joint footprints and people whose footprint changes.

    Attributes
    ----------
    dataset
        What it is about.
    overlap
        The overlap of the two sets as they are.
    plans
        For every number of joint footprints there can be, fewest first, the plan that moves the
        fewest people; of equals, the one that the second objectives prefer.
    alternatives
        Beside them: doing nothing, the compatible plans that there are, and the plans led by
        either set.
    """

    dataset: Dataset
    overlap: Overlap
    plans: tuple[Plan, ...]
    alternatives: tuple[Plan, ...]

    def __repr__(self) -> str:
        counts = [str(plan.options["footprints"]) for plan in self.plans]
        span = f"{counts[0]} to {counts[-1]} joint footprints" if counts else "no joint footprints"
        return shown_text(
            f"<Frontier of {self.dataset.name!r}: {' and '.join(self.overlap.compare)}, {span},"
            f" {len(self.alternatives)} alternatives>"
        )

    @property
    def largest_matching(self) -> int:
        """The most joint footprints there can be: the size of the largest matching."""
        return int(self.plans[-1].options["footprints"]) if self.plans else 0

    @property
    def note(self) -> str:
        """Why there can be no more joint footprints, and no fewer, in words."""
        if not self.plans:
            return "The two sets share nobody, so there is nothing to make coterminous."
        first, second = (self.dataset.label(name) for name in self.overlap.compare)
        fewest = int(self.plans[0].options["footprints"])
        most = self.largest_matching
        merged = self.plans[0]
        people = self.dataset.people_label
        return (
            f"Fewer than {fewest} cannot come of undoing overlaps: {fewest} groups hang together,"
            f" and with {fewest} nothing is undone, while {merged.footprints_merged} footprints"
            f" with {people_phrase(merged.people_merged, people)} are absorbed in mergers."
            f" {most + 1} cannot be had: every joint footprint has to keep one {first} and one"
            f" {second} that share {people}, and no more than {most} such pairs can be formed"
            " without using a footprint twice."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the frontier as JSON-ready values under stable keys."""
        least = {int(plan.options["footprints"]): plan.people_moved for plan in self.plans}
        return plain_mapping(
            {
                "dataset": self.dataset.name,
                "compare": self.overlap.compare,
                "largest_matching": self.largest_matching,
                "note": self.note,
                "points": [
                    {"footprints": plan.options["footprints"], **cost_figures(plan)}
                    for plan in self.plans
                ],
                "alternatives": [
                    {
                        "lead": plan.lead,
                        "target": plan.target,
                        "method": plan.method,
                        "undecided": plan.undecided,
                        **cost_figures(plan),
                        "beside_optimum": beside_optimum(plan, least).to_dict(),
                    }
                    for plan in self.alternatives
                ],
            }
        )


def frontier(
    dataset: Dataset,
    *,
    sets: tuple[str, str] | None = None,
    ignore_below: float = 0.0,
    undecided: Undecided = "separate",
    progress: Callable[[str], None] | None = None,
) -> Frontier:
    """Find the least people moved for every number of joint footprints, with the plans.

    Exact, by dynamic programming over a tree decomposition of each component of the overlap graph
    (``docs/frontier.md``).

    Parameters
    ----------
    dataset
        A dataset as read.
    sets
        The sets A and B; by default the dataset's own pair.
    ignore_below
        Tolerance: slivers count for nothing.
    undecided
        How the plans beside the joint ones take undecided ground, which joint coterminous plans
        leave out.
    progress
        Called with a sentence now and then.

    Raises
    ------
    OptionError
        When a set is unknown or the tolerance is out of range.
    TooWideError
        When the overlap graph is too wide for the dynamic programme.
    """
    overlap = build_overlap(dataset, sets=sets, ignore_below=ignore_below)
    if overlap.edges.empty:
        return Frontier(dataset, overlap, (), (unchanged_plan(dataset, overlap),))
    tell = progress or (lambda _: None)
    tell("looking for the overlaps to undo")
    found = _cut_frontier(overlap)
    plans = []
    for number, count in enumerate(found.counts.tolist()):
        tell(f"{number} of {len(found.counts)} plans made")
        plans.append(_plan(dataset, overlap, found, count))
    tell("making the plans beside them")
    led = [
        led_plan(
            dataset,
            lead=name,
            target=target,
            sets=overlap.compare,
            ignore_below=ignore_below,
            undecided=undecided,
        )
        for name in overlap.compare
        for target in _LED_TARGETS
    ]
    compatible = []
    for lead in (JOINT, *overlap.compare):
        # Undecided ground may leave no compatible plan.
        with suppress(OptionError):
            compatible.append(
                compatible_plan(
                    dataset,
                    lead=lead,
                    sets=overlap.compare,
                    ignore_below=ignore_below,
                    undecided=undecided,
                )
            )
    alternatives = (unchanged_plan(dataset, overlap), *compatible, *led)
    return Frontier(dataset, overlap, tuple(plans), alternatives)


def exact_joint_plan(
    dataset: Dataset,
    *,
    sets: tuple[str, str] | None = None,
    footprints: int | None = None,
    max_moved: float = 0.01,
    ignore_below: float = 0.0,
) -> Plan:
    """Return the plan that moves the fewest people for a number of joint footprints.

    Parameters
    ----------
    dataset, sets, ignore_below
        As in :func:`frontier`.
    footprints
        Number of joint footprints; None for as many as ``max_moved`` allows.
    max_moved
        Share of the covered people that may move.

    Raises
    ------
    OptionError
        When no plan has so many footprints, or the sets share nobody.
    TooWideError
        When the overlap graph is too wide for the dynamic programme.
    """
    overlap = build_overlap(dataset, sets=sets, ignore_below=ignore_below)
    if overlap.edges.empty:
        raise OptionError("the two footprint sets share nobody, so there is nothing to plan")
    found = _cut_frontier(overlap)
    if footprints is None:
        allowed = found.costs <= max_moved * overlap.people_covered
        footprints = int(found.counts[allowed][-1]) if allowed.any() else int(found.counts[0])
    elif footprints not in found.counts:
        fewest, most = int(found.counts[0]), int(found.counts[-1])
        raise count_out_of_range(dataset, overlap, footprints, fewest, most)
    return _plan(dataset, overlap, found, footprints)


def _cut_frontier(overlap: Overlap) -> CutFrontier:
    return cut_frontier(overlap.edge_positions, overlap.edges["people"].to_numpy(float))


def _plan(dataset: Dataset, overlap: Overlap, found: CutFrontier, count: int) -> Plan:
    cost = float(found.costs[found.counts == count][0])
    return best_joint_plan(
        dataset,
        overlap,
        [_groups(overlap, cut) for cut in found.cuts(count).cuts],
        method="exact",
        lower_bound=cost,
        optimal=True,
    )


def _groups(overlap: Overlap, cut: NDArray[np.intp]) -> Groups:
    """Return the groups that are left when some overlaps are undone."""
    kept = np.ones(len(overlap.edges), bool)
    kept[cut] = False
    return connected_groups(overlap, kept)


_FIRST_LOOK: Final = 8
"""Where nothing is known yet, look at this part of all the numbers of joint footprints."""


def toll_plan(
    dataset: Dataset,
    overlap: Overlap,
    *,
    footprints: int | None,
    max_moved: float,
    time_limit: float,
    progress: Callable[[str], None] | None = None,
) -> Plan:
    """Return a joint plan that moves few people, and what any with as many footprints moves.

    Parameters
    ----------
    dataset, overlap
        What the plan is for. Some people are shared.
    footprints
        Number of joint footprints; None for as many as ``max_moved`` allows.
    max_moved
        Share of the covered people that may move.
    time_limit
        Seconds for each number of joint footprints that is looked at, but for what has been begun
        by then. The plan is the same every time if the work takes less.
    progress
        Called with a sentence now and then.

    Raises
    ------
    OptionError
        When no plan has so many footprints.
    """
    cuts = TollCuts(overlap.edge_positions, overlap.edges["people"].to_numpy(float))
    if footprints is not None and not cuts.fewest <= footprints <= cuts.most:
        raise count_out_of_range(dataset, overlap, footprints, cuts.fewest, cuts.most)

    def look(count: int) -> TollCut:
        if progress:
            progress(f"{count} joint footprints, of {cuts.fewest} to {cuts.most}")
        return cuts.cut(count, time_limit=time_limit, progress=progress)

    if footprints is not None:
        found = look(footprints)
    else:
        found = _most_within(cuts, max_moved * overlap.people_covered, look)
    kept = np.ones(len(overlap.edges), bool)
    kept[found.edges] = False
    return joint_plan(
        dataset,
        overlap,
        connected_groups(overlap, kept),
        method="exact",
        lower_bound=found.lower_bound,
        optimal=found.optimal,
    )


def _most_within(cuts: TollCuts, limit: float, look: Callable[[int], TollCut]) -> TollCut:
    """Return the cut into most parts that costs no more than a limit.

    The least cost ascends with the number of parts, so what lies between a number that is cheap
    enough and one that is not is looked at. Of those, the most that the bounds do not exclude
    comes first, since bounds found for larger numbers are good ones nearby; after it has turned
    out to be too dear, the number that a straight line between the two ends leads to.
    """
    best = look(cuts.fewest)
    low, high = cuts.fewest, cuts.most + 1
    dear: TollCut | None = None
    while True:
        if dear is not None and cuts.bound(high - 1) <= limit:
            share = (limit - best.cost) / (dear.cost - best.cost)
            count = low + max(int(share * (high - low)), 1)
        else:
            while high - 1 > low and cuts.bound(high - 1) > limit:
                high, dear = high - 1, None
            count = high - 1
            if cuts.bound(count) <= 0:
                count = low + -(-(count - low) // _FIRST_LOOK)
        if not low < count < high:
            return best
        found = look(count)
        if found.cost <= limit:
            low, best = count, found
        else:
            high, dear = count, found
