"""The footprints of the bundled datasets, with what else they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from build_common import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["footprint_table"]

_BODIES: Final = {
    "Bath and North East Somerset, Swindon and Wiltshire": "BSW; BaNES",
    "Birmingham and Solihull": "BSol",
    "Buckinghamshire, Oxfordshire and Berkshire West": "BOB",
    "Coast, Humber and Vale": "HCV; Humber, Coast and Vale",
    "Cornwall and the Isles of Scilly": "CIoS",
    "Hampshire and Isle of Wight": "HIOW",
    "Hampshire and the Isle of Wight": "HIOW",
    "Milton Keynes, Bedfordshire and Luton": "BLMK",
    "Staffordshire and Stoke-on-Trent": "SSoT",
}
_AUTHORITIES: Final = {
    "Cambridgeshire and Peterborough": "CPCA",
    "East Midlands": "EMCCA",
    "Greater Lincolnshire": "GLCCA",
    "Greater London": "GLA; London",
    "Greater Manchester": "GMCA",
    "Hull and East Yorkshire": "HEYCA",
    "Liverpool City Region": "LCRCA",
    "North East": "NECA",
    "South Yorkshire": "SYMCA",
    "Tees Valley": "TVCA",
    "West Midlands": "WMCA",
    "West of England": "WECA",
    "West Yorkshire": "WYCA",
    "York and North Yorkshire": "YNYCA",
}
_ALIASES: Final = {
    **dict.fromkeys(("stp", "icb", "icb_2022", "icb_2024", "icb_2026"), _BODIES),
    "authority": _AUTHORITIES,
}
"""Short names in use that the first letters of a name do not give, as those of BNSSG or NENC do."""


def footprint_table(names: Mapping[tuple[str, str], str]) -> pd.DataFrame:
    """Make ``footprints.csv`` of names by set and code."""
    return table(
        [
            {
                "footprint_set": footprint_set,
                "footprint": code,
                "name": name,
                "aliases": _ALIASES.get(footprint_set, {}).get(name, ""),
            }
            for (footprint_set, code), name in names.items()
        ],
        ("footprint_set", "footprint", "name", "aliases"),
        ("footprint_set", "footprint"),
    )
