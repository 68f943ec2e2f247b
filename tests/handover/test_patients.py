"""Where patients of trusts live, and how far a change divides them."""

from __future__ import annotations

import pandas as pd
import pytest
from helpers.examples import make_dataset

import graphmodel as gm
from graphmodel.handover.patients import divided_patients


def test_patients_by_hand() -> None:
    # c2 goes from b1 to b2; of the patients that are counted half live in c1, and half in c2.
    dataset = make_dataset(
        {"c1": ("a1", "b1", 100), "c2": ("a2", "b1", 30), "c3": ("a2", "b2", 80)},
        partners={"p1": ("provider", "a1", ["b1"]), "p2": ("provider", "a2", ["b2"])},
    )
    rows = [("p1", "c1", 0.4), ("p1", "c2", 0.4), ("p2", "c3", 0.9)]
    flows = pd.DataFrame(rows, columns=["organisation", "block", "share"])
    plan = gm.led_plan(dataset.replace(flows=flows), lead="a")
    (found,) = divided_patients(plan, "b")
    assert found.organisation == "p1"
    assert found.changing == pytest.approx(0.5)
    assert found.now == pytest.approx({"b1": 1.0})
    assert found.after == pytest.approx({"b1": 0.5, "b2": 0.5})
    assert found.parted == pytest.approx(0.5)


def test_without_flows_nothing_is_known() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 10), "c2": ("a2", "b1", 5)})
    assert divided_patients(gm.led_plan(dataset, lead="a"), "b") == ()
