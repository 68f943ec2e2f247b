"""References from one table to another: every code must be defined somewhere."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from graphmodel._findings import nearest, quoted
from graphmodel.tables import joined

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from graphmodel._findings import Findings
    from graphmodel.tables import Table

__all__ = ["canonical_neighbours", "check_links"]

_NUMERIC: Final = re.compile(r"\d+(\.\d*)?([eE][+-]?\d{1,3})?", re.ASCII)


_WHY: Final = "Rows of several tables belong together by their codes alone."


class _Codes:
    """The codes that a table defines, and what is said of one that it does not."""

    def __init__(self, codes: Iterable[str], what: str, file: str) -> None:
        self.known = list(dict.fromkeys(code for code in codes if code))
        self._what = what
        self._file = file

    @cached_property
    def _by_bare(self) -> dict[str | float, str]:
        return {_bare(code): code for code in reversed(self.known)}

    def describe(self, code: str) -> tuple[str, str]:
        """Return message and remedy for an unknown code."""
        message = f"there is no {self._what} {quoted(code)} in {self._file}"
        same = self._by_bare.get(_bare(code))
        if same is not None and len(same) < len(code) and code.startswith("0"):
            message += f", but there is {quoted(same)}: it has lost its leading zeros"
            remedy = (
                f"Format the codes in {self._file} as Text, and write {code}: "
                "Excel drops the zeros of what looks like a number."
            )
        elif same is not None and same.startswith("0"):
            message += f", but there is {quoted(same)}: Excel dropped the leading zeros"
            remedy = f"Format the column as Text, and write {same}."
        elif same is not None:
            message += f", but there is {quoted(same)}: Excel has taken a code for a number"
            remedy = f"Format the column as Text, and write {same}."
        else:
            near = nearest(code, self.known)
            remedy = f"Did you mean {quoted(near)}?" if near else f"Add it to {self._file}."
        return message, remedy


def _bare(code: str) -> str | float:
    """Return what Excel leaves of a code: 01, 1 and 1.0 are one, and so are 01C and 1C."""
    if _NUMERIC.fullmatch(code):
        return float(code)
    return code.lstrip("0")


def check_links(
    memberships: Table, organisations: Table | None, footprints: Table | None, findings: Findings
) -> None:
    """Note memberships of organisations or footprints that there are not.

    Parameters
    ----------
    memberships
        The table that refers to the others.
    organisations, footprints
        The tables referred to; None where they could not be read, and nothing can be said.
    findings
        Where problems are noted.
    """
    _check_organisations(memberships, organisations, ("organisation",), findings)
    if footprints is None or footprints.lacking & {"footprint_set", "footprint"}:
        return
    file = footprints.file
    defined = footprints.frame
    key = ("footprint_set", "footprint")
    sets = _Codes(defined["footprint_set"], "footprint set", file)
    _check_known(memberships, "footprint_set", sets, findings)
    wanted = memberships.frame
    faulty = ~(joined(wanted, *key).isin(joined(defined, *key))).to_numpy()
    faulty &= wanted["footprint_set"].isin(sets.known).to_numpy()
    faulty &= (wanted["footprint"] != "").to_numpy()
    faulty &= ~memberships.is_faulty("footprint_set", "footprint")
    positions = np.flatnonzero(faulty)
    by_set = {
        name: _Codes(part, f"{name} footprint", file)
        for name, part in defined.groupby("footprint_set")["footprint"]
    }

    def describe(position: int) -> tuple[str, str]:
        place = positions[position]
        code = str(wanted["footprint"].iloc[place])
        others = defined.loc[defined["footprint"] == code, "footprint_set"]
        own = by_set[wanted["footprint_set"].iloc[place]]
        message, remedy = own.describe(code)
        if len(others):
            remedy = f"The set {quoted(others.iloc[0])} has it: correct the set or the code."
        return message, remedy

    found = memberships.cells("footprint", positions.tolist())
    findings.add_cells("error", memberships.file, "footprint", found, describe, why=_WHY)


def _check_organisations(
    table: Table, organisations: Table | None, columns: tuple[str, ...], findings: Findings
) -> None:
    if organisations is None or "organisation" in organisations.lacking:
        return
    codes = _Codes(organisations.frame["organisation"], "organisation", organisations.file)
    for column in columns:
        _check_known(table, column, codes, findings)


def _check_known(table: Table, column: str, codes: _Codes, findings: Findings) -> None:
    values = table.frame[column]
    faulty = ~values.isin(codes.known).to_numpy() & (values != "").to_numpy()
    faulty &= ~table.is_faulty(column)
    found = table.cells(column, np.flatnonzero(faulty).tolist())
    findings.add_cells(
        "error",
        table.file,
        column,
        found,
        lambda position: codes.describe(found[position][1]),
        why=_WHY,
    )
    table.mark(column, faulty)


def canonical_neighbours(
    neighbours: Table, organisations: Table | None, findings: Findings
) -> pd.DataFrame:
    """Return every pair of neighbours once, the smaller code first.

    Parameters
    ----------
    neighbours
        Pairs in either order, or in both.
    organisations
        The organisations; None where they could not be read.
    findings
        Where problems are noted, such as a pair listed twice with different borders.
    """
    _check_organisations(neighbours, organisations, ("organisation", "neighbour"), findings)
    frame = neighbours.frame
    mine, other = frame["organisation"], frame["neighbour"]
    unsound = neighbours.is_faulty("organisation", "neighbour")
    same = ((mine == other) & (mine != "")).to_numpy() & ~unsound
    findings.add_cells(
        "error",
        neighbours.file,
        "neighbour",
        neighbours.cells("neighbour", np.flatnonzero(same).tolist()),
        lambda _: ("an organisation cannot be its own neighbour", "Delete the row."),
    )
    swapped = (mine > other).to_numpy()
    pairs = frame.assign(
        organisation=mine.where(~swapped, other), neighbour=other.where(~swapped, mine)
    )
    first = pairs.groupby(["organisation", "neighbour"], sort=False)["kind"].cumcount() == 0
    groups = pairs.groupby(["organisation", "neighbour"], sort=False).ngroup().to_numpy()
    firsts = np.flatnonzero(first)[groups]
    borders = pairs["border_km"].to_numpy()
    kinds = pairs["kind"].to_numpy()
    agree = (kinds == kinds[firsts]) & (
        (borders == borders[firsts]) | (np.isnan(borders) & np.isnan(borders[firsts]))
    )
    agree |= same | unsound | neighbours.is_faulty("border_km", "kind")
    positions = np.flatnonzero(~agree)

    def describe(position: int) -> tuple[str, str]:
        row = neighbours.rows[firsts[positions[position]]]
        message = f"the same pair stands in row {row} with another border or kind"
        return message, "List the pair once, or the same way twice."

    found = neighbours.cells("border_km", positions.tolist())
    findings.add_cells("error", neighbours.file, "border_km", found, describe)
    return pairs[first]
