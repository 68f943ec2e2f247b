"""Where portions are in a further set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset


def located(dataset: Dataset, rows: pd.DataFrame, later: str, *, way: str) -> pd.DataFrame:
    """Say where people are in a further set; rows are cut where they are in several places.

    A block that is divided in that set only, or not at all in it, is where its memberships say. Of
    one that is divided there as well as among the rows nobody can tell.

    Parameters
    ----------
    dataset
        Where memberships come from.
    rows
        Some people of a block each: ``organisation``, ``people``, and more, which is kept.
    later
        The further set.
    way
        The column by which parts of a block are told from each other.

    Returns
    -------
    pandas.DataFrame
        The rows with a column ``later``, blank where it cannot be told.
    """
    in_set = dataset.memberships["footprint_set"] == later
    places = dataset.memberships.loc[in_set, ["organisation", "footprint", "share"]]
    places = places.rename(columns={"footprint": "later"})
    divided = rows.groupby("organisation")[way].transform("nunique") > 1
    several = rows["organisation"].isin(
        places.loc[places["organisation"].duplicated(), "organisation"]
    )
    vague = divided & several
    told = rows[~vague].merge(places, on="organisation", how="left")
    told["people"] *= told.pop("share").fillna(1.0)
    return pd.concat([told.fillna({"later": ""}), rows[vague].assign(later="")], ignore_index=True)
