"""Alternatives: where a block would most likely be if its uncertain membership were otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from graphmodel.dataset.dataset import derived
from graphmodel.overlap.ties import Ties

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import pandas as pd

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap

Basis: TypeAlias = Literal["split", "border", "overlap", "none"]

UNCERTAIN: Final = ("inferred",)
"""Grades of evidence that make a membership uncertain unless the user says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """An uncertain membership, and what it is taken to be if it is not so.

    Attributes
    ----------
    organisation, footprint_set, footprint
        The membership, by codes.
    evidence
        What it rests on.
    people
        People of the block in this footprint.
    instead
        Code of the footprint of the same set that the block is put in; None for none.
    basis
        Why that one: ``split`` for the footprint of the block's other part, ``border``,
        ``overlap``, or ``none`` where there is none.
    """

    organisation: str
    footprint_set: str
    footprint: str
    evidence: str
    people: float
    instead: str | None
    basis: Basis


def alternatives_of(
    dataset: Dataset, overlap: Overlap, *, grades: Collection[str] = UNCERTAIN
) -> tuple[Alternative, ...]:
    """Return the memberships of blocks on uncertain evidence, and what each might be instead."""
    return tuple(
        case
        for side in (0, 1)
        for case in _Candidates(dataset, overlap, side).alternatives(set(grades))
    )


class _Candidates:
    """Finds where a block of uncertain membership might be instead, in one set."""

    def __init__(self, dataset: Dataset, overlap: Overlap, side: int) -> None:
        self._set, self._other_set = overlap.compare[side], overlap.compare[1 - side]
        rows = dataset.memberships
        self._rows = rows[rows["organisation"].isin(dataset.people.index)]
        self._people = dataset.people.to_dict()
        self._places: dict[str, dict[str, dict[str, float]]] = {
            name: self._shares(name) for name in overlap.compare
        }
        self._overlaps: dict[str, dict[str, float]] = {}
        mine, theirs = ("a", "b") if side == 0 else ("b", "a")
        edges = overlap.edges[[mine, theirs, "people"]]
        for footprint, other, people in edges.itertuples(index=False, name=None):
            self._overlaps.setdefault(other, {})[footprint] = float(people)
        self._neighbours = Ties(dataset).neighbours

    def _shares(self, footprint_set: str) -> dict[str, dict[str, float]]:
        """Return the share of every block in each footprint of a set."""
        found: dict[str, dict[str, float]] = {}
        rows = self._of_set(footprint_set)[["organisation", "footprint", "share"]]
        for block, footprint, share in rows.itertuples(index=False, name=None):
            found.setdefault(block, {})[footprint] = float(share)
        return found

    def _of_set(self, footprint_set: str) -> pd.DataFrame:
        return self._rows[self._rows["footprint_set"] == footprint_set]

    def alternatives(self, grades: Collection[str]) -> Iterator[Alternative]:
        """Yield the uncertain memberships by organisation and footprint."""
        rows = self._of_set(self._set)
        inhabited = [block for block, people in self._people.items() if people > 0]
        rows = rows[rows["evidence"].isin(list(grades)) & rows["organisation"].isin(inhabited)]
        columns = ["organisation", "footprint", "share", "evidence"]
        rows = rows[columns].sort_values(columns[:2])
        for block, footprint, share, evidence in rows.itertuples(index=False, name=None):
            instead, basis = self._instead(block, footprint)
            yield Alternative(
                organisation=block,
                footprint_set=self._set,
                footprint=footprint,
                evidence=evidence,
                people=float(self._people[block] * share),
                instead=instead,
                basis=basis,
            )

    def _instead(self, block: str, footprint: str) -> tuple[str | None, Basis]:
        own = self._places[self._set][block]
        parts = [(-share, code) for code, share in own.items() if code != footprint]
        if parts:
            return min(parts)[1], "split"
        borders: dict[str, tuple[float, int]] = {}
        for neighbour, kilometres in self._neighbours.get(block, {}).items():
            for place in self._places[self._set].get(neighbour, ()):
                length, links = borders.get(place, (0.0, 0))
                borders[place] = (length + kilometres, links + 1)
        found = [(-length, -links, code) for code, (length, links) in borders.items()]
        near = sorted(entry for entry in found if entry[2] not in own)
        if near:
            return near[0][2], "border"
        shared: dict[str, float] = {}
        for place in self._places[self._other_set].get(block, ()):
            for code, people in self._overlaps.get(place, {}).items():
                if code not in own:
                    shared[code] = shared.get(code, 0.0) + people
        if shared:
            return min(shared, key=lambda code: (-shared[code], code)), "overlap"
        return None, "none"


def with_alternative(dataset: Dataset, case: Alternative) -> Dataset:
    """Return a dataset in which one membership is what it is taken to be instead."""
    rows = dataset.memberships
    mine = (rows["organisation"] == case.organisation) & (
        rows["footprint_set"] == case.footprint_set
    )
    this = mine & (rows["footprint"] == case.footprint)
    there = mine & (rows["footprint"] == case.instead)
    if case.instead is None:
        rows = rows[~this]
    elif there.any():
        # The block's other part takes this one up, on its own evidence.
        more = float(rows.loc[this, "share"].sum())
        rows = rows.assign(share=rows["share"].where(~there, rows["share"] + more))[~this]
    else:
        rows = rows.assign(footprint=rows["footprint"].where(~this, case.instead))
    keys = ["organisation", "footprint_set", "footprint"]
    return derived(dataset, memberships=rows.sort_values(keys, ignore_index=True))
