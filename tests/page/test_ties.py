"""Ties between the footprints of one set, as the page carries them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset

from graphmodel.overlap.overlap import build_overlap
from graphmodel.overlap.projection import TIES, projection_graph
from graphmodel.page.ground import Ground
from graphmodel.page.ties import ties_data

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset

Weight = Literal["people", "providers", "councils", "border_km"]


def grounded(dataset: Dataset) -> Ground:
    return Ground(dataset, build_overlap(dataset))


@pytest.fixture(scope="module")
def england() -> Ground:
    return grounded(bundled_dataset("england-2016"))


@pytest.mark.parametrize("weight", get_args(Weight))
def test_ties_are_those_of_the_projection(england: Ground, weight: Weight) -> None:
    for side, name in enumerate(england.compare):
        graph = projection_graph(england.dataset, name, weight=weight)
        number = {f"{name}:{code}": place for (_, code), place in england.ids.items()}
        expected = {
            tuple(sorted((number[one], number[other]))): tie
            for one, other, tie in graph.edges(data="weight")
        }
        at = 2 + TIES.index(weight)
        pairs = ties_data(england)[side]["pairs"]
        found = {(row[0], row[1]): row[at] for row in pairs if row[at]}
        assert set(found) <= set(expected)
        for pair, tie in expected.items():
            assert found.get(pair, 0) == pytest.approx(tie, abs=0.051)


def test_communities_hold_everything_that_is_tied_once(england: Ground) -> None:
    for side in ties_data(england):
        for place, kind in enumerate(TIES):
            tied = {end for row in side["pairs"] if row[2 + place] for end in row[:2]}
            members = [node for group in side["groups"][kind] for node in group]
            assert sorted(members) == sorted(tied)
            sizes = [len(group) for group in side["groups"][kind]]
            assert sizes == sorted(sizes, reverse=True)


def test_what_hangs_together_is_a_community() -> None:
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 10),
            "c2": ("a2", "b1", 30),
            "c3": ("a3", "b2", 7),
            "c4": ("a4", "b2", 7),
            "c5": ("a5", "b3", 7),
        }
    )
    sides = ties_data(grounded(dataset))
    # b1 shares its 40 people out between a1 and a2: 10 x 30 / 40; b2 its 14 between two.
    assert sides[0]["pairs"] == [[0, 1, 7.5, 0, 0, 0], [2, 3, 3.5, 0, 0, 0]]
    assert sides[0]["groups"]["people"] == [[0, 1], [2, 3]]
    assert sides[0]["groups"]["councils"] == []
    assert sides[1]["pairs"] == []
