"""Partners: whom each provider and council deals with, before a plan and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from graphmodel.files.plain_json import plain_records

if TYPE_CHECKING:
    from graphmodel.plans.plan import Plan

_MOMENTS: Final = ("footprint", "after")
"""Columns that say where a membership is, and where it will be."""

_MEMBERSHIP: Final = ["organisation", "footprint_set", "footprint"]

_KEPT_SHARE: Final = 0.2 - 1e-9
"""Share of a partner's people from which undecided ground keeps it, but for rounding."""


def partner_footprints(plan: Plan) -> pd.DataFrame:
    """Return which footprints each partner deals with, membership by membership.

    A membership of A becomes the footprints of the portions that lie in it and in any of the
    partner's footprints of B; where there is none, the footprint's successor. Likewise for B. So a
    partner goes with the people it shares between the sets, and not with those it does not.

    Where the footprint has undecided ground, which stays with its successor, the partner keeps the
    successor as well, unless its flows are known and less than 20 % of its people live there.

    Returns
    -------
    pandas.DataFrame
        Ordered by all of its columns: ``organisation``, ``footprint_set``, ``footprint`` (before),
        ``after``. A membership that is divided has several rows.
    """
    overlap = plan.overlap
    rows = plan.dataset.memberships
    rows = rows[rows["organisation"].isin(plan.dataset.partners["organisation"])]
    mine = [
        rows.loc[rows["footprint_set"] == name, ["organisation", "footprint"]].rename(
            columns={"footprint": side}
        )
        for name, side in zip(overlap.compare, "ab", strict=True)
    ]
    stays = _beside_undecided(plan)
    counted = plan.assignment[plan.assignment["people"] > 0]
    places = counted[["a", "b", "to_a", "to_b"]].drop_duplicates()
    shared = mine[0].merge(mine[1], on="organisation").merge(places, on=["a", "b"])
    parts = []
    for place, (name, side) in enumerate(zip(overlap.compare, "ab", strict=True)):
        found = shared[["organisation", side, f"to_{side}"]].drop_duplicates()
        rows = mine[place].merge(found, on=["organisation", side], how="left")
        rows = rows.rename(columns={side: "footprint", f"to_{side}": "after"})
        rows = rows.assign(footprint_set=name)[[*_MEMBERSHIP, "after"]]
        alone = rows["after"].isna().to_numpy()
        kept = alone | pd.MultiIndex.from_frame(rows[_MEMBERSHIP]).isin(stays)
        carried = plan.successor[place].loc[rows["footprint"]].to_numpy()
        parts += [rows[~alone], rows.assign(after=carried)[kept]]
    places = pd.concat(parts, ignore_index=True).drop_duplicates()
    return places.sort_values([*_MEMBERSHIP, "after"], ignore_index=True)


def _beside_undecided(plan: Plan) -> pd.MultiIndex:
    """Return the memberships that undecided ground keeps: by partner, set and footprint."""
    dataset, outside = plan.dataset, plan.overlap.outside
    outside = outside[outside["people"] > 0].rename(columns={"organisation": "block"})
    outside = outside.assign(part=outside["people"] / dataset.people[outside["block"]].to_numpy())
    flows = outside.merge(dataset.flows, on="block")
    there = flows["part"] * flows["share"]
    there = there.groupby([flows[column] for column in _MEMBERSHIP]).sum()
    held = dataset.memberships.merge(outside[_MEMBERSHIP[1:]].drop_duplicates())
    held = held[held["organisation"].isin(dataset.partners["organisation"])]
    unknown = ~held["organisation"].isin(dataset.flows["organisation"])
    keys = pd.MultiIndex.from_frame(held[_MEMBERSHIP])
    return keys[unknown.to_numpy() | (there.reindex(keys, fill_value=0) >= _KEPT_SHARE).to_numpy()]


def partners_with_one(plan: Plan, places: pd.DataFrame | None = None) -> pd.DataFrame:
    """Count the partners that deal with exactly one footprint of a set: one council, one ICB.

    Parameters
    ----------
    plan
        Any plan.
    places
        Its :func:`partner_footprints`, where they are at hand.

    Returns
    -------
    pandas.DataFrame
        One row a set and kind of partner, by set as compared and kind: ``footprint_set``,
        ``kind``, ``partners`` (that deal with any footprint of the set), ``before`` and ``after``
        (those of them that deal with one).
    """
    places = partner_footprints(plan) if places is None else places
    places = places.merge(plan.dataset.partners[["organisation", "kind"]], on="organisation")
    rows = []
    for name in plan.overlap.compare:
        for kind, mine in places[places["footprint_set"] == name].groupby("kind"):
            counts = [
                mine.drop_duplicates(["organisation", moment]).groupby("organisation").size()
                for moment in _MOMENTS
            ]
            one = [int((count == 1).sum()) for count in counts]
            rows.append((name, kind, len(counts[0]), *one))
    columns = ["footprint_set", "kind", "partners", "before", "after"]
    return pd.DataFrame(rows, columns=columns)


def partner_burden(plan: Plan, places: pd.DataFrame | None = None) -> pd.DataFrame:
    """Count the footprints that each partner deals with, of A plus of B, before and after.

    Parameters
    ----------
    plan
        Any plan.
    places
        Its :func:`partner_footprints`, where they are at hand.

    Returns
    -------
    pandas.DataFrame
        One row a partner, by code, those in no footprint of either set included:
        ``organisation``, ``name``, ``kind``, ``before``, ``after`` (footprints), ``change``
        (after less before).
    """
    places = partner_footprints(plan) if places is None else places
    counts = {
        moment: places.drop_duplicates(["organisation", "footprint_set", column])
        .groupby("organisation")
        .size()
        for moment, column in (("before", "footprint"), ("after", "after"))
    }
    burden = plan.dataset.partners[["organisation", "name", "kind"]].copy()
    for moment, count in counts.items():
        burden[moment] = count.reindex(burden["organisation"], fill_value=0).to_numpy().astype(int)
    burden["change"] = burden["after"] - burden["before"]
    return burden


def with_fewer_and_more(burden: pd.DataFrame) -> tuple[int, int]:
    """Return how many partners of a :func:`partner_burden` have fewer footprints, and more."""
    return int((burden["change"] < 0).sum()), int((burden["change"] > 0).sum())


def partner_figures(plan: Plan) -> dict[str, Any]:
    """Return with which footprints each partner deals before and after, and how many in all."""
    places = partner_footprints(plan)
    burden = partner_burden(plan, places)
    fewer, more = with_fewer_and_more(burden)
    footprints = {
        moment: places.groupby(["organisation", "footprint_set"])[column]
        .agg(lambda codes: sorted(set(codes)))
        .to_dict()
        for moment, column in (("before", "footprint"), ("after", "after"))
    }
    return {
        "burden_before": int(burden["before"].sum()),
        "burden_after": int(burden["after"].sum()),
        "with_fewer": fewer,
        "with_more": more,
        "with_one_footprint": plain_records(partners_with_one(plan, places)),
        "rows": [
            {
                "organisation": row["organisation"],
                "name": row["name"],
                "kind": row["kind"],
                "burden_before": row["before"],
                "burden_after": row["after"],
                **{
                    moment: {
                        name: footprints[moment].get((row["organisation"], name), [])
                        for name in plan.overlap.compare
                    }
                    for moment in ("before", "after")
                },
            }
            for row in burden.to_dict("records")
        ],
    }
