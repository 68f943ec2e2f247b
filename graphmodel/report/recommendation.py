"""The recommendation: which option and why, what it turns on, and the changes one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphmodel.overlap.relations import Relation
from graphmodel.report.choice import figure_clause
from graphmodel.report.said import changed_people, listed_options
from graphmodel.show.content import Paragraph, table_of
from graphmodel.wording import (
    agree,
    capital,
    counted,
    join_names,
    people_phrase,
    plural,
    whole,
    with_article,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphmodel.options.appraisal import Option
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.report.case import Case
    from graphmodel.show.content import Block, Picture
    from graphmodel.shown import Kind
    from graphmodel.steps.suggestion import Suggestion

_MOST_CHANGES: Final = 20
"""Changes that the body of a paper lists; the rest is in the workbook."""

_FOUND: Final = {
    "official": "published lists",
    "documented": "public documents",
    "area": "documents that name the area",
    "derived": "a rule applied to other data",
    "inferred": "a judgement",
}
"""What a membership is known from, by grade of evidence."""


def recommendation_part(
    case: Case, shown: Mapping[str, Picture], _: Mapping[str, int]
) -> Iterator[Block]:
    """Yield what is recommended and why, and the changes by their numbers."""
    appraisal = case.appraisal
    chosen, second = appraisal.recommended, appraisal.second
    if chosen is None and second is not None:
        both = capital(listed_options([appraisal.first, second]))
        apart = ", and neither contains the other" if appraisal.first.steps and second.steps else ""
        yield Paragraph(
            f"No option is recommended. {both} come out level{apart}. {_turns_on(case, second)}"
        )
    elif chosen is not None and not chosen.steps:
        if second is None:
            yield Paragraph("Nothing has to change.")
        else:
            yield Paragraph(f"Option {chosen.id}, {chosen.told}. {_why_first(case)}")
        return
    elif chosen is not None:
        if appraisal.later is not None:
            why = (
                f"It is contained in option {appraisal.later.id}, so the board can agree it now and"
                " decide on the rest when more is known."
            )
        elif second is None:
            why = "It is the only option."
        else:
            why = _why_first(case)
        yield Paragraph(f"Option {chosen.id}, {chosen.told}. {why}")
    if not case.steps:
        return
    if "map" in shown:
        yield shown["map"]
    yield _changes(case)
    if len(case.steps) > _MOST_CHANGES:
        left = case.steps[_MOST_CHANGES:]
        moved = people_phrase(sum(step.people_moved for step in left), case.people)
        yield Paragraph(
            f"{counted(len(left), 'more change')}, by which the {case.label} of {moved} would"
            " change, are on the sheet Suggestions of suggestions.xlsx."
        )
    yield Paragraph(
        f"Nobody moves house. What changes is the {case.label} to which {case.people} belong."
        f" {capital(plural(case.label))} keep their present names here."
    )


def _why_first(case: Case) -> str:
    """Say how the option with the highest score stands to the others."""
    appraisal = case.appraisal
    if appraisal.later is not None:
        return "On the criteria it comes first, if not clearly."
    if appraisal.second is not None and appraisal.turned:
        turned = appraisal.scores.ahead(appraisal.second.id, appraisal.first.id)
        return (
            f"On the criteria it comes first, though option {appraisal.second.id} is ahead of it in"
            f" {turned:,} of {appraisal.scores.tests:,} tests of the weights."
        )
    return "It is clearly ahead of the others on the criteria."


def _turns_on(case: Case, second: Option) -> str:
    """Say what the choice between the first two turns on: what they differ in most, by weight."""
    scores = case.appraisal.scores
    places = [scores.ids.index(one) for one in scores.order[:2]]
    gaps = [
        (float(weight) * (one.scores[places[0]] - one.scores[places[1]]), one)
        for one, weight in zip(scores.criteria, scores.weights.tolist(), strict=True)
    ]
    best = max(gaps, key=lambda one: one[0])
    worst = min(gaps, key=lambda one: one[0])
    if not best[0] > 0 > worst[0]:
        return "They score alike on every criterion, or nearly so."
    first = case.appraisal.first.id
    clauses = [
        figure_clause(case, one, one.figures[place])
        for (_, one), place in ((best, places[0]), (best, places[1]))
    ]
    against = [
        figure_clause(case, one, one.figures[place])
        for (_, one), place in ((worst, places[0]), (worst, places[1]))
    ]
    other = second.id
    return (
        f"It turns on two things. With option {first} {clauses[0]}, with option {other}"
        f" {clauses[1]}. But with option {first} {against[0]}, with option {other} {against[1]}."
    )


def _changes(case: Case) -> Block:
    rows = [_change(case, step) for step in case.steps[:_MOST_CHANGES]]
    columns: list[tuple[str, Kind, float]] = [
        ("", "label", 0.8),
        (f"{capital(case.block)}, or {case.label} that ends", "long", 4.2),
        (capital(case.people), "figure", 2.0),
        ("From", "long", 2.5),
        ("To", "long", 2.5),
        ("So that", "long", 3.4),
        ("Known from", "long", 1.9),
    ]
    if not any(step.action == "merge" for step in case.steps):
        columns[1] = (capital(case.block), "long", 4.2)
    total = f"The changes of option {case.option.id}: {changed_people(case)}"
    return table_of(total, columns, rows)


def _change(case: Case, step: Suggestion) -> tuple[str, ...]:
    into = case.then.footprint(step.footprint_set, step.into)
    evidence = [grade for grade, people in step.evidence.items() if people > 0]
    known = _FOUND[evidence[-1]] if evidence else "–"
    if step.action == "merge":
        gone = step.sources[1:] if step.into == step.sources[0] else step.sources
        who = f"all of {join_names([case.now.footprint(step.footprint_set, one) for one in gone])}"
        left, people = "its own" if len(gone) == 1 else "their own", absorbed_people(case, step)
    else:
        who = "; ".join(case.now.organisation(one) for one in step.organisations)
        left = join_names([case.now.footprint(step.footprint_set, one) for one in step.sources])
        people = step.people_moved
    count = f"about {whole(round(people, -2))}" if step.estimated else whole(people)
    return (str(step.rank), who, count, left, into, _so_that(case, step), known)


def _so_that(case: Case, step: Suggestion) -> str:
    """Say what the footprints of the other set have by a step and others that they have not now."""
    rows = case.plan.assignment[case.plan.assignment["people"] > 0]
    side = case.plan.overlap.side(step.footprint_set)
    mine, theirs = "ab"[side], "ba"[side]
    successor = case.plan.successor[side]
    ends = {step.into, *(successor.get(code, code) for code in step.sources)}
    near = rows.loc[rows[f"to_{mine}"].isin(ends), f"to_{theirs}"]
    changing = case.plan.assignment.iloc[step.portions][f"to_{theirs}"]
    before = _matched(case.plan.overlap, 1 - side)
    after = _matched(case.plan.overlap_after, 1 - side)
    own = [code for code in dict.fromkeys(near) if code in after and code not in before]
    one = [
        code
        for code in dict.fromkeys(changing)
        if code not in own
        and rows.loc[rows[theirs] == code, mine].nunique() > 1
        and rows.loc[rows[f"to_{theirs}"] == code, f"to_{mine}"].nunique() == 1
    ]
    other = case.plan.overlap.compare[1 - side]
    label = case.plan.dataset.label(step.footprint_set)
    found = [
        f"{join_names([case.then.footprint(other, code) for code in codes])}"
        f" {agree(len(codes), 'has', 'have')} {what}"
        for codes, what in (
            (own, f"{with_article(label)} of {agree(len(own), 'its', 'their')} own"),
            (one, f"one {label}"),
        )
        if codes
    ]
    return "; ".join(found) or "–"


def _matched(overlap: Overlap, side: int) -> set[str]:
    """Return the footprints of a side that match one of the other."""
    relations = overlap.structure.relations[side]
    return set(overlap.codes[side][relations == Relation.COTERMINOUS])


def absorbed_people(case: Case, step: Suggestion) -> float:
    """Return everybody in the footprints that a merger ends."""
    side = case.plan.overlap.sides[case.plan.overlap.side(step.footprint_set)]
    return float(sum(side.people.loc[one] for one in step.sources if one != step.into))
