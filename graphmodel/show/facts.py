"""The facts to tell first: what a plan costs and brings, and how things stand without one.

What a plan costs is several figures that are misleading one by one, so they are always given
together: who changes footprint, which footprints are merged away, which are new, which
organisations are divided, and how many footprints partners have to deal with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from graphmodel.dataset.dataset import blocks_label
from graphmodel.dataset.question import question_of
from graphmodel.errors import OptionError
from graphmodel.overlap.assessment import Assessment
from graphmodel.overlap.figures import figures
from graphmodel.plans.optimum import beside_optimum
from graphmodel.plans.outcome import target_share
from graphmodel.plans.partners import partner_burden, partners_with_one, with_fewer_and_more
from graphmodel.plans.plan import given_names
from graphmodel.wording import (
    TARGET_WORDS,
    capital,
    counted,
    grade_label,
    join_names,
    labelled,
    people_phrase,
    percent,
    plural,
    share_phrase,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.plans.plan import Plan

Form: TypeAlias = Literal["count", "share"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure, as things are and as a plan would make them.

    Attributes
    ----------
    label
        What is counted.
    now, after
        The figures; None where there is none.
    form
        ``count`` for whole numbers, ``share`` for percentages.
    note
        What has to be known beside it.
    within
        True for a part of the fact before it.
    """

    label: str
    now: float | None = None
    after: float | None = None
    form: Form = "count"
    note: str = ""
    within: bool = False


def assessment_title(assessment: Assessment) -> str:
    """Return what was assessed: ``England 2016: STPs and LDRs``."""
    dataset = assessment.dataset
    first, second = (plural(dataset.label(name)) for name in assessment.compare)
    return f"{dataset.title} – {first} and {second}"


_TITLE, _WORDS, _AIM = range(3)

_SAID: Final = {
    "coterminous": (
        "{b} redrawn to be coterminous with {a}",
        "{b} follow {a}, one to one",
        "To make the {b} coterminous with the {a}",
    ),
    "nested": (
        "{b} redrawn to lie within {a}",
        "{b} lie within {a}",
        "To have each of the {b} lie within one of the {a}",
    ),
    "compatible": (
        "{b} redrawn to fit {a}, one to one or one to many",
        "{b} fit {a}, one to one or one to many",
        "To make the {b} fit the {a} (one to one, or one to many)",
    ),
    "joint coterminous": (
        "{a} and {b} both redrawn to be the same",
        "Both become {joint}{how}",
        "To make {a} and {b} the same {joint}",
    ),
    "joint compatible": (
        "{a} and {b} both redrawn to fit, one to one or one to many",
        "Either changes until they fit, one to one or one to many",
        "To make {a} and {b} fit (one to one, or one to many)",
    ),
    "by hand": (
        "{a} and {b} under a plan made by hand",
        "Made by hand",
        "For the {a} and {b}, under a plan made by hand",
    ),
}
"""How plans are told: as a title, in a few words, and in a clause that says what they are for."""


def plan_title(plan: Plan) -> str:
    """Return what a plan does: ``… – LDRs redrawn to be coterminous with STPs``."""
    return f"{plan.dataset.title} – {_said(plan, _TITLE)}"


def plan_words(plan: Plan) -> str:
    """Say in a few words what a plan does: ``LDRs follow STPs, one to one``."""
    if plan.target is None and plan.method == "unchanged":
        return "Nothing changes"
    return _said(plan, _WORDS)


def plan_aim(plan: Plan) -> str:
    """Say what a plan is for, in a clause: ``To make the LDRs coterminous with the STPs``."""
    return _said(plan, _AIM)


def _said(plan: Plan, form: int) -> str:
    if plan.target is None or plan.by_hand:
        kind = "by hand"
    else:
        kind = plan.target if plan.lead_side is not None else f"joint {plan.target}"
    a, b = (plural(plan.dataset.label(name)) for name in plan.overlap.compare)
    if plan.target is not None and plan.lead_side == 1:
        a, b = b, a  # that which leads comes first
    ruled = ", under rules" if plan.asked.rules else ""
    how = ruled if plan.method == "exact" else f"{ruled}, by {plan.method}"
    joint = counted(plan.joint_footprints, "joint footprint")
    return _SAID[kind][form].format(a=a, b=b, joint=joint, how=how)


def changing_sets(result: Assessment | Plan) -> tuple[str, ...]:
    """Return those of two sets that a plan may change, or the dataset's own question would."""
    compare = result.overlap.compare
    if not isinstance(result, Assessment):
        lead = result.lead
    else:
        try:
            lead = question_of(result.dataset, sets=compare).lead
        except OptionError:  # both sets are fixed
            return ()
    return tuple(name for name in compare if name != lead)


def package_place(plan: Plan, package: str) -> str:
    """Name the place that a package puts right, that of the lead or of both sets: ``Devon STP``.

    Empty where the sets call it differently.
    """
    rows = plan.resulting[plan.resulting["footprint"] == package]
    given = given_names(plan)
    names = {
        name: given.get((name, package), told)
        for name, told in zip(rows["footprint_set"], rows["name"], strict=True)
    }
    if plan.lead is not None and plan.lead in names:
        return labelled(names[plan.lead], plan.dataset.label(plan.lead))
    if len(set(names.values())) != 1:
        return ""
    labels = " and ".join(plan.dataset.label(name) for name in names)
    return labelled(next(iter(names.values())), labels)


def assessment_facts(assessment: Assessment) -> tuple[Fact, ...]:
    """Return how far two sets are from coterminous, the headline first."""
    people = assessment.dataset.people_label
    told = {figure.key: figure for figure in figures(assessment)}

    def fact(key: str, note: str = "") -> Fact:
        return Fact(told[key].meaning, told[key].value, note=note)

    return (
        fact(
            "people_coterminous",
            f"{share_phrase(assessment.coterminous_share)} of all {people}; "
            + counted(assessment.coterminous_pairs, "pair"),
        ),
        *_slivers(assessment, people),
        fact("people"),
        Fact("In both sets", assessment.people_covered, within=True),
        *(
            Fact(f"On {grade_label(grade)} evidence", count, within=True)
            for grade, count in assessment.evidence.items()
        ),
        *_uncovered(assessment),
        fact("overlapping_pairs"),
        fact("components"),
        *(
            fact(
                f"organisations_split.{name}",
                "their people are estimated from shares" if split else "",
            )
            for name, split in assessment.organisations_split.items()
        ),
    )


def _slivers(assessment: Assessment, people: str) -> Iterator[Fact]:
    tolerant = assessment.without_slivers
    if tolerant:
        yield Fact(
            "With slivers ignored",
            tolerant["people_coterminous"],
            note=f"{share_phrase(tolerant['coterminous_share'])} of all {people}; "
            + counted(tolerant["coterminous_pairs"], "pair")
            + f"; {counted(len(assessment.slivers), 'sliver')}",
            within=True,
        )


def _uncovered(assessment: Assessment) -> Iterator[Fact]:
    missing, label = assessment.uncovered, "Without a footprint in one of the sets"
    if missing["blocks"]:
        blocks = counted(int(missing["blocks"]), blocks_label(assessment.dataset))
        note = f"{blocks}, reported and never changed"
        yield Fact(label, missing["people"], note=note, within=True)


def plan_facts(plan: Plan) -> tuple[Fact, ...]:
    """Return what a plan costs and what it brings, always together."""
    return (
        *_people_moved(plan),
        *_footprints(plan),
        *_organisations_split(plan),
        _burden(plan),
        *_with_one(plan),
        *_optimum(plan),
        *_outcome(plan),
        *_out_of_scope(plan),
    )


def _people_moved(plan: Plan) -> Iterator[Fact]:
    people, covered = plan.dataset.people_label, plan.overlap.people_covered
    for name, moved in plan.people_moved_by_set.items():
        label = plan.dataset.label(name)
        note = f"{percent(moved, covered)} of those in both sets"
        if name == plan.lead:
            note = f"{plural(label)} stay as they are"
        yield Fact(f"{capital(people)} whose {label} changes", after=moved, note=note)
    for grade, moved in plan.people_moved_by_evidence.items():
        yield Fact(f"On {grade_label(grade)} evidence", after=moved, within=True)
    estimated = plan.people_moved_estimated
    if estimated:
        source = plan.dataset.labels.get("shares")
        basis = f"from shares of {source}" if source else "from shares"
        note = f"{people_phrase(estimated, people, estimated=True)}, {basis}"
        yield Fact("Estimated", after=estimated, note=note, within=True)


def _footprints(plan: Plan) -> Iterator[Fact]:
    before, after = plan.before.footprints, plan.after.footprints
    people, given = plan.dataset.people_label, given_names(plan)
    for name in plan.overlap.compare:
        label = plan.dataset.label(name)
        yield Fact(capital(plural(label)), before[name], after[name])
        if name == plan.lead:
            continue
        merged = [
            merger.iloc[1:] for merger in plan.mergers if merger["footprint_set"].iloc[0] == name
        ]
        absorbed = float(sum(rows["people"].sum() for rows in merged))
        count = sum(map(len, merged))
        note = f"with {people_phrase(absorbed, people)}" if count else ""
        yield Fact("Merged into others", after=count, note=note, within=True)
        rows = plan.resulting_new
        rows = rows[rows["footprint_set"] == name]
        new = [
            labelled(given.get((name, code), told), label)
            for code, told in zip(rows["footprint"], rows["name"], strict=True)
        ]
        yield Fact("New", after=len(new), note=join_names(new), within=True)


def _organisations_split(plan: Plan) -> Iterator[Fact]:
    blocks = capital(plural(blocks_label(plan.dataset)))
    after = plan.after.organisations_split
    for name, before in plan.before.organisations_split.items():
        label = plural(plan.dataset.label(name))
        yield Fact(f"{blocks} divided between {label}", before, after[name])


def _burden(plan: Plan) -> Fact:
    burden = partner_burden(plan)
    fewer, more = with_fewer_and_more(burden)
    return Fact(
        "Footprints that partners deal with",
        int(burden["before"].sum()),
        int(burden["after"].sum()),
        note=f"{counted(len(burden), 'partner')}: {fewer:,} with fewer, {more:,} with more",
    )


def _with_one(plan: Plan) -> Iterator[Fact]:
    for name, kind, partners, before, after in partners_with_one(plan).itertuples(index=False):
        kinds, label = plural(plan.dataset.label(kind)), plan.dataset.label(name)
        yield Fact(
            f"{capital(kinds)} that deal with one {label}",
            before,
            after,
            note=f"of {partners:,}",
            within=True,
        )


def _optimum(plan: Plan) -> Iterator[Fact]:
    """Set a plan beside the least people moved at as many joint footprints."""
    beside = beside_optimum(plan)
    if beside.footprints is not None:
        label = f"{capital(plan.dataset.people_label)} beyond the least there could be"
        yield Fact(label, after=beside.excess, note=beside.note)


def _outcome(plan: Plan) -> Iterator[Fact]:
    yield Fact(
        f"{capital(plan.dataset.people_label)} in coterminous footprints",
        plan.before.coterminous_share,
        plan.after.coterminous_share,
        form="share",
    )
    if plan.target not in (None, "coterminous"):
        yield Fact(
            f"{capital(plan.dataset.people_label)} in footprints that"
            f" {TARGET_WORDS[str(plan.target)]}",
            target_share(plan, plan.overlap),
            target_share(plan, plan.overlap_after),
            form="share",
        )
    only = len(plan.met_for_covered_only)
    if only:
        note = f"they have {plan.dataset.people_label} without a footprint in the other set"
        yield Fact("Footprints that fit for those in both sets only", after=only, note=note)


def _out_of_scope(plan: Plan) -> Iterator[Fact]:
    for name, counts in plan.before.relations.items():
        if counts["alone"]:
            label = capital(plural(plan.dataset.label(name)))
            note = "they share nobody with the other set, and stay as they are"
            yield Fact(f"{label} out of scope", counts["alone"], note=note)
    missing = plan.before.uncovered
    if missing["blocks"]:
        blocks = plural(blocks_label(plan.dataset))
        note = f"with {people_phrase(missing['people'], plan.dataset.people_label)}"
        yield Fact(f"{capital(blocks)} not in both sets", missing["blocks"], note=note)
