"""Steps: what has to be done, in either set, for a plan to come about."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import fsum
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

import numpy as np

from graphmodel.dataset.notes import EVIDENCE_GRADES
from graphmodel.files.guard import guarded
from graphmodel.plans.plan import given_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from graphmodel.plans.plan import Plan

Action: TypeAlias = Literal["move", "new", "merge"]

Identity: TypeAlias = tuple[Action, str, tuple[str, ...], str]
"""What makes a step the same step in another plan: action, set, footprints left and joined."""

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
    carries
        Codes of the footprints that the resulting one carries on, the largest first; none where it
        is new.
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
    carries: tuple[str, ...]
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
    def identity(self) -> Identity:
        """What makes it the same step in another plan, if perhaps in another form.

        A change is the same if it is in the same set, from the same footprint to the same one; a
        merger, or a new footprint, if it results in the same one.
        """
        left = self.sources if self.action == "move" else ()
        return (self.action, self.footprint_set, left, self.into)

    @guarded
    def agrees(self, other: Step, *, people: bool = True) -> bool:
        """Whether a step of the same identity has the same form: who, from where.

        Parameters
        ----------
        other
            A step of the same identity.
        people
            Whether as many people have to be in it, as they are where both are for the same data.
        """
        return (
            set(self.sources) == set(other.sources)
            and self.organisations == other.organisations
            and (not people or same_count(self.people, other.people))
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
        mine = "ab"[side]
        columns = ("organisation", "people", "evidence", "estimated", mine, f"to_{mine}")
        self._portions = list(map(_Portion._make, _rows(plan.assignment, columns)))
        self._outside = self._of_set(plan.overlap.outside, "footprint", "evidence", "people")
        self._people: dict[Any, float] = plan.overlap.sides[side].people.to_dict()
        self._names = dict(self._of_set(plan.resulting, "footprint", "name"))
        self._names |= {
            code: name for (of, code), name in given_names(plan).items() if of == self._set
        }
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
        concerned: dict[tuple[Action, str, str], list[int]] = {}
        for number, one in enumerate(self._portions):
            # Blocks without people are named nowhere.
            if one.people > 0 and one.into != self._successor.get(one.place, one.place):
                left = one.place if one.into in self._predecessors else ""
                key: tuple[Action, str, str] = ("move" if left else "new", left, one.into)
                concerned.setdefault(key, []).append(number)
        for into, codes in self._predecessors.items():
            if len(codes) > 1:
                inside = [n for n, one in enumerate(self._portions) if one.place in codes]
                concerned["merge", "", into] = inside
        return sorted(
            (self._step(action, into, rows) for (action, _, into), rows in concerned.items()),
            key=lambda step: (ACTIONS.index(step.action), step.sources, step.into),
        )

    def _step(self, action: Action, into: str, rows: list[int]) -> Step:
        portions = [self._portions[row] for row in rows]
        changing = [] if action == "merge" else portions
        counts = [(one.evidence, one.people) for one in portions]
        people = self._people
        carries = sorted(self._predecessors.get(into, ()), key=lambda code: (-people[code], code))
        if action == "merge":
            sources = carries
            counts += [(grade, count) for code, grade, count in self._outside if code in carries]
        else:
            sources = sorted({one.place for one in portions})
        by_grade: dict[str, list[float]] = {}
        for grade, count in counts:
            by_grade.setdefault(grade, []).append(count)
        return Step(
            action=action,
            footprint_set=self._set,
            sources=tuple(sources),
            into=into,
            into_name=self._names[into],
            carries=tuple(carries),
            organisations=tuple(sorted({one.organisation for one in changing})),
            people_affected=fsum(self._people[code] for code in {*sources, *carries}),
            people_moved=fsum(one.people for one in changing),
            estimated=any(one.estimated for one in changing),
            evidence={
                grade: fsum(by_grade[grade])
                for grade in EVIDENCE_GRADES
                if any(count > 0 for count in by_grade.get(grade, ()))
            },
            portions=np.array(rows, np.intp),
        )


class _Portion(NamedTuple):
    """Some people of one block, where they are in a set, and where they will be."""

    organisation: str
    people: float
    evidence: str
    estimated: bool
    place: str
    into: str


def _rows(frame: pd.DataFrame, columns: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[column].tolist() for column in columns), strict=True)
