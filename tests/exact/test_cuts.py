"""Cut frontiers and star forests against enumeration, integer models and known numbers."""

from __future__ import annotations

import functools
import math
import sys
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from helpers.cutcases import Edges, arrays, banded, graph_of, is_cut_into, is_star_forest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.dataset.reading import read_dataset
from graphmodel.exact import cut_tables as _cut_tables
from graphmodel.exact import cuts, stars
from graphmodel.exact.cuts import cut_frontier
from graphmodel.exact.elimination import TooWideError
from graphmodel.exact.stars import best_star_forest
from graphmodel.overlap.overlap import build_overlap

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from tessellations import SIZES, tessellations


def everything(edges: Edges, weights: list[float]) -> tuple[dict, dict]:
    """List, for each number of parts and for star forests (0), costs and all the cheapest cuts."""
    numbers: dict[tuple[str, int], int] = {}
    ends = [
        tuple(numbers.setdefault(end, len(numbers)) for end in (("a", one), ("b", other)))
        for one, other in edges
    ]
    costs: dict[int, float] = {}
    best: dict[int, set[tuple[int, ...]]] = {}
    slack = 1e-9 * sum(weights)
    for mask in range(1 << len(edges)):
        label = list(range(len(numbers)))
        degree = [0] * len(numbers)
        for row, (one, other) in enumerate(ends):
            if not mask >> row & 1:
                degree[one] += 1
                degree[other] += 1
                low, high = sorted((label[one], label[other]))
                label = [low if value == high else value for value in label]
        if 0 in degree:
            continue
        cut = tuple(row for row in range(len(edges)) if mask >> row & 1)
        keys = []
        if all(label[ends[row][0]] != label[ends[row][1]] for row in cut):
            keys.append(len(set(label)))
        if all(
            degree[one] == 1 or degree[other] == 1
            for row, (one, other) in enumerate(ends)
            if row not in cut
        ):
            keys.append(0)
        cost = math.fsum(weights[row] for row in cut)
        for key in keys:
            if cost < costs.get(key, math.inf) - slack:
                costs[key], best[key] = cost, {cut}
            elif cost <= costs[key] + slack:
                best[key].add(cut)
    return costs, best


@st.composite
def small_graphs(draw: st.DrawFn) -> tuple[Edges, list[float]]:
    first = draw(st.integers(1, 5))
    second = draw(st.integers(1, 9 - first))
    pairs = [(one, other) for one in range(first) for other in range(second)]
    edges = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=10, unique=True))
    kind = draw(st.sampled_from(["ties", "fractions", "reals", "equal"]))
    weight = {
        "ties": st.integers(1, 3).map(float),
        "fractions": st.integers(1, 30).map(lambda tenths: tenths / 10),
        "reals": st.floats(1e-3, 1e6),
        "equal": st.just(0.3),
    }[kind]
    return edges, draw(st.lists(weight, min_size=len(edges), max_size=len(edges)))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(small_graphs())
def test_enumeration_agrees(case: tuple[Edges, list[float]]) -> None:
    edges, weights = case
    costs, best = everything(edges, weights)
    frontier = cut_frontier(arrays(edges), np.array(weights))
    assert frontier.counts.tolist() == sorted(set(costs) - {0})
    for count, cost in zip(frontier.counts.tolist(), frontier.costs.tolist(), strict=True):
        assert cost == pytest.approx(costs[count], rel=1e-12, abs=1e-9 * sum(weights))
        tied = frontier.cuts(count, limit=2000)
        assert tied.complete
        assert {tuple(cut.tolist()) for cut in tied.cuts} == best[count]
        assert len(tied.cuts) == len(best[count])
        assert is_cut_into(edges, frontier.cuts(count).cuts[0], count)
    forest = best_star_forest(arrays(edges), np.array(weights), limit=2000)
    assert forest.cost == pytest.approx(costs[0], rel=1e-12, abs=1e-9 * sum(weights))
    assert forest.complete
    assert {tuple(cut.tolist()) for cut in forest.cuts} == best[0]
    assert is_star_forest(edges, forest.cuts[0])


@pytest.mark.parametrize("seed", range(40))
def test_counts_run_from_components_to_the_largest_matching(seed: int) -> None:
    edges, weights = banded(1 + seed % 5, 40, seed)
    graph = graph_of(edges)
    parts = [graph.subgraph(part) for part in nx.connected_components(graph)]
    matching = sum(len(nx.bipartite.hopcroft_karp_matching(part)) // 2 for part in parts)
    frontier = cut_frontier(arrays(edges), weights)
    assert frontier.counts.tolist() == list(range(len(parts), matching + 1))
    assert frontier.costs[0] == 0
    # The last point is a star forest, and the least costly one may have fewer stars.
    assert is_star_forest(edges, frontier.cuts(matching).cuts[0])
    forest = best_star_forest(arrays(edges), weights)
    assert forest.cost <= frontier.costs[-1] * (1 + 1e-12)
    assert all(low < high for low, high in pairwise(frontier.costs.tolist()))


@pytest.mark.parametrize("seed", range(12))
def test_the_whole_front_on_a_wider_graph_is_attained(seed: int) -> None:
    edges, weights = banded(6, 60, seed)
    frontier = cut_frontier(arrays(edges), weights)
    for count, cost in zip(frontier.counts.tolist(), frontier.costs.tolist(), strict=True):
        cut = frontier.cuts(count).cuts[0]
        assert is_cut_into(edges, cut, count)
        assert weights[cut].sum() == pytest.approx(cost, rel=1e-9)


@functools.cache
def overlap(dataset: str, first: str, second: str) -> tuple[Edges, np.ndarray]:
    found = build_overlap(read_dataset(dataset), sets=(first, second))
    pairs = zip(*(side.tolist() for side in found.edge_positions), strict=True)
    return list(pairs), found.edges["people"].to_numpy(float)


@pytest.mark.parametrize(
    ("dataset", "first", "second", "counts", "known", "forest"),
    [
        (
            "england-2016",
            "stp",
            "ldr",
            (38, 43),
            [0, 94_939, 274_428, 467_049, 691_126, 1_257_913],
            1_257_913,
        ),
        ("england-2026", "icb", "authority", (14, 18), [563_919], 563_919),
        ("england-2026", "icb", "council", (30, 36), [135_400], 135_400),
        ("england-2026", "icb", "police", (21, 30), [3_068_390], 3_068_390),
    ],
)
def test_known_numbers(
    dataset: str,
    first: str,
    second: str,
    counts: tuple[int, int],
    known: list[int],
    forest: int,
) -> None:
    edges, weights = overlap(dataset, first, second)
    frontier = cut_frontier(arrays(edges), weights)
    assert (frontier.counts[0], frontier.counts[-1]) == counts
    assert np.rint(frontier.costs).astype(int).tolist()[-len(known) :] == known
    for count, cost in zip(frontier.counts.tolist(), frontier.costs.tolist(), strict=True):
        assert is_cut_into(edges, frontier.cuts(count).cuts[0], count)
        assert weights[frontier.cuts(count).cuts[0]].sum() == pytest.approx(cost)
    best = best_star_forest(arrays(edges), weights)
    assert round(best.cost) == forest
    assert is_star_forest(edges, best.cuts[0])


def relabelled(
    edges: Edges, weights: np.ndarray, seed: int
) -> tuple[Edges, np.ndarray, np.ndarray]:
    """Rename and shuffle everything, exchange the sides, rescale; return the old rows as well."""
    chance = np.random.default_rng(seed)
    names = [chance.permutation(200), chance.permutation(200)]
    rows = chance.permutation(len(edges))
    renamed = [(int(names[0][one]), int(names[1][other])) for one, other in edges]
    shuffled = [renamed[row] for row in rows]
    if seed % 2:
        shuffled = [(other, one) for one, other in shuffled]
    return shuffled, weights[rows] * 3.7**seed, rows


@pytest.mark.parametrize("seed", range(12))
def test_names_order_sides_and_scale_do_not_matter(seed: int) -> None:
    edges, _ = banded(1 + seed % 4, 16, seed)
    # Different weights with many equal sums: ties, but no two edges alike.
    weights = np.random.default_rng(seed).permutation(len(edges)) + 3.0
    frontier = cut_frontier(arrays(edges), weights)
    forest = best_star_forest(arrays(edges), weights)
    others, other_weights, rows = relabelled(edges, weights, seed)
    again = cut_frontier(arrays(others), other_weights)
    assert again.counts.tolist() == frontier.counts.tolist()
    assert again.costs == pytest.approx(frontier.costs * 3.7**seed)
    for count in frontier.counts.tolist():
        one, other = frontier.cuts(count), again.cuts(count)
        assert one.complete
        assert [cut.tolist() for cut in one.cuts] == [
            sorted(rows[cut].tolist()) for cut in other.cuts
        ]
    other_forest = best_star_forest(arrays(others), other_weights)
    assert [sorted(rows[cut].tolist()) for cut in other_forest.cuts] == [
        cut.tolist() for cut in forest.cuts
    ]


@pytest.mark.parametrize("seed", range(8))
def test_equal_weights_still_give_the_same_cut_but_for_symmetry(seed: int) -> None:
    edges, _ = banded(3, 18, seed)
    weights = np.ones(len(edges))
    others, other_weights, _ = relabelled(edges, weights, seed)
    frontier = cut_frontier(arrays(edges), weights)
    again = cut_frontier(arrays(others), other_weights)
    for count in frontier.counts.tolist():
        one = graph_of(edges, frozenset(frontier.cuts(count).cuts[0].tolist()))
        other = graph_of(others, frozenset(again.cuts(count).cuts[0].tolist()))
        assert nx.could_be_isomorphic(one, other)


def test_a_limit_on_ties_is_told() -> None:
    # Twelve paths of three equal edges: any of their middle edges can be cut.
    edges = [
        (2 * path + end, 2 * path + other)
        for path in range(12)
        for end, other in ((0, 0), (1, 0), (1, 1))
    ]
    frontier = cut_frontier(arrays(edges), np.ones(len(edges)))
    assert frontier.counts.tolist() == list(range(12, 25))
    tied = frontier.cuts(18)
    assert len(tied.cuts) == 64
    assert not tied.complete
    assert len({tuple(cut.tolist()) for cut in tied.cuts}) == 64
    whole = frontier.cuts(18, limit=math.comb(12, 6))
    assert len(whole.cuts) == math.comb(12, 6)
    assert whole.complete
    cycle = [(place, (place + turn) % 8) for place in range(8) for turn in (0, 1)]
    forest = best_star_forest(arrays(cycle), np.ones(16), limit=2)
    assert len(forest.cuts) == 2
    assert not forest.complete


def test_nearly_equal_costs_are_equal() -> None:
    # A path of six: the cut at either end is cheaper by a rounding error on one side.
    edges = [(0, 0), (1, 0), (1, 1), (2, 1), (2, 2), (3, 2), (3, 3)]
    weights = np.array([9, 0.1 + 0.2, 9, 9, 9, 0.3, 9])
    tied = cut_frontier(arrays(edges), weights).cuts(2)
    assert [cut.tolist() for cut in tied.cuts] in ([[1], [5]], [[5], [1]])
    assert tied.complete


def test_no_edges_and_lone_stars() -> None:
    nothing = cut_frontier(arrays([]), np.array([]))
    assert nothing.counts.tolist() == [0]
    assert nothing.cuts(0).cuts[0].tolist() == []
    assert nothing.width == 0
    assert best_star_forest(arrays([]), np.array([])).cost == 0
    edges = [(0, 0), (7, 3), (7, 5), (8, 9), (2, 9)]
    few = cut_frontier(arrays(edges), np.ones(5))
    assert (few.counts.tolist(), few.costs.tolist(), few.width) == ([3], [0], 1)
    assert few.cuts(3).cuts[0].tolist() == []


def test_what_cannot_be_is_refused() -> None:
    ends = arrays([(0, 0), (1, 0)])
    for weights in ([1.0, 0.0], [1.0, -2.0], [1.0, math.nan], [1.0, math.inf], [1.0]):
        with pytest.raises(ValueError, match="weight"):
            cut_frontier(ends, np.array(weights))
    with pytest.raises(ValueError, match="twice"):
        best_star_forest(arrays([(0, 0), (0, 0)]), np.ones(2))
    frontier = cut_frontier(ends, np.ones(2))
    with pytest.raises(ValueError, match="not 2"):
        frontier.cuts(2)
    with pytest.raises(ValueError, match="limit"):
        frontier.cuts(1, limit=0)
    with pytest.raises(ValueError, match="limit"):
        best_star_forest(ends, np.ones(2), limit=0)


def test_wide_graphs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    edges = [(one, other) for one in range(10) for other in range(10)]
    for method in (cut_frontier, best_star_forest):
        with pytest.raises(TooWideError) as refusal:
            method(arrays(edges), np.ones(100), max_width=8)
        assert refusal.value.width == 10
    edges, weights = banded(4, 30, 0)
    monkeypatch.setattr(cuts, "_MOST_CELLS", 100.0)
    monkeypatch.setattr(stars, "_MOST_CELLS", 100.0)
    for method in (cut_frontier, best_star_forest):
        with pytest.raises(TooWideError):
            method(arrays(edges), weights)


@pytest.mark.parametrize("size", [80, 250])
def test_tessellations(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    ends, weights = tessellations(SIZES[size])
    assert len(weights) == pytest.approx(size, rel=0.1)
    again = tessellations(SIZES[size])
    assert all((one == other).all() for one, other in zip(ends, again[0], strict=True))
    assert (weights == again[1]).all()
    edges = list(zip(ends[0].tolist(), ends[1].tolist(), strict=True))
    frontier = cut_frontier(ends, weights)
    # Large tables are not kept but computed again where a cut is traced.
    monkeypatch.setattr(_cut_tables, "KEPT_CELLS", 50)
    other = cut_frontier(ends, weights)
    assert (other.costs == frontier.costs).all()
    for count in frontier.counts[:: size // 20].tolist():
        cut = frontier.cuts(count).cuts[0]
        assert is_cut_into(edges, cut, count)
        assert other.cuts(count).cuts[0].tolist() == cut.tolist()
