"""Footprints named: kept as they are, in one group, or in a group each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from graphmodel.files.findings import listed
from graphmodel.rules.kinds.kind import Kind
from graphmodel.rules.places import PlacedRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphmodel.rules.grouping import Grouping
    from graphmodel.rules.model import AssignmentModel
    from graphmodel.rules.places import Places

_BOTH: Final = 2


class Keep(Kind):
    """No other footprint of its set is in the group, nobody leaves it, and no others come in."""

    name = "keep"

    def placed(self, places: Places) -> Iterator[PlacedRule]:
        for number, name in enumerate(places.rules.keep, start=1):
            place = places.find(f"keep[{number}]", name)
            if place is None:
                continue
            if places.instance.degrees[place]:
                words = f": {places.instance.labels[place]}"
                yield PlacedRule("keep", f"keep[{number}]", words, (place,))
            else:
                places.note_alone(place)

    def met(self, grouping: Grouping, rule: PlacedRule) -> bool:
        instance, footprint = grouping.located.instance, rule.footprints[0]
        side = int(footprint >= instance.first_count)
        group = grouping.group_of[footprint]
        mates = np.flatnonzero(grouping.group_of == group)
        if np.count_nonzero((mates >= instance.first_count) == side) > 1:
            return False
        own = instance.portions.ends[:, side] == footprint
        return bool(np.array_equal(own, grouping.portion_groups == group))

    def add_rows(self, model: AssignmentModel, rules: Sequence[PlacedRule]) -> None:
        instance = model.instance
        portions = instance.portions
        free = model.link_of[instance.portion_edges] >= 0
        for rule in rules:
            footprint = rule.footprints[0]
            side = int(footprint >= instance.first_count)
            mine = model.in_group[model.clusters[footprint]]
            reps = np.flatnonzero(mine >= 0)
            others = instance.linked[(instance.linked >= instance.first_count) == side]
            for other in others[others != footprint]:
                theirs = model.in_group[model.clusters[other], reps]
                model.rows.add([(mine[reps], 1.0), (theirs, 1.0)], most=1)
            own = portions.ends[:, side] == footprint
            for portion in np.flatnonzero(free & own):
                model.rows.add([(model.goes[portion, reps], 1.0), (mine[reps], -1.0)], least=0)
            for portion in np.flatnonzero(free & ~own):
                model.rows.add([(model.goes[portion, reps], 1.0), (mine[reps], 1.0)], most=1)


class _Lists(Kind):
    """Lists of footprints, each a rule by itself."""

    def note_alone(self, places: Places, key: str, place: int) -> None:  # noqa: ARG002
        """Note that one of the footprints is in no group."""
        places.note_alone(place)

    def placed(self, places: Places) -> Iterator[PlacedRule]:
        labels = places.instance.labels
        for number, names in enumerate(getattr(places.rules, self.name), start=1):
            key = f"{self.name}[{number}]"
            found = [places.find(key, name) for name in names]
            known = list(dict.fromkeys(place for place in found if place is not None))
            if None not in found and len(known) < _BOTH:
                places.wrong(key, listed(names), "names one footprint only, in several ways")
            linked = [place for place in known if places.instance.degrees[place]]
            for place in set(known) - set(linked):
                self.note_alone(places, key, place)
            if len(linked) >= _BOTH:
                words = f": {listed(labels[place] for place in linked)}"
                yield PlacedRule(self.name, key, words, tuple(linked))


class Together(_Lists):
    """All footprints of a list are in one group: the model has them contracted."""

    name = "together"

    def note_alone(self, places: Places, key: str, place: int) -> None:
        words = f"{places.instance.labels[place]} shares nobody with the other set"
        places.wrong(key, "", f"{words}, so that it is in no group", "Leave it out.")

    def met(self, grouping: Grouping, rule: PlacedRule) -> bool:
        return len(set(grouping.group_of[list(rule.footprints)].tolist())) == 1


class Apart(_Lists):
    """No two footprints of a list are in one group."""

    name = "apart"

    def met(self, grouping: Grouping, rule: PlacedRule) -> bool:
        groups = grouping.group_of[list(rule.footprints)].tolist()
        return len(set(groups)) == len(groups)

    def add_rows(self, model: AssignmentModel, rules: Sequence[PlacedRule]) -> None:
        for rule in rules:
            # Said of all at once, it is stronger than by pairs; a cluster named twice has no room.
            inside = model.in_group[model.clusters[list(rule.footprints)]]
            model.rows.add([(inside.T, 1.0)], most=1)
