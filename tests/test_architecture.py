"""The map of the package names every module, and imports go the way it says."""

from __future__ import annotations

import re
from pathlib import Path

import graphmodel

PACKAGE = Path(graphmodel.__file__).parent
DOCS = Path(__file__).parents[1] / "docs" / "architecture.md"


def test_every_module_is_on_the_map() -> None:
    modules = {file.stem for file in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    before, page = DOCS.read_text(encoding="utf-8").split("## The page")
    named = set(re.findall(r"`(\w+)`", before))
    assert modules - named == set()
    scripts = {file.stem for file in (PACKAGE / "assets" / "js").glob("*.js")}
    assert scripts - set(re.findall(r"`(\w+)`", page)) == set()


def test_the_command_line_is_used_by_nothing_else() -> None:
    command_line = {"cli", "_console", "_options"}
    uses = re.compile(rf"from graphmodel\.({'|'.join(sorted(command_line))}) |import typer")
    for file in PACKAGE.glob("*.py"):
        if file.stem not in {*command_line, "__main__"}:
            assert not uses.search(file.read_text(encoding="utf-8")), file.name
