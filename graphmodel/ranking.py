"""Ranking: the steps of a plan in packages, the most worthwhile package first.

A place is a component of the overlap graph as the plan leaves it: a pair of coterminous footprints,
or one that holds several of the other set. Its package is every step into or out of the
predecessors of its footprints, in either set: what it takes to put that place right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graphmodel.plan import meets_target
from graphmodel.relations import Structure
from graphmodel.steps import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from graphmodel.plan import Plan
    from graphmodel.steps import Step

__all__ = ["PlacedStep", "rank_steps"]


@dataclass(frozen=True, eq=False)
class PlacedStep:
    """A step with its place in the order of a plan.

    Attributes
    ----------
    step
        The step.
    package
        Code of the place it helps to put right.
    share_after
        Share of the covered people in components that meet the target, after this step and all
        before it. Slivers are left out of both.
    """

    step: Step
    package: str
    share_after: float


def rank_steps(plan: Plan, steps: Sequence[Step]) -> list[PlacedStep]:
    """Order the steps of a plan, package by package.

    Greedy: next comes the package whose steps not yet listed bring most people into footprints
    that newly meet the target, per person whose footprint changes, given the steps already
    listed. Packages that change nobody's footprint come first, by people; ties go by code. A step
    is listed once. Within a package: moves, new footprints, mergers, each by people.
    """
    progress = _Progress(plan)
    codes = _place_codes(plan)
    packages = _packages(plan, steps)
    regions = _regions(plan, steps, packages)
    gains = {place: progress.gain(_ordered(packages[place], ())) for place in packages}
    listed: list[PlacedStep] = []
    done: set[int] = set()
    while packages:
        ratings = {
            place: (*_worth(members, done, gains[place]), codes[place], place)
            for place, members in packages.items()
        }
        best = min(ratings, key=ratings.__getitem__)
        for step in _ordered(packages.pop(best), done):
            progress.take(step)
            done.add(id(step))
            listed.append(PlacedStep(step, codes[best], progress.share))
        # What a package brings depends on the rest of its region alone.
        for other in list(packages):
            if regions[other] == regions[best]:
                waiting = _ordered(packages[other], done)
                if waiting:
                    gains[other] = progress.gain(waiting)
                else:
                    del packages[other]
    return listed


def _worth(steps: Iterable[Step], done: set[int], gain: float) -> tuple[bool, float]:
    moved = sum(step.people_moved for step in steps if id(step) not in done)
    return (moved > 0, -(gain / moved if moved else gain))


def _ordered(steps: Iterable[Step], done: Iterable[int]) -> list[Step]:
    waiting = [step for step in steps if id(step) not in done]
    return sorted(
        waiting,
        key=lambda step: (
            ACTIONS.index(step.action),
            -step.people_moved,
            -step.people_affected,
            step.footprint_set,
            step.sources,
            step.into,
        ),
    )


def _packages(plan: Plan, steps: Sequence[Step]) -> dict[int, list[Step]]:
    """Return, for the number of each place that needs any step, the steps it needs."""
    after = plan.overlap_after
    place_of = {
        (name, code): component
        for name, codes, components in zip(
            after.compare, after.codes, after.structure_covered.components, strict=True
        )
        for code, component in zip(codes, components.tolist(), strict=True)
    }
    packages: dict[int, list[Step]] = {}
    for step in steps:
        side = plan.overlap.side(step.footprint_set)
        ends = {step.into, *plan.successor[side].loc[list(step.sources)]}
        for place in sorted({place_of[step.footprint_set, end] for end in ends}):
            packages.setdefault(place, []).append(step)
    return packages


def _place_codes(plan: Plan) -> dict[int, str]:
    """Name every place after the footprint that holds most others; of equals, the lead's."""
    after = plan.overlap_after
    first_side = plan.lead_side or 0
    candidates = []
    for side, codes in enumerate(after.codes):
        degrees = np.bincount(after.edge_positions[side], minlength=len(codes)).tolist()
        components = after.structure_covered.components[side].tolist()
        candidates += [
            (component, -degree, side != first_side, code)
            for component, degree, code in zip(components, degrees, codes, strict=True)
        ]
    names: dict[int, str] = {}
    for component, _, _, code in sorted(candidates):
        names.setdefault(component, code)
    return names


def _regions(plan: Plan, steps: Sequence[Step], packages: dict[int, list[Step]]) -> dict[int, int]:
    """Return a number for each package; those with different ones cannot affect each other."""
    components = plan.overlap.structure.components
    parent = list(range(max(int(side.max(initial=0)) for side in components) + 1))

    def root(place: int) -> int:
        while parent[place] != place:
            place = parent[place]
        return place

    def join(places: Iterable[int]) -> int:
        roots = {root(place) for place in places}
        first = min(roots)
        for place in roots:
            parent[place] = first
        return first

    joined: dict[int, int] = {}
    for step in steps:
        side = plan.overlap.side(step.footprint_set)
        successor = plan.successor[side]
        named = {*step.sources, *successor.index[successor == step.into]}
        codes = plan.overlap.codes[side].get_indexer(pd.Index(sorted(named)))
        places = components[side][codes].tolist()
        # A new footprint is reached by the overlaps of those who join it.
        for other, positions in enumerate(plan.overlap.positions):
            places += components[other][positions[step.portions]].tolist()
        joined[id(step)] = join(places)
    for members in packages.values():
        join(joined[id(step)] for step in members)
    return {place: root(joined[id(members[0])]) for place, members in packages.items()}


class _Progress:
    """How many covered people meet the target as steps are taken one after another.

    Footprints are numbered on each side: first those there are, then those that the plan results
    in. A resulting footprint goes by the number of its largest predecessor until the others join.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._target = plan.target or "coterminous"
        counted = (plan.assignment["people"] > 0) & ~plan.assignment["sliver"]
        self._people = plan.assignment["people"].where(counted, 0.0).to_numpy(float)
        self._counted = counted.to_numpy()
        self._before = tuple(
            {code: place for place, code in enumerate(codes)} for codes in plan.overlap.codes
        )
        self._after = tuple(self._carriers(side) for side in (0, 1))
        self._sizes = tuple(
            len(plan.overlap.codes[side]) + len(plan.overlap_after.codes[side]) for side in (0, 1)
        )
        first, second = plan.overlap.positions
        self._labels = (first.copy(), second.copy())
        self._met = self._meets(self._labels)

    def _carriers(self, side: int) -> dict[str, int]:
        """Return a number for every resulting footprint: its largest predecessor's, or its own."""
        before = self._before[side]
        people = self._plan.footprint_people[side].to_dict()
        carriers: dict[str, int] = {}
        for code, successor in self._plan.successor[side].to_dict().items():
            place = before[str(code)]
            rival = carriers.setdefault(successor, place)
            if people[code] > people[self._plan.overlap.codes[side][rival]]:
                carriers[successor] = place
        for place, code in enumerate(self._plan.overlap_after.codes[side], start=len(before)):
            carriers.setdefault(code, place)
        return carriers

    @property
    def share(self) -> float:
        """Share of the people who count in components that meet the target."""
        total = self._people.sum()
        return float(self._people[self._met].sum() / total) if total else 1.0

    def gain(self, steps: Sequence[Step]) -> float:
        """People who would newly meet the target if these steps were taken."""
        labels = (self._labels[0].copy(), self._labels[1].copy())
        for step in steps:
            self._apply(step, labels)
        return float(self._people[self._meets(labels) & ~self._met].sum())

    def take(self, step: Step) -> None:
        """Take a step for good."""
        self._apply(step, self._labels)
        self._met = self._meets(self._labels)

    def _apply(self, step: Step, labels: tuple[NDArray[np.intp], NDArray[np.intp]]) -> None:
        side = self._plan.overlap.side(step.footprint_set)
        into = self._after[side][step.into]
        if step.action == "merge":
            merged = [self._before[side][source] for source in step.sources]
            labels[side][np.isin(labels[side], merged)] = into
        else:
            labels[side][step.portions] = into

    def _meets(self, labels: tuple[NDArray[np.intp], NDArray[np.intp]]) -> NDArray[np.bool_]:
        """Return for each portion whether it counts and lies in a component that is as wanted."""
        keys = labels[0][self._counted] * self._sizes[1] + labels[1][self._counted]
        pairs = np.unique(keys)
        structure = Structure.of(
            (pairs // self._sizes[1], pairs % self._sizes[1]),
            outside=(np.zeros(self._sizes[0], bool), np.zeros(self._sizes[1], bool)),
        )
        met = meets_target(structure, self._target, lead=self._plan.lead_side)
        found = np.zeros(len(self._people), bool)
        found[self._counted] = met[structure.components[0][labels[0][self._counted]]]
        return found
