"""Either way: which steps a plan needs whatever becomes of undecided ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.dataset.given import with_given
from graphmodel.dataset.targets import JOINT
from graphmodel.errors import OptionError, UndecidedError
from graphmodel.files.guard import guarded
from graphmodel.plans.propose import propose
from graphmodel.steps.steps import steps_of

if TYPE_CHECKING:
    from graphmodel.dataset.targets import Undecided
    from graphmodel.plans.plan import Plan
    from graphmodel.steps.steps import Identity, Step


@guarded
def other_way(plan: Plan) -> Plan | None:
    """Return the plan with the same lead and target that takes undecided ground the other way.

    None where there is none, or it would be the same: where no footprint that shares people has
    undecided ones, where the plan is joint and coterminous, which leaves them out either way, and
    where it was made by hand.

    Examples
    --------
    >>> plan = gm.propose("england-2026")
    >>> gm.other_way(plan).undecided
    'open'
    """
    overlap = plan.overlap
    undecided: Undecided = "open" if plan.undecided == "separate" else "separate"
    joint = plan.lead == JOINT and plan.target == "coterminous"
    concerned = any(
        side.undecided[side.codes.isin(overlap.edges[side.column])].any() for side in overlap.sides
    )
    if plan.lead is None or plan.target is None or plan.method != "exact" or joint or not concerned:
        return None
    try:
        return propose(
            with_given(plan.dataset, plan.given),
            sets=overlap.compare,
            lead=plan.lead,
            target=plan.target,
            ignore_below=overlap.ignore_below,
            undecided=undecided,
        )
    except (OptionError, UndecidedError):
        return None


def needed_either_way(plan: Plan) -> frozenset[Identity] | None:
    """Return the steps of a plan that are needed whatever becomes of undecided ground.

    Those that :func:`other_way` has too, in the same form: the same people change from the same
    footprint to the same one, or the same footprints merge.

    Returns
    -------
    frozenset or None
        Their identities, see :class:`graphmodel.steps.steps.Step`; None where there is no other
        plan to compare with.
    """
    other = other_way(plan)
    if other is None:
        return None
    theirs: dict[Identity, Step] = {step.identity: step for step in steps_of(other)}
    return frozenset(
        step.identity
        for step in steps_of(plan)
        if step.identity in theirs and step.agrees(theirs[step.identity])
    )
