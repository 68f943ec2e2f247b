"""The overlap of two sets: portions, people outside, tolerance, and the graph."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from helpers.examples import (
    make_dataset,
    new_codes,
    patient,
    random_datasets,
    relabelled,
    rescaled,
    shuffled,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.dataset.dataset import derived
from graphmodel.errors import OptionError
from graphmodel.overlap.overlap import build_overlap

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap

TABLES = ("organisations", "footprints", "memberships", "neighbours")


def portions(overlap: Overlap) -> list[tuple[Any, ...]]:
    rows = overlap.portions[["organisation", "a", "b", "people"]]
    return list(rows.itertuples(index=False, name=None))


def outside(overlap: Overlap) -> list[tuple[Any, ...]]:
    rows = overlap.outside[["organisation", "footprint_set", "footprint", "people"]]
    return list(rows.itertuples(index=False, name=None))


def edges(overlap: Overlap) -> dict[tuple[str, str], float]:
    return {(a, b): people for a, b, people in overlap.edges.itertuples(index=False)}


def slivers(overlap: Overlap) -> dict[tuple[str, str], float]:
    return {(a, b): people for a, b, people in overlap.slivers.itertuples(index=False)}


def relation_of(overlap: Overlap, footprint: str) -> str:
    """Give the relation of a footprint whose code is in one of the sets only."""
    for side in (0, 1):
        if footprint in overlap.codes[side]:
            return overlap.structure.names(side)[overlap.codes[side].get_loc(footprint)]
    raise KeyError(footprint)


def assert_same(one: Overlap, other: Overlap) -> None:
    for table in ("footprints", "portions", "outside", "edges", "slivers"):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table))
    assert one.compare == other.compare
    assert one.uncovered_blocks == other.uncovered_blocks
    assert one.uncovered_people == pytest.approx(other.uncovered_people)


# Cases by hand.


def test_blocks_that_are_whole_are_one_portion_each_and_overlaps_add_them_up() -> None:
    overlap = build_overlap(
        make_dataset({"c3": ("a1", "b1", 5), "c1": ("a1", "b1", 100), "c2": ("a2", "b1", 40)})
    )
    assert portions(overlap) == [
        ("c1", "a1", "b1", 100),
        ("c2", "a2", "b1", 40),
        ("c3", "a1", "b1", 5),
    ]
    assert edges(overlap) == {("a1", "b1"): 105, ("a2", "b1"): 40}
    assert not overlap.portions["estimated"].any()
    assert outside(overlap) == []
    assert overlap.people == overlap.people_covered == 145


def test_a_block_split_in_one_set_is_cut_by_its_shares_and_estimated() -> None:
    overlap = build_overlap(
        make_dataset({"c1": ({"a1": 0.25, "a2": 0.75}, "b1", 200), "c2": ("a1", "b1", 10)})
    )
    assert portions(overlap) == [
        ("c1", "a1", "b1", 50),
        ("c1", "a2", "b1", 150),
        ("c2", "a1", "b1", 10),
    ]
    assert overlap.portions["share"].tolist() == [0.25, 0.75, 1]
    assert overlap.portions["estimated"].tolist() == [True, True, False]


def test_a_block_split_in_both_sets_takes_the_product_of_its_shares() -> None:
    overlap = build_overlap(
        make_dataset({"c1": ({"a1": 0.25, "a2": 0.75}, {"b1": 0.5, "b2": 0.5}, 200)})
    )
    assert portions(overlap) == [
        ("c1", "a1", "b1", 25),
        ("c1", "a1", "b2", 25),
        ("c1", "a2", "b1", 75),
        ("c1", "a2", "b2", 75),
    ]
    assert overlap.portions["estimated"].all()
    assert overlap.member_table.toarray().tolist() == [[0.125, 0.125], [0.375, 0.375]]


def test_a_block_without_a_footprint_in_one_set_is_outside_in_the_other_by_its_shares() -> None:
    overlap = build_overlap(
        make_dataset(
            {
                "c1": ("a1", "b1", 100),
                "c2": ({"a1": 0.4, "a2": 0.6}, None, 50),
                "c3": (None, "b1", 7),
                "c4": (None, None, 3),
            }
        )
    )
    assert portions(overlap) == [("c1", "a1", "b1", 100)]
    assert outside(overlap) == [("c2", "a", "a1", 20), ("c2", "a", "a2", 30), ("c3", "b", "b1", 7)]
    assert [side.undecided.tolist() for side in overlap.sides] == [[20, 30], [7]]
    assert [side.covered.tolist() for side in overlap.sides] == [[100, 0], [100]]
    assert (overlap.uncovered_blocks, overlap.uncovered_people) == (3, 60)
    assert (overlap.people, overlap.people_covered) == (160, 100)


def test_nobody_makes_no_overlap_and_is_nobody_outside() -> None:
    overlap = build_overlap(
        make_dataset(
            {
                "c1": ("a1", "b1", 10),
                "c2": ("a1", "b2", 0),  # would join a1 to b2
                "c3": ("a2", "b2", 0),
                "c4": ("a1", None, 0),  # would put people outside a1
            }
        )
    )
    assert edges(overlap) == {("a1", "b1"): 10}
    assert overlap.table.nnz == 1
    assert len(overlap.portions) == 3  # they are there to be given a footprint all the same
    assert relation_of(overlap, "a1") == "coterminous"
    assert relation_of(overlap, "a2") == relation_of(overlap, "b2") == "alone"
    assert overlap.uncovered_blocks == 1


GRADES = ["official", "documented", "area", "derived", "inferred"]


@pytest.mark.parametrize(("in_a", "in_b"), list(product(GRADES, GRADES)))
def test_a_portion_is_as_good_as_the_weaker_of_its_two_memberships(in_a: str, in_b: str) -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 1), "c2": ("a1", None, 1)},
        evidence={("c1", "a"): in_a, ("c1", "b"): in_b, ("c2", "a"): in_b},
    )
    overlap = build_overlap(dataset)
    weaker = max(in_a, in_b, key=GRADES.index)
    assert overlap.portions["evidence"].tolist() == [weaker]
    assert overlap.outside["evidence"].tolist() == [in_b]


def test_evidence_of_a_split_block_is_that_of_each_part() -> None:
    overlap = build_overlap(
        make_dataset(
            {"c1": ({"a1": 0.5, "a2": 0.5}, "b1", 2)},
            evidence={("c1", "a", "a2"): "inferred", ("c1", "b"): "area"},
        )
    )
    assert overlap.portions["evidence"].tolist() == ["area", "inferred"]


def test_partners_are_no_ground_even_where_they_have_a_population() -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 10)}, partners={"p1": ("provider", "a1", ["b1", "b2"])}
    )
    rows = dataset.organisations.fillna({"population": 99.0})
    overlap = build_overlap(derived(dataset, organisations=rows))
    assert portions(overlap) == [("c1", "a1", "b1", 10)]
    assert overlap.people == 10
    assert relation_of(overlap, "b2") == "alone"


def test_without_populations_every_block_is_one_member() -> None:
    overlap = build_overlap(
        make_dataset({"c1": ("a1", "b1"), "c2": ({"a1": 0.5, "a2": 0.5}, "b1"), "c3": ("a1", None)})
    )
    assert edges(overlap) == {("a1", "b1"): 1.5, ("a2", "b1"): 0.5}
    assert overlap.people == 3


def test_the_two_sets_may_use_the_same_codes() -> None:
    overlap = build_overlap(
        make_dataset({"c1": ("x", "y", 10), "c2": ("y", "x", 20), "c3": ("z", None, 5)})
    )
    assert edges(overlap) == {("x", "y"): 10, ("y", "x"): 20}
    assert [codes.tolist() for codes in overlap.codes] == [["x", "y", "z"], ["x", "y"]]
    assert [side.covered.tolist() for side in overlap.sides] == [[10, 20, 0], [20, 10]]


# Which sets are compared.


def test_the_sets_can_be_named_and_change_places() -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 100), "c2": ("a1", "b2", 50)},
        further={"third": {"c1": "t1", "c2": {"t1": 0.5, "t2": 0.5}}},
    )
    there, back = build_overlap(dataset), build_overlap(dataset, sets=("b", "a"))
    assert back.compare == ("b", "a")
    assert back.table.toarray().tolist() == there.table.toarray().T.tolist()
    third = build_overlap(dataset, sets=("third", "b"))
    assert edges(third) == {("t1", "b1"): 100, ("t1", "b2"): 25, ("t2", "b2"): 25}


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        (("a", "c"), "example has no footprint set 'c'; it has a, b"),
        (("A", "b"), "no footprint set 'A'"),
        (("b", "b"), "two different footprint sets are needed, not 'b' twice"),
    ],
)
def test_sets_that_cannot_be_compared_are_refused(sets: tuple[str, str], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        build_overlap(make_dataset({"c1": ("a1", "b1", 1)}), sets=sets)


def test_a_set_that_is_not_compared_has_no_side() -> None:
    overlap = build_overlap(make_dataset({"c1": ("a1", "b1", 1)}))
    assert [overlap.side(name) for name in ("a", "b")] == [0, 1]
    with pytest.raises(OptionError, match="'c' is not compared here: a and b are"):
        overlap.side("c")


# Tolerance.


def test_a_sliver_is_under_the_tolerance_in_both_its_footprints() -> None:
    overlap = build_overlap(
        make_dataset(
            {
                "c1": ("a1", "b1", 995),
                "c2": ("a1", "b2", 5),  # 0.5 % of a1, 0.5 % of b2: a sliver
                "c3": ("a2", "b2", 995),
                "c4": ("a2", "b3", 5),  # 0.5 % of a2, but all of b3: none
            }
        ),
        ignore_below=0.01,
    )
    assert slivers(overlap) == {("a1", "b2"): 5}
    assert edges(overlap) == {("a1", "b1"): 995, ("a2", "b2"): 995, ("a2", "b3"): 5}
    assert relation_of(overlap, "a1") == relation_of(overlap, "b1") == "coterminous"
    assert relation_of(overlap, "a2") == "holding"
    assert overlap.structure.component_count == 2
    # Measures go on counting the sliver.
    assert overlap.table.toarray().tolist() == [[995, 5, 0], [0, 995, 5]]


def test_the_tolerance_is_a_share_of_all_people_outside_included() -> None:
    memberships = {"c1": ("a1", "b1", 94), "c2": ("a1", "b2", 6), "c3": ("a2", "b2", 94)}
    small = build_overlap(make_dataset(memberships), ignore_below=0.05)
    assert slivers(small) == {}  # 6 % of each
    memberships |= {"c4": ("a1", None, 50), "c5": (None, "b2", 50)}
    large = build_overlap(make_dataset(memberships), ignore_below=0.05)
    assert slivers(large) == {("a1", "b2"): 6}  # 4 % of each
    del memberships["c5"]
    assert slivers(build_overlap(make_dataset(memberships), ignore_below=0.05)) == {}


def test_people_outside_are_never_a_sliver() -> None:
    overlap = build_overlap(
        make_dataset({"c1": ("a1", "b1", 100_000), "c2": ("a1", None, 1)}), ignore_below=0.5
    )
    assert relation_of(overlap, "a1") == "holding"
    assert relation_of(overlap, "b1") == "nested"


@pytest.mark.parametrize("people", [7, 14, 29, 57, 58])
def test_an_overlap_of_just_the_tolerance_is_no_sliver(people: int) -> None:
    """0.07 * 100 is 7.000000000000001 in binary, which an overlap of 7 must not fall under."""
    memberships = {
        "c1": ("a1", "b1", 100 - people),
        "c2": ("a1", "b2", people),
        "c3": ("a2", "b2", 100 - people),
    }
    dataset = make_dataset(memberships)
    assert ("a1", "b2") in edges(build_overlap(dataset, ignore_below=people / 100))
    assert ("a1", "b2") in slivers(build_overlap(dataset, ignore_below=people / 100 + 0.001))


def test_portions_that_come_to_the_tolerance_together_are_no_slivers() -> None:
    memberships = {f"c{place}": ("a1", "b2", 1) for place in range(5)}
    memberships |= {"d1": ("a1", "b1", 95), "d2": ("a2", "b2", 95)}
    overlap = build_overlap(make_dataset(memberships), ignore_below=0.04)
    assert slivers(overlap) == {}


def test_a_footprint_with_slivers_only_is_alone_when_they_are_ignored() -> None:
    memberships = {"c1": ("a1", "b1", 1), "c2": ("a1", None, 999), "c3": ("a2", "b1", 1000)}
    # But for its undecided people it would lie in b1.
    assert relation_of(build_overlap(make_dataset(memberships)), "a1") == "open"
    tolerant = build_overlap(make_dataset(memberships), ignore_below=0.01)
    assert relation_of(tolerant, "a1") == "alone"


def test_tolerance_can_be_set_and_lifted_again_and_leaves_the_overlap_it_is_asked_of() -> None:
    whole = build_overlap(
        make_dataset({"c1": ("a1", "b1", 9), "c2": ("a1", "b2", 1), "c3": ("a2", "b2", 9)})
    )
    tolerant = whole.ignoring(0.5)
    assert (whole.ignore_below, tolerant.ignore_below) == (0, 0.5)
    assert len(whole.edges) == 3
    assert len(tolerant.edges) == 2
    assert_same(tolerant.ignoring(0), whole)


@pytest.mark.parametrize("share", [-0.01, 1, 1.5, float("nan")])
def test_a_tolerance_that_is_no_share_is_refused(share: float) -> None:
    message = r"`ignore_below` takes a (share from 0 to under 1|number), not"
    with pytest.raises(OptionError, match=message):
        build_overlap(make_dataset({"c1": ("a1", "b1", 1)}), ignore_below=share)


# Properties, against loops over the memberships.


def overlap_by_loops(dataset: Dataset) -> tuple[dict[Any, float], dict[Any, float]]:
    """Give people by pair and by footprint outside, straight from the words of the design."""
    people = {
        code: population
        for code, kind, population in dataset.organisations[
            ["organisation", "kind", "population"]
        ].itertuples(index=False)
        if kind in dataset.blocks
    }
    shares = defaultdict(dict)
    for code, footprint_set, footprint, share in dataset.memberships[
        ["organisation", "footprint_set", "footprint", "share"]
    ].itertuples(index=False):
        shares[code, footprint_set][footprint] = share
    shared, without = defaultdict(float), defaultdict(float)
    for block, number in people.items():
        in_a, in_b = (shares[block, name] for name in dataset.compare)
        for a, b in product(in_a, in_b):
            shared[a, b] += number * in_a[a] * in_b[b]
        for name, own, other in (("a", in_a, in_b), ("b", in_b, in_a)):
            for footprint in own if not other else ():
                without[name, footprint] += number * own[footprint]
    return {pair: number for pair, number in shared.items() if number}, without


@given(random_datasets())
@settings(patient, max_examples=50)
def test_overlaps_and_people_outside_are_the_sums_that_loops_give(dataset: Dataset) -> None:
    overlap = build_overlap(dataset)
    shared, without = overlap_by_loops(dataset)
    assert edges(overlap) == pytest.approx(shared)
    assert list(edges(overlap)) == sorted(shared)
    for side, name in enumerate(overlap.compare):
        expected = [without[name, code] for code in overlap.codes[side]]
        assert overlap.sides[side].undecided.tolist() == pytest.approx(expected)
    assert overlap.people == pytest.approx(float(dataset.people.sum()))


@given(random_datasets(), st.sampled_from([0.02, 0.1, 0.3]))
@settings(patient, max_examples=30)
def test_slivers_are_what_the_definition_says_and_the_rest_are_edges(
    dataset: Dataset, below: float
) -> None:
    overlap = build_overlap(dataset, ignore_below=below)
    shared, without = overlap_by_loops(dataset)
    totals = defaultdict(float)
    for (a, b), people in shared.items():
        totals["a", a] += people
        totals["b", b] += people
    for key, people in without.items():
        totals[key] += people
    expected = {
        (a, b)
        for (a, b), people in shared.items()
        if people / totals["a", a] < below - 1e-9 and people / totals["b", b] < below - 1e-9
    }
    assert set(slivers(overlap)) == expected
    assert set(edges(overlap)) == set(shared) - expected


@given(random_datasets())
@settings(patient, max_examples=20)
def test_the_dataset_is_left_as_it_was(dataset: Dataset) -> None:
    before = {table: getattr(dataset, table).copy(deep=True) for table in TABLES}
    build_overlap(dataset, ignore_below=0.1)
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(dataset, table), before[table])


@given(random_datasets(), st.integers(0, 1000))
@settings(patient, max_examples=20)
def test_the_order_of_rows_does_not_matter(dataset: Dataset, seed: int) -> None:
    assert_same(
        build_overlap(shuffled(dataset, seed), ignore_below=0.1),
        build_overlap(dataset, ignore_below=0.1),
    )


@given(dataset=random_datasets(), in_order=st.booleans())
@settings(patient, max_examples=20)
def test_codes_do_not_matter(dataset: Dataset, *, in_order: bool) -> None:
    _, new = new_codes(dataset, in_order=in_order)
    there = build_overlap(dataset)
    here = build_overlap(relabelled(dataset, in_order=in_order))
    renamed = {(new["a", a], new["b", b]): people for (a, b), people in edges(there).items()}
    assert edges(here) == pytest.approx(renamed)
    for side, name in enumerate(there.compare):
        relations = zip(there.codes[side], there.structure.names(side), strict=True)
        expected = {new[name, code]: relation for code, relation in relations}
        found = dict(zip(here.codes[side], here.structure.names(side), strict=True))
        assert found == expected


@given(random_datasets(), st.sampled_from([0.01, 3, 1e6]))
@settings(patient, max_examples=20)
def test_scale_changes_people_and_nothing_else(dataset: Dataset, factor: float) -> None:
    there = build_overlap(dataset, ignore_below=0.1)
    here = build_overlap(rescaled(dataset, factor), ignore_below=0.1)
    assert edges(here) == pytest.approx({pair: factor * n for pair, n in edges(there).items()})
    assert set(slivers(here)) == set(slivers(there))
    assert [here.structure.names(side) for side in (0, 1)] == [
        there.structure.names(side) for side in (0, 1)
    ]
