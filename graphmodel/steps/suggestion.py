"""Suggestions: a plan cut into steps, in packages, the most worthwhile first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from graphmodel.files.plain_json import plain_mapping
from graphmodel.steps.either_way import needed_either_way
from graphmodel.steps.ranking import rank_steps
from graphmodel.steps.reasons import Reasons
from graphmodel.steps.step_partners import StepPartners
from graphmodel.steps.steps import steps_of

if TYPE_CHECKING:
    from graphmodel.plans.plan import Plan
    from graphmodel.steps.steps import Action

__all__ = ["Suggestion", "suggestions"]


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One step of a plan.

    Attributes
    ----------
    rank
        Place in the list, from 1.
    package
        Code of the place that this step helps to put right; the steps of a package follow on
        each other.
    action
        ``merge`` of the footprints in ``sources`` into ``into``; ``move`` of organisations from
        one footprint to another; ``new`` for organisations that form a new footprint.
    footprint_set
        The set in which something changes.
    sources
        Codes of the footprints that people come from; called ``from`` in files.
    into
        Code of the resulting footprint.
    organisations
        Codes of the blocks, or parts of blocks, whose footprint changes by this step other than
        by a merger.
    people_affected
        All people in the footprints named.
    people_moved
        People whose footprint changes other than by a merger.
    estimated
        Whether ``people_moved`` rests on a split block, and so is an estimate.
    target_share_after
        People in footprints that meet the plan's target after this step and all earlier ones, as a
        share of all people; see :func:`graphmodel.plans.judging.target_share`.
    needed_either_way
        Whether the step is needed whatever becomes of undecided ground; None where the plan does
        not hang on it, see :func:`graphmodel.steps.either_way.needed_either_way`.
    shared_providers, shared_councils
        Codes of the partners that deal with both ends: with ``sources`` and ``into``; with at
        least two of the footprints of a merger; with ``sources`` now and a new footprint later.
    partners_with_fewer, partners_with_more
        Codes of the partners that this step by itself, taken on things as they are, leaves with
        fewer footprints to deal with, of A plus of B, or with more.
    support
        Agreement between runs for a merger found by repeated runs, 0 to 1; otherwise None.
    evidence
        ``people_moved`` (for a merger ``people_affected``) by grade of evidence.
    reason
        One sentence fit for a board paper.
    """

    rank: int
    package: str
    action: Action
    footprint_set: str
    sources: tuple[str, ...]
    into: str
    organisations: tuple[str, ...]
    people_affected: float
    people_moved: float
    estimated: bool
    target_share_after: float
    needed_either_way: bool | None
    shared_providers: tuple[str, ...]
    shared_councils: tuple[str, ...]
    partners_with_fewer: tuple[str, ...]
    partners_with_more: tuple[str, ...]
    support: float | None
    evidence: dict[str, float]
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """Return the suggestion as plan files carry it, ``sources`` under its name ``from``."""
        return plain_mapping(
            {
                "rank": self.rank,
                "package": self.package,
                "action": self.action,
                "footprint_set": self.footprint_set,
                "from": self.sources,
                "into": self.into,
                "organisations": self.organisations,
                "people_affected": self.people_affected,
                "people_moved": self.people_moved,
                "estimated": self.estimated,
                "target_share_after": self.target_share_after,
                "needed_either_way": self.needed_either_way,
                "shared_providers": self.shared_providers,
                "shared_councils": self.shared_councils,
                "partners_with_fewer": self.partners_with_fewer,
                "partners_with_more": self.partners_with_more,
                "support": self.support,
                "evidence": self.evidence,
                "reason": self.reason,
            }
        )


@lru_cache(maxsize=4)
def suggestions(plan: Plan) -> tuple[Suggestion, ...]:
    """Return the steps of a plan, ranked, with who is affected and why.

    The packages, their order and the order within each are those of
    :func:`graphmodel.ranking.rank_steps`. Together the steps move everybody the plan moves, once.
    """
    steps = steps_of(plan)
    reasons, partners = Reasons(plan), StepPartners(plan)
    needed = needed_either_way(plan)
    return tuple(
        Suggestion(
            rank=rank,
            package=placed.package,
            action=step.action,
            footprint_set=step.footprint_set,
            sources=step.sources,
            into=step.into,
            organisations=step.organisations,
            people_affected=step.people_affected,
            people_moved=step.people_moved,
            estimated=step.estimated,
            target_share_after=placed.share_after,
            needed_either_way=None if needed is None else step.identity in needed,
            shared_providers=reasons.shared(step, "provider"),
            shared_councils=reasons.shared(step, "council"),
            partners_with_fewer=tuple(one for one, count in change.items() if count < 0),
            partners_with_more=tuple(one for one, count in change.items() if count > 0),
            support=plan.support.get((step.footprint_set, step.into))
            if step.action == "merge"
            else None,
            evidence=step.evidence,
            reason=reasons.sentence(step),
        )
        for rank, placed in enumerate(rank_steps(plan, steps), start=1)
        for step in [placed.step]
        for change in [partners.changes(step)]
    )
