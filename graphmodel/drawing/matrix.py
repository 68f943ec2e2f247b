"""The overlap of two sets as a matrix, for data without coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.patches import Rectangle

from graphmodel.drawing.canvas import DARK, FAINT, PALE, wrapped
from graphmodel.overlap.relations import Relation
from graphmodel.wording import capital, plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap

_CELL: Final = 0.16  # inches
_LETTERS: Final = 28
_NAMES: Final = 1.9  # inches


class Matrix:
    """Footprints of A as rows and those of B as columns, those that hang together side by side.

    The larger its area, the more of the people of the smaller of two footprints are in a square;
    dark are overlaps in which a footprint straddles.
    """

    def __init__(self, dataset: Dataset, overlap: Overlap) -> None:
        self._dataset, self._overlap = dataset, overlap
        self._orders = tuple(
            np.lexsort((np.arange(len(side.codes)), overlap.structure.components[side.number]))
            for side in overlap.sides
        )

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches at which all can be read."""
        rows, columns = (len(order) for order in self._orders)
        return (
            max(_CELL * columns + _NAMES + 0.2, 3.2),
            max(_CELL * rows + _NAMES + 0.2, 2.4),
        )

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Where the axes are in a figure of this size, with room for names."""
        width, height = self.size
        left, low = _NAMES / width, 0.1 / height
        return left, low, 1 - left - 0.1 / width, 1 - low - _NAMES / height

    def draw(self, axes: Axes) -> None:
        """Draw it."""
        places: list[NDArray[np.intp]] = []
        for order in self._orders:
            place = np.empty(len(order), dtype=np.intp)
            place[order] = np.arange(len(order))
            places.append(place)
        overlap = self._overlap
        first, second = overlap.edge_positions
        people = [side.people.to_numpy() for side in overlap.sides]
        smaller = np.minimum(people[0][first], people[1][second])
        share = np.sqrt(np.clip(overlap.edge_people / np.maximum(smaller, 1e-12), 0.0, 1.0))
        relations = overlap.structure.relations
        cut = (relations[0][first] == Relation.STRADDLING) | (
            relations[1][second] == Relation.STRADDLING
        )
        rows, columns = (len(order) for order in self._orders)
        axes.set_xlim(-0.5, columns - 0.5)
        axes.set_ylim(rows - 0.5, -0.5)
        for row, column, side, dark in zip(
            places[0][first], places[1][second], 0.3 + 0.6 * share, cut, strict=True
        ):
            corner = (column - side / 2, row - side / 2)
            axes.add_patch(
                Rectangle(corner, side, side, color=DARK if dark else PALE, lw=0, zorder=2)
            )
        axes.hlines(np.arange(rows), -0.5, columns - 0.5, color=FAINT, lw=0.4, zorder=1)
        axes.vlines(np.arange(columns), -0.5, rows - 0.5, color=FAINT, lw=0.4, zorder=1)
        axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
        for side, order, axis in zip(
            overlap.sides, self._orders, (axes.yaxis, axes.xaxis), strict=True
        ):
            names = [wrapped(str(side.names.iloc[n]), _LETTERS, lines=1) for n in order]
            axis.set_ticks(np.arange(len(order)), labels=names, parse_math=False, size=6)
            label = capital(plural(self._dataset.label(side.footprint_set)))
            axis.set_label_text(wrapped(label, 40, lines=1), parse_math=False, weight="bold")
            axis.set_label_position("left" if side.number == 0 else "top")
        axes.tick_params("x", rotation=90)
        for spine in axes.spines.values():
            spine.set_visible(False)
