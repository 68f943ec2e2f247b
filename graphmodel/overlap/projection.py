"""Projections: what ties footprints to each other, across the two sets and within each.

All are products of sparse incidence matrices, so that their cost follows the ties there are and
not the pairs there could be.

References
----------
.. [1] Zhou, T., Ren, J., Medo, M. & Zhang, Y.-C. (2007). Bipartite network projection and personal
   recommendation. *Physical Review E* 76, 046115.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from graphmodel.overlap.overlap import Overlap, build_overlap

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import Dataset

TIES: Final = ("people", "providers", "councils", "border_km")
"""The columns of a projection: people, shared partners of two kinds (counts), kilometres."""


def cross_projection(dataset: Dataset, *, sets: tuple[str, str] | None = None) -> pd.DataFrame:
    """Tie each footprint of A to each of B.

    Returns
    -------
    pandas.DataFrame
        One row a pair with any tie, by code: ``a``, ``b``, ``people`` (in both), ``providers`` and
        ``councils`` (that deal with both), ``border_km`` (kilometres between blocks of the one and
        blocks of the other, those in both included; of a split block in proportion to its shares).

    Raises
    ------
    OptionError
        When a set is unknown.
    """
    overlap = build_overlap(dataset, sets=sets)
    first, second = (_incidences(dataset, overlap, side) for side in (0, 1))
    ties = {
        "people": overlap.table,
        "providers": first.providers.T @ second.providers,
        "councils": first.councils.T @ second.councils,
        "border_km": first.blocks.T @ _border(dataset) @ second.blocks,
    }
    return _frame(ties, overlap.codes, ("a", "b"))


def one_mode_projection(
    dataset: Dataset, footprint_set: str, *, sets: tuple[str, str] | None = None
) -> pd.DataFrame:
    """Tie the footprints of one set to each other through the other set, partners and borders.

    Two footprints are tied by ``sum_g w(f, g) w(f', g) / n_g`` people: each footprint ``g`` of the
    other set shares its people out among those that overlap it [1]_.

    Parameters
    ----------
    dataset
        A dataset as read.
    footprint_set
        The set whose footprints are tied, one of the two compared.
    sets
        The sets A and B; by default the dataset's own pair.

    Returns
    -------
    pandas.DataFrame
        One row a pair with any tie, the smaller code first: ``footprint``, ``other``, ``people``,
        ``providers``, ``councils`` (that deal with both), ``border_km`` (kilometres between blocks
        of the one and blocks of the other; of a split block in proportion to its shares). Borders
        of unknown length tie nothing.

    Raises
    ------
    OptionError
        When a set is unknown or not one of those compared.
    """
    overlap = build_overlap(dataset, sets=sets)
    side = overlap.side(footprint_set)
    table = overlap.table if side == 0 else sparse.csr_array(overlap.table.T)
    totals = overlap.covered_by_footprint[1 - side]
    scale = np.divide(1.0, totals, out=np.zeros_like(totals), where=totals > 0)
    mine = _incidences(dataset, overlap, side)
    ties = {
        "people": table @ sparse.diags_array(scale) @ table.T,
        "providers": mine.providers.T @ mine.providers,
        "councils": mine.councils.T @ mine.councils,
        "border_km": mine.blocks.T @ _border(dataset) @ mine.blocks,
    }
    upper = {name: sparse.triu(matrix, k=1, format="csr") for name, matrix in ties.items()}
    return _frame(upper, (overlap.codes[side], overlap.codes[side]), ("footprint", "other"))


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


def _frame(
    ties: dict[str, sparse.csr_array],
    codes: tuple[pd.Index[str], pd.Index[str]],
    columns: tuple[str, str],
) -> pd.DataFrame:
    """Join matrices of one shape into a frame with a row for each cell that any of them fills."""
    width = len(codes[1])
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
    frame = pd.DataFrame({columns[0]: codes[0].take(row), columns[1]: codes[1].take(column)})
    for name, (own, weights) in cells.items():
        values = np.zeros(len(filled))
        values[np.searchsorted(filled, own)] = weights
        frame[name] = values.astype(int) if name in ("providers", "councils") else values
    return frame
