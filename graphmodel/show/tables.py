"""The tables of plans and assessments: flat, one thing in a cell, with names beside codes.

Numbers are as computed; a text that is missing is blank, and what changes is true or false.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from graphmodel.dataset.notes import EVIDENCE_GRADES
from graphmodel.overlap.figures import figures
from graphmodel.overlap.names import footprint_names, organisation_names
from graphmodel.plans.partners import partner_burden, partner_footprints
from graphmodel.plans.plan import given_names
from graphmodel.steps.suggestion import suggestions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from graphmodel.overlap.assessment import Assessment
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.plans.plan import Plan
    from graphmodel.steps.suggestion import Suggestion

_TEXT: Final = "str"
_CODE = {"organisation": _TEXT, "organisation_name": _TEXT}


def plan_table(plan: Plan, table: str) -> pd.DataFrame:
    """Return a table of a plan, see :meth:`graphmodel.Plan.to_frame`."""
    return _TABLES[table](plan)


def assessment_table(assessment: Assessment, table: str) -> pd.DataFrame:
    """Return a table of an assessment, see :meth:`graphmodel.Assessment.to_frame`."""
    if table == "footprints":
        return assessment.rows.copy()
    rows = ({**asdict(figure), "measure": figure.key} for figure in figures(assessment))
    texts = dict.fromkeys(("measure", "meaning", "unit"), _TEXT)
    return _frame(rows, {**texts, "value": "float64"})


def steps_table(plan: Plan) -> pd.DataFrame:
    """Return one row a step, by rank; who is in it stands in tables of their own."""
    names = _names(plan, plan.overlap)
    rows = (
        {
            "rank": step.rank,
            "package": step.package,
            "action": step.action,
            "footprint_set": step.footprint_set,
            "from": source,
            "from_name": names.get((step.footprint_set, source), ""),
            "into": step.into,
            "into_name": step.into_name,
            "people_affected": step.people_affected,
            "people_moved": step.people_moved,
            "estimated": step.estimated,
            "target_share_after": step.target_share_after,
            "needed_either_way": step.needed_either_way,
            "support": step.support,
            "weakest_evidence": step.weakest_evidence,
            **{f"evidence_{grade}": step.evidence.get(grade, 0.0) for grade in EVIDENCE_GRADES},
            "reason": step.reason,
        }
        for step in suggestions(plan)
        for source in [step.sources[0] if len(step.sources) == 1 else ""]
    )
    return _frame(
        rows,
        {
            "rank": "int64",
            **dict.fromkeys(("package", "action", "footprint_set", "from", "from_name"), _TEXT),
            **dict.fromkeys(("into", "into_name"), _TEXT),
            **dict.fromkeys(("people_affected", "people_moved"), "float64"),
            "estimated": "bool",
            "target_share_after": "float64",
            # It is not said of plans that do not hang on undecided ground.
            "needed_either_way": "boolean",
            "support": "float64",
            "weakest_evidence": _TEXT,
            **dict.fromkeys((f"evidence_{grade}" for grade in EVIDENCE_GRADES), "float64"),
            "reason": _TEXT,
        },
    )


def step_footprints_table(plan: Plan) -> pd.DataFrame:
    """Return one row a step and footprint that people come ``from``, or go ``into``."""
    now, then = _names(plan, plan.overlap), _names(plan, plan.overlap_after)
    rows = (
        {
            "rank": step.rank,
            "role": role,
            "footprint_set": step.footprint_set,
            "footprint": code,
            "footprint_name": names[step.footprint_set, code],
        }
        for step in suggestions(plan)
        for role, codes, names in (("from", step.sources, now), ("into", (step.into,), then))
        for code in codes
    )
    texts = ("role", "footprint_set", "footprint", "footprint_name")
    return _frame(rows, {"rank": "int64", **dict.fromkeys(texts, _TEXT)})


def step_organisations_table(plan: Plan) -> pd.DataFrame:
    """Return one row a step and organisation whose footprint changes by it."""
    names = organisation_names(plan.dataset)
    rows = (
        {"rank": step.rank, "organisation": code, "organisation_name": names[code]}
        for step in suggestions(plan)
        for code in step.organisations
    )
    return _frame(rows, {"rank": "int64", **_CODE})


def step_partners_table(plan: Plan) -> pd.DataFrame:
    """Return one row a step and partner with both ends, or with ``fewer`` or ``more`` by it."""
    partners = plan.dataset.partners
    kinds = dict(zip(partners["organisation"], partners["kind"], strict=True))
    names = organisation_names(plan.dataset)
    rows = (
        {
            "rank": step.rank,
            "organisation": code,
            "organisation_name": names[code],
            "kind": kinds[code],
            "role": role,
        }
        for step in suggestions(plan)
        for role, codes in _partners(step).items()
        for code in codes
    )
    return _frame(rows, {"rank": "int64", **_CODE, "kind": _TEXT, "role": _TEXT})


def _partners(step: Suggestion) -> dict[str, tuple[str, ...]]:
    return {
        "shared": tuple(sorted((*step.shared_providers, *step.shared_councils))),
        "fewer": step.partners_with_fewer,
        "more": step.partners_with_more,
    }


def assignment_table(plan: Plan) -> pd.DataFrame:
    """Return one row a portion of every block, in order; ``undecided`` ones lack a footprint.

    ``…_changes`` is whether these people's footprint changes other than by a merger.
    """
    names = organisation_names(plan.dataset)
    moments = (("", _names(plan, plan.overlap)), ("to_", _names(plan, plan.overlap_after)))
    rows = pd.concat([_decided(plan), _undecided(plan)], ignore_index=True)
    order = plan.dataset.people.index.get_indexer(pd.Index(rows["organisation"])).argsort(
        kind="stable"
    )
    rows = rows.iloc[order].reset_index(drop=True)
    columns: dict[str, Any] = {
        "organisation": rows["organisation"],
        "organisation_name": rows["organisation"].map(names),
    }
    for footprint_set, side in zip(plan.overlap.compare, "ab", strict=True):
        for prefix, named in moments:
            codes = rows[prefix + side]
            columns[prefix + footprint_set] = codes
            columns[f"{prefix}{footprint_set}_name"] = [
                named.get((footprint_set, code), "") for code in codes
            ]
        columns[f"{footprint_set}_changes"] = rows[f"{side}_changes"]
    columns |= {name: rows[name] for name in ("people", "estimated", "evidence", "undecided")}
    types = {name: _TEXT for name in columns if not name.endswith("_changes")}
    types |= {"people": "float64", "estimated": "bool", "undecided": "bool"}
    return pd.DataFrame(columns).astype(types)


def _decided(plan: Plan) -> pd.DataFrame:
    rows = plan.assignment[
        ["organisation", "a", "to_a", "b", "to_b", "people", "estimated", "evidence"]
    ]
    return rows.assign(a_changes=plan.moved[0], b_changes=plan.moved[1], undecided=False)


def _undecided(plan: Plan) -> pd.DataFrame:
    """Return the blocks without a footprint in one of the sets or in both; they keep what is."""
    outside, people = plan.overlap.outside, plan.dataset.people
    places = {}
    for side, name in enumerate(plan.overlap.compare):
        here = outside["footprint_set"] == name
        places["ab"[side]] = outside["footprint"].where(here, "")
        after = plan.successor[side].reindex(outside["footprint"]).to_numpy()
        places[f"to_{'ab'[side]}"] = pd.Series(after, outside.index).where(here, "")
    rows = outside[["organisation", "people", "evidence"]].assign(
        **places, estimated=outside["organisation"].duplicated(keep=False)
    )
    found = {*plan.assignment["organisation"], *rows["organisation"]}
    nowhere = people[[code not in found for code in people.index]]
    rest = pd.DataFrame({"organisation": nowhere.index, "people": nowhere.to_numpy(float)})
    rest = rest.assign(**dict.fromkeys(("evidence", *places), ""), estimated=False)
    return pd.concat([rows, rest], ignore_index=True).assign(
        a_changes=False, b_changes=False, undecided=True
    )


_FIGURES: Final = ("relation", "people", "people_outside", "overlaps", "inhomogeneity")


def footprints_table(plan: Plan) -> pd.DataFrame:
    """Return one row a footprint of today, with what carries it on, or a new one, set by set."""
    keys = ["footprint_set", "footprint"]
    before, after = plan.before.rows, plan.after.rows
    sides = [rows.set_index(keys) for rows in (before, after)]
    every = [
        (name, code)
        for name in plan.overlap.compare
        for code in dict.fromkeys(
            code for rows in sides for footprint_set, code in rows.index if footprint_set == name
        )
    ]
    index = pd.MultiIndex.from_tuples(every, names=keys)
    now, then = (rows.reindex(index) for rows in sides)
    successor = {
        (name, str(code)): str(into)
        for name, codes in zip(plan.overlap.compare, plan.successor, strict=True)
        for code, into in codes.items()
    }
    names = _names(plan, plan.overlap_after)
    carried = [successor.get(place, "") for place in every]
    columns: dict[str, Any] = {
        "name": now["name"].fillna(then["name"]),
        "new": ~index.isin(sides[0].index),
        "successor": carried,
        "successor_name": [
            names.get((place[0], into), "") for place, into in zip(every, carried, strict=True)
        ],
        **{figure: now[figure] for figure in _FIGURES},
        **{f"{figure}_after": then[figure] for figure in _FIGURES},
    }
    frame = pd.DataFrame(columns, index=index).reset_index()
    both = [name for figure in ("relation", "overlaps") for name in (figure, f"{figure}_after")]
    types = dict(zip(both, (_TEXT, _TEXT, "Int64", "Int64"), strict=True))
    return frame.fillna(dict.fromkeys(both[:2], "")).astype(
        dict.fromkeys((*keys, "name", "successor", "successor_name"), _TEXT) | types
    )


def partners_table(plan: Plan) -> pd.DataFrame:
    """Return with how many footprints each partner deals, of A plus of B and of each set."""
    places = partner_footprints(plan)
    burden = partner_burden(plan, places)
    burden = burden.rename(columns={name: f"burden_{name}" for name in ("before", "after")})
    burden = burden.rename(columns={"change": "burden_change"})
    for footprint_set in plan.overlap.compare:
        rows = places[places["footprint_set"] == footprint_set]
        for moment, column in _MOMENTS.items():
            count = rows.groupby("organisation")[column].nunique()
            burden[f"burden_{moment}_{footprint_set}"] = (
                count.reindex(burden["organisation"], fill_value=0).to_numpy().astype("int64")
            )
    return burden.reset_index(drop=True)


_MOMENTS: Final = {"before": "footprint", "after": "after"}


def partner_footprints_table(plan: Plan) -> pd.DataFrame:
    """Return one row a partner and footprint that it deals with now, with the plan, or both."""
    places = partner_footprints(plan)
    names = organisation_names(plan.dataset)
    named = {**_names(plan, plan.overlap_after), **_names(plan, plan.overlap)}
    dealt = {
        moment: set(
            zip(places["organisation"], places["footprint_set"], places[column], strict=True)
        )
        for moment, column in _MOMENTS.items()
    }
    order = {name: place for place, name in enumerate(plan.overlap.compare)}
    rows = (
        {
            "organisation": row[0],
            "organisation_name": names[row[0]],
            "footprint_set": row[1],
            "footprint": row[2],
            "footprint_name": named[row[1:]],
            **{f"deals_{moment}": row in found for moment, found in dealt.items()},
        }
        for row in sorted(
            dealt["before"] | dealt["after"], key=lambda row: (row[0], order[row[1]], row[2])
        )
    )
    texts = ("footprint_set", "footprint", "footprint_name")
    flags = dict.fromkeys((f"deals_{moment}" for moment in _MOMENTS), "bool")
    return _frame(rows, {**_CODE, **dict.fromkeys(texts, _TEXT), **flags})


def measures_table(plan: Plan) -> pd.DataFrame:
    """Return every figure of the two sets, before the plan and after it."""
    later = {figure.key: figure.value for figure in figures(plan.after)}
    rows = (
        {
            "measure": figure.key,
            "meaning": figure.meaning,
            "unit": figure.unit,
            "before": figure.value,
            "after": later.get(figure.key),
        }
        for figure in figures(plan.before)
    )
    texts = dict.fromkeys(("measure", "meaning", "unit"), _TEXT)
    return _frame(rows, {**texts, "before": "float64", "after": "float64"})


_TABLES: Final[Mapping[str, Callable[[Plan], pd.DataFrame]]] = {
    "steps": steps_table,
    "step_footprints": step_footprints_table,
    "step_organisations": step_organisations_table,
    "step_partners": step_partners_table,
    "assignment": assignment_table,
    "footprints": footprints_table,
    "partners": partners_table,
    "partner_footprints": partner_footprints_table,
    "measures": measures_table,
}


def _frame(rows: Iterable[Mapping[str, Any]], types: Mapping[str, str]) -> pd.DataFrame:
    """Return a frame of typed columns, which it has without rows too."""
    return pd.DataFrame(list(rows), columns=list(types)).astype(dict(types))


def _names(plan: Plan, overlap: Overlap) -> Mapping[tuple[str, str], str]:
    """Return names of footprints, by set and code; of those that a plan results in, given ones."""
    names = footprint_names(overlap)
    return names if overlap is plan.overlap else {**names, **given_names(plan)}
