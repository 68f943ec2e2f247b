from __future__ import annotations

import ast
import importlib
import pkgutil
import pydoc
import re
import subprocess
import sys
from pathlib import Path

import pytest

import graphmodel

PUBLIC = {
    *("Assessment", "BundledDataset", "DataError", "Dataset", "GraphmodelError", "OptionError"),
    *("Overlap", "Plan", "PlanError", "Problem", "Soundness", "Suggestion", "Verification"),
    *("__version__", "assess", "build_overlap", "bundled_datasets", "check_dataset"),
    *("community_plans", "explore_page", "led_plan", "membership_graph"),
    *("projection_graph", "overlap_graph"),
    *("plan_graph", "propose", "read_dataset", "read_plan"),
    *("BesideOptimum", "Comparison", "Frontier", "InfeasibleError", "OrganisationRule", "Rules"),
    *("RulesError", "UndecidedError", "beside_optimum", "compare_plans", "compatible_plan"),
    *("exact_joint_plan", "frontier", "model_joint_plan", "read_rules"),
    *("Question", "question_of", "DatasetComparison", "compare_datasets", "diff"),
    *("RebasedPlan", "rebase_plan"),
    *("Tracking", "track_plan"),
    *("Carried", "Handover", "carry", "write_handover"),
    *("Gift", "Scenario", "ScenarioComparison", "ScenarioError", "apply_scenario"),
    *("compare_scenarios", "read_scenarios", "scenarios_toml", "ground_of", "within_ground"),
    *("Imported", "Template", "import_table", "new_dataset"),
    *("Report", "Sensitivity", "plan_sensitivity", "write_report"),
    *("BoardLine", "board_lines", "other_way"),
    *("Appraisal", "CriteriaError", "read_criteria", "read_style", "score_options"),
    *("unchanged_plan", "verify_plan", "write_dataset", "write_graph", "write_output"),
}
"""What users may rely on: a name that is added or lost here is a change they have to be told of."""

MODULES = [module.name for module in pkgutil.iter_modules(graphmodel.__path__)]


def test_these_are_the_public_names() -> None:
    assert set(graphmodel.__all__) == PUBLIC
    assert len(graphmodel.__all__) == len(PUBLIC)
    assert set(dir(graphmodel)) == PUBLIC - {"__version__"}


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_a_public_name_is_there_and_is_no_module(name: str) -> None:
    # A module of the same name would take its place once it is loaded.
    for module in MODULES:
        if module != "__main__":
            importlib.import_module(f"graphmodel.{module}")
    assert not isinstance(getattr(graphmodel, name), type(graphmodel))


def test_help_shows_what_is_public_only() -> None:
    shown = pydoc.render_doc(graphmodel, renderer=pydoc.plaintext)
    _, *sections = re.split(r"^(CLASSES|FUNCTIONS|DATA|VERSION)$", shown, flags=re.MULTILINE)
    parts = dict(zip(sections[::2], sections[1::2], strict=True))
    found = set(re.findall(r"^    class (\w+)", parts["CLASSES"], re.MULTILINE))
    found |= set(re.findall(r"^    (\w+)\(", parts["FUNCTIONS"], re.MULTILINE))
    assert found == PUBLIC - {"__version__"}


def test_no_module_has_a_public_name() -> None:
    assert not PUBLIC & set(MODULES)


def test_each_name_is_stated_once_and_where_type_checkers_look() -> None:
    tree = ast.parse(Path(graphmodel.__file__).with_suffix(".pyi").read_text("utf-8"))
    homes = [
        (alias.name, node.module)
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    assert len(homes) == len(dict(homes))
    assert {name for name, _ in homes} | {"__version__"} == PUBLIC
    for name, home in homes:
        room = importlib.import_module(f"graphmodel.{home}")
        assert getattr(room, name) is getattr(graphmodel, name)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="attribute nothing"):
        _ = graphmodel.nothing
    assert not hasattr(graphmodel, "__wrapped__")


def test_the_package_loads_nothing_until_it_is_asked() -> None:
    heavy = (
        "pandas",
        "numpy",
        "networkx",
        "scipy",
        "rich",
        "typer",
        "jinja2",
        "xlsxwriter",
        "docx",
        "matplotlib",
    )
    code = f"import sys, graphmodel; assert not [m for m in {heavy} if m in sys.modules]"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_public_name_is_loaded_once() -> None:
    code = (
        "import graphmodel, sys; from graphmodel import DataError;"
        "assert 'pandas' not in sys.modules; assert graphmodel.DataError is DataError"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
