"""Results on axes of matplotlib: a plan, an assessment, a frontier."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Final

from matplotlib.axes import Axes
from matplotlib.patches import Patch
from mpl_toolkits.axes_grid1 import make_axes_locatable

from graphmodel.drawing.canvas import DARK, FAINT, MIDDLE, PALE, as_png, settled, sheet, wrapped
from graphmodel.drawing.curves import cost_labels, draw_bars, draw_curve
from graphmodel.drawing.flow import Flows, drawn_components
from graphmodel.drawing.maps import Atlas, Ground, Shade
from graphmodel.drawing.matrix import Matrix
from graphmodel.errors import OptionError
from graphmodel.overlap.assessment import Assessment
from graphmodel.plans.plan import Plan
from graphmodel.plans.tradeoff import Frontier
from graphmodel.steps.suggestion import suggestions
from graphmodel.wording import RELATION_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

Box = tuple[float, float, float, float]
_ALL: Final[Box] = (0.0, 0.0, 1.0, 1.0)
_MAP: Final[Box] = (0.03, 0.03, 0.94, 0.94)

_SHADES: Final = {
    "alone": Shade("white", edge=MIDDLE),
    "coterminous": Shade(FAINT, edge=MIDDLE),
    "nested": Shade(PALE, edge=MIDDLE),
    "holding": Shade(PALE, edge=MIDDLE),
    "open": Shade(MIDDLE, "s", 12, "....."),
    "straddling": Shade(DARK, "D", 16),
}
"""How blocks are drawn by the relation of their footprints, that which counts most last."""

_LEGEND: Final = {
    name: f"{RELATION_WORDS['nested']}, or {words}" if name == "holding" else words
    for name, words in RELATION_WORDS.items()
    if name != "nested"
}


class ShownAxes(Axes):
    """Axes that a notebook shows with their figure, since pyplot does not know of it."""

    def _repr_png_(self) -> bytes | None:
        figure = self.get_figure(root=True)
        with settled():
            return as_png(figure) if figure else None


@singledispatch
def plot_of(result: object, _ax: Axes | None = None) -> Axes:
    """Draw a result on axes, by default on new ones, and return these."""
    raise TypeError(f"nothing is known of how to draw {type(result).__name__}")


def _drawn(
    draw: Callable[[Axes], None], ax: Axes | None, size: tuple[float, float], box: Box
) -> Axes:
    """Draw on the axes given, or on new ones in a figure of this size that nothing shows."""
    if ax is not None:
        if not isinstance(ax, Axes):
            raise OptionError(f"`ax` takes axes of matplotlib, not {type(ax).__name__}")
        draw(ax)
        return ax
    with settled():
        axes = sheet(*size).add_axes(box, axes_class=ShownAxes)
        draw(axes)
    return axes


@plot_of.register(Plan)
def _plot_plan(plan: Plan, ax: Axes | None = None) -> Axes:
    """Draw what changes: on the ground, or else as bands; as it is where nothing changes."""
    atlas = Atlas(plan, suggestions(plan))
    if atlas.changes:
        return _drawn(atlas.draw, ax, atlas.size, _MAP)
    chosen, _ = drawn_components(plan)
    if chosen:
        flows = Flows(plan, chosen)
        return _drawn(flows.draw, ax, flows.size, _ALL)
    return _plot_assessment(plan.before, ax)


@plot_of.register(Assessment)
def _plot_assessment(assessment: Assessment, ax: Axes | None = None) -> Axes:
    """Draw the ground by how its footprints relate, or else the overlap as a matrix."""
    dataset, overlap = assessment.dataset, assessment.overlap
    ground = Ground(dataset)
    if not ground.is_there:
        matrix = Matrix(dataset, overlap)
        return _drawn(matrix.draw, ax, matrix.size, matrix.box)
    order = list(_SHADES)
    found = dict.fromkeys(ground.points, 0)
    for side in overlap.sides:
        ranks = map(order.index, overlap.structure.names(side.number))
        rank = dict(zip(side.codes, ranks, strict=True))
        outside = overlap.outside[overlap.outside["footprint_set"] == side.footprint_set]
        for rows, column in ((overlap.portions, side.column), (outside, "footprint")):
            for block, code in zip(rows["organisation"], rows[column], strict=True):
                if block in found:
                    found[block] = max(found[block], rank[code])
    blocks = sorted(found, key=lambda block: (found[block], block))

    def draw(axes: Axes) -> None:
        ground.draw_blocks(axes, {block: _SHADES[order[found[block]]] for block in blocks})
        handles = [
            Patch(
                fc=_SHADES[name].colour,
                ec=_SHADES[name].edge,
                lw=0.3,
                hatch=_SHADES[name].hatch,
                label=words,
            )
            for name, words in _LEGEND.items()
            if any(_SHADES[order[rank]] == _SHADES[name] for rank in found.values())
        ]
        axes.legend(handles=handles, loc="upper left", frameon=False, fontsize=7, handlelength=1.2)

    return _drawn(draw, ax, ground.size, _MAP)


@plot_of.register(Frontier)
def _plot_frontier(frontier: Frontier, ax: Axes | None = None) -> Axes:
    """Draw both costs of every number of joint footprints, one above the other."""
    if not frontier.plans:
        raise OptionError(f"there is nothing to draw: {frontier.note}")
    counts = [plan.joint_footprints for plan in frontier.plans]

    def draw(axes: Axes) -> None:
        divider = make_axes_locatable(axes)
        below = divider.append_axes("bottom", size="100%", pad=0.6, axes_class=Axes)
        labels = cost_labels(frontier.dataset.people_label)
        for part, drawn, (label, attribute) in zip(
            (axes, below), (draw_curve, draw_bars), labels, strict=True
        ):
            drawn(part, counts, [float(getattr(plan, attribute)) for plan in frontier.plans])
            part.set_title(wrapped(label, 90, lines=1), loc="left", parse_math=False)
        below.set_xlabel("Joint footprints")

    return _drawn(draw, ax, (6.3, 4.2), (0.1, 0.1, 0.87, 0.82))
