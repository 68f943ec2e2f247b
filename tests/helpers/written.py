"""What a command writes into a folder."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(sys.platform == "win32", reason="limits and signals of POSIX")


def outputs(folder: Path) -> list[str | Path]:
    return [part for end in ("json", "xlsx", "html") for part in ("--output", folder / f"p.{end}")]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
