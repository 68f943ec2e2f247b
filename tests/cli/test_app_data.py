from __future__ import annotations

import csv
import io
import json
import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest
import typer
from helpers.messy import messy_table, write_csv
from helpers.tiny import TABLES, edited, write_folder
from typer.testing import CliRunner

from graphmodel.cli.app import app

if TYPE_CHECKING:
    from pathlib import Path


def invoke(*args: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(arg) for arg in args], prog_name="graphmodel")
    assert "Traceback" not in result.output
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("command", ["new", "import", "check"])
def test_help_has_examples_that_parse(command: str) -> None:
    code, out, _ = invoke(command, "--help")
    assert code == 0
    examples = re.findall(r"^ +graphmodel (.+)$", out[out.index("Examples:") :], re.MULTILINE)
    assert examples
    group: Any = typer.main.get_command(app)
    for example in examples:
        name, *args = shlex.split(example)
        assert name == command
        group.commands[name].make_context(name, args)


def test_new_says_what_to_do_next(tmp_path: Path) -> None:
    folder, book = tmp_path / "mine", tmp_path / "mine.xlsx"
    code, out, err = invoke("new", folder, "--xlsx", book)
    assert (code, err) == (0, "")
    assert f"graphmodel check {folder}" in out
    for path in (folder, book):
        code, out, err = invoke("check", path, "--strict")
        assert (code, out, err) == (0, "mine can be used: nothing wrong or odd.\n", "")
    code, out, err = invoke("new", folder)
    assert (code, out) == (2, "")
    assert "not empty" in err
    assert invoke("new")[0] == 2
    code, out, _ = invoke("new", tmp_path / "other", "--format", "json")
    assert json.loads(out) == {
        "format": "graphmodel-template/1",
        "folder": str(tmp_path / "other"),
        "workbook": None,
    }


def test_a_table_is_imported_in_two_runs(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "m.csv", messy_table().lines)
    folder, matches = tmp_path / "mine", tmp_path / "mine-matches.csv"
    code, out, err = invoke("import", table, folder)
    assert (code, out) == (1, "")
    assert "column E 'STP' is taken for the footprint set 'stp', by its heading" in err
    assert f"wrote {matches}, with 1 name to be decided" in err
    assert f"Error: {table} cannot be used: 1 error" in err
    matches.write_text(matches.read_text("utf-8").rstrip().rstrip(",") + ",,penwith\n", "utf-8")
    shown = ("--quiet", "--format", "table")
    code, out, err = invoke("import", table, folder, "--matches", matches, *shown)
    assert (code, err) == (0, "")
    assert "is a dataset now: 200 organisations, 8 LDRs, 4 STPs and 410 memberships." in out
    assert "row 164  LDR  'Penwth' is Penwith (penwith): decided" in out
    assert invoke("check", folder, "--strict")[0] == 0
    assert invoke("suggest", folder)[0] == 0
    code, _, err = invoke("import", table, folder)
    assert code == 2
    assert "not empty" in err


def test_an_import_as_json_and_csv(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "m.csv", messy_table(near=False).lines)
    code, out, err = invoke("import", table, tmp_path / "a", "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert (found["organisation_count"], found["problems"]) == (200, [])
    assert err.splitlines() == found["notes"]
    _, out, _ = invoke("import", table, tmp_path / "b", "--format", "csv")
    rows = [(row["written"], int(row["row"])) for row in csv.DictReader(io.StringIO(out))]
    assert rows == [(one["written"], row) for one in found["matches"] for row in one["rows"]]


def test_a_wide_table_is_told_from_a_dataset(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "m.csv", messy_table().lines)
    code, out, _ = invoke("check", table)
    assert code == 1
    assert "graphmodel import TABLE DIR" in out


def test_strict_counts_warnings_as_failure(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "x", {"more.csv": "a\n"})
    assert invoke("check", folder)[0] == 0
    code, out, _ = invoke("check", folder, "--strict", "--format", "json")
    found = json.loads(out)
    assert code == 1
    assert (found["ok"], found["errors"], found["warnings"]) == (True, 0, 1)
    assert found["problems"][0]["why"] == "What is not read changes nothing."
    assert invoke("check", write_folder(tmp_path / "y"), "--strict")[0] == 0


def test_problems_are_grouped_and_what_is_only_counted_counts(tmp_path: Path) -> None:
    rows = "".join(f"X{n},stp,E1,,,,\n" for n in range(50))
    table = TABLES["memberships.csv"] + rows
    changes = {"memberships.csv": table} | edited("organisations.csv", "1000", "-1")
    folder = write_folder(tmp_path / "x", changes)
    code, out, _ = invoke("check", folder)
    assert code == 1
    assert out.startswith("tiny cannot be used: 51 errors.")
    assert (
        "memberships.csv, column organisation: 50 errors. Rows of several tables belong together"
        " by their codes alone.\n"
    ) in out
    assert "and 30 more rows like this" in out
