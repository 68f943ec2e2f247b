"""Proposes how two sets of administrative footprints can be made coterminous.

Everything public can be had from here, and is loaded when it is first asked for: the command line
answers ``--help`` without waiting for pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from graphmodel.assessment import Assessment, assess
    from graphmodel.communities import community_plans
    from graphmodel.dataset import Dataset
    from graphmodel.errors import DataError, GraphmodelError, OptionError, PlanError, Problem
    from graphmodel.export import write_output
    from graphmodel.graph import membership_graph, write_graph
    from graphmodel.led import led_plan
    from graphmodel.overlap import Overlap, build_overlap, overlap_graph
    from graphmodel.page import explore_page
    from graphmodel.partners import partner_burden, partner_footprints
    from graphmodel.plan import Plan, unchanged_plan
    from graphmodel.planfile import plan_to_dict, read_plan, write_plan
    from graphmodel.plangraph import plan_graph
    from graphmodel.projection import cross_projection, one_mode_projection
    from graphmodel.proposal import propose
    from graphmodel.reading import (
        BundledDataset,
        Soundness,
        bundled_datasets,
        check_dataset,
        read_dataset,
    )
    from graphmodel.suggestion import Suggestion, suggestions
    from graphmodel.verification import Verification, verify_plan

    __version__: str

__all__ = [
    "Assessment",
    "BundledDataset",
    "DataError",
    "Dataset",
    "GraphmodelError",
    "OptionError",
    "Overlap",
    "Plan",
    "PlanError",
    "Problem",
    "Soundness",
    "Suggestion",
    "Verification",
    "__version__",
    "assess",
    "build_overlap",
    "bundled_datasets",
    "check_dataset",
    "community_plans",
    "cross_projection",
    "explore_page",
    "led_plan",
    "membership_graph",
    "one_mode_projection",
    "overlap_graph",
    "partner_burden",
    "partner_footprints",
    "plan_graph",
    "plan_to_dict",
    "propose",
    "read_dataset",
    "read_plan",
    "suggestions",
    "unchanged_plan",
    "verify_plan",
    "write_graph",
    "write_output",
    "write_plan",
]

_HOMES: Final = {
    "assessment": ("Assessment", "assess"),
    "communities": ("community_plans",),
    "dataset": ("Dataset",),
    "errors": ("DataError", "GraphmodelError", "OptionError", "PlanError", "Problem"),
    "export": ("write_output",),
    "graph": ("membership_graph", "write_graph"),
    "led": ("led_plan",),
    "overlap": ("Overlap", "build_overlap", "overlap_graph"),
    "page": ("explore_page",),
    "partners": ("partner_burden", "partner_footprints"),
    "plan": ("Plan", "unchanged_plan"),
    "planfile": ("plan_to_dict", "read_plan", "write_plan"),
    "plangraph": ("plan_graph",),
    "projection": ("cross_projection", "one_mode_projection"),
    "proposal": ("propose",),
    "reading": (
        "BundledDataset",
        "Soundness",
        "bundled_datasets",
        "check_dataset",
        "read_dataset",
    ),
    "suggestion": ("Suggestion", "suggestions"),
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
