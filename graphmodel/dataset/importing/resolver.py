"""What the names and codes in a wide table stand for: surely, as decided, or in doubt."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from graphmodel.dataset.importing.composed import names_within
from graphmodel.dataset.importing.headings import base_of
from graphmodel.dataset.importing.matches import NEW, Doubt, Taken, decision_key
from graphmodel.dataset.importing.names import Candidate, KnownNames, spellings
from graphmodel.dataset.normal_names import code_of, normal_name
from graphmodel.files.findings import listed, quoted
from graphmodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.dataset.importing.columns import SetColumn
    from graphmodel.dataset.importing.matches import Decision, Decisions
    from graphmodel.dataset.importing.rows import WideRow, WideTable
    from graphmodel.files.findings import Findings

_DIRECTIONS: Final = frozenset({"north", "south", "east", "west", "central", "mid", "greater"})
"""Words that tell footprints apart, even if the label of their set has them."""


class FootprintNames:
    """The footprints of one set: what is known of them, and what their cells say.

    Given are the rows in which each name and code stands, and the known names by code; None where
    the names of the table are all there is.
    """

    def __init__(
        self,
        resolver: Resolver,
        column: SetColumn,
        rows: Mapping[tuple[str, str], list[int]],
        known: Mapping[str, str] | None,
    ) -> None:
        self._resolver = resolver
        self._rows = rows
        self._set = column.footprint_set
        self._heading = resolver.table.columns.headings[column.place]
        words = f"{column.label} {column.footprint_set}".casefold().replace("_", " ").split()
        self._ignored = frozenset(words) - _DIRECTIONS
        self._is_coded = base_of(self._heading)[1] in {"code", "id"}
        self._is_reference = known is not None
        self._names = [name for (name, _), places in rows.items() for _ in places if name]
        self._groups: dict[str, str] = {}
        """The usual spelling of each name, by what all its spellings have in common."""
        if known is None:
            groups = spellings(self._names, ignored=self._ignored)
            self._groups = {one.key: one.name for one in groups}
            known = self._coded()
        self._known = KnownNames(known, ignored=self._ignored)

    def resolved(self) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
        """Return codes and names of the footprints, one or several, for what stands in cells."""
        result = {}
        for (name, code), rows in sorted(self._rows.items()):
            places = tuple(sorted(set(rows)))
            found = (self._by_code(code, name),) if code else self._by_name(name, places)
            if found:
                result[name, code] = found
        return result

    def _coded(self) -> dict[str, str]:
        """Return the names that stand beside codes; note codes with several names."""
        found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for (name, code), rows in self._rows.items():
            if code:
                found[code][normal_name(name, self._ignored) if name else ""] += rows
        result = {}
        for code, keys in sorted(found.items()):
            told = {key: rows for key, rows in keys.items() if key}
            usual = min(told, key=lambda key: (-len(told[key]), key), default="")
            result[code] = self._groups.get(usual, usual) or code
            for key in sorted(set(told) - {usual}):
                self._resolver.findings.add(
                    "error",
                    self._resolver.table.file,
                    f"the code {quoted(code)} is also that of {quoted(result[code])}",
                    "Correct the name or the code.",
                    row=min(told[key]),
                    column=self._heading,
                    value=self._groups.get(key, key),
                )
        return result

    def _by_code(self, code: str, name: str) -> tuple[str, str]:
        known = self._known.names
        if code in known:
            return code, known[code]
        found = self._known.match(code).code if self._is_reference else None
        if found is not None:
            return found, known[found]
        return code, name or code

    def _by_name(self, name: str, rows: tuple[int, ...]) -> tuple[tuple[str, str], ...]:
        match = self._known.match(name)
        if match.code is not None:
            return (self._take(name, match.code, self._known.names[match.code], rows),)
        key = normal_name(name, self._ignored)
        candidates, own, others = match.candidates, self._known, self._known
        if not self._is_reference:
            # Names of one table are alike by chance: only slips put them in doubt.
            candidates = tuple(one for one in candidates if one.score == 100)  # noqa: PLR2004
            candidates += self._near(key)
            others = self._all_groups()
        if within := names_within(name, {*self._groups, *self._codes}, self._ignored):
            parts = self._candidates((each, 100) for each in within)
            joined = "; ".join(part.code for part in parts), "; ".join(part.name for part in parts)
            candidates = (Candidate(*joined, 99), *candidates)
        if not candidates and not self._is_reference:
            code = self._code(self._groups[key], key)
            return (self._take(name, code, self._groups[key], rows),)
        codes = self._resolver.decided(self._set, name, self._heading, rows, others, candidates)
        if codes == (NEW,):
            usual = self._groups.get(key, name)
            return ((self._code(usual, key), usual),)
        return tuple((code, own.names.get(code) or others.names[code]) for code in codes)

    def _code(self, name: str, key: str) -> str:
        """Return the code of what has none beside it: as it stands, where its column has codes."""
        return name if self._is_coded and " " not in name else code_of(name, key)

    @cached_property
    def _codes(self) -> dict[str, str]:
        """What is known, code by what its name has in common with other spellings."""
        return {normal_name(name, self._ignored): code for code, name in self._known.names.items()}

    @cached_property
    def _alike(self) -> dict[str, tuple[tuple[str, int], ...]]:
        groups = spellings(self._names, ignored=self._ignored, usual=self._codes)
        return {one.key: one.near for one in groups}

    def _near(self, key: str) -> tuple[Candidate, ...]:
        return self._candidates(self._alike[key])

    def _candidates(self, keys: Iterable[tuple[str, int]]) -> tuple[Candidate, ...]:
        """Return what keys with their likeness stand for."""
        found = []
        for key, score in keys:
            name = self._groups.get(key, "")
            code = self._codes[key] if key in self._codes else self._code(name, key)
            found.append(Candidate(code, name or self._known.names[code], score))
        return tuple(found)

    def _all_groups(self) -> KnownNames:
        """Return everything that a name of the table can be decided to stand for."""
        groups = self._groups.items()
        free = {self._code(name, key): name for key, name in groups if key not in self._codes}
        return KnownNames({**free, **self._known.names}, ignored=self._ignored)

    def _take(self, written: str, code: str, name: str, rows: tuple[int, ...]) -> tuple[str, str]:
        if written != name and (written != code or code not in self._known.names):
            self._resolver.taken.append(Taken(self._set, written, code, name, "same name", rows))
        return code, name


_ORGANISATION: Final = "organisation"


@dataclass
class Resolver:
    """Finds out what names stand for, and keeps what is doubtful and what has been taken.

    Codes and names are known of a reference, where there is one.
    """

    table: WideTable
    reference: Dataset | None
    decisions: Decisions
    findings: Findings
    doubts: list[Doubt] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    used: set[tuple[str, str]] = field(default_factory=set)

    def footprints(self, column: SetColumn) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
        """Return code and name of each footprint of a set, by the name and code in its cells.

        Those in doubt are left out.
        """
        rows: dict[tuple[str, str], list[int]] = defaultdict(list)
        for row in self.table.rows:
            for mention in row.footprints[column.footprint_set]:
                rows[mention.name, mention.code].append(row.row)
        known = self._known_footprints(column)
        lookup = FootprintNames(self, column, rows, known)
        result = lookup.resolved()
        tail = f" {column.label.casefold()}"
        said = {
            key: tuple(
                (code, name[: -len(column.label)].rstrip() if _ends(name, tail) else name)
                for code, name in several
            )
            for key, several in result.items()
            if known is None and any(_ends(name, tail) for _, name in several)
        }
        result |= said
        if said:
            self.notes.append(f"the word {quoted(column.label)} is left out at the end of names")
        return result

    def _known_footprints(self, column: SetColumn) -> dict[str, str] | None:
        if self.reference is None:
            return None
        sets = {name: self.reference.label(name) for name in self.reference.footprint_sets}
        wanted = {column.footprint_set.casefold(), column.label.casefold()}
        own = [name for name, label in sets.items() if {name.casefold(), label.casefold()} & wanted]
        if len(own) != 1:
            self.notes.append(
                f"{self.reference.name} has no footprint set {quoted(column.footprint_set)}: "
                "its names are compared with one another only"
            )
            return None
        frame = self.reference.footprints
        frame = frame[frame["footprint_set"] == own[0]]
        return dict(zip(frame["footprint"], frame["name"], strict=True))

    def organisations(self) -> dict[int, tuple[str, str]]:
        """Return code and name of each organisation, by its row; those in doubt are left out."""
        known: dict[str, str] = {}
        if self.reference is not None:
            frame = self.reference.organisations
            known = dict(zip(frame["organisation"], frame["name"], strict=True))
        names = KnownNames(known)
        bare: dict[str, list[str]] = defaultdict(list)
        for code in known:
            bare[code.lstrip("0").casefold()].append(code)
        own, uncoded, result = [], [], {}
        for row in self.table.rows:
            found: tuple[str, str] | None
            if row.code:
                found = self._by_code(row, known, bare)
                if found[0] not in known:
                    own.append(row.row)
            elif known:
                found = self._by_name(row.name, row.row, names)
            else:
                uncoded.append(row.row)
                found = (code_of(row.name), row.name)
            if found is not None:
                result[row.row] = found
        if own and self.reference is not None:
            self.notes.append(
                f"{counted(len(own), 'code')} of organisations not in {self.reference.name}, kept"
                f" as they are: row{'s' * (len(own) > 1)} {listed(map(str, own))}"
            )
        if uncoded:
            self.notes.append(
                f"{counted(len(uncoded), 'organisation')} without a code, known by their names"
                f" instead: row{'s' * (len(uncoded) > 1)} {listed(map(str, uncoded))}"
            )
        self._check_twice(result)
        return result

    def _by_code(
        self, row: WideRow, known: Mapping[str, str], bare: Mapping[str, list[str]]
    ) -> tuple[str, str]:
        """Return code and name of an organisation that has a code, if not quite the known one."""
        if row.code in known:
            name = known[row.code]
            if row.name and normal_name(row.name) != normal_name(name):
                remedy = "Look whether code and name belong together."
                message = f"its code is that of {quoted(name)}"
                self._note_name("warning", message, remedy, row.row, row.name)
            return row.code, row.name or name
        same = bare.get(row.code.lstrip("0").casefold(), [])
        if len(same) != 1 or normal_name(row.name) not in {"", normal_name(known[same[0]])}:
            return row.code, row.name or row.code
        code, name = same[0], known[same[0]]
        how = "leading zeros" if len(code) > len(row.code) else "same name"
        self.taken.append(Taken(_ORGANISATION, row.code, code, name, how, (row.row,)))
        return code, row.name or name

    def _note_name(
        self, level: Literal["error", "warning"], message: str, remedy: str, row: int, name: str
    ) -> None:
        heading = self.table.columns.heading("name")
        self.findings.add(
            level, self.table.file, message, remedy, row=row, column=heading, value=name
        )

    def _by_name(self, name: str, row: int, names: KnownNames) -> tuple[str, str] | None:
        match = names.match(name)
        if match.code is not None:
            self.taken.append(
                Taken(_ORGANISATION, name, match.code, names.names[match.code], "same name", (row,))
            )
            return match.code, name
        heading = self.table.columns.heading("name")
        codes = self.decided(_ORGANISATION, name, heading, (row,), names, match.candidates)
        return (code_of(name) if codes == (NEW,) else codes[0], name) if codes else None

    def _check_twice(self, result: Mapping[int, tuple[str, str]]) -> None:
        """Note organisations without a code whose names are surely the same as another's."""
        first: dict[str, int] = {}
        codes = {row.row: row.code for row in self.table.rows}
        for row, (_, name) in sorted(
            result.items(), key=lambda pair: (not codes[pair[0]], pair[0])
        ):
            key = normal_name(name)
            if key in first and not codes[row] and codes[first[key]]:
                message = f"it has no code, and its name is that of row {first[key]}"
                remedy = "Write its code; or, if it is the same, put all its footprints in one row."
                self._note_name("error", message, remedy, row, name)
            first.setdefault(key, row)

    def decided(
        self,
        what: str,
        name: str,
        heading: str,
        rows: tuple[int, ...],
        known: KnownNames,
        candidates: tuple[Candidate, ...],
    ) -> tuple[str, ...]:
        """Return the codes or ``new`` that are decided for a name, or note that they are needed."""
        decision = self.decisions.of(what, name)
        if decision is None:
            self.doubts.append(Doubt(what, name, heading, rows, candidates))
            return ()
        self.used.add((what, decision_key(name)))
        if decision.text.casefold() == NEW:
            return (NEW,)
        texts = decision.text.split(";") if what != _ORGANISATION else [decision.text]
        codes = [code for text in texts if (code := known.match(text).code) is not None]
        if len(codes) < len(texts):
            self._note_decision(decision, candidates)
            return ()
        self.taken += [Taken(what, name, one, known.names[one], "decided", rows) for one in codes]
        return tuple(dict.fromkeys(codes))

    def _note_decision(self, decision: Decision, candidates: tuple[Candidate, ...]) -> None:
        likely = listed(one.code for one in candidates)
        self.findings.add(
            "error",
            self.decisions.file,
            "this is neither a known code nor the word new",
            f"Write a code{f', such as {likely}' if likely else ''}; or new.",
            row=decision.row,
            column="decision",
            value=decision.text,
        )


def _ends(name: str, tail: str) -> bool:
    return len(name) > len(tail) and name.casefold().endswith(tail)
