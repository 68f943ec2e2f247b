"""Tables of all partitions of a small ordered set, for dynamic programmes over vertex separators.

A partition of ``size`` vertices is written as a restricted growth string: the first vertex is in
block 0, and every other in a block seen before or in the next one. Strings in lexicographic order
number the partitions; there are as many as the Bell number of ``size``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BELL: Final = (1, 1, 2, 5, 15, 52, 203, 877, 4140, 21147, 115975, 678570, 4213597)
"""Bell numbers: how many partitions a set of 0, 1, 2, … elements has."""

_RADIX_BITS: Final = 4


@dataclass(frozen=True, eq=False)
class Partitions:
    """All partitions of an ordered set.

    Attributes
    ----------
    strings
        One row a partition, one column an element: the number of the element's block.
    blocks
        How many blocks each partition has.
    parent
        For each partition, the one of all elements but the last (0 for the empty set).
    """

    strings: NDArray[np.intp]
    blocks: NDArray[np.intp]
    parent: NDArray[np.intp]

    @property
    def size(self) -> int:
        """How many elements the set has."""
        return int(self.strings.shape[1])

    @cached_property
    def first_extension(self) -> NDArray[np.intp]:
        """Number of the partition that has one more element, in block 0.

        The extensions into the blocks that follow, and last into a block of its own, have the
        numbers that follow.
        """
        ends = np.cumsum(self.blocks + 1)
        return ends - (self.blocks + 1)

    @cached_property
    def codes(self) -> NDArray[np.int64]:
        """Ascending numbers that spell the strings."""
        return _spell(self.strings)

    @cached_property
    def mergers(self) -> tuple[tuple[NDArray[np.intp], NDArray[np.intp]], ...]:
        """Partitions that come of joining two blocks, by how many blocks there are before.

        One item for each number of blocks from 2: the partitions that have so many, and a table,
        one row for each of them, one column for each pair of blocks, of the partition it becomes.
        """
        items = []
        for count in range(2, self.size + 1):
            chosen = np.flatnonzero(self.blocks == count)
            strings = self.strings[chosen]
            targets = [
                self.numbers(np.where(strings == high, low, strings))
                for low, high in combinations(range(count), 2)
            ]
            items.append((chosen, np.stack(targets, axis=1)))
        return tuple(items)

    def numbers(self, labels: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the number of the partition that any labels make, row by row."""
        return np.searchsorted(self.codes, _spell(_grow(labels)))


def _spell(strings: NDArray[np.intp]) -> NDArray[np.int64]:
    codes = np.zeros(len(strings), np.int64)
    for column in strings.T:
        codes = (codes << _RADIX_BITS) | column
    return codes


def _grow(labels: NDArray[np.intp]) -> NDArray[np.intp]:
    """Rename the labels of every row so that they make a restricted growth string."""
    result = np.zeros_like(labels)
    used = np.zeros(len(labels), np.intp)
    for place in range(labels.shape[1]):
        block = used.copy()
        for earlier in range(place - 1, -1, -1):
            np.copyto(block, result[:, earlier], where=labels[:, earlier] == labels[:, place])
        result[:, place] = block
        used += block == used
    return result


@lru_cache(maxsize=16)
def partitions(size: int) -> Partitions:
    """Return all partitions of so many elements."""
    if size == 0:
        zero = np.zeros(1, np.intp)
        return Partitions(np.zeros((1, 0), np.intp), zero, zero)
    smaller = partitions(size - 1)
    parent = np.repeat(np.arange(len(smaller.blocks)), smaller.blocks + 1)
    label = np.arange(len(parent)) - smaller.first_extension[parent]
    strings = np.column_stack([smaller.strings[parent], label])
    return Partitions(strings, np.maximum(smaller.blocks[parent], label + 1), parent)


@lru_cache(maxsize=512)
def restriction(size: int, places: tuple[int, ...]) -> NDArray[np.int32]:
    """Return, for each partition of ``size`` elements, its restriction to some of them.

    These are kept in the order given, which is that of the smaller set.
    """
    table = partitions(size)
    return partitions(len(places)).numbers(table.strings[:, places]).astype(np.int32)


@lru_cache(maxsize=512)
def mask_map(size: int, places: tuple[int, ...]) -> NDArray[np.int32]:
    """Return, for each bit mask over ``size`` elements, the mask over some of them.

    They are kept as in :func:`restriction`; a mask that has a bit elsewhere has no counterpart: -1.
    """
    masks = np.arange(1 << size, dtype=np.int32)
    result = np.zeros_like(masks)
    kept = 0
    for bit, place in enumerate(places):
        result |= ((masks >> place) & 1) << bit
        kept |= 1 << place
    result[(masks & ~np.int32(kept)) != 0] = -1
    return result
