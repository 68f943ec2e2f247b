"""The search for joint groups: one model, solved as often as it takes."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

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
    from typing import TypeAlias

    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.rules.grouping import Grouping
    from graphmodel.rules.places import Located

    Progress: TypeAlias = Callable[[str], None]

_TOLERANCE: Final = 2e-6
"""Units of cost that the solver does not look at: under 0.01 people in ten million."""

_ROUNDING: Final = 1e-9
"""Share of a cost that sums of fractions may be out by."""

_CLOSE_ENOUGH: Final = 0.01
"""Share of the steps between footprints of a group that need not be proved."""

_CLOSE_BRANCHES: Final = 50
"""Branches for finding a close grouping: other than seconds, the same limit on every machine."""

_NOTHING_FOUND: Final = "no plan was found in the time given, nor excluded"


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

    def least_cost(self) -> Solution:
        """Return the grouping of least cost."""
        model = self.model
        found, bound = self._solve(model.objective)
        if found is None:
            raise UndecidedError(_NOTHING_FOUND)
        cost, bound = cost_of(found), (bound + model.constant) * model.unit
        closed = self._as_good(cost, bound)
        return Solution(found, lower_bound=cost if closed else max(bound, 0.0), optimal=closed)

    def any(self) -> Grouping:
        """Return any compliant grouping.

        Raises
        ------
        InfeasibleError, UndecidedError
            As in :func:`solve_model`.
        """
        found, _ = self._solve(np.zeros(self.model.columns.count))
        if found is None:
            raise UndecidedError(_NOTHING_FOUND)
        return found

    def most_groups(self, solution: Solution, top: int) -> Solution:
        """Return a grouping that costs no more and has as many groups as can be had."""
        model = self.model
        if solution.grouping.count == top:
            return solution
        self._limit_cost(solution.objective)
        goal = np.zeros(model.columns.count)
        goal[model.founded] = -1.0
        try:
            found, _ = self._solve(goal)
        except InfeasibleError:
            found = None
        if found is None or not self._as_good(cost_of(found), solution.objective):
            return solution
        more = found.count > solution.grouping.count
        return replace(solution, grouping=found) if more else solution

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
    groups: int | None = None,
    time_limit: float = TIME_LIMIT,
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
        How many groups, beside what the rules say. Where several numbers cost equally little, as
        many groups as can be had.
    time_limit
        Seconds; the best found by then is returned with its bound.
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
    least = max((rule.value for rule in wanted if rule.kind == "groups.least"), default=1.0)
    most = min((rule.value for rule in wanted if rule.kind == "groups.most"), default=np.inf)
    top = most_joint_footprints(overlap)
    if least > min(top, most) or not top:
        raise InfeasibleError
    across = rules.binding
    search = Search(located, wanted, across=across, time_limit=time_limit, progress=progress)
    solution = search.least_cost()
    if least != most:
        solution = search.most_groups(solution, int(min(top, most)))
    return search.closest(solution) if across else solution


def group_limits(groups: int | None) -> list[PlacedRule]:
    """Return a wanted number of groups, if there is one, as rules."""
    if groups is None:
        return []
    return [
        PlacedRule(f"groups.{word}", f"at {word} {groups} groups wanted", "", (), groups)
        for word in ("least", "most")
    ]
