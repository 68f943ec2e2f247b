"""A wide table: one row an organisation, a column for each footprint set, as people have it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from graphmodel.dataset.importing.cells import (
    is_blank,
    is_dotted,
    is_number,
    is_total,
    kind_of,
    looks_like_date,
    mentions,
    scaled,
    whole_code,
    without_separators,
)
from graphmodel.dataset.importing.headings import unit_of
from graphmodel.files.findings import listed, quoted
from graphmodel.files.sheet_xml import column_letters
from graphmodel.files.workbooks import formula_problem
from graphmodel.wording import counted, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.dataset.importing.columns import Columns, SetColumn
    from graphmodel.dataset.importing.grid import Grid
    from graphmodel.files.findings import Findings

_EXPONENT: Final = re.compile(r"\d(\.\d+)?[eE]\+\d+")
_NUMBERS: Final = ("population", "latitude", "longitude")
_DEFAULT_KIND: Final = "area"
_USUAL_LENGTH: Final = 0.5


@dataclass(frozen=True, slots=True)
class Mention:
    """A footprint as a cell names it, with the organisation's share of its people there, if any.

    Name or code may be blank. What stands in the only column of its set is the name, even if it
    turns out to be a code.
    """

    name: str
    code: str
    share: float | None


@dataclass(frozen=True)
class WideRow:
    """One organisation, with its row in the file, from 1.

    Name or code may be blank, as they stand there. What else is known of it is in ``texts``, by
    role; ``kept`` are the cells of further columns, by heading. Footprints are by set. One that is
    counted part by part has a row for each of its ``parts``.
    """

    row: int
    name: str
    code: str
    texts: Mapping[str, str]
    kept: Mapping[str, str]
    footprints: Mapping[str, tuple[Mention, ...]]
    parts: tuple[WideRow, ...] = ()


@dataclass(frozen=True)
class WideTable:
    """The organisations of a wide table, one a row, and what its owner should know of the reading.

    The file goes by the name that its owner knows it by.
    """

    file: str
    columns: Columns
    rows: tuple[WideRow, ...]
    notes: tuple[str, ...]


def read_wide(grid: Grid, columns: Columns, *, kind: str | None, findings: Findings) -> WideTable:
    """Read the rows of a wide table, whose problems are noted by row and heading.

    Without the ``kind`` of all organisations, their type or name tells it.
    """
    reader = _Reader(grid, columns, kind, findings)
    rows = tuple(row for number in reader.numbers() if (row := reader.read(number)) is not None)
    if not rows:
        message = "there is no organisation below the header"
        remedy = "Write one row for each organisation."
        findings.add("error", grid.file, message, remedy, row=columns.header)
    reader.check_typed()
    reader.check_codes(rows)
    return WideTable(grid.file, columns, rows, (*grid.notes, *columns.notes, *reader.notes(rows)))


@dataclass
class _Reader:
    """Reads rows, and keeps count of what it does."""

    grid: Grid
    columns: Columns
    kind: str | None
    findings: Findings
    blank: list[int] = field(default_factory=list)
    headers: list[int] = field(default_factory=list)
    totals: list[tuple[int, str]] = field(default_factory=list)
    asides: list[tuple[int, str]] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    grouped: int = 0
    scaled: int = 0
    unsaid: Counter[str] = field(default_factory=Counter)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)

    def numbers(self) -> list[int]:
        """Return the rows below the header."""
        rows = range(self.columns.header + 1, len(self.grid.cells) + 1)
        return [row for row in rows if row not in self.grid.joined]

    def read(self, row: int) -> WideRow | None:
        """Return the organisation in a row, or None where it has none."""
        filled = self.grid.filled(row)
        name, code = self._role(row, "name"), self._role(row, "code")
        if not filled:
            self.blank.append(row)
        elif all(
            self.grid.text(row, place) == self.grid.text(self.columns.header, place)
            for place in filled
        ):
            self.headers.append(row)
        elif self._role(row, "ended"):
            self.ended.append(row)
        elif is_total(self.grid.text(row, filled[0])) and not self._in_sets(row):
            self.totals.append((row, self._role(row, "population")))
        elif not name and not code and self._continues(row, filled):
            message = "a footprint stands in a row of its own, without an organisation"
            remedy = "If it is another of the row above, write both into one cell: Upper; Lower."
            heading = self.columns.headings[filled[0]]
            self._note(row, heading, self.grid.text(row, filled[0]), message, remedy)
        elif len(filled) == 1 and (len(self.columns.roles) > 1 or not self._in_sets(row)):
            self.asides.append((row, self.grid.text(row, filled[0])))
        elif not name and not code:
            message = "the row has neither name nor code of an organisation"
            remedy = "Write one, or clear the row."
            heading = self.columns.heading("name") or self.columns.heading("code")
            self.findings.add("error", self.grid.file, message, remedy, row=row, column=heading)
        else:
            texts = {
                role: self._role(row, role) for role in ("region", "aliases", "share", *_NUMBERS)
            }
            for role in _NUMBERS:
                texts[role] = self._number(role, texts[role])
            texts |= self._kind(row, name)
            headings = self.columns.headings
            kept = {headings[place]: self.grid.text(row, place) for place in self.columns.kept}
            footprints = {
                column.footprint_set: self._footprints(row, column) for column in self.columns.sets
            }
            return WideRow(row, " ".join(name.split()), code, texts, kept, footprints)
        return None

    def _continues(self, row: int, filled: list[int]) -> bool:
        """Whether a row has nothing but a footprint, as other rows name it or under their cells."""
        sets = {column.place for column in self.columns.sets}
        place, leftmost = filled[0], self.grid.filled(self.columns.header)[0]
        text = self.grid.text(row, place)
        others = (self.grid.text(other, place) for other in self.numbers() if other != row)
        return sets.issuperset(filled) and (place != leftmost or text in others)

    def _role(self, row: int, role: str) -> str:
        place = self.columns.roles.get(role)
        text = "" if place is None else self.grid.text(row, place)
        text = whole_code(text) if role == "code" else text
        if role == "name" or not is_blank(text):
            return text
        if text:
            self.unsaid[self.columns.heading(role)] += 1
        return ""

    def _in_sets(self, row: int) -> bool:
        return any(not is_blank(self.grid.text(row, column.place)) for column in self.columns.sets)

    def _number(self, role: str, text: str) -> str:
        if role != "population":
            return text
        number = without_separators(text, dots=self.dots)
        self.grouped += number != text
        return (
            f"{float(number) * self.unit:.12g}" if is_number(number) and self.unit > 1 else number
        )

    @cached_property
    def unit(self) -> int:
        """In how many people the column of people counts."""
        return unit_of(self.columns.heading("population"))

    @cached_property
    def dots(self) -> bool:
        """Whether dots separate thousands; noted where that cannot be told."""
        place = self.columns.roles.get("population")
        if place is None or self.unit > 1:
            return False
        cells = [(row, self.grid.cells[row - 1][place]) for row in self.numbers()]
        dotted = [(row, cell) for row, cell in cells if isinstance(cell, str) and "." in cell]
        if not dotted or not all(is_dotted(cell) for _, cell in dotted):
            return False
        if self.grid.delimiter == ";" or any(cell.count(".") > 1 for _, cell in dotted):
            return True
        message = "it is not sure whether the dot separates thousands"
        remedy = "Write people without dots."
        self._note(dotted[0][0], self.columns.heading("population"), dotted[0][1], message, remedy)
        return False

    def _kind(self, row: int, name: str) -> dict[str, str]:
        kind, type_ = self._role(row, "kind"), self._role(row, "type")
        if self.kind or kind:
            found, how = self.kind or kind.casefold(), "" if self.kind else "as given"
        else:
            found, own, known = kind_of(type_, name)
            how = ("by type" if type_ else "by name") if known else "as given" if found else "else"
            found, type_ = found or _DEFAULT_KIND, own if known else ""
        self.kinds[found, how] += 1
        return {"kind": found, "type": type_}

    def _footprints(self, row: int, column: SetColumn) -> tuple[Mention, ...]:
        text = self.grid.text(row, column.place)
        if text and is_blank(text, column.label):
            self.unsaid[self.columns.headings[column.place]] += 1
        typed = mentions(text, column.label)
        names = scaled(typed)
        self.scaled += names != typed
        heading = self.columns.headings[column.place]
        blank = [share for name, share in names if not name]
        if blank:
            message = "a share stands without the name of a footprint"
            self._note(row, heading, text, message, "Write it behind the name, as in Devon (40%).")
        if column.code_place is None:
            return tuple(Mention(name, "", share) for name, share in names if name)
        coded = mentions(self.grid.text(row, column.code_place))
        codes = [code for code, _ in coded]
        if names and codes and len(names) != len(codes):
            message = f"there are {len(names)} names, but {len(codes)} codes beside them"
            self._note(row, heading, text, message, "Write as many, in the same order.")
            return ()
        shares = [share for _, share in names or coded]
        if not names:
            return tuple(Mention("", code, share) for code, share in coded if code)
        codes = codes or [""] * len(names)
        return tuple(
            Mention(name, code, share)
            for (name, _), code, share in zip(names, codes, shares, strict=True)
            if name
        )

    def _note(self, row: int, heading: str, value: str, message: str, remedy: str) -> None:
        self.findings.add(
            "error", self.grid.file, message, remedy, row=row, column=heading, value=value
        )

    def check_typed(self) -> None:
        """Note dates and truth values where names or codes should be, and failed formulas."""
        words = self.columns.words
        places = sorted(words | set(self.columns.roles.values()))
        skipped = {
            *self.blank,
            *self.headers,
            *self.ended,
            *(row for row, _ in (*self.totals, *self.asides)),
        }
        found: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
        for row in self.numbers():
            for place in places if row not in skipped else ():
                what = self._mistyped(row, place, is_word=place in words)
                if what:
                    shown = self.grid.failed.get((row, place), self.grid.text(row, place))
                    found[place, what].append((row, shown))
        for (place, what), cells in sorted(found.items()):
            heading = self.columns.headings[place]

            def describe(
                n: int,
                cells: list[tuple[int, str]] = cells,
                place: int = place,
                said: tuple[str, str] = _TYPED[what],
            ) -> tuple[str, str]:
                where = f"{column_letters(place)}{cells[n][0]}"
                if said == _FORMULA:
                    return formula_problem(where, cells[n][1])
                return f"cell {where} holds {said[0]}", said[1]

            self.findings.add_cells("error", self.grid.file, heading, cells, describe)

    def _mistyped(self, row: int, place: int, *, is_word: bool) -> str:
        """Return what a cell holds that it should not; a blank text where all is well."""
        cell, text = self.grid.cells[row - 1][place], self.grid.text(row, place)
        if (row, place) in self.grid.failed:
            return "formula"
        if not is_word or not text:
            return ""
        if isinstance(cell, bool):
            return "truth"
        if isinstance(cell, dt.date | dt.time | dt.timedelta) or looks_like_date(text):
            return "date"
        return "number" if _EXPONENT.fullmatch(text) else ""

    def check_codes(self, rows: tuple[WideRow, ...]) -> None:
        """Warn of codes that look as if they had lost leading zeros."""
        codes = [row.code for row in rows if row.code]
        lengths = Counter(map(len, codes))
        if not codes or not any(code.startswith("0") or not code.isdigit() for code in codes):
            return
        usual, count = max(lengths.items(), key=lambda pair: (pair[1], pair[0]))
        if count < _USUAL_LENGTH * len(codes) or not any(code.startswith("0") for code in codes):
            return
        short = [
            (row.row, row.code)
            for row in rows
            if row.code[:1].isdigit() and not row.code.startswith("0") and len(row.code) < usual
        ]
        heading = self.columns.heading("code")
        self.findings.add_cells(
            "warning",
            self.grid.file,
            heading,
            short,
            lambda n: (
                f"most codes have {usual} characters: this one may have lost leading zeros",
                f"If so, format the column as Text and write {short[n][1].zfill(usual)}.",
            ),
        )

    def notes(self, rows: tuple[WideRow, ...]) -> list[str]:
        """Return what has been left out and changed."""
        notes = []
        if self.columns.header > 1:
            above = [row for row in range(1, self.columns.header) if self.grid.filled(row)]
            if above:
                some = listed(map(str, above))
                notes.append(f"{counted(len(above), 'row')} above the header left out: {some}")
        if self.blank:
            notes.append(f"{counted(len(self.blank), 'blank row')} left out")
        if self.headers:
            some = listed(map(str, self.headers))
            notes.append(
                f"{counted(len(self.headers), 'row')} with the headings again left out: {some}"
            )
        if self.ended:
            notes.append(
                f"{counted(len(self.ended), 'row')} left out that ended, by"
                f" {quoted(self.columns.heading('ended'))}: {listed(map(str, self.ended))}"
            )
        if self.unit > 1:
            heading = quoted(self.columns.heading("population"))
            notes.append(f"numbers of {heading} taken for people in units of {self.unit:,}")
        notes += [self._total(row, text, rows) for row, text in self.totals]
        notes += [
            f"row {row} left out, a heading or a note: {quoted(text)}" for row, text in self.asides
        ]
        if self.grouped:
            notes.append(f"{counted(self.grouped, 'number')} read without thousands separators")
        if self.scaled:
            some = counted(self.scaled, "cell")
            notes.append(f"{some} with rounded shares, which are made to add up to 1")
        notes += [
            f"{counted(number, 'cell')} of {quoted(heading)} with n/a or the like taken for blank"
            for heading, number in sorted(self.unsaid.items())
        ]
        failed = self._failed()
        if failed:
            some = counted(len(failed), "cell")
            notes.append(f"{some} with a formula that fails taken for blank: {listed(failed)}")
        kinds = [
            f"{number:,} {quoted(kind)}"
            + {"else": " (neither type nor name tells)", "": ""}.get(how, f" ({how})")
            for (kind, how), number in sorted(self.kinds.items())
        ]
        notes.append(f"kinds of organisations: {listed(kinds)}")
        return notes

    def _failed(self) -> list[str]:
        """Return the cells whose formula fails, in columns that are only kept."""
        read = self.columns.words | set(self.columns.roles.values())
        return [
            f"{column_letters(place)}{row}" for row, place in self.grid.failed if place not in read
        ]

    def _total(self, row: int, text: str, rows: tuple[WideRow, ...]) -> str:
        note = f"row {row} left out, a total"
        total = self._number("population", text)
        numbers = [r.texts["population"] for r in rows if is_number(r.texts["population"])]
        if is_number(total) and "population" in self.columns.roles:
            found = sum(map(float, numbers))
            if abs(found - float(total)) > 0.5:  # noqa: PLR2004 - totals are rounded
                note += (
                    f"; it says {whole(float(total))}, the rows add up to {whole(found)}: "
                    "look whether a row is missing or counted twice"
                )
        return note


_AS_TEXT: Final = "format the column as Text, then type it again."

_FORMULA: Final = ("", "")

_TYPED: Final = {
    "formula": _FORMULA,
    "truth": ("a truth value where a name or code is expected", f"If it is one, {_AS_TEXT}"),
    "date": (
        "a date where a name or code is expected",
        f"Excel turns codes such as MAR1 or 3-4 into dates: {_AS_TEXT}",
    ),
    "number": (
        "a number where a code is expected",
        f"Excel turns codes such as 1E5 into numbers: {_AS_TEXT}",
    ),
}
