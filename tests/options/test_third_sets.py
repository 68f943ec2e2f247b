"""Footprints that are not compared, and what a plan does to them."""

from __future__ import annotations

import pytest
from helpers.england import bundled_dataset

import graphmodel as gm
from graphmodel.options.third_sets import crossed_footprints, grounds


def test_councils_and_police_of_england() -> None:
    plan = gm.propose(bundled_dataset("england-2026"), undecided="open")
    councils = crossed_footprints(plan, "council", "icb")
    assert [one.name for one in councils if one.made_whole] == [
        *("Cumberland", "Westmorland and Furness", "North Yorkshire")
    ]
    assert sum(one.apart for one in councils) == 15_234
    police = crossed_footprints(plan, "police", "icb")
    assert [one.name for one in police if one.divided] == ["Humberside"]
    assert {one.name for one in police if one.made_whole} == {"Cumbria", "North Yorkshire"}


@pytest.mark.parametrize("name", ["england-2016", "england-2026"])
def test_everybody_is_somewhere_now_and_then(name: str) -> None:
    plan = gm.propose(bundled_dataset(name))
    for place in plan.overlap.compare:
        rows = list(grounds(plan, place))
        now: dict[str, float] = {}
        for _, people, code, _ in rows:
            now[code] = now.get(code, 0.0) + people
        side = plan.overlap.sides[plan.overlap.side(place)]
        assert now == pytest.approx(side.people[side.people > 0].to_dict())
