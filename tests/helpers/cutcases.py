"""Graphs to cut, and what makes a cut a right one."""

from __future__ import annotations

import random

import networkx as nx
import numpy as np

Edges = list[tuple[int, int]]


def arrays(edges: Edges) -> tuple[np.ndarray, np.ndarray]:
    table = np.array(edges, np.intp).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def graph_of(edges: Edges, left_out: frozenset[int] = frozenset()) -> nx.Graph:
    graph = nx.Graph()
    for row, (one, other) in enumerate(edges):
        graph.add_nodes_from([("a", one), ("b", other)])
        if row not in left_out:
            graph.add_edge(("a", one), ("b", other))
    return graph


def is_cut_into(edges: Edges, cut: np.ndarray, count: int) -> bool:
    parts = list(nx.connected_components(graph_of(edges, frozenset(cut.tolist()))))
    at = {vertex: number for number, part in enumerate(parts) for vertex in part}
    between = [at["a", edges[row][0]] != at["b", edges[row][1]] for row in cut]
    return len(parts) == count and min(map(len, parts)) > 1 and all(between)


def is_star_forest(edges: Edges, cut: np.ndarray) -> bool:
    kept = graph_of(edges, frozenset(cut.tolist()))
    return all(
        kept.subgraph(part).number_of_edges() == len(part) - 1
        and max(kept.degree[vertex] for vertex in part) == len(part) - 1 > 0
        for part in nx.connected_components(kept)
    )


def banded(width: int, size: int, seed: int) -> tuple[Edges, np.ndarray]:
    """Draw a graph in which each vertex has edges to a few of the ``width`` vertices before it."""
    chance = random.Random(seed)  # noqa: S311
    sides = [chance.choice("ab") for _ in range(size)]
    edges = []
    for vertex in range(1, size):
        before = [
            other
            for other in range(max(0, vertex - width), vertex)
            if sides[other] != sides[vertex]
        ]
        for other in chance.sample(before, min(len(before), chance.randint(1, width))):
            one, two = (vertex, other) if sides[vertex] == "a" else (other, vertex)
            edges.append((one, two))
    chance.shuffle(edges)
    weights = [
        [chance.lognormvariate(8, 1), float(chance.randint(1, 4)), chance.randint(1, 99) / 10][
            seed % 3
        ]
        for _ in edges
    ]
    return edges, np.array(weights)
