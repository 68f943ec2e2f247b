"""Footprints whose ground changes."""

from __future__ import annotations

import pytest
from helpers.examples import make_dataset

import graphmodel as gm
from graphmodel.report.boundaries import _signed, boundaries
from graphmodel.report.case import build_case


def test_a_footprint_of_today_is_not_new_because_nobody_lives_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 100), "c2": ("a2", "b1", 30), "c3": ("a2", "b2", 0)})
    case = build_case(gm.propose(dataset, lead="a", target="compatible"), sensitive=False)
    moved = [("c1", 100.0, "b1", "b1"), ("c2", 30.0, "b1", "b2"), ("c3", 0.0, "b2", "b2")]
    monkeypatch.setattr("graphmodel.report.boundaries.grounds", lambda *_: moved)
    found = {one.code: (one.kind, one.now, one.out, one.into) for one in boundaries(case)}
    assert found == {"b1": ("boundary", 130.0, 30.0, 0.0), "b2": ("boundary", 0.0, 0.0, 30.0)}


@pytest.mark.parametrize(
    ("change", "told"), [(0.0004, "0.0 %"), (-0.0004, "0.0 %"), (-0.051, "−5.1 %"), (1, "+100.0 %")]
)
def test_a_change_that_is_nothing_when_rounded_has_no_sign(change: float, told: str) -> None:
    assert _signed(change) == told
