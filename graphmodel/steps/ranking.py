"""Ranking: the steps of a plan in packages, the most worthwhile package first.

A place is a component of the overlap graph as the plan leaves it: a pair of coterminous footprints,
or one that holds several of the other set. Its package is every step into or out of the
predecessors of its footprints, in either set: what it takes to put that place right.

People are compared as whole numbers of small parts of a person, and ratios of them by multiplying
across, so that no order hangs on the last digit of a sum; the page ranks by the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from graphmodel.plans.misfits import largest
from graphmodel.plans.outcome import share_structure
from graphmodel.steps.steps import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from graphmodel.plans.plan import Plan
    from graphmodel.steps.steps import Step

_PARTS: Final = 2.0**20
"""Parts of a person that people are counted in; a power of two, so that little is rounded."""

_HOPS: Final = 4
"""Overlaps beyond which a change makes no difference; three would do."""


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
        People in footprints that meet the target, after this step and all before it, as a share of
        all people; see :func:`graphmodel.plans.outcome.target_share`.
    """

    step: Step
    package: str
    share_after: float


def rank_steps(plan: Plan, steps: Sequence[Step]) -> list[PlacedStep]:
    """Order the steps of a plan, package by package.

    Greedy: next comes the package whose steps not yet listed bring most people into footprints
    that newly meet the target, per person whose footprint changes, given the steps already
    listed. Packages that change nobody's footprint come first, by people; ties go by the code of
    the place, then by its set. A step is listed once. Within a package: moves, new footprints,
    mergers, each by people.
    """
    progress = _Progress(plan)
    names = _place_names(plan)
    counts = _Counts(plan, steps)
    packages = _packages(plan, counts.ordered)
    gains = {place: progress.gain(packages[place]) for place in packages}
    listed: list[PlacedStep] = []
    done: set[int] = set()
    while packages:
        ratings = {
            place: (*counts.worth(_waiting(members, done), gains[place].people), *names[place])
            for place, members in packages.items()
        }
        best = min(ratings, key=ratings.__getitem__)
        taken = _waiting(packages.pop(best), done)
        changed = progress.touched(taken)
        for step in taken:
            progress.take(step)
            done.add(id(step))
            listed.append(PlacedStep(step, names[best][0], progress.share))
        for other in list(packages):
            if gains[other].near[changed].any():
                waiting = _waiting(packages[other], done)
                if waiting:
                    gains[other] = progress.gain(waiting)
                else:
                    del packages[other]
    return listed


def _waiting(steps: Iterable[Step], done: set[int]) -> list[Step]:
    return [step for step in steps if id(step) not in done]


def _in_parts(people: Iterable[float]) -> NDArray[np.int64]:
    """Count people in parts of a person, rounded as the page's script does."""
    return np.floor(np.fromiter(people, float) * _PARTS + 0.5).astype(np.int64)


class _Counts:
    """The steps of a plan in their order within a package, and whom each concerns, in parts."""

    def __init__(self, plan: Plan, steps: Sequence[Step]) -> None:
        parts = _in_parts(plan.assignment["people"])
        sizes = _footprint_parts(plan, parts)
        self._moved = {
            id(step): 0 if step.action == "merge" else int(parts[step.portions].sum())
            for step in steps
        }
        affected = {
            id(step): sum(
                sizes[step.footprint_set, code] for code in {*step.sources, *step.carries}
            )
            for step in steps
        }
        self.ordered = sorted(
            steps,
            key=lambda step: (
                ACTIONS.index(step.action),
                -self._moved[id(step)],
                -affected[id(step)],
                step.footprint_set,
                step.sources,
                step.into,
            ),
        )

    def worth(self, steps: Iterable[Step], gain: int) -> tuple[bool, Fraction]:
        """Return what to rank a package by: whether anybody moves, and what that brings."""
        moved = sum(self._moved[id(step)] for step in steps)
        return (moved > 0, Fraction(-gain, moved or 1))


def _footprint_parts(plan: Plan, parts: NDArray[np.int64]) -> dict[tuple[str, str], int]:
    """Return all people of every footprint as it is, in parts, by set and code."""
    outside = plan.overlap.outside
    sizes: dict[tuple[str, str], int] = {}
    for side in plan.overlap.sides:
        name = side.footprint_set
        rows = outside[outside["footprint_set"] == name]
        codes = [*plan.assignment[side.column], *rows["footprint"]]
        counts = [*parts.tolist(), *_in_parts(rows["people"]).tolist()]
        for code, count in zip(codes, counts, strict=True):
            sizes[name, code] = sizes.get((name, code), 0) + count
    return sizes


def _packages(plan: Plan, steps: Sequence[Step]) -> dict[int, list[Step]]:
    """Return, for the number of each place that needs any step, the steps it needs."""
    place_of = plan.overlap_after.component_of
    packages: dict[int, list[Step]] = {}
    for step in steps:
        side = plan.overlap.side(step.footprint_set)
        ends = {step.into, *plan.successor[side].loc[list(step.sources)]}
        for place in sorted({place_of[step.footprint_set, end] for end in ends}):
            packages.setdefault(place, []).append(step)
    return packages


def _place_names(plan: Plan) -> dict[int, tuple[str, int]]:
    """Name every place, by code and side, after the footprint that holds most others.

    Of those that hold as many, after the lead's first by code.
    """
    after = plan.overlap_after
    first_side = plan.lead_side or 0
    candidates = []
    for side in after.sides:
        degrees = np.bincount(after.edge_positions[side.number], minlength=len(side.codes)).tolist()
        candidates += [
            (component, -degree, side.number != first_side, code, side.number)
            for degree, code in zip(degrees, side.codes, strict=True)
            for component in [after.component_of[side.footprint_set, code]]
        ]
    names: dict[int, tuple[str, int]] = {}
    for component, _, _, code, number in sorted(candidates):
        names.setdefault(component, (code, number))
    return names


@dataclass(frozen=True, slots=True)
class _Gain:
    """What a package brings, and what that depends on.

    Attributes
    ----------
    people
        People who would newly meet the target, in parts of a person.
    near
        For each footprint of A, then of B, whether steps that touch it could change the number.
    """

    people: int
    near: NDArray[np.bool_]


class _Progress:
    """How many people meet the target as steps are taken one after another.

    Footprints are numbered on each side: first those there are, then those that the plan results
    in, then undecided ground. A resulting footprint goes by the number of its largest predecessor
    until the others join. Where undecided ground counts as footprints of its own, each has a
    portion of nobody, which no step changes but for a merger of the footprint it lies in.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._target = plan.target or "coterminous"
        sides = plan.overlap.sides
        ground = self._undecided_ground()
        self._counted = np.concatenate([plan.counted, np.ones(len(ground[0]), bool)])
        people = np.where(plan.counted, plan.assignment["people"].to_numpy(float), 0.0)
        self._people = np.concatenate([people, np.zeros(len(ground[0]))])
        self._parts = _in_parts(self._people)
        self._before = tuple(
            {code: place for place, code in enumerate(codes)} for codes in plan.overlap.codes
        )
        self._after = tuple(self._carriers(side) for side in (0, 1))
        known = [len(side.codes) + len(plan.overlap_after.codes[side.number]) for side in sides]
        self._sizes = tuple(count + len(ground[0]) for count in known)
        places = zip(plan.overlap.positions, ground, known, strict=True)
        first, second = (
            np.concatenate([mine, np.where(own >= 0, own, count + np.arange(len(own)))])
            for mine, own, count in places
        )
        self._labels = (first, second)
        self._met = self._meets(self._labels)

    def _undecided_ground(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the footprint of each undecided ground that counts, -1 on the side of its own."""
        overlap = self._plan.overlap
        if share_structure(self._plan, overlap) is not overlap.structure:
            return np.zeros(0, np.intp), np.zeros(0, np.intp)
        first, second = (np.flatnonzero(side.undecided > 0) for side in overlap.sides)
        return (
            np.concatenate([first, np.full(len(second), -1)]),
            np.concatenate([np.full(len(first), -1), second]),
        )

    def _carriers(self, side: int) -> dict[str, int]:
        """Return a number for every resulting footprint: its largest predecessor's, or its own."""
        before = self._before[side]
        merged: dict[str, list[str]] = {}
        for code, successor in self._plan.successor[side].to_dict().items():
            merged.setdefault(successor, []).append(str(code))
        carriers = {
            successor: before[largest(self._plan.overlap.sides[side], codes)]
            for successor, codes in merged.items()
        }
        for place, code in enumerate(self._plan.overlap_after.codes[side], start=len(before)):
            carriers.setdefault(code, place)
        return carriers

    @property
    def share(self) -> float:
        """People in footprints that meet the target, as a share of all people."""
        total = self._plan.overlap.people
        return float(self._people[self._met].sum()) / total if total else 0.0

    def gain(self, steps: Sequence[Step]) -> _Gain:
        """Return what these steps would bring if they were taken now."""
        labels = self._after_steps(steps)
        people = int(self._parts[self._meets(labels) & ~self._met].sum())
        return _Gain(people, self._near(labels))

    def touched(self, steps: Sequence[Step]) -> NDArray[np.intp]:
        """Return the footprints, of A and then of B, whose overlaps these steps would change."""
        return np.flatnonzero(self._changed(self._after_steps(steps)))

    def _after_steps(self, steps: Sequence[Step]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        labels = (self._labels[0].copy(), self._labels[1].copy())
        for step in steps:
            self._apply(step, labels)
        return labels

    def _ends(self, labels: tuple[NDArray[np.intp], NDArray[np.intp]]) -> NDArray[np.intp]:
        """Return the two footprints of every portion that counts, B numbered after A."""
        return np.stack([labels[0], labels[1] + self._sizes[0]])[:, self._counted]

    def _changed(self, labels: tuple[NDArray[np.intp], NDArray[np.intp]]) -> NDArray[np.bool_]:
        now, then = self._ends(self._labels), self._ends(labels)
        differs = (now != then).any(axis=0)
        found = np.zeros(sum(self._sizes), bool)
        found[now[:, differs]] = found[then[:, differs]] = True
        return found

    def _near(self, labels: tuple[NDArray[np.intp], NDArray[np.intp]]) -> NDArray[np.bool_]:
        """Return the footprints from which those that change can be reached in a few overlaps.

        Whether an overlap meets the target depends on the degrees of its ends and of their
        neighbours, now and after the change, so nothing further off has a say.
        """
        found = self._changed(labels)
        first, second = np.hstack([self._ends(self._labels), self._ends(labels)])
        for _ in range(_HOPS):
            either = found[first] | found[second]
            found[first[either]] = found[second[either]] = True
        return found

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
            labels[side][step.portions] = into  # undecided ground comes after all portions

    def _meets(self, labels: tuple[NDArray[np.intp], NDArray[np.intp]]) -> NDArray[np.bool_]:
        """Return for each portion whether it counts and lies in a component that is as wanted.

        A component meets a target when it is a pair, or a star about a footprint of the lead, or
        any star; of each overlap that can be told from the degrees next to it, which is much
        quicker than to find the components, and this is asked thousands of times.
        """
        width = self._sizes[1]
        keys = labels[0][self._counted] * width + labels[1][self._counted]
        pairs, rows = np.unique(keys, return_inverse=True)
        ends = (pairs // width, pairs % width)
        degrees = [np.bincount(ends[side], minlength=self._sizes[side]) for side in (0, 1)]
        leaf = [(degrees[side] == 1)[ends[side]] for side in (0, 1)]
        inner = [
            np.bincount(ends[side], weights=leaf[1 - side], minlength=self._sizes[side])
            for side in (0, 1)
        ]
        holds = [(inner[side] == degrees[side])[ends[side]] for side in (0, 1)]
        if self._target == "coterminous":
            met = leaf[0] & leaf[1]
        elif self._target == "nested":
            met = holds[self._plan.lead_side or 0]
        else:
            met = (leaf[0] & holds[1]) | (leaf[1] & holds[0])
        found = np.zeros(len(self._people), bool)
        found[self._counted] = met[rows]
        return found
