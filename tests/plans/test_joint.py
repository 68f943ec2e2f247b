"""Joint plans: groups, their codes, and which side of an undone overlap gives way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from helpers.examples import make_dataset, patient, random_datasets, shuffled
from helpers.plan_oracles import Sides, component_meets, components, is_strict, outcomes, overlaps
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graphmodel.overlap.groups import Groups, strict_groups
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.asked import Asked
from graphmodel.plans.joint import joint_plan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.plans.plan import Plan


def labelled(overlap: Overlap, labels: Mapping[str, int]) -> tuple[Any, Any]:
    """Return labels by position, from labels by ``a:code`` and ``b:code``; -1 for others."""
    first, second = (
        np.array([labels.get(f"{side}:{code}", -1) for code in codes], np.intp)
        for side, codes in zip("ab", overlap.codes, strict=True)
    )
    return first, second


def grouped(dataset: Dataset, *groups: str, below: float = 0.0) -> Plan:
    """Return the joint plan of groups given as ``"a1 a2 | b1 b2"``."""
    labels = {}
    for number, group in enumerate(groups):
        for side, members in zip("ab", group.split("|"), strict=True):
            labels |= {f"{side}:{code}": number for code in members.split()}
    overlap = build_overlap(dataset, ignore_below=below)
    return joint_plan(
        dataset, overlap, Groups(labelled(overlap, labels), len(groups)), asked=Asked(method="test")
    )


def groups_of(overlap: Overlap, groups: Groups) -> list[dict[str, int]]:
    """Return the group of every footprint that has one, for A and for B."""
    return [
        {code: int(group) for code, group in zip(codes, labels, strict=True) if group >= 0}
        for codes, labels in zip(overlap.codes, groups.labels, strict=True)
    ]


@st.composite
def groupings(draw: st.DrawFn, **oddities: bool) -> tuple[Dataset, Overlap, Groups]:
    """Draw a dataset and strict groups of its footprints, from labels drawn at random."""
    dataset = draw(random_datasets(most_blocks=8, most_footprints=4, **oddities))
    overlap = build_overlap(dataset)
    assume(len(overlap.edges))
    number = st.integers(0, draw(st.integers(0, 3)))
    first, second = (
        np.array(draw(st.lists(number, min_size=len(codes), max_size=len(codes))), np.intp)
        for codes in overlap.codes
    )
    return dataset, overlap, strict_groups(overlap, (first, second))


def sides_of(plan: Plan, groups: list[dict[str, int]]) -> dict[tuple[str, str], int]:
    """Return 0 for each undone overlap whose people stay with A, and 1 for those who do with B."""
    found = {}
    own = [
        dict(rows[["footprint", "successor"]].itertuples(index=False, name=None))
        for name in "ab"
        for rows in [plan.successors[plan.successors["footprint_set"] == name]]
    ]
    for one in outcomes(plan):
        if one.counts and groups[0][one.a] != groups[1][one.b]:
            # They end in one group, which carries on one of their two footprints.
            side = int(one.to_a != own[0][one.a])
            stays = groups[side][(one.a, one.b)[side]]
            for place in (0, 1):
                group = {own[place][code]: number for code, number in groups[place].items()}
                assert group[(one.to_a, one.to_b)[place]] == stays
            assert found.setdefault((one.a, one.b), side) == side
    return found


# Groups


@settings(patient, max_examples=20)
@given(groupings())
def test_any_labels_become_groups_that_hang_together_and_leave_nobody_without_an_overlap(
    drawn: tuple[Dataset, Overlap, Groups],
) -> None:
    dataset, overlap, groups = drawn
    linked = overlaps(dataset)
    first, second = groups_of(overlap, groups)
    assert set(first) == {a for a, _ in linked}
    assert set(second) == {b for _, b in linked}
    kept = {(a, b) for a, b in linked if first[a] == second[b]}
    assert {a for a, _ in kept} == set(first)
    assert {b for _, b in kept} == set(second)
    parts = components(kept)
    assert len(parts) == groups.count
    assert {first[a] for a, _ in kept} == set(range(groups.count))
    again = strict_groups(overlap, groups.labels)
    assert np.array_equal(again.together(overlap), groups.together(overlap))
    assert again.count == groups.count


CHAIN = {
    "c1": ("a1", "b1", 10),
    "c2": ("a1", "b2", 4),
    "c3": ("a2", "b2", 7),
    "c4": ("a2", "b3", 5),
    "c5": ("a3", "b3", 9),
}


def test_groups_that_are_strict_already_stay_as_they_are() -> None:
    overlap = build_overlap(make_dataset(CHAIN))
    labels = labelled(overlap, {"a:a1": 7, "b:b1": 7, "a:a2": 3, "b:b2": 3, "a:a3": 0, "b:b3": 0})
    groups = strict_groups(overlap, labels)
    assert groups_of(overlap, groups) == [
        {"a1": 0, "a2": 1, "a3": 2},
        {"b1": 0, "b2": 1, "b3": 2},
    ]


def test_a_footprint_without_an_overlap_in_its_group_joins_that_of_its_largest() -> None:
    overlap = build_overlap(make_dataset(CHAIN))
    # a2 is with a3 and b1, with whom it shares nobody: most of it is in b2.
    labels = labelled(overlap, {"a:a1": 0, "b:b1": 0, "b:b2": 1, "a:a2": 0, "a:a3": 2, "b:b3": 2})
    groups = strict_groups(overlap, labels)
    assert groups_of(overlap, groups)[0] == {"a1": 0, "a2": 1, "a3": 2}


def test_a_footprint_that_another_has_joined_is_not_sent_away_any_more() -> None:
    # b2 has nobody in its group until a1 joins it, and would go to a2 otherwise, where most is.
    overlap = build_overlap(
        make_dataset(
            {
                "c1": ("a1", "b2", 6),
                "c2": ("a1", "b1", 9),
                "c3": ("a2", "b2", 8),
                "c4": ("a2", "b3", 5),
                "c5": ("a3", "b1", 2),
                "c6": ("a3", "b3", 1),
            }
        )
    )
    labels = labelled(overlap, {"a:a1": 5, "a:a2": 1, "a:a3": 0, "b:b1": 0, "b:b2": 0, "b:b3": 1})
    groups = strict_groups(overlap, labels)
    first, second = groups_of(overlap, groups)
    assert first["a1"] == first["a3"] == second["b1"] == second["b2"]
    assert first["a2"] == second["b3"] != first["a1"]


def test_groups_that_do_not_hang_together_fall_apart() -> None:
    overlap = build_overlap(make_dataset(CHAIN))
    labels = labelled(overlap, {"a:a1": 0, "b:b1": 0, "a:a3": 0, "b:b3": 0, "a:a2": 1, "b:b2": 1})
    assert strict_groups(overlap, labels).count == 3


# Plans of groups


@settings(patient, max_examples=20)
@given(groupings())
def test_a_plan_of_groups_is_strict_one_to_one_and_moves_the_people_between_groups_once(
    drawn: tuple[Dataset, Overlap, Groups],
) -> None:
    dataset, overlap, groups = drawn
    plan = joint_plan(dataset, overlap, groups, asked=Asked(method="test"))
    assert is_strict(plan)
    assert plan.is_strict
    assert plan.meets_target
    parts = components({(one.to_a, one.to_b) for one in outcomes(plan) if one.counts})
    assert len(parts) == groups.count == plan.options["footprints"]
    assert all(component_meets(part, "coterminous", None) for part in parts)
    own = groups_of(overlap, groups)
    between = sum(people for (a, b), people in overlaps(dataset).items() if own[0][a] != own[1][b])
    assert plan.people_moved == pytest.approx(between)
    assert plan.resulting_new.empty
    assert plan.footprints_merged == len(own[0]) + len(own[1]) - 2 * groups.count
    sides_of(plan, own)


def crossing(seed: int) -> tuple[Dataset, list[dict[str, int]]]:
    """Make groups that each have a block of their own, with blocks between them in pieces."""
    chance = np.random.default_rng(seed)
    numbers = range(chance.integers(2, 4))
    blocks: dict[str, tuple[Any, ...]] = {f"k{n}": (f"a{n}", f"b{n}", 50) for n in numbers}
    blocks["k"] = ("a9", "b0", 40)  # a group of three footprints
    codes = [f"a{n}" for n in (*numbers, 9)], [f"b{n}" for n in numbers]

    def some(own: list[str], most: int) -> list[str]:
        return chance.choice(own, chance.integers(1, most + 1), replace=False).tolist()

    for m in range(chance.integers(2, 5)):
        places = [dict.fromkeys(found, 1 / len(found)) for found in (some(own, 2) for own in codes)]
        blocks[f"m{m}"] = (*places, chance.choice([0, 1, 6, 6]))
    partners = {
        f"p{p}": ("provider", *(some(own, len(numbers)) for own in codes))
        for p in range(chance.integers(0, 4))
    }
    pairs = {tuple(sorted(some(sorted(blocks), 2))) for _ in range(9)}
    neighbours = [(*pair, chance.integers(1, 4)) for pair in sorted(pairs) if len(pair) > 1]
    own = [{f"{side}{n}": n for n in numbers} for side in "ab"]
    dataset = make_dataset(blocks, partners=partners, neighbours=neighbours)
    return dataset, [own[0] | {"a9": 0}, own[1]]


def test_of_all_ways_to_give_way_the_best_is_taken() -> None:
    decided = []
    for seed in range(60):
        dataset, own = crossing(seed)
        oracle = Sides(dataset, own)
        if len(oracle.undone) > 7:
            continue
        decided.append(len(oracle.undone))
        overlap = build_overlap(dataset)
        labels = {
            f"{side}:{code}": number
            for side, codes in zip("ab", own, strict=True)
            for code, number in codes.items()
        }
        groups = Groups(labelled(overlap, labels), len(own[1]))
        plan = joint_plan(dataset, overlap, groups, asked=Asked(method="test"))
        assert sides_of(plan, own) == oracle.best(), f"seed {seed}"
    # The examples would say little if there were hardly anything to decide in them.
    assert len(decided) >= 30
    assert sum(number > 2 for number in decided) >= 20


def one_overlap(
    *,
    m: tuple[Any, Any] = ("a1", "b2"),
    people: float = 5,
    **changes: Any,  # noqa: ANN401
) -> int:
    """Return which side block ``m`` of a1 and b2 stays with, where a1 goes with b1, a2 with b2."""
    dataset = make_dataset(
        {"k": ("a1", "b1", 50), "l": ("a2", "b2", 40), "m": (*m, people)}, **changes
    )
    plan = grouped(dataset, "a1 | b1", "a2 | b2")
    return sides_of(plan, [{"a1": 0, "a2": 1}, {"b1": 0, "b2": 1}])["a1", "b2"]


def test_the_second_set_gives_way_where_nothing_else_decides() -> None:
    assert one_overlap() == 0


def test_the_longest_border_comes_before_that() -> None:
    assert one_overlap(neighbours=[("m", "k", 3), ("m", "l", 3.5)]) == 1
    assert one_overlap(neighbours=[("m", "k", 3), ("m", "l", 2)]) == 0
    assert one_overlap(neighbours=[("m", "k", 0.5), ("m", "l", None)]) == 0
    assert one_overlap(neighbours=[("m", "l", None)]) == 1
    assert one_overlap(neighbours=[("m", "l", 0, "water")]) == 1


def test_partner_relationships_come_before_borders() -> None:
    border = [("m", "l", 3)]
    # p deals with a1 and b2: it keeps both only where it goes with m to one of the two, so that
    # neither is better. q deals with a1 and b1 too, and keeps b2 only if m stays with b2.
    both = {"p": ("provider", "a1", "b2")}
    assert one_overlap(partners=both) == 0
    assert one_overlap(partners=both, neighbours=border) == 1
    for_b = {"q": ("provider", "a1", ["b1", "b2"])}
    assert one_overlap(partners=for_b) == 1
    for_a = {"q": ("provider", ["a1", "a2"], "b2")}
    assert one_overlap(partners=for_a, neighbours=border) == 0


def test_organisations_in_one_piece_come_first() -> None:
    for_a = {"q": ("provider", ["a1", "a2"], "b2")}
    border = [("m", "k", 30)]
    # m lies partly in a2 and b2 already: staying with B brings its parts together.
    split = ({"a1": 0.5, "a2": 0.5}, "b2")
    assert one_overlap(m=split, partners=for_a, neighbours=border) == 1
    # m lies partly in a1 and b1 already.
    split = ("a1", {"b1": 0.5, "b2": 0.5})
    for_b = {"q": ("provider", "a1", ["b1", "b2"])}
    assert one_overlap(m=split, partners=for_b, neighbours=[("m", "l", 30)]) == 0


def test_decisions_that_depend_on_each_other_are_taken_together() -> None:
    # Each half of m would by its border go to another group; together they are in one piece.
    blocks = {
        "k": ("a1", "b1", 50),
        "l": ("a2", "b2", 40),
        "n": ("a3", "b3", 40),
        "m": ("a1", {"b2": 0.5, "b3": 0.5}, 10),
    }
    dataset = make_dataset(blocks, neighbours=[("m", "l", 5), ("m", "n", 5)])
    plan = grouped(dataset, "a1 | b1", "a2 | b2", "a3 | b3")
    own = [{"a1": 0, "a2": 1, "a3": 2}, {"b1": 0, "b2": 1, "b3": 2}]
    assert sides_of(plan, own) == {("a1", "b2"): 0, ("a1", "b3"): 0}
    assert plan.after.organisations_split == {"a": 0, "b": 0}


def test_where_too_many_depend_on_each_other_no_single_one_would_be_better_otherwise() -> None:
    # One provider deals with all, so that 16 decisions hang together.
    count = 16
    blocks: dict[str, tuple[str, str, int]] = {}
    neighbours = []
    for n in range(count):
        blocks |= {f"k{n:02}": (f"a{n:02}", f"b{n:02}", 50)}
        blocks |= {f"m{n:02}": (f"a{n:02}", f"b{(n + 1) % count:02}", 5)}
        neighbours += [(f"m{n:02}", f"k{n:02}", n % 3 + 1)]
        neighbours += [(f"m{n:02}", f"k{(n + 1) % count:02}", n % 5 + 1)]
    some = [f"{n:02}" for n in range(count) if n % 4]
    partners = {"p": ("provider", [f"a{n}" for n in some], [f"b{n}" for n in some[::-1]])}
    dataset = make_dataset(blocks, neighbours=neighbours, partners=partners)
    names = [f"{n:02}" for n in range(count)]
    plan = grouped(dataset, *(f"a{n} | b{n}" for n in names))
    own = [{f"{side}{n}": place for place, n in enumerate(names)} for side in "ab"]
    oracle = Sides(dataset, own)
    found = sides_of(plan, own)
    assert len(found) == count
    chosen = {pair: found[pair] for pair in oracle.undone}
    assert any(chosen.values())
    for pair in oracle.undone:
        assert oracle.score(chosen) <= oracle.score(chosen | {pair: 1 - chosen[pair]})


def test_the_order_of_rows_does_not_matter() -> None:
    dataset = make_dataset(CHAIN, neighbours=[("c2", "c3", 4), ("c4", "c5", 2)])
    groups = ("a1 | b1", "a2 | b2", "a3 | b3")
    plan, mixed = grouped(dataset, *groups), grouped(shuffled(dataset, 5), *groups)
    assert set(outcomes(plan)) == set(outcomes(mixed))


# Slivers and nobody


def test_slivers_and_portions_of_nobody_stay_with_their_own_footprints() -> None:
    dataset = make_dataset(
        {
            "k": ("a1", "b1", 1000),
            "l": ("a2", "b2", 1000),
            "s": ("a1", "b2", 5),
            "empty": ("a2", "b1", 0),
            "out": ("a9", "b1", 0),
        }
    )
    plan = grouped(dataset, "a1 | b1", "a2 | b2", below=0.01)
    assert plan.people_moved == 0
    assert plan.meets_target
    to = {one.block: (one.to_a, one.to_b) for one in outcomes(plan)}
    assert to["s"] == ("a1", "b2")
    assert to["empty"] == ("a2", "b1")
    assert to["out"] == ("a9", "b1")


def test_a_partner_keeps_what_it_shares_in_a_sliver_whichever_side_gives_way() -> None:
    # p deals with a1 and b3, which m is in, and with b2, which a sliver of a1 is in: that keeps a1
    # for it even if m stays with b3, and there it keeps b3 as well.
    dataset = make_dataset(
        {
            "k": ("a1", "b1", 1000),
            "l": ("a2", "b2", 1000),
            "n": ("a3", "b3", 1000),
            "m": ("a1", "b3", 200),
            "s": ("a1", "b2", 5),
        },
        partners={"p": ("provider", "a1", ["b2", "b3"])},
    )
    plan = grouped(dataset, "a1 | b1", "a2 | b2", "a3 | b3", below=0.01)
    own = [{f"{side}{n}": n for n in (1, 2, 3)} for side in "ab"]
    assert sides_of(plan, own) == {("a1", "b3"): 1}


def test_a_block_of_nobody_goes_with_the_overlap_it_lies_in() -> None:
    blocks = CHAIN | {"empty": ("a1", "b2", 0)}
    plan = grouped(make_dataset(blocks), "a1 | b1", "a2 | b2", "a3 | b3")
    to = {one.block: (one.to_a, one.to_b) for one in outcomes(plan)}
    assert to["empty"] == to["c2"]


# Codes and names


def test_groups_carry_on_their_largest_footprint_of_each_set_and_are_numbered_by_size() -> None:
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 10),
            "c2": ("a2", "b1", 70),
            "c3": ("a3", "b2", 90),
            "c4": ("a4", "b3", 40),
            "c5": ("a5", "b3", 40),
            "u": ("a5", None, 1),
        }
    )
    plan = grouped(dataset, "a3 | b2", "a1 a2 | b1", "a4 a5 | b3")
    assert plan.resulting.to_numpy().tolist() == [
        ["a", "a2", "Name of a2"],
        ["a", "a3", "Name of a3"],
        ["a", "a5", "Name of a5"],  # undecided people count
        ["b", "b1", "Name of b1"],
        ["b", "b2", "Name of b2"],
        ["b", "b3", "Name of b3"],
    ]
    assert plan.groups == {
        ("a", "a3"): "G01",
        ("b", "b2"): "G01",
        ("a", "a2"): "G02",
        ("b", "b1"): "G02",
        ("a", "a5"): "G03",
        ("b", "b3"): "G03",
    }
    # Those of a1 and a4, which are absorbed; nobody counts twice.
    assert plan.people_merged == 10 + 40
    assert plan.undecided == "open"


def test_people_absorbed_in_both_sets_count_once() -> None:
    rows = {
        "c1": ("a1", "b1", 50),
        "c2": ("a2", "b1", 10),
        "c3": ("a2", "b2", 20),
        "u": (None, "b2", 3),
        "v": ("a2", None, 1),
    }
    plan = grouped(make_dataset(rows), "a1 a2 | b1 b2")
    # a2 has 31 people and b2 has 23: 20 of them are in both.
    assert plan.people_merged == 31 + 23 - 20
    assert plan.footprints_merged == 2


def test_a_hundred_groups_are_coded_with_three_digits() -> None:
    names = [f"{n:03}" for n in range(100)]
    dataset = make_dataset({f"c{n}": (f"a{n}", f"b{n}", 5) for n in names})
    plan = grouped(dataset, *(f"a{n} | b{n}" for n in names))
    assert sorted(set(plan.groups.values())) == [f"G{n:03}" for n in range(1, 101)]


def test_a_joint_plan_of_nothing_is_empty() -> None:
    dataset = make_dataset({"c1": ("a1", None, 10), "c2": (None, "b1", 4), "c3": ("a1", "b2", 0)})
    overlap = build_overlap(dataset)
    groups = strict_groups(overlap, labelled(overlap, {}))
    assert groups.count == 0
    plan = joint_plan(dataset, overlap, groups, asked=Asked(method="test"))
    assert plan.people_moved == 0
    assert plan.meets_target
