"""Reasons: what a step changes, for whom, and on what evidence, in one sentence."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from graphmodel.dataset.targets import JOINT
from graphmodel.overlap.names import Names
from graphmodel.overlap.relations import Relation
from graphmodel.overlap.ties import Ties
from graphmodel.plans.partners import partner_footprints
from graphmodel.wording import (
    agree,
    capital,
    evidence_clause,
    footprint_phrase,
    join_clauses,
    join_names,
    people_phrase,
    plural,
    share_phrase,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    import pandas as pd

    from graphmodel.overlap.overlap import Side
    from graphmodel.plans.plan import Plan
    from graphmodel.rules.grouping import Grouping
    from graphmodel.steps.steps import Step

_AGREEMENTS: Final = {
    Relation.COTERMINOUS: "match",
    Relation.NESTED: "lie within",
    Relation.HOLDING: "hold",
}
"""What a footprint that overlaps one other does to it, by its relation; open ones do nothing."""


def _with_undecided(side: Side, codes: Sequence[str]) -> list[tuple[str, str, float]]:
    """Return those of some footprints that have undecided people: set, code and people."""
    people = dict(zip(side.codes, side.undecided.tolist(), strict=True))
    return [(side.footprint_set, code, people[code]) for code in codes if people[code] > 0]


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
            self._undecided(step),
            evidence_clause(step.evidence, self._dataset.people_label),
        ]
        return "; ".join(clause for clause in clauses if clause) + "."

    def _move(self, step: Step) -> str:
        return f"{self._who(step)} would change from {self._before(step)} to {self._into(step)}"

    def _new(self, step: Step) -> str:
        new = self._into(step).removeprefix("the ")
        why = ""
        if self._plan.lead_side is not None and not self._plan.by_hand:
            label, people = self._dataset.label(step.footprint_set), self._dataset.people_label
            why = f", since no {label} has most of its {people} there"
        return f"{self._who(step)} would leave {self._before(step)} and form a new {new}{why}"

    def _merge(self, step: Step) -> str:
        side, _ = self._plan.overlap.seen_from(step.footprint_set)
        absorbed = [code for code in step.sources if code != step.into]
        everybody = people_phrase(
            step.people_affected,
            self._dataset.people_label,
            estimated=self._divides(step.footprint_set, step.sources),
        )
        others = people_phrase(
            side.people.loc[absorbed].sum(),
            "of them",
            estimated=self._divides(step.footprint_set, absorbed),
        )
        return (
            f"{capital(self._phrase(step.footprint_set, absorbed))} would become part of"
            f" {self._into(step)}{self._agreement(step)} ({everybody}, {others} in the"
            f" {plural('footprint', len(absorbed))} absorbed)"
        )

    def _divides(self, footprint_set: str, footprints: Sequence[str]) -> bool:
        """Whether some block lies partly in these footprints and partly in others of their set."""
        for places in self._places_of_split[footprint_set]:
            if not places.isdisjoint(footprints) and not places.issubset(footprints):
                return True
        return False

    def _alternative(self, step: Step) -> str:
        """Name the other way to undo the same overlaps, where either side could give way."""
        if self._plan.lead != JOINT or self._plan.by_hand or step.action != "move":
            return ""
        if not self._either_could(step):
            return ""
        mine, other = self._plan.overlap.seen_from(step.footprint_set)
        codes = sorted(set(self._plan.assignment[other.column].iloc[step.portions]))
        left = self._phrase(other.footprint_set, codes)
        if self._plan.target == "compatible":
            verb = agree(len(codes), "gives", "give")
            return f"the alternative is that {left} {verb} way"
        groups = self._plan.groups
        left_groups = {
            groups.get((step.footprint_set, code))
            for code in self._plan.successor[mine.number].loc[list(step.sources)]
        }
        joined = [
            code
            for (name, code), group in groups.items()
            if name == other.footprint_set and group in left_groups
        ]
        into = self._phrase(other.footprint_set, joined)
        return f"the alternative is a change from {left} to {into}"

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

    def _agreement(self, step: Step) -> str:
        """Say what a merged footprint would be to the one it then overlaps, where it is one."""
        mine, other, partners = self._met_after(step)
        structure = self._plan.overlap_after.structure
        relation = structure.relations[mine.number][mine.codes.get_loc(step.into)]
        verb = _AGREEMENTS.get(Relation(int(relation)))
        if verb is None or len(partners) != 1:
            return ""
        return f", which would then {verb} {self._phrase(other.footprint_set, partners)}"

    def _met_after(self, step: Step) -> tuple[Side, Side, list[str]]:
        """Return both sets as they would be, and what the footprint that results overlaps."""
        edges = self._plan.overlap_after.edges
        mine, other = self._plan.overlap_after.seen_from(step.footprint_set)
        return mine, other, edges.loc[edges[mine.column] == step.into, other.column].tolist()

    def _undecided(self, step: Step) -> str:
        """Name the undecided ground that a step has to do with, as what is in the way."""
        ground, told = self._ground(step), []
        everybody = round(sum(people for _, _, people in ground))
        for side in self._plan.overlap.sides:
            people = [
                f"{people_phrase(people, self._dataset.people_label)} of"
                f" {self._phrase(footprint_set, [code])}"
                for footprint_set, code, people in ground
                if footprint_set == side.footprint_set
            ]
            if people:
                other = self._plan.overlap.sides[1 - side.number].footprint_set
                have = agree(everybody, "has", "have")
                verb = "would still have" if step.action == "merge" else have
                told.append(f"{join_clauses(people)} {verb} no {self._dataset.label(other)}")
        if not told:
            return ""
        if step.action == "merge" or self._plan.target == "coterminous":
            return f"{join_clauses(told)}, which is in the way of a match"
        are = agree(everybody, "is", "are")
        return f"{join_clauses(told)} yet, and {are} counted as if in a separate one"

    def _ground(self, step: Step) -> list[tuple[str, str, float]]:
        """Return the undecided ground of the footprints of a step: set, code and people.

        For a merger that of what results, and of the footprint of the other set it then lies in
        or holds; for people who change, that of the footprints left, where the plan counts it.
        """
        if step.action != "merge":
            if not self._plan.separates_undecided:
                return []
            left, _ = self._plan.overlap.seen_from(step.footprint_set)
            return _with_undecided(left, step.sources)
        mine, other, partners = self._met_after(step)
        return [*_with_undecided(mine, [step.into]), *_with_undecided(other, partners)]

    def _phrase(self, footprint_set: str, codes: Sequence[str]) -> str:
        """Name footprints of one set, those of today or new, with the set's label."""
        side = self._plan.overlap.side(footprint_set)
        now, then = self._plan.overlap.sides[side].names, self._plan.overlap_after.sides[side].names
        names = [str(now[code] if code in now.index else then[code]) for code in codes]
        return footprint_phrase(names, self._dataset.label(footprint_set))

    def _before(self, step: Step) -> str:
        return self._phrase(step.footprint_set, step.sources)

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
            parts = "Parts of " if bool(rows["estimated"].all()) else "All or part of "
        return f"{parts}{names} ({count})"

    def _part(self, row: pd.Series[Any], name: str, count: str) -> str:
        """Name one part of a split block by the footprints that divide the block."""
        portions = self._plan.overlap.portions
        mine = portions[portions["organisation"] == row["organisation"]]
        places = [
            self._phrase(side.footprint_set, [row[side.column]])
            for side in self._plan.overlap.sides
            if len(set(mine[side.column])) > 1
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
            return f"{join_clauses(parts)} would go with the new one"
        verb = agree(sum(counts.values()), "deals", "deal")
        with_whom = "more than one of them" if step.action == "merge" else "both"
        return f"{join_clauses(parts)} already {verb} with {with_whom}"
