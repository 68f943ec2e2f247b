"""What the fuzzer has found ends cleanly now, and the fuzzer finds its way."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from helpers.trials import Fault, ground, run, try_dataset, try_import, try_plan, try_rules
from helpers.written import posix

if TYPE_CHECKING:
    from helpers.trials import Ground

HERE = Path(__file__).parent
CORPUS = sorted((HERE / "corpus").iterdir())


def try_any(place: Ground, path: Path, seed: int) -> bool:
    """Give a file to what reads it: the first word of its name says which."""
    chance = random.Random(seed)  # noqa: S311 - the same every time
    match path.name.partition("-")[0]:
        case "data":
            return try_dataset(place, path, chance)
        case "table":
            return try_import(place, path, None, chance)
        case "plan":
            return try_plan(place, path, chance)
        case "rules":
            return try_rules(place, path, chance)
        case other:
            raise ValueError(other)


@pytest.mark.parametrize("path", CORPUS, ids=[path.name for path in CORPUS])
def test_findings_stay_fixed(path: Path) -> None:
    for seed in range(2):
        with ground() as place:
            copy = place.given / path.name
            shutil.copy(path, copy)
            try_any(place, copy, seed)


@posix
def test_the_fuzzer_finds_nothing_in_its_first_cases() -> None:
    words = [sys.executable, "-m", "helpers.fuzz", "--seed", "1", "--case", "0", "--count", "10"]
    tests = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    ended = subprocess.run(words, capture_output=True, encoding="utf-8", env=tests, check=False)
    assert ended.returncode == 0, ended.stdout
    assert "10 cases" in ended.stdout
    assert "0 findings" in ended.stdout


def test_a_file_in_the_wrong_place_is_a_fault() -> None:
    with ground() as place, pytest.raises(Fault, match="outside the output folder"):
        try_stray(place)


def try_stray(place: Ground) -> None:
    from helpers.trials import _unchanged  # noqa: PLC0415 - what is tested

    with _unchanged(place):
        assert run(["datasets"]) == 0
        (place.root / "elsewhere" / "stray.txt").write_text("x", "utf-8")
