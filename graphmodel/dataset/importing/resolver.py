"""What the names and codes in a wide table stand for: surely, as decided, or in doubt."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from graphmodel.dataset.importing.matches import NEW, Doubt, Taken, decision_key
from graphmodel.dataset.importing.names import Candidate, KnownNames, spellings
from graphmodel.dataset.normal_names import code_of, normal_name
from graphmodel.files.findings import listed, quoted
from graphmodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.dataset.importing.columns import SetColumn
    from graphmodel.dataset.importing.matches import Decision, Decisions
    from graphmodel.dataset.importing.rows import WideRow, WideTable
    from graphmodel.files.findings import Findings

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


_ORGANISATION: Final = "organisation"


@dataclass
class Resolver:
    """Finds out what names stand for, and keeps what is doubtful and what has been taken.

    Attributes
    ----------
    table
        The table.
    reference
        A dataset whose codes and names are known; None without.
    decisions
        What has been decided.
    findings
        Where problems are noted.
    doubts, taken, notes
        What came of it.
    """

    table: WideTable
    reference: Dataset | None
    decisions: Decisions
    findings: Findings
    doubts: list[Doubt] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    used: set[tuple[str, str]] = field(default_factory=set)

    def footprints(self, column: SetColumn) -> dict[tuple[str, str], tuple[str, str]]:
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
        label = column.label.casefold()
        shortened = 0
        for key, (code, name) in result.items():
            if (
                known is None
                and len(name) > len(label) + 1
                and name.casefold().endswith(f" {label}")
            ):
                result[key] = (code, name[: -len(label)].rstrip())
                shortened += 1
        if shortened:
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
            self._compare_names(row.row, row.name, known[row.code])
            return row.code, row.name or known[row.code]
        same = bare.get(row.code.lstrip("0").casefold(), [])
        if len(same) != 1 or normal_name(row.name) not in {"", normal_name(known[same[0]])}:
            return row.code, row.name or row.code
        code, name = same[0], known[same[0]]
        how = "leading zeros" if len(code) > len(row.code) else "same name"
        self.taken.append(Taken(_ORGANISATION, row.code, code, name, how, (row.row,)))
        return code, row.name or name

    @property
    def _name_heading(self) -> str:
        place = self.table.columns.roles.get("name")
        return "" if place is None else self.table.columns.headings[place]

    def _compare_names(self, row: int, name: str, known: str) -> None:
        if name and normal_name(name) != normal_name(known):
            self.findings.add(
                "warning",
                self.table.file,
                f"its code is that of {quoted(known)}",
                "Look whether code and name belong together.",
                row=row,
                column=self._name_heading,
                value=name,
            )

    def _by_name(self, name: str, row: int, names: KnownNames) -> tuple[str, str] | None:
        match = names.match(name)
        if match.code is not None:
            self.taken.append(
                Taken(_ORGANISATION, name, match.code, names.names[match.code], "same name", (row,))
            )
            return match.code, name
        heading = self._name_heading
        code = self.decided(_ORGANISATION, name, heading, (row,), names, match.candidates)
        if code is None:
            return None
        return (code_of(name) if code == NEW else code), name

    def _check_twice(self, result: Mapping[int, tuple[str, str]]) -> None:
        """Note organisations without a code whose names are surely the same as another's."""
        first: dict[str, int] = {}
        codes = {row.row: row.code for row in self.table.rows}
        for row, (_, name) in sorted(
            result.items(), key=lambda pair: (not codes[pair[0]], pair[0])
        ):
            key = normal_name(name)
            if key in first and not codes[row] and codes[first[key]]:
                self.findings.add(
                    "error",
                    self.table.file,
                    f"it has no code, and its name is that of row {first[key]}",
                    "Write its code; or, if it is the same, put all its footprints in one row.",
                    row=row,
                    column=self._name_heading,
                    value=name,
                )
            first.setdefault(key, row)

    def decided(
        self,
        what: str,
        name: str,
        heading: str,
        rows: tuple[int, ...],
        known: KnownNames,
        candidates: tuple[Candidate, ...],
    ) -> str | None:
        """Return the code or ``new`` that is decided for a name, or note that it is needed."""
        decision = self.decisions.of(what, name)
        if decision is None:
            self.doubts.append(Doubt(what, name, heading, rows, candidates))
            return None
        self.used.add((what, decision_key(name)))
        if decision.text.casefold() == NEW:
            return NEW
        code = known.decided(decision.text)
        if code is None:
            self._note_decision(decision, candidates)
            return None
        self.taken.append(Taken(what, name, code, known.names[code], "decided", rows))
        return code

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
