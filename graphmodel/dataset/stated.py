"""How JSON names a dataset, everywhere: by its name and its two digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset


def stated_dataset(dataset: Dataset) -> dict[str, str]:
    """Return how files name a dataset: by its name and its digests."""
    return {
        "name": dataset.name,
        "sha256": dataset.sha256,
        "sha256_all": dataset.sha256_all,
    }
