"""What is said last: one or two sentences that can be read out in a meeting."""

from __future__ import annotations

import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset

from graphmodel.dataset.dataset import derived
from graphmodel.overlap.assessment import assess
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.joint_frontier import frontier
from graphmodel.plans.led import led_plan
from graphmodel.plans.plan import unchanged_plan
from graphmodel.plans.propose import propose
from graphmodel.scenarios.within import within_ground
from graphmodel.show.answers import cost_words
from graphmodel.show.content import Heading, Notes, Paragraph
from graphmodel.show.facts import changing_sets
from graphmodel.show.views import view_of
from graphmodel.steps.suggestion import suggestions

LABELS = {"a": "STP", "b": "LDR", "people": "patients"}


def answer(result: object) -> str:
    *_, heading, last = view_of(result).told()
    assert heading == Heading("The answer")
    assert isinstance(last, Paragraph)
    return last.text


def test_the_question_of_2026_is_answered_in_both_readings() -> None:
    dataset = bundled_dataset("england-2026")
    assert answer(propose(dataset)) == (
        "1,102,636 residents would change ICB, in 6 steps; 4 of them, with 563,919 residents, are"
        " needed whatever undecided ground becomes. Then no ICB cuts across the border of a"
        " strategic authority (4 do today) and none depends on undecided ground (3 do today). If"
        " undecided ground follows what is around it, 563,919 residents would change ICB, in 4"
        " steps."
    )
    other = propose(dataset, undecided="open")
    assert answer(other).startswith(
        "563,919 residents would change ICB, in 4 steps; all of them are needed whatever"
        " undecided ground becomes."
    )
    assert " and 3 depend on undecided ground (3 do today). If" in answer(other)
    assert answer(other).endswith("1,102,636 residents would change ICB, in 6 steps.")


def test_a_step_for_what_only_depends_on_undecided_ground_is_accounted_for() -> None:
    # Of Bath's ICB and its neighbour none cuts across today: the two are open.
    dataset = within_ground(bundled_dataset("england-2026"), ["icb:E54000040"])
    assert (
        "Then no ICB cuts across the border of a strategic authority (none does today) and none"
        " depends on undecided ground (2 do today)." in answer(propose(dataset))
    )


def test_undecided_ground_is_named_where_it_is_all_that_is_in_the_way() -> None:
    alone = "in the way of the others is undecided ground alone"
    found = answer(propose(bundled_dataset("england-2026"), target="coterminous"))
    assert f"Then 19 of 36 ICBs match one strategic authority (5 do today); {alone}." in found
    blocks = {"c1": ("a1", "b1", 150), "c2": ("a1", None, 400)}
    first = make_dataset(blocks, labels=LABELS)
    assert answer(led_plan(first, lead="a")) == (
        "No step is needed: nobody would change LDR. Then no LDR matches one STP (none does"
        " today); in the way is undecided ground alone."
    )
    second = make_dataset(blocks | {"c3": ("a2", "b2", 30)}, labels=LABELS)
    assert answer(led_plan(second, lead="a")).endswith(
        "Then 1 of 2 LDRs matches one STP (1 does today); in the way of the other is undecided"
        " ground alone."
    )
    # A footprint of nobody matches nothing, whatever undecided ground does.
    empty = make_dataset(blocks, alone={"b": ["b2"]}, labels=LABELS)
    assert "in the way" not in answer(led_plan(empty, lead="a"))


def test_of_sets_that_share_nobody_no_plan_is_said_to_be_without_need() -> None:
    dataset = make_dataset({"c1": ("a1", None, 4)}, alone={"b": ["b1"]}, labels=LABELS)
    assert answer(led_plan(dataset, lead="a")) == (
        "The two sets share nobody, so that there is nothing to plan: nobody would change LDR."
    )


def test_steps_that_are_needed_either_way_are_marked() -> None:
    plan = propose(bundled_dataset("england-2026"))
    entries = [
        text for block in view_of(plan).blocks() for _, _, text in getattr(block, "rows", ())
    ]
    marked = [text.endswith(" Needed either way.") for text in entries]
    assert marked == [bool(step.needed_either_way) for step in suggestions(plan)]
    assert sum(marked) == 4


def test_an_assessment_ends_with_what_matches_and_what_is_in_the_way() -> None:
    assert answer(assess(bundled_dataset("england-2026"))) == (
        "5 pairs of an ICB and a strategic authority match, with 9,778,141 residents (17.3 % of"
        " all). 4 of 36 ICBs and 3 of 22 strategic authorities cut across the other set; 3 of 36"
        " ICBs and 2 of 22 strategic authorities depend on undecided ground."
    )
    match = make_dataset({"c1": ("a1", "b1", 1)}, labels=LABELS)
    assert answer(assess(match)) == (
        "1 pair of an STP and an LDR matches, with 1 patient (100.0 % of all). None cuts across"
        " the other set."
    )


def test_both_costs_are_told_together() -> None:
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 30),
            "c2": ("a1", "b2", 20),
            "c3": ("a2", "b2", 5),
            "c4": ("a2", "b3", 9),
            "c5": ("a3", "b3", 1),
        },
        labels=LABELS,
    )
    plan = led_plan(dataset, lead="a")
    assert cost_words(plan) == (
        "6 patients would change LDR, 1 LDR with 25 patients would become part of another and 1"
        " new LDR would be formed"
    )
    found = answer(frontier(dataset))
    two = led_plan(make_dataset({"c1": ("a1", "b1", 3), "c2": ("a1", "b2", 2)}), lead="a")
    assert cost_words(two) == (
        "nobody would change b, but 1 b with 2 people would become part of another"
    )
    # Fewest joint footprints: nobody changes, and nearly everything is absorbed.
    assert "with 1 joint footprint, nobody would change STP or LDR, but 2 STPs and 2 LDRs" in found


def test_a_frontier_answers_in_both_readings_where_they_differ() -> None:
    dataset = bundled_dataset("england-2026")
    asked = "To make the ICBs fit the strategic authorities (one to one, or one to many)"
    assert answer(frontier(dataset)).startswith(
        f"{asked}, 1,102,636 residents would change ICB, in 6 steps. If undecided ground follows"
        " what is around it, 563,919 residents would change ICB, in 4 steps. If both could change:"
    )
    assert answer(frontier(dataset, undecided="open")).startswith(
        f"{asked}, 563,919 residents would change ICB, in 4 steps. If undecided ground gets"
        " footprints of its own, 1,102,636 residents would change ICB, in 6 steps. If both"
    )
    # All of both, and the same in either reading.
    assert "undecided" not in answer(frontier(bundled_dataset("england-2016")))


def test_a_frontier_without_points_answers_why() -> None:
    dataset = make_dataset({"c1": ("a1", None, 4)}, alone={"b": ["b1"]}, labels=LABELS)
    assert answer(frontier(dataset)) == (
        "The two sets share nobody, so there is nothing to make coterminous."
    )


def test_one_step_that_hangs_on_undecided_ground_is_told_of_one() -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 1), "c2": ("a2", "b1", 2), "c3": ("a2", None, 9)}, labels=LABELS
    )
    plan = propose(dataset, lead="joint", target="compatible")
    assert answer(plan).startswith(
        "2 patients would change STP, in 1 step; it is not needed if undecided ground is taken the"
        " other way. Then"
    )


def test_the_ends_of_a_frontier_are_counted_right_when_they_are_one() -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 3), "c2": ("a1", "b2", 2), "c3": ("a2", "b2", 4)}, labels=LABELS
    )
    note = frontier(dataset).note
    assert "1 group hangs together, and with 1 nothing is undone" in note
    assert "no more than 2 such pairs can be formed" in note
    single = make_dataset({"c1": ("a1", "b1", 3), "c2": ("a1", "b2", 2)}, labels=LABELS)
    note = frontier(single).note
    assert "while 1 footprint with 2 patients is absorbed" in note
    assert "no more than 1 such pair can be formed" in note
    match = make_dataset({"c1": ("a1", "b1", 3)}, labels=LABELS)
    assert "with 1 nothing is undone. 2 cannot be had" in frontier(match).note


def test_nothing_to_do_is_said_so() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 1)}, labels=LABELS)
    assert answer(led_plan(dataset, lead="a")) == (
        "No step is needed: nobody would change LDR. Then 1 of 1 LDR matches one STP (1 does"
        " today)."
    )
    nothing = unchanged_plan(dataset, build_overlap(dataset))
    assert answer(nothing) == "Nothing changes: nobody would change STP or LDR."


def test_notes_are_listed_or_counted_in_a_line_that_says_what_prints_them() -> None:
    dataset = derived(make_dataset({"c1": ("a1", "b1", 1)}), caveats=("Beware.",))
    view = view_of(assess(dataset))
    assert Notes(("Beware.",)) in list(view.told())
    short = list(view.told(elsewhere="ask for them"))
    assert Heading("1 note on the data: ask for them") in short
    assert not any(isinstance(block, Notes) for block in short)


@pytest.mark.parametrize(
    ("lead", "fixed", "changing"),
    [(None, (), ("b",)), ("b", (), ("a",)), ("joint", (), ("a", "b")), (None, ("a", "b"), ())],
)
def test_which_sets_can_change_the_dataset_says(
    lead: str | None, fixed: tuple[str, ...], changing: tuple[str, ...]
) -> None:
    dataset = derived(make_dataset({"c1": ("a1", "b1", 1)}), lead=lead, fixed=fixed)
    assert changing_sets(assess(dataset)) == changing
