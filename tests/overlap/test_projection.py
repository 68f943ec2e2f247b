"""Projections, against loops, against networkx, and by hand."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pytest
from helpers.examples import make_dataset, patient, random_datasets, rescaled, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms import bipartite

from graphmodel.errors import OptionError
from graphmodel.overlap.overlap import build_overlap
from graphmodel.overlap.projection import MEANINGS, TIES, projection_graph

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.dataset.dataset import Dataset

    Ties = dict[tuple[str, str], dict[str, float]]


def rows(graph: nx.Graph[str]) -> Ties:
    """Give the ties by pair of codes, without weights and those that are nothing."""
    code = nx.get_node_attributes(graph, "footprint")
    return {
        (code[one], code[other]): {name: data[name] for name in TIES if data[name]}
        for one, other, data in graph.edges(data=True)
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
        rows(projection_graph(example, "a")),
        {
            # In b1 60 meet 40: 60 * 40 / 100. Border: c1-c2, c1-c3, and half of c4-c3.
            ("a1", "a2"): {"people": 24, "providers": 2, "border_km": 3 + 4 + 8 / 2},
            # p2; and c1 has half of its border of 1 km with c4 in a3.
            ("a1", "a3"): {"providers": 1, "border_km": 1 / 2},
            ("a2", "a3"): {"providers": 1, "councils": 1, "border_km": 8 / 2},
        },
    )
    close(
        rows(projection_graph(example, "b")),
        # In a2 40 meet 10: 40 * 10 / 50. c4 is in neither.
        {("b1", "b2"): {"people": 8, "providers": 1, "border_km": 4 + 5}},
    )


def test_weights_are_shares_of_all_ties_of_each_kind_or_one_kind(example: Dataset) -> None:
    graph = projection_graph(example, "a")
    assert set(graph.edges["a:a1", "a:a2"]) == {"weight", *TIES}
    providers, border = 1 + 2 + 1, 11 + 0.5 + 4
    assert graph.edges["a:a2", "a:a3"]["weight"] == pytest.approx(1 / providers + 1 + 4 / border)
    assert graph.graph["weight"].startswith("share of all people")
    councils = projection_graph(example, "a", weight="councils")
    assert list(councils.edges(data="weight")) == [("a:a2", "a:a3", 1)]
    assert len(councils) == 3
    with pytest.raises(
        OptionError, match=r"`weight` takes one of 'all', 'people', .*, not 'miles'"
    ):
        projection_graph(example, "a", weight="miles")  # type: ignore[arg-type]


@given(random_datasets())
@settings(patient, max_examples=15)
def test_weights_sum_to_the_kinds_of_ties_or_to_all_of_one(dataset: Dataset) -> None:
    for name in "ab":
        ties = rows(projection_graph(dataset, name)).values()
        sums = {kind: sum(tie.get(kind, 0) for tie in ties) for kind in TIES}
        sums["all"] = sum(total > 0 for total in sums.values())
        for weight in MEANINGS:
            graph = projection_graph(dataset, name, weight=weight)
            assert graph.size(weight="weight") == pytest.approx(sums[weight])
            assert all(tie > 0 for *_, tie in graph.edges(data="weight"))


def test_footprints_with_nothing_in_common_have_no_edge() -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 1), "c2": ("a2", "b2", 1)}, neighbours=[("c1", "c2", None)]
    )
    for name in ("a", "b"):
        graph = projection_graph(dataset, name)
        assert set(graph) == {f"{name}:{name}1", f"{name}:{name}2"}
        assert not graph.edges


def test_other_sets_can_be_projected_and_others_are_refused() -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 30), "c2": ("a2", "b2", 10)},
        further={"third": {"c1": "t1", "c2": "t1"}},
    )
    third = projection_graph(dataset, "a", sets="third,a")
    close(rows(third), {("a1", "a2"): {"people": 30 * 10 / 40}})
    with pytest.raises(OptionError, match="'third' is not compared here: a and b are"):
        projection_graph(dataset, "third")


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
        close(rows(projection_graph(dataset, name)), filled(expected))


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
    found = rows(projection_graph(dataset, "a", weight="providers"))
    expected = {tuple(sorted(ends)): weight for *ends, weight in weights.edges(data="weight")}
    assert {pair: ties["providers"] for pair, ties in found.items()} == expected


def test_where_each_footprint_has_three_people_ties_are_a_third_of_networkx_weights() -> None:
    random = np.random.default_rng(2)
    graph, memberships = nx.Graph(), {}
    for group in range(30):
        for place in random.choice(10, 3, replace=False):
            memberships[f"c{group}-{place}"] = (f"a{place}", f"b{group}", 1)
            graph.add_edge(f"b{group}", f"a{place}")
    tops = [node for node in graph if node.startswith("a")]
    weights = bipartite.weighted_projected_graph(graph, tops)
    found = rows(projection_graph(make_dataset(memberships), "a"))
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
        tied = dict(projection_graph(dataset, name).degree(weight="people"))
        table = overlap.table.toarray() if side == 0 else overlap.table.toarray().T
        totals = table.sum(axis=0)
        own = (table**2 / np.where(totals > 0, totals, 1)).sum(axis=1)
        for code, people, with_itself in zip(
            overlap.codes[side], table.sum(axis=1), own, strict=True
        ):
            assert tied[f"{name}:{code}"] + with_itself == pytest.approx(people)


@given(random_datasets(), st.integers(0, 99))
@settings(patient, max_examples=8)
def test_order_of_rows_does_not_matter_and_scale_is_that_of_people(
    dataset: Dataset, seed: int
) -> None:
    for name in ("a", "b"):
        there = projection_graph(dataset, name)
        mixed = projection_graph(shuffled(dataset, seed), name)
        assert list(mixed.edges(data=True)) == list(there.edges(data=True))
        larger = rows(projection_graph(rescaled(dataset, 4), name))
        close(
            larger,
            {
                pair: ties | ({"people": 4 * ties["people"]} if "people" in ties else {})
                for pair, ties in rows(there).items()
            },
        )
