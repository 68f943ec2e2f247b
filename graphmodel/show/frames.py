"""Results as flat frames, with the names of things beside their codes.

Numbers are left as computed, unrounded; several things in one cell are joined by semicolons.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from graphmodel.overlap.figures import figures
from graphmodel.overlap.names import Names
from graphmodel.plans.optimum import beside_optimum
from graphmodel.plans.partners import partner_burden, partner_footprints, with_fewer_and_more
from graphmodel.plans.plan import given_names
from graphmodel.show.facts import plan_words
from graphmodel.steps.suggestion import TOLD, suggestions
from graphmodel.wording import capital

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.dataset.reading import Soundness
    from graphmodel.overlap.assessment import Assessment
    from graphmodel.planfiles.verification import Verification
    from graphmodel.plans.joint_frontier import Frontier
    from graphmodel.plans.plan import Plan
    from graphmodel.shown import Kind
    from graphmodel.steps.sensitivity import Sensitivity
    from graphmodel.steps.suggestion import Suggestion


def suggestions_frame(plan: Plan, *, steps: Sequence[Suggestion] | None = None) -> pd.DataFrame:
    """Return the suggestions of a plan, one row each, by rank.

    Parameters
    ----------
    plan
        A plan.
    steps
        Its suggestions, where they are at hand already.

    Returns
    -------
    pandas.DataFrame
        Columns as in :class:`graphmodel.Suggestion`, with codes, or names of partners, joined by
        semicolons, and ``sources`` under its name ``from``; ``from_names``, ``into_name`` and
        ``organisation_names`` say the same in names; ``weakest_evidence`` is the weakest grade in
        ``evidence``. ``people_affected`` and ``people_moved`` are people,
        ``target_share_after`` and ``support`` shares of 1.
    """
    now = Names(plan.dataset, plan.overlap)
    then = Names(plan.dataset, plan.overlap_after, given_names(plan))
    rows = [
        [told.cell(step, now, then) for told in TOLD]
        for step in (suggestions(plan) if steps is None else steps)
    ]
    return pd.DataFrame(rows, columns=[told.name for told in TOLD])


def assignment_frame(plan: Plan) -> pd.DataFrame:
    """Return which footprint everybody is in and will be in, one row a portion.

    Columns ``organisation``, ``organisation_name``; then for each set, for instance ``stp``,
    ``stp``, ``stp_name``, ``to_stp`` and ``to_stp_name``; ``people``, ``estimated``, ``evidence``,
    and ``changes``: the labels of the sets in which these people's footprint changes. ``people``
    are those of the portion, estimated where its block is split.
    """
    before = Names(plan.dataset, plan.overlap)
    after = Names(plan.dataset, plan.overlap_after, given_names(plan))
    rows = plan.assignment
    columns: dict[str, Any] = {
        "organisation": rows["organisation"],
        "organisation_name": [before.organisation(code) for code in rows["organisation"]],
    }
    changes = [""] * len(rows)
    for place, (footprint_set, side) in enumerate(zip(plan.overlap.compare, "ab", strict=True)):
        label = plan.dataset.label(footprint_set)
        for names, prefix in ((before, ""), (after, "to_")):
            codes = rows[prefix + side]
            columns[prefix + footprint_set] = codes
            columns[f"{prefix}{footprint_set}_name"] = [
                names.footprint(footprint_set, code) for code in codes
            ]
        changes = [
            "; ".join(filter(None, (change, label if moved else "")))
            for change, moved in zip(changes, plan.moved[place].tolist(), strict=True)
        ]
    columns |= {name: rows[name] for name in ("people", "estimated", "evidence")}
    return pd.DataFrame(columns | {"changes": changes}).reset_index(drop=True)


def footprints_frame(plan: Plan, *, after: bool = False) -> pd.DataFrame:
    """Return the footprints of both sets, one row each, those alone included.

    Columns as in ``Assessment.rows``. Before the plan ``becomes`` and ``becomes_name`` name the
    footprint that carries each on; after it ``made_from`` and ``made_from_names`` name those that
    each carries on, and ``new`` says whether there is none.

    Parameters
    ----------
    plan
        A plan.
    after
        The footprints as the plan would make them.
    """
    sets = list(plan.overlap.compare)
    if not after:
        names = Names(plan.dataset, plan.overlap_after, given_names(plan))
        rows = plan.before.rows
        becomes = [
            str(plan.successor[sets.index(footprint_set)].loc[code])
            for footprint_set, code in zip(rows["footprint_set"], rows["footprint"], strict=True)
        ]
        found = map(names.labelled, rows["footprint_set"], becomes)
        return rows.assign(becomes=becomes, becomes_name=list(found))
    names = Names(plan.dataset, plan.overlap)
    rows = plan.after.rows
    carried: dict[tuple[str, str], list[str]] = {}
    for footprint_set, successor in zip(sets, plan.successor, strict=True):
        for code, into in successor.items():
            carried.setdefault((footprint_set, into), []).append(str(code))
    keys = list(zip(rows["footprint_set"], rows["footprint"], strict=True))
    given = given_names(plan)
    return rows.assign(
        name=[given.get(key, name) for key, name in zip(keys, rows["name"], strict=True)],
        made_from=["; ".join(carried.get(key, ())) for key in keys],
        made_from_names=[
            "; ".join(names.labelled(key[0], code) for code in carried.get(key, ())) for key in keys
        ],
        new=[key not in carried for key in keys],
    )


def partners_frame(plan: Plan) -> pd.DataFrame:
    """Return the burden of each partner, and the footprints it deals with, before and after.

    Columns as in :func:`graphmodel.partner_burden`, then ``footprints_before`` and
    ``footprints_after``.
    """
    burden = partner_burden(plan)
    places = partner_footprints(plan)
    moments = (
        ("before", "footprint", Names(plan.dataset, plan.overlap)),
        ("after", "after", Names(plan.dataset, plan.overlap_after, given_names(plan))),
    )
    for moment, column, names in moments:
        dealt: dict[str, dict[str, None]] = {}
        for code, footprint_set, footprint in places[
            ["organisation", "footprint_set", column]
        ].itertuples(index=False, name=None):
            # A mapping keeps each once, in the order of sets as compared.
            dealt.setdefault(code, {})[names.labelled(footprint_set, footprint)] = None
        burden[f"footprints_{moment}"] = [
            "; ".join(dealt.get(code, ())) for code in burden["organisation"]
        ]
    return burden


def sources_frame(dataset: Dataset) -> pd.DataFrame:
    """Return what a reader has to know about a dataset: ``about``, ``text`` and ``link``.

    First the dataset itself, then caveats, sources and licences.
    """
    rows = [
        ("dataset", dataset.title, ""),
        ("digest of what decides a plan", dataset.sha256, ""),
        ("digest of its tables", dataset.sha256_all, ""),
    ]
    rows += [("caveat", caveat, "") for caveat in dataset.caveats]
    for about, entries in (("source", dataset.sources), ("licence", dataset.licenses)):
        rows += [
            (about, str(entry.get("title") or entry.get("name", "")), str(entry.get("path") or ""))
            for entry in entries
        ]
    return pd.DataFrame(rows, columns=["about", "text", "link"])


def frontier_frame(frontier: Frontier) -> pd.DataFrame:
    """Return the points of a frontier, one row a number of joint footprints, fewest first.

    Returns
    -------
    pandas.DataFrame
        ``footprints``; the two costs beside each other, ``people_moved``, people whose footprint
        changes, in A plus in B, and ``people_merged``, people in footprints that are absorbed;
        then ``people_moved`` in each set (``people_moved_stp``) and ``people_moved_inferred``,
        those on inferred evidence; ``footprints_merged``, absorbed; ``new_footprints``;
        ``partners_with_fewer`` and ``partners_with_more`` footprints to deal with;
        ``lower_bound``, in people, and ``optimal``.
    """
    rows = [{"footprints": plan.joint_footprints, **_cost_row(plan)} for plan in frontier.plans]
    return pd.DataFrame(rows)


def alternatives_frame(frontier: Frontier) -> pd.DataFrame:
    """Return the plans beside a frontier, one row each.

    Returns
    -------
    pandas.DataFrame
        ``plan``, in words; ``lead`` and ``target``; the costs, as in :func:`frontier_frame`; and
        ``beside``, how it compares with the best joint plan, in words.
    """
    rows = [
        {
            "plan": capital(plan_words(plan)),
            "lead": plan.lead,
            "target": plan.target,
            **_cost_row(plan),
            "beside": beside_optimum(plan, frontier.least_people_moved).note,
        }
        for plan in frontier.alternatives
    ]
    return pd.DataFrame(rows)


def _cost_row(plan: Plan) -> dict[str, object]:
    fewer, more = with_fewer_and_more(partner_burden(plan))
    by_evidence = plan.people_moved_by_evidence
    return {
        "people_moved": plan.people_moved,
        "people_merged": plan.people_merged,
        **{f"people_moved_{name}": people for name, people in plan.people_moved_by_set.items()},
        "people_moved_inferred": by_evidence.get("inferred", 0.0),
        "footprints_merged": plan.footprints_merged,
        "new_footprints": len(plan.new_footprints),
        "partners_with_fewer": fewer,
        "partners_with_more": more,
        "lower_bound": plan.lower_bound,
        "optimal": plan.optimal,
    }


PROBLEM_COLUMNS: Final[dict[str, Kind]] = {
    **dict.fromkeys(("level", "file"), "text"),
    "row": "count",
    **dict.fromkeys(("column", "value"), "text"),
    **dict.fromkeys(("message", "remedy", "why"), "long"),
    "count": "count",
}
"""Columns of problems, and what each holds."""


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
    counts = {name: "Int64" for name, kind in PROBLEM_COLUMNS.items() if kind == "count"}
    return pd.DataFrame(rows, columns=list(PROBLEM_COLUMNS)).astype(counts)


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
    cases = [effect.alternative for effect in sensitivity.effects]
    columns: dict[str, list[Any]] = {
        "organisation": [case.organisation for case in cases],
        "organisation_name": [names.organisation(case.organisation) for case in cases],
        "footprint_set": [case.footprint_set for case in cases],
        "footprint": [case.footprint for case in cases],
        "footprint_name": [names.labelled(case.footprint_set, case.footprint) for case in cases],
        "evidence": [case.evidence for case in cases],
        "people": [case.people for case in cases],
        "instead": [case.instead or "" for case in cases],
        "instead_name": [
            names.labelled(case.footprint_set, case.instead) if case.instead else ""
            for case in cases
        ],
        "basis": [case.basis for case in cases],
    }
    for name in ("vanishing", "changing", "appearing"):
        columns[name] = [len(getattr(effect, name)) for effect in sensitivity.effects]
    for name in ("people_moved_change", "footprints", "failure"):
        columns[name] = [getattr(effect, name) for effect in sensitivity.effects]
    return pd.DataFrame(columns).astype({"footprints": "Int64"})


def verification_frame(verification: Verification) -> pd.DataFrame:
    """Return what was found about a plan file, one row a field.

    Returns
    -------
    pandas.DataFrame
        ``field``, its place in the file; ``finding`` (``confirmed``, ``differs``, ``wrong``,
        ``not stated``, ``claimed`` or ``not checked``); ``stated``, and for what was not checked
        the reason; ``recomputed``, in the unit of the field.
    """
    wrong = [problem.partition(": ") for problem in verification.problems]
    claimed = verification.claimed.items()
    rows = [
        *((field, "confirmed", None, None) for field in verification.confirmed),
        *(
            (one.field, "differs", stated_value(one.stated), stated_value(one.recomputed))
            for one in verification.mismatches
        ),
        *((field, "wrong", what, None) for field, _, what in wrong),
        *((field, "not stated", None, None) for field in verification.not_stated),
        *((field, "claimed", stated_value(value), None) for field, value in claimed),
        *((one.field, "not checked", one.reason, None) for one in verification.unchecked),
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
    rows = [(one.key, one.meaning, one.unit, one.value) for one in figures(before)]
    frame = pd.DataFrame(rows, columns=["measure", "meaning", "unit", "value"])
    if after is None:
        return frame
    later = {figure.key: figure.value for figure in figures(after)}
    return frame.rename(columns={"value": "before"}).assign(
        after=[later.get(key, math.nan) for key in frame["measure"]]
    )
