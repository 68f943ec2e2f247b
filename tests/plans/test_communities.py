"""Joint plans that community detection and projections propose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from helpers.crowded import crowded
from helpers.england import bundled_dataset
from helpers.examples import (
    make_dataset,
    new_codes,
    patient,
    random_datasets,
    relabelled,
    rescaled,
    shuffled,
)
from helpers.plan_oracles import is_strict, joint_groups, meets, moved, overlaps
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.errors import OptionError
from graphmodel.overlap.graph import footprint_id, membership_graph, overlap_graph
from graphmodel.overlap.overlap import build_overlap
from graphmodel.overlap.projection import projection_graph
from graphmodel.planfiles.planfile import plan_to_dict, write_plan
from graphmodel.planfiles.verification import verify_plan
from graphmodel.plans.asked import COMMUNITY_METHODS, CommunityMethod
from graphmodel.plans.communities import DETECTIONS, community_plans

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan

SEEDS = 2
both = pytest.mark.parametrize("method", COMMUNITY_METHODS)

England = dict[tuple[str, str], tuple["Plan", ...]]


@pytest.fixture(scope="module")
def england() -> England:
    return {
        (name, method): community_plans(bundled_dataset(name), method=method, seeds=SEEDS)
        for name in ("england-2016", "england-2026")
        for method in COMMUNITY_METHODS
    }


def proposals(plans: tuple[Plan, ...]) -> list[tuple[Any, ...]]:
    """Return what plans propose, whatever their results are called."""
    return [
        (
            plan.options["footprints"],
            joint_groups(plan),
            pytest.approx(plan.people_moved),
            plan.options["graph"],
            plan.options["seed"],
        )
        for plan in plans
    ]


@pytest.mark.parametrize("name", ["england-2016", "england-2026"])
@both
def test_england_gets_several_plans_each_strict_and_verified(
    england: England, name: str, method: CommunityMethod, tmp_path: Path
) -> None:
    plans = england[name, method]
    counts = [plan.options["footprints"] for plan in plans]
    assert len(set(counts)) == len(counts) >= 3
    assert counts == sorted(counts)
    for plan in plans:
        assert is_strict(plan)
        assert meets(plan)
        assert len(joint_groups(plan)) == plan.options["footprints"]
        assert plan.people_moved == pytest.approx(sum(moved(plan).values()))
        assert plan.optimal is None
        assert plan.lower_bound is None
    # Each one is as good as the others for the writing and reading of it; the last has most steps.
    path = tmp_path / "plan.json"
    for plan in {plans[0], plans[-1]}:
        write_plan(plan, path)
        verification = verify_plan(path, dataset=plan.dataset)
        assert verification.ok, verification.mismatches
        assert verification.strict
        assert verification.meets_target
        assert verification.not_stated == ()


@pytest.mark.parametrize("name", ["england-2016", "england-2026"])
@both
def test_codes_order_and_scale_do_not_matter(
    england: England, name: str, method: CommunityMethod
) -> None:
    plans = england[name, method]
    dataset = plans[0].dataset
    mixed = community_plans(shuffled(dataset, 3), method=method, seeds=SEEDS)
    assert proposals(mixed) == proposals(plans)
    assert [dict(plan.support) for plan in mixed] == [dict(plan.support) for plan in plans]
    larger = community_plans(rescaled(dataset, 0.3), method=method, seeds=SEEDS)
    assert [joint_groups(plan) for plan in larger] == [joint_groups(plan) for plan in plans]
    named = community_plans(relabelled(dataset), method=method, seeds=SEEDS)
    _, codes = new_codes(dataset)
    assert [joint_groups(plan) for plan in named] == [
        {
            frozenset((name, codes[name, code]) for name, code in group)
            for group in joint_groups(plan)
        }
        for plan in plans
    ]
    for plan, other in zip(plans, named, strict=True):
        assert other.people_moved == pytest.approx(plan.people_moved)


@pytest.mark.parametrize(
    ("seed", "method"), [(1, "projection"), (3, "louvain"), (6, "louvain"), (9, "louvain")]
)
def test_codes_do_not_matter_where_the_order_of_footprints_would(
    seed: int, method: CommunityMethod
) -> None:
    dataset = crowded(seed)
    _, codes = new_codes(dataset)
    plans = community_plans(dataset, method=method, seeds=2)
    named = community_plans(relabelled(dataset), method=method, seeds=2)
    assert [joint_groups(plan) for plan in named] == [
        {
            frozenset((name, codes[name, code]) for name, code in group)
            for group in joint_groups(plan)
        }
        for plan in plans
    ]


@both
def test_the_same_again_is_the_same(england: England, method: CommunityMethod) -> None:
    plans = england["england-2026", method]
    again = community_plans(plans[0].dataset, method=method, seeds=SEEDS)
    assert [plan_to_dict(plan) for plan in again[:2]] == [plan_to_dict(plan) for plan in plans[:2]]
    assert proposals(again) == proposals(plans)


@pytest.fixture
def planted() -> Dataset:
    """Return two mergers that the people in them ask for, and one pair that may go either way."""
    rows = [
        *[("a1", "b1", 100), ("a1", "b2", 60), ("a2", "b1", 50), ("a2", "b2", 25)],
        *[("a3", "b3", 100), ("a3", "b4", 60), ("a4", "b3", 50), ("a4", "b4", 25)],
        *[("a5", "b5", 100), ("a6", "b6", 100), ("a5", "b6", 30)],
        *[("a1", "b3", 3), ("a3", "b5", 3)],
    ]
    return make_dataset({f"c{place:02}": row for place, row in enumerate(rows)})


def support_of(plan: Plan) -> dict[frozenset[str], float]:
    """Return the support of each merger by the footprints merged."""
    return {
        frozenset(merger["footprint"]): plan.support[
            merger["footprint_set"].iloc[0], merger["successor"].iloc[0]
        ]
        for merger in plan.mergers
    }


@both
def test_planted_mergers_have_all_runs_for_them_and_an_ambiguous_one_has_fewer(
    planted: Dataset, method: CommunityMethod
) -> None:
    plans = {plan.options["footprints"]: plan for plan in community_plans(planted, method=method)}
    support = support_of(plans[3])
    for planted_pair in ("a1 a2", "a3 a4", "b1 b2", "b3 b4"):
        assert support[frozenset(planted_pair.split())] == 1
    for ambiguous in ("a5 a6", "b5 b6"):
        assert 0 < support[frozenset(ambiguous.split())] < 1
    assert frozenset(["a5", "a6"]) not in support_of(plans[4])


def test_support_is_the_least_share_of_runs_that_put_two_of_the_merged_together(
    planted: Dataset,
) -> None:
    resolutions = [0.02, 0.04, 1.0, 4.0]
    plans = community_plans(planted, method="projection", resolutions=resolutions, seeds=1)
    # Each resolution by itself is a run on each of two graphs.
    runs = []
    for resolution in resolutions:
        alone = community_plans(planted, method="projection", resolutions=[resolution], seeds=1)
        assert all(plan.options["runs"] == 2 for plan in alone)
        runs += [joint_groups(plan) for plan in alone] * (2 // len(alone))
    assert len(runs) == 8
    assert len({len(run) for run in runs}) >= 3
    uneven = 0
    for plan in plans:
        assert set(plan.support) == {
            (merger["footprint_set"].iloc[0], merger["successor"].iloc[0])
            for merger in plan.mergers
        }
        for members, support in support_of(plan).items():
            pairs = [{one, two} for one in members for two in members if one < two]
            shares = [
                sum(any(pair <= {code for _, code in group} for group in run) for run in runs)
                / len(runs)
                for pair in pairs
            ]
            assert support == min(shares)
            uneven += min(shares) < max(shares)
    assert uneven  # else any pair would do for the least


@both
def test_options_say_what_was_optimised_and_how_often(
    planted: Dataset, method: CommunityMethod
) -> None:
    for plan in community_plans(planted, method=method, seeds=2):
        options = plan.options
        assert options["modularity"] == "Newman"
        assert (
            options["graphs"]
            == {
                "louvain": ["overlap", "membership"],
                "projection": ["projection of a", "projection of b"],
            }[method]
        )
        assert options["seeds"] == 2
        assert sum(2 * len(tried) for tried in options["resolutions"].values()) == options["runs"]
        assert options["graph"] in options["graphs"]
        assert options["resolution"] in options["resolutions"][options["graph"]]
        assert options["seed"] in (0, 1)
        assert plan.lead == "joint"
        assert plan.target == "coterminous"
        assert plan.method == method


def test_of_all_runs_with_as_many_footprints_the_cheapest_is_taken() -> None:
    chance = np.random.default_rng(2)
    rows = [(f"a{chance.integers(8)}", f"b{chance.integers(8)}") for _ in range(26)]
    people = chance.integers(1, 100, len(rows)).tolist()
    dataset = make_dataset(
        {f"c{n}": (*row, number) for n, (row, number) in enumerate(zip(rows, people, strict=True))}
    )
    resolutions = [0.5, 1.0, 1.5, 2.0]
    cheapest: dict[int, float] = {}
    dearest: dict[int, float] = {}
    for resolution in resolutions:
        for plan in community_plans(
            dataset, method="projection", seeds=1, resolutions=[resolution]
        ):
            count, cost = plan.options["footprints"], plan.people_moved
            cheapest[count] = min(cheapest.get(count, cost), cost)
            dearest[count] = max(dearest.get(count, cost), cost)
    together = community_plans(dataset, method="projection", seeds=1, resolutions=resolutions)
    assert {plan.options["footprints"]: plan.people_moved for plan in together} == cheapest
    assert cheapest != dearest


@settings(patient, max_examples=10)
@given(
    random_datasets(most_footprints=4),
    st.sampled_from(COMMUNITY_METHODS),
    st.sampled_from([0.0, 0.3]),
)
def test_any_dataset_gets_strict_plans_or_none_where_nobody_is_shared(
    dataset: Dataset, method: CommunityMethod, below: float
) -> None:
    plans = community_plans(dataset, method=method, ignore_below=below, seeds=1)
    if not overlaps(dataset):
        assert plans == ()
    for plan in plans:
        assert is_strict(plan)
        assert meets(plan)
        assert all(0 < support <= 1 for support in plan.support.values())


def test_sets_that_agree_stay_as_they_are() -> None:
    dataset = make_dataset({"c1": ("x", "x", 10), "c2": ("y", "y", 4)})
    for method in COMMUNITY_METHODS:
        (plan,) = community_plans(dataset, method=method)
        assert plan.options["footprints"] == 2
        assert plan.people_moved == 0
        assert plan.support == {}


def test_what_cannot_be_run_is_refused(planted: Dataset) -> None:
    with pytest.raises(OptionError, match="`seeds`"):
        community_plans(planted, seeds=0)
    for wrong in (0, -1, float("nan"), float("inf")):
        with pytest.raises(OptionError, match="resolution"):
            community_plans(planted, resolutions=[1, wrong])
    with pytest.raises(OptionError, match="resolution"):
        community_plans(planted, resolutions=[])
    with pytest.raises(OptionError, match="nothing"):
        community_plans(planted, sets=("a", "nothing"))
    with pytest.raises(OptionError, match="`ignore_below`"):
        community_plans(planted, ignore_below=-0.1)


@settings(patient, max_examples=10)
@given(random_datasets())
def test_the_graphs_are_those_that_anybody_can_have(dataset: Dataset) -> None:
    overlap = build_overlap(dataset)
    kept = {
        footprint_id(name, code)
        for name, side in zip("ab", "ab", strict=True)
        for code in overlap.edges[side]
    }
    public = {
        "overlap": overlap_graph(dataset),
        "membership": membership_graph(dataset),
        **{f"projection of {name}": projection_graph(dataset, name) for name in "ab"},
    }
    for method in DETECTIONS.values():
        for name, graph in method.graphs(dataset, overlap).items():
            theirs = public[name]
            nodes = kept | {node for node in theirs if node.startswith("org:")}
            found = sorted(weight for *_, weight in graph.edges(data="weight"))
            assert found == sorted(
                weight
                for one, other, weight in theirs.edges(data="weight")
                if {one, other} <= nodes and weight
            )
            for node, data in graph.nodes(data=True):
                if "footprint" in data:
                    side, place = data["footprint"]
                    code = footprint_id("ab"[side], overlap.codes[side][place])
                    mine = sorted(tie["weight"] for tie in graph.adj[node].values())
                    assert mine == sorted(
                        tie["weight"]
                        for end, tie in theirs.adj[code].items()
                        if end in nodes and tie["weight"]
                    )


def test_every_method_is_told_how_and_no_other_is_taken_for_one() -> None:
    assert tuple(DETECTIONS) == COMMUNITY_METHODS
    with pytest.raises(OptionError, match="`method` takes louvain, projection, not 'leiden'"):
        community_plans(make_dataset({"c1": ("a1", "b1", 1)}), method="leiden")  # type: ignore[arg-type]
