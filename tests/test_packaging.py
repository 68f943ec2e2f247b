"""The wheel, installed into an empty environment, is all that a user needs."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CARRIED = (
    "graphmodel/datasets/england-2016/datapackage.json",
    "graphmodel/datasets/england-2026/memberships.csv",
    "graphmodel/py.typed",
)


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    return folder


def test_the_wheel_carries_datasets_and_assets(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assets = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "graphmodel" / "assets").rglob("*")
        if path.is_file()
    }
    assert assets, "the page has no assets"
    assert {*CARRIED, *assets} <= names


def test_the_sdist_can_be_built_and_tested_from(dist: Path) -> None:
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "datasets/england-2016/organisations.csv",
        "tests/test_packaging.py",
        "LICENSE",
    } <= names


def test_the_wheel_works_in_an_empty_environment(dist: Path, tmp_path: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    scripts = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    run(scripts / "python", "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)
    plan = json.loads(
        run(scripts / "graphmodel", "suggest", "england-2016", "--format", "json", cwd=tmp_path)
    )
    assert round(plan["people_moved"]) == 1_819_451
    page = tmp_path / "page.html"
    run(scripts / "graphmodel", "explore", "england-2016", "--output", page, cwd=tmp_path)
    assert page.read_text("utf-8").startswith("<!doctype html>")
