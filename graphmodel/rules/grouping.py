"""Groups of footprints and who goes where: what is true of them, looked up without any model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csgraph

from graphmodel.rules.instance import partner_places

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from graphmodel.rules.instance import Instance
    from graphmodel.rules.places import Located, Presence


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
        Places in ``Instance.portions`` that the partner's memberships in this set go with.
    steady
        Footprints of its memberships in this set that have nothing of the kind, or something that
        stays: these memberships go to their successors.
    """

    partner: str
    footprint: int
    portions: tuple[int, ...]
    steady: tuple[int, ...]


def relationships(instance: Instance) -> list[Relationship]:
    """Return every partner's relationships to footprints that are not alone."""
    loose = instance.loose.ends[instance.loose.people > 0]
    found = []
    for partner, places in sorted(partner_places(instance).items()):
        mine = list(places)
        common = np.flatnonzero(np.isin(instance.portions.ends, mine).all(axis=1))
        stays = loose[np.isin(loose, mine).all(axis=1)]
        for side in (0, 1):
            own = [
                place
                for place in sorted(places)
                if (place >= instance.first_count) == side and instance.degrees[place]
            ]
            parted = set(instance.portions.ends[common, side].tolist())
            parted -= set(stays[:, side].tolist())
            steady = tuple(place for place in own if place not in parted)
            found += [Relationship(partner, place, tuple(common.tolist()), steady) for place in own]
    return found


def relationships_broken(grouping: Grouping) -> list[Relationship]:
    """Return the partner relationships that a grouping breaks."""
    group_of, goes = grouping.group_of, grouping.portion_groups
    return [
        one
        for one in relationships(grouping.located.instance)
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
        The rules and their instance.
    group_of
        Group of every footprint from 0; -1 for one that is alone.
    portion_groups
        Group of each of ``Instance.portions``: that of its footprint of A, or of B.
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
        ends = self.group_of[self.located.instance.portions.ends]
        return ends[:, 0] != self.portion_groups, ends[:, 1] != self.portion_groups

    @cached_property
    def people_moved(self) -> tuple[float, float]:
        """People who change footprint in A, and in B."""
        people = self.located.instance.portions.people
        return float(people[self.moved[0]].sum()), float(people[self.moved[1]].sum())

    @cached_property
    def people(self) -> NDArray[np.float64]:
        """People of every group, those outside included, on both sides, each of them once."""
        instance = self.located.instance
        sums = np.bincount(
            self.portion_groups, instance.portions.people, minlength=self.count
        ).astype(float)
        for part in (instance.loose, instance.outside):
            one, other = self.group_of[part.ends].T
            for groups, counts in ((one, one >= 0), (other, (other >= 0) & (other != one))):
                np.add.at(sums, groups[counts], part.people[counts])
        return sums

    @cached_property
    def ground(self) -> sparse.csr_array:
        """Which blocks hang together."""
        return self.located.instance.ground(land=self.located.contiguous == "land")

    def blocks_of(self, group: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the blocks of a group whose people are in it, and all that belong to it."""
        instance = self.located.instance
        outside = instance.outside
        with_people = [instance.portions.blocks[self.portion_groups == group]]
        others = []
        mine = self.group_of[outside.ends[:, 0]] == group
        with_people.append(outside.blocks[mine & (outside.people > 0)])
        others.append(outside.blocks[mine])
        loose = (self.group_of[instance.loose.ends] == group).any(axis=1)
        others.append(instance.loose.blocks[loose])
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
        outside = self.located.instance.outside.ends[list(presence.outside), 0]
        found = {*self.portion_groups[list(presence.portions)].tolist()}
        return found | set(self.group_of[outside].tolist())

    def main_groups(self, presence: Presence) -> NDArray[np.intp]:
        """Return the groups that most of an organisation's people go to; several if equal."""
        instance = self.located.instance
        inside, outside = list(presence.portions), list(presence.outside)
        people = np.bincount(
            np.concatenate(
                [self.portion_groups[inside], self.group_of[instance.outside.ends[outside, 0]]]
            ),
            np.concatenate([instance.portions.people[inside], instance.outside.people[outside]]),
            minlength=self.count,
        )
        return np.flatnonzero(people >= people.max() * (1 - TOLERANCE))
