"""Datasets whose communities hang on the order of footprints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from helpers.examples import make_dataset

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset


def crowded(seed: int) -> Dataset:
    """Return a dataset in which Louvain's result depends on the order of the nodes."""
    chance = np.random.default_rng(seed)
    rows: dict[str, tuple[str, str, int]] = {}
    for part in "xyz":
        count = chance.integers(3, 5)
        for block in range(10):
            a, b = chance.integers(count, size=2)
            rows[f"{part}{block}"] = (f"{part}{a}", f"{part}{b}", int(chance.integers(1, 60)))
    return make_dataset(rows)
