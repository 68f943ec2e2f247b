"""Plan files, computed again: what agrees, what does not, and what cannot be known."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from helpers.by_hand import by_hand
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, patient, random_datasets
from helpers.plan_files import plan_dataset, saved
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.errors import PlanError
from graphmodel.overlap.overlap import build_overlap
from graphmodel.planfiles.planfile import plan_to_dict, write_plan
from graphmodel.planfiles.verification import (
    Mismatch,
    Verification,
    stated_value,
    verify_plan,
)
from graphmodel.plans.communities import community_plans
from graphmodel.plans.joint_frontier import exact_joint_plan
from graphmodel.plans.led import led_plan
from graphmodel.plans.plan import unchanged_plan
from graphmodel.plans.ruled import model_joint_plan
from graphmodel.rules.rules import Rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset

    File = dict[str, Any]
    Keys = tuple[str | int, ...]

DEFINING = ("format", "dataset", "compare", "options", "successors", "assignment")
CLAIMED = ("lower_bound", "optimal")


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    # c7 is a sliver.
    return plan_dataset(c6=("a4", "b4", 2), c7=("a1", "b2", 0.4))


@pytest.fixture(scope="module")
def file(dataset: Dataset) -> File:
    plan = led_plan(dataset, lead="a", ignore_below=0.01)
    return json.loads(json.dumps(plan_to_dict(plan)))


# What agrees


@settings(patient, max_examples=8)
@given(
    random_datasets(),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["coterminous", "nested"]),
    st.sampled_from([0.0, 0.3]),
)
def test_every_plan_of_ours_is_confirmed(
    tmp_path_factory: pytest.TempPathFactory,
    dataset: Dataset,
    lead: str,
    target: str,
    below: float,
) -> None:
    path = tmp_path_factory.mktemp("plans") / "plan.json"
    write_plan(led_plan(dataset, lead=lead, target=target, ignore_below=below), path)
    verification = verify_plan(path, dataset=dataset)
    assert verification.ok, verification.mismatches
    assert verification.strict
    assert verification.meets_target
    assert verification.not_stated == ()


def stripped(content: File) -> File:
    """Return what defines a plan."""
    return {key: content[key] for key in DEFINING}


@pytest.mark.parametrize("target", ["coterminous", "nested"])
@pytest.mark.parametrize(
    ("name", "lead", "people"),
    [
        ("england-2016", "stp", 1_819_451),
        ("england-2016", "ldr", 14_814_713),
        ("england-2026", "icb", 8_668_258),
        ("england-2026", "authority", 4_569_913),
    ],
)
def test_the_plans_for_england_are_confirmed_from_successors_and_assignment_alone(
    name: str, lead: str, people: int, target: str, tmp_path: Path
) -> None:
    content = plan_to_dict(led_plan(bundled_dataset(name), lead=lead, target=target))
    figures = set(content) - set(DEFINING) - set(CLAIMED)
    verification = verify_plan(saved(content, tmp_path))
    assert verification.ok, verification.mismatches[:3]
    assert set(verification.confirmed) == figures | {"assignment"}
    path = saved(stripped(content) | {"people_moved": people}, tmp_path)
    bare = verify_plan(path, dataset=bundled_dataset(name))
    assert bare.ok, bare.mismatches[:3]
    assert bare.strict
    assert bare.meets_target
    assert set(bare.not_stated) == figures - {"people_moved"}
    assert bare.confirmed == ("assignment", "people_moved")


# What does not


def leaves(part: object, keys: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Yield every value of a file that is no mapping or list, with the way to it."""
    if isinstance(part, dict):
        for key, inner in part.items():
            yield from leaves(inner, (*keys, key))
    elif isinstance(part, list):
        for place, inner in enumerate(part):
            yield from leaves(inner, (*keys, place))
    else:
        yield keys, part


def changed(content: File, keys: Keys, value: object) -> File:
    found = copy.deepcopy(content)
    part: Any = found
    for key in keys[:-1]:
        part = part[key]
    part[keys[-1]] = value
    return found


def other(value: Any) -> Any:  # noqa: ANN401 - anything that JSON holds
    """Return another value of the same kind, and not far off where it is a number."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value * 1.001 + 0.001
    return "other" if value is None else f"{value}."


def is_figure(keys: Keys) -> bool:
    """Tell whether a value is computed, and neither part of what defines a plan nor claimed."""
    if keys[0] in DEFINING:
        return keys[0] == "assignment" and keys[2] in ("evidence", "estimated")
    # How a resulting footprint is called is for its makers to say.
    name = keys[0] == "resulting" and keys[3] in ("footprint", "name")
    claimed = keys[0] in CLAIMED or (keys[0] == "suggestions" and keys[2] == "support")
    return not name and not claimed


def test_each_figure_tampered_with_is_caught(file: File, dataset: Dataset, tmp_path: Path) -> None:
    figures = [(keys, value) for keys, value in leaves(file) if is_figure(keys)]
    assert len(figures) > 300
    # Together first, to see that none is left out; then each top key by itself, in its place.
    everything = file
    for keys, value in figures:
        everything = changed(everything, keys, other(value))
    found = verify_plan(saved(everything, tmp_path), dataset=dataset)
    assert not found.ok
    wanted = {
        ".".join(str(key + 1) if isinstance(key, int) else key for key in keys)
        for keys, _ in figures
    }
    assert {mismatch.field for mismatch in found.mismatches} == wanted
    assert found.confirmed == ()


def first_of_each(file: File) -> list[tuple[Keys, Any]]:
    seen: dict[str | int, tuple[Keys, Any]] = {}
    for keys, value in leaves(file):
        if is_figure(keys):
            seen.setdefault(keys[0], (keys, value))
    return list(seen.values())


def test_a_single_figure_tampered_with_is_the_one_that_is_caught(
    file: File, dataset: Dataset, tmp_path: Path
) -> None:
    figures = first_of_each(file)
    assert len(figures) > 12
    for keys, value in figures:
        tampered = changed(file, keys, other(value))
        found = verify_plan(saved(tampered, tmp_path), dataset=dataset)
        assert not found.ok
        (mismatch,) = found.mismatches
        assert mismatch.stated == other(value)
        assert mismatch.recomputed == value
        assert keys[0] not in found.confirmed
        assert len(found.confirmed) == len(file) - len({*DEFINING, *CLAIMED} - {"assignment"}) - 1


def test_entries_that_are_missing_or_too_many_are_caught(
    file: File, dataset: Dataset, tmp_path: Path
) -> None:
    for key in ("suggestions", "met_for_covered_people_only"):
        tampered = copy.deepcopy(file)
        held = tampered if key in tampered else tampered["out_of_scope"]
        held[key] = held[key][:-1]
        found = verify_plan(saved(tampered, tmp_path), dataset=dataset)
        assert [mismatch.field.rpartition(".")[2] for mismatch in found.mismatches] == [key]
        held[key] = []
        assert not verify_plan(saved(tampered, tmp_path), dataset=dataset).ok
    tampered = changed(file, ("people_moved_by_evidence", "area"), 5)
    found = verify_plan(saved(tampered, tmp_path), dataset=dataset)
    assert [mismatch.field for mismatch in found.mismatches] == ["people_moved_by_evidence.area"]


def test_what_a_set_is_called_hides_nothing(tmp_path: Path) -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 90), "c2": ("a2", "b1", 4)}, sets=("support", "optimal")
    )
    content = plan_to_dict(led_plan(dataset, lead="support"))
    for name in dataset.compare:
        tampered = changed(content, ("people_moved_by_set", name), 3)
        found = verify_plan(saved(tampered, tmp_path), dataset=dataset)
        assert [mismatch.field for mismatch in found.mismatches] == [f"people_moved_by_set.{name}"]


def test_what_is_claimed_is_told_and_not_judged(
    file: File, dataset: Dataset, tmp_path: Path
) -> None:
    content = file | {"lower_bound": 1.25, "optimal": False}
    content["suggestions"] = [step | {"support": 0.5} for step in file["suggestions"]]
    found = verify_plan(saved(content, tmp_path), dataset=dataset)
    assert found.ok
    assert found.claimed["lower_bound"] == 1.25
    assert found.claimed["optimal"] is False
    assert {row["support"] for row in found.claimed["support"]} == {0.5}
    nothing = verify_plan(saved(stripped(file), tmp_path), dataset=dataset)
    assert nothing.claimed == {"lower_bound": None, "optimal": None, "support": []}


def test_the_number_of_joint_footprints_is_a_figure_too(dataset: Dataset, tmp_path: Path) -> None:
    content = plan_to_dict(community_plans(dataset, seeds=1)[0])
    assert verify_plan(saved(content, tmp_path), dataset=dataset).ok
    count = content["options"]["footprints"]
    tampered = changed(content, ("options", "footprints"), count + 1)
    found = verify_plan(saved(tampered, tmp_path), dataset=dataset)
    (mismatch,) = found.mismatches
    assert (mismatch.field, mismatch.stated, mismatch.recomputed) == (
        "options.footprints",
        count + 1,
        count,
    )


def test_figures_may_be_off_by_a_millionth_and_no_more(
    file: File, dataset: Dataset, tmp_path: Path
) -> None:
    moved = file["people_moved"]
    for factor, ok in ((1 + 5e-7, True), (1 - 5e-7, True), (1 + 2e-6, False), (1 - 2e-6, False)):
        content = file | {"people_moved": moved * factor}
        assert verify_plan(saved(content, tmp_path), dataset=dataset).ok is ok


# Strictness and target


def test_a_plan_that_is_not_strict_does_not_verify(
    file: File, dataset: Dataset, tmp_path: Path
) -> None:
    # b3 is told to go on as b1, where nobody of it goes.
    content = stripped(file)
    content["successors"] = {**file["successors"], "b": file["successors"]["b"] | {"b3": "b1"}}
    found = verify_plan(saved(content, tmp_path), dataset=dataset)
    assert not found.ok
    assert not found.strict
    assert found.meets_target
    assert [row["footprint"] for row in found.unkept] == ["b3"]
    assert found.mismatches == ()


def test_a_plan_that_misses_its_target_does_not_verify(
    file: File, dataset: Dataset, tmp_path: Path
) -> None:
    content = stripped(file)
    content["assignment"] = [
        row | ({"to_b": "a1"} if row["organisation"] == "c2" else {}) for row in file["assignment"]
    ]
    found = verify_plan(saved(content, tmp_path), dataset=dataset)
    assert not found.ok
    assert found.strict
    assert found.meets_target is False


def test_a_plan_made_by_hand_is_checked_and_told_whether_it_is_strict(
    file: File, dataset: Dataset, tmp_path: Path
) -> None:
    content = stripped(file) | {"options": {"target": None, "method": "manual"}}
    content["successors"] = {**file["successors"], "b": file["successors"]["b"] | {"b3": "b1"}}
    found = verify_plan(saved(content, tmp_path), dataset=dataset)
    assert found.ok  # it aims at nothing
    assert not found.strict
    assert found.target is None
    assert found.meets_target is None
    # Portions of b3 count as moved now, and not the people of before.
    assert not verify_plan(saved(content | {"people_moved": 6.5}, tmp_path), dataset=dataset).ok
    assert verify_plan(saved(content | {"people_moved": 11.5}, tmp_path), dataset=dataset).ok


def test_a_plan_made_by_hand_is_told_what_is_in_the_way_of_its_target(tmp_path: Path) -> None:
    # By hand: b1 lies in a1 and a2, b2 in a2; those of b1 in a2 have yet to change.
    rows = {"c1": ("a1", "b1", 60), "c2": ("a2", "b1", 50), "c3": ("a2", "b2", 40)}
    dataset = make_dataset(rows)
    own = {"a": {"a1": "a1", "a2": "a2"}, "b": {"b1": "b1", "b2": "b2"}}
    for move, wanted in (
        ({}, {"a2": "straddling", "b1": "straddling"}),
        ({"c2": ("a2", "b2")}, {}),
    ):
        plan = by_hand(dataset, own, move, lead="a", target="coterminous")
        write_plan(plan, tmp_path / "plan.json")
        found = verify_plan(tmp_path / "plan.json", dataset=dataset)
        assert found.ok
        assert found.meets_target == (not wanted)
        told = {row["footprint"]: row["relation"] for row in found.in_the_way}
        assert {code: told[code] for code in wanted} == wanted
        assert bool(told) == bool(wanted)


def test_a_person_may_order_and_name_what_defines_a_plan(
    file: File, dataset: Dataset, tmp_path: Path
) -> None:
    content = copy.deepcopy(file)
    content["assignment"].reverse()
    for rows in content["resulting"].values():
        rows.reverse()
    content["names"] = {"b": {"b2": "The new one"}}
    content["successors"] = {name: content["successors"][name] for name in ("b", "a")}
    for key in ("suggestions", "partners", "after"):
        del content[key]
    found = verify_plan(saved(content, tmp_path), dataset=dataset)
    assert found.ok, found.mismatches
    assert {"assignment", "resulting"} <= set(found.confirmed)
    # A figure in a row out of its order is still held against the right one.
    content["assignment"][0]["evidence"] = "area"
    found = verify_plan(saved(content, tmp_path), dataset=dataset)
    assert [mismatch.field for mismatch in found.mismatches] == ["assignment.1.evidence"]


def test_names_alone_are_enough_for_resulting_footprints(
    file: File, dataset: Dataset, tmp_path: Path
) -> None:
    content = copy.deepcopy(file)
    for rows in content["resulting"].values():
        for row in rows:
            del row["people"], row["people_outside"]
    assert verify_plan(saved(content, tmp_path), dataset=dataset).ok


def test_doing_nothing_verifies(dataset: Dataset, tmp_path: Path) -> None:
    write_plan(unchanged_plan(dataset, build_overlap(dataset)), tmp_path / "plan.json")
    found = verify_plan(tmp_path / "plan.json", dataset=dataset)
    assert found.ok
    assert found.strict
    assert found.target is None


def test_it_has_a_row_a_field(file: File, dataset: Dataset, tmp_path: Path) -> None:
    found = verify_plan(saved(file, tmp_path), dataset=dataset)
    frame = found.to_frame()
    assert frame.loc[frame["finding"] == "confirmed", "field"].tolist() == list(found.confirmed)
    assert set(frame["finding"]) == {"confirmed", "claimed"}
    wrong = Verification(
        *(
            "plan.json",
            dataset,
            ("a", "b"),
            (),
            (Mismatch("people_moved", 7, [1]),),
            ("rules: broken",),
        ),
        *(("partners",), {}, None, None, True, ()),
    )
    assert wrong.to_frame().fillna("").to_numpy().tolist() == [
        ["people_moved", "differs", 7, "[1]"],
        ["rules", "wrong", "broken", ""],
        ["partners", "not stated", "", ""],
    ]


def test_what_a_file_states_fits_a_cell() -> None:
    assert [stated_value(value) for value in (1.5, "x", True, None, ["é"])] == [
        *(1.5, "x", "true", "nothing", '["é"]')
    ]


def test_the_result_can_be_told_in_json(file: File, dataset: Dataset, tmp_path: Path) -> None:
    def told(verification: Verification) -> Any:  # noqa: ANN401 - as JSON has it
        return json.loads(json.dumps(verification.to_dict(), allow_nan=False))

    good = told(verify_plan(saved(file, tmp_path), dataset=dataset))
    assert good["ok"] is True
    assert good["plan"] == "plan.json"
    assert good["dataset"]["name"] == "example"
    bad = told(verify_plan(saved(file | {"people_moved": 0}, tmp_path), dataset=dataset))
    assert bad["ok"] is False
    assert bad["mismatches"] == [{"field": "people_moved", "stated": 0, "recomputed": 6.5}]


# Rules and bounds


CHAIN = make_dataset(
    {
        "c1": ("a1", "b1", 1000),
        "c2": ("a1", "b2", 40),
        "c3": ("a2", "b2", 700),
        "c4": ("a2", "b3", 5),
        "c5": ("a3", "b3", 900),
    }
)
RULES = Rules(people_least=600, apart=(("a:a1", "a:a2"),))


@pytest.fixture(scope="module")
def ruled() -> File:
    plan = model_joint_plan(CHAIN, rules=RULES, max_moved=1.0)
    return json.loads(json.dumps(plan_to_dict(plan)))


def test_a_plan_that_keeps_its_rules_is_confirmed(ruled: File, tmp_path: Path) -> None:
    found = verify_plan(saved(ruled, tmp_path), dataset=CHAIN)
    assert found.ok, (found.mismatches, found.problems)
    assert found.problems == ()


@pytest.mark.parametrize(
    ("rules", "names"),
    [
        ({"people": {"least": 720}}, ["people.least = 720, for the group of a:a2 (Name of a2)"]),
        ({"keep": ["b:b2"]}, ["keep[1]: b:b2 (Name of b2)"]),
        ({"groups": {"most": 1}, "keep": ["b:b2"]}, ["groups.most = 1", "keep[1]: b:b2"]),
    ],
)
def test_rules_that_a_plan_breaks_are_named(
    rules: dict[str, Any], names: list[str], ruled: File, tmp_path: Path
) -> None:
    plan = exact_joint_plan(CHAIN, footprints=3)
    content = plan_to_dict(plan)
    assert verify_plan(saved(content, tmp_path), dataset=CHAIN).ok
    content["options"]["rules"] = rules
    # What is suggested beside it can depend on the rules; that is not in question.
    del content["suggestions"]
    found = verify_plan(saved(content, tmp_path), dataset=CHAIN)
    assert not found.ok
    assert found.mismatches == ()
    assert len(found.problems) == len(names)
    for problem, name in zip(found.problems, names, strict=True):
        assert problem.startswith(f"options.rules: broken is {name}")
    assert ruled["options"]["rules"] == RULES.to_mapping()


def test_portions_that_go_elsewhere_can_break_a_rule(tmp_path: Path) -> None:
    plan = model_joint_plan(CHAIN, rules=Rules(keep=("a:a1",)), footprints=3)
    content = stripped(json.loads(json.dumps(plan_to_dict(plan))))
    assert verify_plan(saved(content, tmp_path), dataset=CHAIN).ok
    for row in content["assignment"]:
        if row["organisation"] == "c2":
            row |= {f"to_{name}": content["successors"][name][f"{name}2"] for name in "ab"}
    found = verify_plan(saved(content, tmp_path), dataset=CHAIN)
    assert (found.meets_target, found.strict) == (True, True)
    assert found.problems == ("options.rules: broken is keep[1]: a:a1 (Name of a1)",)


def test_rules_on_what_makes_no_joint_footprints_cannot_be_checked(
    file: File, dataset: Dataset, tmp_path: Path
) -> None:
    content = stripped(file) | {
        "options": {"target": None, "method": "manual", "rules": {"groups": {"most": 9}}}
    }
    content["successors"] = {**file["successors"], "b": file["successors"]["b"] | {"b3": "b1"}}
    found = verify_plan(saved(content, tmp_path), dataset=dataset)
    assert not found.ok
    (problem,) = found.problems
    assert "cannot be checked" in problem


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ([], "options.rules: Input should be a valid dictionary"),
        ({"peeple": {"least": 1}}, "options.rules"),
        ({"people": {"least": "many"}}, "people.least"),
        ({"keep": ["a:nowhere"]}, "keep"),
    ],
)
def test_rules_that_are_none_make_no_plan(
    rules: object, message: str, ruled: File, tmp_path: Path
) -> None:
    content = ruled | {"options": ruled["options"] | {"rules": rules}}
    with pytest.raises(PlanError, match=message):
        verify_plan(saved(content, tmp_path), dataset=CHAIN)


@pytest.mark.parametrize(
    ("factor", "optimal", "problem"),
    [
        (1 + 2e-6, True, "lower_bound"),
        (1.5, False, "lower_bound"),
        (1.5, None, "lower_bound"),
        (1 + 5e-7, True, None),
        (1 - 5e-7, True, None),
        (1 - 2e-6, True, "optimal"),
        (0.5, True, "optimal"),
        (0.5, False, None),
        (0.5, None, None),
    ],
)
def test_bounds_that_the_plan_belies(
    factor: float, *, optimal: bool | None, problem: str | None, tmp_path: Path
) -> None:
    content = plan_to_dict(exact_joint_plan(CHAIN, footprints=3))
    content |= {"lower_bound": content["people_moved"] * factor, "optimal": optimal}
    found = verify_plan(saved(content, tmp_path), dataset=CHAIN)
    assert found.ok is (problem is None)
    assert [text.partition(":")[0] for text in found.problems] == ([problem] if problem else [])


def test_under_weights_the_bound_on_the_cost_counts(tmp_path: Path) -> None:
    content = plan_to_dict(model_joint_plan(CHAIN, rules=Rules(cost={"a": 3.0}), footprints=3))
    assert content["optimal"]
    assert verify_plan(saved(content, tmp_path), dataset=CHAIN).ok

    def problems(**options: float) -> list[str]:
        changed = content | {"options": content["options"] | options}
        found = verify_plan(saved(changed, tmp_path), dataset=CHAIN)
        places = [text.partition(":")[0] for text in found.problems]
        return places + [mismatch.field for mismatch in found.mismatches]

    assert problems(disturbance_lower_bound=46) == ["options.disturbance_lower_bound"]
    assert problems(disturbance_lower_bound=44) == ["optimal"]
    assert problems(disturbance=46) == ["options.disturbance"]
    # People moved are not what was minimised.
    people = content | {"lower_bound": 1}
    assert verify_plan(saved(people, tmp_path), dataset=CHAIN).ok


def test_what_is_no_plan_is_an_error_and_not_a_mismatch(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(PlanError):
        verify_plan(saved({"format": "other"}, tmp_path), dataset=dataset)
