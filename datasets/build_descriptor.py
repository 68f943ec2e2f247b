"""The descriptions (``datapackage.json``) of the bundled datasets, Data Package v2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["GEOPORTAL", "ODS", "Facts", "codes_of", "describe", "grades", "paragraphs", "placed_in"]

ATTRIBUTION: Final = (
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0. "
    "Contains OS data © Crown copyright and database right. Contains NHS England / NHS Digital / "
    "NHSBSA / OHID information licensed under the Open Government Licence v3.0."
)

_VERSION: Final = "1.0.0"
_DATE: Final = r"\d{4}(-\d{2}(-\d{2})?)?"
_EVIDENCE: Final = ("official", "documented", "area", "derived", "inferred")
_LICENCE: Final = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}

GEOPORTAL: Final = "https://geoportal.statistics.gov.uk"
ODS: Final = "https://digital.nhs.uk/services/organisation-data-service"

_TITLES: Final = {
    "organisations": "Organisations",
    "footprints": "Footprints",
    "memberships": "Memberships: who belongs to which footprint, and how it is known",
    "neighbours": "Neighbours: which areas share a border, one row for each unordered pair",
    "portions": "Portions: blocks that are divided in several sets at once",
    "flows": "Flows: where the people of councils and the patients of trusts live",
    "towns": "Towns and lands named on the map",
}

_KEYS: Final = {
    "organisations": ["organisation"],
    "footprints": ["footprint_set", "footprint"],
    "memberships": ["organisation", "footprint_set", "footprint"],
    "neighbours": ["organisation", "neighbour"],
    "flows": ["organisation", "block"],
    "portions": ["organisation", "stp", "council", "icb_2022", "icb_2026"],
    "towns": ["name"],
}

_REQUIRED: Final = {
    "organisations": {"organisation", "name", "kind", "latitude", "longitude", "located_by"},
    "footprints": {"footprint_set", "footprint", "name"},
    "memberships": {"organisation", "footprint_set", "footprint", "evidence", "source"},
    "neighbours": {"organisation", "neighbour", "border_km", "kind"},
    "flows": {"organisation", "block", "share"},
    "portions": {"organisation", "stp", "council", "icb_2022", "icb_2026", "people", "evidence"},
    "towns": {"name", "longitude", "latitude", "rank"},
}

_ENUMERATED: Final = frozenset(
    {
        ("organisations", "kind"),
        ("organisations", "type"),
        ("organisations", "located_by"),
        ("organisations", "authority_status"),
        ("footprints", "footprint_set"),
        ("neighbours", "kind"),
    }
)
"""Columns whose values are a closed list: the values of the table."""

_NUMBERS: Final[Mapping[str, tuple[str, dict[str, float]]]] = {
    "population": ("integer", {"minimum": 0}),
    "latitude": ("number", {"minimum": 49.8, "maximum": 55.9}),
    "longitude": ("number", {"minimum": -6.5, "maximum": 1.8}),
    "area_km2": ("number", {"minimum": 0}),
    "small_areas": ("integer", {"minimum": 1}),
    "part": ("integer", {"minimum": 1}),
    "icbs_listed": ("integer", {"minimum": 1}),
    "share": ("number", {"exclusiveMinimum": 0, "maximum": 1}),
    "people": ("number", {"exclusiveMinimum": 0}),
    "border_km": ("number", {"minimum": 0}),
    "rank": ("integer", {"minimum": 0}),
}
"""Type and limits of the columns that are no text."""

_FIELDS: Final = {
    ("footprints", "footprint_set"): "The set that the footprint is one of.",
    ("footprints", "footprint"): "Code, unique in its set.",
    ("footprints", "name"): "Short name, to be followed by the label of the set.",
    ("footprints", "aliases"): "What else it is called, with a semicolon between names.",
    ("memberships", "organisation"): "Code of the organisation.",
    ("memberships", "footprint_set"): "The set that the footprint is one of.",
    ("memberships", "footprint"): "Code of the footprint.",
    ("memberships", "share"): (
        "Share of the organisation's people in the footprint; blank where it is whole, and for "
        "councils and trusts."
    ),
    ("memberships", "evidence"): (
        "How the membership is known, strongest first: official (published by the body in "
        "charge), documented (a public document names it), area (a public document names the "
        "area), derived (computed by a rule), inferred (judgement)."
    ),
    ("memberships", "as_of"): "Year, month or day that the source speaks of; blank if unknown.",
    ("memberships", "source"): "Where the membership is from: an address or a short text.",
    ("neighbours", "organisation"): "Code of the one area, the smaller of the two codes.",
    ("neighbours", "neighbour"): "Code of the other area.",
    ("neighbours", "border_km"): "Length of the shared land border in kilometres; 0 over water.",
    ("neighbours", "kind"): "Whether they share a land border or face each other across water.",
    ("portions", "organisation"): "Code of the CCG.",
    ("portions", "people"): "Patients of the part: those of the CCG, by its share of residents.",
    ("portions", "evidence"): "How it is known, as in memberships: worked out, and not counted.",
    ("flows", "organisation"): "Code of the council or trust.",
    ("flows", "block"): "Code of the area.",
    ("towns", "name"): "Its name.",
    ("towns", "longitude"): "Degrees east (WGS 84).",
    ("towns", "latitude"): "Degrees north (WGS 84).",
    ("towns", "rank"): "1 for the largest towns, then 2 and 3; 0 for a land beside England.",
    ("organisations", "organisation"): "Code.",
    ("organisations", "latitude"): "Degrees north (WGS 84).",
    ("organisations", "longitude"): "Degrees east (WGS 84).",
    ("organisations", "located_by"): "How latitude and longitude were found.",
    ("organisations", "area_km2"): "Area in square kilometres.",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What one dataset says about itself.

    Attributes
    ----------
    name, title, description
        As in the data package.
    sources
        Titles of the sources, and their addresses (blank where there is no lasting one).
    settings
        The ``graphmodel`` section.
    fields
        Descriptions of the columns that differ between datasets, by resource and column.
    """

    name: str
    title: str
    description: str
    sources: Mapping[str, str]
    settings: Mapping[str, object]
    fields: Mapping[tuple[str, str], str]


def describe(facts: Facts, tables: Mapping[str, pd.DataFrame]) -> dict[str, object]:
    """Write the descriptor of a package.

    Parameters
    ----------
    facts
        What the dataset says about itself.
    tables
        Tables by resource name.
    """
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": facts.name,
        "title": facts.title,
        "description": f"{facts.description} {ATTRIBUTION}",
        "version": _VERSION,
        "licenses": [_LICENCE],
        "sources": [
            {"title": title, "path": path} if path else {"title": title}
            for title, path in facts.sources.items()
        ],
        "resources": [
            _resource(name, frame, {**_FIELDS, **facts.fields}) for name, frame in tables.items()
        ],
        "graphmodel": facts.settings,
    }


def _resource(
    name: str, frame: pd.DataFrame, fields: Mapping[tuple[str, str], str]
) -> dict[str, object]:
    """Describe one table."""
    schema: dict[str, object] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(name, str(column), frame, fields) for column in frame.columns],
        "primaryKey": _KEYS[name],
        "missingValues": [""],
    }
    keys = _foreign_keys(name)
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "title": _TITLES[name],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(
    resource: str, column: str, frame: pd.DataFrame, fields: Mapping[tuple[str, str], str]
) -> dict[str, object]:
    """Describe one column."""
    kind, limits = _NUMBERS.get(column, ("string", {}))
    constraints: dict[str, Any] = {}
    if column in _REQUIRED[resource]:
        constraints["required"] = True
    if [column] == _KEYS[resource]:
        constraints["unique"] = True
    constraints.update(limits)
    if (resource, column) in _ENUMERATED:
        constraints["enum"] = sorted(set(frame[column]) - {""})
    if column == "evidence":
        constraints["enum"] = list(_EVIDENCE)
    if column == "as_of":
        constraints["pattern"] = _DATE
    field: dict[str, object] = {"name": column, "type": kind}
    field["description"] = fields[resource, column]
    if constraints:
        field["constraints"] = constraints
    return field


def _foreign_keys(resource: str) -> list[dict[str, object]]:
    """Say what the columns of a table refer to."""
    organisation = {"resource": "organisations", "fields": ["organisation"]}
    if resource == "memberships":
        pair = ["footprint_set", "footprint"]
        return [
            {"fields": ["organisation"], "reference": organisation},
            {"fields": pair, "reference": {"resource": "footprints", "fields": pair}},
        ]
    if resource == "portions":
        return [{"fields": ["organisation"], "reference": organisation}]
    if resource in {"neighbours", "flows"}:
        return [{"fields": [column], "reference": organisation} for column in _KEYS[resource]]
    return []


def codes_of(tables: Mapping[str, pd.DataFrame], kind: str) -> set[str]:
    """Return the codes of the organisations of one kind."""
    organisations = tables["organisations"]
    return set(organisations.loc[organisations["kind"] == kind, "organisation"])


def placed_in(tables: Mapping[str, pd.DataFrame], footprint_set: str) -> set[str]:
    """Return the codes of the organisations that have a membership in one set."""
    rows = tables["memberships"]
    return set(rows.loc[rows["footprint_set"] == footprint_set, "organisation"])


def grades(
    tables: Mapping[str, pd.DataFrame], footprint_set: str, organisations: set[str]
) -> dict[str, int]:
    """Count the memberships of some organisations in one set, by grade of evidence."""
    rows = tables["memberships"]
    rows = rows[(rows["footprint_set"] == footprint_set) & rows["organisation"].isin(organisations)]
    return {grade: int((rows["evidence"] == grade).sum()) for grade in _EVIDENCE}


def paragraphs(text: str, **values: object) -> list[str]:
    """Split a text at blank lines, one paragraph a line, with values put in for ``{names}``."""
    return [" ".join(part.split()).format(**values) for part in text.split("\n\n")]
