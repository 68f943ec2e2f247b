"""The search for joint groups: one model, solved as often as it takes."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from graphmodel.errors import InfeasibleError, UndecidedError
from graphmodel.exact.limits import TIME_LIMIT
from graphmodel.exact.milp import INFEASIBLE, minimise
from graphmodel.overlap.groups import most_joint_footprints
from graphmodel.rules.closeness import brought_closer
from graphmodel.rules.contiguity import Contiguity
from graphmodel.rules.kinds.kinds import add_rule_rows, broken_rules, locate
from graphmodel.rules.model import AssignmentModel
from graphmodel.rules.places import PlacedRule
from graphmodel.rules.rules import Rules
from graphmodel.rules.solution import Solution, cost_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.rules.grouping import Grouping
    from graphmodel.rules.places import Located

if TYPE_CHECKING:
    Progress: TypeAlias = Callable[[str], None]


_TOLERANCE: Final = 2e-6
"""Units of cost that the solver does not look at: under 0.01 people in ten million."""

_ROUNDING: Final = 1e-9
"""Share of a cost that sums of fractions may be out by."""

_CLOSE_ENOUGH: Final = 0.01
"""Share of the steps between footprints of a group that need not be proved."""

_CLOSE_BRANCHES: Final = 50
"""Branches for finding a close grouping: other than seconds, the same limit on every machine."""


class Search:
    """Solves one model as often as it takes.

    Parameters
    ----------
    located, rules, across
        As in :class:`AssignmentModel`.
    time_limit
        Seconds from now.
    progress
        Called with a sentence now and then.
    """

    def __init__(
        self,
        located: Located,
        rules: Sequence[PlacedRule],
        *,
        across: bool,
        time_limit: float,
        progress: Progress | None = None,
    ) -> None:
        self._deadline = time.monotonic() + time_limit
        self._say = progress or (lambda _: None)
        self._rules = tuple(rules)
        self._contiguous = [rule for rule in rules if rule.kind == "contiguous"]
        self.model = AssignmentModel(located, rules, across=across)
        add_rule_rows(self.model)
        self._contiguity = Contiguity(self.model)
        if self._contiguous:
            self._contiguity.add_nearest(self._contiguous)

    def least_cost(self, start: Solution | None = None) -> Solution:
        """Return the grouping of least cost."""
        model = self.model
        if start is not None:
            # The start bounds the search; the solver takes no grouping to begin with.
            self._limit_cost(start.objective)
        found, bound = self._solve(model.objective)
        bound = (bound + model.constant) * model.unit
        if found is None:
            if start is None:
                raise UndecidedError("no plan was found in the time given, nor excluded")
            found = start.grouping
        cost = cost_of(found)
        if start is not None and start.objective < cost:
            found, cost = start.grouping, start.objective
        closed = self._as_good(cost, bound)
        return Solution(
            grouping=found,
            lower_bound=cost if closed else max(bound, 0.0),
            optimal=closed,
        )

    def any(self) -> Grouping:
        """Return any compliant grouping.

        Raises
        ------
        InfeasibleError, UndecidedError
            As in :func:`solve_model`.
        """
        found, _ = self._solve(np.zeros(self.model.columns.count))
        if found is None:
            raise UndecidedError("no plan was found in the time given, nor excluded")
        return found

    def most_groups(self, solution: Solution, top: int) -> Solution:
        """Return a grouping that costs no more and has as many groups as can be had."""
        model = self.model
        if solution.grouping.count == top:
            return solution
        self._limit_cost(solution.objective)
        goal = np.zeros(model.columns.count)
        goal[model.founded] = -1.0
        found = self._no_dearer(solution, goal)
        return found if found and found.grouping.count > solution.grouping.count else solution

    def closest(self, solution: Solution) -> Solution:
        """Return a grouping that costs no more, has as many groups, and lies closer together."""
        clusters = self.model.clusters
        steps = self._contiguity.distances[clusters][:, clusters]
        return replace(solution, grouping=brought_closer(solution.grouping, self._rules, steps))

    @cached_property
    def _closeness(self) -> NDArray[np.float64]:
        """Steps from every cluster to the representative of its group, as an objective."""
        model = self.model
        goal = np.zeros(model.columns.count)
        there = model.in_group >= 0
        goal[model.in_group[there]] = self._contiguity.distances[:, model.representatives][there]
        return goal

    def _limit_cost(self, cost: float) -> None:
        """Exclude what costs more, but for what the solver cannot tell apart."""
        model = self.model
        used = np.flatnonzero(model.objective)
        most = cost / model.unit - model.constant + _TOLERANCE
        if len(used):
            model.rows.add_one(used, model.objective[used], most=most)

    def _as_good(self, cost: float, other: float) -> bool:
        return cost - other <= _TOLERANCE * self.model.unit + _ROUNDING * cost

    def _no_dearer(self, solution: Solution, goal: NDArray[np.float64]) -> Solution | None:
        """Return what a second goal leads to, if it is no dearer than what there is."""
        try:
            found, _ = self._solve(goal)
        except InfeasibleError:
            return None
        if found is None or not self._as_good(cost_of(found), solution.objective):
            return None
        return replace(solution, grouping=found)

    def _solve(self, objective: NDArray[np.float64]) -> tuple[Grouping | None, float]:
        """Minimise, adding separators until no group that has to be contiguous is in pieces.

        Returns
        -------
        tuple
            A compliant grouping, or None where none was found in time; and a proved bound.
        """
        bound = -np.inf
        attempt = 0
        while True:
            attempt += 1
            grouping, proved = self._attempt(objective)
            bound = max(bound, proved)
            if grouping is None or not broken_rules(grouping, self._rules):
                return grouping, bound
            if objective is self.model.objective and self._contiguous:
                # Of equally good groupings, close ones are more likely to be contiguous.
                grouping = self._close_attempt(bound)
                if grouping is not None and not broken_rules(grouping, self._rules):
                    return grouping, bound
            self._say(f"attempt {attempt}: {self.model.rows.count:,} rows, not contiguous yet")

    def _attempt(self, objective: NDArray[np.float64]) -> tuple[Grouping | None, float]:
        """Solve the model once; where the solution breaks a rule, add rows against that."""
        model = self.model
        left = self._deadline - time.monotonic()
        if left <= 0:
            return None, -np.inf
        result = minimise(objective, model.columns, model.rows, time_limit=left)
        if result.status == INFEASIBLE:
            raise InfeasibleError
        bound = -np.inf if result.mip_dual_bound is None else float(result.mip_dual_bound)
        if result.x is None:
            return None, bound
        grouping = model.grouping(result.x)
        if broken_rules(grouping, self._rules):
            contiguous = self._contiguous
            if not (contiguous and self._contiguity.add_separators(grouping, contiguous)):
                model.exclude(result.x)
        return grouping, bound

    def _close_attempt(self, bound: float) -> Grouping | None:
        """Look for a close grouping whose cost is the bound."""
        model = self.model
        left = self._deadline - time.monotonic()
        if left <= 0 or not np.isfinite(bound):
            return None
        with model.rows.kept():
            self._limit_cost((bound + model.constant) * model.unit)
            result = minimise(
                self._closeness,
                model.columns,
                model.rows,
                time_limit=left,
                gap=_CLOSE_ENOUGH,
                branches=_CLOSE_BRANCHES,
            )
        if result.x is None:
            return None
        grouping = model.grouping(result.x)
        self._contiguity.add_separators(grouping, self._contiguous)
        return grouping


def solve_model(
    dataset: Dataset,
    overlap: Overlap,
    rules: Rules | None = None,
    *,
    groups: int | tuple[int | None, int | None] | None = None,
    time_limit: float = TIME_LIMIT,
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
        for which see :func:`graphmodel.rules.conflicts.smallest_conflict`.
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
    time_limit: float = TIME_LIMIT,
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
    top = most_joint_footprints(located.instance.overlap)
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
    time_limit: float = TIME_LIMIT,
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
    instance = located.instance
    least = 1 if rules.binding else len(np.unique(instance.components[instance.linked]))
    found = []
    for count in range(least, most_joint_footprints(located.instance.overlap) + 1):
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
