"""Rules brought to the ground: which footprints, blocks and organisations each of them concerns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from graphmodel.errors import RulesError
from graphmodel.files.findings import Findings, listed, nearest
from graphmodel.rules.instance import Setting
from graphmodel.rules.rules import RELATIONSHIP
from graphmodel.wording import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.rules.rules import Contiguous, OrganisationRule, Rules

__all__ = ["FootprintNames", "Located", "PlacedRule", "Presence", "RuleKind", "locate"]


class FootprintNames:
    """Finds the footprints of A and B by what users call them.

    Parameters
    ----------
    setting
        The overlap whose footprints are meant.
    """

    def __init__(self, setting: Setting) -> None:
        self._compare = setting.overlap.compare
        self._sets = setting.dataset.footprint_sets
        rows = setting.overlap.footprints
        self._by_word: dict[tuple[str, str], list[int]] = {}
        for side, name in enumerate(self._compare):
            mine = rows[rows["footprint_set"] == name].set_index("footprint")["name"]
            for place, code in enumerate(setting.overlap.codes[side]):
                for word in dict.fromkeys((code, mine.loc[code])):
                    number = place + side * setting.first_count
                    self._by_word.setdefault((name, word), []).append(number)
        self._labels = setting.labels

    def find(self, name: str) -> tuple[int | None, str, str]:
        """Return a footprint's number; or None, what is wrong, and what to do about it."""
        before, colon, word = name.partition(":")
        sets, word = ((before,), word.strip()) if colon and before in self._sets else ((), name)
        if sets and before not in self._compare:
            return None, f"{before} is not compared here", f"These are: {listed(self._compare)}."
        places = [
            place for one in sets or self._compare for place in self._by_word.get((one, word), ())
        ]
        if len(places) == 1:
            return places[0], "", ""
        if places:
            shown = listed(self._labels[place] for place in places)
            return None, "names several footprints", f"Write one of {shown}, by set and code."
        known = {f"{one}:{other}": (one, other) for one, other in self._by_word}
        if not sets:
            known = {other: (one, other) for one, other in self._by_word} | known
        near = nearest(name, known)
        remedy = "Write it by set and code, such as stp:E54000035."
        if near:
            remedy = f"Did you mean {self._labels[self._by_word[known[near]][0]]}?"
        return None, "there is no such footprint", remedy


RuleKind: TypeAlias = Literal[
    "people.least",
    "people.most",
    "groups.least",
    "groups.most",
    "keep",
    "together",
    "apart",
    "whole",
    "organisations",
    "contiguous",
]


_BOTH: Final = 2


@dataclass(frozen=True, slots=True)
class Presence:
    """Where an organisation is: some portions, and some memberships outside.

    Attributes
    ----------
    portions
        Places in ``Setting.portions``.
    outside
        Places in ``Setting.outside``.
    """

    portions: tuple[int, ...] = ()
    outside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedRule:
    """A rule at one place, which can be met or broken there.

    Attributes
    ----------
    kind
        What is asked for.
    name
        The rule's name in the file: ``people.least``, ``together[2]``.
    place
        Where, in words.
    footprints
        Numbers of the footprints named; the one whose group is meant.
    value
        The limit.
    presences
        For ``whole``, everything that goes to one group; for ``organisations``, where each
        organisation of the kind is.
    """

    kind: RuleKind
    name: str
    place: str
    footprints: tuple[int, ...] = ()
    value: float = 0.0
    presences: tuple[Presence, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        return self.name + self.place


@dataclass(frozen=True, eq=False)
class Located:
    """Rules and costs for one overlap.

    Attributes
    ----------
    setting
        The overlap in numbers.
    rules
        Every rule at every place.
    cost
        Cost of a person who changes footprint in A, and in B.
    relationship_cost
        Cost of a partner relationship broken.
    contiguous
        What counts as contiguous.
    unbound
        For each set under ``whole``, the blocks that the rule does not bind: in several of its
        footprints, in none, or in no plan.
    notes
        Sentences on what a rule does not reach.
    """

    setting: Setting
    rules: tuple[PlacedRule, ...]
    cost: tuple[float, float] = (1.0, 1.0)
    relationship_cost: float = 0.0
    contiguous: Contiguous = False
    unbound: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def locate(dataset: Dataset, overlap: Overlap, rules: Rules) -> Located:
    """Look up everything that rules name.

    Parameters
    ----------
    dataset
        A dataset as read.
    overlap
        The overlap of the two sets that the rules are for.
    rules
        The rules.

    Raises
    ------
    RulesError
        With every name that there is not, or that is not clear.
    """
    return _Locator(Setting(dataset, overlap), rules).located()


class _Locator:
    def __init__(self, setting: Setting, rules: Rules) -> None:
        self._setting = setting
        self._dataset = setting.dataset
        self._rules = rules
        self._findings = Findings()
        self._notes: list[str] = []
        self._unbound: dict[str, tuple[str, ...]] = {}
        self._names = FootprintNames(setting)
        self._group_places = [
            (int(place), f", for the group of {setting.labels[place]}")
            for place in setting.linked
            if place < setting.first_count
        ]

    def located(self) -> Located:
        rules = self._rules
        found = [*self._limits(), *self._kept(), *self._lists("together"), *self._lists("apart")]
        for footprint_set in rules.whole:
            found += self._whole(footprint_set)
        for number, rule in enumerate(rules.organisations, start=1):
            found += self._organisations(number, rule)
        if rules.contiguous:
            if self._dataset.neighbours.empty:
                message = f"{self._dataset.name} does not say which organisations are neighbours"
                self._wrong("contiguous", "", message, "Add neighbours.csv, or leave the rule out.")
            name = 'contiguous = "land"' if rules.contiguous == "land" else "contiguous = true"
            found += [
                PlacedRule("contiguous", name, words, (place,))
                for place, words in self._group_places
            ]
        cost = self._cost()
        problems = self._findings.problems()
        if problems:
            raise RulesError(problems)
        return Located(
            setting=self._setting,
            rules=tuple(found),
            cost=cost,
            relationship_cost=rules.cost.get(RELATIONSHIP, 0.0),
            contiguous=rules.contiguous,
            unbound=self._unbound,
            notes=tuple(self._notes),
        )

    def _wrong(self, key: str, value: str, message: str, remedy: str = "") -> None:
        self._findings.add("error", self._rules.source, message, remedy, column=key, value=value)

    def _limits(self) -> Iterable[PlacedRule]:
        rules = self._rules
        groups: tuple[tuple[RuleKind, int | None], ...] = (
            ("groups.least", rules.groups_least),
            ("groups.most", rules.groups_most),
        )
        for kind, count in groups:
            if count is not None:
                yield PlacedRule(kind, f"{kind} = {count}", "", (), count)
        people: tuple[tuple[RuleKind, float | None], ...] = (
            ("people.least", rules.people_least),
            ("people.most", rules.people_most),
        )
        for kind, limit in people:
            if limit is not None:
                for place, words in self._group_places:
                    yield PlacedRule(kind, f"{kind} = {whole(limit)}", words, (place,), limit)

    def _kept(self) -> Iterable[PlacedRule]:
        for number, name in enumerate(self._rules.keep, start=1):
            place = self._place(f"keep[{number}]", name)
            if place is None:
                continue
            if self._setting.degrees[place]:
                words = f": {self._setting.labels[place]}"
                yield PlacedRule("keep", f"keep[{number}]", words, (place,))
            else:
                self._alone(place)

    def _lists(self, kind: Literal["together", "apart"]) -> Iterable[PlacedRule]:
        for number, names in enumerate(getattr(self._rules, kind), start=1):
            key = f"{kind}[{number}]"
            places = [self._place(key, name) for name in names]
            known = list(dict.fromkeys(place for place in places if place is not None))
            if None not in places and len(known) < _BOTH:
                self._wrong(key, listed(names), "names one footprint only, in several ways")
            linked = [place for place in known if self._setting.degrees[place]]
            for place in set(known) - set(linked):
                if kind == "apart":
                    self._alone(place)
                else:
                    words = f"{self._setting.labels[place]} shares nobody with the other set"
                    self._wrong(key, "", f"{words}, so that it is in no group", "Leave it out.")
            if len(linked) >= _BOTH:
                words = f": {listed(self._setting.labels[place] for place in linked)}"
                yield PlacedRule(kind, key, words, tuple(linked))

    def _alone(self, place: int) -> None:
        words = f"{self._setting.labels[place]} shares nobody with the other set"
        self._notes.append(f"{words} and is in no plan: the rule on it is met as it is.")

    def _place(self, key: str, name: str) -> int | None:
        place, message, remedy = self._names.find(name)
        if place is None:
            self._wrong(key, name, message, remedy)
        return place

    def _known_set(self, key: str, name: str) -> bool:
        known = self._dataset.footprint_sets
        if name not in known:
            near = nearest(name, known)
            hint = f"Did you mean {near}?" if near else f"It has {listed(known)}."
            self._wrong(key, name, f"{self._dataset.name} has no such footprint set", hint)
        return name in known

    def _whole(self, footprint_set: str) -> list[PlacedRule]:
        if not self._known_set("whole", footprint_set):
            return []
        setting = self._setting
        rows = self._dataset.memberships
        rows = rows[
            (rows["footprint_set"] == footprint_set)
            & rows["organisation"].isin(self._dataset.people.index)
        ]
        rows = rows[~rows["organisation"].duplicated(keep=False)]
        where = self._presence_of_blocks()
        named = self._dataset.footprints
        named = named[named["footprint_set"] == footprint_set]
        names = dict(zip(named["footprint"], named["name"], strict=True))
        found = []
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
                found.append(PlacedRule("whole", name, words, presences=(presence,)))
        unbound = tuple(block for block in setting.blocks if block not in bound)
        self._unbound[footprint_set] = unbound
        if unbound:
            self._notes.append(
                f"{len(unbound)} of {len(setting.blocks)} blocks do not lie entirely in one"
                f" footprint of {footprint_set}, or are in no plan: the rule does not bind them."
            )
        return found

    def _presence_of_blocks(self) -> dict[str, Presence]:
        """Return where each block is; one that nobody is in, or in no plan, is left out."""
        setting = self._setting
        found: dict[str, tuple[list[int], list[int]]] = {}
        inside = setting.portions.blocks
        for place, block in enumerate(setting.blocks[inside]):
            found.setdefault(block, ([], []))[0].append(place)
        outside = setting.outside
        for place, block in enumerate(setting.blocks[outside.blocks]):
            if outside.people[place] > 0 and setting.degrees[outside.ends[place, 0]]:
                found.setdefault(block, ([], []))[1].append(place)
        return {block: Presence(tuple(one), tuple(two)) for block, (one, two) in found.items()}

    def _organisations(self, number: int, rule: OrganisationRule) -> list[PlacedRule]:
        key = f"organisations[{number}]"
        rows = self._dataset.organisations
        kinds = sorted(set(rows["kind"]))
        chosen = rows[rows["kind"] == rule.kind]
        if rule.kind not in kinds:
            near = nearest(rule.kind, kinds)
            hint = f"Did you mean {near}?" if near else f"It has {listed(kinds)}."
            self._wrong(f"{key}.kind", rule.kind, f"{self._dataset.name} has no such kind", hint)
            return []
        if rule.type:
            types = sorted({text for text in chosen["type"] if text})
            chosen = chosen[chosen["type"] == rule.type]
            if rule.type not in types:
                near = nearest(rule.type, types)
                known = f"It has {listed(types)}." if types else "It has no types."
                hint = f"Did you mean {near}?" if near else known
                message = f"{self._dataset.name} has no {rule.kind} of this type"
                self._wrong(f"{key}.type", rule.type, message, hint)
                return []
        presences = self._presence_of(chosen)
        missing = len(chosen) - len(presences)
        if missing:
            self._notes.append(
                f"{missing} of {len(chosen)} organisations of {key} are in no footprint of the"
                " plan, and count in no group."
            )
        words = f"{rule.kind}, {rule.type}" if rule.type else rule.kind
        name = f"{key} (at least {rule.least} of {words})"
        return [
            PlacedRule("organisations", name, where, (place,), rule.least, presences)
            for place, where in self._group_places
        ]

    def _presence_of(self, organisations: pd.DataFrame) -> tuple[Presence, ...]:
        codes = organisations["organisation"]
        if set(organisations["kind"]) <= set(self._dataset.blocks):
            where = self._presence_of_blocks()
            return tuple(where[code] for code in codes if code in where)
        memberships = partner_places(self._setting)
        found = []
        for code in codes:
            portions = common_portions(self._setting, memberships.get(code, frozenset()))
            if portions:
                found.append(Presence(portions))
        return tuple(found)

    def _cost(self) -> tuple[float, float]:
        compare = self._setting.overlap.compare
        known = (*compare, RELATIONSHIP)
        for key in self._rules.cost:
            if key not in known:
                near = nearest(key, known)
                hint = f"Did you mean {near}?" if near else f"There are {listed(known)}."
                self._wrong(f"cost.{key}", "", "is no cost of this comparison", hint)
        first, second = (self._rules.cost.get(name, 1.0) for name in compare)
        return first, second


def partner_places(setting: Setting) -> dict[str, frozenset[int]]:
    """Return the footprints of A and B that each partner deals with."""
    rows = setting.dataset.memberships
    rows = rows[~rows["organisation"].isin(setting.dataset.people.index)]
    found: dict[str, set[int]] = {}
    for side, name in enumerate(setting.overlap.compare):
        mine = rows[rows["footprint_set"] == name]
        places = setting.overlap.codes[side].get_indexer(pd.Index(mine["footprint"]))
        for partner, place in zip(mine["organisation"], places.tolist(), strict=True):
            found.setdefault(partner, set()).add(place + side * setting.first_count)
    return {partner: frozenset(places) for partner, places in found.items()}


def common_portions(setting: Setting, places: frozenset[int]) -> tuple[int, ...]:
    """Return the portions in footprints of both sets, or else those in any of the footprints."""
    inside = np.isin(setting.portions.ends, list(places))
    common = inside.all(axis=1)
    return tuple(np.flatnonzero(common if common.any() else inside.any(axis=1)).tolist())
