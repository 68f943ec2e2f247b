"""What a dataset knows of itself: blocks, partners, words, and its digest."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from helpers.examples import make_dataset, patient, random_datasets, relabelled, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.dataset.dataset import derived
from graphmodel.dataset.notes import EVIDENCE_GRADES

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset


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
    turned = derived(dataset, organisations=dataset.organisations[::-1])
    assert list(turned.people.items()) == [("c1", 10), ("c2", 20.5)]


def test_people_of_partners_do_not_count(dataset: Dataset) -> None:
    organisations = dataset.organisations.assign(population=7.0)
    assert set(derived(dataset, organisations=organisations).people.index) == {"c1", "c2"}


def test_where_nobody_is_counted_every_block_is_one_member() -> None:
    dataset = make_dataset({"c1": ("a1", "b1"), "c2": ("a1", "b1")})
    assert dataset.people.to_dict() == {"c1": 1, "c2": 1}
    assert dataset.people_label == "members"


def test_several_kinds_can_be_blocks(dataset: Dataset) -> None:
    both = derived(dataset, blocks=("block", "council"), weighted=False)
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
    assert derived(dataset, labels={}).people_label == "people"


def test_grades_of_evidence_run_from_strongest_to_weakest() -> None:
    assert EVIDENCE_GRADES == ("official", "documented", "area", "derived", "inferred")


# The digests, which tell whether a plan was made for this data: one of what decides it, and one of
# everything.

CHANGES = [
    ("organisations", "population", 21.5, True),
    ("organisations", "organisation", "another", True),
    ("organisations", "name", "Another name", False),
    ("organisations", "kind", "hospital", True),
    ("organisations", "region", "North", False),
    ("footprints", "footprint", "another", True),
    ("footprints", "name", "Another name", False),
    ("memberships", "share", 0.999, True),
    ("memberships", "footprint", "another", True),
    ("memberships", "evidence", "inferred", False),
    ("memberships", "as_of", "2016", False),
    ("memberships", "source", "a list, and a letter", False),
    ("neighbours", "border_km", 5.0, False),
    ("neighbours", "kind", "water", False),
]


@pytest.mark.parametrize(("table", "column", "value", "decides"), CHANGES)
def test_any_cell_changes_one_digest_and_what_decides_plans_both(
    dataset: Dataset, table: str, column: str, value: object, *, decides: bool
) -> None:
    frame = getattr(dataset, table).copy()
    frame.loc[0, column] = value
    other = derived(dataset, **{table: frame})
    assert other.sha256_all != dataset.sha256_all
    assert (other.sha256 != dataset.sha256) == decides


@pytest.mark.parametrize("table", ["organisations", "footprints", "memberships", "neighbours"])
def test_a_row_less_changes_the_digest(dataset: Dataset, table: str) -> None:
    frame = getattr(dataset, table).iloc[1:]
    assert derived(dataset, **{table: frame}).sha256_all != dataset.sha256_all


def test_partners_and_their_flows_decide_no_plan() -> None:
    ground = {"c1": ("a1", "b1", 10), "c2": ("a2", "b2", 5)}
    bare = make_dataset(ground)
    held = make_dataset(ground, partners={"p": ("provider", "a1", "b1")})
    known = make_dataset(ground, partners={"p": ("provider", "a1", "b1")}, flows=[("p", "c1", 0.4)])
    assert bare.sha256 == held.sha256 == known.sha256
    assert len({each.sha256_all for each in (bare, held, known)}) == 3


def test_what_decides_a_plan_is_digested_in_canonical_form() -> None:
    dataset = make_dataset({"c2": ("a1", {"b1": 0.25, "b2": 0.75}, 10), "c1": ("a1", None, 2.5)})
    text = (
        '[[["c1",2.5],["c2",10.0]],'
        '[["a","a1"],["b","b1"],["b","b2"]],'
        '[["c1","a","a1",1.0],["c2","a","a1",1.0],["c2","b","b1",0.25],["c2","b","b2",0.75]]]'
    )
    assert dataset.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_a_value_that_changes_columns_changes_the_digest(dataset: Dataset) -> None:
    frame = dataset.organisations.assign(one="x", other="")
    swapped = dataset.organisations.assign(one="", other="x")
    digests = {derived(dataset, organisations=each).sha256_all for each in (frame, swapped)}
    assert len(digests) == 2


@given(random_datasets(), st.integers(0, 1000))
@settings(patient, max_examples=20)
def test_neither_the_order_of_rows_nor_that_of_columns_changes_the_digest(
    dataset: Dataset, seed: int
) -> None:
    mixed = shuffled(dataset, seed)
    turned = derived(mixed, memberships=mixed.memberships[mixed.memberships.columns[::-1]])
    assert turned.sha256 == dataset.sha256
    assert turned.sha256_all == dataset.sha256_all


def test_what_the_tables_do_not_say_does_not_change_the_digest(dataset: Dataset) -> None:
    other = derived(dataset, name="copy", title="Copy", labels={}, caveats=("So it is said.",))
    assert other.sha256 == dataset.sha256
    assert other.sha256_all == dataset.sha256_all


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
