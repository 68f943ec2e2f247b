"""What is legal in a dataset, but odd: most often a slip that changes results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graphmodel._findings import listed, quoted
from graphmodel.normal_names import normal_name
from graphmodel.tables import joined

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd
    from numpy.typing import NDArray

    from graphmodel._findings import Findings
    from graphmodel.tables import Table

__all__ = ["Parts", "note_oddities"]

_KEY = ["footprint_set", "footprint"]


@dataclass(frozen=True, eq=False)
class Parts:
    """The parts of a dataset, as far as they could be read.

    Attributes
    ----------
    organisations, footprints, memberships
        The tables.
    neighbours
        Pairs of neighbours; empty where there are none.
    blocks
        Codes of the organisations that are blocks.
    compare
        The footprint sets that are compared, where that is clear.
    """

    organisations: Table
    footprints: Table
    memberships: Table
    neighbours: pd.DataFrame
    blocks: Collection[str]
    compare: tuple[str, str] | None

    def of_blocks(self) -> NDArray[np.bool_]:
        """Return which memberships are those of blocks."""
        codes = self.memberships.frame["organisation"]
        return np.asarray(codes.isin(list(self.blocks)), dtype=bool)


def note_oddities(parts: Parts, findings: Findings) -> None:
    """Warn of what is legal but odd in who belongs where, and in names.

    Parameters
    ----------
    parts
        What the dataset is made of.
    findings
        Where problems are noted.
    """
    if not parts.memberships.is_faulty("organisation", "footprint_set", "footprint").any():
        # What a code that is wrong leaves without membership is put right with that code.
        _note_empty(parts, findings)
        _note_uncovered(parts, findings)
        _note_placeless(parts, findings)
    _note_split_twice(parts, findings)
    _note_same_names(parts.organisations, "kind", findings)
    _note_same_names(parts.footprints, "footprint_set", findings)


def _note_empty(parts: Parts, findings: Findings) -> None:
    """Warn of footprints without a member, and of those without a block."""
    footprints, frame = parts.footprints, parts.memberships.frame
    mine = joined(footprints.frame, *_KEY)
    named = (footprints.frame[_KEY] != "").all(axis=1).to_numpy()
    empty = ~mine.isin(joined(frame, *_KEY)).to_numpy() & named
    findings.add_cells(
        "warning",
        footprints.file,
        "footprint",
        footprints.cells("footprint", np.flatnonzero(empty).tolist()),
        lambda _: ("nobody is a member of this footprint", "Is a membership missing?"),
        why="A footprint without members is in no plan.",
    )
    ground = frame[parts.of_blocks()]
    # In a set that is no ground, such as one of partnerships of trusts, nothing is amiss.
    grounded = footprints.frame["footprint_set"].isin(ground["footprint_set"]).to_numpy()
    without = ~mine.isin(joined(ground, *_KEY)).to_numpy() & ~empty & named & grounded
    findings.add_cells(
        "warning",
        footprints.file,
        "footprint",
        footprints.cells("footprint", np.flatnonzero(without).tolist()),
        lambda _: (
            "only partners are members of this footprint, and no block",
            "Is the membership of a block missing, or its footprint another?",
        ),
        why="A footprint without blocks has no people: it overlaps nothing, and is in no plan.",
    )


def _note_uncovered(parts: Parts, findings: Findings) -> None:
    mine = parts.memberships.frame[parts.of_blocks()]
    for name in parts.compare or ():
        covered = set(mine.loc[mine["footprint_set"] == name, "organisation"])
        without = sorted(set(parts.blocks) - covered)
        if without:
            some = f"{len(without):,} blocks have" if len(without) > 1 else "one block has"
            findings.add(
                "warning",
                parts.memberships.file,
                f"{some} no footprint in the set {quoted(name)}: {listed(without)}",
                "They count as uncovered.",
                why="People who are in one set only cannot be dealt with by a plan.",
            )


def _note_split_twice(parts: Parts, findings: Findings) -> None:
    memberships = parts.memberships
    frame = memberships.frame
    mine = frame[parts.of_blocks()]
    sets = parts.compare or ()
    keys = [mine.loc[mine["footprint_set"] == name, "organisation"] for name in sets]
    twice = set.intersection(*(set(key[key.duplicated()]) for key in keys)) if keys else set()
    code = frame["organisation"]
    positions = np.flatnonzero(code.isin(list(twice)) & ~code.duplicated())
    message = (
        "this block is split in both of the sets compared, so its numbers are estimated as "
        "the product of its shares"
    )
    remedy = "Cut it at the source into parts that lie in one footprint of each set."
    findings.add_cells(
        "warning",
        memberships.file,
        "organisation",
        memberships.cells("organisation", positions.tolist()),
        lambda _: (message, remedy),
        why="Shares alone do not say who is in both of two footprints.",
    )


def _note_placeless(parts: Parts, findings: Findings) -> None:
    """Warn of organisations without any membership; blocks are told of as uncovered."""
    organisations = parts.organisations
    codes = organisations.frame["organisation"]
    placeless = ~codes.isin(parts.memberships.frame["organisation"]).to_numpy()
    placeless &= ~codes.isin(list(parts.blocks)).to_numpy() & (codes != "").to_numpy()
    findings.add_cells(
        "warning",
        organisations.file,
        "organisation",
        organisations.cells("organisation", np.flatnonzero(placeless).tolist()),
        lambda _: (
            "this organisation belongs to no footprint of any set",
            "Add its memberships, or delete it.",
        ),
        why="A partner without footprints is left out of what plans mean for partners.",
    )


def _note_same_names(table: Table, group: str, findings: Findings) -> None:
    """Warn of names that differ in case, spaces, punctuation and the like only, or not at all."""
    if "name" in table.lacking:
        return
    first: dict[tuple[str, str], int] = {}
    found: list[tuple[int, int]] = []
    names = table.frame["name"]
    for position, (name, kind) in enumerate(zip(names, table.frame[group], strict=True)):
        if name:
            earlier = first.setdefault((kind, normal_name(name)), position)
            if earlier != position:
                found.append((position, earlier))

    def describe(n: int) -> tuple[str, str]:
        position, earlier = found[n]
        row = table.rows[earlier]
        same = names.iloc[position] == names.iloc[earlier]
        but = "" if same else f", {quoted(names.iloc[earlier])}, but for the way it is written"
        remedy = "If they are the same, keep one code; otherwise tell them apart by name."
        return f"this is the name of row {row} as well{but}", remedy

    findings.add_cells(
        "warning",
        table.file,
        "name",
        table.cells("name", [position for position, _ in found]),
        describe,
        why="What is listed twice counts twice, and readers cannot tell the two apart.",
    )
