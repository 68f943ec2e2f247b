"""The dataset england-2026: 36 integrated care boards (ICBs) and 22 strategic authorities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from build_common import (
    COUNCIL_SHARE,
    FLOW_SHARE,
    LOCATED_BY,
    TRUST_TYPES,
    Package,
    Row,
    SourceError,
    apportion,
    boundaries,
    council_name,
    icb_name,
    membership,
    neighbour_table,
    number,
    people_shares,
    percent,
    place_name,
    read_source,
    records,
    slug,
    table,
    towns,
    trust_name,
    weighted_centre,
)
from build_descriptor import describe
from build_footprints import footprint_table
from build_scenarios import build_scenarios
from describe_england_2026 import describe_england_2026

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

__all__ = ["build_england_2026"]

ORGANISATION_COLUMNS: Final = (
    "organisation",
    "name",
    "kind",
    "type",
    "population",
    "latitude",
    "longitude",
    "region",
    "located_by",
    "area_km2",
    "small_areas",
    "district",
    "part",
    "resilience_forum",
    "authority_status",
    "icb_listed",
    "icbs_listed",
)

_COUNCIL_TYPES: Final = {
    "E06": "unitary",
    "E07": "district",
    "E08": "metropolitan",
    "E09": "London",
    "E10": "county",
}
"""Type of a council or district by the start of its code."""

_AUTHORITY_STATUS: Final = {
    "established by May 2025 (ONS)": ("official", "2025-05", "ONS: combined authorities, May 2025"),
    "established (GLA)": ("official", "2024", "ONS: the London region, which is Greater London"),
    "created 24 Feb 2026 (DPP)": (
        "documented",
        "2026-02-24",
        "created on 24 February 2026 (Devolution Priority Programme)",
    ),
    "planned 2026 (DPP)": (
        "documented",
        "2025-02-05",
        "planned for 2026 (Devolution Priority Programme, announced on 5 February 2025)",
    ),
}
"""Evidence, date and source for each status of a strategic authority."""

_ESTABLISHED_SINCE: Final = {
    "Hampshire and the Solent": "created 3 Jun 2026 (regulations)",
    "Sussex and Brighton": "established by March 2026 (regulations)",
}
"""Status of the authorities that the area table has as planned, and that are there by now."""

_OTHER_SETS: Final = {
    "icb_2024": ("ICB24CD", "2024", "ONS: small areas (LSOA) to ICB, 2024"),
    "council": ("UTLA23CD", "2023", "ONS: districts to upper-tier authorities, 2023"),
    "police": ("PFA24NM", "2024", "ONS: districts to police force areas, 2024"),
    "fire": ("FRA24NM", "2024", "ONS: districts to fire and rescue authorities, 2024"),
}
"""Column of the area table, date and source of the sets that are official throughout."""

_SHORT_NAMES: Final = {
    "Greater London Authority": "Greater London",
    "London Fire and Emergency Planning Authority": "London",
    "Metropolitan Police": "Metropolitan",
}

_TYPES_BY_HAND: Final = {"R1L": "mental health"}
"""Trusts newer than the list of 2016 that admit no acute patients."""

_MISNAMED: Final = ("RYE", "Central London Community Healthcare NHS Trust")
_CORRECTION: Final = {
    "trust_name": "South Central Ambulance Service NHS Foundation Trust",
    "ICB_ODS": "",
    "ICB24CD": "",
    "n_ICBs_listed": "",
}
"""The source gives RYE the name of another trust, RYX, so its ICB is in doubt as well."""


def build_england_2026(sources: Path) -> Package:
    """Build the package from its source tables.

    Parameters
    ----------
    sources
        Folder that holds the folders ``england-2016`` and ``england-2026``: the earlier list of
        trusts gives headquarters and types.
    """
    folder = sources / "england-2026"
    areas = _areas(folder)
    trusts = _listed_trusts(folder)
    flows = _flows(folder, areas)
    memberships = [
        *_area_memberships(folder, areas),
        *_council_memberships(areas),
        *_trust_memberships(areas, trusts, flows),
    ]
    organisations = [
        *(_area(row) for row in areas),
        *_councils(areas),
        *_trusts(sources, areas, trusts, flows),
    ]
    tables = {
        "organisations": table(organisations, ORGANISATION_COLUMNS, ("kind", "organisation")),
        "footprints": _footprints(areas),
        "memberships": table(
            memberships, tuple(memberships[0]), ("footprint_set", "organisation", "footprint")
        ),
        "neighbours": neighbour_table(
            read_source(folder, "district_part_adjacency"),
            lambda row: f"{row['LAD24CD_a']}-{row['part_a']}",
            lambda row: f"{row['LAD24CD_b']}-{row['part_b']}",
        ),
    }
    tables["flows"] = _flow_table(areas, trusts, flows)
    tables["towns"] = towns(sources)
    listed = {row["trust_ods"] for row in trusts}
    facts = {
        "without_flows": len(listed - set(flows)),
        "several": sum(row["n_ICBs_listed"] not in {"", "1"} for row in trusts),
    }
    name, blocks = "england-2026", (_area(row)["organisation"] for row in areas)
    return Package(
        name,
        tables,
        describe(describe_england_2026(tables, facts), tables),
        {
            "boundaries.geojson": boundaries(sources, name, blocks),
            "scenarios.toml": build_scenarios(folder, tables),
        },
    )


def _areas(folder: Path) -> list[Row]:
    """Read the area table with its centroids: one row for each part of a district, with a code."""
    centroids = {
        (row["LAD24CD"], row["part"]): row
        for row in records(read_source(folder, "district_part_centroids"))
    }
    since = _established_since(folder)
    rows = []
    for row in records(read_source(folder, "district_parts")):
        place = centroids[row["LAD24CD"], row["part"]]
        extra = {name: place[name] for name in ("lat", "lon", "area_km2")}
        extra |= {"area": f"{row['LAD24CD']}-{row['part']}", **_authority(row, since)}
        rows.append({**row, **extra})
    return rows


def _established_since(folder: Path) -> dict[str, Row]:
    """Return the facts on the authorities established since the area table was made, by name."""
    facts = records(read_source(folder, "since_april_2026"))
    found = {
        name: fact
        for name in _ESTABLISHED_SINCE
        for fact in facts
        if fact["what"].startswith(f"{name} Combined County Authority")
    }
    if len(found) < len(_ESTABLISHED_SINCE):
        raise SourceError("since_april_2026: an authority said to be established is not there")
    return found


def _authority(row: Row, since: Mapping[str, Row]) -> Row:
    """Return status of an area's strategic authority, and how, of when and by whom it is known."""
    name, status = row["SA26NM"], row["SA26_status"]
    if not name:
        return {}
    if name in since:
        fact = since[name]
        values = _ESTABLISHED_SINCE[name], "documented", fact["as_of"], fact["source"]
    else:
        values = status, *_AUTHORITY_STATUS[status]
    return dict(zip(("SA26_status", "evidence", "as_of", "source"), values, strict=True))


def _listed_trusts(folder: Path) -> list[Row]:
    """Read the list of trusts, with the one misnamed trust put right."""
    return [
        {**row, **_CORRECTION} if (row["trust_ods"], row["trust_name"]) == _MISNAMED else row
        for row in records(read_source(folder, "trust_networks"))
    ]


def _flows(folder: Path, areas: list[Row]) -> dict[str, dict[str, float]]:
    """Share of each trust's patients in each area.

    Patients are counted by districts of 2021. Where such a district is, or has become part of,
    a district of several parts, its patients are apportioned to the parts by population.
    """
    became = {
        row["LAD21CD"]: row["LAD24CD"]
        for row in records(read_source(folder, "district_2021_to_2024"))
    }
    parts: dict[str, list[Row]] = {}
    for row in areas:
        parts.setdefault(row["LAD24CD"], []).append(row)
    flows: dict[str, dict[str, float]] = {}
    for row in records(read_source(folder, "trust_district_patient_share")):
        district = became.get(row["ltla21_code"], row["ltla21_code"])
        people = sum(int(part["population_2021"]) for part in parts[district])
        trust = flows.setdefault(row["nhs_trust22_code"], {})
        for part in parts[district]:
            share = int(part["population_2021"]) / people
            patients = float(row["proportion_trust_came_from_ltla"]) * share
            trust[part["area"]] = trust.get(part["area"], 0) + patients
    return flows


def _flow_table(
    areas: list[Row], trusts: list[Row], flows: Mapping[str, Mapping[str, float]]
) -> pd.DataFrame:
    """Make ``flows.csv``: the people of councils, all of them, and the patients of trusts."""
    shares = {
        code: {area: share or "1" for area, share in apportion(_counts(people)).items()}
        for code, people in _people(areas, "UTLA23CD").items()
    }
    for trust in sorted(row["trust_ods"] for row in trusts):
        patients = flows.get(trust, {})
        shares[trust] = {area: number(share, 6) for area, share in patients.items()}
    rows = [
        {"organisation": code, "block": area, "share": share}
        for code, parts in shares.items()
        for area, share in parts.items()
    ]
    return table(rows, ("organisation", "block", "share"), ("organisation", "block"))


def _counts(people: Mapping[str, float]) -> dict[str, int]:
    return {area: int(number) for area, number in people.items()}


def _short(name: str) -> str:
    """Name a footprint so that its set's label can follow."""
    name = icb_name(name)
    return place_name(_SHORT_NAMES.get(name, name))


def _area(row: Row) -> Row:
    """Organisation: an area, which carries people."""
    name = place_name(row["LAD24NM"])
    if row["parts_in_district"] != "1":
        name = f"{name} (part in {_short(row['ICB24NM'])})"
    return {
        "organisation": row["area"],
        "name": name,
        "kind": "area",
        "type": _COUNCIL_TYPES[row["LAD24CD"][:3]],
        "population": row["population_2021"],
        "latitude": number(row["lat"], 5),
        "longitude": number(row["lon"], 5),
        "region": row["REGION24NM"],
        "located_by": "population-weighted centroid",
        "area_km2": number(row["area_km2"], 2),
        "small_areas": row["lsoas"],
        "district": row["LAD24CD"],
        "part": row["part"],
        "resilience_forum": place_name(row["LRF19NM"]),
        "authority_status": row["SA26_status"],
    }


def _centre(areas: list[Row], weights: Mapping[str, float]) -> tuple[str, str]:
    """Centre of areas, weighted by people or patients of each."""
    return weighted_centre(
        (float(row["lat"]), float(row["lon"]), weights[row["area"]])
        for row in areas
        if row["area"] in weights
    )


def _people(areas: list[Row], column: str) -> dict[str, dict[str, float]]:
    """People of each area, grouped by the code in a column of the area table."""
    groups: dict[str, dict[str, float]] = {}
    for row in areas:
        groups.setdefault(row[column], {})[row["area"]] = float(row["population_2021"])
    return groups


def _councils(areas: list[Row]) -> list[Row]:
    """Organisations: the upper-tier councils, with the people and centre of their areas."""
    first = {row["UTLA23CD"]: row for row in reversed(areas)}
    rows = []
    for code, people in _people(areas, "UTLA23CD").items():
        latitude, longitude = _centre(areas, people)
        kind = _COUNCIL_TYPES[code[:3]]
        rows.append(
            {
                "organisation": code,
                "name": council_name(place_name(first[code]["UTLA23NM"]), kind),
                "kind": "council",
                "type": kind,
                "population": number(sum(people.values()), 0),
                "latitude": latitude,
                "longitude": longitude,
                "region": first[code]["REGION24NM"],
                "located_by": "population-weighted centroid of its areas",
            }
        )
    return rows


def _trusts(
    sources: Path, areas: list[Row], trusts: list[Row], flows: dict[str, dict[str, float]]
) -> list[Row]:
    """Organisations: the NHS trusts, in the region of most people of their ICB of 2024."""
    earlier = {
        row["trust_ods"]: row for row in records(read_source(sources / "england-2016", "trust"))
    }
    regions = _people_shares(areas, "ICB24CD", "REGION24NM")
    people = _people(areas, "ICB24CD")
    rows = []
    for trust in trusts:
        code, icb = trust["trust_ods"], trust["ICB24CD"]
        if code in earlier:
            before = earlier[code]
            latitude, longitude = number(before["lat"], 5), number(before["lon"], 5)
            located_by = LOCATED_BY[before["geocode"]].replace("quarters", "quarters in 2016")
        elif code in flows:
            latitude, longitude = _centre(areas, flows[code])
            located_by = "patient-weighted centroid of districts"
        else:
            latitude, longitude = _centre(areas, people[icb])
            located_by = "population-weighted centroid of its ICB of 2024"
        rows.append(
            {
                "organisation": code,
                "name": trust_name(trust["trust_name"], trust["trust_name"]),
                "kind": "provider",
                "type": _trust_type(code, earlier, flows),
                "latitude": latitude,
                "longitude": longitude,
                "region": _most(regions[icb]) if icb else trust["nhs_region21"],
                "located_by": located_by,
                "icb_listed": icb,
                "icbs_listed": trust["n_ICBs_listed"],
            }
        )
    return rows


def _people_shares(areas: list[Row], whole: str, part: str) -> dict[str, dict[str, float]]:
    """Share of the people of each ``whole`` in each ``part``, both columns of the area table."""
    return people_shares(areas, whole=whole, part=part, people="population_2021")


def _most(shares: Mapping[str, float]) -> str:
    """Return the key with the largest share, the first by code among equals."""
    return min(shares, key=lambda code: (-shares[code], code))


def _trust_type(code: str, earlier: dict[str, Row], flows: dict[str, dict[str, float]]) -> str:
    """Type of a trust: acute if it admits acute patients, else as it was in 2016."""
    if code in flows:
        return "acute"
    if code in earlier:
        return TRUST_TYPES[earlier[code]["sector_type"]]
    if code not in _TYPES_BY_HAND:
        raise SourceError(f"trust_networks: the type of {code} is not known")
    return _TYPES_BY_HAND[code]


def _footprints(areas: list[Row]) -> pd.DataFrame:
    """Footprints of the six sets."""
    names: dict[tuple[str, str], str] = {}
    for row in areas:
        names["icb", row["ICB26CD"]] = _short(row["ICB26NM"])
        names["icb_2024", row["ICB24CD"]] = _short(row["ICB24NM"])
        names["council", row["UTLA23CD"]] = place_name(row["UTLA23NM"])
        for name, column in (("authority", "SA26NM"), ("police", "PFA24NM"), ("fire", "FRA24NM")):
            if row[column]:
                names[name, _code(name, row[column])] = _short(row[column])
    return footprint_table(names)


def _code(footprint_set: str, value: str) -> str:
    """Code of a footprint: the source's own, or made of the name where it gives none."""
    return slug(_short(value)) if footprint_set in {"authority", "police", "fire"} else value


def _area_memberships(folder: Path, areas: list[Row]) -> list[Row]:
    """Memberships of the areas, in every set; 107 have no strategic authority."""
    announced = {
        row["ICB24CD"]: row["source"] for row in records(read_source(folder, "icb_cluster_2025"))
    }
    rows = []
    for row in areas:
        area = row["area"]
        if row["ICB26CD"] == row["ICB24CD"]:
            source = "ONS: small areas (LSOA) to ICB, 2024; unchanged in April 2026"
            rows.append(
                membership(
                    area, "icb", row["ICB26CD"], evidence="official", as_of="2024", source=source
                )
            )
        else:
            source = announced[row["ICB24CD"]]
            rows.append(
                membership(
                    area, "icb", row["ICB26CD"], evidence="derived", as_of="2026-04", source=source
                )
            )
        if row["SA26NM"]:
            code = _code("authority", row["SA26NM"])
            known = {key: row[key] for key in ("evidence", "as_of", "source")}
            rows.append(membership(area, "authority", code, **known))
        for name, (column, as_of, source) in _OTHER_SETS.items():
            code = _code(name, row[column])
            rows.append(
                membership(area, name, code, evidence="official", as_of=as_of, source=source)
            )
    return rows


def _council_memberships(areas: list[Row]) -> list[Row]:
    """ICBs and authorities of the councils: wherever enough of their people live."""
    rows: list[Row] = []
    for name, column, as_of in (("icb", "ICB26CD", "2026-04"), ("authority", "SA26NM", "2026")):
        for council, shares in _people_shares(areas, "UTLA23CD", column).items():
            rows.extend(
                membership(
                    council,
                    name,
                    _code(name, value),
                    evidence="derived",
                    as_of=as_of,
                    source=f"{percent(share)} of its people live there",
                )
                for value, share in shares.items()
                if share >= COUNCIL_SHARE
            )
    return rows


def _trust_memberships(
    areas: list[Row], trusts: list[Row], flows: dict[str, dict[str, float]]
) -> list[Row]:
    """ICBs and authorities of the trusts."""
    icbs = _people_shares(areas, "ICB24CD", "ICB26CD")
    names = {row["ICB24CD"]: _short(row["ICB24NM"]) for row in areas}
    rows: list[Row] = []
    for trust in trusts:
        code, icb = trust["trust_ods"], trust["ICB24CD"]
        by_icb = _patients(areas, flows.get(code, {}), "ICB26CD")
        became = list(icbs.get(icb, {}))
        source = ""
        if len(became) == 1:
            source = f"from its ICB of 2024, {names[icb]}"
        elif became and by_icb:
            became = [_most(by_icb)]
            source = (
                f"{percent(by_icb[became[0]])} of its patients live there; "
                f"its ICB of 2024, {names[icb]}, was split"
            )
        if source:
            rows.append(
                membership(
                    code, "icb", became[0], evidence="derived", as_of="2026-04", source=source
                )
            )
        rows.extend(
            membership(
                code,
                "authority",
                _code("authority", value),
                evidence="derived",
                as_of="2026",
                source=f"{percent(share)} of its patients live there",
            )
            for value, share in _patients(areas, flows.get(code, {}), "SA26NM").items()
            if share >= FLOW_SHARE
        )
    return rows


def _patients(areas: list[Row], flow: Mapping[str, float], column: str) -> dict[str, float]:
    """Share of one trust's patients by the code in a column of the area table."""
    shares: dict[str, float] = {}
    for row in areas:
        if row["area"] in flow and row[column]:
            shares[row[column]] = shares.get(row[column], 0) + flow[row["area"]]
    return shares
