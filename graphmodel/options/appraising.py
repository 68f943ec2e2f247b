"""Appraising: options made, put to tests and measured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphmodel.errors import OptionError
from graphmodel.files.guard import guarded
from graphmodel.options.appraisal import Appraisal, Option
from graphmodel.options.criteria import NOTHING, Criteria, read_criteria
from graphmodel.options.figures import figure_of
from graphmodel.options.scoring import Scores, measured
from graphmodel.options.standard import (
    asked_plan,
    option_name,
    refuse_criterion,
    standard_criteria,
    standard_options,
)
from graphmodel.plans.plan import unchanged_plan
from graphmodel.show.facts import changing_sets
from graphmodel.steps.steps import steps_of
from graphmodel.wording import join_clauses, people_phrase, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphmodel.options.criteria import AskedOption, Tests
    from graphmodel.plans.plan import Plan


@guarded
def score_options(
    plan: Plan,
    criteria: Criteria | str | Path | None = None,
    *,
    whole_range: bool = False,
) -> Appraisal:
    """Score the options of a board, and recommend one.

    A score is 100 (worst - figure) / (worst - best), between the worst and the best of the options
    or on a fixed scale, and a total the mean of the scores by weight: an additive value model with
    swing weights (HM Treasury 2024). The first option is recommended if it is clear, see
    :class:`graphmodel.options.criteria.Recommend`.

    Parameters
    ----------
    plan
        The plan at hand: it says which sets are compared.
    criteria
        Options and criteria, or a file of them. By default nothing and the plan are compared, with
        undecided ground taken both ways, by standard criteria.
    whole_range
        Whether the standard options have other aims, and redraw the other set, besides.

    Raises
    ------
    CriteriaError
        When a file of criteria is not sound, or says what does not fit the dataset.
    OptionError, PlanError
        When an option cannot be made.

    Examples
    --------
    >>> plan = gm.propose("england-2026")
    >>> found = gm.score_options(plan)
    >>> found.recommended.name
    'Four changes, needed either way'
    """
    if isinstance(criteria, str | Path):
        criteria = read_criteria(criteria)
    criteria = criteria or Criteria()
    sets = criteria.tests.may_change or changing_sets(plan)
    for name in sets:
        if name not in plan.overlap.compare:
            known = " and ".join(plan.overlap.compare)
            raise refuse_criterion(f"{name!r} is not compared", f"may_change takes {known}.")
    options = tuple(_options(plan, criteria, sets, whole_range=whole_range))
    scored = tuple(one for one in options if not one.fails)
    found = tuple(
        measured(
            one,
            [_figure_or_score(option, one, sets) for option in scored],
            fixed=criteria.scale == "fixed",
        )
        for one in standard_criteria(plan, sets, criteria.criterion)
    )
    scores = Scores(
        tuple(one.id for one in scored),
        tuple(one for one in found if one.counts),
        criteria.recommend.tests_of_weights,
    )
    at_hand = next((one.id for one in scored if _same(one.plan, plan)), "")
    return Appraisal(options, criteria, tuple(sets), found, scores, at_hand)


def _figure_or_score(option: Option, criterion: Any, sets: Sequence[str]) -> float:  # noqa: ANN401 - a criterion
    if not criterion.scores:
        return figure_of(option.plan, criterion.figure, sets, small=criterion.small)
    if option.id not in criterion.scores:
        raise refuse_criterion(
            f"{criterion.id!r} has no score for option {option.id}", "Give one for each option."
        )
    return float(criterion.scores[option.id])


def _options(
    plan: Plan, criteria: Criteria, sets: Sequence[str], *, whole_range: bool
) -> Iterator[Option]:
    if criteria.option:
        asked = [(one.id, one.name, _made(plan, one)) for one in criteria.option]
        if all(steps_of(one) for _, _, one in asked):  # doing nothing is always scored
            nothing = unchanged_plan(plan.dataset, plan.overlap)
            taken = {one for one, _, _ in asked}
            letter = next(one for one in ("A", "0", "nothing", "–") if one not in taken)
            asked.insert(0, (letter, "", nothing))
    else:
        found: list[Plan] = []
        for one in standard_options(plan, whole_range=whole_range):
            if not any(_same(one, other) for other in found):
                found.append(one)
        asked = [(chr(ord("A") + place), "", one) for place, one in enumerate(found)]
    for letter, name, one in asked:
        fails = _failing(one, criteria.tests, sets) if steps_of(one) else ""
        yield Option(letter, name or option_name(one, sets), one, fails)


def _made(plan: Plan, option: AskedOption) -> Plan:
    if option.plan == NOTHING:
        return unchanged_plan(plan.dataset, plan.overlap)
    try:
        if option.plan:
            # Imported here: pydantic's models of plan files are needed by nobody else.
            from graphmodel.planfiles.planfile import read_plan  # noqa: PLC0415

            return read_plan(option.plan, dataset=plan.dataset)
        return asked_plan(plan, **option.asked)
    except OptionError as error:
        raise OptionError(f"option {option.id}: {error}") from None


def _same(one: Plan, other: Plan) -> bool:
    mine, theirs = steps_of(one), {step.identity: step for step in steps_of(other)}
    return len(mine) == len(theirs) and all(
        step.identity in theirs and step.agrees(theirs[step.identity]) for step in mine
    )


def _failing(plan: Plan, tests: Tests, sets: Sequence[str]) -> str:
    """Say which test an option fails, in a clause; nothing where it passes."""
    dataset, people = plan.dataset, plan.dataset.people_label
    touched = {step.footprint_set for step in steps_of(plan)}
    redrawn = [
        plural(dataset.label(name)) for name in plan.overlap.compare if name in touched - set(sets)
    ]
    if redrawn:
        return f"redraws {join_clauses(redrawn)}"
    most, least = tests.most_people_changed, tests.least_people_in_footprint
    if most is not None and plan.people_moved > most:
        return f"changes more than {people_phrase(most, people)}"
    if least is not None:
        small = [
            one
            for name in sets
            for one, count in plan.overlap_after.sides[plan.overlap.side(name)].people.items()
            if count < least and (name, one) in _altered(plan)
        ]
        if small:
            return f"makes or alters footprints of under {people_phrase(least, people)}"
    return ""


def _altered(plan: Plan) -> set[tuple[str, str]]:
    """Return the footprints that a plan makes or alters, by set and code."""
    successors = dict(zip(plan.overlap.compare, plan.successor, strict=True))
    return {
        (step.footprint_set, str(code))
        for step in steps_of(plan)
        for code in (
            step.into,
            *(successors[step.footprint_set].get(one, one) for one in step.sources),
        )
    }
