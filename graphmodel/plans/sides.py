"""Sides: which of the two sets gives way where an overlap is undone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import fsum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from graphmodel.overlap.ties import Ties

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.groups import Groups
    from graphmodel.overlap.overlap import Overlap


class HostChoice:
    """Chooses which follower of a lead footprint takes in the people of an undone overlap."""

    def __init__(self, dataset: Dataset, overlap: Overlap, follower_set: str) -> None:
        self._ties = Ties(dataset)
        self._set = follower_set
        leading, following = ("a", "b") if overlap.compare[1] == follower_set else ("b", "a")
        self._blocks: dict[tuple[str, str], set[str]] = defaultdict(set)
        parts: dict[tuple[str, str], list[float]] = defaultdict(list)
        columns = (leading, following, "organisation", "people")
        rows = (overlap.portions[name].tolist() for name in columns)
        for leader, follower, block, people in zip(*rows, strict=True):
            if people > 0:  # blocks without people decide nothing
                self._blocks[leader, follower].add(block)
                parts[leader, follower].append(people)
        self._people = {pair: fsum(people) for pair, people in parts.items()}

    def __call__(self, leader: str, follower: str, hosts: list[str]) -> str:
        """Return the host with the longest border, most shared partners, most people.

        Border and people are those of the host's part in the lead footprint, since that is what
        the newcomers join.
        """
        moving = self._blocks[leader, follower]
        partners = self._ties.partners(self._set, follower)

        def rank(host: str) -> tuple[float, int, int, float, str]:
            kilometres, links = self._ties.border(moving, self._blocks[leader, host])
            shared = len(partners & self._ties.partners(self._set, host))
            return (-kilometres, -links, -shared, -self._people[leader, host], host)

        return min(hosts, key=rank)


def _pairs(places: tuple[NDArray[np.intp], NDArray[np.intp]]) -> list[tuple[int, int]]:
    return list(zip(places[0].tolist(), places[1].tolist(), strict=True))


_ENUMERATED_AT_MOST: Final = 12
_BORDER_DIGITS: Final = 6
_OBJECTIVES: Final = 5
_NOTHING: Final[Mapping[int, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Decision:
    """Which side of each undone overlap gives way, and how good that is.

    Attributes
    ----------
    decision
        By row of ``overlap.edges``, or piece of one: 0 where the people stay with their footprint
        of A, so that B gives way, and 1 where they stay with that of B.
    score
        Organisations split, partner relationships lost, kilometres and links of border (less
        being longer), overlaps in which the first set gives way: less is better, in this order.
    """

    decision: dict[int, int]
    score: tuple[int, int, float, int, int]


class SideChoice:
    """Decides which side of each undone overlap gives way.

    Fewest organisations split, then most partner relationships kept, then the longest border
    between the people and the blocks that they stay with, then the second set gives way. The
    decision is exact where at most 12 undone overlaps depend on each other, and otherwise such
    that no single overlap would better give way on its other side.

    Parameters
    ----------
    dataset, overlap
        What the plan is for.
    labels
        The successor of every footprint of A and of B, as a number; -1 for one that is alone.
    together
        Which rows of ``overlap.edges`` are kept.
    destination
        The successor that the people of an undone overlap will be in: its row, the side with
        which they stay, and the set asked about.
    divided
        Rows of undone overlaps that do not give way as a whole, but block by block.
    """

    def __init__(
        self,
        dataset: Dataset,
        overlap: Overlap,
        labels: tuple[NDArray[np.intp], NDArray[np.intp]],
        *,
        together: NDArray[np.bool_],
        destination: Callable[[int, int, int], int],
        divided: Collection[int] = (),
    ) -> None:
        self._overlap = overlap
        self._labels = labels
        self._destination = destination
        self._ties = Ties(dataset)
        self._together = together
        self._ends = _pairs(overlap.edge_positions)
        self._row_of = {pair: row for row, pair in enumerate(self._ends)}
        self._pairs = _pairs(overlap.positions)
        self._organisations = overlap.portions["organisation"].tolist()
        self._blocks: list[set[str]] = [set() for _ in self._ends]
        self._pairs_of_block: dict[str, set[tuple[int, int]]] = {}
        inhabited = (overlap.portions["people"] > 0).tolist()
        for block, pair, counts in zip(self._organisations, self._pairs, inhabited, strict=True):
            # Blocks without people decide nothing.
            if not counts:
                continue
            self._pairs_of_block.setdefault(block, set()).add(pair)
            if pair in self._row_of:
                self._blocks[self._row_of[pair]].add(block)
        # A piece is what gives way as a whole: an undone overlap, under the number of its row, or
        # a block of a divided one, under a number of its own.
        self._pieces = {row: [row] for row in np.flatnonzero(~together).tolist()}
        self._piece_of_block: dict[tuple[int, str], int] = {}
        self._row_of_piece = {row: row for row in self._pieces}
        self._blocks_of_piece = {row: self._blocks[row] for row in self._pieces}
        for row in sorted(divided):
            blocks = sorted(self._blocks[row])
            number = len(self._ends) + len(self._piece_of_block)
            self._pieces[row] = list(range(number, number + len(blocks)))
            for piece, block in zip(self._pieces[row], blocks, strict=True):
                self._piece_of_block[row, block] = piece
                self._row_of_piece[piece] = row
                self._blocks_of_piece[piece] = {block}
        self._borders: dict[tuple[int, int], tuple[float, int]] = {}
        ends = zip("ab", overlap.codes, strict=True)
        first, second = (codes.get_indexer(pd.Index(overlap.slivers[side])) for side, codes in ends)
        self._slivers = set(_pairs((first, second)))
        self._places: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})
        for side, name in enumerate(overlap.compare):
            for place, code in enumerate(overlap.codes[side]):
                for partner in sorted(self._ties.partners(name, code)):
                    self._places[side].setdefault(partner, []).append(place)

    @classmethod
    def of_groups(
        cls,
        dataset: Dataset,
        overlap: Overlap,
        groups: Groups,
        *,
        divided: Collection[int] = (),
    ) -> SideChoice:
        """Return the choice where both sets become the same groups."""
        ends, labels = overlap.edge_positions, groups.labels

        def destination(row: int, stays: int, _: int) -> int:
            return int(labels[stays][ends[stays][row]])

        together = groups.together(overlap)
        return cls(
            dataset, overlap, labels, together=together, destination=destination, divided=divided
        )

    def after(self, decision: Mapping[int, int], side: int) -> list[int]:
        """Return the group that each portion will be in, in A or in B; -1 where it stays alone."""
        portions = zip(self._organisations, self._pairs, strict=True)
        return [self._group(block, pair, side, decision) for block, pair in portions]

    def _group(
        self, block: str, pair: tuple[int, int], side: int, decision: Mapping[int, int]
    ) -> int:
        # Slivers, and portions of nobody, make no overlap: they stay with their own footprint.
        row = self._row_of.get(pair)
        if row is None or self._together[row]:
            return int(self._labels[side][pair[side]])
        piece = self._piece_of_block.get((row, block), row)
        return self._destination(row, decision.get(piece, 0), side)

    def _groups(self, pair: tuple[int, int], side: int, decision: Mapping[int, int]) -> set[int]:
        """Return where the people of two footprints will be: in one group, but if divided."""
        row = self._row_of.get(pair)
        if row is None or self._together[row]:
            return {int(self._labels[side][pair[side]])}
        pieces = self._pieces[row]
        return {self._destination(row, decision.get(piece, 0), side) for piece in pieces}

    def choose(self, *, lead: int | None = None, fixed: Mapping[int, int] = _NOTHING) -> Decision:
        """Return the best decision there is, as far as the class promises.

        Parameters
        ----------
        lead
            The side that never gives way, 0 for A and 1 for B; then there is one decision only.
        fixed
            Pieces of which it is given on which side their people stay.
        """
        if lead is not None:
            fixed = {piece: lead for cluster in self._clusters for piece in cluster}
        chosen: dict[int, int] = {}
        totals = np.zeros(_OBJECTIVES)
        for cluster in self._clusters:
            best = self._best(cluster, fixed)
            chosen |= best
            totals += self._score(best, *self._concerned(cluster))[:_OBJECTIVES]
        split, lost, kilometres, links, second = totals.tolist()
        score = (int(split), int(lost), round(kilometres, _BORDER_DIGITS), int(links), int(second))
        return Decision(chosen, score)

    def improved(
        self, start: Mapping[int, int], allowed: Callable[[Mapping[int, int]], bool]
    ) -> dict[int, int]:
        """Return a decision that is better than another one, if some step from there is allowed.

        First what is best for overlaps that depend on each other, then single pieces. The start
        is allowed.
        """
        decision = {piece: start[piece] for cluster in self._clusters for piece in cluster}
        for cluster in self._clusters:
            rival = decision | self._best(cluster)
            if rival != decision and allowed(rival):
                decision = rival
        return self._improved(decision, self._concerned(list(decision)), allowed)

    def pieces(self, row: int) -> list[int]:
        """Return the pieces of an undone overlap: its row, or one for each block if divided."""
        return self._pieces[row]

    def blocks(self, piece: int) -> set[str]:
        """Return the blocks of a piece."""
        return self._blocks_of_piece[piece]

    def _best(self, cluster: Sequence[int], fixed: Mapping[int, int] = _NOTHING) -> dict[int, int]:
        """Return the best decision on overlaps that depend on each other."""
        concerned = self._concerned(cluster)
        given = {piece: fixed[piece] for piece in cluster if piece in fixed}
        if len(cluster) - len(given) > _ENUMERATED_AT_MOST:
            start = dict.fromkeys(cluster, 0) | given
            return self._improved(start, concerned, lambda rival: rival | given == rival)
        options = (
            dict(zip(cluster, decision, strict=True))
            for decision in product(*((fixed[one],) if one in fixed else (0, 1) for one in cluster))
        )
        return min(options, key=lambda option: self._score(option, *concerned))

    def _improved(
        self,
        decision: dict[int, int],
        concerned: tuple[list[str], list[str]],
        allowed: Callable[[dict[int, int]], bool] = lambda _: True,
    ) -> dict[int, int]:
        best = self._score(decision, *concerned)
        improving = True
        while improving:
            improving = False
            for piece, side in tuple(decision.items()):
                other = decision | {piece: 1 - side}
                score = self._score(other, *concerned)
                if score < best and allowed(other):
                    decision, best, improving = other, score, True
        return decision

    @cached_property
    def _clusters(self) -> list[list[int]]:
        """Pieces, parted so that no decision in one part bears on another."""
        every = [piece for pieces in self._pieces.values() for piece in pieces]
        parent = {piece: piece for piece in every}

        def root(piece: int) -> int:
            while parent[piece] != piece:
                piece = parent[piece]
            return piece

        linked: dict[tuple[str, str], int] = {}
        for piece in every:
            blocks, partners = self._concerned([piece])
            for key in [*(("block", one) for one in blocks), *(("partner", p) for p in partners)]:
                parent[root(piece)] = root(linked.setdefault(key, piece))
        clusters: dict[int, list[int]] = {}
        for piece in every:
            clusters.setdefault(root(piece), []).append(piece)
        return list(clusters.values())

    def _concerned(self, pieces: Sequence[int]) -> tuple[list[str], list[str]]:
        """Return the split blocks in some pieces, and the partners of both of their ends."""
        blocks: set[str] = set()
        partners: set[str] = set()
        for piece in pieces:
            mine = self._blocks_of_piece[piece]
            blocks |= {one for one in mine if len(self._pairs_of_block[one]) > 1}
            both = [
                self._ties.partners(name, codes[place])
                for name, codes, place in zip(
                    self._overlap.compare,
                    self._overlap.codes,
                    self._ends[self._row_of_piece[piece]],
                    strict=True,
                )
            ]
            partners |= both[0] & both[1]
        return sorted(blocks), sorted(partners)

    def _score(
        self, decision: Mapping[int, int], blocks: Sequence[str], partners: Sequence[str]
    ) -> tuple[int, int, float, int, int, tuple[int, ...]]:
        """Rate a decision, less being better, in the order in which the objectives count."""
        split = sum(
            len({self._group(block, pair, side, decision) for pair in self._pairs_of_block[block]})
            > 1
            for block in blocks
            for side in (0, 1)
        )
        lost = sum(self._relationships_lost(partner, decision) for partner in partners)
        borders = [self._border(piece, side) for piece, side in decision.items()]
        kilometres = round(sum(length for length, _ in borders), _BORDER_DIGITS)
        links = sum(count for _, count in borders)
        second_stays = sum(decision.values())
        return (split, lost, -kilometres, -links, second_stays, tuple(decision.values()))

    def _relationships_lost(self, partner: str, decision: Mapping[int, int]) -> int:
        """Count the partner's footprints whose successors it would no longer deal with."""
        lost = 0
        for side in (0, 1):
            labels = self._labels[side]
            after: set[int] = set()
            mine = self._places[side].get(partner, [])
            for place in mine:
                pairs = [
                    (place, other) if side == 0 else (other, place)
                    for other in self._places[1 - side].get(partner, [])
                ]
                shared = [pair for pair in pairs if pair in self._row_of or pair in self._slivers]
                after = after.union(*(self._groups(pair, side, decision) for pair in shared))
                if not shared:
                    after.add(int(labels[place]))
            lost += sum(int(labels[place]) not in after for place in mine)
        return lost

    def _border(self, piece: int, side: int) -> tuple[float, int]:
        """Return the border between the blocks of a piece and those they would stay with."""
        if (piece, side) not in self._borders:
            place = self._ends[self._row_of_piece[piece]][side]
            others = np.flatnonzero(self._together & (self._overlap.edge_positions[side] == place))
            staying = set[str]().union(*(self._blocks[other] for other in others.tolist()))
            border = self._ties.border(self._blocks_of_piece[piece], staying)
            self._borders[piece, side] = border
        return self._borders[piece, side]
