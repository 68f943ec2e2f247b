"""One-mode projections: what ties the footprints of one set to each other.

All are products of sparse incidence matrices, so that their cost follows the ties there are and
not the pairs there could be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from graphmodel.dataset.reading import as_dataset
from graphmodel.files.guard import guarded
from graphmodel.overlap.graph import add_side, footprint_id, new_graph
from graphmodel.overlap.graph_files import known
from graphmodel.overlap.overlap import Overlap, build_overlap

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx
    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import Dataset, Sets

TIES: Final = ("people", "providers", "councils", "border_km")
"""Kinds of ties: people, shared partners of two kinds (counts), kilometres."""

MEANINGS: Final = {
    "all": "share of all {people}, of all providers, of all councils and of all border, summed",
    "people": "{people} of the other set's footprints, shared out among those that overlap them",
    "providers": "providers that deal with both",
    "councils": "councils that deal with both",
    "border_km": "kilometres of common border",
}
"""What each weight is."""


@guarded
def projection_graph(
    dataset: Dataset | str | Path,
    footprint_set: str,
    *,
    sets: Sets | None = None,
    weight: Literal["all", "people", "providers", "councils", "border_km"] = "all",
) -> nx.Graph[str]:
    """Tie the footprints of one set to each other through the other set, partners and borders.

    With ``weight="all"`` it is a graph among whose nodes ``method="projection"`` looks for
    communities. ``networkx.to_pandas_edgelist`` makes a frame of it.

    Parameters
    ----------
    dataset
        A dataset, or the name or path of one.
    footprint_set
        The set whose footprints are tied, one of the two compared.
    sets
        The sets A and B, as a pair or ``"icb,police"``; by default the dataset's own pair.
    weight
        The kind of tie that weighs; ``all``: each kind adds its share of all ties of the kind, so
        that all weights sum to the number of kinds that there are.

    Returns
    -------
    networkx.Graph
        Footprints as in :func:`graphmodel.overlap_graph`, without ``bipartite``. Edges, wherever
        the weight is more than nothing, have ``weight``, ``people``, ``providers`` and
        ``councils`` (that deal with both), and ``border_km`` (kilometres between blocks of the one
        and blocks of the other; of a split block in proportion to its shares; unknown lengths tie
        nothing). People are ``sum_g w(f, g) w(f', g) / n_g``: each footprint ``g`` of the other
        set shares its people out among those that overlap it [1]_. The graph has ``name``,
        ``dataset`` and ``weight`` (what it is).

    Raises
    ------
    OptionError
        When a set is unknown or not one of those compared, or there is no such kind of tie.

    References
    ----------
    .. [1] Zhou, T., Ren, J., Medo, M. & Zhang, Y.-C. (2007). Bipartite network projection and
       personal recommendation. *Physical Review E* 76, 046115.

    Examples
    --------
    >>> graph = gm.projection_graph("england-2016", "ldr", weight="providers")
    >>> print(graph.graph["weight"])
    providers that deal with both
    >>> max(graph.edges(data="weight"), key=lambda edge: edge[2])
    ('ldr:LDR58', 'ldr:LDR60', 2.0)
    """
    dataset = as_dataset(dataset)
    overlap = build_overlap(dataset, sets=dataset.pair(sets))
    side = overlap.sides[overlap.side(footprint_set)]
    graph = new_graph(dataset, MEANINGS[weight].format(people=dataset.people_label))
    add_side(graph, side, dataset, {})
    ties = projection(dataset, overlap, side.number)
    weights = np.zeros(len(ties))
    for kind in TIES if weight == "all" else (weight,):
        tie = ties[kind].to_numpy(float)
        weights += tie / tie.sum() if weight == "all" and tie.sum() > 0 else tie
    for row in ties.assign(weight=weights)[weights > 0].to_dict("records"):
        one, other = (footprint_id(footprint_set, row.pop(end)) for end in ("footprint", "other"))
        graph.add_edge(one, other, **known(row))
    return graph


def projection(dataset: Dataset, overlap: Overlap, side: int) -> pd.DataFrame:
    """Return the ties of :func:`projection_graph`: one row a pair with any, smaller code first.

    Columns ``footprint``, ``other``, ``people``, ``providers``, ``councils``, ``border_km``.
    """
    table = overlap.table if side == 0 else sparse.csr_array(overlap.table.T)
    totals = overlap.sides[1 - side].covered
    scale = np.divide(1.0, totals, out=np.zeros_like(totals), where=totals > 0)
    mine = _incidences(dataset, overlap, side)
    ties = {
        "people": table @ sparse.diags_array(scale) @ table.T,
        "providers": mine.providers.T @ mine.providers,
        "councils": mine.councils.T @ mine.councils,
        "border_km": mine.blocks.T @ _border(dataset) @ mine.blocks,
    }
    upper = {name: sparse.triu(matrix, k=1, format="csr") for name, matrix in ties.items()}
    return _frame(upper, overlap.codes[side])


class _Incidences(NamedTuple):
    """Organisations (rows) by the footprints of one set that they belong to (columns).

    Attributes
    ----------
    providers, councils
        1 where the partner deals with the footprint.
    blocks
        The share of the block that lies in the footprint, covered or not.
    """

    providers: sparse.csr_array
    councils: sparse.csr_array
    blocks: sparse.csr_array


def _incidences(dataset: Dataset, overlap: Overlap, side: int) -> _Incidences:
    rows = dataset.memberships
    rows = rows[(rows["footprint_set"] == overlap.compare[side]).to_numpy()]
    members = pd.Index(rows["organisation"])
    columns = overlap.codes[side].get_indexer(pd.Index(rows["footprint"]))
    partners = dataset.partners

    def incidence(organisations: pd.Index[str], weights: NDArray[np.float64]) -> sparse.csr_array:
        places = organisations.get_indexer(members)
        known = places >= 0
        shape = (len(organisations), len(overlap.codes[side]))
        return sparse.csr_array((weights[known], (places[known], columns[known])), shape=shape)

    providers, councils = (
        incidence(
            pd.Index(partners.loc[partners["kind"] == kind, "organisation"]), np.ones(len(rows))
        )
        for kind in ("provider", "council")
    )
    blocks = incidence(dataset.people.index, rows["share"].to_numpy(float))
    return _Incidences(providers, councils, blocks)


def _border(dataset: Dataset) -> sparse.csr_array:
    """Return blocks by blocks, kilometres of common border; 0 where the length is unknown."""
    blocks = pd.Index(dataset.people.index)
    rows = dataset.neighbours
    one = blocks.get_indexer(pd.Index(rows["organisation"]))
    other = blocks.get_indexer(pd.Index(rows["neighbour"]))
    known = (one >= 0) & (other >= 0)
    length = rows["border_km"].fillna(0.0).to_numpy(float)[known]
    half = sparse.csr_array((length, (one[known], other[known])), shape=(len(blocks), len(blocks)))
    return sparse.csr_array(half + half.T)


def _frame(ties: dict[str, sparse.csr_array], codes: pd.Index[str]) -> pd.DataFrame:
    """Join matrices of one shape into a frame with a row for each cell that any of them fills."""
    width = len(codes)
    cells: dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]] = {}
    for name, matrix in ties.items():
        matrix.eliminate_zeros()
        matrix.sort_indices()
        cell = matrix.tocoo()
        cells[name] = (cell.row.astype(np.int64) * width + cell.col, cell.data)
    # Each list of keys is in order, so that a stable sort merges them in no time.
    keys = np.sort(np.concatenate([keys for keys, _ in cells.values()]), kind="stable")
    filled = keys[np.diff(keys, prepend=-1) > 0]
    row, column = np.divmod(filled, width)
    frame = pd.DataFrame({"footprint": codes.take(row), "other": codes.take(column)})
    for name, (own, weights) in cells.items():
        values = np.zeros(len(filled))
        values[np.searchsorted(filled, own)] = weights
        frame[name] = values.astype(int) if name in ("providers", "councils") else values
    return frame
