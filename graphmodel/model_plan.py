"""Joint plans by the mixed-integer model: under rules, and where the overlap graph is too wide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from graphmodel.conflicts import smallest_conflict
from graphmodel.errors import InfeasibleError, OptionError, UndecidedError
from graphmodel.joint import placed_joint_plan
from graphmodel.joint_model import solve_model
from graphmodel.optimum import most_joint_footprints
from graphmodel.overlap import build_overlap
from graphmodel.rule_sides import choose_sides
from graphmodel.rules import Rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphmodel.dataset import Dataset
    from graphmodel.joint_solution import Solution
    from graphmodel.overlap import Overlap
    from graphmodel.plan import Plan

__all__ = ["model_joint_plan"]

_MOST_VARIABLES: Final = 1_000_000
"""Beyond it, the model takes gigabytes and finds nothing in a minute."""

_MOST_WITHOUT_RULES: Final = 20_000
"""Beyond it, tolls prove in seconds what takes the model minutes; they know no rules."""


def model_joint_plan(
    dataset: Dataset,
    *,
    rules: Rules | None = None,
    sets: tuple[str, str] | None = None,
    footprints: int | None = None,
    max_moved: float = 0.01,
    ignore_below: float = 0.0,
    time_limit: float = 60.0,
    progress: Callable[[str], None] | None = None,
) -> Plan:
    """Return the joint plan that costs the least disturbance and complies with rules.

    Without rules, and where the model would have many variables, the plan comes of tolls
    (:mod:`graphmodel.toll_cuts`): a good one, with what is proved of it.

    Parameters
    ----------
    dataset, sets, ignore_below
        As in :func:`graphmodel.frontier`.
    rules
        What the plan must comply with, and what disturbance costs; nothing where not given.
    footprints
        Number of joint footprints; None for as many as ``max_moved`` allows, or, where every plan
        moves more, for the cheapest plan.
    max_moved
        Share of the covered people that may move.
    time_limit
        Seconds for each number of joint footprints that is looked at.
    progress
        Called with a sentence now and then.

    Raises
    ------
    RulesError
        When rules name what there is not.
    InfeasibleError
        When no plan complies with the rules; names the smallest set in conflict.
    UndecidedError
        When no plan was found in the time given.
    OptionError
        When the sets share nobody.
    """
    overlap = build_overlap(dataset, sets=sets, ignore_below=ignore_below)
    if overlap.edges.empty:
        raise OptionError("the two footprint sets share nobody, so there is nothing to plan")
    rules = rules or Rules()
    size = _variables(overlap, across=rules.binding)
    if not (rules.binding or rules.cost) and size > _MOST_WITHOUT_RULES:
        # Imported here: hardly anybody's overlap graph is so wide.
        from graphmodel.toll_plan import toll_plan  # noqa: PLC0415

        return toll_plan(
            dataset,
            overlap,
            footprints=footprints,
            max_moved=max_moved,
            time_limit=time_limit,
            progress=progress,
        )
    if size > _MOST_VARIABLES:
        raise UndecidedError(
            f"the overlap graph is too large for the model under rules ({size:,} variables, at"
            f" most {_MOST_VARIABLES:,}): ignore slivers with --ignore-below, set no rules, or use"
            " --method louvain"
        )

    def solve(count: int | None) -> Solution:
        return solve_model(
            dataset, overlap, rules, groups=count, time_limit=time_limit, progress=progress
        )

    try:
        solution = solve(footprints)
    except InfeasibleError:
        conflict = smallest_conflict(
            dataset,
            overlap,
            rules,
            groups=footprints,
            time_limit=time_limit,
            progress=progress,
            proved=True,
        )
        if conflict is None:
            raise
        raise conflict.error from None
    if footprints is None:
        limit = max_moved * overlap.people_covered
        most = most_joint_footprints(overlap)
        solution = _most_within(solution, limit, most, solve, monotone=not rules.binding)
    return _plan_of(dataset, overlap, rules, solution)


def _variables(overlap: Overlap, *, across: bool) -> int:
    """Count about how many variables the model has: one an overlap and representative."""
    first, _ = overlap.edge_positions
    if across:
        return len(first) * len(np.unique(first))
    component = overlap.structure.components[0]
    edges = np.bincount(component[first])
    footprints = np.bincount(component[np.unique(first)], minlength=len(edges))
    return int(edges @ footprints)


def _most_within(
    cheapest: Solution,
    limit: float,
    most: int,
    solve: Callable[[int], Solution],
    *,
    monotone: bool,
) -> Solution:
    """Return the solution with most groups that moves few enough people, or the cheapest.

    Without rules more groups always cost more, so that bisection finds the last that is cheap
    enough; with rules every number has to be looked at.
    """
    best = cheapest
    if cheapest.people_moved > limit:
        return best
    if not monotone:
        for count in range(cheapest.groups.count + 1, most + 1):
            try:
                rival = solve(count)
            except (InfeasibleError, UndecidedError):
                continue
            best = rival if rival.people_moved <= limit else best
        return best
    low, high = cheapest.groups.count, most
    while low < high:
        count = (low + high + 1) // 2
        rival = solve(count)
        if rival.people_moved <= limit:
            best, low = rival, count
        else:
            high = count - 1
    return best


def _plan_of(dataset: Dataset, overlap: Overlap, rules: Rules, solution: Solution) -> Plan:
    solution, placed = choose_sides(solution)
    located = solution.grouping.located
    return placed_joint_plan(
        dataset,
        overlap,
        solution.groups,
        placed,
        method="exact",
        options={
            "rules": rules.to_mapping(),
            "rules_not_bound": {name: list(blocks) for name, blocks in located.unbound.items()},
            "rules_notes": list(located.notes),
            "disturbance": solution.objective,
            "disturbance_lower_bound": solution.lower_bound,
        },
        # A bound on a weighted cost is none on people.
        lower_bound=None if rules.cost else solution.lower_bound,
        optimal=solution.optimal,
    )
