"""What the names and codes in a wide table stand for: surely, as decided, or in doubt."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from graphmodel._findings import listed, quoted
from graphmodel.footprint_names import FootprintNames
from graphmodel.labels import counted
from graphmodel.matches import NEW, Doubt, Taken, decision_key
from graphmodel.name_matching import KnownNames
from graphmodel.normal_names import code_of, normal_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel._findings import Findings
    from graphmodel.dataset import Dataset
    from graphmodel.matches import Decision, Decisions
    from graphmodel.name_matching import Candidate
    from graphmodel.wide_columns import SetColumn
    from graphmodel.wide_table import WideRow, WideTable

__all__ = ["Resolver"]

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

    def _compare_names(self, row: int, name: str, known: str) -> None:
        if name and normal_name(name) != normal_name(known):
            place = self.table.columns.roles.get("name")
            heading = "" if place is None else self.table.columns.headings[place]
            self.findings.add(
                "warning",
                self.table.file,
                f"its code is that of {quoted(known)}",
                "Look whether code and name belong together.",
                row=row,
                column=heading,
                value=name,
            )

    def _by_name(self, name: str, row: int, names: KnownNames) -> tuple[str, str] | None:
        match = names.match(name)
        if match.code is not None:
            self.taken.append(
                Taken(_ORGANISATION, name, match.code, names.names[match.code], "same name", (row,))
            )
            return match.code, name
        place = self.table.columns.roles.get("name")
        heading = "" if place is None else self.table.columns.headings[place]
        code = self.decided(_ORGANISATION, name, heading, (row,), names, match.candidates)
        if code is None:
            return None
        return (code_of(name) if code == NEW else code), name

    def _check_twice(self, result: Mapping[int, tuple[str, str]]) -> None:
        """Note organisations without a code whose names are surely the same as another's."""
        place = self.table.columns.roles.get("name")
        heading = "" if place is None else self.table.columns.headings[place]
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
                    column=heading,
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
