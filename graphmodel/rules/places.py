"""Rules brought to the ground: which footprints, blocks and organisations each of them concerns."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from graphmodel.files.findings import Findings, listed, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.rules.instance import Instance
    from graphmodel.rules.rules import Contiguous, Rules


@dataclass(frozen=True, slots=True)
class Presence:
    """Where an organisation is: some portions, and some memberships outside.

    Attributes
    ----------
    portions
        Places in ``Instance.portions``.
    outside
        Places in ``Instance.outside``.
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

    kind: str
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
    instance
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

    instance: Instance
    rules: tuple[PlacedRule, ...]
    cost: tuple[float, float] = (1.0, 1.0)
    relationship_cost: float = 0.0
    contiguous: Contiguous = False
    unbound: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Places:
    """Where rules can be in force; it notes whatever users name that there is not.

    Attributes
    ----------
    groups
        A footprint of every group that there can be, and where that is, in words.
    findings, notes, unbound
        What is wrong with the rules; and as in :class:`Located`.
    """

    def __init__(self, instance: Instance, rules: Rules) -> None:
        self.instance = instance
        self.dataset = instance.dataset
        self.rules = rules
        self.groups = [
            (int(place), f", for the group of {instance.labels[place]}")
            for place in instance.linked
            if place < instance.first_count
        ]
        self.findings = Findings()
        self.notes: list[str] = []
        self.unbound: dict[str, tuple[str, ...]] = {}

    def wrong(self, key: str, value: str, message: str, remedy: str = "") -> None:
        """Note what is wrong with a rule."""
        self.findings.add("error", self.rules.source, message, remedy, column=key, value=value)

    def find(self, key: str, name: str) -> int | None:
        """Return the number of a footprint; None where there is none of this name (noted)."""
        compare, labels = self.instance.overlap.compare, self.instance.labels
        before, colon, word = name.partition(":")
        of_set = colon and before in self.dataset.footprint_sets
        sets, word = ((before,), word.strip()) if of_set else (compare, name)
        places = [place for one in sets for place in self._by_word.get((one, word), ())]
        if len(places) == 1:
            return places[0]
        if of_set and before not in compare:
            message, remedy = f"{before} is not compared here", f"These are: {listed(compare)}."
        elif places:
            shown = listed(labels[place] for place in places)
            message, remedy = "names several footprints", f"Write one of {shown}, by set and code."
        else:
            known = {f"{one}:{other}": (one, other) for one, other in self._by_word}
            if not of_set:
                known = {other: (one, other) for one, other in self._by_word} | known
            near = nearest(name, known)
            message = "there is no such footprint"
            remedy = "Write it by set and code, such as stp:E54000035."
            if near:
                remedy = f"Did you mean {labels[self._by_word[known[near]][0]]}?"
        self.wrong(key, name, message, remedy)
        return None

    @cached_property
    def _by_word(self) -> dict[tuple[str, str], list[int]]:
        """Numbers of footprints by set and by what users call them: code or name."""
        found: dict[tuple[str, str], list[int]] = {}
        for side in self.instance.overlap.sides:
            first = side.number * self.instance.first_count
            for number, (code, name) in enumerate(side.names.items(), start=first):
                for word in dict.fromkeys((str(code), name)):
                    found.setdefault((side.footprint_set, word), []).append(number)
        return found

    def note_alone(self, place: int) -> None:
        """Note that a rule is on a footprint that is in no group."""
        words = f"{self.instance.labels[place]} shares nobody with the other set"
        self.notes.append(f"{words} and is in no plan: the rule on it is met as it is.")

    @cached_property
    def blocks(self) -> dict[str, Presence]:
        """Where each block is; one that nobody is in, or in no plan, is left out."""
        instance = self.instance
        found: dict[str, tuple[list[int], list[int]]] = {}
        inside = instance.portions.blocks
        for place, block in enumerate(instance.blocks[inside]):
            found.setdefault(block, ([], []))[0].append(place)
        outside = instance.outside
        for place, block in enumerate(instance.blocks[outside.blocks]):
            if outside.people[place] > 0 and instance.degrees[outside.ends[place, 0]]:
                found.setdefault(block, ([], []))[1].append(place)
        return {block: Presence(tuple(one), tuple(two)) for block, (one, two) in found.items()}
