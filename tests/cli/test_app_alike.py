"""The command line alike everywhere: files, tables, several datasets, standard streams."""

from __future__ import annotations

import ast
import inspect
import json
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any, get_args

import pytest
import typer
from helpers.commands import COMMAND, ENVIRONMENT, invoke
from helpers.tiny import TABLES, edited, write_folder

import graphmodel
from graphmodel.cli.app import app
from graphmodel.shown import PlanTable

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel.shown import Shown

MARK = "\ufeff"
WITHOUT_OUTPUT = {"new", "import"}  # what they make is named already
OWN_OUTPUT = {"explore", "handover", "report"}


def commands() -> dict[str, Any]:
    group: Any = typer.main.get_command(app)
    return dict(group.commands)


def piped(content: bytes, *args: str | Path) -> tuple[int, str, str]:
    """Run the real command with something in standard input."""
    done = subprocess.run(
        [*COMMAND, *map(str, args)],
        input=content,
        capture_output=True,
        env=ENVIRONMENT,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def plan(tiny: Path, tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    assert invoke("suggest", tiny, "-q", "--output", path) == (0, "", "")
    return path


@pytest.mark.parametrize("name", sorted(commands()))
def test_options_that_all_have_mean_the_same_in_all(name: str) -> None:
    options = {option.opts[0]: option for option in commands()[name].params}
    assert "--quiet" in options
    if name in OWN_OUTPUT:
        assert options["--output"].required
        return
    assert ("--output" in options) == (name not in WITHOUT_OUTPUT)
    assert ("--excel" in options) == (name not in WITHOUT_OUTPUT)
    known = {option.opts[0]: option.help for option in commands()["suggest"].params}
    for flag in ("--format", "--quiet"):
        assert options[flag].help == known[flag]


@pytest.mark.parametrize("name", sorted(commands()))
def test_a_command_is_one_call_that_a_notebook_could_make(name: str) -> None:
    source = textwrap.dedent(inspect.getsource(commands()[name].callback))
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and getattr(node.func.value, "id", "") == "graphmodel"
    }
    assert len(called - {"OptionError"}) <= 1
    # That of suggest, which report makes as well, is made by what both have in common.
    assert called or name == "suggest"


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_what_is_written_is_what_is_printed(
    ending: str, tiny: Path, plan: Path, tmp_path: Path
) -> None:
    file = tmp_path / f"out.{ending}"
    for args in (
        ("datasets",),
        ("check", tiny),
        ("assess", tiny),
        ("frontier", tiny),
        ("verify", plan, "--dataset", tiny),
        ("diff", plan, plan, "--dataset", tiny),
        ("diff", tiny, tiny),
    ):
        code, out, err = invoke(*args, "--format", ending, "-q", "--output", file)
        assert (code, err) == (0, ""), args
        assert file.read_bytes().decode() == out, args
        assert invoke(*args, "-q", "--output", file) == (0, "", "")


def test_a_dash_prints_in_spite_of_quiet(tiny: Path, tmp_path: Path) -> None:
    code, out, err = invoke("suggest", tiny, "-q", "--output", tmp_path / "p.json", "--output", "-")
    assert (code, err) == (0, "")
    assert out.startswith("A tiny dataset")
    assert invoke("suggest", tiny, "--output", "-")[1] == out
    page = tmp_path / "page.html"
    assert invoke("explore", tiny, "-q", "--output", page) == (0, "", "")
    code, out, err = piped(b"", "explore", tiny, "-q", "--output", "-")
    assert (code, err) == (0, "")
    assert out == page.read_text("utf-8")
    code, out, err = invoke("report", tiny, "--output", "-")
    assert (code, out) == (2, "")
    assert "name one with --output" in err


@pytest.mark.parametrize("table", get_args(PlanTable))
def test_every_table_of_a_plan_is_csv(table: str, tiny: Path, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    code, out, _ = invoke(
        "suggest", tiny, "--format", "csv", "--table", table, "-q", "--output", file
    )
    assert code == 0
    assert file.read_text("utf-8") == out
    frame = graphmodel.propose(graphmodel.read_dataset(tiny)).to_frame(table)  # type: ignore[arg-type]
    header, *lines = out.splitlines()
    assert header.split(",") == list(frame)
    assert len(lines) == len(frame)


@pytest.mark.parametrize(
    ("kind", "args"),
    [
        (graphmodel.Assessment, ("assess", "DATA")),
        (graphmodel.Frontier, ("frontier", "DATA")),
        (graphmodel.Comparison, ("diff", "PLAN", "PLAN", "--dataset", "DATA")),
        (graphmodel.DatasetComparison, ("diff", "DATA", "DATA")),
        (graphmodel.RebasedPlan, ("rebase", "PLAN", "--dataset", "DATA")),
        (graphmodel.Tracking, ("track", "PLAN", "--actual", "later", "--dataset", "DATA")),
    ],
)
def test_every_table_of_a_result_is_csv(kind: type[Shown], args: list[str], tmp_path: Path) -> None:
    later = {
        "footprints.csv": TABLES["footprints.csv"] + "later,X,First\n",
        "memberships.csv": TABLES["memberships.csv"] + "01C,later,X,,,,\n",
    }
    data, plan, file = write_folder(tmp_path / "data", later), tmp_path / "p.json", "table.csv"
    assert invoke("suggest", data, "-q", "--output", plan) == (0, "", "")
    given = [{"DATA": str(data), "PLAN": str(plan)}.get(word, word) for word in args]
    heads = set()
    for table in kind.TABLES:
        code, out, _ = invoke(
            *given, "--format", "csv", "--table", table, "-q", "--output", tmp_path / file
        )
        assert code == 0
        assert (tmp_path / file).read_text("utf-8") == out
        heads.add(out.splitlines()[0])
    assert invoke(*given, "--format", "csv")[1].splitlines()[0] in heads
    assert len(heads) > 1
    assert invoke(*given, "--format", "csv", "--table", "nothing")[0] == 2


def test_a_table_of_plans_is_none_of_datasets(tiny: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    code, _, err = invoke(
        "diff", tiny, tiny, "--format", "csv", "--table", "figures", "--output", out
    )
    assert code == 2
    assert "--table takes organisations, footprints, memberships" in err
    assert not out.exists()


def test_measures_of_several_datasets_are_stacked(tiny: Path) -> None:
    out = invoke("assess", tiny, "england-2016", "--format", "csv", "--table", "measures")[1]
    header, *lines = out.splitlines()
    assert header.startswith("dataset,measure,")
    assert {line.split(",")[0] for line in lines} == {"tiny", "england-2016"}


def test_only_excel_gets_a_byte_order_mark(tiny: Path, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    for marked, args in ((False, ()), (True, ("--excel",))):
        out = invoke("assess", tiny, "--format", "csv", "--output", file, *args)[1]
        assert out.startswith(MARK) is marked
        assert file.read_text("utf-8") == out


def test_what_is_about_csv_needs_some(tiny: Path, tmp_path: Path) -> None:
    for option in (("--table", "assignment"), ("--excel",)):
        code, out, err = invoke("suggest", tiny, *option, "--output", tmp_path / "p.json")
        assert (code, out) == (2, "")
        assert f"{option[0]} is about CSV: give --format csv" in err


def test_several_datasets_are_stacked(tiny: Path, tmp_path: Path) -> None:
    other = write_folder(tmp_path / "other", edited("organisations.csv", "500.5", "123"))
    alone = [invoke("assess", each, "--format", "csv")[1].splitlines() for each in (tiny, other)]
    code, out, err = invoke("assess", tiny, other, "--format", "csv")
    assert (code, err) == (0, "")
    header, *lines = out.splitlines()
    assert header == f"dataset,{alone[0][0]}"
    assert lines == [f"tiny,{line}" for rows in alone for line in rows[1:]]
    found = json.loads(invoke("assess", tiny, other, "--format", "json")[1])
    assert [each["people"] for each in found] == [1750.5, 1373]
    out = invoke("assess", tiny, other)[1]
    assert out.count("A tiny dataset") == 2
    code, _, err = invoke("assess", tiny, other, "--output", tmp_path / "two.xlsx")
    assert code == 2
    assert "has to end in one of .csv, .json" in err


def test_several_datasets_are_checked_and_one_that_is_not_sound_is_enough(
    tiny: Path, tmp_path: Path
) -> None:
    wrong = write_folder(tmp_path / "wrong", edited("organisations.csv", "1000", "-1"))
    code, out, err = invoke("check", tiny, wrong, "--format", "json")
    assert (code, err) == (1, "")
    assert [each["ok"] for each in json.loads(out)] == [True, False]
    code, out, _ = invoke("check", tiny, wrong, "--format", "csv")
    (header, line) = out.splitlines()
    assert header.startswith("dataset,level,file")
    assert line.startswith("tiny,error,organisations.csv")
    code, _, err = invoke("assess", tiny, wrong)
    assert code == 1
    assert err.startswith(f"Error: {wrong} cannot be used: 1 error")


def test_plans_rules_scenarios_and_tables_come_from_standard_input(
    tiny: Path, plan: Path, tmp_path: Path
) -> None:
    content = plan.read_bytes()
    code, out, err = piped(content, "verify", "-", "--dataset", tiny)
    assert (code, err) == (0, "")
    assert "standard-input.json is verified, against tiny." in out
    # All commands read it by the same function: two processes show that it is the real one.
    code, out, err = invoke("diff", "-", plan, "--dataset", tiny, "--exit-code", given=content)
    assert (code, err) == (0, "")
    assert invoke("rebase", "-", "--dataset", tiny, given=content)[0] == 0
    page = tmp_path / "page.html"
    given = ("explore", tiny, "-q", "--plan", "-", "--output", page)
    assert invoke(*given, given=content) == (0, "", "")
    rules = b'apart = [["stp:E1", "stp:E2"]]\n'
    given = ("suggest", tiny, "--lead", "joint", "--rules", "-", "--least-people", "1700")
    code, out, err = invoke(*given, given=rules)
    assert (code, out) == (3, "")
    assert "apart" in err
    code, out, err = invoke("scenarios", tiny, "-", given=b"scenario = 3")
    assert (code, out) == (2, "")
    assert "standard-input.toml" in err
    table = b"name,STP,LDR,population\nOne,S,L,5\nTwo,S,M,6\n"
    code, out, err = invoke("import", "-", tmp_path / "new", "-q", "--format", "json", given=table)
    assert (code, err) == (0, "")
    assert invoke("check", tmp_path / "new")[0] == 0
    code, out, err = piped(content, "diff", "-", "-", "--dataset", tiny)
    assert (code, out) == (2, "")
    assert "standard input can stand for one file only" in err


def test_a_closed_standard_input_is_an_empty_file() -> None:
    if sys.platform == "win32":
        pytest.skip("a shell of POSIX")
    line = f"exec {sys.executable} -m graphmodel verify - <&-"
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, encoding="utf-8", env=ENVIRONMENT, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "standard-input.json is not a plan" in done.stderr
