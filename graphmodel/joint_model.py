"""Joint groups by mixed-integer optimisation: for rules, and for overlap graphs that are wide."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from graphmodel.errors import InfeasibleError, UndecidedError
from graphmodel.joint_search import Search
from graphmodel.joint_solution import Solution
from graphmodel.optimum import most_joint_footprints
from graphmodel.rule_places import PlacedRule, locate
from graphmodel.rules import Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphmodel.dataset import Dataset
    from graphmodel.overlap import Overlap
    from graphmodel.rule_places import Located

    Progress: TypeAlias = Callable[[str], None]

__all__ = [
    "Solution",
    "group_limits",
    "solve_located",
    "solve_model",
    "whole_frontier_by_model",
]


def solve_model(
    dataset: Dataset,
    overlap: Overlap,
    rules: Rules | None = None,
    *,
    groups: int | tuple[int | None, int | None] | None = None,
    time_limit: float = 60.0,
    start: Solution | None = None,
    progress: Progress | None = None,
) -> Solution:
    """Find the joint groups that comply with rules and cost the least disturbance.

    Parameters
    ----------
    dataset
        A dataset as read.
    overlap
        The overlap of its two sets.
    rules
        The rules; none where not given. Without any, groups lie in one component each and hang
        together in the overlap graph; with some they may be made of anything.
    groups
        How many groups, or the least and the most of them, beside what the rules say. Where several
        numbers cost equally little, as many groups as can be had.
    time_limit
        Seconds; the best found by then is returned with its bound.
    start
        A solution known already, for the same rules: the result is no worse.
    progress
        Called with a sentence now and then.

    Raises
    ------
    RulesError
        When rules name what there is not.
    InfeasibleError
        When it is proved that no grouping complies with the rules; without naming the conflict,
        for which see :func:`graphmodel.conflicts.smallest_conflict`.
    UndecidedError
        When the time is over before a grouping is found or excluded.
    """
    rules = rules or Rules()
    located = locate(dataset, overlap, rules)
    wanted = [*located.rules, *group_limits(groups)]
    return solve_located(
        located,
        wanted,
        across=rules.binding,
        time_limit=time_limit,
        start=start,
        progress=progress,
    )


def group_limits(groups: int | tuple[int | None, int | None] | None) -> list[PlacedRule]:
    """Return a wanted number of groups as rules."""
    least, most = groups if isinstance(groups, tuple) else (groups, groups)
    found = []
    if least is not None:
        found.append(PlacedRule("groups.least", f"at least {least} groups wanted", "", (), least))
    if most is not None:
        found.append(PlacedRule("groups.most", f"at most {most} groups wanted", "", (), most))
    return found


def solve_located(
    located: Located,
    rules: Sequence[PlacedRule],
    *,
    across: bool,
    time_limit: float = 60.0,
    start: Solution | None = None,
    progress: Progress | None = None,
) -> Solution:
    """As :func:`solve_model`, for some of the rules located."""
    fixed = {"groups.least": 1.0, "groups.most": np.inf}
    for rule in rules:
        if rule.kind == "groups.least":
            fixed[rule.kind] = max(fixed[rule.kind], rule.value)
        elif rule.kind == "groups.most":
            fixed[rule.kind] = min(fixed[rule.kind], rule.value)
    top = most_joint_footprints(located.setting.overlap)
    if fixed["groups.least"] > min(top, fixed["groups.most"]) or not top:
        raise InfeasibleError
    search = Search(located, rules, across=across, time_limit=time_limit, progress=progress)
    solution = search.least_cost(start)
    if fixed["groups.least"] != fixed["groups.most"]:
        solution = search.most_groups(solution, int(min(top, fixed["groups.most"])))
    return search.closest(solution) if across else solution


def whole_frontier_by_model(
    dataset: Dataset,
    overlap: Overlap,
    rules: Rules | None = None,
    *,
    time_limit: float = 60.0,
    progress: Progress | None = None,
) -> list[Solution]:
    """Find the best groups for every number of them, one number at a time.

    Parameters
    ----------
    dataset, overlap, rules, progress
        As in :func:`solve_model`.
    time_limit
        Seconds for each number of groups.

    Returns
    -------
    list
        Fewest groups first; numbers that cannot be had are left out, and so are those for which
        nothing was found in time.
    """
    rules = rules or Rules()
    located = locate(dataset, overlap, rules)
    setting = located.setting
    least = 1 if rules.binding else len(np.unique(setting.components[setting.linked]))
    found = []
    for count in range(least, most_joint_footprints(located.setting.overlap) + 1):
        try:
            solution = solve_located(
                located,
                [*located.rules, *group_limits(count)],
                across=rules.binding,
                time_limit=time_limit,
                progress=progress,
            )
        except (InfeasibleError, UndecidedError):
            continue
        found.append(solution)
        if progress:
            progress(f"{count} groups: {solution.people_moved:,.0f} people")
    return found
