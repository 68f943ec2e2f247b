"""The ground: blocks where they are, and as a plan finds and leaves them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import cos, radians
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from graphmodel.drawing.canvas import DARK, INK, put_text, wrapped
from graphmodel.drawing.outlines import area, block_outlines, dissolved, oriented
from graphmodel.overlap.names import Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from graphmodel.dataset.boundaries import Ring
    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan
    from graphmodel.steps.suggestion import Suggestion

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shade:
    """How blocks of one kind are drawn: as ground, and as points with size in points squared."""

    colour: str
    marker: str = "o"
    size: float = 8
    hatch: str = ""
    edge: str = "white"


_TONES: Final = ("#b3bac1", "#dfe4e8", "#8f99a3", "#c9d0d6")
"""Of footprints that change, so that neighbours can be told apart in grey."""

_ELSEWHERE: Final = "#f7f8f9"
_HATCH: Final = "/////"
_HIGHEST: Final = 3.5  # inches
_APART: Final = 27  # dots between two numbers
_NAME_APART: Final = 62  # dots between a name and whatever else is written
_PANEL: Final = 3.3  # inches across


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
    """The ground as a plan finds it and as it leaves it, with what changes.

    Footprints of the sets in which a plan changes anything have a tone each, the same now and
    then; what changes is hatched, and bears the number of its step.
    """

    def __init__(self, plan: Plan, steps: Sequence[Suggestion]) -> None:
        super().__init__(plan.dataset)
        self._plan = plan
        self._outlines = block_outlines(plan.dataset)
        self._steps = [step for step in steps if self._changed(step)]
        names = dict.fromkeys(step.footprint_set for step in self._steps)
        self._homes = {name: self._homes_of(name) for name in names}
        self._tone = self._tones()

    def _changed(self, step: Suggestion) -> list[str]:
        """Return the blocks of a step that have a place: who changes, or who is absorbed."""
        if step.action != "merge":
            return [one for one in step.organisations if one in self.points]
        rows = self._plan.assignment
        column = "ab"[self._plan.overlap.side(step.footprint_set)]
        gone = [code for code in step.sources if code != step.into]
        found = dict.fromkeys(rows.loc[rows[column].isin(gone), "organisation"])
        return [one for one in found if one in self.points]

    def _homes_of(self, name: str) -> tuple[dict[str, str], dict[str, str]]:
        """Return in which footprint most people of each block are, now and with the plan."""
        most: tuple[dict[str, tuple[float, str]], dict[str, tuple[float, str]]] = ({}, {})
        side = self._plan.overlap.side(name)
        rows, outside = self._plan.assignment, self._plan.overlap.outside
        outside = outside[outside["footprint_set"] == name]
        successor = self._plan.successor[side]
        for place, key in enumerate(("ab"[side], f"to_{'ab'[side]}")):
            codes = [
                *rows[key],
                *(outside["footprint"].map(successor) if place else outside["footprint"]),
            ]
            blocks = [*rows["organisation"], *outside["organisation"]]
            counts: dict[tuple[str, str], float] = {}
            for block, code, people in zip(
                blocks, codes, [*rows["people"], *outside["people"]], strict=True
            ):
                counts[block, code] = counts.get((block, code), 0.0) + people
            for (block, code), people in sorted(counts.items()):
                if people > most[place].get(block, (-1.0, ""))[0]:
                    most[place][block] = (people, code)
        now, then = ({block: code for block, (_, code) in one.items()} for one in most)
        return now, then

    def _tones(self) -> dict[tuple[str, str], str]:
        """Give a tone to each footprint that changes, another than its neighbours have."""
        involved = dict.fromkeys(
            (step.footprint_set, code)
            for step in self._steps
            for code in (step.into, *step.sources)
        )
        pairs = self._plan.dataset.neighbours[["organisation", "neighbour"]]
        near: dict[tuple[str, str], set[tuple[str, str]]] = {one: set() for one in involved}
        for one, other in pairs.itertuples(index=False, name=None):
            for name, homes in self._homes.items():
                for home in homes:
                    ends = [(name, home.get(block, "")) for block in (one, other)]
                    for mine, theirs in (ends, ends[::-1]):
                        if mine in near and mine != theirs:
                            near[mine].add(theirs)
        found: dict[tuple[str, str], str] = {}
        for one in sorted(involved, key=lambda place: (-len(near[place]), place)):
            taken = [found[other] for other in near[one] if other in found]
            found[one] = min(_TONES, key=lambda tone: (taken.count(tone), _TONES.index(tone)))
        return found

    @property
    def changes(self) -> bool:
        """Whether there is a place for anything that changes, and so a map of it."""
        return self.is_there and bool(self._steps)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches of one drawing, in the shape of what it shows."""
        (left, right), (low, high) = self._window
        return _PANEL, min(max(_PANEL * (high - low) / (right - left), 2.0), _HIGHEST)

    @cached_property
    def _window(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """What is shown: the footprints that change, and a little around them."""
        mine = [
            block
            for name, homes in self._homes.items()
            for home in homes
            for block, code in home.items()
            if (name, code) in self._tone and block in self.points
        ]
        ends = [
            self._paths[one].vertices if one in self._paths else [self.points[one]] for one in mine
        ]
        places = np.vstack([np.asarray(one, float) for one in ends])
        (left, low), (right, high) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
        # Points need room for what is written beside them.
        more = (0.04 if self._paths else 0.2) * max(right - left, high - low, 1e-6)
        return (left - more, right + more), (low - more, high + more)

    def draw(self, axes: Axes, *, after: bool = True) -> None:
        """Draw the ground with the plan, or as it is now."""
        axes.axis("off")
        axes.set_aspect("equal")
        (left, right), (low, high) = self._window
        changing = {one for step in self._steps for one in self._changed(step)}
        name = next(iter(self._homes))
        shades = {}
        for block in sorted(filter(self._is_shown, self.points)):
            tones = (
                self._tone.get((one, homes[after].get(block, "")))
                for one, homes in self._homes.items()
            )
            tone = next((one for one in tones if one), _ELSEWHERE)
            hatch = _HATCH if block in changing else ""
            plain = "#ffffff" if self._paths else INK
            edge = DARK if hatch else plain if tone != _ELSEWHERE else "#d5dade"
            marker, spot = ("D", 30) if hatch else ("o", 16)
            shades[block] = Shade(tone, marker, spot, hatch, edge)
        order = sorted(shades, key=lambda block: (block in changing, shades[block].colour, block))
        self.draw_blocks(axes, {block: shades[block] for block in order})
        self._draw_borders(axes, name, self._homes[name][after])
        axes.set_xlim(left, right)
        axes.set_ylim(low, high)
        axes.figure.canvas.draw()
        self._write(axes, after=after)

    def _is_shown(self, block: str) -> bool:
        (left, right), (low, high) = self._window
        ends = self._paths[block].vertices if block in self._paths else [self.points[block]]
        (west, south), (east, north) = np.min(ends, axis=0).tolist(), np.max(ends, axis=0).tolist()
        return bool(west <= right and east >= left and south <= high and north >= low)

    def _draw_borders(self, axes: Axes, name: str, home: Mapping[str, str]) -> None:
        """Draw the borders of the footprints that change, where blocks have outlines."""
        for one, code in sorted(self._tone):
            blocks = [
                block for block, other in home.items() if other == code and block in self._paths
            ]
            if one != name or not blocks:
                continue
            rings = (
                ring
                for polygon in dissolved(p for b in blocks for p in self._outlines[b])
                for ring in polygon
            )
            for ring in rings:
                line = np.array(ring) * (self._scale, 1.0)
                axes.plot(line[:, 0], line[:, 1], color=INK, lw=0.9, zorder=4)

    def _write(self, axes: Axes, *, after: bool) -> None:
        """Write numbers where something changes, and names of footprints where there is room."""
        to_screen, to_data = axes.transData.transform, axes.transData.inverted().transform
        frame = axes.get_window_extent()
        taken: list[NDArray[np.float64]] = []
        for step in self._steps:
            origin = to_screen(np.mean([self.points[one] for one in self._changed(step)], axis=0))
            spots = [
                origin + away * np.array([np.cos(turn), np.sin(turn)])
                for away in ((0, 24, 36, 50, 66) if self._paths else (28, 40, 56))
                for turn in np.arange(0.0, 6.28, 0.785)
            ]
            clear = [
                spot
                for spot in spots
                if frame.contains(*spot)
                and all(np.hypot(*(spot - other)) > _APART for other in taken)
            ]
            spot = (clear or spots)[0]
            taken.append(spot)
            (x, y), (u, v) = to_data(origin), to_data(spot)
            if np.hypot(*(spot - origin)) > 1:
                axes.plot([x, u], [y, v], color=INK, lw=0.6, zorder=5)
            box = {"boxstyle": "round,pad=0.15", "fc": "white", "ec": INK, "lw": 0.6}
            centred = {"ha": "center", "va": "center", "weight": "bold", "color": INK}
            put_text(axes, u, v, str(step.rank), size=7.5, zorder=7, bbox=box, **centred)
        self._write_names(axes, taken, after=after)

    def _write_names(self, axes: Axes, taken: list[NDArray[np.float64]], *, after: bool) -> None:
        """Write names of footprints at the block nearest to their middle that has room for it."""
        plan = self._plan
        named = Names(plan.dataset, plan.overlap_after if after else plan.overlap)
        to_screen, to_data = axes.transData.transform, axes.transData.inverted().transform
        frame = axes.get_window_extent()
        # What is a point is named below it, ground on it.
        below = np.array([0.0, 0.0 if self._paths else -22.0])
        for name, code in sorted(self._tone):
            home = self._homes[name][after]
            places = np.array([self.points[b] for b in sorted(self.points) if home.get(b) == code])
            if not len(places):
                continue
            apart = np.hypot(*(places - places.mean(axis=0)).T)
            spots = to_screen(places[np.argsort(apart, kind="stable")]) + below
            clear = (
                spot
                for spot in spots
                if frame.contains(*spot)
                and all(np.hypot(*(spot - one)) > _NAME_APART for one in taken)
            )
            spot = next(clear, None)
            if spot is None:
                continue
            taken.append(spot)
            text = wrapped(named.footprint(name, code), 16, lines=3)
            outline = [withStroke(linewidth=2.2, foreground="white")]
            style = {"ha": "center", "va": "center", "size": 6, "color": INK, "zorder": 6}
            x, y = to_data(spot).tolist()
            put_text(axes, x, y, text, linespacing=0.95, path_effects=outline, **style)
