"""Pictures for a report: who overlaps whom, where changes are, and what fewer of them would cost.

All are drawn so that they can be read in grey: what changes is dark or hatched, never only of
another colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matplotlib.ticker import FuncFormatter, MaxNLocator

from graphmodel.dataset.dataset import blocks_label
from graphmodel.report.canvas import DARK, FAINT, INK, MIDDLE, draw, put_text, wrapped
from graphmodel.report.flow_picture import Flows, drawn_components
from graphmodel.report.map_picture import Atlas
from graphmodel.show.content import Picture
from graphmodel.wording import capital, people_phrase, plural, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from graphmodel.plans.joint_frontier import Frontier
    from graphmodel.plans.plan import Plan
    from graphmodel.steps.suggestion import Suggestion

_ROW: Final = 0.25  # inches
_WIDTH: Final = 6.7
_LETTER_POINTS: Final = 4.6
_THOUSAND: Final = 1e3
_MILLION: Final = 1e6


def flow_picture(plan: Plan) -> Picture | None:
    """Draw the footprints between which people change, A on the left and B on the right.

    Each band is an overlap as it is; dark and hatched are the people whose footprint changes. Where
    nobody's does, the places with mergers are drawn. Places are left out, those with fewest people
    concerned first, where there are more than a page holds. There is no picture where nothing
    changes.
    """
    chosen, left_out = drawn_components(plan)
    if not chosen:
        return None
    flows = Flows(plan, chosen)
    height = max(_ROW * flows.rows + 0.55, 1.6)
    png = draw(_WIDTH, height, flows.draw)
    first, second = (plural(plan.dataset.label(name)) for name in plan.overlap.compare)
    people = plan.dataset.people_label
    more = f" {left_out} more places with smaller changes are not drawn." if left_out else ""
    changing = flows.people_changing
    dark = (
        f"Dark hatched bands are the {people_phrase(changing, people)} drawn whose footprint would"
        " change; grey bands stay."
        if changing
        else "Nobody changes footprint otherwise than by mergers."
    )
    return Picture(
        "overlaps",
        png,
        f"Where {first} (left) and {second} (right) overlap without matching, as things are."
        f" {dark}"
        f" The thickness of a band is its {people}.{more}",
        f"Bands between {len(flows.order[0])} {first} on the left and {len(flows.order[1])}"
        f" {second} on the right, one for each of {len(flows.edges)} overlaps. {dark}",
        _WIDTH,
    )


def map_picture(plan: Plan, steps: Sequence[Suggestion]) -> Picture | None:
    """Draw blocks where they are, with an arrow for each change and a line for each merger.

    An arrow leads from the middle of the organisations that change to the middle of those that
    are in the footprint joined afterwards, and bears the number of its suggestion. There is no map
    where fewer than two blocks, or none of those that change, have coordinates.
    """
    atlas = Atlas(plan)
    arrows = [
        (step.rank, start, end)
        for step in steps
        if step.action != "merge"
        for start, end in [atlas.arrow(step)]
        if start is not None and end is not None
    ]
    lines = [line for step in steps if step.action == "merge" for line in atlas.merger(step)]
    if len(atlas.points) <= 1 or not (arrows or lines):
        return None
    width, height = atlas.size()
    png = draw(width, height, lambda figure: atlas.draw(figure, arrows, lines))
    dataset = plan.dataset
    blocks = plural(blocks_label(dataset))
    missing = len(dataset.people) - len(atlas.points)
    notes = f" {missing} {blocks} without coordinates are left out." if missing else ""
    new = {step.rank for step in steps if step.action == "new"}
    leading = sum(rank not in new for rank, _, _ in arrows)
    drawn = f"{leading} {'arrow leads' if leading == 1 else 'arrows lead'}"
    merged = f"; {len(lines)} dashed lines join footprints that would merge" if lines else ""
    forming = "; a number without an arrow is that of a new footprint" if new else ""
    return Picture(
        "map",
        png,
        f"The {blocks} at their places. Dark points would change footprint, wholly or in part;"
        " arrows point to the middle of the footprint joined and bear the number of the suggestion"
        f"{forming}{'; dashed lines join footprints that would merge' if lines else ''}.{notes}",
        f"Map of {len(atlas.points)} {blocks} as points. {drawn} from those whose footprint would"
        f" change to the footprint joined{merged}.",
        width,
    )


def frontier_picture(plan: Plan, frontier: Frontier) -> Picture:
    """Draw what every number of joint footprints costs: people who change, and people absorbed.

    The plan chosen is drawn beside the curves where it is coterminous, and as lines where not.
    """
    counts = [one.joint_footprints for one in frontier.plans]
    number = (
        plan.overlap_after.structure_covered.component_count
        if plan.target == "coterminous"
        else None
    )
    people = plan.dataset.people_label
    costs = (
        (f"{capital(people)} whose footprint changes", "people_moved"),
        (f"{capital(people)} in footprints absorbed by mergers", "people_merged"),
    )

    def artist(figure: Figure) -> None:
        for place, (label, attribute) in enumerate(costs):
            figures = [float(getattr(one, attribute)) for one in frontier.plans]
            axes = figure.add_axes((0.1, 0.585 - 0.485 * place, 0.87, 0.335))
            drawn = _draw_curve if place == 0 else _draw_bars
            drawn(axes, counts, figures, number, float(getattr(plan, attribute)))
            text = wrapped(label, 90, lines=1)
            put_text(figure, 0.015, 0.965 - 0.485 * place, text, ha="left", va="center", size=8)
        axes.set_xlabel("Joint footprints")

    png = draw(6.3, 4.2, artist)
    moved, merged = (
        [people_phrase(getattr(one, attribute), people) for one in frontier.plans]
        for _, attribute in costs
    )
    cost = (
        f"{people_phrase(plan.people_moved, people)}, and {whole(plan.people_merged)} in footprints"
        " absorbed"
    )
    chosen = (
        f"The dashed lines are the plan of this report, which is not coterminous: {cost}."
        if number is None
        else f"The diamond and the dark bar are the plan of this report: {number} footprints,"
        f" {cost}."
    )
    return Picture(
        "frontier",
        png,
        f"The fewest {people} whose footprint has to change, for every number of joint footprints,"
        f" from {counts[0]} to {counts[-1]}, and below it the {people} in footprints that are then"
        f" absorbed by mergers. {chosen}",
        f"A curve above bars: with {counts[0]} joint footprints {moved[0]} change, and {merged[0]}"
        f" are in footprints absorbed; with {counts[-1]}, {moved[-1]} and {merged[-1]}. {chosen}",
        6.3,
    )


def _draw_curve(
    axes: Axes, counts: Sequence[int], figures: Sequence[float], number: int | None, here: float
) -> None:
    """Draw who changes in the joint plans by their number of footprints, and in the plan."""
    axes.plot(
        counts,
        figures,
        color=MIDDLE,
        lw=1.2,
        marker="o",
        ms=4.5,
        mfc="white",
        mec=INK,
        zorder=2,
        clip_on=False,
    )
    top = max(*figures, here, 1.0)
    axes.set_ylim(0, top * 1.25)
    if number is None:
        _draw_line(axes, here, min(counts), here + top * 0.03, side="left")
    else:
        axes.plot(
            [number], [here], marker="D", ms=8, color=DARK, ls="none", zorder=3, clip_on=False
        )
        right = number > (min(counts) + max(counts)) / 2
        axes.annotate(
            f"this plan: {number} footprints,\n{whole(here)}",
            (number, here),
            xytext=(-9 if right else 9, 2),
            textcoords="offset points",
            ha="right" if right else "left",
            va="bottom",
            size=7.5,
            weight="bold",
            color=DARK,
        )
    spread = [*counts, *([number] if number is not None else [])]
    _set_up(axes, spread)
    # The plan has its figure beside its diamond.
    same = 1e-9 * max(here, 1.0)
    points = zip(counts, figures, strict=True)
    _label_points(
        axes, [pair for pair in points if pair[0] != number or abs(pair[1] - here) > same]
    )


def _draw_bars(
    axes: Axes, counts: Sequence[int], figures: Sequence[float], number: int | None, here: float
) -> None:
    """Draw who is in footprints absorbed by the joint plans, and by the plan, dark."""
    top = max(*figures, here, 1.0)
    axes.set_ylim(0, top * 1.25)
    bars = dict(zip(counts, figures, strict=True)) | ({} if number is None else {number: here})
    shades = [DARK if count == number else FAINT for count in bars]
    axes.bar(list(bars), list(bars.values()), width=0.5, color=shades, edgecolor=INK, lw=0.6)
    if number is None:
        _draw_line(axes, here, max(counts), top * 1.12, side="right")
    _set_up(axes, list(bars))
    _label_points(axes, sorted(bars.items()), centred=True)


def _draw_line(axes: Axes, here: float, x: float, y: float, *, side: str) -> None:
    """Draw a plan that has no number of joint footprints: a dashed line, and its figure."""
    axes.axhline(here, color=DARK, lw=1.2, ls=(0, (5, 3)), zorder=3, clip_on=False)
    text = f"this plan: {whole(here)}"
    put_text(axes, x, y, text, ha=side, va="bottom", size=7.5, weight="bold", color=DARK)


def _set_up(axes: Axes, counts: Sequence[int]) -> None:
    """Set the axes alike: footprints from the fewest to the most drawn, figures from nothing."""
    spread = max(max(counts) - min(counts), 2)
    axes.set_xlim(min(counts) - 0.08 * spread, max(counts) + 0.08 * spread)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=10))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _short(value)))
    axes.grid(axis="y", color=FAINT, lw=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _label_points(
    axes: Axes, points: Sequence[tuple[int, float]], *, centred: bool = False
) -> None:
    """Write how many people beside each point, the last first, where no other number stands."""
    free_from = float("inf")
    scale = axes.figure.dpi / 72
    for count, people in reversed(points):
        right, height = axes.transData.transform((count, people)).tolist()
        text = whole(people)
        width = len(text) * _LETTER_POINTS * scale
        right += width / 2 if centred else -4 * scale  # as far as can be told
        left = right - width
        if right > free_from:
            continue
        free_from = left - 2 * scale
        x, y = axes.transData.inverted().transform((right, height + 4 * scale)).tolist()
        x, side = (count, "center") if centred else (x, "right")
        put_text(axes, x, y, text, ha=side, va="bottom", size=7, color=INK)


def _short(value: float) -> str:
    if value >= _MILLION:
        return f"{value / _MILLION:g} m"
    return f"{value / _THOUSAND:g} k" if value >= _THOUSAND else f"{value:g}"
