from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, patient, random_datasets
from helpers.unruly import FORMULA, SCRIPT, unruly_dataset, unruly_plan
from hypothesis import given, settings

from graphmodel.dataset.dataset import derived
from graphmodel.errors import OptionError
from graphmodel.overlap.graph import footprint_id, membership_graph, overlap_graph
from graphmodel.overlap.graph_files import graph_bytes
from graphmodel.overlap.overlap import build_overlap
from graphmodel.overlap.projection import projection_graph
from graphmodel.plans.graph import plan_graph
from graphmodel.plans.led import led_plan

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset


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
    assert edge == {
        "weight": 50.0,
        "people": 50.0,
        "footprint_set": "a",
        "share": 0.25,
        "evidence": "documented",
    }


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
    assert set(overlap_graph(dataset)) == {"%6Frg:1", "org%2Bafter:1"}
    assert footprint_id("a:b", "c") != footprint_id("a", "b:c")


def test_no_column_of_the_owner_takes_an_attribute_s_place_and_numbers_are_numbers() -> None:
    dataset = unruly_dataset()
    count = len(dataset.organisations)
    frame = dataset.organisations.assign(
        Label="theirs",
        label_="more",
        name_="x",
        ID="same",
        _nx_name="hidden",
        beds=[str(n) for n in range(count)],
        rate=["", "-0.5", *["1.25"] * (count - 2)],
        code=[f"0{n}" for n in range(count)],
        ward=["1", "", *["E05"] * (count - 2)],
        long=["1" * 16] * count,
        empty="",
    )
    dataset = derived(dataset, organisations=frame)
    nodes = membership_graph(dataset).nodes
    first, second = nodes["org:c1"], nodes["org:c2"]
    assert (first["label"], first["name"], first["people"]) == (SCRIPT, "org:c1", 100)
    assert (first["Label_"], first["label__"], first["name_"]) == ("theirs", "more", "x")
    assert (first["ID_"], first["_nx_name_"]) == ("same", "hidden")
    assert (first["beds"], second["beds"], second["rate"]) == (0, 1, -0.5)
    assert (first["code"], first["ward"], first["long"]) == ("00", "1", "1" * 16)
    assert not {"rate", "empty", "ID", "Label", "type", "id"} & set(first)
    assert nodes["org:p1"]["organisation_type"] == "acute"


def test_a_partner_weighs_what_is_asked_in_equal_parts() -> None:
    dataset = unruly_dataset()
    average = 460 / 5
    for asked, weight in ((None, average), (30, 30), (0, 0)):
        graph = membership_graph(dataset, partner_weight=asked)
        assert graph.graph["partner_weight"] == weight
        assert graph.edges["org:p1", "a:a1"]["weight"] == weight
        assert graph.edges["org:p1", "b:b1"]["weight"] == weight / 2
        assert graph.edges["org:c3", "a:a1"]["weight"] == 50
    assert "patients" in graph.graph["weight"]
    for wrong in (-1, math.inf, math.nan):
        with pytest.raises(OptionError, match="`partner_weight`"):
            membership_graph(dataset, partner_weight=wrong)


@settings(patient, max_examples=20)
@given(random_datasets())
def test_weights_sum_to_people_and_a_partner_s_to_its_weight(dataset: Dataset) -> None:
    members = membership_graph(dataset, partner_weight=7)
    strength = dict(members.degree(weight="weight"))
    for node, data in members.nodes(data=True):
        sets = {members.edges[node, other]["footprint_set"] for other in members.adj[node]}
        if data["bipartite"]:
            inside = (members.edges[node, other].get("people", 0) for other in members.adj[node])
            assert sum(inside) == pytest.approx(data["people"])
        else:
            assert strength[node] == pytest.approx(len(sets) * data.get("people", 7))
    overlaps = overlap_graph(dataset)
    assert overlaps.size(weight="weight") == pytest.approx(build_overlap(dataset).people_covered)
    for node, people in overlaps.degree(weight="weight"):
        data = overlaps.nodes[node]
        assert people == pytest.approx(data["people"] - data["people_outside"])


@settings(patient, max_examples=20)
@given(random_datasets())
def test_a_node_is_the_same_thing_in_every_graph(dataset: Dataset) -> None:
    plan = led_plan(dataset, lead="a")
    found: dict[str, dict[str, Any]] = {}
    places = ("bipartite", "people_outside", "latitude", "longitude")
    for graph in (
        overlap_graph(dataset),
        overlap_graph(plan),
        projection_graph(dataset, "a"),
        projection_graph(dataset, "b"),
        membership_graph(dataset),
        plan_graph(plan),
    ):
        assert all("weight" in data for _, _, data in graph.edges(data=True))
        for node, data in graph.nodes(data=True):
            assert data["name"] == node
            same = {name: value for name, value in data.items() if name not in places}
            known = found.setdefault(node, same)
            assert {name: same[name] for name in known} == {
                name: pytest.approx(value) if name == "people" else value
                for name, value in known.items()
            }
            found[node] = known | same


def test_the_overlap_graph_has_every_footprint_and_an_edge_for_every_overlap_that_counts() -> None:
    dataset = make_dataset(
        {
            "c1": ("x", "b1", 99),
            "c2": ("x", "x", 1),
            "c3": ("a2", "x", 99),
            "c4": ("a2", None, 5),
            "c5": ("a2", "b1", 0),
        },
        alone={"b": ["b9"]},
        names={("a", "x"): "X of A", ("b", "x"): "X of B"},
    )
    graph = overlap_graph(build_overlap(dataset, ignore_below=0.02))
    assert graph.graph == {"weight": "people in both footprints"}
    assert graph.nodes["a:a2"] == {
        "name": "a:a2",
        "label": "Name of a2 a",
        "kind": "footprint",
        "footprint_set": "a",
        "footprint": "a2",
        "footprint_name": "Name of a2",
        "bipartite": 0,
        "people": 104,
        "people_outside": 5,
    }
    assert {node: data["people"] for node, data in graph.nodes(data=True)} == {
        "a:a2": 104,
        "a:x": 100,
        "b:b1": 99,
        "b:b9": 0,
        "b:x": 100,
    }
    assert list(graph.edges(data=True)) == [
        ("a:a2", "b:x", {"weight": 99, "people": 99}),
        ("a:x", "b:b1", {"weight": 99, "people": 99}),
    ]


def test_the_overlap_graph_of_a_plan_is_that_of_what_results() -> None:
    plan = unruly_plan()
    graph = overlap_graph(plan)
    assert graph.graph["weight"] == "patients in both footprints"
    assert {code.removeprefix("b+after:") for code in graph if code.startswith("b")} == {"b1", "b2"}
    assert {data["when"] for data in graph.nodes.values()} == {"after"}
    assert graph.size(weight="weight") == plan.overlap_after.people_covered
    for source in (plan, plan.overlap):
        with pytest.raises(OptionError, match="`sets` is for a dataset"):
            overlap_graph(source, sets="a,b")


def test_datasets_and_sets_can_be_named() -> None:
    dataset = bundled_dataset("england-2026")
    for named, read in (
        (
            overlap_graph("england-2026", sets="icb, police"),
            overlap_graph(dataset, sets=("icb", "police")),
        ),
        (membership_graph("england-2026", sets="fire"), membership_graph(dataset, sets=["fire"])),
        (projection_graph("england-2026", "icb"), projection_graph(dataset, "icb")),
    ):
        assert dict(named.nodes) == dict(read.nodes)
        assert list(named.edges(data=True)) == list(read.edges(data=True))
    with pytest.raises(OptionError, match=r"`sets` takes two footprint sets, as in .*, not 'fire'"):
        overlap_graph("england-2026", sets="fire")


def test_a_plan_s_graph_has_now_and_after_side_by_side() -> None:
    plan = unruly_plan()
    graph = plan_graph(plan)
    now = membership_graph(plan.dataset)
    assert set(now) <= set(graph)
    after = {node for node, data in graph.nodes(data=True) if data.get("when") == "after"}
    assert len(after) == len(plan.overlap_after.footprints)
    assert set(graph) == set(now) | after
    successor = {code: graph.nodes[f"b:{code}"]["successor"] for code in ("b1", "b2", "b3")}
    assert successor == {"b1": "b1", "b2": "b2", "b3": "b2"}
    edge = graph.edges["org:c2", "b+after:b1"]
    assert (edge["when"], edge["people"], edge["evidence"]) == ("after", 80.0, "inferred")


def test_a_plan_s_graph_flags_what_changes() -> None:
    plan = unruly_plan()
    graph = plan_graph(plan)
    moved = {data["organisation"] for data in graph.nodes.values() if data.get("moved")}
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


@settings(patient, max_examples=20)
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
            total = overlap.sides[side].people.sum()
            assert people == pytest.approx(total)


def test_the_dataset_stays_as_it_is() -> None:
    dataset = unruly_dataset()
    tables = (dataset.organisations, dataset.footprints, dataset.memberships, dataset.neighbours)
    copies = [table.copy() for table in tables]
    membership_graph(dataset)
    plan_graph(led_plan(dataset, lead="a"))
    for table, copy in zip(tables, copies, strict=True):
        pd.testing.assert_frame_equal(table, copy)
