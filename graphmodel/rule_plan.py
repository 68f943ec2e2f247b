"""Plans seen by rules: the groups that a plan makes, in numbers, and which rules it breaks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from graphmodel.joint_solution import complies, cost_of
from graphmodel.plan import meets_target
from graphmodel.rule_check import Grouping
from graphmodel.rule_places import locate
from graphmodel.rules import Rules

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphmodel.plan import Plan
    from graphmodel.rule_places import Located

__all__ = ["could_stay", "grouping_of", "located_rules", "rules_of_plan"]


def rules_of_plan(plan: Plan) -> Rules:
    """Return the rules that a plan was made under; none where its options have none.

    Raises
    ------
    RulesError
        When they are no rules.
    """
    return Rules.from_mapping(plan.options.get("rules", {}), source="options.rules")


def located_rules(plan: Plan) -> Located:
    """Return the rules of a plan with everything that they name looked up.

    Raises
    ------
    RulesError
        When they are no rules, or name what there is not.
    """
    return locate(plan.dataset, plan.overlap, rules_of_plan(plan))


def grouping_of(plan: Plan, located: Located) -> Grouping | None:
    """Return the groups of a plan, and where every portion goes.

    Parameters
    ----------
    plan
        Any plan.
    located
        Rules for its overlap.

    Returns
    -------
    Grouping or None
        None where rules have nothing to look at: not every footprint ends in one group, the same
        in both sets, which keeps something of it; or people move whom rules take to stay, as
        slivers do.
    """
    setting = located.setting
    after = plan.overlap_after
    structure = after.structure_covered
    moved = (plan.moved[0] | plan.moved[1]) & (plan.assignment["people"] > 0).to_numpy()
    if (
        not plan.is_strict
        or len(plan.new_footprints)
        or not meets_target(structure, "coterminous").all()
        or moved[~setting.counted].any()
    ):
        return None
    groups = [
        dict(zip(codes, components.tolist(), strict=True))
        for codes, components in zip(after.codes, structure.components, strict=True)
    ]
    group_of = np.array(
        [
            numbers[code]
            for numbers, successor in zip(groups, plan.successor, strict=True)
            for code in successor
        ],
        np.intp,
    )
    group_of[setting.degrees == 0] = -1
    goes = plan.assignment["to_a"].to_numpy()[setting.counted]
    return Grouping(located, group_of, np.array([groups[0][code] for code in goes], np.intp))


def could_stay(grouping: Grouping, rows: NDArray[np.intp], side: int) -> bool:
    """Tell whether some people could change in the other set instead, at no more cost.

    Parameters
    ----------
    grouping
        The groups of a plan.
    rows
        Rows of the overlap's portions: people who change footprint in one set.
    side
        That set: 0 for A, 1 for B.
    """
    setting = grouping.located.setting
    chosen = np.zeros(len(setting.counted), bool)
    chosen[rows] = True
    mine = chosen[setting.counted]
    goes = grouping.portion_groups.copy()
    goes[mine] = grouping.group_of[setting.portions.ends[mine, side]]
    return complies(replace(grouping, portion_groups=goes), most=cost_of(grouping))
