"""Results of every kind, with names that are out to be run as something."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from graphmodel.dataset.bundled import bundled_datasets
from graphmodel.dataset.comparing import compare_datasets
from graphmodel.dataset.dataset import derived
from graphmodel.dataset.given import with_given
from graphmodel.dataset.importing.importing import Imported
from graphmodel.dataset.reading import Soundness
from graphmodel.dataset.template import Template
from graphmodel.errors import Problem
from graphmodel.handover.carrying import carry
from graphmodel.handover.writing import Handover
from graphmodel.options.appraising import score_options
from graphmodel.overlap.assessment import assess
from graphmodel.overlap.overlap import build_overlap
from graphmodel.planfiles.comparison import compare_plans
from graphmodel.planfiles.planfile import write_plan
from graphmodel.planfiles.rebase import rebase_plan
from graphmodel.planfiles.tracking import track_plan
from graphmodel.planfiles.verification import verify_plan
from graphmodel.plans.joint_frontier import frontier
from graphmodel.plans.plan import unchanged_plan
from graphmodel.report.report import Report
from graphmodel.rules.rules import Rules
from graphmodel.scenarios.comparison import compare_scenarios
from graphmodel.scenarios.scenario import Gift, Scenario
from graphmodel.steps.sensitivity import plan_sensitivity
from graphmodel.steps.suggestion import suggestions
from helpers.unruly import ESCAPE, MARKUP, SCRIPT, unruly_dataset, unruly_plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.shown import Shown


def unruly_results(folder: Path) -> Iterator[Shown]:
    """Return one of everything that shows itself."""
    dataset, plan = unruly_dataset(), unruly_plan()
    write_plan(plan, folder / "plan.json")
    problem = Problem("error", SCRIPT, 7, MARKUP, ESCAPE, "wrong", "Put it right.")
    other = unchanged_plan(dataset, build_overlap(dataset))
    yield from (dataset, assess(dataset), plan, other, frontier(dataset))
    yield compare_plans(plan, other)
    fewer = derived(dataset, memberships=dataset.memberships.iloc[1:])
    yield compare_datasets(dataset, fewer)
    yield rebase_plan(plan, fewer)
    twice = _twice(dataset)
    overlap = build_overlap(with_given(twice, plan.given))
    yield track_plan(replace(plan, dataset=twice, overlap=overlap), "later")
    yield verify_plan(folder / "plan.json", dataset=dataset)
    yield Soundness({"name": "x"}, ok=False, problems=(problem,))
    yield Imported(dataset, folder / SCRIPT.replace("/", ""), (), ())
    yield Template(folder / "new", None)
    yield bundled_datasets()[0]
    yield plan_sensitivity(plan)
    yield plan.overlap
    yield suggestions(plan)
    yield Rules(people_least=5, keep=(SCRIPT,), together=((MARKUP, ESCAPE),), cost={"a": 2.0})
    yield compare_scenarios(dataset, [Scenario(SCRIPT, (Gift(("c5",), to="b1"),), note=MARKUP)])
    yield Report(folder, (SCRIPT,), plan)
    yield Handover(folder, (SCRIPT,), plan)
    table = folder / "carried.csv"
    table.write_text(f"code,{SCRIPT},COLUMN\n{plan.dataset.people.index[0]},x,2\n", "utf-8")
    yield carry(plan, table)
    yield score_options(plan)


def _twice(dataset: Dataset) -> Dataset:
    """Return a dataset in which its set B stands once more, as ``later``."""
    footprints, memberships = (
        pd.concat([frame, rows.assign(footprint_set="later")], ignore_index=True)
        for frame in (dataset.footprints, dataset.memberships)
        for rows in [frame[frame["footprint_set"] == "b"]]
    )
    return derived(dataset, footprints=footprints, memberships=memberships)
