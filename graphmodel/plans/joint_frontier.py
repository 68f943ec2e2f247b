"""The frontier: the least people moved for every number of joint footprints, and the rivals."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from graphmodel.dataset.question import fixed_sets
from graphmodel.dataset.reading import as_dataset
from graphmodel.dataset.targets import JOINT
from graphmodel.errors import OptionError
from graphmodel.exact.cuts import cut_frontier
from graphmodel.exact.toll_cuts import TollCuts
from graphmodel.files.guard import guarded
from graphmodel.overlap.groups import connected_groups
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.asked import MAX_MOVED, Asked, Task
from graphmodel.plans.compatible import plan_compatible
from graphmodel.plans.joint import joint_plan, unshared_plan
from graphmodel.plans.led import plan_led
from graphmodel.plans.optimum import count_out_of_range
from graphmodel.plans.plan import unchanged_plan
from graphmodel.plans.tradeoff import Frontier

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset, Sets
    from graphmodel.dataset.targets import Target, Undecided
    from graphmodel.exact.cuts import CutFrontier
    from graphmodel.exact.toll_cuts import TollCut
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.plans.plan import Plan

_LED_TARGETS: Final[tuple[Target, ...]] = ("coterminous", "nested")


@guarded
def frontier(
    dataset: Dataset | str | Path,
    *,
    sets: Sets | None = None,
    ignore_below: float = 0.0,
    redraw: Sequence[str] = (),
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
    redraw
        Sets that may be redrawn although the dataset says that they are fixed.
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

    Examples
    --------
    >>> gm.frontier("england-2026").largest_matching
    18
    """
    dataset = as_dataset(dataset)
    overlap = build_overlap(dataset, sets=sets, ignore_below=ignore_below)
    fixed = fixed_sets(dataset, overlap.compare, redraw)
    if overlap.edges.empty:
        return Frontier(dataset, overlap, (), (unchanged_plan(dataset, overlap),), fixed)
    tell = progress or (lambda _: None)
    tell("looking for the overlaps to undo")
    plans = []
    if not fixed:
        found = _cut_frontier(overlap)
        for number, count in enumerate(found.counts.tolist()):
            tell(f"{number} of {len(found.counts)} plans made")
            plans.append(_plan(dataset, overlap, found, count))
    leads = [name for name in (JOINT, *overlap.compare) if not set(fixed) - {name}]
    tell("making the plans beside them")

    def asking(lead: str, target: Target) -> Task:
        return Task(dataset, overlap, Asked(lead, target, "exact", undecided=undecided))

    led = [
        plan_led(asking(name, target)) for name in leads if name != JOINT for target in _LED_TARGETS
    ]
    compatible = []
    for lead in leads:
        # Undecided ground may leave no compatible plan.
        with suppress(OptionError):
            compatible.append(plan_compatible(asking(lead, "compatible")))
    alternatives = (unchanged_plan(dataset, overlap), *compatible, *led)
    return Frontier(dataset, overlap, tuple(plans), alternatives, fixed)


@guarded
def exact_joint_plan(
    dataset: Dataset | str | Path,
    *,
    sets: Sets | None = None,
    footprints: int | None = None,
    max_moved: float = MAX_MOVED,
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
        When no plan has so many footprints.
    TooWideError
        When the overlap graph is too wide for the dynamic programme.

    Examples
    --------
    >>> plan = gm.exact_joint_plan("england-2016", footprints=40)
    >>> print(f"{plan.people_moved:,.0f}")
    274,428
    """
    dataset = as_dataset(dataset)
    overlap = build_overlap(dataset, sets=sets, ignore_below=ignore_below)
    asked = Asked(method="exact", footprints=footprints, max_moved=max_moved)
    return plan_on_frontier(Task(dataset, overlap, asked))


def plan_on_frontier(task: Task) -> Plan:
    """Make such a plan of an overlap at hand; see :func:`exact_joint_plan`."""
    dataset, overlap, asked = task[:3]
    if overlap.edges.empty:
        return unshared_plan(task)
    found = _cut_frontier(overlap)
    footprints = asked.footprints
    if footprints is None:
        allowed = found.costs <= asked.share_moved * overlap.people_covered
        footprints = int(found.counts[allowed][-1]) if allowed.any() else int(found.counts[0])
    elif footprints not in found.counts:
        fewest, most = int(found.counts[0]), int(found.counts[-1])
        raise count_out_of_range(dataset, overlap, footprints, fewest, most)
    return _plan(dataset, overlap, found, footprints)


def _cut_frontier(overlap: Overlap) -> CutFrontier:
    return cut_frontier(overlap.edge_positions, overlap.edge_people)


def _plan(dataset: Dataset, overlap: Overlap, found: CutFrontier, count: int) -> Plan:
    cost = float(found.costs[found.counts == count][0])
    rivals = [connected_groups(overlap, overlap.kept(cut)) for cut in found.cuts(count).cuts]
    plan = joint_plan(dataset, overlap, *rivals, asked=Asked(method="exact"))
    return replace(plan, lower_bound=cost, optimal=True)


_FIRST_LOOK: Final = 8
"""Where nothing is known yet, look at this part of all the numbers of joint footprints."""


def toll_plan(task: Task) -> Plan:
    """Return a joint plan that moves few people, and what any with as many footprints moves.

    Parameters
    ----------
    task
        Asked for is the number of joint footprints, or the share of the covered people that may
        move; some people are shared. The time is for each number of joint footprints that is
        looked at, but for what has been begun by then. The plan is the same every time if the work
        takes less.

    Raises
    ------
    OptionError
        When no plan has so many footprints.
    """
    dataset, overlap, asked, time_limit, progress = task
    cuts = TollCuts(overlap.edge_positions, overlap.edge_people)
    footprints = asked.footprints
    if footprints is not None and not cuts.fewest <= footprints <= cuts.most:
        raise count_out_of_range(dataset, overlap, footprints, cuts.fewest, cuts.most)

    def look(count: int) -> TollCut:
        if progress:
            progress(f"{count} joint footprints, of {cuts.fewest} to {cuts.most}")
        return cuts.cut(count, time_limit=time_limit, progress=progress)

    if footprints is not None:
        found = look(footprints)
    else:
        found = _most_within(cuts, asked.share_moved * overlap.people_covered, look)
    groups = connected_groups(overlap, overlap.kept(found.edges))
    plan = joint_plan(dataset, overlap, groups, asked=asked)
    return replace(plan, lower_bound=found.lower_bound, optimal=found.optimal)


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
