"""Said: phrases of a paper that several of its parts use."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from graphmodel.wording import (
    agree,
    counted,
    join_clauses,
    join_names,
    number_word,
    people_phrase,
    percent,
    plural,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphmodel.options.appraisal import Option
    from graphmodel.report.case import Case
    from graphmodel.steps.steps import Step


_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def gap(text: str) -> str:
    """Return the mark for what only a board can supply."""
    return f"⟦{text or ' '}⟧"


def day(text: object) -> str:
    """Return a date as it is written in a paper: ``1 April 2027``; nothing of nothing."""
    if not text:
        return ""
    found = date.fromisoformat(str(text))
    # Not of the system's language.
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def none_or(count: int) -> str:
    """Return a count as it stands without what is counted: ``none``, ``two``."""
    return number_word(count) if count else "none"


def section(numbers: Mapping[str, int], key: str) -> str:
    """Return a part by its number."""
    return f"section {numbers.get(key, 0)}"


def listed_options(options: Sequence[Option]) -> str:
    """Return options by their letters: ``options A and D``."""
    letters = [one.id for one in options]
    return f"{plural('option', len(letters))} {join_clauses(letters)}"


def share_of(case: Case, people: float) -> str:
    """Return people with their share of all: ``563,919 residents (1.0 % of all)``."""
    return (
        f"{people_phrase(people, case.people)} ({percent(people, case.plan.overlap.people)} of all)"
    )


def changes_words(case: Case) -> str:
    """Return what an option does: ``four changes of ICB boundary and one new ICB``."""
    parts = []
    for name in case.sets:
        label = case.plan.dataset.label(name)
        mine = [step for step in case.steps if step.footprint_set == name]
        moves = sum(step.action == "move" for step in mine)
        absorbed = sum(len(step.sources) - 1 for step in mine if step.action == "merge")
        new = sum(step.action == "new" for step in mine)
        if moves:
            parts.append(
                f"{number_word(moves)} {agree(moves, 'change', 'changes')} of {label} boundary"
            )
        if absorbed:
            into = "another" if absorbed == 1 else "others"
            parts.append(
                f"the merger of {number_word(absorbed)} {plural(label, absorbed)} into {into}"
            )
        if new:
            parts.append(f"{number_word(new)} new {plural(label, new)}")
    return join_clauses(parts)


def changed_people(case: Case) -> str:
    """Return whose footprint changes, and who is in one that is abolished, as a sentence."""
    plan = case.plan
    clauses = [
        f"the {plan.dataset.label(name)} of {share_of(case, people)} would change"
        for name, people in plan.people_moved_by_set.items()
        if people
    ]
    if plan.people_moved_estimated:
        about = people_phrase(plan.people_moved_estimated, "of them", estimated=True)
        clauses[-1] += f", {about} by estimate"
    if plan.footprints_merged:
        which = counted(plan.footprints_merged, case.label)
        clauses.append(f"{share_of(case, plan.people_merged)} are in the {which} that would end")
    return join_clauses(clauses) or "nobody's footprint would change"


def later_places(case: Case) -> str:
    """Name the organisations of the changes that are a later decision."""
    names = [
        case.now.organisation(one)
        for step in case.appraisal.later_steps
        for one in step.organisations
    ]
    return join_names(names)


def step_words(case: Case, step: Step) -> str:
    """Say what a step does: ``Cornwall from the Peninsula LDR to a new Cornwall LDR``."""
    left = case.now.phrase(step.footprint_set, step.sources)
    into = case.then.phrase(step.footprint_set, [step.into])
    if step.action == "merge":
        return f"{left} into {into}"
    who = join_names([case.now.organisation(code) for code in step.organisations])
    to = (
        f"a new {into.removeprefix('the new ').removeprefix('the ')}"
        if step.action == "new"
        else into
    )
    return f"{who} from {left} to {to}"
