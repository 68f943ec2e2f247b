"""Closeness: of groups that cost equally little, those whose footprints lie close together.

This is a local search, and no part of what is proved. It has no clock in it, so that the same
groups come of the same input on every machine.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from graphmodel.rules.solution import complies, cost_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from graphmodel.rules.grouping import Grouping
    from graphmodel.rules.places import PlacedRule

_NEAR: Final = 6
"""Groups nearest to a part that it may change to."""

_CHANGES_AT_MOST: Final = 300
"""Changes for the better that are looked at, whether or not the rules allow them."""


def brought_closer(
    grouping: Grouping, rules: Sequence[PlacedRule], steps: NDArray[np.float64]
) -> Grouping:
    """Return groups that cost no more, comply with rules and lie closer together, if there are any.

    Parts of groups that hang together in the overlap graph change group, or two of them change
    places, for as long as that makes for fewer steps from footprints to the middle of their group.
    ``steps`` says how far each footprint of the instance is from each other one.
    """
    search = _Search(grouping, steps)
    most = cost_of(grouping)
    looked_at, improving = 0, True
    while improving:
        improving = False
        for change in (change for part in range(search.count) for change in search.changes(part)):
            if looked_at < _CHANGES_AT_MOST and search.gain(change) > 0:
                looked_at += 1
                rival = search.changed(change)
                if complies(rival, most=most, rules=rules):
                    search.take(change, rival)
                    improving = True
    return search.grouping


class _Search:
    """Groups as sets of parts; a change is the new group of one part or two."""

    def __init__(self, grouping: Grouping, steps: NDArray[np.float64]) -> None:
        self.grouping = grouping
        instance = grouping.located.instance
        linked = instance.linked
        groups = grouping.group_of[instance.ends]
        one, other = instance.ends[groups[:, 0] == groups[:, 1]].T
        inside = sparse.coo_array((np.ones(len(one)), (one, other)), shape=(instance.count,) * 2)
        _, labels = csgraph.connected_components(inside, directed=False)
        self._part_of = np.full(instance.count, -1, np.intp)
        self._part_of[linked] = np.unique(labels[linked], return_inverse=True)[1]
        self.count = int(self._part_of.max(initial=-1)) + 1
        self._group_of = np.zeros(self.count, np.intp)
        self._group_of[self._part_of[linked]] = grouping.group_of[linked]
        self._steps = np.zeros((self.count, instance.count))
        np.add.at(self._steps, self._part_of[linked], steps[linked])

    def changes(self, part: int) -> Iterator[dict[int, int]]:
        """Yield ways in which a part could go to a group near it, alone or for another one."""
        own = int(self._group_of[part])
        groups = self.grouping.group_of
        near = np.full(self.grouping.count, np.inf)
        linked = np.flatnonzero(groups >= 0)
        np.minimum.at(near, groups[linked], self._steps[part, linked])
        near[own] = np.inf
        for group in np.argsort(near, kind="stable")[:_NEAR].tolist():
            # What has been taken meanwhile can have brought the part here, or left it alone.
            if group == own or self._group_of[part] != own:
                continue
            if np.count_nonzero(self._group_of == own) > 1:
                yield {part: group}
            for other in np.flatnonzero(self._group_of == group).tolist():
                if self._group_of[part] == own and self._group_of[other] == group:
                    yield {part: group, other: own}

    def gain(self, change: dict[int, int]) -> float:
        """Return how many steps fewer there are after a change."""
        before = self._group_of
        after = before.copy()
        after[list(change)] = list(change.values())
        concerned = {int(before[part]) for part in change} | set(change.values())
        return sum(self._spread(before == one) - self._spread(after == one) for one in concerned)

    def _spread(self, parts: NDArray[np.bool_]) -> float:
        """Return the steps from all footprints of some parts to the one in their middle."""
        inside = parts[self._part_of] & (self._part_of >= 0)
        return float(self._steps[parts].sum(axis=0)[inside].min())

    def changed(self, change: dict[int, int]) -> Grouping:
        """Return the grouping after a change; everybody stays with whom they stay now."""
        before = self.grouping
        groups = before.group_of.copy()
        for part, group in change.items():
            groups[self._part_of == part] = group
        ends = before.located.instance.portions.ends
        side = before.moved[0].astype(np.intp)
        return replace(
            before, group_of=groups, portion_groups=groups[ends[np.arange(len(ends)), side]]
        )

    def take(self, change: dict[int, int], rival: Grouping) -> None:
        """Take a change, and the grouping that comes of it."""
        self._group_of[list(change)] = list(change.values())
        self.grouping = rival
