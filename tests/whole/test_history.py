"""Plans held against what happened: the page of documentation says what is computed."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

import graphmodel as gm

DOCS = Path(__file__).parents[2] / "docs"


def test_no_figure_of_the_history_is_typed_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(DOCS)
    history = importlib.import_module("history")
    found = list(history.rows())
    for path, text in history.files(found).items():
        assert path.read_text("utf-8") == text, f"{path.name}: run python docs/history.py"
    told = next(row for row in found if row.question == history.CHIEF[1])
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    assert history.summary(told) in " ".join(readme.split())


@pytest.mark.parametrize(
    ("actual", "done", "joined", "not_done"),
    [("icb_2022", 846_632, 0, 1_381_827), ("icb_2026", 1_631_756, 328_605, 268_098)],
)
def test_what_councils_foresaw_for_stps(actual: str, done: int, joined: int, not_done: int) -> None:
    """The figures were measured from outside on the same data."""
    plan = gm.propose(
        gm.read_dataset("england-2016"),
        sets=("stp", "council"),
        lead="council",
        target="compatible",
    )
    found = gm.track_plan(plan, actual)
    counts = [found.changes[key] for key in ("done", "joined", "not_done", "elsewhere", "unknown")]
    assert counts == pytest.approx([done, joined, not_done, 0, 0], abs=1)
    assert found.reality["changed"] == found.reality["foreseen"] == pytest.approx(done, abs=1)
    assert found.unforeseen.empty
