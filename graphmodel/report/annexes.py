"""Annexes of a paper: partners, boundaries, undecided people, evidence, criteria, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphmodel.options.criteria import CUT
from graphmodel.plans.asked import COMMUNITY_METHODS
from graphmodel.plans.partners import partner_footprints
from graphmodel.report.boundaries import boundaries_annex
from graphmodel.report.certainty import certainty_annex
from graphmodel.show.content import Band, Heading, Notes, Paragraph, table_of
from graphmodel.show.sheets import sources_frame
from graphmodel.wording import (
    capital,
    join_names,
    people_short,
    plural,
    share_phrase,
    whole,
    with_article,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphmodel.overlap.names import Names
    from graphmodel.report.case import Case
    from graphmodel.show.content import Block, Picture

_NONE: Final = "–"


def annexes(case: Case, shown: Mapping[str, Picture], *, full: bool) -> Iterator[Block]:
    """Yield the annexes that have anything in them."""
    made = (
        ("A", "Who has other footprints", _partners(case, full=full)),
        ("B", "Footprints with a new boundary", boundaries_annex(case, shown)),
        ("C", f"{capital(case.people)} without {with_article(case.other_label)}", _undecided(case)),
        ("D", "How sure this is", certainty_annex(case, full=full)),
        ("E", "Criteria and method", _criteria(case, shown)),
        ("F", "Words", _words(case)),
        ("G", "Data and sources", _sources(case)),
    )
    for letter, title, blocks in made:
        found = list(blocks)
        if found:
            yield Heading(f"Annex {letter}. {title}")
            yield from found


def _partners(case: Case, *, full: bool) -> Iterator[Block]:
    if not case.acts:
        return
    listed = [one for one in case.affected if one.regrouped]
    dealt = _dealt(case)
    rows: list[tuple[str, ...]] = []
    bands: dict[int, Band] = {}
    dataset = case.plan.dataset
    for kind in (dataset.label(kind) for kind in sorted(set(dataset.partners["kind"]))):
        mine = [one for one in listed if one.kind == kind]
        if mine:
            bands[len(rows)] = Band(capital(plural(kind)), f"{len(mine):,} of them")
        rows += [(one.name, *map("; ".join, dealt.get(one.organisation, ([], [])))) for one in mine]
    then = f"With option {case.option.id}"
    if rows:
        yield table_of(
            f"Partners with other {plural(case.label)} than now",
            [("", "long", 5.4), ("Now", "long", 5.8), (then, "long", 5.8)],
            rows,
            bands=bands,
        )
    if full:
        yield Notes(tuple(one.sentence for one in case.affected if one.changes))
    if case.patients:
        yield _patients(case, then)


def _dealt(case: Case) -> dict[str, tuple[list[str], list[str]]]:
    """Return the footprints that each partner deals with, by name, now and with the plan."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for partner, name, *codes in partner_footprints(case.plan).itertuples(index=False, name=None):
        if name in case.sets:
            moments = found.setdefault(partner, ([], []))
            for told, names, code in zip(moments, (case.now, case.then), codes, strict=True):
                one = names.footprint(name, code)
                if one not in told:
                    told.append(one)
    return found


def _patients(case: Case, then: str) -> Block:
    name = case.sets[0]

    def homes(names: Names, shares: dict[str, float]) -> str:
        most = list(shares.items())[:2]
        return "; ".join(f"{names.footprint(name, one)} {share_phrase(n)}" for one, n in most)

    return table_of(
        f"Patients of hospital trusts who live where the {case.label} changes, as shares of those"
        " counted",
        [
            ("Trust", "long", 5.4),
            ("Live there", "figure", 1.8),
            ("Most live in now", "long", 4.9),
            (then, "long", 4.9),
        ],
        [
            (
                one.name,
                share_phrase(one.changing),
                homes(case.now, one.now),
                homes(case.then, one.after),
            )
            for one in case.patients
        ],
    )


def _undecided(case: Case) -> Iterator[Block]:
    overlap = case.plan.overlap
    later = list(case.appraisal.later_steps)
    if case.acts:
        later += [step for step in case.steps if step.needed_either_way is False]
    for side, other in zip(overlap.sides, overlap.sides[::-1], strict=True):
        name = side.footprint_set
        outside = overlap.outside[overlap.outside["footprint_set"] == name]
        rows = []
        for code, undecided, everybody in zip(
            side.codes, side.undecided.tolist(), side.people.tolist(), strict=True
        ):
            if undecided <= 0:
                continue
            blocks = outside.loc[outside["footprint"] == code, "organisation"]
            some = [case.now.organisation(one) for one in dict.fromkeys(blocks)]
            who = "all of it" if undecided == everybody else join_names(some)
            hanging = [
                case.now.organisation(one)
                for step in later
                if step.footprint_set == name and code in {*step.sources, step.into}
                for one in step.organisations
            ]
            what = f"{join_names(hanging)}: change or stay" if hanging else "nothing yet"
            rows.append((case.now.footprint(name, code), who, undecided, everybody, what))
        if rows:
            rows.sort(key=lambda row: (-row[2], row[0]))
            label = case.plan.dataset.label(name)
            lacking = case.plan.dataset.label(other.footprint_set)
            yield table_of(
                f"{capital(case.people)} of each {label} who have no {lacking} yet",
                [
                    (capital(label), "long", 4.6),
                    ("Who", "long", 5.0),
                    ("Without", "people", 1.9),
                    ("Of", "people", 1.9),
                    ("What hangs on it", "long", 3.6),
                ],
                rows,
            )


_FIGURES: Final = {
    "people_straddling": "{people} of {labels} that cut across, however undecided ground goes",
    "people_moved": "{people} whose footprint changes, in both sets",
    "people_merged": "{people} of footprints that become part of others, each once",
    "people_regretted": "{people} who change if undecided ground goes one way, not if the other",
    "people_open": "{people} of {labels} that fit or not, depending on undecided ground",
    "coterminous_share": "share of all {people} whose footprint matches one of the other set",
    "partners_with_several": "partners that deal with several {labels}",
    "partners_with_more": "partners that deal with more footprints than now",
    "people_in_small": "{people} of {labels} of under {small}",
    "share_uncertain": "share of those who change or whose footprint ends, placed by no document",
    "organisations_split": "{blocks} in several footprints of a set",
    "new_footprints": "footprints that carry on none of today’s",
}


def _criteria(case: Case, shown: Mapping[str, Picture]) -> Iterator[Block]:
    appraisal = case.appraisal
    fixed = appraisal.criteria.scale == "fixed"
    rows = []
    for one in appraisal.measured if len(appraisal.scores.ids) > 1 else ():
        criterion = one.criterion
        if criterion.scores:
            meaning = f"scored by hand: {criterion.source}"
        elif criterion.figure.startswith(CUT):
            third = plural(case.plan.dataset.label(criterion.figure.removeprefix(CUT)))
            meaning = f"{third} in several {plural(case.label)}"
        else:
            meaning = _FIGURES[criterion.figure].format(
                people=case.people,
                labels=plural(case.label),
                blocks=plural(case.block),
                small=people_short(criterion.small or 1_000_000.0),
            )
        kind = meaning.startswith("share")
        ends = [share_phrase(end) if kind else whole(end) for end in (one.worst, one.best)]
        rows.append((criterion.name, meaning, f"{criterion.weight:g}", *ends))
    if rows:
        yield table_of(
            "Criteria, and the fixed ends of their scales"
            if fixed
            else "Criteria, and the ends of their scales",
            [
                ("Criterion", "long", 4.6),
                ("Figure", "prose", 6.8),
                ("Weight", "figure", 1.4),
                ("Scores 0", "figure", 2.1),
                ("Scores 100", "figure", 2.1),
            ],
            rows,
        )
    yield Paragraph(" ".join(_method(case)), small=True)
    if "frontier" in shown and case.acts:
        yield shown["frontier"]
        if case.frontier is not None:
            yield Paragraph(case.frontier.note, small=True)


def _method(case: Case) -> Iterator[str]:
    plan = case.plan
    rule = case.appraisal.criteria.recommend
    if len(case.appraisal.scores.ids) > 1:
        yield (
            "A total is the mean of the scores by weight, an additive model with swing weights (HM"
            f" Treasury 2024). The first option is recommended where it is at least {rule.clear:g}"
            " points ahead of the second and fewer than a twentieth of the tests of weights turn"
            " the two round; where not, the one that is part of the other, if one is."
        )
    if plan.lead_side is not None and plan.target != "compatible":
        yield (
            "Each footprint that follows keeps its part in the leading footprint that holds most of"
            f" its {case.people}; who changes is the cost of nesting one partition in another (van"
            " Dongen 2000)."
        )
    elif plan.target == "compatible":
        yield "Overlaps kept are a spanning star forest of greatest weight (Nguyen et al. 2008)."
    elif plan.target is not None:
        yield (
            "Joint plans undo overlaps of least weight so that each footprint keeps a partner, by a"
            " dynamic programme over a tree decomposition of the overlap graph (Bodlaender and"
            " Koster 2010; Goldschmidt and Hochbaum 1994)."
        )
    if plan.asked.rules:
        yield (
            "Under rules a mixed-integer model with extended cut variables is solved (Ferreira et"
            " al. 1996; Validi and Buchanan 2022)."
        )
    if plan.method in COMMUNITY_METHODS:
        yield "Groups were proposed by repeated runs of community detection over resolutions."


def _words(case: Case) -> Iterator[Block]:
    labels = plural(case.label)
    found = [
        f"{capital(case.block)}: what the ground is made of here.",
        "Coterminous: having the same border.",
        "Match: two footprints share all their people, and neither has others.",
    ]
    if len(case.sets) == 1:
        found.append(
            f"Cut across: said of {labels} that hold parts of {case.other_set} without holding them"
            " whole or lying in one."
        )
    if case.plan.overlap.uncovered_blocks:
        found.append(f"Undecided: without {with_article(case.other_label)} yet.")
    yield Notes(tuple(found), small=True)


def _sources(case: Case) -> Iterator[Block]:
    dataset = case.plan.dataset
    if dataset.caveats:
        yield Heading("To be kept in mind", level=2)
        yield Notes(tuple(dataset.caveats), small=True)
    told = sources_frame(dataset)
    told = told[told["about"].isin(("source", "licence"))]
    entries = [
        f"{text} ({link})" if link else str(text)
        for text, link in zip(told["text"].tolist(), told["link"].tolist(), strict=True)
    ]
    entries.append(f"{dataset.title}; the plan is in plan.json")
    yield Heading("Sources and licence", level=2)
    yield Notes(tuple(entries), small=True)
