"""Type checkers catch what a user gets wrong: mypy on lines as users write them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINES = """
import graphmodel as gm

dataset = gm.read_dataset("england-2016")
plan = gm.propose(dataset, lead="stp")
assessment = gm.assess(dataset)

gm.board_lines(plan, "stp")  # expect-error
gm.beside_optimum(assessment)  # expect-error
gm.compare_plans(plan, dataset)  # expect-error
gm.plan_sensitivity(assessment)  # expect-error
gm.write_report(assessment, "report")  # expect-error
gm.assess(plan)  # expect-error
gm.assess(dataset, sets=3)  # expect-error
gm.propose(dataset, target="nestled")  # expect-error
gm.propose(dataset, method="exakt")  # expect-error
gm.led_plan(dataset)  # expect-error
gm.propose(dataset, leed="stp")  # expect-error
plan.to_frame("step")  # expect-error
assessment.to_frame("steps")  # expect-error
gm.frontier(dataset)["40"]  # expect-error
plan.people_move  # expect-error
gm.Rules(people_most="many")  # expect-error
gm.Scenario("one", gm.Gift(("a",)))  # expect-error
dataset.move({"99M": "LDR75"}, name="x")  # expect-error
gm.compare_datasets(dataset)  # expect-error
moved: int = plan.to_frame()  # expect-error

gm.beside_optimum(plan).excess
gm.assess("england-2016", sets=("stp", "ldr")).to_frame("measures").loc[0]
gm.frontier(dataset)[40].suggestions()[0].into.lower()
dataset.move({"99M": {"ldr": {"LDR74": 0.4, "LDR75": 0.6}}}, name="x").pair("stp,ldr")
gm.Dataset.from_frames(dataset.organisations, dataset.memberships, name="x", compare="stp,ldr")
"""


def test_mypy_finds_the_wrong_lines_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "lines.py").write_text(LINES, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", tmp_path / "lines.py"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    found = {int(line) for line in re.findall(r"lines\.py:(\d+): error", done.stdout)}
    wrong = {
        number
        for number, line in enumerate(LINES.splitlines(), start=1)
        if line.endswith("# expect-error")
    }
    assert found == wrong, done.stdout + done.stderr
