"""What was decided, as a plan: the footprints of a set of later date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from graphmodel.errors import OptionError
from graphmodel.planfiles.tracking import Fates
from graphmodel.plans.asked import Asked
from graphmodel.plans.plan import Plan, footprint_rows, unchanged_plan

if TYPE_CHECKING:
    from graphmodel.overlap.overlap import Overlap


def decided_plan(overlap: Overlap, side: int, actual: str) -> Plan:
    """Return the plan that makes one of two sets what a set of later date is.

    The later footprint in which most people of a footprint are carries it on; of several that went
    into one, the largest does. Each portion is where most of its people are: a plan cuts none up.
    Where that cannot be told, it stays with its footprint.

    Parameters
    ----------
    overlap
        The two sets as they were.
    side
        Which of them it is that changed.
    actual
        The later set.

    Raises
    ------
    OptionError
        When there is no such set, or it is one of the two.
    PlanError
        When no plan can say what was decided.
    """
    dataset = overlap.dataset
    (actual,) = dataset.sets_named([actual])
    if actual in overlap.compare:
        raise OptionError(f"`actual` takes a set of later date, and {actual!r} is compared")
    before = unchanged_plan(dataset, overlap)
    fates = Fates(before, actual, (side,))
    footprint_set, mine = overlap.compare[side], "ab"[side]
    titles = dataset.footprints[dataset.footprints["footprint_set"] == actual]
    named = dict(zip(titles["footprint"], titles["name"], strict=True))

    # Largest first: the first that went into a later footprint carries it on.
    people, homes = overlap.sides[side].people, fates.homes[footprint_set]
    codes = sorted(before.successor[side].index, key=lambda code: (-people[code], code))
    carrier: dict[str, str] = {}
    for code in codes:
        if code in homes:
            carrier.setdefault(homes[code], code)
    successor = {code: carrier.get(homes.get(code, ""), code) for code in sorted(codes)}

    keys = ["organisation", "a", "b"]
    told = fates.rows[
        (fates.rows["later"] != "") & fates.rows["b"].notna() & fates.rows["a"].notna()
    ]
    parts = told.groupby([*keys, "later"])["people"].sum().reset_index()
    parts = parts.sort_values(["people", "later"], ascending=[False, True])
    where = parts.drop_duplicates(keys).set_index(keys)["later"].to_dict()
    taken = set(overlap.codes[side])
    placed = []
    for row in overlap.portions[keys].itertuples(index=False, name=None):
        later, stays = where.get(row, ""), successor[row[1 + side]]
        new = f"NEW:{later}" if later in taken else later
        placed.append(carrier.get(later, new) if later else stays)

    later_names = {code: named[later] for later, code in carrier.items()}
    today = overlap.sides[side].names
    results = sorted({*successor.values(), *placed})
    resulting = {
        code: today[code] if code in taken else named[code.removeprefix("NEW:")] for code in results
    }
    changes = [before.successor[0], before.successor[1]]
    changes[side] = pd.Series(successor, dtype=object)
    names = [one.names.loc[kept.index] for one, kept in zip(overlap.sides, changes, strict=True)]
    names[side] = pd.Series(resulting, dtype=object)
    return Plan(
        dataset=dataset,
        overlap=overlap,
        successors=footprint_rows(overlap, changes, "successor"),
        resulting=footprint_rows(overlap, names, "name"),
        assignment=before.assignment.assign(**{f"to_{mine}": placed}),
        asked=Asked(method="manual"),
        names={
            (footprint_set, code): name
            for code, name in later_names.items()
            if code in resulting and name != today[code]
        },
    )
