"""Which rules cannot hold together: as few of them as can be, and at which places.

The search is that for a smallest unsatisfiable subset by hitting sets (Ignatiev et al. 2015). Every
grouping found so far breaks some rules; a conflict has to contain one of those, whichever grouping
it is, or the grouping would comply with all of it. So a smallest set that contains one of the rules
that each grouping breaks is either a smallest conflict, or there is one more grouping that complies
with it.

Rules are looked at as they stand in the file first, then at the places of those in conflict.

References
----------
Ignatiev, A., Previti, A., Liffiton, M., & Marques-Silva, J. (2015). Smallest MUS extraction with
minimal hitting set dualization. In *Principles and Practice of Constraint Programming (CP 2015)*,
LNCS 9255 (pp. 173-182). Springer. https://doi.org/10.1007/978-3-319-23219-5_13
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from graphmodel._rows import Columns, Rows
from graphmodel._solver import minimise
from graphmodel.errors import InfeasibleError, UndecidedError
from graphmodel.joint_model import group_limits
from graphmodel.joint_search import Search
from graphmodel.optimum import most_joint_footprints
from graphmodel.rule_check import broken_rules
from graphmodel.rule_places import locate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphmodel.dataset import Dataset
    from graphmodel.overlap import Overlap
    from graphmodel.rule_check import Grouping
    from graphmodel.rule_places import Located, PlacedRule
    from graphmodel.rules import Rules

__all__ = ["Conflict", "smallest_conflict"]

_PLACES_AT_MOST: Final = 4
"""Places of one rule that are named; where more are needed, the rule is shown for every group."""

_HITTING_WITHIN: Final = 10.0

_PLACES_WITHIN: Final = 8.0
"""Seconds for finding the places of the rules in conflict, which are known by then."""


@dataclass(frozen=True)
class Conflict:
    """Rules that cannot hold together.

    Attributes
    ----------
    lines
        Each by its name in the file, and where: nothing of it can be left out.
    names
        The names alone, in the order of the rules.
    smallest
        Whether it is proved that no fewer rules are in conflict.
    """

    lines: tuple[str, ...]
    names: tuple[str, ...]
    smallest: bool

    @property
    def error(self) -> InfeasibleError:
        """The conflict as an error."""
        return InfeasibleError(self.lines, smallest=self.smallest)


def smallest_conflict(
    dataset: Dataset,
    overlap: Overlap,
    rules: Rules,
    *,
    groups: int | tuple[int | None, int | None] | None = None,
    time_limit: float = 60.0,
    progress: Callable[[str], None] | None = None,
) -> Conflict | None:
    """Find as few rules as can be that no grouping complies with.

    Parameters
    ----------
    dataset, overlap, rules, groups, progress
        As in :func:`graphmodel.joint_model.solve_model`.
    time_limit
        Seconds. A set that is known to be in conflict by then is returned, smallest or not.

    Returns
    -------
    Conflict or None
        None where the rules can be met, or where time is over before it is known that they cannot.
    """
    located = locate(dataset, overlap, rules)
    every = [*located.rules, *group_limits(groups)]
    deadline = time.monotonic() + time_limit
    search = _Conflicts(located, deadline, progress)
    by_name: dict[str, list[PlacedRule]] = {}
    for rule in every:
        by_name.setdefault(rule.name, []).append(rule)

    found = search.smallest(list(by_name.values()), at_most=len(by_name))
    if found is None:
        return None
    units, smallest = found
    search.deadline = min(deadline, time.monotonic() + _PLACES_WITHIN)
    places = search.smallest(
        [[rule] for unit in units for rule in unit], at_most=len(units) - 1 + _PLACES_AT_MOST
    )
    needed = {id(rule) for unit in places[0] for rule in unit} if places else set()
    lines = []
    for unit in units:
        named = [rule for rule in unit if id(rule) in needed]
        if places and places[1] and named:
            lines += [str(rule) for rule in named]
        else:
            lines.append(str(unit[0]) if len(unit) == 1 else f"{unit[0].name}, {_wherever(unit)}")
    return Conflict(tuple(lines), tuple(unit[0].name for unit in units), smallest)


def _wherever(unit: Sequence[PlacedRule]) -> str:
    return "all of its places together" if unit[0].kind == "whole" else "for every group"


class _Conflicts:
    def __init__(
        self, located: Located, deadline: float, progress: Callable[[str], None] | None
    ) -> None:
        self._located = located
        self.deadline = deadline
        self._say = progress or (lambda _: None)
        self._groupings: list[Grouping] = []
        self._top = most_joint_footprints(located.setting.overlap)

    def smallest(
        self, units: Sequence[list[PlacedRule]], *, at_most: int
    ) -> tuple[list[list[PlacedRule]], bool] | None:
        """Return as few units as can be that are in conflict, and whether fewer are excluded.

        Parameters
        ----------
        units
            Rules, in parcels that are taken or left as a whole.
        at_most
            Units beyond which nobody wants to know.

        Returns
        -------
        tuple or None
            None where all units can be met, or time is over before it is known that they cannot.
        """
        if self._grouping(units) is not None or self._undecided:
            return None
        corrections = [self._broken_units(grouping, units) for grouping in self._groupings]
        for unit in units:
            # Each rule by itself: most can be met, and what meets them breaks the others.
            grouping = self._grouping([unit])
            if grouping is not None:
                corrections.append(self._broken_units(grouping, units))
        while time.monotonic() < self.deadline:
            chosen = _hitting_set(corrections, len(units))
            if len(chosen) > at_most:
                break
            candidate = [units[place] for place in chosen]
            grouping = self._grouping(candidate)
            if grouping is None and not self._undecided:
                return candidate, True
            if grouping is None:
                break
            corrections.append(self._broken_units(self._grown(grouping, units), units))
            self._say(f"conflict of {len(chosen)} or more rules; {len(corrections)} plans tried")
        return self._filtered(list(units)), False

    def _grown(self, grouping: Grouping, units: Sequence[list[PlacedRule]]) -> Grouping:
        """Return a grouping that complies with more units, as far as that is easily had."""
        for place in sorted(self._broken_units(grouping, units))[:_PLACES_AT_MOST]:
            broken = self._broken_units(grouping, units)
            if place in broken:
                kept = [unit for other, unit in enumerate(units) if other not in broken]
                better = self._grouping([*kept, units[place]])
                grouping = better or grouping
        return grouping

    def _filtered(self, units: list[list[PlacedRule]]) -> list[list[PlacedRule]]:
        """Leave out, one by one, units without which there is still a conflict."""
        for unit in list(units):
            rest = [other for other in units if other is not unit]
            if time.monotonic() < self.deadline and self._grouping(rest) is None:
                units = units if self._undecided else rest
        return units

    def _broken_units(
        self, grouping: Grouping, units: Sequence[list[PlacedRule]]
    ) -> frozenset[int]:
        broken = {
            id(rule) for rule in broken_rules(grouping, [rule for unit in units for rule in unit])
        }
        return frozenset(
            place for place, unit in enumerate(units) if any(id(rule) in broken for rule in unit)
        )

    def _grouping(self, units: Sequence[list[PlacedRule]]) -> Grouping | None:
        """Return a grouping that complies with some units, or None; or note that it is open."""
        self._undecided = False
        rules = [rule for unit in units for rule in unit]
        if max((r.value for r in rules if r.kind == "groups.least"), default=0) > self._top:
            return None
        for grouping in self._groupings:
            if not broken_rules(grouping, rules):
                return grouping
        left = max(self.deadline - time.monotonic(), 0.1)
        try:
            found = Search(self._located, rules, across=True, time_limit=left).any()
        except InfeasibleError:
            return None
        except UndecidedError:
            self._undecided = True
            return None
        self._groupings.append(found)
        return found


def _hitting_set(sets: Sequence[frozenset[int]], size: int) -> list[int]:
    """Return as few items as can be, at least one of each set."""
    wanted = [one for one in sets if one]
    if not wanted:
        return []
    columns, rows = Columns(), Rows()
    columns.add(np.ones(size, bool), whole=True)
    for one in wanted:
        rows.add_one(sorted(one), least=1)
    result = minimise(np.ones(size), columns, rows, time_limit=_HITTING_WITHIN)
    if result.x is None:
        return list(range(size))
    found: list[int] = np.flatnonzero(result.x > 1 / 2).tolist()
    return found
