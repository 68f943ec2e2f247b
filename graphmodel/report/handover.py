"""Handover: everything that a report tells of one plan, worked out once and told in every file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from graphmodel.errors import UndecidedError
from graphmodel.exact.elimination import TooWideError
from graphmodel.exact.limits import TIME_LIMIT
from graphmodel.plans.joint_frontier import frontier
from graphmodel.plans.led import led_plan
from graphmodel.plans.optimum import BesideOptimum, beside_optimum
from graphmodel.plans.partners import partner_burden
from graphmodel.plans.plan import JOINT, unchanged_plan
from graphmodel.plans.propose import DEFAULT_MAX_MOVED
from graphmodel.steps.sensitivity import plan_sensitivity
from graphmodel.steps.suggestion import suggestions
from graphmodel.wording import plural, share_phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graphmodel.plans.joint_frontier import Frontier
    from graphmodel.plans.plan import Plan
    from graphmodel.steps.sensitivity import Sensitivity
    from graphmodel.steps.suggestion import Suggestion

__all__ = ["Handover", "Rival", "gather", "plan_words"]

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
        How it compares with the best joint plan.
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
    """

    plan: Plan
    steps: tuple[Suggestion, ...]
    frontier: Frontier | None
    rivals: tuple[Rival, ...]
    sensitivity: Sensitivity | None

    @cached_property
    def burden(self) -> pd.DataFrame:
        """Partners' burden under the plan."""
        return next(rival.burden for rival in self.rivals if rival.chosen)

    @property
    def beside(self) -> BesideOptimum:
        """How the plan compares with the best joint plan."""
        return next(rival.beside for rival in self.rivals if rival.chosen)

    @cached_property
    def dependence(self) -> dict[int, tuple[int, int]]:
        """For each suggestion, by rank, in how many cases it vanishes and takes another form."""
        if self.sensitivity is None:
            return {}
        found = {}
        for outline in self.sensitivity.steps:
            cases = len(self.sensitivity.dependence[outline.identity])
            gone = self.sensitivity.vanishes_in(outline)
            found[self.rank_of[outline.identity]] = (gone, cases - gone)
        return found

    @cached_property
    def rank_of(self) -> dict[tuple[object, ...], int]:
        """Rank of each suggestion by the identity of its outline."""
        ranks = {_key(step): step.rank for step in self.steps}
        outlines = self.sensitivity.steps if self.sensitivity else ()
        return {outline.identity: ranks[_key(outline)] for outline in outlines}

    def inferred_share(self, step: Suggestion) -> float:
        """Return the share of a suggestion's people whose membership is inferred, 0 to 1."""
        total = sum(step.evidence.values())
        return step.evidence.get("inferred", 0.0) / total if total else 0.0

    def comparison(self) -> pd.DataFrame:
        """Return the plans compared, one row each.

        Columns ``plan`` (in words), ``chosen``, ``lead``, ``target``; by set ``footprints_`` and
        ``people_moved_`` (after the plan; people whose footprint changes); ``footprints_merged``
        (absorbed), ``people_merged`` (people in them), ``new_footprints``, ``partners_with_fewer``
        and ``partners_with_more`` (footprints to deal with than now), ``people_beyond_optimum``
        (than the best joint plan with as many footprints; empty where there is none to compare),
        ``beside_optimum`` (the same in words), ``coterminous_share`` (of all people, after).
        """
        return pd.DataFrame([_compared(rival) for rival in self.rivals])


def _key(step: Any) -> tuple[object, ...]:  # noqa: ANN401 - a suggestion or an outline
    return (step.action, step.footprint_set, tuple(sorted(step.sources)), step.into)


def _compared(rival: Rival) -> dict[str, Any]:
    plan, change = rival.plan, rival.burden["change"]
    sets = plan.overlap.compare
    return {
        "plan": rival.words,
        "chosen": rival.chosen,
        "lead": plan.lead,
        "target": plan.target,
        **{f"footprints_{name}": plan.after.footprints[name] for name in sets},
        **{f"people_moved_{name}": plan.people_moved_by_set[name] for name in sets},
        "footprints_merged": plan.footprints_merged,
        "people_merged": plan.people_merged,
        "new_footprints": len(plan.new_footprints),
        "partners_with_fewer": int((change < 0).sum()),
        "partners_with_more": int((change > 0).sum()),
        "people_beyond_optimum": rival.beside.excess,
        "beside_optimum": rival.beside.note,
        "coterminous_share": plan.after.coterminous_share,
    }


def gather(
    plan: Plan,
    *,
    sensitive: bool = True,
    time_limit: float = TIME_LIMIT,
    progress: Callable[[str], None] | None = None,
) -> Handover:
    """Work out everything that is told of a plan.

    Parameters
    ----------
    plan
        Any plan.
    sensitive
        Whether to make it again for every uncertain membership. These are the inferred memberships
        or, where there are none, the derived ones.
    time_limit
        Seconds for each plan where the mixed-integer model has to be asked.
    progress
        Called with a sentence now and then.
    """
    steps = suggestions(plan)
    if progress:
        progress("making the plans to compare with")
    front = _frontier(plan)
    found = None
    if sensitive and plan.target is not None:
        found = plan_sensitivity(
            plan, grades=(_uncertain(plan),), time_limit=time_limit, progress=progress
        )
    return Handover(plan, steps, front, tuple(_rivals(plan, front, time_limit)), found)


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
        found = frontier(plan.dataset, sets=overlap.compare, ignore_below=overlap.ignore_below)
    except TooWideError:
        return None
    return found if found.plans else None


def _rivals(plan: Plan, front: Frontier | None, time_limit: float) -> Iterator[Rival]:
    """Yield what the plan is compared with, and the plan itself in its place or at the end."""
    least = (
        {int(one.options["footprints"]): one.people_moved for one in front.plans} if front else None
    )
    listed = False
    for one in _others(plan, front, time_limit):
        chosen = not listed and _alike(one, plan)
        listed = listed or chosen
        yield _rival(plan if chosen else one, least, chosen=chosen)
    if not listed:
        yield _rival(plan, least, chosen=True)


def _rival(plan: Plan, least: dict[int, float] | None, *, chosen: bool) -> Rival:
    beside = beside_optimum(plan, least)
    return Rival(plan_words(plan), plan, chosen, partner_burden(plan), beside)


def _others(plan: Plan, front: Frontier | None, time_limit: float) -> Iterator[Plan]:
    dataset, overlap = plan.dataset, plan.overlap
    if front is not None:
        nothing, joint, *rest = front.alternatives
        yield nothing
        yield from (one for one in rest if one.target == "coterminous")
        yield from (one for one in rest if one.target == "nested")
        yield joint
        allowed = DEFAULT_MAX_MOVED * overlap.people_covered
        within = [one for one in front.plans if one.people_moved <= allowed]
        numbers = {one.options["footprints"] for one in (*within[-1:], front.plans[-1])}
        if plan.lead == JOINT and plan.target == "coterminous":
            numbers.add(plan.options.get("footprints"))
        yield from (one for one in front.plans if one.options["footprints"] in numbers)
        return
    yield unchanged_plan(dataset, overlap)
    if overlap.edges.empty:
        return
    options: dict[str, Any] = {"sets": overlap.compare, "ignore_below": overlap.ignore_below}
    yield from (led_plan(dataset, lead=name, **options) for name in overlap.compare)
    # Imported here: the model behind it takes a while to load.
    from graphmodel.plans.compatible import compatible_plan  # noqa: PLC0415

    try:
        yield compatible_plan(dataset, time_limit=time_limit, **options)
    except UndecidedError:
        return  # then it cannot be compared


def _alike(one: Plan, other: Plan) -> bool:
    """Tell whether two plans were asked for alike, and so are the same."""
    mine = (one.lead, one.target, one.method, one.options.get("footprints"))
    theirs = (other.lead, other.target, other.method, other.options.get("footprints"))
    return mine == theirs and not other.options.get("rules") and not one.options.get("rules")


def plan_words(plan: Plan) -> str:
    """Say in a few words what a plan does: ``LDRs redrawn to the STPs``."""
    first, second = (plural(plan.dataset.label(name)) for name in plan.overlap.compare)
    if plan.target is None:
        return "Nothing changes" if plan.method == "unchanged" else "Made by hand"
    if plan.lead_side is not None:
        lead, follower = (first, second) if plan.lead_side == 0 else (second, first)
        ways = {
            "coterminous": f"{follower} follow {lead}, one to one",
            "nested": f"{follower} nest in {lead}",
            "compatible": f"{follower} follow {lead}, compatible",
        }
        return ways[plan.target]
    if plan.target == "compatible":
        return "Either changes, compatible"
    ruled = ", under rules" if plan.options.get("rules") else ""
    how = "" if plan.method == "exact" else f", by {plan.method}"
    return f"Both become {plan.options.get('footprints', 'some')} joint footprints{ruled}{how}"


def percent(part: float, total: float) -> str:
    """Return a part of a whole as a percentage; of nothing, 0.0 %."""
    return share_phrase(part / total if total else 0.0)
