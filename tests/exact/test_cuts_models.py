"""Cut frontiers and star forests of graphs of known width against integer models."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.cutcases import Edges, arrays, banded, is_cut_into, is_star_forest
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from graphmodel.exact.cuts import cut_frontier
from graphmodel.exact.stars import best_star_forest


def model_cost(edges: Edges, weights: np.ndarray, count: int) -> float:
    """Solve the extended cut model (Validi & Buchanan 2022) for one number of parts."""
    vertices = sorted({("a", one) for one, _ in edges} | {("b", other) for _, other in edges})
    number = {vertex: place for place, vertex in enumerate(vertices)}
    ends = [(number["a", one], number["b", other]) for one, other in edges]
    size, many = len(vertices), len(edges)
    # Columns: x[v, r], v in the part that r represents; then y[e, r], e leaves that part.
    places = size * size + many * size
    rows: list[tuple[dict[int, float], float, float]] = []
    for vertex in range(size):
        own = {vertex * size + rep: 1.0 for rep in range(size)}
        rows.append((own, 1, 1))
        rows += [
            ({vertex * size + rep: 1.0, rep * size + rep: -1.0}, -np.inf, 0) for rep in range(size)
        ]
        near = [edge for edge, pair in enumerate(ends) if vertex in pair]
        cut = {size * size + edge * size + rep: 1.0 for edge in near for rep in range(size)}
        rows.append((cut, 0, len(near) - 1))
    rows.append(({rep * size + rep: 1.0 for rep in range(size)}, count, count))
    for edge, (one, other) in enumerate(ends):
        for rep in range(size):
            row = {
                one * size + rep: 1.0,
                other * size + rep: -1.0,
                size * size + edge * size + rep: -1.0,
            }
            rows.append((row, -np.inf, 0))
    cost = np.concatenate([np.zeros(size * size), np.repeat(weights, size)])
    upper = np.ones(places)
    for vertex in range(size):
        upper[vertex * size + vertex + 1 : (vertex + 1) * size] = 0  # the first one represents
    return solve(cost, rows, upper)


def star_model_cost(edges: Edges, weights: np.ndarray) -> float:
    vertices = sorted({("a", one) for one, _ in edges} | {("b", other) for _, other in edges})
    number = {vertex: place for place, vertex in enumerate(vertices)}
    size, many = len(vertices), len(edges)
    # Columns: c[v], v is a centre; then for each edge, its one end is a leaf of the other.
    rows: list[tuple[dict[int, float], float, float]] = []
    leaves: list[dict[int, float]] = [{} for _ in vertices]
    centres: list[dict[int, float]] = [{} for _ in vertices]
    for edge, (one, other) in enumerate(edges):
        pair = (number["a", one], number["b", other])
        for turn in (0, 1):
            column = size + 2 * edge + turn
            leaf, centre = pair[turn], pair[1 - turn]
            leaves[leaf][column] = centres[centre][column] = 1.0
            rows.append(({column: 1.0, centre: -1.0}, -np.inf, 0))
    for vertex in range(size):
        rows.append((leaves[vertex] | {vertex: 1.0}, 1, 1))
        rows.append((centres[vertex] | {vertex: -1.0}, 0, np.inf))
    cost = np.concatenate([np.zeros(size), -np.repeat(weights, 2)])
    return float(weights.sum()) + solve(cost, rows, np.ones(size + 2 * many))


def solve(
    cost: np.ndarray, rows: list[tuple[dict[int, float], float, float]], upper: np.ndarray
) -> float:
    matrix = sparse.dok_array((len(rows), len(cost)))
    for place, (row, _, _) in enumerate(rows):
        for column, value in row.items():
            matrix[place, column] = value
    low, high = [row[1] for row in rows], [row[2] for row in rows]
    scale = float(np.abs(cost).sum())
    found = milp(
        cost / scale * 1e4,
        constraints=LinearConstraint(matrix.tocsr(), low, high),
        bounds=Bounds(0, upper),
        integrality=np.ones(len(cost)),
        options={"mip_rel_gap": 0},
    )
    assert found.success
    return float(found.fun) * scale / 1e4


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("width", [1, 2, 3, 4, 5])
def test_integer_models_agree(width: int, seed: int) -> None:
    edges, weights = banded(width, 18 - width, 10 * width + seed)
    if seed == 2:
        more, others = banded(width, 5, seed)
        edges = edges + [(one + 100, other + 100) for one, other in more]
        weights = np.concatenate([weights, others])
    frontier = cut_frontier(arrays(edges), weights)
    assert 1 <= frontier.width <= width
    slack = 1e-6 * weights.sum()
    for place in {len(frontier.counts) // 2, len(frontier.counts) - 1}:
        count = int(frontier.counts[place])
        cost = model_cost(edges, weights, count)
        assert frontier.costs[place] == pytest.approx(cost, abs=slack)
        assert is_cut_into(edges, frontier.cuts(count).cuts[0], count)
    forest = best_star_forest(arrays(edges), weights)
    assert forest.cost == pytest.approx(star_model_cost(edges, weights), abs=slack)
    assert is_star_forest(edges, forest.cuts[0])
