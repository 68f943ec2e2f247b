"""The dataset england-2016: 44 STPs and 83 local digital roadmaps (LDRs)."""

from __future__ import annotations

from collections import Counter
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
)
from build_descriptor import describe
from build_footprints import footprint_table
from describe_england_2016 import describe_england_2016

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["build_england_2016"]

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
    "local_office",
    "statistical_region",
    "area_km2",
    "ons_code",
    "headquarters_ccg",
    "headquarters_council",
)

_STP_LISTS: Final = {
    "current_apr2019": ("official", "2019-04", "ODS: STP partners of April 2019"),
    "closed_jun2018": ("official", "2018-06", "ODS: STP partners, closed in June 2018"),
    "changelog_removed": ("official", "", "ODS: STP partners, removed by April 2019 (change log)"),
    "via_successor_R0A": ("derived", "2019-04", "ODS: STP partners of its successor, trust R0A"),
    "via_successor_RGN": ("derived", "2019-04", "ODS: STP partners of its successor, trust RGN"),
}
"""Evidence, date and source for each way a trust's STP is known."""

_LDR_SOURCES: Final = {"inferred": "judgement from county, council and trust boundaries"}


def build_england_2016(sources: Path) -> Package:
    """Build the package from its source tables.

    Parameters
    ----------
    sources
        Folder that holds the folders ``england-2016`` and ``england-2026``: the later list of
        trusts gives the proper case of names published in capitals.
    """
    folder = sources / "england-2016"
    cased = {
        row["trust_ods"]: row["trust_name"]
        for row in records(read_source(sources / "england-2026", "trust_networks"))
    }
    memberships = [
        *_commissioner_memberships(folder),
        *_council_memberships(folder),
        *_trust_memberships(folder),
    ]
    tables = {
        "organisations": table(
            [*_commissioners(folder), *_councils(folder), *_trusts(folder, cased)],
            ORGANISATION_COLUMNS,
            ("kind", "organisation"),
        ),
        "footprints": _footprints(folder),
        "memberships": table(
            memberships, tuple(memberships[0]), ("footprint_set", "organisation", "footprint")
        ),
        "neighbours": neighbour_table(
            read_source(folder, "ccg_adjacency"), lambda row: row["ccg_a"], lambda row: row["ccg_b"]
        ),
        "portions": _portions(folder),
        "towns": towns(sources),
    }
    flows = records(read_source(folder, "ccg_trust_flow_2018"))
    divided = {row["trust_ods_2016"] for row in flows if row["n_2016_trusts"] == "1"}
    trusts = {row["trust_ods"] for row in records(read_source(folder, "trust"))}
    facts = {
        "undivided": len({row["trust_ods_2016"] for row in flows} - divided),
        "without_flows": len(trusts - {row["trust_ods_2016"] for row in flows}),
    }
    name, blocks = "england-2016", (row["organisation"] for row in _commissioners(folder))
    return Package(
        name,
        tables,
        describe(describe_england_2016(tables, facts), tables),
        {"boundaries.geojson": boundaries(sources, name, blocks)},
    )


def _region(capitals: str) -> str:
    """Name an NHS region: ``NORTH OF ENGLAND COMMISSIONING REGION`` is ``North of England``."""
    return trust_name(capitals.removesuffix(" COMMISSIONING REGION"))


def _local_office(capitals: str) -> str:
    """Name a local office: ``NHS ENGLAND SOUTH (WESSEX)`` is ``South (Wessex)``."""
    outer, bracket, inner = capitals.removeprefix("NHS ENGLAND ").partition(" (")
    name = trust_name(outer)
    return f"{name} ({trust_name(inner.removesuffix(')'))})" if bracket else name


def _commissioners(folder: Path) -> list[Row]:
    """Organisations: the CCGs, which carry people."""
    return [
        {
            "organisation": row["ccg_ods"],
            "name": row["ccg_name"],
            "kind": "commissioner",
            "population": row["gp_registered_2016q1"],
            "latitude": number(row["lat"], 5),
            "longitude": number(row["lon"], 5),
            "region": _region(row["nhs_region"]),
            "located_by": "population-weighted centroid",
            "local_office": _local_office(row["local_office"]),
            "area_km2": number(row["area_km2"], 2),
            "ons_code": row["ccg_ons"],
        }
        for row in records(read_source(folder, "ccg"))
    ]


def _councils(folder: Path) -> list[Row]:
    """Organisations: the upper-tier councils, in the NHS region of most of their people."""
    regions = {row["organisation"]: row["region"] for row in _commissioners(folder)}
    shares = _council_shares(folder)
    rows = []
    for row in records(read_source(folder, "council")):
        ccgs = shares[row["council_code"]]
        kind = "London" if row["council_type"] == "london" else row["council_type"]
        rows.append(
            {
                "organisation": row["council_code"],
                "name": council_name(place_name(row["council_name"]), row["council_type"]),
                "kind": "council",
                "type": kind,
                "population": row["pop_mid2017"],
                "latitude": number(row["lat"], 5),
                "longitude": number(row["lon"], 5),
                "region": regions[max(ccgs, key=lambda ccg: ccgs[ccg])],
                "located_by": "population-weighted centroid",
                "statistical_region": row["region_name"],
                "area_km2": number(row["area_km2"], 2),
                "ons_code": row["council_code"],
            }
        )
    return rows


def _trusts(folder: Path, cased: dict[str, str]) -> list[Row]:
    """Organisations: the NHS trusts, in the NHS region and local office of their headquarters."""
    ccgs = {row["organisation"]: row for row in _commissioners(folder)}
    return [
        {
            "organisation": row["trust_ods"],
            "name": trust_name(row["trust_name"], cased.get(row["trust_ods"], "")),
            "kind": "provider",
            "type": TRUST_TYPES[row["sector_type"]],
            "latitude": number(row["lat"], 5),
            "longitude": number(row["lon"], 5),
            "region": ccgs[row["hq_ccg_ods"]]["region"],
            "located_by": LOCATED_BY[row["geocode"]],
            "local_office": ccgs[row["hq_ccg_ods"]]["local_office"],
            "headquarters_ccg": row["hq_ccg_ods"],
            "headquarters_council": row["hq_council_code"],
        }
        for row in records(read_source(folder, "trust"))
    ]


def _footprints(folder: Path) -> pd.DataFrame:
    """Footprints of the five sets, and of the two that came later."""
    names: dict[tuple[str, str], str] = {}
    for row in records(read_source(folder, "ccg_stp_2016")):
        names["stp", row["stp_code"]] = row["stp_name"]
    for row in records(read_source(folder, "ccg_ldr_2016")):
        names["ldr", row["ldr_code"]] = row["ldr_name"]
    for row in records(read_source(folder, "council")):
        names["council", row["council_code"]] = place_name(row["council_name"])
    for row in _commissioners(folder):
        for name in ("region", "local_office"):
            names[name, slug(row[name])] = row[name]
    for row in records(read_source(folder, "later_icb_names")):
        names[row["footprint_set"], row["footprint"]] = icb_name(row["name"])
    return footprint_table(names)


def _commissioner_memberships(folder: Path) -> list[Row]:
    """Memberships of the CCGs, in every set."""
    stps = records(read_source(folder, "ccg_stp_2016"))
    times = Counter(row["ccg_ods"] for row in stps)
    rows = []
    for row in stps:
        split = times[row["ccg_ods"]] > 1
        source = "ONS: CCG to STP, December 2016"
        rows.append(
            membership(
                row["ccg_ods"],
                "stp",
                row["stp_code"],
                share=number(row["share"], 5) if split else "",
                evidence="official",
                as_of="2016-12",
                source=f"{source}; share by residents" if split else source,
            )
        )
    rows.extend(
        membership(
            row["ccg_ods"],
            "ldr",
            row["ldr_code"],
            evidence=row["evidence"],
            as_of=_date(row["as_of"]),
            source=row["evidence_url"] or _LDR_SOURCES[row["evidence"]],
        )
        for row in records(read_source(folder, "ccg_ldr_2016"))
    )
    rows.extend(
        membership(
            row["organisation"],
            name,
            slug(row[name]),
            evidence="official",
            as_of="2016",
            source="ODS: CCGs of 2016",
        )
        for row in _commissioners(folder)
        for name in ("region", "local_office")
    )
    rows.extend(
        membership(row["ccg"], **{key: text for key, text in row.items() if key != "ccg"})
        for row in records(read_source(folder, "ccg_later_icb"))
    )
    return [*rows, *_commissioner_councils(folder)]


def _portions(folder: Path) -> pd.DataFrame:
    """Portions of the CCGs that later changes cut through: patients shared out by residents."""
    patients = {row["organisation"]: float(row["population"]) for row in _commissioners(folder)}
    sets = ("stp", "council", "icb_2022", "icb_2026")
    rows: list[Row] = [
        {
            "organisation": row["ccg"],
            **{name: row[name] for name in sets},
            "people": number(str(patients[row["ccg"]] * float(row["share"])), 2),
            "evidence": "derived",
        }
        for row in records(read_source(folder, "ccg_portions"))
    ]
    return table(rows, tuple(rows[0]), ("organisation", *sets))


def _commissioner_councils(folder: Path) -> list[Row]:
    """Memberships of the CCGs in councils, split by residents."""
    counts: dict[str, dict[str, int]] = {}
    for row in records(read_source(folder, "council_ccg_overlap")):
        counts.setdefault(row["ccg_ods"], {})[row["council_code"]] = int(row["pop_mid2017"])
    return [
        membership(
            ccg,
            "council",
            council,
            share=share,
            evidence="derived",
            as_of="2017-06",
            source="ONS: small areas (LSOA) of CCG and council, residents of mid-2017",
        )
        for ccg, councils in counts.items()
        for council, share in apportion(councils).items()
    ]


def _date(text: str) -> str:
    """Return a date as published, blank where the source says that it is unknown."""
    return "" if text == "unknown" else text


def _council_shares(folder: Path) -> dict[str, dict[str, float]]:
    """Share of each council's people in each CCG."""
    return people_shares(
        records(read_source(folder, "council_ccg_overlap")),
        whole="council_code",
        part="ccg_ods",
        people="pop_mid2017",
    )


def _ldr_of(folder: Path) -> dict[str, str]:
    """LDR of each CCG."""
    return {row["ccg_ods"]: row["ldr_code"] for row in records(read_source(folder, "ccg_ldr_2016"))}


def _documented_ldrs(folder: Path, kind: str) -> list[Row]:
    """LDR memberships of councils or trusts that a public document names.

    A document's date is known where the same document places a CCG.
    """
    ccgs = records(read_source(folder, "ccg_ldr_2016"))
    dates = {row["evidence_url"]: _date(row["as_of"]) for row in ccgs}
    return [
        membership(
            row["organisation_code"],
            "ldr",
            row["ldr_code"],
            evidence="documented",
            as_of=dates.get(row["evidence_url"], ""),
            source=row["evidence_url"],
        )
        for row in records(read_source(folder, "ldr_other_members_documented"))
        if row["kind"] == kind
    ]


def _council_memberships(folder: Path) -> list[Row]:
    """STPs and LDRs of the councils."""
    rows = [
        membership(
            row["council_code"],
            "stp",
            row["stp_code"],
            evidence="official",
            as_of="2019-04",
            source="ODS: STP partners of April 2019",
        )
        for row in records(read_source(folder, "council_stp_partner"))
    ]
    documented = _documented_ldrs(folder, "council")
    known = {(row["organisation"], row["footprint"]) for row in documented}
    ldr_of = _ldr_of(folder)
    for council, ccgs in _council_shares(folder).items():
        ldrs: dict[str, float] = {}
        for ccg, share in ccgs.items():
            ldrs[ldr_of[ccg]] = ldrs.get(ldr_of[ccg], 0) + share
        rows.extend(
            membership(
                council,
                "ldr",
                ldr,
                evidence="derived",
                as_of="2017-06",
                source=f"{percent(share)} of its people live there",
            )
            for ldr, share in ldrs.items()
            if share >= COUNCIL_SHARE and (council, ldr) not in known
        )
    return [*rows, *documented]


def _trust_memberships(folder: Path) -> list[Row]:
    """STPs and LDRs of the trusts."""
    rows = []
    for row in records(read_source(folder, "trust_stp_partner")):
        if row["source"] not in _STP_LISTS:
            raise SourceError(f"trust_stp_partner: unknown source {row['source']!r}")
        evidence, as_of, source = _STP_LISTS[row["source"]]
        rows.append(
            membership(
                row["trust_ods"],
                "stp",
                row["stp_code"],
                evidence=evidence,
                as_of=as_of,
                source=source,
            )
        )
    documented = _documented_ldrs(folder, "provider")
    known = {(row["organisation"], row["footprint"]) for row in documented}
    names = {row["organisation"]: row["name"] for row in _commissioners(folder)}
    ldr_of = _ldr_of(folder)
    flows = _flow_shares(folder, ldr_of)
    for row in records(read_source(folder, "trust")):
        trust, home = row["trust_ods"], ldr_of[row["hq_ccg_ods"]]
        sends = flows.get(trust, {})
        for ldr in sorted({home, *(ldr for ldr in sends if sends[ldr] >= FLOW_SHARE)}):
            if (trust, ldr) in known:
                continue
            reasons = []
            if ldr == home:
                reasons.append(f"headquarters in {names[row['hq_ccg_ods']]}")
            if sends.get(ldr, 0) >= FLOW_SHARE:
                reasons.append(f"{percent(sends[ldr])} of its admissions in 2018")
            rows.append(
                membership(
                    trust,
                    "ldr",
                    ldr,
                    evidence="derived",
                    as_of="2016-10" if ldr == home else "2018",
                    source="; ".join(reasons),
                )
            )
    return [*rows, *documented]


def _flow_shares(folder: Path, ldr_of: dict[str, str]) -> dict[str, dict[str, float]]:
    """Share of each trust's admissions that each LDR sends, where the flow can be divided."""
    shares: dict[str, dict[str, float]] = {}
    for row in records(read_source(folder, "ccg_trust_flow_2018")):
        if row["n_2016_trusts"] == "1":
            ldrs = shares.setdefault(row["trust_ods_2016"], {})
            ldr = ldr_of[row["ccg_ods"]]
            ldrs[ldr] = ldrs.get(ldr, 0) + float(row["share_of_trust"])
    return shares
