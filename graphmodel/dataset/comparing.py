"""Comparison of two datasets: what is in one only, and what both have otherwise."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, get_args

import numpy as np
import pandas as pd

from graphmodel.dataset.dataset import Dataset
from graphmodel.dataset.notes import NOTES, further_columns
from graphmodel.dataset.stated import stated_dataset
from graphmodel.files.guard import guarded
from graphmodel.files.plain_json import plain, plain_mapping, plain_records
from graphmodel.files.safe_text import shown_text
from graphmodel.shown import DatasetTable, Shown, check_table
from graphmodel.wording import capital, counted, join_clauses, people_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

DATASET_COMPARISON_FORMAT: Final = "graphmodel-dataset-comparison/1"

DIFFERENCES: Final = ("added", "gone", "changed")
"""What a row of a table can be: in the other dataset only, in the one only, in both otherwise."""

_FURTHER: Final = "further_columns"
"""What the owner's further columns are compared as, together."""


@guarded
@dataclass(frozen=True, eq=False)
class DatasetComparison(Shown):
    """What differs between two datasets: the one, and the other that it has become.

    Each table has one row for each thing that differs. ``difference`` is ``added``, ``gone`` or
    ``changed``; a column has what the one dataset says, the same with ``other_`` before it what
    the other says, blank or missing where it says nothing; ``…_changes`` is true where both say
    something, and not the same. Codes stand with their names beside them; ``people`` are a block's
    (of a membership, its share of them), and missing for partners.

    Attributes
    ----------
    dataset, other_dataset
        The datasets.
    tables
        The tables, by name, as :meth:`to_frame` gives them.
    settings
        What else differs, such as ``labels`` or ``caveats``, as attributes of a dataset.

    Examples
    --------
    >>> dataset = gm.read_dataset("england-2016")
    >>> what_if = dataset.move({"99M": {"ldr": "LDR75"}}, name="what-if")
    >>> gm.compare_datasets(dataset, what_if).to_frame()[["footprint", "other_footprint"]]
      footprint other_footprint
    0     LDR66           LDR75
    """

    TABLES = get_args(DatasetTable)

    dataset: Dataset
    other_dataset: Dataset
    tables: Mapping[str, pd.DataFrame]
    settings: tuple[str, ...]

    def __repr__(self) -> str:
        return shown_text(
            f"<DatasetComparison of {self.dataset.name!r} and {self.other_dataset.name!r}:"
            f" {self._counts() or 'nothing differs'}>"
        )

    @property
    def people(self) -> float:
        """People of all blocks of the one dataset."""
        return float(self.dataset.people.sum())

    @property
    def other_people(self) -> float:
        """People of all blocks of the other."""
        return float(self.other_dataset.people.sum())

    @property
    def same(self) -> bool:
        """Whether nothing differs but the name."""
        return not self.settings and all(frame.empty for frame in self.tables.values())

    @property
    def plans_stand(self) -> bool:
        """Whether plans for the one are plans for the other: what decides them is the same."""
        return self.dataset.sha256 == self.other_dataset.sha256

    def to_frame(self, table: DatasetTable = "memberships") -> pd.DataFrame:
        """Return what differs in a table.

        Parameters
        ----------
        table
            ``organisations``, ``footprints``, ``memberships`` or another table of a dataset. An
            organisation with one footprint of a set in place of one that it had has ``changed``
            its membership, from ``footprint`` to ``other_footprint``.

        Raises
        ------
        OptionError
            When there is no such table.
        """
        check_table(self, table)
        return self.tables[table].copy()

    @property
    def words(self) -> tuple[str, ...]:
        """The same in sentences."""
        return tuple(self._words())

    def _words(self) -> Iterator[str]:
        if self.same:
            yield "Nothing differs."
            return
        label = self.dataset.people_label
        people = people_phrase(self.people, label)
        after = people_phrase(self.other_people, self.other_dataset.people_label)
        yield f"The first has {people}, the second {after}."
        if counts := self._counts():
            yield f"{capital(counts)}."
        rows = self.tables["memberships"]
        rows = rows[rows["footprint_changes"]]
        for name, moved in rows.groupby("footprint_set")["people"].sum().items():
            if moved:
                yield f"Another {self.dataset.label(str(name))} has {people_phrase(moved, label)}."
        if self.settings:
            yield f"Settings that differ: {join_clauses(self.settings)}."
        yield (
            "None of it decides a plan: plans for the one are plans for the other."
            if self.plans_stand
            else "A plan for the one is none for the other: graphmodel rebase brings it over."
        )

    def _counts(self) -> str:
        """Count what differs: ``2 memberships added, 1 membership changed``."""
        counts = {name: frame["difference"].value_counts() for name, frame in self.tables.items()}
        return ", ".join(
            f"{counted(int(found[difference]), name.removesuffix('s'))} {difference}"
            for name, found in counts.items()
            for difference in DIFFERENCES
            if difference in found
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON-ready values under stable keys."""
        return {
            "format": DATASET_COMPARISON_FORMAT,
            "dataset": stated_dataset(self.dataset),
            "other_dataset": stated_dataset(self.other_dataset),
            "same": self.same,
            "plans_stand": self.plans_stand,
            "words": list(self.words),
            "people": plain(self.people),
            "other_people": plain(self.other_people),
            "settings": list(self.settings),
            **plain_mapping({name: plain_records(rows) for name, rows in self.tables.items()}),
        }


@guarded
def compare_datasets(one: Dataset | str | Path, other: Dataset | str | Path) -> DatasetComparison:
    """Compare two datasets: two states of the same data, or two of the bundled ones.

    Parameters
    ----------
    one, other
        Datasets, or where to read them; what the other has and the one has not is ``added``.

    Raises
    ------
    DataError
        When a dataset is not sound.
    OptionError
        When there is no such dataset.

    Examples
    --------
    >>> gm.compare_datasets("england-2016", "england-2016").words
    ('Nothing differs.',)
    """
    # Imported here: a caller with datasets at hand needs no reader.
    from graphmodel.dataset.reading import as_dataset  # noqa: PLC0415

    pair = [as_dataset(each) for each in (one, other)]
    tables = set(NOTES)
    settings = [each.name for each in fields(Dataset) if each.name not in {"name", "warnings"}]
    return DatasetComparison(
        dataset=pair[0],
        other_dataset=pair[1],
        tables={table: table_differences(table, pair[0], pair[1]) for table in NOTES},
        settings=tuple(
            name
            for name in settings
            if name not in tables and getattr(pair[0], name) != getattr(pair[1], name)
        ),
    )


def table_differences(table: str, one: Dataset, other: Dataset) -> pd.DataFrame:
    """Return the rows of a table that differ, see :class:`DatasetComparison`."""
    key = list(NOTES[table].key)
    if NOTES[table].further == "sets":
        key.append(_FURTHER)
    sides = [_told(each, table) for each in (one, other)]
    if table == "memberships":
        key = [*key[:-1], "place"]
        sides = _placed(*sides)
    values = [column for column in sides[0] if column not in key]
    rows = sides[0].merge(
        sides[1].rename(columns={column: f"other_{column}" for column in values}),
        on=key,
        how="outer",
        indicator="difference",
    )
    words = {"left_only": "gone", "right_only": "added", "both": "changed"}
    rows["difference"] = rows["difference"].astype(object).map(words)
    both = rows["difference"] == "changed"
    # People of a membership follow from its share; those of a portion are counted.
    said = [column for column in values if (table, column) != ("memberships", "people")]
    for column in said:
        mine, theirs = rows[column], rows[f"other_{column}"]
        alike = (mine == theirs) | (mine.isna() & theirs.isna())
        rows[f"{column}_changes"] = both & ~alike
    changes = [f"{column}_changes" for column in said]
    rows = rows[~both | rows[changes].any(axis=1)]
    beside = [column for name in values if name != _FURTHER for column in (name, f"other_{name}")]
    ordered = ["difference", *(column for column in key if column != "place"), *beside, *changes]
    return _named(rows[ordered].reset_index(drop=True), one, other)


def _told(dataset: Dataset, table: str) -> pd.DataFrame:
    """Return a table as it is compared: partners' shares, which say nothing, left out."""
    frame: pd.DataFrame = getattr(dataset, table)
    known = list(NOTES[table].columns)
    further = frame[further_columns(table, frame)].to_dict("records")
    if NOTES[table].further == "sets":
        cells = [", ".join(f"{name} {row[name]}" for name in row if row[name]) for row in further]
    else:
        cells = [repr(row) for row in further]
    told = frame[known].assign(**{_FURTHER: cells})
    if table == "memberships":
        people = dataset.people.reindex(told["organisation"]).to_numpy()
        told = told.assign(
            people=people * told["share"], share=told["share"].where(~np.isnan(people))
        )
    return told


def _placed(one: pd.DataFrame, other: pd.DataFrame) -> list[pd.DataFrame]:
    """Say which memberships are to be held against each other, by their ``place``.

    Those in the same footprint; and of an organisation that has lost one footprint of a set and
    won one, these two.
    """
    key, group = list(NOTES["memberships"].key), ["organisation", "footprint_set"]
    keys = [pd.MultiIndex.from_frame(side[key]) for side in (one, other)]
    alone = [~keys[0].isin(keys[1]), ~keys[1].isin(keys[0])]
    single = [
        pd.MultiIndex.from_frame(side.loc[mask, group].drop_duplicates(keep=False))
        for side, mask in zip((one, other), alone, strict=True)
    ]
    swapped = single[0].intersection(single[1])
    return [
        side.assign(
            place=side["footprint"].where(
                ~(mask & pd.MultiIndex.from_frame(side[group]).isin(swapped)), ""
            )
        )
        for side, mask in zip((one, other), alone, strict=True)
    ]


def _named(rows: pd.DataFrame, one: Dataset, other: Dataset) -> pd.DataFrame:
    """Put names beside codes, and blanks where a text is missing."""
    text = [column for column in rows if not pd.api.types.is_numeric_dtype(rows[column])]
    rows = rows.fillna(dict.fromkeys(text, ""))
    if "name" in rows:
        return rows
    organisations: dict[str, str] = {}
    for each in (one, other):
        names = each.organisations[["organisation", "name"]]
        organisations |= dict(names.itertuples(index=False, name=None))
    named: dict[str, Any] = {
        f"{column}_name": rows[column].map(organisations)
        for column in ("organisation", "neighbour", "block")
        if column in rows
    }
    for column, each in (("footprint", one), ("other_footprint", other)):
        if column in rows:
            known = each.footprints.set_index(["footprint_set", "footprint"])["name"]
            places = pd.MultiIndex.from_frame(rows[["footprint_set", column]])
            named[f"{column}_name"] = known.reindex(places).fillna("").to_numpy()
    ordered = [
        name
        for column in map(str, rows)
        for name in (column, f"{column}_name")
        if name == column or name in named
    ]
    return rows.assign(**named)[ordered]
