"""Reading a dataset, and saying what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

from graphmodel.dataset.assembling import BOUNDARIES, Contents, assembled, keep
from graphmodel.dataset.bundled import located
from graphmodel.dataset.dataset import Dataset, unchecked
from graphmodel.dataset.descriptor import (
    NOTES_SHEET,
    OPTIONAL_TABLES,
    SETTINGS_SHEET,
    TABLES,
    Settings,
    read_descriptor,
    read_settings,
)
from graphmodel.dataset.notes import NOTES
from graphmodel.dataset.schema import code_columns
from graphmodel.dataset.stated import stated_dataset
from graphmodel.errors import Problem
from graphmodel.files.archives import DESCRIPTOR, UNPACKED_LIMIT, Archive, Folder, open_archive
from graphmodel.files.disk import read_bounded
from graphmodel.files.findings import Findings, listed, nearest
from graphmodel.files.guard import guarded
from graphmodel.files.safe_text import shown_text, unguarded
from graphmodel.files.tables import read_csv
from graphmodel.files.workbooks import WORKBOOKS, open_workbook
from graphmodel.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from graphmodel.files.archives import Files
    from graphmodel.files.tables import Table

CHECK_FORMAT: Final = "graphmodel-check/1"

_IMPORT: Final = (
    "A table with one row an organisation becomes a dataset by graphmodel import TABLE DIR."
)


@guarded
@dataclass(frozen=True)
class Soundness(Shown):
    """Whether a dataset can be used, and what is wrong or odd about it.

    Attributes
    ----------
    dataset
        Its name and its digests as JSON has them; these are None where it is not sound.
    ok
        Whether there is no error among the problems.
    problems
        Errors first, then warnings; each by file and row.

    Examples
    --------
    >>> soundness = gm.check_dataset("england-2016")
    >>> soundness.ok, soundness.count("error")
    (True, 0)
    """

    dataset: dict[str, str | None]
    ok: bool
    problems: tuple[Problem, ...]

    def __repr__(self) -> str:
        return shown_text(
            f"<Soundness of {self.name!r}: {self.count('error')} errors,"
            f" {self.count('warning')} warnings>"
        )

    @property
    def name(self) -> str:
        """What the dataset is called."""
        return str(self.dataset["name"])

    def count(self, level: Literal["error", "warning"]) -> int:
        """Return how many problems of a level there are, those that are only counted included."""
        return sum(problem.count for problem in self.problems if problem.level == level)

    def to_frame(self) -> pd.DataFrame:
        """Return what is wrong or odd, one row a problem, with its attributes as columns.

        See :class:`graphmodel.Problem`; ``row`` is missing where the problem is in none.
        """
        columns = [each.name for each in fields(Problem)]
        rows = [problem.to_dict() for problem in self.problems]
        texts = dict.fromkeys((name for name in columns if name not in {"row", "count"}), "str")
        return pd.DataFrame(rows, columns=columns).astype(texts | {"row": "Int64", "count": int})

    def to_dict(self) -> dict[str, Any]:
        """Return the result as a JSON-ready mapping."""
        return {
            "format": CHECK_FORMAT,
            "dataset": self.dataset,
            "ok": self.ok,
            "errors": self.count("error"),
            "warnings": self.count("warning"),
            "problems": [problem.to_dict() for problem in self.problems],
        }


@guarded
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

    Examples
    --------
    >>> gm.read_dataset("england-2026").footprint_sets
    ('authority', 'council', 'fire', 'icb', 'icb_2024', 'police')
    """
    findings = Findings()
    contents = _contents(source, findings)
    parts = assembled(contents, findings)
    findings.raise_errors()
    return unchecked(**parts, warnings=findings.problems())


def as_dataset(dataset: Dataset | str | Path) -> Dataset:
    """Return a dataset as it is, or what :func:`read_dataset` reads under a name or path."""
    return dataset if isinstance(dataset, Dataset) else read_dataset(dataset)


@guarded
def check_dataset(source: Dataset | str | Path) -> Soundness:
    """Look for every problem of a dataset. Bad data never raises.

    Parameters
    ----------
    source
        As in :func:`read_dataset`, or a dataset: that is sound, with what is odd about it.

    Raises
    ------
    OptionError
        When there is nothing of that name.

    Examples
    --------
    >>> gm.check_dataset("england-2016").ok
    True
    """
    if isinstance(source, Dataset):
        return Soundness({**stated_dataset(source)}, ok=True, problems=source.warnings)
    findings = Findings()
    contents = _contents(source, findings)
    parts = assembled(contents, findings)
    stated: dict[str, str | None] = {"name": contents.settings.name, "sha256": None}
    stated["sha256_all"] = None
    if not findings.failed:
        stated |= stated_dataset(unchecked(**parts))
    return Soundness(stated, not findings.failed, findings.problems())


def _contents(source: str | Path, findings: Findings) -> Contents:
    """Read whatever can be read, and note what cannot."""
    path = located(source, findings)
    name = path.resolve().name
    stem = name if path.is_dir() else path.stem
    contents = Contents(Settings(DESCRIPTOR, stem, stem))
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


def _from_files(files: Files, stem: str, findings: Findings) -> Contents:
    names = files.names()
    contents = Contents(Settings(DESCRIPTOR, stem, stem))
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
            if found and b"'" in content:
                found = _unguarded(found)
            keep(contents, table, found, findings)
    if BOUNDARIES in names:
        # Imported here: pydantic takes a while to load, and hardly any dataset has boundaries.
        from graphmodel.dataset.boundaries import read_boundaries  # noqa: PLC0415

        content = files.read(BOUNDARIES, findings)
        if content is not None:
            contents.boundaries = read_boundaries(content, BOUNDARIES, findings)
    _note_unread(_unread_files(names, paths), [DESCRIPTOR, *_file_names(paths)], findings)
    return contents


def _unguarded(table: Table) -> Table:
    """Return a table with its texts as they were before they were made no formulas."""
    frame = table.frame.rename(columns=unguarded)
    for column in frame:
        if frame[column].str.startswith("'").any():
            frame[column] = frame[column].map(unguarded)
    return replace(table, frame=frame)


def _file_names(paths: Mapping[str, str]) -> list[str]:
    return [paths.get(table, f"{table}.csv") for table in TABLES]


def _unread_files(names: Iterable[str], paths: Mapping[str, str]) -> list[str]:
    """Return files that look like tables or a descriptor, and are neither."""
    read = {DESCRIPTOR, *_file_names(paths)}
    tables = [name for name in names if name.lower().endswith((".csv", ".tsv", *WORKBOOKS))]
    slips = [name for name in names if nearest(name, [DESCRIPTOR], cutoff=0.85)]
    return [name for name in {*tables, *slips} - read if not name.startswith((".", "~$"))]


def _from_workbook(content: bytes, name: str, stem: str, findings: Findings) -> Contents:
    contents = Contents(Settings(SETTINGS_SHEET, stem, stem, in_workbook=True))
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
        keep(contents, table, found, findings)
    wanted = [*TABLES, SETTINGS_SHEET]
    unread = [sheet for sheet in sheets if sheet not in wanted and sheet.casefold() != NOTES_SHEET]
    _note_unread(unread, wanted, findings)
    return contents


def _note_unread(unread: Iterable[str], wanted: Collection[str], findings: Findings) -> None:
    """Warn of files or sheets that are not read, and say which one may be meant by each."""
    for name in sorted(unread):
        near = nearest(name, wanted, cutoff=0.85)
        message = f"this looks like {near!r}, but is not read" if near else "this is not read"
        remedy = (
            f"Did you mean {near!r}? Rename it."
            if near
            else f"Read are {listed(filter(None, wanted))}; move it away if it is not needed."
        )
        findings.add("warning", name, message, remedy, why="What is not read changes nothing.")
