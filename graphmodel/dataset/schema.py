"""What each table must look like, declared with pandera and told in plain English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from graphmodel.dataset.dataset import NOTES
from graphmodel.files.findings import alike, listed, nearest, quoted
from graphmodel.files.tables import GROUPED, NUMBER, Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import ColumnNote, TableNote
    from graphmodel.files.findings import Findings

_DECIMAL_COMMA: Final = re.compile(r"[+-]?\d*,\d+", re.ASCII)

_CHECKS: Final[dict[str, Any]] = {
    "minimum": pa.Check.ge,
    "exclusiveMinimum": pa.Check.gt,
    "maximum": pa.Check.le,
}


def _column(note: ColumnNote) -> pa.Column:
    """Return what a column must look like; whatever need not be there may be blank as well."""
    if note.bounds:
        checks = [
            _CHECKS[one.word](one.value, error=one.message, description=one.remedy)
            for one in note.bounds
        ]
        return pa.Column(float, checks, required=False, nullable=True)
    if note.words:
        check = pa.Check.isin(note.words, error=f"the word is none of {listed(note.words)}")
        return pa.Column(str, check, required=False, metadata={"words": note.words})
    if not note.required:
        return pa.Column(str, required=False)
    filled = pa.Check.str_length(
        min_value=1,
        error="the cell is blank",
        description="Every row needs one; delete the row if nothing is meant by it.",
    )
    return pa.Column(str, filled)


def _schema(name: str, note: TableNote) -> pa.DataFrameSchema:
    columns = {column: _column(said) for column, said in note.columns.items()}
    if name == "neighbours":
        # Pairs may stand in either order, and twice.
        return pa.DataFrameSchema(columns)
    return pa.DataFrameSchema(columns, unique=list(note.key), report_duplicates="exclude_first")


SCHEMAS: Final = {name: _schema(name, note) for name, note in NOTES.items()}
"""The schema of every table. Further columns are looked at elsewhere, and so is what takes two
tables to see."""


def code_columns(table: str) -> frozenset[str]:
    """Return the columns of a table that hold codes, which no program may take for numbers."""
    notes = NOTES[table].columns.items()
    return frozenset(column for column, note in notes if note.required and column != "name")


def validated(name: str, table: Table, findings: Findings) -> Table:
    """Return a table with the columns and types of its schema, whatever is wrong with it noted.

    Cells with a problem are marked as faulty; they and missing columns are blank.

    Parameters
    ----------
    name
        The table's name: its schema's.
    table
        The table as text.
    findings
        Where problems are noted.
    """
    schema = SCHEMAS[name]
    extra = [column for column in map(str, table.frame) if column not in schema.columns]
    _note_misspelt(name, table, extra, findings)
    frame = _typed(schema, table, findings)
    if not set(schema.unique or ()) <= set(frame):
        # Rows that are the same but for a column which is missing may well differ in it.
        schema = pa.DataFrameSchema(schema.columns)
    missing = set[str]()
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        for error in errors.schema_errors:
            if error.reason_code is SchemaErrorReason.COLUMN_NOT_IN_DATAFRAME:
                missing.add(str(error.failure_cases))
            else:
                _note_failure(table, error, findings)
    lacking = frozenset(column for column in schema.columns if column in missing)
    _note_missing(table, lacking, extra, findings)
    for column, spec in schema.columns.items():
        if column not in frame:
            blank = np.nan if _is_number(spec) else _words(spec)[0]
            frame[column] = pd.Series(blank, frame.index, "float64" if _is_number(spec) else "str")
    kept = [*schema.columns, *(extra if name == "organisations" else [])]
    return Table(table.file, frame[kept], table.rows, table.faulty, lacking, table.frame)


def _typed(schema: pa.DataFrameSchema, table: Table, findings: Findings) -> pd.DataFrame:
    """Return the cells with numbers as numbers, and blank words as what they stand for."""
    frame = table.frame.copy()
    for column, spec in schema.columns.items():
        if column in frame and _is_number(spec):
            frame[column] = _numbers(column, table, findings)
        elif column in frame and _words(spec)[0]:
            frame[column] = frame[column].str.lower().replace("", _words(spec)[0])
    return frame


def _is_number(column: pa.Column) -> bool:
    return str(column.dtype) == "float64"


def _words(column: pa.Column) -> tuple[str, ...]:
    """Return the only words there may be, the default first; a blank one where any may be."""
    words: tuple[str, ...] = (column.metadata or {}).get("words", ("",))
    return words


def _note_failure(table: Table, error: SchemaError, findings: Findings) -> None:
    """Note the cells that fail one check, with the values that their owner wrote."""
    if error.reason_code is SchemaErrorReason.DUPLICATES:
        _note_duplicates(table, list(error.schema.unique), findings)
        return
    column = str(error.schema.name)
    faulty = np.zeros(len(table.rows), dtype=bool)
    faulty[error.failure_cases["index"].to_numpy(dtype=np.int64)] = True
    faulty &= ~table.is_faulty(column)
    found = table.cells(column, np.flatnonzero(faulty).tolist())
    check = error.check
    message, remedy = str(check.error), str(check.description or "")

    def describe(position: int) -> tuple[str, str]:
        near = nearest(found[position][1], list(filter(None, _words(error.schema))))
        return message, f"Did you mean {quoted(near)}?" if near else remedy

    findings.add_cells("error", table.file, column, found, describe)
    table.mark(column, faulty)


def _note_duplicates(table: Table, key: list[str], findings: Findings) -> None:
    """Note rows whose key is taken by an earlier one."""
    keys = table.frame[key]
    blank = (keys == "").any(axis=1).to_numpy() | table.is_faulty(*key)
    groups = keys.groupby(key, sort=False).ngroup().to_numpy()
    _, first_places = np.unique(groups, return_index=True)
    firsts = first_places[groups]
    positions = np.flatnonzero((firsts != np.arange(len(keys))) & ~blank)

    def describe(position: int) -> tuple[str, str]:
        place = positions[position]
        what = ", ".join(map(quoted, keys.iloc[place]))
        return f"{what} stands in row {table.rows[firsts[place]]} already", "Delete one of the two."

    why = "Which of the two is meant is not known, and both would count."
    table.note(findings, "error", key[-1], positions, describe, why=why)


def _note_missing(
    table: Table, lacking: frozenset[str], extra: list[str], findings: Findings
) -> None:
    """Note required columns that are not there, and which one may be meant to be it."""
    for column in sorted(lacking):
        near = nearest(column, extra)
        if near is None:
            message = f"the column {column!r} is missing; there is {listed(map(str, table.frame))}"
            remedy = f"Add a column {column!r}."
        else:
            message = f"column {quoted(near)} looks like {column!r}, which is missing"
            remedy = f"Did you mean {column!r}? Rename the column."
        findings.add("error", table.file, message, remedy, row=1, column=column, value=near or "")


def _note_misspelt(name: str, table: Table, extra: list[str], findings: Findings) -> None:
    """Note columns that are not read, and those that look like one that would be."""
    schema = SCHEMAS[name]
    required = [column for column, spec in schema.columns.items() if spec.required]
    absent = [column for column in schema.columns if column not in table.frame]
    optional = [column for column in absent if column not in required]
    meant = {nearest(column, extra) for column in absent if column in required}
    for column in extra:
        if column in meant:
            continue
        near = nearest(column, optional, cutoff=0.85) or _abbreviated(column, optional)
        if near is not None:
            message = f"column {quoted(column)} looks like {near!r}, but is not read as it"
            remedy = f"Did you mean {near!r}? Rename the column."
            level: Any = "error" if alike(column, near) else "warning"
            findings.add(level, table.file, message, remedy, row=1, column=column, value=column)
        elif name != "organisations":
            message = f"column {quoted(column)} is unknown and ignored"
            remedy = f"Known are {listed(schema.columns)}."
            findings.add("warning", table.file, message, remedy, row=1, column=column)


def _abbreviated(column: str, known: list[str]) -> str | None:
    """Return the column that ``lat``, ``lon`` or ``pop`` is short for."""
    start = column.casefold()
    return next((other for other in known if len(start) > 2 and other.startswith(start)), None)  # noqa: PLR2004


def _numbers(column: str, table: Table, findings: Findings) -> NDArray[np.float64]:
    """Return a column's numbers, NaN where there are none; note what is no number."""
    # The same few values stand in thousands of rows.
    places, texts = pd.factorize(table.frame[column])
    parsed = [_parsed(text) for text in texts]
    numbers = np.asarray(parsed, dtype=np.float64)
    numbers[np.isinf(numbers)] = np.nan
    blank = np.asarray(texts == "", dtype=bool)
    faulty = (np.isnan(numbers) & ~blank)[places]
    noted = faulty & ~table.is_faulty(column)
    found = table.cells(column, np.flatnonzero(noted).tolist())

    def describe(position: int) -> tuple[str, str]:
        return "this is not a number", _number_remedy(column, found[position][1])

    findings.add_cells("error", table.file, column, found, describe)
    table.mark(column, faulty)
    return numbers[places]


def _parsed(text: str) -> float:
    # Excel keeps 15 digits: with more, a workbook would not be the same dataset as its tables.
    return float(f"{float(text):.15g}") if NUMBER.fullmatch(text) else float("nan")


def _number_remedy(column: str, text: str) -> str:
    """Return how to write a number that is written in some other way."""
    if _DECIMAL_COMMA.fullmatch(text) and (column != "population" or not GROUPED.fullmatch(text)):
        return f"Write {text.replace(',', '.')} with a decimal point."
    if GROUPED.fullmatch(text):
        return f"Write {re.sub(r'[^0-9.+-]', '', text)} without thousands separators."
    if text.endswith("%") and NUMBER.fullmatch(text[:-1].strip()):
        return f"Write {float(text[:-1]) / 100:g} instead of per cent."
    return "Write digits with a decimal point, or leave the cell blank where it is unknown."
