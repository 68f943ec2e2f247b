"""Proposes how two sets of administrative footprints can be made coterminous.

Everything public can be had from here, and is loaded when it is first asked for: the command line
answers ``--help`` without waiting for pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from graphmodel.assessment import Assessment, assess
    from graphmodel.bundled import BundledDataset, bundled_datasets
    from graphmodel.communities import community_plans
    from graphmodel.comparison import Comparison, compare_plans
    from graphmodel.compatible import compatible_plan
    from graphmodel.dataset import Dataset
    from graphmodel.errors import (
        DataError,
        GraphmodelError,
        InfeasibleError,
        OptionError,
        PlanError,
        Problem,
        RulesError,
        UndecidedError,
    )
    from graphmodel.export import write_output
    from graphmodel.frames import (
        assignment_frame,
        footprints_frame,
        partners_frame,
        suggestions_frame,
    )
    from graphmodel.graph import membership_graph, write_graph
    from graphmodel.imported import Imported
    from graphmodel.importing import import_table
    from graphmodel.joint_frontier import Frontier, exact_joint_plan, frontier
    from graphmodel.led import led_plan
    from graphmodel.model_plan import model_joint_plan
    from graphmodel.optimum import BesideOptimum, beside_optimum
    from graphmodel.overlap import Overlap, build_overlap, overlap_graph
    from graphmodel.page import explore_page
    from graphmodel.partners import partner_burden, partner_footprints
    from graphmodel.plan import Plan, unchanged_plan
    from graphmodel.planfile import plan_to_dict, read_plan, write_plan
    from graphmodel.plangraph import plan_graph
    from graphmodel.projection import cross_projection, one_mode_projection
    from graphmodel.proposal import propose
    from graphmodel.reading import Soundness, check_dataset, read_dataset
    from graphmodel.report import Report, write_report
    from graphmodel.result_frames import (
        alternatives_frame,
        frontier_frame,
        measures_frame,
        problems_frame,
        sensitivity_frame,
        verification_frame,
    )
    from graphmodel.rules import OrganisationRule, Rules, read_rules
    from graphmodel.sensitivity import Sensitivity, plan_sensitivity
    from graphmodel.suggestion import Suggestion, suggestions
    from graphmodel.template import Template, new_dataset
    from graphmodel.verification import Verification, verify_plan

    __version__: str

__all__ = [
    "Assessment",
    "BesideOptimum",
    "BundledDataset",
    "Comparison",
    "DataError",
    "Dataset",
    "Frontier",
    "GraphmodelError",
    "Imported",
    "InfeasibleError",
    "OptionError",
    "OrganisationRule",
    "Overlap",
    "Plan",
    "PlanError",
    "Problem",
    "Report",
    "Rules",
    "RulesError",
    "Sensitivity",
    "Soundness",
    "Suggestion",
    "Template",
    "UndecidedError",
    "Verification",
    "__version__",
    "alternatives_frame",
    "assess",
    "assignment_frame",
    "beside_optimum",
    "build_overlap",
    "bundled_datasets",
    "check_dataset",
    "community_plans",
    "compare_plans",
    "compatible_plan",
    "cross_projection",
    "exact_joint_plan",
    "explore_page",
    "footprints_frame",
    "frontier",
    "frontier_frame",
    "import_table",
    "led_plan",
    "measures_frame",
    "membership_graph",
    "model_joint_plan",
    "new_dataset",
    "one_mode_projection",
    "overlap_graph",
    "partner_burden",
    "partner_footprints",
    "partners_frame",
    "plan_graph",
    "plan_sensitivity",
    "plan_to_dict",
    "problems_frame",
    "propose",
    "read_dataset",
    "read_plan",
    "read_rules",
    "sensitivity_frame",
    "suggestions",
    "suggestions_frame",
    "unchanged_plan",
    "verification_frame",
    "verify_plan",
    "write_graph",
    "write_output",
    "write_plan",
    "write_report",
]

_HOMES: Final = {
    "assessment": ("Assessment", "assess"),
    "bundled": ("BundledDataset", "bundled_datasets"),
    "communities": ("community_plans",),
    "comparison": ("Comparison", "compare_plans"),
    "compatible": ("compatible_plan",),
    "dataset": ("Dataset",),
    "errors": (
        "DataError",
        "GraphmodelError",
        "InfeasibleError",
        "OptionError",
        "PlanError",
        "Problem",
        "RulesError",
        "UndecidedError",
    ),
    "export": ("write_output",),
    "frames": ("assignment_frame", "footprints_frame", "partners_frame", "suggestions_frame"),
    "graph": ("membership_graph", "write_graph"),
    "imported": ("Imported",),
    "importing": ("import_table",),
    "joint_frontier": ("Frontier", "exact_joint_plan", "frontier"),
    "led": ("led_plan",),
    "model_plan": ("model_joint_plan",),
    "optimum": ("BesideOptimum", "beside_optimum"),
    "overlap": ("Overlap", "build_overlap", "overlap_graph"),
    "page": ("explore_page",),
    "partners": ("partner_burden", "partner_footprints"),
    "plan": ("Plan", "unchanged_plan"),
    "planfile": ("plan_to_dict", "read_plan", "write_plan"),
    "plangraph": ("plan_graph",),
    "projection": ("cross_projection", "one_mode_projection"),
    "proposal": ("propose",),
    "reading": ("Soundness", "check_dataset", "read_dataset"),
    "report": ("Report", "write_report"),
    "result_frames": (
        "alternatives_frame",
        "frontier_frame",
        "measures_frame",
        "problems_frame",
        "sensitivity_frame",
        "verification_frame",
    ),
    "rules": ("OrganisationRule", "Rules", "read_rules"),
    "sensitivity": ("Sensitivity", "plan_sensitivity"),
    "suggestion": ("Suggestion", "suggestions"),
    "template": ("Template", "new_dataset"),
    "verification": ("Verification", "verify_plan"),
}
"""The public names of each module."""

_HOME_OF: Final = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name; typed above
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow

        try:
            found: Any = version("graphmodel")
        except PackageNotFoundError:
            found = "0+unknown"  # a checkout that is not installed
    elif name in _HOME_OF:
        found = getattr(import_module(f"graphmodel.{_HOME_OF[name]}"), name)
    else:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
