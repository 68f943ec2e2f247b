"""Third sets: what a plan does to footprints that are not compared, such as councils or police."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphmodel.plans.grounds import grounds

if TYPE_CHECKING:
    from graphmodel.plans.plan import Plan

_NOBODY: Final = 1e-6
"""People that are none, but for rounding."""

_CLIPPED: Final = 0.1
"""Share of a footprint's people under which what is cut off is but a corner."""


@dataclass(frozen=True, slots=True)
class Crossed:
    """A footprint of a third set that lies in several footprints of a compared one, now or then.

    Attributes
    ----------
    third, footprint, name
        Its set, code and name.
    footprint_set
        The set compared.
    now, after
        People of it in each footprint of that set, most first, as things are and with the plan.
    """

    third: str
    footprint: str
    name: str
    footprint_set: str
    now: dict[str, float]
    after: dict[str, float]

    @property
    def made_whole(self) -> bool:
        """Whether it lies in several now, and in one with the plan."""
        return len(self.now) > 1 and len(self.after) == 1

    @property
    def divided(self) -> bool:
        """Whether it lies in one now, and in several with the plan."""
        return len(self.now) == 1 and len(self.after) > 1

    @property
    def clipped(self) -> bool:
        """Whether it lies in several footprints with the plan, most of it by far in one."""
        return len(self.after) > 1 and self.apart < _CLIPPED * sum(self.after.values())

    @property
    def apart(self) -> float:
        """People of it outside the footprint that has most of them, with the plan."""
        return sum(list(self.after.values())[1:])


def crossed_footprints(plan: Plan, third: str, footprint_set: str) -> tuple[Crossed, ...]:
    """Return the footprints of a third set that a compared one cuts, now or with a plan, by code.

    A block in several footprints of the third set counts in each by its share, and in the
    compared set by its people there.
    """
    dataset = plan.dataset
    homes: dict[str, list[tuple[str, float]]] = defaultdict(list)
    rows = dataset.memberships[dataset.memberships["footprint_set"] == third]
    for block, code, share in zip(
        rows["organisation"], rows["footprint"], rows["share"], strict=True
    ):
        homes[block].append((code, float(share)))
    found: tuple[dict[str, dict[str, float]], ...] = ({}, {})
    for block, people, *places in grounds(plan, footprint_set):
        for code, share in homes.get(block, ()):
            for moment, place in zip(found, places, strict=True):
                counts = moment.setdefault(code, defaultdict(float))
                counts[place] += people * share
    named = dataset.footprints[dataset.footprints["footprint_set"] == third]
    names = dict(zip(named["footprint"], named["name"], strict=True))
    now, after = found
    crossed = (
        Crossed(third, code, names[code], footprint_set, _counted(now[code]), _counted(after[code]))
        for code in sorted(names)
        if code in now
    )
    return tuple(one for one in crossed if len(one.now) > 1 or len(one.after) > 1)


def _counted(counts: dict[str, float]) -> dict[str, float]:
    there = ((code, people) for code, people in counts.items() if people > _NOBODY)
    return dict(sorted(there, key=lambda one: (-one[1], one[0])))
