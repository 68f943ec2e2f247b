from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, random_datasets
from helpers.unruly import ESCAPE, FORMULA, SCRIPT, unruly_dataset, unruly_plan
from hypothesis import given, settings

from graphmodel.errors import OptionError
from graphmodel.files.safe_text import xml_text
from graphmodel.overlap.graph import NodeIds, graph_bytes, membership_graph, write_graph
from graphmodel.overlap.overlap import build_overlap, overlap_graph
from graphmodel.plans.graph import plan_graph
from graphmodel.plans.led import led_plan

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset

READERS = {".graphml": nx.read_graphml, ".gexf": nx.read_gexf}


def reread(graph: nx.Graph[Any], folder: Path, ending: str) -> nx.Graph[str]:
    path = folder / f"graph{ending}"
    write_graph(graph, path)
    return READERS[ending](path)


def test_every_organisation_footprint_and_membership_is_there() -> None:
    dataset = unruly_dataset()
    graph = membership_graph(dataset)
    assert len(graph) == len(dataset.organisations) + len(dataset.footprints)
    assert graph.number_of_edges() == len(dataset.memberships)
    sides = nx.get_node_attributes(graph, "bipartite")
    assert {sides[first] + sides[second] for first, second in graph.edges} == {1}
    assert graph.nodes["org:c1"]["label"] == SCRIPT
    assert graph.nodes["b:b1"]["label"] == f"{FORMULA} LDR"
    edge = graph.edges["org:c3", "a:a1"]
    assert edge == {"footprint_set": "a", "share": 0.25, "evidence": "documented", "people": 50.0}


def test_what_is_unknown_is_left_out() -> None:
    graph = membership_graph(unruly_dataset())
    assert "population" not in graph.nodes["org:p1"]
    assert "people" not in graph.nodes["org:p1"]
    assert "people" not in graph.edges["org:p1", "a:a1"]
    assert "latitude" not in graph.nodes["a:a9"]
    assert graph.nodes["a:a9"]["people"] == 0


def test_footprints_lie_where_their_people_are() -> None:
    graph = membership_graph(unruly_dataset())
    weights = {"c3": 150, "c4": 50, "c5": 30}
    blocks = [graph.nodes[f"org:{code}"] for code in weights]
    expected = np.average([block["longitude"] for block in blocks], weights=list(weights.values()))
    assert graph.nodes["a:a2"]["longitude"] == pytest.approx(expected)
    assert graph.nodes["a:a2"]["people"] == 230


def test_values_are_those_of_python() -> None:
    graph = membership_graph(unruly_dataset())
    rows = [*graph.nodes.values(), *(data for _, _, data in graph.edges(data=True))]
    for value in (value for row in rows for value in row.values()):
        assert type(value) in (bool, int, float, str)
        assert value == value  # noqa: PLR0124 - NaN is not equal to itself


def test_more_than_two_sets_can_be_wanted() -> None:
    dataset = bundled_dataset("england-2016")
    graph = membership_graph(dataset, sets=dataset.footprint_sets)
    assert graph.number_of_edges() == len(dataset.memberships)
    with pytest.raises(OptionError, match="no footprint set 'icb'"):
        membership_graph(dataset, sets=("stp", "icb"))


def test_no_two_nodes_have_one_name() -> None:
    dataset = make_dataset({"1": ("1", "1", 9)}, sets=("org", "org+after"))
    assert len(membership_graph(dataset)) == 3
    assert len(plan_graph(led_plan(dataset, lead="org"))) == 5
    ids = NodeIds(["org", "a:b", "a"])
    assert ids.organisation("x") == "org_:x"
    assert ids.footprint("a:b", "c") != ids.footprint("a", "b:c")


def test_a_column_of_the_owner_takes_no_attribute_s_place() -> None:
    dataset = unruly_dataset()
    frame = dataset.organisations.assign(label="theirs", people="many", id="same", start="now")
    object.__setattr__(dataset, "organisations", frame)
    graph = membership_graph(dataset)
    assert graph.nodes["org:c1"]["label"] == SCRIPT
    assert graph.nodes["org:c1"]["label_"] == "theirs"
    assert graph.nodes["org:c1"]["people"] == 100
    assert graph.nodes["org:c1"]["id"] == "same"
    content = graph_bytes(graph, ".gexf").decode()
    assert content.count('id="org:c1"') == 1
    assert "spells" not in content


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_files_read_back_as_the_same_graph(ending: str, tmp_path: Path) -> None:
    graph = membership_graph(unruly_dataset())
    again = reread(graph, tmp_path, ending)
    assert set(again) == set(graph)
    assert {frozenset(edge) for edge in again.edges} == {frozenset(edge) for edge in graph.edges}
    for node, data in graph.nodes(data=True):
        found = again.nodes[node]
        for name, value in data.items():
            expected = xml_text(value) if isinstance(value, str) else value
            assert found[name] == expected, (node, name)
    assert again.nodes["org:c4"]["label"] == xml_text(ESCAPE)


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_the_same_graph_gives_the_same_bytes(ending: str) -> None:
    first, second = (graph_bytes(membership_graph(unruly_dataset()), ending) for _ in "ab")
    assert first == second
    assert first.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<g')
    assert b"lastmodified" not in first


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_any_graph_can_be_written(ending: str, tmp_path: Path) -> None:
    graph: nx.Graph[Any] = nx.Graph(name="any\x00")
    graph.add_node(
        ("a", 1),
        whole=np.int64(3),
        real=np.float32(0.5),
        flag=np.bool_(True),  # noqa: FBT003 - a value
        missing=math.nan,
        nothing=None,
        absent=pd.NA,
        many=["x", "y"],
        several={"y", "x"},
        mixed=1,
        number=1,
        label="a\x0bb",
    )
    graph.add_node("b", mixed="one", number=1.5)
    graph.add_edge(("a", 1), "b", weight=np.float64(2), type="kind")
    again = reread(graph, tmp_path, ending)
    data = again.nodes["a:1"]
    assert {name: data[name] for name in ("whole", "real", "flag", "many", "several")} == {
        "whole": 3,
        "real": 0.5,
        "flag": True,
        "many": "x; y",
        "several": "x; y",
    }
    assert data["label"] == "ab"
    assert (data["mixed"], again.nodes["b"]["mixed"]) == ("1", "one")
    assert (data["number"], again.nodes["b"]["number"]) == (1.0, 1.5)
    assert not {"missing", "nothing", "absent"} & set(data)
    edge = again.edges["a:1", "b"]
    assert (edge["weight"], edge["type_"]) == (2, "kind")
    assert graph.nodes["a", 1]["nothing"] is None


def test_the_overlap_graph_can_be_written(tmp_path: Path) -> None:
    graph = overlap_graph(build_overlap(unruly_dataset()))
    again = reread(graph, tmp_path, ".gexf")
    assert set(again) == {f"{name}:{code}" for name, code in graph}


def test_nodes_that_would_be_one_are_refused(tmp_path: Path) -> None:
    graph: nx.Graph[Any] = nx.Graph([(1, "1")])
    with pytest.raises(OptionError, match="the same name"):
        write_graph(graph, tmp_path / "graph.gexf")


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"\.graphml or \.gexf"):
        write_graph(nx.Graph(), tmp_path / "graph.png")


def test_a_plan_s_graph_has_now_and_after_side_by_side() -> None:
    plan = unruly_plan()
    graph = plan_graph(plan)
    now = membership_graph(plan.dataset)
    assert set(now) <= set(graph)
    after = {node for node, data in graph.nodes(data=True) if data.get("when") == "after"}
    assert len(after) == len(plan.overlap_after.footprints)
    assert set(graph) == set(now) | after
    becomes = {code: graph.nodes[f"b:{code}"]["becomes"] for code in ("b1", "b2", "b3")}
    assert becomes == {"b1": "b1", "b2": "b2", "b3": "b2"}
    edge = graph.edges["org:c2", "b+after:b1"]
    assert (edge["when"], edge["people"], edge["evidence"]) == ("after", 80.0, "inferred")


def test_a_plan_s_graph_flags_what_changes() -> None:
    plan = unruly_plan()
    graph = plan_graph(plan)
    moved = {data["code"] for data in graph.nodes.values() if data.get("moved")}
    assert {"c2", "c3"} <= moved <= {"c2", "c3", "p1", "p2"}
    people = sum(data.get("people_moved", 0) for data in graph.nodes.values())
    assert people == plan.people_moved
    assert graph.edges["org:c2", "b:b2"]["moved"]
    assert not graph.edges["org:c1", "b:b1"]["moved"]


def test_a_plan_s_groups_are_what_hangs_together_afterwards() -> None:
    graph = plan_graph(unruly_plan())
    groups = nx.get_node_attributes(graph, "group")
    assert groups["org:c1"] == groups["b+after:b1"] == groups["b:b1"] == groups["a:a1"] == "a:a1"
    assert groups["org:c4"] == groups["org:c5"] == groups["b:b3"] == "a:a2"
    # Most of the split block lies there.
    assert groups["org:c3"] == "a:a2"
    assert groups["a:a9"] == "a:a9"


@settings(deadline=None, max_examples=20)
@given(random_datasets())
def test_people_add_up_in_the_graph_of_any_plan(dataset: Dataset) -> None:
    plan = led_plan(dataset, lead="a")
    graph = plan_graph(plan)
    for ending in (".graphml", ".gexf"):
        assert graph_bytes(graph, ending) == graph_bytes(plan_graph(plan), ending)
    for name, side in zip(plan.overlap.compare, (0, 1), strict=True):
        for when, overlap in (("now", plan.overlap), ("after", plan.overlap_after)):
            people = sum(
                data["people"]
                for data in graph.nodes.values()
                if data.get("when") == when and data["footprint_set"] == name
            )
            total = (
                overlap.covered_by_footprint[side].sum() + overlap.outside_by_footprint[side].sum()
            )
            assert people == pytest.approx(total)


def test_the_dataset_stays_as_it_is() -> None:
    dataset = unruly_dataset()
    tables = (dataset.organisations, dataset.footprints, dataset.memberships, dataset.neighbours)
    copies = [table.copy() for table in tables]
    membership_graph(dataset)
    plan_graph(led_plan(dataset, lead="a"))
    for table, copy in zip(tables, copies, strict=True):
        pd.testing.assert_frame_equal(table, copy)
