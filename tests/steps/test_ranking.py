"""The order of steps: package by package, the most worthwhile first, worked out afresh."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import pytest
from helpers.by_hand import by_hand
from helpers.crowded import crowded
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, patient, random_datasets
from helpers.plan_oracles import (
    component_meets,
    components,
    grounds,
    outcomes,
    people_of,
    separates,
    successors,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.plans.communities import community_plans
from graphmodel.plans.led import led_plan
from graphmodel.steps.ranking import rank_steps
from graphmodel.steps.steps import steps_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan
    from graphmodel.steps.steps import Step

ORDER = ("move", "new", "merge")


class Ledger:
    """What becomes of every portion that counts as steps are taken, by names alone."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rows = outcomes(plan)
        self.own = successors(plan)
        self.lead = (
            plan.overlap.compare.index(plan.lead) if plan.lead in plan.overlap.compare else None
        )
        self.target = plan.target or "coterminous"
        self.everybody = sum(people_of(plan.dataset).values())
        # Undecided ground is a footprint of its own, always where coterminous is what is asked.
        counts = separates(plan) or self.target == "coterminous"
        self.grounds = grounds(plan.dataset, plan.overlap.compare) if counts else ({}, {})

    def predecessors(self, side: int, code: str) -> set[str]:
        return {before for before, after in self.own[side].items() if after == code}

    def places(self, steps: Iterable[Step]) -> list[tuple[str, str]]:
        """Return where each portion is after some steps, and then where undecided ground is."""
        now = [[("before", one.a), ("before", one.b)] for one in self.rows]
        for step in steps:
            side = self.plan.overlap.compare.index(step.footprint_set)
            if step.action == "merge":
                continue
            for place in step.portions.tolist():
                now[place][side] = ("after", step.into)
        merged = {(step.footprint_set, step.into) for step in steps if step.action == "merge"}

        def name(side: int, kind: str, code: str) -> str:
            # A footprint goes on as its successor where that succeeds no other, or has merged.
            after = self.own[side].get(code, code) if kind == "before" else code
            several = len(self.predecessors(side, after)) > 1
            if several and (self.plan.overlap.compare[side], after) not in merged:
                return f"{kind} {code}"
            return f"after {after}"

        first, second = self.grounds
        return [
            *((name(0, *a), name(1, *b)) for a, b in now),
            *((name(0, "before", code), f"ground of {code}") for code in first),
            *((f"ground of {code}", name(1, "before", code)) for code in second),
        ]

    def met(self, steps: Sequence[Step]) -> list[bool]:
        """Tell for each portion whether it counts and is in a component that meets the target."""
        now = self.places(steps)
        count = len(self.rows)
        counting = [pair for pair, one in zip(now, self.rows, strict=False) if one.counts]
        parts = components([*counting, *now[count:]])
        good = {
            pair for part in parts if component_meets(part, self.target, self.lead) for pair in part
        }
        return [one.counts and pair in good for pair, one in zip(now, self.rows, strict=False)]

    def people(self, met: Iterable[bool]) -> float:
        return sum(one.people for one, here in zip(self.rows, met, strict=True) if here)

    def packages(self, steps: Sequence[Step]) -> dict[str, list[Step]]:
        """Return the steps into or out of the predecessors of each place, by the place's code."""
        parts = components((one.to_a, one.to_b) for one in self.rows if one.counts)
        found: dict[str, list[Step]] = {}
        ends = [{pair[side] for part in parts for pair in part} for side in (0, 1)]
        # What keeps to its undecided ground is a place by itself.
        alone = [
            (code, "") if side == 0 else ("", code)
            for side in (0, 1)
            for code in sorted({*self.own[side].values()} - ends[side])
        ]
        for part in [*parts, *({pair} for pair in alone)]:
            here = [{code for pair in part if (code := pair[side])} for side in (0, 1)]
            # It is called after the footprint that holds most of the others; of equals the lead's.
            held = [
                (
                    -len({pair for pair in part if pair[side] == code}),
                    side != (self.lead or 0),
                    code,
                )
                for side in (0, 1)
                for code in here[side]
            ]
            name = min(held)[2]
            for step in steps:
                side = self.plan.overlap.compare.index(step.footprint_set)
                left = {self.own[side][code] for code in step.sources}
                if {step.into, *left} & here[side]:
                    found.setdefault(name, []).append(step)
        return found

    def greedy(self, steps: Sequence[Step]) -> list[tuple[str, Step]]:
        """Return packages and steps in their order."""
        packages = self.packages(steps)
        listed: list[tuple[str, Step]] = []
        while packages:
            done = [step for _, step in listed]
            before = self.met(done)
            rated = []
            for code, members in packages.items():
                waiting = [step for step in members if step not in done]
                if waiting:
                    after = self.met([*done, *waiting])
                    newly = self.people(
                        here and not there for here, there in zip(after, before, strict=True)
                    )
                    moved = sum(step.people_moved for step in waiting)
                    worth = (False, -newly) if not moved else (True, -newly / moved)
                    rated.append((worth, code, waiting))
            if not rated:
                break
            _, code, waiting = min(rated, key=lambda one: one[:2])
            waiting.sort(key=lambda step: (ORDER.index(step.action), -step.people_moved))
            listed += [(code, step) for step in waiting]
            del packages[code]
        return listed


def check_ranking(plan: Plan) -> int:
    """Assert that the steps of a plan are in the order of the design; return how many there are."""
    steps = steps_of(plan)
    ranked = rank_steps(plan, steps)
    ledger = Ledger(plan)
    assert sorted(map(id, steps)) == sorted(id(placed.step) for placed in ranked)
    expected = ledger.greedy(steps)
    for (code, here), (other, there) in zip(
        groupby(expected, key=lambda one: one[0]),
        groupby(ranked, key=lambda one: one.package),
        strict=True,
    ):
        assert other == code
        wanted = [step for _, step in here]
        found = [placed.step for placed in there]
        assert {id(step) for step in found} == {id(step) for step in wanted}
        for first in (wanted, found):
            keys = [(ORDER.index(step.action), -step.people_moved) for step in first]
            assert keys == sorted(keys)
    done: list[Step] = []
    for placed in ranked:
        done.append(placed.step)
        met = ledger.people(ledger.met(done))
        assert placed.share_after == pytest.approx(met / ledger.everybody)
    everybody_counts = sum(one.people for one in ledger.rows if one.counts) == ledger.everybody
    if ranked and plan.target and everybody_counts:
        assert ranked[-1].share_after == 1
    return len(ranked)


whole_numbers = random_datasets(
    most_blocks=12, fractions=False, split=False, partners=False, neighbours=False
)


@settings(patient, max_examples=20)
@given(whole_numbers, st.sampled_from(["a", "b"]), st.sampled_from(["coterminous", "nested"]))
def test_led_plans_are_ranked_as_by_trying_every_package_each_time(
    dataset: Dataset, lead: str, target: str
) -> None:
    check_ranking(led_plan(dataset, lead=lead, target=target))


@pytest.mark.parametrize("seed", range(12))
def test_larger_plans_are_ranked_as_by_trying_every_package_each_time(seed: int) -> None:
    dataset = crowded(seed)
    for lead, target in (("a", "coterminous"), ("b", "nested")):
        assert check_ranking(led_plan(dataset, lead=lead, target=target)) > 3
    for plan in community_plans(dataset, seeds=1, resolutions=[1.0, 3.0]):
        check_ranking(plan)


@pytest.mark.parametrize(
    ("name", "lead", "target"),
    [("england-2016", "stp", "coterminous"), ("england-2026", "authority", "nested")],
)
def test_england_is_ranked_as_by_trying_every_package_each_time(
    name: str, lead: str, target: str
) -> None:
    assert check_ranking(led_plan(bundled_dataset(name), lead=lead, target=target)) > 5


@pytest.mark.parametrize("seed", range(6))
def test_slivers_count_for_nothing(seed: int) -> None:
    plan = led_plan(crowded(seed), lead="a", target="nested", ignore_below=0.2)
    check_ranking(plan)


def test_a_plan_made_by_hand_is_ranked_as_if_it_were_to_be_coterminous() -> None:
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 50),
            "c2": ("a1", "b2", 30),
            "c3": ("a2", "b2", 20),
            "c4": ("a3", "b3", 9),
            "c5": ("a4", "b3", 4),
        }
    )
    successors_ = {
        "a": {"a1": "a1", "a2": "a2", "a3": "a3", "a4": "a3"},
        "b": {"b1": "b1", "b2": "b2", "b3": "b3"},
    }
    plan = by_hand(dataset, successors_, {"c2": ("a1", "b1"), "c5": ("a3", "n")})
    assert check_ranking(plan) == 3
    ranked = rank_steps(plan, steps_of(plan))
    assert [(placed.step.action, placed.package) for placed in ranked] == [
        # c2 puts 100 people right; c5 has to leave b3 first for the merger to put 13 right.
        ("move", "a1"),
        ("new", "a3"),
        ("merge", "a3"),
    ]


def test_what_moves_nobody_comes_first_and_then_what_is_worth_most_per_person() -> None:
    dataset = make_dataset(
        {
            # Two mergers that move nobody, of 30 and of 50 people.
            "c1": ("a1", "b1", 20),
            "c2": ("a1", "b2", 10),
            "c3": ("a2", "b3", 30),
            "c4": ("a2", "b4", 20),
            # 5 people put 505 right; 10 people put 2,010 right.
            "c5": ("a3", "b5", 300),
            "c6": ("a4", "b5", 5),
            "c7": ("a4", "b6", 200),
            "c8": ("a5", "b7", 1000),
            "c9": ("a6", "b7", 10),
            "d1": ("a6", "b8", 1000),
        }
    )
    plan = led_plan(dataset, lead="a")
    ranked = rank_steps(plan, steps_of(plan))
    assert [placed.package for placed in ranked] == ["a2", "a1", "a5", "a3"]
    everybody = 2595
    shares = [placed.share_after for placed in ranked]
    assert shares == pytest.approx([50 / everybody, 80 / everybody, 2090 / everybody, 1])


def test_a_package_is_all_it_takes_to_put_a_place_right() -> None:
    # Putting a1 right takes the merger of b1 and b2, c3 out of b1 and c4 into what they become.
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 50),
            "c2": ("a1", "b2", 40),
            "c3": ("a2", "b1", 6),
            "c4": ("a1", "b3", 7),
            "c5": ("a2", "b3", 500),
            "c6": ("a3", "b3", 8),
            "c7": ("a3", "b4", 30),
        }
    )
    plan = led_plan(dataset, lead="a")
    steps = steps_of(plan)
    ranked = rank_steps(plan, steps)
    by_package = {
        code: [(placed.step.action, placed.step.sources, placed.step.into) for placed in members]
        for code, members in groupby(ranked, key=lambda placed: placed.package)
    }
    assert by_package == {
        # a2 first: 506 people for the 21 who change; all of the rest but the merger is in it.
        "a2": [("move", ("b3",), "b4"), ("move", ("b3",), "b1"), ("move", ("b1",), "b3")],
        "a1": [("merge", ("b1", "b2"), "b1")],
    }
