"""The wheel, installed into an empty environment, is all that a user needs."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CARRIED = (
    "graphmodel/datasets/england-2016/datapackage.json",
    "graphmodel/datasets/england-2026/memberships.csv",
    "graphmodel/py.typed",
)


def run(*command: str | Path, cwd: Path) -> str:
    # Not what is on the path of this process: the wheel has to do.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
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
        for path in (ROOT / "graphmodel").rglob("*")
        if path.suffix in {".js", ".cjs", ".css", ".jinja", ".pyi"}
    }
    assert len(assets) > 30, "the page has no assets"
    assert {*CARRIED, *assets} <= names


def test_the_sdist_can_be_built_and_tested_from(dist: Path) -> None:
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "datasets/england-2016/organisations.csv",
        "tests/whole/test_packaging.py",
        "LICENSE",
    } <= names


def test_the_wheel_works_without_this_folder(dist: Path, tmp_path: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    env = tmp_path / "env"
    venv.create(env)
    scripts = env / ("Scripts" if sys.platform == "win32" else "bin")
    # By the pip that is here: one of its own would take longer to set up than all of the rest.
    pip = (sys.executable, "-m", "pip", "--python", scripts / "python")
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=tmp_path)
    # What the package depends on is taken from here, which spares the test half a minute; that it
    # is declared is tested below.
    (packages,) = (path for path in env.rglob("site-packages") if path.is_dir())
    here = sysconfig.get_path("purelib")
    (packages / "here.pth").write_text(f"{here}\n", encoding="utf-8")
    place = run(scripts / "python", "-c", "import graphmodel; print(graphmodel.__file__)", cwd=env)
    assert Path(place.strip()).is_relative_to(env)
    plan = json.loads(
        run(scripts / "graphmodel", "suggest", "england-2016", "--format", "json", cwd=tmp_path)
    )
    assert round(plan["people_moved"]) == 1_819_451
    page = tmp_path / "page.html"
    run(scripts / "graphmodel", "explore", "england-2016", "--output", page, cwd=tmp_path)
    assert page.read_text("utf-8").startswith("<!doctype html>")


def test_everything_that_is_imported_is_declared() -> None:
    declared = {
        re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower()
        for requirement in metadata.requires("graphmodel") or ()
        if "extra ==" not in requirement
    }
    at_home = metadata.packages_distributions()
    missing = set()
    for file in (ROOT / "graphmodel").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            for name in {name.partition(".")[0] for name in names} - {"graphmodel"}:
                if name not in sys.stdlib_module_names:
                    homes = {home.lower() for home in at_home.get(name, [name])}
                    missing |= set() if homes & declared else {name}
    assert missing == set()
