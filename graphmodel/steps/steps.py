"""Steps: what has to be done, in either set, for a plan to come about."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import fsum
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

import numpy as np

from graphmodel.dataset.dataset import EVIDENCE_GRADES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from graphmodel.plans.plan import Plan

__all__ = ["ACTIONS", "Action", "Step", "same_count", "steps_of"]

Action: TypeAlias = Literal["move", "new", "merge"]


ACTIONS: Final[tuple[Action, ...]] = ("move", "new", "merge")
"""What a step can be, in the order in which steps of a package are listed."""


_SAME: Final = 1e-9


@dataclass(frozen=True, kw_only=True)
class Step:
    """One change in one footprint set.

    Attributes
    ----------
    action
        ``merge`` of the footprints in ``sources`` into ``into``; ``move`` of organisations from
        one footprint to another; ``new`` for organisations that form a new footprint.
    footprint_set
        The set in which something changes.
    sources
        Codes of the footprints that people come from, by code; of a merger the largest first.
    into, into_name
        Code of the resulting footprint, and its name, bare.
    carrier
        What the footprint joined is known by, whatever a plan calls its results: the largest of
        those that it carries on, then the first by code; where it carries on none, the footprint
        of the other set from which most of its people are.
    organisations
        Codes of the blocks, or parts of blocks, whose footprint changes by this step other than
        by a merger.
    people_affected
        All people in the footprints named.
    people_moved
        People whose footprint changes other than by a merger.
    estimated
        Whether ``people_moved`` rests on a split block, and so is an estimate.
    evidence
        ``people_moved`` (for a merger ``people_affected``) by grade of evidence, strongest first.
    portions
        Rows of the plan's assignment that change footprint by this step; for a merger the rows
        that lie in the footprints merged.
    """

    action: Action
    footprint_set: str
    sources: tuple[str, ...]
    into: str
    into_name: str
    carrier: str
    organisations: tuple[str, ...]
    people_affected: float
    people_moved: float
    estimated: bool
    evidence: dict[str, float]
    portions: NDArray[np.intp] = field(compare=False, repr=False)

    @property
    def people(self) -> float:
        """People whose footprint changes; for a merger all people in the footprints merged."""
        return self.people_affected if self.action == "merge" else self.people_moved

    @property
    def weakest_evidence(self) -> str:
        """The weakest grade in ``evidence``; empty where there is none."""
        return next(reversed(self.evidence), "")

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes it the same step in another plan, if perhaps in another form.

        A change is the same if it is in the same set, from the same footprint to the same one; a
        merger, or a new footprint, if it results in the same one.
        """
        left = self.sources if self.action == "move" else ()
        return (self.action, self.footprint_set, left, self.carrier)

    def agrees(self, other: Step) -> bool:
        """Whether a step of the same identity has the same form: who changes, what merges."""
        return (
            set(self.sources) == set(other.sources)
            and self.organisations == other.organisations
            and same_count(self.people, other.people)
        )


def same_count(one: float, other: float) -> bool:
    """Tell whether two counts of people differ by no more than they are rounded."""
    return abs(one - other) <= _SAME * max(abs(one), abs(other))


def steps_of(plan: Plan) -> tuple[Step, ...]:
    """Cut a plan into steps.

    One ``move`` for each footprint set, footprint left and footprint joined; one ``new`` for each
    footprint that succeeds none, with everybody who joins it; one ``merge`` for each footprint
    with several predecessors. Ordered by set, action, footprints left and footprint joined.
    """
    return tuple(step for side in (0, 1) for step in _Cut(plan, side).steps())


class _Cut:
    """Cuts what a plan changes in one set; in plain Python, since hundreds of plans are cut."""

    def __init__(self, plan: Plan, side: int) -> None:
        self._set = plan.overlap.compare[side]
        mine, theirs = ("a", "b") if side == 0 else ("b", "a")
        columns = ("organisation", "people", "evidence", "estimated", mine, theirs, f"to_{mine}")
        self._portions = list(map(_Portion._make, _rows(plan.assignment, columns)))
        self._outside = self._of_set(plan.overlap.outside, "footprint", "evidence", "people")
        self._people: dict[Any, float] = plan.footprint_people[side].to_dict()
        self._names = dict(self._of_set(plan.resulting, "footprint", "name"))
        self._successor: dict[str, str] = {}
        self._predecessors: dict[str, list[str]] = {}
        for code, into in self._of_set(plan.successors, "footprint", "successor"):
            self._successor[code] = into
            self._predecessors.setdefault(into, []).append(code)

    def _of_set(self, frame: pd.DataFrame, *columns: str) -> list[Any]:
        return [
            row for name, *row in _rows(frame, ("footprint_set", *columns)) if name == self._set
        ]

    def steps(self) -> list[Step]:
        """Return the steps, by action, footprints left and footprint joined."""
        return sorted(
            (*self._changes(), *self._mergers()),
            key=lambda step: (ACTIONS.index(step.action), step.sources, step.into),
        )

    def _changes(self) -> Iterator[Step]:
        changes: dict[tuple[str, str], list[int]] = {}
        for number, one in enumerate(self._portions):
            if one.into != self._successor.get(one.place, one.place):
                source = one.place if one.into in self._predecessors else ""
                changes.setdefault((source, one.into), []).append(number)
        for (source, into), numbers in changes.items():
            mine = [self._portions[number] for number in numbers]
            beside = _summed((one.other, one.people) for one in mine)
            yield self._step(
                "move" if source else "new",
                sorted({one.place for one in mine}),
                into,
                carrier=self._largest(into)[0] if source else _by_size(beside, beside)[0],
                organisations=tuple(sorted({one.organisation for one in mine})),
                people_moved=fsum(one.people for one in mine),
                estimated=any(one.estimated for one in mine),
                evidence=_by_grade((one.evidence, one.people) for one in mine),
                portions=np.array(numbers, np.intp),
            )

    def _mergers(self) -> Iterator[Step]:
        for into, codes in self._predecessors.items():
            if len(codes) < 2:  # noqa: PLR2004 - several
                continue
            sources = self._largest(into)
            numbers = [n for n, one in enumerate(self._portions) if one.place in codes]
            mine = [self._portions[number] for number in numbers]
            without = ((grade, people) for code, grade, people in self._outside if code in codes)
            yield self._step(
                "merge",
                sources,
                into,
                carrier=sources[0],
                organisations=(),
                people_moved=0.0,
                estimated=False,
                evidence=_by_grade([*((one.evidence, one.people) for one in mine), *without]),
                portions=np.array(numbers, np.intp),
            )

    def _step(
        self,
        action: Action,
        sources: Sequence[str],
        into: str,
        **rest: Any,  # noqa: ANN401 - fields
    ) -> Step:
        named = {*sources, *self._predecessors.get(into, ())}
        return Step(
            action=action,
            footprint_set=self._set,
            sources=tuple(sources),
            into=into,
            into_name=self._names[into],
            people_affected=fsum(self._people[code] for code in named),
            **rest,
        )

    def _largest(self, into: str) -> list[str]:
        """Return the predecessors of a footprint, the one with most people first."""
        return _by_size(self._predecessors[into], self._people)


class _Portion(NamedTuple):
    """Some people of one block, where they are in both sets, and where they will be in one."""

    organisation: str
    people: float
    evidence: str
    estimated: bool
    place: str
    other: str
    into: str


def _rows(frame: pd.DataFrame, columns: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[column].tolist() for column in columns), strict=True)


def _by_size(codes: Iterable[str], people: Mapping[str, float]) -> list[str]:
    return sorted(codes, key=lambda code: (-people[code], code))


def _summed(counts: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for key, people in counts:
        found.setdefault(key, []).append(people)
    return {key: fsum(people) for key, people in found.items()}


def _by_grade(counts: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Sum people by grade of evidence, strongest first; grades without anybody are absent."""
    found = _summed(counts)
    return {grade: found[grade] for grade in EVIDENCE_GRADES if grade in found}
