"""What the names and codes in one column of footprints stand for."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from graphmodel._findings import quoted
from graphmodel.matches import NEW, Taken
from graphmodel.name_matching import Candidate, KnownNames, spellings
from graphmodel.normal_names import code_of, normal_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.wide_columns import SetColumn
    from graphmodel.wide_names import Resolver

__all__ = ["FootprintNames"]

_DIRECTIONS: Final = frozenset({"north", "south", "east", "west", "central", "mid", "greater"})
"""Words that tell footprints apart, even if the label of their set has them."""


class FootprintNames:
    """The footprints of one set: what is known of them, and what their cells say.

    Parameters
    ----------
    resolver
        Where doubts, and names that are taken, are kept.
    column
        The set's column.
    rows
        Rows in which each name and code stands.
    known
        Name by code, of those that there are; None where the names of the table are all there is.
    """

    def __init__(
        self,
        resolver: Resolver,
        column: SetColumn,
        rows: Mapping[tuple[str, str], list[int]],
        known: Mapping[str, str] | None,
    ) -> None:
        self._resolver = resolver
        self._column = column
        self._rows = rows
        self._set = column.footprint_set
        self._heading = resolver.table.columns.headings[column.place]
        words = f"{column.label} {column.footprint_set}".casefold().replace("_", " ").split()
        self._ignored = frozenset(words) - _DIRECTIONS
        self._is_reference = known is not None
        self._groups = {} if known is not None else self._spelt()
        coded = self._coded()
        self._known = KnownNames(known if known is not None else coded, ignored=self._ignored)

    def resolved(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Return code and name for what stands in cells."""
        result = {}
        for (name, code), rows in sorted(self._rows.items()):
            places = tuple(sorted(set(rows)))
            found = self._by_code(code, name) if code else self._by_name(name, places)
            if found is not None:
                result[name, code] = found
        return result

    def _spelt(self) -> dict[str, str]:
        """Return the usual spelling of each name, by what all spellings have in common."""
        names = [name for (name, _), rows in self._rows.items() for _ in rows if name]
        return {one.key: one.name for one in spellings(names, ignored=self._ignored)}

    def _coded(self) -> dict[str, str]:
        """Return the names that stand beside codes; note codes with several names."""
        names: dict[str, Counter[str]] = defaultdict(Counter)
        places: dict[tuple[str, str], list[int]] = defaultdict(list)
        for (name, code), rows in self._rows.items():
            if code:
                key = normal_name(name, self._ignored) if name else ""
                names[code][key] += len(rows) if name else 0
                places[code, key] += rows
        result = {}
        for code, keys in sorted(names.items()):
            told = {key: count for key, count in keys.items() if key}
            usual = min(told, key=lambda key: (-told[key], key), default="")
            result[code] = self._groups.get(usual, usual) or code
            for key in sorted(set(told) - {usual}):
                row = min(places[code, key])
                self._note_names(code, usual, key, row)
        return result

    def _note_names(self, code: str, usual: str, key: str, row: int) -> None:
        if self._is_reference:
            return
        self._resolver.findings.add(
            "error",
            self._resolver.table.file,
            f"the code {quoted(code)} is also that of {quoted(self._groups.get(usual, usual))}",
            "Correct the name or the code.",
            row=row,
            column=self._heading,
            value=self._groups.get(key, key),
        )

    def _by_code(self, code: str, name: str) -> tuple[str, str]:
        known = self._known.names
        if code in known:
            return code, known[code]
        found = self._known.match(code).code if self._is_reference else None
        if found is not None:
            return found, known[found]
        return code, name or code

    def _by_name(self, name: str, rows: tuple[int, ...]) -> tuple[str, str] | None:
        match = self._known.match(name)
        if match.code is not None:
            return self._take(name, match.code, self._known.names[match.code], rows)
        key = normal_name(name, self._ignored)
        candidates, own, others = match.candidates, self._known, self._known
        if not self._is_reference:
            # Names of one table are alike by chance: only slips put them in doubt.
            candidates = tuple(one for one in candidates if one.score == 100)  # noqa: PLR2004
            candidates += self._near(key)
            if not candidates:
                return self._take(name, code_of(self._groups[key], key), self._groups[key], rows)
            others = self._all_groups()
        code = self._resolver.decided(self._set, name, self._heading, rows, others, candidates)
        if code is None:
            return None
        if code == NEW:
            usual = self._groups.get(key, name)
            return code_of(usual, key), usual
        return code, (own.names.get(code) or others.names[code])

    def _near(self, key: str) -> tuple[Candidate, ...]:
        usual = {normal_name(name, self._ignored) for name in self._known.names.values()}
        if self._spellings is None:
            names = [name for (name, _), rows in self._rows.items() for _ in rows if name]
            found = spellings(names, ignored=self._ignored, usual=usual)
            self._spellings = {one.key: one.near for one in found}
        codes = {normal_name(name, self._ignored): code for code, name in self._known.names.items()}
        return tuple(
            Candidate(
                codes.get(other, code_of(self._groups[other], other)), self._groups[other], score
            )
            for other, score in self._spellings[key]
        )

    _spellings: dict[str, tuple[tuple[str, int], ...]] | None = None

    def _all_groups(self) -> KnownNames:
        """Return everything that a name of the table can be decided to stand for."""
        coded = {normal_name(name, self._ignored) for name in self._known.names.values()}
        free = {code_of(name, key): name for key, name in self._groups.items() if key not in coded}
        return KnownNames({**free, **self._known.names}, ignored=self._ignored)

    def _take(self, written: str, code: str, name: str, rows: tuple[int, ...]) -> tuple[str, str]:
        if written != name and (written != code or code not in self._known.names):
            self._resolver.taken.append(Taken(self._set, written, code, name, "same name", rows))
        return code, name
