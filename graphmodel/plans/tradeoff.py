"""The trade-off between joint footprints and people whose footprint changes, as a result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, get_args

import pandas as pd

from graphmodel.dataset.question import question_of
from graphmodel.dataset.stated import stated_dataset
from graphmodel.errors import OptionError
from graphmodel.files.guard import guarded
from graphmodel.files.plain_json import plain_mapping
from graphmodel.files.safe_text import shown_text
from graphmodel.plans.costs import cost_figures, cost_row
from graphmodel.plans.optimum import beside_optimum
from graphmodel.plans.plan import Plan, unchanged_plan
from graphmodel.shown import Drawn, FrontierTable, check_table
from graphmodel.wording import agree, counted, people_phrase, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap

FRONTIER_FORMAT: Final = "graphmodel-frontier/1"


@guarded
@dataclass(frozen=True, eq=False)
class Frontier(Drawn):
    """The whole trade-off between joint footprints and people whose footprint changes.

    Attributes
    ----------
    dataset
        What it is about.
    overlap
        The overlap of the two sets as they are.
    plans
        For every number of joint footprints there can be, fewest first, the plan that moves the
        fewest people; of equals, the one that the second objectives prefer.
    alternatives
        Beside them: doing nothing, the compatible plans that there are, and the plans led by
        either set.
    fixed
        Those of the two sets that no plan here redraws. Where there are any there are no ``plans``,
        since joint plans may change both sets.

    ``frontier[40]`` is the plan with 40 joint footprints; a loop goes through all ``plans``.

    Examples
    --------
    >>> frontier = gm.frontier("england-2026")
    >>> len(frontier), f"{frontier[15].people_moved:,.0f}"
    (5, '6,060')
    """

    TABLES = get_args(FrontierTable)

    dataset: Dataset
    overlap: Overlap
    plans: tuple[Plan, ...]
    alternatives: tuple[Plan, ...]
    fixed: tuple[str, ...] = ()

    def __repr__(self) -> str:
        counts = [plan.joint_footprints for plan in self.plans]
        span = f"{counts[0]} to {counts[-1]} joint footprints" if counts else "no joint footprints"
        return shown_text(
            f"<Frontier of {self.dataset.name!r}: {' and '.join(self.overlap.compare)}, {span},"
            f" {len(self.alternatives)} alternatives>"
        )

    def __len__(self) -> int:
        return len(self.plans)

    def __iter__(self) -> Iterator[Plan]:
        return iter(self.plans)

    def __getitem__(self, footprints: int) -> Plan:
        """Return the plan with so many joint footprints."""
        for plan in self.plans:
            if plan.joint_footprints == footprints:
                return plan
        raise OptionError(f"there is no plan with {footprints!r} joint footprints: {self!r}")

    @property
    def least_people_moved(self) -> dict[int, float]:
        """The least people moved by the number of joint footprints."""
        return {plan.joint_footprints: plan.people_moved for plan in self.plans}

    @property
    def largest_matching(self) -> int:
        """The most joint footprints there can be: the size of the largest matching."""
        return self.plans[-1].joint_footprints if self.plans else 0

    @property
    def asked(self) -> Plan | None:
        """The one of the alternatives that answers the dataset's own question; None without one."""
        try:
            question = question_of(self.dataset, sets=self.overlap.compare)
        except OptionError:  # both sets are fixed
            return None
        wanted = (question.lead, question.target)
        return next((p for p in self.alternatives if (p.lead, p.target) == wanted), None)

    @property
    def note(self) -> str:
        """Why there can be no more joint footprints, and no fewer, in words."""
        if self.fixed:
            names = " and the ".join(plural(self.dataset.label(name)) for name in self.fixed)
            return f"There are no joint footprints: that would redraw the {names}, which are fixed."
        if not self.plans:
            return "The two sets share nobody, so there is nothing to make coterminous."
        first, second = (self.dataset.label(name) for name in self.overlap.compare)
        fewest = self.plans[0].joint_footprints
        most = self.largest_matching
        merged = self.plans[0]
        gone = merged.footprints_merged
        people = self.dataset.people_label
        within = people_phrase(merged.people_merged, people)
        absorbed = (
            f", while {counted(gone, 'footprint')} with {within} {agree(gone, 'is', 'are')}"
            " absorbed in mergers"
            if gone
            else ""
        )
        return (
            f"Fewer than {fewest} cannot come of undoing overlaps: {counted(fewest, 'group')}"
            f" {agree(fewest, 'hangs', 'hang')} together, and with {fewest} nothing is undone"
            f"{absorbed}."
            f" {most + 1} cannot be had: every joint footprint has to keep one {first} and one"
            f" {second} that share {people}, and no more than {counted(most, 'such pair')} can be"
            " formed without using a footprint twice."
        )

    def to_frame(self, table: FrontierTable = "points") -> pd.DataFrame:
        """Return a table of the frontier, one row a plan.

        What each column means is said in ``docs/vocabulary.md``.

        Parameters
        ----------
        table
            ``points``, by number of joint footprints, or the ``alternatives`` beside them, with
            how they compare with the best plan that may do the same.

        Raises
        ------
        OptionError
            When there is no such table.

        Examples
        --------
        >>> gm.frontier("england-2026").to_frame()[["footprints", "people_moved"]].tail(2)
           footprints  people_moved
        3          17      237302.0
        4          18      563919.0
        """
        check_table(self, table)
        if table == "points":
            return self._frame(
                [{"footprints": plan.joint_footprints, **cost_row(plan)} for plan in self.plans]
            )
        rows = []
        for plan in self.alternatives:
            beside = beside_optimum(plan, self.least_people_moved).to_dict()
            rows.append(
                {
                    "lead": plan.lead or "",
                    "target": plan.target or "",
                    "method": plan.method,
                    "undecided": plan.undecided,
                    **cost_row(plan),
                    **{f"beside_optimum_{key}": value for key, value in beside.items()},
                }
            )
        return self._frame(rows)

    def _frame(self, rows: list[dict[str, Any]]) -> pd.DataFrame:
        # Without rows it has its columns all the same.
        nothing = cost_row(unchanged_plan(self.dataset, self.overlap))
        columns = list(rows[0]) if rows else ["footprints", *nothing]
        missing = {"lower_bound": "float64", "optimal": "boolean"}
        missing |= {
            f"beside_optimum_{key}": kind
            for key, kind in (
                ("footprints", "Int64"),
                ("least_people_moved", "float64"),
                ("excess", "float64"),
                ("further", "float64"),
            )
        }
        frame = pd.DataFrame(rows, columns=columns)
        return frame.astype({name: kind for name, kind in missing.items() if name in frame})

    def to_dict(self) -> dict[str, Any]:
        """Return the frontier as JSON-ready values under stable keys."""
        return plain_mapping(
            {
                "format": FRONTIER_FORMAT,
                "dataset": stated_dataset(self.dataset),
                "compare": self.overlap.compare,
                "largest_matching": self.largest_matching,
                "note": self.note,
                "points": [
                    {"footprints": plan.joint_footprints, **cost_figures(plan)}
                    for plan in self.plans
                ],
                "asked": self.asked
                and {
                    "lead": self.asked.lead,
                    "target": self.asked.target,
                    **cost_figures(self.asked),
                },
                "alternatives": [
                    {
                        "lead": plan.lead,
                        "target": plan.target,
                        "method": plan.method,
                        "undecided": plan.undecided,
                        **cost_figures(plan),
                        "beside_optimum": beside_optimum(plan, self.least_people_moved).to_dict(),
                    }
                    for plan in self.alternatives
                ],
            }
        )
