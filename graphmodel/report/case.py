"""A case: everything that a report tells of one decision, worked out once for every file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from graphmodel.dataset.dataset import blocks_label
from graphmodel.dataset.question import question_of
from graphmodel.errors import OptionError, UndecidedError
from graphmodel.exact.elimination import TooWideError
from graphmodel.exact.limits import TIME_LIMIT
from graphmodel.handover.affected import Affected, affected_partners
from graphmodel.handover.patients import Divided, divided_patients
from graphmodel.options.appraising import score_options
from graphmodel.options.standard import labels_of, partner_words
from graphmodel.options.third_sets import Crossed, crossed_footprints
from graphmodel.overlap.names import Names
from graphmodel.plans.asked import METHODS
from graphmodel.plans.joint_frontier import frontier
from graphmodel.plans.plan import given_names
from graphmodel.plans.propose import propose
from graphmodel.report.style import read_style
from graphmodel.steps.sensitivity import plan_sensitivity
from graphmodel.steps.suggestion import suggestions
from graphmodel.wording import join_clauses, join_names, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from graphmodel.options.appraisal import Appraisal, Option
    from graphmodel.options.criteria import Criteria
    from graphmodel.plans.plan import Plan
    from graphmodel.plans.tradeoff import Frontier
    from graphmodel.report.style import Style
    from graphmodel.steps.sensitivity import Effect, Sensitivity
    from graphmodel.steps.steps import Identity
    from graphmodel.steps.suggestion import Suggestion

_WEAK: Final = ("inferred", "derived")
"""Grades put to the test, the weakest first: the first of them that any membership has."""


_DATED: Final = re.compile(r"_(19|20)\d\d$")


@dataclass(frozen=True, eq=False)
class Contrary:
    """A plan of the same data that would take some ground the opposite way.

    Attributes
    ----------
    third
        The set whose footprints it makes whole.
    plan
        That plan.
    places
        Footprints of the third set that the two would put in different footprints: name, code of
        the set compared where this case would have it, and where the other plan would.
    """

    third: str
    plan: Plan
    places: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, eq=False)
class Case:
    """A decision with everything that is told of it.

    Attributes
    ----------
    appraisal
        The options, their scores and the recommendation.
    frontier
        The joint plans for every number of footprints; None where the overlap graph is too wide,
        or the sets share nobody.
    sensitivity
        What hangs on uncertain memberships; None where that was not asked for, or cannot be said.
    style
        How the paper presents itself.
    """

    appraisal: Appraisal
    frontier: Frontier | None
    sensitivity: Sensitivity | None
    style: Style

    @property
    def option(self) -> Option:
        """The option that is told in full."""
        return self.appraisal.subject

    @property
    def plan(self) -> Plan:
        """Its plan."""
        return self.option.plan

    @property
    def sets(self) -> tuple[str, ...]:
        """The sets that the board can change."""
        return self.appraisal.sets

    @property
    def acts(self) -> bool:
        """Whether anything is proposed: the recommendation is not to change nothing."""
        chosen = self.appraisal.recommended
        return bool(self.option.steps) and (chosen is None or bool(chosen.steps))

    @cached_property
    def steps(self) -> tuple[Suggestion, ...]:
        """Its suggestions."""
        return suggestions(self.plan)

    @property
    def people(self) -> str:
        """What people are called."""
        return self.plan.dataset.people_label

    @property
    def block(self) -> str:
        """What a block is called."""
        return blocks_label(self.plan.dataset)

    @property
    def kinds(self) -> str:
        """What partners are called: ``councils and NHS trusts``."""
        return partner_words(self.plan) or "organisations"

    @property
    def label(self) -> str:
        """What a footprint that can change is called."""
        return labels_of(self.plan, self.sets)[0]

    @property
    def other_label(self) -> str:
        """What a footprint of the other set is called."""
        return labels_of(self.plan, self.sets)[1]

    @property
    def other_set(self) -> str:
        """What footprints of the other set are called."""
        return plural(self.other_label)

    def opposite(self, footprint_set: str) -> str:
        """Return what a footprint of the other of the two sets is called."""
        first, second = self.plan.overlap.compare
        return self.plan.dataset.label(second if footprint_set == first else first)

    @cached_property
    def now(self) -> Names:
        """Names as things are."""
        return Names(self.plan.dataset, self.plan.overlap)

    @cached_property
    def then(self) -> Names:
        """Names with the plan."""
        return Names(self.plan.dataset, self.plan.overlap_after, given_names(self.plan))

    @cached_property
    def affected(self) -> tuple[Affected, ...]:
        """What changes for each partner."""
        return affected_partners(self.plan)

    @cached_property
    def patients(self) -> tuple[Divided, ...]:
        """Trusts whose patients live where the first set that can change does."""
        return divided_patients(self.plan, self.sets[0])

    @cached_property
    def thirds(self) -> tuple[str, ...]:
        """Sets that are not compared and that no plan may redraw.

        Those whose name ends in a year, such as ``icb_2024``, are of another date, and left out.
        """
        dataset = self.plan.dataset
        return tuple(
            name
            for name in dataset.fixed
            if name not in dataset.compare and not _DATED.search(name)
        )

    @cached_property
    def crossed(self) -> tuple[Crossed, ...]:
        """Their footprints that a set which can change cuts, now or with the plan."""
        return tuple(
            one
            for third in self.thirds
            for name in self.sets
            for one in crossed_footprints(self.plan, third, name)
        )

    def thirds_where(self, what: Callable[[Crossed], bool]) -> list[str]:
        """Name footprints of other sets with what they are: ``Humberside (police area)``.

        Those that are of the same kinds come together.
        """
        kinds: dict[str, list[str]] = {}
        for one in filter(what, self.crossed):
            mine = kinds.setdefault(one.name, [])
            label = self.plan.dataset.label(one.third)
            mine += [label] if label not in mine else []
        together: dict[tuple[str, ...], list[str]] = {}
        for name, labels in kinds.items():
            together.setdefault(tuple(labels), []).append(name)
        return [
            f"{join_names(names)} ({join_clauses([plural(one, len(names)) for one in labels])})"
            for labels, names in together.items()
        ]

    @cached_property
    def contraries(self) -> tuple[Contrary, ...]:
        """Plans that would make footprints of a third set whole, the opposite way in places."""
        return tuple(self._contraries())

    def _contraries(self) -> Iterator[Contrary]:
        dataset = self.plan.dataset
        for third in dict.fromkeys(one.third for one in self.crossed if one.made_whole):
            wholes = [one for one in self.crossed if one.third == third and one.made_whole]
            for name in dict.fromkeys(one.footprint_set for one in wholes):
                try:
                    other = propose(
                        dataset,
                        sets=(name, third),
                        lead=third,
                        target="compatible",
                        undecided="open",
                    )
                except (OptionError, UndecidedError):
                    continue
                theirs = {one.footprint: one for one in crossed_footprints(other, third, name)}
                places = tuple(
                    (one.name, next(iter(one.after)), next(iter(theirs[one.footprint].after)))
                    for one in wholes
                    if one.footprint in theirs
                    and next(iter(one.after)) in one.now
                    and theirs[one.footprint].made_whole
                    and next(iter(one.after)) != next(iter(theirs[one.footprint].after))
                )
                if places:
                    yield Contrary(third, other, places)

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


def build_case(
    plan: Plan,
    *,
    criteria: Criteria | str | Path | None = None,
    style: Style | None = None,
    sensitive: bool = True,
    time_limit: float = TIME_LIMIT,
    progress: Callable[[str], None] | None = None,
) -> Case:
    """Work out everything that is told of a decision, see :func:`graphmodel.write_report`.

    Uncertain are the inferred memberships or, where there are none, the derived ones.
    """
    tell = progress or (lambda _: None)
    tell("making the options")
    appraisal = score_options(plan, criteria, whole_range=_is_own_question(plan))
    subject = appraisal.subject.plan
    front = _frontier(subject, appraisal.sets)
    found = None
    if sensitive and subject.target is not None and subject.method in METHODS:
        found = plan_sensitivity(
            subject, grades=(_uncertain(subject),), time_limit=time_limit, progress=progress
        )
    return Case(appraisal, front if front and front.plans else None, found, style or read_style())


def _is_own_question(plan: Plan) -> bool:
    """Tell whether a plan is what the dataset itself asks for."""
    try:
        own = question_of(plan.dataset, sets=plan.overlap.compare)
    except OptionError:
        return False
    asked = plan.asked
    mine = (asked.lead, asked.target, asked.method, asked.rules)
    return mine == (own.lead, own.target, "exact", None) and not plan.overlap.ignore_below


def _uncertain(plan: Plan) -> str:
    """Return the weakest grade that a membership of a block in the two sets has."""
    rows = plan.dataset.memberships
    rows = rows[
        rows["organisation"].isin(plan.dataset.people.index)
        & rows["footprint_set"].isin(plan.overlap.compare)
    ]
    grades = set(rows["evidence"])
    return next((grade for grade in _WEAK if grade in grades), _WEAK[0])


def _frontier(plan: Plan, sets: Sequence[str]) -> Frontier | None:
    overlap = plan.overlap
    try:
        return frontier(
            plan.dataset,
            sets=overlap.compare,
            ignore_below=overlap.ignore_below,
            redraw=sets,
            undecided=plan.undecided,
        )
    except (TooWideError, OptionError):
        return None
