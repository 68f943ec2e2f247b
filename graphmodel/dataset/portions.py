"""Portions: blocks that are counted in several sets at once, held against the other tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from graphmodel.dataset.checks import check_codes
from graphmodel.dataset.notes import EVIDENCE_GRADES, further_columns
from graphmodel.files.findings import listed, meant, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from graphmodel.files.findings import Findings
    from graphmodel.files.tables import Table

_ROUNDED: Final = 0.001
"""By how much a share may differ from what is counted: shares are often rounded."""

_HALF: Final = 0.5
"""By how many people each part may be rounded."""


def check_portions(
    portions: Table,
    organisations: Table | None,
    footprints: Table | None,
    blocks: Collection[str],
    findings: Findings,
) -> None:
    """Note portions of what is no block, in no footprint, or not of its population.

    Parameters
    ----------
    portions
        The parts of blocks, counted.
    organisations, footprints
        The tables; None where they could not be read.
    blocks
        Codes of the organisations that are blocks.
    findings
        Where problems are noted.
    """
    frame = portions.frame
    blank = np.isnan(frame["people"].to_numpy(float)) & ~portions.is_faulty("people")
    said = ("the cell is blank", "Delete the row where nobody is counted.")
    if "people" not in portions.lacking:
        portions.note(findings, "error", "people", blank, said)
    sets = further_columns("portions", frame)
    if footprints is not None and "footprint_set" not in footprints.lacking:
        known = list(footprints.frame["footprint_set"].unique())
        for name in sets:
            if name not in known:
                message = f"column {quoted(name)} is no footprint set"
                remedy = meant(name, known, f"There is {listed(known)}.")
                findings.add("error", portions.file, message, remedy, row=1, column=name)
            elif "footprint" not in footprints.lacking:
                rows = footprints.frame["footprint_set"] == name
                codes = footprints.frame.loc[rows, "footprint"]
                check_codes(portions, name, codes, f"{name} footprint", footprints.file, findings)
    for name in sets:
        filled = (frame[name] != "").groupby(frame["organisation"]).transform("mean").to_numpy()
        said = (
            "the block has a footprint of this set in some of its rows only",
            "Fill the column in for all rows of a block, or for none.",
        )
        some = (frame[name] == "").to_numpy() & (filled > 0)
        portions.note(findings, "error", name, some, said)
    if organisations is None or organisations.lacking & {"organisation", "kind"}:
        return
    every = organisations.frame["organisation"]
    check_codes(portions, "organisation", every, "organisation", organisations.file, findings)
    other = frame["organisation"].isin(set(every) - set(blocks)).to_numpy()
    said = ("a partner has no people to be counted here", "Give portions of blocks only.")
    portions.note(findings, "error", "organisation", other, said)
    if not blank.any() and not portions.is_faulty("people", "organisation").any():
        _check_population(portions, organisations, findings)


def _check_population(portions: Table, organisations: Table, findings: Findings) -> None:
    """Note blocks of which not everybody is counted, or more than everybody."""
    frame = portions.frame
    population = organisations.frame.groupby("organisation")["population"].first()
    wanted = population.reindex(frame["organisation"]).to_numpy(float)
    groups = frame.groupby("organisation")["people"]
    total = groups.transform("sum").to_numpy(float)
    slack = _HALF * groups.transform("size").to_numpy(float)
    first = ~frame.duplicated("organisation").to_numpy()
    positions = np.flatnonzero(first & (np.abs(total - wanted) > slack))

    def describe(position: int) -> tuple[str, str]:
        place = positions[position]
        code = quoted(frame["organisation"].iloc[place])
        message = f"the people of {code} add up to {total[place]:.10g}, not {wanted[place]:.10g}"
        return message, "Correct them, or its population."

    portions.note(findings, "error", "people", positions, describe)


def with_memberships(
    memberships: Table | None, portions: Table, findings: Findings
) -> Table | None:
    """Return memberships with those that follow from portions; note what contradicts them.

    Memberships of a block in a set may be left out where its portions are in it. Where an error is
    noted already, nothing follows.
    """
    if memberships is None or findings.failed:
        return memberships
    frame = memberships.frame
    parts = counted_memberships(portions.frame)
    key = ["organisation", "footprint_set", "footprint"]
    held = frame[key].assign(given=frame["share"].to_numpy(float))
    # What is blank is an equal share.
    held["given"] = held["given"].fillna(1 / held.groupby(key[:2])["given"].transform("size"))
    both = held.merge(parts, on=key, how="left")
    spoken = pd.MultiIndex.from_frame(parts[key[:2]].drop_duplicates())
    of_counted = pd.MultiIndex.from_frame(held[key[:2]]).isin(spoken)
    counted = both["share"].fillna(0.0).to_numpy()
    positions = np.flatnonzero(of_counted & ~(np.abs(both["given"] - counted) <= _ROUNDED))

    def describe(position: int) -> tuple[str, str]:
        place = positions[position]
        code = quoted(both["organisation"].iloc[place])
        given = both["given"].iloc[place]
        message = (
            f"{given:.4g} of {code} is said to be in it, and {counted[place]:.4g} by"
            f" {portions.file}"
        )
        return message, f"Correct one of the two, or leave it to {portions.file}."

    memberships.note(findings, "error", "footprint", positions, describe)
    mine = pd.MultiIndex.from_frame(held[key[:2]])
    missing = parts[~pd.MultiIndex.from_frame(parts[key[:2]]).isin(mine)]
    rows = np.concatenate([memberships.rows, np.zeros(len(missing), np.int64)])
    added = missing.assign(as_of="", source=f"counted in {portions.file}")
    faulty = {
        column: np.concatenate([noted, np.zeros(len(missing), bool)])
        for column, noted in memberships.faulty.items()
    }
    joined = pd.concat([frame, added], ignore_index=True) if len(missing) else frame
    written = None if memberships.written is None else memberships.written.reindex(joined.index)
    return replace(
        memberships,
        frame=joined,
        rows=rows,
        faulty=faulty,
        written=None if written is None else written.fillna(""),
    )


def counted_memberships(portions: pd.DataFrame) -> pd.DataFrame:
    """Return the memberships that follow from portions, with the weakest evidence of each."""
    found = list(_counted_memberships(portions))
    columns = ["organisation", "footprint_set", "footprint", "share", "evidence"]
    return pd.concat(found)[columns] if found else pd.DataFrame(columns=columns)


def _counted_memberships(portions: pd.DataFrame) -> Iterator[pd.DataFrame]:
    total = portions.groupby("organisation")["people"].transform("sum")
    grades: Any = [EVIDENCE_GRADES.index(grade) for grade in portions["evidence"]]
    parts = portions.assign(share=portions["people"] / total, grade=grades)
    for name in further_columns("portions", portions):
        rows = parts[parts[name] != ""].groupby(["organisation", name])
        summed = rows.agg(share=("share", "sum"), grade=("grade", "max")).reset_index()
        yield summed.rename(columns={name: "footprint"}).assign(
            footprint_set=name, evidence=[EVIDENCE_GRADES[grade] for grade in summed["grade"]]
        )
