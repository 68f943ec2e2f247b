"""Projections, against loops, against networkx, and by hand."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from helpers.examples import make_dataset, patient, random_datasets, rescaled, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms import bipartite

from graphmodel.errors import OptionError
from graphmodel.overlap.overlap import build_overlap
from graphmodel.overlap.projection import TIES, cross_projection, one_mode_projection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.dataset.dataset import Dataset

    Ties = dict[tuple[str, str], dict[str, float]]


def rows(frame: pd.DataFrame) -> Ties:
    """Give the ties by pair, without those that are nothing."""
    columns = list(frame.columns)
    return {
        tuple(row[:2]): {
            name: value for name, value in zip(columns[2:], row[2:], strict=True) if value
        }
        for row in frame.itertuples(index=False)
    }


def close(found: Ties, expected: Mapping[tuple[str, str], Any]) -> None:
    assert set(found) == set(expected)
    for pair, ties in expected.items():
        assert found[pair] == pytest.approx(ties), pair


# By hand.


@pytest.fixture
def example() -> Dataset:
    return make_dataset(
        {
            "c1": ("a1", "b1", 60),
            "c2": ("a2", "b1", 40),
            "c3": ("a2", "b2", 10),
            "c4": ({"a1": 0.5, "a3": 0.5}, None, 99),
        },
        partners={
            "p1": ("provider", ["a1", "a2"], ["b1", "b2"]),
            "p2": ("provider", ["a1", "a2", "a3"], "b2"),
            "k1": ("council", ["a2", "a3"], "b1"),
            "x1": ("charity", ["a1", "a2"], ["b1", "b2"]),
        },
        neighbours=[
            ("c1", "c2", 3),
            ("c1", "c3", 4),
            ("c2", "c3", 5),
            ("c4", "c3", 8),
            ("c4", "c1", 1),
            ("c4", "c2", None),
        ],
    )


def test_footprints_of_a_set_are_tied_by_what_they_share(example: Dataset) -> None:
    close(
        rows(one_mode_projection(example, "a")),
        {
            # In b1 60 meet 40: 60 * 40 / 100. Border: c1-c2, c1-c3, and half of c4-c3.
            ("a1", "a2"): {"people": 24, "providers": 2, "border_km": 3 + 4 + 8 / 2},
            # p2; and c1 has half of its border of 1 km with c4 in a3.
            ("a1", "a3"): {"providers": 1, "border_km": 1 / 2},
            ("a2", "a3"): {"providers": 1, "councils": 1, "border_km": 8 / 2},
        },
    )
    close(
        rows(one_mode_projection(example, "b")),
        # In a2 40 meet 10: 40 * 10 / 50. c4 is in neither.
        {("b1", "b2"): {"people": 8, "providers": 1, "border_km": 4 + 5}},
    )


def test_footprints_of_two_sets_are_tied_by_what_they_share(example: Dataset) -> None:
    close(
        rows(cross_projection(example)),
        {
            # Border: c1 (in a1) with c2 (in b1); half of c4 with c1.
            ("a1", "b1"): {"people": 60, "providers": 1, "border_km": 3 + 1 / 2},
            ("a1", "b2"): {"providers": 2, "border_km": 4 + 8 / 2},
            # c2 with c1, c3 with c1, c3 with c2.
            ("a2", "b1"): {"people": 40, "providers": 1, "councils": 1, "border_km": 3 + 4 + 5},
            ("a2", "b2"): {"people": 10, "providers": 2, "border_km": 5},
            ("a3", "b1"): {"councils": 1, "border_km": 1 / 2},
            ("a3", "b2"): {"providers": 1, "border_km": 8 / 2},
        },
    )


def test_columns_and_kinds_of_numbers(example: Dataset) -> None:
    one_mode, cross = one_mode_projection(example, "a"), cross_projection(example)
    assert tuple(one_mode.columns) == ("footprint", "other", *TIES)
    assert tuple(cross.columns) == ("a", "b", *TIES)
    for frame in (one_mode, cross):
        assert [frame[name].dtype.kind for name in TIES] == ["f", "i", "i", "f"]
        ends = list(frame.iloc[:, :2].itertuples(index=False, name=None))
        assert ends == sorted(ends)
        assert frame.index.tolist() == list(range(len(frame)))


def test_footprints_with_nothing_in_common_have_no_row() -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 1), "c2": ("a2", "b2", 1)}, neighbours=[("c1", "c2", None)]
    )
    for name in ("a", "b"):
        empty = one_mode_projection(dataset, name)
        assert empty.empty
        assert tuple(empty.columns) == ("footprint", "other", *TIES)
    assert rows(cross_projection(dataset)) == {
        ("a1", "b1"): {"people": 1},
        ("a2", "b2"): {"people": 1},
    }


def test_other_sets_can_be_projected_and_others_are_refused() -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 30), "c2": ("a2", "b2", 10)},
        further={"third": {"c1": "t1", "c2": "t1"}},
    )
    third = one_mode_projection(dataset, "a", sets=("third", "a"))
    close(rows(third), {("a1", "a2"): {"people": 30 * 10 / 40}})
    close(
        rows(cross_projection(dataset, sets=("third", "b"))),
        {("t1", "b1"): {"people": 30}, ("t1", "b2"): {"people": 10}},
    )
    with pytest.raises(OptionError, match="'third' is not compared here: a and b are"):
        one_mode_projection(dataset, "third")


# Against loops over the tables.


def memberships_of(dataset: Dataset, footprint_set: str) -> dict[str, dict[str, float]]:
    found = defaultdict(dict)
    chosen = dataset.memberships[dataset.memberships["footprint_set"] == footprint_set]
    for row in chosen.itertuples(index=False):
        found[row.organisation][row.footprint] = row.share
    return found


def partners_and_borders(dataset: Dataset, first: str, second: str) -> dict[Any, Any]:
    """Give what ties a footprint of one set to one of another (or the same), but for people."""
    ties = defaultdict(lambda: defaultdict(float))
    kinds = dict(dataset.organisations[["organisation", "kind"]].itertuples(index=False, name=None))
    one, other = memberships_of(dataset, first), memberships_of(dataset, second)
    for organisation, kind in kinds.items():
        for pair in product(one[organisation], other[organisation]):
            if kind in ("provider", "council"):
                ties[pair][f"{kind}s"] += 1
    for here, there, length, _ in dataset.neighbours.itertuples(index=False, name=None):
        for start, end in ((here, there), (there, here)):
            for pair in product(one[start], other[end]):
                kilometres = 0.0 if np.isnan(length) else length
                ties[pair]["border_km"] += kilometres * one[start][pair[0]] * other[end][pair[1]]
    return ties


def filled(ties: Mapping[Any, Any]) -> Ties:
    found = {
        pair: {name: value for name, value in row.items() if value} for pair, row in ties.items()
    }
    return {pair: row for pair, row in found.items() if row}


@given(random_datasets())
@settings(patient, max_examples=15)
def test_one_mode_projections_are_what_loops_give(dataset: Dataset) -> None:
    table = build_overlap(dataset).table.toarray()
    for name, people, codes in (
        ("a", table, build_overlap(dataset).codes[0]),
        ("b", table.T, build_overlap(dataset).codes[1]),
    ):
        ties = partners_and_borders(dataset, name, name)
        expected = defaultdict(dict)
        for (place, one), (place_of_other, other) in combinations(enumerate(codes), 2):
            expected[one, other] = dict(ties[one, other])
            expected[one, other]["people"] = sum(
                people[place, group] * people[place_of_other, group] / people[:, group].sum()
                for group in range(people.shape[1])
                if people[:, group].sum()
            )
        close(rows(one_mode_projection(dataset, name)), filled(expected))


@given(random_datasets())
@settings(patient, max_examples=15)
def test_cross_projections_are_what_loops_give(dataset: Dataset) -> None:
    overlap = build_overlap(dataset)
    expected = partners_and_borders(dataset, "a", "b")
    for a, b, people in overlap.edges.itertuples(index=False):
        expected[a, b]["people"] = people
    close(rows(cross_projection(dataset)), filled(expected))


# Against networkx.


def test_shared_partners_are_the_weights_of_networkx() -> None:
    random = np.random.default_rng(1)
    deals = {f"p{place}": random.choice(12, 3, replace=False) for place in range(40)}
    dataset = make_dataset(
        {f"c{place}": (f"a{place}", "b1", 1) for place in range(12)},
        partners={code: ("provider", [f"a{n}" for n in of], "b1") for code, of in deals.items()},
    )
    graph = nx.Graph([(code, f"a{place}") for code, places in deals.items() for place in places])
    weights = bipartite.weighted_projected_graph(graph, [f"a{place}" for place in range(12)])
    found = one_mode_projection(dataset, "a").set_index(["footprint", "other"])["providers"]
    expected = {tuple(sorted(ends)): weight for *ends, weight in weights.edges(data="weight")}
    assert found[found > 0].to_dict() == expected


def test_where_each_footprint_has_three_people_ties_are_a_third_of_networkx_weights() -> None:
    random = np.random.default_rng(2)
    graph, memberships = nx.Graph(), {}
    for group in range(30):
        for place in random.choice(10, 3, replace=False):
            memberships[f"c{group}-{place}"] = (f"a{place}", f"b{group}", 1)
            graph.add_edge(f"b{group}", f"a{place}")
    tops = [node for node in graph if node.startswith("a")]
    weights = bipartite.weighted_projected_graph(graph, tops)
    found = rows(one_mode_projection(make_dataset(memberships), "a"))
    expected = {
        tuple(sorted(ends)): {"people": weight / 3}
        for *ends, weight in weights.edges(data="weight")
    }
    close(found, expected)


# Properties.


@given(random_datasets(partners=False, neighbours=False))
@settings(patient, max_examples=15)
def test_nobody_is_shared_out_twice(dataset: Dataset) -> None:
    """A footprint's ties, that with itself included, add up to its covered people."""
    overlap = build_overlap(dataset)
    for side, name in enumerate(overlap.compare):
        ties = one_mode_projection(dataset, name)
        tied = defaultdict(float)
        for one, other, people in ties[["footprint", "other", "people"]].itertuples(index=False):
            tied[one] += people
            tied[other] += people
        table = overlap.table.toarray() if side == 0 else overlap.table.toarray().T
        totals = table.sum(axis=0)
        own = (table**2 / np.where(totals > 0, totals, 1)).sum(axis=1)
        for code, people, with_itself in zip(
            overlap.codes[side], table.sum(axis=1), own, strict=True
        ):
            assert tied[code] + with_itself == pytest.approx(people)


@given(random_datasets(), st.integers(0, 99))
@settings(patient, max_examples=8)
def test_order_of_rows_does_not_matter_and_scale_is_that_of_people(
    dataset: Dataset, seed: int
) -> None:
    for name in ("a", "b"):
        there = one_mode_projection(dataset, name)
        pd.testing.assert_frame_equal(one_mode_projection(shuffled(dataset, seed), name), there)
        here = one_mode_projection(rescaled(dataset, 4), name)
        assert here["people"].tolist() == pytest.approx((4 * there["people"]).tolist())
        pd.testing.assert_frame_equal(here.drop(columns="people"), there.drop(columns="people"))
