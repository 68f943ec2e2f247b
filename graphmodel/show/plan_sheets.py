"""The tables of a plan for people: with names, several in a cell that is read and not counted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from graphmodel.dataset.dataset import blocks_label
from graphmodel.overlap.names import Names
from graphmodel.plans.plan import given_names
from graphmodel.show.sheets import Column, Sheet, footprint_columns, own_columns, set_words
from graphmodel.steps.suggestion import TOLD, suggestions
from graphmodel.wording import ACTION_LABELS, TARGET_WORDS, capital, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphmodel.plans.plan import Plan
    from graphmodel.steps.suggestion import Suggestion


def suggestions_sheet(plan: Plan, *, steps: Sequence[Suggestion] | None = None) -> Sheet:
    """Return the suggestions of a plan; ``steps`` where they are at hand already."""
    dataset = plan.dataset
    now, then = _names(plan)
    rows = [
        [told.cell(step, now, then) for told in TOLD]
        for step in (suggestions(plan) if steps is None else steps)
    ]
    frame = pd.DataFrame(rows, columns=[told.name for told in TOLD])
    sets = set(frame["footprint_set"])
    words = {
        "people": dataset.people_label,
        "People": capital(dataset.people_label),
        "Blocks": capital(plural(blocks_label(dataset))),
        "Providers": capital(plural(dataset.label("provider"))),
        "Councils": capital(plural(dataset.label("council"))),
        "changing": dataset.label(sets.pop()) if len(sets) == 1 else "footprint",
        "aim": TARGET_WORDS.get(str(plan.target), "are settled"),
    }
    values = {"action": ACTION_LABELS, "footprint_set": set_words(dataset)}
    columns = (
        Column(told.name, told.heading.format(**words), told.kind, values.get(told.name, {}))
        for told in sorted(TOLD, key=lambda told: told.place)
        if not told.if_any or frame[told.name].notna().any()
    )
    return Sheet(
        "Suggestions",
        tuple(columns),
        frame,
        marked="weakest_evidence",
        on_paper="target_share_after",
    )


def _names(plan: Plan) -> tuple[Names, Names]:
    """Return the names of things as they are, and as the plan would make them."""
    return (
        Names(plan.dataset, plan.overlap),
        Names(plan.dataset, plan.overlap_after, given_names(plan)),
    )


def assignment_sheet(plan: Plan) -> Sheet:
    """Return which footprint everybody is in and will be in."""
    dataset = plan.dataset
    places: list[Column] = []
    codes: list[Column] = []
    for name in plan.overlap.compare:
        label = capital(dataset.label(name))
        places += [
            Column(f"{name}_name", f"{label} now"),
            Column(f"to_{name}_name", f"{label} with the plan"),
            Column(f"{name}_changes", f"{label} changes", "flag"),
        ]
        codes += [
            Column(name, f"Code, {label} now", "code"),
            Column(f"to_{name}", f"Code, {label} with the plan", "code"),
        ]
    return Sheet(
        "Assignment",
        (
            Column("organisation", "Code", "code"),
            Column("organisation_name", capital(blocks_label(dataset))),
            *places,
            Column("people", capital(dataset.people_label), "people"),
            Column("estimated", "Estimated from shares", "flag"),
            Column("evidence", "Evidence for where they are now"),
            Column("undecided", "Not in both sets", "flag"),
            *codes,
        ),
        plan.to_frame("assignment"),
        marked="evidence",
    )


def footprints_sheet(plan: Plan) -> Sheet:
    """Return the footprints of both sets, now and with the plan."""
    figures = [
        column
        for told in footprint_columns(plan.dataset)
        for column in (
            replace(told, heading=f"{told.heading}, now"),
            replace(told, name=f"{told.name}_after", heading=f"{told.heading}, with the plan"),
        )
    ]
    columns = (
        *own_columns(plan.dataset),
        Column("successor_name", "Becomes", "long"),
        Column("new", "New", "flag"),
        *figures,
        Column("successor", "Code, becomes", "code"),
    )
    return Sheet("Footprints", columns, plan.to_frame("footprints"))


def partners_sheet(plan: Plan) -> Sheet:
    """Return the footprints that partners deal with, before a plan and after it."""
    frame, places = plan.to_frame("partners"), plan.to_frame("partner_footprints")
    for moment, names in zip(("before", "after"), _names(plan), strict=True):
        dealt: dict[str, list[str]] = {}
        rows = places.loc[places[f"deals_{moment}"], ["organisation", "footprint_set", "footprint"]]
        for code, footprint_set, footprint in rows.itertuples(index=False, name=None):
            dealt.setdefault(code, []).append(names.labelled(footprint_set, footprint))
        frame[f"footprints_{moment}"] = [
            "; ".join(dealt.get(code, ())) for code in frame["organisation"]
        ]
    kinds = {kind: plan.dataset.label(kind) for kind in frame["kind"].unique()}
    return Sheet(
        "Partners",
        (
            Column("organisation", "Code", "code"),
            Column("name", "Partner"),
            Column("kind", "Kind", words=kinds),
            Column("burden_before", "Footprints now", "count"),
            Column("burden_after", "Footprints with the plan", "count"),
            Column("burden_change", "Difference", "change"),
            Column("footprints_before", "Deals with now", "prose"),
            Column("footprints_after", "Deals with under the plan", "prose"),
        ),
        frame,
    )
