"""The ground of every group hangs together; its rows are added while the model is solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.rules.kinds.kind import Kind
from graphmodel.rules.places import PlacedRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.rules.grouping import Grouping
    from graphmodel.rules.places import Places


class Contiguous(Kind):
    """The ground of every group hangs together."""

    name = "contiguous"

    def placed(self, places: Places) -> Iterator[PlacedRule]:
        asked = places.rules.contiguous
        if not asked:
            return
        if places.dataset.neighbours.empty:
            message = f"{places.dataset.name} does not say which organisations are neighbours"
            places.wrong("contiguous", "", message, "Add neighbours.csv, or leave the rule out.")
        name = 'contiguous = "land"' if asked == "land" else "contiguous = true"
        for place, words in places.groups:
            yield PlacedRule(self.name, name, words, (place,))

    def met(self, grouping: Grouping, rule: PlacedRule) -> bool:
        return bool(grouping.contiguous[grouping.group_of[rule.footprints[0]]])
