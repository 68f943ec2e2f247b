"""The bundled datasets, and what is made of them, once for many tests."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import graphmodel as gm

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset


@cache
def bundled_dataset(name: str) -> Dataset:
    """Return a bundled dataset, read once a process: nothing changes what it is given."""
    return gm.read_dataset(name)


def page_of(name: str) -> bytes:
    """Return the page of a bundled dataset, without a plan of its own."""
    from graphmodel.page.page import explore_page  # noqa: PLC0415 - slow to load, seldom needed

    return explore_page(bundled_dataset(name)).encode()
