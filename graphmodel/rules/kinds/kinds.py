"""All kinds of rules, and what is done with every one: found in the data, checked, modelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphmodel.errors import RulesError
from graphmodel.files.findings import listed, nearest
from graphmodel.rules.instance import Instance
from graphmodel.rules.kinds.footprints import Apart, Keep, Together
from graphmodel.rules.kinds.limits import Contiguous, GroupCount, GroupPeople
from graphmodel.rules.kinds.organisations import Organisations, Whole
from graphmodel.rules.places import Located, Places
from graphmodel.rules.rules import RELATIONSHIP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.rules.grouping import Grouping
    from graphmodel.rules.kinds.kind import Kind
    from graphmodel.rules.model import AssignmentModel
    from graphmodel.rules.places import PlacedRule
    from graphmodel.rules.rules import Rules

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        GroupCount("least"),
        GroupCount("most"),
        GroupPeople("least"),
        GroupPeople("most"),
        Keep(),
        Together(),
        Apart(),
        Whole(),
        Organisations(),
        Contiguous(),
    )
}
"""Every kind of rule by its name."""


def locate(dataset: Dataset, overlap: Overlap, rules: Rules) -> Located:
    """Look up everything that rules for the two sets of an overlap name.

    Raises
    ------
    RulesError
        With every name that there is not, or that is not clear.
    """
    places = Places(Instance(dataset, overlap), rules)
    found = [rule for kind in KINDS.values() for rule in kind.placed(places)]
    cost = _cost(places)
    problems = places.findings.problems()
    if problems:
        raise RulesError(problems)
    return Located(
        instance=places.instance,
        rules=tuple(found),
        cost=cost,
        relationship_cost=rules.cost.get(RELATIONSHIP, 0.0),
        contiguous=rules.contiguous,
        unbound=places.unbound,
        notes=tuple(places.notes),
    )


def _cost(places: Places) -> tuple[float, float]:
    compare, cost = places.instance.overlap.compare, places.rules.cost
    known = (*compare, RELATIONSHIP)
    for key in cost:
        if key not in known:
            near = nearest(key, known)
            hint = f"Did you mean {near}?" if near else f"There are {listed(known)}."
            places.wrong(f"cost.{key}", "", "is no cost of this comparison", hint)
    first, second = (cost.get(name, 1.0) for name in compare)
    return first, second


def _by_rule(rules: Iterable[PlacedRule]) -> Iterator[tuple[Kind, list[PlacedRule]]]:
    """Yield every rule with all of its places, kind by kind."""
    found: dict[str, dict[str, list[PlacedRule]]] = {}
    for rule in rules:
        found.setdefault(rule.kind, {}).setdefault(rule.name, []).append(rule)
    for kind, by_name in found.items():
        for members in by_name.values():
            yield KINDS[kind], members


def broken_rules(grouping: Grouping, rules: Iterable[PlacedRule]) -> list[PlacedRule]:
    """Return those of some rules that a grouping breaks: looked up, without any model."""
    rules = list(rules)
    broken = {
        id(rule) for kind, members in _by_rule(rules) for rule in kind.broken(grouping, members)
    }
    return [rule for rule in rules if id(rule) in broken]


def add_rule_rows(model: AssignmentModel) -> None:
    """Add the rows of the model's rules; those of ``contiguous`` come as they are needed."""
    for kind, members in _by_rule(model.rules):
        kind.add_rows(model, members)
