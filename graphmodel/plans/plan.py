"""A plan: which footprint every portion will be in, who succeeds whom, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from graphmodel.dataset.given import Given
from graphmodel.dataset.notes import EVIDENCE_GRADES
from graphmodel.dataset.reading import as_dataset
from graphmodel.dataset.targets import JOINT, Target, Undecided
from graphmodel.files.guard import guarded, handing
from graphmodel.files.safe_text import shown_text
from graphmodel.overlap.assessment import Assessment, assess_overlap, people_by_evidence
from graphmodel.overlap.names import footprint_names
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans import outcome
from graphmodel.plans.asked import Asked
from graphmodel.plans.misfits import sound_assignment
from graphmodel.shown import ShownPlan
from graphmodel.wording import people_phrase, with_present

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap

NEW_PREFIX: Final = "NEW:"
"""Begins the code of a footprint that succeeds none; the lead footprint's code follows."""


@guarded
@handing("successors", "resulting", "assignment")
@dataclass(frozen=True, eq=False)
class Plan(ShownPlan):
    """A regrouping of two footprint sets, with its cost.

    ``successors`` and ``assignment`` define the plan; everything else is computed from them.

    Attributes
    ----------
    dataset, overlap
        What the plan is for: the dataset and the overlap of its two sets as they are.
    successors
        One row a footprint that is not alone: ``footprint_set``, ``footprint``, ``successor``.
    resulting
        One row a footprint that the plan results in: ``footprint_set``, ``footprint``, ``name``.
    assignment
        The portions, with the footprints they will be in: the columns of ``Overlap.portions``,
        then ``to_a`` and ``to_b``.
    asked
        What was asked for: lead, target, method and more.
    names
        Names that a user gives to resulting footprints, by set and code, to be shown with the
        present ones beside.
    lower_bound
        People that any plan of this kind has to move, as far as proved; None where unknown.
    optimal
        True where no plan of this kind moves fewer people; None where nobody has looked.
    support
        For mergers found by repeated runs: agreement between runs by ``(set, resulting code)``.
    given
        Footprints given to blocks that have none in a set; ``overlap`` counts them as there,
        ``dataset`` and ``before`` do not.

    Raises
    ------
    PlanError
        When these do not fit each other: with what would be said of a file.

    Examples
    --------
    >>> plan = gm.propose("england-2016", lead="stp", target="nested")
    >>> plan.lead, plan.target, plan.meets_target
    ('stp', 'nested', True)
    """

    dataset: Dataset
    overlap: Overlap
    successors: pd.DataFrame
    resulting: pd.DataFrame
    assignment: pd.DataFrame
    asked: Asked = field(default_factory=Asked)
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    lower_bound: float | None = None
    optimal: bool | None = None
    support: Mapping[tuple[str, str], float] = field(default_factory=dict)
    given: Given = field(default_factory=Given)

    def __post_init__(self) -> None:
        object.__setattr__(self, "assignment", sound_assignment(self))

    def __repr__(self) -> str:
        kind = f"lead {self.lead}, target {self.target}, method {self.method}"
        moved = people_phrase(self.people_moved, self.dataset.people_label)
        return shown_text(
            f"<Plan for {self.dataset.name!r}: {' and '.join(self.overlap.compare)}, {kind};"
            f" another footprint for {moved}, {self.footprints_merged} merged,"
            f" {self.new_footprints} new>"
        )

    @property
    def lead(self) -> str | None:
        """The set that does not change, or ``joint``."""
        return self.asked.lead

    @property
    def undecided(self) -> Undecided:
        """How undecided ground is taken, see :class:`graphmodel.plans.asked.Asked`."""
        return self.asked.undecided

    @property
    def target(self) -> Target | None:
        """What the plan aims at; None for doing nothing, and where nobody chose one by hand."""
        return self.asked.target

    @property
    def method(self) -> str:
        """How it was found."""
        return self.asked.method

    @property
    def options(self) -> dict[str, Any]:
        """What else was asked for, as plan files carry it."""
        return self.asked.to_options()

    @property
    def joint_footprints(self) -> int:
        """Number of footprints that both sets become; 0 unless that is what was asked for."""
        joint = self._joint_coterminous and (not self.by_hand or self.meets_target)
        return len(self.resulting) // 2 if joint else 0

    @property
    def by_hand(self) -> bool:
        """Whether the plan was made by hand, and need not reach the target it is judged by."""
        return self.method == "manual"

    @cached_property
    def successor(self) -> tuple[pd.Series[str], pd.Series[str]]:
        """Successor of every footprint of A and of B, by code; one alone succeeds itself."""
        sets, footprints = self.successors["footprint_set"], self.successors["footprint"]
        places = zip(sets, footprints, strict=True)
        found = dict(zip(places, self.successors["successor"], strict=True))
        first, second = (
            pd.Series([found.get((name, code), code) for code in codes], codes, dtype=object)
            for name, codes in zip(self.overlap.compare, self.overlap.codes, strict=True)
        )
        return first, second

    @cached_property
    def moved(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """For each portion, whether it changes footprint in A, and in B."""
        first, second = (
            self.assignment[f"to_{side}"].to_numpy()
            != self.successor[place].loc[self.assignment[side]].to_numpy()
            for place, side in enumerate("ab")
        )
        return first, second

    @cached_property
    def people_moved_by_set(self) -> dict[str, float]:
        """People whose footprint changes, in A and in B."""
        people = self.assignment["people"].to_numpy(float)
        return {
            name: float(people[moved].sum())
            for name, moved in zip(self.overlap.compare, self.moved, strict=True)
        }

    @property
    def people_moved(self) -> float:
        """People whose footprint changes, in A plus in B."""
        return sum(self.people_moved_by_set.values())

    @cached_property
    def people_moved_by_evidence(self) -> dict[str, float]:
        """People whose footprint changes, by the evidence for where they are now."""
        totals = dict.fromkeys(EVIDENCE_GRADES, 0.0)
        for moved in self.moved:
            for grade, people in people_by_evidence(self.assignment[moved]).items():
                totals[grade] += people
        return {grade: people for grade, people in totals.items() if people}

    @cached_property
    def people_moved_estimated(self) -> float:
        """Those of the people moved whose number is an estimate, their block being split."""
        counted = self.assignment["people"].where(self.assignment["estimated"], 0.0)
        return float(sum(counted[moved].sum() for moved in self.moved))

    @cached_property
    def mergers(self) -> tuple[pd.DataFrame, ...]:
        """One frame for each resulting footprint with several predecessors, largest first.

        Columns ``footprint_set``, ``footprint``, ``people`` (all of it, undecided included),
        ``successor``; in the order of sets and of resulting codes.
        """
        frames = []
        for side in self.overlap.sides:
            rows = self.successors[self.successors["footprint_set"] == side.footprint_set]
            rows = rows[rows["successor"].duplicated(keep=False)]
            if rows.empty:
                continue
            rows = rows.assign(people=side.people.loc[rows["footprint"]].to_numpy())
            rows = rows.sort_values(["people", "footprint"], ascending=[False, True])
            frames += [group for _, group in rows.groupby("successor")]
        return tuple(frames)

    @property
    def footprints_merged(self) -> int:
        """Footprints absorbed: all but the largest of each merger."""
        return sum(len(merger) - 1 for merger in self.mergers)

    @cached_property
    def people_merged(self) -> float:
        """People in the footprints absorbed, in either set; each person counts once."""
        if not self.mergers:
            return 0.0
        absorbed: dict[str, set[str]] = {name: set() for name in self.overlap.compare}
        for merger in self.mergers:
            absorbed[merger["footprint_set"].iloc[0]].update(merger["footprint"].iloc[1:])
        portions, outside = self.assignment, self.overlap.outside
        total = 0.0
        within = np.zeros(len(portions), bool)
        for side in self.overlap.sides:
            mine = list(absorbed[side.footprint_set])
            within |= portions[side.column].isin(mine).to_numpy()
            # A block without a footprint in one of the sets is in no absorbed one there.
            there = outside[outside["footprint_set"] == side.footprint_set]
            total += float(there.loc[there["footprint"].isin(mine), "people"].sum())
        return total + float(portions["people"].to_numpy(float)[within].sum())

    @property
    def new_footprints(self) -> int:
        """Number of resulting footprints that succeed none."""
        return len(self.resulting_new)

    @cached_property
    def resulting_new(self) -> pd.DataFrame:
        """Rows of ``resulting`` that succeed no footprint."""
        sets, successors = self.successors["footprint_set"], self.successors["successor"]
        succeeded = set(zip(sets, successors, strict=True))
        rows = zip(self.resulting["footprint_set"], self.resulting["footprint"], strict=True)
        new = [place for place, row in enumerate(rows) if row not in succeeded]
        return self.resulting.iloc[new].reset_index(drop=True)

    @cached_property
    def overlap_after(self) -> Overlap:
        """The overlap of the two sets as the plan would make it.

        Uncovered blocks go with their footprint's successor; slivers stay marked.
        """
        return outcome.overlap_after(self)

    @cached_property
    def before(self) -> Assessment:
        """Assessment of the two sets as they are, without anything given."""
        if self.given:
            return self._assessment(build_overlap(self.dataset, sets=self.overlap.compare))
        return self._assessment(self.overlap)

    @cached_property
    def after(self) -> Assessment:
        """Assessment of the two sets as the plan would make them."""
        return self._assessment(self.overlap_after)

    def _assessment(self, overlap: Overlap) -> Assessment:
        return assess_overlap(overlap, dataset=self.dataset, ignore_below=self.overlap.ignore_below)

    @property
    def separates_undecided(self) -> bool:
        """Whether undecided ground counts as footprints of its own."""
        return self.undecided == "separate" and not self._joint_coterminous

    @property
    def _joint_coterminous(self) -> bool:
        return self.lead == JOINT and self.target == "coterminous"

    @cached_property
    def meets_target(self) -> bool:
        """Whether the people who have decided end where the target wants them.

        False without a target, and where :attr:`outweighed` names a footprint.
        """
        if self.target is None:
            return False
        structure = outcome.judged_structure(self, self.overlap_after)
        met = outcome.meets_target(structure, self.target, lead=self.lead_side)
        return bool(met.all()) and self.outweighed.empty

    @cached_property
    def in_the_way(self) -> pd.DataFrame:
        """Resulting footprints that keep a plan from its target; none without one.

        See :func:`graphmodel.plans.outcome.in_the_way`.
        """
        return outcome.in_the_way(self)

    @cached_property
    def outweighed(self) -> pd.DataFrame:
        """Followers that go with a lead footprint although more of their people are undecided.

        See :func:`graphmodel.plans.outcome.outweighed`.
        """
        return outcome.outweighed(self)

    @cached_property
    def unkept(self) -> pd.DataFrame:
        """Footprints of which nothing stays: ``footprint_set``, ``footprint``, ``successor``.

        See :func:`graphmodel.plans.outcome.unkept`; a plan is strict when there are none.
        """
        return outcome.unkept(self)

    @cached_property
    def counted(self) -> NDArray[np.bool_]:
        """Which portions count for a target: those of somebody, but for slivers."""
        return ((self.assignment["people"] > 0) & ~self.assignment["sliver"]).to_numpy()

    @cached_property
    def groups(self) -> dict[tuple[str, str], str]:
        """The joint group of every resulting footprint, by set and code, as ``G01``.

        A group is what hangs together afterwards, the one with most covered people first, then by
        the code of its first footprint of A. Empty for plans that are not joint and coterminous.
        """
        return outcome.joint_groups(self) if self._joint_coterminous else {}

    @property
    def lead_side(self) -> int | None:
        """0 where A leads, 1 where B does, None where neither."""
        return self.overlap.compare.index(self.lead) if self.lead in self.overlap.compare else None

    @property
    def is_strict(self) -> bool:
        """Whether every resulting footprint keeps something of each footprint it succeeds."""
        return self.unkept.empty

    @cached_property
    def met_for_covered_only(self) -> pd.DataFrame:
        """Resulting footprints with people outside: ``footprint_set``, ``footprint``, ``people``.

        The plan can settle their covered people only.
        """
        after = self.overlap_after
        keys = ["footprint_set", "footprint"]
        summed = after.outside.groupby(keys)["people"].sum().reset_index()
        linked = pd.MultiIndex.from_frame(self.resulting[["footprint_set", "footprint"]])
        rows = pd.MultiIndex.from_frame(summed[["footprint_set", "footprint"]])
        return summed[rows.isin(linked) & (summed["people"] > 0)].reset_index(drop=True)


def given_names(plan: Plan) -> dict[tuple[str, str], str]:
    """Return the names given in a plan, by set and code, each with the present one beside.

    A new footprint, one that blocks without any are given among them, has no present name: the
    given one stands alone.
    """
    if not plan.names:
        return {}
    present = footprint_names(plan.dataset)
    return {
        place: with_present(name, present.get(place, name)) for place, name in plan.names.items()
    }


def footprint_rows(overlap: Overlap, values: Sequence[pd.Series[str]], column: str) -> pd.DataFrame:
    """Stack a series by footprint for A and one for B: ``footprint_set``, ``footprint``, value."""
    first, second = values
    sets = [name for name, one in zip(overlap.compare, values, strict=True) for _ in one.index]
    columns = {"footprint_set": sets, "footprint": [*first.index, *second.index]}
    columns[column] = [*first, *second]
    return pd.DataFrame({name: pd.array(codes, dtype="str") for name, codes in columns.items()})


@guarded
def unchanged_plan(dataset: Dataset | str | Path, overlap: Overlap) -> Plan:
    """Return the plan that does nothing: everything stays, nobody is affected.

    Examples
    --------
    >>> overlap = gm.build_overlap("england-2016")
    >>> gm.unchanged_plan("england-2016", overlap).people_moved
    0.0
    """
    dataset = as_dataset(dataset)
    linked = [sorted(set(overlap.edges[side])) for side in "ab"]
    kept = [pd.Series(codes, codes, dtype=object) for codes in linked]
    names = [side.names.loc[codes] for side, codes in zip(overlap.sides, linked, strict=True)]
    return Plan(
        dataset=dataset,
        overlap=overlap,
        successors=footprint_rows(overlap, kept, "successor"),
        resulting=footprint_rows(overlap, names, "name"),
        assignment=overlap.portions.assign(to_a=overlap.portions["a"], to_b=overlap.portions["b"]),
        asked=Asked(method="unchanged"),
    )


def stated_options(plan: Plan) -> dict[str, Any]:
    """Return everything that was asked for, as plan files state it."""
    return {
        "lead": plan.lead,
        "target": plan.target,
        "method": plan.method,
        "ignore_below": plan.overlap.ignore_below,
        **plan.options,
    }
