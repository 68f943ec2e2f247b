"""Joint plans: both sets become the same groups, and each undone overlap gives way on one side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from graphmodel.dataset.targets import JOINT
from graphmodel.errors import OptionError
from graphmodel.plans.misfits import largest
from graphmodel.plans.plan import Plan, footprint_rows, unchanged_plan
from graphmodel.plans.sides import SideChoice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.groups import Groups
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.plans.asked import Asked, Task


def unshared_plan(task: Task) -> Plan:
    """Return the plan for two sets that share nobody: there is nothing to plan, and nobody changes.

    Raises
    ------
    OptionError
        When joint footprints are asked for, of which there can be none: so many, or under rules.
    """
    dataset, overlap, asked = task[:3]
    if asked.footprints is not None or asked.rules is not None:
        raise OptionError("the two footprint sets share nobody, so there are no joint footprints")
    asked = replace(
        asked, lead=asked.lead or JOINT, target=asked.target or "coterminous", max_moved=None
    )
    plan = unchanged_plan(dataset, overlap)
    return replace(plan, asked=asked, lower_bound=0.0, optimal=True)


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
    choices = [SideChoice.of_groups(dataset, overlap, groups) for groups in rivals]
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

    In each set a group carries on its footprint with most people, undecided ones included, then
    the first by code, under the code and name of that footprint. Undecided ground is left out of
    account: there is nothing for it to be coterminous with.

    Parameters
    ----------
    dataset, overlap, groups, asked
        As in :func:`joint_plan`.
    placed
        The group that each portion will be in, in A and in B; -1 where it stays alone.
    """
    successors, names, targets = [], [], {}
    for side in overlap.sides:
        labels = groups.labels[side.number]
        carriers = [
            largest(side, side.codes[labels == group].tolist()) for group in range(groups.count)
        ]
        linked = side.codes[labels >= 0]
        carried = [carriers[group] for group in labels[labels >= 0].tolist()]
        successors.append(pd.Series(carried, linked, dtype=object))
        names.append(side.names.loc[sorted(carriers)])
        targets[f"to_{side.column}"] = [
            carriers[group] if group >= 0 else own
            for group, own in zip(placed[side.number], overlap.portions[side.column], strict=True)
        ]
    return Plan(
        dataset=dataset,
        overlap=overlap,
        successors=footprint_rows(overlap, successors, "successor"),
        resulting=footprint_rows(overlap, names, "name"),
        assignment=overlap.portions.assign(**targets),
        asked=replace(
            asked,
            lead=JOINT,
            target="coterminous",
            undecided="open",
            footprints=groups.count,
            max_moved=None,
        ),
    )
