"""Standing: how two sets fit together, now and with a plan, and what hangs on undecided ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graphmodel.dataset.dataset import blocks_label
from graphmodel.overlap.board import board_lines
from graphmodel.overlap.relations import Relation
from graphmodel.show.content import Heading, Notes, Paragraph, table_of
from graphmodel.show.facts import changing_sets, plan_words
from graphmodel.wording import (
    UNDECIDED_WORDS,
    board_words,
    capital,
    counted,
    join_clauses,
    people_phrase,
    percent,
    plural,
    share_phrase,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphmodel.overlap.overlap import Overlap, Side
    from graphmodel.plans.plan import Plan
    from graphmodel.report.handover import Handover
    from graphmodel.show.content import Block, Table
    from graphmodel.steps.suggestion import Suggestion


def standing(plan: Plan) -> Iterator[Block]:
    """Yield how the sets that can change fit the other one, now and with the plan."""
    yield Heading("How well they fit")
    for name in changing_sets(plan):
        yield _board(plan, name)
    people = plan.dataset.people_label
    yield Paragraph(
        f"Footprints that match one of the other set exactly (coterminous) hold"
        f" {share_phrase(plan.before.coterminous_share)} of all {people} now, and"
        f" {share_phrase(plan.after.coterminous_share)} with the plan."
    )
    waiting = [one for name in changing_sets(plan) for one in _waiting(plan, name)]
    if waiting:
        blocks = plural(blocks_label(plan.dataset))
        yield Paragraph(
            f"With the plan these depend on {blocks} that have no footprint in the other set yet."
            " That ground is all that is in the way; whether they match hangs on where it goes:"
        )
        yield Notes(tuple(waiting))


def _other_label(plan: Plan, footprint_set: str) -> str:
    first, second = plan.overlap.compare
    return plan.dataset.label(second if footprint_set == first else first)


def _board(plan: Plan, footprint_set: str) -> Table:
    labels, people = plural(plan.dataset.label(footprint_set)), plan.dataset.people_label
    other, total = _other_label(plan, footprint_set), plan.overlap.people
    lines = (board_lines(one, footprint_set) for one in (plan.overlap, plan.overlap_after))
    rows = []
    for now, then in zip(*lines, strict=True):
        cells = [
            cell
            for line in (now, then)
            for cell in (line.footprints, whole(line.people), percent(line.people, total))
        ]
        rows.append((capital(board_words(now.key, other)), *cells))
    moments = ("now", "with the plan")
    return table_of(
        f"{capital(labels)} by how they fit, and the {people} in them (of all {people})",
        [
            (capital(labels), "long", 6.2),
            *(
                column
                for moment in moments
                for column in (
                    (f"Number {moment}", "count", 1.6),
                    (f"{capital(people)} {moment}", "figure", 2.2),
                    ("Of all", "figure", 1.6),
                )
            ),
        ],
        rows,
    )


def _waiting(plan: Plan, footprint_set: str) -> Iterator[str]:
    """Yield the footprints that would fit better after the plan but for their undecided ground."""
    after = plan.overlap_after
    side = after.sides[after.side(footprint_set)]
    people = plan.dataset.people_label
    for place in np.flatnonzero(_kept_waiting(after, side)).tolist():
        name, undecided = str(side.names.iloc[place]), float(side.undecided[place])
        yield (
            f"{name} {plan.dataset.label(footprint_set)}: {people_phrase(undecided, people)} of"
            f" {whole(float(side.people.iloc[place]))} undecided"
        )


def _kept_waiting(overlap: Overlap, side: Side) -> Any:  # noqa: ANN401 - an array of flags
    relation = overlap.structure.relations[side.number]
    shares = relation != Relation.ALONE
    unlike = relation != overlap.structure_covered.relations[side.number]
    return (side.undecided > 0) & shares & (unlike | (relation == Relation.HOLDING))


def outcome_words(plan: Plan) -> str:
    """Say what a plan brings: people in footprints that match, and footprints that cut across."""
    people, total = plan.dataset.people_label, plan.overlap.people
    before, after = plan.before, plan.after
    matching = (
        f"of all {people_phrase(total, people)}, {share_phrase(before.coterminous_share)} are in"
        f" footprints that match one of the other set exactly now, and"
        f" {share_phrase(after.coterminous_share)} would be"
    )
    clauses = [matching]
    for name in changing_sets(plan):
        now, then = (
            {line.key: line for line in board_lines(one, name)}
            for one in (plan.overlap, plan.overlap_after)
        )
        label, other = plan.dataset.label(name), plural(_other_label(plan, name))
        if not any(lines[key].footprints for lines in (now, then) for key in ("across", "open")):
            continue
        across = now["across"]
        clause = (
            f"{across.footprints:,} of the {counted(before.footprints[name], label)}"
            f" ({people_phrase(across.people, people)}) cut across {other} now, and"
            f" {_number(then['across'].footprints)} would"
        )
        if now["open"].footprints or then["open"].footprints:
            clause += (
                f"; {_number(now['open'].footprints)} more fit or not depending on ground that has"
                f" not decided, and {_number(then['open'].footprints)} would"
            )
        clauses.append(clause)
    return f"{capital('; '.join(clauses))}."


def _number(count: int) -> str:
    return f"{count:,}" if count else "none"


def undecided_words(handover: Handover) -> str:
    """Say who is undecided, and what of the plan is needed whatever becomes of them."""
    plan = handover.plan
    missing = plan.overlap.uncovered_blocks
    if not missing:
        return ""
    people = plan.dataset.people_label
    undecided = plan.overlap.uncovered_people
    lacking = [
        f"no {plan.dataset.label(other.footprint_set)}"
        for side, other in zip(plan.overlap.sides, plan.overlap.sides[::-1], strict=True)
        if side.undecided.any()
    ]
    where = f"{'has' if missing == 1 else 'have'} {' or '.join(lacking)} yet"
    told = (
        f"{counted(missing, blocks_label(plan.dataset))} with {people_phrase(undecided, people)}"
        f" ({percent(undecided, plan.overlap.people)} of all)"
        f" {where if lacking else 'in neither set'}, and would not change"
    )
    return f"{told}; {either_way_words(handover)}." if handover.other else f"{told}."


def either_way_words(handover: Handover) -> str:
    """Say how many suggestions are needed whatever becomes of undecided ground."""
    people = handover.plan.dataset.people_label
    steps = handover.steps
    needed = [step for step in steps if step.needed_either_way]
    rest = [step for step in steps if not step.needed_either_way]
    if not steps:
        return "nothing is needed if it is taken as here"
    if not rest:
        return "every suggestion is needed either way, whatever becomes of them"
    moved = people_phrase(_moved(needed), people)
    other = people_phrase(_moved(rest), people)
    verb = "is" if len(needed) == 1 else "are"
    return (
        f"{len(needed):,} of the {counted(len(steps), 'suggestion')}, by which {moved} change,"
        f" {verb} needed either way, and {len(rest):,}, by which {other} change, only if"
        f" {_as(handover)}"
    )


def _moved(steps: Sequence[Suggestion]) -> float:
    return sum(step.people_moved for step in steps)


def _as(handover: Handover) -> str:
    """Say how the plan takes undecided ground."""
    return {
        "separate": "undecided ground gets footprints of its own",
        "open": "undecided ground follows the footprint around it",
    }[handover.plan.undecided]


def either_way(handover: Handover) -> Iterator[Block]:
    """Yield the plan under both ways of taking undecided ground, where they differ."""
    plan, other = handover.plan, handover.other
    if other is None:
        return
    mine, theirs = handover.steps, handover.other_steps
    only = [step for step in theirs if not step.needed_either_way]
    yield Heading("What hangs on undecided ground", level=2)
    if not only and all(step.needed_either_way for step in mine):
        yield Paragraph(
            "Whatever becomes of ground that has not decided, the same is suggested: every"
            " suggestion is needed either way."
        )
        return
    people = capital(plan.dataset.people_label)
    both = sorted(((plan, mine), (other, theirs)), key=lambda one: one[0].undecided, reverse=True)
    rows = [
        (
            f"{UNDECIDED_WORDS[one.undecided]}{' (this report)' if one is plan else ''}",
            len(steps),
            sum(bool(step.needed_either_way) for step in steps),
            one.people_moved,
            one.people_merged,
            one.new_footprints,
        )
        for one, steps in both
    ]
    yield table_of(
        f"{plan_words(plan)}, under both",
        [
            ("", "long", 6.0),
            ("Suggestions", "count", 2.1),
            ("Of them needed either way", "count", 2.3),
            (f"{people} whose footprint changes", "people", 2.5),
            (f"{people} in footprints absorbed", "people", 2.3),
            ("New footprints", "count", 1.8),
        ],
        rows,
        strong=frozenset(place for place, (one, _) in enumerate(both) if one is plan),
    )
    dropped = [str(step.rank) for step in mine if not step.needed_either_way]
    if dropped:
        some = "Suggestion" if len(dropped) == 1 else "Suggestions"
        yield Paragraph(f"{some} {join_clauses(dropped)} would not be made under the other.")
    if only:
        yield Paragraph("Under the other these would be made in their place:")
        yield Notes(tuple(step.reason for step in only))
