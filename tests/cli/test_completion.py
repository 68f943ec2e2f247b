"""What the shell completes, of the dataset that is typed already."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from helpers.commands import COMMAND, ENVIRONMENT
from helpers.tiny import edited, write_folder

from graphmodel.dataset.outline import Outline, outline_of

if TYPE_CHECKING:
    from pathlib import Path

SCENARIOS = """
[[scenario]]
name = "Kent and Medway"
[[scenario.gift]]
to = "authority:x"
areas = ["icb:y"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = write_folder(tmp_path / "mine")
    (path / "scenarios.toml").write_text(SCENARIOS, "utf-8")
    return path


def completed(*words: str | Path) -> list[str]:
    """Return what bash is given for the last word, parted into words as bash parts them."""
    parted = [part for word in words for part in str(word).replace(":", "\n:\n").split("\n")]
    if str(words[-1]).endswith(":"):
        parted.pop()
    env = {
        "_GRAPHMODEL_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join(["graphmodel", *parted]),
        "COMP_CWORD": str(len(parted)),
    }
    done = subprocess.run(
        COMMAND, capture_output=True, encoding="utf-8", env=ENVIRONMENT | env, check=False
    )
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1] if done.stdout.strip() else []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--lead", ""), ["stp", "ldr", "joint"]),
        (("--lead", "j"), ["joint"]),
        (("--sets", ""), ["ldr,", "stp,"]),
        (("--sets", "stp,"), ["stp,ldr"]),
        (("--redraw", "s"), ["stp"]),
        (("--whole", ""), ["ldr", "stp"]),
        (("--keep", ""), ["ldr:", "stp:"]),
        # Behind a colon, bash puts in what it is given.
        (("--keep", "stp:"), ["E1", "E2"]),
        (("--within", "ldr:L"), ["L1", "L2"]),
        (("--together", "stp:E1,ldr:"), ["L1", "L2"]),
        (("--keep", "stp:E1", "--keep", "ldr:L"), ["L1", "L2"]),
        (("--scenario", ""), ["Kent\\ and\\ Medway"]),
        (("--table", "step_p"), ["step_partners"]),
        (("--target", "n"), ["nested"]),
    ],
)
def test_options_are_completed_from_the_dataset(
    words: tuple[str, ...], expected: list[str], folder: Path
) -> None:
    assert sorted(completed("suggest", folder, *words)) == sorted(expected)


def test_sets_of_a_later_date_and_whom_a_paper_is_for_are_completed(
    folder: Path, tmp_path: Path
) -> None:
    assert completed("explore", folder, "--actual", "l") == ["ldr"]
    assert completed("report", folder, "--for", "stp:") == ["E1", "E2"]
    plan = tmp_path / "plan.json"
    assert completed("track", plan, "--actual", "") == []
    plan.write_text('{"dataset": {"name": "england-2016"}}', "utf-8")
    assert completed("track", plan, "--actual", "icb") == ["icb_2022", "icb_2026"]
    plan.write_text('{"dataset": "nowhere"}', "utf-8")
    assert completed("track", plan, "--actual", "") == []


def test_nothing_is_completed_of_nothing(tmp_path: Path) -> None:
    for source in (tmp_path / "nowhere", tmp_path):
        assert completed("suggest", source, "--redraw", "") == []


def test_other_shells_take_names_as_they_are(folder: Path) -> None:
    line = f"graphmodel suggest {folder} --keep stp:E"
    env = {"_GRAPHMODEL_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": line}
    done = subprocess.run(
        COMMAND, capture_output=True, encoding="utf-8", env=ENVIRONMENT | env, check=False
    )
    assert "First" in done.stdout
    assert "E1" in done.stdout


def test_an_outline_needs_no_pandas_and_is_the_same_in_a_zip(folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom graphmodel.dataset.outline import outline_of\n"
        "assert outline_of('england-2026').compare == ('icb', 'authority')\n"
        "assert not {'pandas', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=ENVIRONMENT)
    found = outline_of(folder)
    assert found.compare == ("stp", "ldr")
    assert found.footprints["stp"] == {"E1": "First", "E2": "Second"}
    assert found.scenarios == ("Kent and Medway",)
    packed = shutil.make_archive(str(tmp_path / "packed"), "zip", folder)
    assert outline_of(packed) == found


def test_a_damaged_dataset_has_no_outline(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "mine", edited("footprints.csv", "footprint_set", "other"))
    assert outline_of(folder) == Outline()
    (tmp_path / "no.zip").write_bytes(b"PK nothing")
    assert outline_of(tmp_path / "no.zip") == Outline()
