"""Patients: where those of each trust live, and how far a change divides them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphmodel.options.third_sets import grounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphmodel.plans.plan import Plan

PROVIDER: Final = "provider"
"""The kind of partner whose people are patients."""

LEAST: Final = 0.01
"""Share of a trust's patients from which on it is told."""


@dataclass(frozen=True, slots=True)
class Divided:
    """What a plan does to the patients of one trust, as shares of those that are counted.

    Attributes
    ----------
    organisation, name
        The trust.
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

    They come by the share of these, most first. Shares are of the patients that the flows of the
    dataset know the home of.
    """
    flows = plan.dataset.flows
    trusts = plan.dataset.partners
    trusts = trusts[trusts["kind"] == PROVIDER]
    names = dict(zip(trusts["organisation"], trusts["name"], strict=True))
    people = plan.dataset.people
    successor = plan.successor[plan.overlap.side(footprint_set)].to_dict()
    parts: dict[str, list[tuple[float, str, str]]] = defaultdict(list)
    for block, count, now, after in grounds(plan, footprint_set):
        whole = float(people[block])
        if whole:
            parts[block].append((count / whole, now, after))
    found: dict[str, list[tuple[float, str, str]]] = defaultdict(list)
    for trust, block, share in zip(
        *(flows[column].tolist() for column in ("organisation", "block", "share")), strict=True
    ):
        if trust in names:
            found[trust] += [(share * part, now, after) for part, now, after in parts[block]]
    divided = []
    for trust, rows in found.items():
        total = sum(share for share, _, _ in rows)
        changing = sum(share for share, now, after in rows if successor[now] != after)
        if total and changing / total >= LEAST:
            spread = [_shares(rows, place, total) for place in (1, 2)]
            divided.append(Divided(trust, names[trust], changing / total, *spread))
    return tuple(sorted(divided, key=lambda one: (-one.changing, one.organisation)))


def _shares(rows: Sequence[tuple[float, str, str]], place: int, total: float) -> dict[str, float]:
    shares: dict[str, float] = defaultdict(float)
    for row in rows:
        shares[str(row[place])] += row[0] / total
    return dict(sorted(shares.items(), key=lambda one: (-one[1], one[0])))
