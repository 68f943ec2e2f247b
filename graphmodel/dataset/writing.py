"""A dataset as the files of a folder: tables as CSV, and ``datapackage.json``."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from graphmodel.dataset.notes import NOTES, key_columns
from graphmodel.errors import OptionError
from graphmodel.files.archives import DESCRIPTOR
from graphmodel.files.safe_text import csv_text, guarded
from graphmodel.files.tables import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from graphmodel.dataset.descriptor import Settings
    from graphmodel.dataset.notes import ColumnNote


def describe_tables(columns: Mapping[str, Iterable[str]]) -> list[dict[str, Any]]:
    """Return the tables of a dataset, by their columns, as resources of a data package.

    Columns without a note are described as text.
    """
    return [_resource(table, list(names)) for table, names in columns.items()]


def _resource(table: str, columns: list[str]) -> dict[str, Any]:
    notes = NOTES[table]
    key = key_columns(table, columns)
    schema: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(column, notes.columns.get(column), notes.further) for column in columns],
        "primaryKey": key,
        "missingValues": [""],
    }
    links = [
        {"fields": list(own), "reference": {"resource": other, "fields": list(NOTES[other].key)}}
        for other, columns_of in notes.links.items()
        for own in columns_of
    ]
    if links:
        schema["foreignKeys"] = links
    return {
        "name": table,
        "type": "table",
        "path": f"{table}.csv",
        "description": notes.text,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: str, note: ColumnNote | None, further: str) -> dict[str, Any]:
    if note is None:
        said = "Its footprint in this set." if further == "sets" else "Kept as it was."
        return {"name": column, "type": "string", "description": said}
    described: dict[str, Any] = {
        "name": column,
        "type": "number" if note.numeric else "string",
        "description": note.text,
    }
    constraints: dict[str, Any] = {"required": True} if note.required else {}
    constraints |= dict(note.limits)
    if note.words:
        constraints["enum"] = list(note.words)
    if constraints:
        described["constraints"] = constraints
    return described


def cell_to_write(text: str) -> str:
    """Return a text for a cell of a table: one line, and nothing that runs as a formula."""
    return text if NUMBER.fullmatch(text) else csv_text(text)


def _guarded(text: str) -> str:
    return text if NUMBER.fullmatch(text) else guarded(text)


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as CSV in UTF-8, in which no cell is a formula."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(map(_guarded, columns))
    writer.writerows(map(_guarded, row) for row in rows)
    return stream.getvalue().encode()


def dataset_files(
    settings: Settings,
    tables: Mapping[str, tuple[Sequence[str], Sequence[Sequence[str]]]],
    *,
    description: str = "",
) -> dict[str, bytes]:
    """Return the files of a dataset's folder, by name.

    Of each table are given the columns and the rows; the description is a sentence about it.
    """
    columns = {name: list(map(_guarded, header)) for name, (header, _) in tables.items()}
    asked = {"lead": settings.lead, "target": settings.target}
    plan = {key: word for key, word in asked.items() if word}
    about: dict[str, Any] = {"plan": plan, "fixed": list(settings.fixed)}
    about |= {"labels": dict(settings.labels), "caveats": list(settings.caveats)}
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
    """See that a folder can be created, where nothing may be there but an empty folder.

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
