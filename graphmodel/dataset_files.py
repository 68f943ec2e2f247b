"""A dataset as the files of a folder: tables as CSV, and ``datapackage.json``."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any, Final

from graphmodel.archives import DESCRIPTOR
from graphmodel.errors import OptionError
from graphmodel.safe_text import csv_text
from graphmodel.table_notes import describe_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from graphmodel.descriptor import Settings

__all__ = ["cell_to_write", "check_free", "csv_bytes", "dataset_files"]

_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


def cell_to_write(text: str) -> str:
    """Return a text for a cell of a table: one line, and nothing that runs as a formula."""
    return text if _NUMBER.fullmatch(text) else csv_text(text)


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as CSV in UTF-8, in which no cell is a formula.

    Parameters
    ----------
    columns
        The header.
    rows
        The cells of each row.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(map(cell_to_write, columns))
    writer.writerows(map(cell_to_write, row) for row in rows)
    return stream.getvalue().encode()


def dataset_files(
    settings: Settings,
    tables: Mapping[str, tuple[Sequence[str], Sequence[Sequence[str]]]],
    *,
    description: str = "",
) -> dict[str, bytes]:
    """Return the files of a dataset's folder, by name.

    Parameters
    ----------
    settings
        What the dataset says about itself.
    tables
        Columns and rows of each table, by its name.
    description
        A sentence about it.
    """
    columns = {name: list(map(cell_to_write, header)) for name, (header, _) in tables.items()}
    about: dict[str, Any] = {"labels": dict(settings.labels), "caveats": list(settings.caveats)}
    options: dict[str, Any] = {}
    for key, value in (("compare", settings.compare), ("blocks", settings.blocks)):
        if value is not None:
            options[key] = list(value)
    options |= {key: value for key, value in about.items() if value}
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": settings.name,
        "title": settings.title,
        **({"description": description} if description else {}),
        **({"licenses": list(settings.licenses)} if settings.licenses else {}),
        **({"sources": list(settings.sources)} if settings.sources else {}),
        "resources": describe_tables(columns),
        "graphmodel": options,
    }
    text = json.dumps(descriptor, ensure_ascii=False, indent=2)
    files = {DESCRIPTOR: f"{text}\n".encode()}
    for name, (header, rows) in tables.items():
        files[f"{name}.csv"] = csv_bytes(header, rows)
    return files


def check_free(folder: Path) -> None:
    """See that a folder can be created.

    Parameters
    ----------
    folder
        Where; nothing may be there but an empty folder.

    Raises
    ------
    OptionError
        When something is there, or the folder above is not.
    """
    if folder.name in {"", ".."}:
        raise OptionError(f"name a new folder to create, not {str(folder)!r}")
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise OptionError(f"{folder} is there already, and is no folder: choose another name")
    if folder.is_dir() and any(folder.iterdir()):
        raise OptionError(f"the folder {folder} is not empty: choose another, or empty it first")
    if not folder.resolve().parent.is_dir():
        raise OptionError(f"the folder {folder.parent} does not exist: create it first")
