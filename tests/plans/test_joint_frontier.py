"""The frontier: the least people for every number of joint footprints, and the plans beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, patient, random_datasets, relabelled, shuffled
from helpers.plan_oracles import (
    components,
    is_strict,
    joint_groups,
    meets,
    moved,
    outcomes,
    overlaps,
    successors,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.errors import OptionError
from graphmodel.planfiles.planfile import write_plan
from graphmodel.planfiles.verification import verify_plan
from graphmodel.plans.joint_frontier import exact_joint_plan, frontier
from graphmodel.plans.propose import propose

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan
    from graphmodel.plans.tradeoff import Frontier

    Pair = tuple[str, str]

COSTS = [
    "people_moved",
    "people_moved_by_set",
    "people_moved_by_evidence",
    "people_moved_estimated",
    "footprints_merged",
    "people_merged",
    "new_footprints",
    "lower_bound",
    "optimal",
]

CHAIN = {
    "c1": ("a1", "b1", 1000),
    "c2": ("a1", "b2", 40),
    "c3": ("a2", "b2", 700),
    "c4": ("a2", "b3", 5),
    "c5": ("a3", "b3", 900),
}


def partitions(items: list[tuple[str, str]]) -> Iterator[list[set[tuple[str, str]]]]:
    """Yield every partition of some footprints."""
    if not items:
        yield []
        return
    first, *others = items
    for parts in partitions(others):
        yield [{first}, *parts]
        for place in range(len(parts)):
            yield [*parts[:place], parts[place] | {first}, *parts[place + 1 :]]


def least_by_trying(pairs: dict[Pair, float]) -> dict[int, float]:
    """Return the least people moved by the number of groups that hang together."""
    footprints = sorted({("a", a) for a, _ in pairs} | {("b", b) for _, b in pairs})
    found: dict[int, float] = {}
    for parts in partitions(footprints):
        inside = {
            pair: number
            for number, part in enumerate(parts)
            for pair in pairs
            if {("a", pair[0]), ("b", pair[1])} <= part
        }
        touched = {("a", a) for a, _ in inside} | {("b", b) for _, b in inside}
        if len(touched) == len(footprints) and len(components(inside)) == len(parts):
            cost = sum(people for pair, people in pairs.items() if pair not in inside)
            found[len(parts)] = min(found.get(len(parts), cost), cost)
    return found


def costs_of(found: Frontier) -> dict[int, int]:
    return {plan.options["footprints"]: round(plan.people_moved) for plan in found.plans}


def verified(plan: Plan, path: Path) -> bool:
    write_plan(plan, path)
    return verify_plan(path, dataset=plan.dataset).ok


@pytest.fixture(scope="module")
def england() -> Frontier:
    return frontier(bundled_dataset("england-2016"))


# In England


def test_the_frontier_of_england_in_2016(england: Frontier) -> None:
    assert costs_of(england) == {
        38: 0,
        39: 94_939,
        40: 274_428,
        41: 467_049,
        42: 691_126,
        43: 1_257_913,
    }
    assert england.largest_matching == 43
    assert [set(plan.people_moved_by_evidence) for plan in england.plans] == [
        set(),
        *[{"inferred"}] * 5,
    ]
    only_mergers = england.plans[0]
    assert only_mergers.footprints_merged == 44 + 83 - 2 * 38
    assert only_mergers.people_merged > 0


def test_the_note_says_why_there_are_no_more(england: Frontier) -> None:
    note = england.note
    assert "44 cannot be had" in note
    assert "no more than 43 such pairs" in note
    assert "Fewer than 38" in note
    assert f"{england.plans[0].footprints_merged} footprints" in note
    assert "STP" in note
    assert "LDR" in note


@pytest.mark.parametrize(
    ("sets", "counts", "last"),
    [
        (None, range(14, 19), 563_919),
        (("icb", "council"), range(36, 37), 135_400),
        (("icb", "police"), range(30, 31), 3_068_390),
    ],
)
def test_the_frontiers_of_england_in_2026(
    sets: tuple[str, str] | None, counts: range, last: int
) -> None:
    found = frontier(bundled_dataset("england-2026"), sets=sets, redraw=sets or ())
    costs = costs_of(found)
    assert list(costs)[-len(counts) :] == list(counts)
    assert costs[counts[-1]] == last
    if sets is None:
        assert list(costs) == list(counts)
    assert list(costs) == list(range(min(costs), max(costs) + 1))
    assert next(iter(costs.values())) == 0
    assert all(is_strict(plan) and meets(plan) for plan in found.plans)


def test_plans_of_england_verify(england: Frontier, tmp_path: Path) -> None:
    for plan in (england.plans[0], england.plans[-1]):
        assert verified(plan, tmp_path / "plan.json")


def test_within_one_per_cent_there_are_41_joint_footprints(england: Frontier) -> None:
    plan = propose(england.dataset, lead="joint")
    assert plan.options["footprints"] == 41
    assert round(plan.people_moved) == 467_049
    people = england.overlap.people_covered
    for share, count in ((0.0, 38), (94_938 / people, 38), (94_940 / people, 39), (1.0, 43)):
        chosen = propose(england.dataset, lead="joint", max_moved=share)
        assert chosen.options["footprints"] == count
    assert propose(england.dataset, lead="joint", footprints=42).options["footprints"] == 42


# In files


def test_a_frontier_has_its_keys(england: Frontier) -> None:
    found = england.to_dict()
    assert list(found) == [
        "format",
        "dataset",
        "compare",
        "largest_matching",
        "note",
        "points",
        "asked",
        "alternatives",
    ]
    # What the dataset itself asks is one of the plans beside the points.
    assert list(found["asked"]) == ["lead", "target", *COSTS]
    assert (found["asked"]["lead"], found["asked"]["target"]) == ("stp", "coterminous")
    assert round(found["asked"]["people_moved"]) == 1_819_451
    assert found["dataset"]["name"] == "england-2016"
    assert found["compare"] == ["stp", "ldr"]
    assert found["largest_matching"] == 43
    assert [list(point) for point in found["points"]] == [["footprints", *COSTS]] * 6
    assert found["points"][1]["people_moved"] == found["points"][1]["lower_bound"]
    for other in found["alternatives"]:
        assert list(other) == [
            "lead",
            "target",
            "method",
            "undecided",
            *COSTS,
            "beside_optimum",
        ]
        assert list(other["beside_optimum"]) == [
            "footprints",
            "least_people_moved",
            "excess",
            "further",
            "note",
        ]


def test_beside_it_are_doing_nothing_compatible_and_led_plans(england: Frontier) -> None:
    rows = {(one.lead, one.target): one.people_moved for one in england.alternatives}
    assert set(rows) == {
        (None, None),
        *((lead, "compatible") for lead in ("joint", "stp", "ldr")),
        *((lead, target) for lead in ("stp", "ldr") for target in ("coterminous", "nested")),
    }
    assert rows[None, None] == 0
    assert round(rows["joint", "compatible"]) == 1_257_913
    led = propose(england.dataset, lead="ldr", target="nested")
    assert rows["ldr", "nested"] == led.people_moved


# By trying everything


@settings(patient, max_examples=15)
@given(
    random_datasets(most_blocks=7, most_footprints=3, partners=False, neighbours=False, alone=False)
)
def test_no_grouping_moves_fewer(
    tmp_path_factory: pytest.TempPathFactory, dataset: Dataset
) -> None:
    pairs = overlaps(dataset)
    found = frontier(dataset)
    if not pairs:
        assert found.plans == ()
        assert "share nobody" in found.note
        assert [one.target for one in found.alternatives] == [None]
        return
    least = least_by_trying(pairs)
    assert [plan.options["footprints"] for plan in found.plans] == sorted(least)
    assert found.largest_matching == max(least)
    for plan in found.plans:
        count = plan.options["footprints"]
        assert sum(moved(plan).values()) == pytest.approx(least[count])
        assert plan.people_moved == pytest.approx(least[count])
        assert plan.lower_bound == pytest.approx(least[count])
        assert plan.optimal is True
        assert is_strict(plan)
        assert meets(plan)
        assert all(len(set(own.values())) == count for own in successors(plan))
        assert {one.to_a for one in outcomes(plan) if one.counts} == set(
            successors(plan)[0].values()
        )
    assert verified(found.plans[-1], tmp_path_factory.getbasetemp() / "joint.json")


@settings(patient, max_examples=6)
@given(random_datasets(), st.integers(0, 9), st.sampled_from([0.0, 0.3]))
def test_codes_and_the_order_of_rows_do_not_matter(
    dataset: Dataset, seed: int, below: float
) -> None:
    costs = [
        [plan.people_moved for plan in frontier(one, ignore_below=below).plans]
        for one in (dataset, relabelled(dataset), shuffled(dataset, seed))
    ]
    assert costs[1] == pytest.approx(costs[0])
    assert costs[2] == pytest.approx(costs[0])


# Ties between cuts

# a1 – b1 – a2 – b2 – a3 – b3 in a row. Into two groups there are two cuts of 10 people:
# of a2 and b1, and of b2 and a3.
TIED = {
    "c1": ("a1", "b1", 50),
    "c2": ("a2", "b1", 10),
    "c3": ("a2", "b2", 50),
    "c4": ("a3", "b2", 10),
    "c5": ("a3", "b3", 50),
}


def groups_of(plan: Plan) -> list[set[str]]:
    """Return the names of the footprints that end in each group."""
    names = plan.dataset.footprints.set_index(["footprint_set", "footprint"])["name"]
    found = [{names[one].removeprefix("Name of ") for one in group} for group in joint_groups(plan)]
    return sorted(found, key=sorted)


@pytest.mark.parametrize("change", ["as it is", "relabelled", "shuffled"])
@pytest.mark.parametrize(
    ("dealt_with", "groups"),
    [
        ((["a2"], ["b1"]), [{"a1", "b1", "a2", "b2"}, {"a3", "b3"}]),
        ((["a3"], ["b2"]), [{"a1", "b1"}, {"a2", "a3", "b2", "b3"}]),
    ],
)
def test_of_equal_cuts_the_one_that_breaks_no_relationship_is_taken(
    dealt_with: tuple[list[str], list[str]], groups: list[set[str]], change: str
) -> None:
    dataset = make_dataset(TIED, partners={"p1": ("provider", *dealt_with)})
    if change == "relabelled":
        dataset = relabelled(dataset)
    elif change == "shuffled":
        dataset = shuffled(dataset, 3)
    plan = exact_joint_plan(dataset, footprints=2)
    assert plan.people_moved == 10
    assert groups_of(plan) == groups


def test_of_equal_cuts_the_one_that_splits_no_organisation_is_taken_before() -> None:
    partner = {"p1": ("provider", ["a3"], ["b2"])}
    before = exact_joint_plan(make_dataset(TIED, partners=partner), footprints=2)
    assert groups_of(before) == [{"a1", "b1"}, {"a2", "a3", "b2", "b3"}]
    # With a2 and b1 in two groups, c8 is in both if c2 goes with a2, and c9 if it goes with b1.
    rows = TIED | {
        "c2": ("a2", "b1", 8),
        "c8": ({"a1": 0.5, "a2": 0.5}, "b1", 2),
        "c9": ("a2", {"b1": 0.5, "b2": 0.5}, 2),
    }
    plan = exact_joint_plan(make_dataset(rows, partners=partner), footprints=2)
    assert plan.people_moved == 10
    assert groups_of(plan) == [{"a1", "a2", "b1", "b2"}, {"a3", "b3"}]
    assert plan.after.organisations_split == {"a": 0, "b": 0}


# What is refused


@pytest.mark.parametrize("count", [1, 5, 99])
def test_a_number_out_of_range_is_refused_with_the_range(count: int) -> None:
    dataset = make_dataset(CHAIN | {"d1": ("a8", "b8", 3), "d2": ("a8", "b9", 3)})
    with pytest.raises(OptionError, match=f"`footprints` takes 2 to 4, not {count}"):
        propose(dataset, lead="joint", footprints=count)
    assert propose(dataset, lead="joint", footprints=4).options["footprints"] == 4


def test_where_nobody_is_shared_nobody_changes() -> None:
    dataset = make_dataset({"c1": ("a1", None, 3), "c2": (None, "b1", 3)})
    plan = exact_joint_plan(dataset)
    assert (plan.lead, plan.target, plan.people_moved) == ("joint", "coterminous", 0)
    with pytest.raises(OptionError, match="share nobody"):
        exact_joint_plan(dataset, footprints=1)
    assert frontier(dataset).largest_matching == 0
