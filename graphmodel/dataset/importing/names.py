"""Names matched to codes: those that are sure are taken, and all others are left to be decided.

Sure is what :func:`normal_name` makes the same; and then only if nothing else is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from graphmodel.dataset.normal_names import normal_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_SHOWN: Final = 5
"""Candidates that are offered for a name."""

_OFFERED: Final = 70.0
"""Likeness, of 100, from which a known name is offered for one that is not known."""

_LIKE: Final = 75.0
"""Likeness, of 100, below which two names of one table are not looked at any closer."""

_WORD: Final = 4

_LONG_WORD: Final = 10
"""Letters from which one slip, or two, may be all that two words differ in."""

_TELLING: Final = frozenset(
    {
        *("northern", "southern", "northeast", "northwest", "southeast", "southwest"),
        *("eastern", "western"),
    }
)
"""Long words that tell places apart, however few letters they differ in."""

_SMALL: Final = frozenset({"and", "of", "in", "for", "at", "upon", "with", "de"})

_USUAL: Final = frozenset({"trust", "ft", "group", "footprint", "area", "system", "plan"})
"""Words that are often left out: names that differ in nothing else may be the same."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a name may stand for, with its likeness to the name looked for, from 0 to 100."""

    code: str
    name: str
    score: int


@dataclass(frozen=True, slots=True)
class Match:
    """The code that a name surely stands for, or None where that is not sure.

    Then there are candidates, the likeliest first; none where nothing is like it.
    """

    code: str | None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Spellings:
    """Names of one table that are surely the same, and others that may be the same as they.

    They have a key in common, as :func:`normal_name` gives it; the name is the usual one of the
    spellings. Near are keys of other, more usual names, the likeliest first, with their likeness
    from 0 to 100.
    """

    key: str
    name: str
    spellings: tuple[str, ...]
    near: tuple[tuple[str, int], ...] = ()


class KnownNames:
    """Names that have a code, given by it; ``ignored`` are words as in :func:`normal_name`."""

    def __init__(self, known: Mapping[str, str], *, ignored: Iterable[str] = ()) -> None:
        self._ignored = frozenset(ignored)
        self.names = dict(sorted(known.items()))
        self._codes: dict[str, list[str]] = defaultdict(list)
        self._keys: dict[str, list[str]] = defaultdict(list)
        for code, name in self.names.items():
            self._codes[code.casefold()].append(code)
            self._keys[normal_name(name, self._ignored)].append(code)

    def match(self, name: str) -> Match:
        """Return what a name stands for; a code that is known is as good as a name."""
        text = name.strip()
        if text in self.names:
            return Match(text)
        codes = self._codes.get(text.casefold(), [])
        if len(codes) == 1:
            return Match(codes[0])
        key = normal_name(name, self._ignored)
        same = self._keys.get(key, [])
        if len(same) == 1 and not codes:
            return Match(same[0])
        if same or codes:
            alike = sorted({*same, *codes})
            return Match(None, tuple(Candidate(c, self.names[c], 100) for c in alike))
        return Match(None, self._candidates(key))

    def _candidates(self, key: str) -> tuple[Candidate, ...]:
        found = process.extract(
            key, list(self._keys), scorer=fuzz.WRatio, score_cutoff=_OFFERED, limit=None
        )
        every = [
            Candidate(code, self.names[code], min(round(score), 99))
            for other, score, _ in found
            for code in self._keys[other]
        ]
        return tuple(sorted(every, key=lambda one: (-one.score, one.code))[:_SHOWN])


def spellings(
    names: Iterable[str], *, ignored: Collection[str] = (), usual: Collection[str] = ()
) -> tuple[Spellings, ...]:
    """Group names that are surely the same, and say which groups may be the same.

    Parameters
    ----------
    names
        Every mention of a name. Their order does not matter, how often each is there does: the
        usual spelling is the most frequent one; of equals, one in capitals and small letters that
        does not end in a full stop, then the longest, then the first by alphabet.
    ignored
        As in :func:`normal_name`.
    usual
        Keys of groups that are known to be right, and never need to be decided.

    Returns
    -------
    tuple
        One item a group, by key.
    """
    words = frozenset(ignored)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        counts[normal_name(name, words)][" ".join(name.split())] += 1
    keys = sorted(counts)
    weight = {
        key: (key in usual, counts[key].total(), [-ord(letter) for letter in key]) for key in keys
    }
    near: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for place, key in enumerate(keys):
        found = process.extract(
            key, keys[place + 1 :], scorer=fuzz.token_sort_ratio, score_cutoff=_LIKE, limit=None
        )
        for other, score, _ in found:
            if _may_be_same(key, other):
                rare, frequent = sorted((key, other), key=lambda one: weight[one])
                near[rare].append((frequent, min(round(score), 99)))
    alike: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        alike[_without_zeros(key)].append(key)
    for group in alike.values():
        *others, first = sorted(group, key=lambda one: weight[one])
        for key in others:
            near[key].append((first, 99))
    return tuple(
        Spellings(
            key,
            _usual(counts[key]),
            tuple(sorted(counts[key])),
            tuple(sorted(near[key], key=lambda pair: (-pair[1], pair[0]))[:_SHOWN])
            if key not in usual
            else (),
        )
        for key in keys
    )


def _without_zeros(key: str) -> str:
    """Return what codes have in common that differ in leading zeros: 101 and 0101."""
    return re.sub(r"^0+(?=[0-9a-z])", "", key) if re.search(r"\d", key) else key


def _usual(counts: Counter[str]) -> str:
    """Return the spelling that most people use, or else the one that looks most like a name."""
    return min(
        counts,
        key=lambda name: (
            -counts[name],
            name.islower() or name.isupper(),
            name.endswith((".", ",", ":")),
            -len(name),
            name,
        ),
    )


def _may_be_same(one: str, other: str) -> bool:
    """Whether two names differ by no more than a slip, or by words that say little."""
    mine, others = set(one.split()) - _SMALL, set(other.split()) - _SMALL
    left, right = sorted(mine - others), sorted(others - mine)
    if any(letter.isdigit() for word in (*left, *right) for letter in word):
        return False
    if _USUAL.issuperset((*left, *right)):
        return True
    if len(left) == len(right) == 1 and _TELLING.issuperset((*left, *right)):
        return False
    first, second = "".join(left), "".join(right)
    shorter = min(len(first), len(second))
    # Whoever slips twice begins right.
    allowed = (shorter >= _WORD) + (shorter >= _LONG_WORD and first[:2] == second[:2])
    return OSA.distance(first, second, score_cutoff=allowed) <= allowed and allowed > 0
