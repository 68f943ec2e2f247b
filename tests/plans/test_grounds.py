"""Where people of blocks are in a set, now and with a plan."""

from __future__ import annotations

import pytest
from helpers.england import bundled_dataset

import graphmodel as gm
from graphmodel.plans.grounds import grounds


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
