"""Sides under rules: which set gives way, as far as rules and costs leave it open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from graphmodel.joint_solution import complies
from graphmodel.sides import SideChoice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.joint_solution import Solution
    from graphmodel.rule_check import Grouping

__all__ = ["choose_sides"]


def choose_sides(solution: Solution) -> tuple[Solution, tuple[list[int], list[int]]]:
    """Choose the sides that give way as every joint plan does, as far as rules and costs let it.

    What is best without rules is taken where no rule is broken by it and no cost rises: then the
    choice is as good as there is. Otherwise it is improved step by step from what the solver left,
    with an overlap divided between its sides where it was and has to be.

    Parameters
    ----------
    solution
        Groups that comply with rules, and where every portion goes.

    Returns
    -------
    tuple
        The solution with its sides chosen; and the group that each portion of the overlap will be
        in, in A and in B, -1 where it stays alone.
    """
    sides = _Sides(solution)
    choice = sides.choice()
    decision: Mapping[int, int] = choice.choose().decision
    if not sides.allow(choice, decision):
        choice, start = sides.least_divided(decision)
        decision = choice.improved(start, lambda rival: sides.allow(choice, rival))
    chosen = replace(solution, grouping=sides.grouping(choice, decision))
    return chosen, (choice.after(decision, 0), choice.after(decision, 1))


class _Sides:
    """Decisions on sides for some groups, and what rules and costs have to say on them."""

    def __init__(self, solution: Solution) -> None:
        self._solution = solution
        self._located = solution.grouping.located
        self._setting = self._located.setting
        self._ends = self._setting.overlap.edge_positions
        self._undone = ~solution.groups.together(self._setting.overlap)
        self._most = solution.objective

    def choice(self, divided: frozenset[int] = frozenset()) -> SideChoice:
        """Return the choice of sides with some undone overlaps divided, block by block."""
        labels = self._solution.groups.labels

        def destination(row: int, stays: int, _: int) -> int:
            return int(labels[stays][self._ends[stays][row]])

        return SideChoice(
            self._setting.dataset,
            self._setting.overlap,
            labels,
            together=~self._undone,
            destination=destination,
            divided=divided,
        )

    def grouping(self, choice: SideChoice, decision: Mapping[int, int]) -> Grouping:
        """Return the grouping that a decision makes."""
        after = np.array(choice.after(decision, 0), np.intp)
        return replace(self._solution.grouping, portion_groups=after[self._setting.counted])

    def allow(self, choice: SideChoice, decision: Mapping[int, int]) -> bool:
        """Tell whether a decision costs no more and breaks no rule."""
        grouping = self.grouping(choice, decision)
        return complies(grouping, most=self._most)

    def least_divided(self, wanted: Mapping[int, int]) -> tuple[SideChoice, dict[int, int]]:
        """Return what the solver left, with no more overlaps divided than have to be.

        Parameters
        ----------
        wanted
            The side that an overlap had better stay with as a whole, by its row.
        """
        stays = self._left_by_solver()
        for row in sorted(stays):
            for side in (wanted[row], 1 - wanted[row]):
                whole = stays | {row: dict.fromkeys(stays[row], side)}
                if len(set(stays[row].values())) > 1 and self.allow(*self._decided(whole)):
                    stays = whole
        return self._decided(stays)

    def _left_by_solver(self) -> dict[int, dict[str, int]]:
        """Return the side that each block of every undone overlap stays with."""
        setting = self._setting
        stays: dict[int, dict[str, int]] = {}
        for row, block, side in zip(
            setting.portion_edges.tolist(),
            setting.blocks[setting.portions.blocks],
            self._solution.grouping.moved[0].tolist(),
            strict=True,
        ):
            if self._undone[row]:
                stays.setdefault(row, {})[block] = int(side)
        return stays

    def _decided(self, stays: Mapping[int, Mapping[str, int]]) -> tuple[SideChoice, dict[int, int]]:
        """Return the choice in which just these overlaps are divided, and the decision there."""
        divided = frozenset(row for row in stays if len(set(stays[row].values())) > 1)
        choice = self.choice(divided)
        return choice, {
            # Blocks of nobody are among those of a piece, and on no side.
            piece: max((stays[row].get(block, 0) for block in choice.blocks(piece)), default=0)
            for row in stays
            for piece in choice.pieces(row)
        }
