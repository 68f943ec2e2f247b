"""Plans in which one set leads: least people, and where everybody goes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
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
from helpers.plan_oracles import (
    component_meets,
    components,
    grounds,
    is_strict,
    meets,
    moved,
    outcomes,
    overlaps,
    places,
    portions,
    slivers,
    successors,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graphmodel.errors import OptionError
from graphmodel.plans.led import least_led, led_plan
from graphmodel.plans.plan import NEW_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.dataset.targets import Target, Undecided
    from graphmodel.plans.plan import Plan

    Pair = tuple[str, str]

leads = st.sampled_from(["a", "b"])
targets = st.sampled_from(["coterminous", "nested"])
ways = st.sampled_from(["separate", "open"])
quick = settings(patient, max_examples=25)


def turned(pair: Pair, lead: str) -> Pair:
    """Return a pair with the footprint of the lead first."""
    return pair if lead == "a" else (pair[1], pair[0])


def to_of(plan: Plan) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Return the footprints in which each portion will be."""
    return {(one.block, one.a, one.b): (one.to_a, one.to_b) for one in outcomes(plan)}


def least_by_formula(pairs: dict[Pair, float], lead: str, ground: Mapping[str, float]) -> float:
    """Return the covered people outside the lead footprint that holds most of each follower.

    Undecided ground counts as one.
    """
    held: dict[str, list[float]] = defaultdict(list)
    for pair, people in pairs.items():
        held[turned(pair, lead)[1]].append(people)
    return sum(
        sum(parts) - (max(parts) if max(parts) >= ground.get(follower, 0.0) else 0.0)
        for follower, parts in held.items()
    )


def follower_ground(dataset: Dataset, lead: str, undecided: Undecided) -> dict[str, float]:
    """Return the undecided people of followers, as far as they count."""
    return {} if undecided == "open" else grounds(dataset)[1 if lead == "a" else 0]


@pytest.fixture(scope="module", params=["england-2016", "england-2026"])
def bundled(request: pytest.FixtureRequest) -> Dataset:
    return bundled_dataset(request.param)


# What it costs


@quick
@given(random_datasets(), leads, targets, ways)
def test_people_move_out_of_all_but_the_largest_part_of_each_follower(
    dataset: Dataset, lead: str, target: Target, undecided: Undecided
) -> None:
    plan = led_plan(dataset, lead=lead, target=target, undecided=undecided)
    ground = follower_ground(dataset, lead, undecided)
    least = least_by_formula(overlaps(dataset), lead, ground)
    assert least_led(plan.overlap, lead, undecided) == plan.lower_bound
    assert moved(plan)[lead] == 0
    assert sum(moved(plan).values()) == pytest.approx(least)
    assert plan.people_moved == pytest.approx(least)
    assert plan.lower_bound == pytest.approx(least)
    assert plan.optimal is True
    assert plan.people_moved_by_set == pytest.approx(moved(plan))


def strict_and_met(
    rows: list[tuple[Pair, str, float]],
    successor: dict[str, str],
    target: str,
    ground: tuple[Mapping[str, float], Mapping[str, float]],
) -> bool:
    """Tell whether portions ((lead, follower), goes to, people) make a strict plan that is met.

    ``ground`` has the undecided people of lead footprints, and of followers.
    """
    kept = {pair for pair, to, _ in rows if to == successor[pair[1]]}
    if {follower for _, follower in kept} | (ground[1].keys() & successor.keys()) != set(successor):
        return False
    succeeded = set(successor.values())
    for leader in {pair[0] for pair, _, _ in rows} - ground[0].keys():
        followers = {to for pair, to, _ in rows if pair[0] == leader}
        if leader not in {pair[0] for pair in kept} and followers & succeeded:
            return False
    for follower, people in ground[1].items():
        stays = (
            sum(number for pair, to, number in rows if pair in kept and pair[1] == follower)
            if follower in successor
            else people
        )
        shares = any(to == successor.get(follower) for _, to, _ in rows)
        if shares and stays < people:
            return False
    parts = components({(pair[0], to) for pair, to, _ in rows})
    return all(component_meets(part, target, 0) for part in parts)


def least_by_trying(dataset: Dataset, lead: str, target: str, undecided: Undecided) -> float:
    """Return the fewest people that any strict plan moves, portion by portion."""
    people = defaultdict(float)
    for block, a, b, number in (
        (one.block, one.a, one.b, one.people)
        for one in outcomes(led_plan(dataset, lead=lead))
        if one.people > 0
    ):
        people[block, turned((a, b), lead)] += number
    followers = sorted({follower for _, (_, follower) in people})
    both = grounds(dataset) if undecided == "separate" else ({}, {})
    ground = both if lead == "a" else both[::-1]
    # A footprint for each lead footprint, and one for each follower that keeps to its own ground.
    size = len({leader for _, (leader, _) in people}) + len(ground[1].keys() & set(followers))
    best = float("inf")
    results = [f"result {place}" for place in range(size)]
    if target == "nested":
        results += followers
        choices: Iterable[tuple[str, ...]] = [tuple(followers)]
    else:
        choices = product(results, repeat=len(followers))
    for choice in choices:
        successor = dict(zip(followers, choice, strict=True))
        for to in product(results, repeat=len(people)):
            rows = [
                (pair, where, number)
                for ((_, pair), number), where in zip(people.items(), to, strict=True)
            ]
            cost = sum(number for pair, where, number in rows if where != successor[pair[1]])
            if cost < best and strict_and_met(rows, successor, target, ground):
                best = cost
    return best if people else 0.0


few = random_datasets(most_blocks=5, most_footprints=3, split=False, partners=False)


@settings(patient, max_examples=20)
@given(few, leads, ways)
def test_no_strict_plan_of_one_to_one_footprints_moves_fewer(
    dataset: Dataset, lead: str, undecided: Undecided
) -> None:
    assume(len(portions(dataset)) < 5)
    plan = led_plan(dataset, lead=lead, undecided=undecided)
    least = least_by_trying(dataset, lead, "coterminous", undecided)
    assert plan.people_moved == pytest.approx(least)


@settings(patient, max_examples=20)
@given(few, leads, ways)
def test_no_strict_plan_of_nested_footprints_moves_fewer(
    dataset: Dataset, lead: str, undecided: Undecided
) -> None:
    assume(len(portions(dataset)) < 5)
    plan = led_plan(dataset, lead=lead, target="nested", undecided=undecided)
    least = least_by_trying(dataset, lead, "nested", undecided)
    assert plan.people_moved == pytest.approx(least)


# What it is


@quick
@given(random_datasets(), leads, targets, st.sampled_from([0.0, 0.0, 0.2, 0.6]), ways)
def test_it_is_strict_meets_its_target_and_leaves_out_what_has_no_overlap(
    dataset: Dataset, lead: str, target: Target, below: float, undecided: Undecided
) -> None:
    plan = led_plan(dataset, lead=lead, target=target, ignore_below=below, undecided=undecided)
    assert is_strict(plan)
    assert meets(plan)
    assert plan.is_strict
    assert plan.meets_target
    counting = {
        pair: people
        for pair, people in overlaps(dataset).items()
        if pair not in slivers(dataset, below)
    }
    assert plan.people_moved == pytest.approx(
        least_by_formula(counting, lead, follower_ground(dataset, lead, undecided))
    )
    held = [places(dataset, name) for name in ("a", "b")]
    outside = set()
    for side, own in enumerate(successors(plan)):
        assert set(own) == {pair[side] for pair in counting}
        alone = set(plan.overlap.codes[side]) - set(own)
        results = plan.resulting.loc[plan.resulting["footprint_set"] == "ab"[side], "footprint"]
        assert alone.isdisjoint(results)
        after = plan.overlap_after.codes[side]
        assert after.is_unique
        assert set(after) == alone.union(results)
        outside |= {
            (block, "ab"[side], own.get(footprint, footprint))
            for block, found in held[side].items()
            for footprint in found
            if block.startswith("c") and block not in held[1 - side]
        }
    rows = plan.overlap_after.outside[["organisation", "footprint_set", "footprint"]]
    assert set(rows.itertuples(index=False, name=None)) == outside


@quick
@given(random_datasets(alone=False, uncovered=False, nobody=False), leads)
def test_the_largest_of_those_that_go_with_a_lead_footprint_carries_on_as_it_is_called(
    dataset: Dataset, lead: str
) -> None:
    plan = led_plan(dataset, lead=lead)
    held: dict[str, dict[str, float]] = defaultdict(dict)
    for pair, people in overlaps(dataset).items():
        leader, follower = turned(pair, lead)
        held[follower][leader] = people
    main = {
        follower: min(parts, key=lambda leader: (-parts[leader], leader))
        for follower, parts in held.items()
    }
    carrier = {
        leader: min(
            (follower for follower in main if main[follower] == leader),
            key=lambda follower: (-sum(held[follower].values()), follower),
        )
        for leader in set(main.values())
    }
    following = "b" if lead == "a" else "a"
    own = successors(plan)["ab".index(following)]
    assert own == {follower: carrier[leader] for follower, leader in main.items()}
    leaders = {leader for parts in held.values() for leader in parts}
    new = {leader: f"NEW:{leader}" for leader in leaders - set(carrier)}
    results = plan.resulting[plan.resulting["footprint_set"] == following]
    assert dict(zip(results["footprint"], results["name"], strict=True)) == {
        **{code: f"Name of {code}" for code in carrier.values()},
        **{code: f"Name of {leader}" for leader, code in new.items()},
    }
    assert set(plan.resulting_new["footprint"]) == set(new.values())
    for one in outcomes(plan):
        if one.people > 0:
            leader = turned((one.a, one.b), lead)[0]
            assert turned((one.to_a, one.to_b), lead)[1] == (carrier | new)[leader]


@quick
@given(random_datasets(alone=False, uncovered=False, nobody=False), leads)
def test_nested_followers_keep_their_codes_and_new_ones_are_coded_after_the_lead(
    dataset: Dataset, lead: str
) -> None:
    plan = led_plan(dataset, lead=lead, target="nested")
    for own in successors(plan):
        assert all(code == successor for code, successor in own.items())
    same = led_plan(dataset, lead=lead)
    assert list(plan.resulting_new["footprint"]) == list(same.resulting_new["footprint"])
    assert plan.footprints_merged == 0
    assert plan.people_merged == 0
    assert plan.people_moved == pytest.approx(same.people_moved)


def test_the_largest_follower_carries_a_merger_and_the_others_are_absorbed() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 10), "c2": ("a1", "b2", 30), "c3": ("a1", "b3", 20)})
    plan = led_plan(dataset, lead="a")
    assert plan.people_moved == 0
    assert plan.footprints_merged == 2
    assert plan.people_merged == 30
    (merger,) = plan.mergers
    assert list(merger["footprint"]) == ["b2", "b3", "b1"]
    assert set(merger["successor"]) == {"b2"}
    assert plan.resulting.to_numpy().tolist() == [
        ["a", "a1", "Name of a1"],
        ["b", "b2", "Name of b2"],
    ]


# Where people go who join another follower


def host(**changes: Any) -> str:  # noqa: ANN401 - as make_dataset takes them
    """Return the follower that takes in block ``m``, which leaves b9 for one of b1, b2, b3.

    All three lie in a1: b1 has blocks k1 and z1, b2 has k2, b3 has k3. The rest of b9 is in a2.
    """
    people = {"k1": 50, "z1": 10, "k2": 50, "k3": 50, "m": 20, "r": 99} | changes.pop("people", {})
    blocks = {
        "k1": ("a1", "b1"),
        "z1": ("a1", "b1"),
        "k2": ("a1", "b2"),
        "k3": ("a1", "b3"),
        "m": ("a1", "b9"),
        "r": ("a2", "b9"),
    } | changes.pop("blocks", {})
    plan = led_plan(make_dataset(blocks, people=people, **changes), lead="a", target="nested")
    return to_of(plan)["m", "a1", "b9"][1]


PARTNERS = {"p1": ("provider", "a1", ["b2", "b9"]), "p2": ("council", None, ["b2", "b9"])}


def test_the_longest_border_comes_first() -> None:
    neighbours = [("m", "k1", 3), ("m", "z1", 3), ("m", "k2", 5), ("m", "k3", 6.5), ("m", "r", 99)]
    assert host(neighbours=neighbours, partners=PARTNERS) == "b3"
    assert host(neighbours=[*neighbours, ("k1", "k2", 500)], partners=PARTNERS) == "b3"
    longer = [("m", "z1", 4), *(pair for pair in neighbours if pair[1] != "z1")]
    assert host(neighbours=longer, partners=PARTNERS) == "b1"


def test_the_border_is_that_with_the_people_who_stay_in_the_lead_footprint() -> None:
    # b3 reaches into a2 as well, and it is only there that it has a long border with m.
    blocks = {"x": ("a2", "b3")}
    neighbours = [("m", "k2", 1), ("m", "x", 90)]
    assert host(blocks=blocks, people={"x": 5}, neighbours=neighbours) == "b2"


def test_more_shared_partners_come_next() -> None:
    assert host(partners=PARTNERS) == "b2"
    even = [("m", "k1", 4), ("m", "k2", 1.5), ("m", "k2", 4), ("m", "k3", 4)][:1]
    even += [("m", "k2", 4), ("m", "k3", 4)]
    assert host(neighbours=even, partners=PARTNERS) == "b2"
    # Two neighbours with as many kilometres as one are no better than one.
    even = [("m", "k1", 2), ("m", "z1", 2), ("m", "k2", 4), ("m", "k3", 4)]
    assert host(neighbours=even, partners=PARTNERS) == "b2"
    # Partners of the footprint left count, and those of others do not.
    others = {"p1": ("provider", "a1", ["b1"]), "p2": ("council", None, ["b3", "b9"])}
    assert host(partners=others) == "b3"


def test_to_touch_at_all_is_better_than_not_where_no_length_is_known() -> None:
    assert host(neighbours=[("m", "k3", None)], partners=PARTNERS) == "b3"
    assert host(neighbours=[("m", "k3", None, "water")], partners=PARTNERS) == "b3"
    assert host(neighbours=[("m", "k3", 0, "water"), ("m", "k2", 0.5)]) == "b2"


def test_more_people_come_next_and_code_last() -> None:
    assert host() == "b1"
    assert host(people={"k3": 61}) == "b3"
    assert host(people={"k2": 60, "k3": 60}) == "b1"
    assert host(people={"k2": 61, "k3": 61}) == "b2"


# What stays out of it


def test_uncovered_people_go_with_the_successor_of_their_footprint() -> None:
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 10),
            "c2": ("a1", "b2", 5),
            "c3": (None, "b2", 7),
            "c4": ("a1", None, 3),
            "c5": ("a2", None, 4),
            "c6": (None, "b3", 2),
            "c7": (None, None, 1),
        },
    )
    plan = led_plan(dataset, lead="a", undecided="open")
    assert set(plan.assignment["organisation"]) == {"c1", "c2"}
    after = plan.overlap_after.outside.set_index("organisation")["footprint"].to_dict()
    # b2 has 12 people, 7 of them undecided, and so carries on b1, which has 10.
    assert after == {"c3": "b2", "c4": "a1", "c5": "a2", "c6": "b3"}
    met = plan.met_for_covered_only.to_numpy().tolist()
    assert met == [["a", "a1", 3.0], ["b", "b2", 7.0]]
    assert plan.people_merged == 10
    assert plan.people_moved == 0
    assert plan.meets_target
    assert plan.after.uncovered == {"blocks": 5, "people": 17}
    assert plan.after.relations["b"]["coterminous"] == 0
    assert plan.after.relations["b"]["open"] == 1


def test_a_follower_mostly_undecided_keeps_to_its_undecided_ground() -> None:
    rows = {"c1": ("a1", "b1", 10), "c2": ("a1", "b2", 5), "c3": ("a2", "b2", 4)}
    ground = {"u": (None, "b2", 5), "w": ("a1", None, 100)}
    # As many undecided as in a1: b2 goes with a1, and its 4 in a2 get a new one.
    plan = led_plan(make_dataset(rows | ground), lead="a")
    assert (plan.people_moved, plan.people_merged) == (4, 10)
    assert successors(plan)[1] == {"b1": "b2", "b2": "b2"}
    assert plan.outweighed.empty
    # One more, and all its covered people change.
    plan = led_plan(make_dataset(rows | ground | {"u": (None, "b2", 6)}), lead="a")
    assert (plan.people_moved, plan.people_merged, plan.lower_bound) == (9, 0, 9)
    assert to_of(plan)["c2", "a1", "b2"] == ("a1", "b1")
    assert to_of(plan)["c3", "a2", "b2"] == ("a2", "NEW:a2")
    assert successors(plan)[1] == {"b1": "b1", "b2": "b2"}
    assert plan.is_strict
    assert plan.meets_target
    # To let it go with a1 all the same is a plan for open ground, and does not do here.
    other = led_plan(plan.dataset, lead="a", undecided="open")
    assert other.people_moved == 4
    assert other.meets_target
    other = replace(other, asked=replace(other.asked, undecided="separate"))
    assert other.outweighed.to_numpy().tolist() == [["b", "b2", 5.0, 6.0]]
    assert not other.meets_target


def test_a_sliver_stays_and_is_not_judged() -> None:
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 1000),
            "c2": ("a2", "b2", 1000),
            "c3": ("a1", "b2", 5),
            "c4": ("a2", "b1", 30),
        }
    )
    plan = led_plan(dataset, lead="a", ignore_below=0.01)
    assert plan.people_moved == 30
    assert to_of(plan)["c3", "a1", "b2"] == ("a1", "b2")
    assert to_of(plan)["c4", "a2", "b1"] == ("a2", "b2")
    assert plan.meets_target
    assert plan.is_strict
    nested = led_plan(dataset, lead="b", target="nested", ignore_below=0.01)
    assert to_of(nested)["c3", "a1", "b2"] == ("a1", "b2")
    assert to_of(nested)["c4", "a2", "b1"] == ("a1", "b1")
    assert nested.meets_target
    everything = led_plan(dataset, lead="a")
    assert everything.people_moved == 35
    assert to_of(everything)["c3", "a1", "b2"] == ("a1", "b1")


def test_nobody_makes_no_overlap() -> None:
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 10),
            "empty": ("a2", "b1", 0),  # a2 overlaps nothing, so that it is out of it
            "lost": ("a1", "b2", 0),
            "c2": ("a3", "b3", 4),
            "with": ("a3", "b1", 0),  # between two footprints of the plan
        }
    )
    plan = led_plan(dataset, lead="a")
    assert plan.people_moved == 0
    assert successors(plan) == ({"a1": "a1", "a3": "a3"}, {"b1": "b1", "b3": "b3"})
    assert to_of(plan)["empty", "a2", "b1"] == ("a2", "b1")
    assert to_of(plan)["lost", "a1", "b2"] == ("a1", "b2")
    assert to_of(plan)["with", "a3", "b1"] == ("a3", "b1")
    assert plan.resulting_new.empty
    assert plan.meets_target


def test_a_block_of_nobody_goes_with_the_overlap_it_lies_in() -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 10), "c2": ("a2", "b1", 4), "empty": ("a2", "b1", 0)}
    )
    plan = led_plan(dataset, lead="a")
    assert to_of(plan)["empty", "a2", "b1"] == to_of(plan)["c2", "a2", "b1"] == ("a2", "NEW:a2")


# Oddities


def test_two_sets_that_share_nobody_leave_nothing_to_plan() -> None:
    dataset = make_dataset({"c1": ("a1", None, 10), "c2": (None, "b1", 4), "c3": ("a1", "b2", 0)})
    for target in ("coterminous", "nested"):
        plan = led_plan(dataset, lead="a", target=target)
        assert plan.people_moved == 0
        assert plan.successors.empty
        assert plan.resulting.empty
        assert plan.is_strict
        assert plan.meets_target


def test_sets_that_agree_already_change_nothing() -> None:
    dataset = make_dataset({"c1": ("x", "x", 10), "c2": ("y", "y", 4), "c3": ("x", "x", 1)})
    for lead in ("a", "b"):
        plan = led_plan(dataset, lead=lead)
        assert plan.people_moved == plan.footprints_merged == 0
        assert plan.after.relations == plan.before.relations
        assert plan.resulting_new.empty


def test_one_block_is_enough() -> None:
    plan = led_plan(make_dataset({"c1": ("a1", "b1", 3)}), lead="b")
    assert plan.people_moved == 0
    assert successors(plan) == ({"a1": "a1"}, {"b1": "b1"})


def test_a_block_split_in_both_sets_is_planned_part_by_part_and_estimated() -> None:
    dataset = make_dataset(
        {"c1": ({"a1": 0.75, "a2": 0.25}, {"b1": 0.5, "b2": 0.5}, 80), "c2": ("a2", "b2", 100)}
    )
    plan = led_plan(dataset, lead="a")
    # b1 keeps its 30 in a1 and loses 10; b2 keeps 110 in a2 and loses 30.
    assert plan.people_moved == 40
    assert plan.people_moved_estimated == 40
    assert plan.after.organisations_split == {"a": 1, "b": 1}


def test_of_equals_the_first_by_code_whatever_the_order_of_rows() -> None:
    dataset = make_dataset(
        {
            "c1": ("a2", "b1", 10),
            "c2": ("a1", "b1", 10),
            "c3": ("a2", "b2", 1),
            "c4": ("a1", "b2", 1),
        }
    )
    for copy in (dataset, shuffled(dataset, 1), shuffled(dataset, 2)):
        plan = led_plan(copy, lead="a")
        assert successors(plan)[1] == {"b1": "b1", "b2": "b1"}
        assert list(plan.resulting_new["footprint"]) == ["NEW:a2"]


def test_a_lead_footprint_whose_only_follower_is_new_keeps_nothing_and_that_is_no_fault() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 10), "c2": ("a2", "b1", 4)})
    plan = led_plan(dataset, lead="a")
    assert plan.is_strict
    assert plan.unkept.empty


# Codes that would be borne twice


def test_a_new_footprint_never_takes_the_code_of_another() -> None:
    # As after an earlier plan: NEW:x is a footprint of the lead, with a follower of its own.
    dataset = make_dataset({"c1": ("y", "b1", 10), "c2": ("x", "b1", 4), "c3": ("NEW:x", "b2", 6)})
    plan = led_plan(dataset, lead="a")
    assert to_of(plan)["c2", "x", "b1"] == ("x", "NEW:x")
    assert to_of(plan)["c3", "NEW:x", "b2"] == ("NEW:x", "b2")
    assert plan.meets_target
    # And here it is a follower that stays.
    dataset = make_dataset(
        {"c1": ("y", "NEW:x", 10), "c2": ("x", "NEW:x", 4), "c3": ("z", "NEW:z", 6)}
    )
    plan = led_plan(dataset, lead="a", target="nested")
    assert to_of(plan)["c2", "x", "NEW:x"] == ("x", "NEW:NEW:x")
    assert to_of(plan)["c1", "y", "NEW:x"] == ("y", "NEW:x")
    assert list(plan.resulting_new["footprint"]) == ["NEW:NEW:x"]
    assert plan.meets_target


def test_codes_of_the_other_set_are_no_successors_by_accident() -> None:
    # b1 of A and b1 of B are two footprints, and go with each other's namesake.
    dataset = make_dataset({"c1": ("b2", "b1", 10), "c2": ("b1", "b2", 6), "c3": ("b1", "b1", 1)})
    plan = led_plan(dataset, lead="a")
    assert successors(plan)[1] == {"b1": "b1", "b2": "b2"}
    assert to_of(plan)["c3", "b1", "b1"] == ("b1", "b2")
    assert plan.people_moved == 1
    assert plan.people_moved_by_set == {"a": 0, "b": 1}


# Options


def test_unknown_words_are_refused() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 3)}, further={"third": {"c1": "t1"}})
    with pytest.raises(OptionError, match="compatible"):
        led_plan(dataset, lead="a", target="compatible")
    with pytest.raises(OptionError, match="third"):
        led_plan(dataset, lead="third")
    with pytest.raises(OptionError, match="nothing"):
        led_plan(dataset, lead="a", sets=("a", "nothing"))
    with pytest.raises(OptionError, match="`ignore_below`"):
        led_plan(dataset, lead="a", ignore_below=1)


def test_any_two_sets_can_be_compared_in_either_order() -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 3), "c2": ("a1", "b2", 2)},
        further={"third": {"c1": "t1", "c2": "t1"}},
    )
    plan = led_plan(dataset, lead="third", sets=("b", "third"))
    assert plan.overlap.compare == ("b", "third")
    assert successors(plan) == ({"b1": "b1", "b2": "b1"}, {"t1": "t1"})


# The bundled datasets


@pytest.mark.parametrize("target", ["coterminous", "nested"])
@pytest.mark.parametrize(
    ("name", "lead", "undecided", "people"),
    [
        ("england-2016", "stp", "separate", 1_819_451),
        ("england-2016", "stp", "open", 1_819_451),
        ("england-2016", "ldr", "separate", 14_814_713),
        ("england-2026", "icb", "separate", 8_668_258),
        ("england-2026", "authority", "separate", 4_569_913),
        ("england-2026", "authority", "open", 3_136_732),
    ],
)
def test_so_many_people_change_footprint_in_england(
    name: str, lead: str, undecided: Undecided, people: int, target: Target
) -> None:
    plan = led_plan(bundled_dataset(name), lead=lead, target=target, undecided=undecided)
    assert round(plan.people_moved) == people
    assert plan.is_strict
    assert plan.meets_target
    if target == "nested":
        assert plan.footprints_merged == 0


@pytest.mark.parametrize("target", ["coterminous", "nested"])
def test_the_ldrs_follow_the_stps_with_a_new_one_for_cornwall(target: Target) -> None:
    plan = led_plan(bundled_dataset("england-2016"), lead="stp", target=target)
    evidence = {grade: round(people) for grade, people in plan.people_moved_by_evidence.items()}
    assert evidence == {"documented": 561_538, "inferred": 1_257_913}
    rows = plan.assignment[plan.moved[1]]
    estimated = rows[rows["estimated"]]
    assert list(estimated["organisation"]) == ["01H"]  # NHS Cumbria CCG
    assert round(plan.people_moved_estimated) == round(estimated["people"].sum()) == 192_621
    assert plan.resulting_new.to_numpy().tolist() == [
        ["ldr", "NEW:E54000036", "Cornwall and the Isles of Scilly"]
    ]
    assert plan.assignment.loc[
        plan.assignment["to_b"] == "NEW:E54000036", "organisation"
    ].tolist() == [
        "11N"  # NHS Kernow CCG
    ]
    merged = plan.footprints_merged
    assert merged == (40 if target == "coterminous" else 0)


def test_bristol_and_bath_do_not_merge_to_match_an_authority_of_less_than_half_their_people() -> (
    None
):
    bristol, bath = "E54000039", "E54000040"
    plan = led_plan(bundled_dataset("england-2026"), lead="authority")
    own = successors(plan)[0]
    assert (own[bristol], own[bath]) == (bristol, bath)
    together = successors(led_plan(plan.dataset, lead="authority", undecided="open"))[0]
    assert together[bristol] == together[bath]


def translated(plan: Plan, copy: Dataset) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Return where a plan puts each portion, in the codes of a relabelled copy."""
    organisations, footprints = new_codes(copy)
    first, second = plan.overlap.compare

    def code(name: str, footprint: str) -> str:
        if footprint.startswith(NEW_PREFIX):
            return NEW_PREFIX + footprints[str(plan.lead), footprint.removeprefix(NEW_PREFIX)]
        return footprints[name, footprint]

    return {
        (organisations[block], footprints[first, a], footprints[second, b]): (
            code(first, to_a),
            code(second, to_b),
        )
        for (block, a, b), (to_a, to_b) in to_of(plan).items()
    }


@pytest.mark.parametrize("target", ["coterminous", "nested"])
@pytest.mark.parametrize("side", [0, 1])
def test_codes_order_and_scale_do_not_matter(bundled: Dataset, side: int, target: Target) -> None:
    lead = bundled.compare[side]
    plan = led_plan(bundled, lead=lead, target=target)
    mixed = led_plan(shuffled(bundled, 7), lead=lead, target=target)
    assert to_of(mixed) == to_of(plan)
    assert successors(mixed) == successors(plan)
    larger = led_plan(rescaled(bundled, 3.7), lead=lead, target=target)
    assert to_of(larger) == to_of(plan)
    assert larger.people_moved == pytest.approx(3.7 * plan.people_moved)
    named = led_plan(relabelled(bundled), lead=lead, target=target)
    assert to_of(named) == translated(plan, bundled)
    assert named.people_moved == pytest.approx(plan.people_moved)
