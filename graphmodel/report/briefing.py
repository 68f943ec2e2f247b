"""The briefing: a few pages for a chief executive, and what an annex has to hold."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from graphmodel.dataset.dataset import blocks_label
from graphmodel.plans.partners import partners_with_one
from graphmodel.report.document import Band, Bullets, Document, Figure, Grid, Section, Text
from graphmodel.report.sentences import (
    alternative_words,
    method_words,
    outline_words,
    place_words,
    sensitivity_definition,
    summary_sentences,
)
from graphmodel.show.facts import plan_title
from graphmodel.wording import (
    ACTION_LABELS,
    GRADE_MEANINGS,
    capital,
    counted,
    grade_label,
    people_phrase,
    plural,
    share_phrase,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphmodel.report.affected import Affected
    from graphmodel.report.document import Part
    from graphmodel.report.handover import Handover
    from graphmodel.report.pictures import Picture
    from graphmodel.steps.suggestion import Suggestion

__all__ = ["annex_of_data", "annex_of_memberships", "annex_of_partners", "briefing"]

# Centimetres: of a letter in a table, and what a column of a few words may take up.
_ANNEX_LETTER: Final = 0.13


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
    dealt = min(_ANNEX_LETTER * longest + 0.3, _WIDEST)
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


_NOT_ONE: Final = "–"


def briefing(
    handover: Handover,
    affected: Sequence[Affected],
    pictures: Sequence[Picture],
    *,
    full: bool = False,
) -> Document:
    """Return the briefing of a plan.

    Parameters
    ----------
    handover
        The plan, with everything that is told of it.
    affected
        What it changes for each partner.
    pictures
        Pictures that there are, by name: ``overlaps``, ``map``, ``frontier``.
    full
        Every suggestion, partner and membership, in place of the first packages and tables.
    """
    by_name = {picture.name: picture for picture in pictures}
    dataset = handover.plan.dataset
    first, second = (plural(dataset.label(name)) for name in handover.plan.overlap.compare)
    parts: list[Part] = [Section("Summary"), Bullets(summary_sentences(handover))]
    parts += _proposal(handover, by_name, full=full)
    parts += _alternatives(handover, by_name)
    parts += _who(handover, affected)
    parts += _certainty(handover)
    parts += annex_of_partners(handover, affected, full=full)
    first_annex = not any(isinstance(part, Section) and part.page for part in parts)
    parts += annex_of_memberships(handover, full=full, page=first_annex)
    parts += annex_of_data(handover)
    title = plan_title(handover.plan).removeprefix(f"{dataset.title} – ")
    return Document(capital(title), f"{dataset.title} – {first} and {second}", tuple(parts))


def _proposal(handover: Handover, pictures: dict[str, Picture], *, full: bool) -> Iterator[Part]:
    plan = handover.plan
    yield Section("What is proposed")
    if not handover.steps:
        yield Text("Nothing has to change, so there are no suggestions.")
        return
    for name in ("overlaps", "map"):
        if name in pictures:
            yield Figure(pictures[name])
    if "map" not in pictures:
        blocks = plural(blocks_label(plan.dataset))
        yield Text(
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
        yield Text(
            f"{counted(len(left), 'more package')} with {counted(len(steps), 'suggestion')}, by"
            f" which the footprint of {people} would change, are on the sheet Suggestions of"
            " suggestions.xlsx."
        )


def _suggestions(handover: Handover, packages: Sequence[Sequence[Suggestion]]) -> Grid:
    plan = handover.plan
    people = capital(plan.dataset.people_label)
    rows: list[tuple[str, ...] | Band] = []
    tested = handover.sensitivity is not None
    for steps in packages:
        share = share_phrase(steps[-1].target_share_after)
        done = f"{share} {plan.target or 'settled'} once done"
        rows.append(Band(place_words(plan, steps[0].package), done))
        for step in steps:
            count = step.people_moved if step.action != "merge" else step.people_affected
            estimated = "about " if step.estimated else ""
            number = whole(round(count, -2)) if step.estimated else whole(count)
            cells = [
                str(step.rank),
                ACTION_LABELS[step.action],
                step.reason,
                f"{estimated}{number}",
                share_phrase(handover.inferred_share(step)),
            ]
            if tested:
                gone, other = handover.dependence[step.rank]
                cells.append(f"{gone} / {other}")
            rows.append(tuple(cells))
    headings = ["No.", "Step", "What would change, and why", f"{people}*", "Of them inferred"]
    widths = [0.9, 1.5, 10.3, 2.3, 2.0]
    if tested:
        headings.append("Tests: not made / other form")
        widths = [0.8, 1.3, 9.7, 1.9, 1.5, 1.8]
    note = " (* of a merger, all in the footprints merged; otherwise those whose footprint changes)"
    return Grid(
        f"Suggestions by package, the most worthwhile first{note}",
        tuple(headings),
        tuple(rows),
        tuple(widths),
        frozenset(range(3, len(headings))),
    )


def _alternatives(handover: Handover, pictures: dict[str, Picture]) -> Iterator[Part]:
    plan = handover.plan
    dataset = plan.dataset
    yield Section("What else could be done")
    if "frontier" in pictures:
        yield Figure(pictures["frontier"])
        if handover.frontier is not None:
            yield Text(handover.frontier.note)
    else:
        yield Text(
            "There is no chart of joint plans: the two sets share nobody, or overlap in too"
            " complicated a way for the exact method."
        )
    people = capital(dataset.people_label)
    sets = plan.overlap.compare
    table = handover.comparison()
    rows = []
    for row in table.to_dict("records"):
        beyond = row["people_beyond_optimum"]
        known = beyond is not None and beyond == beyond  # noqa: PLR0124 - NaN is not itself
        rows.append(
            (
                f"{capital(row['plan'])}{' (this report)' if row['chosen'] else ''}",
                *(whole(row[f"footprints_{name}"]) for name in sets),
                *(whole(row[f"people_moved_{name}"]) for name in sets),
                whole(row["footprints_merged"]),
                whole(row["people_merged"]),
                whole(row["new_footprints"]),
                whole(row["partners_with_fewer"]),
                whole(row["partners_with_more"]),
                whole(beyond) if known else _NOT_ONE,
            )
        )
    labels = [dataset.label(name) for name in sets]
    headings = (
        "Plan",
        *(f"{capital(plural(label))} after" for label in labels),
        *(f"{people} whose {label} changes" for label in labels),
        "Foot-prints absorbed",
        f"{people} in them",
        "New foot-prints",
        "Partners with fewer",
        "Partners with more",
        "Beyond best joint plan",
    )
    yield Grid(
        "Plans compared",
        headings,
        tuple(rows),
        _widths(headings, rows),
        frozenset(range(1, 11)),
        frozenset(place for place, chosen in enumerate(table["chosen"]) if chosen),
        size=7.0,
    )
    split = bool(plan.overlap.portions["estimated"].any())
    blocks = plural(blocks_label(dataset))
    shares = f" The parts of {blocks} in several footprints are estimated from shares." * split
    yield Text(
        "Partners are councils and trusts, counted where they would deal with fewer footprints of"
        " both sets together, or with more, than now. The last column says by how many more people"
        " a plan changes footprint than the best joint plan with as many footprints; a dash stands"
        f" where there is none to compare with.{shares}",
        small=True,
    )


def _widths(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """Return widths in which no word of a heading and no number is broken, the first the rest."""
    found = []
    for place, heading in enumerate(headings[1:], start=1):
        words = [*heading.replace("-", "- ").split(), *(row[place] for row in rows)]
        found.append(max(_LETTER * max(map(len, words)) + _AROUND, _NARROWEST))
    return max(_TEXT_WIDTH - sum(found), _LEAST_WIDTH), *found


def _who(handover: Handover, affected: Sequence[Affected]) -> Iterator[Part]:
    plan = handover.plan
    dataset = plan.dataset
    yield Section("Who is affected")
    if not affected:
        yield Text("The dataset has no councils, trusts or other partners.")
        return
    with_one = partners_with_one(plan)
    rows = []
    for kind in sorted(set(dataset.partners["kind"])):
        label = dataset.label(kind)
        mine = [one for one in affected if one.kind == label]
        cells = [capital(plural(label)), whole(len(mine))]
        for name in plan.overlap.compare:
            found = with_one[(with_one["footprint_set"] == name) & (with_one["kind"] == kind)]
            cells += [whole(int(found[moment].sum())) for moment in ("before", "after")]
        cells += [
            whole(sum(one.fewer for one in mine)),
            whole(sum(one.more for one in mine)),
            whole(sum(one.others for one in mine)),
        ]
        rows.append(tuple(cells))
    labels = [dataset.label(name) for name in plan.overlap.compare]
    yield Grid(
        "Partners, now and with the plan",
        (
            "",
            "All",
            *(f"With one {label}, {moment}" for label in labels for moment in ("now", "after")),
            "With fewer footprints",
            "With more",
            "With others than now",
        ),
        tuple(rows),
        (2.8, 1.3, 1.8, 1.8, 1.8, 1.8, 1.9, 1.8, 2.0),
        frozenset(range(1, 9)),
    )
    regrouped = sum(one.regrouped for one in affected)
    grown = sum(bool(one.changes) and not one.regrouped for one in affected)
    verb = "is" if regrouped == 1 else "are"
    first = (
        f"{counted(regrouped, 'partner')} with fewer, more or other footprints {verb} listed in"
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
    yield Text(f"{first}{more} All partners are in partners.csv.")


def _certainty(handover: Handover) -> Iterator[Part]:
    plan = handover.plan
    people = capital(plan.dataset.people_label)
    yield Section("How sure this is")
    placed, moved = plan.before.evidence, plan.people_moved_by_evidence
    grades = [grade for grade in GRADE_MEANINGS if grade in placed or grade in moved]
    yield Grid(
        "What is known of present memberships; of two, the weaker counts",
        ("Evidence", "What it means", f"{people} placed by it", "Of them, footprint changes"),
        tuple(
            (
                capital(grade_label(grade)),
                GRADE_MEANINGS[grade],
                whole(placed.get(grade, 0.0)),
                whole(moved.get(grade, 0.0)),
            )
            for grade in grades
        ),
        (2.6, 8.0, 3.2, 3.2),
        frozenset((2, 3)),
    )
    found = handover.sensitivity
    if found is None:
        yield Text(
            "It was not examined what would be suggested if an uncertain membership were otherwise."
        )
        return
    if not found.effects:
        yield Text("No membership in the two sets is inferred or derived, so none was tested.")
        return
    yield Text(" ".join(sensitivity_definition(found)), small=True)
    matters = [effect for effect in found.effects if effect.matters]
    gone = [step for step in found.steps if found.vanishes_in(step)]
    low, high = found.people_moved_range
    span = f"{whole(low)} to {whole(high)}" if low < high else whole(low)
    ranks = sorted(handover.rank_of[step.identity] for step in gone)
    fragile = (
        f" Suggestions that would not be made in some case: {', '.join(map(str, ranks))}."
        if ranks
        else " Every suggestion would be made in every case."
    )
    failed = sum(bool(effect.failure) for effect in found.effects)
    unmade = f" In {counted(failed, 'case')} no such plan could be made." if failed else ""
    yield Text(
        f"Of {counted(len(found.effects), 'membership')} tested, {len(matters):,} would change what"
        f" is suggested (Annex B), and {len(found.effects) - len(matters):,} would change nothing."
        f"{fragile} People whose footprint changes: {span}, beside"
        f" {whole(plan.people_moved)} in this plan.{unmade} The last column of the table of"
        " suggestions counts, for each of them, the cases in which it would not be made, and those"
        " in which it would take another form."
    )
