"""Reading a dataset, and saying what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd

from graphmodel.dataset.bundled import located
from graphmodel.dataset.checks import (
    canonical_neighbours,
    check_flows,
    check_kinds,
    check_links,
    choose_blocks,
    choose_compare,
    resolve_shares,
)
from graphmodel.dataset.dataset import NOTES, Dataset
from graphmodel.dataset.descriptor import (
    NOTES_SHEET,
    OPTIONAL_TABLES,
    SETTINGS_SHEET,
    TABLES,
    Settings,
    read_descriptor,
    read_settings,
)
from graphmodel.dataset.oddities import Parts, note_oddities, note_outliers
from graphmodel.dataset.question import check_question
from graphmodel.dataset.schema import code_columns, validated
from graphmodel.files.archives import DESCRIPTOR, UNPACKED_LIMIT, Archive, Folder, open_archive
from graphmodel.files.disk import read_bounded
from graphmodel.files.findings import Findings, listed, nearest
from graphmodel.files.safe_text import shown_text
from graphmodel.files.tables import Table, read_csv
from graphmodel.files.workbooks import WORKBOOKS, open_workbook
from graphmodel.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from graphmodel.dataset.boundaries import Boundary
    from graphmodel.errors import Problem
    from graphmodel.files.archives import Files

_BOUNDARIES: Final = "boundaries.geojson"

_IMPORT: Final = (
    "A table with one row an organisation becomes a dataset by graphmodel import TABLE DIR."
)


@dataclass(frozen=True)
class Soundness(Shown):
    """Whether a dataset can be used, and what is wrong or odd about it.

    Attributes
    ----------
    dataset
        Its name.
    ok
        Whether there is no error among the problems.
    problems
        Errors first, then warnings; each by file and row.
    """

    dataset: str
    ok: bool
    problems: tuple[Problem, ...]

    def __repr__(self) -> str:
        return shown_text(
            f"<Soundness of {self.dataset!r}: {self.count('error')} errors,"
            f" {self.count('warning')} warnings>"
        )

    def count(self, level: Literal["error", "warning"]) -> int:
        """Return how many problems of a level there are, those that are only counted included."""
        return sum(problem.count for problem in self.problems if problem.level == level)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as a JSON-ready mapping."""
        return {
            "dataset": self.dataset,
            "ok": self.ok,
            "errors": self.count("error"),
            "warnings": self.count("warning"),
            "problems": [problem.to_dict() for problem in self.problems],
        }


@dataclass
class _Contents:
    """What was found in a dataset's files, before its parts are held against each other."""

    settings: Settings
    tables: dict[str, Table] = field(default_factory=dict)
    boundaries: tuple[Boundary, ...] = ()


def read_dataset(source: str | Path) -> Dataset:
    """Read and validate a dataset.

    Parameters
    ----------
    source
        The name of a bundled dataset, a folder with tables (and a ``datapackage.json``), a
        ``.zip`` of such a folder, or an ``.xlsx`` workbook with sheets named as the tables.

    Returns
    -------
    dataset
        The dataset, with what is legal but odd in its ``warnings``.

    Raises
    ------
    DataError
        When the dataset is not sound: with all problems at once.
    OptionError
        When there is nothing of that name.
    """
    findings = Findings()
    contents = _contents(source, findings)
    dataset = _assembled(contents, findings)
    findings.raise_errors()
    return replace(dataset, warnings=findings.problems())


def as_dataset(dataset: Dataset | str | Path) -> Dataset:
    """Return a dataset as it is, or what :func:`read_dataset` reads under a name or path."""
    return dataset if isinstance(dataset, Dataset) else read_dataset(dataset)


def check_dataset(source: str | Path) -> Soundness:
    """Look for every problem of a dataset. Bad data never raises.

    Parameters
    ----------
    source
        As in :func:`read_dataset`.

    Raises
    ------
    OptionError
        When there is nothing of that name.
    """
    findings = Findings()
    contents = _contents(source, findings)
    _assembled(contents, findings)
    return Soundness(contents.settings.name, not findings.failed, findings.problems())


def assemble(settings: Settings, tables: Mapping[str, Table], findings: Findings) -> Dataset:
    """Hold tables of text, by their names, against their schemas and each other.

    Where one of the problems noted is an error, the dataset is good for nothing.
    """
    contents = _Contents(settings)
    for name, table in tables.items():
        _keep(contents, name, table, findings)
    return _assembled(contents, findings)


def _contents(source: str | Path, findings: Findings) -> _Contents:
    """Read whatever can be read, and note what cannot."""
    path = located(source, findings)
    name = path.resolve().name
    stem = name if path.is_dir() else path.stem
    contents = _Contents(Settings(DESCRIPTOR, stem, stem))
    kind = path.suffix.lower()
    try:
        if path.is_dir():
            return _from_files(Folder(path), stem, findings)
        if kind not in {".zip", *WORKBOOKS} or not path.is_file():
            remedy = "Give a folder of tables, a .zip of one, or an .xlsx workbook."
            if kind in {".csv", ".tsv"} and name not in map("{}.csv".format, TABLES):
                remedy = f"{remedy} {_IMPORT}"
            findings.add("error", name, "this is not a dataset", remedy)
            return contents
        if path.stat().st_size > UNPACKED_LIMIT:
            message = f"the file is larger than {UNPACKED_LIMIT / 1e6:.0f} MB"
            findings.add("error", name, message, "Give a folder of tables instead.")
            return contents
        content = read_bounded(path, UNPACKED_LIMIT)
    except OSError as error:
        findings.add("error", name, f"this cannot be read ({error.strerror})")
        return contents
    if kind != ".zip":
        return _from_workbook(content, name, stem, findings)
    archive = open_archive(content, name, findings)
    return contents if archive is None else _from_files(Archive(name, archive), stem, findings)


def _from_files(files: Files, stem: str, findings: Findings) -> _Contents:
    names = files.names()
    contents = _Contents(Settings(DESCRIPTOR, stem, stem))
    paths: dict[str, str] = {}
    if DESCRIPTOR in names:
        content = files.read(DESCRIPTOR, findings)
        if content is not None:
            contents.settings, paths = read_descriptor(content, stem, findings)
    for table in TABLES:
        path = paths.get(table, f"{table}.csv")
        if table in OPTIONAL_TABLES and table not in paths and path not in names:
            continue
        content = files.read(path, findings) if path else None
        if content is not None:
            found = read_csv(content, path, known=NOTES[table].columns, findings=findings)
            _keep(contents, table, found, findings)
    if _BOUNDARIES in names:
        # Imported here: pydantic takes a while to load, and hardly any dataset has boundaries.
        from graphmodel.dataset.boundaries import read_boundaries  # noqa: PLC0415

        content = files.read(_BOUNDARIES, findings)
        if content is not None:
            contents.boundaries = read_boundaries(content, _BOUNDARIES, findings)
    _note_unread(_unread_files(names, paths), [DESCRIPTOR, *_file_names(paths)], findings)
    return contents


def _file_names(paths: Mapping[str, str]) -> list[str]:
    return [paths.get(table, f"{table}.csv") for table in TABLES]


def _unread_files(names: Iterable[str], paths: Mapping[str, str]) -> list[str]:
    """Return files that look like tables or a descriptor, and are neither."""
    read = {DESCRIPTOR, *_file_names(paths)}
    tables = [name for name in names if name.lower().endswith((".csv", ".tsv", *WORKBOOKS))]
    slips = [name for name in names if nearest(name, [DESCRIPTOR], cutoff=0.85)]
    return [name for name in {*tables, *slips} - read if not name.startswith((".", "~$"))]


def _from_workbook(content: bytes, name: str, stem: str, findings: Findings) -> _Contents:
    contents = _Contents(Settings(SETTINGS_SHEET, stem, stem, in_workbook=True))
    workbook = open_workbook(content, name, findings)
    if workbook is None:
        return contents
    sheets = workbook.names()
    if not set(sheets) & set(TABLES):
        message = f"the workbook has none of the sheets of a dataset, only {listed(sheets)}"
        findings.add("error", name, message, _IMPORT)
        return contents
    if SETTINGS_SHEET in sheets:
        words = ("key", "value")
        sheet = workbook.table(SETTINGS_SHEET, known=words, codes=(), findings=findings)
        if sheet is not None:
            contents.settings = read_settings(sheet, stem, findings)
    for table in TABLES:
        if table in OPTIONAL_TABLES and table not in sheets:
            continue
        known, codes = NOTES[table].columns, code_columns(table)
        found = workbook.table(table, known=known, codes=codes, findings=findings)
        _keep(contents, table, found, findings)
    wanted = [*TABLES, SETTINGS_SHEET]
    unread = [sheet for sheet in sheets if sheet not in wanted and sheet.casefold() != NOTES_SHEET]
    _note_unread(unread, wanted, findings)
    return contents


def _keep(contents: _Contents, name: str, table: Table | None, findings: Findings) -> None:
    """Keep a table that has rows, with the types of its schema."""
    if table is None:
        return
    if len(table.rows) or name in OPTIONAL_TABLES:
        contents.tables[name] = validated(name, table, findings)
    else:
        message = "the table has a header, but no rows"
        findings.add("error", table.file, message, "Add one row for each item.", row=1)


def _note_unread(unread: Iterable[str], wanted: Collection[str], findings: Findings) -> None:
    """Warn of files or sheets that are not read, and say which one may be meant by each."""
    for name in sorted(unread):
        near = nearest(name, wanted, cutoff=0.85)
        message = f"this looks like {near!r}, but is not read" if near else "this is not read"
        remedy = (
            f"Did you mean {near!r}? Rename it."
            if near
            else f"Read are {listed(wanted)}; move it away if it is not needed."
        )
        findings.add("warning", name, message, remedy, why="What is not read changes nothing.")


def _assembled(contents: _Contents, findings: Findings) -> Dataset:
    """Hold the tables against each other; the result is good for nothing if an error is noted."""
    settings = contents.settings
    organisations, footprints, memberships, neighbours, flows = map(contents.tables.get, TABLES)
    blocks: tuple[str, ...] = ()
    weighted, codes, compare = True, frozenset[str](), None
    frames = {name: table.frame for name, table in contents.tables.items()}
    if organisations is not None:
        check_kinds(organisations, findings)
        blocks, weighted = choose_blocks(organisations, settings, findings)
        frame = organisations.frame
        codes = frozenset(frame.loc[frame["kind"].isin(blocks), "organisation"]) - {""}
    if footprints is not None:
        compare = choose_compare(footprints, settings, findings)
    lead, target = check_question(settings, compare, _sets(footprints), findings)
    if memberships is not None:
        check_links(memberships, organisations, footprints, findings)
        shares = resolve_shares(memberships, codes, findings)
        frames["memberships"] = memberships.frame.assign(share=shares)
    if neighbours is not None:
        frames["neighbours"] = canonical_neighbours(neighbours, organisations, findings)
    if flows is not None:
        check_flows(flows, organisations, codes, findings)
    if contents.boundaries and organisations is not None and footprints is not None:
        from graphmodel.dataset.boundaries import note_strangers  # noqa: PLC0415 - as above

        tables = (organisations.frame, footprints.frame)
        note_strangers(contents.boundaries, *tables, _BOUNDARIES, findings)
    canonical = {name: _canonical(name, frames.get(name)) for name in TABLES}
    if organisations is not None and footprints is not None and memberships is not None:
        near = canonical["neighbours"]
        parts = Parts(organisations, footprints, memberships, near, codes, compare)
        # Where a column is missing, everything would be odd.
        if not organisations.lacking | footprints.lacking | memberships.lacking:
            note_oddities(parts, findings)
            note_outliers(parts, findings)
    return Dataset(
        settings.name,
        settings.title,
        canonical["organisations"],
        canonical["footprints"],
        canonical["memberships"],
        canonical["neighbours"],
        compare=compare or ("", ""),
        blocks=blocks,
        weighted=weighted,
        lead=lead,
        target=target,
        fixed=settings.fixed,
        labels=settings.labels,
        caveats=settings.caveats,
        sources=settings.sources,
        licenses=settings.licenses,
        boundaries=contents.boundaries,
        flows=canonical["flows"],
    )


def _sets(footprints: Table | None) -> tuple[str, ...]:
    """Return the names of the footprint sets there are."""
    return () if footprints is None else tuple(footprints.frame["footprint_set"].unique())


def _canonical(name: str, frame: pd.DataFrame | None) -> pd.DataFrame:
    """Return a table in the order of its key, and an empty one where there is none."""
    if frame is None:
        columns = pd.DataFrame(columns=list(NOTES[name].columns), dtype="str")
        frame = validated(name, Table("", columns, np.zeros(0, np.int64)), Findings()).frame
    return frame.sort_values(list(NOTES[name].key), kind="stable", ignore_index=True)
