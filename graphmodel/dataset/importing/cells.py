"""What people type into the cells of a table: numbers, footprints with shares, kinds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graphmodel.dataset.importing.headings import WORDS
from graphmodel.files.tables import GROUPED, NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLANK: Final = frozenset(WORDS["blank"])

_SHORTHAND: Final = re.compile(r"\[[a-z]\]|[\s!-/:-@\[-`{-~–—…·•]*")
"""What statistics write where there is no number, such as [x]; and what has neither letter nor
digit."""

_SEPARATORS: Final = re.compile(r"\s*(?:;|\||\r\n|\n|\r)\s*")

_PER_CENT: Final = re.compile(
    r"(?P<name>.*?)[\s(\[:,–-]*(?<!\d)(?P<share>\d{1,9}(?:[.,]\d+)?)\s*%\s*[)\]]?", re.DOTALL
)

_BEFORE: Final = re.compile(
    r"[(\[]?(?P<share>\d{1,9}(?:[.,]\d+)?)\s*%\s*[)\]]?\s*[:–-]?\s*(?:(?:of|in)\s)?(?P<name>[^%]+)",
    re.DOTALL,
)

_FRACTION: Final = re.compile(r"(?P<name>.*?)\s*[(\[]\s*(?P<share>[01]?[.]\d+)\s*[)\]]", re.DOTALL)

_TOTAL: Final = re.compile(
    r"(grand |sub ?-?|overall |england )?(totals?|sum)( (for )?(england|all|population))?|all",
    re.IGNORECASE,
)

_EXACT: Final = 1e-9

_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"

_DATE: Final = re.compile(
    rf"\d{{4}}-\d\d-\d\d( [\d:.]+)?|\d{{1,2}}[/.]\d{{1,2}}[/.](\d\d|\d{{4}})"
    rf"|\d{{1,2}}[- ]({_MONTHS})[a-z]*([- ]\d{{2,4}})?|({_MONTHS})[a-z]*-\d{{1,4}}",
    re.IGNORECASE,
)


def is_blank(text: str, label: str = "") -> bool:
    """Whether a cell says nothing: ``n/a``, ``-`` and the like; of a set's label, ``No STP``."""
    word = " ".join(text.casefold().split())
    bare = word.strip("()[]<>{}#*. ")
    return (
        word in _BLANK
        or bare in _BLANK
        or bool(_SHORTHAND.fullmatch(word))
        or (bool(label) and word in {f"no {label.casefold()}", f"not in an {label.casefold()}"})
    )


def is_number(text: str) -> bool:
    """Whether a cell is a number, thousands separators included."""
    return bool(NUMBER.fullmatch(text) or GROUPED.fullmatch(text))


def is_dotted(text: str) -> bool:
    """Whether a number may have dots between its thousands."""
    return bool(re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+", text, re.ASCII))


def share_of(text: str) -> float | None:
    """Return the share of 1 that a cell of its own says, as 0.4 or 40%; None where it is none."""
    number = text.removesuffix("%").strip()
    if not NUMBER.fullmatch(number):
        return None
    share = float(number) / (100 if text.endswith("%") else 1)
    return share if 0 <= share <= 1 else None


def without_separators(text: str, *, dots: bool = False) -> str:
    """Return a number without thousands separators, which may be dots, and others as they are."""
    if dots and is_dotted(text.strip()):
        return text.strip().replace(".", "")
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


def mentions(text: str, label: str = "") -> list[tuple[str, float | None]]:
    """Return the footprints in a cell, each with its share or None.

    They are separated by semicolons, bars or line breaks; shares stand behind, as in
    ``Devon (40%); Cornwall (60%)``, or before, as in ``40% Devon``. A word for nothing is no
    footprint, nor is *No* and the label of the set.
    """
    found = []
    for part in _SEPARATORS.split(text.strip()):
        if is_blank(part, label):
            continue
        share: float | None = None
        name = part
        if match := _PER_CENT.fullmatch(part) or _BEFORE.fullmatch(part):
            share = float(match["share"].replace(",", ".")) / 100
            name = match["name"]
        elif match := _FRACTION.fullmatch(part):
            share = float(match["share"])
            name = match["name"]
        name = whole_code(" ".join(name.split()))
        found.append((name, None if share is None else float(f"{share:.12g}")))
    return found


def whole_code(text: str) -> str:
    """Return a code without the ``.0`` of a program that has taken it for a number."""
    return text[:-2] if re.fullmatch(r"\d+\.0", text, re.ASCII) else text


def scaled(named: Sequence[tuple[str, float | None]]) -> list[tuple[str, float | None]]:
    """Return footprints with their shares, made to add up to 1 where only rounding keeps them.

    That is where they do but for half a unit of the last digit of each.
    """
    shares = [share for _, share in named if share is not None]
    digits = max([2, *(len(f"{share:.12g}".partition(".")[2]) for share in shares)])
    off = abs(sum(shares) - 1)
    is_rounded = _EXACT < off <= len(shares) * 0.5 * 10**-digits + _EXACT
    if not is_rounded or len(shares) < len(named):
        return list(named)
    return [(name, share and share / sum(shares)) for name, share in named]


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
