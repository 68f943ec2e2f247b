"""Messages of the library as the command line shows them."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

import pytest
import typer
from helpers.commands import invoke
from helpers.rooms import PACKAGE

from graphmodel.cli.app import app
from graphmodel.cli.ending import in_flags

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("`max_moved` goes with `lead='joint'` only", "--max-moved goes with --lead joint only"),
        ("as in `sets='STP,LDR'`", "as in --sets STP,LDR"),
        ("as in `blocks='two words'`", "as in --blocks 'two words'"),
        ("""as in `matches="o'clock.csv"`""", """as in --matches 'o'"'"'clock.csv'"""),
        ("give `workbook`", "give --xlsx"),
        # What is no flag stays as it is, whoever called it so.
        ("`seeds` takes a number from 1", "`seeds` takes a number from 1"),
        ("there is no `folder`", "there is no `folder`"),
        ("`lead=joint` and `lead", "`lead=joint` and `lead"),
    ],
)
def test_flags_stand_in_place_of_parameters(message: str, shown: str) -> None:
    commands: Any = typer.main.get_command(app)
    assert in_flags(message, commands.flags()) == shown


def test_a_value_is_fit_for_a_shell(tmp_path: Path) -> None:
    table = tmp_path / "members.csv"
    table.write_text("name,STP,LDR,population\nOne,S,L,5\nTwo,S,M,6\n", "utf-8")
    code, _, err = invoke("import", table, tmp_path / "new", "--sets", "STP,,LDR")
    assert code == 2
    assert "--sets takes headings, as in STP,LDR" in err


def test_nothing_but_the_command_line_speaks_of_flags() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}: {text}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.parent.name != "cli"
        for text in _texts(path)
        if re.search(r"(?<![\w-])--[a-z]", text)
    ]
    assert found == []


def _texts(path: Path) -> Iterator[str]:
    """Yield the texts of a module that are no documentation."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    documentation = {
        id(statement.value)
        for node in ast.walk(tree)
        for statement in (node.body if isinstance(node, documented) else [])
        if isinstance(statement, ast.Expr)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documentation
        ):
            yield node.value
