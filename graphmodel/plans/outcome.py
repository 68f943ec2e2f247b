"""Outcome: the two sets as a plan would make them, and whether that is what its target wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import pandas as pd

from graphmodel.overlap.overlap import Overlap
from graphmodel.overlap.relations import RELATIONS, Relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.dataset.given import Given
    from graphmodel.dataset.targets import Target
    from graphmodel.overlap.relations import Structure

_SAME: Final = 1e-9
"""Share by which two counts of people may differ and be equal."""

_WORST: Final = {
    "coterminous": Relation.COTERMINOUS,
    "nested": Relation.NESTED,
    "compatible": Relation.HOLDING,
}
"""The last relation, in order, that a target lets a footprint have."""


class Proposed(Protocol):
    """What is read of a plan to tell what it leads to: plans import this, and not the reverse."""

    @property
    def dataset(self) -> Dataset: ...
    @property
    def given(self) -> Given: ...
    @property
    def names(self) -> Mapping[tuple[str, str], str]: ...
    @property
    def lead(self) -> str | None: ...
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
    def resulting_new(self) -> pd.DataFrame: ...
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
    after: dict[tuple[str, ...], str] = {
        (name, code): into
        for name, codes, successor in zip(before.compare, before.codes, plan.successor, strict=True)
        for code, into in zip(codes, successor, strict=True)
    }
    moved = [after[place] for place in _rows(before.outside, "footprint_set", "footprint")]
    succeeded = set(_rows(plan.successors, "footprint_set", "footprint"))
    columns = ("footprint_set", "footprint", "name")
    alone = [row for row in _rows(before.footprints, *columns) if row[:2] not in succeeded]
    footprints = sorted(
        [*_rows(plan.resulting, *columns), *alone],
        key=lambda row: (before.compare.index(row[0]), row[1]),
    )
    return Overlap(
        dataset=before.dataset,
        compare=before.compare,
        footprints=pd.DataFrame(footprints, columns=list(columns)),
        portions=_portions_after(plan)[before.portions.columns],
        outside=before.outside.assign(footprint=pd.array(moved, dtype="str")),
        uncovered_blocks=before.uncovered_blocks,
        uncovered_people=before.uncovered_people,
        ignore_below=before.ignore_below,
    )


def _rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[str, ...]]:
    return zip(*(frame[column].tolist() for column in columns), strict=True)


def _portions_after(plan: Proposed) -> pd.DataFrame:
    """Return the portions in order; those that come together are one, and keep their evidence.

    It is of people, not of blocks.
    """
    columns = {"to_a": "a", "to_b": "b"}
    portions = plan.assignment.drop(columns=["a", "b"]).rename(columns=columns)
    portions = portions.astype(dict.fromkeys("ab", "str"))
    keys = [portions[key] for key in ("evidence", "sliver", "b", "a", "organisation")]
    codes = np.array([pd.factorize(key, sort=True)[0] for key in keys])
    order = np.lexsort(codes)
    ordered = codes[:, order]
    starts = np.flatnonzero((np.diff(ordered, prepend=-1) != 0).any(axis=0))
    portions = portions.iloc[order]
    sums = {
        column: np.add.reduceat(portions[column].to_numpy(float), starts)
        for column in ("people", "share")
    }
    estimated = np.logical_or.reduceat(portions["estimated"].to_numpy(bool), starts)
    return portions.iloc[starts].reset_index(drop=True).assign(**sums, estimated=estimated)


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


def judged_structure(plan: Proposed, overlap: Overlap) -> Structure:
    """Return the structure of an overlap by which a plan's target is judged.

    Compatible footprints have undecided ground counted as footprints of its own, where the plan
    takes it so: an open footprint is then as much in the way as one that straddles. Coterminous and
    nested ones are judged by covered people. Undecided ones cannot go anywhere, so that no plan
    could bring a footprint that has some to agree with another; instead :func:`outweighed` tells
    which of them ought to have kept to their undecided ground.
    """
    separate = plan.separates_undecided and plan.target == "compatible"
    return overlap.structure if separate else overlap.structure_covered


def meets_target(
    structure: Structure, target: Target, *, lead: int | None = None
) -> NDArray[np.bool_]:
    """Tell which components of an overlap graph meet a target.

    A component is coterminous when it is one footprint of each set; nested when every follower in
    it lies in one footprint of the lead; compatible when it is a star, that is when none of its
    footprints straddles or is open.

    Parameters
    ----------
    structure
        Relations and components, see :func:`judged_structure`.
    target
        What is aimed at.
    lead
        Side of the lead, which ``nested`` needs: 0 for A, 1 for B.
    """
    count = structure.component_count
    met = np.ones(count, bool)
    for side in (0, 1):
        if target == "nested" and side == lead:
            continue
        component, relation = structure.components[side], structure.relations[side]
        met[component[(component < count) & (relation > _WORST[target])]] = False
    return met


def in_the_way(plan: Proposed) -> pd.DataFrame:
    """Return the resulting footprints that are not as a plan's target lets them be.

    Those whose relation, as the plan would make it, the target does not allow, and followers that
    go with a lead footprint though more of their people are undecided. None without a target.

    Returns
    -------
    pandas.DataFrame
        By set and code: ``footprint_set``, ``footprint``, ``name``, ``relation``, ``people`` (all
        of them), ``people_outside`` (those undecided).
    """
    after = plan.overlap_after
    structure = judged_structure(plan, after)
    heavy = outweighed(plan)
    parts = []
    for side in after.sides:
        relation = structure.relations[side.number]
        carried = plan.successor[side.number].loc[
            heavy.loc[heavy["footprint_set"] == side.footprint_set, "footprint"]
        ]
        wrong = np.isin(side.codes, carried)
        if plan.target and not (plan.target == "nested" and side.number == plan.lead_side):
            wrong |= (relation > _WORST[plan.target]) & (relation < Relation.ALONE)
        rows = pd.DataFrame(
            {
                "footprint_set": side.footprint_set,
                "footprint": side.codes,
                "name": side.names.to_numpy(),
                "relation": [RELATIONS[place] for place in relation.tolist()],
                "people": side.people.to_numpy(),
                "people_outside": side.undecided,
            }
        )
        parts.append(rows[wrong])
    return pd.concat(parts, ignore_index=True)


def share_structure(plan: Proposed, overlap: Overlap) -> Structure:
    """Return the structure by which people are counted as in footprints that meet the target.

    Undecided ground counts as footprints of its own where the plan takes it so, and always where
    the target is coterminous: a footprint with undecided people is not coterminous.
    """
    strict = plan.separates_undecided or plan.target in (None, "coterminous")
    return overlap.structure if strict else overlap.structure_covered


def target_share(plan: Proposed, overlap: Overlap) -> float:
    """Return the people in footprints that meet a plan's target as a share of all people.

    Of covered people those count whose two footprints lie in a component that is as the target
    wants it, by :func:`share_structure`. For coterminous footprints it is the coterminous share.

    Parameters
    ----------
    plan
        A plan; without a target, coterminous is what counts.
    overlap
        The overlap as it is, or as the plan would make it.
    """
    structure = share_structure(plan, overlap)
    met = meets_target(structure, plan.target or "coterminous", lead=plan.lead_side)
    chosen = met[structure.components[0][overlap.edge_positions[0]]]
    people = float(overlap.edge_people[chosen].sum())
    return people / overlap.people if overlap.people else 0.0


def outweighed(plan: Proposed) -> pd.DataFrame:
    """Return the followers that go with a lead footprint though more of their people are undecided.

    Only where undecided ground counts as footprints of its own, and the target is coterminous or
    nested: a follower then goes with the lead footprint, its undecided ground among them, that
    holds most of its people. So it may keep people in a lead footprint if they are no fewer than
    its undecided ones, and otherwise keeps to its undecided ground alone, in a resulting footprint
    that shares nobody.

    Returns
    -------
    pandas.DataFrame
        ``footprint_set``, ``footprint``, ``people`` (kept in a lead footprint),
        ``people_outside``.
    """
    lead = plan.lead_side
    side = plan.overlap.sides[1 - (lead or 0)]
    found = pd.DataFrame(
        {
            "footprint_set": side.footprint_set,
            "footprint": side.codes,
            "people": 0.0,
            "people_outside": side.undecided,
        }
    )
    applies = plan.separates_undecided and plan.target in ("coterminous", "nested")
    if lead is None or not applies:
        return found.iloc[:0]
    rows = plan.assignment[plan.counted & ~plan.moved[0] & ~plan.moved[1]]
    kept = rows.groupby(side.column)["people"].sum().reindex(side.codes, fill_value=0.0).to_numpy()
    shares = plan.successor[side.number].isin(plan.overlap_after.edges[side.column]).to_numpy()
    linked = np.isin(side.codes, plan.overlap.edges[side.column])
    short = kept < side.undecided * (1 - _SAME)
    return found.assign(people=kept)[linked & shares & short].reset_index(drop=True)


def unkept(plan: Proposed) -> pd.DataFrame:
    """Return the footprints of which nothing stays.

    A plan is strict when there are none: each resulting footprint keeps, of every footprint it
    succeeds, a portion that has moved in neither set. A lead footprint whose only follower is new
    is exempt. Where undecided ground counts as footprints of its own, undecided people are such a
    portion, since they never move.

    Returns
    -------
    pandas.DataFrame
        ``footprint_set``, ``footprint``, ``successor``.
    """
    stays = plan.counted & ~plan.moved[0] & ~plan.moved[1]
    lost: list[int] = []
    for side in plan.overlap.sides:
        kept = set(plan.assignment[side.column].to_numpy()[stays])
        if plan.separates_undecided:
            kept |= set(side.codes[side.undecided > 0])
        exempt = _led_by_new(plan, side.number) if side.number == plan.lead_side else set()
        rows = _rows(plan.successors, "footprint_set", "footprint", "successor")
        lost += [
            place
            for place, (name, code, successor) in enumerate(rows)
            if name == side.footprint_set and code not in kept and successor not in exempt
        ]
    return plan.successors.iloc[lost].reset_index(drop=True)


def _led_by_new(plan: Proposed, side: int) -> set[str]:
    """Return the lead's resulting footprints all of whose followers are new."""
    other = 1 - side
    new = set(_rows(plan.resulting_new, "footprint_set", "footprint"))
    pairs = {
        (ends[side], (plan.overlap.compare[other], ends[other]) in new)
        for ends, counts in zip(_rows(plan.assignment, "to_a", "to_b"), plan.counted, strict=True)
        if counts
    }
    return {code for code, _ in pairs} - {code for code, is_new in pairs if not is_new}
