"""Scenarios side by side: what each would make of the two sets, and of the question asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from graphmodel.dataset.question import question_of
from graphmodel.dataset.reading import as_dataset
from graphmodel.dataset.stated import stated_dataset
from graphmodel.errors import ScenarioError
from graphmodel.files.guard import guarded
from graphmodel.files.plain_json import plain_mapping
from graphmodel.files.safe_text import shown_text
from graphmodel.overlap.assessment import Assessment, assess
from graphmodel.plans.partners import partner_burden
from graphmodel.plans.propose import propose
from graphmodel.scenarios.applying import apply_scenario, given_by
from graphmodel.scenarios.reading import read_scenarios
from graphmodel.scenarios.scenario import named_scenarios
from graphmodel.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from graphmodel.dataset.dataset import Dataset, Sets
    from graphmodel.dataset.question import Question
    from graphmodel.dataset.targets import Target
    from graphmodel.errors import Problem
    from graphmodel.plans.plan import Plan
    from graphmodel.scenarios.scenario import Scenario


@dataclass(frozen=True, eq=False)
class ScenarioOutcome:
    """What comes of one scenario.

    Attributes
    ----------
    scenario
        What is supposed; None for things as they stand.
    people_given
        People of the ground that is given a footprint.
    assessment
        How the two sets relate, nothing changed but that.
    plan
        The plan that answers the question asked.
    burden_before, burden_after
        Footprints of the two sets that partners deal with, summed over partners, before and after
        the plan.
    """

    scenario: Scenario | None
    people_given: float
    assessment: Assessment
    plan: Plan
    burden_before: int
    burden_after: int

    @property
    def name(self) -> str:
        """What the scenario is called."""
        return "as things stand" if self.scenario is None else self.scenario.name

    def to_dict(self) -> dict[str, Any]:
        """Return the outcome as JSON-ready values under stable keys."""
        scenario = self.scenario
        about = {
            key: getattr(scenario, key) if scenario else ""
            for key in ("status", "as_of", "source", "note")
        }
        return plain_mapping(
            {
                "scenario": scenario.name if scenario else None,
                **about,
                "people_given": self.people_given,
                "people_undecided": self.assessment.uncovered["people"],
                "coterminous_share": self.assessment.coterminous_share,
                "relations": self.assessment.relations,
                "people_moved": self.plan.people_moved,
                "footprints_merged": self.plan.footprints_merged,
                "people_merged": self.plan.people_merged,
                "coterminous_share_after": self.plan.after.coterminous_share,
                "partner_burden_before": self.burden_before,
                "partner_burden_after": self.burden_after,
            }
        )


@dataclass(frozen=True, eq=False)
class ScenarioComparison(Shown):
    """Scenarios side by side.

    Attributes
    ----------
    dataset
        What they are about, as it stands.
    question
        What is asked under each of them.
    outcomes
        Things as they stand, then each scenario in the order given.

    Examples
    --------
    >>> scenario = gm.Scenario("Wessex", (gm.Gift(("E06000059",), new="Wessex"),))
    >>> found = gm.compare_scenarios("england-2026", [scenario])
    >>> found.to_frame()[["scenario", "people_undecided"]]
      scenario  people_undecided
    0                   16209951
    1   Wessex          15830368
    """

    dataset: Dataset
    question: Question
    outcomes: tuple[ScenarioOutcome, ...]

    def __repr__(self) -> str:
        first, second = self.question.compare
        return shown_text(
            f"<ScenarioComparison of {self.dataset.name!r}: {first} and {second},"
            f" {len(self.outcomes) - 1} scenarios>"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON-ready values under stable keys."""
        return {
            "format": "graphmodel-scenarios/1",
            "dataset": stated_dataset(self.dataset),
            "compare": list(self.question.compare),
            "lead": self.question.lead,
            "target": self.question.target,
            "scenarios": [outcome.to_dict() for outcome in self.outcomes],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row a scenario, things as they stand first.

        Columns as the keys of :meth:`to_dict`, nested ones joined (``relations_icb_straddling``);
        what each means is said in ``docs/vocabulary.md``. ``scenario`` is blank for things as they
        stand.
        """
        rows = []
        for outcome in self.outcomes:
            row = outcome.to_dict()
            relations = row.pop("relations")
            for name in self.question.compare:
                for relation, count in relations[name].items():
                    row[f"relations_{name}_{relation}"] = count
            rows.append({**row, "scenario": row["scenario"] or ""})
        return pd.DataFrame(rows)


@guarded
def compare_scenarios(
    dataset: Dataset | str | Path,
    scenarios: Sequence[Scenario] | str | Path,
    *,
    names: Iterable[str] | None = None,
    sets: Sets | None = None,
    lead: str | None = None,
    target: Target | None = None,
    redraw: Iterable[str] = (),
    progress: Callable[[str], None] | None = None,
) -> ScenarioComparison:
    """Compare what comes of scenarios, each by itself.

    Parameters
    ----------
    dataset
        A dataset as read.
    scenarios
        What is supposed, or where to read it, as :func:`graphmodel.read_scenarios` takes it.
    names
        Names of those that are wanted; by default all.
    sets, lead, target, redraw
        What is asked under each of them, as in :func:`graphmodel.question_of`: by default the
        question of the dataset.
    progress
        Called with a sentence now and then.

    Raises
    ------
    ScenarioError
        When scenarios do not fit the dataset: with everything that does not.
    OptionError
        As in :func:`graphmodel.propose`.

    Examples
    --------
    >>> scenario = gm.Scenario("Wessex", (gm.Gift(("E06000059",), new="Wessex"),))
    >>> gm.compare_scenarios("england-2026", [scenario]).to_frame()["people_given"].tolist()
    [0, 379583]
    """
    dataset = as_dataset(dataset)
    redraw = tuple(redraw)
    if isinstance(scenarios, str | Path):
        scenarios = read_scenarios(scenarios, names=names)
    elif names is not None:
        scenarios = named_scenarios(scenarios, names)
    question = question_of(dataset, sets=sets, lead=lead, target=target, redraw=redraw)
    supposed: list[tuple[Scenario | None, Dataset]] = [(None, dataset)]
    problems: list[Problem] = []
    for scenario in scenarios:
        try:
            supposed.append((scenario, apply_scenario(dataset, scenario)))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    outcomes = []
    for number, (supposition, changed) in enumerate(supposed):
        if progress:
            progress(f"{number} of {len(supposed)} scenarios looked at")
        outcomes.append(_outcome(dataset, changed, supposition, question, redraw))
    return ScenarioComparison(dataset, question, tuple(outcomes))


def _outcome(
    dataset: Dataset,
    supposed: Dataset,
    scenario: Scenario | None,
    question: Question,
    redraw: tuple[str, ...],
) -> ScenarioOutcome:
    plan = propose(
        supposed,
        sets=question.compare,
        lead=question.lead,
        target=question.target,
        redraw=redraw,
    )
    burden = partner_burden(plan)
    given = given_by(dataset, scenario).memberships if scenario else ()
    return ScenarioOutcome(
        scenario,
        float(dataset.people[sorted({block for block, _, _ in given})].sum()),
        assess(supposed, sets=question.compare),
        plan,
        int(burden["before"].sum()),
        int(burden["after"].sum()),
    )
