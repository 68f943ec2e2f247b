"""Outlines as a topology: every border once, and the outlines come back."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from helpers.england import bundled_dataset
from helpers.mapped import PLACES, square

from graphmodel.page.topology import topology_of

if TYPE_CHECKING:
    from collections.abc import Mapping

SQUARES = {code: ((square(x, y),),) for code, (x, y) in PLACES.items()}


def arcs_of(topology: Mapping[str, Any]) -> list[list[tuple[int, int]]]:
    return [
        list(zip(*(accumulate(steps) for steps in zip(*arc, strict=True)), strict=True))
        for arc in topology["arcs"]
    ]


def rings_of(topology: Mapping[str, Any], name: str) -> dict[Any, list[list[tuple[int, int]]]]:
    """Return the rings of a collection as another program puts them together of arcs."""
    arcs = arcs_of(topology)
    found: dict[Any, list[list[tuple[int, int]]]] = {}
    for geometry in topology["objects"][name]["geometries"]:
        for ring in (ring for polygon in geometry["arcs"] for ring in polygon):
            points: list[tuple[int, int]] = []
            for number in ring:
                arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                assert not points or points[-1] == arc[0]
                points += arc[1:] if points else arc
            found.setdefault(geometry["id"], []).append(points)
    return found


def borders(topology: Mapping[str, Any], name: str) -> list[tuple[Any, Any]]:
    """Return the pairs of geometries of a collection that share an arc, by their ids."""
    at: dict[int, list[Any]] = {}
    for geometry in topology["objects"][name]["geometries"]:
        for arc in {max(n, ~n) for polygon in geometry["arcs"] for ring in polygon for n in ring}:
            at.setdefault(arc, []).append(geometry["id"])
    pairs = {(one, other) for ids in at.values() for one, other in pairwise(ids)}
    return sorted(pairs)


def turned(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    least = points.index(min(points[:-1]))
    return points[least:-1] + points[:least]


def test_four_squares_have_four_borders_and_four_edges() -> None:
    topology = topology_of({"blocks": SQUARES})
    assert len(topology["arcs"]) == 8
    assert borders(topology, "blocks") == [("c1", "c2"), ("c1", "c3"), ("c2", "c4"), ("c3", "c4")]
    for code, (ring,) in rings_of(topology, "blocks").items():
        (outline,) = SQUARES[code][0]
        assert turned(ring) == turned([(round(5e3 * x), round(5e3 * y)) for x, y in outline])


def test_an_island_in_a_lake_shares_the_shore() -> None:
    lake = ((1, 1), (1, 2), (2, 2), (2, 1), (1, 1))
    around = ((0, 0), (3, 0), (3, 3), (0, 3), (0, 0))
    topology = topology_of({"blocks": {"out": ((around, lake),), "in": ((square(1, 1),),)}})
    assert len(topology["arcs"]) == 2
    assert borders(topology, "blocks") == [("out", "in")]


def test_what_is_smaller_than_the_grid_is_left_out() -> None:
    speck = ((0.0, 0.0), (0.00001, 0.0), (0.0, 0.00001), (0.0, 0.0))
    topology = topology_of({"blocks": {"x": ((speck,), (square(0, 0),))}})
    assert [len(polygons) for polygons in rings_of(topology, "blocks").values()] == [1]


def test_england_comes_back_whole_with_the_borders_of_its_table() -> None:
    for name, most in (("england-2016", 1), ("england-2026", 4)):
        dataset = bundled_dataset(name)
        outlines = {one.organisation: one.polygons for one in dataset.boundaries}
        topology = topology_of({"blocks": outlines}, units=10_000)
        for code, rings in rings_of(topology, "blocks").items():
            wanted = [
                [(round(1e4 * x), round(1e4 * y)) for x, y in ring]
                for polygon in outlines[code]
                for ring in polygon
            ]
            assert list(map(turned, rings)) == list(map(turned, wanted))
        rows = dataset.neighbours[dataset.neighbours["kind"] == "land"]
        table = set(map(frozenset, zip(rows["organisation"], rows["neighbour"], strict=True)))
        assert len(table ^ set(map(frozenset, borders(topology, "blocks")))) <= most
