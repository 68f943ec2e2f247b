"""The standard: options and criteria where a board has not set its own, in the dataset's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmodel.dataset.given import with_given
from graphmodel.dataset.targets import JOINT
from graphmodel.errors import CriteriaError, OptionError, Problem, UndecidedError
from graphmodel.options.criteria import FIGURES, SMALL, STANDARD, Criterion
from graphmodel.plans.plan import unchanged_plan
from graphmodel.plans.propose import propose
from graphmodel.steps.either_way import other_way
from graphmodel.steps.steps import steps_of
from graphmodel.wording import (
    agree,
    capital,
    join_clauses,
    number_word,
    people_short,
    plural,
    with_article,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphmodel.plans.plan import Plan


def standard_criteria(
    plan: Plan, sets: Sequence[str], given: Sequence[Criterion]
) -> list[Criterion]:
    """Return criteria with everything filled in: those given, or the standard ones.

    Parameters
    ----------
    plan
        The plan at hand.
    sets
        The sets that the board can change.
    given
        Criteria of a board's own; of one with the short name of a standard one only the weight
        need be there.
    """
    names = _names(plan, sets, given)
    chosen = given or tuple(
        Criterion(id=short, weight=weight) for short, (_, weight) in STANDARD.items()
    )
    return [_filled(one, names) for one in chosen]


def _filled(criterion: Criterion, names: dict[str, str]) -> Criterion:
    if criterion.scores:
        return criterion.model_copy(
            update={"name": criterion.name or criterion.id, "better": "higher"}
        )
    figure = criterion.figure or STANDARD[criterion.id][0]
    known = STANDARD.get(criterion.id, ("",))[0] == figure
    name = criterion.name or (names[criterion.id] if known else criterion.id)
    better = criterion.better or FIGURES.get(figure, ("lower",))[0]
    return criterion.model_copy(update={"figure": figure, "name": name, "better": better})


def _names(plan: Plan, sets: Sequence[str], given: Sequence[Criterion]) -> dict[str, str]:
    people = plan.dataset.people_label
    label, other = labels_of(plan, sets)
    small = next((one.small for one in given if one.id == "size" and one.small), SMALL)
    return {
        "fit": f"No {label} cuts across {with_article(other)}",
        "change": f"Few {people} change {label}",
        "mergers": f"Few {people} in {plural(label)} that are abolished",
        "regret": "Little that might have to be undone",
        "settled": "Little left open",
        "one_to_one": f"{capital(people)} in {plural(label)} that match one {other} exactly",
        "partners": f"Few {partner_words(plan) or 'partners'} with several {plural(label)}",
        "size": f"Few {people} in {plural(label)} of under {people_short(small)}",
        "evidence": "Resting on published memberships",
    }


def labels_of(plan: Plan, sets: Sequence[str]) -> tuple[str, str]:
    """Return what a footprint that can change is called, and one of the other set."""
    label = plan.dataset.label
    others = [name for name in plan.overlap.compare if name not in sets]
    return (
        label(sets[0]) if len(sets) == 1 else "footprint",
        label(others[0]) if others else "footprint of the other set",
    )


def partner_words(plan: Plan) -> str:
    """Return what partners are called: ``councils and NHS trusts``; blank where there are none."""
    dataset = plan.dataset
    kinds = sorted(set(dataset.partners["kind"]))
    return join_clauses([plural(dataset.label(kind)) for kind in kinds])


def standard_options(plan: Plan, *, whole_range: bool) -> Iterator[Plan]:
    """Yield nothing, the plan at hand under both ways of taking undecided ground, and others.

    Parameters
    ----------
    plan
        The plan at hand.
    whole_range
        Whether what else could be asked of the same sets comes with it: other aims, and plans that
        redraw the other set.
    """
    yield unchanged_plan(plan.dataset, plan.overlap)
    own = [one for one in (plan, other_way(plan)) if one is not None]
    if whole_range and plan.lead_side is not None:
        aims: dict[str, Any] = {"coterminous": "compatible", "compatible": "coterminous"}
        aim = aims.get(str(plan.target))
        own += _proposed(plan, lead=plan.lead, target=aim) if aim else ()
    yield from sorted(own, key=lambda one: (one.people_moved, one.people_merged))
    if whole_range and plan.lead_side is not None:
        other = plan.overlap.compare[1 - plan.lead_side]
        yield from _proposed(plan, lead=other, target="compatible")
        yield from _proposed(plan, lead=other, target="coterminous")
        yield from _proposed(plan, lead=JOINT, target="coterminous")


def _proposed(plan: Plan, **asked: Any) -> Iterator[Plan]:  # noqa: ANN401 - options of a plan
    """Yield the plan that is asked for, if there is one, undecided ground left out if need be."""
    for undecided in ("separate", "open"):
        try:
            yield asked_plan(plan, undecided=undecided, **asked)
        except (OptionError, UndecidedError):
            continue
        return


def asked_plan(plan: Plan, **asked: Any) -> Plan:  # noqa: ANN401 - options of a plan
    """Return the plan that is asked for of the sets of another, which may redraw either."""
    return propose(
        with_given(plan.dataset, plan.given),
        sets=plan.overlap.compare,
        redraw=plan.overlap.compare,
        ignore_below=plan.overlap.ignore_below,
        **asked,
    )


def option_name(plan: Plan, sets: Sequence[str]) -> str:
    """Return what an option is called: ``Four changes, needed either way``."""
    steps = steps_of(plan)
    if not steps:
        return "Nothing changes"
    changes = f"{capital(number_word(len(steps)))} {agree(len(steps), 'change', 'changes')}"
    if plan.by_hand or plan.method != "exact" or plan.target is None:
        return f"{changes}, planned {'by hand' if plan.by_hand else f'by {plan.method}'}"
    labels = [plan.dataset.label(name) for name in plan.overlap.compare]
    lead, follower = labels[::-1] if plan.lead_side == 1 else labels
    redrawn = {name for name, people in plan.people_moved_by_set.items() if people}
    if plan.lead == JOINT:
        shared = (
            f"{number_word(plan.joint_footprints)} shared {plural('area', plan.joint_footprints)}"
        )
        aim = f"redrawn into {shared}" if plan.target == "coterminous" else "redrawn until they fit"
        return f"{capital(plural(lead))} and {plural(follower)} both {aim}"
    if plan.target == "compatible" and redrawn <= set(sets):
        return f"{changes}{_hanging(plan)}"
    return {
        "coterminous": f"One {follower} for each {lead}",
        "nested": f"Each {follower} inside one {lead}",
        "compatible": f"{capital(plural(follower))} redrawn until no {lead} cuts across one",
    }[plan.target]


def _hanging(plan: Plan) -> str:
    """Say how many changes hang on undecided ground, as the end of a name."""
    other = other_way(plan)
    if other is None:
        return ""
    theirs = {step.identity: step for step in steps_of(other)}
    hanging = sum(
        step.identity not in theirs or not step.agrees(theirs[step.identity])
        for step in steps_of(plan)
    )
    if not hanging:
        return ", needed either way"
    return f", {number_word(hanging)} of them now on places that have not decided"


def refuse_criterion(message: str, remedy: str) -> CriteriaError:
    """Return the error that something in the criteria does not fit the dataset."""
    return CriteriaError([Problem("error", "criteria", None, "", "", message, remedy)])
