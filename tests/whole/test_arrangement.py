"""Tests stand in the rooms of what they test, and stand alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from helpers.rooms import modules_of

HERE = Path(__file__).parents[1]
FILES = sorted(HERE.rglob("test_*.py"))


def bears_a_name_of(path: Path, modules: set[str]) -> bool:
    """Say whether a test file bears the name of a module of its room, or begins with one."""
    room = ".".join(path.parent.relative_to(HERE).parts)
    names = {name.rpartition(".")[2] for name in modules if name.rpartition(".")[0] == room}
    words = path.stem.removeprefix("test_")
    return any(words == name or words.startswith(f"{name}_") for name in names)


def test_a_test_file_bears_the_name_of_a_module_of_its_room() -> None:
    modules = set(modules_of())
    files = [path for path in FILES if path.parent != HERE / "whole"]
    assert [str(path) for path in files if not bears_a_name_of(path, modules)] == []
    assert len(files) > 50


@pytest.mark.parametrize("name", ["steps/test_other.py", "plans/test_steps.py", "test_steps.py"])
def test_another_name_is_found(name: str) -> None:
    assert not bears_a_name_of(HERE / name, {"steps.steps", "plans.plan"})
    assert bears_a_name_of(HERE / "steps/test_steps_told.py", {"steps.steps"})


def imported_tests(text: str) -> list[str]:
    """Return what a file imports from test files."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module or ''}.{alias.name}" for alias in node.names]
        else:
            continue
        found += [
            name
            for name in names
            if any(part.startswith("test_") or part == "conftest" for part in name.split("."))
        ]
    return found


def test_no_file_imports_a_test_file() -> None:
    for path in HERE.rglob("*.py"):
        assert imported_tests(path.read_text("utf-8")) == [], path


@pytest.mark.parametrize(
    "line",
    [
        "import test_steps",
        "from steps.test_steps import x",
        "from . import test_steps",
        "import conftest",
    ],
)
def test_an_import_of_a_test_file_is_found(line: str) -> None:
    assert len(imported_tests(line)) == 1
    assert imported_tests("import helpers.tiny\nfrom helpers.tiny import write_folder") == []
