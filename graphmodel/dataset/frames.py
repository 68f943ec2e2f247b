"""Datasets of frames that somebody has in memory: the same checks as those of files."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from graphmodel.dataset.assembling import assemble
from graphmodel.dataset.boundaries import Boundary, read_boundaries
from graphmodel.dataset.descriptor import OPTIONAL_TABLES, OPTIONS, settings_said
from graphmodel.dataset.notes import NOTES
from graphmodel.dataset.schema import code_columns
from graphmodel.errors import OptionError
from graphmodel.files.findings import Findings
from graphmodel.files.tables import Table, build_table
from graphmodel.files.workbooks import cell_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_TEXTS: Final = (str, int, float, Decimal, dt.date, dt.time, dt.timedelta, pd.Period)
"""What a cell may hold; truth values are integers, and times of pandas those of Python."""


def fields_of_frames(
    frames: Mapping[str, Any], said: Mapping[str, Any], boundaries: object = ()
) -> dict[str, Any]:
    """Return the parts of the dataset that frames make up, by table.

    What is said of it is by parameter of ``Dataset.from_frames``, which see.
    """
    findings = Findings()
    tables = {
        name: table_of(name, frame, findings)
        for name, frame in frames.items()
        if frame is not None or name in {"organisations", "memberships"}
    }
    memberships = tables["memberships"]
    if "footprints" not in tables and memberships is not None:
        tables["footprints"] = _footprints_of(memberships)
    words = {key: _words(said[key]) for key in ("compare", "blocks", "fixed")}
    listed = {key: list(said[key]) for key in ("caveats", "sources", "licenses")}
    plan = {key: said[key] for key in ("lead", "target")}
    said = {**said, **listed, **words, "plan": plan}
    options = {key: said[key] for key in OPTIONS}
    settings = settings_said({**said, "graphmodel": options}, "", "", findings)
    if not settings.name:
        findings.add("error", "", "a dataset needs a name", "Write a short one.", column="name")
    outlines = _outlines(boundaries, findings)
    parts = assemble(settings, tables, findings, outlines)
    findings.raise_errors()
    return {**parts, "warnings": findings.problems()}


def _words(given: str | Sequence[str] | None) -> list[str] | None:
    """Return words, given one by one or in one text, with commas between them."""
    if isinstance(given, str):
        return list(map(str.strip, given.split(",")))
    return None if given is None else list(given)


def table_of(name: str, frame: Any, findings: Findings) -> Table | None:  # noqa: ANN401 - any frame
    """Return a frame as a table of text, its rows counted from 1.

    Raises
    ------
    OptionError
        When it is no frame.
    """
    header, rows = _cells(name, frame)
    cells: list[list[object]] = [list(map(_plain, row)) for row in rows]
    records = [(n, list(map(cell_text, row))) for n, row in enumerate(cells, start=1)]
    known = NOTES[name].columns
    if not records and name not in OPTIONAL_TABLES:
        remedy = "It needs one row for each item."
        findings.add("error", name, "the frame has no rows", remedy)
        return None
    table = build_table([(0, header), *records], name, known=known, findings=findings)
    if table is None:
        return None
    codes = code_columns(name)
    for place, column in enumerate(map(str.strip, header)):
        if column in table.frame and (column in known or NOTES[name].further):
            _note_types(
                column, [cells[row - 1][place] for row in table.rows], table, codes, findings
            )
    return table


def _cells(name: str, frame: Any) -> tuple[list[str], Iterable[tuple[object, ...]]]:  # noqa: ANN401
    """Return the names of the columns, and the rows."""
    if isinstance(frame, pd.DataFrame):
        columns = ["" if column is None else str(column) for column in frame.columns]
        return columns, frame.itertuples(index=False, name=None)
    # Imported here: few have frames that are not of pandas.
    import narwhals as nw  # noqa: PLC0415

    try:
        other = nw.from_native(frame)
    except TypeError:
        what = type(frame).__name__
        raise OptionError(
            f"`{name}` takes a frame, of pandas or of another library that narwhals knows,"
            f" not {'None' if frame is None else f'one {what}'}"
        ) from None
    if isinstance(other, nw.LazyFrame):
        other = other.collect()
    return list(other.columns), other.rows()


def _plain(cell: object) -> object:
    """Return a cell as Python has it: blank where it is missing."""
    if isinstance(cell, np.number | np.bool_ | np.str_):
        cell = cell.item()
    missing = cell is None or cell is pd.NA or cell is pd.NaT
    return "" if missing or (isinstance(cell, float | Decimal) and cell != cell) else cell  # noqa: PLR0124


def _note_types(
    column: str, cells: list[object], table: Table, codes: Iterable[str], findings: Findings
) -> None:
    """Note cells of a type that is no text: what would be read of them is not what they hold."""
    wrong = [
        not isinstance(cell, _TEXTS) or (isinstance(cell, bool) and column in codes)
        for cell in cells
    ]
    faulty = np.asarray(wrong, dtype=bool)

    def describe(position: int) -> tuple[str, str]:
        kind = type(cells[np.flatnonzero(faulty)[position]]).__name__
        return f"the cell holds neither text nor a number but a {kind}", "Write its code or value."

    table.note(findings, "error", column, faulty, describe)
    table.mark(column, faulty)


def _footprints_of(memberships: Table) -> Table | None:
    """Return the footprints of which there are members, each with its code for a name."""
    key = list(NOTES["footprints"].key)
    if not set(key) <= set(memberships.frame):
        return None
    rows = memberships.frame[key]
    first = (~rows.duplicated() & (rows != "").all(axis=1)).to_numpy()
    frame = rows[first].assign(name=rows["footprint"]).reset_index(drop=True)
    return Table(memberships.file, frame, memberships.rows[first], header=None)


def _outlines(given: Any, findings: Findings) -> tuple[Boundary, ...]:  # noqa: ANN401 - any geometry
    if isinstance(given, tuple) and all(isinstance(one, Boundary) for one in given):
        return given
    try:
        content = json.dumps(getattr(given, "__geo_interface__", given)).encode()
    except (TypeError, ValueError):
        content = b""
    return read_boundaries(content, "boundaries", findings)
