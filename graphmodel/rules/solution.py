"""Groups that comply with rules, as a model finds them, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from graphmodel.overlap.groups import Groups
from graphmodel.rules.grouping import relationships_broken
from graphmodel.rules.kinds.kinds import broken_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphmodel.rules.grouping import Grouping
    from graphmodel.rules.places import PlacedRule

_ROUNDING: Final = 1e-9
"""Share of a cost that sums of fractions may be out by."""


@dataclass(frozen=True, eq=False)
class Solution:
    """Groups that comply with rules, and how far they are proved to be the best.

    Attributes
    ----------
    grouping
        Groups and the group that every portion goes to, in numbers.
    lower_bound
        Cost that no compliant grouping falls below, as far as proved.
    optimal
        Whether that is the cost of this one.
    """

    grouping: Grouping
    lower_bound: float
    optimal: bool

    @cached_property
    def groups(self) -> Groups:
        """The groups as joint plans take them."""
        first = self.grouping.located.instance.first_count
        labels = self.grouping.group_of
        return Groups((labels[:first], labels[first:]), self.grouping.count)

    @property
    def objective(self) -> float:
        """Cost of disturbance, by the weights set; people moved where none are."""
        return cost_of(self.grouping)

    @property
    def people_moved(self) -> float:
        """People who change footprint, in A plus in B."""
        return sum(self.grouping.people_moved)


def cost_of(grouping: Grouping) -> float:
    """Return the cost of disturbance of a grouping, by the weights set."""
    located = grouping.located
    people = grouping.people_moved
    cost = located.cost[0] * people[0] + located.cost[1] * people[1]
    if located.relationship_cost:
        cost += located.relationship_cost * len(relationships_broken(grouping))
    return cost


def complies(grouping: Grouping, *, most: float, rules: Sequence[PlacedRule] | None = None) -> bool:
    """Tell whether a grouping costs so much at most, and breaks no rule: of its own, or given."""
    wanted = grouping.located.rules if rules is None else rules
    return cost_of(grouping) <= most * (1 + _ROUNDING) and not broken_rules(grouping, wanted)
