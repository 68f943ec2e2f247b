"""The briefing: a few pages for a chief executive, and what an annex has to hold."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

import pandas as pd

from graphmodel.dataset.dataset import blocks_label
from graphmodel.plans.partners import partners_with_one
from graphmodel.report.annexes import annex_of_data, annex_of_memberships, annex_of_partners
from graphmodel.report.sentences import sensitivity_definition, summary_sentences
from graphmodel.report.standing import either_way, standing
from graphmodel.show.content import Band, Heading, Notes, Paragraph, Title, table_of
from graphmodel.show.facts import assessment_title, package_place, plan_title
from graphmodel.wording import (
    ACTION_LABELS,
    GRADE_MEANINGS,
    TARGET_WORDS,
    agree,
    capital,
    counted,
    grade_label,
    people_phrase,
    percent,
    plural,
    share_phrase,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphmodel.report.affected import Affected
    from graphmodel.report.handover import Handover
    from graphmodel.show.content import Block, Picture, Table
    from graphmodel.shown import Kind
    from graphmodel.steps.suggestion import Suggestion

_MOST_PACKAGES: Final = 15
"""Packages in the short form; the rest are counted, and are in the workbook."""

_ALL_PACKAGES: Final = 20
"""Packages that are still shown in full: five more would not be worth looking up elsewhere."""

# Centimetres, for bold letters of 7 points.
_LETTER: Final = 0.145
_AROUND: Final = 0.36
_NARROWEST: Final = 1.1
_TEXT_WIDTH: Final = 17.0
_LEAST_WIDTH: Final = 2.2
_NONE: Final = "–"


def briefing(
    handover: Handover,
    affected: Sequence[Affected],
    pictures: Sequence[Picture],
    *,
    full: bool = False,
) -> tuple[Block, ...]:
    """Return the briefing of a plan, its title first.

    It shows those of the pictures ``overlaps``, ``map`` and ``frontier`` that there are; ``full``
    has every suggestion, partner and membership in place of the first packages and tables.
    """
    by_name = {picture.name: picture for picture in pictures}
    title = plan_title(handover.plan).removeprefix(f"{handover.plan.dataset.title} – ")
    annex = list(annex_of_partners(handover, affected, full=full))
    return (
        Title(capital(title), assessment_title(handover.plan.before)),
        Heading("Summary"),
        Notes(summary_sentences(handover)),
        *standing(handover.plan),
        *_proposal(handover, by_name, full=full),
        *_alternatives(handover, by_name),
        *_who(handover, affected),
        *_certainty(handover),
        *annex,
        # The first annex that there is begins a page.
        *annex_of_memberships(handover, full=full, page=not annex),
        *annex_of_data(handover),
    )


def _proposal(handover: Handover, pictures: dict[str, Picture], *, full: bool) -> Iterator[Block]:
    plan = handover.plan
    yield Heading("What is proposed")
    if not handover.steps:
        yield Paragraph("Nothing has to change, so there are no suggestions.")
        return
    for name in ("overlaps", "map"):
        if name in pictures:
            yield pictures[name]
    if "map" not in pictures:
        blocks = plural(blocks_label(plan.dataset))
        yield Paragraph(
            f"There is no map, because the dataset has no coordinates for the {blocks} concerned."
        )
    packages = [list(steps) for _, steps in groupby(handover.steps, key=lambda step: step.package)]
    shown = packages if full or len(packages) <= _ALL_PACKAGES else packages[:_MOST_PACKAGES]
    yield _suggestions(handover, shown)
    left = packages[len(shown) :]
    if left:
        steps = [step for package in left for step in package]
        moved = sum(step.people_moved for step in steps)
        people = people_phrase(moved, plan.dataset.people_label)
        yield Paragraph(
            f"{counted(len(left), 'more place')} with {counted(len(steps), 'suggestion')}, by"
            f" which the footprint of {people} would change, are on the sheet Suggestions of"
            " suggestions.xlsx."
        )
    yield from either_way(handover)


def _suggestions(handover: Handover, packages: Sequence[Sequence[Suggestion]]) -> Table:
    plan = handover.plan
    people = plan.dataset.people_label
    tested = handover.sensitivity is not None
    either = handover.other is not None
    fit = TARGET_WORDS[plan.target or "coterminous"]
    rows: list[tuple[object, ...]] = []
    bands = {}
    for steps in packages:
        share = share_phrase(steps[-1].target_share_after)
        done = f"then {share} of all {people} are in footprints that {fit}"
        package = steps[0].package
        bands[len(rows)] = Band(package_place(plan, package) or package, done)
        for step in steps:
            count = step.people_moved if step.action != "merge" else step.people_affected
            rows.append(
                (
                    str(step.rank),
                    ACTION_LABELS[step.action],
                    step.reason,
                    f"about {whole(round(count, -2))}" if step.estimated else whole(count),
                    _weakest(step),
                    *("yes" if step.needed_either_way else "no" for _ in [0] if either),
                    *(" / ".join(map(str, handover.dependence[step.rank])) for _ in [0] if tested),
                )
            )
    columns: list[tuple[str, Kind, float]] = [
        ("No.", "text", 0.8 if tested else 0.9),
        ("Step", "text", 1.3 if tested else 1.5),
        ("What would change, and why", "prose", (9.2 if tested else 10.1) - 1.3 * either),
        (f"{capital(people)}*", "figure", 1.8 if tested else 2.3),
        ("Weakest evidence", "text", 2.1 if tested else 2.2),
    ]
    if either:
        columns.append(("Needed either way", "text", 1.3))
    if tested:
        columns.append(("Tests: not made / other form", "figure", 1.8))
    note = " (* of a merger, all in the footprints merged; otherwise those whose footprint changes)"
    caption = f"Suggestions by place, the most worthwhile first{note}"
    return table_of(caption, columns, rows, bands=bands)


def _weakest(step: Suggestion) -> str:
    """Name the weakest grade that a suggestion rests on, with its share of those concerned."""
    grades = {grade: people for grade, people in step.evidence.items() if people > 0}
    if not grades:
        return _NONE
    weakest = list(grades)[-1]
    some = f", {percent(grades[weakest], sum(grades.values()))}" if len(grades) > 1 else ""
    return f"{grade_label(weakest)}{some}"


def _alternatives(handover: Handover, pictures: dict[str, Picture]) -> Iterator[Block]:
    plan = handover.plan
    dataset = plan.dataset
    yield Heading("What else could be done")
    if "frontier" in pictures:
        yield pictures["frontier"]
        if handover.frontier is not None:
            yield Paragraph(handover.frontier.note)
    else:
        yield Paragraph(
            "There is no chart of joint plans: one of the sets is fixed, the two share nobody, or"
            " they overlap in too complicated a way for the exact method."
        )
    people = capital(dataset.people_label)
    labels = {name: dataset.label(name) for name in plan.overlap.compare}
    figures = {
        **{f"footprints_{name}": f"{capital(plural(each))} after" for name, each in labels.items()},
        **{
            f"people_moved_{name}": f"{people} whose {each} changes"
            for name, each in labels.items()
        },
        "footprints_merged": "Absorbed",
        "people_merged": f"{people} in them",
        "new_footprints": "New",
        "partners_with_fewer": "Partners with fewer",
        "partners_with_more": "Partners with more",
        "beside_optimum_excess": "Over best of its kind",
    }
    table = handover.comparison()
    rows = [
        (
            f"{capital(row['plan'])}{' (this report)' if row['chosen'] else ''}",
            *(whole(row[name]) if pd.notna(row[name]) else _NONE for name in figures),
        )
        for row in table.to_dict("records")
    ]
    first, *widths = _widths(("Plan", *figures.values()), rows)
    others = zip(figures.values(), widths, strict=True)
    yield table_of(
        "Plans compared",
        [("Plan", "long", first), *((heading, "figure", width) for heading, width in others)],
        rows,
        strong=frozenset(place for place, chosen in enumerate(table["chosen"]) if chosen),
        size=7.0,
    )
    split = bool(plan.overlap.portions["estimated"].any())
    blocks = plural(blocks_label(dataset))
    shares = f" The parts of {blocks} in several footprints are estimated from shares." * split
    yield Paragraph(
        "Absorbed and new are footprints. Partners are councils and trusts, counted where they"
        " would deal with fewer footprints of both sets together, or with more, than now. The last"
        " column compares like with like: how many more people change footprint than with the best"
        " plan of the same lead and aim, or the best joint plan with as many footprints; a dash"
        f" stands where there is none to compare with.{shares}",
        small=True,
    )


def _widths(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """Return widths in which no word of a heading and no number is broken, the first the rest."""
    found = []
    for place, heading in enumerate(headings[1:], start=1):
        words = [*heading.replace("-", "- ").split(), *(row[place] for row in rows)]
        found.append(max(_LETTER * max(map(len, words)) + _AROUND, _NARROWEST))
    return max(_TEXT_WIDTH - sum(found), _LEAST_WIDTH), *found


def _who(handover: Handover, affected: Sequence[Affected]) -> Iterator[Block]:
    plan = handover.plan
    dataset = plan.dataset
    yield Heading("Who is affected")
    if not affected:
        yield Paragraph("The dataset has no councils, trusts or other partners.")
        return
    with_one = {
        (name, kind): moments
        for name, kind, _, *moments in partners_with_one(plan).itertuples(index=False, name=None)
    }
    rows = [
        (
            capital(plural(dataset.label(kind))),
            len(mine),
            *(n for name in plan.overlap.compare for n in with_one.get((name, kind), (0, 0))),
            sum(one.fewer for one in mine),
            sum(one.more for one in mine),
            sum(one.others for one in mine),
        )
        for kind in sorted(set(dataset.partners["kind"]))
        for mine in [[one for one in affected if one.kind == dataset.label(kind)]]
    ]
    labels = [dataset.label(name) for name in plan.overlap.compare]
    with_labels = [f"With one {label}, {now}" for label in labels for now in ("now", "after")]
    yield table_of(
        "Partners, now and with the plan",
        [
            ("", "text", 2.8),
            ("All", "count", 1.3),
            *((heading, "count", 1.8) for heading in with_labels),
            ("With fewer footprints", "count", 1.9),
            ("With more", "count", 1.8),
            ("With others than now", "count", 2.0),
        ],
        rows,
    )
    regrouped = sum(one.regrouped for one in affected)
    grown = sum(bool(one.changes) and not one.regrouped for one in affected)
    first = (
        f"{counted(regrouped, 'partner')} with fewer, more or other footprints"
        f" {agree(regrouped, 'is', 'are')} listed in"
        " Annex A, with what changes."
        if regrouped
        else "No partner has fewer, more or other footprints."
    )
    more = (
        f" For {counted(grown, 'partner')} a footprint becomes part of a larger one by a merger and"
        " nothing else changes."
        if grown
        else ""
    )
    yield Paragraph(f"{first}{more} All partners are in partners.csv.")


def _certainty(handover: Handover) -> Iterator[Block]:
    plan = handover.plan
    people = capital(plan.dataset.people_label)
    yield Heading("How sure this is")
    placed, moved = plan.before.evidence, plan.people_moved_by_evidence
    grades = [grade for grade in GRADE_MEANINGS if grade in placed or grade in moved]
    yield table_of(
        "What is known of present memberships; of two, the weaker counts",
        [
            ("Evidence", "text", 2.6),
            ("What it means", "long", 8.0),
            (f"{people} placed by it", "people", 3.2),
            ("Of them, footprint changes", "people", 3.2),
        ],
        [
            (
                capital(grade_label(grade)),
                GRADE_MEANINGS[grade],
                placed.get(grade, 0.0),
                moved.get(grade, 0.0),
            )
            for grade in grades
        ],
    )
    found = handover.sensitivity
    if found is None:
        yield Paragraph(
            "It was not examined what would be suggested if an uncertain membership were otherwise."
        )
        return
    if not found.effects:
        yield Paragraph("No membership in the two sets is inferred or derived, so none was tested.")
        return
    yield Paragraph(" ".join(sensitivity_definition(found)), small=True)
    matters = [effect for effect in found.effects if effect.matters]
    gone = [step for step in found.steps if found.vanishes_in(step)]
    low, high = found.people_moved_range
    span = f"{whole(low)} to {whole(high)}" if low < high else whole(low)
    ranks = sorted(handover.rank_of[step.identity] for step in gone)
    failed = sum(bool(effect.failure) for effect in found.effects)
    fragile = (
        f" Suggestions that would not be made in some case: {', '.join(map(str, ranks))}."
        if ranks
        else f" Every suggestion would be made in every {'other ' if failed else ''}case."
    )
    unmade = f" In {counted(failed, 'case')} no such plan could be made." if failed else ""
    yield Paragraph(
        f"Of {counted(len(found.effects), 'membership')} tested, {len(matters):,} would change what"
        f" is suggested (Annex B), and {len(found.effects) - len(matters):,} would change nothing."
        f"{unmade}{fragile} People whose footprint changes: {span}, beside"
        f" {whole(plan.people_moved)} in this plan. The last column of the table of"
        " suggestions counts, for each of them, the cases in which it would not be made, and those"
        " in which it would take another form."
    )
