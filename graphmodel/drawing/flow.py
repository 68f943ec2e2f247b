"""Overlaps drawn as bands between two columns of footprints."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Curve

from graphmodel.drawing.canvas import DARK, INK, PALE, put_text, wrapped
from graphmodel.overlap.names import Names
from graphmodel.wording import capital, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from graphmodel.plans.plan import Plan

_ROW: Final = 0.25  # inches
_WIDTH: Final = 6.7
_MOST_ROWS: Final = 30
_THINNEST: Final = 0.04  # rows
_NOTHING: Final = 1e-9


def drawn_components(plan: Plan) -> tuple[list[int], int]:
    """Return the components to draw, most people concerned first, and how many are left out."""
    overlap = plan.overlap
    component = overlap.structure.components[0][overlap.positions[0]]
    people = plan.assignment["people"].to_numpy(float)
    counts = people > 0
    moved = (plan.moved[0] | plan.moved[1]) & counts
    concern: dict[int, float] = defaultdict(float)
    for number, weight in zip(component[moved].tolist(), people[moved].tolist(), strict=True):
        concern[number] += weight
    if not concern:
        for merger in plan.mergers:
            side = overlap.side(merger["footprint_set"].iloc[0])
            place = overlap.codes[side].get_loc(merger["footprint"].iloc[0])
            number = int(overlap.structure.components[side][place])
            concern[number] += float(merger["people"].sum())
    sizes = {
        number: max(
            int(np.count_nonzero(overlap.structure.components[side] == number)) for side in (0, 1)
        )
        for number in concern
    }
    chosen: list[int] = []
    rows = 0
    for number in sorted(concern, key=lambda one: (-concern[one], one)):
        if chosen and rows + sizes[number] > _MOST_ROWS:
            continue
        chosen.append(number)
        rows += sizes[number]
    return chosen, len(concern) - len(chosen)


class Flows:
    """Overlaps of some components as bands between two columns of footprints."""

    def __init__(self, plan: Plan, components: Sequence[int]) -> None:
        overlap = plan.overlap
        self._plan = plan
        changing: dict[tuple[str, str], float] = defaultdict(float)
        moved = plan.moved[0] | plan.moved[1]
        rows = plan.assignment[moved]
        for a, b, people in rows[["a", "b", "people"]].itertuples(index=False, name=None):
            changing[a, b] += people
        number = overlap.structure.components[0][overlap.edge_positions[0]]
        rank = {one: place for place, one in enumerate(components)}
        self.edges = [
            (rank[int(one)], a, b, float(people), changing.get((a, b), 0.0))
            for one, (a, b, people) in zip(
                number, overlap.edges[["a", "b", "people"]].itertuples(index=False), strict=True
            )
            if int(one) in rank
        ]
        self.people_changing = sum(edge[4] for edge in self.edges)
        self._totals: dict[tuple[int, str], float] = defaultdict(float)
        for _, a, b, people, _ in self.edges:
            self._totals[0, a] += people
            self._totals[1, b] += people
        self.order = self._ordered()
        # Every place is as high as its longer column, and places are a little apart.
        self._groups = [
            [
                [code for code in column if self._place[side][code] == one]
                for side, column in enumerate(self.order)
            ]
            for one in range(len(components))
        ]
        self.rows = sum(max(map(len, group)) for group in self._groups)

    def _ordered(self) -> tuple[list[str], list[str]]:
        """Order both columns, place by place, so that few bands cross."""
        self._place: tuple[dict[str, int], dict[str, int]] = ({}, {})
        linked: tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]] = ({}, {})
        for one, a, b, people, _ in self.edges:
            self._place[0][a], self._place[1][b] = one, one
            linked[0].setdefault(a, {})[b] = people
            linked[1].setdefault(b, {})[a] = people
        columns = [
            sorted(
                side,
                key=lambda code: (
                    self._place[number][code],
                    -sum(linked[number][code].values()),
                    code,
                ),
            )
            for number, side in ((0, linked[0]), (1, linked[1]))
        ]
        for turn in range(8):
            side = (turn + 1) % 2
            at = {code: place for place, code in enumerate(columns[1 - side])}

            def centre(
                code: str, side: int = side, at: dict[str, int] = at
            ) -> tuple[int, float, str]:
                weights = linked[side][code]
                middle = sum(at[o] * w for o, w in weights.items()) / sum(weights.values())
                return self._place[side][code], middle, code

            columns[side] = sorted(columns[side], key=centre)
        return columns[0], columns[1]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches at which all can be read."""
        return _WIDTH, max(_ROW * self.rows + 0.55, 1.6)

    def draw(self, axes: Axes) -> None:
        """Draw the bands and their labels."""
        gap = 0.35
        high = self.rows + gap * (len(self._groups) - 1)
        axes.set_xlim(0, 1)
        axes.set_ylim(high + 0.1, -1.3)
        axes.axis("off")
        names = Names(self._plan.dataset, self._plan.overlap)
        sides = ((0.345, "right", -0.008), (0.655, "left", 0.008))
        for side, (x, align, shift) in enumerate(sides):
            label = capital(plural(self._plan.dataset.label(self._plan.overlap.compare[side])))
            put_text(
                axes,
                x + shift,
                -0.75,
                wrapped(label, 40, lines=1),
                ha=align,
                va="center",
                weight="bold",
                size=8.5,
            )
        thickest = max(self._totals.values(), default=1.0)
        top = 0.0
        for group in self._groups:
            rows = max(map(len, group))
            spots: dict[tuple[int, str], list[float]] = {}
            for side, (x, align, shift) in enumerate(sides):
                step = rows / len(group[side])
                for number, code in enumerate(group[side]):
                    middle = top + (number + 0.5) * step
                    size = self._thickness(self._totals[side, code], thickest)
                    axes.add_patch(
                        Rectangle((x - 0.006, middle - size / 2), 0.012, size, color=INK, lw=0)
                    )
                    spots[side, code] = [middle - size / 2, middle - size / 2]
                    text = names.labelled(self._plan.overlap.compare[side], code)
                    put_text(
                        axes,
                        x + shift * 1.6,
                        middle,
                        wrapped(text, 44),
                        ha=align,
                        va="center",
                        size=6.6,
                        linespacing=0.95,
                        color=INK,
                    )
            self._bands(axes, group, spots, thickest, sides[0][0], sides[1][0])
            top += rows + gap

    @staticmethod
    def _thickness(people: float, thickest: float) -> float:
        return max(0.92 * people / thickest, _THINNEST)

    def _bands(
        self,
        axes: Axes,
        group: list[list[str]],
        spots: dict[tuple[int, str], list[float]],
        thickest: float,
        left: float,
        right: float,
    ) -> None:
        at = {
            (side, code): place
            for side, column in enumerate(group)
            for place, code in enumerate(column)
        }
        mine = [edge for edge in self.edges if (0, edge[1]) in at]
        ends: dict[tuple[str, str], list[float]] = {}
        for side in (0, 1):
            for edge in sorted(
                mine,
                key=lambda e: (
                    (at[0, e[1]], at[1, e[2]]) if side == 0 else (at[1, e[2]], at[0, e[1]])
                ),
            ):
                key = (side, (edge[1], edge[2])[side])
                ends.setdefault((edge[1], edge[2]), []).append(spots[key][0])
                spots[key][0] += self._thickness(edge[3], thickest)
        for _, a, b, people, changing in sorted(mine, key=lambda e: (e[4] > 0, e[1], e[2])):
            start, end = ends[a, b]
            size = self._thickness(people, thickest)
            stay = size * (1 - changing / people) if people else size
            for low, high, dark in ((0.0, stay, False), (stay, size, True)):
                if high - low > _NOTHING:
                    path = _band(
                        (left + 0.007, start + low, start + high),
                        (right - 0.007, end + low, end + high),
                    )
                    style: dict[str, Any] = (
                        {"facecolor": DARK, "edgecolor": "white", "hatch": "/////", "lw": 0.0}
                        if dark
                        else {"facecolor": PALE, "edgecolor": "white", "lw": 0.3}
                    )
                    axes.add_patch(PathPatch(path, **style))
                    if dark:
                        axes.add_patch(PathPatch(path, facecolor="none", edgecolor=DARK, lw=0.6))


def _band(left: tuple[float, float, float], right: tuple[float, float, float]) -> Curve:
    """Return the outline of a band between two upright edges: x, and from where to where."""
    (x, top, bottom), (far, far_top, far_bottom) = left, right
    middle = (x + far) / 2
    points = [
        (x, top),
        (middle, top),
        (middle, far_top),
        (far, far_top),
        (far, far_bottom),
        (middle, far_bottom),
        (middle, bottom),
        (x, bottom),
        (x, top),
    ]
    line, curve = Curve.LINETO, Curve.CURVE4
    codes = [Curve.MOVETO, curve, curve, curve, line, curve, curve, curve, Curve.CLOSEPOLY]
    return Curve(points, codes)
