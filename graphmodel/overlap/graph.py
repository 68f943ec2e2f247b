"""Graphs to take elsewhere: who belongs to which footprint, as networkx and in files for Gephi."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import networkx as nx
import numpy as np
import pandas as pd

from graphmodel.errors import OptionError
from graphmodel.files import disk as _atomic
from graphmodel.files.safe_text import xml_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphmodel.dataset.dataset import Dataset

GRAPH_ENDINGS: Final = (".graphml", ".gexf")
"""Files that a graph can be written to."""

_OWN: Final = frozenset({"bipartite", "code", "footprint_set", "group", "label", "moved", "people"})
"""Attributes of nodes whose place no column of a dataset takes."""

# What networkx writes to GEXF as a part of a node or edge, instead of as an attribute of it.
_NODE_PARTS: Final = frozenset({"end", "id", "parents", "pid", "slices", "spells", "start", "viz"})
_EDGE_PARTS: Final = frozenset({"end", "id", "key", "slices", "spells", "start", "type", "viz"})


class NodeIds:
    """Names nodes so that no two of them ever have the same name.

    Parameters
    ----------
    sets
        The footprint sets in the graph.
    """

    def __init__(self, sets: Iterable[str]) -> None:
        # Quoted, a set's name has no colon or plus of its own.
        self._prefixes = {name: quote(name, safe=" ") for name in sets}
        self._own = "org"
        while self._own in self._prefixes.values():
            self._own += "_"

    def organisation(self, code: str) -> str:
        """Return ``org:00C``."""
        return f"{self._own}:{code}"

    def footprint(self, footprint_set: str, code: str, *, after: bool = False) -> str:
        """Return ``stp:E54000001``, or ``stp+after:E54000001`` for one that a plan results in."""
        return f"{self._prefixes[footprint_set]}{'+after' if after else ''}:{code}"


def membership_graph(dataset: Dataset, *, sets: Sequence[str] | None = None) -> nx.Graph[str]:
    """Return the graph of organisations and footprints, an edge for each membership.

    Organisations are nodes like ``org:00C`` with ``bipartite`` 0, footprints nodes like
    ``stp:E54000001`` with ``bipartite`` 1. What is not known of a node or edge is left out.

    Parameters
    ----------
    dataset
        A dataset as read.
    sets
        The footprint sets, as many as wanted; by default the dataset's own pair.

    Returns
    -------
    networkx.Graph
        Organisations have ``label`` (the name), ``code``, ``people`` (if they are blocks), and
        the columns of the dataset's table. Footprints have ``label`` (the name and the label of
        the set), ``code``, ``name``, ``kind`` (``footprint``), ``footprint_set``, ``people`` (of
        their blocks), ``latitude`` and ``longitude`` (the mean of their blocks, by people). Edges
        have ``footprint_set``, ``share``, ``evidence``, ``as_of``, ``source`` and ``people`` (if
        the organisation is a block).

    Raises
    ------
    OptionError
        When a set is unknown.
    """
    wanted = tuple(dict.fromkeys(dataset.compare if sets is None else sets))
    for name in wanted:
        if name not in dataset.footprint_sets:
            known = ", ".join(dataset.footprint_sets)
            raise OptionError(f"{dataset.name} has no footprint set {name!r}; it has {known}")
    ids = NodeIds(wanted)
    graph: nx.Graph[str] = nx.Graph(name=dataset.title)
    people = dataset.people
    for row in dataset.organisations.to_dict("records"):
        code = row["organisation"]
        own = {
            "bipartite": 0,
            "label": row["name"],
            "code": code,
            "people": people.get(code, math.nan),
        }
        columns = {_free(str(name)): value for name, value in row.items() if name != "organisation"}
        graph.add_node(ids.organisation(code), **_known(own | columns))
    memberships = _memberships(dataset, wanted)
    described = describe_footprints(dataset, memberships)
    rows = dataset.footprints[dataset.footprints["footprint_set"].isin(wanted)]
    for row in rows.to_dict("records"):
        key = (row["footprint_set"], row["footprint"])
        attributes = {
            "bipartite": 1,
            "label": f"{row['name']} {dataset.label(row['footprint_set'])}",
            "code": row["footprint"],
            "name": row["name"],
            "kind": "footprint",
            "footprint_set": row["footprint_set"],
        }
        measured = described.get(key, {"people": 0.0})
        graph.add_node(ids.footprint(*key), **_known(attributes | measured))
    for row in memberships.to_dict("records"):
        graph.add_edge(
            ids.organisation(row["organisation"]),
            ids.footprint(row["footprint_set"], row["footprint"]),
            **_known({name: row[name] for name in _EDGE_ATTRIBUTES}),
        )
    return graph


_EDGE_ATTRIBUTES: Final = ("footprint_set", "share", "evidence", "as_of", "source", "people")


def _free(name: str) -> str:
    """Return a column's name as an attribute that is not taken."""
    return f"{name}_" if name in _OWN else name


def _known(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is blank, and make numbers those of Python."""
    found = {name: _python(value) for name, value in attributes.items()}
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


def _memberships(dataset: Dataset, sets: Sequence[str]) -> pd.DataFrame:
    """Return the memberships of some sets, with the people of those of blocks."""
    rows = dataset.memberships
    rows = rows[rows["footprint_set"].isin(sets)]
    people = dataset.people.reindex(rows["organisation"]).to_numpy(float)
    return rows.assign(people=people * rows["share"].to_numpy(float))


def describe_footprints(
    dataset: Dataset, memberships: pd.DataFrame
) -> dict[tuple[str, str], dict[str, float]]:
    """Return people and mean place of every footprint that has blocks.

    Parameters
    ----------
    dataset
        Where the places of blocks come from.
    memberships
        Columns ``organisation``, ``footprint_set``, ``footprint``, ``people`` (NaN for partners).
    """
    blocks = memberships[memberships["people"].notna()]
    places = dataset.organisations.set_index("organisation")[["latitude", "longitude"]]
    where = places.loc[blocks["organisation"]].to_numpy(float)
    weights = np.where(np.isnan(where).any(axis=1), 0.0, blocks["people"].to_numpy(float))
    sums = (
        pd.DataFrame(
            {
                "people": blocks["people"].to_numpy(float),
                "weight": weights,
                "latitude": np.nan_to_num(where[:, 0]) * weights,
                "longitude": np.nan_to_num(where[:, 1]) * weights,
            }
        )
        .groupby([blocks["footprint_set"].to_numpy(), blocks["footprint"].to_numpy()])
        .sum()
    )
    located = sums["weight"].where(sums["weight"] > 0)
    sums = sums.assign(
        latitude=sums["latitude"] / located, longitude=sums["longitude"] / located
    ).drop(columns="weight")
    return dict(zip(sums.index, sums.to_dict("records"), strict=True))


def write_graph(graph: nx.Graph[Any], path: str | Path) -> None:
    """Write a graph as GraphML or GEXF, by the file's ending, for Gephi and the like.

    The same graph gives the same bytes. Tuples as nodes are joined by colons, other values become
    numbers, truth values or text, each attribute of one kind throughout; what is missing is left
    out, and so are characters that XML forbids. The graph itself stays as it is.

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
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in GRAPH_ENDINGS:
        raise OptionError(f"{path.name}: a graph is written to .graphml or .gexf")
    _atomic.write_bytes(path, graph_bytes(graph, ending))


def graph_bytes(graph: nx.Graph[Any], ending: str) -> bytes:
    """Return what :func:`write_graph` writes."""
    plain = _plain_graph(graph)
    if ending == ".graphml":
        lines = list(nx.generate_graphml(plain))
    else:
        lines = list(nx.generate_gexf(plain))
        # The date of writing would make every file another one.
        made = re.compile(r'<meta lastmodifieddate="[^"]*">')
        place = next(number for number, line in enumerate(lines) if made.search(line))
        lines[place] = made.sub("<meta>", lines[place])
        lines[place + 1] = re.sub("NetworkX [^<]*", "graphmodel", lines[place + 1])
    text = "\n".join(lines)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _plain_graph(graph: nx.Graph[Any]) -> nx.Graph[str]:
    """Return a copy of which every name and value can stand in an XML file."""
    names = {node: xml_text(_node_name(node)) for node in graph}
    if len(set(names.values())) < len(names):
        raise OptionError("two nodes of the graph would have the same name in the file")
    nodes = _plain_rows((data for _, data in graph.nodes(data=True)), _NODE_PARTS)
    edges = _plain_rows((data for _, _, data in graph.edges(data=True)), _EDGE_PARTS)
    plain = graph.__class__()
    plain.add_nodes_from(zip(names.values(), nodes, strict=True))
    plain.add_edges_from(
        (names[first], names[second], data)
        for (first, second), data in zip(graph.edges(), edges, strict=True)
    )
    title = graph.graph.get("name")
    if title:
        plain.graph["name"] = xml_text(str(title))
    return plain


def _node_name(node: object) -> str:
    return ":".join(map(str, node)) if isinstance(node, tuple) else str(node)


def _plain_rows(rows: Iterable[Mapping[Any, Any]], parts: frozenset[str]) -> list[dict[str, Any]]:
    """Return attributes as plain values, those of one name all of one kind."""
    plain = [_known({str(name): value for name, value in row.items()}) for row in rows]
    kinds: dict[str, set[type]] = {}
    for row in plain:
        for name, value in row.items():
            kinds.setdefault(name, set()).add(type(value))
    common = {name: _common(found) for name, found in kinds.items()}
    titles = {name: xml_text(f"{name}_" if name in parts else name) for name in kinds}
    return [
        {
            titles[name]: xml_text(str(value)) if common[name] is str else common[name](value)
            for name, value in row.items()
        }
        for row in plain
    ]


def _common(kinds: set[type]) -> type:
    """Return a kind that values of several kinds can be had as."""
    if len(kinds) == 1:
        return next(iter(kinds))
    return float if kinds == {int, float} else str
