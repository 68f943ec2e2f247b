"""Which rules a grouping breaks: looked up directly, without any model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csgraph

from graphmodel.rules.places import partner_places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from scipy import sparse

    from graphmodel.rules.instance import Setting
    from graphmodel.rules.places import Located, PlacedRule, Presence

__all__ = [
    "TOLERANCE",
    "Grouping",
    "Relationship",
    "broken_rules",
    "relationships",
    "relationships_broken",
]


@dataclass(frozen=True, slots=True)
class Relationship:
    """A partner's dealing with a footprint.

    It is kept where the partner deals with the footprint's successor afterwards, on account of any
    of its memberships in the same set.

    Attributes
    ----------
    partner
        Code of the partner.
    footprint
        Number of the footprint.
    portions
        Places in ``Setting.portions`` that the partner's memberships in this set go with.
    steady
        Footprints of its memberships in this set that have nothing of the kind, or something that
        stays: these memberships go to their successors.
    """

    partner: str
    footprint: int
    portions: tuple[int, ...]
    steady: tuple[int, ...]


def relationships(setting: Setting) -> list[Relationship]:
    """Return every partner's relationships to footprints that are not alone.

    Parameters
    ----------
    setting
        The overlap in numbers.
    """
    loose = setting.loose.ends[setting.loose.people > 0]
    found = []
    for partner, places in sorted(partner_places(setting).items()):
        mine = list(places)
        common = np.flatnonzero(np.isin(setting.portions.ends, mine).all(axis=1))
        stays = loose[np.isin(loose, mine).all(axis=1)]
        for side in (0, 1):
            own = [
                place
                for place in sorted(places)
                if (place >= setting.first_count) == side and setting.degrees[place]
            ]
            parted = set(setting.portions.ends[common, side].tolist())
            parted -= set(stays[:, side].tolist())
            steady = tuple(place for place in own if place not in parted)
            found += [Relationship(partner, place, tuple(common.tolist()), steady) for place in own]
    return found


def relationships_broken(grouping: Grouping) -> list[Relationship]:
    """Return the partner relationships that a grouping breaks."""
    group_of, goes = grouping.group_of, grouping.portion_groups
    return [
        one
        for one in relationships(grouping.located.setting)
        if group_of[one.footprint] not in goes[list(one.portions)]
        and group_of[one.footprint] not in group_of[list(one.steady)]
    ]


TOLERANCE: Final = 1e-6
"""Share of a limit by which people may miss it: sums of fractions are not exact."""


@dataclass(frozen=True, eq=False)
class Grouping:
    """Groups of footprints, and the group that every portion goes to.

    Attributes
    ----------
    located
        The rules and their setting.
    group_of
        Group of every footprint from 0; -1 for one that is alone.
    portion_groups
        Group of each of ``Setting.portions``: that of its footprint of A, or of B.
    """

    located: Located
    group_of: NDArray[np.intp]
    portion_groups: NDArray[np.intp]

    @cached_property
    def count(self) -> int:
        """How many groups there are."""
        return int(self.group_of.max(initial=-1)) + 1

    @cached_property
    def moved(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """For each portion, whether it changes footprint in A, and in B."""
        ends = self.group_of[self.located.setting.portions.ends]
        return ends[:, 0] != self.portion_groups, ends[:, 1] != self.portion_groups

    @cached_property
    def people_moved(self) -> tuple[float, float]:
        """People who change footprint in A, and in B."""
        people = self.located.setting.portions.people
        return float(people[self.moved[0]].sum()), float(people[self.moved[1]].sum())

    @cached_property
    def people(self) -> NDArray[np.float64]:
        """People of every group, those outside included, on both sides, each of them once."""
        setting = self.located.setting
        sums = np.bincount(
            self.portion_groups, setting.portions.people, minlength=self.count
        ).astype(float)
        for part in (setting.loose, setting.outside):
            one, other = self.group_of[part.ends].T
            for groups, counts in ((one, one >= 0), (other, (other >= 0) & (other != one))):
                np.add.at(sums, groups[counts], part.people[counts])
        return sums

    @cached_property
    def ground(self) -> sparse.csr_array:
        """Which blocks hang together."""
        return self.located.setting.ground(land=self.located.contiguous == "land")

    def blocks_of(self, group: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the blocks of a group whose people are in it, and all that belong to it."""
        setting = self.located.setting
        outside = setting.outside
        with_people = [setting.portions.blocks[self.portion_groups == group]]
        others = []
        mine = self.group_of[outside.ends[:, 0]] == group
        with_people.append(outside.blocks[mine & (outside.people > 0)])
        others.append(outside.blocks[mine])
        loose = (self.group_of[setting.loose.ends] == group).any(axis=1)
        others.append(setting.loose.blocks[loose])
        needed = np.unique(np.concatenate(with_people))
        return needed, np.unique(np.concatenate([needed, *others]))

    def pieces(self, group: int) -> list[NDArray[np.intp]]:
        """Return the pieces of ground that a group's people live on, largest first."""
        needed, blocks = self.blocks_of(group)
        count, piece_of = csgraph.connected_components(self.ground[blocks][:, blocks])
        found = [np.intersect1d(blocks[piece_of == piece], needed) for piece in range(count)]
        return sorted((piece for piece in found if len(piece)), key=lambda one: -len(one))

    @cached_property
    def contiguous(self) -> NDArray[np.bool_]:
        """Whether the ground of each group hangs together."""
        return np.array([len(self.pieces(group)) <= 1 for group in range(self.count)], bool)

    def groups_with(self, presence: Presence) -> set[int]:
        """Return the groups that an organisation is in."""
        outside = self.located.setting.outside.ends[list(presence.outside), 0]
        found = {*self.portion_groups[list(presence.portions)].tolist()}
        return found | set(self.group_of[outside].tolist())

    def main_groups(self, presence: Presence) -> NDArray[np.intp]:
        """Return the groups that most of an organisation's people go to; several if equal."""
        setting = self.located.setting
        inside, outside = list(presence.portions), list(presence.outside)
        people = np.bincount(
            np.concatenate(
                [self.portion_groups[inside], self.group_of[setting.outside.ends[outside, 0]]]
            ),
            np.concatenate([setting.portions.people[inside], setting.outside.people[outside]]),
            minlength=self.count,
        )
        return np.flatnonzero(people >= people.max() * (1 - TOLERANCE))


def broken_rules(grouping: Grouping, rules: Iterable[PlacedRule]) -> list[PlacedRule]:
    """Return those of some rules that a grouping breaks.

    Parameters
    ----------
    grouping
        Groups and portions.
    rules
        Rules of the same setting.
    """
    rules = list(rules)
    organised = _OrganisationCheck(grouping, rules)
    return [rule for rule in rules if not (_met(grouping, rule) and organised.met(rule))]


def _met(grouping: Grouping, rule: PlacedRule) -> bool:  # noqa: PLR0911 - one for each rule
    groups = grouping.group_of[list(rule.footprints)]
    if rule.kind == "groups.least":
        return grouping.count >= rule.value
    if rule.kind == "groups.most":
        return grouping.count <= rule.value
    if rule.kind == "people.least":
        return bool(grouping.people[groups[0]] >= rule.value * (1 - TOLERANCE))
    if rule.kind == "people.most":
        return bool(grouping.people[groups[0]] <= rule.value * (1 + TOLERANCE))
    if rule.kind == "keep":
        return _kept(grouping, rule.footprints[0])
    if rule.kind == "together":
        return len(set(groups.tolist())) == 1
    if rule.kind == "apart":
        return len(set(groups.tolist())) == len(groups)
    if rule.kind == "whole":
        return len(grouping.groups_with(rule.presences[0])) <= 1
    if rule.kind == "contiguous":
        return bool(grouping.contiguous[groups[0]])
    return True


def _kept(grouping: Grouping, footprint: int) -> bool:
    """Tell whether no other footprint of its set is in the group, and nobody comes or goes."""
    setting = grouping.located.setting
    side = int(footprint >= setting.first_count)
    group = grouping.group_of[footprint]
    mates = np.flatnonzero(grouping.group_of == group)
    if np.count_nonzero((mates >= setting.first_count) == side) > 1:
        return False
    own = setting.portions.ends[:, side] == footprint
    return bool(np.array_equal(own, grouping.portion_groups == group))


class _OrganisationCheck:
    """Whether groups have enough organisations; one with several main groups counts in any of them.

    Which of its main groups an organisation counts in is settled for all groups at once.
    """

    def __init__(self, grouping: Grouping, rules: list[PlacedRule]) -> None:
        self._grouping = grouping
        self._short: dict[str, set[int]] = {}
        by_name: dict[str, list[PlacedRule]] = {}
        for rule in rules:
            if rule.kind == "organisations":
                by_name.setdefault(rule.name, []).append(rule)
        for name, members in by_name.items():
            wanted = {int(grouping.group_of[rule.footprints[0]]): rule.value for rule in members}
            self._short[name] = self._shortage(members[0].presences, wanted)

    def met(self, rule: PlacedRule) -> bool:
        if rule.kind != "organisations":
            return True
        return int(self._grouping.group_of[rule.footprints[0]]) not in self._short[rule.name]

    def _shortage(self, presences: Iterable[Presence], wanted: dict[int, float]) -> set[int]:
        """Return the groups that cannot have what they need, given what the others have."""
        choices = [self._grouping.main_groups(presence).tolist() for presence in presences]
        counts_in: dict[int, int] = {}
        # Organisations are given to groups along augmenting paths, as in bipartite matching.
        return {
            group
            for group in sorted(wanted)
            if not all(
                self._give(group, choices, counts_in, set()) for _ in range(int(wanted[group]))
            )
        }

    def _give(
        self, group: int, choices: list[list[int]], counts_in: dict[int, int], seen: set[int]
    ) -> bool:
        for number, groups in enumerate(choices):
            if group in groups and number not in seen:
                seen.add(number)
                holder = counts_in.get(number)
                if holder == group:
                    continue
                if holder is None or self._give(holder, choices, counts_in, seen):
                    counts_in[number] = group
                    return True
        return False
