"""Organisations drawn where they are, with what a plan changes."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from matplotlib.patches import FancyArrowPatch, PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from graphmodel.drawing.canvas import DARK, INK, MIDDLE, PALE, put_text
from graphmodel.drawing.outlines import area, block_outlines, oriented

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from graphmodel.dataset.boundaries import Ring
    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan
    from graphmodel.steps.suggestion import Suggestion

Point: TypeAlias = tuple[float, float]
Arrow: TypeAlias = tuple[int, Point, Point]
"""The rank of a suggestion, and from where to where it leads."""


@dataclass(frozen=True, slots=True)
class Shade:
    """How blocks of one kind are drawn: as ground, and as points with size in points squared."""

    colour: str
    marker: str = "o"
    size: float = 8
    hatch: str = ""
    edge: str = "white"


STAYS: Final = Shade(PALE)
CHANGES: Final = Shade(DARK, "D", 16)

_HIGHEST: Final = 5.2  # inches
_APART: Final = 27  # dots between two numbers


class Ground:
    """Places and outlines of blocks, as numbers that can be drawn."""

    def __init__(self, dataset: Dataset) -> None:
        rows = dataset.organisations
        rows = rows[rows["organisation"].isin(dataset.people.index)]
        rows = rows[np.isfinite(rows["latitude"]) & np.isfinite(rows["longitude"])]
        latitude, longitude = (rows[c].to_numpy(float) for c in ("latitude", "longitude"))
        outlines = block_outlines(dataset)
        middles = [float(latitude.mean())] if len(rows) else []
        middles += [ring[0][1] for ring, *_ in outlines.get(min(outlines, default=""), ())]
        # Degrees of longitude shrink towards the poles; one scale does for a country.
        self._scale = cos(radians(middles[0])) if middles else 1.0
        self.points: dict[str, Point] = {
            code: self._drawn([max((ring for ring, *_ in polygons), key=area)])[0].mean(axis=0)
            for code, polygons in outlines.items()
        }
        self.points |= dict(
            zip(
                rows["organisation"],
                zip(longitude * self._scale, latitude, strict=True),
                strict=True,
            )
        )
        self._paths = {
            code: Path.make_compound_path(
                *(Path(ring, closed=True) for polygon in polygons for ring in self._drawn(polygon))
            )
            for code, polygons in outlines.items()
        }

    def _drawn(self, polygon: Iterable[Ring]) -> list[NDArray[np.float64]]:
        return [np.array(ring) * (self._scale, 1.0) for ring in oriented(polygon)]

    @property
    def is_there(self) -> bool:
        """Whether there is enough of it for a map."""
        return len(self.points) > 1

    @property
    def marks(self) -> str:
        """What blocks are drawn as."""
        return "areas" if self._paths else "points"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches, in the shape of the country."""
        ends = [path.vertices for path in self._paths.values()]
        places = np.vstack([np.array(list(self.points.values())), *ends])
        across, up = np.maximum(np.ptp(places, axis=0), 1e-6).tolist()
        width, height = 5.6, 5.6 * up / across
        if height > _HIGHEST:
            width, height = _HIGHEST * across / up, _HIGHEST
        return max(width, 3.2), max(height, 2.4)

    def draw_blocks(self, axes: Axes, shades: Mapping[str, Shade]) -> None:
        """Draw blocks in their shades, the last of these on top: outlines, or points without."""
        axes.axis("off")
        axes.set_aspect("equal")
        for place, shade in enumerate(dict.fromkeys(shades.values())):
            mine = [code for code in sorted(shades) if shades[code] == shade]
            for path in (self._paths[code] for code in mine if code in self._paths):
                # As a patch, its limits would be looked for along each of its lines.
                axes.add_artist(
                    PathPatch(path, fc=shade.colour, ec=shade.edge, lw=0.3, hatch=shade.hatch)
                )
                axes.update_datalim(path.vertices)
            spots = [self.points[c] for c in mine if c in self.points and c not in self._paths]
            if spots:
                x, y = zip(*spots, strict=True)
                axes.scatter(
                    *(x, y),
                    s=shade.size,
                    c=shade.colour,
                    marker=shade.marker,
                    edgecolors=shade.edge,
                    lw=0 if shade.edge == "white" else 0.3,
                    zorder=3 if place else 1,
                )
        axes.autoscale_view()


class Atlas(Ground):
    """The ground with what a plan changes."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan.dataset)
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

    def _arrow(self, step: Suggestion) -> tuple[Point | None, Point | None]:
        """Return from where to where a change goes."""
        side = self._plan.overlap.side(step.footprint_set)
        there = self._blocks_after[side].get(step.into, [])
        others = [block for block in there if block not in step.organisations]
        return self._middle(step.organisations), self._middle(others or there)

    def _merger(self, step: Suggestion) -> list[tuple[Point, Point]]:
        """Return lines from the middle of the largest footprint merged to those of the others."""
        side = self._plan.overlap.side(step.footprint_set)
        middles = [self._middle(self._blocks[side].get(code, [])) for code in step.sources]
        first = middles[0]
        return [(first, other) for other in middles[1:] if first and other]

    def changes(self, steps: Sequence[Suggestion]) -> tuple[list[Arrow], list[tuple[Point, Point]]]:
        """Return an arrow for each change, and lines between footprints that merge."""
        arrows = [
            (step.rank, start, end)
            for step in steps
            if step.action != "merge"
            for start, end in [self._arrow(step)]
            if start is not None and end is not None
        ]
        lines = [line for step in steps if step.action == "merge" for line in self._merger(step)]
        return arrows, lines

    def draw(
        self, axes: Axes, arrows: Sequence[Arrow], lines: Sequence[tuple[Point, Point]]
    ) -> None:
        """Draw the map."""
        blocks = sorted(self.points, key=lambda code: (code in self._changing, code))
        self.draw_blocks(
            axes, {code: CHANGES if code in self._changing else STAYS for code in blocks}
        )
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
                    # Over dark ground it would not be seen otherwise.
                    path_effects=[withStroke(linewidth=2.6, foreground="white")]
                    if self._paths
                    else None,
                    shrinkA=0,
                    shrinkB=0,
                )
            )
        axes.autoscale_view()
        axes.figure.canvas.draw()
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
