"""Partners: whom each provider and council deals with, before a plan and after it."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from graphmodel.errors import OptionError
from graphmodel.files.guard import guarded
from graphmodel.files.plain_json import plain_records

if TYPE_CHECKING:
    from graphmodel.plans.plan import Plan

_MOMENTS: Final = ("footprint", "after")
"""Columns that say where a membership is, and where it will be."""

_MEMBERSHIP: Final = ["organisation", "footprint_set", "footprint"]

_KEPT_SHARE: Final = 0.2 - 1e-9
"""Share of a partner's people from which undecided ground keeps it, but for rounding."""


@guarded
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
    # By hand, since joining frames takes ten times as long.
    partners = set(plan.dataset.partners["organisation"].tolist())
    mine: tuple[dict[str, list[str]], ...] = ({}, {})
    rows = plan.dataset.memberships
    for code, name, footprint in zip(
        *(rows[column].tolist() for column in _MEMBERSHIP), strict=True
    ):
        if code in partners and name in plan.overlap.compare:
            mine[plan.overlap.side(name)].setdefault(code, []).append(footprint)
    counted = plan.assignment[plan.assignment["people"] > 0]
    ends = [counted[column].tolist() for column in ("a", "b", "to_a", "to_b")]
    becomes: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for a, b, *to in zip(*ends, strict=True):
        becomes.setdefault((a, b), set()).add((to[0], to[1]))
    stays = beside_undecided(plan)
    found = []
    for place, name in enumerate(plan.overlap.compare):
        successor = plan.successor[place].to_dict()
        for code, own in mine[place].items():
            others = mine[1 - place].get(code, ())
            for footprint in own:
                pairs = [(other, footprint) if place else (footprint, other) for other in others]
                after = {to[place] for pair in pairs for to in becomes.get(pair, ())}
                if not after or (code, name, footprint) in stays:
                    after.add(successor[footprint])
                found += [(code, name, footprint, one) for one in after]
    return pd.DataFrame(sorted(found), columns=[*_MEMBERSHIP, "after"], dtype=str)


def beside_undecided(plan: Plan) -> set[tuple[str, str, str]]:
    """Return the memberships that undecided ground keeps: by partner, set and footprint."""
    # By hand, as above.
    dataset, outside = plan.dataset, plan.overlap.outside[[*_MEMBERSHIP, "people"]]
    people = dataset.people.to_dict()
    parts: dict[str, list[tuple[tuple[str, str], float]]] = {}
    for block, name, footprint, there in outside.itertuples(index=False):
        if there > 0:
            parts.setdefault(block, []).append(((name, footprint), there / people[block]))
    if not parts:
        return set()
    shares: dict[str, dict[tuple[str, str], float]] = {}
    for partner, block, share in dataset.flows.itertuples(index=False):
        mine = shares.setdefault(partner, defaultdict(float))
        for place, part in parts.get(block, ()):
            mine[place] += part * share
    undecided = {place for own in parts.values() for place, _ in own}
    partners = set(dataset.partners["organisation"].tolist())
    held = dataset.memberships[_MEMBERSHIP].itertuples(index=False, name=None)
    return {
        (partner, name, footprint)
        for partner, name, footprint in held
        if partner in partners
        and (name, footprint) in undecided
        and (partner not in shares or shares[partner][name, footprint] >= _KEPT_SHARE)
    }


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
    if not {"organisation", "footprint_set", *_MOMENTS} <= set(places.columns):
        raise OptionError("`places` takes what partner_footprints gives of a plan")
    partners = plan.dataset.partners
    kinds = dict(zip(partners["organisation"].tolist(), partners["kind"].tolist(), strict=True))
    counts = [_counts(places, moment) for moment in _MOMENTS]
    rows = []
    for name in plan.overlap.compare:
        having = [code for code, footprint_set in counts[0] if footprint_set == name]
        for kind in sorted({kinds[code] for code in having}):
            mine = [(code, name) for code in having if kinds[code] == kind]
            one = [sum(count[key] == 1 for key in mine) for count in counts]
            rows.append((name, kind, len(mine), *one))
    columns = ["footprint_set", "kind", "partners", "before", "after"]
    return pd.DataFrame(rows, columns=columns)


@guarded
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
    if not {"organisation", "footprint_set", *_MOMENTS} <= set(places.columns):
        raise OptionError("`places` takes what partner_footprints gives of a plan")
    burden = plan.dataset.partners[["organisation", "name", "kind"]].copy()
    for moment, column in zip(("before", "after"), _MOMENTS, strict=True):
        count: Counter[str] = Counter()
        for (code, _), number in _counts(places, column).items():
            count[code] += number
        burden[moment] = np.array([count[code] for code in burden["organisation"]], int)
    burden["change"] = burden["after"] - burden["before"]
    return burden


def _counts(places: pd.DataFrame, moment: str) -> Counter[tuple[str, str]]:
    """Count the footprints of each partner in each set at a moment."""
    columns = (places[name].tolist() for name in ("organisation", "footprint_set", moment))
    return Counter((code, name) for code, name, _ in dict.fromkeys(zip(*columns, strict=True)))


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
