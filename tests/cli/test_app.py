from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import typer
from helpers.commands import COMMAND, ENVIRONMENT, invoke, records, run
from helpers.tiny import TABLES, edited, write_folder

import graphmodel
from graphmodel.cli.app import app
from graphmodel.files import disk as _atomic

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = ("datasets", "check", "assess", "suggest", "explore", "verify")
SCRIPT, FORMULA, MARKUP = "<script>alert(1)</script>", '=HYPERLINK("x")', "[red]x[/red]"

posix = pytest.mark.skipif(sys.platform == "win32", reason="terminals and pipes of POSIX")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    names = TABLES["organisations.csv"].replace("East,", f'"{SCRIPT}",', 1)
    names = names.replace("West,", '"=HYPERLINK(""x"")",', 1).replace("South,", f"{MARKUP},", 1)
    footprints = TABLES["footprints.csv"].replace("Upper", MARKUP).replace("Lower", "-1+1")
    changes = {"organisations.csv": names, "footprints.csv": footprints}
    return write_folder(tmp_path / "hostile", changes)


def test_help_is_the_same_either_way_and_has_every_command() -> None:
    long, short = run("--help"), run("-h")
    assert long.returncode == 0
    assert long.stdout == short.stdout
    for command in COMMANDS:
        assert f"\n  {command} " in long.stdout
    assert "--install-completion" in long.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples_that_parse(command: str) -> None:
    code, out, _ = invoke(command, "--help")
    assert code == 0
    assert invoke(command, "-h")[1] == out
    examples = re.findall(r"^ +graphmodel (.+)$", out[out.index("Examples:") :], re.MULTILINE)
    assert examples
    group: Any = typer.main.get_command(app)
    for example in examples:
        name, *args = shlex.split(example)
        assert name == command
        group.commands[name].make_context(name, args)


def test_help_loads_nothing_heavy() -> None:
    heavy = ("pandas", "numpy", "networkx", "scipy", "rich", "jinja2", "xlsxwriter")
    code = (
        "import sys\nfrom graphmodel.cli.app import app\n"
        "try: app(['--help'])\nexcept SystemExit: pass\n"
        f"loaded = [name for name in {heavy} if name in sys.modules]\nassert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_suggesting_loads_no_writer_and_no_page() -> None:
    code = (
        "import sys\nfrom graphmodel.cli.app import app\n"
        "try: app(['suggest', 'england-2016'])\nexcept SystemExit: pass\n"
        "names = ('rich', 'jinja2', 'xlsxwriter', 'openpyxl', 'pyvis', 'IPython')\n"
        "loaded = [name for name in names if name in sys.modules]\nassert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_the_version_is_told() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"graphmodel {graphmodel.__version__}\n")


def test_without_a_command_help_is_shown() -> None:
    assert "Commands:" in run().stdout + run().stderr


def test_datasets_are_listed() -> None:
    code, out, _ = invoke("datasets")
    assert code == 0
    assert "england-2016" in out
    assert "england-2026" in out
    found = json.loads(invoke("datasets", "--format", "json")[1])["datasets"]
    assert [dataset["name"] for dataset in found] == ["england-2016", "england-2026"]


def test_a_sound_dataset_is_checked() -> None:
    code, out, err = invoke("check", "england-2016", "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out)["ok"] is True


def test_a_dataset_that_is_not_sound_lists_every_problem(tmp_path: Path) -> None:
    changes = edited("organisations.csv", "1000", "-1") | edited("memberships.csv", "0.6", "1.2")
    folder = write_folder(tmp_path / "mine", changes)
    code, out, err = invoke("check", folder)
    assert (code, err) == (1, "")
    assert "cannot be used" in out
    assert "organisations.csv, column population: 1 error" in out
    assert "memberships.csv, column share" in out
    rows = records("check", folder)
    assert {row["file"] for row in rows} >= {"organisations.csv", "memberships.csv"}
    code, out, err = invoke("suggest", folder)
    assert (code, out) == (1, "")
    assert err.startswith(f"Error: {folder} cannot be used: ")
    assert len(err.splitlines()) == len(rows) + 1


def test_warnings_are_counted_unless_quiet(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "mine", edited("organisations.csv", ",East,", ", East ,"))
    assert "about the data: graphmodel check" in invoke("assess", folder)[2]
    assert invoke("assess", folder, "--quiet")[2] == ""


def test_assess_gives_the_figures_that_are_known() -> None:
    code, out, err = invoke("assess", "england-2016", "--format", "json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["footprints"] == {"stp": 44, "ldr": 83}
    assert found["people_coterminous"] == 23232770
    out = invoke("assess", "england-2016")[1]
    assert "23,232,770" in out
    assert "40.4 %" in out
    assert len(records("assess", "england-2016")) == 127


def test_suggest_gives_the_figures_that_are_known() -> None:
    code, out, err = invoke("suggest", "england-2016", "--format", "json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert round(found["people_moved"]) == 1819451
    assert round(found["people_moved_by_evidence"]["inferred"]) == 1257913
    assert found["new_footprints"] == 1
    out = invoke("suggest", "england-2016")[1]
    for words in ("1,819,451", "1,257,913", "Cornwall and the Isles of Scilly LDR", "897", "881"):
        assert words in out
    assert found["suggestions"][0]["reason"] in out


def test_sets_lead_and_target_are_passed_on() -> None:
    args = ("--sets", "icb, authority", "--lead", "authority", "--target", "nested")
    found = json.loads(invoke("suggest", "england-2026", *args, "--format", "json")[1])
    assert found["compare"] == ["icb", "authority"]
    assert found["options"]["lead"] == "authority"
    assert found["options"]["target"] == "nested"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("suggest", "nowhere"), "there is no dataset 'nowhere'"),
        (
            ("assess", "england-2016", "--sets", "stp"),
            "--sets takes two footprint sets, as in stp,ldr",
        ),
        (("assess", "england-2016", "--sets", "stp,xx"), "no footprint set 'xx'"),
        (("suggest", "england-2016", "--lead", "xx"), "--lead takes stp, ldr or joint"),
        (("suggest", "england-2016", "--footprints", "4"), "--footprints goes with --lead joint"),
        (("suggest", "england-2016", "--ignore-below", "2"), "--ignore-below takes a share"),
        (("suggest", "england-2016", "--target", "other"), "--target"),
        (("suggest", "england-2016", "--format", "xml"), "--format"),
        (("suggest",), "DATASET"),
        (("explore", "england-2016"), "--output"),
        (("explore", "england-2016", "--output", "page.pdf"), "has to end in one of .html"),
        (("assess", "england-2016", "--output", "no/such/folder.csv"), "no folder no/such"),
        (("other",), "No such command"),
    ],
)
def test_usage_errors_have_a_message_and_exit_with_2(args: tuple[str, ...], message: str) -> None:
    code, out, err = invoke(*args)
    assert (code, out) == (2, "")
    assert message in err.replace("\n", " ")


def test_files_are_written_and_said_so(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    endings = ("csv", "json", "xlsx", "html", "graphml", "gexf")
    files = [folder / f"plan.{ending}" for ending in endings]
    outputs = [part for file in files for part in ("--output", str(file))]
    done = run("suggest", tiny, *outputs)
    assert done.returncode == 0
    assert done.stderr.splitlines()[-len(files) :] == [f"wrote {file}" for file in files]
    assert done.stdout.startswith("A tiny dataset")
    assert sorted(folder.iterdir()) == sorted(files)
    monkeypatch.chdir(folder)
    code, out, _ = invoke("verify", "plan.json", "--dataset", tiny)
    assert code == 0
    assert "plan.json is verified, against tiny." in out
    explored = invoke("explore", tiny, "--plan", "plan.json", "--output", "page.html", "-q")
    assert explored == (0, "", "")
    assert (folder / "page.html").read_bytes() == (folder / "plan.html").read_bytes()


def test_quiet_leaves_files_alone_and_data_that_is_asked_for(tiny: Path, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    assert invoke("suggest", tiny, "-q", "--output", file) == (0, "", "")
    code, out, err = invoke("suggest", tiny, "-q", "--output", file, "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out)["format"]
    assert invoke("suggest", tiny, "-q")[1]
    page = tmp_path / "page.html"
    assert invoke("explore", tiny, "-q", "--output", page) == (0, "", "")


def test_an_assessment_can_be_written_too(tiny: Path, tmp_path: Path) -> None:
    file = tmp_path / "rows.xlsx"
    code, _, err = invoke("assess", tiny, "--output", file)
    assert (code, err) == (0, f"wrote {file}\n")


def test_a_file_that_cannot_be_written_is_named(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device", ".hidden.tmp")

    monkeypatch.setattr(_atomic, "write_bytes", full)
    for command in (("suggest", tiny), ("explore", tiny)):
        code, _, err = invoke(*command, "--output", tmp_path / "x.html")
        assert code == 5
        assert err == f"Error: {tmp_path / 'x.html'} cannot be written: No space left on device\n"


def test_a_plan_that_does_not_verify_exits_with_1(tiny: Path, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    invoke("suggest", tiny, "-q", "--output", file)
    code, out, _ = invoke("verify", file, "--dataset", tiny, "--format", "json")
    assert (code, json.loads(out)["ok"]) == (0, True)
    plan = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(plan | {"people_merged": 123456}), "utf-8")
    code, out, err = invoke("verify", file, "--dataset", tiny)
    assert (code, err) == (1, "")
    assert re.search(r"people_merged +123456 +\d", out)
    assert "Claimed" in out
    rows = records("verify", file, "--dataset", tiny)
    assert [row["stated"] for row in rows if row["finding"] == "differs"] == ["123456"]


def test_a_plan_for_another_dataset_is_refused(tiny: Path, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    invoke("suggest", tiny, "-q", "--output", file)
    for args in (("verify", file), ("verify", file, "--dataset", "england-2016")):
        code, out, err = invoke(*args)
        assert (code, out) == (1, "")
        assert err.startswith("Error: plan.json")


def test_hostile_names_are_text_in_what_is_printed(hostile: Path) -> None:
    for command in ("suggest", "assess"):
        assert MARKUP in invoke(command, hostile)[1]
        assert json.loads(invoke(command, hostile, "--format", "json")[1])
        for row in records(command, hostile):
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())
    assert SCRIPT in invoke("suggest", hostile, "--lead", "ldr", "--target", "nested")[1]


def test_text_is_utf_8_when_piped_and_never_fails(hostile: Path) -> None:
    name = TABLES["footprints.csv"].replace("First", "Ynys Môn 東京")
    (hostile / "footprints.csv").write_text(name, "utf-8")
    done = run("assess", hostile, "--format", "csv", PYTHONIOENCODING="ascii")
    assert "Ynys Môn 東京" in done.stdout
    done = run("assess", hostile, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "Ynys M?n ??" in done.stdout


@posix
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_a_reader_that_stops_early_is_no_error(form: str) -> None:
    process = subprocess.Popen(
        [*COMMAND, "suggest", "england-2016", "--format", form],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )
    assert process.stdout
    process.stdout.close()
    _, err = process.communicate()
    assert (process.returncode, err) == (141, b"")


def test_control_c_is_no_traceback(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_source: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(graphmodel, "ground_of", stopped)
    assert invoke("assess", tiny) == (130, "", "")


def on_terminal(*args: str, **env: str) -> str:
    """Run the real command on a pseudo-terminal of 100 columns."""
    leader, follower = os.openpty()
    process = subprocess.Popen(
        [*COMMAND, *args],
        stdout=follower,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT | {"COLUMNS": "100", "TERM": "xterm-256color"} | env,
    )
    os.close(follower)
    content = b""
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:  # how Linux says that nobody writes any more
            break
        if not piece:
            break
        content += piece
    os.close(leader)
    _, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    return content.decode().replace("\r\n", "\n")


@posix
def test_a_terminal_shows_whole_reasons_in_colour() -> None:
    text = on_terminal("suggest", "england-2016")
    assert "\x1b[" in text
    bare = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert max(map(len, bare.splitlines())) <= 100
    assert "…" not in bare
    words = " ".join(bare.split())
    assert "estimated from residents) would change from the Cumbria LDR" in words


@posix
def test_no_color_takes_the_colours_away() -> None:
    text = on_terminal("suggest", "england-2016", NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", text)


def test_completion_knows_the_bundled_datasets() -> None:
    done = run(
        _GRAPHMODEL_COMPLETE="complete_bash",
        COMP_WORDS="graphmodel assess engl",
        COMP_CWORD="2",
    )
    assert done.stdout.split() == ["england-2016", "england-2026"]
