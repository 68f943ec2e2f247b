"""Results as they tell what they are, and what that loads."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

from helpers.unruly import unruly_dataset, unruly_plan
from helpers.unruly_results import unruly_results

from graphmodel.overlap.overlap import build_overlap

if TYPE_CHECKING:
    from pathlib import Path

MOVING = re.compile(r"\b(move|moves|moved|moving)\b", re.IGNORECASE)


def test_results_are_told_in_one_line(tmp_path: Path) -> None:
    for result in [*unruly_results(tmp_path), build_overlap(unruly_dataset())]:
        text = repr(result)
        assert "\n" not in text
        assert "\x1b" not in text
        assert "DataFrame" not in text
    plan = repr(unruly_plan())
    assert plan == (
        "<Plan for 'unruly': a and b, lead a, target coterminous, method exact; another footprint"
        " for 130 patients, 1 merged, 0 new>"
    )
    assert not MOVING.search(plan)


def test_nothing_of_it_is_loaded_until_a_notebook_asks() -> None:
    code = (
        "import sys, graphmodel.plans.joint_frontier, graphmodel.planfiles.comparison,"
        "graphmodel.planfiles.verification\n"
        "names = ('jinja2', 'rich', 'graphmodel.show.views', 'graphmodel.show.notebook')\n"
        "loaded = [name for name in names if name in sys.modules]\n"
        "assert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
