"""What the builds of the bundled datasets share: reading, naming, shares and tables."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

__all__ = [
    "COUNCIL_SHARE",
    "FLOW_SHARE",
    "LOCATED_BY",
    "TRUST_TYPES",
    "Package",
    "Row",
    "SourceError",
    "apportion",
    "boundaries",
    "council_name",
    "membership",
    "neighbour_table",
    "number",
    "people_shares",
    "percent",
    "place_name",
    "read_source",
    "records",
    "same_name",
    "slug",
    "table",
    "title_case",
    "towns",
    "trust_name",
    "weighted_centre",
]

Row: TypeAlias = dict[str, str]

COUNCIL_SHARE: Final = 0.05
"""A council deals with every footprint that holds at least this share of its people."""

FLOW_SHARE: Final = 0.20
"""A trust deals with every footprint that sends it at least this share of its patients."""

LOCATED_BY: Final = {
    "postcode": "headquarters: postcode",
    "sector": "headquarters: postcode sector",
    "district": "headquarters: postcode district",
    "site_median": "median of its sites",
    "manual_approx": "headquarters: approximate",
}
"""How a trust of 2016 was located, in words."""

TRUST_TYPES: Final = {
    "acute": "acute",
    "ambulance": "ambulance",
    "care_trust": "care trust",
    "community": "community",
    "mental_health": "mental health",
}

_SMALL_WORDS: Final = frozenset({"and", "for", "of", "on", "the", "upon"})
_COUNCIL_NAMES: Final = {
    "City of London": "City of London Corporation",
    "County Durham": "Durham County Council",
    "Isles of Scilly": "Council of the Isles of Scilly",
}
_MEMBERSHIP_COLUMNS: Final = (
    "organisation",
    "footprint_set",
    "footprint",
    "share",
    "evidence",
    "as_of",
    "source",
)
_PARTS_IN_ONE: Final = 1_000_000


class SourceError(Exception):
    """A source table is missing, or is not what the build expects."""


@dataclass(frozen=True, slots=True)
class Package:
    """One data package, ready to be written.

    Attributes
    ----------
    name
        Name of the package and of its folder.
    tables
        Tables by resource name, every cell a string.
    descriptor
        The content of ``datapackage.json``.
    texts
        Texts of further files, by name.
    """

    name: str
    tables: Mapping[str, pd.DataFrame]
    descriptor: Mapping[str, object]
    texts: Mapping[str, str] = field(default_factory=dict)


def read_source(folder: Path, name: str) -> pd.DataFrame:
    """Read one source table, every cell a string and blanks as empty strings.

    Parameters
    ----------
    folder
        Folder of the dataset's source tables.
    name
        Name of the table, without ``.csv``.

    Raises
    ------
    SourceError
        When there is no such file.
    """
    path = folder / f"{name}.csv"
    if not path.is_file():
        raise SourceError(f"{path} is missing")
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")


def boundaries(sources: Path, name: str, blocks: Iterable[str]) -> str:
    """Return the outlines of blocks as GeoJSON, a line each, by code.

    Parameters
    ----------
    sources
        Folder of all source tables.
    name
        Name of the dataset.
    blocks
        Codes of its blocks.

    Raises
    ------
    SourceError
        When there is no such file, or the outlines are not those of the blocks.
    """
    path = sources / f"{name}.boundaries.geojson"
    if not path.is_file():
        raise SourceError(f"{path} is missing")
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    outlines = {feature["properties"]["organisation"]: feature["geometry"] for feature in features}
    wanted = sorted(blocks)
    if sorted(outlines) != wanted or len(features) != len(wanted):
        raise SourceError(f"{path} has not just one outline for each block")
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": {"organisation": code},
                "geometry": {key: outlines[code][key] for key in ("type", "coordinates")},
            },
            separators=(",", ":"),
        )
        for code in wanted
    ]
    body = ",\n".join(lines)
    return f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n'


def towns(sources: Path) -> pd.DataFrame:
    """Return the towns that the map names, and the lands beside England, by name."""
    lands = [("Scotland", "-3.35", "55.52", "0"), ("Wales", "-3.75", "52.25", "0")]
    rows = read_source(sources, "towns")
    frame = pd.concat([rows, pd.DataFrame(lands, columns=rows.columns)])
    return frame.sort_values("name", ignore_index=True)


def records(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a table of strings."""
    return [
        {str(key): str(value) for key, value in row.items()} for row in frame.to_dict("records")
    ]


def number(value: str | float, digits: int) -> str:
    """Write a number the same way everywhere: rounded, no exponent, no trailing zero."""
    return repr(round(float(value), digits)).removesuffix(".0")


def percent(share: float) -> str:
    """Write a share as a percentage with one decimal, and the whole with none."""
    return "100 %" if round(share, 9) == 1 else f"{100 * share:.1f} %"


def people_shares(
    rows: Iterable[Row], *, whole: str, part: str, people: str
) -> dict[str, dict[str, float]]:
    """Share of the people of each ``whole`` who are in each ``part``.

    Parameters
    ----------
    rows
        One row for each piece of ground.
    whole, part, people
        Names of the columns with the code of the whole, the code of the part, and the people.
        Rows with a blank part count towards the whole and are left out of the result.
    """
    shares: dict[str, dict[str, float]] = {}
    counts: dict[str, int] = {}
    for row in rows:
        counts[row[whole]] = counts.get(row[whole], 0) + int(row[people])
        parts = shares.setdefault(row[whole], {})
        if row[part]:
            parts[row[part]] = parts.get(row[part], 0) + int(row[people])
    return {
        code: {name: people / counts[code] for name, people in sorted(parts.items())}
        for code, parts in sorted(shares.items())
    }


def apportion(counts: Mapping[str, int]) -> dict[str, str]:
    """Turn counts into shares of six decimals that sum to exactly one.

    What rounding down leaves over goes to the largest remainders, then by key. A single part
    has a blank share: it is the whole.
    """
    if len(counts) == 1:
        return dict.fromkeys(counts, "")
    total = sum(counts.values())
    parts = {key: divmod(count * _PARTS_IN_ONE, total) for key, count in counts.items()}
    left = _PARTS_IN_ONE - sum(whole for whole, _ in parts.values())
    favoured = sorted(parts, key=lambda key: (-parts[key][1], key))[:left]
    return {
        key: number((whole + (key in favoured)) / _PARTS_IN_ONE, 6)
        for key, (whole, _) in sorted(parts.items())
    }


def weighted_centre(points: Iterable[tuple[float, float, float]]) -> tuple[str, str]:
    """Weighted mean of (latitude, longitude, weight), which over a region is near enough."""
    rows = list(points)
    total = sum(weight for _, _, weight in rows)
    latitude = sum(lat * weight for lat, _, weight in rows) / total
    longitude = sum(lon * weight for _, lon, weight in rows) / total
    return number(latitude, 5), number(longitude, 5)


def slug(name: str) -> str:
    """Make a short stable code of a name, for footprints that have no code of their own."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("&", " and ")).strip("-")


def place_name(name: str) -> str:
    """Put the name of a place as people say it: no inverted titles, no ampersand."""
    name = name.replace(" & ", " and ")
    if name == "London, City of":
        return "City of London"
    return name.removesuffix(", City of").removesuffix(", County of")


def icb_name(name: str) -> str:
    """Name an ICB without the words that all have."""
    return name.removeprefix("NHS ").removesuffix(" Integrated Care Board")


def council_name(place: str, council_type: str) -> str:
    """Name a council after its area, in the short form."""
    suffix = "County Council" if council_type == "county" else "Council"
    return _COUNCIL_NAMES.get(place, f"{place} {suffix}")


def title_case(name: str) -> str:
    """Set a name in capitals in title case, with NHS and the small words as they are written."""
    words = [_title_word(word) for word in name.split()]
    small = [word.lower() if word.lower() in _SMALL_WORDS else word for word in words[1:]]
    return " ".join([*words[:1], *small])


def _title_word(word: str) -> str:
    """Set one word in title case: ``KING'S``, ``STOKE-ON-TRENT``, ``2GETHER``, ``NHS``."""
    if word == "NHS":
        return word
    first, *others = [part.lower() for part in word.split("-")]
    tail = [part if part in _SMALL_WORDS else part.capitalize() for part in others]
    return "-".join([first.capitalize(), *tail])


def same_name(one: str, other: str) -> bool:
    """Whether two names differ in case, spacing and punctuation alone."""
    return _letters(one) == _letters(other)


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def trust_name(capitals: str, cased: str = "") -> str:
    """Name a trust readably.

    Parameters
    ----------
    capitals
        The name as published, in capitals.
    cased
        A name in proper case that may be the same one: it is preferred if it is.
    """
    if cased and same_name(capitals, cased):
        return " ".join(cased.replace(" Upon ", " upon ").split())
    return title_case(capitals)


def membership(
    organisation: str,
    footprint_set: str,
    footprint: str,
    *,
    evidence: str,
    share: str = "",
    as_of: str = "",
    source: str = "",
) -> Row:
    """One row of ``memberships.csv``."""
    values = (organisation, footprint_set, footprint, share, evidence, as_of, source)
    return dict(zip(_MEMBERSHIP_COLUMNS, values, strict=True))


def table(rows: Sequence[Row], columns: Sequence[str], key: Sequence[str]) -> pd.DataFrame:
    """Make a table of strings, blank where a row has no value, ordered by its columns.

    Parameters
    ----------
    rows
        The rows, in any order.
    columns
        The columns, in order.
    key
        Columns to order by, whose values together must be unique.

    Raises
    ------
    SourceError
        When two rows have the same key.
    """
    unknown = {name for row in rows for name in row} - set(columns)
    if unknown:
        raise SourceError(f"no such column: {', '.join(sorted(unknown))}")
    ordered = sorted(rows, key=lambda row: tuple(row[name] for name in key))
    seen: set[tuple[str, ...]] = set()
    for row in ordered:
        identity = tuple(row[name] for name in key)
        if identity in seen:
            raise SourceError(f"two rows for {' '.join(identity)}")
        seen.add(identity)
    cells: list[list[Any]] = [[row.get(name, "") for name in columns] for row in ordered]
    return pd.DataFrame(cells, columns=list(columns), dtype=str)


def neighbour_table(
    frame: pd.DataFrame, first: Callable[[Row], str], second: Callable[[Row], str]
) -> pd.DataFrame:
    """Make ``neighbours.csv`` from pairs of codes, the smaller code first.

    Parameters
    ----------
    frame
        Pairs, with their ``shared_border_km`` and ``kind``.
    first, second
        Functions that give the two codes of a row.
    """
    rows = []
    for row in records(frame):
        one, other = sorted((first(row), second(row)))
        border = number(row["shared_border_km"], 3)
        pair = {"organisation": one, "neighbour": other, "border_km": border}
        rows.append({**pair, "kind": row["kind"]})
    columns = ("organisation", "neighbour", "border_km", "kind")
    return table(rows, columns, ("organisation", "neighbour"))
