"""The paper: what a board reads and decides on, part by part, with what it is asked first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

from graphmodel.overlap.board import board_lines
from graphmodel.report import annexes, choice, effects
from graphmodel.report.boundaries import boundaries
from graphmodel.report.recommendation import recommendation_part
from graphmodel.report.said import (
    changed_people,
    changes_words,
    day,
    gap,
    later_places,
    none_or,
    section,
    share_of,
)
from graphmodel.show.content import Heading, Notes, Paragraph, Title, table_of
from graphmodel.wording import (
    agree,
    board_words,
    capital,
    counted,
    join_clauses,
    number_word,
    people_phrase,
    percent,
    plural,
    share_phrase,
    whole,
    with_article,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from graphmodel.overlap.board import BoardLine
    from graphmodel.report.case import Case
    from graphmodel.show.content import Block, Picture
    from graphmodel.shown import Kind

_Part: TypeAlias = "Callable[[Case, Mapping[str, Picture], Mapping[str, int]], Iterator[Block]]"
"""Yields a part, given the pictures there are and the numbers of the parts by their keys."""


def paper(case: Case, pictures: Sequence[Picture], *, full: bool = False) -> tuple[Block, ...]:
    """Return the paper for a board, its title first.

    What is empty is left out, and parts are numbered as they come.

    Parameters
    ----------
    case
        The decision.
    pictures
        Those of the pictures ``map``, ``overlaps``, ``scores`` and ``frontier`` that there are.
    full
        Whether every change, partner and membership is told besides.
    """
    shown = {picture.name: picture for picture in pictures}
    # A part may refer to the number of one after it, which is known when all are there.
    numbers: dict[str, int] = {}
    for _ in range(2):
        parts = {key: list(make(case, shown, numbers)) for key, make in _PARTS.items()}
        there = [key for key, blocks in parts.items() if blocks]
        numbers = {key: place for place, key in enumerate(there, start=1)}
    found: list[Block] = list(_cover(case))
    for key in there:
        found.append(Heading(f"{numbers[key]}. {_TITLES[key].format(option=case.option.id)}"))
        found += parts[key]
    return (*found, *annexes.annexes(case, shown, full=full))


def _paper_title(case: Case) -> str:
    """Return what a paper is called, unless its style says otherwise."""
    if case.style.title:
        return case.style.title
    labels = [plural(case.plan.dataset.label(name)) for name in case.plan.overlap.compare]
    if len(case.sets) > 1:
        return f"Matching {labels[0]} and {labels[1]}"
    return f"Matching {plural(case.label)} to {case.other_set}"


def _cover(case: Case) -> Iterator[Block]:
    style, dataset = case.style, case.plan.dataset
    yield Title(_paper_title(case), style.organisation)
    status = f"{'DRAFT. ' * style.draft}{gap('public or private, with the reason')}"
    rows = [
        ("Board", style.organisation or gap("organisation"), "Purpose", "Decision"),
        (
            "Meeting, item",
            f"{day(style.date) or gap('date')}, item {gap('number')}",
            "Status",
            status,
        ),
        ("Author", style.author or gap("author"), "Sponsor", gap("executive sponsor")),
        (
            *("Seen before by", gap("committees and dates")),
            *("Conflicts of interest", gap("none, or who and how handled")),
        ),
    ]
    columns: list[tuple[str, Kind, float]] = [("", "text", 2.6), ("", "long", 5.9)]
    yield table_of("", columns * 2, rows, headings=False)
    note = f"Data: {dataset.title}. {gap('')} marks what only the board can supply."
    yield Paragraph(note, small=True)


def _asked(case: Case, _: Mapping[str, Picture], numbers: Mapping[str, int]) -> Iterator[Block]:
    appraisal = case.appraisal
    chosen = appraisal.recommended
    asked = []
    if chosen is None:
        first, second = appraisal.first, appraisal.second
        rivals = [f"option {one.id} ({one.told})" for one in (first, second) if one]
        asked.append(
            f"Decide between {join_clauses(rivals)}: the scores do not decide between them"
            f" ({section(numbers, 'scores')})."
        )
    elif not chosen.steps:
        asked.append(f"Agree that nothing changes{' for now' * (appraisal.later is not None)}.")
    else:
        asked.append(
            f"Agree {changes_words(case)} as the basis for engagement and for an application to"
            f" those who decide. {capital(changed_people(case))}."
        )
    if appraisal.later is not None:
        asked.append(_held_back(case))
    kept = (appraisal.first, appraisal.second) if chosen is None else (chosen, appraisal.later)
    other = [
        appraisal.option(one)
        for one in appraisal.scores.ids
        if appraisal.option(one) not in kept and appraisal.option(one).steps
    ]
    if other:
        names = [f"option {one.id}, {one.told}" for one in other]
        asked.append(f"Not pursue {join_clauses(names)}.")
    if "implications" in numbers:
        asked.append(
            f"Ask {gap('executive lead')} to complete {section(numbers, 'implications')} and report"
            f" by {gap('date')}."
        )
    yield Notes(tuple(asked), numbered=True)


def _held_back(case: Case) -> str:
    """Say what is a later decision, and until when."""
    later = case.appraisal.later_steps
    moved = people_phrase(sum(step.people for step in later), case.people)
    waiting = gap("until when")
    if case.acts and effects.triggers(case):
        waiting = f"the places around have {with_article(case.other_label)}"
    further = f"{'further ' * case.acts}{plural('change', len(later))}"
    whose = f"for {later_places(case)} ({moved})"
    return f"Hold back {number_word(len(later))} {further}, {whose}, until {waiting}."


def _summary(case: Case, _: Mapping[str, Picture], numbers: Mapping[str, int]) -> Iterator[Block]:
    found = [_crossing(case), _bodies(case), effects.either_way_words(case)]
    found.append(choice.standing_words(case))
    if case.acts:
        costs = effects.main_costs(case)
        if costs:
            found.append(f"The main costs: {join_clauses(costs)}.")
    found.append(_optimality(case))
    if not numbers.get("scores") and not case.steps:
        found.append("Nothing has to change.")
    yield Notes(tuple(text for text in found if text))


def _lines(case: Case, name: str) -> tuple[dict[str, BoardLine], dict[str, BoardLine]]:
    before, after = (
        {line.key: line for line in board_lines(one, name)}
        for one in (case.plan.overlap, case.plan.overlap_after)
    )
    return before, after


def _crossing(case: Case) -> str:
    """Say how many footprints cut across the other set, now and with the option."""
    clauses = []
    for name in case.sets:
        now, then = (lines["across"] for lines in _lines(case, name))
        label = case.plan.dataset.label(name)
        other = with_article(case.opposite(name))
        if not now.footprints and not then.footprints:
            continue
        clauses.append(
            f"{number_word(now.footprints)} {plural(label, now.footprints)}, with"
            f" {share_of(case, now.people)}, {agree(now.footprints, 'cuts', 'cut')} across the"
            f" border of {other}"
        )
        if case.acts:
            clauses[-1] += f", and with option {case.option.id} {none_or(then.footprints)} would"
    if not clauses:
        share = share_phrase(case.plan.before.coterminous_share)
        return (
            f"{share} of all {case.people} are in footprints that match one of the other set"
            " exactly, and no footprint cuts across another."
        )
    return f"{capital('; '.join(clauses))}."


def _bodies(case: Case) -> str:
    """Say which footprints would be abolished, new, or have another boundary."""
    if not case.acts:
        return ""
    plan, dataset = case.plan, case.plan.dataset
    labels = join_clauses([dataset.label(name) for name in case.sets], "or")
    altered = boundaries(case)
    bounded = sum(one.kind == "boundary" for one in altered)
    verb = f"{capital(none_or(bounded))} would have a new boundary"
    if not plan.footprints_merged and not plan.new_footprints:
        return f"No {labels} would be merged, abolished or created. {verb}."
    parts = []
    if plan.footprints_merged:
        count = plan.footprints_merged
        merged = f"{number_word(count)} {plural(case.label, count)}"
        parts.append(
            f"{merged}, with {share_of(case, plan.people_merged)}, would become part of others"
        )
    if plan.new_footprints:
        parts.append(f"{number_word(plan.new_footprints)} would be new")
    return f"{capital(join_clauses(parts))}. {verb}."


def _optimality(case: Case) -> str:
    if not case.acts or case.plan.optimal is None:
        return ""
    proof = "It is proved" if case.plan.optimal else "It is not proved"
    return f"{proof} that no plan of this kind changes the {case.label} of fewer {case.people}."


def _background(case: Case, _: Mapping[str, Picture], __: Mapping[str, int]) -> Iterator[Block]:
    plan = case.plan
    dataset, overlap = plan.dataset, plan.overlap
    counts = [
        counted(plan.before.footprints[name], dataset.label(name)) for name in overlap.compare
    ]
    text = (
        f"There are {counts[0]} and {counts[1]}, for {people_phrase(overlap.people, case.people)}."
    )
    if overlap.uncovered_blocks:
        lacking = [
            f"no {dataset.label(other.footprint_set)}"
            for side, other in zip(overlap.sides, overlap.sides[::-1], strict=True)
            if side.undecided.any()
        ]
        missing = overlap.uncovered_blocks
        text += (
            f" {capital(number_word(missing))} of the {counted(len(dataset.people), case.block)},"
            f" with {share_of(case, overlap.uncovered_people)},"
            f" {agree(missing, 'has', 'have')} {' or '.join(lacking) or 'neither'} yet."
        )
    yield Paragraph(text)
    for name in case.sets:
        yield _board(case, name)
    remarks = []
    for name in case.sets:
        if _lines(case, name)[0]["inside"].footprints:
            label, other = dataset.label(name), case.opposite(name)
            remarks.append(
                f"{capital(plural(label))} inside one {other} have one {other} to deal with, and it"
                f" has several {plural(label)}."
            )
    now, then = plan.before.coterminous_share, plan.after.coterminous_share
    matching = f"{capital(plural(case.label))} that match one {case.other_label} exactly hold"
    if len(case.sets) > 1:
        matching = "Footprints that match one of the other set exactly hold"
    after = f" and {share_phrase(then)} with option {case.option.id}" if case.acts else ""
    remarks.append(f"{matching} {share_phrase(now)} of all {case.people} now{after}.")
    yield Paragraph(" ".join(remarks))


def _board(case: Case, name: str) -> Block:
    label, other = case.plan.dataset.label(name), case.opposite(name)
    total = case.plan.overlap.people
    people = capital(case.people)
    rows = []
    lines = _lines(case, name)
    for key in lines[0]:
        moments = [one[key] for one in lines[: 2 if case.acts else 1]]
        if not any(line.footprints for line in moments):
            continue
        cells: list[object] = []
        for line in moments:
            cells += [line.footprints, f"{whole(line.people)} ({percent(line.people, total)})"]
        rows.append((capital(board_words(key, other)), *cells))
    after = f"with option {case.option.id}"
    columns: list[tuple[str, Kind, float]] = [(capital(plural(label)), "long", 5.8)]
    for moment in ("now", after)[: 2 if case.acts else 1]:
        columns += [(f"Number {moment}", "count", 2.1), (f"{people} {moment}", "figure", 3.6)]
    crossing = frozenset(n for n, row in enumerate(rows) if "across" in str(row[0]))
    return table_of(
        f"{capital(plural(label))} by how they fit (shares of all {case.people})",
        columns,
        rows,
        strong=crossing,
    )


def _next(case: Case, _: Mapping[str, Picture], __: Mapping[str, int]) -> Iterator[Block]:
    if not case.acts:
        return
    start = case.style.starts
    altered = len(boundaries(case))
    label = plural(case.label, altered)
    rows = [
        (gap("date"), f"Engagement with the {case.kinds} concerned", gap("who")),
        (gap("date"), f"Application by the {altered:,} {label} to those who decide", gap("who")),
        (_before(start, months=5), "Tell those who keep the codes of organisations", gap("who")),
        (
            f"{_before(start, weeks=12)} to {_before(start, weeks=4)}",
            "Contacts, codes of sites, tests of systems",
            gap("who"),
        ),
        (
            day(str(start)) if start else gap("day of change"),
            "Changes take effect; change register and look-up published",
            gap("who"),
        ),
    ]
    caption = (
        f"Counted back from {day(str(start))}" if start else "Counted back from the day of change"
    )
    if start and case.style.date and date.fromisoformat(str(case.style.date)) > _months(start, 5):
        yield Paragraph(
            "The meeting is later than the earliest of these days: look at them again.",
            warning=True,
        )
    yield table_of(
        caption,
        [("By", "text", 4.6), ("What", "long", 9.4), ("Who", "text", 3.0)],
        rows,
    )


def _before(start: date | None, *, months: int = 0, weeks: int = 0) -> str:
    if start is None:
        ahead = counted(months, "month") if months else counted(weeks, "week")
        return f"{ahead} before"
    return day(str(_months(start, months) if months else start - timedelta(weeks=weeks)))


def _months(start: date, months: int) -> date:
    """Return the day some months before, the last of its month where there is no such day."""
    place = start.year * 12 + start.month - 1 - months
    year, month = divmod(place, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)  # noqa: PLR2004 - December
    last = (following - timedelta(days=1)).day
    return date(year, month + 1, min(start.day, last))


_PARTS: Final[dict[str, _Part]] = {
    "asked": _asked,
    "summary": _summary,
    "background": _background,
    "options": choice.options_part,
    "scores": choice.scores_part,
    "recommendation": recommendation_part,
    "undecided": effects.undecided_part,
    "affected": effects.affected_part,
    "risks": effects.risks_part,
    "implications": effects.implications_part,
    "next": _next,
}

_TITLES: Final = {
    "asked": "What the board is asked to do",
    "summary": "Summary",
    "background": "Background",
    "options": "Options",
    "scores": "How the options score",
    "recommendation": "Recommendation",
    "undecided": "Places that have not decided",
    "affected": "Who is affected",
    "risks": "Risks",
    "implications": "Implications",
    "next": "Next steps",
}
