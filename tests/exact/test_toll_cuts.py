"""Wide graphs: bounds hold, cuts are cuts, plans verify, and all of it is the same every time."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

import numpy as np
import pytest
from helpers.commands import invoke
from helpers.cutcases import Edges, arrays, banded, is_cut_into
from helpers.examples import make_dataset
from helpers.plan_oracles import is_strict, meets
from hypothesis import given, settings
from hypothesis import strategies as st

import graphmodel
from graphmodel.errors import OptionError, UndecidedError
from graphmodel.exact import toll_cuts
from graphmodel.exact import tolls as _tolls
from graphmodel.exact.core import Core
from graphmodel.exact.cuts import cut_frontier
from graphmodel.exact.elimination import TooWideError
from graphmodel.exact.regions import improved
from graphmodel.exact.toll_cuts import TollCuts
from graphmodel.planfiles.planfile import write_plan
from graphmodel.planfiles.verification import verify_plan
from graphmodel.plans import joint_frontier, optimum
from graphmodel.plans import ruled as model_plan
from graphmodel.plans.asked import Asked, Task
from graphmodel.plans.joint_frontier import toll_plan
from graphmodel.plans.optimum import beside_optimum
from graphmodel.rules.rules import Rules

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from tessellations import Tessellations, tessellations


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Edges, np.ndarray]:
    width = draw(st.sampled_from([1, 2, 3, 4, 6]))
    edges, weights = banded(width, draw(st.integers(3, 30)), draw(st.integers(0, 10**6)))
    return (edges, weights) if edges else ([(0, 0)], np.array([1.5]))


@settings(max_examples=150, deadline=None)
@given(graph=graphs(), data=st.data())
def test_what_is_proved_is_true_and_what_is_cut_is_a_cut(
    graph: tuple[Edges, np.ndarray], data: st.DataObject
) -> None:
    edges, weights = graph
    exact = cut_frontier(arrays(edges), weights)
    least = dict(zip(exact.counts.tolist(), exact.costs.tolist(), strict=True))
    cuts = TollCuts(arrays(edges), weights)
    assert (cuts.fewest, cuts.most) == (min(least), max(least))
    count = data.draw(st.sampled_from(sorted(least)))
    found = cuts.cut(count)
    slack = 1e-9 * weights.sum()
    assert is_cut_into(edges, found.edges, count)
    assert found.cost == pytest.approx(math.fsum(weights[found.edges]), abs=slack)
    assert found.lower_bound - slack <= least[count] <= found.cost + slack
    assert found.optimal == (found.gap == 0)
    if found.optimal:
        assert found.cost == pytest.approx(least[count], abs=slack)
    # Every line is a bound for every number of parts, not only for the one it was made for.
    for other, cost in least.items():
        assert cuts.bound(other) <= cost + slack


@settings(max_examples=50, deadline=None)
@given(graph=graphs(), data=st.data())
def test_any_promises_at_all_are_made_good(
    graph: tuple[Edges, np.ndarray], data: st.DataObject
) -> None:
    edges, weights = graph
    exact = cut_frontier(arrays(edges), weights)
    core = Core.of(arrays(edges), weights)
    tolls = _tolls.Tolls(core)
    size = len(tolls.edges) + len(core.settled) + 1
    number = st.floats(-1, 3, allow_nan=False)
    solution = np.array(data.draw(st.lists(number, min_size=size, max_size=size)))
    tolls._solved = lambda: solution  # type: ignore[method-assign]
    tolls.begin(1)
    tolls.step(steady=False)
    for count, cost in zip(exact.counts.tolist(), exact.costs.tolist(), strict=True):
        assert tolls.bound(count - core.stars) <= cost + 1e-9 * weights.sum()


@pytest.mark.parametrize("seed", range(6))
def test_on_tessellations_nearly_everything_is_proved(seed: int) -> None:
    ends, weights = tessellations(Tessellations(400, (60, 30), seed))
    exact = cut_frontier(ends, weights)
    cuts = TollCuts(ends, weights)
    for count in exact.counts[:: max(1, len(exact.counts) // 4)].tolist():
        found = cuts.cut(count)
        assert found.cost == pytest.approx(float(exact.costs[exact.counts == count][0]))
        assert found.gap < 0.03


def test_the_same_graph_is_cut_in_the_same_way() -> None:
    ends, weights = tessellations(Tessellations(400, (60, 30), 1))
    first, second = (TollCuts(ends, weights).cut(20) for _ in range(2))
    assert first.edges.tolist() == second.edges.tolist()
    assert (first.cost, first.lower_bound) == (second.cost, second.lower_bound)


def test_without_any_time_there_is_a_cut_all_the_same() -> None:
    ends, weights = tessellations(Tessellations(400, (60, 30), 2))
    said: list[str] = []
    found = TollCuts(ends, weights).cut(20, time_limit=0.0, progress=said.append)
    pairs = list(zip(ends[0].tolist(), ends[1].tolist(), strict=True))
    assert is_cut_into(pairs, found.edges, 20)
    assert (found.lower_bound, found.optimal, found.gap, said) == (0.0, False, 1.0, [])


def test_a_number_of_parts_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="there are 1 to 1 parts, not 2"):
        TollCuts(arrays([(0, 0), (0, 1)]), np.array([1.0, 2.0])).cut(2)


def test_regions_leave_what_is_best_and_mend_what_is_not() -> None:
    ends, weights = tessellations(Tessellations(400, (60, 30), 3))
    core = Core.of(ends, weights)
    cuts = TollCuts(ends, weights)
    start = cuts._rounded(12)
    better = improved(core, start, lambda: False)
    assert len(set(better)) == len(set(start)) == 12
    assert cuts._cost(better) <= cuts._cost(start)
    assert improved(core, better, lambda: False) == better
    assert improved(core, start, lambda: True) == start


def _wide() -> graphmodel.Dataset:
    """Draw blocks at random in 8 by 8 footprints."""
    random = np.random.default_rng(3)
    return make_dataset(
        {
            f"c{number}": (f"a{random.integers(8)}", f"b{random.integers(8)}", 10 + number)
            for number in range(60)
        }
    )


@pytest.fixture
def too_wide(monkeypatch: pytest.MonkeyPatch) -> graphmodel.Dataset:
    """Return a dataset that is too wide for the dynamic programme, and for the model."""

    def refuse(*_: object) -> None:
        raise TooWideError(99)

    for module in (joint_frontier, optimum):
        monkeypatch.setattr(module, "cut_frontier", refuse)
    monkeypatch.setattr(model_plan, "_MOST_WITHOUT_RULES", 0)
    monkeypatch.setattr(model_plan, "_MOST_VARIABLES", 0)
    return _wide()


def test_a_wide_plan_verifies_and_says_what_is_proved(
    too_wide: graphmodel.Dataset, tmp_path: Path
) -> None:
    said: list[str] = []
    plan = graphmodel.propose(too_wide, lead="joint", footprints=4, progress=said.append)
    assert plan.options["footprints"] == 4
    assert plan.lower_bound is not None
    assert 0 < plan.lower_bound <= plan.people_moved
    assert is_strict(plan)
    assert meets(plan)
    assert "4 joint footprints, of 1 to 8" in said
    assert any(line.startswith("round 1: ") for line in said)
    write_plan(plan, tmp_path / "plan.json")
    assert verify_plan(tmp_path / "plan.json", dataset=too_wide).ok
    beside = beside_optimum(plan)
    assert beside.least_people_moved is None
    assert "at least" in beside.note
    other = graphmodel.led_plan(too_wide, lead="a")
    # It stands beside led ones, of which it is the least, and needs no frontier.
    assert beside_optimum(other).least_people_moved == other.people_moved
    assert beside_optimum(other).excess == 0


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.7, 1.0])
def test_as_many_footprints_as_the_share_allows(too_wide: graphmodel.Dataset, share: float) -> None:
    overlap = graphmodel.build_overlap(too_wide)
    limit = share * overlap.people_covered
    plan = graphmodel.propose(too_wide, lead="joint", max_moved=share)
    assert plan.people_moved <= limit
    exact = cut_frontier(overlap.edge_positions, overlap.edges["people"].to_numpy(float))
    assert plan.options["footprints"] == exact.counts[exact.costs <= limit][-1]


def test_out_of_range_under_rules_and_for_all_numbers_it_is_refused(
    too_wide: graphmodel.Dataset,
) -> None:
    with pytest.raises(OptionError, match="`footprints` takes 1 to 8, not 9"):
        graphmodel.propose(too_wide, lead="joint", footprints=9)
    with pytest.raises(UndecidedError, match="too large for the model under rules"):
        graphmodel.propose(too_wide, lead="joint", rules=Rules(together=(("a:a1", "a:a2"),)))
    with pytest.raises(UndecidedError, match="one plan at a time"):
        joint_frontier.frontier(too_wide)


def test_what_is_not_proved_exits_with_4_and_is_written(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unproved(dataset: graphmodel.Dataset, **_: object) -> graphmodel.Plan:
        # No time, so that nothing is proved.
        asked = Asked(method="exact", footprints=2)
        return toll_plan(Task(dataset, graphmodel.build_overlap(dataset), asked, time_limit=0.0))

    monkeypatch.setattr(graphmodel, "propose", unproved)
    path = tmp_path / "plan.json"
    code, _, err = invoke("suggest", tiny, "--lead", "joint", "--output", path)
    assert code == 4, err
    stated = json.loads(path.read_text("utf-8"))
    assert stated["optimal"] is False
    assert stated["lower_bound"] < stated["people_moved"]
    assert invoke("verify", path, "--dataset", tiny)[0] == 0


def test_little_is_left_to_prove_after_much_work(monkeypatch: pytest.MonkeyPatch) -> None:
    ends, weights = tessellations(Tessellations(400, (60, 30), 4))
    monkeypatch.setattr(toll_cuts, "_MUCH_WORK", 0)
    monkeypatch.setattr(toll_cuts, "_CLOSE_ENOUGH", 0.5)
    said: list[str] = []
    found = TollCuts(ends, weights).cut(20, progress=said.append)
    assert len(said) < 10
    assert found.gap <= 0.5
