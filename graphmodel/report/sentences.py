"""Sentences of a briefing: what is proposed, who is affected, at what cost, and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.dataset.dataset import blocks_label
from graphmodel.overlap.names import Names
from graphmodel.plans.asked import COMMUNITY_METHODS
from graphmodel.plans.outcome import target_share
from graphmodel.plans.partners import with_fewer_and_more
from graphmodel.report.standing import outcome_words, undecided_words
from graphmodel.show.facts import plan_aim
from graphmodel.wording import (
    GRADE_MEANINGS,
    TARGET_WORDS,
    capital,
    counted,
    footprint_phrase,
    grade_label,
    join_clauses,
    join_names,
    people_phrase,
    percent,
    plural,
    share_phrase,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.plans.plan import Plan
    from graphmodel.report.handover import Handover
    from graphmodel.steps.alternatives import Alternative
    from graphmodel.steps.sensitivity import Sensitivity
    from graphmodel.steps.steps import Step


def summary_sentences(handover: Handover) -> tuple[str, ...]:
    """Return four to eight sentences: what is proposed, who is affected, at what cost, how sure."""
    plan = handover.plan
    found = [
        _proposal(handover),
        _people(plan),
        outcome_words(plan),
        _target_words(plan),
        undecided_words(handover),
        _partners(handover),
        _optimality(handover),
        _certainty(handover),
    ]
    return tuple(sentence for sentence in found if sentence)


def _proposal(handover: Handover) -> str:
    plan = handover.plan
    if not handover.steps:
        return f"{plan_aim(plan)}, nothing has to change."
    dataset = plan.dataset
    block = blocks_label(dataset)
    parts, staying = [], []
    for name in plan.overlap.compare:
        label = dataset.label(name)
        mine = [step for step in handover.steps if step.footprint_set == name]
        absorbed = sum(len(step.sources) - 1 for step in mine if step.action == "merge")
        new = sum(step.action == "new" for step in mine)
        changing = {one for step in mine if step.action != "merge" for one in step.organisations}
        total = plan.before.footprints[name]
        found = []
        if absorbed:
            found.append(f"{absorbed:,} of the {total:,} {plural(label)} would merge into others")
        if changing:
            whom = counted(len(changing), block)
            parted = {step.estimated for step in mine if step.action != "merge"}
            some = ", in part or in whole," if True in parted else ""
            found.append(f"{whom}{some} would change {label}")
        if new:
            found.append(f"{counted(new, label)} would be new")
        if found:
            parts.append(join_clauses(found))
        else:
            staying.append(f"the {plural(label)} stay as they are")
    packages = len({step.package for step in handover.steps})
    count = counted(len(handover.steps), "suggestion")
    changes = "; ".join([*parts, *staying])
    return f"{plan_aim(plan)}, {changes}: {count} in {counted(packages, 'place')}."


def _people(plan: Plan) -> str:
    dataset, covered = plan.dataset, plan.overlap.people_covered
    people = dataset.people_label
    clauses = [
        f"the {dataset.label(name)} of {people_phrase(moved, people)}"
        f" ({percent(moved, covered)} of those in both sets) would change"
        for name, moved in plan.people_moved_by_set.items()
        if moved > 0
    ]
    sentence = capital(join_clauses(clauses)) if clauses else "Nobody would change footprint"
    estimated = plan.people_moved_estimated
    if estimated:
        about = people_phrase(estimated, "of them", estimated=True)
        basis = dataset.labels.get("shares")
        sentence += f"; {about} are estimated from shares{f' of {basis}' if basis else ''}"
    if plan.footprints_merged:
        sentence += (
            f"; {people_phrase(plan.people_merged, people)} are in the"
            f" {counted(plan.footprints_merged, 'footprint')} absorbed by mergers"
        )
    return f"{sentence}."


def _target_words(plan: Plan) -> str:
    """Say how many are in footprints as wanted, where that is not coterminous ones."""
    if plan.target in (None, "coterminous"):
        return ""
    before, after = (target_share(plan, one) for one in (plan.overlap, plan.overlap_after))
    return (
        f"{share_phrase(before)} of all {plan.dataset.people_label} are in footprints that"
        f" {TARGET_WORDS[str(plan.target)]}, now, and {share_phrase(after)} would be."
    )


def _partners(handover: Handover) -> str:
    burden = handover.burden
    if burden.empty:
        return ""
    dataset = handover.plan.dataset
    kinds = join_clauses([plural(dataset.label(kind)) for kind in sorted(set(burden["kind"]))])
    fewer, more = with_fewer_and_more(burden)
    return (
        f"Of the {len(burden):,} {kinds}, {fewer:,} would have fewer footprints to deal with and"
        f" {more:,} would have more; all together they would deal with"
        f" {int(burden['after'].sum()):,} in place of {int(burden['before'].sum()):,}."
    )


def _optimality(handover: Handover) -> str:
    plan = handover.plan
    if plan.target is None:
        return ""
    fewer = f"changes the footprint of fewer {plan.dataset.people_label}"
    if plan.by_hand:
        return f"{capital(handover.beside.note)}."
    proof = {
        True: f"It is proved that no plan of this kind {fewer}",
        False: f"It is not proved that no plan of this kind {fewer}",
        None: f"Whether another plan of this kind {fewer} has not been examined",
    }[plan.optimal]
    return f"{proof}; {handover.beside.note}."


def _certainty(handover: Handover) -> str:
    plan = handover.plan
    parts = []
    moved = {grade: people for grade, people in plan.people_moved_by_evidence.items() if people > 0}
    if moved:
        *others, weakest = moved
        share = percent(moved[weakest], sum(moved.values())) if others else "all"
        rest = (
            f" (the rest: {join_clauses([grade_label(one) for one in others])})" if others else ""
        )
        parts.append(
            f"the present footprints of {share} of those whose footprint would change are"
            f" {grade_label(weakest)}, that is {GRADE_MEANINGS[weakest]}{rest}"
        )
    found = handover.sensitivity
    if found is not None and found.effects and found.steps:
        always = sum(found.vanishes_in(step) == 0 for step in found.steps)
        unaltered = sum(not any(counts) for counts in handover.dependence.values())
        failed = any(effect.failure for effect in found.effects)
        where = "every case in which there is such a plan" if failed else "every case"
        low, high = found.people_moved_range
        people = people_phrase(high, plan.dataset.people_label)
        span = f"{whole(low)} to {people}" if low < high else people
        some = (
            f"any one of the {len(found.effects):,} {found.grades[0]} memberships"
            if len(found.effects) > 1
            else f"the one {found.grades[0]} membership"
        )
        parts.append(
            f"if {some} were otherwise, in the one alternative tried,"
            f" {_of(always, len(found.steps))} would still be made in {where}"
            f"{_unaltered(unaltered, always)}, and the footprint of {span} would change"
        )
    return f"{capital('; '.join(parts))}." if parts else ""


def _unaltered(part: int, total: int) -> str:
    """Say how many of the suggestions that are made in every case are so in the same form."""
    if total < 2:  # noqa: PLR2004 - of one it can only be said whether
        return ", unaltered" if part else ""
    return f", {'all' if part == total else part or 'none'} of them unaltered"


def _of(part: int, total: int) -> str:
    if part == total:
        return f"all {total:,} suggestions" if total > 1 else "the one suggestion"
    return f"{part:,} of the {counted(total, 'suggestion')}"


def step_words(plan: Plan, step: Step) -> str:
    """Say what a step does, in a clause: ``NHS Kernow CCG from the Peninsula LDR to a new …``.

    The step may be one of the same plan for other memberships.
    """
    names, label = Names(plan.dataset, plan.overlap), plan.dataset.label(step.footprint_set)
    left = footprint_phrase(
        [names.footprint(step.footprint_set, code) for code in sorted(step.sources)], label
    )
    into = footprint_phrase([step.into_name], label)
    if step.action == "merge":
        return f"{left} into {into}"
    who = join_names([names.organisation(code) for code in step.organisations])
    to = f"a new {into.removeprefix('the ')}" if step.action == "new" else into
    return f"{who} from {left} to {to}"


def alternative_words(plan: Plan, case: Alternative) -> tuple[str, str]:
    """Name an uncertain membership, and what it is taken to be instead."""
    names = Names(plan.dataset, plan.overlap)
    label = plan.dataset.label(case.footprint_set)
    own = names.labelled(case.footprint_set, case.footprint)
    instead = names.labelled(case.footprint_set, case.instead) if case.instead else f"no {label}"
    return f"{names.organisation(case.organisation)} in the {own}", instead


def sensitivity_definition(found: Sensitivity) -> Iterator[str]:
    """Yield in sentences how uncertain memberships were put to the test."""
    dataset = found.plan.dataset
    block = blocks_label(dataset)
    yield (
        f"Each {' or '.join(found.grades)} membership of a {block} was put to the test by itself:"
        " the same plan was made again as if that membership were otherwise."
    )
    yield (
        f"One alternative was tried. A part of a divided {block} was put in the footprint of its"
        f" largest other part; any other {block} in the footprint of the same set with whose"
        f" {plural(block)} it has the longest border; where it borders on none but its own, in the"
        f" one that shares most {dataset.people_label} with its footprint in the other set; and"
        " where there is none, in no footprint."
    )
    yield (
        "A suggestion is not made if there is none of its kind between the same footprints, and"
        " takes another form if other organisations, other footprints merged or other numbers of"
        " people are in it. What follows if two memberships are otherwise at once was not examined."
    )


def method_words(handover: Handover) -> Iterator[str]:
    """Yield what a reader has to know of the method, with its sources."""
    plan = handover.plan
    block, people = blocks_label(plan.dataset), plan.dataset.people_label
    yield (
        f"Nobody moves house in any plan: what changes is the footprint that a {block} belongs to,"
        f" and with it that of its {people}. A footprint absorbed in a merger is counted apart,"
        " since its members stay together."
    )
    if plan.lead_side is not None and plan.target != "compatible":
        yield (
            "Each footprint that follows keeps its part in the leading footprint that holds most of"
            f" its {people}, so that as few as possible change; their number is the cost of nesting"
            " one partition in another (van Dongen 2000)."
        )
    yield (
        "Joint plans undo overlaps of least weight such that every footprint keeps a partner. The"
        " least for every number of joint footprints is found exactly, by a dynamic programme over"
        " a tree decomposition of the overlap graph (Bodlaender and Koster 2010); in general the"
        " problem is hard (Goldschmidt and Hochbaum 1994). Compatible plans keep a spanning star"
        " forest of greatest weight (Nguyen et al. 2008)."
    )
    if plan.asked.rules:
        yield (
            "Under rules a mixed-integer model with extended cut variables is solved (Ferreira et"
            " al. 1996; Validi and Buchanan 2022)."
        )
    if plan.method in COMMUNITY_METHODS:
        yield (
            "Groups were proposed by repeated runs of community detection over a range of"
            " resolutions; the best plan for as many footprints stands beside them."
        )
    yield (
        "Places are listed greedily: next comes the one that brings most people into footprints"
        " as wanted, per person whose footprint changes."
    )
