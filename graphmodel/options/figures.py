"""Figures of an option: what its plan costs and brings, as criteria go by it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

from graphmodel.options.criteria import CUT, SMALL
from graphmodel.options.third_sets import crossed_footprints
from graphmodel.overlap.board import board_lines
from graphmodel.plans.partners import partner_burden, partner_footprints, with_fewer_and_more
from graphmodel.steps.either_way import other_way

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphmodel.plans.plan import Plan

_UNCERTAIN: Final = ("derived", "inferred")


def figure_of(plan: Plan, figure: str, sets: Sequence[str], *, small: float | None = None) -> float:
    """Return a figure of a plan, see :data:`graphmodel.options.criteria.FIGURES`.

    Parameters
    ----------
    plan
        Any plan.
    figure
        Its name.
    sets
        The sets that the board can change.
    small
        People under which a footprint counts as small.
    """
    if figure.startswith(CUT):
        third = figure.removeprefix(CUT)
        (third,) = plan.dataset.sets_named([third])
        return sum(
            len(one.after) > 1 for name in sets for one in crossed_footprints(plan, third, name)
        )
    if figure == "people_in_small":
        return _in_small(plan, sets, SMALL if small is None else small)
    return float(_FIGURES[figure](plan, sets))


def _board(plan: Plan, sets: Sequence[str], key: str) -> float:
    lines = (line for name in sets for line in board_lines(plan.overlap_after, name))
    return sum(line.people for line in lines if line.key == key)


def people_regretted(plan: Plan, sets: Sequence[str]) -> float:
    """Return who changes, and does not in the plan that takes undecided ground the other way."""
    other = other_way(plan)
    if other is None:
        return 0.0
    people = plan.assignment["people"].to_numpy(float)
    return sum(
        float(people[plan.moved[side] & ~other.moved[side]].sum())
        for side in map(plan.overlap.side, sets)
    )


def _with_several(plan: Plan, sets: Sequence[str]) -> int:
    places = partner_footprints(plan)
    dealt: dict[tuple[str, str], set[str]] = defaultdict(set)
    for partner, name, after in zip(
        places["organisation"], places["footprint_set"], places["after"], strict=True
    ):
        if name in sets:
            dealt[partner, name].add(after)
    return len({partner for (partner, _), codes in dealt.items() if len(codes) > 1})


def _in_small(plan: Plan, sets: Sequence[str], small: float) -> float:
    sides = (plan.overlap_after.sides[plan.overlap.side(name)] for name in sets)
    return sum(float(side.people[side.people < small].sum()) for side in sides)


def _share_uncertain(plan: Plan, _: Sequence[str]) -> float:
    """Return the share, of who changes or is in a footprint absorbed, of uncertain memberships."""
    rows = plan.assignment
    concerned = plan.moved[0] | plan.moved[1]
    for merger in plan.mergers:
        side = plan.overlap.sides[plan.overlap.side(merger["footprint_set"].iloc[0])]
        absorbed = rows[side.column].isin(merger["footprint"].iloc[1:])
        concerned = concerned | absorbed.to_numpy()
    people = rows["people"].to_numpy(float)
    total = float(people[concerned].sum())
    uncertain = concerned & np.isin(rows["evidence"].to_numpy(), _UNCERTAIN)
    return float(people[uncertain].sum()) / total if total else 0.0


_FIGURES: Final[dict[str, Callable[[Plan, Sequence[str]], float]]] = {
    "people_straddling": lambda plan, sets: _board(plan, sets, "across"),
    "people_moved": lambda plan, _: plan.people_moved,
    "people_merged": lambda plan, _: plan.people_merged,
    "people_regretted": people_regretted,
    "people_open": lambda plan, sets: _board(plan, sets, "open"),
    "coterminous_share": lambda plan, _: plan.after.coterminous_share,
    "partners_with_several": _with_several,
    "partners_with_more": lambda plan, _: with_fewer_and_more(partner_burden(plan))[1],
    "share_uncertain": _share_uncertain,
    "organisations_split": lambda plan, _: sum(plan.after.organisations_split.values()),
    "new_footprints": lambda plan, _: plan.new_footprints,
}
