"""Reading a dataset, and saying what is wrong with it."""

from __future__ import annotations

import contextlib
import csv
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from graphmodel._findings import Findings, listed, nearest, quoted
from graphmodel.archives import DESCRIPTOR, UNPACKED_LIMIT, Archive, Folder, open_archive
from graphmodel.checks import (
    check_kinds,
    choose_blocks,
    choose_compare,
    note_oddities,
    resolve_shares,
)
from graphmodel.dataset import Dataset
from graphmodel.descriptor import (
    SETTINGS_SHEET,
    TABLES,
    Settings,
    read_descriptor,
    read_settings,
)
from graphmodel.errors import OptionError
from graphmodel.links import canonical_neighbours, check_links
from graphmodel.schema import SCHEMAS, code_columns, validated
from graphmodel.tables import Table, read_csv
from graphmodel.workbooks import open_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphmodel.archives import Files
    from graphmodel.errors import Problem

__all__ = [
    "BundledDataset",
    "Soundness",
    "bundled_datasets",
    "check_dataset",
    "read_dataset",
]

_OPTIONAL: Final = "neighbours"

_PLACES: Final = (
    Path(__file__).parent / "datasets",  # in an installed package
    Path(__file__).parent.parent / "datasets",  # in a checkout
)


@dataclass(frozen=True)
class BundledDataset:
    """A dataset that comes with the package.

    Attributes
    ----------
    name, title, compare
        As in :class:`Dataset`.
    organisations
        How many there are.
    footprints
        How many there are in each set.
    path
        Its folder.
    """

    name: str
    title: str
    compare: tuple[str, str]
    organisations: int
    footprints: Mapping[str, int]
    path: Path

    def to_dict(self) -> dict[str, Any]:
        """Return all but the path as a JSON-ready mapping."""
        return {
            "name": self.name,
            "title": self.title,
            "compare": list(self.compare),
            "organisations": self.organisations,
            "footprints": dict(self.footprints),
        }


@dataclass(frozen=True)
class Soundness:
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

    def to_dict(self) -> dict[str, Any]:
        """Return the result as a JSON-ready mapping."""
        problems = [problem.to_dict() for problem in self.problems]
        return {"dataset": self.dataset, "ok": self.ok, "problems": problems}


@dataclass
class _Contents:
    """What was found in a dataset's files, before its parts are held against each other."""

    settings: Settings
    tables: dict[str, Table] = field(default_factory=dict)


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


def bundled_datasets() -> tuple[BundledDataset, ...]:
    """Return the datasets that come with the package, by name."""
    return tuple(_bundled(folder) for _, folder in sorted(_bundled_folders().items()))


def _bundled_folders() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for place in _PLACES:
        for path in place.glob(f"*/{DESCRIPTOR}"):
            # The folder beside an installed package is somebody else's.
            with contextlib.suppress(OSError, ValueError):
                data = json.loads(path.read_text(encoding="utf-8"))
                if data.get("name") == path.parent.name and "graphmodel" in data:
                    found.setdefault(path.parent.name, path.parent)
    return found


def _bundled(folder: Path) -> BundledDataset:
    data = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    first, second = data["graphmodel"]["compare"]
    counts: dict[str, Counter[str]] = {}
    for table in ("organisations", "footprints"):
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            counts[table] = Counter(row.get("footprint_set", "") for row in rows)
    footprints = dict(sorted(counts["footprints"].items()))
    organisations = counts["organisations"].total()
    return BundledDataset(
        data["name"], data["title"], (first, second), organisations, footprints, folder
    )


def _located(source: str | Path, findings: Findings) -> Path:
    """Return the path of a dataset; a bundled name given as text goes before a path."""
    text = str(source)
    path = Path(source)
    try:
        exists = bool(text.strip()) and path.exists()
    except (OSError, ValueError):
        exists = False
    bundled = _bundled_folders()
    if text in bundled and not (exists and isinstance(source, Path)):
        if exists and path.resolve() != bundled[text].resolve():
            message = "this is the bundled dataset; something of the same name is here as well"
            findings.add("warning", text, message, f"Write ./{text} to read that.")
        return bundled[text]
    if not exists:
        near = nearest(text, bundled)
        hint = f"; did you mean {quoted(near)}?" if near else ""
        names = listed(sorted(bundled)) or "no dataset"
        raise OptionError(f"there is no dataset {quoted(text)}; bundled: {names}{hint}")
    return path


def _contents(source: str | Path, findings: Findings) -> _Contents:
    """Read whatever can be read, and note what cannot."""
    path = _located(source, findings)
    name = path.resolve().name
    stem = name if path.is_dir() else path.stem
    contents = _Contents(Settings(DESCRIPTOR, stem, stem))
    kind = path.suffix.lower()
    try:
        if path.is_dir():
            return _from_files(Folder(path), stem, findings)
        if kind not in {".zip", ".xlsx", ".xlsm"} or not path.is_file():
            remedy = "Give a folder of tables, a .zip of one, or an .xlsx workbook."
            findings.add("error", name, "this is not a dataset", remedy)
            return contents
        if path.stat().st_size > UNPACKED_LIMIT:
            message = f"the file is larger than {UNPACKED_LIMIT / 1e6:.0f} MB"
            findings.add("error", name, message, "Give a folder of tables instead.")
            return contents
        content = path.read_bytes()
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
            contents.settings, paths = read_descriptor(content, DESCRIPTOR, stem, findings)
    else:
        _note_unread(DESCRIPTOR, names, findings)
    for table in TABLES:
        path = paths.get(table, f"{table}.csv")
        if table == _OPTIONAL and table not in paths and path not in names:
            _note_unread(path, names, findings)
            continue
        content = files.read(path, findings) if path else None
        if content is not None:
            known = SCHEMAS[table].columns
            _keep(
                contents, table, read_csv(content, path, known=known, findings=findings), findings
            )
    return contents


def _from_workbook(content: bytes, name: str, stem: str, findings: Findings) -> _Contents:
    contents = _Contents(Settings(SETTINGS_SHEET, stem, stem, in_workbook=True))
    workbook = open_workbook(content, name, findings)
    if workbook is None:
        return contents
    sheets = workbook.names()
    if SETTINGS_SHEET in sheets:
        words = ("key", "value")
        sheet = workbook.table(SETTINGS_SHEET, known=words, codes=(), findings=findings)
        if sheet is not None:
            contents.settings = read_settings(sheet, stem, findings)
    else:
        _note_unread(SETTINGS_SHEET, sheets, findings)
    for table in TABLES:
        if table == _OPTIONAL and table not in sheets:
            _note_unread(table, sheets, findings)
            continue
        known, codes = SCHEMAS[table].columns, code_columns(table)
        _keep(
            contents,
            table,
            workbook.table(table, known=known, codes=codes, findings=findings),
            findings,
        )
    return contents


def _keep(contents: _Contents, name: str, table: Table | None, findings: Findings) -> None:
    """Keep a table that has rows, with the types of its schema."""
    if table is None:
        return
    if len(table.rows) or name == _OPTIONAL:
        contents.tables[name] = validated(name, table, findings)
    else:
        message = "the table has a header, but no rows"
        findings.add("error", table.file, message, "Add one row for each item.", row=1)


def _note_unread(name: str, there: Iterable[str], findings: Findings) -> None:
    """Warn of a file or sheet that looks like an optional one that is not there."""
    others = [other for other in there if other.split(".")[0] not in TABLES]
    near = nearest(name, others, cutoff=0.85)
    if near is not None:
        message = f"this looks like {name!r}, but is not read"
        findings.add("warning", near, message, f"Did you mean {name!r}? Rename it.")


def _assembled(contents: _Contents, findings: Findings) -> Dataset:
    """Hold the tables against each other; the result is good for nothing if an error is noted."""
    settings = contents.settings
    organisations, footprints, memberships, neighbours = map(contents.tables.get, TABLES)
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
    if memberships is not None:
        check_links(memberships, organisations, footprints, findings)
        shares = resolve_shares(memberships, codes, findings)
        frames["memberships"] = memberships.frame.assign(share=shares)
        if footprints is not None and not footprints.lacking | memberships.lacking:
            note_oddities(memberships, footprints, codes, compare, findings)
    if neighbours is not None:
        frames[_OPTIONAL] = canonical_neighbours(neighbours, organisations, findings)
    canonical = {name: _canonical(name, frames.get(name)) for name in TABLES}
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
        labels=settings.labels,
        caveats=settings.caveats,
        sources=settings.sources,
        licenses=settings.licenses,
    )


def _canonical(name: str, frame: pd.DataFrame | None) -> pd.DataFrame:
    """Return a table in the order of its key, and an empty one where there is none."""
    if frame is None:
        columns = pd.DataFrame(columns=list(SCHEMAS[name].columns), dtype="str")
        frame = validated(name, Table("", columns, np.zeros(0, np.int64)), Findings()).frame
    key = SCHEMAS[name].unique or ["organisation", "neighbour"]
    return frame.sort_values(list(key), kind="stable", ignore_index=True)
