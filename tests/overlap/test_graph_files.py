from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from helpers.examples import make_dataset, patient
from helpers.unruly import unruly_dataset, unruly_plan
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.dataset.dataset import derived
from graphmodel.errors import OptionError
from graphmodel.files.safe_text import xml_text
from graphmodel.overlap.graph import membership_graph, overlap_graph
from graphmodel.overlap.graph_files import graph_bytes, write_graph
from graphmodel.overlap.projection import projection_graph
from graphmodel.plans.graph import plan_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

READERS = {".graphml": nx.read_graphml, ".gexf": nx.read_gexf}


def reread(graph: nx.Graph[Any], folder: Path, ending: str) -> nx.Graph[str]:
    path = folder / f"graph{ending}"
    write_graph(graph, path)
    return READERS[ending](path)


GRAPHS: dict[str, Callable[[], nx.Graph[str]]] = {
    "membership": lambda: membership_graph(unruly_dataset()),
    "overlap": lambda: overlap_graph(unruly_dataset()),
    "projection": lambda: projection_graph(unruly_dataset(), "b"),
    "plan": lambda: plan_graph(unruly_plan()),
    "overlap after": lambda: overlap_graph(unruly_plan()),
}
graphs = pytest.mark.parametrize("graph", [make() for make in GRAPHS.values()], ids=GRAPHS)


def in_file(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return attributes as a file carries them: without characters that XML forbids."""
    return {
        name: in_xml(value) if isinstance(value, str) else value for name, value in values.items()
    }


def in_xml(text: str) -> str:
    return re.sub("\r\n?", "\n", xml_text(text))


@graphs
@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_networkx_reads_the_same_graph(graph: nx.Graph[str], ending: str, tmp_path: Path) -> None:
    again = reread(graph, tmp_path, ending)
    assert set(again) == set(graph)
    for node, data in graph.nodes(data=True):
        found = again.nodes[node]
        assert found == in_file(data)
        assert {name: type(found[name]) for name in data} == {n: type(v) for n, v in data.items()}
    assert again.number_of_edges() == graph.number_of_edges()
    for one, other, data in graph.edges(data=True):
        found = {name: again.edges[one, other][name] for name in data}
        assert found == in_file(data)
        assert type(found["weight"]) is float
    assert again.graph["name"] == xml_text(graph.graph["name"])
    if ending == ".graphml":
        assert {name: again.graph[name] for name in graph.graph} == in_file(graph.graph)


def test_gexf_says_what_weights_are_and_gephi_takes_them_for_its_own(tmp_path: Path) -> None:
    write_graph(overlap_graph(unruly_dataset()), tmp_path / "graph.gexf")
    text = (tmp_path / "graph.gexf").read_text("utf-8")
    assert "<description>weight: patients in both footprints</description>" in text
    assert '<edge source="a:a1" target="b:b1" id="0" weight="100.0">' in text
    assert 'title="weight"' not in text  # no second column beside Gephi's own
    graph = nx.MultiGraph([("a", "b", {"weight": weight}) for weight in (0, 2, 0)])
    assert list(reread(graph, tmp_path, ".gexf").edges(data="weight")) == [("a", "b", 2)]
    assert reread(graph, tmp_path, ".graphml").number_of_edges() == 3
    assert graph.number_of_edges() == 3


@graphs
def test_igraph_takes_it_as_it_is_and_reads_the_same_from_a_file(
    graph: nx.Graph[str], tmp_path: Path
) -> None:
    write_graph(graph, tmp_path / "graph.graphml")
    direct = igraph.Graph.from_networkx(graph)
    from_file = igraph.Graph.Read_GraphML(str(tmp_path / "graph.graphml"))
    for found in (direct, from_file):
        assert found.vs["name"] == list(graph)
        assert not {"type", "_igraph_index"} & set(found.vs.attributes())
        for vertex in found.vs:
            assert found.vs.find(vertex["name"]).index == vertex.index
        strength = dict(zip(found.vs["name"], found.strength(weights="weight"), strict=True))
        assert strength == pytest.approx(dict(graph.degree(weight="weight")))
        # Frames of nodes and edges, as igraph makes them, have every column once.
        ends = found.get_edge_dataframe()
        assert list(ends.columns[:2]) == ["source", "target"]
        assert ends.columns.is_unique
        assert found.get_vertex_dataframe().columns.is_unique
    for vertex in from_file.vs:
        data = graph.nodes[vertex["name"]]
        assert {name: vertex[name] for name in data} == in_file(data)
        assert {name: type(vertex[name]) in (int, float) for name in data} == {
            name: type(value) in (int, float) for name, value in data.items()
        }
    for edge in from_file.es:
        one, other = (from_file.vs[end]["name"] for end in edge.tuple)
        data = graph.edges[one, other]
        assert {name: edge[name] for name in data} == in_file(data)
    assert {name: from_file[name] for name in graph.graph} == in_file(graph.graph)
    again = direct.to_networkx()
    assert {frozenset(ends) for ends in again.edges} == {frozenset(ends) for ends in graph.edges}


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@settings(patient, max_examples=25)
@given(
    texts,
    texts,
    texts,
    texts.filter(lambda text: text and in_xml(text) == text),
    st.lists(texts, min_size=3, max_size=3),
)
def test_any_names_and_columns_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    set_name: str,
    name: str,
    label: str,
    column: str,
    cells: list[str],
) -> None:
    rows = {"c1": ("x", "y", 1), "c2": ("x", "y", 2), "c3": ("x", "z", 0)}
    names = {"c1": f"N{name}", ("B", "y"): f"N{name}"}
    dataset = make_dataset(rows, sets=(f"a{set_name}", "B"), names=names, labels={"B": label})
    frame = dataset.organisations.assign(**{column: cells})
    dataset = derived(dataset, organisations=frame)
    graph = membership_graph(dataset)
    folder = tmp_path_factory.mktemp("graph")
    for ending in READERS:
        again = reread(graph, folder, ending)
        assert set(again) == set(map(in_xml, graph))
        for node, data in graph.nodes(data=True):
            assert dict(again.nodes[in_xml(node)]) == in_file(data)
    from_file = igraph.Graph.Read_GraphML(str(folder / "graph.graphml"))
    for vertex, (node, data) in zip(from_file.vs, graph.nodes(data=True), strict=True):
        assert vertex["name"] == in_xml(node)
        # igraph leaves this one character of an attribute's name as XML has it.
        read = {name: vertex[name.replace("&", "&#38;")] for name in data}
        assert read == in_file(data)


@pytest.mark.parametrize("name", ["membership", "overlap", "overlap after"])
def test_both_take_it_for_bipartite(name: str) -> None:
    graph = GRAPHS[name]()
    first = [node for node, side in graph.nodes(data="bipartite") if side == 0]
    tied = nx.bipartite.weighted_projected_graph(graph, first)
    projected, _ = igraph.Graph.from_networkx(graph).bipartite_projection(types="bipartite")
    names = projected.vs["name"]
    assert {frozenset(names[end] for end in edge.tuple) for edge in projected.es} == {
        frozenset(ends) for ends in tied.edges
    }


@graphs
def test_networkx_makes_a_frame_of_it(graph: nx.Graph[str]) -> None:
    frame = nx.to_pandas_edgelist(graph)
    assert frame["weight"].dtype == float
    assert len(frame) == graph.number_of_edges()
    again = nx.node_link_graph(nx.node_link_data(graph, edges="links"), edges="links")
    assert nx.utils.graphs_equal(again, graph)


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


def test_nodes_that_would_be_one_are_refused(tmp_path: Path) -> None:
    graph: nx.Graph[Any] = nx.Graph([(1, "1")])
    with pytest.raises(OptionError, match="the same name"):
        write_graph(graph, tmp_path / "graph.gexf")


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"\.graphml or \.gexf"):
        write_graph(nx.Graph(), tmp_path / "graph.png")
