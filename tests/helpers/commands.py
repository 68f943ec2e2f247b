"""The command line, in this process or in one of its own."""

from __future__ import annotations

import csv
import io
import os
import shlex
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

import graphmodel
from graphmodel.cli.app import app

COMMAND = (sys.executable, "-m", "graphmodel")


ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS"}},
    "PYTHONPATH": str(Path(graphmodel.__file__).parent.parent),
}


def run(*args: str | Path, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the real command, as a user would with its output piped."""
    return subprocess.run(
        [*COMMAND, *map(str, args)],
        capture_output=True,
        encoding="utf-8",
        env=ENVIRONMENT | env,
        cwd=cwd,
        check=False,
    )


def in_shell(line: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a line of a shell, in which graphmodel is the command."""
    command = f'graphmodel() {{ {shlex.join(COMMAND)} "$@"; }}'
    return subprocess.run(
        ["bash", "-c", f"{command}; {line}"],
        capture_output=True,
        encoding="utf-8",
        env=ENVIRONMENT | env,
        cwd=cwd,
        check=False,
    )


def records(*args: str | Path) -> list[dict[str, str]]:
    """Return the rows that a command prints as CSV."""
    return list(csv.DictReader(io.StringIO(invoke(*args, "--format", "csv")[1])))


def invoke(*args: str | Path, given: bytes | None = None) -> tuple[int, str, str]:
    """Run a command in this process, which is quicker, with something in standard input."""
    words = [str(arg) for arg in args]
    result = CliRunner().invoke(app, words, input=given, prog_name="graphmodel")
    assert "Traceback" not in result.output
    return result.exit_code, result.stdout, result.stderr
