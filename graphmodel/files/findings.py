"""Collecting problems, so that all of them are shown at once and none is lost in a flood."""

from __future__ import annotations

import difflib
import itertools
import re
from typing import TYPE_CHECKING, Final

from graphmodel.errors import DataError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from typing import Literal

_SHOWN: Final = 20
"""Alike problems of one column that are listed before the rest is only counted."""

_MANY: Final = 2_000
"""Known words above which near ones are sought only among those that share a half."""

_LONG: Final = 60
"""Letters of a word beyond which it is shown shortened, and resembles nothing (difflib is slow)."""


class Findings:
    """The problems found so far, in whatever order they turned up.

    Functions that are given findings note problems there. Where they are given a ``file`` too, it
    is the name to report problems under.
    """

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def add(  # noqa: PLR0913 - as many parts as a problem has
        self,
        level: Literal["error", "warning"],
        file: str,
        message: str,
        remedy: str = "",
        *,
        row: int | None = None,
        column: str = "",
        value: str = "",
        why: str = "",
        count: int = 1,
    ) -> None:
        """Note one problem."""
        problem = Problem(level, file, row, column, value, message, remedy, why, count)
        self._problems.append(problem)

    def add_cells(
        self,
        level: Literal["error", "warning"],
        file: str,
        column: str,
        cells: Sequence[tuple[int, str]],
        describe: Callable[[int], tuple[str, str]],
        *,
        why: str = "",
    ) -> None:
        """Note alike problems of one column: the first ones each, the rest in one counted line.

        The cells are given by row and value; ``describe`` gives message and remedy of the n-th. It
        is asked for listed cells only, so it may take its time to find a hint.
        """
        for position, (row, value) in enumerate(cells[:_SHOWN]):
            message, remedy = describe(position)
            self.add(level, file, message, remedy, row=row, column=column, value=value, why=why)
        if len(cells) > _SHOWN:
            row, value = cells[_SHOWN]
            message, remedy = describe(_SHOWN)
            rest = len(cells) - _SHOWN
            text = f"and {rest:,} more {'row' if rest == 1 else 'rows'} like this: {message}"
            self.add(
                level, file, text, remedy, row=row, column=column, value=value, why=why, count=rest
            )

    @property
    def failed(self) -> bool:
        """Whether any problem is an error."""
        return any(problem.level == "error" for problem in self._problems)

    def problems(self) -> tuple[Problem, ...]:
        """Return all problems: errors first, then by file, row and column."""
        return tuple(sorted(self._problems, key=_order))

    def raise_errors(self) -> None:
        """Stop here when any problem is an error.

        Raises
        ------
        DataError
            With all problems, warnings included.
        """
        if self.failed:
            raise DataError(self.problems())


def _order(problem: Problem) -> tuple[bool, str, int, str]:
    return problem.level != "error", problem.file, problem.row or 0, problem.column


def quoted(text: str, limit: int = _LONG) -> str:
    """Return a text in quotation marks, cut where it is long, with nothing unprintable in it."""
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")


def listed(words: Iterable[str], limit: int = 12) -> str:
    """Return words separated by commas; of many, the first ones and how many more there are."""
    every = list(words)
    shown = [
        word if word.isprintable() and len(word) <= _LONG else quoted(word)
        for word in every[:limit]
    ]
    more = f" and {len(every) - limit:,} more" if len(every) > limit else ""
    return ", ".join(shown) + more


def alike(first: str, second: str) -> bool:
    """Whether two words differ in case, spaces and punctuation only."""
    return _bare(first) == _bare(second)


def nearest(word: str, known: Collection[str], cutoff: float = 0.7) -> str | None:
    """Return the known word that was probably meant, if one is near."""
    if len(word) > _LONG:
        return None
    if len(known) > _MANY:
        # One slip leaves either half of a word as it was.
        half = -(-len(word) // 2)
        start, end, folded = word[:half], word[-half:], word.casefold()
        known = [
            other
            for other in known
            if other.startswith(start) or other.endswith(end) or other.casefold() == folded
        ]
    bare = _bare(word)
    for candidate in known:
        if _bare(candidate) == bare:
            return candidate
    found = difflib.get_close_matches(word, known, n=50, cutoff=cutoff)
    # Of codes equally like it, the one that begins alike for longest: the slip came later.
    return max(found, key=lambda other: _likeness(word, other), default=None)


def meant(word: str, known: Collection[str], otherwise: str, cutoff: float = 0.7) -> str:
    """Return a remedy: the known word that was probably meant, or else what to do otherwise."""
    near = nearest(word, known, cutoff)
    return f"Did you mean {quoted(near)}?" if near else otherwise


def hint(word: str, known: Collection[str]) -> str:
    """Return what to say behind a message: which known word was probably meant, if any."""
    near = nearest(word, known)
    return f"; did you mean {quoted(near)}?" if near else ""


def _likeness(word: str, other: str) -> tuple[float, int]:
    pairs = zip(word, other, strict=False)
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
    return difflib.SequenceMatcher(None, word, other).ratio(), same


def _bare(word: str) -> str:
    return re.sub(r"[\W_]+", "", word.casefold())
