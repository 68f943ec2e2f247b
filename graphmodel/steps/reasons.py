"""Reasons: what a step changes, for whom, and on what evidence, in one sentence."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from graphmodel.overlap.names import Names
from graphmodel.overlap.ties import Ties
from graphmodel.plans.partners import partner_footprints
from graphmodel.plans.plan import JOINT
from graphmodel.wording import (
    capital,
    evidence_clause,
    footprint_phrase,
    join_names,
    people_phrase,
    plural,
    share_phrase,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    import pandas as pd

    from graphmodel.plans.plan import Plan
    from graphmodel.rules.grouping import Grouping
    from graphmodel.steps.steps import Step

__all__ = ["Reasons"]


class Reasons:
    """Writes the sentence of each step of a plan, and names the partners who know both ends."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._dataset = plan.dataset
        self._ties = Ties(plan.dataset)

    @cached_property
    def _names(self) -> Names:
        return Names(self._dataset, self._plan.overlap)

    @cached_property
    def _names_after(self) -> Names:
        return Names(self._dataset, self._plan.overlap_after)

    @cached_property
    def _places_of_split(self) -> dict[str, list[set[str]]]:
        """The footprints of each split block that anybody is in, for the two sets."""
        people = self._dataset.people
        rows = self._dataset.memberships
        rows = rows[(rows["share"] < 1) & rows["organisation"].isin(people.index[people > 0])]
        found: dict[str, dict[str, set[str]]] = {name: {} for name in self._plan.overlap.compare}
        columns = ["footprint_set", "organisation", "footprint"]
        for name, block, footprint in rows[columns].itertuples(index=False):
            if name in found:
                found[name].setdefault(block, set()).add(footprint)
        return {name: list(blocks.values()) for name, blocks in found.items()}

    @cached_property
    def _partners_after(self) -> dict[tuple[str, str], set[str]]:
        rows = partner_footprints(self._plan)[["footprint_set", "after", "organisation"]]
        found: dict[tuple[str, str], set[str]] = {}
        for footprint_set, footprint, partner in rows.itertuples(index=False):
            found.setdefault((footprint_set, footprint), set()).add(partner)
        return found

    def shared(self, step: Step, kind: str) -> tuple[str, ...]:
        """Return the partners of one kind that deal with both ends of a step, by code.

        For a move those of a footprint left and of a predecessor of the one joined; for a merger
        those of at least two of the footprints merged; for a new footprint those of a footprint
        left that will deal with the new one.
        """
        footprint_set, into = step.footprint_set, step.into
        partners = [self._ties.partners(footprint_set, code) for code in step.sources]
        left = set[str]().union(*partners)
        if step.action == "merge":
            both = {one for one in left if sum(one in group for group in partners) > 1}
        elif step.action == "new":
            both = left & self._partners_after.get((footprint_set, into), set())
        else:
            joined = (self._ties.partners(footprint_set, code) for code in step.carries)
            both = left.intersection(set[str]().union(*joined))
        return tuple(sorted(one for one in both if self._ties.kinds[one] == kind))

    def sentence(self, step: Step) -> str:
        """Return the reason of a step: one sentence with its people, places and evidence."""
        body = {"move": self._move, "new": self._new, "merge": self._merge}[step.action](step)
        clauses = [
            body,
            self._shared_clause(step),
            self._alternative(step),
            evidence_clause(step.evidence, self._dataset.people_label),
        ]
        return "; ".join(clause for clause in clauses if clause) + "."

    def _move(self, step: Step) -> str:
        return f"{self._who(step)} would change from {self._before(step)} to {self._into(step)}"

    def _new(self, step: Step) -> str:
        new = self._into(step).removeprefix("the ")
        why = ""
        if self._plan.lead_side is not None:
            label, people = self._dataset.label(step.footprint_set), self._dataset.people_label
            why = f", since no {label} has most of its {people} there"
        return f"{self._who(step)} would leave {self._before(step)} and form a new {new}{why}"

    def _merge(self, step: Step) -> str:
        side = self._plan.overlap.side(step.footprint_set)
        absorbed = step.sources[1:]
        people = self._plan.footprint_people[side].loc[list(absorbed)].sum()
        everybody = people_phrase(
            step.people_affected,
            self._dataset.people_label,
            estimated=self._divides(step.footprint_set, step.sources),
        )
        others = people_phrase(
            people, "of them", estimated=self._divides(step.footprint_set, absorbed)
        )
        return (
            f"{capital(self._before(step))} would merge into {self._into(step)}{self._match(step)}"
            f" ({everybody}, {others} outside the largest)"
        )

    def _divides(self, footprint_set: str, footprints: Sequence[str]) -> bool:
        """Whether some block lies partly in these footprints and partly in others of their set."""
        for places in self._places_of_split[footprint_set]:
            if not places.isdisjoint(footprints) and not places.issubset(footprints):
                return True
        return False

    def _alternative(self, step: Step) -> str:
        """Name the other way to undo the same overlaps, where either side could give way."""
        if self._plan.lead != JOINT or step.action != "move" or not self._either_could(step):
            return ""
        side = self._plan.overlap.side(step.footprint_set)
        other_set, column = self._plan.overlap.compare[1 - side], "ab"[1 - side]
        codes = sorted(set(self._plan.assignment[column].iloc[step.portions]))
        left = [self._names.footprint(other_set, code) for code in codes]
        label = self._dataset.label(other_set)
        if self._plan.target == "compatible":
            return f"the alternative is that {footprint_phrase(left, label)} give way"
        into = self._plan.successor[side].loc[list(step.sources)].unique()
        joined = [self._names_after.footprint(other_set, code) for code in into]
        return (
            f"the alternative is a change from {footprint_phrase(left, label)}"
            f" to {footprint_phrase(joined, label)}"
        )

    @cached_property
    def _ruled(self) -> Grouping | None:
        """The groups of the plan, where rules or costs may want one side to give way."""
        # Imported here, like below: hardly any plan has rules.
        from graphmodel.plans.ruled import grouping_of, located_rules  # noqa: PLC0415

        return grouping_of(self._plan, located_rules(self._plan))

    def _either_could(self, step: Step) -> bool:
        """Tell whether rules and costs let the other side give way."""
        if self._plan.asked.rules is None:
            return True
        from graphmodel.plans.ruled import could_stay  # noqa: PLC0415

        side = self._plan.overlap.side(step.footprint_set)
        return self._ruled is not None and could_stay(self._ruled, step.portions, side)

    def _match(self, step: Step) -> str:
        """Say what a merged footprint will lie in or agree with, where that is one footprint."""
        side = self._plan.overlap.side(step.footprint_set)
        edges = self._plan.overlap_after.edges
        others = edges.loc[edges["ab"[side]] == step.into, "ab"[1 - side]]
        if len(others) != 1:
            return ""
        other_set = self._plan.overlap.compare[1 - side]
        name = self._names_after.footprint(other_set, others.iloc[0])
        return f", to match {footprint_phrase([name], self._dataset.label(other_set))}"

    def _before(self, step: Step) -> str:
        names = [self._names.footprint(step.footprint_set, code) for code in step.sources]
        return footprint_phrase(names, self._dataset.label(step.footprint_set))

    def _into(self, step: Step) -> str:
        return footprint_phrase([step.into_name], self._dataset.label(step.footprint_set))

    def _who(self, step: Step) -> str:
        """Name the organisations of a step, or the parts of them, with their people."""
        rows = self._plan.assignment.iloc[step.portions]
        count = people_phrase(
            step.people_moved, self._dataset.people_label, estimated=step.estimated
        )
        names = join_names([self._names.organisation(code) for code in step.organisations])
        if len(rows) == 1 and step.estimated:
            return self._part(rows.iloc[0], names, count)
        parts = ""
        if step.estimated:
            parts = "Parts of " if bool(rows["estimated"].all()) else "All or parts of "
        return f"{parts}{names} ({count})"

    def _part(self, row: pd.Series[Any], name: str, count: str) -> str:
        """Name one part of a split block by the footprints that divide the block."""
        portions = self._plan.overlap.portions
        mine = portions[portions["organisation"] == row["organisation"]]
        places = [
            footprint_phrase([self._names.footprint(name, row[column])], self._dataset.label(name))
            for name, column in zip(self._plan.overlap.compare, "ab", strict=True)
            if len(set(mine[column])) > 1
        ]
        basis = f"estimated from {self._dataset.labels.get('shares', 'its share')}"
        share = share_phrase(row["share"])
        return f"The part of {name} in {' and '.join(places)} ({share}, {count}, {basis})"

    def _shared_clause(self, step: Step) -> str:
        counts = {kind: len(self.shared(step, kind)) for kind in ("provider", "council")}
        parts = [
            f"{count} {plural(self._dataset.label(kind), count)}"
            for kind, count in counts.items()
            if count
        ]
        if not parts:
            return ""
        if step.action == "new":
            return f"{join_names(parts)} would go with the new one"
        verb = "deals" if sum(counts.values()) == 1 else "deal"
        with_whom = "more than one of them" if step.action == "merge" else "both"
        return f"{join_names(parts)} already {verb} with {with_whom}"
