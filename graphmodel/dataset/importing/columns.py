"""Which column of a wide table is what: as its owner says, or guessed from headings and content."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphmodel.dataset.importing.cells import is_number, mentions, without_separators
from graphmodel.dataset.importing.header import header_row, is_data, named
from graphmodel.dataset.importing.headings import (
    HEADINGS,
    MEANINGS,
    ROLES,
    SETS,
    base_of,
    counts_people,
    is_ons,
    plain,
    set_code,
)
from graphmodel.errors import OptionError
from graphmodel.files.findings import hint, listed, quoted
from graphmodel.files.sheet_xml import column_letters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphmodel.dataset.importing.grid import Grid
    from graphmodel.files.findings import Findings

_SECOND: Final = frozenset({"", "share", "shares", "second", "other", "others", "also", "2nd"})
"""What stands behind the label of a set where a column has more of it; numbers are blank."""

_LETTERS: Final = re.compile(r"[A-Z]{1,2}")


@dataclass(frozen=True, slots=True)
class SetColumn:
    """A column of footprints, whose set has a code and a label.

    It stands at a place, from 0, with their names or codes; codes may stand beside names.
    """

    footprint_set: str
    label: str
    place: int
    code_place: int | None = None


@dataclass(frozen=True)
class Columns:
    """Which column is what, and what has been guessed of that.

    Rows are counted from 1, and places of columns from 0; a column without heading goes by its
    letter. Roles, of ``ROLES``, and sets have their columns, sets in the order in which they are
    compared; further ones are ``kept`` as they are.
    """

    header: int
    headings: tuple[str, ...]
    roles: Mapping[str, int]
    sets: tuple[SetColumn, ...]
    kept: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    def heading(self, role: str) -> str:
        """Return the heading of the column that is something; blank where none is."""
        place = self.roles.get(role)
        return "" if place is None else self.headings[place]

    @property
    def words(self) -> set[int]:
        """The places of names and codes, of organisations and of footprints."""
        own = {place for role, place in self.roles.items() if role in {"name", "code"}}
        footprints = {place for one in self.sets for place in (one.place, one.code_place)}
        return own | {place for place in footprints if place is not None}


def choose_columns(
    grid: Grid,
    *,
    columns: Mapping[str, str],
    sets: Sequence[tuple[str, str]],
    portions: bool = False,
    findings: Findings,
) -> Columns | None:
    """Say which column of a wide table is what, or return None where that is unclear (noted).

    Parameters
    ----------
    columns
        Headings by what their columns are, as the owner says.
    sets
        Code and heading of each footprint set, as the owner says; empty where that is to be
        guessed. A blank code is made from the heading.
    portions
        Whether a column may have shares of parts.

    Raises
    ------
    OptionError
        When there is no such heading, or a column is to be two things.
    """
    header = header_row(grid, [*columns.values(), *(heading for _, heading in sets)])
    if header is None:
        message = "no row looks like a header above rows of organisations"
        remedy = "Put a heading above each column: Organisation, Code, Population, STP, LDR."
        findings.add("error", grid.file, message, remedy)
        return None
    if is_data(grid, header):
        message = "the row above the others looks like data, and not like headings"
        remedy = "Put a row with a heading above each column: Code, Organisation, STP, LDR."
        findings.add("error", grid.file, message, remedy, row=header)
        return None
    headings = named(grid, header)
    used = [place for place in range(grid.width) if _is_used(grid, header, place)]
    roles = tuple(role for role in ROLES if portions or role != "share")
    chosen = _Choice(grid, header, headings, used, roles)
    chosen.take(columns, sets)
    if not sets:
        chosen.guess_sets(findings)
    chosen.guess_roles(findings)
    chosen.check_free(findings)
    if findings.failed:
        return None
    others = [place for place in used if place not in chosen.taken]
    kept = tuple(place for place in others if chosen.texts(place))
    notes = list(chosen.notes)
    if len(kept) < len(others):
        blank = listed(headings[place] for place in others if place not in kept)
        notes.append(f"columns with nothing in them left out: {blank}")
    if kept:
        notes.append(f"columns that are kept as they are: {listed(headings[p] for p in kept)}")
    return Columns(header, headings, chosen.roles, tuple(chosen.sets), kept, tuple(notes))


class _Choice:
    """Columns as they are chosen one after another."""

    def __init__(
        self,
        grid: Grid,
        header: int,
        headings: tuple[str, ...],
        used: list[int],
        roles: tuple[str, ...],
    ) -> None:
        self._grid = grid
        self._header = header
        self._headings = headings
        self._used = used
        self._roles = roles
        self.roles: dict[str, int] = {}
        self.sets: list[SetColumn] = []
        self.taken: set[int] = set()
        self.notes: list[str] = []

    def take(self, columns: Mapping[str, str], sets: Sequence[tuple[str, str]]) -> None:
        """Take the columns that are named."""
        unknown = [role for role in columns if role not in self._roles]
        if unknown:
            known = f"{listed(self._roles)}{hint(unknown[0], self._roles)}"
            raise OptionError(f"a column cannot be {quoted(unknown[0])}, only {known}")
        for role, heading in columns.items():
            self.roles[role] = self._take(self._place(heading))
        for code, heading in sets:
            place = self._take(self._place(heading))
            label = self._headings[place]
            label = _label(label) if is_ons(label) else label
            self.sets.append(
                SetColumn(code or set_code(label), label, place, self._codes_of(place))
            )
        codes = Counter(column.footprint_set for column in self.sets)
        twice = [code for code, count in codes.items() if count > 1]
        if twice:
            raise OptionError(f"two footprint sets would be called {quoted(twice[0])}")

    def guess_sets(self, findings: Findings) -> None:
        """Take the columns whose headings say that they are footprint sets, or whose cells do."""
        free = self._free()
        bases = {place: base_of(self._headings[place]) for place in free}
        by_base: dict[str, list[int]] = {}
        for place in free:
            if bases[place][0] in SETS:
                by_base.setdefault(bases[place][0], []).append(place)
        for base, places in by_base.items():
            named = [place for place in places if bases[place][1] not in {"code", "id"}]
            place = (named or places)[0]
            self._take_set(place, base, "its heading")
        lacking = 2 - len(self.sets)
        if lacking <= 0:
            return
        others = [place for place in self._free() if self._may_be_set(place)]
        if len(others) == lacking:
            for place in others:
                self._take_set(place, base_of(self._headings[place])[0], "the same texts recurring")
            return
        shown = listed(quoted(self._headings[place]) for place in others or self._used)
        there = ", ".join(quoted(column.label) for column in self.sets)
        message = "two columns with footprints are needed; " + (
            f"only {there} is surely one" if there else "none is surely one"
        )
        remedy = f"Say which they are, as in `sets='STP,LDR'`. The columns are {shown}."
        findings.add("error", self._grid.file, message, remedy, row=self._header)

    def guess_roles(self, findings: Findings) -> None:
        """Take the columns whose headings say what they are, and find the names."""
        for role in self._roles:
            if role in self.roles:
                continue
            fits = [place for place in self._free() if self._fits(role, place)]
            fits.sort(key=lambda place: plain(self._headings[place]) not in HEADINGS[role])
            if len(fits) > 1 and role == "population":
                others = listed(quoted(self._headings[place]) for place in fits[1:])
                self.notes.append(
                    f"{others} may be their people too: say which with `columns='population=…'`"
                )
            if fits:
                self.roles[role] = self._take(fits[0])
                self._note(fits[0], MEANINGS[role])
        if "name" in self.roles or "code" in self.roles:
            return
        texts = [place for place in self._free() if self._may_be_name(place)]
        if texts:
            self.roles["name"] = self._take(texts[0])
            self._note(texts[0], f"{MEANINGS['name']}, since no two cells are the same")
        else:
            message = "no column has names or codes of organisations"
            remedy = "Say which has, as in `columns='name=Organisation'`."
            findings.add("error", self._grid.file, message, remedy, row=self._header)

    def check_free(self, findings: Findings) -> None:
        """Note columns that seem to belong to a set, or to have shares, and are not read so."""
        for place in self._free():
            heading = self._headings[place]
            words = plain(heading).split()
            for column in self.sets:
                own = plain(column.label).split()
                rest = {word.lstrip("0123456789") and word for word in words[len(own) :]}
                if words[: len(own)] == own and rest and rest <= _SECOND:
                    message = f"this seems to belong to {quoted(self._headings[column.place])}"
                    remedy = (
                        "Write all footprints of a set into one cell, as in Upper (60%); Lower"
                        " (40%); or rename or clear the column, if it is something else."
                    )
                    self._refuse(findings, place, message, remedy)
            if "share" not in self._roles and self._has_shares(place):
                message = "this has shares: the table seems to have several rows an organisation"
                remedy = (
                    "Say so with `portions`, and which are name, code, people and sets; or write"
                    " all footprints into one cell, as in Mobile (80%); Pensacola (20%)."
                )
                self._refuse(findings, place, message, remedy)

    def _has_shares(self, place: int) -> bool:
        """Whether a column has shares, some of them of less than everything."""
        typed = self.texts(place)
        texts = [without_separators(text.rstrip("% ")) for text in typed]
        if plain(self._headings[place]) not in HEADINGS["share"] or not all(map(is_number, texts)):
            return False
        return any("%" in text for text in typed) or any(0 < float(text) < 1 for text in texts)

    def _refuse(self, findings: Findings, place: int, message: str, remedy: str) -> None:
        heading = self._headings[place]
        findings.add("error", self._grid.file, message, remedy, row=self._header, column=heading)

    def _take_set(self, place: int, base: str, why: str) -> None:
        codes = self._codes_of(place)
        label = _label(self._headings[place])
        code = set_code(base)
        if any(column.footprint_set == code for column in self.sets):
            return
        self.sets.append(SetColumn(code, label, self._take(place), codes))
        beside = f", with its codes in {quoted(self._headings[codes])}" if codes is not None else ""
        self._note(place, f"the footprint set {quoted(code)}{beside}, by {why}")

    def _codes_of(self, place: int) -> int | None:
        """Return the free column with the codes of a set's names, and take it."""
        base, suffix = base_of(self._headings[place])
        if suffix in {"code", "id"}:
            return None
        for other in self._free():
            if other != place and base_of(self._headings[other]) in {(base, "code"), (base, "id")}:
                return self._take(other)
        return None

    def _fits(self, role: str, place: int) -> bool:
        heading = plain(self._headings[place])
        if heading in HEADINGS[role]:
            return True
        if role == "population":
            return counts_people(self._headings[place]) and self._is_numeric(place)
        if role == "ended":
            return heading.endswith(("end date", "close date")) and not self._is_blank(place)
        if role in {"name", "code"} and is_ons(self._headings[place]):
            # The first area of a look-up is the smallest.
            first = next(filter(is_ons, self._headings))
            return base_of(self._headings[place]) == (base_of(first)[0], role)
        return False

    def _is_blank(self, place: int) -> bool:
        return not self.texts(place)

    def _is_numeric(self, place: int) -> bool:
        texts = self.texts(place)
        return bool(texts) and sum(map(is_number, texts)) > len(texts) / 2

    def _may_be_set(self, place: int) -> bool:
        texts = [name for text in self.texts(place) for name, _ in mentions(text)]
        rows = len(self._grid.cells) - self._header
        return (
            1 < len(set(texts)) <= 0.8 * len(texts)
            and len(self.texts(place)) >= rows / 2
            and not self._is_numeric(place)
            and not any(self._fits(role, place) for role in self._roles)
        )

    def _may_be_name(self, place: int) -> bool:
        texts = self.texts(place)
        rows = len(self._grid.cells) - self._header
        return len(set(texts)) == len(texts) >= rows / 2 and not self._is_numeric(place)

    def texts(self, place: int) -> list[str]:
        """Return what stands in a column below the header."""
        rows = set(range(self._header + 1, len(self._grid.cells) + 1)) - self._grid.joined
        return [text for row in sorted(rows) if (text := self._grid.text(row, place))]

    def _free(self) -> list[int]:
        return [place for place in self._used if place not in self.taken]

    def _place(self, heading: str) -> int:
        """Return the place of a heading, or of a column's letter where there is no such heading."""
        same = [place for place in self._used if self._headings[place] == heading.strip()]
        same = same or [p for p in self._used if plain(self._headings[p]) == plain(heading)]
        if not same and _LETTERS.fullmatch(heading):
            same = [place for place in self._used if column_letters(place) == heading]
        if len(same) == 1:
            return same[0]
        if same:
            letters = listed(map(column_letters, same))
            raise OptionError(
                f"several columns are called {quoted(heading)}: name one by its letter ({letters})"
            )
        used = [self._headings[place] for place in self._used]
        raise OptionError(
            f"row {self._header} of {self._grid.file} has no heading {quoted(heading)}, "
            f"only {listed(map(quoted, used))}{hint(heading, used)}"
        )

    def _take(self, place: int) -> int:
        if place in self.taken:
            raise OptionError(f"the column {quoted(self._headings[place])} is named twice")
        self.taken.add(place)
        return place

    def _note(self, place: int, what: str) -> None:
        self.notes.append(
            f"column {column_letters(place)} {quoted(self._headings[place])} is taken for {what}"
        )


def _is_used(grid: Grid, header: int, place: int) -> bool:
    return any(grid.text(row, place) for row in range(header, len(grid.cells) + 1))


def _label(heading: str) -> str:
    """Return what a set is called: ``STP`` by the heading ``STP name`` or ``STP16NM``."""
    if is_ons(heading):
        return base_of(heading)[0].upper()
    return re.sub(r"(?i)\s+(footprints?|name|code|id)$", "", heading) or heading
