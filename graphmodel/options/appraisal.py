"""Appraisal: options put to tests and scored, and the recommendation that follows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, get_args

import pandas as pd

from graphmodel.dataset.stated import stated_dataset
from graphmodel.errors import OptionError
from graphmodel.files.guard import guarded
from graphmodel.files.plain_json import plain_mapping, plain_records
from graphmodel.options.scoring import Scores, ordered
from graphmodel.show.content import Paragraph, Table, Title, View
from graphmodel.show.facts import assessment_title
from graphmodel.show.sheets import Column, Sheet
from graphmodel.show.views import view_of
from graphmodel.shown import AppraisalTable, Shown, check_table
from graphmodel.steps.steps import Step, steps_of
from graphmodel.wording import counted, join_clauses, small, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.options.criteria import Criteria
    from graphmodel.options.scoring import Measured
    from graphmodel.plans.plan import Plan

APPRAISAL_FORMAT: Final = "graphmodel-appraisal/1"

_OFTEN: Final = 0.05
"""Share of the tests of weights from which on they are said to turn the first two round."""


@dataclass(frozen=True, eq=False)
class Option:
    """One of the options.

    Attributes
    ----------
    id, name
        Its letter, and its name.
    plan
        What would be done.
    fails
        Why it is not scored, in a clause; empty where it is.
    """

    id: str
    name: str
    plan: Plan
    fails: str = ""

    @property
    def told(self) -> str:
        """Its name as it goes on in a sentence: an abbreviation keeps its capitals."""
        return self.name if self.name[1:2].isupper() else small(self.name)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What it does, step by step."""
        return steps_of(self.plan)

    def within(self, other: Option) -> bool:
        """Whether another option does all that it does too."""
        theirs = {step.identity: step for step in other.steps}
        return all(
            step.identity in theirs and step.agrees(theirs[step.identity]) for step in self.steps
        )


@guarded
@dataclass(frozen=True, eq=False)
class Appraisal(Shown):
    """Options of a board, scored, with what is recommended.

    Attributes
    ----------
    options
        All options, those that fail a test too.
    criteria
        What was asked: scale, tests and the rule of recommending.
    sets
        The sets that the board can change.
    measured
        Every criterion with the figures of the options scored, those alike for all too.
    scores
        Scores of the options, and what becomes of them under other weights.
    at_hand
        Letter of the option that is the plan at hand; empty where none is.

    Examples
    --------
    >>> found = gm.score_options(gm.propose("england-2026"))
    >>> found.to_frame("options")["option"].tolist()
    ['A', 'B', 'C']
    """

    options: tuple[Option, ...]
    criteria: Criteria
    sets: tuple[str, ...]
    measured: tuple[Measured, ...]
    scores: Scores
    at_hand: str = ""

    TABLES = get_args(AppraisalTable)

    def __repr__(self) -> str:
        chosen = self.recommended.id if self.recommended else "none"
        return f"<Appraisal of {counted(len(self.options), 'option')}: recommended {chosen}>"

    def option(self, letter: str) -> Option:
        """Return an option by its letter.

        Raises
        ------
        OptionError
            When there is none of it.
        """
        found = next((one for one in self.options if one.id == letter), None)
        if found is None:
            letters = join_clauses([one.id for one in self.options], "or")
            raise OptionError(f"`letter` takes {letters}, not {letter!r}")
        return found

    @property
    def first(self) -> Option:
        """The option with the highest score."""
        return self.option(self.scores.order[0])

    @property
    def second(self) -> Option | None:
        """The next one, if there is one."""
        return self.option(self.scores.order[1]) if len(self.scores.order) > 1 else None

    @property
    def tied(self) -> bool:
        """Whether the first is not ahead of the second by what counts as clear."""
        if self.second is None:
            return False
        totals = self.scores.totals
        return totals[self.first.id] - totals[self.second.id] < self.criteria.recommend.clear

    @property
    def turned(self) -> bool:
        """Whether a twentieth or more of the tests of weights turn the first two round."""
        if self.second is None:
            return False
        turned = self.scores.ahead(self.second.id, self.first.id)
        return turned >= _OFTEN * self.scores.tests

    @property
    def _contained(self) -> tuple[Option, Option] | None:
        """Of the first two that which is part of the other, and the other.

        Doing nothing is part of everything, but takes no option's place: it has to be ahead.
        """
        first, second = self.first, self.second
        if second is None or not (self.tied or self.turned):
            return None
        ahead = self.scores.totals[first.id] > self.scores.totals[second.id]
        if (first.steps or ahead) and first.within(second):
            return first, second
        return (second, first) if second.steps and second.within(first) else None

    @property
    def recommended(self) -> Option | None:
        """The option recommended; None where two are level and neither is part of the other.

        It is the first; where the first two are level, or the tests turn them round, and one is
        part of the other, it is that one.
        """
        if self._contained is not None:
            return self._contained[0]
        return None if self.tied else self.first

    @property
    def later(self) -> Option | None:
        """The option whose further steps are a later decision, where one is part of it."""
        return self._contained[1] if self._contained is not None else None

    @property
    def later_steps(self) -> tuple[Step, ...]:
        """Those further steps."""
        if self.later is None or self.recommended is None:
            return ()
        now = {step.identity for step in self.recommended.steps}
        return tuple(step for step in self.later.steps if step.identity not in now)

    @property
    def subject(self) -> Option:
        """The option that is told in full.

        That is the one recommended if it changes anything; or else the plan at hand, or the best
        that changes anything.
        """
        if self.recommended is not None and self.recommended.steps:
            return self.recommended
        if self.at_hand:
            return self.option(self.at_hand)
        changing = (self.option(one) for one in self.scores.order)
        return next((one for one in changing if one.steps), self.first)

    @property
    def messages(self) -> tuple[str, ...]:
        """What has to be known of the scores: figures beyond a fixed scale."""
        return tuple(
            f"the figure of option {self.scores.ids[place]} for ‘{one.criterion.name}’"
            f" ({_figure(one.figures[place])}) lies beyond the scale"
            f" ({_figure(one.worst)} to {_figure(one.best)})"
            for one in self.measured
            for place in one.beyond
        )

    def to_frame(self, table: AppraisalTable = "options") -> pd.DataFrame:
        """Return a table of the appraisal.

        Parameters
        ----------
        table
            ``options``: one row an option with its cost, ``fails`` where it is not scored, its
            ``total`` and the least and most it scores in the tests; ``scores``: one row a
            criterion and option; ``robustness``: one row a test and option, with its total and
            place under other weights, without a criterion or without an option.

        Raises
        ------
        OptionError
            When there is no such table.
        """
        check_table(self, table)
        tables = {"options": self._options, "scores": self._scores}
        return pd.DataFrame(list(tables.get(table, self._robustness)()))

    def _options(self) -> Iterator[dict[str, Any]]:
        for one in self.options:
            plan, scored = one.plan, not one.fails
            least, most = self.scores.span(one.id) if scored else (None, None)
            yield {
                "option": one.id,
                "name": one.name,
                "lead": plan.lead or "",
                "target": plan.target or "",
                "undecided": plan.undecided,
                **{f"people_moved_{key}": n for key, n in plan.people_moved_by_set.items()},
                "footprints_merged": plan.footprints_merged,
                "people_merged": plan.people_merged,
                "new_footprints": plan.new_footprints,
                "coterminous_share_after": plan.after.coterminous_share,
                "fails": one.fails,
                "total": self.scores.totals[one.id] if scored else None,
                "least": least,
                "most": most,
                "first_in_tests": self.scores.firsts(one.id) if scored else None,
            }

    def _scores(self) -> Iterator[dict[str, Any]]:
        weights = dict(zip(map(id, self.scores.criteria), self.scores.weights, strict=True))
        for one in self.measured:
            for place, option in enumerate(self.scores.ids):
                scored = id(one) in weights
                weight = float(weights.get(id(one), 0.0))
                yield {
                    "option": option,
                    "criterion": one.criterion.id,
                    "name": one.criterion.name,
                    "better": one.criterion.better,
                    "performance": one.figures[place],
                    "worst": one.worst,
                    "best": one.best,
                    "score": one.scores[place] if scored else None,
                    "weight": weight,
                    "weighted_score": weight * one.scores[place] / 100 if scored else None,
                    "source": one.criterion.source,
                }

    def _robustness(self) -> Iterator[dict[str, Any]]:
        between = self.criteria.scale == "options"
        for test, detail, totals in self.scores.robustness(between=between):
            for place, one in enumerate(ordered(totals), start=1):
                total = totals[one]
                yield {
                    "test": test,
                    "detail": detail,
                    "place": place,
                    "option": one,
                    "total": total,
                }

    def to_dict(self) -> dict[str, Any]:
        """Return the appraisal as JSON-ready values under stable keys."""
        plan = self.options[0].plan
        return plain_mapping(
            {
                "format": APPRAISAL_FORMAT,
                "dataset": stated_dataset(plan.dataset),
                "compare": plan.overlap.compare,
                "recommended": self.recommended.id if self.recommended else None,
                "later": self.later.id if self.later else None,
                "tied": self.tied,
                "options": plain_records(self.to_frame("options")),
                "scores": plain_records(self.to_frame("scores")),
                "robustness": plain_records(self.to_frame("robustness")),
            }
        )


def _figure(number: float) -> str:
    return whole(number) if abs(number) > 1 else f"{number:.3f}"


@view_of.register(Appraisal)
def view_appraisal(appraisal: Appraisal) -> View:
    """Return the view of an appraisal: options with their totals, and what is recommended."""

    def sheet() -> Sheet:
        columns = [
            *(Column("option", "Option"), Column("name", "What", "long")),
            *(Column("total", "Total of 100", "decimal"), Column("least", "Least", "decimal")),
            *(Column("most", "Most", "decimal"), Column("fails", "Not scored, since it", "long")),
        ]
        frame = appraisal.to_frame("options")
        rows = frame[[column.name for column in columns]].itertuples(index=False, name=None)
        return Sheet.of("Options", columns, rows)

    def blocks() -> Iterator[Any]:
        yield Title(assessment_title(appraisal.options[0].plan.before), "Options")
        yield Table(sheet())
        chosen = appraisal.recommended
        yield Paragraph(
            f"Recommended: {chosen.id}, {chosen.name}."
            if chosen
            else "No option is recommended: the first two are level."
        )

    return View(appraisal.to_dict, lambda: appraisal.to_frame("options"), blocks)
