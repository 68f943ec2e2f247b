"""What each table must look like, told in plain English."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from graphmodel.dataset.notes import NOTES, key_columns
from graphmodel.files.findings import alike, listed, meant, nearest, quoted
from graphmodel.files.tables import GROUPED, NUMBER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphmodel.dataset.notes import ColumnNote
    from graphmodel.files.findings import Findings
    from graphmodel.files.tables import Table

_DECIMAL_COMMA: Final = re.compile(r"[+-]?\d*,\d+", re.ASCII)

_BEYOND: Final = {"minimum": np.less, "exclusiveMinimum": np.less_equal, "maximum": np.greater}
"""How numbers are compared with a bound; what is no number is never beyond one."""


def code_columns(table: str) -> frozenset[str]:
    """Return the columns of a table that hold codes, which no program may take for numbers."""
    notes = NOTES[table].columns.items()
    return frozenset(
        column for column, note in notes if note.required and not note.numeric and column != "name"
    )


@cache
def empty_table(name: str) -> pd.DataFrame:
    """Return a table without rows: one for all, which nobody changes."""
    notes = NOTES[name].columns
    kinds = {column: "float64" if note.numeric else "str" for column, note in notes.items()}
    return pd.DataFrame(columns=list(kinds)).astype(kinds)


def validated(name: str, table: Table, findings: Findings) -> Table:
    """Return a table with its columns typed, whatever is wrong with it noted.

    Further columns are kept where their table's note says so. What takes two tables to see is
    looked at elsewhere. Cells with a problem are marked as faulty; they and missing columns are
    blank.
    """
    notes = NOTES[name]
    given = list(map(str, table.frame))
    extra = [column for column in given if column not in notes.columns]
    absent = [column for column in notes.columns if column not in given]
    lacking = [column for column in absent if notes.columns[column].required]
    _note_misspelt(name, extra, absent, lacking, table, findings)
    _note_missing(table, lacking, extra, findings)
    # Pairs of neighbours may stand twice, and rows that are the same but for a column which is
    # missing may well differ in it.
    if name != "neighbours" and not set(notes.key) & set(lacking):
        _note_duplicates(table, key_columns(name, given), findings)
    typed = {
        column: _typed(column, note, table, findings) for column, note in notes.columns.items()
    }
    kept = {column: table.frame[column] for column in extra} if notes.further else {}
    frame = pd.DataFrame(typed | kept, index=table.frame.index)
    return replace(table, frame=frame, lacking=frozenset(lacking), written=table.frame)


def _typed(column: str, note: ColumnNote, table: Table, findings: Findings) -> pd.Series[Any]:
    """Return a column with numbers as numbers and blank words as what they stand for."""
    if column not in table.frame:
        blank = np.nan if note.numeric else note.words[0] if note.words else ""
        return pd.Series(blank, table.frame.index, "float64" if note.numeric else "str")
    cells = table.frame[column]
    if note.numeric:
        numbers = _numbers(column, table, findings)
        for bound in note.bounds:
            beyond = _BEYOND[bound.word](numbers, bound.value)
            _note_cells(table, column, beyond, (bound.message, bound.remedy), findings)
        return pd.Series(numbers, cells.index)
    if note.words:
        cells = cells.str.lower().replace("", note.words[0])
        unknown = ~cells.isin(note.words).to_numpy()
        said = (f"the word is none of {listed(note.words)}", "")
        _note_cells(table, column, unknown, said, findings, note.words)
    elif note.required:
        said = (
            "the cell is blank",
            "Every row needs one; delete the row if nothing is meant by it.",
        )
        _note_cells(table, column, (cells == "").to_numpy(), said, findings)
    return cells


def _note_cells(
    table: Table,
    column: str,
    faulty: NDArray[np.bool_],
    said: tuple[str, str],
    findings: Findings,
    words: tuple[str, ...] = (),
) -> None:
    """Note cells that fail a check, unless something is wrong with them already."""
    faulty = faulty & ~table.is_faulty(column)
    written = table.frame[column].to_numpy()[faulty]

    def describe(position: int) -> tuple[str, str]:
        return said[0], meant(written[position], words, said[1])

    table.note(findings, "error", column, faulty, describe)
    table.mark(column, faulty)


def _note_duplicates(table: Table, key: list[str], findings: Findings) -> None:
    """Note rows whose key is taken by an earlier one."""
    keys = table.frame[key]
    if not keys.duplicated().any():  # as nearly always: what follows takes longer
        return
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


def _note_missing(table: Table, lacking: list[str], extra: list[str], findings: Findings) -> None:
    """Note required columns that are not there, and which one may be meant to be it."""
    for column in lacking:
        near = nearest(column, extra)
        if near is None:
            message = f"the column {column!r} is missing; there is {listed(map(str, table.frame))}"
            remedy = f"Add a column {column!r}."
        else:
            message = f"column {quoted(near)} looks like {column!r}, which is missing"
            remedy = f"Did you mean {column!r}? Rename the column."
        findings.add(
            "error", table.file, message, remedy, row=table.header, column=column, value=near or ""
        )


def _note_misspelt(
    name: str,
    extra: list[str],
    absent: list[str],
    lacking: list[str],
    table: Table,
    findings: Findings,
) -> None:
    """Note columns that are not read, and those that look like one that would be."""
    optional = [column for column in absent if column not in lacking]
    meant = {nearest(column, extra) for column in lacking}
    for column in extra:
        if column in meant:
            continue
        near = nearest(column, optional, cutoff=0.85) or _abbreviated(column, optional)
        if near is not None:
            message = f"column {quoted(column)} looks like {near!r}, but is not read as it"
            remedy = f"Did you mean {near!r}? Rename the column."
            level: Any = "error" if alike(column, near) else "warning"
            findings.add(
                level, table.file, message, remedy, row=table.header, column=column, value=column
            )
        elif not NOTES[name].further:
            message = f"column {quoted(column)} is unknown and ignored"
            remedy = f"Known are {listed(NOTES[name].columns)}."
            findings.add("warning", table.file, message, remedy, row=table.header, column=column)


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
    written = table.frame[column].to_numpy()[noted]

    def describe(position: int) -> tuple[str, str]:
        return "this is not a number", _number_remedy(column, written[position])

    table.note(findings, "error", column, noted, describe)
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
