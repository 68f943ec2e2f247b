"""Joint plans by the mixed-integer model: under rules, and where the overlap graph is too wide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from graphmodel.dataset.reading import as_dataset
from graphmodel.errors import InfeasibleError, UndecidedError
from graphmodel.exact.limits import TIME_LIMIT
from graphmodel.files.guard import guarded
from graphmodel.overlap.groups import most_joint_footprints
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.asked import MAX_MOVED, Asked, Task
from graphmodel.plans.joint import placed_joint_plan, unshared_plan
from graphmodel.plans.outcome import meets_target
from graphmodel.plans.sides import SideChoice
from graphmodel.rules.conflicts import smallest_conflict
from graphmodel.rules.grouping import Grouping
from graphmodel.rules.kinds.kinds import locate
from graphmodel.rules.rules import Rules
from graphmodel.rules.search import solve_model
from graphmodel.rules.solution import complies, cost_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import Dataset, Sets
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.plans.plan import Plan
    from graphmodel.rules.places import Located
    from graphmodel.rules.solution import Solution


def choose_sides(solution: Solution) -> tuple[Solution, tuple[list[int], list[int]]]:
    """Choose the sides that give way as every joint plan does, as far as rules and costs let it.

    What is best without rules is taken where no rule is broken by it and no cost rises: then the
    choice is as good as there is. Otherwise it is improved step by step from what the solver left,
    with an overlap divided between its sides where it was and has to be.

    Returns
    -------
    tuple
        The solution with its sides chosen; and the group that each portion of the overlap will be
        in, in A and in B, -1 where it stays alone.
    """
    sides = _Sides(solution)
    choice = sides.choice()
    decision: Mapping[int, int] = choice.choose().decision
    if not sides.allow(choice, decision):
        choice, start = sides.least_divided(decision)
        decision = choice.improved(start, lambda rival: sides.allow(choice, rival))
    chosen = replace(solution, grouping=sides.grouping(choice, decision))
    return chosen, (choice.after(decision, 0), choice.after(decision, 1))


class _Sides:
    """Decisions on sides for some groups, and what rules and costs have to say on them."""

    def __init__(self, solution: Solution) -> None:
        self._solution = solution
        self._instance = solution.grouping.located.instance
        self._undone = ~solution.groups.together(self._instance.overlap)
        self._most = solution.objective

    def choice(self, divided: frozenset[int] = frozenset()) -> SideChoice:
        """Return the choice of sides with some undone overlaps divided, block by block."""
        instance = self._instance
        return SideChoice.of_groups(
            instance.dataset, instance.overlap, self._solution.groups, divided=divided
        )

    def grouping(self, choice: SideChoice, decision: Mapping[int, int]) -> Grouping:
        """Return the grouping that a decision makes."""
        after = np.array(choice.after(decision, 0), np.intp)
        return replace(self._solution.grouping, portion_groups=after[self._instance.counted])

    def allow(self, choice: SideChoice, decision: Mapping[int, int]) -> bool:
        """Tell whether a decision costs no more and breaks no rule."""
        return complies(self.grouping(choice, decision), most=self._most)

    def least_divided(self, wanted: Mapping[int, int]) -> tuple[SideChoice, dict[int, int]]:
        """Return what the solver left, with no more overlaps divided than have to be.

        Parameters
        ----------
        wanted
            The side that an overlap had better stay with as a whole, by its row.
        """
        stays = self._left_by_solver()
        for row in sorted(stays):
            for side in (wanted[row], 1 - wanted[row]):
                whole = stays | {row: dict.fromkeys(stays[row], side)}
                if len(set(stays[row].values())) > 1 and self.allow(*self._decided(whole)):
                    stays = whole
        return self._decided(stays)

    def _left_by_solver(self) -> dict[int, dict[str, int]]:
        """Return the side that each block of every undone overlap stays with."""
        instance = self._instance
        stays: dict[int, dict[str, int]] = {}
        for row, block, side in zip(
            instance.portion_edges.tolist(),
            instance.blocks[instance.portions.blocks],
            self._solution.grouping.moved[0].tolist(),
            strict=True,
        ):
            if self._undone[row]:
                stays.setdefault(row, {})[block] = int(side)
        return stays

    def _decided(self, stays: Mapping[int, Mapping[str, int]]) -> tuple[SideChoice, dict[int, int]]:
        """Return the choice in which just these overlaps are divided, and the decision there."""
        divided = frozenset(row for row in stays if len(set(stays[row].values())) > 1)
        choice = self.choice(divided)
        return choice, {
            # Blocks of nobody are among those of a piece, and on no side.
            piece: max((stays[row].get(block, 0) for block in choice.blocks(piece)), default=0)
            for row in stays
            for piece in choice.pieces(row)
        }


_MOST_VARIABLES: Final = 1_000_000
"""Beyond it, the model takes gigabytes and finds nothing in a minute."""

_MOST_WITHOUT_RULES: Final = 20_000
"""Beyond it, tolls prove in seconds what takes the model minutes; they know no rules."""


@guarded
def model_joint_plan(
    dataset: Dataset | str | Path,
    *,
    rules: Rules | None = None,
    sets: Sets | None = None,
    footprints: int | None = None,
    max_moved: float = MAX_MOVED,
    ignore_below: float = 0.0,
    time_limit: float = TIME_LIMIT,
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
        When the sets share nobody, and rules or a number of joint footprints are asked for.

    Examples
    --------
    >>> print(f'{gm.model_joint_plan("england-2026", footprints=15).people_moved:,.0f}')
    6,060
    """
    dataset = as_dataset(dataset)
    overlap = build_overlap(dataset, sets=sets, ignore_below=ignore_below)
    asked = Asked(method="exact", footprints=footprints, max_moved=max_moved, rules=rules)
    return plan_by_model(Task(dataset, overlap, asked, time_limit, progress))


def plan_by_model(task: Task) -> Plan:
    """Make such a plan of an overlap at hand; see :func:`model_joint_plan`."""
    dataset, overlap, asked, time_limit, progress = task
    if overlap.edges.empty:
        return unshared_plan(task)
    rules = asked.rules or Rules()
    size = _variables(overlap, across=rules.binding)
    if not (rules.binding or rules.cost) and size > _MOST_WITHOUT_RULES:
        # Imported here: hardly anybody's overlap graph is so wide.
        from graphmodel.plans.joint_frontier import toll_plan  # noqa: PLC0415

        return toll_plan(task._replace(asked=replace(asked, rules=None)))
    if size > _MOST_VARIABLES:
        raise UndecidedError(
            f"the overlap graph is too large for the model under rules ({size:,} variables, at"
            f" most {_MOST_VARIABLES:,}): ignore slivers with `ignore_below`, set no rules, or use"
            " `method='louvain'`"
        )

    def solve(count: int | None) -> Solution:
        return solve_model(
            dataset, overlap, rules, groups=count, time_limit=time_limit, progress=progress
        )

    try:
        solution = solve(asked.footprints)
    except InfeasibleError:
        raise smallest_conflict(
            dataset,
            overlap,
            rules,
            groups=asked.footprints,
            time_limit=time_limit,
            progress=progress,
        ).error from None
    if asked.footprints is None:
        limit = asked.share_moved * overlap.people_covered
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
    asked = Asked(
        method="exact",
        rules=rules if rules.to_mapping() else None,
        rules_not_bound={name: list(blocks) for name, blocks in located.unbound.items()},
        rules_notes=list(located.notes),
        disturbance=solution.objective,
        disturbance_lower_bound=solution.lower_bound,
    )
    return replace(
        placed_joint_plan(dataset, overlap, solution.groups, placed, asked=asked),
        # A bound on a weighted cost is none on people.
        lower_bound=None if rules.cost else solution.lower_bound,
        optimal=solution.optimal,
    )


def rules_of_plan(plan: Plan) -> Rules:
    """Return the rules that a plan was made under; none where there are none."""
    return plan.asked.rules or Rules()


def located_rules(plan: Plan) -> Located:
    """Return the rules of a plan with everything that they name looked up.

    Raises
    ------
    RulesError
        When they name what there is not.
    """
    return locate(plan.dataset, plan.overlap, rules_of_plan(plan))


def grouping_of(plan: Plan, located: Located) -> Grouping | None:
    """Return the groups of a plan, and where every portion goes, for rules on its overlap.

    None where rules have nothing to look at: not every footprint ends in one group, the same in
    both sets, which keeps something of it; or people move whom rules take to stay, as slivers do.
    """
    instance = located.instance
    after = plan.overlap_after
    moved = (plan.moved[0] | plan.moved[1]) & (plan.assignment["people"] > 0).to_numpy()
    if (
        not plan.is_strict
        or plan.new_footprints
        or not meets_target(after.structure_covered, "coterminous").all()
        or moved[~instance.counted].any()
    ):
        return None
    (first, _), groups = after.compare, after.component_of
    group_of = np.array(
        [
            groups[name, code]
            for name, successor in zip(after.compare, plan.successor, strict=True)
            for code in successor
        ],
        np.intp,
    )
    group_of[instance.degrees == 0] = -1
    goes = plan.assignment["to_a"].to_numpy()[instance.counted]
    return Grouping(located, group_of, np.array([groups[first, code] for code in goes], np.intp))


def could_stay(grouping: Grouping, rows: NDArray[np.intp], side: int) -> bool:
    """Tell whether some people could change in the other set instead, at no more cost.

    Parameters
    ----------
    grouping
        The groups of a plan.
    rows
        Rows of the overlap's portions: people who change footprint in one set.
    side
        That set: 0 for A, 1 for B.
    """
    instance = grouping.located.instance
    chosen = np.zeros(len(instance.counted), bool)
    chosen[rows] = True
    mine = chosen[instance.counted]
    goes = grouping.portion_groups.copy()
    goes[mine] = grouping.group_of[instance.portions.ends[mine, side]]
    return complies(replace(grouping, portion_groups=goes), most=cost_of(grouping))
