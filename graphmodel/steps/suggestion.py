"""Suggestions: a plan cut into steps, in packages, the most worthwhile first."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from graphmodel.files.plain_json import plain_mapping
from graphmodel.files.safe_text import shown_text
from graphmodel.shown import Shown
from graphmodel.steps.either_way import needed_either_way
from graphmodel.steps.ranking import rank_steps
from graphmodel.steps.reasons import Reasons
from graphmodel.steps.step_partners import StepPartners
from graphmodel.steps.steps import Step, steps_of
from graphmodel.wording import counted, evidence_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphmodel.overlap.names import Names
    from graphmodel.plans.plan import Plan
    from graphmodel.shown import Kind


@dataclass(frozen=True, kw_only=True)
class Suggestion(Step):
    """One step of a plan, with its place in the order, who deals with both ends, and why.

    What the step does is told by the attributes of :class:`graphmodel.steps.steps.Step`: its
    ``action``, ``footprint_set``, ``sources`` (in files ``from``), ``into``, ``organisations``,
    ``people_affected``, ``people_moved``, ``estimated`` and ``evidence``.

    Attributes
    ----------
    rank
        Place in the list, from 1.
    package
        Code of the place that this step helps to put right; the steps of a package follow on
        each other.
    target_share_after
        People in footprints that meet the plan's target after this step and all earlier ones, as a
        share of all people; see :func:`graphmodel.plans.outcome.target_share`.
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
    reason
        One sentence fit for a board paper.

    Examples
    --------
    >>> step = gm.propose("england-2016").suggestions()[0]
    >>> step.rank, step.action, step.into
    (1, 'merge', 'LDR15')
    """

    rank: int
    package: str
    target_share_after: float
    needed_either_way: bool | None
    shared_providers: tuple[str, ...]
    shared_councils: tuple[str, ...]
    partners_with_fewer: tuple[str, ...]
    partners_with_more: tuple[str, ...]
    support: float | None
    reason: str

    def __repr__(self) -> str:
        return shown_text(f"<Suggestion {self.rank} ({self.action}): {self.reason}>")

    def to_dict(self) -> dict[str, Any]:
        """Return the suggestion as plan files carry it, ``sources`` under its name ``from``."""
        return plain_mapping({told.name: told.value(self) for told in TOLD if told.in_file})


@dataclass(frozen=True, slots=True)
class Told:
    """Something told of every suggestion; all that lists suggestions goes by these.

    Attributes
    ----------
    name
        Its key in plan files; the name of its column in frames and CSV files.
    heading
        What stands above its column for people, with words of the dataset in braces: ``people``,
        ``People``, ``Blocks``, ``Providers`` and ``Councils``, ``changing`` (the kind of footprint
        that changes) and ``aim`` (what is said of footprints that meet the target).
    kind
        What it holds.
    place
        Where its column stands among those for people.
    attribute
        What of a suggestion it is, if that has another name.
    named
        Where codes are told in names: those of ``organisations``, or of footprints as they are
        ``now`` or ``then``, when the plan is done.
    in_file
        Whether plan files carry it.
    if_any
        Whether people see its column only where some suggestion has it.
    """

    name: str
    heading: str
    kind: Kind
    place: int
    attribute: str = ""
    named: Literal["organisations", "now", "then", ""] = ""
    in_file: bool = True
    if_any: bool = False

    def value(self, step: Suggestion) -> Any:  # noqa: ANN401 - of whatever kind it is
        """Return what plan files carry."""
        return getattr(step, self.attribute or self.name)

    def cell(self, step: Suggestion, now: Names, then: Names) -> object:
        """Return what a column holds: several things in one cell are joined by semicolons."""
        value = self.value(step)
        if isinstance(value, dict):
            return evidence_text(value)
        codes = value if isinstance(value, tuple) else (value,)
        match self.named:
            case "organisations":
                return "; ".join(map(now.organisation, codes))
            case "now" | "then":
                names = now if self.named == "now" else then
                return "; ".join(names.labelled(step.footprint_set, code) for code in codes)
        return "; ".join(codes) if isinstance(value, tuple) else value


TOLD: Final = (
    Told("rank", "Rank", "count", 1),
    Told("package", "Package", "code", 2),
    Told("action", "Step", "text", 3),
    Told("footprint_set", "Kind", "text", 12),
    Told("from", "Codes, from", "code", 20, "sources"),
    Told("from_names", "From", "long", 13, "sources", "now", in_file=False),
    Told("into", "Code, into", "code", 21),
    Told("into_name", "Into", "long", 14, "into", "then", in_file=False),
    Told("organisations", "Codes, {Blocks}", "code", 22),
    Told(
        *("organisation_names", "{Blocks} whose {changing} changes", "long", 15),
        *("organisations", "organisations"),
        in_file=False,
    ),
    Told("people_affected", "{People} in the footprints named", "people", 6),
    Told("people_moved", "{People} whose {changing} changes", "people", 5),
    Told("estimated", "Estimated from shares", "flag", 9),
    Told(
        *("target_share_after", "Share of {people} whose footprints {aim} by then"),
        *("share", 10),
    ),
    Told("needed_either_way", "Needed either way", "flag", 11, if_any=True),
    Told("shared_providers", "{Providers} with both", "long", 16, named="organisations"),
    Told("shared_councils", "{Councils} with both", "long", 17, named="organisations"),
    Told(
        *("partners_with_fewer", "Partners with fewer footprints by it", "long", 18),
        named="organisations",
    ),
    Told(
        *("partners_with_more", "Partners with more footprints by it", "long", 19),
        named="organisations",
    ),
    # Only plans found by repeated runs have it.
    Told("support", "Agreement between runs", "share", 11, if_any=True),
    Told("evidence", "{People} by evidence", "long", 8),
    Told("weakest_evidence", "Weakest evidence", "text", 7, in_file=False),
    Told("reason", "Reason", "prose", 4),
)
"""In the order of plan files and frames."""


class Suggestions(tuple[Suggestion, ...], Shown):  # noqa: SLOT001 - it has its plan besides
    """The suggestions of a plan, by rank: a tuple that a notebook shows in packages.

    Attributes
    ----------
    plan
        The plan whose steps they are.
    """

    plan: Plan

    def __new__(cls, steps: Iterable[Suggestion], plan: Plan) -> Self:
        """Return the suggestions of a plan."""
        found = super().__new__(cls, steps)
        found.plan = plan
        return found

    def __getnewargs__(self) -> tuple[tuple[Suggestion, ...], Plan]:
        return tuple(self), self.plan

    def __repr__(self) -> str:
        packages = counted(len({step.package for step in self}), "package")
        name = self.plan.dataset.name
        return shown_text(f"<{counted(len(self), 'suggestion')} in {packages} for {name!r}>")


@lru_cache(maxsize=4)
def suggestions(plan: Plan) -> Suggestions:
    """Return the steps of a plan, ranked, with who is affected and why.

    The packages, their order and the order within each are those of
    :func:`graphmodel.steps.ranking.rank_steps`. Together the steps move everybody the plan moves,
    once.
    """
    steps = steps_of(plan)
    reasons, partners = Reasons(plan), StepPartners(plan)
    needed = needed_either_way(plan)
    found = (
        Suggestion(
            **{each.name: getattr(step, each.name) for each in fields(Step)},
            rank=rank,
            package=placed.package,
            target_share_after=placed.share_after,
            needed_either_way=None if needed is None else step.identity in needed,
            shared_providers=reasons.shared(step, "provider"),
            shared_councils=reasons.shared(step, "council"),
            partners_with_fewer=tuple(one for one, count in change.items() if count < 0),
            partners_with_more=tuple(one for one, count in change.items() if count > 0),
            support=plan.support.get((step.footprint_set, step.into))
            if step.action == "merge"
            else None,
            reason=reasons.sentence(step),
        )
        for rank, placed in enumerate(rank_steps(plan, steps), start=1)
        for step in [placed.step]
        for change in [partners.changes(step)]
    )
    return Suggestions(found, plan)
