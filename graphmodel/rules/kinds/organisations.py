"""Organisations: footprints of a further set kept whole, and enough of a kind in every group."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from graphmodel.files.findings import listed, nearest
from graphmodel.rules.grouping import TOLERANCE
from graphmodel.rules.instance import common_portions, partner_places
from graphmodel.rules.kinds.kind import Kind
from graphmodel.rules.model import concerned
from graphmodel.rules.places import PlacedRule, Presence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from graphmodel.rules.grouping import Grouping
    from graphmodel.rules.model import AssignmentModel
    from graphmodel.rules.places import Places
    from graphmodel.rules.rules import OrganisationRule


class Whole(Kind):
    """The blocks that lie entirely in one footprint of a further set go to one group."""

    name = "whole"

    def placed(self, places: Places) -> Iterator[PlacedRule]:
        for footprint_set in places.rules.whole:
            known = places.dataset.footprint_sets
            if footprint_set in known:
                yield from self._footprints(places, footprint_set)
                continue
            near = nearest(footprint_set, known)
            hint = f"Did you mean {near}?" if near else f"It has {listed(known)}."
            message = f"{places.dataset.name} has no such footprint set"
            places.wrong("whole", footprint_set, message, hint)

    def _footprints(self, places: Places, footprint_set: str) -> Iterator[PlacedRule]:
        instance = places.instance
        rows = places.dataset.memberships
        rows = rows[
            (rows["footprint_set"] == footprint_set)
            & rows["organisation"].isin(places.dataset.people.index)
        ]
        rows = rows[~rows["organisation"].duplicated(keep=False)]
        where = places.blocks
        named = places.dataset.footprints
        named = named[named["footprint_set"] == footprint_set]
        names = dict(zip(named["footprint"], named["name"], strict=True))
        bound: set[str] = set()
        for footprint, members in rows.groupby("footprint")["organisation"]:
            blocks = [block for block in members if block in where]
            bound |= set(blocks)
            portions = tuple(place for block in blocks for place in where[block].portions)
            outside = tuple(place for block in blocks for place in where[block].outside)
            if len(portions) + len(outside) > 1:
                words = f": {footprint} ({names[str(footprint)]})"
                presence = Presence(portions, outside)
                name = f"whole = {footprint_set}"
                yield PlacedRule("whole", name, words, presences=(presence,))
        unbound = tuple(block for block in instance.blocks if block not in bound)
        places.unbound[footprint_set] = unbound
        if unbound:
            places.notes.append(
                f"{len(unbound)} of {len(instance.blocks)} blocks do not lie entirely in one"
                f" footprint of {footprint_set}, or are in no plan: the rule does not bind them."
            )

    def met(self, grouping: Grouping, rule: PlacedRule) -> bool:
        return len(grouping.groups_with(rule.presences[0])) <= 1

    def add_rows(self, model: AssignmentModel, rules: Sequence[PlacedRule]) -> None:
        for rule in rules:
            variables = np.unique(_presence_rows(model, rule.presences[0]), axis=0)
            for one, other in pairwise(variables):
                reps = np.flatnonzero((one >= 0) | (other >= 0))
                model.rows.add([(one[reps], 1.0), (other[reps], -1.0)], least=0, most=0)


class Organisations(Kind):
    """Every group has at least so many organisations of a kind.

    One counts in the group that most of its people go to; one with several main groups counts in
    any of them, and which it is is settled for all groups at once.
    """

    name = "organisations"

    def placed(self, places: Places) -> Iterator[PlacedRule]:
        for number, rule in enumerate(places.rules.organisations, start=1):
            key = f"organisations[{number}]"
            chosen = _chosen(places, key, rule)
            if chosen is None:
                continue
            presences = _presences(places, chosen)
            missing = len(chosen) - len(presences)
            if missing:
                places.notes.append(
                    f"{missing} of {len(chosen)} organisations of {key} are in no footprint of the"
                    " plan, and count in no group."
                )
            words = f"{rule.kind}, {rule.type}" if rule.type else rule.kind
            name = f"{key} (at least {rule.least} of {words})"
            for place, where in places.groups:
                yield PlacedRule(self.name, name, where, (place,), rule.least, presences)

    def met(self, grouping: Grouping, rule: PlacedRule) -> bool:
        return not self.broken(grouping, [rule])

    def broken(self, grouping: Grouping, rules: Sequence[PlacedRule]) -> Iterable[PlacedRule]:
        choices = [grouping.main_groups(one).tolist() for one in rules[0].presences]
        group_of = {id(rule): int(grouping.group_of[rule.footprints[0]]) for rule in rules}
        short = _shortage(choices, {group_of[id(rule)]: rule.value for rule in rules})
        return [rule for rule in rules if group_of[id(rule)] in short]

    def add_rows(self, model: AssignmentModel, rules: Sequence[PlacedRule]) -> None:
        counts = [_counts_in(model, presence) for presence in rules[0].presences]
        for reps, there in concerned(model, rules):
            terms = [(counts_in[reps], 1.0) for counts_in in counts]
            model.rows.add([*terms, (there, -rules[0].value)], least=0)


def _chosen(places: Places, key: str, rule: OrganisationRule) -> pd.DataFrame | None:
    """Return the organisations that a rule is about; None where there are none (noted)."""
    name, rows = places.dataset.name, places.dataset.organisations
    kinds = sorted(set(rows["kind"]))
    chosen = rows[rows["kind"] == rule.kind]
    if rule.kind not in kinds:
        near = nearest(rule.kind, kinds)
        hint = f"Did you mean {near}?" if near else f"It has {listed(kinds)}."
        places.wrong(f"{key}.kind", rule.kind, f"{name} has no such kind", hint)
        return None
    types = sorted({text for text in chosen["type"] if text})
    if rule.type and rule.type not in types:
        near = nearest(rule.type, types)
        known = f"It has {listed(types)}." if types else "It has no types."
        hint = f"Did you mean {near}?" if near else known
        places.wrong(f"{key}.type", rule.type, f"{name} has no {rule.kind} of this type", hint)
        return None
    return chosen[chosen["type"] == rule.type] if rule.type else chosen


def _presences(places: Places, organisations: pd.DataFrame) -> tuple[Presence, ...]:
    codes = organisations["organisation"]
    if set(organisations["kind"]) <= set(places.dataset.blocks):
        return tuple(places.blocks[code] for code in codes if code in places.blocks)
    memberships = partner_places(places.instance)
    portions = (common_portions(places.instance, memberships.get(c, frozenset())) for c in codes)
    return tuple(Presence(found) for found in portions if found)


def _shortage(choices: Sequence[Sequence[int]], wanted: dict[int, float]) -> set[int]:
    """Return the groups that cannot have what they need, given what the others have."""
    counts_in: dict[int, int] = {}
    # Organisations are given to groups along augmenting paths, as in bipartite matching.
    return {
        group
        for group in sorted(wanted)
        if not all(_give(group, choices, counts_in, set()) for _ in range(int(wanted[group])))
    }


def _give(
    group: int, choices: Sequence[Sequence[int]], counts_in: dict[int, int], seen: set[int]
) -> bool:
    for number, groups in enumerate(choices):
        if group in groups and number not in seen:
            seen.add(number)
            holder = counts_in.get(number)
            if holder == group:
                continue
            if holder is None or _give(holder, choices, counts_in, seen):
                counts_in[number] = group
                return True
    return False


def _presence_rows(model: AssignmentModel, presence: Presence) -> NDArray[np.intp]:
    """Return the variables that say in which groups each part of an organisation is."""
    outside = model.instance.outside.ends[list(presence.outside), 0]
    return np.concatenate(
        [model.goes[list(presence.portions)], model.in_group[model.clusters[outside]]]
    )


def _counts_in(model: AssignmentModel, presence: Presence) -> NDArray[np.intp]:
    """Return, by group, the variables that say where an organisation counts."""
    instance = model.instance
    variables, of_part = np.unique(_presence_rows(model, presence), axis=0, return_inverse=True)
    people = np.bincount(
        of_part.ravel(),
        np.concatenate(
            [
                instance.portions.people[list(presence.portions)],
                instance.outside.people[list(presence.outside)],
            ]
        )
        / model.unit,
    )
    total, largest = float(people.sum()), int(people.argmax())
    if people[largest] > total / 2:
        # Whoever has this part has most.
        return np.asarray(variables[largest])
    reps = np.flatnonzero((variables >= 0).any(axis=0))
    counts = np.full(variables.shape[1], -1, np.intp)
    counts[reps] = model.columns.add(np.ones(len(reps), bool), whole=True)
    most = model.columns.add(np.ones(1, bool), whole=False, upper=total)
    model.rows.add_one(counts[reps], most=1)
    sums = (variables[:, reps].T, people)
    top = (np.repeat(most, len(reps)), -1.0)
    slack = total * TOLERANCE / 1000
    model.rows.add([sums, top], most=0)
    model.rows.add([sums, top, (counts[reps], -total)], least=-total - slack)
    return counts
