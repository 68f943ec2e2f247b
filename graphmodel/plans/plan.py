"""A plan: which footprint every portion will be in, who succeeds whom, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from graphmodel.dataset.dataset import EVIDENCE_GRADES
from graphmodel.dataset.given import Given
from graphmodel.files.safe_text import shown_text
from graphmodel.overlap.assessment import Assessment, assess_overlap, people_by_evidence
from graphmodel.overlap.overlap import Overlap, build_overlap
from graphmodel.overlap.relations import Relation
from graphmodel.plans.asked import JOINT, TARGETS, Asked, Target
from graphmodel.shown import Shown
from graphmodel.wording import people_phrase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.relations import Structure

__all__ = [
    "JOINT",
    "NEW_PREFIX",
    "TARGETS",
    "Plan",
    "Target",
    "cost_figures",
    "footprint_rows",
    "meets_target",
    "stated_options",
    "unchanged_plan",
]

NEW_PREFIX: Final = "NEW:"
"""Begins the code of a footprint that succeeds none; the lead footprint's code follows."""


@dataclass(frozen=True, eq=False)
class Plan(Shown):
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
    lower_bound
        People that any plan of this kind has to move, as far as proved; None where unknown.
    optimal
        True where no plan of this kind moves fewer people; None where nobody has looked.
    support
        For mergers found by repeated runs: agreement between runs by ``(set, resulting code)``.
    given
        Footprints given to blocks that have none in a set; ``overlap`` counts them as there,
        ``dataset`` and ``before`` do not.
    """

    dataset: Dataset
    overlap: Overlap
    successors: pd.DataFrame
    resulting: pd.DataFrame
    assignment: pd.DataFrame
    asked: Asked = field(default_factory=Asked)
    lower_bound: float | None = None
    optimal: bool | None = None
    support: Mapping[tuple[str, str], float] = field(default_factory=dict)
    given: Given = field(default_factory=Given)

    def __repr__(self) -> str:
        kind = f"lead {self.lead}, target {self.target}, method {self.method}"
        moved = people_phrase(self.people_moved, self.dataset.people_label)
        return shown_text(
            f"<Plan for {self.dataset.name!r}: {' and '.join(self.overlap.compare)}, {kind};"
            f" another footprint for {moved}, {self.footprints_merged} merged,"
            f" {len(self.new_footprints)} new>"
        )

    @property
    def lead(self) -> str | None:
        """The set that does not change, or ``joint``."""
        return self.asked.lead

    @property
    def target(self) -> Target | None:
        """What the plan aims at; None for doing nothing and for plans made by hand."""
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
        joint = self.lead == JOINT and self.target == "coterminous"
        return len(self.resulting) // 2 if joint else 0

    @cached_property
    def successor(self) -> tuple[pd.Series[str], pd.Series[str]]:
        """Successor of every footprint of A and of B, by code; one alone succeeds itself."""
        first, second = (
            pd.Series(codes.to_numpy(copy=True), index=codes, dtype=object)
            for codes in self.overlap.codes
        )
        for name, successor in zip(self.overlap.compare, (first, second), strict=True):
            rows = self.successors[self.successors["footprint_set"] == name]
            successor.loc[rows["footprint"]] = rows["successor"].to_numpy()
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

        Columns ``footprint_set``, ``footprint``, ``people`` (all of it, outside included),
        ``successor``; in the order of sets and of resulting codes.
        """
        frames = []
        for place, name in enumerate(self.overlap.compare):
            rows = self.successors[self.successors["footprint_set"] == name]
            people = self.footprint_people[place].loc[rows["footprint"]]
            rows = rows.assign(people=people.to_numpy())
            rows = rows.sort_values(["people", "footprint"], ascending=[False, True])
            frames += [group for _, group in rows.groupby("successor") if len(group) > 1]
        return tuple(frames)

    @cached_property
    def footprint_people(self) -> tuple[pd.Series[float], pd.Series[float]]:
        """All people of every footprint of A and of B as they are, those outside included."""
        first, second = (
            pd.Series(covered + outside, index=codes)
            for covered, outside, codes in zip(
                self.overlap.covered_by_footprint,
                self.overlap.outside_by_footprint,
                self.overlap.codes,
                strict=True,
            )
        )
        return first, second

    @property
    def footprints_merged(self) -> int:
        """Footprints absorbed: all but the largest of each merger."""
        return sum(len(merger) - 1 for merger in self.mergers)

    @property
    def people_merged(self) -> float:
        """People in the footprints absorbed."""
        return float(sum(merger["people"].iloc[1:].sum() for merger in self.mergers))

    @cached_property
    def new_footprints(self) -> pd.DataFrame:
        """Rows of ``resulting`` that succeed no footprint."""
        succeeded = pd.MultiIndex.from_frame(self.successors[["footprint_set", "successor"]])
        rows = pd.MultiIndex.from_frame(self.resulting[["footprint_set", "footprint"]])
        return self.resulting[~rows.isin(succeeded)].reset_index(drop=True)

    @cached_property
    def overlap_after(self) -> Overlap:
        """The overlap of the two sets as the plan would make it.

        Uncovered blocks go with their footprint's successor; slivers stay marked.
        """
        before = self.overlap
        portions = self.assignment.drop(columns=["a", "b"]).rename(
            columns={"to_a": "a", "to_b": "b"}
        )
        grades = pd.Index(EVIDENCE_GRADES)
        portions["evidence"] = grades.get_indexer(pd.Index(portions["evidence"]))
        portions = portions.groupby(
            ["organisation", "a", "b", "sliver"], as_index=False, sort=True
        ).agg(
            people=("people", "sum"),
            share=("share", "sum"),
            evidence=("evidence", "max"),
            estimated=("estimated", "any"),
        )
        portions["evidence"] = np.asarray(grades)[portions["evidence"]]
        outside = before.outside.copy()
        for place, name in enumerate(before.compare):
            here = outside["footprint_set"] == name
            outside.loc[here, "footprint"] = (
                self.successor[place].loc[outside.loc[here, "footprint"]].to_numpy()
            )
        succeeded = pd.MultiIndex.from_frame(self.successors[["footprint_set", "footprint"]])
        every = pd.MultiIndex.from_frame(before.footprints[["footprint_set", "footprint"]])
        footprints = pd.concat(
            [
                part[part["footprint_set"] == name].sort_values("footprint")
                for name in before.compare
                for part in [pd.concat([self.resulting, before.footprints[~every.isin(succeeded)]])]
            ],
            ignore_index=True,
        )
        return Overlap(
            compare=before.compare,
            footprints=footprints,
            portions=portions,
            outside=outside,
            uncovered_blocks=before.uncovered_blocks,
            uncovered_people=before.uncovered_people,
            ignore_below=before.ignore_below,
        )

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

    @cached_property
    def meets_target(self) -> bool:
        """Whether the covered people end where the target wants them; False without a target."""
        structure = self.overlap_after.structure_covered
        return self.target is not None and bool(
            meets_target(structure, self.target, lead=self.lead_side).all()
        )

    @property
    def lead_side(self) -> int | None:
        """0 where A leads, 1 where B does, None where neither."""
        return self.overlap.compare.index(self.lead) if self.lead in self.overlap.compare else None

    @cached_property
    def unkept(self) -> pd.DataFrame:
        """Footprints of which nothing stays: ``footprint_set``, ``footprint``, ``successor``.

        A plan is strict when there are none: each resulting footprint keeps, of every footprint
        it succeeds, a portion that has moved in neither set. A lead footprint whose only follower
        is new is exempt.
        """
        counts = (self.assignment["people"] > 0) & ~self.assignment["sliver"]
        kept = self.assignment[counts & ~self.moved[0] & ~self.moved[1]]
        lines = []
        for place, (name, side) in enumerate(zip(self.overlap.compare, "ab", strict=True)):
            rows = self.successors[self.successors["footprint_set"] == name]
            lost = rows[~rows["footprint"].isin(kept[side])]
            if place == self.lead_side:
                lost = lost[~lost["successor"].isin(self._led_by_new(place))]
            lines.append(lost)
        return pd.concat(lines, ignore_index=True)

    def _led_by_new(self, side: int) -> set[str]:
        """Return the lead's resulting footprints all of whose followers are new."""
        other = 1 - side
        new = self.new_footprints
        new_codes = new.loc[new["footprint_set"] == self.overlap.compare[other], "footprint"]
        places = self.assignment.loc[
            (self.assignment["people"] > 0) & ~self.assignment["sliver"], ["to_a", "to_b"]
        ]
        mine, theirs = places.iloc[:, side], places.iloc[:, other]
        return set(mine) - set(mine[~theirs.isin(new_codes)])

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


def meets_target(
    structure: Structure, target: Target, *, lead: int | None = None
) -> NDArray[np.bool_]:
    """Tell which components of an overlap graph meet a target.

    A component is coterminous when it is one footprint of each set; nested when every follower in
    it lies in one footprint of the lead; compatible when it is a star, that is when none of its
    footprints straddles.

    Parameters
    ----------
    structure
        Relations and components of the covered people.
    target
        What is aimed at.
    lead
        Side of the lead, which ``nested`` needs: 0 for A, 1 for B.
    """
    worst = {
        "coterminous": Relation.COTERMINOUS,
        "nested": Relation.NESTED,
        "compatible": Relation.HOLDING,
    }[target]
    count = structure.component_count
    met = np.ones(count, bool)
    for side in (0, 1):
        if target == "nested" and side == lead:
            continue
        component, relation = structure.components[side], structure.relations[side]
        met[component[(component < count) & (relation > worst)]] = False
    return met


def footprint_rows(overlap: Overlap, values: Sequence[pd.Series[str]], column: str) -> pd.DataFrame:
    """Stack a series by footprint for A and one for B: ``footprint_set``, ``footprint``, value."""
    return pd.concat(
        [
            pd.DataFrame(
                {"footprint_set": name, "footprint": series.index, column: series.to_numpy()}
            )
            for name, series in zip(overlap.compare, values, strict=True)
        ],
        ignore_index=True,
    )


def unchanged_plan(dataset: Dataset, overlap: Overlap) -> Plan:
    """Return the plan that does nothing: everything stays, nobody is affected."""
    linked = [sorted(set(overlap.edges[side])) for side in "ab"]
    successors = footprint_rows(
        overlap, [pd.Series(codes, codes, dtype=object) for codes in linked], "successor"
    )
    kept = successors[["footprint_set", "footprint"]]
    return Plan(
        dataset=dataset,
        overlap=overlap,
        successors=successors,
        resulting=kept.merge(overlap.footprints, on=["footprint_set", "footprint"]),
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


def cost_figures(plan: Plan) -> dict[str, Any]:
    """Return what a plan costs, and how far that is proved, under stable keys."""
    return {
        "people_moved": plan.people_moved,
        "people_moved_by_set": plan.people_moved_by_set,
        "people_moved_by_evidence": plan.people_moved_by_evidence,
        "people_moved_estimated": plan.people_moved_estimated,
        "footprints_merged": plan.footprints_merged,
        "people_merged": plan.people_merged,
        "new_footprints": len(plan.new_footprints),
        "lower_bound": plan.lower_bound,
        "optimal": plan.optimal,
    }
