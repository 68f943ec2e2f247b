"""A wide table of 200 organisations as somebody typed it, and what it means.

The same seed gives the same table: names of footprints in several spellings, stray spaces, ``&``
for *and*, ``St.`` for *Saint*, thousands separators, blank codes, a title, a total, and two names
that may be the same.
"""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ("Organisation", "Code", "Type", "List size", "STP", "LDR", "Contact")
STPS = ("Saint Aldhelm and the Vale", "Mendhall", "North Harrowdale", "South Harrowdale")
LDRS = (
    "Aldhelm Town",
    "Vale and Saint Osyth",
    "Mendhall and Wick",
    "Harrowdale",
    "Upper Tarn",
    "Lower Tarn",
    "Penwith",
    "King's Marsh",
)
NEAR = "Penwth"
"""What somebody typed for Penwith, or for somewhere else: nobody can tell from the table."""


@dataclass(frozen=True)
class Messy:
    """The table, and what it means.

    ``lines`` are its rows from the first, with numbers and text; ``places`` has the STP and the
    LDRs of each organisation by name; ``uncoded`` are the rows without a code, ``total`` is the
    row of the total, and ``people`` what all add up to.
    """

    lines: list[list[Any]]
    places: dict[str, tuple[str, tuple[str, ...]]]
    uncoded: list[int]
    total: int
    people: int


def messy_table(seed: int = 1, *, near: bool = True) -> Messy:
    """Return the table; without ``near`` the doubtful name is spelt as it should be."""
    chance = random.Random(seed)  # noqa: S311 - the same every time
    lines: list[list[Any]] = [["STP and LDR members, spring 2016"], [], list(HEADER)]
    places: dict[str, tuple[str, tuple[str, ...]]] = {}
    uncoded, people = [], 0
    for number in range(200):
        name, kind = _named(number)
        stp = STPS[number * len(STPS) // 200]
        own = LDRS[number * len(LDRS) // 200]
        ldrs = (own,) if kind == "CCG" else (own, LDRS[(LDRS.index(own) + 1) % len(LDRS)])
        code = f"{number:03d}" if number % 2 else f"{number % 100:02d}{chr(65 + number % 7)}"
        if number % 41 == 7:
            code = ""
            uncoded.append(len(lines) + 1)
        count = chance.randrange(40_000, 400_000) if kind == "CCG" else None
        people += count or 0
        size: Any = "n/a" if count is None else count
        if count is not None and chance.random() < 0.5:
            size = f"{count:,}"
        typed = [_typed(one, chance) for one in ldrs]
        if near and number == 160:
            assert own == "Penwith"
            typed = [NEAR]
        separator = chance.choice(["; ", ";", "\n"])
        lines.append(
            [
                _spaced(name, chance),
                code,
                chance.choice([kind, kind.upper(), f"{kind} "]),
                size,
                _typed(stp, chance),
                separator.join(typed),
                "",
            ]
        )
        places[name] = (stp, ldrs)
    lines.append([])
    lines.append(["Total", "", "", f"{people:,}", "", "", ""])
    return Messy(lines, places, uncoded, len(lines), people)


def _named(number: int) -> tuple[str, str]:
    first = ("Ash", "Birch", "Cold", "Dun", "Elm", "Fern", "Gorse", "Hare", "Ivy", "Juniper")
    second = ("by", "combe", "don", "field", "ham", "ley", "mere", "stow", "ton", "wick")
    third = ("", " Hill")
    place = f"{first[number % 10]}{second[number // 10 % 10]}{third[number // 100]}"
    if number % 20 == 19:
        return f"{place} Hospitals NHS Foundation Trust", "Trust"
    return f"NHS {place} CCG", "CCG"


def _typed(name: str, chance: random.Random) -> str:
    ways = (
        lambda text: text,
        str.upper,
        str.lower,
        lambda text: text.replace(" and ", " & "),
        lambda text: text.replace("Saint", "St."),
        lambda text: text.replace("Saint", "St").replace("'", "’"),
        lambda text: f"{text}.",
    )
    # Most people type a name as it is.
    way = chance.choice([*ways, *[ways[0]] * 8])
    return _spaced(way(name), chance)


def _spaced(text: str, chance: random.Random) -> str:
    return chance.choice([text, text, text, f"{text} ", f" {text}", text.replace(" ", "  ", 1)])


def write_csv(path: Path, lines: list[list[Any]]) -> Path:
    """Write rows as CSV."""
    stream = io.StringIO()
    csv.writer(stream).writerows(lines)
    path.write_bytes(stream.getvalue().encode("utf-8-sig"))
    return path


def write_xlsx(path: Path, lines: list[list[Any]], sheet: str = "Members") -> Path:
    """Write rows as a workbook, numbers as numbers."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        for row, cells in enumerate(lines):
            for place, cell in enumerate(cells):
                if isinstance(cell, str):
                    page.write_string(row, place, cell)
                else:
                    page.write(row, place, cell)
    return path
