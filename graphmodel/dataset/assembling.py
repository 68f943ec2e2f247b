"""Tables of text held against each other: what they say of a dataset, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from graphmodel.dataset.checks import (
    canonical_neighbours,
    check_flows,
    check_kinds,
    check_links,
    choose_blocks,
    choose_compare,
    resolve_shares,
)
from graphmodel.dataset.descriptor import OPTIONAL_TABLES, TABLES
from graphmodel.dataset.notes import key_columns
from graphmodel.dataset.oddities import Parts, note_labels, note_oddities, note_outliers
from graphmodel.dataset.portions import check_portions, with_memberships
from graphmodel.dataset.schema import empty_table, validated
from graphmodel.dataset.targets import check_question

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from graphmodel.dataset.boundaries import Boundary
    from graphmodel.dataset.descriptor import Settings
    from graphmodel.files.findings import Findings
    from graphmodel.files.tables import Table

BOUNDARIES: Final = "boundaries.geojson"


@dataclass
class Contents:
    """What was found in a dataset's files, before its parts are held against each other."""

    settings: Settings
    tables: dict[str, Table] = field(default_factory=dict)
    boundaries: tuple[Boundary, ...] = ()


def assemble(
    settings: Settings,
    tables: Mapping[str, Table | None],
    findings: Findings,
    boundaries: tuple[Boundary, ...] = (),
) -> dict[str, Any]:
    """Hold tables of text, by their names, against their schemas and each other.

    Returned are the parts of the dataset. They are good for nothing if an error is noted.
    """
    contents = Contents(settings, boundaries=boundaries)
    for name, table in tables.items():
        keep(contents, name, table, findings)
    return assembled(contents, findings)


def keep(contents: Contents, name: str, table: Table | None, findings: Findings) -> None:
    """Keep a table that has rows, with the types of its schema."""
    if table is None:
        return
    if len(table.rows) or name in OPTIONAL_TABLES:
        contents.tables[name] = validated(name, table, findings)
    else:
        message = "the table has a header, but no rows"
        remedy = "Add one row for each item."
        findings.add("error", table.file, message, remedy, row=table.header)


def assembled(contents: Contents, findings: Findings) -> dict[str, Any]:
    """Hold the tables against each other, and return the parts of the dataset, as above."""
    settings = contents.settings
    organisations, footprints, memberships, neighbours, flows, portions = map(
        contents.tables.get, TABLES[:6]
    )
    blocks: tuple[str, ...] = ()
    weighted, codes, compare = True, frozenset[str](), None
    frames = {name: table.frame for name, table in contents.tables.items()}
    if organisations is not None:
        check_kinds(organisations, findings)
        blocks, weighted = choose_blocks(organisations, settings, findings)
        frame = organisations.frame
        codes = frozenset(frame.loc[frame["kind"].isin(blocks), "organisation"]) - {""}
    if footprints is not None:
        compare = choose_compare(footprints, settings, findings)
    lead, target = check_question(settings, compare, _sets(footprints), findings)
    note_labels(settings, _sets(footprints), findings)
    if portions is not None:
        check_portions(portions, organisations, footprints, codes, findings)
        memberships = with_memberships(memberships, portions, findings)
    if memberships is not None:
        check_links(memberships, organisations, footprints, findings)
        shares = resolve_shares(memberships, codes, findings)
        frames["memberships"] = memberships.frame.assign(share=shares)
    if neighbours is not None:
        frames["neighbours"] = canonical_neighbours(neighbours, organisations, findings)
    if flows is not None:
        check_flows(flows, organisations, codes, findings)
    if contents.boundaries and organisations is not None and footprints is not None:
        from graphmodel.dataset.boundaries import note_strangers  # noqa: PLC0415 - slow

        tables = (organisations.frame, footprints.frame)
        note_strangers(contents.boundaries, *tables, BOUNDARIES, findings)
    canonical = {name: _canonical(name, frames.get(name)) for name in TABLES}
    if organisations is not None and footprints is not None and memberships is not None:
        more = canonical["neighbours"], canonical["portions"]
        _note_odd(Parts(organisations, footprints, memberships, *more, codes, compare), findings)
    said = ("name", "title", "fixed", "labels", "caveats", "sources", "licenses")
    return {
        **canonical,
        **{key: getattr(settings, key) for key in said},
        "compare": compare or ("", ""),
        "blocks": blocks,
        "weighted": weighted,
        "lead": lead,
        "target": target,
        "boundaries": contents.boundaries,
    }


def _note_odd(parts: Parts, findings: Findings) -> None:
    """Warn of what is odd; where a column is missing, everything would be."""
    if not parts.organisations.lacking | parts.footprints.lacking | parts.memberships.lacking:
        note_oddities(parts, findings)
        note_outliers(parts, findings)


def _sets(footprints: Table | None) -> tuple[str, ...]:
    """Return the names of the footprint sets there are."""
    return () if footprints is None else tuple(footprints.frame["footprint_set"].unique())


def _canonical(name: str, frame: pd.DataFrame | None) -> pd.DataFrame:
    """Return a table in the order of its key, and an empty one where there is none."""
    if frame is None:
        return empty_table(name)
    return frame.sort_values(key_columns(name, frame), kind="stable", ignore_index=True)
