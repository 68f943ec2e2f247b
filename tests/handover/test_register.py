"""The register of changes and the look-up, by hand and of any plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from helpers.examples import make_dataset, patient, random_datasets
from helpers.handed import PLAN, ROWS
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.handover.register import TO_BE_ISSUED, Register
from graphmodel.plans.led import led_plan
from graphmodel.plans.propose import propose

if TYPE_CHECKING:
    import pandas as pd

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan


def told(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return list(frame[list(columns)].itertuples(index=False, name=None))


def test_every_pair_has_a_row_and_a_kind() -> None:
    frame = Register(PLAN, "2027-04-01").frame()
    own = frame[frame["footprint_set"] == "b"]
    keys = ("kind", "link", "old_code", "new_footprint", "new_code", "people", "organisations")
    assert told(own, *keys) == [
        ("boundary change", "transfer", "b2", "b1", TO_BE_ISSUED, 8.0, "c2"),
        ("boundary change", "continues", "b1", "b1", TO_BE_ISSUED, 112.0, ""),
        ("merged", "continues", "b2", "b2", TO_BE_ISSUED, 70.0, ""),
        ("abolished", "continues", "b3", "b2", TO_BE_ISSUED, 20.0, ""),
    ]
    assert told(own, "share_of_old", "share_of_new") == [
        (8 / 78, 8 / 120),
        (1.0, 112 / 120),
        (70 / 78, 70 / 90),
        (1.0, 20 / 90),
    ]
    assert set(own["from"]) == {"2027-04-01"}
    led = frame[frame["footprint_set"] == "a"]
    assert told(led, "kind", "new_code", "from", "status") == [
        ("unchanged", code, "", "") for code in ("a1", "a2")
    ]
    assert frame["change"].tolist() == ["C001", "C002", "C003", "C004", "C005", "C006"]


def test_a_footprint_that_carries_none_on_is_new() -> None:
    rows = {"c1": ("a1", "b1", 100), "c2": ("a2", "b1", 30)}
    frame = Register(led_plan(make_dataset(rows), lead="a")).frame()
    new = frame[frame["kind"] == "new"]
    assert told(new, "old_code", "new_footprint", "new_code", "share_of_new") == [
        ("b1", "NEW:a2", TO_BE_ISSUED, 1.0)
    ]
    assert new["step"].tolist() == [1]


def test_the_look_up_has_every_block_once_by_best_fit() -> None:
    rows = Register(PLAN, "2027-04-01").look_up()
    best = rows[rows["best_fit"]]
    assert best["organisation"].tolist() == sorted(ROWS)
    assert told(rows[rows["changes"]], "organisation", "b", "to_b", "to_b_code", "from") == [
        ("c2", "b2", "b1", TO_BE_ISSUED, "2027-04-01"),
        ("c4", "b3", "b2", TO_BE_ISSUED, "2027-04-01"),
    ]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    dataset = draw(random_datasets(alone=False))
    lead = draw(st.sampled_from(["a", "b"]))
    target = draw(st.sampled_from(["coterminous", "nested", "compatible"]))
    return propose(dataset, lead=lead, target=target, undecided="open")


@settings(patient, max_examples=30)
@given(plan=plans())
def test_shares_add_to_one_both_ways_and_the_look_up_agrees(plan: Plan) -> None:
    register = Register(plan)
    frame, rows = register.frame(), register.look_up()
    for ends, share in ((["old_code"], "share_of_old"), (["new_footprint"], "share_of_new")):
        sums = frame.groupby(["footprint_set", *ends])[share].sum()
        assert sums.tolist() == pytest.approx([1.0] * len(sums))
    assert rows.groupby("organisation")["share"].sum().tolist() == pytest.approx(
        [1.0] * len(plan.dataset.people)
    )
    assert rows.groupby("organisation")["best_fit"].sum().eq(1).all()
    for name in plan.overlap.compare:
        own = frame[frame["footprint_set"] == name]
        held = rows[rows[name] != ""]
        pairs = held.groupby([name, f"to_{name}"])["people"].sum()
        for old, new, people in told(own, "old_code", "new_footprint", "people"):
            assert people == pytest.approx(pairs.get((old, new), 0.0))
        # What the plan says of itself, from its own figures.
        moved = own[own["link"] == "transfer"]["people"].sum()
        assert moved == pytest.approx(plan.people_moved_by_set[name])


def test_of_a_footprint_where_nobody_lives_blocks_are_shared() -> None:
    dataset: Dataset = make_dataset(
        {"c1": ("a1", "b1", 10), "c2": ("a1", "b2", 0), "c3": ("a1", "b2", 0)}
    )
    frame = Register(led_plan(dataset, lead="a")).frame()
    ended = frame[frame["old_code"] == "b2"]
    assert ended["share_of_old"].sum() == 1.0
