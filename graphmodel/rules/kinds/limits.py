"""Limits: how many groups there are, how many people each has, and that its ground is in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from graphmodel.rules.grouping import TOLERANCE
from graphmodel.rules.kinds.kind import Kind
from graphmodel.rules.model import concerned
from graphmodel.rules.places import PlacedRule
from graphmodel.wording import whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from graphmodel.rules.grouping import Grouping
    from graphmodel.rules.model import AssignmentModel
    from graphmodel.rules.places import Places

_ROUNDING: Final = TOLERANCE / 1000
"""Share of a limit granted so that sums of fractions that meet it exactly are let through."""


class GroupCount(Kind):
    """There are at least, or at most, so many groups."""

    def __init__(self, word: Literal["least", "most"]) -> None:
        self.name = f"groups.{word}"
        self._least = word == "least"

    def placed(self, places: Places) -> Iterator[PlacedRule]:
        count = places.rules.groups_least if self._least else places.rules.groups_most
        if count is not None:
            yield PlacedRule(self.name, f"{self.name} = {count}", "", (), count)

    def met(self, grouping: Grouping, rule: PlacedRule) -> bool:
        return grouping.count >= rule.value if self._least else grouping.count <= rule.value

    def add_rows(self, model: AssignmentModel, rules: Sequence[PlacedRule]) -> None:
        for rule in rules:
            if self._least:
                model.rows.add_one(model.founded, least=rule.value)
            else:
                model.rows.add_one(model.founded, most=rule.value)


class GroupPeople(Kind):
    """Every group has at least, or at most, so many people."""

    def __init__(self, word: Literal["least", "most"]) -> None:
        self.name = f"people.{word}"
        self._least = word == "least"

    def placed(self, places: Places) -> Iterator[PlacedRule]:
        limit = places.rules.people_least if self._least else places.rules.people_most
        if limit is not None:
            for place, words in places.groups:
                yield PlacedRule(self.name, f"{self.name} = {whole(limit)}", words, (place,), limit)

    def met(self, grouping: Grouping, rule: PlacedRule) -> bool:
        people = grouping.people[grouping.group_of[rule.footprints[0]]]
        if self._least:
            return bool(people >= rule.value * (1 - TOLERANCE))
        return bool(people <= rule.value * (1 + TOLERANCE))

    def add_rows(self, model: AssignmentModel, rules: Sequence[PlacedRule]) -> None:
        least = self._least
        terms, people = _people_terms(model)
        total = float(people.sum())
        limit = rules[0].value * (1 - _ROUNDING if least else 1 + _ROUNDING) / model.unit
        if not least and limit >= total:
            return
        for reps, there in concerned(model, rules):
            sums = (terms[:, reps].T, people)
            if there is model.founded and limit:
                # This bounds the number of groups, which a row for each of them does not show.
                if least:
                    everybody = float(people[people > 0].sum())
                    model.rows.add_one(there, most=np.floor(everybody / limit + TOLERANCE))
                else:
                    model.rows.add_one(there, least=np.ceil(total / limit - TOLERANCE))
            if least:
                model.rows.add([sums, (there, -limit)], least=0)
            elif there is model.founded:
                model.rows.add([sums, (there, -limit)], most=0)
            else:
                model.rows.add([sums, (there, total - limit)], most=total)


class Contiguous(Kind):
    """The ground of every group hangs together; rows are added while the model is solved."""

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


def _people_terms(
    model: AssignmentModel,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return variables by group whose sum, weighted by people in units, is a group's people."""
    instance = model.instance
    terms, people = [model.goes], [instance.portions.people]
    for part in (instance.loose, instance.outside):
        ends = model.clusters[part.ends]
        for side in (0, 1):
            # A portion whose ends cannot be parted, and a membership outside, count once.
            there = (ends[:, side] >= 0) & (part.people > 0)
            there &= (side == 0) | (ends[:, 0] != ends[:, 1])
            terms.append(model.in_group[ends[there, side]])
            people.append(part.people[there])
    ends = model.clusters[instance.loose.ends]
    twice = (ends >= 0).all(axis=1) & (ends[:, 0] != ends[:, 1]) & (instance.loose.people > 0)
    one, other = model.in_group[ends[twice, 0]], model.in_group[ends[twice, 1]]
    both = model.columns.add((one >= 0) & (other >= 0), whole=False)
    there = both >= 0
    if there.any():
        for end in (one, other):
            model.rows.add([(both[there], 1.0), (end[there], -1.0)], most=0)
        model.rows.add([(both[there], 1.0), (one[there], -1.0), (other[there], -1.0)], least=-1)
        terms.append(both)
        people.append(-instance.loose.people[twice])
    return np.concatenate(terms), np.concatenate(people) / model.unit
