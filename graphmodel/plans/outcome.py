"""Outcome: the two footprint sets as a plan would make them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from graphmodel.overlap.overlap import Overlap

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphmodel.dataset.targets import Target


class Proposed(Protocol):
    """What is read of a plan to tell what it leads to: plans import this, and not the reverse."""

    @property
    def overlap(self) -> Overlap: ...
    @property
    def overlap_after(self) -> Overlap: ...
    @property
    def target(self) -> Target | None: ...
    @property
    def lead_side(self) -> int | None: ...
    @property
    def separates_undecided(self) -> bool: ...
    @property
    def resulting(self) -> pd.DataFrame: ...
    @property
    def assignment(self) -> pd.DataFrame: ...
    @property
    def successors(self) -> pd.DataFrame: ...
    @property
    def successor(self) -> tuple[pd.Series[str], pd.Series[str]]: ...
    @property
    def new_footprints(self) -> pd.DataFrame: ...
    @property
    def counted(self) -> NDArray[np.bool_]: ...
    @property
    def moved(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]: ...


def overlap_after(plan: Proposed) -> Overlap:
    """Return the overlap of the two sets as a plan would make it.

    Uncovered blocks go with their footprint's successor; slivers stay marked. Portions of a block
    that come together are one where they rest on the same evidence.
    """
    before = plan.overlap
    portions = plan.assignment.drop(columns=["a", "b"]).rename(columns={"to_a": "a", "to_b": "b"})
    # Portions that come together keep their evidence: it is of people, not of blocks.
    portions = portions.groupby(
        ["organisation", "a", "b", "sliver", "evidence"], as_index=False, sort=True
    ).agg(people=("people", "sum"), share=("share", "sum"), estimated=("estimated", "any"))
    portions = portions[before.portions.columns]
    outside = before.outside.copy()
    for place, name in enumerate(before.compare):
        here = outside["footprint_set"] == name
        outside.loc[here, "footprint"] = (
            plan.successor[place].loc[outside.loc[here, "footprint"]].to_numpy()
        )
    succeeded = pd.MultiIndex.from_frame(plan.successors[["footprint_set", "footprint"]])
    every = pd.MultiIndex.from_frame(before.footprints[["footprint_set", "footprint"]])
    footprints = pd.concat(
        [
            part[part["footprint_set"] == name].sort_values("footprint")
            for name in before.compare
            for part in [pd.concat([plan.resulting, before.footprints[~every.isin(succeeded)]])]
        ],
        ignore_index=True,
    )
    return Overlap(
        compare=before.compare,
        footprints=footprints,
        portions=portions,
        outside=outside,
        uncovered_blocks=before.uncovered_blocks,
        uncovered_people=before.uncovered_people,
        ignore_below=before.ignore_below,
    )


def joint_groups(plan: Proposed) -> dict[tuple[str, str], str]:
    """Return the group of every resulting footprint of a joint plan, as ``G01``.

    A group is what hangs together afterwards, the one with most covered people first, then by the
    code of its first footprint of A.
    """
    after = plan.overlap_after
    structure = after.structure_covered
    count = structure.component_count
    people = np.bincount(
        structure.components[0][after.edge_positions[0]],
        weights=after.edge_people,
        minlength=count,
    )
    # Codes are in order, and so the first of each component is its lowest.
    numbers, first = np.unique(structure.components[0], return_index=True)
    first = first[numbers < count]
    order = np.lexsort([first, -people[:count]])
    width = max(2, len(str(count)))
    label = {int(group): f"G{rank:0{width}}" for rank, group in enumerate(order, start=1)}
    return {place: label[group] for place, group in after.component_of.items() if group in label}
