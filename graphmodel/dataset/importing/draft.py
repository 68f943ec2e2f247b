"""What a wide table becomes: the tables of a dataset, each row with the row that it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from graphmodel.dataset.descriptor import Settings
from graphmodel.dataset.importing.rows import Mention
from graphmodel.dataset.notes import NOTES, key_columns
from graphmodel.dataset.writing import cell_to_write, dataset_files
from graphmodel.errors import OptionError
from graphmodel.files.archives import DESCRIPTOR
from graphmodel.files.findings import listed, quoted
from graphmodel.files.safe_text import shown_text
from graphmodel.files.tables import Table
from graphmodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from graphmodel.dataset.importing.resolver import Resolver
    from graphmodel.dataset.importing.rows import WideRow, WideTable
    from graphmodel.errors import Problem
    from graphmodel.files.findings import Findings

_GROUND: Final = frozenset({"area", "commissioner"})
"""Kinds that are blocks, where partners have populations too."""

_NOWHERE: Final = Mention("", "", None)


@dataclass
class Draft:
    """The tables of the dataset to be, as text, with the rows that they come from.

    All memberships have one grade of evidence. Counted as ``changed`` are cells that would run as a
    formula, or turn the direction of text.
    """

    wide: WideTable
    resolver: Resolver
    source: Path
    evidence: str
    tables: dict[str, Table] = field(init=False)
    changed: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        places = self.resolver.organisations()
        organisations: list[tuple[int, list[str]]] = []
        footprints: dict[tuple[str, str], tuple[int, list[str]]] = {}
        memberships: list[tuple[int, list[str]]] = []
        portions: list[tuple[int, list[str]]] = []
        kept = [self._kept(place) for place in self.wide.columns.kept]
        named = {
            column.footprint_set: self.resolver.footprints(column)
            for column in self.wide.columns.sets
        }
        columns = list(NOTES["organisations"].columns)
        seen = set[str]()
        for row in self.wide.rows:
            code, name = places.get(row.row, ("", ""))
            texts = {"organisation": code, "name": name, **row.texts}
            cells = [texts[column] for column in columns]
            organisations.append((row.row, [*cells, *row.kept.values()]))
            if code in seen:
                # Two rows with one code are an error: their memberships would only repeat it.
                continue
            seen.add(code)
            for footprint_set, mentions in row.footprints.items():
                shares: dict[tuple[str, int], float | None] = {}
                for place, mention in enumerate(mentions):
                    several = named[footprint_set].get((mention.name, mention.code), ())
                    for found in several:
                        entry = (row.row, [footprint_set, *found])
                        footprints.setdefault((footprint_set, found[0]), entry)
                        # Parts may be in one footprint; named twice in a cell it is an error.
                        key = found[0], 0 if row.parts else place
                        more = None if mention.share is None else mention.share / len(several)
                        shares[key] = None if more is None else (shares.get(key) or 0.0) + more
                source = f"{self.source.name}, row {row.row}"
                for (into, _), share in shares.items():
                    part = "" if share is None else f"{share:.12g}"
                    line = [code, footprint_set, into, part, self.evidence, "", source]
                    memberships.append((row.row, line))
            portions += self._portions(code, row, named)
        self.tables = {
            "organisations": self._table([*columns, *kept], organisations),
            "footprints": self._table(
                ["footprint_set", "footprint", "name"], list(footprints.values())
            ),
            "memberships": self._table(list(NOTES["memberships"].columns), memberships),
        }
        if portions:
            self.tables["portions"] = self._table([*NOTES["portions"].columns, *named], portions)

    def _portions(
        self,
        code: str,
        row: WideRow,
        named: Mapping[str, Mapping[tuple[str, str], tuple[tuple[str, str], ...]]],
    ) -> Iterator[tuple[int, list[str]]]:
        """Yield the parts of an organisation that have people."""
        for part in row.parts:
            places = [
                lookup.get((mention.name, mention.code), (("", ""),))[0][0]
                for footprint_set, lookup in named.items()
                for mention in (*part.footprints[footprint_set], _NOWHERE)[:1]
            ]
            if any(each.texts["population"] for each in row.parts):
                yield part.row, [code, part.texts["population"], self.evidence, "", *places]

    def _kept(self, place: int) -> str:
        heading = self.wide.columns.headings[place]
        if heading in NOTES["organisations"].columns:
            heading = f"{heading} (in the table)"
        return shown_text(heading)

    def _table(self, columns: list[str], lines: list[tuple[int, list[str]]]) -> Table:
        self.changed += sum(
            cell_to_write(cell) != " ".join(cell.split()) for _, line in lines for cell in line
        )
        cells = [list(map(shown_text, line)) for _, line in lines]
        frame = pd.DataFrame(cells, columns=columns, dtype="str")
        return Table(self.wide.file, frame, np.asarray([row for row, _ in lines], dtype=np.int64))

    def settings(
        self, folder: Path, blocks: str | None, findings: Findings
    ) -> tuple[Settings, list[str]]:
        """Return what the dataset says about itself, and what has been guessed of that.

        It is named after its folder; ``blocks`` is the kind of its blocks, where the user names it.
        """
        notes: list[str] = []
        if self.changed:
            some = counted(self.changed, "cell")
            notes.append(
                f"{some} of the new tables with an apostrophe before what would run as a formula,"
                " or without marks that hide how a text reads"
            )
        columns = self.wide.columns
        compare = [column.footprint_set for column in columns.sets[:2]]
        if len(columns.sets) > len(compare):
            others = listed(column.label for column in columns.sets[2:])
            first, second = (column.label for column in columns.sets[:2])
            notes.append(f"{first} and {second} are compared; {others} can be, with `sets`")
        stem = re.sub(r"[^a-z0-9._-]+", "-", folder.resolve().name.lower()).strip("-.")
        settings = Settings(
            DESCRIPTOR,
            stem or "dataset",
            cell_to_write(self.source.stem),
            compare=tuple(compare),
            blocks=self._blocks(blocks, findings, notes),
            labels={column.footprint_set: cell_to_write(column.label) for column in columns.sets},
            sources=({"title": cell_to_write(self.source.name)},),
        )
        return settings, notes

    def _blocks(
        self, wanted: str | None, findings: Findings, notes: list[str]
    ) -> tuple[str, ...] | None:
        frame = self.tables["organisations"].frame
        kinds = sorted(set(frame["kind"]))
        carrying = sorted(set(frame.loc[frame["population"] != "", "kind"]))
        if wanted is not None:
            if wanted not in kinds:
                raise OptionError(
                    f"no organisation is of the kind {quoted(wanted)}; there is {listed(kinds)}"
                )
            return (wanted,)
        if len(carrying) == 1:
            return (carrying[0],)
        ground = [kind for kind in (carrying or kinds) if kind in _GROUND]
        if len(ground) == 1:
            if carrying:
                notes.append(
                    f"of the kinds with people, {quoted(ground[0])} is taken for the blocks"
                )
            return (ground[0],)
        if carrying:
            message = f"organisations of several kinds have people: {listed(carrying)}"
            remedy = f"Say whose footprints change, as in `blocks={carrying[0]!r}`."
            heading = self.wide.columns.heading("population")
            findings.add("error", self.wide.file, message, remedy, column=heading)
        return None

    def placed(self, problem: Problem) -> Problem:
        """Return a problem of the dataset as one of the table."""
        roles: dict[str, tuple[str, ...]] = {
            "organisation": ("code", "name"),
            "kind": ("kind", "type"),
            "people": ("population",),
        }
        columns = self.wide.columns
        headings = map(columns.heading, roles.get(problem.column, (problem.column,)))
        sets = {one.footprint_set: columns.headings[one.place] for one in columns.sets}
        found = sets.get(problem.column) or next(filter(None, headings), problem.column)
        return replace(problem, column=found)

    def files(self, settings: Settings) -> dict[str, bytes]:
        """Return the files of the dataset's folder, with rows in order of their keys."""
        tables = {}
        for name, table in self.tables.items():
            frame = table.frame.sort_values(key_columns(name, table.frame), kind="stable")
            tables[name] = (list(map(str, frame)), frame.to_numpy().tolist())
        description = f"Made of {cell_to_write(self.source.name)}, one row an organisation."
        return dataset_files(settings, tables, description=description)
