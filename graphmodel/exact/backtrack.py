"""Walks back through the tables of a dynamic programme and collects solutions of equal cost."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Entry = TypeVar("Entry")


class _Progress(Generic[Entry]):
    """How far the solutions of one entry have been collected."""

    def __init__(self, ways: Iterator[tuple[int, Sequence[Entry]]]) -> None:
        self.ways = ways
        self.way = next(ways, None)
        self.found: dict[int, None] = {}
        self.cut_short = False

    def advance(self, done: Mapping[Entry, Sequence[int]], limit: int) -> list[Entry]:
        """Go on as far as possible; return the entries that must be done first, if any."""
        while self.way is not None:
            mask, parts = self.way
            missing = [part for part in parts if part not in done]
            if missing:
                return missing
            for choice in product(*(done[part] for part in parts)):
                solution = mask
                for piece in choice:
                    solution |= piece
                if solution in self.found:
                    continue
                if len(self.found) == limit:
                    self.cut_short = True
                    return []
                self.found[solution] = None
            self.way = next(self.ways, None)
        return []


def solutions(
    root: Entry,
    explain: Callable[[Entry], Iterable[tuple[int, Sequence[Entry]]]],
    *,
    limit: int,
) -> tuple[list[int], bool]:
    """Return the solutions behind a table entry, as bit masks, and whether these are all.

    Different ways through the tables can spell the same solution; it is returned once.

    Parameters
    ----------
    root
        The entry.
    explain
        Gives every way in which an entry comes about: the edges it cuts, as bits, and the entries
        that it builds on.
    limit
        How many solutions to collect, at the root and at every entry below.
    """
    done: dict[Entry, list[int]] = {}
    begun: dict[Entry, _Progress[Entry]] = {}
    complete = True
    # A stack of its own: tables lie deeper than functions may call themselves.
    stack = [root]
    while stack:
        entry = stack[-1]
        if entry in done:
            stack.pop()
            continue
        if entry not in begun:
            begun[entry] = _Progress(iter(explain(entry)))
        progress = begun[entry]
        missing = progress.advance(done, limit)
        if missing:
            stack.extend(missing)
            continue
        complete = complete and not progress.cut_short
        done[entry] = list(progress.found)
        del begun[entry]
    return done[root], complete
