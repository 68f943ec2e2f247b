"""Partner relationships: whether a partner still deals with the successor of a footprint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graphmodel.rule_places import partner_places

if TYPE_CHECKING:
    from graphmodel.rule_check import Grouping
    from graphmodel.setting import Setting

__all__ = ["Relationship", "relationships", "relationships_broken"]


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
