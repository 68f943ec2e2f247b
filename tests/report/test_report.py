from __future__ import annotations

import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import docx
import openpyxl
import pytest
from helpers.england import report_of
from helpers.examples import make_dataset
from helpers.processors import made_without_later_instructions
from PIL import Image
from typer.testing import CliRunner

import graphmodel as gm
from graphmodel.cli.app import app
from graphmodel.files import disk as _folder
from graphmodel.planfiles.verification import verify_plan
from graphmodel.plans.asked import Asked
from graphmodel.report.report import CONTENTS, FORMAT, check_folder, write_report
from graphmodel.shown import AppraisalTable, PlanTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.dataset.targets import Target
    from graphmodel.plans.plan import Plan

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "reports"

PICTURES = ("overlaps", "map", "scores", "frontier")

FILES = (
    "briefing.docx",
    "summary.md",
    "suggestions.xlsx",
    "plan.json",
    *(f"{table}.csv" for table in get_args(PlanTable)),
    *(f"{table}.csv" for table in get_args(AppraisalTable)),
    "evidence.csv",
    "evidence_steps.csv",
    *(f"{name}.png" for name in PICTURES),
    *(f"{name}.svg" for name in PICTURES),
    "workbench.html",
    CONTENTS,
)

BINARY = (".docx", ".xlsx", ".png", ".svg")


@pytest.fixture(scope="module")
def plan() -> Plan:
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 100),
            "c2": ("a1", "b2", 30),
            "c3": ("a2", "b2", 80),
            "c4": ("a2", "b1", 20),
        },
        partners={"p1": ("council", "a1", ["b1", "b2"])},
        evidence={("c2", "b"): "inferred"},
        neighbours=[("c2", "c3", 2)],
    )
    return gm.led_plan(dataset, lead="a")


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_report_has_all_its_files_and_lists_them(plan: Plan, tmp_path: Path) -> None:
    told: list[str] = []
    report = write_report(plan, tmp_path / "out", progress=told.append)
    assert report.folder == tmp_path / "out"
    assert report.files == FILES
    assert sorted(path.name for path in report.folder.iterdir()) == sorted(FILES)
    assert told
    contents = json.loads((report.folder / CONTENTS).read_text("utf-8"))
    assert contents["format"] == FORMAT
    assert [entry["file"] for entry in contents["files"]] == list(FILES[:-1])
    assert all(
        (report.folder / entry["file"]).stat().st_size == entry["bytes"]
        for entry in contents["files"]
    )
    assert list(tmp_path.iterdir()) == [report.folder], "nothing is left beside it"


def test_the_plan_of_a_report_verifies(plan: Plan, tmp_path: Path) -> None:
    write_report(plan, tmp_path / "out", sensitive=False)
    read = gm.read_plan(tmp_path / "out" / "plan.json", dataset=plan.dataset)
    assert read.people_moved == plan.people_moved
    assert not (tmp_path / "out" / "evidence.csv").exists()


@pytest.mark.parametrize("target", [None, "coterminous", "compatible"])
def test_a_plan_made_by_hand_has_a_report(
    plan: Plan, target: Target | None, tmp_path: Path
) -> None:
    asked = Asked(plan.lead if target else None, target)
    report = write_report(
        replace(plan, asked=asked, optimal=None), tmp_path / "out", sensitive=False
    )
    assert verify_plan(tmp_path / "out" / "plan.json", dataset=plan.dataset).ok
    assert report.plan.by_hand


def test_a_report_takes_the_place_of_another_as_a_whole(plan: Plan, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_report(plan, folder)
    first = _content(folder)
    folder.chmod(0o750)
    write_report(plan, folder, sensitive=False)
    assert set(first) - set(_content(folder)) == {"evidence.csv", "evidence_steps.csv"}
    assert folder.stat().st_mode & 0o777 == 0o750
    write_report(plan, folder)
    assert _content(folder) == first
    assert list(tmp_path.iterdir()) == [folder]


def test_an_empty_folder_and_what_systems_leave_behind_are_no_hindrance(
    plan: Plan, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    write_report(plan, folder, sensitive=False)
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / ".~lock.briefing.docx#").write_bytes(b"x")
    write_report(plan, folder, sensitive=False)
    assert (folder / CONTENTS).is_file()


def test_a_link_to_a_folder_stays_a_link(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    write_report(plan, tmp_path / "link", sensitive=False)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / CONTENTS).is_file()


@pytest.mark.parametrize("own", [False, True])
def test_a_folder_with_anything_else_in_it_is_left_alone(
    own: bool,  # noqa: FBT001 - a parameter
    plan: Plan,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    if own:
        write_report(plan, folder, sensitive=False)
    (folder / "thesis.docx").write_bytes(b"ten years")
    before = _content(folder)
    with pytest.raises(gm.OptionError, match=r"holds thesis\.docx.*name another folder"):
        write_report(plan, folder)
    assert _content(folder) == before


def test_a_list_of_contents_does_not_make_a_report_of_other_files(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    (folder / "plan.json").mkdir(parents=True)
    listed = {"format": FORMAT, "files": [{"file": "plan.json"}]}
    (folder / CONTENTS).write_text(json.dumps(listed), "utf-8")
    with pytest.raises(gm.OptionError, match=r"plan\.json"):
        check_folder(folder)
    (folder / "plan.json").rmdir()
    check_folder(folder)
    for text in ("[]", "{", '{"format": "other"}', '{"format": "graphmodel-report/1"}'):
        (folder / CONTENTS).write_text(text, "utf-8")
        with pytest.raises(gm.OptionError, match=CONTENTS):
            check_folder(folder)


def test_what_cannot_be_a_report_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    for path, why in ((tmp_path / "file", "is a file"), (tmp_path / "no" / "out", "make it first")):
        with pytest.raises(gm.OptionError, match=why):
            check_folder(path)
    with pytest.raises(gm.OptionError, match="cannot be replaced"):
        check_folder("/")


def test_where_writing_fails_the_old_report_is_there(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    write_report(plan, folder)
    before = _content(folder)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_folder.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_report(plan, folder, sensitive=False)
    assert _content(folder) == before
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("swaps", [True, False])
def test_a_run_that_is_killed_leaves_the_old_report_or_the_new_one(
    swaps: bool,  # noqa: FBT001 - a parameter
    tmp_path: Path,
) -> None:
    # One run after another writes all files anew, with a number of its own in every one.
    code = f"""
import itertools, pathlib, sys
from graphmodel.files import disk as _folder
if not {swaps}:
    _folder._swapped = lambda *_: False
folder = pathlib.Path(sys.argv[1])
for number in itertools.count():
    _folder.replace_folder(folder, {{f"{{n}}.txt": str(number).encode() * 999 for n in range(9)}})
    print(number, flush=True)
"""
    folder = tmp_path / "out"
    chance = random.Random(7 + swaps)  # noqa: S311 - moments, no secrets
    for _ in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.random() / 10)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if swaps:
            assert folder.is_dir(), "there is never none"
        _folder.recover(folder)
        contents = _content(folder)
        assert len(contents) == 9
        assert len(set(contents.values())) == 1
        assert list(tmp_path.iterdir()) == [folder], "what was left behind is gone"


def test_a_run_that_stopped_between_two_names_is_put_right(plan: Plan, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_report(plan, folder, sensitive=False)
    before = _content(folder)
    mark = "0123456789abcdef"
    folder.rename(tmp_path / f".out.{mark}.old")
    (tmp_path / f".out.{mark}.new").mkdir()
    (tmp_path / ".other.0123456789abcdef.new").mkdir()
    check_folder(folder)
    assert _content(folder) == before
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [".other.0123456789abcdef.new", "out"], "only its own are put right"


def test_runs_into_the_same_folder_do_not_mix(tmp_path: Path) -> None:
    code = """
import pathlib, sys
from graphmodel.files.disk import replace_folder
for number in range(30):
    text = f"{sys.argv[2]} {number}".encode() * 999
    replace_folder(pathlib.Path(sys.argv[1]), {f"{n}.txt": text for n in range(9)})
"""
    folder = tmp_path / "out"
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(folder), str(who)]) for who in range(3)
    ]
    mixed = 0
    while any(process.poll() is None for process in processes):
        try:
            handle = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue
        try:
            names = os.listdir(handle)  # noqa: PTH208 - of this very folder, whatever its name is now
            found = set()
            for name in names:
                file = os.open(name, os.O_RDONLY, dir_fd=handle)
                found.add(os.read(file, 99_999))
                os.close(file)
            mixed += len(found) > 1
        except FileNotFoundError:
            pass  # this one was replaced meanwhile, and is being cleared away
        finally:
            os.close(handle)
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert mixed == 0
    contents = _content(folder)
    assert len(contents) == 9
    assert len(set(contents.values())) == 1
    assert list(tmp_path.iterdir()) == [folder]


# On the command line.


def _run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "graphmodel", "report", *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, text=True)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a small dataset without coordinates."""
    folder = tmp_path / "data"
    gm.new_dataset(folder)
    file = folder / "organisations.csv"
    rows = [line.split(",") for line in file.read_text("utf-8").splitlines()]
    places = [rows[0].index(name) for name in ("latitude", "longitude")]
    for row in rows[1:]:
        for place in places:
            row[place] = ""
    file.write_text("\n".join(map(",".join, rows)) + "\n", "utf-8")
    return folder


def test_the_command_writes_a_report_and_says_so(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = _run(small, "--output", out)
    assert (done.returncode, done.stdout) == (0, "")
    assert f"wrote {out}" in done.stderr
    assert sorted(path.name for path in out.iterdir()) == sorted(
        set(FILES) - {"map.png", "map.svg"}
    )
    again = CliRunner().invoke(app, ["report", str(small), "--output", str(out), "--quiet"])
    assert (again.exit_code, again.output) == (0, "")


def test_exit_codes(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    unsound = tmp_path / "unsound"
    shutil.copytree(small, unsound)
    (unsound / "footprints.csv").write_text("footprint_set,footprint,name\n", "utf-8")
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "notes.txt").write_text("mine")
    runner = CliRunner()

    def code(*arguments: str | Path) -> int:
        return runner.invoke(app, ["report", *map(str, arguments)]).exit_code

    assert code(unsound, "--output", out) == 1
    assert code(small, "--output", taken) == 2
    assert code(small, "--output", tmp_path / "no" / "out") == 2
    assert code(small) == 2
    assert code(small, "--output", out, "--lead", "nobody") == 2
    assert code(small, "--output", out, "--lead", "joint", "--footprints", "99") == 2
    assert code(small, "--output", out, "--footprints", "2") == 2
    assert code(small, "--output", out, "--criteria", tmp_path / "none.toml") == 2
    assert code(small, "--output", out, "--date", "soon") == 2
    assert code(small, "--output", out, "--template", tmp_path / "none.docx") == 2
    rules = tmp_path / "rules.toml"
    rules.write_text("people = { least = 100_000_000 }\n", "utf-8")
    assert code(small, "--output", out, "--lead", "joint", "--rules", rules) == 3
    assert not out.exists()
    assert (taken / "notes.txt").read_text() == "mine"


def test_a_finished_plan_can_be_reported_on(small: Path, tmp_path: Path) -> None:
    out, file = tmp_path / "out", tmp_path / "plan.json"
    dataset = gm.read_dataset(small)
    gm.led_plan(dataset, lead="ldr").write(file)
    runner = CliRunner()
    arguments = ["report", str(small), "--plan", str(file), "--output", str(out)]
    refused = runner.invoke(app, [*arguments, "--lead", "stp"])
    assert (refused.exit_code, "finished plan" in refused.output) == (2, True)
    done = runner.invoke(app, [*arguments, "--no-sensitivity"])
    assert done.exit_code == 0
    found = gm.read_plan(out / "plan.json", dataset=dataset)
    assert found.lead == "ldr"


def test_a_report_under_rules(small: Path, tmp_path: Path) -> None:
    rules, out = tmp_path / "rules.toml", tmp_path / "out"
    rules.write_text("people = { least = 200_000 }\n", "utf-8")
    arguments = ["report", str(small), "--lead", "joint", "--rules", str(rules)]
    done = CliRunner().invoke(app, [*arguments, "--output", str(out)])
    assert done.exit_code == 0, done.output
    assert "Under rules a mixed-integer model" in (out / "summary.md").read_text("utf-8")


# The reports that are kept.


def _versions() -> str:
    script = ROOT / ".ci" / "report-versions"
    command = [sys.executable, str(script)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_the_report_that_is_kept_is_what_the_program_makes() -> None:
    _check_kept("england-2016", report_of("england-2016"))


def test_it_is_so_on_any_processor(tmp_path: Path) -> None:
    (files,) = made_without_later_instructions(tmp_path, "england-2026")
    _check_kept("england-2026", files)


def _check_kept(name: str, made: Mapping[str, bytes]) -> None:
    kept = _content(REPORTS / name)
    assert sorted(kept) == sorted(made)
    alike = (REPORTS / "versions.txt").read_text("utf-8") == _versions()
    for file, content in made.items():
        if file == CONTENTS:
            assert _listed(kept[file], alike=alike) == _listed(content, alike=alike)
        elif alike or not file.endswith(BINARY):
            assert kept[file] == content, f"{file} of {name} is not what make reports makes"
        else:
            assert _shown(file, kept[file]) == _shown(file, content)


def _listed(content: bytes, *, alike: bool) -> Mapping[str, Any]:
    """Return a list of contents without what may differ."""
    found: dict[str, Any] = json.loads(content)
    for entry in found["files"]:
        if not alike and entry["file"].endswith(BINARY):
            del entry["bytes"], entry["sha256"]
    return found


def _shown(name: str, content: bytes) -> object:
    """Return what a file shows, whatever program packed it."""
    stream = io.BytesIO(content)
    if name.endswith(".svg"):
        tree = ET.parse(stream)  # noqa: S314 - our own
        return [element.text for element in tree.iter() if element.text]
    if name.endswith(".png"):
        with Image.open(stream) as image:
            return image.size
    if name.endswith(".xlsx"):
        book = openpyxl.load_workbook(stream)
        return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
    word = docx.Document(stream)
    with zipfile.ZipFile(stream) as archive:
        names = archive.namelist()
    return (
        [(paragraph.style.name, paragraph.text) for paragraph in word.paragraphs],
        [[cell.text for row in table.rows for cell in row.cells] for table in word.tables],
        [shape._inline.docPr.get("descr") for shape in word.inline_shapes],
        "word/document.xml" in names,
    )
