"""Annexes of a briefing: partners one by one, uncertain memberships, method and data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphmodel.report.sentences import alternative_words, method_words, step_words
from graphmodel.show.content import Band, Heading, Notes, Paragraph, table_of
from graphmodel.show.sheets import sources_frame
from graphmodel.wording import capital, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphmodel.report.affected import Affected
    from graphmodel.report.handover import Handover
    from graphmodel.show.content import Block

# Centimetres: of a letter in a table, and what a column of a few words may take up.
_LETTER: Final = 0.13
_WIDEST: Final = 3.2
_NONE: Final = "–"
_NO_PLAN: Final = "no such plan"


def annex_of_partners(
    handover: Handover, affected: Sequence[Affected], *, full: bool
) -> Iterator[Block]:
    """Yield what changes for each partner.

    In a table are those with fewer, more or other footprints; ``full`` has sentences in its place
    for every partner for which anything changes.
    """
    listed = [one for one in affected if (one.changes if full else one.regrouped)]
    if not listed:
        return
    yield Heading("Annex A: Partners whose footprints change", page=True)
    kinds = [handover.plan.dataset.label(kind) for kind in sorted(set(handover.burden["kind"]))]
    groups = [(kind, [one for one in listed if one.kind == kind]) for kind in kinds]
    groups = [(capital(plural(kind)), mine) for kind, mine in groups if mine]
    if full:
        for heading, mine in groups:
            yield Heading(heading, level=2)
            yield Notes(tuple(one.sentence for one in mine))
        return
    rows: list[tuple[str, ...]] = []
    bands = {}
    for heading, mine in groups:
        bands[len(rows)] = Band(heading, f"{len(mine):,} of them")
        rows += [(one.name, one.now, one.after, capital(one.changes)) for one in mine]
    longest = max(len(text) for one in listed for text in (one.now, one.after))
    dealt = min(_LETTER * longest + 0.3, _WIDEST)
    yield table_of(
        "Partners with fewer, more or other footprints to deal with",
        [
            ("Partner", "long", 4.2),
            ("Deals with now", "long", dealt),
            ("With the plan", "long", dealt),
            ("What changes", "prose", 12.8 - 2 * dealt),
        ],
        rows,
        bands=bands,
    )


def annex_of_memberships(handover: Handover, *, full: bool, page: bool) -> Iterator[Block]:
    """Yield which uncertain memberships would change what is suggested, and how.

    It begins on a new ``page`` if need be; ``full`` says what would be added, not only how much.
    """
    found, plan = handover.sensitivity, handover.plan
    matters = [effect for effect in found.effects if effect.matters] if found else []
    if not matters:
        return
    yield Heading("Annex B: Uncertain memberships that matter", page=page)
    rows = []
    for effect in sorted(
        matters, key=lambda one: (-len(one.vanishing), -abs(one.people_moved_change))
    ):
        gone, other = (", ".join(ranks) or _NONE for ranks in handover.ranks_in(effect))
        appearing = [step_words(plan, step) for step in effect.appearing]
        rows.append(
            (
                *alternative_words(plan, effect.alternative),
                gone,
                other,
                _NO_PLAN
                if effect.failure
                else ("; ".join(appearing) if full else str(len(appearing) or _NONE)),
                None if effect.failure else round(effect.people_moved_change),
            )
        )
    yield table_of(
        "What would be suggested if one membership were otherwise (numbers: suggestions)",
        [
            ("Membership", "long", 5.4),
            ("If instead in", "long", 4.4),
            ("Not made", "text", 1.9),
            ("Other form", "text", 1.9),
            ("Added", "text" if full else "figure", 1.5),
            (f"{capital(plan.dataset.people_label)}*", "change", 1.9),
        ],
        rows,
    )
    yield Paragraph(
        "* How many more or fewer would change footprint. evidence_steps.csv names what would be"
        " added; evidence.csv says why there is no such plan where there is none, and has the"
        " memberships that do not matter.",
        small=True,
    )


def annex_of_data(handover: Handover) -> Iterator[Block]:
    """Yield the method, and what has to be known of the data: caveats, sources, licence."""
    dataset = handover.plan.dataset
    yield Heading("Annex C: Method and data")
    yield Paragraph(" ".join(method_words(handover)), small=True)
    if dataset.caveats:
        yield Heading("To be kept in mind", level=2)
        yield Notes(tuple(dataset.caveats), small=True)
    told = sources_frame(dataset)
    told = told[told["about"].isin(("source", "licence"))]
    entries = [
        f"{text} ({link})" if link else str(text)
        for text, link in zip(told["text"].tolist(), told["link"].tolist(), strict=True)
    ]
    entries.append(
        f"Digest of what decides a plan: {dataset.sha256}; of the tables: {dataset.sha256_all}"
    )
    yield Heading("Sources and licence of the data", level=2)
    yield Notes(tuple(entries), small=True)
