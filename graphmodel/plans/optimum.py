"""Every plan beside the optimum: the least people moved by a plan that may do the same things."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from graphmodel.dataset.targets import JOINT
from graphmodel.errors import OptionError
from graphmodel.exact.cuts import cut_frontier
from graphmodel.exact.elimination import TooWideError
from graphmodel.files.guard import guarded
from graphmodel.plans.compatible import exact_forest
from graphmodel.plans.led import least_led
from graphmodel.wording import counted, people_phrase, plural, share_phrase, whole

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.plans.plan import Plan

_SAME: Final = 1e-9
"""Share of the covered people by which two counts may differ and be equal."""


@dataclass(frozen=True, slots=True)
class BesideOptimum:
    """How a plan compares with the best one that may do the same things.

    A joint coterminous plan stands beside the joint frontier at as many footprints; any other plan
    beside the best with its lead, its target and its way of taking undecided ground. One that does
    not reach its target, as plans made by hand may not, is compared as it would be if it were
    finished with the least further change.

    Attributes
    ----------
    footprints
        In how many joint footprints a joint coterminous plan ends, or is to end; None for other
        plans.
    least_people_moved
        The least people moved by such a plan; None where there is none, or it is not known.
    excess
        People that the plan moves beyond it, those in ``further`` included, never fewer than none;
        None where it is not known, or the plan is none of its kind: it does what others may not.
    further
        The least people who still have to move for the plan to reach its target, from where it
        stands; 0 where it does; None where it is not known, or there is no target.
    note
        The same in words.

    Examples
    --------
    >>> beside = gm.beside_optimum(gm.propose("england-2016", lead="joint"))
    >>> beside.footprints, f"{beside.least_people_moved:,.0f}"
    (41, '467,049')
    """

    footprints: int | None
    least_people_moved: float | None
    excess: float | None
    further: float | None
    note: str

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON-ready values under stable keys."""
        return asdict(self)


def least_people_moved(overlap: Overlap) -> dict[int, float]:
    """Return the least people moved by the number of joint footprints, where no rule is set.

    Raises
    ------
    TooWideError
        When the overlap graph is too wide for the dynamic programme.
    """
    if overlap.edges.empty:
        return {0: 0.0}
    found = cut_frontier(overlap.edge_positions, overlap.edge_people)
    return dict(zip(found.counts.tolist(), found.costs.tolist(), strict=True))


def count_out_of_range(
    dataset: Dataset, overlap: Overlap, asked: int, fewest: int, most: int
) -> OptionError:
    """Return the error that says how many joint footprints there can be where no rule is set."""
    labels = [dataset.label(name) for name in overlap.compare]
    return OptionError(
        f"`footprints` takes {fewest} to {most}, not {asked}: the"
        f" {plural(labels[0])} and {plural(labels[1])} form {fewest} groups that hang together,"
        f" and at most {most} pairs without using a footprint twice"
    )


@guarded
def beside_optimum(plan: Plan, least: dict[int, float] | None = None) -> BesideOptimum:
    """Compare a plan with the least people moved by a plan that may do the same things.

    Parameters
    ----------
    plan
        Any plan; one without a target has nothing to be compared with.
    least
        What :func:`least_people_moved` says of its overlap, where it is at hand.

    Examples
    --------
    >>> gm.beside_optimum(gm.propose("england-2016", lead="joint")).excess
    0.0
    """
    if plan.target is None:
        return BesideOptimum(None, None, None, None, "not compared: it has no target")
    if plan.lead == JOINT and plan.target == "coterminous":
        return _beside_frontier(plan, least)
    best = _least_alike(plan, plan.overlap)
    if best is None and plan.optimal and plan.method == "exact":
        best = plan.lower_bound
    further = 0.0 if plan.meets_target else _least_alike(plan, plan.overlap_after)
    if best is None:
        return BesideOptimum(None, None, None, further, "not compared: the least is not known")
    return _compared(plan, None, best, further, _kind(plan))


def _beside_frontier(plan: Plan, least: dict[int, float] | None) -> BesideOptimum:
    """Compare a joint coterminous plan with the frontier at as many footprints.

    One made by hand is to have as many as were chosen for it, or else as many as it has parts: so
    many could be formed by mergers alone.
    """
    count = plan.overlap_after.structure_covered.component_count
    further: float | None = 0.0
    try:
        if plan.by_hand and not plan.meets_target and plan.asked.footprints is not None:
            count = plan.asked.footprints
            further = least_people_moved(plan.overlap_after).get(count)
        if least is None:
            least = least_people_moved(plan.overlap)
    except TooWideError as error:
        return BesideOptimum(count, None, None, None, _note_where_wide(plan, error.width))
    if count not in least:
        fewest, most = min(least, default=0), max(least, default=0)
        note = f"no joint plan has {count} footprints, without rules only {fewest} to {most}"
        return BesideOptimum(count, None, None, None, note)
    kind = f"joint plan with {counted(count, 'footprint')}"
    return _compared(plan, count, least[count], further, kind)


def _least_alike(plan: Plan, overlap: Overlap) -> float | None:
    """Return the least people moved with a plan's lead, target and undecided ground, if known."""
    if plan.target != "compatible":
        return least_led(overlap, str(plan.lead), plan.undecided)
    forest = exact_forest(overlap, plan.lead_side, plan.undecided)
    return None if forest is None else forest.lower_bound


def _kind(plan: Plan) -> str:
    """Name the plans that a plan is compared with."""
    if plan.lead == JOINT:
        return f"joint {plan.target} plan"
    lead = plural(plan.dataset.label(str(plan.lead)))
    return f"{plan.target} plan that leaves the {lead} as they are"


def _compared(
    plan: Plan, count: int | None, best: float, further: float | None, kind: str
) -> BesideOptimum:
    people = plan.dataset.people_label
    told = "" if plan.meets_target else _unfinished(plan, further)
    other = _of_another_kind(plan)
    if further is None:
        other = other or "what it would take to reach its target is not known"
    if other or further is None:
        note = f"{told}not compared: {other}; the best {kind} changes {people_phrase(best, people)}"
        return BesideOptimum(count, best, None, further, note)
    excess = plan.people_moved + further - best
    if excess <= _SAME * plan.overlap.people_covered:
        return BesideOptimum(count, best, 0.0, further, f"{told}no {kind} changes fewer")
    share = f" ({share_phrase(excess / best)})" if best else ""
    note = f"the best {kind} changes {people_phrase(best, people)}, {whole(excess)} fewer{share}"
    return BesideOptimum(count, best, excess, further, f"{told}{note}")


def _unfinished(plan: Plan, further: float | None) -> str:
    """Say how far a plan that does not reach its target has come."""
    so_far = f"so far it changes {people_phrase(plan.people_moved, plan.dataset.people_label)}"
    if further is None:
        return f"{so_far}; "
    if not further:
        return f"{so_far}, and nobody else has to change; "
    return f"{so_far}, and at least {whole(further)} more have to change; "


def _of_another_kind(plan: Plan) -> str:
    """Say what a plan does, or fails to do, so that no least holds for it; blank where none."""
    if not plan.is_strict:
        return "it leaves nothing of some footprint where it is"
    if plan.lead != JOINT and (
        plan.people_moved_by_set[str(plan.lead)]
        or any(merger["footprint_set"].iloc[0] == plan.lead for merger in plan.mergers)
    ):
        return f"it changes some {plan.dataset.label(str(plan.lead))}"
    if plan.target == "compatible" and plan.footprints_merged:
        return "it merges footprints"
    if (plan.lead == JOINT or plan.target == "compatible") and plan.new_footprints:
        return "it makes new footprints"
    return ""


def _note_where_wide(plan: Plan, width: int) -> str:
    """Say what is known of a plan where the dynamic programme cannot tell the least."""
    note = f"the overlap graph is too wide (width {width}) for the exact least"
    if plan.lower_bound is None or plan.asked.rules:
        return f"not compared: {note}"
    people = people_phrase(plan.lower_bound, plan.dataset.people_label)
    return f"{note}; any joint plan with as many footprints changes at least {people}"
