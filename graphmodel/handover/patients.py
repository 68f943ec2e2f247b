"""Patients of trusts, people of councils: where they live, and how far a change divides them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphmodel.plans.grounds import grounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphmodel.plans.plan import Plan

PROVIDER: Final = "provider"
"""The kind of partner whose people are patients."""

LEAST: Final = 0.01
"""Share of a trust's patients from which on it is told."""


@dataclass(frozen=True, slots=True)
class Divided:
    """What a plan does to the people of one partner, as shares of those whose home is known.

    Attributes
    ----------
    organisation, name
        The partner.
    changing
        Those who live where the footprint changes.
    now, after
        Those in each footprint, most first, as things are and with the plan.
    """

    organisation: str
    name: str
    changing: float
    now: dict[str, float]
    after: dict[str, float]

    @property
    def parted(self) -> float:
        """By how much more of them live outside the footprint that has most of them."""
        return max(self.now.values()) - max(self.after.values())


def divided_patients(plan: Plan, footprint_set: str) -> tuple[Divided, ...]:
    """Return the trusts of whose patients some live where a plan changes the footprint.

    They come by the share of these, most first; see :func:`divided_people`.
    """
    trusts = plan.dataset.partners
    trusts = trusts[trusts["kind"] == PROVIDER]
    people = divided_people(plan, footprint_set)
    found = (people[trust] for trust in trusts["organisation"] if trust in people)
    told = (one for one in found if one.changing >= LEAST)
    return tuple(sorted(told, key=lambda one: (-one.changing, one.organisation)))


def divided_people(plan: Plan, footprint_set: str) -> dict[str, Divided]:
    """Return what a plan does to the people of each partner, by its code.

    Shares are of the people whose home the flows of the dataset know; of other partners nothing is
    told.
    """
    flows = plan.dataset.flows
    partners = plan.dataset.partners
    names = dict(zip(partners["organisation"], partners["name"], strict=True))
    people = plan.dataset.people
    successor = plan.successor[plan.overlap.side(footprint_set)].to_dict()
    parts: dict[str, list[tuple[float, str, str]]] = defaultdict(list)
    for block, count, now, after in grounds(plan, footprint_set):
        whole = float(people[block])
        if whole:
            parts[block].append((count / whole, now, after))
    homes: dict[str, list[tuple[float, str, str]]] = defaultdict(list)
    for partner, block, share in zip(
        *(flows[column].tolist() for column in ("organisation", "block", "share")), strict=True
    ):
        homes[partner] += [(share * part, now, after) for part, now, after in parts[block]]
    found = {}
    for partner, rows in homes.items():
        total = sum(share for share, _, _ in rows)
        if total:
            changing = sum(share for share, now, after in rows if successor[now] != after) / total
            spread = [_shares(rows, place, total) for place in (1, 2)]
            found[partner] = Divided(partner, names[partner], changing, *spread)
    return found


def _shares(rows: Sequence[tuple[float, str, str]], place: int, total: float) -> dict[str, float]:
    shares: dict[str, float] = defaultdict(float)
    for row in rows:
        shares[str(row[place])] += row[0] / total
    return dict(sorted(shares.items(), key=lambda one: (-one[1], one[0])))
