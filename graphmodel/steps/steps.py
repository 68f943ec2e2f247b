"""Steps: what has to be done, in either set, for a plan to come about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from graphmodel.overlap.assessment import people_by_evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from graphmodel.plans.plan import Plan

__all__ = ["ACTIONS", "Action", "Outline", "Step", "outlines", "same_count", "steps_of"]

_SAME: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a step does, without reasons: enough to tell whether another plan has it too.

    Attributes
    ----------
    action, footprint_set, into, organisations
        As in :class:`graphmodel.Suggestion`.
    sources
        Codes of the footprints that people come from, in order of code.
    into_name
        Name of the footprint joined, bare.
    people
        People whose footprint changes; for a merger all people in the footprints merged.
    """

    action: Action
    footprint_set: str
    sources: tuple[str, ...]
    into: str
    into_name: str
    organisations: tuple[str, ...]
    people: float

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes it the same step in another plan, if perhaps in another form."""
        left = self.sources if self.action == "move" else ()
        return (self.action, self.footprint_set, left, self.into)

    def agrees(self, other: Outline) -> bool:
        """Whether a step of the same identity has the same form: who changes, what merges."""
        return (
            self.sources == other.sources
            and self.organisations == other.organisations
            and same_count(self.people, other.people)
        )


def same_count(one: float, other: float) -> bool:
    """Tell whether two counts of people differ by no more than they are rounded."""
    return abs(one - other) <= _SAME * max(abs(one), abs(other))


def outlines(plan: Plan) -> tuple[Outline, ...]:
    """Return what the steps of a plan do, as :func:`graphmodel.steps.steps_of` cuts them.

    Many times as fast, since it works out neither evidence nor portions. Ordered by set, action,
    footprints left and footprint joined.
    """
    found = [step for side in (0, 1) for step in _outlines(plan, side)]
    places = {name: place for place, name in enumerate(plan.overlap.compare)}
    actions = ("move", "new", "merge")
    return tuple(
        sorted(
            found,
            key=lambda step: (
                places[step.footprint_set],
                actions.index(step.action),
                step.sources,
                step.into,
            ),
        )
    )


def _outlines(plan: Plan, side: int) -> Iterator[Outline]:
    overlap, column = plan.overlap, "ab"[side]
    name = overlap.compare[side]
    people = overlap.sides[side].people.to_dict()
    rows = plan.successors[plan.successors["footprint_set"] == name]
    successor = dict(zip(rows["footprint"].tolist(), rows["successor"].tolist(), strict=True))
    followers: dict[str, list[str]] = {}
    for code, into in successor.items():
        followers.setdefault(into, []).append(code)
    rows = plan.resulting[plan.resulting["footprint_set"] == name]
    names = dict(zip(rows["footprint"].tolist(), rows["name"].tolist(), strict=True))

    def outline(
        action: Action, sources: Sequence[str], into: str, blocks: Sequence[str], count: float
    ) -> Outline:
        return Outline(
            action=action,
            footprint_set=name,
            sources=tuple(sorted(set(sources))),
            into=into,
            into_name=names.get(into, into),
            organisations=tuple(sorted(set(blocks))),
            people=count,
        )

    changes: dict[tuple[str, str], list[tuple[str, str, float]]] = {}
    for block, place, into, count in zip(
        *(plan.assignment[key].tolist() for key in ("organisation", column, f"to_{column}")),
        plan.assignment["people"].tolist(),
        strict=True,
    ):
        # Blocks without people are named nowhere.
        if count > 0 and into != successor.get(place, place):
            source = place if into in followers else ""
            changes.setdefault((source, into), []).append((block, place, count))
    for (source, into), parts in changes.items():
        blocks, places, counts = zip(*parts, strict=True)
        yield outline("move" if source else "new", places, into, blocks, sum(counts))
    for into, merged in followers.items():
        if len(merged) > 1:
            total = sum(people[code] for code in sorted(merged))
            yield outline("merge", merged, into, (), total)


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

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes it the same step in another plan, as of an :class:`Outline`."""
        left = self.sources if self.action == "move" else ()
        return (self.action, self.footprint_set, tuple(sorted(left)), self.into)


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
    # Blocks without people are named nowhere.
    moved = plan.assignment[plan.moved[side] & (plan.assignment["people"] > 0)]
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
