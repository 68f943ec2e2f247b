"""Rows of the assignment model for every rule but contiguity."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from graphmodel.rule_check import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from graphmodel.assignment_model import AssignmentModel
    from graphmodel.rule_places import PlacedRule, Presence

__all__ = ["add_rule_rows", "concerned"]

_ROUNDING: Final = TOLERANCE / 1000
"""Share of a limit granted so that sums of fractions that meet it exactly are let through."""


def add_rule_rows(model: AssignmentModel) -> None:
    """Add the rows of the model's rules.

    Parameters
    ----------
    model
        A model with its variables; ``contiguous`` is left to :mod:`graphmodel.contiguity`.
    """
    by_kind: dict[str, list[PlacedRule]] = {}
    for rule in model.rules:
        key = rule.name if rule.kind == "organisations" else rule.kind
        by_kind.setdefault(key, []).append(rule)
    for rules in by_kind.values():
        add = _ADDED_BY.get(rules[0].kind)
        if add:
            add(model, rules)


def concerned(
    model: AssignmentModel, rules: Sequence[PlacedRule]
) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return which groups a rule on single groups is about, as variables that are 1 there.

    Parameters
    ----------
    model
        The model.
    rules
        One rule, at some or all of its places.

    Returns
    -------
    list
        Representatives and, for each, the variable: once for the founders of all groups where the
        rule is in force everywhere, and otherwise for each footprint named.
    """
    setting = model.setting
    everywhere = {place for place in setting.linked.tolist() if place < setting.first_count}
    if {rule.footprints[0] for rule in rules} >= everywhere:
        return [(np.arange(len(model.founded)), model.founded)]
    clusters = np.unique(model.clusters[[rule.footprints[0] for rule in rules]])
    found = []
    for cluster in clusters:
        reps = np.flatnonzero(model.in_group[cluster] >= 0)
        found.append((reps, model.in_group[cluster, reps]))
    return found


def _presence_rows(model: AssignmentModel, presence: Presence) -> NDArray[np.intp]:
    """Return the variables that say in which groups each part of an organisation is."""
    outside = model.setting.outside.ends[list(presence.outside), 0]
    return np.concatenate(
        [model.goes[list(presence.portions)], model.in_group[model.clusters[outside]]]
    )


def _add_group_count(model: AssignmentModel, rules: Sequence[PlacedRule]) -> None:
    for rule in rules:
        if rule.kind == "groups.least":
            model.rows.add_one(model.founded, least=rule.value)
        else:
            model.rows.add_one(model.founded, most=rule.value)


def _add_people(model: AssignmentModel, rules: Sequence[PlacedRule]) -> None:
    least = rules[0].kind == "people.least"
    terms, people = _people_terms(model)
    total = float(people.sum())
    limit = rules[0].value * (1 - _ROUNDING if least else 1 + _ROUNDING) / model.unit
    if not least and limit >= total:
        return
    for reps, there in concerned(model, rules):
        sums = (terms[:, reps].T, people)
        if there is model.founded and limit:
            # All groups together: this bounds their number, which one row a group does not show.
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


def _people_terms(
    model: AssignmentModel,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return variables by group whose sum, weighted by people in units, is a group's people."""
    setting = model.setting
    terms, people = [model.goes], [setting.portions.people]
    for part in (setting.loose, setting.outside):
        ends = model.clusters[part.ends]
        for side in (0, 1):
            # A portion whose ends cannot be parted, and a membership outside, count once.
            there = (ends[:, side] >= 0) & (part.people > 0)
            there &= (side == 0) | (ends[:, 0] != ends[:, 1])
            terms.append(model.in_group[ends[there, side]])
            people.append(part.people[there])
    ends = model.clusters[setting.loose.ends]
    twice = (ends >= 0).all(axis=1) & (ends[:, 0] != ends[:, 1]) & (setting.loose.people > 0)
    one, other = model.in_group[ends[twice, 0]], model.in_group[ends[twice, 1]]
    both = model.columns.add((one >= 0) & (other >= 0), whole=False)
    there = both >= 0
    if there.any():
        for end in (one, other):
            model.rows.add([(both[there], 1.0), (end[there], -1.0)], most=0)
        model.rows.add([(both[there], 1.0), (one[there], -1.0), (other[there], -1.0)], least=-1)
        terms.append(both)
        people.append(-setting.loose.people[twice])
    return np.concatenate(terms), np.concatenate(people) / model.unit


def _add_kept(model: AssignmentModel, rules: Sequence[PlacedRule]) -> None:
    """Let no other footprint of the set into the group, nobody out of it, and no others in."""
    setting = model.setting
    portions = setting.portions
    free = model.link_of[setting.portion_edges] >= 0
    for rule in rules:
        footprint = rule.footprints[0]
        side = int(footprint >= setting.first_count)
        mine = model.in_group[model.clusters[footprint]]
        reps = np.flatnonzero(mine >= 0)
        others = setting.linked[(setting.linked >= setting.first_count) == side]
        for other in others[others != footprint]:
            theirs = model.in_group[model.clusters[other], reps]
            model.rows.add([(mine[reps], 1.0), (theirs, 1.0)], most=1)
        own = portions.ends[:, side] == footprint
        for portion in np.flatnonzero(free & own):
            model.rows.add([(model.goes[portion, reps], 1.0), (mine[reps], -1.0)], least=0)
        for portion in np.flatnonzero(free & ~own):
            model.rows.add([(model.goes[portion, reps], 1.0), (mine[reps], 1.0)], most=1)


def _add_apart(model: AssignmentModel, rules: Sequence[PlacedRule]) -> None:
    for rule in rules:
        # Said of all at once, this is stronger than by pairs; a cluster named twice has no room.
        inside = model.in_group[model.clusters[list(rule.footprints)]]
        model.rows.add([(inside.T, 1.0)], most=1)


def _add_whole(model: AssignmentModel, rules: Sequence[PlacedRule]) -> None:
    for rule in rules:
        variables = np.unique(_presence_rows(model, rule.presences[0]), axis=0)
        for one, other in pairwise(variables):
            reps = np.flatnonzero((one >= 0) | (other >= 0))
            model.rows.add([(one[reps], 1.0), (other[reps], -1.0)], least=0, most=0)


def _add_organisations(model: AssignmentModel, rules: Sequence[PlacedRule]) -> None:
    """Count organisations where most of their people go, and ask for enough of them."""
    counts = [_counts_in(model, presence) for presence in rules[0].presences]
    for reps, there in concerned(model, rules):
        terms = [(counts_in[reps], 1.0) for counts_in in counts]
        model.rows.add([*terms, (there, -rules[0].value)], least=0)


def _counts_in(model: AssignmentModel, presence: Presence) -> NDArray[np.intp]:
    """Return, by group, the variables that say where an organisation counts."""
    setting = model.setting
    variables, of_part = np.unique(_presence_rows(model, presence), axis=0, return_inverse=True)
    people = np.bincount(
        of_part.ravel(),
        np.concatenate(
            [
                setting.portions.people[list(presence.portions)],
                setting.outside.people[list(presence.outside)],
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


_ADDED_BY: Final[dict[str, Callable[[AssignmentModel, Sequence[PlacedRule]], None]]] = {
    "groups.least": _add_group_count,
    "groups.most": _add_group_count,
    "people.least": _add_people,
    "people.most": _add_people,
    "keep": _add_kept,
    "apart": _add_apart,
    "whole": _add_whole,
    "organisations": _add_organisations,
}
"""What adds the rows of each kind of rule; ``together`` has none, being contracted."""
