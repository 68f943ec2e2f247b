"""A plan's figures, worked out from successors and assignment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from helpers.by_hand import by_hand
from helpers.examples import make_dataset, patient, random_datasets
from helpers.plan_oracles import component_meets, components, is_strict, moved, outcomes, overlaps
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.dataset.targets import TARGETS
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.asked import Asked
from graphmodel.plans.led import led_plan
from graphmodel.plans.outcome import meets_target
from graphmodel.plans.plan import Plan, unchanged_plan
from graphmodel.steps.suggestion import suggestions

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset
    from graphmodel.dataset.targets import Target


@pytest.fixture
def dataset() -> Dataset:
    """Return two sets of three footprints, with people outside and a block in two parts."""
    return make_dataset(
        {
            "c1": ("a1", "b1", 100),
            "c2": ("a1", "b2", 30),
            "c3": ("a2", "b2", 60),
            "c4": ({"a2": 0.25, "a3": 0.75}, "b3", 80),
            "u1": ("a2", None, 200),
            "u2": (None, "b3", 7),
        },
        evidence={
            "c1": "documented",
            ("c2", "b"): "inferred",
            ("c2", "a"): "area",
            "c3": "derived",
        },
    )


SUCCESSORS = {
    "a": {"a1": "x", "a2": "x", "a3": "a3"},
    "b": {"b1": "b1", "b2": "b2", "b3": "b3"},
}


def test_people_move_where_they_leave_their_footprints_successor(dataset: Dataset) -> None:
    # c2 changes in both sets, c4 in neither: each of its parts goes where its footprint goes.
    plan = by_hand(dataset, SUCCESSORS, {"c2": ("a3", "b1")})
    assert plan.people_moved_by_set == {"a": 30, "b": 30}
    assert plan.people_moved == 60
    assert plan.people_moved_by_evidence == {"inferred": 60}
    assert plan.people_moved_estimated == 0
    everything = by_hand(
        dataset, SUCCESSORS, {"c2": ("a3", "b1"), "c4": ("x", "b3"), "c3": ("x", "b1")}
    )
    assert everything.people_moved_by_set == {"a": 30 + 60, "b": 30 + 60}
    assert everything.people_moved_by_evidence == {"official": 60, "derived": 60, "inferred": 60}
    assert list(everything.people_moved_by_evidence) == ["official", "derived", "inferred"]
    assert everything.people_moved_estimated == 60


def test_all_but_the_largest_of_a_merger_are_absorbed_people_outside_included(
    dataset: Dataset,
) -> None:
    plan = by_hand(dataset, SUCCESSORS, {})
    (merger,) = plan.mergers
    assert merger[["footprint", "people"]].to_numpy().tolist() == [["a2", 280.0], ["a1", 130.0]]
    assert plan.footprints_merged == 1
    assert plan.people_merged == 130
    assert plan.people_moved == 0


def test_a_result_that_succeeds_nothing_is_new(dataset: Dataset) -> None:
    plan = by_hand(dataset, SUCCESSORS, {"c1": ("y", "b1"), "c3": ("x", "a3")})
    assert plan.resulting_new.to_numpy().tolist() == [
        ["a", "y", "Name of y"],
        ["b", "a3", "Name of a3"],
    ]


def test_a_footprint_keeps_something_only_in_people_who_move_in_neither_set(
    dataset: Dataset,
) -> None:
    assert by_hand(dataset, SUCCESSORS, {}).is_strict
    # a1 and b1 are kept by nobody: c1 changes in B, and c2 in A.
    plan = by_hand(dataset, SUCCESSORS, {"c1": ("x", "b2"), "c2": ("a3", "b2")})
    assert not plan.is_strict
    assert plan.unkept[["footprint_set", "footprint", "successor"]].to_numpy().tolist() == [
        ["a", "a1", "a2"],
        ["b", "b1", "b1"],
    ]
    assert not is_strict(plan)


def test_a_lead_footprint_is_exempt_only_where_all_its_followers_are_new() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 9), "c2": ("a2", "b1", 4), "c3": ("a2", "b2", 3)})
    own = {"a": {"a1": "a1", "a2": "a2"}, "b": {"b1": "b1", "b2": "b2"}}
    led: dict[str, Any] = {"lead": "a", "target": "nested"}
    new = by_hand(dataset, own, {"c2": ("a2", "n"), "c3": ("a2", "n")}, **led)
    assert list(new.unkept["footprint"]) == ["b2"]  # a2 is exempt, and b2 no lead footprint
    assert not by_hand(dataset, own, {"c2": ("a2", "n")}, **led).unkept.size
    mixed = by_hand(dataset, own, {"c2": ("a2", "n"), "c3": ("a2", "b1")}, **led)
    assert list(mixed.unkept["footprint"]) == ["a2", "b2"]
    joint = by_hand(dataset, own, {"c2": ("a2", "n"), "c3": ("a2", "n")}, lead="joint")
    assert list(joint.unkept["footprint"]) == ["a2", "b2"]


@settings(patient, max_examples=20)
@given(random_datasets(most_blocks=6, most_footprints=3), st.data())
def test_any_plan_at_all_is_costed_and_judged_by_what_the_words_mean(
    dataset: Dataset, data: st.DataObject
) -> None:
    linked = overlaps(dataset)
    results = ["r0", "r1", "r2"]
    own = {
        name: {
            code: data.draw(st.sampled_from(results))
            for code in sorted({pair[side] for pair in linked})
        }
        for side, name in enumerate("ab")
    }
    blocks = sorted({one.block for one in outcomes(unchanged(dataset))})
    to = {
        block: (data.draw(st.sampled_from(results)), data.draw(st.sampled_from(results)))
        for block in blocks
        if data.draw(st.booleans())
    }
    lead = data.draw(st.sampled_from([None, "a", "b", "joint"]))
    plan = by_hand(dataset, own, to, lead=lead)
    expected = moved(plan)
    assert plan.people_moved_by_set == pytest.approx(expected)
    assert plan.people_moved == pytest.approx(sum(expected.values()))
    assert sum(plan.people_moved_by_evidence.values()) == pytest.approx(sum(expected.values()))
    assert plan.is_strict == is_strict(plan)
    results_of = {name: list(own[name].values()) for name in own}
    assert plan.footprints_merged == sum(
        len(found) - len(set(found)) for found in results_of.values()
    )


def unchanged(dataset: Dataset) -> Plan:
    return unchanged_plan(dataset, build_overlap(dataset))


@settings(patient, max_examples=8)
@given(random_datasets(), st.sampled_from([0.0, 0.3]))
def test_doing_nothing_is_a_plan_that_changes_nothing(dataset: Dataset, below: float) -> None:
    plan = unchanged_plan(dataset, build_overlap(dataset, ignore_below=below))
    assert plan.people_moved == plan.footprints_merged == plan.people_merged == 0
    assert plan.resulting_new.empty
    assert plan.is_strict
    assert plan.after.to_dict() == plan.before.to_dict()
    assert not plan.meets_target  # it aims at nothing
    assert suggestions(plan) == ()


def test_a_block_of_nobody_outside_leaves_nothing_unsettled(dataset: Dataset) -> None:
    assert by_hand(dataset, SUCCESSORS, {}).met_for_covered_only.to_numpy().tolist() == [
        ["a", "a2", 200.0],
        ["b", "b3", 7.0],
    ]
    empty = make_dataset({"c1": ("a1", "b1", 5), "u": ("a1", None, 0)})
    assert led_plan(empty, lead="a").met_for_covered_only.empty


# Targets


@settings(patient, max_examples=20)
@given(random_datasets(), st.sampled_from(TARGETS), st.sampled_from([0, 1]))
def test_components_are_judged_one_by_one(dataset: Dataset, target: Target, lead: int) -> None:
    overlap = build_overlap(dataset)
    found = meets_target(overlap.structure_covered, target, lead=lead)
    parts = components(overlaps(dataset))
    assert len(found) == len(parts)
    for part in parts:
        place = overlap.codes[0].get_loc(min(part)[0])
        component = overlap.structure_covered.components[0][place]
        assert found[component] == component_meets(part, target, lead)


@pytest.mark.parametrize(
    ("pairs", "meeting"),
    [
        (["a1 b1"], {"coterminous", "nested a", "nested b", "compatible"}),
        (["a1 b1", "a1 b2"], {"nested a", "compatible"}),
        (["a1 b1", "a2 b1"], {"nested b", "compatible"}),
        (["a1 b1", "a1 b2", "a2 b2"], set()),
        (["a1 b1", "a2 b2", "a2 b3"], {"nested a", "compatible"}),
        (["a1 b1", "a1 b2", "a2 b3", "a3 b3"], {"compatible"}),
    ],
)
def test_each_target_asks_for_something_else(pairs: list[str], meeting: set[str]) -> None:
    dataset = make_dataset({f"c{place}": (*pair.split(), 5) for place, pair in enumerate(pairs)})
    plan = unchanged(dataset)
    found = {
        target
        for target, lead in [("coterminous", "a"), ("compatible", "joint")]
        if replace(plan, asked=Asked(lead, target)).meets_target
    }
    for lead in ("a", "b"):
        if replace(plan, asked=Asked(lead, "nested")).meets_target:
            found.add(f"nested {lead}")
    assert found == meeting


# The sets as the plan would make them


def test_the_people_after_are_those_before(dataset: Dataset) -> None:
    plan = led_plan(dataset, lead="a")
    before, after = plan.overlap, plan.overlap_after
    assert after.people_covered == pytest.approx(before.people_covered)
    assert after.people == pytest.approx(before.people)
    assert plan.after.uncovered == plan.before.uncovered == {"blocks": 2, "people": 207}
    assert sum(plan.after.evidence.values()) == pytest.approx(before.people_covered)


def test_parts_of_a_block_that_come_together_keep_their_evidence() -> None:
    dataset = make_dataset(
        {"c1": ("a1", {"b1": 0.75, "b2": 0.25}, 80), "c2": ("a1", "b2", 50)},
        evidence={("c1", "b", "b1"): "official", ("c1", "b", "b2"): "inferred"},
    )
    plan = led_plan(dataset, lead="a")
    after = plan.overlap_after
    rows = after.portions[["organisation", "people", "share", "evidence", "estimated"]]
    assert rows.to_numpy().tolist() == [
        ["c1", 20, 0.25, "inferred", True],
        ["c1", 60, 0.75, "official", True],
        ["c2", 50, 1, "official", False],
    ]
    assert plan.before.evidence == plan.after.evidence == {"official": 110, "inferred": 20}
    assert plan.after.organisations_split == {"a": 0, "b": 0}


def test_evidence_of_a_block_split_in_the_lead_is_by_people() -> None:
    # Half of o1 officially in A1, half inferred in A2; all else official.
    dataset = make_dataset(
        {"o1": ({"A1": 0.5, "A2": 0.5}, "B1", 100), "o2": ("A2", "B2", 50)},
        evidence={("o1", "a", "A2"): "inferred"},
    )
    for lead, target in (("b", "coterminous"), ("b", "nested"), ("a", "coterminous")):
        plan = led_plan(dataset, lead=lead, target=target)
        assert plan.after.evidence == {"official": 100, "inferred": 50}


def test_footprints_out_of_scope_are_still_there() -> None:
    other = make_dataset({"c1": ("a1", "b1", 5), "u": ("a2", None, 3)}, alone={"b": ["b9"]})
    plan = led_plan(other, lead="a")
    assert plan.overlap_after.footprints[["footprint", "name"]].to_numpy().tolist() == [
        ["a1", "Name of a1"],
        ["a2", "Name of a2"],
        ["b1", "Name of b1"],
        ["b9", "Name of b9"],
    ]
    assert plan.after.relations["a"]["alone"] == 1
    assert plan.after.people == 8


def test_costs_are_one_row_with_names_as_elsewhere(dataset: Dataset) -> None:
    plan = led_plan(dataset, lead="a", target="nested")
    costs = plan.costs()
    assert (costs["dataset"], costs["lead"], costs["target"]) == ("example", "a", "nested")
    same = [key for key in costs if key != "dataset" and hasattr(plan, key)]
    assert {"people_moved", "people_merged", "footprints_merged", "optimal"} <= set(same)
    assert [costs[key] for key in same] == [getattr(plan, key) for key in same]
    assert costs["people_moved_b"] == plan.people_moved_by_set["b"]
