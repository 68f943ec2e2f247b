"""The scenarios of england-2026: where ground without a strategic authority may go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from build_common import Row, SourceError, read_source, records, slug

from graphmodel.scenarios.scenario import Gift, Scenario, scenarios_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

__all__ = ["build_scenarios"]

_ABOUT: Final = """\
What may become of the ground that has no strategic authority yet: one scenario for each proposal
found on public pages up to June 2026, rival ones as rival scenarios, and one in which the undecided
ground of every ICB is an authority of its own. None of them is a decision: status, date and source
of each are those of the page that speaks of it, and several pages are undated.

Ground that a proposal joins to an authority that there is already goes to that authority, under its
present name. Areas are named by council (all of its areas), or by district part.

A file of your own is read in the same way:

    graphmodel scenarios england-2026 my-scenarios.toml"""


_EACH: Final = "Each ICB's undecided ground alone"


def build_scenarios(folder: Path, tables: Mapping[str, pd.DataFrame]) -> str:
    """Return the text of the file of scenarios.

    Parameters
    ----------
    folder
        Folder of the source tables.
    tables
        The tables of the dataset by resource name.

    Raises
    ------
    SourceError
        When a proposal names an area that there is not, or joins two authorities.
    """
    places = _Places(tables)
    proposals = records(read_source(folder, "authority_proposals"))
    scenarios = [_each_alone(places), *(_proposal(places, row) for row in proposals)]
    return scenarios_toml(scenarios, about=_ABOUT, names=places.names)


class _Places:
    """Who is where, by code.

    Parameters
    ----------
    tables
        The tables of the dataset by resource name.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        areas = [row for row in records(tables["organisations"]) if row["kind"] == "area"]
        self.footprints = {
            (row["footprint_set"], row["footprint"]): row["name"]
            for row in records(tables["footprints"])
        }
        self.names = {row["organisation"]: row["name"] for row in areas}
        self.held = {
            (row["organisation"], row["footprint_set"]): row["footprint"]
            for row in records(tables["memberships"])
            if row["organisation"] in self.names
        }
        self.areas: dict[str, list[str]] = {}
        for row in areas:
            area = row["organisation"]
            # A district that is its own upper tier has one code for both.
            for code in {row["district"], self.held[area, "council"]}:
                self.areas.setdefault(code, []).append(area)
        for (footprint_set, code), name in self.footprints.items():
            if footprint_set in {"council", "icb"}:
                self.names[code if footprint_set == "council" else f"icb:{code}"] = name

    def authority(self, area: str) -> str:
        """Return the code of an area's strategic authority; blank where it has none."""
        return self.held.get((area, "authority"), "")


def _each_alone(places: _Places) -> Scenario:
    """Return the scenario in which the undecided ground of every ICB is an authority of its own."""
    inside: dict[str, list[str]] = {}
    for (area, footprint_set), code in places.held.items():
        if footprint_set == "icb":
            inside.setdefault(code, []).append(area)
    gifts = []
    for code, areas in sorted(inside.items()):
        decided = [area for area in areas if places.authority(area)]
        if len(decided) < len(areas):
            name = places.footprints["icb", code]
            new = f"Rest of {name}" if decided else name
            gifts.append(Gift((f"icb:{code}",), new=new, code=f"alone-{slug(name)}"))
    note = "It shows what is left to do when undecided ground goes to no authority that there is."
    return Scenario(_EACH, tuple(gifts), status="supposed, proposed by nobody", note=note)


def _proposal(places: _Places, row: Row) -> Scenario:
    """Return a proposal as a scenario: what it joins to an authority, or to a new one."""
    name = row["proposal"]
    given: list[str] = []
    present = set()
    for code in row["councils"].split(";"):
        areas = places.areas.get(code)
        if not areas:
            raise SourceError(f"authority_proposals: {name} names {code}, which is no area")
        undecided = [area for area in areas if not places.authority(area)]
        present |= {places.authority(area) for area in areas} - {""}
        given += [code] if undecided == areas and code in places.names else undecided
    if len(present) > 1 or not given:
        raise SourceError(f"authority_proposals: {name} joins {len(present)} authorities")
    # What tells rival proposals apart is no part of the authority's name.
    new = re.sub(r" alone$| \(.*\)$", "", name)
    receiver = {"to": present.pop()} if present else {"new": new}
    gift = Gift(tuple(given), **receiver)
    about = {key: row[key] for key in ("status", "as_of", "source", "note")}
    return Scenario(name, (gift,), **about)
