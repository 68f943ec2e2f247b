"""What every kind of rule has to say."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphmodel.rules.grouping import Grouping
    from graphmodel.rules.model import AssignmentModel
    from graphmodel.rules.places import PlacedRule, Places


class Kind(ABC):
    """A kind of rule.

    Attributes
    ----------
    name
        Its key in a rules file, by which a :class:`PlacedRule` names it.
    """

    name: str

    @abstractmethod
    def placed(self, places: Places) -> Iterable[PlacedRule]:
        """Return the rules of this kind that are set, at every place where they are in force."""

    @abstractmethod
    def met(self, grouping: Grouping, rule: PlacedRule) -> bool:
        """Tell whether a grouping meets a rule at one place."""

    def broken(self, grouping: Grouping, rules: Sequence[PlacedRule]) -> Iterable[PlacedRule]:
        """Return those places of one rule at which a grouping breaks it."""
        return [rule for rule in rules if not self.met(grouping, rule)]

    def add_rows(self, model: AssignmentModel, rules: Sequence[PlacedRule]) -> None:  # noqa: B027
        """Add the rows of one rule, at some or all of its places, to a model with its variables.

        None by itself: a rule can be met by how the model is made, or get its rows as it is solved.
        """
