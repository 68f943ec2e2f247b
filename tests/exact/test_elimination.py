"""Elimination orders are tree decompositions, small ones, and always the same."""

from __future__ import annotations

import random
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from networkx.algorithms.approximation import treewidth_min_fill_in

from graphmodel.exact.elimination import Elimination, TooWideError, eliminate
from graphmodel.exact.partitions import BELL, mask_map, partitions, restriction


def found(graph: nx.Graph, *, max_width: int = 8) -> Elimination:
    numbers = {vertex: number for number, vertex in enumerate(graph)}
    return eliminate(
        [frozenset(numbers[other] for other in graph[vertex]) for vertex in graph],
        work=lambda order: 10.0 ** (3 + order.width),
        max_width=max_width,
    )


def partial_k_tree(width: int, size: int, seed: int) -> nx.Graph:
    chance = random.Random(seed)  # noqa: S311
    graph = nx.complete_graph(width + 1)
    cliques = [list(clique) for clique in combinations(range(width + 1), width)]
    for vertex in range(width + 1, size):
        clique = chance.choice(cliques)
        graph.add_edges_from((vertex, other) for other in clique)
        cliques += [[vertex, *few] for few in combinations(clique, width - 1)]
    gone = chance.sample(list(graph.edges), graph.number_of_edges() // 5)
    graph.remove_edges_from(gone)
    return graph


@pytest.mark.parametrize(
    ("graph", "width"),
    [
        (nx.empty_graph(0), 0),
        (nx.empty_graph(3), 0),
        (nx.path_graph(9), 1),
        (nx.balanced_tree(3, 4), 1),
        (nx.cycle_graph(11), 2),
        (nx.complete_bipartite_graph(3, 5), 3),
        (nx.convert_node_labels_to_integers(nx.grid_2d_graph(4, 9)), 4),
        (nx.convert_node_labels_to_integers(nx.grid_2d_graph(6, 6)), 6),
        (nx.complete_graph(7), 6),
    ],
)
def test_known_widths(graph: nx.Graph, width: int) -> None:
    assert found(graph).width == width


@pytest.mark.parametrize("seed", range(20))
def test_it_is_a_tree_decomposition_no_wider_than_others_find(seed: int) -> None:
    graph = partial_k_tree(1 + seed % 6, 60, seed)
    order = found(graph)
    assert sorted(order.order) == list(graph)
    place = {vertex: number for number, vertex in enumerate(order.order)}
    for vertex, scope in enumerate(order.scopes):
        places = [place[other] for other in scope]
        assert places == sorted(places, reverse=True)
        assert all(later > place[vertex] for later in places)
        if scope:
            # The rest of a bag lies in the bag of the vertex of it that goes next.
            assert set(scope[:-1]) <= set(order.scopes[scope[-1]])
    for one, other in graph.edges:
        first, second = sorted((one, other), key=place.__getitem__)
        assert second in order.scopes[first]
    assert order.width == max(map(len, order.scopes))
    assert order.width <= treewidth_min_fill_in(graph)[0]


def test_the_same_graph_gives_the_same_order() -> None:
    graph = partial_k_tree(6, 80, 3)
    assert found(graph) == found(graph)


def test_hopeless_graphs_are_given_up_soon() -> None:
    assert found(nx.complete_bipartite_graph(40, 40), max_width=8).width == 40
    assert "40" in str(TooWideError(40))
    assert TooWideError(40).width == 40


def test_partitions_are_numbered_and_restricted() -> None:
    for size in range(7):
        table = partitions(size)
        assert len(table.strings) == BELL[size]
        assert table.size == size
        assert (table.numbers(table.strings) == np.arange(BELL[size])).all()
        shuffled = (7 - table.strings) * 3
        assert (table.numbers(shuffled) == np.arange(BELL[size])).all()
    strings = partitions(4).strings
    smaller = partitions(2).strings[restriction(4, (1, 3))]
    assert ((smaller[:, 0] == smaller[:, 1]) == (strings[:, 1] == strings[:, 3])).all()
    first = partitions(3).first_extension
    assert (partitions(4).strings[first][:, :3] == partitions(3).strings).all()
    assert (partitions(4).strings[first][:, 3] == 0).all()


def test_masks_are_carried_over() -> None:
    carried = mask_map(3, (2, 0))
    assert carried.tolist() == [0, 2, -1, -1, 1, 3, -1, -1]
