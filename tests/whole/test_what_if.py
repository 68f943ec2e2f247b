"""The example of the documentation runs as a user would run it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "docs" / "examples" / "what_if.py"


def test_the_example_compares_four_plans_and_draws_a_map(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", SCRIPT, tmp_path],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[1:] for line in done.stdout.splitlines()[1:5]] == [
        ["today", "nested", "1819451.0", "0"],
        ["today", "coterminous", "1819451.0", "40"],
        # Of the six steps, three are what is supposed: 498,505 people.
        ["what-if", "nested", "1320946.0", "0"],
        ["what-if", "coterminous", "1320946.0", "40"],
    ]
    assert "3 are the same, 3 are in the first plan only" in done.stdout
    assert "NHS Kernow CCG" in done.stdout
    assert (tmp_path / "what-if.png").read_bytes().startswith(b"\x89PNG")
    assert len(SCRIPT.read_text("utf-8").splitlines()) <= 40
