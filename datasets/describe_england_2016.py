"""What the dataset england-2016 says about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from build_descriptor import ATTRIBUTION, GEOPORTAL, ODS, Facts, codes_of, grades, paragraphs

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["describe_england_2016"]

_DESCRIPTION: Final = """
The 209 clinical commissioning groups (CCGs) of England in 2016, 152 councils and 237 NHS trusts,
and their memberships in 44 sustainability and transformation plans (STPs) and 83 local digital
roadmaps (LDRs), with the councils, NHS regions and local offices of the CCGs, and with the
integrated care boards (ICBs) of July 2022 and April 2026 that their people came to be in.
"""

_CAVEATS: Final = """
The LDRs are a reconstruction: NHS England's own list of them is not public any more in a form
that could be obtained. Of the {ccgs} CCGs, {documented} are placed by a public document that
names them (documented), {area} by one that names their area (area), and {inferred} by judgement
from county, council and trust boundaries (inferred). The reconstruction agrees with the totals
published in 2016: 83 footprints, about half of them of a single CCG.

Other numbers of LDRs are no contradiction: 89 were declared in late 2015, there were 83 in June
2016, NHS England counted 73 when roadmaps were submitted, and 65 after some had combined in autumn
2016 to fit the STPs. The LDRs here are the 83.

LDRs have no official codes: LDR01 to LDR83 are this project's own.

The lists of councils and trusts in each STP are mostly as of April 2019, when some trusts had
merged. Of the {stp_trusts} memberships of trusts in STPs, {ended} had ended before then, and
{successor} are those of the trust's successor (derived).

Of the {ldr_partners} memberships of councils and trusts in LDRs, {ldr_documented} are documented.
The rest are derived: a council in every LDR with at least 5 % of its people; a trust in the LDR
of its headquarters' CCG and in every LDR that sent it at least 20 % of its admissions in 2018.

The admissions of {undivided} trusts that had merged by 2021 cannot be divided between them, and
{without_flows} trusts are not in the table of admissions, which is of acute trusts: the derived
LDR of these trusts is that of their headquarters.

NHS Cumbria CCG is in two STPs. Its shares, 0.631 and 0.369, are estimated from residents.

Great Ormond Street Hospital is in no STP.

The membership of Bolton NHS Foundation Trust in the Durham, Darlington, Tees, Hambleton,
Richmondshire and Whitby STP, which ended in June 2018, is probably an error of the list; it is
kept as published.

People are the patients registered with practices of the CCG in January to March 2016. They
number more than the residents, and some live elsewhere.

The shares of CCGs in councils are of residents in mid-2017, by small areas (best fit).

The ICBs of April 2026 are derived from the announced changes, not from a published list of areas.
Of the CCGs {cut} were cut through by later changes. Which part of each is in which STP, council and
ICB is worked out from residents in mid-2017, by small areas (portions); for other sets, such as
LDRs, there are only the shares of each set by itself.
"""

_SOURCES: Final = {
    "Office for National Statistics, Open Geography Portal: CCG to STP (December 2016), small "
    "areas to CCG and council, boundaries": GEOPORTAL,
    "Office for National Statistics: population estimates, mid-2017": (
        "https://www.ons.gov.uk/peoplepopulationandcommunity/populationandmigration"
        "/populationestimates"
    ),
    "NHS Digital, Organisation Data Service: CCGs, NHS trusts, STP partners": ODS,
    "NHS Business Services Authority: patients registered with general practices, January to "
    "March 2016": "https://opendata.nhsbsa.net",
    "NHS Digital: Estates Returns Information Collection (ERIC), types of trust": (
        "https://digital.nhs.uk/data-and-information/publications/statistical"
        "/estates-returns-information-collection"
    ),
    "Office for Health Improvement and Disparities: NHS acute (hospital) trust catchment "
    "populations, admissions of 2018": "",
    "Public documents on local digital roadmaps, 2015 to 2017, named in memberships": "",
}

_FIELDS: Final = {
    ("organisations", "name"): "Name. Councils go by the short form: their area and Council.",
    ("organisations", "kind"): (
        "commissioner: clinical commissioning group (CCG), which carries people; council: "
        "upper-tier council; provider: NHS trust."
    ),
    ("organisations", "type"): "Type of council or trust; blank for CCGs.",
    ("organisations", "population"): (
        "CCGs: patients registered, January to March 2016. Councils: residents, mid-2017. Blank "
        "for trusts."
    ),
    ("organisations", "region"): (
        "NHS England region; for a trust that of its headquarters, for a council that of the CCG "
        "with most of its people."
    ),
    ("organisations", "local_office"): (
        "NHS England local office; for a trust that of its headquarters; blank for councils."
    ),
    ("organisations", "statistical_region"): "Councils: region of the ONS.",
    ("portions", "stp"): "Its STP.",
    ("portions", "council"): "Its council.",
    ("portions", "icb_2022"): "Its ICB of July 2022.",
    ("portions", "icb_2026"): "Its ICB of April 2026.",
    ("organisations", "ons_code"): "Code of the ONS; blank for trusts.",
    ("organisations", "headquarters_ccg"): "Trusts: CCG in which the headquarters are.",
    ("organisations", "headquarters_council"): "Trusts: council in which the headquarters are.",
}

_SETTINGS: Final = {
    "compare": ["stp", "ldr"],
    "blocks": ["commissioner"],
    "plan": {"lead": "stp", "target": "coterminous"},
    "fixed": ["council", "region", "local_office", "icb_2022", "icb_2026"],
    "labels": {
        "stp": "STP",
        "ldr": "LDR",
        "council": "council",
        "region": "NHS region",
        "local_office": "local office",
        "icb_2022": "ICB of 2022",
        "icb_2026": "ICB of 2026",
        "commissioner": "CCG",
        "provider": "NHS trust",
        "people": "registered patients",
        "shares": "residents",
    },
}


def describe_england_2016(tables: Mapping[str, pd.DataFrame], counts: Mapping[str, int]) -> Facts:
    """Say what the dataset is, with its counts in the caveats.

    Parameters
    ----------
    tables
        Tables by resource name.
    counts
        Trusts whose admissions cannot be divided from those of trusts they merged with
        (``undivided``), and trusts that the table of admissions leaves out (``without_flows``).
    """
    ccgs, trusts = codes_of(tables, "commissioner"), codes_of(tables, "provider")
    ldr = grades(tables, "ldr", ccgs)
    stp_trusts = grades(tables, "stp", trusts)
    ldr_partners = grades(tables, "ldr", trusts | codes_of(tables, "council"))
    rows = tables["memberships"]
    of_2019 = (rows["footprint_set"] == "stp") & (rows["as_of"] == "2019-04")
    caveats = paragraphs(
        _CAVEATS,
        ccgs=len(ccgs),
        **ldr,
        stp_trusts=sum(stp_trusts.values()),
        ended=sum(stp_trusts.values()) - int((of_2019 & rows["organisation"].isin(trusts)).sum()),
        successor=stp_trusts["derived"],
        ldr_partners=sum(ldr_partners.values()),
        ldr_documented=ldr_partners["documented"],
        cut=tables["portions"]["organisation"].nunique(),
        **counts,
    )
    return Facts(
        name="england-2016",
        title="England 2016: sustainability and transformation plans, and local digital roadmaps",
        description=paragraphs(_DESCRIPTION)[0],
        sources=_SOURCES,
        settings={**_SETTINGS, "caveats": [*caveats, ATTRIBUTION]},
        fields=_FIELDS,
    )
