"""Joint plans where the overlap graph is wide: good ones, with what is proved of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from graphmodel.joint import connected_groups, joint_plan
from graphmodel.optimum import count_out_of_range
from graphmodel.toll_cuts import TollCuts

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphmodel.dataset import Dataset
    from graphmodel.overlap import Overlap
    from graphmodel.plan import Plan
    from graphmodel.toll_cuts import TollCut

__all__ = ["toll_plan"]

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
