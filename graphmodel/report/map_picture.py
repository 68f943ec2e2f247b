"""Organisations drawn where they are, with what a plan changes."""

from __future__ import annotations

from math import cos, radians
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from matplotlib.patches import FancyArrowPatch

from graphmodel.report.canvas import DARK, INK, MIDDLE, PALE, put_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from graphmodel.plans.plan import Plan
    from graphmodel.steps.suggestion import Suggestion

Point: TypeAlias = tuple[float, float]
Arrow: TypeAlias = tuple[int, Point, Point]
"""The rank of a suggestion, and from where to where it leads."""

_HIGHEST: Final = 5.2  # inches
_APART: Final = 27  # dots between two numbers


class Atlas:
    """Places of blocks and of footprints, as numbers that can be drawn."""

    def __init__(self, plan: Plan) -> None:
        rows = plan.dataset.organisations
        rows = rows[rows["organisation"].isin(plan.dataset.people.index)]
        rows = rows[np.isfinite(rows["latitude"]) & np.isfinite(rows["longitude"])]
        latitude, longitude = (rows[c].to_numpy(float) for c in ("latitude", "longitude"))
        # Degrees of longitude shrink towards the poles; one scale does for a country.
        scale = cos(radians(float(latitude.mean()))) if len(rows) else 1.0
        self.points: dict[str, Point] = dict(
            zip(rows["organisation"], zip(longitude * scale, latitude, strict=True), strict=True)
        )
        self._plan = plan
        moved = plan.moved[0] | plan.moved[1]
        self._changing = set(plan.assignment.loc[moved, "organisation"])
        self._blocks: tuple[dict[str, list[str]], dict[str, list[str]]] = ({}, {})
        self._blocks_after: tuple[dict[str, list[str]], dict[str, list[str]]] = ({}, {})
        for side, column in enumerate("ab"):
            for found, key in ((self._blocks, column), (self._blocks_after, f"to_{column}")):
                for block, code in zip(
                    plan.assignment["organisation"], plan.assignment[key], strict=True
                ):
                    found[side].setdefault(code, []).append(block)

    def _middle(self, blocks: Sequence[str]) -> Point | None:
        places = [self.points[block] for block in sorted(set(blocks)) if block in self.points]
        if not places:
            return None
        x, y = np.mean(np.array(places), axis=0).tolist()
        return x, y

    def arrow(self, step: Suggestion) -> tuple[Point | None, Point | None]:
        """Return from where to where a change goes."""
        side = self._plan.overlap.side(step.footprint_set)
        there = self._blocks_after[side].get(step.into, [])
        others = [block for block in there if block not in step.organisations]
        return self._middle(step.organisations), self._middle(others or there)

    def merger(self, step: Suggestion) -> list[tuple[Point, Point]]:
        """Return lines from the middle of the largest footprint merged to those of the others."""
        side = self._plan.overlap.side(step.footprint_set)
        middles = [self._middle(self._blocks[side].get(code, [])) for code in step.sources]
        first = middles[0]
        return [(first, other) for other in middles[1:] if first and other]

    def size(self) -> tuple[float, float]:
        """Return width and height in inches, in the shape of the country."""
        places = np.array(list(self.points.values()))
        across, up = np.maximum(np.ptp(places, axis=0), 1e-6).tolist()
        width, height = 5.6, 5.6 * up / across
        if height > _HIGHEST:
            width, height = _HIGHEST * across / up, _HIGHEST
        return max(width, 3.2), max(height, 2.4)

    def draw(
        self, figure: Figure, arrows: Sequence[Arrow], lines: Sequence[tuple[Point, Point]]
    ) -> None:
        """Draw the map."""
        axes = figure.add_axes((0.03, 0.03, 0.94, 0.94))
        axes.axis("off")
        axes.set_aspect("equal")
        for dark, colour, size in ((False, PALE, 8), (True, DARK, 16)):
            mine = [self.points[b] for b in sorted(self.points) if (b in self._changing) == dark]
            if mine:
                x, y = zip(*mine, strict=True)
                marker = "D" if dark else "o"
                axes.scatter(x, y, s=size, c=colour, marker=marker, lw=0, zorder=3 if dark else 1)
        for (left, low), (right, high) in lines:
            axes.plot([left, right], [low, high], color=MIDDLE, lw=0.8, ls=(0, (3, 2)), zorder=2)
        for _, start, end in arrows:
            if start == end:
                continue  # they form a new footprint where they are
            axes.add_patch(
                FancyArrowPatch(
                    start,
                    end,
                    arrowstyle="-|>",
                    mutation_scale=9,
                    lw=1.2,
                    color=INK,
                    zorder=4,
                    shrinkA=0,
                    shrinkB=0,
                )
            )
        axes.autoscale_view()
        figure.canvas.draw()
        self._number(axes, arrows)

    def _number(self, axes: Axes, arrows: Sequence[Arrow]) -> None:
        """Write the number of each arrow beside their beginnings, where no number stands yet."""
        to_screen, to_data = axes.transData.transform, axes.transData.inverted().transform
        taken: list[NDArray[np.float64]] = []
        for rank, start, end in arrows:
            origin, tip = to_screen(start), to_screen(end)
            away = origin - tip
            away = away / (np.hypot(*away) or 1.0)
            angle = float(np.arctan2(away[1], away[0]))
            spots = [
                origin + distance * np.array([np.cos(angle + turn), np.sin(angle + turn)])
                for distance in (22, 34, 46, 58, 70, 82)
                for turn in (0.0, 0.7, -0.7, 1.4, -1.4, 2.1, -2.1)
            ]
            clear = [s for s in spots if all(np.hypot(*(s - other)) > _APART for other in taken)]
            spot = (clear or spots)[0]
            taken.append(spot)
            x, y = to_data(spot)
            put_text(
                axes,
                x,
                y,
                str(rank),
                ha="center",
                va="center",
                size=7,
                weight="bold",
                color=INK,
                zorder=6,
                bbox={"boxstyle": "round,pad=0.12", "fc": "white", "ec": MIDDLE, "lw": 0.4},
            )
