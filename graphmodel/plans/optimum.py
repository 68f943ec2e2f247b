"""Every plan beside the optimum: the least people moved for as many joint footprints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphmodel.errors import OptionError
from graphmodel.exact.cuts import cut_frontier
from graphmodel.exact.elimination import TooWideError
from graphmodel.plans.plan import JOINT
from graphmodel.wording import people_phrase, plural, share_phrase, whole

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.plans.plan import Plan

__all__ = ["BesideOptimum", "beside_optimum", "count_out_of_range", "least_people_moved"]


@dataclass(frozen=True, slots=True)
class BesideOptimum:
    """How a plan compares with the best joint plan.

    Attributes
    ----------
    footprints
        In how many pairs of coterminous footprints the plan ends; None for other targets.
    least_people_moved
        The least people moved for as many joint footprints; None where there is no such plan, or
        it is not known.
    excess
        People that the plan moves beyond it, fewer than none where new footprints save some that
        a joint plan, which makes none, has to move; None likewise.
    note
        The same in words.
    """

    footprints: int | None
    least_people_moved: float | None
    excess: float | None
    note: str

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON-ready values under stable keys."""
        return {
            "footprints": self.footprints,
            "least_people_moved": self.least_people_moved,
            "excess": self.excess,
            "note": self.note,
        }


def least_people_moved(overlap: Overlap) -> dict[int, float]:
    """Return the least people moved by the number of joint footprints, where no rule is set.

    Raises
    ------
    TooWideError
        When the overlap graph is too wide for the dynamic programme.
    """
    if overlap.edges.empty:
        return {}
    found = cut_frontier(overlap.edge_positions, overlap.edges["people"].to_numpy(float))
    return dict(zip(found.counts.tolist(), found.costs.tolist(), strict=True))


def check_shared(overlap: Overlap) -> None:
    """See that there is something to plan.

    Raises
    ------
    OptionError
        When the two sets share nobody.
    """
    if overlap.edges.empty:
        raise OptionError("the two footprint sets share nobody, so there is nothing to plan")


def count_out_of_range(
    dataset: Dataset, overlap: Overlap, asked: int, fewest: int, most: int
) -> OptionError:
    """Return the error that says how many joint footprints there can be.

    Parameters
    ----------
    dataset, overlap
        What the plan would be for.
    asked
        The number asked for.
    fewest, most
        The numbers there can be, where no rule is set.
    """
    labels = [dataset.label(name) for name in overlap.compare]
    return OptionError(
        f"`footprints` takes {fewest} to {most}, not {asked}: the"
        f" {plural(labels[0])} and {plural(labels[1])} form {fewest} groups that hang together,"
        f" and at most {most} pairs without using a footprint twice"
    )


def beside_optimum(plan: Plan, least: dict[int, float] | None = None) -> BesideOptimum:
    """Compare a plan with the least people moved for as many joint footprints.

    Parameters
    ----------
    plan
        Any plan; those that are not coterminous have nothing to be compared with.
    least
        What :func:`least_people_moved` says of its overlap, where it is at hand.
    """
    people = plan.dataset.people_label
    if plan.target != "coterminous":
        return BesideOptimum(None, None, None, "not a coterminous plan")
    count = plan.overlap_after.structure_covered.component_count
    if least is None:
        try:
            least = least_people_moved(plan.overlap)
        except TooWideError as error:
            return BesideOptimum(count, None, None, _note_where_wide(plan, error.width))
    if count not in least:
        fewest, most = min(least, default=0), max(least, default=0)
        note = f"no joint plan has {count} footprints, without rules only {fewest} to {most}"
        return BesideOptimum(count, None, None, note)
    best = least[count]
    excess = plan.people_moved - best
    if excess < -1e-9 * plan.overlap.people_covered:
        note = (
            f"it changes {whole(-excess)} fewer than the best joint plan with {count} footprints,"
            " which makes no new ones"
        )
        return BesideOptimum(count, best, excess, note)
    if excess <= 1e-9 * plan.overlap.people_covered:
        return BesideOptimum(
            count, best, 0.0, f"no joint plan with {count} footprints changes fewer"
        )
    share = f" ({share_phrase(excess / best)})" if best else ""
    note = (
        f"the best joint plan with {count} footprints changes {people_phrase(best, people)},"
        f" {whole(excess)} fewer{share}"
    )
    return BesideOptimum(count, best, excess, note)


def _note_where_wide(plan: Plan, width: int) -> str:
    """Say what is known of a plan where the dynamic programme cannot tell the least."""
    note = f"the overlap graph is too wide (width {width}) for the exact least"
    if plan.lead != JOINT or plan.lower_bound is None or plan.asked.rules:
        return f"not compared: {note}"
    people = people_phrase(plan.lower_bound, plan.dataset.people_label)
    return f"{note}; any joint plan with as many footprints changes at least {people}"
