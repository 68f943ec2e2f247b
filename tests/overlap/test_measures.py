"""Measures: published values, other libraries, brute force, and cases worked out by hand."""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from math import log
from typing import TYPE_CHECKING

import igraph
import numpy as np
import pytest
from helpers.examples import patient
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn import metrics

from graphmodel.overlap.measures import (
    adjusted_rand_index,
    completeness,
    homogeneity,
    inhomogeneity,
    split_join,
    transfer_distance,
    v_measure,
    variation_of_information,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from numpy.typing import ArrayLike, NDArray

    Labeling = str | list[int]

OF_PEOPLE = [
    variation_of_information,
    homogeneity,
    completeness,
    v_measure,
    transfer_distance,
]


def table_of(first: Labeling, second: Labeling, weights: ArrayLike = 1) -> NDArray[np.float64]:
    """Cross-tabulate two labelings of the same members."""
    _, rows = np.unique(np.array(list(first)), return_inverse=True)
    _, columns = np.unique(np.array(list(second)), return_inverse=True)
    table = np.zeros((rows.max() + 1, columns.max() + 1))
    np.add.at(table, (rows, columns), weights)
    return table


def random_labelings(
    count: int, *, least: int = 12, most: int = 80
) -> Iterator[tuple[list[int], list[int]]]:
    """Give pairs of random labelings; sizes and numbers of groups vary, and so does agreement."""
    random = np.random.default_rng(20160611)
    for _ in range(count):
        size = int(random.integers(least, most))
        first = random.integers(0, random.integers(1, 8), size)
        second = random.integers(0, random.integers(1, 8), size)
        alike = random.random(size) < random.random()
        yield first.tolist(), np.where(alike, first, second).tolist()


@st.composite
def labelings(draw: st.DrawFn, number: int = 2, most: int = 14) -> list[list[int]]:
    size = draw(st.integers(1, most))
    return [draw(st.lists(st.integers(0, 4), min_size=size, max_size=size)) for _ in range(number)]


@st.composite
def tables(draw: st.DrawFn, most: int = 5) -> NDArray[np.float64]:
    height, width = draw(st.integers(1, most)), draw(st.integers(1, most))
    weight = st.one_of(st.just(0.0), st.just(0.0), st.floats(0.1, 1000))
    cells = draw(st.lists(weight, min_size=height * width, max_size=height * width))
    return np.array(cells).reshape(height, width)


# Values that several independent libraries agree on.


@pytest.mark.parametrize(
    ("first", "second", "vi", "nmi", "ari", "split", "transfer"),
    [
        ("000011122222", "201020201031", 1.703059, 0.272992, -0.04700, (6, 5), 6),
        ("000111", "001122", 0.867563, 0.515804, 0.24242, (2, 1), 2),
        ("111233331222213", "111112222233333", 1.900541, 0.135026, 0.02000, (6, 6), 6),
        ("011021", "011022", 0.549306, 0.739667, 0.44444, (1, 1), 1),
    ],
)
def test_reference_values_are_met_to_the_last_digit(
    first: str,
    second: str,
    vi: float,
    nmi: float,
    ari: float,
    split: tuple[int, int],
    transfer: int,
) -> None:
    table = table_of(first, second)
    assert round(variation_of_information(table), 6) == vi
    assert round(v_measure(table), 6) == nmi
    assert round(adjusted_rand_index(table), 5) == ari
    assert split_join(table) == split
    assert transfer_distance(table) == transfer


# Other libraries.


@pytest.mark.filterwarnings("ignore:The number of unique classes:UserWarning")
def test_random_partitions_measure_as_in_scikit_learn() -> None:
    for first, second in random_labelings(150):
        table = table_of(first, second)
        ours = (
            homogeneity(table),
            completeness(table),
            v_measure(table),
            adjusted_rand_index(table),
        )
        theirs = (
            metrics.homogeneity_score(first, second),
            metrics.completeness_score(first, second),
            metrics.v_measure_score(first, second),
            metrics.adjusted_rand_score(first, second),
        )
        assert ours == pytest.approx(theirs, abs=1e-9)
        entropies = (metrics.mutual_info_score(each, each) for each in (first, second))
        shared = metrics.mutual_info_score(first, second)
        assert variation_of_information(table) == pytest.approx(
            sum(entropies) - 2 * shared, abs=1e-9
        )


def test_random_partitions_measure_as_in_igraph() -> None:
    for first, second in random_labelings(150):
        table = table_of(first, second)
        by_igraph = {
            method: igraph.compare_communities(first, second, method=method)
            for method in ("vi", "nmi", "adjusted_rand", "split-join")
        }
        assert variation_of_information(table) == pytest.approx(by_igraph["vi"], abs=1e-9)
        assert sum(split_join(table)) == by_igraph["split-join"]
        assert split_join(table) == tuple(igraph.split_join_distance(first, second))
        if len(set(first)) > 1 or len(set(second)) > 1:  # it gives NaN where both are trivial
            assert v_measure(table) == pytest.approx(by_igraph["nmi"], abs=1e-9)
            assert adjusted_rand_index(table) == pytest.approx(by_igraph["adjusted_rand"], abs=1e-9)


@pytest.mark.filterwarnings("ignore:The number of unique classes:UserWarning")
def test_a_person_weighs_as_much_as_a_member_of_their_own() -> None:
    random = np.random.default_rng(7)
    for first, second in random_labelings(40, most=30):
        people = random.integers(1, 9, len(first))
        table = table_of(first, second, people)
        a, b = np.repeat(first, people).tolist(), np.repeat(second, people).tolist()
        assert v_measure(table) == pytest.approx(metrics.v_measure_score(a, b), abs=1e-9)
        assert variation_of_information(table) == pytest.approx(
            igraph.compare_communities(a, b, method="vi"), abs=1e-9
        )
        assert split_join(table) == tuple(igraph.split_join_distance(a, b))
        assert transfer_distance(table) == pytest.approx(transfer_by_brute_force(table))


def test_weights_matter() -> None:
    first, second = "aabb", "abbb"
    light, heavy = table_of(first, second), table_of(first, second, [1, 9, 1, 1])
    assert v_measure(light) != pytest.approx(v_measure(heavy))
    assert split_join(heavy) == (1, 2)  # the 1 of a leaves the 9; the 2 of b leave the 9
    assert split_join(light) == (1, 1)


# Direct formulas and brute force.


def transfer_by_brute_force(table: NDArray[np.float64]) -> float:
    """Give all people less the best matching, found by trying every assignment."""
    table = np.asarray(table)
    if table.shape[0] > table.shape[1]:
        table = table.T
    height, width = table.shape
    kept = max(
        sum(table[row, column] for row, column in enumerate(columns))
        for columns in permutations(range(width), height)
    )
    return float(table.sum() - kept)


@given(tables())
@example(np.array([[2.0, 3.0], [0.0, 2.0]]))  # the largest cell is not in the best matching
@settings(patient, max_examples=150)
def test_transfer_distance_is_the_least_over_all_matchings(table: NDArray[np.float64]) -> None:
    assert transfer_distance(table) == pytest.approx(transfer_by_brute_force(table), abs=1e-6)


def test_transfer_distance_of_many_components_is_the_sum_of_theirs() -> None:
    parts = [np.array([[5.0, 1.0], [4.0, 3.0]]), np.array([[2.0, 2.0, 1.0]]), np.array([[7.0]])]
    whole = sparse.csr_array(sparse.block_diag(parts))
    # 5 + 3 of 13 stay, 2 of 5, 7 of 7.
    assert transfer_distance(whole) == 5 + 3 + 0


def inhomogeneity_by_loops(table: NDArray[np.float64]) -> list[float]:
    height, width = table.shape
    total = sum(table[a, b] for a in range(height) for b in range(width))
    overall = 0.0
    for b in range(width):
        share = sum(table[a, b] for a in range(height)) / total
        overall -= share * log(share) if share else 0.0
    within = []
    for a in range(height):
        size = sum(table[a, b] for b in range(width))
        shares = [table[a, b] / size for b in range(width) if table[a, b]]
        within.append(-sum(share * log(share) for share in shares) / overall if overall else 0.0)
    return within


@given(tables())
@settings(patient, max_examples=100)
def test_inhomogeneity_is_entropy_within_over_entropy_overall(table: NDArray[np.float64]) -> None:
    assume(table.sum() > 0)
    assert inhomogeneity(table) == pytest.approx(inhomogeneity_by_loops(table), abs=1e-9)


@given(tables())
@settings(patient, max_examples=100)
def test_inhomogeneities_average_to_what_homogeneity_leaves(table: NDArray[np.float64]) -> None:
    """Nowosad & Stepinski: completeness is 1 less the weighted mean of the inhomogeneities."""
    assume(np.count_nonzero(table.sum(axis=0)) > 1)
    mean = inhomogeneity(table) @ table.sum(axis=1) / table.sum()
    assert completeness(table) == pytest.approx(1 - mean, abs=1e-9)
    assert homogeneity(table.T) == pytest.approx(1 - mean, abs=1e-9)


# Three cases by hand.


def test_one_footprint_that_is_two_in_the_other_set() -> None:
    table = np.array([[2, 2]])  # a holds b1 and b2, two members in each
    # H(A) = 0, H(B) = H(B|A) = ln 2, H(A|B) = 0.
    assert variation_of_information(table) == pytest.approx(log(2))
    assert homogeneity(table) == 1  # each b lies in a
    assert completeness(table) == 0
    assert v_measure(table) == 0
    assert inhomogeneity(table).tolist() == [1]  # a is as mixed as the whole
    assert inhomogeneity(table.T).tolist() == [0, 0]
    # Pairs together in both: 1 + 1; in A: 6; in B: 2; of all: 6. Expected 6 * 2 / 6 = 2.
    assert adjusted_rand_index(table) == 0
    assert split_join(table) == (2, 0)  # two leave a so that it nests; b1 and b2 do nest
    assert transfer_distance(table) == 2


def test_two_footprints_that_swap_a_quarter() -> None:
    table = np.array([[3, 1], [1, 3]])
    # H(A) = H(B) = ln 2; H(A|B) = H(B|A) = 3/4 ln 4/3 + 1/4 ln 4.
    within = 3 / 4 * log(4 / 3) + 1 / 4 * log(4)
    assert variation_of_information(table) == pytest.approx(2 * within)
    assert homogeneity(table) == pytest.approx(1 - within / log(2))
    assert completeness(table) == pytest.approx(1 - within / log(2))
    assert v_measure(table) == pytest.approx(1 - within / log(2))
    assert inhomogeneity(table) == pytest.approx([within / log(2)] * 2)
    # Pairs together in both: 3 + 0 + 0 + 3; in A: 6 + 6; in B: 12; of all: 28.
    # (6 - 144/28) / (12 - 144/28) = (24/28) / (192/28)
    assert adjusted_rand_index(table) == pytest.approx(24 / 192)
    assert split_join(table) == (2, 2)
    assert transfer_distance(table) == 2


def test_a_footprint_of_which_half_lies_elsewhere() -> None:
    people = np.array([[100, 0], [50, 50]])  # a1 in b1; a2 half in b1, half in b2
    entropy_a, entropy_b = log(2), 3 / 4 * log(4 / 3) + 1 / 4 * log(4)
    a_within_b = 150 / 200 * (2 / 3 * log(3 / 2) + 1 / 3 * log(3))  # b2 lies in a2
    b_within_a = 100 / 200 * log(2)  # a1 lies in b1
    assert variation_of_information(people) == pytest.approx(a_within_b + b_within_a)
    assert homogeneity(people) == pytest.approx(1 - a_within_b / entropy_a)
    assert completeness(people) == pytest.approx(1 - b_within_a / entropy_b)
    shared = entropy_a - a_within_b
    assert v_measure(people) == pytest.approx(shared / ((entropy_a + entropy_b) / 2))
    assert inhomogeneity(people) == pytest.approx([0, log(2) / entropy_b])
    assert split_join(people) == (50, 50)
    assert transfer_distance(people) == 50  # all but a2's half in b1 can stay
    members = np.array([[1, 0], [1, 1]])
    # Pairs together in both: 0; in A: 1; in B: 1; of all: 3. (0 - 1/3) / (1 - 1/3)
    assert adjusted_rand_index(members) == pytest.approx(-1 / 2)


# Nothing to tell apart, and nobody.


@pytest.mark.parametrize(
    "table",
    [
        np.array([[5.0]]),
        np.eye(3),
        np.zeros((0, 0)),
        np.zeros((0, 2)),
        np.zeros((2, 3)),
        np.array([[4.0, 0.0, 0.0], [0.0, 0.0, 0.0]]),
    ],
    ids=["one each", "all alone", "empty", "no rows", "nobody", "one each and empty ones"],
)
def test_partitions_that_cannot_differ_agree_fully(table: NDArray[np.float64]) -> None:
    assert variation_of_information(table) == 0
    assert homogeneity(table) == completeness(table) == v_measure(table) == 1
    assert adjusted_rand_index(table) == 1
    assert split_join(table) == (0, 0)
    assert transfer_distance(table) == 0
    assert inhomogeneity(table).tolist() == [0] * table.shape[0]


def test_one_footprint_against_one_for_each_member() -> None:
    table = np.ones((1, 4))
    assert homogeneity(table) == 1
    assert completeness(table) == v_measure(table) == adjusted_rand_index(table) == 0
    assert variation_of_information(table) == pytest.approx(log(4))
    assert split_join(table) == (3, 0)


def test_a_single_member_makes_no_pair_however_it_is_split() -> None:
    assert adjusted_rand_index(np.array([[1 / 3, 1 / 3, 1 / 3]])) == 1
    assert adjusted_rand_index(np.array([[0.3333333], [0.3333333], [0.3333333]])) == 1


@given(st.lists(st.integers(1, 9), min_size=2, max_size=4), st.lists(st.integers(1, 9), min_size=2))
@settings(patient, max_examples=100)
def test_independent_partitions_share_nothing_and_never_less(
    rows: list[int], columns: list[int]
) -> None:
    table = np.outer(rows, columns) / 7
    assert 0 <= homogeneity(table) < 1e-12
    assert 0 <= completeness(table) < 1e-12
    assert 0 <= v_measure(table) < 1e-12


def test_partitions_that_agree_are_at_no_distance_at_all_in_fractions() -> None:
    """Not even by a rounding error, which files would carry as 1.8e-12 people."""
    table = np.diag(np.arange(1, 40) / 7)
    assert transfer_distance(table) == 0.0
    assert split_join(table) == (0.0, 0.0)
    assert variation_of_information(table) == 0.0


# Invariances.


@given(tables(), st.randoms())
@settings(patient, max_examples=100)
def test_order_and_names_of_footprints_do_not_matter(
    table: NDArray[np.float64], random: Random
) -> None:
    rows, columns = list(range(table.shape[0])), list(range(table.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    mixed = table[rows][:, columns]
    for measure in OF_PEOPLE:
        assert measure(mixed) == pytest.approx(measure(table), abs=1e-9, rel=1e-9)
    members = np.ceil(table)
    assert adjusted_rand_index(members[rows][:, columns]) == pytest.approx(
        adjusted_rand_index(members)
    )
    assert split_join(mixed) == pytest.approx(split_join(table), abs=1e-6)
    assert inhomogeneity(mixed) == pytest.approx(inhomogeneity(table)[rows], abs=1e-9)


@given(tables())
@settings(patient, max_examples=100)
def test_swapping_the_sets_swaps_what_is_one_sided_and_keeps_the_rest(
    table: NDArray[np.float64],
) -> None:
    assert homogeneity(table.T) == pytest.approx(completeness(table), abs=1e-9)
    assert split_join(table.T) == pytest.approx(split_join(table)[::-1])
    for measure in (variation_of_information, v_measure, transfer_distance):
        assert measure(table.T) == pytest.approx(measure(table), abs=1e-9, rel=1e-9)
    members = np.ceil(table)
    assert adjusted_rand_index(members.T) == pytest.approx(adjusted_rand_index(members))


@given(tables(), st.sampled_from([0.001, 0.5, 3, 1e6]))
@settings(patient, max_examples=100)
def test_more_people_everywhere_scale_distances_and_nothing_else(
    table: NDArray[np.float64], factor: float
) -> None:
    for measure in (variation_of_information, homogeneity, completeness, v_measure):
        assert measure(table * factor) == pytest.approx(measure(table), abs=1e-9)
    assert inhomogeneity(table * factor) == pytest.approx(inhomogeneity(table), abs=1e-9)
    assert transfer_distance(table * factor) == pytest.approx(factor * transfer_distance(table))
    scaled = tuple(factor * people for people in split_join(table))
    assert split_join(table * factor) == pytest.approx(scaled)


@given(tables())
@settings(patient, max_examples=50)
def test_sparse_tables_read_as_dense_ones_and_stay_as_they_are(table: NDArray[np.float64]) -> None:
    loose = sparse.coo_array(  # every cell in two halves, and the zeros written out
        (
            np.tile(table.ravel() / 2, 2),
            (
                np.tile(np.repeat(np.arange(table.shape[0]), table.shape[1]), 2),
                np.tile(np.arange(table.shape[1]), 2 * table.shape[0]),
            ),
        ),
        shape=table.shape,
    )
    members = np.ceil(table)
    assert adjusted_rand_index(sparse.csr_array(members)) == adjusted_rand_index(members)
    before = Counter(zip(*(part.tolist() for part in (*loose.coords, loose.data)), strict=True))
    for measure in OF_PEOPLE:
        expected = measure(table)
        for form in (loose, sparse.csr_array(table), sparse.csc_array(table)):
            assert measure(form) == pytest.approx(expected, abs=1e-9, rel=1e-9)
    after = Counter(zip(*(part.tolist() for part in (*loose.coords, loose.data)), strict=True))
    assert after == before


# Metrics, in the mathematical sense.


@given(labelings(number=3))
@settings(patient, max_examples=200)
def test_distances_obey_the_triangle_inequality(three: list[list[int]]) -> None:
    a, b, c = three
    for distance in (
        variation_of_information,
        lambda table: sum(split_join(table)),
        transfer_distance,
    ):
        direct = distance(table_of(a, c))
        assert direct <= distance(table_of(a, b)) + distance(table_of(b, c)) + 1e-9


@given(labelings())
@settings(patient, max_examples=200)
def test_distances_are_zero_for_the_same_partition_only(two: list[list[int]]) -> None:
    first, second = two
    table = table_of(first, second)
    same = len(set(zip(first, second, strict=True))) == len(set(first)) == len(set(second))
    assert (variation_of_information(table) == 0) is same
    assert (sum(split_join(table)) == 0) is same
    assert (transfer_distance(table) == 0) is same
    assert (v_measure(table) == 1) is same
