"""Boundaries: outlines of organisations or footprints that the map draws, from a GeoJSON file.

They are drawn and nothing else: no plan and no measure depends on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graphmodel.files.findings import listed
from graphmodel.files.plain_json import parse_json
from graphmodel.wording import counted

if TYPE_CHECKING:
    import pandas as pd

    from graphmodel.files.findings import Findings

_DECIMALS: Final = 4
"""Of degrees: about ten metres, which nobody sees on a map of a country."""

Ring: TypeAlias = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Boundary:
    """The outline of an organisation or of a footprint.

    Attributes
    ----------
    organisation
        Code of the organisation; empty for a footprint.
    footprint_set, footprint
        Set and code of the footprint; empty for an organisation.
    polygons
        Polygons as rings of longitude and latitude (degrees, WGS 84), the outer one first.
    """

    organisation: str
    footprint_set: str
    footprint: str
    polygons: tuple[tuple[Ring, ...], ...]

    def to_feature(self) -> dict[str, Any]:
        """Return the boundary as a GeoJSON feature."""
        named = {
            "organisation": self.organisation,
            "footprint_set": self.footprint_set,
            "footprint": self.footprint,
        }
        return {
            "type": "Feature",
            "properties": {name: value for name, value in named.items() if value},
            "geometry": {"type": "MultiPolygon", "coordinates": self.polygons},
        }


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, allow_inf_nan=False)


_Longitude = Annotated[float, Field(ge=-180, le=180)]
_Latitude = Annotated[float, Field(ge=-90, le=90)]

# GeoJSON allows a height behind, which a map has no use for.
_Point = tuple[_Longitude, _Latitude] | tuple[_Longitude, _Latitude, float]
_Rings = Annotated[list[Annotated[list[_Point], Field(min_length=4)]], Field(min_length=1)]


class _Polygon(_Part):
    type: Literal["Polygon"]
    coordinates: _Rings


class _MultiPolygon(_Part):
    type: Literal["MultiPolygon"]
    coordinates: Annotated[list[_Rings], Field(min_length=1)]


class _Properties(_Part):
    organisation: str = ""
    footprint_set: str = ""
    footprint: str = ""


class _Feature(_Part):
    type: Literal["Feature"]
    properties: _Properties
    geometry: Annotated[_Polygon | _MultiPolygon, Field(discriminator="type")] | None


class _Collection(_Part):
    type: Literal["FeatureCollection"]
    features: list[_Feature]


def read_boundaries(content: bytes, file: str, findings: Findings) -> tuple[Boundary, ...]:
    """Read a GeoJSON feature collection of polygons (RFC 7946); nothing where problems are noted.

    The properties of each feature name an ``organisation``, or a ``footprint_set`` and a
    ``footprint``.
    """
    boundaries, problems, blank = _read(content)
    if blank:
        message = f"{counted(blank, 'feature')} without a shape passed over"
        findings.add("warning", file, message, "Give it one, or remove the feature.")
    for problem in problems:
        findings.add("error", file, problem, _REMEDY)
    return () if problems else boundaries


_NO_DEGREES: Final = {"less_than_equal", "greater_than_equal"}

_METRES: Final = (
    "coordinates are no degrees: they seem to be in metres (British National Grid?), and have to be"
    " saved as WGS 84 (EPSG:4326)"
)

_FAR: Final = 1.0
"""Degrees beside an outline from which the coordinates of its organisation are elsewhere."""

_REMEDY: Final = (
    "Give a GeoJSON FeatureCollection of polygons in longitude and latitude, each with the"
    " property organisation, or footprint_set and footprint; or leave the file out."
)


# A country has tens of thousands of points, and the same file is read again and again in a process.
@lru_cache(maxsize=4)
def _read(content: bytes) -> tuple[tuple[Boundary, ...], tuple[str, ...], int]:
    """Return the boundaries of a file, what is wrong with it, and how many have no shape."""
    try:
        found = _Collection.model_validate(parse_json(content))
    except ValidationError as error:
        wrong = error.errors()
        if any(problem["type"] in _NO_DEGREES for problem in wrong):
            return (), (_METRES,), 0
        return (
            (),
            tuple(
                f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
                for problem in wrong[:10]
            ),
            0,
        )
    except ValueError as error:
        return (), (f"this is not GeoJSON: {error}",), 0
    boundaries, problems, blank = [], [], 0
    for number, feature in enumerate(found.features, start=1):
        named, shape = feature.properties, feature.geometry
        if bool(named.organisation) == bool(named.footprint_set and named.footprint):
            problems.append(f"feature {number} does not name one organisation, or one footprint")
            continue
        if shape is None:
            blank += 1
            continue
        polygons = [shape.coordinates] if isinstance(shape, _Polygon) else shape.coordinates
        boundaries.append(
            Boundary(
                named.organisation,
                named.footprint_set,
                named.footprint,
                tuple(tuple(_rounded(ring) for ring in rings) for rings in polygons),
            )
        )
    return tuple(boundaries), tuple(problems), blank


def _rounded(ring: list[_Point]) -> Ring:
    points = ((round(point[0], _DECIMALS), round(point[1], _DECIMALS)) for point in ring)
    return tuple(point for point, _ in groupby(points))


def note_strangers(
    boundaries: tuple[Boundary, ...],
    organisations: pd.DataFrame,
    footprints: pd.DataFrame,
    file: str,
    findings: Findings,
) -> None:
    """Warn of boundaries of what the tables do not have; they are not drawn."""
    known = {(code, "", "") for code in organisations["organisation"]} | {
        ("", name, code)
        for name, code in zip(footprints["footprint_set"], footprints["footprint"], strict=True)
    }
    for boundary in boundaries:
        key = (boundary.organisation, boundary.footprint_set, boundary.footprint)
        if key not in known:
            findings.add(
                "warning",
                file,
                f"there is no {' '.join(filter(None, key))!r} in the tables",
                "Correct its code, or remove the feature.",
                why="A boundary that belongs to nothing is not drawn.",
            )
    _note_places(boundaries, organisations, file, findings)


def _note_places(
    boundaries: tuple[Boundary, ...], organisations: pd.DataFrame, file: str, findings: Findings
) -> None:
    """Warn of outlines far from where their organisations are, and of axes in the wrong order."""
    by_code = organisations.drop_duplicates("organisation").set_index("organisation")
    places = by_code[["longitude", "latitude"]].astype(float).dropna()
    far, swapped = [], []
    for boundary in boundaries:
        if boundary.organisation in places.index:
            longitude, latitude = map(float, places.loc[boundary.organisation])
            if not _is_near(boundary, longitude, latitude):
                far.append(boundary.organisation)
                swapped += [boundary.organisation] * _is_near(boundary, latitude, longitude)
    if swapped:
        message = "outlines seem to have latitude before longitude"
        remedy = "Write longitude first in each pair."
        findings.add("warning", file, f"{message}: {listed(swapped)}", remedy)
    elif far:
        message = f"outlines are far from the coordinates of their organisations: {listed(far)}"
        findings.add("warning", file, message, "Look whether codes and coordinates are right.")


def _is_near(boundary: Boundary, longitude: float, latitude: float) -> bool:
    points = [point for rings in boundary.polygons for point in rings[0]]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    is_between = min(xs) - _FAR <= longitude <= max(xs) + _FAR
    return is_between and min(ys) - _FAR <= latitude <= max(ys) + _FAR
