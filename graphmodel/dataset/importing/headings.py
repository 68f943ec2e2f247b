"""Headings that tables of organisations usually have, and what they mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLES: Final = ("name", "code", "kind", "type", "population", "latitude", "longitude", "region")
"""What a column can be, beside a footprint set."""

MEANINGS: Final = {
    "name": "the names of organisations",
    "code": "their codes",
    "kind": "their kinds",
    "type": "their types",
    "population": "their people",
    "latitude": "their latitudes",
    "longitude": "their longitudes",
    "region": "their regions",
}

HEADINGS: Final[Mapping[str, frozenset[str]]] = {
    "name": frozenset(
        {
            *("organisation", "organization", "name", "org", "ccg", "body", "member", "trust"),
            *("provider", "area", "district", "practice", "commissioner", "local authority"),
            *("organisation name", "organization name", "org name", "ccg name", "area name"),
            *("trust name", "provider name", "district name", "practice name", "full name"),
        }
    ),
    "code": frozenset(
        {
            *("code", "id", "ods", "ods code", "ons code", "gss code", "org code", "ccg code"),
            *("organisation code", "organization code", "area code", "trust code", "org id"),
            *("provider code", "district code", "practice code", "identifier", "organisation id"),
        }
    ),
    "kind": frozenset({"kind", "organisation kind", "kind of organisation"}),
    "type": frozenset(
        {"type", "organisation type", "organization type", "org type", "type of organisation"}
    ),
    "population": frozenset(
        {
            *("population", "pop", "people", "patients", "residents", "list size", "inhabitants"),
            *("registered patients", "registered population", "list", "headcount"),
        }
    ),
    "latitude": frozenset({"latitude", "lat"}),
    "longitude": frozenset({"longitude", "long", "lon", "lng"}),
    "region": frozenset({"region", "nhs region"}),
}

SETS: Final = frozenset(
    {
        *("stp", "ldr", "icb", "ics", "lep", "authority", "strategic authority", "council"),
        *("combined authority", "mayoral authority", "police", "police force", "fire", "county"),
        *("fire authority", "footprint", "local office", "cancer alliance", "clinical network"),
        *("integrated care board", "integrated care system", "sustainability and transformation"),
        *("sustainability and transformation plan", "local digital roadmap", "upper tier"),
        *("sustainability and transformation partnership", "sub region", "icb 2024"),
    }
)

PEOPLE: Final = frozenset({"population", "patients", "residents", "people"})
_SUFFIXES: Final = frozenset({"code", "name", "id"})
_SAYING_LITTLE: Final = frozenset({"footprint", "footprints"})


def is_known(heading: str) -> bool:
    """Whether a heading is one that tables of organisations usually have."""
    text = plain(heading)
    return base_of(heading)[0] in SETS or any(text in words for words in HEADINGS.values())


def plain(heading: str) -> str:
    """Return a heading in lower case, without punctuation."""
    return " ".join(re.sub(r"[\W_]+", " ", heading.casefold()).split())


def base_of(heading: str) -> tuple[str, str]:
    """Return what a heading is about, and whether it is a ``code`` or ``name``: STP code."""
    words = plain(heading).split()
    suffix = words.pop() if len(words) > 1 and words[-1] in _SUFFIXES else ""
    while len(words) > 1 and words[-1] in _SAYING_LITTLE:
        words.pop()
    return " ".join(words), suffix


def set_code(heading: str) -> str:
    """Return the code of a set: its heading as one word."""
    return re.sub(r"[\W_]+", "_", heading.casefold()).strip("_") or "set"
