"""Footprints, overlaps and portions as numbers: what models of joint groups and checks look up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap


@dataclass(frozen=True, eq=False)
class Instance:
    """One overlap in numbers: footprints of A, then of B, are numbered from 0, and so are blocks.

    Attributes
    ----------
    dataset, overlap
        What is looked at.
    """

    dataset: Dataset
    overlap: Overlap

    @cached_property
    def first_count(self) -> int:
        """Footprints of A."""
        return len(self.overlap.codes[0])

    @cached_property
    def count(self) -> int:
        """Footprints of A and B."""
        return self.first_count + len(self.overlap.codes[1])

    @cached_property
    def ends(self) -> NDArray[np.intp]:
        """Footprints of every overlap that counts: a row each, A then B."""
        first, second = self.overlap.edge_positions
        return np.column_stack([first, second + self.first_count])

    @cached_property
    def degrees(self) -> NDArray[np.intp]:
        """Overlaps of every footprint; 0 for one that is alone."""
        return np.bincount(self.ends.ravel(), minlength=self.count)

    @cached_property
    def linked(self) -> NDArray[np.intp]:
        """Footprints that are not alone."""
        return np.flatnonzero(self.degrees)

    @cached_property
    def components(self) -> NDArray[np.intp]:
        """Component of every footprint."""
        return np.concatenate(self.overlap.structure.components)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Each footprint by set, code and name, as messages show it."""
        return tuple(
            f"{side.footprint_set}:{code}" + ("" if name == code else f" ({name})")
            for side in self.overlap.sides
            for code, name in side.names.items()
        )

    @cached_property
    def blocks(self) -> pd.Index[str]:
        """Codes of the blocks."""
        codes: pd.Index[str] = self.dataset.people.index
        return codes

    @cached_property
    def counted(self) -> NDArray[np.bool_]:
        """Which rows of the overlap's portions have people and are no sliver."""
        portions = self.overlap.portions
        return ((portions["people"] > 0) & ~portions["sliver"]).to_numpy(bool)

    def _portions(self, chosen: NDArray[np.bool_]) -> Portions:
        portions = self.overlap.portions[chosen]
        first, second = (places[chosen] for places in self.overlap.positions)
        return Portions(
            blocks=self.blocks.get_indexer(pd.Index(portions["organisation"])),
            ends=np.column_stack([first, second + self.first_count]),
            people=portions["people"].to_numpy(float),
        )

    @cached_property
    def portions(self) -> Portions:
        """Portions that make overlaps: those that can be given to one side or the other."""
        return self._portions(self.counted)

    @cached_property
    def loose(self) -> Portions:
        """Portions of nobody, and slivers: they stay with their own footprints."""
        return self._portions(~self.counted)

    @cached_property
    def portion_edges(self) -> NDArray[np.intp]:
        """The overlap, by its row in ``ends``, that each of ``portions`` is part of."""
        keys = self.ends[:, 0] * self.count + self.ends[:, 1]
        order = np.argsort(keys)
        wanted = self.portions.ends[:, 0] * self.count + self.portions.ends[:, 1]
        return np.asarray(order[np.searchsorted(keys[order], wanted)])

    @cached_property
    def outside(self) -> Portions:
        """Memberships of blocks in one of the sets only, the footprint standing at both ends."""
        rows = self.overlap.outside
        ends = np.zeros(len(rows), np.intp)
        for side in self.overlap.sides:
            here = (rows["footprint_set"] == side.footprint_set).to_numpy(bool)
            places = side.codes.get_indexer(pd.Index(rows["footprint"][here]))
            ends[here] = places + side.number * self.first_count
        return Portions(
            blocks=self.blocks.get_indexer(pd.Index(rows["organisation"])),
            ends=np.column_stack([ends, ends]),
            people=rows["people"].to_numpy(float),
        )

    def ground(self, *, land: bool = False) -> sparse.csr_array:
        """Return which blocks hang together, as a symmetric matrix of ones over the blocks.

        Neighbours do, and so do blocks that lie in one footprint of A or B which is in pieces
        already, if they are in different pieces of it: no plan is to blame for those. ``land``
        leaves links across water out.
        """
        rows = self.dataset.neighbours
        if land:
            rows = rows[rows["kind"] == "land"]
        one, other = (
            self.blocks.get_indexer(pd.Index(rows[end])) for end in ("organisation", "neighbour")
        )
        known = (one >= 0) & (other >= 0)
        links = [(one[known], other[known])]
        size = len(self.blocks)
        graph = symmetric(links, size)
        for members in self._ground_by_footprint:
            pieces, piece_of = csgraph.connected_components(graph[members][:, members])
            links += [
                _every_pair(members[piece_of == piece], members[piece_of > piece])
                for piece in range(pieces)
            ]
        return symmetric(links, size)

    @cached_property
    def _ground_by_footprint(self) -> list[NDArray[np.intp]]:
        parts = [self.portions, self.loose, self.outside]
        blocks = np.concatenate([part.blocks for part in parts for _ in (0, 1)])
        ends = np.concatenate([part.ends[:, side] for part in parts for side in (0, 1)])
        pairs = np.unique(np.column_stack([ends, blocks]), axis=0)
        return [
            members[:, 1]
            for members in np.split(pairs, np.flatnonzero(np.diff(pairs[:, 0])) + 1)
            if len(members)
        ]


@dataclass(frozen=True, eq=False)
class Portions:
    """People of blocks in footprints.

    Attributes
    ----------
    blocks
        The block of each.
    ends
        Its two footprints, A then B: a row each.
    people
        The people of each.
    """

    blocks: NDArray[np.intp]
    ends: NDArray[np.intp]
    people: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.blocks)


def partner_places(instance: Instance) -> dict[str, frozenset[int]]:
    """Return the footprints of A and B that each partner deals with."""
    rows = instance.dataset.memberships
    rows = rows[~rows["organisation"].isin(instance.dataset.people.index)]
    found: dict[str, set[int]] = {}
    for side in instance.overlap.sides:
        mine = rows[rows["footprint_set"] == side.footprint_set]
        places = side.codes.get_indexer(pd.Index(mine["footprint"])) + (
            side.number * instance.first_count
        )
        for partner, place in zip(mine["organisation"], places.tolist(), strict=True):
            found.setdefault(partner, set()).add(place)
    return {partner: frozenset(places) for partner, places in found.items()}


def common_portions(instance: Instance, places: frozenset[int]) -> tuple[int, ...]:
    """Return the portions in footprints of both sets, or else those in any of the footprints."""
    inside = np.isin(instance.portions.ends, list(places))
    common = inside.all(axis=1)
    return tuple(np.flatnonzero(common if common.any() else inside.any(axis=1)).tolist())


def _every_pair(
    some: NDArray[np.intp], others: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    return np.repeat(some, len(others)), np.tile(others, len(some))


def symmetric(
    links: list[tuple[NDArray[np.intp], NDArray[np.intp]]], size: int
) -> sparse.csr_array:
    """Return links, either way round, as a square matrix of ones."""
    one, other = (np.concatenate([link[end] for link in links]) for end in (0, 1))
    there = sparse.coo_array((np.ones(len(one)), (one, other)), shape=(size, size))
    both = sparse.csr_array(there + there.T)
    both.data[:] = 1
    return both
