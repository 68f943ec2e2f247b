"""Footprints that are not compared, and what a plan does to them."""

from __future__ import annotations

from helpers.england import bundled_dataset

import graphmodel as gm
from graphmodel.options.third_sets import crossed_footprints


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
