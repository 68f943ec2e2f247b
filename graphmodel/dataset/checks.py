"""What takes more than one row to check: blocks, sets to compare, shares."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from graphmodel.dataset.descriptor import KINDS
from graphmodel.dataset.notes import EVIDENCE_GRADES
from graphmodel.files.findings import listed, meant, nearest, quoted
from graphmodel.files.tables import joined

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray

    from graphmodel.dataset.descriptor import Settings
    from graphmodel.files.findings import Findings
    from graphmodel.files.tables import Table

_RESERVED: Final = frozenset(
    {
        *("as_of", "dataset", "estimated", "evidence", "footprint", "footprint_set", "joint"),
        *("kind", "label", "name", "organisation", "people", "population", "reason", "share"),
        *("source", "suppressed", "type", "undecided", "weight", "what"),
        # people_moved_… is by set, by grade, and more.
        *("by_evidence", "by_set", "change", *EVIDENCE_GRADES),
    }
)
"""Words that results and options use beside the names of footprint sets."""

_OURS: Final = re.compile(r"to_.*|.*,.*|.*_(name|changes)", re.DOTALL)
"""What results make of the name of a set."""

_TOLERANCE: Final = 1e-6

_ROUNDED: Final = 0.01
"""By how much flows may add up to more than 1: published shares of patients are rounded."""


def check_kinds(organisations: Table, findings: Findings) -> None:
    """Warn of kinds that look like a slip for one of the usual four."""
    kinds = organisations.frame["kind"]
    for kind in kinds.unique():
        near = None if kind in KINDS or not kind else nearest(kind, KINDS, cutoff=0.8)
        if near is not None:
            row = int(organisations.rows[(kinds == kind).to_numpy().argmax()])
            message = f"the kind {quoted(kind)} is taken for another than {near!r}"
            remedy, file = f"Did you mean {near!r}?", organisations.file
            findings.add("warning", file, message, remedy, row=row, column="kind", value=kind)


def choose_blocks(
    organisations: Table, settings: Settings, findings: Findings
) -> tuple[tuple[str, ...], bool]:
    """Return the kinds that are blocks, and whether people are counted.

    They are the declared kinds, or else the one kind that carries people; where none does, every
    organisation is a block of one member.
    """
    frame = organisations.frame
    kinds = sorted(set(frame["kind"].unique()) - {""})
    counted = organisations.is_written("population")
    carrying = sorted(set(frame.loc[counted, "kind"].unique()) - {""})
    blocks = settings.blocks
    if blocks is None and len(carrying) > 1:
        message = f"organisations of several kinds have a population: {listed(carrying)}"
        remedy = f"Say which of them are blocks. {settings.advice('blocks', carrying[:1])}"
        findings.add("error", organisations.file, message, remedy, column="population")
        return (), True
    if blocks is None:
        blocks = tuple(carrying or kinds)
    for kind in blocks:
        if kind not in kinds and kinds:
            message = f"no organisation is of the kind {quoted(kind)}, which is to be a block"
            remedy = meant(kind, kinds, f"There is {listed(kinds)}.")
            findings.add("error", settings.file, message, remedy, column="blocks", value=kind)
    is_block = frame["kind"].isin(blocks)
    if not (counted & is_block).any():
        if settings.blocks and is_block.any():
            message = "no block has a population, so each counts as one member"
            findings.add("warning", organisations.file, message, column="population")
        return blocks, False
    _check_people(organisations, is_block.to_numpy(), findings)
    return blocks, True


def _check_people(organisations: Table, is_block: NDArray[np.bool_], findings: Findings) -> None:
    people = organisations.frame["population"].to_numpy(dtype=np.float64)
    faulty = organisations.is_faulty("population")
    missing = np.flatnonzero(np.isnan(people) & is_block & ~faulty)
    found = [(row, "") for row, _ in organisations.cells("organisation", missing.tolist())]
    codes = organisations.frame["organisation"].to_numpy()

    def describe(position: int) -> tuple[str, str]:
        message = f"the block {quoted(codes[missing[position]])} has no population"
        return message, "Every block needs one, if any has one: what is measured are people."

    why = "Results are numbers of people: a block without any would change nothing."
    findings.add_cells("error", organisations.file, "population", found, describe, why=why)
    if not faulty.any() and not len(missing) and people[is_block].sum() == 0:
        message = "nobody lives in any block: all populations are 0"
        remedy = "Write the populations, or clear the column to count members."
        findings.add("error", organisations.file, message, remedy, column="population")


def choose_compare(
    footprints: Table, settings: Settings, findings: Findings
) -> tuple[str, str] | None:
    """Return the two footprint sets to compare, or None where that is not clear (and noted).

    They are the declared ones, or else the only two there are, in order of appearance.
    """
    if "footprint_set" in footprints.lacking:
        return None
    sets = [name for name in footprints.frame["footprint_set"].unique() if name]
    _check_set_names(sets, footprints, findings)
    if settings.compare is None:
        if len(sets) == 2:  # noqa: PLR2004 - two are compared
            return sets[0], sets[1]
        if len(sets) > 2:  # noqa: PLR2004 - two are compared
            message = f"there are more than two footprint sets ({listed(sets)})"
            remedy = f"Say which two to compare. {settings.advice('compare', sets[:2])}"
            findings.add("error", settings.file, message, remedy, column="compare")
        elif sets:
            message = f"two footprint sets are needed to compare; there is {listed(sets)}"
            findings.add("error", footprints.file, message, column="footprint_set")
        return None
    for name in settings.compare:
        if name not in sets:
            message = f"there is no footprint set {quoted(name)} to compare"
            remedy = meant(name, sets, f"There is {listed(sets)}.")
            findings.add("error", settings.file, message, remedy, column="compare", value=name)
    if len(set(settings.compare)) == len(settings.compare) == 2:  # noqa: PLR2004 - two are compared
        return settings.compare[0], settings.compare[1]
    # An empty declaration is one that makes no sense, and has been noted.
    if settings.compare:
        what = listed(settings.compare)
        message = f"exactly two different footprint sets can be compared, not {what}"
        remedy = settings.advice("compare", sets[:2])
        findings.add("error", settings.file, message, remedy, column="compare")
    return None


def _check_set_names(sets: list[str], footprints: Table, findings: Findings) -> None:
    column = footprints.frame["footprint_set"]
    for name in sets:
        if name in _RESERVED or _OURS.fullmatch(name):
            findings.add(
                "error",
                footprints.file,
                f"{quoted(name)} cannot name a footprint set: the word has another use",
                "Give the set another name.",
                row=int(footprints.rows[int((column == name).argmax())]),
                column="footprint_set",
                value=name,
            )


def resolve_shares(
    memberships: Table, blocks: Collection[str], findings: Findings
) -> NDArray[np.float64]:
    """Return the share of every membership: as given for blocks, or else equal ones.

    It is noted where shares of a block in one set do not add up to 1.
    """
    frame = memberships.frame
    is_block = frame["organisation"].isin(list(blocks)).to_numpy()
    given = frame["share"].to_numpy(dtype=np.float64)
    groups, _ = pd.factorize(joined(frame, "organisation", "footprint_set"))
    blank = np.isnan(given)
    size = np.bincount(groups)
    blanks = np.bincount(groups, weights=blank)
    total = np.bincount(groups, weights=np.where(blank, 0, given))
    # What is wrong with a row already would only be told once more by the sum.
    noted = memberships.is_faulty("share", "organisation", "footprint_set", "footprint")
    noted |= frame.duplicated(["organisation", "footprint_set", "footprint"]).to_numpy()
    sound = (np.bincount(groups, weights=noted | ~is_block) == 0) & (size > 0)
    mixed = sound & (blanks > 0) & (blanks < size)
    wrong = sound & (blanks == 0) & (np.abs(total - 1) > _TOLERANCE)
    _, firsts = np.unique(groups, return_index=True)
    positions = np.sort(firsts[mixed | wrong])

    def describe(position: int) -> tuple[str, str]:
        place = positions[position]
        group = groups[place]
        # In a wide table, all memberships of an organisation stand in one row.
        rows = list(dict.fromkeys(map(str, memberships.rows[groups == group])))
        where = f"row{'s' * (len(rows) > 1)} {listed(rows)}"
        code, name = map(quoted, frame[["organisation", "footprint_set"]].iloc[place])
        if mixed[group]:
            message = f"some shares of {code} in {name} are given and some are blank ({where})"
            return message, "Give all of them, or none for equal shares."
        message = f"the shares of {code} in {name} add up to {total[group]:.7g}, not 1 ({where})"
        return message, "Correct them, or leave all blank for equal shares."

    why = "Otherwise people would be counted twice, or not at all."
    memberships.note(findings, "error", "share", positions, describe, why=why)
    equal = 1 / size[groups]
    # Written out, equal shares are those of blank cells: a third has no end.
    same = np.isclose(given, equal, rtol=1e-14, atol=0)
    return np.where(is_block & ~blank & ~same, given, equal)


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
            remedy = meant(code, self.known, f"Add it to {self._file}.")
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

    Of a table that could not be read, which is None, nothing can be said.
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

    memberships.note(findings, "error", "footprint", positions, describe, why=_WHY)


def _check_organisations(
    table: Table, organisations: Table | None, columns: tuple[str, ...], findings: Findings
) -> None:
    if organisations is None or "organisation" in organisations.lacking:
        return
    codes = _Codes(organisations.frame["organisation"], "organisation", organisations.file)
    for column in columns:
        _check_known(table, column, codes, findings)


def check_codes(
    table: Table, column: str, known: Iterable[str], what: str, file: str, findings: Findings
) -> None:
    """Note the codes of a column that are none of those which a file defines."""
    _check_known(table, column, _Codes(known, what, file), findings)


def _check_known(table: Table, column: str, codes: _Codes, findings: Findings) -> None:
    values = table.frame[column]
    faulty = ~values.isin(codes.known).to_numpy() & (values != "").to_numpy()
    faulty &= ~table.is_faulty(column)
    unknown = values[faulty].tolist()
    table.note(findings, "error", column, faulty, lambda n: codes.describe(unknown[n]), why=_WHY)
    table.mark(column, faulty)


def canonical_neighbours(
    neighbours: Table, organisations: Table | None, findings: Findings
) -> pd.DataFrame:
    """Return every pair of neighbours once, the smaller code first.

    They may be given in either order, or in both, but not with different borders.
    """
    _check_organisations(neighbours, organisations, ("organisation", "neighbour"), findings)
    frame = neighbours.frame
    mine, other = frame["organisation"], frame["neighbour"]
    unsound = neighbours.is_faulty("organisation", "neighbour")
    same = ((mine == other) & (mine != "")).to_numpy() & ~unsound
    said = ("an organisation cannot be its own neighbour", "Delete the row.")
    neighbours.note(findings, "error", "neighbour", same, said)
    swapped = (mine > other).to_numpy()
    pairs = frame.assign(
        organisation=mine.where(~swapped, other), neighbour=other.where(~swapped, mine)
    )
    first = ~pairs.duplicated(["organisation", "neighbour"])
    if first.all():
        return pairs
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

    neighbours.note(findings, "error", "border_km", positions, describe)
    return pairs[first]


def check_flows(
    flows: Table, organisations: Table | None, blocks: Collection[str], findings: Findings
) -> None:
    """Note flows that are of no partner, from no block, or of more people than there are.

    Parameters
    ----------
    flows
        Shares of the people of partners, by block.
    organisations
        The organisations; None where they could not be read.
    blocks
        Codes of the organisations that are blocks.
    findings
        Where problems are noted.
    """
    _check_organisations(flows, organisations, ("organisation", "block"), findings)
    frame = flows.frame
    blank = np.isnan(frame["share"].to_numpy(float)) & ~flows.is_faulty("share")
    remedy = "Delete the row where the share is unknown."
    flows.note(findings, "error", "share", blank, ("the cell is blank", remedy))
    if organisations is None or "organisation" in organisations.lacking:
        return
    for column, wrong, message in (
        ("organisation", True, "a block is no partner: flows are of providers and councils"),
        ("block", False, "a partner is no block: flows are from where people are counted"),
    ):
        faulty = (frame[column].isin(list(blocks)).to_numpy() == wrong) & (frame[column] != "")
        faulty &= ~flows.is_faulty(column)
        flows.note(findings, "error", column, faulty.to_numpy(), (message, "Correct the code."))
    total = frame["share"].groupby(frame["organisation"]).transform("sum").to_numpy()
    noted = (total > 1 + _ROUNDED) & ~frame.duplicated("organisation").to_numpy()
    noted &= (frame["organisation"] != "").to_numpy() & ~flows.is_faulty("share")
    positions = np.flatnonzero(noted)

    def describe(position: int) -> tuple[str, str]:
        place = positions[position]
        code = quoted(frame["organisation"].iloc[place])
        message = f"the shares of {code} add up to {total[place]:.7g}, more than 1"
        return message, "Correct them: what is not known is left out."

    flows.note(findings, "error", "share", positions, describe)
