"""A tiny dataset written by hand, as folder, archive or workbook."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from graphmodel.dataset.reading import Soundness
    from graphmodel.errors import Problem

TABLES = {
    "datapackage.json": """{
  "name": "tiny",
  "title": "A tiny dataset",
  "sources": [{"title": "Invented", "path": "https://example.org"}],
  "licenses": [{"name": "CC0-1.0"}],
  "graphmodel": {
    "compare": ["stp", "ldr"],
    "blocks": ["commissioner"],
    "labels": {"stp": "STP", "ldr": "LDR"},
    "caveats": ["Nothing here is true."]
  }
}
""",
    "organisations.csv": """organisation,name,kind,type,population,latitude,longitude,region,note
01C,East,commissioner,,1000,52.5,0.25,North,first
02D,West,commissioner,,500.5,52,-1,North,
03E,South,commissioner,,250,51,-1,South,
RX1,Hospital,provider,acute,,52,0,,
""",
    "footprints.csv": """footprint_set,footprint,name
stp,E1,First
stp,E2,Second
ldr,L1,Upper
ldr,L2,Lower
""",
    "memberships.csv": """organisation,footprint_set,footprint,share,evidence,as_of,source
01C,stp,E1,0.6,,2016-10-01,
01C,stp,E2,0.4,,,
02D,stp,E2,,Area,,
03E,stp,E2,,,,
01C,ldr,L1,,inferred,,
02D,ldr,L2,1,,,
03E,ldr,L2,,,,
RX1,stp,E1,,,,list
RX1,ldr,L1,,,,
RX1,ldr,L2,,derived,,
""",
    "neighbours.csv": """organisation,neighbour,border_km,kind
02D,01C,12.5,
02D,03E,,water
""",
}

NUMBERS = frozenset({"population", "latitude", "longitude", "share", "border_km"})

SETTINGS = (
    ("name", "tiny"),
    ("title", "A tiny dataset"),
    ("compare", "stp, ldr"),
    ("blocks", "commissioner"),
    ("label.stp", "STP"),
    ("label.ldr", "LDR"),
    ("caveat", "Nothing here is true."),
)


def edited(file: str, old: str, new: str) -> dict[str, str]:
    """Return one file of the tiny dataset with something replaced, which must be in it."""
    assert old in TABLES[file]
    return {file: TABLES[file].replace(old, new, 1)}


def write_folder(folder: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write the tiny dataset with some files changed, and those that are None left out."""
    folder.mkdir(exist_ok=True)
    for name, content in {**TABLES, **(changes or {})}.items():
        if content is None:
            (folder / name).unlink(missing_ok=True)
        else:
            data = content if isinstance(content, bytes) else content.encode()
            (folder / name).write_bytes(data)
    return folder


def write_zip(path: Path, *, top: str = "", entries: Mapping[str, str | bytes] = TABLES) -> Path:
    """Write an archive, by default of the tiny dataset, below a top folder if one is named."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(f"{top}{name}", content)
    return path


def write_workbook(
    path: Path,
    cells: Mapping[tuple[str, str], Any] | None = None,
    *,
    sheets: Mapping[str, str | None] | None = None,
    settings: tuple[tuple[str, str], ...] = SETTINGS,
) -> Path:
    """Write the tiny dataset as a workbook.

    ``cells`` puts other values into cells such as ``("memberships", "A2")``: typed ones, or a
    formula with its result. ``sheets`` renames sheets, and leaves out those that are None.
    """
    formats = {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
    with xlsxwriter.Workbook(path, formats) as book:
        for file, text in TABLES.items():
            name = file.removesuffix(".csv")
            title = (sheets or {}).get(name, name)
            if file.endswith(".csv") and title is not None:
                sheet = book.add_worksheet(title)
                header, *rows = csv.reader(io.StringIO(text))
                sheet.write_row(0, 0, header)
                for row, texts in enumerate(rows, start=1):
                    for column, cell in enumerate(texts):
                        is_number = header[column] in NUMBERS and cell
                        sheet.write(row, column, float(cell) if is_number else cell)
                for (where, cell), value in (cells or {}).items():
                    if where == name:
                        if isinstance(value, tuple):
                            sheet.write_formula(cell, value[0], None, value[1])
                        else:
                            sheet.write(cell, value)
        if settings:
            sheet = book.add_worksheet("settings")
            for row, pair in enumerate((("key", "value"), *settings)):
                sheet.write_row(row, 0, pair)
    return path


def only(soundness: Soundness, level: str = "error") -> Problem:
    """Return the one problem of a level."""
    (problem,) = (problem for problem in soundness.problems if problem.level == level)
    return problem


def place(problem: Problem) -> tuple[str, int | None, str, str]:
    """Return where a problem is: file, row, column and value."""
    return problem.file, problem.row, problem.column, problem.value


def text(problem: Problem) -> str:
    """Return message and remedy."""
    return f"{problem.message}. {problem.remedy}"
