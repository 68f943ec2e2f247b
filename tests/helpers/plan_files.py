"""A dataset with something of everything that plan files carry, and files of any content."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from helpers.examples import make_dataset

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset


def plan_dataset(**more: tuple[str, str, float]) -> Dataset:
    """Return a dataset with a split block, one uncovered, and footprints alone; and more blocks."""
    return make_dataset(
        {
            "c1": ("a1", "b1", 90),
            "c2": ("a2", "b1", 4.5),
            "c3": ("a2", "b2", 60),
            "c4": ("a2", {"b2": 0.5, "b3": 0.5}, 10),
            "c5": ("a3", "b4", 7),
            "u1": (None, "b1", 3),
            **more,
        },
        partners={"p1": ("provider", ["a1", "a2"], "b1"), "k1": ("council", None, "b4")},
        alone={"a": ["a9"], "b": ["b9"]},
        evidence={"c2": "inferred"},
    )


def saved(content: object, folder: Path) -> Path:
    """Write what a plan file says, right or wrong."""
    path = folder / "plan.json"
    path.write_text(json.dumps(content), "utf-8")
    return path
