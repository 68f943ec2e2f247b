"""Pictures for a report: who overlaps whom, where changes are, and what fewer of them would cost.

All are drawn so that they can be read in grey: what changes is dark or hatched, never only of
another colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.dataset.dataset import blocks_label
from graphmodel.drawing.canvas import draw, put_text, wrapped
from graphmodel.drawing.curves import cost_labels, draw_bars, draw_curve
from graphmodel.drawing.flow import Flows, drawn_components
from graphmodel.drawing.maps import Atlas
from graphmodel.show.content import Picture
from graphmodel.wording import people_phrase, plural, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from graphmodel.plans.plan import Plan
    from graphmodel.plans.tradeoff import Frontier
    from graphmodel.steps.suggestion import Suggestion


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
    png = draw(width, height, lambda figure: flows.draw(figure.add_axes((0.0, 0.0, 1.0, 1.0))))
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
    )


def map_picture(plan: Plan, steps: Sequence[Suggestion]) -> Picture | None:
    """Draw blocks where they are, with an arrow for each change and a line for each merger.

    An arrow leads from the middle of the organisations that change to the middle of those that
    are in the footprint joined afterwards, and bears the number of its suggestion. There is no map
    where fewer than two blocks, or none of those that change, have coordinates.
    """
    atlas = Atlas(plan)
    arrows, lines = atlas.changes(steps)
    if not atlas.is_there or not (arrows or lines):
        return None
    width, height = atlas.size
    png = draw(
        width,
        height,
        lambda figure: atlas.draw(figure.add_axes((0.03, 0.03, 0.94, 0.94)), arrows, lines),
    )
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
        f"The {blocks} at their places. Dark {atlas.marks} would change footprint, wholly or in"
        " part; arrows point to the middle of the footprint joined and bear the number of the"
        " suggestion"
        f"{forming}{'; dashed lines join footprints that would merge' if lines else ''}.{notes}",
        f"Map of {len(atlas.points)} {blocks} as {atlas.marks}. {drawn} from those whose footprint"
        f" would change to the footprint joined{merged}.",
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
