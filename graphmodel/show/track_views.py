"""View of a plan held against what happened: what became of its people, and of each step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphmodel.dataset.dataset import blocks_label
from graphmodel.planfiles.tracking import FATES
from graphmodel.show.content import Heading, Paragraph, Table, Title, View
from graphmodel.show.facts import plan_title
from graphmodel.show.sheets import Column, Sheet
from graphmodel.wording import ACTION_LABELS, agree, capital, people_phrase, percent, plural, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.planfiles.tracking import Tracking
    from graphmodel.show.content import Block

FATE_WORDS: Final = {
    "done": "With those they were to join",
    "joined": "The same, since both went into one",
    "not_done": "Still with those they were to leave",
    "elsewhere": "Elsewhere",
    "unknown": "Cannot be told",
}
"""What each fate is called, by its name in files."""


def view_tracking(tracking: Tracking) -> View:
    """Return the view of a plan held against what happened."""
    plan = tracking.plan
    label = plan.dataset.label(tracking.actual)

    def blocks() -> Iterator[Block]:
        yield Title(plan_title(plan), f"held against the {plural(label)}")
        yield Table(fates_sheet(tracking))
        yield Heading("Steps")
        yield Table(track_sheet(tracking))
        yield Heading("What other plans would have said")
        yield Table(beside_sheet(tracking))
        yield Heading("What changed, and the plan had not named")
        if tracking.unforeseen.empty:
            yield Paragraph("Nothing.")
        else:
            yield Table(unforeseen_sheet(tracking))

    return View(
        tracking.to_dict,
        tracking.to_frame,
        blocks,
        plan.dataset.caveats,
        lambda: _answer(tracking),
    )


def _counts(*, short: bool = False) -> tuple[Column, ...]:
    heading = "Changing" if short else "Change by the plan"
    columns = (Column(fate, FATE_WORDS[fate], "people") for fate in FATES)
    return (Column("changed", heading, "people"), *columns)


def fates_sheet(tracking: Tracking) -> Sheet:
    """Return what became of all people: one row each fate, beside what chance would do."""
    people, chance = tracking.changes, tracking.chance or {}
    rows: list[tuple[Any, ...]] = [
        (words, people[fate], people[fate] / (people["changed"] or 1.0), chance.get(fate))
        for fate, words in FATE_WORDS.items()
    ]
    columns = (
        Column("fate", "Where they are now", "label"),
        Column("people", capital(tracking.plan.dataset.people_label), "people"),
        Column("share", "Share", "share"),
        Column("chance", "By chance", "people"),
    )
    return Sheet.of("What became of them", columns, rows)


def track_sheet(tracking: Tracking) -> Sheet:
    """Return what became of each step."""
    columns = (
        Column("rank", "Rank", "count"),
        Column("action", "Step", words=ACTION_LABELS),
        Column("footprint_set", "Kind", words=_labels(tracking)),
        Column("from_name", "From", "long"),
        Column("into_name", "Into", "long"),
        *_counts(),
        Column("from", "Code, from", "code"),
        Column("into", "Code, into", "code"),
    )
    return Sheet("What came of it", columns, tracking.steps)


def _labels(tracking: Tracking) -> dict[str, str]:
    return {name: tracking.plan.dataset.label(name) for name in tracking.plan.overlap.compare}


def beside_sheet(tracking: Tracking) -> Sheet:
    """Return what plans made otherwise would have said."""
    columns = (
        Column("lead", "Lead", words=_labels(tracking)),
        Column("target", "Target"),
        Column("method", "Method"),
        *_counts(short=True),
        Column("foreseen", "Foreseen", "people"),
    )
    return Sheet("Other plans", columns, tracking.beside)


def unforeseen_sheet(tracking: Tracking) -> Sheet:
    """Return what changed in reality, and the plan had not named."""
    dataset = tracking.plan.dataset
    columns = (
        Column("organisation", "Code", "code"),
        Column("organisation_name", capital(blocks_label(dataset)), "long"),
        Column("from_name", "From", "long"),
        Column("into_name", f"Into, {dataset.label(tracking.actual)}", "long"),
        Column("people", capital(dataset.people_label), "people"),
    )
    return Sheet("Not foreseen", columns, tracking.unforeseen)


TRACK_SHEETS: Final = (fates_sheet, track_sheet, beside_sheet, unforeseen_sheet)
"""What is told of a plan held against what happened, on sheets of a workbook."""


def _answer(tracking: Tracking) -> Iterator[str]:
    """Say how much came about, and how much of what did was foreseen."""
    people, reality = tracking.changes, tracking.reality
    label, changed = tracking.plan.dataset.people_label, people["changed"]
    count = round(changed)
    yield (
        f"Of {people_phrase(changed, label)} whose footprint the plan changes,"
        f" {whole(people['done'])} ({percent(people['done'], changed)})"
        f" {agree(round(people['done']), 'is', 'are')} with those they were to join, and"
        f" {whole(people['joined'])} ({percent(people['joined'], changed)}) because both went"
        " into one."
        if count
        else "The plan changes the footprint of nobody."
    )
    if tracking.chance and count:
        yield f"By chance {whole(tracking.chance['done'])} could be expected to be with them."
    yield (
        f"Of {people_phrase(reality['changed'], label)} who are no longer with most of their"
        f" footprint, the plan had named {whole(reality['foreseen'])}."
        if round(reality["changed"])
        else "Nobody has left their footprint."
    )
