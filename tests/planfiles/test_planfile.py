"""Plans as files: what goes in comes out, and what is no plan is refused."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, patient, random_datasets, rescaled, shuffled
from helpers.plan_files import plan_dataset, saved
from helpers.plan_oracles import successors
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.errors import DataError, OptionError, PlanError
from graphmodel.overlap.overlap import build_overlap
from graphmodel.planfiles.planfile import (
    PLAN_FORMAT,
    parse_plan,
    plan_to_dict,
    read_plan,
    write_plan,
)
from graphmodel.planfiles.verification import verify_plan
from graphmodel.plans.communities import community_plans
from graphmodel.plans.led import led_plan
from graphmodel.plans.plan import unchanged_plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan

    File = dict[str, Any]
    Change = Callable[[File], object]


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return plan_dataset(c6=("a1", "b4", 2))


@pytest.fixture(scope="module")
def file(dataset: Dataset) -> File:
    return plan_to_dict(led_plan(dataset, lead="a"))


# Writing and reading


@settings(patient, max_examples=8)
@given(
    random_datasets(),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["coterminous", "nested"]),
    st.sampled_from([0.0, 0.3]),
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    dataset: Dataset,
    lead: str,
    target: str,
    below: float,
) -> None:
    plan = led_plan(dataset, lead=lead, target=target, ignore_below=below)
    path = tmp_path_factory.mktemp("plans") / "plan.json"
    write_plan(plan, path)
    again = read_plan(path, dataset=dataset)
    assert plan_to_dict(again) == plan_to_dict(plan)
    first = path.read_bytes()
    write_plan(again, path)
    assert path.read_bytes() == first


def england_plans() -> list[Plan]:
    first, second = (bundled_dataset(name) for name in ("england-2016", "england-2026"))
    return [
        led_plan(first, lead="stp", target="nested"),
        community_plans(second, seeds=1, resolutions=[1.0])[-1],
        unchanged_plan(second, build_overlap(second, ignore_below=0.01)),
    ]


def test_plans_for_england_are_written_the_same_twice_and_find_their_dataset(
    tmp_path: Path,
) -> None:
    for plan in england_plans():
        write_plan(plan, tmp_path / "one.json")
        write_plan(plan, tmp_path / "two.json")
        content = (tmp_path / "one.json").read_bytes()
        assert content == (tmp_path / "two.json").read_bytes()
        assert content.endswith(b"}\n")
        stated, again = parse_plan(tmp_path / "one.json")
        assert again.dataset.name == plan.dataset.name
        assert stated == json.loads(content)
        assert plan_to_dict(again) == stated
        assert again.people_moved == plan.people_moved
        assert dict(again.support) == dict(plan.support)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.json", "two.json"]


def test_a_plan_for_a_copy_in_another_order_fits(
    dataset: Dataset, file: File, tmp_path: Path
) -> None:
    plan = read_plan(saved(file, tmp_path), dataset=shuffled(dataset, 4))
    assert plan.people_moved == file["people_moved"]


def test_a_file_has_the_keys_of_the_design(file: File) -> None:
    wanted = [
        "format",
        "dataset",
        "compare",
        "options",
        "resulting",
        "successors",
        "assignment",
        "people_moved",
        "people_moved_by_set",
        "people_moved_by_evidence",
        "footprints_merged",
        "people_merged",
        "new_footprints",
        "lower_bound",
        "optimal",
        "before",
        "after",
        "partners",
        "suggestions",
        "out_of_scope",
    ]
    assert set(wanted) <= set(file)
    assert file["format"] == PLAN_FORMAT == "graphmodel-plan/2"
    assert set(file["dataset"]) == {"name", "sha256", "sha256_all"}
    assert file["compare"] == ["a", "b"]
    assert {"lead", "target", "method"} <= set(file["options"])
    assert file["successors"]["b"] == {"b1": "b1", "b2": "b2", "b3": "b2", "b4": "b4"}
    assert file["assignment"][1] == {
        "organisation": "c2",
        "a": "a2",
        "b": "b1",
        "people": 4.5,
        "evidence": "inferred",
        "estimated": False,
        "to_a": "a2",
        "to_b": "b2",
    }
    assert file["resulting"]["b"][0] == {
        "footprint": "b1",
        "name": "Name of b1",
        "people": 92,
        "people_outside": 3,
    }
    assert file["options"]["undecided"] == "separate"
    alone = [row["footprint"] for row in file["out_of_scope"]["alone"]]
    assert alone == ["a9", "b9"]
    assert file["out_of_scope"]["uncovered"] == {"blocks": 1, "people": 3}


def test_figures_in_a_file_are_those_of_the_plan(file: File) -> None:
    assert file["people_moved"] == 6.5
    assert file["people_moved_by_set"] == {"a": 0, "b": 6.5}
    assert file["people_moved_by_evidence"] == {"official": 2, "inferred": 4.5}
    assert file["footprints_merged"] == 1
    assert file["people_merged"] == 5
    assert file["new_footprints"] == 0
    assert file["lower_bound"] == 6.5
    assert file["optimal"] is True
    burden = {row["organisation"]: row for row in file["partners"]["rows"]}
    assert burden["p1"]["before"] == {"a": ["a1", "a2"], "b": ["b1"]}
    assert burden["p1"]["after"] == {"a": ["a1", "a2"], "b": ["b1", "b2"]}
    assert (burden["p1"]["burden_before"], burden["p1"]["burden_after"]) == (3, 4)
    assert file["partners"]["burden_before"] == 4
    assert file["partners"]["burden_after"] == 5
    assert file["partners"]["with_more"] == 1
    assert file["partners"]["with_fewer"] == 0


def test_names_are_written_as_they_are(tmp_path: Path) -> None:
    name = '=HYPERLINK("x")\u2028<b>é\x00</b>'
    dataset = make_dataset({"c1": ("a1", "b1", 5), "c2": ("a2", "b1", 3)}, names={"a2": name})
    path = tmp_path / "plan.json"
    write_plan(led_plan(dataset, lead="a"), path)
    plan = read_plan(path, dataset=dataset)
    assert plan.resulting_new["name"].tolist() == [name]
    assert "é" in path.read_text("utf-8")


# Nothing by halves


@pytest.mark.parametrize("step", ["open", "replace"])
def test_a_file_that_cannot_be_written_leaves_the_old_one_and_nothing_else(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "plan.json"
    path.write_text("old")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(type(path), step, full)
        with pytest.raises(OSError, match="No space"):
            write_plan(led_plan(dataset, lead="a"), path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_none_is_no_place_for_a_plan(dataset: Dataset, tmp_path: Path) -> None:
    plan = led_plan(dataset, lead="a")
    with pytest.raises(OSError, match="No such file"):
        write_plan(plan, tmp_path / "nowhere" / "plan.json")
    (tmp_path / "file").write_text("x")
    with pytest.raises(OSError, match="Not a directory"):
        write_plan(plan, tmp_path / "file" / "plan.json")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_plan_that_cannot_be_told_in_json_is_not_begun(dataset: Dataset, tmp_path: Path) -> None:
    plan = replace(led_plan(dataset, lead="a"), lower_bound=float("inf"))
    with pytest.raises(ValueError, match="JSON"):
        write_plan(plan, tmp_path / "plan.json")
    assert list(tmp_path.iterdir()) == []


# What is no plan


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "JSON"),
        (b"\x89PNG", "JSON"),
        (b"organisation,to\n", "JSON"),
        (b"[1, 2]", "format"),
        (b'"text"', "format"),
        (b"{}", "format"),
        (b'{"format": "graphmodel-plan/3"}', "graphmodel-plan/2"),
        (b'{"format": NaN}', "NaN"),
        (b'{"format": "graphmodel-plan/2", "format": "graphmodel-plan/2"}', "twice"),
        (b"[" * 100_000, "nested"),
        ('{"format": "graphmodel-plan/2"}'.encode("utf-16"), "UTF-8"),
    ],
)
def test_other_files_are_refused(
    content: bytes, reason: str, dataset: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    with pytest.raises(PlanError, match=reason) as raised:
        read_plan(path, dataset=dataset)
    assert "plan.json is not a plan" in str(raised.value)


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="cannot be read"):
        read_plan(tmp_path / "none.json")
    with pytest.raises(OptionError, match="cannot be read"):
        read_plan(tmp_path)


def test_a_plan_for_another_dataset_is_refused(
    dataset: Dataset, file: File, tmp_path: Path
) -> None:
    with pytest.raises(PlanError, match=r"plan\.json is a plan for 'example'.*`dataset`"):
        read_plan(saved(file, tmp_path), dataset=rescaled(dataset, 2))
    with pytest.raises(PlanError, match="other contents than 'england-2016'"):
        read_plan(saved(file, tmp_path), dataset="england-2016")
    with pytest.raises(PlanError, match=r"'example', which is not bundled.*`dataset`"):
        read_plan(saved(file, tmp_path))
    with pytest.raises(DataError):
        read_plan(saved(file, tmp_path), dataset=tmp_path)


def test_a_plan_stays_one_where_only_words_of_its_dataset_change(tmp_path: Path) -> None:
    plan = led_plan(bundled_dataset("england-2026"), lead="icb")
    rows = plan.dataset.memberships
    source = rows["source"].str.replace(" ", ", ", n=1)
    other = replace(plan.dataset, memberships=rows.assign(source=source))
    again = read_plan(saved(plan_to_dict(plan), tmp_path), dataset=other)
    assert again.people_moved == plan.people_moved
    found = verify_plan(tmp_path / "plan.json", dataset=other)
    assert found.ok
    (told,) = [one for one in found.unchecked if one.field == "dataset.sha256_all"]
    assert told.reason.startswith("the dataset has changed since in what decides no plan")
    same = verify_plan(tmp_path / "plan.json").unchecked
    assert "dataset.sha256_all" not in {one.field for one in same}


def test_a_plan_for_an_older_bundled_dataset_is_refused(tmp_path: Path) -> None:
    content = plan_to_dict(led_plan(bundled_dataset("england-2026"), lead="icb"))
    content["dataset"]["sha256"] = "0" * 64
    with pytest.raises(PlanError, match="graphmodel rebase"):
        read_plan(saved(content, tmp_path))


def gone(*keys: str | int) -> Change:
    """Return a change that removes one value."""

    def change(file: File) -> None:
        part: Any = file
        for key in keys[:-1]:
            part = part[key]
        del part[keys[-1]]

    return change


def given_as(value: object, *keys: str | int) -> Change:
    """Return a change that sets one value."""

    def change(file: File) -> None:
        part: Any = file
        for key in keys[:-1]:
            part = part[key]
        part[keys[-1]] = value

    return change


def appended(value: Callable[[File], object], *keys: str) -> Change:
    """Return a change that adds an entry to a list."""

    def change(file: File) -> None:
        part: Any = file
        for key in keys:
            part = part[key]
        part.append(value(file))

    return change


FORM = {
    "no dataset": (gone("dataset"), "dataset"),
    "no digest": (gone("dataset", "sha256"), "dataset.sha256"),
    "digest a number": (given_as(5, "dataset", "sha256"), "dataset.sha256"),
    "other digest a number": (given_as(5, "dataset", "sha256_all"), "dataset.sha256_all"),
    "no sets": (gone("compare"), "compare"),
    "one set": (given_as(["a"], "compare"), "compare"),
    "a set twice": (given_as(["a", "a"], "compare"), "two different footprint sets"),
    "a set unknown": (given_as(["a", "z"], "compare"), "'z' is missing"),
    "no successors": (gone("successors"), "successors"),
    "no successors of b": (gone("successors", "b"), "successors: the set 'b' is missing"),
    "successor a number": (given_as(1, "successors", "b", "b1"), "successors.b.b1"),
    "nothing of a": (gone("resulting", "a"), "resulting: the set 'a' is missing"),
    "result without name": (gone("resulting", "a", 0, "name"), "resulting.a.0.name"),
    "no assignment": (gone("assignment"), "assignment"),
    "assignment a mapping": (given_as({}, "assignment"), "assignment"),
    "no organisation": (gone("assignment", 0, "organisation"), "assignment.0.organisation"),
    "no footprint": (gone("assignment", 1, "b"), "assignment, entry 2: 'b' is missing"),
    "nowhere to go": (gone("assignment", 1, "to_b"), "assignment, entry 2: 'to_b' is missing"),
    "goes to a number": (given_as(5, "assignment", 1, "to_b"), "entry 2: 'to_b' is missing or no"),
    "people a text": (given_as("90", "assignment", 0, "people"), "assignment.0.people"),
    "people true": (given_as(True, "assignment", 0, "people"), "assignment.0.people"),  # noqa: FBT003
    "people negative": (given_as(-90, "assignment", 0, "people"), "assignment.0.people"),
    "target unknown": (given_as("equal", "options", "target"), "options.target"),
    "lead unknown": (given_as("third", "options", "lead"), "options.lead: 'third'"),
    "no lead": (gone("options", "lead"), "options.lead: None"),
    "joint and nested": (
        lambda file: file["options"].update(lead="joint", target="nested"),
        "options.target",
    ),
    "tolerance": (given_as(1.5, "options", "ignore_below"), "options.ignore_below"),
    "support a text": (
        lambda file: file["suggestions"][0].update(support="much"),
        "suggestions.0.support",
    ),
}

FIT = {
    "portion twice": (
        appended(lambda file: dict(file["assignment"][0]), "assignment"),
        "assignment, entry 8: 'c1' in 'a1' and 'b1' is there twice",
    ),
    "portion missing": (gone("assignment", 3), "'c4' in a 'a2' and b 'b2' is missing"),
    "portion unknown": (
        given_as("a2", "assignment", 0, "a"),
        "assignment, entry 1: 'c1' does not lie in a 'a2' and b 'b1'",
    ),
    "organisation unknown": (
        given_as("c99", "assignment", 0, "organisation"),
        "'c99' does not lie",
    ),
    "uncovered block": (
        appended(lambda file: file["assignment"][0] | {"organisation": "u1"}, "assignment"),
        "assignment, entry 8: 'u1' does not lie",
    ),
    "people wrong": (given_as(91, "assignment", 0, "people"), "91 is stated where 90 are"),
    "people nearly wrong": (given_as(90.001, "assignment", 0, "people"), "entry 1, people"),
    "goes nowhere": (
        given_as("a8", "assignment", 0, "to_b"),
        "assignment, entry 1, to_b: 'a8' is not among the resulting",
    ),
    "goes to one alone": (given_as("b9", "assignment", 0, "to_b"), "'b9' is not among"),
    "successor unknown": (
        given_as("a8", "successors", "b", "b1"),
        "successors, b, 'b1': 'a8' is not among the resulting",
    ),
    "no successor": (gone("successors", "b", "b2"), "successors, b: footprint 'b2' has no succ"),
    "successor of one alone": (
        given_as("b9", "successors", "b", "b9"),
        "'b9' is no footprint with",
    ),
    "successor of nothing": (given_as("a1", "successors", "b", "b7"), "'b7' is no footprint with"),
    "result twice": (
        appended(lambda file: dict(file["resulting"]["b"][0]), "resulting", "b"),
        "resulting, b: 'b1' is there more than once",
    ),
    "result of nobody": (
        appended(lambda _: {"footprint": "x", "name": "X"}, "resulting", "b"),
        "resulting, b: 'x' succeeds nothing",
    ),
    "result with the code of one alone": (
        lambda file: (
            given_as("b9", "successors", "b", "b1")(file),
            given_as("b9", "assignment", 0, "to_b")(file),
            appended(lambda _: {"footprint": "b9", "name": "X"}, "resulting", "b")(file),
        ),
        "resulting, b: 'b9' has no overlap",
    ),
}


@pytest.mark.parametrize("case", [*FORM, *FIT])
def test_a_file_that_does_not_fit_is_refused_and_says_where(
    case: str, file: File, dataset: Dataset, tmp_path: Path
) -> None:
    change, reason = (FORM | FIT)[case]
    changed = copy.deepcopy(file)
    change(changed)
    with pytest.raises(PlanError) as raised:
        read_plan(saved(changed, tmp_path), dataset=dataset)
    lines = str(raised.value).splitlines()
    assert any(reason in line for line in lines), lines
    assert all(line.startswith("plan.json: ") for line in lines)


def test_the_file_that_those_are_made_of_fits(file: File, dataset: Dataset, tmp_path: Path) -> None:
    assert read_plan(saved(file, tmp_path), dataset=dataset).people_moved == 6.5


@pytest.mark.parametrize("cases", [FORM, FIT])
def test_all_problems_are_listed_at_once(
    cases: dict[str, Any], file: File, dataset: Dataset, tmp_path: Path
) -> None:
    together = {
        "form": ["digest a number", "successor a number", "people a text", "target unknown"],
        "fit": [
            "goes nowhere",
            "no successor",
            "result twice",
            "people wrong",
            "successor of nothing",
        ],
    }["form" if cases is FORM else "fit"]
    changed = copy.deepcopy(file)
    for case in together:
        cases[case][0](changed)
    with pytest.raises(PlanError) as raised:
        read_plan(saved(changed, tmp_path), dataset=dataset)
    for case in together:
        assert cases[case][1] in str(raised.value)


def test_of_very_many_problems_the_first_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    content = plan_to_dict(led_plan(bundled_dataset("england-2016"), lead="stp"))
    for row in content["assignment"]:
        row["people"] += 5
    with pytest.raises(PlanError) as raised:
        read_plan(saved(content, tmp_path))
    lines = str(raised.value).splitlines()
    assert len(lines) == 21
    assert lines[-1] == f"and {len(content['assignment']) - 20} more"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400", "-Infinity", "9" * 400])
@pytest.mark.parametrize("key", ["people_moved", "lower_bound"])
def test_numbers_that_are_none_are_refused_wherever_they_stand(
    key: str, number: str, file: File, dataset: Dataset, tmp_path: Path
) -> None:
    path = saved(file | {key: "here"}, tmp_path)
    path.write_text(path.read_text().replace('"here"', number))
    with pytest.raises(PlanError, match="no number"):
        read_plan(path, dataset=dataset)


# Made by hand


def bare(file: File) -> File:
    """Return what defines a plan, and nothing else."""
    kept = {key: file[key] for key in ("format", "dataset", "compare", "successors")}
    entries = [
        {key: row[key] for key in ("organisation", "a", "b", "people", "to_a", "to_b")}
        for row in file["assignment"]
    ]
    return kept | {"assignment": entries}


def test_successors_and_assignment_are_enough(file: File, dataset: Dataset, tmp_path: Path) -> None:
    plan = read_plan(saved(bare(file), tmp_path), dataset=dataset)
    assert (plan.lead, plan.target, plan.method) == (None, None, "manual")
    assert plan.people_moved == 6.5
    assert plan.is_strict
    assert successors(plan)[1] == {"b1": "b1", "b2": "b2", "b3": "b2", "b4": "b4"}
    names = plan.resulting.set_index(["footprint_set", "footprint"])["name"].to_dict()
    assert names["b", "b1"] == "Name of b1"


def test_footprints_that_nobody_named_bear_the_name_that_goes_with_their_code(
    file: File, dataset: Dataset, tmp_path: Path
) -> None:
    content = bare(file)
    content["assignment"][0]["to_b"] = "NEW:a1"
    content["assignment"][2]["to_b"] = "mine"
    content["assignment"][3]["to_b"] = "b2"
    plan = read_plan(saved(content, tmp_path), dataset=dataset)
    names = plan.resulting[plan.resulting["footprint_set"] == "b"].set_index("footprint")["name"]
    assert names["NEW:a1"] == "Name of a1"
    assert names["mine"] == "mine"
    assert names["b2"] == "Name of b2"
    assert set(plan.resulting_new["footprint"]) == {"NEW:a1", "mine"}


def test_nothing_is_renamed_but_names_may_be_given(
    file: File, dataset: Dataset, tmp_path: Path
) -> None:
    with pytest.raises(PlanError, match="Make the plan again with graphmodel suggest"):
        read_plan(saved(file | {"format": "graphmodel-plan/1"}, tmp_path), dataset=dataset)
    # Of b2 and b3 the larger one goes on.
    content = bare(copy.deepcopy(file))
    content["successors"]["b"] |= {"b2": "b3", "b3": "b3"}
    with pytest.raises(PlanError, match=r"'b3' carries on 'b2', 'b3'\. Nothing is renamed"):
        read_plan(saved(content, tmp_path), dataset=dataset)
    content = copy.deepcopy(file)
    content["resulting"]["b"][0]["name"] = "Another name"
    names = read_plan(saved(content, tmp_path), dataset=dataset).resulting["name"]
    assert "Another name" not in set(names)
    content = bare(file) | {"names": {"b": {"b2": "Mine"}}}
    plan = read_plan(saved(content, tmp_path), dataset=dataset)
    assert plan.names == {("b", "b2"): "Mine"}
    assert plan_to_dict(plan)["names"] == {"a": {}, "b": {"b2": "Mine"}}
    content = bare(file) | {"names": {"b": {"b3": "Mine"}}}
    with pytest.raises(PlanError, match="names, b: 'b3' is no resulting footprint"):
        read_plan(saved(content, tmp_path), dataset=dataset)


def test_a_plan_whose_slivers_stay_is_read_with_its_tolerance(tmp_path: Path) -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 1000), "c2": ("a2", "b2", 1000), "c3": ("a1", "b2", 5)}
    )
    plan = led_plan(dataset, lead="a", ignore_below=0.01)
    path = saved(plan_to_dict(plan), tmp_path)
    again = read_plan(path, dataset=dataset)
    assert again.overlap.ignore_below == 0.01
    assert again.meets_target
    assert len(again.overlap.slivers) == 1
