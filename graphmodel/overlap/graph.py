"""Graphs to take elsewhere: who belongs to which footprint, and which footprints overlap.

A node has one name in all graphs: ``org:00C`` for an organisation, ``stp:E54000001`` for a
footprint, ``stp+after:E54000001`` for one that a plan results in. That is its ``name`` too, by
which igraph knows it. No attribute has a name that networkx, igraph or Gephi take for their own:
the ``type`` of an organisation is ``organisation_type``, the ``source`` of a membership
``evidence_source``.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import quote

import numpy as np
import pandas as pd

from graphmodel.dataset.dataset import Dataset
from graphmodel.dataset.notes import NOTES
from graphmodel.dataset.reading import as_dataset
from graphmodel.errors import OptionError
from graphmodel.files.guard import guarded
from graphmodel.overlap.graph_files import known
from graphmodel.overlap.overlap import Overlap, build_overlap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx

    from graphmodel.dataset.dataset import Sets
    from graphmodel.overlap.overlap import Side

# Names that networkx, igraph or Gephi have a use for, or our own graphs: no further column of a
# dataset takes one, in any spelling.
_TAKEN: Final = frozenset(
    {
        "_igraph_index",
        "_nx_name",
        "bipartite",
        "color",
        "end",
        "footprint",
        "footprint_name",
        "footprint_set",
        "group",
        "id",
        "label",
        "moved",
        "name",
        "organisation_type",
        "parents",
        "people",
        "people_moved",
        "pid",
        "shape",
        "size",
        "slices",
        "spells",
        "start",
        "type",
        "viz",
        "when",
        "x",
        "y",
    }
)
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")


def organisation_id(code: str) -> str:
    """Return ``org:00C``."""
    return f"org:{code}"


def footprint_id(footprint_set: str, code: str, *, after: bool = False) -> str:
    """Return ``stp:E54000001``, or ``stp+after:E54000001`` for one that a plan results in."""
    # Quoted, a set's name has no colon or plus of its own, and is none that organisations have.
    prefix = "%6Frg" if footprint_set == "org" else quote(footprint_set, safe=" ")
    return f"{prefix}{'+after' if after else ''}:{code}"


def footprint_node(
    graph: nx.Graph[str], key: tuple[str, str], name: str, label: str, more: Mapping[str, Any]
) -> None:
    """Add a footprint, by set and code, as every graph has it, with what is more in this one."""
    node = footprint_id(*key, after=more.get("when") == "after")
    own = {
        "name": node,
        "label": f"{name} {label}",
        "kind": "footprint",
        "footprint_set": key[0],
        "footprint": key[1],
        "footprint_name": name,
    }
    graph.add_node(node, **known({**own, **more}))


@guarded
def membership_graph(
    dataset: Dataset | str | Path,
    *,
    sets: str | Sequence[str] | None = None,
    partner_weight: float | None = None,
) -> nx.Graph[str]:
    """Return the graph of organisations and footprints, an edge for each membership.

    It is the graph among whose nodes ``method="louvain"`` looks for communities (with the overlap
    graph). What is not known of a node or edge is left out.

    Parameters
    ----------
    dataset
        A dataset, or the name or path of one.
    sets
        The footprint sets, as many as wanted, one by one or as ``"icb,police"``; by default the
        dataset's own pair.
    partner_weight
        People that a partner weighs, shared out equally among its footprints of a set; by default
        as many as the average block has.

    Returns
    -------
    networkx.Graph
        Organisations (``bipartite`` 0) have ``label`` (the name), ``organisation`` (the code),
        ``kind``, ``organisation_type``, ``people`` (if they are blocks), and the further columns
        of the dataset's table, as numbers where all of a column are. Footprints (``bipartite`` 1)
        have ``label`` (the name and the label of the set), ``kind`` (``footprint``),
        ``footprint_set``, ``footprint`` (the code), ``footprint_name``, ``people`` (of their
        blocks), ``latitude`` and ``longitude`` (the mean of their blocks, by people). Edges have
        ``weight`` (people: those of the block there, or of ``partner_weight``), ``people`` (of
        blocks alone), ``footprint_set``, ``share``, ``evidence``, ``as_of``, ``evidence_source``.
        The graph has ``name``, ``dataset``, ``weight`` (what it is) and ``partner_weight``.

    Raises
    ------
    OptionError
        When a set is unknown, or the weight is no number of people.

    Examples
    --------
    >>> graph = gm.membership_graph("england-2016", partner_weight=0)
    >>> print(graph.nodes["stp:E54000001"]["label"])
    Northumberland, Tyne and Wear STP
    >>> list(graph.edges("org:00C", data="weight"))
    [('org:00C', 'ldr:LDR05', 107232.0), ('org:00C', 'stp:E54000003', 107232.0)]
    """
    dataset = as_dataset(dataset)
    wanted = tuple(dict.fromkeys(dataset.sets_named(sets)))
    if partner_weight is None:
        partner_weight = float(dataset.people.mean())
    elif not 0 <= partner_weight < math.inf:
        raise OptionError(f"`partner_weight` takes people, 0 or more, not {partner_weight}")
    meaning = f"{dataset.people_label}; partner_weight of each partner, in equal parts"
    graph = new_graph(dataset, meaning)
    graph.graph["partner_weight"] = float(partner_weight)
    columns = _columns(dataset.organisations)
    columns["people"] = dataset.people.reindex(columns["organisation"]).to_numpy()
    for row in columns.to_dict("records"):
        node = organisation_id(row["organisation"])
        graph.add_node(node, name=node, bipartite=0, **known(row))
    memberships = _memberships(dataset, wanted, partner_weight)
    described = describe_footprints(dataset, memberships)
    named = dataset.footprints[["footprint_set", "footprint", "name"]]
    rows = named[named["footprint_set"].isin(wanted)]
    for footprint_set, code, name in rows.itertuples(index=False, name=None):
        key = (footprint_set, code)
        measured = {"bipartite": 1, **described.get(key, {"people": 0.0})}
        footprint_node(graph, key, name, dataset.label(footprint_set), measured)
    attributes = ["weight", "people", "footprint_set", "share", "evidence", "as_of"]
    for row in memberships.to_dict("records"):
        graph.add_edge(
            organisation_id(row["organisation"]),
            footprint_id(row["footprint_set"], row["footprint"]),
            **known({name: row[name] for name in attributes} | {"evidence_source": row["source"]}),
        )
    return graph


class Planned(Protocol):
    """A plan: what it is for, and the overlap it results in."""

    @property
    def dataset(self) -> Dataset:
        """The dataset."""

    @property
    def overlap_after(self) -> Overlap:
        """The overlap afterwards."""


@guarded
def overlap_graph(
    source: Dataset | str | Path | Overlap | Planned, *, sets: Sets | None = None
) -> nx.Graph[str]:
    """Return the bipartite graph of the footprints, an edge wherever people are in both.

    Parameters
    ----------
    source
        A dataset, or the name or path of one; an overlap; or a plan, for what it results in.
    sets
        The sets A and B of a dataset, as a pair or ``"icb,police"``; by default its own.

    Returns
    -------
    networkx.Graph
        Footprints have ``bipartite`` (0 for A, 1 for B), ``label``, ``kind``, ``footprint_set``,
        ``footprint``, ``footprint_name`` as in :func:`graphmodel.membership_graph`, ``people``
        (undecided ones included), ``people_outside`` (those without a footprint in the other set),
        and ``when`` (``after``, of a plan). Edges have ``weight`` and ``people``, both the people
        in both footprints; slivers make none. The graph has ``name``, ``dataset`` (not of an
        overlap) and ``weight`` (what it is).

    Raises
    ------
    OptionError
        When a set is unknown, or sets are named for a plan or an overlap, which have theirs.

    Examples
    --------
    >>> graph = gm.overlap_graph("england-2016")
    >>> print(graph.graph["weight"])
    registered patients in both footprints
    >>> max(graph.edges(data="weight"), key=lambda edge: edge[2])
    ('stp:E54000007', 'ldr:LDR10', 2959911.0)
    """
    dataset, more = None, {}
    if isinstance(source, (Dataset, str, Path)):
        dataset = as_dataset(source)
        overlap = build_overlap(dataset, sets=dataset.pair(sets))
    elif sets is not None:
        raise OptionError("`sets` is for a dataset: a plan or an overlap has its own")
    elif isinstance(source, Overlap):
        overlap = source
    else:
        dataset, overlap, more = source.dataset, source.overlap_after, {"when": "after"}
    graph = new_graph(
        dataset, f"{dataset.people_label if dataset else 'people'} in both footprints"
    )
    for side in overlap.sides:
        add_side(graph, side, dataset, {"bipartite": side.number, **more})
    for a, b, people in overlap.edges.itertuples(index=False, name=None):
        ends = (
            footprint_id(name, code, after=bool(more))
            for name, code in zip(overlap.compare, (a, b), strict=True)
        )
        graph.add_edge(*ends, weight=people, people=people)
    return graph


def new_graph(dataset: Dataset | None, weight: str) -> nx.Graph[str]:
    """Return a graph without nodes, which says of what dataset it is, and what its weights are."""
    import networkx as nx  # noqa: PLC0415 - slow to load, and no plan needs it

    graph: nx.Graph[str] = nx.Graph(weight=weight)
    if dataset:
        graph.graph.update(name=dataset.title, dataset=dataset.name)
    return graph


def add_side(
    graph: nx.Graph[str], side: Side, dataset: Dataset | None, more: Mapping[str, Any]
) -> None:
    """Add the footprints of one set of an overlap."""
    label = dataset.label(side.footprint_set) if dataset else side.footprint_set
    rows = zip(side.codes, side.names, side.people, side.undecided, strict=True)
    for code, name, people, outside in rows:
        measured = {**more, "people": people, "people_outside": outside}
        footprint_node(graph, (side.footprint_set, code), name, label, measured)


def _columns(organisations: pd.DataFrame) -> pd.DataFrame:
    """Return the columns by the names of attributes, further ones as numbers where all are."""
    columns, taken = {}, set(_TAKEN)
    for name, values in organisations.items():
        own = name in NOTES["organisations"].columns
        title = {"name": "label", "type": "organisation_type"}.get(str(name), str(name))
        if not own:
            while title.lower() in taken:
                title += "_"
            taken.add(title.lower())
        filled = values[values != ""].astype(str)
        numeric = not own and len(filled) and filled.str.fullmatch(_NUMBER).all()
        columns[title] = pd.to_numeric(values) if numeric else values
    return pd.DataFrame(columns)


def _memberships(dataset: Dataset, sets: Sequence[str], partner_weight: float) -> pd.DataFrame:
    """Return the memberships of some sets, with weights, and the people of those of blocks."""
    rows = dataset.memberships
    rows = rows[rows["footprint_set"].isin(sets)]
    people = dataset.people.reindex(rows["organisation"]).to_numpy(float)
    people = people * rows["share"].to_numpy(float)
    counts = rows.groupby(["organisation", "footprint_set"])["footprint"].transform("size")
    weight = np.where(np.isnan(people), partner_weight / counts.to_numpy(float), people)
    return rows.assign(people=people, weight=weight)


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
