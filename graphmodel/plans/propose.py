"""Proposals: the plan for a lead, a target and a method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from graphmodel.errors import OptionError
from graphmodel.exact.limits import TIME_LIMIT
from graphmodel.plans.led import led_plan
from graphmodel.plans.plan import JOINT, TARGETS, UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan, Target, Undecided
    from graphmodel.rules.rules import Rules

__all__ = ["DEFAULT_MAX_MOVED", "DEFAULT_SEEDS", "METHODS", "Method", "propose"]

Method: TypeAlias = Literal["exact", "louvain", "projection"]


METHODS: Final[tuple[Method, ...]] = ("exact", "louvain", "projection")
"""How a plan can be found."""


DEFAULT_MAX_MOVED: Final = 0.01
"""Share of the covered people that a joint plan may move unless the user says otherwise."""


DEFAULT_SEEDS: Final = 5
"""Runs at each resolution of community detection unless the user says otherwise."""


def propose(  # noqa: PLR0913 - one for each option of the command line
    dataset: Dataset,
    *,
    sets: tuple[str, str] | None = None,
    lead: str | None = None,
    target: Target = "coterminous",
    method: Method = "exact",
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

    Parameters
    ----------
    dataset
        A dataset as read.
    sets
        The sets A and B; by default the dataset's own pair.
    lead
        The set that does not change, by default A; ``joint`` where both may change.
    target
        ``coterminous``, ``nested`` or ``compatible``.
    method
        ``exact``; for joint plans also ``louvain`` and ``projection``, see
        :func:`graphmodel.community_plans`.
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
    """
    pair = dataset.pair(sets)
    lead = lead or pair[0]
    _check_choices(pair, lead, target, method)
    if undecided not in UNDECIDED:
        raise OptionError(f"--undecided takes {' or '.join(UNDECIDED)}, not {undecided!r}")
    _check_joint_options(lead, target, method, footprints, max_moved, seeds, rules)
    if target == "compatible":
        # Imported here, like the methods below: each is loaded by those who ask for it.
        from graphmodel.plans.compatible import compatible_plan  # noqa: PLC0415

        return compatible_plan(
            dataset,
            lead=lead,
            sets=pair,
            ignore_below=ignore_below,
            undecided=undecided,
            time_limit=time_limit,
        )
    if lead != JOINT:
        return led_plan(
            dataset,
            lead=lead,
            target=target,
            sets=pair,
            ignore_below=ignore_below,
            undecided=undecided,
        )
    if method == "exact":
        return _exact(
            dataset, pair, footprints, max_moved, ignore_below, rules, time_limit, progress
        )
    from graphmodel.plans.communities import community_plans  # noqa: PLC0415

    plans = community_plans(
        dataset,
        method=method,
        sets=pair,
        ignore_below=ignore_below,
        seeds=DEFAULT_SEEDS if seeds is None else seeds,
    )
    return _chosen(plans, method, footprints, max_moved)


def _exact(
    dataset: Dataset,
    pair: tuple[str, str],
    footprints: int | None,
    max_moved: float | None,
    ignore_below: float,
    rules: Rules | None,
    time_limit: float,
    progress: Callable[[str], None] | None,
) -> Plan:
    """Return the exact joint plan: by dynamic programme, under rules or where wide by the model."""
    from graphmodel.exact.elimination import TooWideError  # noqa: PLC0415
    from graphmodel.plans.joint_frontier import exact_joint_plan  # noqa: PLC0415

    share = DEFAULT_MAX_MOVED if max_moved is None else max_moved
    if rules is None or not (rules.binding or rules.cost):
        try:
            return exact_joint_plan(
                dataset,
                sets=pair,
                footprints=footprints,
                max_moved=share,
                ignore_below=ignore_below,
            )
        except TooWideError as error:
            if progress:
                progress(f"the overlap graph is too wide (width {error.width}) for the frontier")
    from graphmodel.plans.ruled import model_joint_plan  # noqa: PLC0415

    return model_joint_plan(
        dataset,
        rules=rules,
        sets=pair,
        footprints=footprints,
        max_moved=share,
        ignore_below=ignore_below,
        time_limit=time_limit,
        progress=progress,
    )


def _check_choices(pair: tuple[str, str], lead: str, target: Target, method: Method) -> None:
    """Refuse words that are unknown, or that no plan can be made of."""
    if lead not in (*pair, JOINT):
        raise OptionError(f"--lead takes {pair[0]}, {pair[1]} or {JOINT}, not {lead!r}")
    if target not in TARGETS:
        raise OptionError(f"--target takes {', '.join(TARGETS)}, not {target!r}")
    if method not in METHODS:
        raise OptionError(f"--method takes {', '.join(METHODS)}, not {method!r}")
    if lead == JOINT and target == "nested":
        raise OptionError("--target nested needs a set as --lead: in a joint plan neither leads")


def _check_joint_options(
    lead: str,
    target: Target,
    method: Method,
    footprints: int | None,
    max_moved: float | None,
    seeds: int | None,
    rules: Rules | None,
) -> None:
    """Refuse what goes with a joint plan only, where a set leads, and what is out of range."""
    asked = {
        "--footprints": footprints is not None,
        "--max-moved": max_moved is not None,
        f"--method {method}": method != "exact",
    }
    for option, given in asked.items():
        if given and lead != JOINT:
            raise OptionError(f"{option} goes with --lead {JOINT} only")
        if given and target == "compatible":
            raise OptionError(f"{option} does not go with --target compatible")
    if seeds is not None and method == "exact":
        raise OptionError("--seeds goes with --method louvain or projection only")
    if rules is not None and (lead, target, method) != (JOINT, "coterminous", "exact"):
        raise OptionError(
            f"rules go with --lead {JOINT}, --target coterminous and --method exact only"
        )
    if footprints is not None and max_moved is not None:
        raise OptionError("--footprints and --max-moved do not go together: give one of them")
    if footprints is not None and footprints < 1:
        raise OptionError(f"--footprints takes a number from 1, not {footprints}")
    if max_moved is not None and not 0 <= max_moved <= 1:
        raise OptionError(f"--max-moved takes a share from 0 to 1, not {max_moved}")


def _chosen(
    plans: Sequence[Plan], method: str, footprints: int | None, max_moved: float | None
) -> Plan:
    if not plans:
        raise OptionError("the two footprint sets share nobody, so there is nothing to plan")
    counts = [int(plan.options["footprints"]) for plan in plans]
    if footprints is not None:
        if footprints not in counts:
            raise OptionError(
                f"--method {method} came upon no plan with {footprints} joint footprints, only"
                f" with {', '.join(map(str, counts))}"
            )
        return plans[counts.index(footprints)]
    share = DEFAULT_MAX_MOVED if max_moved is None else max_moved
    allowed = [plan for plan in plans if plan.people_moved <= share * plan.overlap.people_covered]
    return allowed[-1] if allowed else min(plans, key=lambda plan: plan.people_moved)
