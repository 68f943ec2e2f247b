"""Where blocks are: memberships in a set, and those that are counted in several sets at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from graphmodel.dataset.notes import EVIDENCE_GRADES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pandas.api.extensions import ExtensionArray

    from graphmodel.dataset.dataset import Dataset

GRADES: Final = pd.Index(EVIDENCE_GRADES)
"""Grades of evidence, by the numbers that stand for them."""

_NO_COUNT: Final = frozenset({"derived", "inferred"})
"""Evidence of portions that are worked out, and not counted."""


def counted_portions(dataset: Dataset, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return the blocks that are counted in some sets at once, cut by these.

    Parameters
    ----------
    dataset
        A dataset as read.
    columns
        The sets, by what the column of each is to be called.

    Returns
    -------
    pandas.DataFrame
        One row a part, by code: ``organisation``, the columns, ``people``, ``grade`` (the weakest,
        as a number) and ``estimated``, whether it is worked out or altered and no count. Of a block
        all its people or nobody.
    """
    rows = dataset.portions
    if rows.empty or not set(columns.values()) <= set(rows):
        columns = dict.fromkeys(columns, "organisation")
        rows = rows.iloc[:0]
    else:
        rows = rows[(rows[[*columns.values()]] != "").all(axis=1)]
    grade = GRADES.get_indexer(pd.Index(rows["evidence"]))
    cut = pd.DataFrame(
        {
            "organisation": rows["organisation"],
            **{column: rows[name] for column, name in columns.items()},
            "people": rows["people"].astype(float),
            "grade": grade,
            "estimated": rows["evidence"].isin(_NO_COUNT) | (rows["suppressed"] == "yes"),
        }
    )
    cut = cut.groupby(["organisation", *columns], as_index=False).agg(
        {"people": "sum", "grade": "max", "estimated": "max"}
    )
    # Counts may be rounded; a block has the people that it is said to have.
    people = dataset.people.reindex(cut["organisation"]).to_numpy(float)
    total = cut.groupby("organisation")["people"].transform("sum")
    return cut.assign(people=cut["people"] * (people / total))


def with_counted(
    portions: pd.DataFrame, dataset: Dataset, compare: tuple[str, str]
) -> pd.DataFrame:
    """Put what is counted in place of what is multiplied out: of a block all of it or nothing.

    Parameters
    ----------
    portions
        Portions of two sets by shares alone, as an overlap has them.
    dataset, compare
        What they are of.
    """
    if dataset.portions.empty:
        return portions
    counted = counted_portions(dataset, dict(zip("ab", compare, strict=True)))
    if counted.empty:
        return portions
    grades = [counted["grade"]]
    held = dataset.memberships
    for side, name in zip("ab", compare, strict=True):
        mine = held.loc[held["footprint_set"] == name, ["organisation", "footprint", "evidence"]]
        places = counted[["organisation", side]].rename(columns={side: "footprint"})
        found = places.merge(mine, on=["organisation", "footprint"], how="left")["evidence"]
        grades.append(pd.Series(GRADES.get_indexer(pd.Index(found)), counted.index))
    people = dataset.people.loc[counted["organisation"]].to_numpy()
    counted = counted.assign(
        share=counted["people"] / people,
        evidence=GRADES.take(pd.concat(grades, axis=1).max(axis=1).to_numpy()),
        estimated=counted["estimated"] & counted["organisation"].duplicated(keep=False),
        sliver=False,
    )[list(portions)]
    others = portions[~portions["organisation"].isin(counted["organisation"])]
    return pd.concat([others, counted]).sort_values(["organisation", "a", "b"], ignore_index=True)


def located(
    dataset: Dataset, rows: pd.DataFrame, sets: Mapping[str, str], later: str, *, way: str
) -> pd.DataFrame:
    """Say where people are in a further set; rows are cut where they are in several places.

    A block that is divided in that set only, or not at all in it, is where its memberships say. Of
    one that is divided there as well as among the rows only its portions can tell.

    Parameters
    ----------
    dataset
        Where memberships come from.
    rows
        Some people of a block each: ``organisation``, ``people``, the columns of ``sets``, and
        more, which is kept.
    sets
        The footprint set that a column has codes of; missing where the block has no footprint.
    later
        The further set.
    way
        The column by which parts of a block are told from each other.

    Returns
    -------
    pandas.DataFrame
        The rows with a column ``later``, blank where it cannot be told.
    """
    found, left = [], rows
    ways = [] if dataset.portions.empty else [list(sets), *([column] for column in sets)]
    for columns in ways:
        known = counted_portions(dataset, {**{one: sets[one] for one in columns}, "later": later})
        keys = ["organisation", *columns]
        whole = known.groupby(keys)["people"].transform("sum")
        known = known.assign(part=known["people"] / whole)[[*keys, "later", "part"]]
        # In a set in which it is not divided, a block need not be counted.
        others = [column for column in sets if column not in columns]
        vague = left[columns].isna().any(axis=1)
        for column in others:
            vague |= left.groupby("organisation")[column].transform("nunique") > 1
        told = left["organisation"].isin(known["organisation"]) & ~vague
        found.append(left[told].merge(known, on=keys, how="left"))
        left = left[~told]
    parts = pd.concat([*found, _by_memberships(dataset, left, later, way)], ignore_index=True)
    parts["people"] *= parts.pop("part").fillna(1.0)
    return parts.fillna({"later": ""})


def _by_memberships(dataset: Dataset, rows: pd.DataFrame, later: str, way: str) -> pd.DataFrame:
    """Say where people are by the memberships of their blocks, as a share of each row."""
    in_set = dataset.memberships["footprint_set"] == later
    places = dataset.memberships.loc[in_set, ["organisation", "footprint", "share"]]
    places = places.rename(columns={"footprint": "later", "share": "part"})
    divided = rows.groupby("organisation")[way].transform("nunique") > 1
    several = places["organisation"][places["organisation"].duplicated()]
    vague = divided & rows["organisation"].isin(several)
    told = rows[~vague].merge(places, on="organisation", how="left")
    return pd.concat([told, rows[vague].assign(later="", part=1.0)], ignore_index=True)


@dataclass(frozen=True, eq=False)
class Parts:
    """The blocks' memberships in one set, in order of block; the parts of a split one in order.

    Whole numbers stand for blocks and grades, because joining and comparing text is slow.
    """

    block: NDArray[np.intp]
    footprint: ExtensionArray
    share: NDArray[np.float64]
    grade: NDArray[np.intp]

    def take(self, places: NDArray[np.intp]) -> Parts:
        """Return those at some places."""
        return Parts(
            self.block[places], self.footprint.take(places), self.share[places], self.grade[places]
        )


def block_memberships(dataset: Dataset, footprint_set: str) -> Parts:
    """Return the memberships of the blocks in a set, in order of block."""
    rows = dataset.memberships
    block = dataset.people.index.get_indexer(pd.Index(rows["organisation"]))
    chosen = np.flatnonzero((rows["footprint_set"].to_numpy() == footprint_set) & (block >= 0))
    found = Parts(
        block[chosen],
        rows["footprint"].array.take(chosen),
        rows["share"].to_numpy(float)[chosen],
        GRADES.get_indexer(pd.Index(rows["evidence"].array.take(chosen))),
    )
    if len(np.unique(found.block)) < len(found.block):
        found = found.take(found.footprint.argsort(kind="stable"))
    return found.take(np.argsort(found.block, kind="stable"))
