"""Proposals: the plan for a lead, a target and a method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphmodel.dataset.question import check_asked, question_of
from graphmodel.dataset.reading import as_dataset
from graphmodel.dataset.targets import JOINT, UNDECIDED
from graphmodel.errors import OptionError
from graphmodel.exact.limits import TIME_LIMIT
from graphmodel.files.guard import guarded
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.asked import COMMUNITY_METHODS, METHODS, Asked, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset, Sets
    from graphmodel.dataset.targets import Target, Undecided
    from graphmodel.plans.asked import Method
    from graphmodel.plans.plan import Plan
    from graphmodel.rules.rules import Rules


@guarded
def propose(  # noqa: PLR0913 - one for each option of the command line
    dataset: Dataset | str | Path,
    *,
    sets: Sets | None = None,
    lead: str | None = None,
    target: Target | None = None,
    method: Method = "exact",
    redraw: Sequence[str] = (),
    footprints: int | None = None,
    max_moved: float | None = None,
    ignore_below: float = 0.0,
    undecided: Undecided = "separate",
    seeds: int | None = None,
    rules: Rules | None = None,
    time_limit: float = TIME_LIMIT,
    progress: Callable[[str], None] | None = None,
) -> Plan:
    """Propose how two footprint sets can be made to fit each other.

    Where they share nobody there is nothing to plan, and whatever is asked the plan changes nobody;
    only a number of joint footprints, or rules for them, cannot be had.

    Parameters
    ----------
    dataset
        A dataset as read.
    sets
        The sets A and B; by default the dataset's own pair.
    lead
        The set that does not change; ``joint`` where both may change. By default what the dataset
        says, see :func:`graphmodel.question_of`.
    target
        ``coterminous``, ``nested`` or ``compatible``; by default likewise, and ``coterminous``
        where an option is given that goes with no other.
    method
        ``exact``; for joint plans also ``louvain`` and ``projection``, see
        :func:`graphmodel.community_plans`.
    redraw
        Sets that may be redrawn although the dataset says that they are fixed.
    footprints
        Number of joint footprints.
    max_moved
        Instead: as many joint footprints as can be had by moving at most this share of the
        covered people; 0.01 where neither is given. Where every proposal moves more, the one
        that moves fewest people is taken.
    ignore_below
        Tolerance: an overlap under this share of all people of both its footprints stays.
    undecided
        How led and compatible plans take undecided ground: ``separate``, as footprints of its own,
        or ``open``, as if it will follow. Joint coterminous plans leave it out either way.
    seeds
        Runs at each resolution, for ``louvain`` and ``projection``; 5 where not given.
    rules
        What an exact joint plan must comply with, and what disturbance costs.
    time_limit
        Seconds for each number of joint footprints that the mixed-integer model looks at, which is
        used under rules and where the overlap graph is too wide for the dynamic programme.
    progress
        Called with a sentence now and then while the model is at work.

    Raises
    ------
    OptionError
        When an option is unknown, out of range, or does not go with another.
    RulesError, InfeasibleError, UndecidedError
        As in :func:`graphmodel.model_joint_plan`.

    Examples
    --------
    >>> plan = gm.propose("england-2016", lead="ldr", target="compatible")
    >>> print(f"{plan.people_moved:,.0f}")
    1,257,913
    """
    dataset = as_dataset(dataset)
    if footprints is not None or max_moved is not None or method != "exact" or rules is not None:
        target = target or "coterminous"
    question = question_of(dataset, sets=sets, lead=lead, target=target, redraw=redraw)
    asked = Asked(
        lead=question.lead,
        target=question.target,
        method=method,
        undecided=undecided,
        footprints=footprints,
        max_moved=max_moved,
        seeds=seeds,
        rules=rules,
    )
    return plan_as_asked(
        dataset,
        asked,
        sets=question.compare,
        ignore_below=ignore_below,
        time_limit=time_limit,
        progress=progress,
    )


def plan_as_asked(
    dataset: Dataset,
    asked: Asked,
    *,
    sets: tuple[str, str],
    ignore_below: float = 0.0,
    time_limit: float = TIME_LIMIT,
    progress: Callable[[str], None] | None = None,
) -> Plan:
    """Propose what a record asks for; see :func:`propose`."""
    _check_choices(asked, sets)
    _check_joint_options(asked)
    overlap = build_overlap(dataset, sets=sets, ignore_below=ignore_below)
    way = _WAYS[asked.method, asked.lead == JOINT, asked.target]
    return way(Task(dataset, overlap, asked, time_limit, progress))


# What each way needs is imported by those who ask for it.


def _led(task: Task) -> Plan:
    from graphmodel.plans.led import plan_led  # noqa: PLC0415

    return plan_led(task)


def _compatible(task: Task) -> Plan:
    from graphmodel.plans.compatible import plan_compatible  # noqa: PLC0415

    return plan_compatible(task)


def _joint(task: Task) -> Plan:
    """Make the exact joint plan: by dynamic programme, under rules or where wide by the model."""
    from graphmodel.exact.elimination import TooWideError  # noqa: PLC0415
    from graphmodel.plans.joint_frontier import plan_on_frontier  # noqa: PLC0415

    rules = task.asked.rules
    if rules is None or not (rules.binding or rules.cost):
        try:
            return plan_on_frontier(task)
        except TooWideError as error:
            if task.progress:
                said = f"the overlap graph is too wide (width {error.width}) for the frontier"
                task.progress(said)
    from graphmodel.plans.ruled import plan_by_model  # noqa: PLC0415

    return plan_by_model(task)


def _communities(task: Task) -> Plan:
    from graphmodel.plans.communities import plan_by_communities  # noqa: PLC0415

    return plan_by_communities(task)


_WAYS: Final[Mapping[tuple[str, bool, str | None], Callable[[Task], Plan]]] = {
    ("exact", False, "coterminous"): _led,
    ("exact", False, "nested"): _led,
    ("exact", False, "compatible"): _compatible,
    ("exact", True, "compatible"): _compatible,
    ("exact", True, "coterminous"): _joint,
    **{(method, True, "coterminous"): _communities for method in COMMUNITY_METHODS},
}
"""What makes a plan: by method, whether both sets may change, and target."""


def _check_choices(asked: Asked, pair: tuple[str, str]) -> None:
    """Refuse words that are unknown, or that no plan can be made of."""
    check_asked(asked.lead, asked.target, pair)
    if asked.method not in METHODS:
        choice = f"{', '.join(METHODS[:-1])} or {METHODS[-1]}"
        raise OptionError(f"`method` takes {choice}, not {asked.method!r}")
    if asked.undecided not in UNDECIDED:
        raise OptionError(f"`undecided` takes {' or '.join(UNDECIDED)}, not {asked.undecided!r}")


def _check_joint_options(asked: Asked) -> None:
    """Refuse what goes with a joint plan only, where a set leads, and what is out of range."""
    joint_only = {
        "`footprints`": asked.footprints is not None,
        "`max_moved`": asked.max_moved is not None,
        f"`method={asked.method!r}`": asked.method != "exact",
    }
    for option, given in joint_only.items():
        if given and asked.lead != JOINT:
            raise OptionError(f"{option} goes with `lead={JOINT!r}` only")
        if given and asked.target == "compatible":
            raise OptionError(f"{option} does not go with `target='compatible'`")
    if asked.seeds is not None and asked.method == "exact":
        raise OptionError(f"`seeds` goes with `method` {' or '.join(COMMUNITY_METHODS)} only")
    ruled = (asked.lead, asked.target, asked.method) == (JOINT, "coterminous", "exact")
    if asked.rules is not None and not ruled:
        raise OptionError(
            f"rules go with `lead={JOINT!r}`, `target='coterminous'` and `method='exact'` only"
        )
    if asked.footprints is not None and asked.max_moved is not None:
        raise OptionError("`footprints` and `max_moved` do not go together: give one of them")
    if asked.footprints is not None and asked.footprints < 1:
        raise OptionError(f"`footprints` takes a number from 1, not {asked.footprints}")
    if asked.max_moved is not None and not 0 <= asked.max_moved <= 1:
        raise OptionError(f"`max_moved` takes a share from 0 to 1, not {asked.max_moved}")
