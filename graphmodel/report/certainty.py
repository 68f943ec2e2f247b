"""Certainty: what memberships rest on, and what would change if one were otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphmodel.report.said import step_words
from graphmodel.show.content import Paragraph, table_of
from graphmodel.wording import GRADE_MEANINGS, capital, counted, grade_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphmodel.report.case import Case
    from graphmodel.show.content import Block
    from graphmodel.shown import Kind
    from graphmodel.steps.alternatives import Alternative
    from graphmodel.steps.sensitivity import Effect, Sensitivity

_NONE: Final = "–"


def certainty_annex(case: Case, *, full: bool) -> Iterator[Block]:
    """Yield what memberships rest on; ``full`` names what would be added if one were otherwise."""
    plan = case.plan
    people = capital(case.people)
    placed, moved = plan.before.evidence, plan.people_moved_by_evidence
    grades = [grade for grade in GRADE_MEANINGS if grade in placed or grade in moved]
    if grades:
        columns: list[tuple[str, Kind, float]] = [
            ("Evidence", "text", 2.6),
            ("What it means", "long", 8.0),
            (f"{people} placed by it", "people", 3.2),
            (f"Of them, {case.label} changes", "people", 3.2),
        ]
        yield table_of(
            "What is known of present memberships; of two, the weaker counts",
            columns[: 4 if case.acts else 3],
            [
                (
                    *(capital(grade_label(grade)), GRADE_MEANINGS[grade], placed.get(grade, 0.0)),
                    *(moved.get(grade, 0.0) for _ in range(case.acts)),
                )
                for grade in grades
            ],
        )
    found = case.sensitivity
    if found is None or not found.effects or not case.acts:
        return
    matters = [effect for effect in found.effects if effect.matters]
    same = len(found.effects) - len(matters)
    # What only adds to the changes speaks against none of them.
    against = [one for one in matters if one.vanishing or one.changing or one.failure]
    more = len(matters) - len(against)
    tested = counted(len(found.effects), "membership")
    yield Paragraph(
        f"{_tested(found)} Of {tested} tested, {len(against):,} would alter or undo a change,"
        f" {more:,} only add to them, and {same:,} alter nothing. All are in evidence.csv.",
        small=True,
    )
    if matters if full else against:
        yield _memberships(case, matters if full else against, full=full)


def _tested(found: Sensitivity) -> str:
    return (
        f"Each {' or '.join(found.grades)} membership was put to the test by itself: the same plan"
        " was made again as if it were otherwise, in the one alternative that is nearest (the"
        " largest other part of the same organisation, the footprint with the longest border, the"
        " one that shares most people, or none). Two at once were not tried."
    )


def _memberships(case: Case, effects: Sequence[Effect], *, full: bool) -> Block:
    rows = []
    for effect in sorted(
        effects, key=lambda one: (-len(one.vanishing), -abs(one.people_moved_change))
    ):
        gone, other = (", ".join(ranks) or _NONE for ranks in case.ranks_in(effect))
        appearing = [step_words(case, step) for step in effect.appearing]
        added = "; ".join(appearing) if full else str(len(appearing) or _NONE)
        rows.append(
            (
                *_alternative(case, effect.alternative),
                *(gone, other, "no such plan" if effect.failure else added),
                None if effect.failure else round(effect.people_moved_change),
            )
        )
    return table_of(
        "What would change if one membership were otherwise (numbers: changes)",
        [
            ("Membership", "long", 5.4),
            ("If instead in", "long", 4.4),
            ("Not made", "text", 1.9),
            ("Other form", "text", 1.9),
            ("Added", "text" if full else "figure", 1.5),
            (f"{capital(case.people)} more or fewer", "change", 1.9),
        ],
        rows,
    )


def _alternative(case: Case, one: Alternative) -> tuple[str, str]:
    """Name an uncertain membership, and what it is taken to be instead."""
    label = case.plan.dataset.label(one.footprint_set)
    own = case.now.labelled(one.footprint_set, one.footprint)
    instead = case.now.labelled(one.footprint_set, one.instead) if one.instead else f"no {label}"
    return f"{case.now.organisation(one.organisation)} in the {own}", instead
