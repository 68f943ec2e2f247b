"""Which plan is proposed for a lead, a target and a method, and what is refused."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset

from graphmodel.errors import GraphmodelError, OptionError
from graphmodel.planfiles.planfile import plan_to_dict
from graphmodel.planfiles.verification import verify_plan
from graphmodel.plans.communities import community_plans
from graphmodel.plans.propose import propose
from graphmodel.rules.rules import Rules

if TYPE_CHECKING:
    from pathlib import Path

CHAIN = make_dataset(
    {
        "c1": ("a1", "b1", 1000),
        "c2": ("a1", "b2", 40),
        "c3": ("a2", "b2", 700),
        "c4": ("a2", "b3", 5),
        "c5": ("a3", "b3", 900),
    },
    further={"third": {"c1": "t1", "c2": "t1", "c3": "t2", "c4": "t2", "c5": "t2"}},
)
LOUVAIN: dict[str, Any] = {"lead": "joint", "method": "louvain"}


def test_the_first_set_leads_to_coterminous_footprints_unless_told_otherwise() -> None:
    plan = propose(CHAIN)
    assert (plan.lead, plan.target, plan.method) == ("a", "coterminous", "exact")
    assert plan_to_dict(plan) == plan_to_dict(propose(CHAIN, lead="a", target="coterminous"))
    other = propose(CHAIN, sets=("third", "b"))
    assert other.lead == "third"
    assert other.overlap.compare == ("third", "b")


def test_lead_target_and_tolerance_are_passed_on() -> None:
    plan = propose(CHAIN, lead="b", target="nested", ignore_below=0.01)
    assert (plan.lead, plan.target) == ("b", "nested")
    assert plan.overlap.ignore_below == 0.01
    assert plan.people_moved == 40
    louvain = propose(CHAIN, **LOUVAIN, ignore_below=0.01, seeds=2)
    assert louvain.options["seeds"] == 2
    assert len(louvain.overlap.slivers) == 1


@pytest.mark.parametrize("method", ["louvain", "projection"])
def test_footprints_pick_a_proposal_by_its_number(method: str) -> None:
    offered = {plan.options["footprints"]: plan for plan in community_plans(CHAIN, method=method)}
    assert len(offered) >= 2
    for count, plan in offered.items():
        chosen = propose(CHAIN, lead="joint", method=method, footprints=count)
        assert chosen.people_moved == plan.people_moved
        assert chosen.options["footprints"] == count
        assert chosen.method == method


def test_a_number_that_did_not_come_up_is_refused_with_those_that_did() -> None:
    counts = [str(plan.options["footprints"]) for plan in community_plans(CHAIN)]
    with pytest.raises(OptionError, match=f"17 joint footprints.*{', '.join(counts)}$"):
        propose(CHAIN, **LOUVAIN, footprints=17)


@pytest.mark.parametrize("max_moved", [0, 0.001, 0.002, 0.01, 0.02, 0.5, 1])
def test_as_many_footprints_as_the_share_of_people_allows(max_moved: float) -> None:
    offered = community_plans(CHAIN)
    allowed = [plan for plan in offered if plan.people_moved <= max_moved * 2645]
    assert allowed
    plan = propose(CHAIN, **LOUVAIN, max_moved=max_moved)
    assert plan.options["footprints"] == max(one.options["footprints"] for one in allowed)


def test_one_in_a_hundred_may_change_unless_told_otherwise() -> None:
    shares = {
        plan.options["footprints"]: plan.people_moved / 2645 for plan in community_plans(CHAIN)
    }
    assert any(share < 0.01 for share in shares.values())
    assert any(share > 0.01 for share in shares.values())
    plan = propose(CHAIN, **LOUVAIN)
    assert plan.options["footprints"] == max(k for k, share in shares.items() if share <= 0.01)


def test_where_all_proposals_move_more_the_one_that_moves_fewest_is_taken() -> None:
    dataset = bundled_dataset("england-2026")
    costs = [plan.people_moved for plan in community_plans(dataset, seeds=1)]
    assert min(costs) > 0
    chosen = propose(dataset, **LOUVAIN, max_moved=0, seeds=1)
    assert chosen.people_moved == min(costs)


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (
            {"lead": "joint", "method": "louvain", "target": "nested"},
            ["`target='nested'`", "`lead`"],
        ),
        ({"lead": "a", "footprints": 3}, ["`footprints`", "`lead='joint'`"]),
        ({"footprints": 3}, ["`footprints`", "`lead='joint'`"]),
        ({"lead": "b", "max_moved": 0.1}, ["`max_moved`", "`lead='joint'`"]),
        ({"lead": "a", "max_moved": 0}, ["`max_moved`", "`lead='joint'`"]),
        ({"lead": "a", "method": "louvain"}, ["`method='louvain'`", "`lead='joint'`"]),
        ({"method": "projection"}, ["`method='projection'`", "`lead='joint'`"]),
        (LOUVAIN | {"footprints": 3, "max_moved": 0.1}, ["`footprints`", "`max_moved`"]),
        (LOUVAIN | {"footprints": 0}, ["`footprints`", "0"]),
        (LOUVAIN | {"footprints": -2}, ["`footprints`", "-2"]),
        (LOUVAIN | {"max_moved": -0.1}, ["`max_moved`", "-0.1"]),
        (LOUVAIN | {"max_moved": 1.5}, ["`max_moved`", "1.5"]),
        (LOUVAIN | {"max_moved": float("nan")}, ["`max_moved`", "nan"]),
        (LOUVAIN | {"seeds": 0}, ["`seeds`", "0"]),
        ({"seeds": 5}, ["`seeds`", "louvain or projection"]),
        ({"lead": "joint", "seeds": 2}, ["`seeds`", "louvain or projection"]),
        (LOUVAIN | {"ignore_below": 1}, ["`ignore_below`", "1"]),
        ({"ignore_below": -0.01}, ["`ignore_below`", "-0.01"]),
        ({"ignore_below": float("nan")}, ["`ignore_below`", "nan"]),
        ({"lead": "third"}, ["`lead`", "'third'", "a, b"]),
        ({"lead": "both"}, ["`lead`", "'both'", "joint"]),
        ({"target": "equal"}, ["`target`", "'equal'", "nested"]),
        ({"method": "guess"}, ["`method`", "'guess'", "projection"]),
        ({"sets": ("a", "nothing")}, ["'nothing'", "third"]),
        ({"sets": ("a", "a")}, ["'a' twice"]),
    ],
)
def test_options_that_are_wrong_or_do_not_go_together_are_refused_by_name(
    options: dict[str, Any], names: list[str]
) -> None:
    with pytest.raises(OptionError) as raised:
        propose(CHAIN, **options)
    for name in names:
        assert name in str(raised.value)
    assert isinstance(raised.value, GraphmodelError)
    assert set(raised.value.parameters) <= set(inspect.signature(propose).parameters)
    assert "--" not in str(raised.value)


NOBODY = make_dataset({"c1": ("a1", None, 10), "c2": (None, "b1", 4), "c3": ("a1", "b1", 0)})


@pytest.mark.parametrize(
    "asked",
    [
        *({"lead": lead, "target": "compatible"} for lead in ("a", "b", "joint")),
        *({"lead": "a", "target": target} for target in ("coterminous", "nested")),
        *({"lead": "joint"}, {"lead": "joint", "max_moved": 0.5}, LOUVAIN),
    ],
)
def test_where_nobody_is_shared_nobody_changes_whatever_is_asked(
    asked: dict[str, Any], tmp_path: Path
) -> None:
    plan = propose(NOBODY, **asked)
    assert (plan.people_moved, plan.footprints_merged, plan.new_footprints) == (0, 0, 0)
    assert (plan.lead, plan.meets_target, plan.optimal) == (asked["lead"], True, True)
    assert len(plan.suggestions()) == 0
    plan.write(tmp_path / "plan.json")
    found = verify_plan(tmp_path / "plan.json", dataset=NOBODY)
    assert (found.ok, found.unchecked) == (True, ())


@pytest.mark.parametrize("asked", [{"footprints": 1}, {"rules": Rules(people_least=1)}])
def test_where_nobody_is_shared_there_are_no_joint_footprints(asked: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match="share nobody, so there are no joint footprints"):
        propose(NOBODY, lead="joint", **asked)
