"""Annexes of a briefing: partners whose footprints change, uncertain memberships, the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphmodel.briefing_words import alternative_words, method_words, outline_words
from graphmodel.document import Band, Bullets, Grid, Section, Text
from graphmodel.labels import capital
from graphmodel.wording import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphmodel.affected import Affected
    from graphmodel.document import Part
    from graphmodel.handover import Handover

__all__ = ["annex_of_data", "annex_of_memberships", "annex_of_partners"]

# Centimetres: of a letter in a table, and what a column of a few words may take up.
_LETTER: Final = 0.13
_WIDEST: Final = 3.2

_NONE: Final = "–"


def annex_of_partners(
    handover: Handover, affected: Sequence[Affected], *, full: bool
) -> Iterator[Part]:
    """Yield what changes for each partner.

    Parameters
    ----------
    handover, affected
        The plan, and what it changes for each partner.
    full
        Every partner for which anything changes, in sentences, in place of a table of those with
        fewer, more or other footprints.
    """
    listed = [one for one in affected if (one.changes if full else one.regrouped)]
    if not listed:
        return
    yield Section("Annex A: Partners whose footprints change", page=True)
    order = [handover.plan.dataset.label(kind) for kind in sorted(set(handover.burden["kind"]))]
    if full:
        for label in order:
            sentences = tuple(one.sentence for one in listed if one.kind == label)
            if sentences:
                yield Section(capital(plural(label)), level=2)
                yield Bullets(sentences)
        return
    rows: list[tuple[str, ...] | Band] = []
    for label in order:
        mine = [one for one in listed if one.kind == label]
        if mine:
            rows.append(Band(capital(plural(label)), f"{len(mine):,} of them"))
        rows += [(one.name, one.now, one.after, capital(one.changes)) for one in mine]
    longest = max(len(text) for one in listed for text in (one.now, one.after))
    dealt = min(_LETTER * longest + 0.3, _WIDEST)
    yield Grid(
        "Partners with fewer, more or other footprints to deal with",
        ("Partner", "Deals with now", "With the plan", "What changes"),
        tuple(rows),
        (4.2, dealt, dealt, 12.8 - 2 * dealt),
    )


def annex_of_memberships(handover: Handover, *, full: bool, page: bool) -> Iterator[Part]:
    """Yield which uncertain memberships would change what is suggested, and how.

    Parameters
    ----------
    handover
        The plan, with everything that is told of it.
    full
        What would be added in words, in place of how much.
    page
        Whether to begin on a new page.
    """
    found, plan = handover.sensitivity, handover.plan
    matters = [effect for effect in found.effects if effect.matters] if found else []
    if not matters:
        return
    yield Section("Annex B: Uncertain memberships that matter", page=page)
    rows = []
    for effect in sorted(
        matters, key=lambda one: (-len(one.vanishing), -abs(one.people_moved_change))
    ):
        membership, instead = alternative_words(plan, effect.alternative)
        gone = sorted(handover.rank_of[step.identity] for step in effect.vanishing)
        other = sorted(handover.rank_of[step.identity] for step, _ in effect.changing)
        appearing = [outline_words(plan, step) for step in effect.appearing]
        rows.append(
            (
                membership,
                instead,
                ", ".join(map(str, gone)) or _NONE,
                ", ".join(map(str, other)) or _NONE,
                effect.failure or ("; ".join(appearing) if full else str(len(appearing) or _NONE)),
                f"{round(effect.people_moved_change):+,}" if effect.people_moved_change else "0",
            )
        )
    yield Grid(
        "What would be suggested if one membership were otherwise (numbers: suggestions)",
        ("Membership", "If instead in", "Not made", "Other form", "Added", "People*"),
        tuple(rows),
        (5.7, 4.4, 1.9, 1.9, 1.2, 1.9),
        frozenset((4, 5)) if not full else frozenset((5,)),
    )
    yield Text(
        "* How many more or fewer people would change footprint. evidence.csv names what would be"
        " added, and has the memberships that do not matter.",
        small=True,
    )


def annex_of_data(handover: Handover) -> Iterator[Part]:
    """Yield the method, and what has to be known of the data: caveats, sources, licence."""
    dataset = handover.plan.dataset
    yield Section("Annex C: Method and data")
    yield Text(" ".join(method_words(handover)), small=True)
    if dataset.caveats:
        yield Section("To be kept in mind", level=2)
        yield Bullets(tuple(dataset.caveats), small=True)
    entries = [
        f"{entry.get('title') or entry.get('name', '')} ({entry['path']})"
        if entry.get("path")
        else str(entry.get("title") or entry.get("name", ""))
        for entry in (*dataset.sources, *dataset.licenses)
    ]
    entries.append(f"Digest of the tables: {dataset.sha256}")
    yield Section("Sources and licence of the data", level=2)
    yield Bullets(tuple(entries), small=True)
