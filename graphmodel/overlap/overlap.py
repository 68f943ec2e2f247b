"""Overlap of two footprint sets: who lies in which footprint of both.

The unit is the *portion*: the people of one block in one footprint of each set. Everything that is
measured or planned later is computed from portions and from the people outside.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from graphmodel.dataset.reading import as_dataset
from graphmodel.errors import OptionError
from graphmodel.files.guard import guarded, handing
from graphmodel.files.safe_text import shown_text
from graphmodel.overlap.portions import GRADES, block_memberships, with_counted
from graphmodel.overlap.relations import Structure
from graphmodel.shown import Shown

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import Dataset, Sets


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two footprint sets, in order of code.

    Attributes
    ----------
    number, column
        0 and ``a`` for the set A, 1 and ``b`` for B.
    footprint_set
        Its name.
    codes
        Codes of its footprints.
    names
        Their names, by code.
    covered, undecided
        Their covered people, and their undecided ones.
    """

    number: int
    footprint_set: str
    codes: pd.Index[str]
    names: pd.Series[str]
    covered: NDArray[np.float64]
    undecided: NDArray[np.float64]

    @property
    def column(self) -> str:
        """Column of the portions that says in which of these footprints they are."""
        return "ab"[self.number]

    @cached_property
    def people(self) -> pd.Series[float]:
        """All people of every footprint, by code, the undecided ones included."""
        return pd.Series(self.covered + self.undecided, index=self.codes)


@guarded
@handing("footprints", "portions", "outside")
@dataclass(frozen=True, eq=False)
class Overlap(Shown):
    """The people that each footprint of set A shares with each of set B.

    Attributes
    ----------
    dataset
        What it is of.
    compare
        The names of the sets A and B.
    footprints
        Every footprint of A, then of B, by code: ``footprint_set``, ``footprint``, ``name``.
    portions
        One row a portion of a covered block: ``organisation``, ``a``, ``b`` (footprint codes),
        ``people``, ``share`` (of the block), ``evidence`` (the weaker of the two memberships'),
        ``estimated`` (True where the block is split, so that its people are known by shares only),
        ``sliver`` (True where the overlap is to be ignored, see :meth:`ignoring`).
    outside
        One row a membership of a block that has a footprint in one of the sets only:
        ``organisation``, ``footprint_set``, ``footprint``, ``people``, ``evidence``.
    uncovered_blocks, uncovered_people
        Blocks, and people in them, without a footprint in one of the sets or in both.
    ignore_below
        The tolerance in force; 0 when every overlap counts.

    Examples
    --------
    >>> overlap = gm.build_overlap("england-2016")
    >>> overlap
    <Overlap of 44 stp and 83 ldr: 210 portions, 89 overlapping pairs>
    >>> overlap.edges.head(2)
               a      b    people
    0  E54000001  LDR01  539395.0
    1  E54000001  LDR02  513866.0
    """

    dataset: Dataset
    compare: tuple[str, str]
    footprints: pd.DataFrame
    portions: pd.DataFrame
    outside: pd.DataFrame
    uncovered_blocks: int
    uncovered_people: float
    ignore_below: float = 0.0

    def __repr__(self) -> str:
        first, second = self.compare
        return shown_text(
            f"<Overlap of {len(self.codes[0])} {first} and {len(self.codes[1])} {second}:"
            f" {len(self.portions)} portions, {len(self.edges)} overlapping pairs>"
        )

    @cached_property
    def codes(self) -> tuple[pd.Index[str], pd.Index[str]]:
        """Footprint codes of A and of B, in order."""
        first, second = (
            pd.Index(self.footprints["footprint"].array[here], name="footprint")
            for here in self._in_sets
        )
        return first, second

    @cached_property
    def _in_sets(self) -> list[NDArray[np.bool_]]:
        """Tell, for A and for B, which rows of ``footprints`` are its own."""
        footprint_set = self.footprints["footprint_set"].to_numpy()
        return [footprint_set == name for name in self.compare]

    @cached_property
    def positions(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Position of every portion's footprint in ``codes``, for A and for B."""
        return (
            self.codes[0].get_indexer(pd.Index(self.portions["a"])),
            self.codes[1].get_indexer(pd.Index(self.portions["b"])),
        )

    @cached_property
    def table(self) -> sparse.csr_array:
        """People by footprint of A (rows) and of B (columns), covered blocks, slivers included."""
        return self._contingency("people")

    def to_frame(self, *, codes: bool = False) -> pd.DataFrame:
        """Return people by footprint of A (rows) and of B (columns), slivers included.

        Parameters
        ----------
        codes
            Footprints by their codes in place of their names; of those with one name, the code
            stands beside it.

        Examples
        --------
        >>> matrix = gm.build_overlap(gm.read_dataset("england-2016")).to_frame()
        >>> matrix.loc["Devon"][matrix.loc["Devon"] > 0].to_dict()
        {'Peninsula': 1195793.0}
        """
        rows, columns = (
            pd.Index(side.codes if codes else _telling(side.names), name=side.footprint_set)
            for side in self.sides
        )
        return pd.DataFrame(self.table.toarray(), index=rows, columns=columns)

    @cached_property
    def member_table(self) -> sparse.csr_array:
        """Blocks, counted by shares, by footprint of A (rows) and of B (columns)."""
        return self._contingency("share")

    def _contingency(self, weight: str, *, sliver: bool | None = None) -> sparse.csr_array:
        """Sum a column of the portions by footprints; of the slivers or the others alone."""
        shape = (len(self.codes[0]), len(self.codes[1]))
        weights, places = self.portions[weight].to_numpy(float), self.positions
        if sliver is not None:
            chosen = self.portions["sliver"].to_numpy(bool) == sliver
            weights, places = weights[chosen], (places[0][chosen], places[1][chosen])
        table = sparse.csr_array(sparse.coo_array((weights, places), shape=shape))
        table.eliminate_zeros()
        table.sort_indices()
        return table

    @cached_property
    def edges(self) -> pd.DataFrame:
        """Overlaps that count, ordered by code: ``a``, ``b``, ``people``; never zero, no sliver."""
        return self._edges(self._cells)

    @cached_property
    def slivers(self) -> pd.DataFrame:
        """Overlaps that are ignored: columns as in ``edges``."""
        return self._edges(sparse.coo_array(self._contingency("people", sliver=True)))

    @cached_property
    def _cells(self) -> sparse.coo_array:
        return sparse.coo_array(self._contingency("people", sliver=False))

    def _edges(self, cells: sparse.coo_array) -> pd.DataFrame:
        first, second = self.codes
        return pd.DataFrame(
            {"a": first.take(cells.row), "b": second.take(cells.col), "people": cells.data}
        )

    @cached_property
    def edge_positions(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Positions in ``codes`` of the ends of every row of ``edges``."""
        return self._cells.row.astype(np.intp), self._cells.col.astype(np.intp)

    @cached_property
    def edge_people(self) -> NDArray[np.float64]:
        """People of every row of ``edges``."""
        return self._cells.data

    @cached_property
    def sides(self) -> tuple[Side, Side]:
        """The sets A and B, each with all that is asked of its footprints."""
        return self._side(0), self._side(1)

    def _side(self, number: int) -> Side:
        name, codes = self.compare[number], self.codes[number]
        names = self.footprints["name"].array[self._in_sets[number]]
        here = self.outside["footprint_set"].to_numpy() == name
        undecided = np.bincount(
            codes.get_indexer(pd.Index(self.outside["footprint"].array[here])),
            weights=self.outside["people"].to_numpy(float)[here],
            minlength=len(codes),
        )
        return Side(
            number=number,
            footprint_set=name,
            codes=codes,
            names=pd.Series(names, index=codes, name="name"),
            covered=np.asarray(self.table.sum(axis=1 - number)),
            undecided=undecided.astype(float),  # whole numbers where there is nothing to count
        )

    @property
    def people_covered(self) -> float:
        """People with a footprint in both sets."""
        return float(self.portions["people"].sum())

    @property
    def people(self) -> float:
        """People of all blocks, covered or not."""
        return self.people_covered + self.uncovered_people

    @cached_property
    def structure(self) -> Structure:
        """Relations and components, undecided ground counting as footprints of its own."""
        return Structure.of(
            self.edge_positions,
            undecided=(self.sides[0].undecided > 0, self.sides[1].undecided > 0),
        )

    @cached_property
    def component_of(self) -> dict[tuple[str, str], int]:
        """Component of every footprint by set and code, as in ``structure_covered``."""
        return {
            (side.footprint_set, code): component
            for side in self.sides
            for code, component in zip(
                side.codes, self.structure_covered.components[side.number].tolist(), strict=True
            )
        }

    @cached_property
    def structure_covered(self) -> Structure:
        """Relations and components of the covered people alone, undecided ones left out."""
        return Structure.of(
            self.edge_positions,
            undecided=(np.zeros(len(self.codes[0]), bool), np.zeros(len(self.codes[1]), bool)),
        )

    def kept(self, undone: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Tell which rows of ``edges`` are left when some of them are undone."""
        return ~np.isin(np.arange(len(self.edges)), undone)

    def side(self, footprint_set: str | None) -> int:
        """Return 0 for the set A and 1 for the set B.

        Raises
        ------
        OptionError
            When the set is neither.
        """
        if footprint_set not in self.compare:
            first, second = self.compare
            raise OptionError(f"{footprint_set!r} is not compared here: {first} and {second} are")
        return self.compare.index(footprint_set)

    def seen_from(self, footprint_set: str | None) -> tuple[Side, Side]:
        """Return one of the two sets, and the other; raises as :meth:`side` does."""
        number = self.side(footprint_set)
        return self.sides[number], self.sides[1 - number]

    def ignoring(self, below: float) -> Overlap:
        """Return the same overlap with slivers marked.

        Parameters
        ----------
        below
            An overlap smaller than this share of all people of both its footprints is a sliver.

        Raises
        ------
        OptionError
            When the share is not at least 0 and under 1.
        """
        if not 0 <= below < 1:
            raise OptionError(f"`ignore_below` takes a share from 0 to under 1, not {below}")
        table = self.table.tocoo()
        totals = [side.people.to_numpy() for side in self.sides]
        # An overlap of just that share is none under it, whatever the products are rounded to.
        limit = below * (1 - 1e-9)
        small = (table.data < limit * totals[0][table.row]) & (
            table.data < limit * totals[1][table.col]
        )
        width = len(self.codes[1])
        cells = table.row[small].astype(np.int64) * width + table.col[small]
        sliver = np.isin(self.positions[0] * width + self.positions[1], cells)
        portions = self.portions.assign(sliver=sliver)
        return replace(self, portions=portions, ignore_below=float(below))


def _telling(names: pd.Series[str]) -> list[str]:
    """Return names, with codes beside those that several bear."""
    several = names.duplicated(keep=False)
    return [
        f"{name} ({code})" if doubled else name
        for (code, name), doubled in zip(names.items(), several, strict=True)
    ]


@guarded
def build_overlap(
    dataset: Dataset | str | Path, *, sets: Sets | None = None, ignore_below: float = 0.0
) -> Overlap:
    """Cut the blocks of a dataset into portions and lay two footprint sets over each other.

    A block that is counted in both sets at once is cut as it is counted. Of others a block split in
    both sets takes the product of its shares, which supposes that the two splits are independent of
    each other; the people of every such split block are marked as estimated.

    Parameters
    ----------
    dataset
        A dataset as read.
    sets
        The sets A and B; by default the dataset's own pair.
    ignore_below
        Tolerance, see :meth:`Overlap.ignoring`.

    Raises
    ------
    OptionError
        When a set is unknown or the tolerance is out of range.

    Examples
    --------
    >>> gm.build_overlap("england-2016")
    <Overlap of 44 stp and 83 ldr: 210 portions, 89 overlapping pairs>
    """
    dataset = as_dataset(dataset)
    compare = dataset.pair(sets)
    blocks, population = dataset.people.index, dataset.people.to_numpy()
    sides = [block_memberships(dataset, name) for name in compare]
    counts = [np.bincount(side.block, minlength=len(blocks)) for side in sides]

    # Of a block, every part in A with every part in B, those of one part in A together.
    parts = counts[0] * counts[1]
    block = np.repeat(np.arange(len(blocks)), parts)
    part = np.arange(len(block)) - np.repeat(np.cumsum(parts) - parts, parts)
    starts = [np.cumsum(count) - count for count in counts]
    in_a = sides[0].take(starts[0][block] + part // counts[1][block])
    in_b = sides[1].take(starts[1][block] + part % counts[1][block])
    share = in_a.share * in_b.share
    portions = pd.DataFrame(
        {
            "organisation": blocks.take(block),
            "a": in_a.footprint,
            "b": in_b.footprint,
            "people": population[block] * share,
            "share": share,
            "evidence": GRADES.take(np.maximum(in_a.grade, in_b.grade)),
            "estimated": parts[block] > 1,
            "sliver": False,
        }
    )

    halves = []
    for number in sorted((0, 1), key=compare.__getitem__):
        half = sides[number].take(np.flatnonzero(counts[1 - number][sides[number].block] == 0))
        half = half.take(half.footprint.argsort(kind="stable"))  # blocks are in order
        halves.append(
            pd.DataFrame(
                {
                    "organisation": blocks.take(half.block),
                    "footprint_set": compare[number],
                    "footprint": half.footprint,
                    "people": population[half.block] * half.share,
                    "evidence": GRADES.take(half.grade),
                }
            )
        )

    uncovered = population[parts == 0]
    named = dataset.footprints[["footprint_set", "footprint", "name"]]
    in_set = named["footprint_set"].to_numpy()
    footprints = pd.concat(
        [named[in_set == name].sort_values("footprint") for name in compare],
        ignore_index=True,
    )
    overlap = Overlap(
        dataset=dataset,
        compare=compare,
        footprints=footprints,
        portions=with_counted(portions, dataset, compare),
        outside=pd.concat(halves, ignore_index=True),
        uncovered_blocks=len(uncovered),
        uncovered_people=float(uncovered.sum()),
    )
    return overlap.ignoring(ignore_below) if ignore_below else overlap
