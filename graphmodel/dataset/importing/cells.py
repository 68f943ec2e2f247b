"""What people type into the cells of a table: numbers, footprints with shares, kinds."""

from __future__ import annotations

import re
from typing import Final

from graphmodel.dataset.importing.headings import WORDS
from graphmodel.files.tables import GROUPED, NUMBER

_BLANK: Final = frozenset(WORDS["blank"])

_SEPARATORS: Final = re.compile(r"\s*(?:;|\||\r\n|\n|\r)\s*")

_PER_CENT: Final = re.compile(
    r"(?P<name>.*?)[\s(\[:,–-]*(?P<share>\d{1,3}(?:[.,]\d+)?)\s*%\s*[)\]]?", re.DOTALL
)

_FRACTION: Final = re.compile(r"(?P<name>.*?)\s*[(\[]\s*(?P<share>[01]?[.]\d+)\s*[)\]]", re.DOTALL)

_TOTAL: Final = re.compile(
    r"(grand |sub ?-?|overall |england )?(totals?|sum)( (for )?(england|all|population))?|all",
    re.IGNORECASE,
)

_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"

_DATE: Final = re.compile(
    rf"\d{{4}}-\d\d-\d\d( [\d:.]+)?|\d{{1,2}}[/.]\d{{1,2}}[/.](\d\d|\d{{4}})"
    rf"|\d{{1,2}}[- ]({_MONTHS})[a-z]*([- ]\d{{2,4}})?|({_MONTHS})[a-z]*-\d{{1,4}}",
    re.IGNORECASE,
)


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: ``n/a``, ``-`` and the like."""
    return text.strip().casefold() in _BLANK


def is_number(text: str) -> bool:
    """Whether a cell is a number, thousands separators included."""
    return bool(NUMBER.fullmatch(text) or GROUPED.fullmatch(text))


def without_separators(text: str) -> str:
    """Return a number without thousands separators, and any other text as it is."""
    found = GROUPED.fullmatch(text.strip())
    if not found:
        return text
    head, groups, tail = found.groups()
    return f"{head}{re.sub(r'[^0-9]', '', groups)}{tail or ''}"


def looks_like_date(text: str) -> bool:
    """Whether a cell is a date, as Excel makes of codes such as MAR1."""
    return bool(_DATE.fullmatch(text))


def is_total(text: str) -> bool:
    """Whether a cell is the heading of a row of totals."""
    return bool(_TOTAL.fullmatch(text.strip(" :*").casefold()))


def mentions(text: str) -> list[tuple[str, float | None]]:
    """Return the footprints in a cell, each with its share or None.

    They are separated by semicolons, bars or line breaks; shares stand behind, as in
    ``Devon (40%); Cornwall (60%)``.
    """
    found = []
    for part in _SEPARATORS.split(text.strip()):
        if is_blank(part):
            continue
        share: float | None = None
        name = part
        if match := _PER_CENT.fullmatch(part):
            share = float(match["share"].replace(",", ".")) / 100
            name = match["name"]
        elif match := _FRACTION.fullmatch(part):
            share = float(match["share"])
            name = match["name"]
        name = " ".join(name.split())
        found.append((name, None if share is None else float(f"{share:.12g}")))
    return found


def kind_of(type_: str, name: str) -> tuple[str, str, bool]:
    """Return kind and type of an organisation, and whether they are known words.

    What its owner calls its type tells them or, where that is blank, its name.
    """
    words = " ".join(re.sub(r"[\W_]+", " ", type_.casefold()).split())
    for one in WORDS["types"]:
        if words and re.fullmatch(one["words"], words):
            return one["kind"], one.get("type", ""), True
    if words:
        return re.sub(r"\s+", " ", type_.strip()).casefold(), "", False
    for one in WORDS["names"]:
        if re.search(one["words"], name, re.IGNORECASE):
            return one["kind"], "", True
    return "", "", False
