"""Groups brought closer together on the ground."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset

from graphmodel.overlap.overlap import build_overlap
from graphmodel.rules.closeness import brought_closer
from graphmodel.rules.grouping import Grouping
from graphmodel.rules.kinds.kinds import broken_rules, locate
from graphmodel.rules.rules import Rules
from graphmodel.rules.search import solve_model

LINE = make_dataset({f"c{place}": (f"a{place}", f"b{place}", 10) for place in range(6)})
PLACES = np.tile(np.arange(6), 2)
STEPS = np.abs(PLACES[:, None] - PLACES).astype(float)


def line(groups: list[int], **rules: object) -> Grouping:
    """Six pairs in a row, each wholly one of A and one of B, in some groups."""
    located = locate(LINE, build_overlap(LINE), Rules(**rules))  # type: ignore[arg-type]
    return Grouping(located, np.array(groups * 2), np.array(groups))


def test_parts_change_places_until_neighbours_are_together() -> None:
    start = line([0, 1, 2, 0, 1, 2], people_least=20, people_most=20)
    found = brought_closer(start, start.located.rules, STEPS)
    mates = [set(np.flatnonzero(found.portion_groups == group).tolist()) for group in range(3)]
    assert sorted(map(sorted, mates)) == [[0, 1], [2, 3], [4, 5]]
    assert found.group_of.tolist() == found.portion_groups.tolist() * 2


def test_rules_hold_and_no_group_is_lost() -> None:
    start = line([0, 0, 1, 1, 2, 0], together=(("a:a0", "a:a5"),), people_least=10)
    found = brought_closer(start, start.located.rules, STEPS)
    assert found.count == 3
    assert not broken_rules(found, found.located.rules)
    assert found.group_of[0] == found.group_of[5]


def test_nothing_changes_where_everything_is_close() -> None:
    start = line([0, 0, 1, 1, 2, 2])
    assert brought_closer(start, (), STEPS) is start


@pytest.mark.parametrize("rules", [{"people_least": 1e6}, {"people_least": 1.2e6}])
def test_the_same_groups_come_of_the_same_input(rules: dict[str, float]) -> None:
    dataset = bundled_dataset("england-2016")
    overlap = build_overlap(dataset)
    first, second = (solve_model(dataset, overlap, Rules(**rules)).grouping for _ in (1, 2))  # type: ignore[arg-type]
    assert first.group_of.tolist() == second.group_of.tolist()
    assert first.portion_groups.tolist() == second.portion_groups.tolist()


def test_those_who_change_footprint_still_do_and_cost_no_more() -> None:
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 10),
            "c2": ("a1", "b2", 1),
            "c3": ("a2", "b2", 10),
            "c4": ("a3", "b3", 10),
            "c5": ("a4", "b4", 10),
        }
    )
    overlap = build_overlap(dataset)
    located = locate(dataset, overlap, Rules(cost={"a": 2.0}))
    start = Grouping(located, np.array([0, 1, 0, 1] * 2), np.array([0, 0, 1, 0, 1]))
    places = np.tile([0, 9, 9, 0], 2)
    steps = np.abs(places[:, None] - places).astype(float)
    found = brought_closer(start, (), steps)
    assert found.group_of[0] == found.group_of[3] != found.group_of[1]
    assert found.people_moved == start.people_moved == (0, 1)
    assert brought_closer(replace(start), (), steps).group_of.tolist() == found.group_of.tolist()
