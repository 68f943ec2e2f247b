"""What the dataset england-2026 says about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from build_descriptor import (
    ATTRIBUTION,
    GEOPORTAL,
    ODS,
    Facts,
    codes_of,
    grades,
    paragraphs,
    placed_in,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["describe_england_2026"]

_DESCRIPTION: Final = """
England in 310 districts and parts of districts, 153 councils and 207 NHS trusts, and their
memberships in the 36 integrated care boards (ICBs) of April 2026 and 22 strategic authorities,
with the ICBs of 2024, councils, police areas and fire areas of the districts.
"""

_CAVEATS: Final = """
The ICBs of April 2026 are derived from ministerial statements and announcements, not from a
published list of areas: {icb_derived} areas change ICB (derived), {icb_official} stay in theirs
(official, as of 2024).

{outside} of the {areas} areas, with {people_outside} residents, are in no strategic authority yet.
The authorities that they will be in may change every result.

{documented} areas are in the six authorities of the Devolution Priority Programme (documented).
Four of these are established: Cumbria, and Cheshire and Warrington, created on 24 February 2026;
Sussex and Brighton, by regulations of March 2026; Hampshire and the Solent, created on 3 June 2026.
The other two, Greater Essex, and Norfolk and Suffolk, were planned for 2026 and may yet change.

Not known here, because no decision was found: which ICBs merge on 1 April 2027 (decisions were due
in summer 2026); whether North Somerset joins the West of England (consultation closed on 10 April
2026); which areas go forward as foundation strategic authorities (bids since 12 February 2026); the
councils that replace two-tier areas on 1 April 2028.

Surrey's county council and its 11 districts end on 1 April 2027, when East Surrey and West Surrey
take their place: the councils and districts here are those of before.

Memberships of councils and trusts are derived: a council in every ICB and authority with at least
5 % of its people; a trust in the ICB that its ICB of 2024 became or, where that was split, where
most of its patients live, and in every authority where at least 20 % of its patients live.

{without_flows} of the {trusts} trusts are not in the table of patients and cannot be placed in an
authority (unplaced); {no_icb} of them cannot be placed in an ICB either, because their ICB of 2024
was split or is not known. Another {no_authority} trusts have fewer than 20 % of their patients in
any authority.

{several} trusts are listed in several ICBs of 2024. The source gives only one of them, apparently
the first by code, which need not be where most of the patients live: Sandwell and West Birmingham
Hospitals NHS Trust is placed in the Birmingham and Solihull ICB.

The list of trusts is not complete. It leaves out Liverpool Heart and Chest Hospital and the trusts
that were coded TAD, TAF, TAH and TAJ in 2016.

The source gives trust RYE the name of another trust, RYX, so that the ICB beside it is in doubt.
The name is put right here (South Central Ambulance Service); the ICB is left open.

Patients are those of the acute trusts of 2022, from districts of 2021 where at least 2 % of a
trust's patients live. Those of a district that lies in several ICBs are apportioned to its parts
by population. None are given for the Isles of Scilly and the City of London.

Trusts are shown where the headquarters were in 2016 if they bore the same code then.

Cherwell (part in Northamptonshire) is a single small area, which best fit puts on the wrong side
of a border.
"""

_SOURCES: Final = {
    "Office for National Statistics, Open Geography Portal: small areas, districts, ICBs (2024), "
    "upper-tier, combined, police and fire authorities, boundaries": GEOPORTAL,
    "Office for National Statistics: Census 2021": "https://www.ons.gov.uk/census",
    "Department for Education: lookups of local authorities": "",
    "Written statement HCWS915 of 9 September 2025": (
        "https://parallelparliament.co.uk/debate/2025-09-09/commons/written-statements"
        "/integrated-care-boards-running-costs-and-boundary-alignment-with-strategic-authorities"
        "/ministerial-extracts"
    ),
    "Announcements of ICBs, 2025, named in memberships": "",
    "Regulations and reports on strategic authorities, 2026, named in memberships": "",
    "Local Government Association: Devolution Priority Programme": (
        "https://www.local.gov.uk/topics/devolution/devolution-hub/devolution-deals"
    ),
    "Royal College of Paediatrics and Child Health, NHS England: NHS trusts and their ICBs": "",
    "NHS Digital, Organisation Data Service: NHS trusts of 2016": ODS,
    "Office for Health Improvement and Disparities: NHS acute (hospital) trust catchment "
    "populations, patients by district of residence": "",
}

_FIELDS: Final = {
    ("organisations", "name"): (
        "Name. An area is a district, or the part of it in one ICB of 2024, which is then named. "
        "Councils go by the short form: their area and Council."
    ),
    ("organisations", "kind"): (
        "area: a district or part of one, which carries people; council: upper-tier council; "
        "provider: NHS trust."
    ),
    ("organisations", "type"): (
        "Type of district, council or trust. A trust in the table of patients is acute; others are "
        "as in 2016."
    ),
    ("organisations", "population"): "Residents, Census 2021; blank for trusts.",
    ("organisations", "region"): (
        "Region of the ONS; for a trust that of most people of its ICB of 2024."
    ),
    ("organisations", "small_areas"): "Areas: number of small areas (LSOA 2021).",
    ("organisations", "district"): "Areas: code of the district (2024).",
    ("organisations", "part"): "Areas: number of the part; 1 if the district has only one.",
    ("organisations", "resilience_forum"): "Areas: local resilience forum (2019).",
    ("organisations", "authority_status"): "Areas: status of the strategic authority.",
    ("flows", "share"): (
        "Share of a council's residents, or of the patients of an acute trust of 2022, who live in "
        "the area; patients by district of 2021, where at least 2 % of them live, mapped to areas "
        "by population. What is not listed is unknown."
    ),
    ("organisations", "icb_listed"): "Trusts: code of the ICB of 2024 that the source gives.",
    ("organisations", "icbs_listed"): "Trusts: number of ICBs of 2024 that the trust is listed in.",
}

_SETTINGS: Final = {
    "compare": ["icb", "authority"],
    "blocks": ["area"],
    "plan": {"lead": "authority", "target": "compatible"},
    # The ICBs of 2024 are history, which no plan redraws.
    "fixed": ["council", "police", "fire", "icb_2024"],
    "labels": {
        "icb": "ICB",
        "icb_2024": "ICB of 2024",
        "authority": "strategic authority",
        "council": "council",
        "police": "police area",
        "fire": "fire area",
        "area": "district part",
        "provider": "NHS trust",
        "people": "residents",
        "shares": "residents",
    },
}


def describe_england_2026(tables: Mapping[str, pd.DataFrame], counts: Mapping[str, int]) -> Facts:
    """Say what the dataset is, with its counts in the caveats.

    Parameters
    ----------
    tables
        Tables by resource name.
    counts
        Trusts that the table of patients leaves out (``without_flows``), and trusts listed in
        several ICBs (``several``).
    """
    areas, trusts = codes_of(tables, "area"), codes_of(tables, "provider")
    outside = sorted(areas - placed_in(tables, "authority"))
    population = tables["organisations"].set_index("organisation")["population"]
    icb = grades(tables, "icb", areas)
    caveats = paragraphs(
        _CAVEATS,
        icb_derived=icb["derived"],
        icb_official=icb["official"],
        areas=len(areas),
        outside=len(outside),
        people_outside=f"{sum(int(population[area]) for area in outside):,}",
        documented=grades(tables, "authority", areas)["documented"],
        trusts=len(trusts),
        no_icb=len(trusts - placed_in(tables, "icb")),
        no_authority=len(trusts - placed_in(tables, "authority")) - counts["without_flows"],
        **counts,
    )
    return Facts(
        name="england-2026",
        title="England 2026: integrated care boards and strategic authorities",
        description=paragraphs(_DESCRIPTION)[0],
        sources=_SOURCES,
        settings={**_SETTINGS, "caveats": [*caveats, ATTRIBUTION]},
        fields=_FIELDS,
    )
