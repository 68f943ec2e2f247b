"""A table of something known for blocks or for footprints of today: read, checked, exact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from graphmodel.dataset.importing.cells import is_blank, without_separators
from graphmodel.dataset.importing.grid import read_grid
from graphmodel.errors import DataError, OptionError
from graphmodel.files.findings import Findings, listed, meant, quoted
from graphmodel.files.sheet_xml import column_letters
from graphmodel.files.tables import NUMBER
from graphmodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from graphmodel.dataset.importing.grid import Grid

_DIGITS: Final = 15
"""Digits that a number may have: no spreadsheet keeps more."""

_PENCE: Final = 2
"""Decimals at least of what has any: money is divided into pence."""

_MONEY: Final = re.compile(r"([+-]?)[£$€]\s*")


@dataclass(frozen=True)
class GivenColumn:
    """Numbers of one column, by code, in units of its last decimal; blank cells are left out."""

    name: str
    decimals: int
    units: Mapping[str, int]

    def number(self, units: int | Fraction) -> float:
        """Return the number that so many units are."""
        return float(Fraction(units) / 10**self.decimals)


@dataclass(frozen=True)
class GivenTable:
    """What a table gives.

    Attributes
    ----------
    keyed_by
        What its codes are of: a set, or blank for blocks.
    codes
        Those that have a row, in its order.
    columns
        Its columns of numbers, by heading.
    notes
        What its owner should know of the reading.
    """

    keyed_by: str
    codes: tuple[str, ...]
    columns: Mapping[str, GivenColumn]
    notes: tuple[str, ...]


def read_given(path: Path, sheet: str | None, known: Mapping[str, Collection[str]]) -> GivenTable:
    """Read a table of numbers by code.

    Parameters
    ----------
    path, sheet
        A CSV file or a workbook, and its sheet, by default the fullest.
    known
        The codes that there are: of blocks (under a blank name), and of footprints by set.

    Raises
    ------
    DataError
        With every code that is unknown, stands twice or is missing, and every cell that is no
        number in a column of numbers.
    OptionError
        When there is no such file or sheet, or it has no known code.
    """
    findings = Findings()
    grid = read_grid(path, sheet=sheet, findings=findings)
    table = None if grid is None or findings.failed else _Reader(grid, known, findings).table()
    if table is None or findings.failed:
        error = DataError(findings.problems())
        error.source = path.name
        raise error
    return table


class _Reader:
    def __init__(
        self, grid: Grid, known: Mapping[str, Collection[str]], findings: Findings
    ) -> None:
        self._grid = grid
        self._findings = findings
        filled = [row for row in range(1, len(grid.cells) + 1) if grid.filled(row)]
        # A title above the headings stands alone in its row.
        self._header = next((row for row in filled if len(grid.filled(row)) > 1), 0)
        self._rows = [row for row in filled if row > self._header]
        counts = [
            (sum(grid.text(row, place) in codes for row in self._rows), -place, name)
            for place in range(grid.width)
            for name, codes in known.items()
        ]
        # Of as many, the first column and the first kind.
        most, place, self._keyed_by = max(counts, key=lambda one: one[:2], default=(0, 0, ""))
        if not most:
            raise OptionError(
                f"{grid.file} has no code of a block, nor of a footprint of the plan, below a row"
                f" of headings: it needs a column with codes of {_kinds(known)}"
            )
        self._place, self._known = -place, known[self._keyed_by]
        self._headings = [
            " ".join(grid.text(self._header, place).split()) for place in range(grid.width)
        ]

    def table(self) -> GivenTable:
        """Return the table; what is wrong with it is noted."""
        codes = self._codes()
        columns: dict[str, GivenColumn] = {}
        words, blanks = [], []
        for place, heading in enumerate(self._headings):
            if place == self._place:
                continue
            column = self._column(place, heading or f"column {column_letters(place)}", codes)
            if column is None:
                words += [heading] if heading else []
            elif column.name in columns:
                self._note(self._header, place, "two columns have this heading", "Rename one.")
            else:
                columns[column.name] = column
                missing = len(codes) - len(column.units)
                if missing:
                    blanks.append(f"{quoted(column.name)} is blank in {counted(missing, 'row')}.")
        if not columns and not self._findings.failed:
            raise OptionError(f"{self._grid.file} has no column of numbers beside the codes")
        left = [f"Not carried over, since they are no numbers: {listed(words)}."] if words else []
        return GivenTable(
            self._keyed_by,
            tuple(codes),
            columns,
            (*(f"{note[:1].upper()}{note[1:]}." for note in self._grid.notes), *left, *blanks),
        )

    def _codes(self) -> dict[str, int]:
        """Return the rows by code; those that cannot be are noted, each of them."""
        found: dict[str, int] = {}
        for row in self._rows:
            code = self._grid.text(row, self._place)
            if not code:
                message, remedy = "the row has no code", "Give it one, or take the row out."
            elif code not in self._known:
                message = "this code is unknown"
                remedy = meant(code, self._known, "Correct it, or take the row out.")
            elif code in found:
                message, remedy = "this code stands twice", "Put its rows together."
            else:
                found[code] = row
                continue
            self._note(row, self._place, message, remedy)
        return found

    def _column(self, place: int, name: str, codes: Mapping[str, int]) -> GivenColumn | None:
        """Return the numbers of a column; None where most of it is something else."""
        numbers: dict[str, Fraction] = {}
        decimals, wrong = 0, []
        for code, row in codes.items():
            text = _MONEY.sub(r"\1", self._grid.text(row, place), count=1)
            text = without_separators(text)
            failed = (row, place) in self._grid.failed
            if not failed and (not text or is_blank(text)):
                continue
            if failed or not NUMBER.fullmatch(text):
                wrong.append((row, "this is no number", "Correct it, or leave it blank."))
                continue
            mantissa, _, exponent = text.lower().partition("e")
            digits = len(mantissa.strip("+-").replace(".", "").lstrip("0"))
            if digits > _DIGITS or abs(int(exponent or 0)) > _DIGITS:
                wrong.append((row, f"more than {_DIGITS} digits", "Round it."))
                continue
            behind = len(mantissa.partition(".")[2]) - int(exponent or 0)
            decimals = max(decimals, behind)
            numbers[code] = Fraction(text)
        if len(wrong) > len(numbers):
            return None
        for row, message, remedy in wrong:
            self._note(row, place, message, remedy)
        decimals = max(decimals, _PENCE) if decimals else 0
        units = {code: int(number * 10**decimals) for code, number in numbers.items()}
        return GivenColumn(name, decimals, units)

    def _note(self, row: int, place: int, message: str, remedy: str) -> None:
        self._findings.add(
            "error",
            self._grid.file,
            message,
            remedy,
            row=row,
            column=self._headings[place],
            value=self._grid.text(row, place),
        )


def _kinds(known: Mapping[str, Collection[str]]) -> str:
    def kinds() -> Iterator[str]:
        for name, codes in known.items():
            yield f"{name or 'blocks'} ({listed(sorted(codes), 2)})"

    return ", or of ".join(kinds())
