"""What a dataset knows of itself: blocks, partners, words, and its digest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from helpers.examples import make_dataset, patient, random_datasets, relabelled, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.dataset.dataset import EVIDENCE_GRADES, Dataset


@pytest.fixture
def dataset() -> Dataset:
    return make_dataset(
        {"c2": ("s1", "l1", 20.5), "c1": ("s1", "l2", 10)},
        sets=("stp", "ldr"),
        partners={"p1": ("provider", "s1", "l1", "acute"), "k1": ("council", "s1", None)},
        neighbours=[("c1", "c2", 4)],
        further={"local_office": {"c1": "o1"}},
        labels={"ldr": "LDR", "people": "registered patients"},
    )


def test_people_are_those_of_the_blocks_by_code(dataset: Dataset) -> None:
    assert dataset.people.to_dict() == {"c1": 10, "c2": 20.5}
    assert list(dataset.people.index) == ["c1", "c2"]
    turned = replace(dataset, organisations=dataset.organisations[::-1])
    assert list(turned.people.items()) == [("c1", 10), ("c2", 20.5)]


def test_people_of_partners_do_not_count(dataset: Dataset) -> None:
    organisations = dataset.organisations.assign(population=7.0)
    assert set(replace(dataset, organisations=organisations).people.index) == {"c1", "c2"}


def test_where_nobody_is_counted_every_block_is_one_member() -> None:
    dataset = make_dataset({"c1": ("a1", "b1"), "c2": ("a1", "b1")})
    assert dataset.people.to_dict() == {"c1": 1, "c2": 1}
    assert dataset.people_label == "members"


def test_several_kinds_can_be_blocks(dataset: Dataset) -> None:
    both = replace(dataset, blocks=("block", "council"), weighted=False)
    assert list(both.people.index) == ["c1", "c2", "k1"]
    assert both.partners["organisation"].tolist() == ["p1"]


def test_partners_are_all_that_are_no_blocks(dataset: Dataset) -> None:
    assert dataset.partners["organisation"].tolist() == ["k1", "p1"]
    assert dataset.partners.index.tolist() == [0, 1]


def test_sets_are_listed_by_code_and_compared_as_the_owner_says(dataset: Dataset) -> None:
    assert dataset.footprint_sets == ("ldr", "local_office", "stp")
    assert dataset.pair() == ("stp", "ldr")
    assert dataset.pair(("local_office", "stp")) == ("local_office", "stp")


def test_words_are_the_owners_or_else_the_codes_made_readable(dataset: Dataset) -> None:
    assert dataset.label("ldr") == "LDR"
    assert dataset.label("stp") == "stp"
    assert dataset.label("local_office") == "local office"
    assert dataset.people_label == "registered patients"
    assert replace(dataset, labels={}).people_label == "people"


def test_grades_of_evidence_run_from_strongest_to_weakest() -> None:
    assert EVIDENCE_GRADES == ("official", "documented", "area", "derived", "inferred")


# The digest, which tells whether a plan was made for this data.

CHANGES = [
    ("organisations", "population", 21.5),
    ("organisations", "name", "Another name"),
    ("organisations", "kind", "hospital"),
    ("footprints", "name", "Another name"),
    ("memberships", "share", 0.999),
    ("memberships", "evidence", "inferred"),
    ("memberships", "as_of", "2016"),
    ("neighbours", "border_km", 5.0),
    ("neighbours", "kind", "water"),
]


@pytest.mark.parametrize(("table", "column", "value"), CHANGES)
def test_any_cell_changes_the_digest(
    dataset: Dataset, table: str, column: str, value: object
) -> None:
    frame = getattr(dataset, table).copy()
    frame.loc[0, column] = value
    assert replace(dataset, **{table: frame}).sha256 != dataset.sha256


@pytest.mark.parametrize("table", ["organisations", "footprints", "memberships", "neighbours"])
def test_a_row_less_changes_the_digest(dataset: Dataset, table: str) -> None:
    frame = getattr(dataset, table).iloc[1:]
    assert replace(dataset, **{table: frame}).sha256 != dataset.sha256


def test_a_value_that_changes_columns_changes_the_digest(dataset: Dataset) -> None:
    frame = dataset.organisations.assign(one="x", other="")
    swapped = dataset.organisations.assign(one="", other="x")
    digests = {replace(dataset, organisations=each).sha256 for each in (frame, swapped)}
    assert len(digests) == 2


@given(random_datasets(), st.integers(0, 1000))
@settings(patient, max_examples=20)
def test_neither_the_order_of_rows_nor_that_of_columns_changes_the_digest(
    dataset: Dataset, seed: int
) -> None:
    mixed = shuffled(dataset, seed)
    turned = replace(mixed, memberships=mixed.memberships[mixed.memberships.columns[::-1]])
    assert turned.sha256 == dataset.sha256


def test_what_the_tables_do_not_say_does_not_change_the_digest(dataset: Dataset) -> None:
    other = replace(dataset, name="copy", title="Copy", labels={}, caveats=("So it is said.",))
    assert other.sha256 == dataset.sha256


def test_other_codes_change_the_digest(dataset: Dataset) -> None:
    assert relabelled(dataset).sha256 != dataset.sha256


# The examples that other tests are built on.


@given(random_datasets())
@settings(patient, max_examples=40)
def test_random_datasets_are_sound(dataset: Dataset) -> None:
    sums = dataset.memberships[dataset.memberships["organisation"].isin(dataset.people.index)]
    sums = sums.groupby(["organisation", "footprint_set"])["share"].sum()
    assert np.allclose(sums, 1)
    keys = dataset.memberships[["organisation", "footprint_set", "footprint"]]
    assert not keys.duplicated().any()
    assert keys.equals(keys.sort_values(list(keys.columns), ignore_index=True))
    known = set(dataset.footprints[["footprint_set", "footprint"]].itertuples(index=False))
    used = set(dataset.memberships[["footprint_set", "footprint"]].itertuples(index=False))
    assert used <= known
    assert dataset.footprint_sets == ("a", "b")


def test_relabelling_keeps_everything_but_codes(dataset: Dataset) -> None:
    other = relabelled(dataset)
    assert sorted(other.people) == sorted(dataset.people)
    assert set(other.organisations["organisation"]).isdisjoint(
        dataset.organisations["organisation"]
    )
    named = [each.memberships.merge(each.organisations) for each in (dataset, other)]
    columns = ["name", "footprint_set", "share"]
    here, there = (frame[columns].sort_values(columns, ignore_index=True) for frame in named)
    pd.testing.assert_frame_equal(here, there)
