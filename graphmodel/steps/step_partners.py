"""Partners of a step: who has fewer footprints to deal with by it, and who has more."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from graphmodel.overlap.ties import Ties
from graphmodel.plans.partners import beside_undecided

if TYPE_CHECKING:
    from graphmodel.plans.plan import Plan
    from graphmodel.steps.steps import Step


class StepPartners:
    """Tells for each step of a plan, taken by itself on things as they are, whom it concerns.

    Who joins a footprint that has yet to be merged joins the largest of its predecessors. Partners
    go where :func:`graphmodel.partner_footprints` says.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._ties = Ties(plan.dataset)
        self._stays = beside_undecided(plan)
        self._footprints: tuple[dict[str, set[str]], dict[str, set[str]]] = ({}, {})
        for side, name in enumerate(plan.overlap.compare):
            for code in plan.overlap.codes[side]:
                for partner in self._ties.partners(name, code):
                    self._footprints[side].setdefault(partner, set()).add(code)
        rows = plan.overlap.portions[["a", "b", "people"]].itertuples(index=False, name=None)
        self._pairs = [(a, b) if people > 0 else None for a, b, people in rows]
        self._sizes = Counter(filter(None, self._pairs))

    def changes(self, step: Step) -> dict[str, int]:
        """Return by how many footprints each partner's burden changes; those unchanged are absent.

        Ordered by the partners' codes.
        """
        side = self._plan.overlap.side(step.footprint_set)
        concerned = set[str]().union(
            *(self._ties.partners(step.footprint_set, source) for source in step.sources)
        )
        found = {}
        for partner in sorted(concerned):
            mine = self._footprints[side][partner]
            if step.action == "merge":
                change = 1 - len(mine.intersection(step.sources))
            else:
                change = len(self._moved(step, side, partner, mine)) - len(mine)
            if change:
                found[partner] = change
        return found

    def _moved(self, step: Step, side: int, partner: str, mine: set[str]) -> set[str]:
        """Return the footprints that a partner deals with after a move or a new footprint."""
        into = step.carries[0] if step.carries else step.into
        others = self._footprints[1 - side].get(partner, set())
        leaving = Counter(filter(None, (self._pairs[portion] for portion in step.portions)))
        after: set[str] = set()
        for code in mine:
            pairs = [(code, other) if side == 0 else (other, code) for other in others]
            shared = [pair for pair in pairs if pair in self._sizes]
            if not shared or (partner, step.footprint_set, code) in self._stays:
                after.add(code)
            for pair in shared:
                if pair in leaving:
                    after.add(into)
                if leaving[pair] < self._sizes[pair]:
                    after.add(code)
        return after
