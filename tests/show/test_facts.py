from __future__ import annotations

from dataclasses import replace

from helpers.examples import make_dataset
from helpers.unruly import unruly_dataset, unruly_plan

from graphmodel.dataset.dataset import derived
from graphmodel.overlap.assessment import assess
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.asked import Asked
from graphmodel.plans.led import led_plan
from graphmodel.plans.partners import partner_burden
from graphmodel.plans.plan import Plan, unchanged_plan
from graphmodel.show.facts import (
    Fact,
    assessment_facts,
    assessment_title,
    package_place,
    plan_aim,
    plan_facts,
    plan_title,
    plan_words,
)
from graphmodel.steps.suggestion import suggestions


def labelled(facts: tuple[Fact, ...]) -> dict[str, Fact]:
    return {fact.label: fact for fact in facts}


def test_what_a_plan_costs_is_told_together() -> None:
    plan = unruly_plan()
    facts = labelled(plan_facts(plan))
    burden = partner_burden(plan)
    assert facts["Patients whose LDR changes"].after == plan.people_moved == 130
    assert facts["Patients whose STP changes"].note == "STPs stay as they are"
    assert facts["On inferred evidence"].after == 80
    assert facts["On documented evidence"].after == 50
    assert facts["Estimated"].after == 50
    assert (facts["LDRs"].now, facts["LDRs"].after) == (3, 2)
    assert facts["Merged into others"].after == 1
    assert facts["Merged into others"].note == "with 50 patients"
    assert facts["New"].after == 0
    partners = facts["Footprints that partners deal with"]
    assert (partners.now, partners.after) == (burden["before"].sum(), burden["after"].sum())
    assert partners.note.startswith("2 partners: ")
    assert facts["Patients in coterminous footprints"].form == "share"
    assert facts["Footprints that fit for those in both sets only"].after == 1
    assert facts["STPs out of scope"].now == 1
    assert facts["CCGs not in both sets"].note == "with 30 patients"


def test_new_footprints_are_named_with_the_label_of_their_set() -> None:
    dataset = make_dataset({"x": ("a1", "b1", 9), "y": ("a2", "b1", 2)}, labels={"b": "LDR"})
    facts = labelled(plan_facts(led_plan(dataset, lead="a")))
    assert facts["New"].note == "Name of a2 LDR"


def test_nothing_is_estimated_where_no_block_is_split() -> None:
    dataset = make_dataset({"x": ("a1", "b1", 9), "y": ("a2", "b1", 2)})
    facts = labelled(plan_facts(led_plan(dataset, lead="a")))
    assert "Estimated" not in facts


def test_estimates_name_what_they_come_from() -> None:
    plan = unruly_plan()
    named = replace(
        plan, dataset=derived(plan.dataset, labels={**plan.dataset.labels, "shares": "residents"})
    )
    assert labelled(plan_facts(plan))["Estimated"].note.endswith("from shares")
    assert labelled(plan_facts(named))["Estimated"].note.endswith("from shares of residents")


def test_how_things_stand_begins_with_people_in_coterminous_footprints() -> None:
    dataset = unruly_dataset()
    facts = assessment_facts(assess(dataset))
    assert facts[0].label == "Patients in coterminous footprints"
    assert facts[0].note == "0.0 % of all patients; 0 pairs"
    by_label = labelled(facts)
    assert by_label["All patients"].now == 460
    assert by_label["In both sets"].now == 430
    assert by_label["Without a footprint in one of the sets"].now == 30
    assert by_label["CCGs divided between STPs"].note
    assert not by_label["CCGs divided between LDRs"].note
    assert "With slivers ignored" not in by_label


def test_a_tolerance_is_told_beside_the_headline() -> None:
    dataset = make_dataset({"x": ("a1", "b1", 999), "y": ("a2", "b2", 999), "z": ("a1", "b2", 1)})
    facts = assessment_facts(assess(dataset, ignore_below=0.01))
    assert [fact.now for fact in facts[:2]] == [0, 1998]
    assert facts[1].note.endswith("2 pairs; 1 sliver")


def test_people_who_are_members_are_called_so() -> None:
    dataset = make_dataset({"x": ("a1", "b1"), "y": ("a2", "b1")})
    assert "Members in coterminous footprints" in labelled(assessment_facts(assess(dataset)))


def test_titles_say_which_set_follows_which() -> None:
    plan = unruly_plan()
    dataset = plan.dataset
    assert assessment_title(plan.before).endswith("– STPs and LDRs")
    assert plan_title(plan).endswith("– LDRs redrawn to be coterminous with STPs")
    assert plan_title(unruly_plan(target="nested")).endswith("– LDRs redrawn to lie within STPs")
    other = led_plan(dataset, lead="b")
    assert plan_title(other).endswith("– STPs redrawn to be coterminous with LDRs")
    joint = replace(plan, asked=replace(plan.asked, lead="joint"))
    assert plan_title(joint).endswith("– STPs and LDRs both redrawn to be the same")
    by_hand: Plan = unchanged_plan(dataset, build_overlap(dataset))
    assert plan_title(by_hand).endswith("– STPs and LDRs under a plan made by hand")


def test_plans_are_named_shortly_and_by_their_aim() -> None:
    plan = unruly_plan()
    other = led_plan(plan.dataset, lead="b", target="nested")
    joint = replace(plan, asked=Asked("joint", "coterminous", "exact", footprints=2))
    by_hand = replace(plan, asked=Asked("b", None, "given"))
    assert [plan_words(one) for one in (plan, other, joint, by_hand)] == [
        "LDRs follow STPs, one to one",
        "STPs lie within LDRs",
        "Both become 2 joint footprints",
        "Made by hand",
    ]
    assert [plan_aim(one) for one in (plan, other, joint, by_hand)] == [
        "To make the LDRs coterminous with the STPs",
        "To have each of the STPs lie within one of the LDRs",
        "To make STPs and LDRs the same 2 joint footprints",
        "For the STPs and LDRs, under a plan made by hand",
    ]


def test_a_place_is_named_after_the_lead_or_where_both_sets_agree() -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 10), "c2": ("a1", "b2", 5), "c3": ("a2", "b2", 9)},
        labels={"a": "STP", "b": "LDR"},
    )
    plan = led_plan(dataset, lead="a")
    (package,) = {step.package for step in suggestions(plan)}
    rows = plan.resulting[plan.resulting["footprint"] == package]
    led = rows.loc[rows["footprint_set"] == "a", "name"].item()
    assert package_place(plan, package) == f"{led} STP"
    # A joint package is known by its footprint in A.
    joint = replace(plan, asked=replace(plan.asked, lead="joint"))
    assert package_place(joint, package) == f"{led} STP"
    assert package_place(joint, "nowhere") == ""
    named = replace(plan, names={("a", package): "Wessex"})
    assert package_place(named, package) == f"Wessex STP (today: {led})"


def test_the_share_that_meets_the_target_is_where_the_suggestions_end() -> None:
    plan = unruly_plan(target="nested")
    fact = labelled(plan_facts(plan))["Patients in footprints that lie within one, or match it"]
    assert fact.after == suggestions(plan)[-1].target_share_after
    dataset = unruly_dataset()
    for other in (unruly_plan(), unchanged_plan(dataset, build_overlap(dataset))):
        # Who is in coterminous footprints is told of every plan already.
        assert not [one for one in plan_facts(other) if " in footprints that " in one.label]
