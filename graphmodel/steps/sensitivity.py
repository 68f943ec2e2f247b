"""Sensitivity: which suggestions would be others if an uncertain membership were otherwise.

Every membership of a block in one of the two sets that rests on weak evidence is put to the test by
itself, in the one alternative tried: the block is given to the footprint that it would most likely
be in if it were not in its own, and the same plan is made again. What is then suggested is laid
beside what is suggested now.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from graphmodel.dataset.stated import stated_dataset
from graphmodel.errors import InfeasibleError, OptionError, UndecidedError
from graphmodel.exact.limits import TIME_LIMIT
from graphmodel.files.guard import guarded
from graphmodel.files.plain_json import plain_mapping, plain_records
from graphmodel.overlap.groups import most_joint_footprints
from graphmodel.overlap.names import Names
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.asked import METHODS
from graphmodel.plans.propose import plan_as_asked
from graphmodel.shown import Shown
from graphmodel.steps.alternatives import UNCERTAIN, alternatives_of, with_alternative
from graphmodel.steps.steps import same_count, steps_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan
    from graphmodel.steps.alternatives import Alternative
    from graphmodel.steps.steps import Identity, Step

SENSITIVITY_FORMAT: Final = "graphmodel-sensitivity/1"

_TOLD_EVERY: Final = 10

_COLUMNS: Final = {
    **dict.fromkeys(("organisation", "organisation_name", "footprint_set", "footprint"), "str"),
    **dict.fromkeys(("footprint_name", "evidence"), "str"),
    "people": "float64",
    **dict.fromkeys(("instead", "instead_name", "basis"), "str"),
    **dict.fromkeys(("steps_vanishing", "steps_changing", "steps_appearing"), "int64"),
    "people_moved_change": "float64",
    "footprints": "Int64",
    "failure": "str",
}


@dataclass(frozen=True, eq=False)
class Effect:
    """What would be suggested if one membership were otherwise.

    Attributes
    ----------
    alternative
        The membership, and what it is taken to be.
    vanishing
        Steps of the plan that would not be suggested.
    appearing
        Steps that would be suggested and are not in the plan.
    changing
        Steps that would be suggested in another form, with other organisations, other footprints
        merged or other numbers of people: as they are, as they would be.
    people_moved_change
        How many more people would change footprint, fewer being negative.
    footprints
        Number of joint footprints, where it could not be the plan's; otherwise None.
    failure
        Why no such plan can be made; empty where one can. Then the fields above are empty or 0.
    """

    alternative: Alternative
    vanishing: tuple[Step, ...] = ()
    appearing: tuple[Step, ...] = ()
    changing: tuple[tuple[Step, Step], ...] = ()
    people_moved_change: float = 0.0
    footprints: int | None = None
    failure: str = ""

    @property
    def matters(self) -> bool:
        """Whether anything that is suggested would be different."""
        return bool(self.vanishing or self.appearing or self.changing or self.failure)


@guarded
@dataclass(frozen=True, eq=False)
class Sensitivity(Shown):
    """How far a plan hangs on its uncertain memberships, each taken by itself.

    Attributes
    ----------
    plan
        The plan.
    grades
        Grades of evidence that count as uncertain.
    steps
        The steps of the plan.
    effects
        One for each uncertain membership, by set, organisation and footprint.

    Examples
    --------
    >>> sensitivity = gm.plan_sensitivity(gm.propose("england-2026"))
    >>> len(sensitivity.firm)
    6
    """

    plan: Plan
    grades: tuple[str, ...]
    steps: tuple[Step, ...]
    effects: tuple[Effect, ...]

    def __repr__(self) -> str:
        return (
            f"<Sensitivity of a plan for {self.plan.dataset.name!r}:"
            f" {len(self.effects)} uncertain memberships,"
            f" {len(self.firm)} of {len(self.steps)} steps firm>"
        )

    @cached_property
    def dependence(self) -> dict[Identity, tuple[Effect, ...]]:
        """For each step by its identity, the effects in which it vanishes or takes another form."""
        found: dict[Identity, list[Effect]] = {step.identity: [] for step in self.steps}
        for effect in self.effects:
            changing = (step for step, _ in effect.changing)
            for step in (*effect.vanishing, *changing):
                found[step.identity].append(effect)
        return {identity: tuple(effects) for identity, effects in found.items()}

    @property
    def firm(self) -> tuple[Step, ...]:
        """Steps suggested in the same form in the one alternative tried for each membership."""
        failed = any(effect.failure for effect in self.effects)
        return tuple(
            step for step in self.steps if not failed and not self.dependence[step.identity]
        )

    def to_frame(self) -> pd.DataFrame:
        """Return what hangs on each uncertain membership, one row a membership.

        What each column means is said in ``docs/vocabulary.md``.
        """
        names = Names(self.plan.dataset, self.plan.overlap)
        rows = [
            {
                "organisation": case.organisation,
                "organisation_name": names.organisation(case.organisation),
                "footprint_set": case.footprint_set,
                "footprint": case.footprint,
                "footprint_name": names.footprint(case.footprint_set, case.footprint),
                "evidence": case.evidence,
                "people": case.people,
                "instead": case.instead or "",
                "instead_name": names.footprint(case.footprint_set, case.instead)
                if case.instead
                else "",
                "basis": case.basis,
                "steps_vanishing": len(effect.vanishing),
                "steps_changing": len(effect.changing),
                "steps_appearing": len(effect.appearing),
                "people_moved_change": effect.people_moved_change,
                "footprints": effect.footprints,
                "failure": effect.failure,
            }
            for effect in self.effects
            for case in [effect.alternative]
        ]
        return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON-ready values under stable keys."""
        plan = self.plan
        fewest, most = self.people_moved_range
        rows = plain_records(self.to_frame().astype({"footprints": object}))
        return plain_mapping(
            {
                "format": SENSITIVITY_FORMAT,
                "dataset": stated_dataset(plan.dataset),
                "compare": plan.overlap.compare,
                "grades": self.grades,
                "steps_in_all": len(self.steps),
                "steps_firm": len(self.firm),
                "people_moved": plan.people_moved,
                "people_moved_least": fewest,
                "people_moved_most": most,
                "effects": [
                    row | {"footprints": effect.footprints}
                    for row, effect in zip(rows, self.effects, strict=True)
                ],
            }
        )

    def vanishes_in(self, step: Step) -> int:
        """Count the cases in which a step would not be suggested at all."""
        return sum(step in effect.vanishing for effect in self.effects)

    @property
    def people_moved_range(self) -> tuple[float, float]:
        """Fewest and most people whose footprint would change, the plan itself included."""
        changes = [effect.people_moved_change for effect in self.effects if not effect.failure]
        moved = self.plan.people_moved
        return moved + min([0.0, *changes]), moved + max([0.0, *changes])


@guarded
def plan_sensitivity(
    plan: Plan,
    *,
    grades: Sequence[str] = UNCERTAIN,
    time_limit: float = TIME_LIMIT,
    progress: Callable[[str], None] | None = None,
) -> Sensitivity:
    """Make a plan again for each uncertain membership, as if that membership were otherwise.

    Uncertain are the memberships of blocks in one of the two sets whose evidence is of the grades
    named. One at a time is replaced, by the one alternative that is most plausible. A part of a
    split block is put where the largest other part of it is, then the first by code. Any other
    block is put in the footprint of the same set that most of its border with other blocks is with,
    its own not being considered (of equals the one with most neighbouring blocks, then the first by
    code; a neighbour in several footprints counts for each). Where it borders on no other footprint
    of the set, it is put in the one, other than its own, that shares most people with its
    footprints in the other set; and where there is none either, in no footprint of the set. What
    would follow of another alternative is not examined.

    The plan is made with the same lead, target, method, rules and tolerance, and for joint plans
    with as many footprints, or as near to that as can be had.

    A change is the same step if it is in the same set, from the same footprint to the same one; a
    merger, or a new footprint, if it results in the same one. The same step takes another form if
    its organisations, the footprints merged or its people differ.

    Parameters
    ----------
    plan
        A plan with a target.
    grades
        Grades of evidence that count as uncertain.
    time_limit
        Seconds for each plan where the mixed-integer model has to be asked.
    progress
        Called with a sentence now and then.

    Raises
    ------
    OptionError
        When the plan was made by hand, or is the plan to do nothing: neither can be made again.

    Examples
    --------
    >>> gm.plan_sensitivity(gm.propose("england-2026")).people_moved_range
    (1102636.0, 1102636.0)
    """
    if plan.target is None:
        raise OptionError("a plan without a target cannot be made again for other memberships")
    if plan.method not in METHODS:
        raise OptionError(f"a plan of the method {plan.method!r} cannot be made again")
    own = {step.identity: step for step in steps_of(plan)}
    cases = alternatives_of(plan.dataset, plan.overlap, grades=grades)
    effects = []
    for number, case in enumerate(cases, start=1):
        effects.append(_effect(plan, own, case, time_limit))
        if progress and (number % _TOLD_EVERY == 0 or number == len(cases)):
            progress(f"{number} of {len(cases)} uncertain memberships put to the test")
    return Sensitivity(plan, tuple(grades), tuple(own.values()), tuple(effects))


def _effect(plan: Plan, own: dict[Identity, Step], case: Alternative, time_limit: float) -> Effect:
    try:
        other, footprints = _made_again(plan, with_alternative(plan.dataset, case), time_limit)
    except (OptionError, InfeasibleError, UndecidedError) as error:
        return Effect(case, failure=str(error))
    others = {step.identity: step for step in steps_of(other)}
    moved = (other.people_moved, plan.people_moved)
    return Effect(
        case,
        vanishing=tuple(step for identity, step in own.items() if identity not in others),
        appearing=tuple(step for identity, step in others.items() if identity not in own),
        changing=tuple(
            (step, others[identity])
            for identity, step in own.items()
            if identity in others and not step.agrees(others[identity])
        ),
        people_moved_change=0.0 if same_count(*moved) else moved[0] - moved[1],
        footprints=footprints,
    )


def _made_again(plan: Plan, dataset: Dataset, time_limit: float) -> tuple[Plan, int | None]:
    """Return the same plan for another dataset; for how many footprints, where not for as many."""
    sets, ignore_below = plan.overlap.compare, plan.overlap.ignore_below
    asked, count = plan.asked, None
    if plan.joint_footprints:
        wanted = count = plan.joint_footprints
        if asked.rules is None:
            overlap = build_overlap(dataset, sets=sets, ignore_below=ignore_below)
            fewest = overlap.structure_covered.component_count
            # Where they share nobody there are none, which is said in its own words below.
            count = max(min(max(wanted, fewest), most_joint_footprints(overlap)), 1)
        asked = replace(asked, footprints=count)
        count = None if count == wanted else count
    made = plan_as_asked(
        dataset, asked, sets=sets, ignore_below=ignore_below, time_limit=time_limit
    )
    return made, count
