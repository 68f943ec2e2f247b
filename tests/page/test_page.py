"""The page as text: whole, self-contained, the same every time, and safe from hostile names."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, random_datasets
from helpers.hostile import HOSTILE_NAMES, hostile_dataset
from hypothesis import given, settings

from graphmodel.dataset.dataset import derived
from graphmodel.errors import OptionError, PlanError
from graphmodel.overlap.overlap import build_overlap
from graphmodel.page.ground import short_names
from graphmodel.page.page import explore_page, script_json
from graphmodel.plans.joint_frontier import frontier
from graphmodel.plans.led import led_plan

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset


class Reader(HTMLParser):
    """Collects what a browser would make of a page, scripts and styles kept apart."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "input", "br", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts.append(data)
        elif "style" not in self.open:
            self.texts.append(data)

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)

    @property
    def data(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self.scripts[0])
        return loaded


@pytest.fixture(scope="module")
def england() -> Dataset:
    return bundled_dataset("england-2016")


@pytest.fixture(scope="module")
def page(england: Dataset) -> str:
    return explore_page(england, plan=led_plan(england, lead="stp"))


@pytest.fixture(scope="module")
def reader(page: str) -> Reader:
    return Reader(page)


def node(reader: Reader, name: str) -> dict[str, Any]:
    (found,) = [node for node in reader.data["nodes"] if node["name"] == name]
    return dict(found)


def test_it_is_a_whole_document(page: str, reader: Reader) -> None:
    assert page.startswith("<!doctype html>\n<html lang=")
    assert page.rstrip().endswith("</html>")
    for tag in ("html", "head", "body", "title", "h1", "main"):
        assert reader.count(tag) == 1
    assert ("meta", {"charset": "utf-8"}) in reader.tags
    assert not reader.open


def test_it_loads_nothing(reader: Reader) -> None:
    for tag, attributes in reader.tags:
        assert "src" not in attributes, tag
        assert (attributes.get("href") or "#").startswith(("#", "data:")), tag
        assert not any(name.startswith("on") or name == "style" for name in attributes), tag


def test_its_policy_allows_its_own_scripts_only(reader: Reader) -> None:
    (policy,) = [
        attributes["content"] or ""
        for tag, attributes in reader.tags
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert policy.count("'sha256-") == 5
    assert "http" not in policy


def test_it_is_small_enough_to_send(page: str) -> None:
    assert len(page.encode()) < 2_000_000


def test_it_is_the_same_every_time() -> None:
    dataset = hostile_dataset()
    plan = led_plan(dataset, lead=dataset.compare[0])
    first = explore_page(dataset, plan=plan)
    assert explore_page(hostile_dataset(), plan=plan) == first


def test_inputs_are_left_as_they_are() -> None:
    dataset = hostile_dataset()
    plan = led_plan(dataset, lead=dataset.compare[0])
    frames = [
        dataset.organisations,
        dataset.footprints,
        dataset.memberships,
        dataset.neighbours,
        plan.assignment,
        plan.successors,
        plan.resulting,
        plan.overlap.portions,
    ]
    copies = [frame.copy(deep=True) for frame in frames]
    explore_page(dataset, plan=plan)
    for frame, copy in zip(frames, copies, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_nobody_is_said_to_move(reader: Reader) -> None:
    words = " ".join([*reader.texts, *reader.data["strings"]])
    assert not re.search(r"\b(people|patients|residents) (move|who move|moved)\b", words)
    assert not re.search(r"\bmoves?\b", words.replace("Arrow keys move the drawing", ""))


def test_every_footprint_is_named_with_its_set(reader: Reader) -> None:
    kinds = reader.data["kinds"]
    for each in reader.data["nodes"]:
        kind = kinds[each["kind"]]
        if kind["role"] in ("a", "b"):
            assert each["name"].endswith(f" {kind['label']}")


def test_peninsula_has_its_three_ccgs(reader: Reader) -> None:
    peninsula = node(reader, "Peninsula LDR")
    edges = [
        edge for edge in reader.data["edges"] if edge["to"] == reader.data["nodes"].index(peninsula)
    ]
    kinds = reader.data["kinds"]
    names = {
        each["name"]
        for edge in edges
        for each in [reader.data["nodes"][edge["from"]]]
        if kinds[each["kind"]]["role"] == "block"
    }
    assert names == {
        "NHS Kernow CCG",
        "NHS Northern, Eastern and Western Devon CCG",
        "NHS South Devon and Torbay CCG",
    }


def test_kinds_differ_in_shape_and_in_colour(reader: Reader) -> None:
    kinds = reader.data["kinds"]
    assert len(kinds) == 5
    assert len({kind["shape"] for kind in kinds}) == len({kind["colour"] for kind in kinds}) == 5


def test_nodes_are_pyvis_nodes_with_positions(reader: Reader) -> None:
    for each in reader.data["nodes"]:
        assert {"name", "kind", "x", "y", "size"} <= set(each)
    assert reader.data["options"]["physics"] == {"enabled": False}


def test_portions_are_those_of_the_overlap(england: Dataset, reader: Reader) -> None:
    overlap = build_overlap(england)
    nodes = reader.data["nodes"]
    found = {
        (nodes[block]["code"], nodes[a]["code"], nodes[b]["code"]): people
        for block, a, b, people, *_ in reader.data["portions"]
    }
    rows = overlap.portions[["organisation", "a", "b", "people"]].itertuples(index=False)
    assert found == {(one, a, b): people for one, a, b, people in rows}


def test_the_frontier_is_that_of_the_package(england: Dataset, reader: Reader) -> None:
    expected = frontier(england)
    points = reader.data["frontier"]["points"]
    assert points == [
        [each.options["footprints"], each.people_moved, each.people_merged]
        for each in expected.plans
    ]
    assert reader.data["frontier"]["recommended"] == 41  # within 1 % of the people
    assert reader.data["frontier"]["note"] == expected.note


def test_the_plan_given_comes_first(reader: Reader) -> None:
    assert reader.data["start"] == "given"
    first = reader.data["plans"][0]
    assert first["title"] == "The plan given: STPs lead, coterminous"
    assert first["peopleMoved"] == pytest.approx(1_819_451.27144)
    identities = {plan["id"] for plan in reader.data["plans"]}
    assert {"stp-nested", "ldr-compatible", "joint-compatible", "joint-38", "joint-43"} < identities


def test_a_page_that_would_be_too_large_leaves_joint_plans_out(
    england: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphmodel.page.plans._ROOM", 12_000)
    data = Reader(explore_page(england)).data
    joint = [plan["id"] for plan in data["plans"] if plan["group"] == "frontier"]
    assert joint[0] == "joint-41"
    assert len(joint) < len(data["frontier"]["points"]) == 6


def test_sources_and_caveats_are_told(england: Dataset, reader: Reader) -> None:
    text = " ".join(reader.texts)
    for caveat in england.caveats:
        assert caveat in text
    for grade in ("official", "documented", "area", "derived", "inferred"):
        assert grade in text
    assert "Open Government Licence" in text


def test_sets_can_be_chosen(england: Dataset) -> None:
    reader = Reader(explore_page(england, sets=("council", "region")))
    kinds = [(kind["key"], kind["role"]) for kind in reader.data["kinds"]]
    assert kinds[:2] == [("council", "a"), ("region", "b")]
    assert ("council", "partner") in kinds  # a kind and a set may bear the same name


def test_plan_must_fit() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 10), "c2": ("a1", "b2", 5)})
    plan = led_plan(dataset, lead="a")
    assert explore_page(derived(dataset), plan=plan) == explore_page(dataset, plan=plan)
    with pytest.raises(PlanError, match="another dataset"):
        explore_page(make_dataset({"c1": ("a1", "b1", 10)}), plan=plan)
    with pytest.raises(OptionError, match="the plan is for a and b"):
        explore_page(dataset, sets=("b", "a"), plan=plan)


@settings(max_examples=4, deadline=None)
@given(random_datasets(most_blocks=8))
def test_any_dataset_has_a_page(dataset: Dataset) -> None:
    plain = Reader(explore_page(dataset))
    planned = Reader(explore_page(dataset, plan=led_plan(dataset, lead="b")))
    assert not plain.open
    assert not planned.open
    count = len(planned.data["nodes"])
    for each in planned.data["edges"]:
        assert 0 <= each["to"] < each["from"] < count


def test_hostile_names_are_text() -> None:
    dataset = hostile_dataset()
    page = explore_page(dataset, plan=led_plan(dataset, lead=dataset.compare[1]))
    clean = Reader(explore_page(make_dataset({"c1": ("a1", "b1", 1)})))
    reader = Reader(page)
    assert len(reader.scripts) == len(clean.scripts) == 5
    ours = {tag for tag, _ in clean.tags} | {"small", "li", "ul", "h3", "br"}
    assert {tag for tag, _ in reader.tags} <= ours
    assert reader.scripts[1:] == clean.scripts[1:]
    names = {each["name"] for each in reader.data["nodes"]}
    assert set(HOSTILE_NAMES) <= names
    assert dataset.caveats[0] in "\n".join(reader.texts)


def test_json_in_a_script_cannot_end_it() -> None:
    hostile = "</script><script>alert(1)</script><!--&\u2028\u2029"
    text = script_json({"name": hostile})
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == {"name": hostile}


def test_common_words_are_left_out_of_short_names() -> None:
    names = {
        ("", "1"): "NHS Barnet CCG",
        ("", "2"): "NHS Kernow CCG",
        ("", "3"): "NHS East Surrey CCG",
        ("", "4"): "NHS CCG",
    }
    short = list(short_names(names).values())
    assert short[:3] == ["Barnet", "Kernow", "East Surrey"]
    assert short[3]


def test_short_names_stay_different() -> None:
    names = {("", str(place)): f"{word} Trust" for place, word in enumerate("AABC")}
    names["", "0"] = "A"
    assert len(set(short_names(names).values())) == 4


def test_pyvis_is_loaded_only_when_a_page_is_made() -> None:
    code = "import sys, graphmodel.page; print({'pyvis', 'IPython'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
