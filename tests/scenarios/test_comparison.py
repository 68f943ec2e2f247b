"""Scenarios side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.examples import make_dataset

from graphmodel.errors import ScenarioError
from graphmodel.scenarios.comparison import compare_scenarios
from graphmodel.scenarios.scenario import Gift, Scenario

DATASET = replace(
    make_dataset(
        {
            "c1": ("a1", "b1", 100),
            "c2": ("a1", "b1", 20),
            "c3": ("a2", "b1", 10),
            "c4": ("a2", None, 70),
        },
        partners={"k": ("council", "a2", "b1")},
        further={"council": {"c1": "j", "c2": "j", "c3": "k", "c4": "k"}},
    ),
    lead="b",
    target="compatible",
)


def test_each_scenario_stands_beside_things_as_they_are() -> None:
    own = Scenario("Own", (Gift(("c4",), new="New"),), status="bid", source="a page")
    joined = Scenario("Joined", (Gift(("c4",), to="b1"),))
    found = compare_scenarios(DATASET, [own, joined])
    assert (found.question.lead, found.question.target) == ("b", "compatible")
    frame = found.to_frame().set_index("scenario")
    assert list(frame.index) == ["", "Own", "Joined"]
    assert frame["people_given"].tolist() == [0, 70, 70]
    assert frame["people_undecided"].tolist() == [70, 0, 0]
    # With an authority of its own for c4, a2 lies across two: c3 has to change.
    assert frame.loc[
        "Own", ["people_moved", "relations_a_straddling", "relations_b_straddling"]
    ].tolist() == [10, 1, 1]
    assert frame.loc["Joined", ["people_moved", "relations_b_holding"]].tolist() == [0, 1]
    # The council k is in a2 and b1, and with its ground in the new one too.
    assert frame["partner_burden_before"].tolist() == [2, 3, 2]
    data = found.to_dict()
    assert data["lead"] == "b"
    assert [row["scenario"] for row in data["scenarios"]] == [None, "Own", "Joined"]
    assert data["scenarios"][1]["source"] == "a page"
    assert data["scenarios"][2]["relations"]["a"]["nested"] == 2


def test_another_question_can_be_asked() -> None:
    own = Scenario("Own", (Gift(("c4",), new="New"),))
    found = compare_scenarios(DATASET, [own], lead="a", target="coterminous")
    assert (found.question.lead, found.question.target) == ("a", "coterminous")
    assert found.outcomes[1].plan.lead == "a"


def test_all_that_do_not_fit_are_told_of() -> None:
    bad = [Scenario(name, (Gift((name,), to="b1"),)) for name in ("One", "Two")]
    with pytest.raises(ScenarioError) as caught:
        compare_scenarios(DATASET, bad)
    assert [problem.value for problem in caught.value.problems] == ["One", "Two"]


def test_what_is_shown_in_a_line() -> None:
    assert repr(compare_scenarios(DATASET, [])) == (
        "<ScenarioComparison of 'example': a and b, 0 scenarios>"
    )
