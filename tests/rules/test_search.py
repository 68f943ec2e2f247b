from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, random_datasets
from helpers.rule_oracle import Oracle, best, size
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from graphmodel.dataset.dataset import derived
from graphmodel.dataset.reading import read_dataset
from graphmodel.errors import InfeasibleError, UndecidedError
from graphmodel.exact.stars import star_forest_by_model
from graphmodel.overlap.groups import most_joint_footprints
from graphmodel.overlap.overlap import build_overlap
from graphmodel.rules.kinds.kinds import broken_rules, locate
from graphmodel.rules.rules import OrganisationRule, Rules
from graphmodel.rules.search import solve_model

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.rules.solution import Solution

KINDS = (
    "people.least",
    "people.most",
    "groups",
    "keep",
    "together",
    "apart",
    "whole",
    "organisations",
    "contiguous",
    "land",
    "cost",
    "relationship",
)
GROUPINGS = 4_000
SLOW = settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
    ],
)


@st.composite
def small(draw: st.DrawFn) -> tuple[Dataset, Overlap, Oracle]:
    """Draw a dataset small enough to enumerate, with a third footprint set and neighbours."""
    dataset = draw(random_datasets(most_blocks=6, most_footprints=3))
    overlap = build_overlap(dataset, ignore_below=draw(st.sampled_from([0.0, 0.0, 0.2])))
    # Most datasets are dismissed, and so everything else is drawn afterwards.
    assume(len(overlap.edges))
    assume(1 < size(Oracle(dataset, overlap), GROUPINGS) <= GROUPINGS)
    blocks = list(dataset.people.index)
    rows = []
    for block in blocks:
        places = draw(st.lists(st.sampled_from(["w1", "w2", "w3"]), unique=True, max_size=2))
        rows += [(block, "w", place, 1 / len(places), "official", "", "") for place in places]
    memberships = pd.DataFrame(rows, columns=dataset.memberships.columns)
    wholes = pd.DataFrame(
        [("w", f"w{n}", f"Whole {n}", "") for n in (1, 2, 3)], columns=dataset.footprints.columns
    )
    dataset = derived(
        dataset,
        memberships=pd.concat([dataset.memberships, memberships]).sort_values(
            ["organisation", "footprint_set", "footprint"], ignore_index=True
        ),
        footprints=pd.concat([dataset.footprints, wholes], ignore_index=True),
    )
    return dataset, overlap, Oracle(dataset, overlap)


@st.composite
def rules_of(  # noqa: PLR0911  one for each kind
    draw: st.DrawFn, oracle: Oracle, kind: str
) -> dict[str, Any]:
    """Draw a rule of a kind, neither idle nor hopeless too often."""
    names = [f"{one}:{code}" for one, code in sorted(oracle.graph)]
    total = sum(people for *_, people in oracle.portions)
    lists = st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True)
    share = st.integers(0, 12).map(lambda number: number / 12 * total)
    if kind == "people.least":
        return {"people_least": draw(share)}
    if kind == "people.most":
        return {"people_most": draw(share)}
    if kind == "groups":
        least, more = draw(st.integers(1, 3)), draw(st.integers(0, 1))
        return {"groups_least": least, "groups_most": least + more}
    if kind == "keep":
        return {"keep": draw(st.lists(st.sampled_from(names), min_size=1, max_size=2))}
    if kind in ("together", "apart"):
        return {kind: draw(st.lists(lists, min_size=1, max_size=2))}
    if kind == "whole":
        return {"whole": ("w",)}
    if kind == "organisations":
        kinds = sorted(set(oracle.dataset.organisations["kind"]))
        rule = OrganisationRule(draw(st.sampled_from(kinds)), "", draw(st.integers(1, 2)))
        return {"organisations": (rule,)}
    if kind in ("contiguous", "land"):
        assume(len(oracle.dataset.neighbours))
        return {"contiguous": "land" if kind == "land" else True}
    if kind == "relationship":
        return {"cost": {"relationship": draw(st.sampled_from([0.5, 7.0, 200.0]))}}
    costs = st.sampled_from([0.0, 0.5, 1.0, 3.0])
    return {"cost": {"a": draw(costs), "b": draw(costs)}}


def assert_best(drawn: tuple[Dataset, Overlap, Oracle], rules: Rules) -> None:
    """The model finds what enumeration finds: the cost, then the number of groups, or nothing."""
    dataset, overlap, oracle = drawn
    found = best(oracle, rules, connected=not rules.binding)
    if not found:
        with pytest.raises(InfeasibleError):
            solve_model(dataset, overlap, rules)
        return
    least = min(found.values())
    solution = solve_model(dataset, overlap, rules)
    assert_true(drawn, rules, solution)
    assert solution.objective == pytest.approx(least, rel=1e-6, abs=1e-6)
    assert solution.optimal
    assert solution.lower_bound == pytest.approx(least, rel=1e-6, abs=1e-6)
    most = max(count for count, cost in found.items() if cost <= least + 1e-6 * (1 + least))
    assert solution.groups.count == most


def every_number_of_groups(dataset: Dataset, overlap: Overlap) -> list[Solution]:
    """Return the best groups for every number of them without rules, fewest first."""
    fewest = overlap.structure_covered.component_count
    most = most_joint_footprints(overlap)
    return [
        solve_model(dataset, overlap, groups=count) for count in range(max(fewest, 1), most + 1)
    ]


def assert_true(drawn: tuple[Dataset, Overlap, Oracle], rules: Rules, solution: Solution) -> None:
    """What the solution says of itself is so, and it complies with the rules."""
    dataset, overlap, oracle = drawn
    grouping = solution.grouping
    instance = grouping.located.instance
    names = [
        (name, code)
        for name, codes in zip(overlap.compare, overlap.codes, strict=True)
        for code in codes
    ]
    group = {
        name: int(number)
        for name, number in zip(names, grouping.group_of, strict=True)
        if number >= 0
    }
    goes = tuple(int(to) for to in grouping.portion_groups)
    assert oracle.strict(group)
    assert oracle.complies((group, goes), rules)
    assert oracle.cost((group, goes), rules) == pytest.approx(solution.objective)
    assert sum(oracle.moved((group, goes))) == pytest.approx(solution.people_moved)
    assert not broken_rules(grouping, locate(dataset, overlap, rules).rules)
    stays = grouping.moved[0].astype(int)
    ends = instance.portions.ends
    taken = grouping.group_of[ends[np.arange(len(ends)), stays]]
    assert taken.tolist() == grouping.portion_groups.tolist()


@pytest.mark.parametrize("kind", KINDS)
@SLOW
@given(data=st.data())
def test_every_rule_alone(kind: str, data: st.DataObject) -> None:
    drawn = data.draw(small())
    rules = Rules(**data.draw(rules_of(drawn[2], kind)))
    if kind in ("cost", "relationship"):
        rules = replace(rules, groups_least=data.draw(st.integers(1, 3)))
    assert_best(drawn, rules)


@settings(SLOW, max_examples=15)
@given(data=st.data())
def test_rules_in_pairs(data: st.DataObject) -> None:
    drawn = data.draw(small())
    kinds = data.draw(st.lists(st.sampled_from(KINDS), min_size=2, max_size=2, unique=True))
    parts = [data.draw(rules_of(drawn[2], kind)) for kind in kinds]
    cost = {key: value for part in parts for key, value in part.get("cost", {}).items()}
    assert_best(drawn, Rules(**(parts[0] | parts[1] | {"cost": cost})))


@settings(SLOW, max_examples=15)
@given(drawn=small())
def test_without_rules_at_every_number_of_groups(
    drawn: tuple[Dataset, Overlap, Oracle],
) -> None:
    dataset, overlap, oracle = drawn
    found = best(oracle, Rules(), connected=True)
    solutions = every_number_of_groups(dataset, overlap)
    assert [solution.groups.count for solution in solutions] == sorted(found)
    for solution in solutions:
        assert solution.people_moved == pytest.approx(found[solution.groups.count], abs=1e-6)
        assert solution.optimal


@settings(SLOW, max_examples=15)
@given(drawn=small())
def test_compatible(drawn: tuple[Dataset, Overlap, Oracle]) -> None:
    """Every way to undo overlaps is tried."""
    _, overlap, oracle = drawn
    edges = list(oracle.weights)
    assume(len(edges) <= 10)
    least = float("inf")
    for chosen in product((False, True), repeat=len(edges)):
        kept = [edge for edge, keeps in zip(edges, chosen, strict=True) if keeps]
        degree = Counter(end for edge in kept for end in edge)
        if set(degree) == set(oracle.graph) and all(
            degree[a] == 1 or degree[b] == 1 for a, b in kept
        ):
            undone = sum(oracle.weights[edge] for edge in edges if edge not in kept)
            least = min(least, undone)
    people = overlap.edges["people"].to_numpy(float)
    found = star_forest_by_model(overlap.edge_positions, people)
    assert found.cost == pytest.approx(least, abs=1e-6)
    assert found.optimal
    assert found.cost == people[found.cuts[0]].sum()


FRONTIERS = {
    ("england-2016", "stp", "ldr"): {
        38: 0,
        39: 94_939,
        40: 274_428,
        41: 467_049,
        42: 691_126,
        43: 1_257_913,
    },
    ("england-2026", "icb", "authority"): {14: 0, 15: 6_060, 16: 56_924, 17: 237_302, 18: 563_919},
    ("england-2026", "icb", "council"): {
        30: 0,
        31: 1_914,
        32: 7_974,
        33: 14_305,
        34: 21_294,
        35: 72_158,
        36: 135_400,
    },
    ("england-2026", "icb", "police"): {
        21: 0,
        22: 1_914,
        23: 7_974,
        24: 14_305,
        25: 65_169,
        26: 245_547,
        27: 438_946,
        28: 732_988,
        29: 1_078_306,
        30: 3_068_390,
    },
}


@pytest.mark.parametrize("names", FRONTIERS)
def test_bundled_frontiers(names: tuple[str, str, str]) -> None:
    dataset = read_dataset(names[0])
    overlap = build_overlap(dataset, sets=names[1:])
    solutions = every_number_of_groups(dataset, overlap)
    found = {solution.groups.count: round(solution.people_moved) for solution in solutions}
    assert found == FRONTIERS[names]
    assert all(solution.optimal for solution in solutions)
    people = overlap.edges["people"].to_numpy(float)
    stars = star_forest_by_model(overlap.edge_positions, people)
    assert round(stars.cost) == FRONTIERS[names][max(found)]
    assert stars.optimal


def england(**rules: Any) -> Solution:  # noqa: ANN401
    dataset = bundled_dataset("england-2016")
    overlap = build_overlap(dataset)
    solution = solve_model(dataset, overlap, Rules(**rules))
    oracle = Oracle(dataset, overlap)
    assert_true((dataset, overlap, oracle), Rules(**rules), solution)
    assert solution.optimal
    return solution


def test_rules_on_bundled_data() -> None:
    alone = england(people_least=1e6)
    assert (alone.groups.count, alone.people_moved) == (31, 0)
    close = england(people_least=1.2e6, contiguous=True)
    assert (close.groups.count, close.people_moved) == (28, 0)
    limited = england(people_least=1e6, people_most=3.5e6)
    assert (limited.groups.count, round(limited.people_moved)) == (32, 94_939)
    councils = england(whole=("council",))
    assert (councils.groups.count, councils.people_moved) == (33, 0)
    acute = england(organisations=(OrganisationRule("provider", "acute"),), groups_least=40)
    assert round(acute.people_moved) == 274_428


def test_a_group_across_components_takes_in_its_neighbours() -> None:
    """Cornwall joins Devon, and nothing far away, where groups have to be large."""
    solution = england(people_least=1e6)
    codes = solution.grouping.located.instance.overlap.codes[0]
    labels = solution.groups.labels[0]
    mates = set(codes[labels == labels[codes.get_loc("E54000036")]])
    assert mates == {"E54000036", "E54000037"}


def test_no_time_at_all() -> None:
    dataset = bundled_dataset("england-2026")
    overlap = build_overlap(dataset)
    with pytest.raises(UndecidedError):
        solve_model(dataset, overlap, Rules(people_least=1e6), groups=16, time_limit=0)


def test_nothing_to_group() -> None:
    dataset = make_dataset({"c1": ("a1", None, 5), "c2": (None, "b1", 5)})
    with pytest.raises(InfeasibleError):
        solve_model(dataset, build_overlap(dataset))


def test_standard_output_stays_clean(capfd: pytest.CaptureFixture[str]) -> None:
    england(people_least=1e6, people_most=3.5e6)
    assert capfd.readouterr() == ("", "")


def test_a_tie_counts_for_either_group() -> None:
    """A provider whose people are halved serves whichever group needs it."""
    dataset = make_dataset(
        {"c1": ("a1", "b1", 10), "c2": ("a2", "b2", 10), "c3": ("a1", "b2", 1)},
        partners={"p1": ("provider", ["a1", "a2"], ["b1", "b2"]), "p2": ("provider", "a1", "b1")},
    )
    rules = Rules(organisations=(OrganisationRule("provider"),), groups_least=2)
    with pytest.raises(InfeasibleError):
        # With the third block on either side, one of the halves is larger; only one is a2's.
        solve_model(dataset, build_overlap(dataset), replace(rules, keep=("a:a1",)))
    assert solve_model(dataset, build_overlap(dataset), rules).groups.count == 2


def test_islands_are_not_held_against_a_plan() -> None:
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 10),
            "c2": ("a1", "b1", 10),
            "c3": ("a2", "b2", 10),
            "c4": ("a3", "b3", 10),
        },
        neighbours=[("c1", "c3"), ("c2", "c3", None, "water")],
    )
    overlap = build_overlap(dataset)
    assert solve_model(dataset, overlap, Rules(contiguous=True)).groups.count == 3
    with pytest.raises(InfeasibleError):
        solve_model(dataset, overlap, Rules(contiguous=True, together=(("a:a1", "a:a3"),)))
