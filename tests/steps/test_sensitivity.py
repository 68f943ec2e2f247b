from __future__ import annotations

import itertools
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, patient, random_datasets
from hypothesis import assume, given, settings

import graphmodel as gm
from graphmodel.dataset.notes import EVIDENCE_GRADES
from graphmodel.dataset.targets import JOINT
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.asked import COMMUNITY_METHODS
from graphmodel.plans.propose import plan_as_asked
from graphmodel.steps import sensitivity
from graphmodel.steps.alternatives import alternatives_of, with_alternative
from graphmodel.steps.sensitivity import Effect, Sensitivity, plan_sensitivity
from graphmodel.steps.steps import Step, steps_of

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.asked import Method
    from graphmodel.plans.plan import Plan

INFERRED = "inferred"


def _peninsula(**evidence: str) -> Dataset:
    """Return two footprints of A in one of B, with a block of B's other footprint beside them.

    c1 and c2 are a1, c3 is a2, c4 is a3; b1 holds c1, c2 and c3, b2 holds c4.
    """
    return make_dataset(
        {
            "c1": ("a1", "b1", 100),
            "c2": ("a1", "b1", 50),
            "c3": ("a2", "b1", 30),
            "c4": ("a3", "b2", 80),
        },
        neighbours=[("c1", "c2", 9), ("c2", "c3", 4), ("c3", "c4", 2), ("c2", "c4", 3)],
        evidence={tuple(key.split("_")): grade for key, grade in evidence.items()},
    )


def _cases(dataset: Dataset) -> list[tuple[str, str, str, str | None, str]]:
    return [
        (case.organisation, case.footprint_set, case.footprint, case.instead, case.basis)
        for case in alternatives_of(dataset, build_overlap(dataset))
    ]


def _only(found: Sensitivity) -> Effect:
    (effect,) = found.effects
    return effect


def _said(steps: tuple[Step, ...]) -> list[tuple[str, str, tuple[str, ...], str, float]]:
    return [(one.action, one.footprint_set, one.sources, one.into, one.people) for one in steps]


def test_the_alternative_is_the_footprint_beyond_the_longest_border() -> None:
    # c3 borders c2 (b1, its own) for 4 km and c4 (b2) for 2 km.
    assert _cases(_peninsula(c3_b=INFERRED)) == [("c3", "b", "b1", "b2", "border")]
    # c2 borders on a2 for 4 km and on a3 for 3 km.
    assert _cases(_peninsula(c2_a=INFERRED)) == [("c2", "a", "a1", "a2", "border")]


def test_borders_with_one_footprint_add_up_and_ties_go_by_neighbours_then_code() -> None:
    rows = {"c0": ("a0", "b0", 5)} | {f"c{n}": (f"a{n}", f"b{n}", 1) for n in range(1, 5)}
    rows["c5"] = ("a4", "b4", 1)
    rows["c6"] = ("a3", "b3", 1)
    evidence = {("c0", "b"): INFERRED}
    lengths = [("c0", "c1", 3), ("c0", "c2", 5), ("c0", "c4", 3), ("c0", "c5", 3)]
    assert _cases(make_dataset(rows, neighbours=lengths, evidence=evidence))[0][3] == "b4"
    # Lengths unknown: most neighbours, then the first by code.
    unknown = [("c0", f"c{n}") for n in (1, 2, 3, 4, 5, 6)]
    assert _cases(make_dataset(rows, neighbours=unknown, evidence=evidence))[0][3] == "b3"


def test_without_borders_it_is_the_footprint_that_shares_most_people_with_the_other() -> None:
    rows = {
        "c1": ("a1", "b1", 10),
        "c2": ("a1", "b2", 20),
        "c3": ("a1", "b3", 15),
        "c4": ("a2", "b4", 99),
    }
    dataset = make_dataset(rows, evidence={("c1", "b"): INFERRED})
    assert _cases(dataset) == [("c1", "b", "b1", "b2", "overlap")]


def test_where_there_is_no_other_footprint_it_is_none() -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 10), "c2": ("a2", "b2", 5)}, evidence={("c1", "b"): INFERRED}
    )
    assert _cases(dataset) == [("c1", "b", "b1", None, "none")]
    (case,) = alternatives_of(dataset, build_overlap(dataset))
    changed = with_alternative(dataset, case)
    assert build_overlap(changed).uncovered_people == 10
    assert len(dataset.memberships) == 4, "what was given is as it was"


def test_a_part_of_a_split_block_goes_with_its_largest_other_part_before_any_border() -> None:
    parts = {"b1": 0.2, "b2": 0.3, "b3": 0.3, "b4": 0.2}
    dataset = make_dataset(
        {"c1": ("a1", parts, 100), "c2": ("a1", "b9", 10)},
        neighbours=[("c1", "c2", 50)],
        evidence={("c1", "b", "b1"): INFERRED, ("c1", "b", "b2"): INFERRED},
    )
    # b2 and b3 are equal, and b2 is first by code; b2's own largest other part is in b3.
    assert _cases(dataset) == [("c1", "b", "b1", "b2", "split"), ("c1", "b", "b2", "b3", "split")]
    case, _ = alternatives_of(dataset, build_overlap(dataset))
    rows = with_alternative(dataset, case).memberships
    mine = rows[(rows["organisation"] == "c1") & (rows["footprint_set"] == "b")]
    assert dict(zip(mine["footprint"], mine["share"], strict=True)) == pytest.approx(
        {"b2": 0.5, "b3": 0.3, "b4": 0.2}
    )


def test_the_rest_of_a_split_block_makes_up_the_whole() -> None:
    dataset = make_dataset(
        {"c1": ("a1", {"b1": 0.25, "b2": 0.75}, 100)}, evidence={("c1", "b", "b1"): INFERRED}
    )
    (case,) = alternatives_of(dataset, build_overlap(dataset))
    assert (case.people, case.instead, case.basis) == (25.0, "b2", "split")
    rows = with_alternative(dataset, case).memberships
    assert rows[["footprint", "share"]].to_numpy().tolist() == [["a1", 1.0], ["b2", 1.0]]


def test_only_blocks_and_the_sets_compared_are_put_to_the_test() -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 10)},
        partners={"p": ("council", "a1", "b1")},
        further={"x": {"c1": "x1"}},
        evidence={"p": INFERRED, ("c1", "x"): INFERRED, ("c1", "a"): "derived"},
    )
    assert _cases(dataset) == []
    found = alternatives_of(dataset, build_overlap(dataset), grades=("derived", INFERRED))
    assert [(case.organisation, case.footprint_set) for case in found] == [("c1", "a")]


def test_a_new_footprint_is_not_needed_if_its_only_part_was_elsewhere() -> None:
    # a2 has nobody of its own: c3 is to form a new footprint of b. Were c3 in b2, it would be
    # in a straddling b2, and change from there.
    plan = gm.led_plan(_peninsula(c3_b=INFERRED), lead="a")
    assert _said(steps_of(plan)) == [("new", "b", ("b1",), "NEW:a2", 30.0)]
    effect = _only(plan_sensitivity(plan))
    # The new footprint would be made all the same, but of people from b2.
    assert [(one.sources, other.sources) for one, other in effect.changing] == [(("b1",), ("b2",))]
    assert (effect.vanishing, effect.appearing) == ((), ())
    assert effect.people_moved_change == 0.0
    assert effect.matters


def test_a_suggestion_vanishes_where_its_reason_does() -> None:
    rows = {
        "c1": ("a1", "b1", 100),
        "c2": ("a2", "b1", 30),
        "c3": ("a2", "b2", 80),
    }
    dataset = make_dataset(rows, neighbours=[("c2", "c3", 1)], evidence={("c2", "b"): INFERRED})
    plan = gm.led_plan(dataset, lead="a")
    found = plan_sensitivity(plan)
    effect = _only(found)
    # c2 would change from b1 to b2; were it in b2, all would be coterminous.
    assert [(one.action, one.sources, one.organisations) for one in effect.vanishing] == [
        ("move", ("b1",), ("c2",))
    ]
    assert effect.appearing == ()
    assert effect.people_moved_change == -30.0
    assert found.people_moved_range == (0.0, 30.0)
    assert found.firm == ()
    assert found.vanishes_in(found.steps[0]) == 1


def test_a_change_appears_and_mergers_take_other_forms() -> None:
    rows = {
        "c1": ("a1", "b1", 100),
        "c2": ("a1", "b2", 30),
        "c3": ("a2", "b3", 80),
        "c4": ("a2", "b4", 20),
    }
    dataset = make_dataset(rows, neighbours=[("c2", "c3", 1)], evidence={("c2", "b"): INFERRED})
    plan = gm.led_plan(dataset, lead="a")
    assert _said(steps_of(plan)) == [
        ("merge", "b", ("b1", "b2"), "b1", 130.0),
        ("merge", "b", ("b3", "b4"), "b3", 100.0),
    ]
    effect = _only(plan_sensitivity(plan))
    # Were c2 in b3: b2 is empty, so a1 needs no merger; c2 changes from a2's follower to a1's.
    assert _said(effect.vanishing) == [("merge", "b", ("b1", "b2"), "b1", 130.0)]
    assert _said(effect.appearing) == [("move", "b", ("b3",), "b1", 30.0)]
    assert [(one.people, other.people) for one, other in effect.changing] == [(100.0, 130.0)]
    assert effect.people_moved_change == 30.0


def test_a_joint_plan_keeps_its_number_of_footprints_as_far_as_there_can_be_so_many() -> None:
    rows = {"c1": ("a1", "b1", 10), "c2": ("a2", "b2", 20), "c3": ("a2", "b1", 5)}
    dataset = make_dataset(rows, neighbours=[("c1", "c2", 1)], evidence={("c1", "b"): INFERRED})
    plan = gm.exact_joint_plan(dataset, footprints=2)
    effect = _only(plan_sensitivity(plan))
    # c1 in b2: a1-b2, a2-b2, a2-b1; two groups can still be had.
    assert effect.footprints is None
    fused = make_dataset(
        {"c1": ("a1", "b1", 10), "c2": ("a2", "b2", 20)},
        neighbours=[("c1", "c2", 1)],
        evidence={("c1", "b"): INFERRED},
    )
    effect = _only(plan_sensitivity(gm.exact_joint_plan(fused, footprints=2)))
    assert effect.footprints == 1  # all are in b2 then


def test_where_no_plan_can_be_made_the_reason_is_given() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 10)}, evidence={("c1", "b"): INFERRED})
    plan = gm.exact_joint_plan(dataset)
    effect = _only(plan_sensitivity(plan))
    assert "share nobody" in effect.failure
    assert effect.matters


def test_plans_that_cannot_be_made_again_are_refused() -> None:
    dataset = _peninsula()
    plan = gm.unchanged_plan(dataset, build_overlap(dataset))
    with pytest.raises(gm.OptionError, match="without a target"):
        plan_sensitivity(plan)
    led = gm.led_plan(dataset, lead="a")
    for method in ("manual", "leiden"):
        with pytest.raises(gm.OptionError, match=f"method '{method}' cannot be made again"):
            plan_sensitivity(replace(led, asked=replace(led.asked, method=method)))


@pytest.mark.parametrize("method", ["exact", *COMMUNITY_METHODS])
def test_a_plan_is_made_again_by_its_own_method(
    method: Method, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {"c1": ("a1", "b1", 10), "c2": ("a2", "b2", 20), "c3": ("a2", "b1", 5)}
    dataset = make_dataset(rows, neighbours=[("c1", "c2", 1)], evidence={("c1", "b"): INFERRED})
    seeds = None if method == "exact" else 2
    plan = gm.propose(dataset, lead=JOINT, method=method, seeds=seeds)
    made: list[Plan] = []

    def noted(*args: object, **options: object) -> Plan:
        made.append(plan_as_asked(*args, **options))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(sensitivity, "plan_as_asked", noted)
    plan_sensitivity(plan)
    assert [(one.method, one.asked.seeds) for one in made] == [(method, seeds)]


def test_progress_is_told() -> None:
    told: list[str] = []
    plan_sensitivity(gm.led_plan(_peninsula(c3_b=INFERRED), lead="a"), progress=told.append)
    assert told == ["1 of 1 uncertain memberships put to the test"]


def _plans(dataset: Dataset) -> list[Plan]:
    made = [
        gm.led_plan(dataset, lead=lead, target=target)
        for lead in "ab"
        for target in ("coterminous", "nested")
    ]
    if not build_overlap(dataset).edges.empty:
        made += gm.frontier(dataset).plans
        # Undecided ground may leave no compatible plan.
        with suppress(gm.OptionError):
            made.append(gm.compatible_plan(dataset))
    return made


@settings(patient, max_examples=6)
@given(random_datasets())
def test_no_two_steps_of_a_plan_are_the_same(dataset: Dataset) -> None:
    for plan in _plans(dataset):
        steps = steps_of(plan)
        assert len({step.identity for step in steps}) == len(steps)


@settings(patient, max_examples=3)
@given(random_datasets(most_blocks=4, most_footprints=3))
def test_effects_are_those_of_making_the_plan_afresh(dataset: Dataset) -> None:
    assume(not build_overlap(dataset).edges.empty)
    for plan in _plans(dataset):
        found = plan_sensitivity(plan, grades=EVIDENCE_GRADES)
        own = _forms(plan)
        inhabited = dataset.people.index[dataset.people > 0]
        assert len(found.effects) == int(dataset.memberships["organisation"].isin(inhabited).sum())
        for effect in found.effects:
            other = _afresh(plan, with_alternative(dataset, effect.alternative), effect)
            if other is None:
                assert effect.failure
                continue
            others = _forms(other)
            assert {_form(one)[0] for one in effect.vanishing} == set(own) - set(others)
            assert {_form(one)[0] for one in effect.appearing} == set(others) - set(own)
            changed = {key for key in set(own) & set(others) if own[key] != others[key]}
            assert {_form(one)[0] for one, _ in effect.changing} == changed
            expected = other.people_moved - plan.people_moved
            assert effect.people_moved_change == pytest.approx(expected, abs=1e-6)


def _afresh(plan: Plan, dataset: Dataset, effect: Effect) -> Plan | None:
    footprints = None
    if plan.lead == JOINT and plan.target == "coterminous":
        wanted = plan.options["footprints"]
        possible = [p.options["footprints"] for p in gm.frontier(dataset).plans]
        if not possible:
            return None
        footprints = min(possible, key=lambda count: abs(count - wanted))
        assert effect.footprints == (None if footprints == wanted else footprints)
    try:
        return gm.propose(dataset, lead=plan.lead, target=plan.target, footprints=footprints)
    except gm.OptionError:
        return None


def _forms(plan: Plan) -> dict[object, object]:
    return dict(map(_form, _steps_by_hand(plan)))


def _form(step: object) -> tuple[object, object]:
    """Return what makes a step the same, and its form, from a step or from one by hand."""
    if isinstance(step, Step):
        left = step.sources if step.action == "move" else ()
        key = (step.action, step.footprint_set, left, step.into)
        return key, (set(step.sources), step.organisations, round(step.people, 6))
    return step  # type: ignore[return-value]


def _steps_by_hand(plan: Plan) -> list[tuple[object, object]]:
    """Return the steps of a plan, with what each footprint joined is known by, worked out anew."""
    found = []
    for step in steps_of(plan):
        side = plan.overlap.side(step.footprint_set)
        into = step.into
        carried = [c for c, s in plan.successor[side].items() if s == into]
        if plan.lead == JOINT and plan.target == "coterminous" and carried:
            people = plan.overlap.sides[side].people
            into = min(carried, key=lambda code: (-people[code], code))
        key = (
            step.action,
            step.footprint_set,
            step.sources if step.action == "move" else (),
            into,
        )
        people_in = step.people_affected if step.action == "merge" else step.people_moved
        found.append((key, (set(step.sources), step.organisations, round(people_in, 6))))
    return found


def test_england_in_2016() -> None:
    dataset = bundled_dataset("england-2016")
    found = plan_sensitivity(gm.led_plan(dataset, lead="stp"))
    assert len(found.effects) == 92
    bases = [effect.alternative.basis for effect in found.effects]
    assert {basis: bases.count(basis) for basis in set(bases)} == {
        "border": 87,
        "overlap": 3,
        "none": 2,
    }
    by_code = {effect.alternative.organisation: effect for effect in found.effects}
    # Kernow's own membership is documented: nothing that is inferred decides on its new LDR.
    new = next(step for step in found.steps if step.action == "new")
    assert found.dependence[new.identity] == ()
    # NHS East Surrey CCG (09L) changes from the Surrey LDR; were it not in that, it would not.
    assert "09L" in by_code
    (change,) = (step for step in found.steps if step.organisations == ("09L",))
    assert change in by_code["09L"].vanishing
    for one, other in itertools.pairwise(found.effects):
        keys = [(e.alternative.footprint_set, e.alternative.organisation) for e in (one, other)]
        assert keys[0] < keys[1]
