"""Words that people write in tables of organisations: headings, and what they mean."""

from __future__ import annotations

import re
import tomllib
from typing import Final

from graphmodel.files.assets import asset

WORDS: Final = tomllib.loads(asset("dataset/importing/words.toml"))
"""What people write, by what it is: ``sets``, ``blank``, ``roles``, ``types``, ``names``."""

ROLES: Final[tuple[str, ...]] = tuple(WORDS["roles"])
"""What a column can be, beside a footprint set."""

MEANINGS: Final[dict[str, str]] = {role: said["meaning"] for role, said in WORDS["roles"].items()}

HEADINGS: Final = {role: frozenset(said["headings"]) for role, said in WORDS["roles"].items()}

SETS: Final = frozenset(WORDS["sets"])

PEOPLE: Final = frozenset({"population", "patients", "residents", "people"})
_SUFFIXES: Final = frozenset({"code", "name", "id"})
_SAYING_LITTLE: Final = frozenset({"footprint", "footprints"})


_ONS: Final = re.compile(r"([a-z]{2,8})\d{2}(cd|nm|cdh|nmw)", re.IGNORECASE)
"""A heading of the Office for National Statistics: what, of which year, code or name."""

_NO_COUNT: Final = frozenset(
    {
        *("average", "change", "density", "growth", "mean", "per", "percent", "percentage"),
        *("proportion", "rate", "ratio", "share"),
    }
)
"""Words of headings that have people in them, and do not count them."""


def is_ons(heading: str) -> bool:
    """Whether a heading is one of the Office for National Statistics, as LSOA11CD is."""
    return bool(_ONS.fullmatch(heading.strip()))


def counts_people(heading: str) -> bool:
    """Whether a heading says that its column counts people."""
    words = set(plain(heading).split())
    return bool(PEOPLE & words) and not words & _NO_COUNT and "%" not in heading


def unit_of(heading: str) -> int:
    """Return in how many people a column counts: 1,000 where it says (000s) or thousands."""
    text = heading.casefold()
    if re.search(r"(?<![\d,])0{6}s?\b|\bmillions?\b|\(m\)", text):
        return 1_000_000
    return 1_000 if re.search(r"(?<![\d,])[',’]?0{3}s?\b|\bthousands?\b|\(k\)", text) else 1


def is_known(heading: str) -> bool:
    """Whether a heading is one that tables of organisations usually have."""
    text = plain(heading)
    return (
        is_ons(heading)
        or base_of(heading)[0] in SETS
        or any(text in words for words in HEADINGS.values())
    )


def plain(heading: str) -> str:
    """Return a heading in lower case, without punctuation."""
    return " ".join(re.sub(r"[\W_]+", " ", heading.casefold()).split())


def base_of(heading: str) -> tuple[str, str]:
    """Return what a heading is about, and whether it is a ``code`` or ``name``: STP code."""
    if found := _ONS.fullmatch(heading.strip()):
        what = found[2].lower()
        return found[1].lower(), {"cd": "code", "nm": "name"}.get(what, what)
    words = plain(heading).split()
    suffix = words.pop() if len(words) > 1 and words[-1] in _SUFFIXES else ""
    while len(words) > 1 and words[-1] in _SAYING_LITTLE:
        words.pop()
    return " ".join(words), suffix


def set_code(heading: str) -> str:
    """Return the code of a set: its heading as one word."""
    return re.sub(r"[\W_]+", "_", heading.casefold()).strip("_") or "set"
