"""Steps: what has to be done, in either set, for a plan to come about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from graphmodel.assessment import people_by_evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphmodel.plan import Plan

__all__ = ["ACTIONS", "Action", "Step", "steps_of"]

Action: TypeAlias = Literal["move", "new", "merge"]

ACTIONS: Final[tuple[Action, ...]] = ("move", "new", "merge")
"""What a step can be, in the order in which steps of a package are listed."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Step:
    """One change in one footprint set.

    Attributes
    ----------
    action, footprint_set, sources, into, organisations, people_affected, people_moved, estimated
        As in :class:`graphmodel.Suggestion`.
    evidence
        People by grade of evidence, strongest first.
    portions
        Rows of the plan's assignment that change footprint by this step; for a merger the rows
        that lie in the footprints merged.
    """

    action: Action
    footprint_set: str
    sources: tuple[str, ...]
    into: str
    organisations: tuple[str, ...]
    people_affected: float
    people_moved: float
    estimated: bool
    evidence: dict[str, float]
    portions: NDArray[np.intp]


def steps_of(plan: Plan) -> tuple[Step, ...]:
    """Cut a plan into steps.

    One ``move`` for each footprint set, footprint left and footprint joined; one ``new`` for each
    footprint that succeeds none, with everybody who joins it; one ``merge`` for each footprint
    with several predecessors. Ordered by set, action, footprints left and footprint joined.
    """
    steps: list[Step] = []
    for side in (0, 1):
        steps += _changes(plan, side)
    steps += [_merger(plan, merger) for merger in plan.mergers]
    order = {name: place for place, name in enumerate(plan.overlap.compare)}
    return tuple(
        sorted(
            steps,
            key=lambda step: (
                order[step.footprint_set],
                ACTIONS.index(step.action),
                step.sources,
                step.into,
            ),
        )
    )


def _changes(plan: Plan, side: int) -> list[Step]:
    footprint_set, column = plan.overlap.compare[side], "ab"[side]
    new_rows = plan.new_footprints
    new = set(new_rows.loc[new_rows["footprint_set"] == footprint_set, "footprint"])
    moved = plan.assignment[plan.moved[side]]
    left = moved[column].where(~moved[f"to_{column}"].isin(new), "")
    predecessors = plan.successors[plan.successors["footprint_set"] == footprint_set]
    steps = []
    for (_, into), rows in moved.groupby([left, moved[f"to_{column}"]], sort=True):
        sources = tuple(sorted(set(rows[column])))
        named = {*sources, *predecessors.loc[predecessors["successor"] == into, "footprint"]}
        steps.append(
            Step(
                action="new" if into in new else "move",
                footprint_set=footprint_set,
                sources=sources,
                into=str(into),
                organisations=tuple(sorted(set(rows["organisation"]))),
                people_affected=float(plan.footprint_people[side].loc[sorted(named)].sum()),
                people_moved=float(rows["people"].sum()),
                estimated=bool(rows["estimated"].any()),
                evidence=people_by_evidence(rows),
                portions=plan.assignment.index.get_indexer(rows.index),
            )
        )
    return steps


def _merger(plan: Plan, merger: pd.DataFrame) -> Step:
    footprint_set, into = merger["footprint_set"].iloc[0], merger["successor"].iloc[0]
    column = "ab"[plan.overlap.side(footprint_set)]
    inside = plan.assignment[column].isin(merger["footprint"]).to_numpy()
    outside = plan.overlap.outside
    outside = outside[
        (outside["footprint_set"] == footprint_set) & outside["footprint"].isin(merger["footprint"])
    ]
    columns = ["evidence", "people"]
    everybody = pd.concat([plan.assignment.loc[inside, columns], outside[columns]])
    return Step(
        action="merge",
        footprint_set=footprint_set,
        sources=tuple(merger["footprint"]),
        into=into,
        organisations=(),
        people_affected=float(merger["people"].sum()),
        people_moved=0.0,
        estimated=False,
        evidence=people_by_evidence(everybody),
        portions=np.flatnonzero(inside),
    )
