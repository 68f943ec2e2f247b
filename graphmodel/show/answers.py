"""Answers: what a result comes to, in one or two sentences that can be read out in a meeting.

What a plan costs is always told whole: people whose footprint changes, and people in footprints
that are absorbed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from graphmodel.overlap.relations import Relation
from graphmodel.show.facts import plan_aim
from graphmodel.steps.either_way import needed_either_way, other_way
from graphmodel.steps.steps import steps_of
from graphmodel.wording import (
    UNDECIDED_WORDS,
    agree,
    capital,
    counted,
    join_clauses,
    people_phrase,
    plural,
    share_phrase,
    whole,
    with_article,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphmodel.overlap.assessment import Assessment
    from graphmodel.overlap.overlap import Side
    from graphmodel.plans.plan import Plan
    from graphmodel.plans.tradeoff import Frontier
    from graphmodel.steps.suggestion import Suggestion

_MET: Final = {
    "coterminous": ("coterminous",),
    "nested": ("coterminous", "nested"),
    "compatible": ("straddling",),
}
"""The relations that tell how far a target is met: of compatible, how far it is not."""


def cost_words(plan: Plan) -> str:
    """Say what a plan costs: who changes footprint, what is absorbed, and what is new.

    ``1,102,636 residents would change ICB``; ``nobody would change STP or LDR, but 6 STPs and 45
    LDRs with 20,678,582 registered patients would become part of others``.
    """
    dataset, people = plan.dataset, plan.dataset.people_label
    moved = plan.people_moved_by_set
    changes: list[str] = []
    for name, count in moved.items():
        if count > 0:
            who = whole(count) if changes else people_phrase(count, people)
            changes.append(f"{who} would change {dataset.label(name)}")
    nobody = not changes
    if nobody:
        kinds = " or ".join(dataset.label(name) for name in moved if name != plan.lead)
        changes = [f"nobody would change {kinds}"]
    absorbed = _counts(
        plan, [merger["footprint_set"].iloc[0] for merger in plan.mergers for _ in merger.index[1:]]
    )
    if absorbed:
        within = people_phrase(plan.people_merged, people)
        other = agree(plan.footprints_merged, "another", "others")
        changes.append(f"{absorbed} with {within} would become part of {other}")
    new = _counts(plan, list(plan.resulting_new["footprint_set"]), "new ")
    if new:
        changes.append(f"{new} would be formed")
    first, *rest = changes
    if nobody and rest:
        return f"{first}, but {join_clauses(rest)}"
    # Read out, a list within a list is lost without a pause before its last part.
    if len(changes) > 1 and " and " in changes[-1]:
        return f"{', '.join(changes[:-1])}, and {changes[-1]}"
    return join_clauses(changes)


def _counts(plan: Plan, sets: Sequence[str], which: str = "") -> str:
    """Count footprints by their set: ``2 STPs and 1 LDR``."""
    return join_clauses(
        [
            f"{sets.count(name):,} {which}{plural(plan.dataset.label(name), sets.count(name))}"
            for name in plan.overlap.compare
            if name in sets
        ]
    )


def plan_answer(plan: Plan, steps: Sequence[Suggestion]) -> Iterator[str]:
    """Yield the answer of a plan: its cost and steps, what it brings, and the other reading."""
    cost = cost_words(plan)
    if plan.overlap.edges.empty:
        yield f"The two sets share nobody, so that there is nothing to plan: {cost}."
        return
    if steps:
        yield f"{capital(cost)}, in {counted(len(steps), 'step')}{_either_way(plan, steps)}."
    else:
        yield f"No step is needed: {cost}." if plan.target else f"Nothing changes: {cost}."
    if plan.target is not None:
        yield _outcome(plan)
    if steps:
        needed = sum(bool(step.needed_either_way) for step in steps)
        yield from _the_other_way(plan, len(steps), needed)


def _either_way(plan: Plan, steps: Sequence[Suggestion]) -> str:
    """Say how much of a plan is needed whatever becomes of undecided ground."""
    needed = [step for step in steps if step.needed_either_way]
    if any(step.needed_either_way is None for step in steps):
        return ""
    ground = "needed whatever undecided ground becomes"
    if not needed and len(steps) == 1:
        return "; it is not needed if undecided ground is taken the other way"
    if not needed:
        return f"; none of them is {ground}"
    if len(needed) == len(steps):
        return f"; {agree(len(steps), 'it is', 'all of them are')} {ground}"
    moved = sum(step.people_moved for step in needed)
    people = f", with {people_phrase(moved, plan.dataset.people_label)}," if moved else ""
    return f"; {len(needed)} of them{people} {agree(len(needed), 'is', 'are')} {ground}"


def _the_other_way(plan: Plan, steps: int, needed: int) -> Iterator[str]:
    """Say what the answer would be with undecided ground taken the other way, where it differs.

    Parameters
    ----------
    plan
        A plan.
    steps, needed
        How many steps it has, and how many of them are needed either way.
    """
    other = other_way(plan)
    if other is None:
        return
    count = len(steps_of(other))
    if count == steps == needed:
        return
    steps_words = f", in {counted(count, 'step')}" if count else ""
    yield f"{UNDECIDED_WORDS[other.undecided]}, {cost_words(other)}{steps_words}."


def _outcome(plan: Plan) -> str:
    """Say how many footprints of the sets that change meet the target, then and now."""
    relations = _MET[str(plan.target)]
    told, left, hanging = [], 0, True
    for side in plan.overlap_after.sides:
        name = side.footprint_set
        if name == plan.lead:
            continue
        label = plan.dataset.label(name)
        other = plan.dataset.label(plan.overlap.sides[1 - side.number].footprint_set)
        now, then = (
            sum(found.relations[name][relation] for relation in relations)
            for found in (plan.before, plan.after)
        )
        one, many, what = {
            "coterminous": ("matches", "match", f"one {other}"),
            "nested": ("lies within", "lie within", f"one {other}"),
            "compatible": ("cuts across", "cut across", f"the border of {with_article(other)}"),
        }[str(plan.target)]
        total = plan.after.footprints[name]
        some = f"{then:,} of {counted(total, label)}" if then else f"no {label}"
        told.append(f"{some} {agree(then or 1, one, many)} {what} ({_today(now)})")
        if plan.target == "compatible":
            told.extend(_open(plan, name))
        else:
            left += total - then
            hanging &= _hangs_on_undecided(plan, side)
    tail = ""
    if left and hanging:
        met = any(not text.startswith("no ") for text in told)
        whose = f" of the {agree(left, 'other', 'others')}" if met else ""
        tail = f"; in the way{whose} is undecided ground alone"
    return f"Then {join_clauses(told)}{tail}."


def _today(count: int) -> str:
    return f"{count:,} {agree(count, 'does', 'do')} today" if count else "none does today"


def _open(plan: Plan, name: str) -> Iterator[str]:
    """Say how many footprints of a set depend on undecided ground, if any do, then and now."""
    now, then = (found.relations[name]["open"] for found in (plan.before, plan.after))
    if now or then:
        some = f"{then:,} {agree(then, 'depends', 'depend')}" if then else "none depends"
        yield f"{some} on undecided ground ({_today(now)})"


def _hangs_on_undecided(plan: Plan, side: Side) -> bool:
    """Tell whether all footprints of a side would be as wanted but for undecided ground."""
    after = plan.overlap_after
    settled = after.structure_covered.relations[side.number]
    worst = Relation.COTERMINOUS if plan.target == "coterminous" else Relation.NESTED
    alone = settled == Relation.ALONE
    return bool(np.where(alone, side.undecided > 0, settled <= worst).all())


def assessment_answer(assessment: Assessment) -> Iterator[str]:
    """Yield the answer of an assessment: what matches, and what stands in the way."""
    dataset, people = assessment.dataset, assessment.dataset.people_label
    labels = [dataset.label(name) for name in assessment.compare]
    pairs = assessment.coterminous_pairs
    yield (
        f"{counted(pairs, 'pair') if pairs else 'No pair'} of {with_article(labels[0])} and"
        f" {with_article(labels[1])} {agree(pairs or 1, 'matches', 'match')}"
        + (
            f", with {people_phrase(assessment.people_coterminous, people)}"
            f" ({share_phrase(assessment.coterminous_share)} of all)."
            if pairs
            else "."
        )
    )
    told = []
    for relation, what in (
        ("straddling", ("cuts across the other set", "cut across the other set")),
        ("open", ("depends on undecided ground", "depend on undecided ground")),
    ):
        found = {name: assessment.relations[name][relation] for name in assessment.compare}
        counts = [
            f"{count:,} of {counted(assessment.footprints[name], dataset.label(name))}"
            for name, count in found.items()
            if count
        ]
        total = sum(found.values())
        if counts:
            told.append(f"{join_clauses(counts)} {agree(total, *what)}")
    yield f"{capital('; '.join(told))}." if told else "None cuts across the other set."


def frontier_answer(frontier: Frontier) -> Iterator[str]:
    """Yield the answer of a frontier: what is asked of the data, and both ends of the trade-off."""
    asked = frontier.asked
    if asked is not None:
        steps = len(steps_of(asked))
        in_steps = f", in {counted(steps, 'step')}" if steps else ""
        yield f"{plan_aim(asked)}, {cost_words(asked)}{in_steps}."
        yield from _the_other_way(asked, steps, len(needed_either_way(asked) or ()))
    if frontier.plans:
        ends = [frontier.plans[0], frontier.plans[-1]]
        told = [
            f"with {counted(plan.joint_footprints, 'joint footprint')}, {cost_words(plan)}"
            for plan in (ends if len(frontier.plans) > 1 else ends[:1])
        ]
        yield f"If both could change: {'; '.join(told)}."
    elif asked is None:
        yield frontier.note
