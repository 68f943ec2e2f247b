"""Nothing that is written hangs on which instructions the processor has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.processors import made, made_without_later_instructions

if TYPE_CHECKING:
    from pathlib import Path


def test_the_same_bytes_without_later_instructions(tmp_path: Path) -> None:
    what = ("printed", "small")
    elsewhere = made_without_later_instructions(tmp_path, *what)
    for each, other in zip(map(made, what), elsewhere, strict=True):
        assert sorted(each) == sorted(other)
        assert [name for name in each if each[name] != other[name]] == []
