"""Fixtures that several test modules share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tiny import write_folder

from graphmodel.reading import check_dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from graphmodel.reading import Soundness

    Check = Callable[[Mapping[str, str | bytes | None]], Soundness]


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return the folder of a tiny dataset that is sound."""
    return write_folder(tmp_path / "tiny")


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Return a function that checks the tiny dataset with some files changed."""
    return lambda changes: check_dataset(write_folder(tmp_path / "changed", changes))
