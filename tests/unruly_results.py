"""Results of every kind, with names that are out to be run as something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unruly import ESCAPE, MARKUP, SCRIPT, unruly_dataset, unruly_plan

from graphmodel.assessment import assess
from graphmodel.bundled import bundled_datasets
from graphmodel.comparison import compare_plans
from graphmodel.errors import Problem
from graphmodel.imported import Imported
from graphmodel.joint_frontier import frontier
from graphmodel.overlap import build_overlap
from graphmodel.plan import unchanged_plan
from graphmodel.planfile import write_plan
from graphmodel.reading import Soundness
from graphmodel.report import Report
from graphmodel.sensitivity import plan_sensitivity
from graphmodel.template import Template
from graphmodel.verification import verify_plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphmodel.shown import Shown


def unruly_results(folder: Path) -> Iterator[Shown]:
    """Return one of everything that shows itself."""
    dataset, plan = unruly_dataset(), unruly_plan()
    write_plan(plan, folder / "plan.json")
    problem = Problem("error", SCRIPT, 7, MARKUP, ESCAPE, "wrong", "Put it right.")
    other = unchanged_plan(dataset, build_overlap(dataset))
    yield from (dataset, assess(dataset), plan, other, frontier(dataset))
    yield compare_plans(plan, other)
    yield verify_plan(folder / "plan.json", dataset=dataset)
    yield Soundness("x", ok=False, problems=(problem,))
    yield Imported(dataset, folder / SCRIPT.replace("/", ""), (), ())
    yield Template(folder / "new", None)
    yield bundled_datasets()[0]
    yield plan_sensitivity(plan)
    yield Report(folder, (SCRIPT,), plan)
