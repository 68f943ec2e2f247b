"""Joint plans: both sets become the same groups, and each undone overlap gives way on one side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graphmodel.plans.asked import JOINT
from graphmodel.plans.plan import Plan, footprint_rows
from graphmodel.plans.sides import SideChoice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.groups import Groups
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.plans.asked import Asked

__all__ = ["joint_plan", "placed_joint_plan"]


def joint_plan(dataset: Dataset, overlap: Overlap, *rivals: Groups, asked: Asked) -> Plan:
    """Make a plan of groups: the same in both sets, every portion in a group of one of its two.

    Which side of an undone overlap gives way is free as to people, and decided by what follows:
    fewest organisations split, then most partner relationships kept, then the longest border
    between the people and the blocks that they stay with, then the second set gives way. The
    choice is exact where at most 12 undone overlaps depend on each other, and otherwise such that
    no single overlap would better give way on its other side.

    Parameters
    ----------
    dataset, overlap
        What the plan is for.
    rivals
        Groups each of which hangs together, as :func:`strict_groups` makes them. Of several
        groupings, which move equally many people, the one that these objectives prefer is taken,
        and of those alike in everything the first.
    asked
        What was asked for, with the method; what every joint plan has, and the number of
        footprints, is filled in.
    """
    choices = [_side_choice(dataset, overlap, groups) for groups in rivals]
    decisions = [choice.choose() for choice in choices]
    best = min(range(len(rivals)), key=lambda number: (decisions[number].score, number))
    decision = decisions[best].decision
    placed = (choices[best].after(decision, 0), choices[best].after(decision, 1))
    return placed_joint_plan(dataset, overlap, rivals[best], placed, asked=asked)


def placed_joint_plan(
    dataset: Dataset,
    overlap: Overlap,
    groups: Groups,
    placed: tuple[Sequence[int], Sequence[int]],
    *,
    asked: Asked,
) -> Plan:
    """Make a plan of groups where it is decided already which side gives way.

    Parameters
    ----------
    dataset, overlap, groups, asked
        As in :func:`joint_plan`.
    placed
        The group that each portion will be in, in A and in B; -1 where it stays alone.
    """
    codes, names = _codes_and_names(overlap, groups)
    targets = {
        f"to_{column}": [
            codes[group] if group >= 0 else own
            for group, own in zip(placed[side], overlap.portions[column], strict=True)
        ]
        for side, column in enumerate("ab")
    }
    members = [
        pd.Series(codes[labels[labels >= 0]], own_codes[labels >= 0], dtype=object)
        for labels, own_codes in zip(groups.labels, overlap.codes, strict=True)
    ]
    resulting = pd.Series(names, codes, dtype=object).sort_index()
    return Plan(
        dataset=dataset,
        overlap=overlap,
        successors=footprint_rows(overlap, members, "successor"),
        resulting=footprint_rows(overlap, [resulting, resulting], "name"),
        assignment=overlap.portions.assign(**targets),
        asked=replace(
            asked, lead=JOINT, target="coterminous", footprints=groups.count, max_moved=None
        ),
    )


def _side_choice(dataset: Dataset, overlap: Overlap, groups: Groups) -> SideChoice:
    ends = overlap.edge_positions

    def destination(row: int, stays: int, _: int) -> int:
        return int(groups.labels[stays][ends[stays][row]])

    return SideChoice(
        dataset, overlap, groups.labels, together=groups.together(overlap), destination=destination
    )


def _codes_and_names(
    overlap: Overlap, groups: Groups
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Code groups by people, ``G01`` the largest, and name them after their footprints of A.

    Where a footprint already has such a code, groups begin with ``GG``, and so on.
    """
    people = overlap.covered_by_footprint[0]
    names = overlap.footprints["name"].to_numpy()
    members = [
        sorted(
            np.flatnonzero(groups.labels[0] == group).tolist(),
            key=lambda place: (-people[place], overlap.codes[0][place]),
        )
        for group in range(groups.count)
    ]
    order = sorted(
        range(groups.count),
        key=lambda group: (-people[members[group]].sum(), overlap.codes[0][members[group][0]]),
    )
    prefix = "G"
    taken = [code for side in overlap.codes for code in side]
    while any(code.startswith(prefix) and code[len(prefix) :].isdigit() for code in taken):
        prefix += "G"
    width = max(2, len(str(groups.count)))
    codes, titles = np.empty(groups.count, object), np.empty(groups.count, object)
    for rank, group in enumerate(order, start=1):
        codes[group] = f"{prefix}{rank:0{width}}"
        titles[group] = " + ".join(names[place] for place in members[group])
    return codes, titles
