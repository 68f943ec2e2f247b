"""How the command line ends, through its real entry point: streams that fail, errors as JSON."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from helpers.commands import COMMAND, ENVIRONMENT, in_shell, invoke
from helpers.tiny import edited, write_folder

from graphmodel.files import disk

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(sys.platform == "win32", reason="streams and signals of POSIX")


@posix
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("graphmodel datasets > /dev/full", "No space left on device"),
        ("graphmodel --help > /dev/full", "No space left on device"),
        ("graphmodel check --help > /dev/full", "No space left on device"),
        ("graphmodel datasets >&-", "Bad file descriptor"),
    ],
)
def test_output_that_cannot_be_written_is_said_so(line: str, reason: str) -> None:
    if "/dev/full" in line and sys.platform != "linux":
        pytest.skip("only Linux has a device that is always full")
    done = in_shell(line)
    said = f"Error: standard output cannot be written: {reason}\n"
    assert (done.returncode, done.stderr) == (5, said)


@posix
@pytest.mark.parametrize("stream", ["2>&-", "2> /dev/full", "<&- 2>&-"])
def test_nothing_hangs_on_messages_that_nobody_can_read(
    stream: str, tiny: Path, tmp_path: Path
) -> None:
    if "/dev/full" in stream and sys.platform != "linux":
        pytest.skip("only Linux has a device that is always full")
    done = in_shell(
        f"graphmodel suggest {shlex.quote(str(tiny))} --output p.json {stream}", tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("A tiny dataset")
    assert json.loads((tmp_path / "p.json").read_text("utf-8"))["format"]


@posix
def test_a_file_needs_no_standard_output(tiny: Path, tmp_path: Path) -> None:
    done = in_shell(f"graphmodel suggest {shlex.quote(str(tiny))} -q --output p.json >&-", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((tmp_path / "p.json").read_text("utf-8"))["format"]


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "ascii"])
def test_help_is_shown_in_any_encoding(encoding: str) -> None:
    done = subprocess.run(
        [*COMMAND, "import", "--help"],
        capture_output=True,
        env=ENVIRONMENT | {"PYTHONIOENCODING": encoding},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"graphmodel import members.xlsx my-data" in done.stdout


def test_hardly_anything_is_loaded_before_interrupts_are_seen_to() -> None:
    code = (
        "import io, os, sys; known = set(sys.modules); import graphmodel.cli;"
        "print(*sorted(set(sys.modules) - known))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        env=ENVIRONMENT,
        check=True,
    )
    assert done.stdout.split() == [
        "__future__",
        "graphmodel",
        "graphmodel.cli",
        "graphmodel.cli.start",
    ]


@posix
@pytest.mark.parametrize("loaded", ["typer", "graphmodel.cli.plans", "pandas"])
def test_an_interrupt_while_modules_are_loaded_is_no_traceback(loaded: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", *COMMAND[1:], "suggest", "england-2016"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=ENVIRONMENT,
    )
    assert process.stderr
    # The first of a package's own modules that is loaded, or the module itself.
    for line in process.stderr:
        name = line.rsplit("|")[-1].strip()
        if name == loaded or name.startswith(f"{loaded}."):
            process.send_signal(signal.SIGINT)
            break
    _, err = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in err


@posix
def test_head_is_no_error_of_help() -> None:
    done = in_shell("set -o pipefail; graphmodel suggest --help | true")
    assert done.returncode in {0, 141}
    assert done.stderr == ""


def error(*args: str | Path) -> tuple[int, dict[str, Any]]:
    """Run a command that fails, asking for JSON."""
    code, out, err = invoke(*args, "--format", "json")
    assert out == ""
    told = json.loads(err.splitlines()[-1])
    assert told["format"] == "graphmodel-error/1"
    return code, told


def test_errors_are_json_where_json_is_asked_for() -> None:
    code, told = error("suggest", "nowhere")
    assert (code, told["kind"]) == (2, "option")
    assert told["message"].startswith("there is no dataset 'nowhere'")
    code, told = error("suggest")
    assert (code, told["kind"]) == (2, "usage")
    assert "DATASET" in told["message"]
    code, told = error("suggest", "england-2016", "--footprints", "4")
    assert (code, told["kind"]) == (2, "option")
    assert "--footprints goes with --lead joint" in told["message"]
    assert invoke("suggest", "nowhere", "--format=json")[2].startswith("{")


def test_every_problem_of_a_dataset_is_in_the_json(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "mine", edited("organisations.csv", "1000", "-1"))
    code, told = error("suggest", folder)
    assert (code, told["kind"]) == (1, "data")
    assert told["message"] == f"{folder} cannot be used: 1 error"
    (problem,) = told["problems"]
    place = [problem[key] for key in ("level", "file", "row", "column", "value")]
    assert place == ["error", "organisations.csv", 2, "population", "-1"]
    assert problem["message"]
    assert problem["remedy"]


def test_rules_in_conflict_are_in_the_json(tiny: Path) -> None:
    limits = ("--lead", "joint", "--least-people", "1700", "--apart", "stp:E1,stp:E2")
    code, told = error("suggest", tiny, *limits)
    assert (code, told["kind"]) == (3, "infeasible")
    assert told["smallest"] is True
    assert told["conflict"]


def test_a_file_that_is_missing_is_usage_and_a_false_one_is_not(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # long paths are not told whole
    missing, false = tmp_path / "missing.json", tmp_path / "false.json"
    false.write_text("{}", "utf-8")
    for args in (
        ("verify", missing),
        ("explore", tiny, "--output", tmp_path / "page.html", "--plan", missing),
        ("report", tiny, "--output", tmp_path / "report", "--plan", missing),
        ("rebase", missing, "--dataset", tiny),
        ("diff", missing, missing),
        ("suggest", tiny, "--lead", "joint", "--rules", tmp_path / "missing.toml"),
        ("scenarios", tiny, tmp_path / "missing.toml"),
        ("import", tmp_path / "missing.csv", tmp_path / "new"),
        ("check", "missing"),
    ):
        code, out, err = invoke(*args)
        assert (code, out) == (2, ""), args
        assert "missing" in err
    for args in (("verify", false), ("rebase", false, "--dataset", tiny)):
        code, out, err = invoke(*args)
        assert (code, out) == (1, "")
        assert "false.json is not a plan" in err


@posix
def test_no_report_waits_for_ever_on_whoever_has_locked_the_folder_above(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl  # noqa: PLC0415 - there is none on Windows

    monkeypatch.setattr(disk, "_PATIENCE", 0.2)
    handle = os.open(tmp_path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        report = ("report", tiny, "--no-sensitivity", "-q", "--output", tmp_path / "report")
        for _ in range(2):
            assert invoke(*report) == (0, "", "")
            assert (tmp_path / "report" / "briefing.docx").is_file()
            left = [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]
            assert left == []
    finally:
        os.close(handle)
