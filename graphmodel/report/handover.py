"""Handover: everything that a report tells of one plan, worked out once and told in every file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from graphmodel.dataset.targets import JOINT
from graphmodel.errors import OptionError, UndecidedError
from graphmodel.exact.elimination import TooWideError
from graphmodel.exact.limits import TIME_LIMIT
from graphmodel.plans.asked import MAX_MOVED, METHODS
from graphmodel.plans.joint_frontier import frontier
from graphmodel.plans.led import led_plan
from graphmodel.plans.optimum import BesideOptimum, beside_optimum
from graphmodel.plans.partners import partner_burden, with_fewer_and_more
from graphmodel.plans.plan import unchanged_plan
from graphmodel.show.facts import changing_sets, plan_words
from graphmodel.steps.either_way import other_way
from graphmodel.steps.sensitivity import plan_sensitivity
from graphmodel.steps.suggestion import suggestions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graphmodel.plans.plan import Plan
    from graphmodel.plans.tradeoff import Frontier
    from graphmodel.steps.sensitivity import Effect, Sensitivity
    from graphmodel.steps.steps import Identity
    from graphmodel.steps.suggestion import Suggestion

_WEAK: Final = ("inferred", "derived")
"""Grades put to the test, the weakest first: the first of them that any membership has."""


@dataclass(frozen=True, eq=False)
class Rival:
    """One of the plans that are compared.

    Attributes
    ----------
    words
        What is done, in a few words.
    plan
        The plan.
    chosen
        Whether it is the one that the report is about.
    burden
        Its partners' burden, see :func:`graphmodel.partner_burden`.
    beside
        How it compares with the best plan that may do the same things.
    """

    words: str
    plan: Plan
    chosen: bool
    burden: pd.DataFrame
    beside: BesideOptimum


@dataclass(frozen=True, eq=False)
class Handover:
    """A plan with everything that is told of it.

    Attributes
    ----------
    plan
        The plan.
    steps
        Its suggestions.
    frontier
        The joint plans for every number of footprints; None where the overlap graph is too wide,
        or the sets share nobody.
    rivals
        The plans compared, doing nothing first.
    sensitivity
        What hangs on uncertain memberships; None where that was not asked for, or cannot be said.
    other
        The same plan with undecided ground taken the other way, see
        :func:`graphmodel.steps.either_way.other_way`; None where nothing hangs on it.
    """

    plan: Plan
    steps: tuple[Suggestion, ...]
    frontier: Frontier | None
    rivals: tuple[Rival, ...]
    sensitivity: Sensitivity | None
    other: Plan | None = None

    @cached_property
    def burden(self) -> pd.DataFrame:
        """Partners' burden under the plan."""
        return next(rival.burden for rival in self.rivals if rival.chosen)

    @property
    def beside(self) -> BesideOptimum:
        """How the plan compares with the best that may do the same things."""
        return next(rival.beside for rival in self.rivals if rival.chosen)

    @cached_property
    def dependence(self) -> dict[int, tuple[int, int]]:
        """For each suggestion, by rank, in how many cases it vanishes and takes another form."""
        if self.sensitivity is None:
            return {}
        found = {}
        for step in self.sensitivity.steps:
            cases = len(self.sensitivity.dependence[step.identity])
            gone = self.sensitivity.vanishes_in(step)
            found[self.rank_of[step.identity]] = (gone, cases - gone)
        return found

    @cached_property
    def rank_of(self) -> dict[Identity, int]:
        """Rank of each suggestion by its identity."""
        return {step.identity: step.rank for step in self.steps}

    def ranks_in(self, effect: Effect) -> tuple[list[str], list[str]]:
        """Return the ranks of suggestions not made in a case, and of those in another form."""
        changing = [step for step, _ in effect.changing]
        gone, other = (
            sorted(self.rank_of[step.identity] for step in steps)
            for steps in (effect.vanishing, changing)
        )
        return list(map(str, gone)), list(map(str, other))

    @property
    def other_steps(self) -> tuple[Suggestion, ...]:
        """The suggestions of the plan that takes undecided ground the other way."""
        return () if self.other is None else suggestions(self.other)

    def comparison(self) -> pd.DataFrame:
        """Return the plans compared, one row each.

        Columns ``plan`` (in words), ``chosen``, ``lead``, ``target``; by set ``footprints_`` and
        ``people_moved_`` (after the plan; people whose footprint changes); ``footprints_merged``
        (absorbed), ``people_merged`` (people in them), ``new_footprints``, ``partners_with_fewer``
        and ``partners_with_more`` (footprints to deal with than now), ``beside_optimum_excess``
        (people beyond the best plan that may do the same things; missing where there is none),
        ``beside_optimum_note`` (the same in words), ``undecided`` (how undecided ground is taken),
        ``coterminous_share_after`` (of all people).
        """
        return pd.DataFrame([_compared(rival) for rival in self.rivals])


def _compared(rival: Rival) -> dict[str, Any]:
    plan = rival.plan
    fewer, more = with_fewer_and_more(rival.burden)
    sets = plan.overlap.compare
    return {
        "plan": rival.words,
        "chosen": rival.chosen,
        "lead": plan.lead or "",
        "target": plan.target or "",
        **{f"footprints_{name}": plan.after.footprints[name] for name in sets},
        **{f"people_moved_{name}": plan.people_moved_by_set[name] for name in sets},
        "footprints_merged": plan.footprints_merged,
        "people_merged": plan.people_merged,
        "new_footprints": plan.new_footprints,
        "partners_with_fewer": fewer,
        "partners_with_more": more,
        "beside_optimum_excess": rival.beside.excess,
        "beside_optimum_note": rival.beside.note,
        "undecided": plan.undecided,
        "coterminous_share_after": plan.after.coterminous_share,
    }


def gather(
    plan: Plan,
    *,
    sensitive: bool = True,
    time_limit: float = TIME_LIMIT,
    progress: Callable[[str], None] | None = None,
) -> Handover:
    """Work out everything that is told of a plan, see :func:`graphmodel.write_report`.

    Uncertain are the inferred memberships or, where there are none, the derived ones.
    """
    steps = suggestions(plan)
    if progress:
        progress("making the plans to compare with")
    front = _frontier(plan)
    found = None
    if sensitive and plan.target is not None and plan.method in METHODS:
        found = plan_sensitivity(
            plan, grades=(_uncertain(plan),), time_limit=time_limit, progress=progress
        )
    other = other_way(plan)
    rivals = tuple(_rivals(plan, front, other, time_limit))
    return Handover(plan, steps, front if front and front.plans else None, rivals, found, other)


def _uncertain(plan: Plan) -> str:
    """Return the weakest grade that a membership of a block in the two sets has."""
    rows = plan.dataset.memberships
    rows = rows[
        rows["organisation"].isin(plan.dataset.people.index)
        & rows["footprint_set"].isin(plan.overlap.compare)
    ]
    grades = set(rows["evidence"])
    return next((grade for grade in _WEAK if grade in grades), _WEAK[0])


def _frontier(plan: Plan) -> Frontier | None:
    overlap = plan.overlap
    try:
        return frontier(
            plan.dataset,
            sets=overlap.compare,
            ignore_below=overlap.ignore_below,
            # It may redraw a set that is fixed.
            redraw=changing_sets(plan) if plan.lead else (),
            undecided=plan.undecided,
        )
    except (TooWideError, OptionError):
        return None


def _rivals(
    plan: Plan, front: Frontier | None, other: Plan | None, time_limit: float
) -> Iterator[Rival]:
    """Yield what the plan is compared with, and the plan itself in its place or at the end."""
    least = front.least_people_moved if front and front.plans else None
    others = list(_others(plan, front, time_limit))
    place = next((n for n, one in enumerate(others) if _alike(one, plan)), len(others))
    yield from (_rival(one, least) for one in others[:place])
    yield from _chosen(plan, other, least)
    yield from (_rival(one, least) for one in others[place + 1 :])


def _chosen(plan: Plan, other: Plan | None, least: dict[int, float] | None) -> Iterator[Rival]:
    """Yield the plan itself and, beside it, the same with undecided ground taken the other way."""
    yield _rival(plan, least, chosen=True)
    if other is not None and not _all_needed(plan, other):
        rival = _rival(other, least)
        yield replace(rival, words=f"{rival.words}{_OTHERWISE[other.undecided]}")


def _all_needed(*plans: Plan) -> bool:
    """Tell whether every step of some plans is needed either way, so that they are the same."""
    return all(step.needed_either_way for plan in plans for step in suggestions(plan))


_OTHERWISE: Final = {
    "separate": "; undecided ground by itself",
    "open": "; undecided ground left out",
}


def _rival(plan: Plan, least: dict[int, float] | None, *, chosen: bool = False) -> Rival:
    beside = beside_optimum(plan, least)
    return Rival(plan_words(plan), plan, chosen, partner_burden(plan), beside)


_ORDER: Final = ("coterminous", "nested", "compatible")


def _others(plan: Plan, front: Frontier | None, time_limit: float) -> Iterator[Plan]:
    dataset, overlap = plan.dataset, plan.overlap
    if front is not None:
        nothing, *rest = front.alternatives
        yield nothing
        yield from sorted(rest, key=lambda one: (one.lead == JOINT, _ORDER.index(str(one.target))))
        if not front.plans:
            return
        allowed = MAX_MOVED * overlap.people_covered
        within = [one for one in front.plans if one.people_moved <= allowed]
        numbers = {one.joint_footprints for one in (*within[-1:], front.plans[-1])}
        if plan.lead == JOINT and plan.target == "coterminous":
            numbers.add(plan.joint_footprints)
        yield from (one for one in front.plans if one.joint_footprints in numbers)
        return
    yield unchanged_plan(dataset, overlap)
    if overlap.edges.empty:
        return
    options: dict[str, Any] = {
        "sets": overlap.compare,
        "ignore_below": overlap.ignore_below,
        "undecided": plan.undecided,
    }
    yield from (led_plan(dataset, lead=name, **options) for name in overlap.compare)
    # Imported here: the model behind it takes a while to load.
    from graphmodel.plans.compatible import compatible_plan  # noqa: PLC0415

    try:
        yield compatible_plan(dataset, time_limit=time_limit, **options)
    except (OptionError, UndecidedError):
        return  # then it cannot be compared


def _alike(one: Plan, other: Plan) -> bool:
    """Tell whether two plans were asked for alike, and so are the same."""
    mine, theirs = (
        (plan.lead, plan.target, plan.method, plan.joint_footprints, plan.undecided)
        for plan in (one, other)
    )
    return mine == theirs and one.asked.rules is None and other.asked.rules is None
