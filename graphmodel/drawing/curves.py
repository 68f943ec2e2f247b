"""Figures on axes: what joint footprints cost as a curve above bars, and scores with ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matplotlib.ticker import FuncFormatter, MaxNLocator

from graphmodel.drawing.canvas import DARK, FAINT, INK, MIDDLE, put_text
from graphmodel.wording import capital, whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

_LETTER_POINTS: Final = 4.6
_THOUSAND: Final = 1e3
_MILLION: Final = 1e6


def cost_labels(people: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return what the two costs are called, and which attribute of a plan each is."""
    return (
        (f"{capital(people)} whose footprint changes", "people_moved"),
        (f"{capital(people)} in footprints absorbed by mergers", "people_merged"),
    )


def draw_curve(
    axes: Axes,
    counts: Sequence[int],
    figures: Sequence[float],
    number: int | None = None,
    here: float | None = None,
) -> None:
    """Draw who changes in the joint plans by their number of footprints, and in a plan.

    ``here`` is the cost of that plan, if there is one, and ``number`` its joint footprints.
    """
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
    top = max(*figures, here or 0.0, 1.0)
    axes.set_ylim(0, top * 1.25)
    if here is not None and number is None:
        _draw_line(axes, here, min(counts), here + top * 0.03, side="left")
    elif here is not None and number is not None:
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
    same = 1e-9 * max(here or 0.0, 1.0)
    points = zip(counts, figures, strict=True)
    _label_points(
        axes, [pair for pair in points if pair[0] != number or abs(pair[1] - (here or 0.0)) > same]
    )


def draw_bars(
    axes: Axes,
    counts: Sequence[int],
    figures: Sequence[float],
    number: int | None = None,
    here: float | None = None,
) -> None:
    """Draw who is in footprints absorbed by the joint plans, and by a plan, dark."""
    top = max(*figures, here or 0.0, 1.0)
    axes.set_ylim(0, top * 1.25)
    bars = dict(zip(counts, figures, strict=True))
    if number is not None and here is not None:
        bars[number] = here
    shades = [DARK if count == number else FAINT for count in bars]
    axes.bar(list(bars), list(bars.values()), width=0.5, color=shades, edgecolor=INK, lw=0.6)
    if number is None and here is not None:
        _draw_line(axes, here, max(counts), top * 1.12, side="right")
    _set_up(axes, list(bars))
    _label_points(axes, sorted(bars.items()), centred=True)


def draw_ranges(axes: Axes, totals: Mapping[str, tuple[float, float, float]]) -> None:
    """Draw totals from 0 to 100 as bars from the top, each with its least and its most."""
    for place, (name, (total, least, most)) in enumerate(totals.items()):
        axes.barh(place, total, height=0.55, color=FAINT, edgecolor=INK, lw=0.6)
        axes.plot([least, most], [place, place], color=DARK, lw=2.2, solid_capstyle="butt")
        axes.plot([least, most], [place, place], color=DARK, marker="|", ms=8, mew=1.6, ls="none")
        put_text(axes, 1, place, f"{total:.1f}", ha="left", va="center", size=7.5, weight="bold")
        put_text(axes, -1, place, name, ha="right", va="center", size=8, weight="bold", color=INK)
    axes.set_xlim(0, 100)
    axes.set_ylim(len(totals) - 0.5, -0.5)
    axes.set_yticks([])
    axes.grid(axis="x", color=FAINT, lw=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


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
