"""Results that are no plan as flat frames: numbers as computed, every column documented."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from graphmodel.frames import Names
from graphmodel.labels import blocks_label, capital, grade_label
from graphmodel.optimum import beside_optimum
from graphmodel.partners import partner_burden
from graphmodel.plan import JOINT
from graphmodel.wording import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphmodel.assessment import Assessment
    from graphmodel.dataset import Dataset
    from graphmodel.joint_frontier import Frontier
    from graphmodel.plan import Plan
    from graphmodel.reading import Soundness
    from graphmodel.sensitivity import Sensitivity
    from graphmodel.verification import Verification

__all__ = [
    "alternatives_frame",
    "frontier_frame",
    "measures_frame",
    "problems_frame",
    "sensitivity_frame",
    "stated_value",
    "verification_frame",
]


def frontier_frame(frontier: Frontier) -> pd.DataFrame:
    """Return the points of a frontier, one row a number of joint footprints, fewest first.

    Returns
    -------
    pandas.DataFrame
        ``footprints``; ``people_moved``, people whose footprint changes, in A plus in B, then in
        each set (``people_moved_stp``) and ``people_moved_inferred``, those on inferred evidence;
        ``footprints_merged`` and ``people_merged``, the footprints absorbed and the people in
        them; ``new_footprints``; ``partners_with_fewer`` and ``partners_with_more`` footprints to
        deal with; ``lower_bound``, in people, and ``optimal``.
    """
    rows = [
        {"footprints": plan.options["footprints"], **_cost_row(plan)} for plan in frontier.plans
    ]
    return pd.DataFrame(rows)


def alternatives_frame(frontier: Frontier) -> pd.DataFrame:
    """Return the plans beside a frontier, one row each.

    Returns
    -------
    pandas.DataFrame
        ``plan``, in words; ``lead`` and ``target``; the costs, as in :func:`frontier_frame`; and
        ``beside``, how it compares with the best joint plan, in words.
    """
    least = {int(plan.options["footprints"]): plan.people_moved for plan in frontier.plans}
    rows = [
        {
            "plan": _plan_words(plan),
            "lead": plan.lead,
            "target": plan.target,
            **_cost_row(plan),
            "beside": beside_optimum(plan, least).note,
        }
        for plan in frontier.alternatives
    ]
    return pd.DataFrame(rows)


def _cost_row(plan: Plan) -> dict[str, object]:
    burden = partner_burden(plan)
    by_evidence = plan.people_moved_by_evidence
    return {
        "people_moved": plan.people_moved,
        **{f"people_moved_{name}": people for name, people in plan.people_moved_by_set.items()},
        "people_moved_inferred": by_evidence.get("inferred", 0.0),
        "footprints_merged": plan.footprints_merged,
        "people_merged": plan.people_merged,
        "new_footprints": len(plan.new_footprints),
        "partners_with_fewer": int((burden["change"] < 0).sum()),
        "partners_with_more": int((burden["change"] > 0).sum()),
        "lower_bound": plan.lower_bound,
        "optimal": plan.optimal,
    }


def _plan_words(plan: Plan) -> str:
    if plan.target is None:
        return "Nothing changes"
    if plan.lead == JOINT or plan.lead is None:
        return f"Either changes, {plan.target}"
    return f"Led by the {plural(plan.dataset.label(plan.lead))}, {plan.target}"


_PROBLEM_COLUMNS: Final = (
    *("level", "file", "row", "column", "value", "message", "remedy", "why", "count"),
)
_COUNTED: Final = {"row": "Int64", "count": "Int64"}


def problems_frame(soundness: Soundness) -> pd.DataFrame:
    """Return what is wrong or odd about a dataset, one row a problem.

    Returns
    -------
    pandas.DataFrame
        ``level`` (``error`` or ``warning``), ``file``, ``row`` (from 1, the header being row 1;
        missing where the problem is in none), ``column``, ``value``, ``message``, ``remedy``,
        ``why``, and ``count``, how many there are like it.
    """
    rows = [problem.to_dict() for problem in soundness.problems]
    # Rows are counted; a frame of numbers and blanks would make them floats.
    return pd.DataFrame(rows, columns=list(_PROBLEM_COLUMNS)).astype(_COUNTED)


def sensitivity_frame(sensitivity: Sensitivity) -> pd.DataFrame:
    """Return what hangs on each uncertain membership, one row a membership.

    Returns
    -------
    pandas.DataFrame
        ``organisation`` and ``organisation_name``; ``footprint_set``, ``footprint`` and
        ``footprint_name``, the membership; its ``evidence``, and ``people`` of the block in it;
        ``instead`` and ``instead_name``, the footprint it is taken to be in, and the ``basis`` of
        that; how many suggestions would be ``vanishing``, ``changing`` their form or
        ``appearing``; ``people_moved_change``, how many more people's footprint would change;
        ``footprints``, the number of joint ones where it could not be the plan's; ``failure``,
        why there would be no such plan.
    """
    plan = sensitivity.plan
    names = Names(plan.dataset, plan.overlap)
    rows = [
        (
            case.organisation,
            names.organisation(case.organisation),
            case.footprint_set,
            case.footprint,
            names.labelled(case.footprint_set, case.footprint),
            case.evidence,
            case.people,
            case.instead or "",
            names.labelled(case.footprint_set, case.instead) if case.instead else "",
            case.basis,
            len(effect.vanishing),
            len(effect.changing),
            len(effect.appearing),
            effect.people_moved_change,
            effect.footprints,
            effect.failure,
        )
        for effect in sensitivity.effects
        for case in [effect.alternative]
    ]
    return pd.DataFrame(rows, columns=list(_EFFECT_COLUMNS)).astype({"footprints": "Int64"})


_EFFECT_COLUMNS: Final = (
    *("organisation", "organisation_name", "footprint_set", "footprint", "footprint_name"),
    *("evidence", "people", "instead", "instead_name", "basis", "vanishing", "changing"),
    *("appearing", "people_moved_change", "footprints", "failure"),
)


def verification_frame(verification: Verification) -> pd.DataFrame:
    """Return what was found about a plan file, one row a field.

    Returns
    -------
    pandas.DataFrame
        ``field``, its place in the file; ``finding`` (``confirmed``, ``differs``, ``wrong``,
        ``not stated`` or ``claimed``); ``stated`` and ``recomputed``, in the unit of the field.
    """
    rows: list[tuple[str, str, Any, Any]] = [
        (field, "confirmed", None, None) for field in verification.confirmed
    ]
    rows += [
        (one.field, "differs", stated_value(one.stated), stated_value(one.recomputed))
        for one in verification.mismatches
    ]
    rows += [
        (field, "wrong", what, None)
        for problem in verification.problems
        for field, _, what in [problem.partition(": ")]
    ]
    rows += [(field, "not stated", None, None) for field in verification.not_stated]
    rows += [
        (field, "claimed", stated_value(value), None)
        for field, value in verification.claimed.items()
    ]
    return pd.DataFrame(rows, columns=["field", "finding", "stated", "recomputed"], dtype=object)


def stated_value(value: object) -> object:
    """Return what a plan file states as one cell: numbers and text as they are."""
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        return value
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


def measures_frame(before: Assessment, after: Assessment | None = None) -> pd.DataFrame:
    """Return every figure of an assessment, or of those before and after a plan, one row each.

    Columns ``measure`` (its key in JSON, nested keys joined by dots), ``meaning``, ``unit``,
    ``before`` and ``after``; ``value`` instead of these two where there is one assessment only.

    Parameters
    ----------
    before, after
        The assessments.
    """
    dataset = before.dataset
    rows = pd.DataFrame(_figures(dataset, before), columns=["measure", "meaning", "unit", "value"])
    if after is None:
        return rows
    later = {key: value for key, _, _, value in _figures(dataset, after)}
    return rows.rename(columns={"value": "before"}).assign(
        after=[later.get(key, math.nan) for key in rows["measure"]]
    )


def _figures(dataset: Dataset, assessment: Assessment) -> Iterator[tuple[str, str, str, float]]:
    """Yield key, meaning, unit and value of every figure."""
    people, blocks = dataset.people_label, plural(blocks_label(dataset))
    labels = {name: plural(dataset.label(name)) for name in assessment.compare}
    many, others = labels.values()
    yield "people", f"All {people}", people, assessment.people
    covered = f"{capital(people)} covered by both sets"
    yield "people_covered", covered, people, assessment.people_covered
    yield from _counts(assessment, labels, people)
    missing = assessment.uncovered
    outside = f"without a footprint in one of the sets ({many} or {others})"
    yield "uncovered.blocks", f"{capital(blocks)} {outside}", blocks, missing["blocks"]
    yield "uncovered.people", f"{capital(people)} {outside}", people, missing["people"]
    for name, split in assessment.organisations_split.items():
        key = f"organisations_split.{name}"
        yield key, f"{capital(blocks)} divided between {labels[name]}", blocks, split
    for grade, count in assessment.evidence.items():
        meaning = f"{capital(people)} placed on {grade_label(grade)} evidence"
        yield f"evidence.{grade}", meaning, people, count
    yield from _measures(assessment, labels, people, blocks)


def _counts(
    assessment: Assessment, labels: Mapping[str, str], people: str
) -> Iterator[tuple[str, str, str, float]]:
    """Yield what is counted, as it is and with slivers ignored."""
    for name, count in assessment.footprints.items():
        yield f"footprints.{name}", f"All {labels[name]}", labels[name], count
    whole_counts: dict[str, Any] = {
        "overlapping_pairs": assessment.overlapping_pairs,
        "components": assessment.components,
        "relations": assessment.relations,
        "coterminous_pairs": assessment.coterminous_pairs,
        "people_coterminous": assessment.people_coterminous,
        "coterminous_share": assessment.coterminous_share,
    }
    tolerant = assessment.without_slivers
    for prefix, counts in (("", whole_counts), ("without_slivers.", tolerant)):
        if not counts:
            continue
        note = ", slivers ignored" if prefix else ""
        for key, meaning, unit in (
            ("overlapping_pairs", "Pairs of footprints that overlap", "pairs"),
            ("components", "Groups of footprints that hang together", "groups"),
            ("coterminous_pairs", "Pairs of footprints that are coterminous", "pairs"),
            ("people_coterminous", f"{capital(people)} in coterminous footprints", people),
            ("coterminous_share", "The same as a share of all", "share"),
        ):
            yield prefix + key, meaning + note, unit, counts[key]
        for name, relations in counts["relations"].items():
            for relation, count in relations.items():
                key = f"{prefix}relations.{name}.{relation}"
                yield key, f"{capital(labels[name])}: {relation}{note}", labels[name], count


def _measures(
    assessment: Assessment, labels: Mapping[str, str], people: str, blocks: str
) -> Iterator[tuple[str, str, str, float]]:
    (first, many), (second, others) = labels.items()
    values = assessment.measures
    for key, meaning, unit in (
        ("variation_of_information", "Variation of information: 0 where the sets agree", "nats"),
        ("v_measure", "V-measure: 1 where the sets agree", "0 to 1"),
        ("homogeneity", f"Homogeneity: 1 where {others} each lie within one footprint", "0 to 1"),
        ("completeness", f"Completeness: 1 where {many} each lie within one footprint", "0 to 1"),
        (
            "adjusted_rand_index",
            f"Adjusted Rand index of {blocks}, each counting as one",
            "up to 1",
        ),
    ):
        yield f"measures.{key}", meaning, unit, values[key]
    for name, nested, within in ((first, many, others), (second, others, many)):
        meaning = f"Split-join distance: {people} to change so that {nested} nest in {within}"
        yield f"measures.split_join.{name}", meaning, people, values["split_join"][name]
    meaning = f"Transfer distance: {people} outside the best one-to-one match"
    yield "measures.transfer_distance", meaning, people, values["transfer_distance"]
