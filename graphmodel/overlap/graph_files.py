"""Files of graphs, for Gephi, igraph and the like: GraphML and GEXF."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd

from graphmodel.errors import OptionError
from graphmodel.files import disk as _atomic
from graphmodel.files.guard import guarded
from graphmodel.files.safe_text import xml_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import networkx as nx

GRAPH_ENDINGS: Final = (".graphml", ".gexf")
"""Files that a graph can be written to."""

# What networkx writes to GEXF as a part of a node or edge, instead of as an attribute of it.
_NODE_PARTS: Final = frozenset({"end", "id", "parents", "pid", "slices", "spells", "start", "viz"})
_EDGE_PARTS: Final = frozenset({"end", "id", "key", "slices", "spells", "start", "type", "viz"})
_GRAPH_PARTS: Final = frozenset({"edge_default", "mode", "node_default"})


@guarded
def write_graph(graph: nx.Graph[Any], path: str | Path) -> None:
    """Write a graph as GraphML or GEXF, by the file's ending, for Gephi and the like.

    The same graph gives the same bytes. Tuples as nodes are joined by colons, other values become
    numbers, truth values or text, each attribute of one kind throughout; what is missing is left
    out, and so are characters that XML forbids. GEXF has no attributes of a graph, so that what the
    weights are stands in its description, and edges of weight 0, which Gephi takes for an error,
    are left out of it. The graph itself stays as it is.

    Parameters
    ----------
    graph
        Any graph.
    path
        The file, which is replaced if it is there.

    Raises
    ------
    OptionError
        When the ending is neither ``.graphml`` nor ``.gexf``, or two nodes would have one name.
    OSError
        When the file cannot be written.

    Examples
    --------
    >>> gm.write_graph(gm.overlap_graph("england-2016"), "overlap.graphml")
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in GRAPH_ENDINGS:
        raise OptionError(f"{path.name}: a graph is written to .graphml or .gexf")
    _atomic.write_bytes(path, graph_bytes(graph, ending))


def graph_bytes(graph: nx.Graph[Any], ending: str) -> bytes:
    """Return what :func:`write_graph` writes."""
    import networkx as nx  # noqa: PLC0415 - slow to load

    plain = _plain_graph(graph)
    if ending == ".graphml":
        lines = list(nx.generate_graphml(plain))
    else:
        weights = nx.get_edge_attributes(plain, "weight")
        plain.remove_edges_from([edge for edge, weight in weights.items() if weight == 0])
        lines = list(nx.generate_gexf(plain))
        # The date of writing would make every file another one.
        made = re.compile(r'<meta lastmodifieddate="[^"]*">')
        place = next(number for number, line in enumerate(lines) if made.search(line))
        lines[place] = made.sub("<meta>", lines[place])
        lines[place + 1] = re.sub("NetworkX [^<]*", "graphmodel", lines[place + 1])
        if "weight" in plain.graph:  # what the weights are: a graph has no attributes in GEXF
            said = escape(f"weight: {plain.graph['weight']}")
            lines[place + 1] += f"<description>{said}</description>"
    text = "\n".join(lines)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _plain_graph(graph: nx.Graph[Any]) -> nx.Graph[str]:
    """Return a copy of which every name and value can stand in an XML file."""
    names = {node: _text(_node_name(node)) for node in graph}
    if len(set(names.values())) < len(names):
        raise OptionError("two nodes of the graph would have the same name in the file")
    nodes = _plain_rows((data for _, data in graph.nodes(data=True)), _NODE_PARTS)
    edges = _plain_rows((data for _, _, data in graph.edges(data=True)), _EDGE_PARTS)
    plain = graph.__class__(**_plain_rows([graph.graph], _GRAPH_PARTS)[0])
    plain.add_nodes_from(zip(names.values(), nodes, strict=True))
    plain.add_edges_from(
        (names[first], names[second], data)
        for (first, second), data in zip(graph.edges(), edges, strict=True)
    )
    return plain


def _text(text: str) -> str:
    """Return a text as whoever reads an XML file has it: there a line ends in one way only."""
    return xml_text(text).replace("\r\n", "\n").replace("\r", "\n")


def _node_name(node: object) -> str:
    return ":".join(map(str, node)) if isinstance(node, tuple) else str(node)


def _plain_rows(rows: Iterable[Mapping[Any, Any]], parts: frozenset[str]) -> list[dict[str, Any]]:
    """Return attributes as plain values, those of one name all of one kind."""
    plain = [known(row) for row in rows]
    kinds: dict[str, set[type]] = {}
    for row in plain:
        for name, value in row.items():
            kinds.setdefault(name, set()).add(type(value))
    common = {name: _common(found) for name, found in kinds.items()}
    titles = {name: _text(f"{name}_" if name in parts else name) for name in kinds}
    return [
        {
            titles[name]: _text(str(value)) if common[name] is str else common[name](value)
            for name, value in row.items()
        }
        for row in plain
    ]


def _common(kinds: set[type]) -> type:
    """Return a kind that values of several kinds can be had as."""
    if len(kinds) == 1:
        return next(iter(kinds))
    return float if kinds == {int, float} else str


def known(attributes: Mapping[Any, Any]) -> dict[str, Any]:
    """Leave out what is blank, and make numbers those of Python."""
    found = {str(name): _python(value) for name, value in attributes.items()}
    return {name: value for name, value in found.items() if value is not None and value != ""}


def _python(value: object) -> object:
    """Return a value as a plain one: no numpy, and None for what is missing."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, (set, frozenset)):
        value = sorted(map(str, value))
    return "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
