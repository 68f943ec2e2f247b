"""Measures of how far two partitions differ, all from their contingency table.

A table has a row for each footprint of set A, a column for each of set B, and in each cell the
people (or members) in both; dense arrays and sparse ones are read alike. Entropies are in nats.

Whatever is made of logarithms or products comes to 12 significant digits and 12 decimals: what lies
beyond them depends on the instructions that a processor has, and results are to be the same on any.
Distances in people are sums, which are the same anyway.

References
----------
.. [1] Meilă, M. (2007). Comparing clusterings: an information based distance. *Journal of
   Multivariate Analysis* 98(5), 873-895.
.. [2] Rosenberg, A. & Hirschberg, J. (2007). V-measure: a conditional entropy-based external
   cluster evaluation measure. *EMNLP-CoNLL 2007*, 410-420.
.. [3] Nowosad, J. & Stepinski, T. F. (2018). Spatial association between regionalizations using
   the information-theoretical V-measure. *International Journal of Geographical Information
   Science* 32(12), 2386-2401.
.. [4] Hubert, L. & Arabie, P. (1985). Comparing partitions. *Journal of Classification* 2,
   193-218.
.. [5] van Dongen, S. (2000). *Performance criteria for graph clustering and Markov cluster
   experiments*. Technical report INS-R0012, CWI, Amsterdam.
.. [6] Almudevar, A. & Field, C. (1999). Estimation of single-generation sibling relationships
   based on DNA markers. *Journal of Agricultural, Biological, and Environmental Statistics* 4(2),
   136-165.
.. [7] Gusfield, D. (2002). Partition-distance: a problem and class of perfect graphs arising in
   clustering. *Information Processing Letters* 82(3), 159-164.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Table: TypeAlias = NDArray[Any] | sparse.csr_array | sparse.csc_array | sparse.coo_array

_DIGITS: Final = 12
"""Digits that are the same on any processor, with some to spare."""

_NO_PAIR: Final = 1e-6
"""Pairs of members that are none: the shares of one member may sum to a little more than 1."""


class _Cells:
    """The cells of a table that are not zero, with their margins."""

    def __init__(self, table: Table) -> None:
        cells = sparse.coo_array(table)
        cells.sum_duplicates()
        filled = cells.data != 0
        self.shape: tuple[int, int] = cells.shape
        self.row: NDArray[np.intp] = cells.row[filled]
        self.column: NDArray[np.intp] = cells.col[filled]
        self.weight: NDArray[np.float64] = cells.data[filled].astype(float)
        self.rows = _summed(self.row, self.weight, self.shape[0])
        self.columns = _summed(self.column, self.weight, self.shape[1])
        self.total = float(self.weight.sum())

    def row_entropy_within_columns(self) -> float:
        return self._conditional_entropy(self.columns[self.column])

    def column_entropy_within_rows(self) -> float:
        return self._conditional_entropy(self.rows[self.row])

    def _conditional_entropy(self, margin: NDArray[np.float64]) -> float:
        if self.total == 0:
            return 0.0
        return float(self.weight @ _log_ratio(margin, self.weight)) / self.total


def _log_ratio(
    whole: float | NDArray[np.float64], parts: NDArray[np.float64]
) -> NDArray[np.float64]:
    # Of a part too small to divide by, the logarithm hardly matters, but has to be a number.
    return np.log(whole / np.maximum(parts, whole * 1e-300))


def _summed(
    places: NDArray[np.intp], weights: NDArray[np.float64], size: int
) -> NDArray[np.float64]:
    return np.bincount(places, weights=weights, minlength=size).astype(float)


def _entropy(weights: NDArray[np.float64]) -> float:
    weights = weights[weights > 0]
    total = weights.sum()
    return float(weights @ _log_ratio(total, weights) / total) if len(weights) else 0.0


def _portable(value: float) -> float:
    # Decimals too: of a difference that ought to be 0, every significant digit is chance.
    return float(f"{round(float(value), _DIGITS):.{_DIGITS}g}")


def variation_of_information(table: Table) -> float:
    """Return the variation of information ``H(A|B) + H(B|A)`` in nats [1]_.

    0 where the partitions agree, at most the logarithm of the number of people.
    """
    cells = _Cells(table)
    return _portable(cells.row_entropy_within_columns() + cells.column_entropy_within_rows())


def homogeneity(table: Table) -> float:
    """Return ``1 - H(A|B) / H(A)``: 1 where each footprint of B lies within one of A [2]_.

    1 too where A has one footprint only, since there is nothing to tell apart.
    """
    cells = _Cells(table)
    return _explained(cells.row_entropy_within_columns(), _entropy(cells.rows))


def completeness(table: Table) -> float:
    """Return ``1 - H(B|A) / H(B)``: 1 where each footprint of A lies within one of B [2]_."""
    cells = _Cells(table)
    return _explained(cells.column_entropy_within_rows(), _entropy(cells.columns))


def _explained(conditional: float, entropy: float) -> float:
    # Rounding may leave independent partitions a hair below 0, which the V-measure cannot bear.
    return 1.0 if entropy == 0 else _portable(max(0.0, 1.0 - conditional / entropy))


def v_measure(table: Table) -> float:
    """Return the V-measure for beta 1, the harmonic mean of homogeneity and completeness [2]_.

    It equals the mutual information normalised by the arithmetic mean of the entropies.
    """
    homogeneous, complete = homogeneity(table), completeness(table)
    both = homogeneous + complete
    return 0.0 if both == 0 else _portable(2 * homogeneous * complete / both)


def inhomogeneity(table: Table) -> NDArray[np.float64]:
    """Return, for each footprint of A, how mixed it is in terms of B [3]_.

    The entropy of B within the footprint over the entropy of B overall: 0 where the footprint lies
    in one footprint of B (or is empty), 1 where it is as mixed as the whole. Transpose the table
    for the footprints of B.
    """
    cells = _Cells(table)
    overall = _entropy(cells.columns)
    if overall == 0:
        return np.zeros(cells.shape[0])
    margin = cells.rows[cells.row]
    terms = cells.weight / margin * np.log(margin / cells.weight)
    shares = _summed(cells.row, terms, cells.shape[0]) / overall
    return np.array([_portable(share) for share in shares])


def adjusted_rand_index(table: Table) -> float:
    """Return the Rand index corrected for chance [4]_; pass a table of members, not of people.

    A cell, a margin or the whole of ``n`` members (counted by shares) holds ``n (n - 1) / 2``
    pairs. 1 where the partitions agree (or there is no pair at all), about 0 where they agree by
    chance, at times less than 0. A cell of less than one member holds less than no pair, so that
    the index can leave its range where members are few and many of them split.
    """
    cells = _Cells(table)
    together = _pairs(cells.weight)
    rows, columns = _pairs(cells.rows), _pairs(cells.columns)
    everything = cells.total * (cells.total - 1) / 2
    if everything <= _NO_PAIR:
        return 1.0
    expected = rows * columns / everything
    most = (rows + columns) / 2
    return 1.0 if most == expected else _portable((together - expected) / (most - expected))


def _pairs(counts: NDArray[np.float64]) -> float:
    return float(counts @ (counts - 1)) / 2


def split_join(table: Table) -> tuple[float, float]:
    """Return van Dongen's split-join distance in its two parts [5]_.

    The first is the people to be moved so that A nests in B, ``sum_a (n_a - max_b w(a, b))``; the
    second so that B nests in A. Their sum is the distance.
    """
    cells = _Cells(table)
    in_rows, in_columns = np.zeros(cells.shape[0]), np.zeros(cells.shape[1])
    np.maximum.at(in_rows, cells.row, cells.weight)
    np.maximum.at(in_columns, cells.column, cells.weight)
    return float((cells.rows - in_rows).sum()), float((cells.columns - in_columns).sum())


def transfer_distance(table: Table) -> float:
    """Return the least people to be moved so that the partitions agree one to one [6]_ [7]_.

    All people less the heaviest matching of footprints of A with footprints of B.
    """
    # Imported here: scipy.optimize takes as long to load as everything else that measures need.
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    cells = _Cells(table)
    height, width = cells.shape
    links = sparse.coo_array(
        (np.ones(len(cells.row), np.int8), (cells.row, cells.column + height)),
        shape=(height + width, height + width),
    )
    _, labels = connected_components(links, directed=False)
    order = np.argsort(labels[cells.row], kind="stable")
    starts = np.flatnonzero(np.diff(labels[cells.row][order])) + 1
    left = 0.0
    # A matching never leaves a component, and components are small where the whole is not.
    for part in np.split(order, starts):
        rows, row = np.unique(cells.row[part], return_inverse=True)
        columns, column = np.unique(cells.column[part], return_inverse=True)
        block = np.zeros((len(rows), len(columns)))
        block[row, column] = cells.weight[part]
        # Those matched are struck out, not subtracted: nothing is left of partitions that agree.
        block[linear_sum_assignment(block, maximize=True)] = 0.0
        left += float(block.sum())
    return left


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as it is told; all that lists measures goes by these.

    Attributes
    ----------
    function
        What it is of a table: one number, or one for each set. Its name is its key in JSON.
    meaning
        What it is in words, with those of the dataset in braces: ``people``, ``blocks``, ``these``
        (footprints of A, or of the set in question) and ``others``.
    unit
        What it is counted in, in like words.
    of_members
        Whether it is of the table of members; otherwise of that of people.
    """

    function: Callable[[Table], float | tuple[float, float]]
    meaning: str
    unit: str
    of_members: bool = False

    @property
    def key(self) -> str:
        """Its key in JSON."""
        return self.function.__name__


MEASURES: Final = (
    Measure(variation_of_information, "Variation of information: 0 where the sets agree", "nats"),
    Measure(v_measure, "V-measure: 1 where the sets agree", "0 to 1"),
    Measure(homogeneity, "Homogeneity: 1 where {others} each lie within one footprint", "0 to 1"),
    Measure(completeness, "Completeness: 1 where {these} each lie within one footprint", "0 to 1"),
    Measure(
        *(adjusted_rand_index, "Adjusted Rand index of {blocks}, each counting as one", "up to 1"),
        of_members=True,
    ),
    Measure(
        *(split_join, "Split-join distance: {people} to change so that {these} nest in {others}"),
        unit="{people}",
    ),
    Measure(
        *(transfer_distance, "Transfer distance: {people} outside the best one-to-one match"),
        unit="{people}",
    ),
)
"""In the order in which they are told."""
