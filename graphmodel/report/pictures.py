"""Pictures for a report: who overlaps whom, where changes are, and what fewer of them would cost.

All are drawn so that they can be read in grey: what changes is dark or hatched, never only of
another colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.drawing.canvas import draw, put_text, wrapped
from graphmodel.drawing.curves import cost_labels, draw_bars, draw_curve, draw_ranges
from graphmodel.drawing.flow import Flows, drawn_components
from graphmodel.drawing.maps import Atlas
from graphmodel.show.content import Picture
from graphmodel.wording import capital, people_phrase, plural, whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from graphmodel.plans.plan import Plan
    from graphmodel.plans.tradeoff import Frontier
    from graphmodel.report.case import Case


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
    width, height = flows.size
    page = (0.0, 0.0, 1.0, 1.0)
    png, svg = draw(width, height, lambda figure: flows.draw(figure.add_axes(page)))
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
        width,
        svg,
    )


def map_picture(case: Case) -> Picture | None:
    """Draw the ground before and after side by side, with what changes hatched and numbered.

    There is no map where fewer than two blocks, or none of those that change, have a place.
    """
    atlas = Atlas(case.plan, case.steps)
    if not atlas.changes:
        return None
    width, height = atlas.size
    moments = ("Now", f"With option {case.option.id}")

    def artist(figure: Figure) -> None:
        for place, moment in enumerate(moments):
            axes = figure.add_axes((0.005 + 0.5 * place, 0.005, 0.49, 0.99 - 0.25 / height))
            atlas.draw(axes, after=bool(place))
            at = 0.25 + 0.5 * place
            put_text(figure, at, 1 - 0.12 / height, moment, ha="center", va="center", weight="bold")

    png, svg = draw(2 * width, height + 0.25, artist)
    missing = len(case.plan.dataset.people) - len(atlas.points)
    blocks = plural(case.block)
    notes = f" {missing} {blocks} without a place are left out." if missing else ""
    labels = plural(case.label)
    return Picture(
        "map",
        png,
        f"{capital(labels)} now and with option {case.option.id}. Hatched is what changes;"
        f" numbers are those of the changes.{notes}",
        f"Two maps side by side, now and with option {case.option.id}: {len(case.steps)} numbered"
        f" and hatched places go over to other {labels}. The table of changes says the same.",
        2 * width,
        svg,
    )


def scores_picture(case: Case) -> Picture | None:
    """Draw the total of each option, with the range of it under other weights."""
    scores = case.appraisal.scores
    if not scores.criteria:
        return None
    height = 0.26 * len(scores.ids) + 0.42
    spans = {one: scores.span(one) for one in scores.ids}

    def artist(figure: Figure) -> None:
        axes = figure.add_axes((0.05, 0.38 / height, 0.93, 1 - 0.42 / height))
        draw_ranges(axes, {one: (scores.totals[one], *spans[one]) for one in scores.ids})

    png, svg = draw(6.3, height, artist)
    told = "; ".join(
        f"{one} {scores.totals[one]:.1f}, from {least:.0f} to {most:.0f}"
        for one, (least, most) in spans.items()
    )
    return Picture(
        "scores",
        png,
        "Totals of the options; lines are what they come to under other weights, as told below.",
        f"Bars with ranges, one for each option: {told}.",
        6.3,
        svg,
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
    costs = cost_labels(people)

    def artist(figure: Figure) -> None:
        for place, (label, attribute) in enumerate(costs):
            figures = [float(getattr(one, attribute)) for one in frontier.plans]
            axes = figure.add_axes((0.1, 0.585 - 0.485 * place, 0.87, 0.335))
            drawn = draw_curve if place == 0 else draw_bars
            drawn(axes, counts, figures, number, float(getattr(plan, attribute)))
            text = wrapped(label, 90, lines=1)
            put_text(figure, 0.015, 0.965 - 0.485 * place, text, ha="left", va="center", size=8)
        axes.set_xlabel("Joint footprints")

    png, svg = draw(6.3, 4.2, artist)
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
        svg,
    )
