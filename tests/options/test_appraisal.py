"""Options put to tests and scored, and the recommendation that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset

import graphmodel as gm
from graphmodel.options.criteria import Criteria
from graphmodel.options.figures import figure_of

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel.plans.plan import Plan

OTHER_WEIGHTS = {
    "one to one first": (
        "D",
        "fit 20, change 5, mergers 5, settled 10, one_to_one 50, partners 5, evidence 5",
    ),
    "very least change": (
        "A",
        "fit 5, change 70, mergers 10, regret 5, partners 5, evidence 5",
    ),
}
"""Weights of two boards that think otherwise, and the option that they then recommend."""


def weighted(text: str) -> Criteria:
    pairs = [part.split() for part in text.split(", ")]
    rows = [{"id": short, "weight": float(weight)} for short, weight in pairs]
    return Criteria.model_validate({"criterion": rows})


@pytest.fixture(scope="module")
def plan() -> Plan:
    return gm.propose(bundled_dataset("england-2026"))


def test_the_smaller_of_two_level_options_now_and_the_rest_later(plan: Plan) -> None:
    found = gm.score_options(plan, whole_range=True)
    assert [one.id for one in found.options if not one.fails] == ["A", "B", "C", "D"]
    assert (found.first.id, found.second and found.second.id) in {("B", "C"), ("C", "B")}
    assert found.tied or found.turned
    assert found.recommended is found.subject is found.option("B")
    assert found.later is found.option("C")
    assert [round(step.people_moved) for step in found.later_steps] == [345_318, 193_399]
    assert found.option("B").plan.people_moved == 563_919
    assert [one.fails for one in found.options[4:]] == ["redraws strategic authorities"] * 3


@pytest.mark.parametrize("board", list(OTHER_WEIGHTS))
def test_other_weights_recommend_another(plan: Plan, board: str) -> None:
    letter, weights = OTHER_WEIGHTS[board]
    found = gm.score_options(plan, weighted(weights), whole_range=True)
    assert found.recommended is found.option(letter)


def test_figures_of_options_by_hand() -> None:
    # b1 cuts across a1 and a2, b2 lies in a2; a1 has 30 people who have no b yet.
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 100),
            "c2": ("a2", "b1", 40),
            "c3": ("a2", "b2", 60),
            "c4": ("a1", None, 30),
        },
        partners={"p1": ("council", "a1", ["b1", "b2"])},
        evidence={("c2", "b"): "derived"},
    )
    now = gm.unchanged_plan(dataset, gm.build_overlap(dataset))
    sets = ("b",)
    assert figure_of(now, "people_straddling", sets) == 140
    assert figure_of(now, "people_moved", sets) == 0
    assert figure_of(now, "partners_with_several", sets) == 1
    assert figure_of(now, "people_in_small", sets, small=100) == 60
    assert figure_of(now, "share_uncertain", sets) == 0
    led = gm.led_plan(dataset, lead="a")
    assert led.people_moved == 40
    assert figure_of(led, "people_moved", sets) == 40
    assert figure_of(led, "share_uncertain", sets) == 1
    assert figure_of(led, "people_straddling", sets) == 0
    assert figure_of(led, "cut:a", sets) == 0
    with pytest.raises(gm.OptionError, match=r"no footprint set 'police'"):
        figure_of(led, "cut:police", sets)


def _crossing() -> Plan:
    rows = {"c1": ("a1", "b1", 100), "c2": ("a1", "b2", 30), "c3": ("a2", "b2", 80)}
    return gm.led_plan(make_dataset(rows), lead="a")


def test_doing_nothing_is_always_scored(tmp_path: Path) -> None:
    file = tmp_path / "criteria.toml"
    file.write_text('[[option]]\nid = "X"\nlead = "a"\n', "utf-8")
    found = gm.score_options(_crossing(), file)
    assert [one.name for one in found.options] == ["Nothing changes", "One b for each a"]
    assert found.scores.ids == ("A", "X")


def test_an_option_may_be_a_plan_file(tmp_path: Path) -> None:
    plan = _crossing()
    plan.write(tmp_path / "mine.json")
    file = tmp_path / "criteria.toml"
    file.write_text('[[option]]\nid = "X"\nname = "Ours"\nplan = "mine.json"\n', "utf-8")
    found = gm.score_options(plan, file)
    assert found.option("X").name == "Ours"
    assert found.at_hand == "X"
    (tmp_path / "mine.json").unlink()
    with pytest.raises(gm.OptionError, match=r"option X: .*cannot be read"):
        gm.score_options(plan, file)


def test_tests_are_told_by_what_fails_them() -> None:
    plan = _crossing()
    few = Criteria.model_validate({"tests": {"most_people_changed": 10.0}})
    assert gm.score_options(plan, few).options[1].fails == "changes more than 10 people"
    large = Criteria.model_validate({"tests": {"least_people_in_footprint": 100.0}})
    assert gm.score_options(plan, large).options[1].fails == (
        "makes or alters footprints of under 100 people"
    )
    other = Criteria.model_validate({"tests": {"may_change": ("a",)}})
    assert gm.score_options(plan, other).options[1].fails == "redraws bs"
    strange = Criteria.model_validate({"tests": {"may_change": ("c",)}})
    with pytest.raises(gm.CriteriaError, match=r"'c' is not compared.*may_change takes a and b"):
        gm.score_options(plan, strange)


def test_level_without_one_in_the_other_recommends_none() -> None:
    even = Criteria.model_validate(
        {"criterion": [{"id": "fit", "weight": 1.02}, {"id": "change", "weight": 1.0}]}
    )
    found = gm.score_options(_crossing(), even)
    assert found.tied
    assert found.recommended is None
    assert found.subject.id == "B", "the plan at hand"
    assert "none" in repr(found)


def test_doing_nothing_for_now_where_it_comes_first_and_is_level() -> None:
    even = Criteria.model_validate(
        {"criterion": [{"id": "fit", "weight": 1.0}, {"id": "change", "weight": 1.02}]}
    )
    found = gm.score_options(_crossing(), even)
    assert (found.recommended, found.later) == (found.option("A"), found.option("B"))
    assert found.subject.id == "B"


def test_scores_of_ones_own_count() -> None:
    own = {"id": "cost", "weight": 1.0, "scores": {"A": 10.0, "B": 90.0}, "source": "us"}
    found = gm.score_options(_crossing(), Criteria.model_validate({"criterion": [own]}))
    assert found.scores.totals == {"A": 10, "B": 90}
    assert found.recommended is found.option("B")
    short = Criteria.model_validate({"criterion": [own | {"scores": {"A": 10.0}}]})
    with pytest.raises(gm.CriteriaError, match=r"'cost' has no score for option B"):
        gm.score_options(_crossing(), short)


def test_figures_beyond_a_fixed_scale_are_told() -> None:
    fixed = {"id": "change", "weight": 1.0, "worst": 20.0, "best": 0.0}
    criteria = Criteria.model_validate({"scale": "fixed", "criterion": [fixed]})
    found = gm.score_options(_crossing(), criteria)
    assert found.scores.totals == {"A": 100, "B": 0}
    assert found.messages == (
        "the figure of option B for ‘Few people change b’ (30) lies beyond the scale (20 to 0.000)",
    )


def test_where_there_is_nothing_to_do_that_is_recommended() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 10), "c2": ("a2", "b2", 5)})
    found = gm.score_options(gm.led_plan(dataset, lead="a"))
    assert [one.name for one in found.options] == ["Nothing changes"]
    assert found.recommended is found.options[0]
    assert not found.tied


def test_tables_agree_with_each_other(plan: Plan) -> None:
    found = gm.score_options(plan, whole_range=True)
    options = found.to_frame().set_index("option")
    points = found.to_frame("scores").groupby("option")["weighted_score"].sum()
    assert points.to_dict() == pytest.approx(options["total"].dropna().to_dict())
    tried = found.to_frame("robustness")
    tried = tried[tried["test"] == "default"].set_index("option")
    assert tried["total"].to_dict() == found.scores.totals
    assert tuple(tried.index) == found.scores.order
    assert (options["least"].dropna() <= options["total"].dropna()).all()
    with pytest.raises(gm.OptionError, match="options, scores, robustness"):
        found.to_frame("other")  # type: ignore[arg-type]
    assert found.to_dict()["recommended"] == "B"
