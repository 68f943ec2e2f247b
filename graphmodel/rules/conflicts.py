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

from graphmodel.errors import InfeasibleError, UndecidedError
from graphmodel.exact.limits import TIME_LIMIT
from graphmodel.exact.milp import Columns, Rows, minimise
from graphmodel.overlap.groups import most_joint_footprints
from graphmodel.rules.grouping import Grouping
from graphmodel.rules.kinds.kinds import broken_rules, locate
from graphmodel.rules.search import Search, group_limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.rules.places import Located, PlacedRule
    from graphmodel.rules.rules import Rules

_PLACES_AT_MOST: Final = 4
"""Places of one rule that are named; where more are needed, the rule is shown for every group."""

_ATTEMPT_WITHIN: Final = 10.0
"""Seconds for deciding whether some of the rules can be met."""

_PLACES_WITHIN: Final = 3.0
"""Seconds for finding the places of the rules in conflict, which are known by then."""

_PLACE_WITHIN: Final = 0.5
"""Seconds of them for each attempt: where a few places are in conflict, that is seen at once."""

_PLACES_TRIES: Final = 8
"""Sets of places that are tried, each larger than the last if none is in conflict."""


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
    groups: int | None = None,
    time_limit: float = TIME_LIMIT,
    progress: Callable[[str], None] | None = None,
) -> Conflict:
    """Find, of rules that cannot be met, as few as can be that no grouping complies with.

    Parameters
    ----------
    dataset, overlap, rules, groups, progress
        As in :func:`graphmodel.rules.search.solve_model`.
    time_limit
        Seconds. What is known to be in conflict by then is returned, smallest or not.
    """
    located = locate(dataset, overlap, rules)
    search = _Conflicts(located, time.monotonic() + time_limit, progress)
    by_name: dict[str, list[PlacedRule]] = {}
    for rule in [*located.rules, *group_limits(groups)]:
        by_name.setdefault(rule.name, []).append(rule)
    every = list(by_name.values())
    search.note_conflict(every)
    units, smallest = search.smallest(every)
    needed = {id(rule) for rule in search.places(units)}
    lines = []
    for unit in units:
        named = [str(rule) for rule in unit if id(rule) in needed]
        if not named:
            named = [str(unit[0]) if len(unit) == 1 else f"{unit[0].name}, {_wherever(unit)}"]
        lines += named
    return Conflict(tuple(lines), tuple(unit[0].name for unit in units), smallest)


def _wherever(unit: Sequence[PlacedRule]) -> str:
    return "all of its places together" if unit[0].kind == "whole" else "for every group"


class _Conflicts:
    """Looks for conflicts among units: rules in parcels that are taken or left as a whole."""

    def __init__(
        self, located: Located, deadline: float, progress: Callable[[str], None] | None
    ) -> None:
        self._located = located
        self._deadline = deadline
        self._each = _ATTEMPT_WITHIN
        self._say = progress or (lambda _: None)
        self._groupings = [_everything(located)]
        self._impossible: list[frozenset[int]] = []
        self._undecided = False
        self._top = most_joint_footprints(located.instance.overlap)

    def note_conflict(self, units: Sequence[list[PlacedRule]]) -> None:
        """Note that some units cannot all be met."""
        self._impossible.append(frozenset(id(rule) for unit in units for rule in unit))

    def smallest(self, units: list[list[PlacedRule]]) -> tuple[list[list[PlacedRule]], bool]:
        """Return as few of units in conflict as can be, and whether fewer are excluded."""
        for chosen in self._candidates(units):
            if self._grouping(chosen) is None:
                if not self._undecided:
                    return chosen, True
                break
        return self._filtered(units), False

    def places(self, units: list[list[PlacedRule]]) -> list[PlacedRule]:
        """Return as few places of rules in conflict as can be; none where they are too many."""
        self._each = _PLACE_WITHIN
        self._deadline = min(self._deadline, time.monotonic() + _PLACES_WITHIN)
        most = len(units) - 1 + _PLACES_AT_MOST
        single = [[rule] for unit in units for rule in unit]
        for _, chosen in zip(range(_PLACES_TRIES), self._candidates(single), strict=False):
            if len(chosen) > most:
                break
            if self._grouping(chosen) is None:
                return [] if self._undecided else [rule for unit in chosen for rule in unit]
        return []

    def _candidates(self, units: Sequence[list[PlacedRule]]) -> Iterator[list[list[PlacedRule]]]:
        """Yield sets of units none of which is larger than a smallest conflict.

        Whoever asks for the next one has found that the last one can be met.
        """
        corrections = [self._broken_units(grouping, units) for grouping in self._groupings]
        for unit in units:
            # Each rule by itself: most can be met, and what meets them breaks the others.
            grouping = self._grouping([unit])
            if grouping is not None:
                corrections.append(self._broken_units(grouping, units))
        while time.monotonic() < self._deadline:
            chosen = [units[place] for place in _hitting_set(corrections, len(units))]
            yield chosen
            grouping = self._grouping(chosen)
            if grouping is None:
                return
            corrections.append(self._broken_units(self._grown(grouping, units), units))
            self._say(f"conflict of {len(chosen)} or more rules; {len(corrections)} plans tried")

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
            if time.monotonic() < self._deadline and self._grouping(rest) is None:
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
        wanted = {id(rule) for rule in rules}
        if max((r.value for r in rules if r.kind == "groups.least"), default=0) > self._top:
            return None
        if any(known <= wanted for known in self._impossible):
            return None
        for grouping in self._groupings:
            if not broken_rules(grouping, rules):
                return grouping
        left = max(min(self._deadline - time.monotonic(), self._each), 0.1)
        try:
            found = Search(self._located, rules, across=True, time_limit=left).any()
        except InfeasibleError:
            self.note_conflict(units)
            return None
        except UndecidedError:
            self._undecided = True
            return None
        self._groupings.append(found)
        return found


def _everything(located: Located) -> Grouping:
    """Return the one group of everything, which meets more rules than most and takes no search."""
    instance = located.instance
    group_of = np.where(instance.degrees > 0, 0, -1)
    return Grouping(located, group_of, np.zeros(len(instance.portions), np.intp))


def _hitting_set(sets: Sequence[frozenset[int]], size: int) -> list[int]:
    """Return as few items as can be, at least one of each set."""
    wanted = [one for one in sets if one]
    if not wanted:
        return []
    columns, rows = Columns(), Rows()
    columns.add(np.ones(size, bool), whole=True)
    for one in wanted:
        rows.add_one(sorted(one), least=1)
    result = minimise(np.ones(size), columns, rows)
    found: list[int] = np.flatnonzero(result.x > 1 / 2).tolist()
    return found
