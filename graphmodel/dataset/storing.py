"""A dataset written down: as a folder, an archive or a workbook that reads as the same."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graphmodel.dataset.assembling import BOUNDARIES
from graphmodel.dataset.descriptor import OPTIONAL_TABLES, SETTINGS_SHEET, TABLES, Settings
from graphmodel.dataset.notes import NOTES
from graphmodel.dataset.reading import as_dataset, check_dataset, read_dataset
from graphmodel.dataset.template import CREATED
from graphmodel.dataset.writing import dataset_files
from graphmodel.errors import DataError, OptionError
from graphmodel.files.archives import DESCRIPTOR
from graphmodel.files.disk import replace_folder, write_bytes
from graphmodel.files.findings import listed
from graphmodel.files.guard import guarded
from graphmodel.files.workbooks import cell_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphmodel.dataset.dataset import Dataset

_FILES: Final = frozenset({DESCRIPTOR, BOUNDARIES, "NOTES.md", *map("{}.csv".format, TABLES)})
"""What a folder of a dataset holds; one that holds more is not replaced."""

_OTHER_FILES: Final = frozenset(
    {".7z", ".bz2", ".csv", ".gz", ".json", ".ods", ".parquet", ".rar", ".tar", ".tgz"}
    | {".toml", ".tsv", ".txt", ".xls", ".xlsb", ".xlsm", ".xz"}
)
"""Endings of files that no dataset is written as; whoever gives one does not want a folder."""


@guarded
def write_dataset(dataset: Dataset | str | Path, path: str | Path) -> None:
    """Write a dataset so that :func:`read_dataset` reads the same, with the same digests.

    It is there whole or not at all. A dataset that is there already is replaced.

    Parameters
    ----------
    dataset
        A dataset, or the name or path of one.
    path
        A folder, or a file: a ``.zip`` of the folder, or an ``.xlsx`` workbook, which holds neither
        outlines nor what is known of sources and licences but their names.

    Raises
    ------
    OptionError
        When what is there is no dataset, the ending is of another kind of file, or a text cannot
        be written that way.
    OSError
        When it cannot be written.

    Examples
    --------
    >>> gm.write_dataset(gm.read_dataset("england-2016"), "copy")
    >>> gm.read_dataset("copy").sha256 == gm.read_dataset("england-2016").sha256
    True
    """
    dataset, target = as_dataset(dataset), Path(path)
    if not target.name or not target.resolve().parent.is_dir():
        raise OptionError(f"the folder {target.parent} does not exist: create it first")
    _check_free(target)
    if target.suffix.lower() in _OTHER_FILES and not target.is_dir():
        kinds = "a folder, a .zip or an .xlsx"
        raise OptionError(f"a dataset is not written as {target.suffix}: choose {kinds}")
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / f"trial{target.suffix if _is_file(target) else ''}"
        content = _content(dataset, target)
        _put(trial, content)
        try:
            same = read_dataset(trial).sha256_all == dataset.sha256_all
        except DataError:
            same = False
    if not same:
        what = "the dataset holds text that such a file cannot hold, or is too large"
        raise OptionError(f"{what}: nothing has been written. Try another kind of file.")
    _put(target, content)


def _is_file(path: Path) -> bool:
    return path.suffix.lower() in {".zip", ".xlsx"}


def _check_free(path: Path) -> None:
    """See that nothing is lost that is no dataset."""
    if not path.exists() and not path.is_symlink():
        return
    if path.is_dir() and not _is_file(path):
        others = sorted({one.name for one in path.iterdir()} - _FILES)
        if others:
            raise OptionError(f"the folder {path} holds more than a dataset: {listed(others)}")
    elif not path.is_file() or not _is_file(path) or not check_dataset(path).ok:
        raise OptionError(f"{path} is there already, and is no dataset: choose another name")


def _put(path: Path, content: bytes | dict[str, bytes]) -> None:
    if isinstance(content, bytes):
        write_bytes(path, content)
    else:
        replace_folder(path.resolve(), content)


def _content(dataset: Dataset, path: Path) -> bytes | dict[str, bytes]:
    said = ("name", "title", "compare", "blocks", "fixed", "labels", "caveats", "sources")
    settings = Settings(
        DESCRIPTOR,
        lead=dataset.lead or "",
        target=dataset.target or "",
        licenses=dataset.licenses,
        **{key: getattr(dataset, key) for key in said},
    )
    tables = {
        name: _texts(dataset, name)
        for name in TABLES
        if name not in OPTIONAL_TABLES or len(getattr(dataset, name))
    }
    if path.suffix.lower() == ".xlsx":
        return _workbook(settings, tables)
    files = dataset_files(settings, tables)
    if dataset.boundaries:
        features = [one.to_feature() for one in dataset.boundaries]
        collection = {"type": "FeatureCollection", "features": features}
        files[BOUNDARIES] = json.dumps(collection, ensure_ascii=False).encode()
    if not _is_file(path):
        return files
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # With a date of its own, each run would give another file.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _texts(dataset: Dataset, name: str) -> tuple[list[str], list[list[str]]]:
    """Return the columns of a table, and its rows as text."""
    frame = getattr(dataset, name)
    rows = frame.astype(object).where(frame.notna(), "").itertuples(index=False, name=None)
    return list(frame), [list(map(cell_text, row)) for row in rows]


def _workbook(
    settings: Settings, tables: Mapping[str, tuple[Sequence[str], Sequence[Sequence[str]]]]
) -> bytes:
    from xlsxwriter import Workbook  # noqa: PLC0415 - slow

    stream = io.BytesIO()
    sheets = {**tables, SETTINGS_SHEET: (["key", "value"], list(_settings(settings)))}
    with Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"title": settings.title, "created": CREATED})
        bold = book.add_format({"bold": True})
        text = book.add_format({"num_format": "@"})
        for name, (columns, rows) in sheets.items():
            sheet = book.add_worksheet(name)
            notes: Any = NOTES[name].columns if name in NOTES else {}
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column, bold)
                numeric = column in notes and notes[column].numeric
                for row, cells in enumerate(rows, start=1):
                    if cells[place] and numeric:
                        sheet.write_number(row, place, float(cells[place]))
                    elif cells[place]:
                        sheet.write_string(row, place, cells[place], text)
            sheet.freeze_panes(1, 0)
    return stream.getvalue()


def _settings(settings: Settings) -> Iterator[list[str]]:
    """Yield the rows of the sheet of settings."""
    asked = {"plan.lead": [settings.lead], "plan.target": [settings.target]}
    lists = {
        key: [", ".join(getattr(settings, key) or ())] for key in ("compare", "blocks", "fixed")
    }
    titles = [str(one.get("title", one.get("path", ""))) for one in settings.sources]
    licences = [str(one.get("name", one.get("title", ""))) for one in settings.licenses]
    rows = {"name": [settings.name], "title": [settings.title], **lists, **asked}
    rows |= {"caveat": list(settings.caveats), "source": titles, "licence": licences}
    rows |= {f"label.{word}": [label] for word, label in settings.labels.items()}
    for key, values in rows.items():
        yield from ([key, value] for value in values if value)
