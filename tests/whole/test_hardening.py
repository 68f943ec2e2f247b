"""What damaged, huge and hostile files do to a run, and what a run that is stopped leaves."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from helpers.messy import HEADER, messy_table, write_xlsx
from helpers.packed import rewritten
from helpers.tiny import TABLES, only, write_folder, write_workbook, write_zip
from helpers.trials import run
from helpers.written import outputs, posix, snapshot

from graphmodel import check_dataset, import_table, read_dataset, read_plan, read_rules
from graphmodel.errors import DataError, PlanError, RulesError
from graphmodel.files import workbooks

if TYPE_CHECKING:
    from collections.abc import Callable


SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
MEMORY = 3_000_000_000
RESIDENT = 500_000
"""Kilobytes; loading the libraries alone takes about 100,000."""


# ------------------------------------------------------------------------------------------- bombs


def flat_bomb(folder: Path) -> Path:
    return write_zip(folder / "flat.zip", entries={**TABLES, "x": b"0" * 20_000_000})


def nested_bomb(folder: Path) -> Path:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", b"0" * 100_000_000)
    return write_zip(folder / "nested.zip", entries={**TABLES, "inner.zip": inner.getvalue()})


def lying_archive(folder: Path) -> Path:
    table = f"{TABLES['organisations.csv']}{' ' * 100_000_000}"
    path = write_zip(folder / "lying.zip", entries={**TABLES, "organisations.csv": table})
    return understated(path, "organisations.csv", len(TABLES["organisations.csv"]))


def lying_workbook(folder: Path) -> Path:
    path = write_workbook(folder / "lying.xlsx")
    rewritten(path, STRINGS, b"<si><t>organisation<", b" " * 100_000_000 + b"<si><t>organisation<")
    return understated(path, STRINGS, 1_000)


def understated(path: Path, entry: str, size: int) -> Path:
    """Have an archive say that an entry is smaller than it is."""
    content = bytearray(path.read_bytes())
    for found in re.finditer(b"PK\x01\x02", bytes(content)):
        start = found.start()
        length = int.from_bytes(content[start + 28 : start + 30], "little")
        if content[start + 46 : start + 46 + length] == entry.encode():
            content[start + 24 : start + 28] = struct.pack("<I", size)
    path.write_bytes(content)
    return path


def far_cell(folder: Path) -> Path:
    path = write_workbook(folder / "far.xlsx")
    return rewritten(path, SHEET, b'r="A2"', b'r="XFD1048576"')


def far_cell_in_other_quotes(folder: Path) -> Path:
    path = write_workbook(folder / "quotes.xlsx")
    far = b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData>"
    return rewritten(path, SHEET, b"</sheetData>", far)


def shared_text(folder: Path) -> Path:
    path = write_workbook(folder / "shared.xlsx")
    rewritten(path, STRINGS, b"<t>organisation</t>", b"<t>%s</t>" % (b"x" * 5_000_000))
    rows = b"".join(b'<row r="%d"><c t="s"><v>0</v></c></row>' % row for row in range(10, 1_000))
    return rewritten(path, SHEET, b"</sheetData>", rows + b"</sheetData>")


def entities(folder: Path) -> Path:
    path = write_workbook(folder / "entities.xlsx")
    levels = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 9))
    kind = b'<!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">%s]><worksheet ' % levels
    return rewritten(path, SHEET, b"<worksheet ", kind)


def many_rows(folder: Path) -> Path:
    return write_folder(
        folder / "many", {"memberships.csv": b"organisation\n" + b"1\n" * 10_000_000}
    )


def many_rows_packed(folder: Path) -> Path:
    rows = b"organisation\n" + b"1\n" * 10_000_000
    return write_zip(folder / "many.zip", entries={**TABLES, "memberships.csv": rows})


def long_line(folder: Path) -> Path:
    return write_folder(folder / "long", {"memberships.csv": b"," * 20_000_000})


def large_file(folder: Path) -> Path:
    path = write_folder(folder / "large")
    with (path / "memberships.csv").open("r+b") as file:
        file.truncate(20_000_000_000)  # a hole, which takes no room on disk
    return path


BOMBS: dict[Callable[[Path], Path], str] = {
    flat_bomb: "would unpack to 20 MB",
    nested_bomb: "",
    lying_archive: "lying.zip is damaged at this file",
    lying_workbook: "damaged",
    far_cell: "reaches to cell XFD1048576",
    far_cell_in_other_quotes: "reaches to cell XFD1048576",
    shared_text: "has more text than can be read",
    entities: "cannot be read",
    many_rows: "more than 3,000,000 cells",
    many_rows_packed: "would unpack to 20 MB",
    long_line: "more than 3,000,000 cells",
    large_file: "larger than 200 MB",
}

CHECK = f"""
import json, resource, sys
from pathlib import Path
from graphmodel import check_dataset
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
said = [[str(one) for one in check_dataset(path).problems] for path in sys.argv[1:]]
# Unlike what getrusage tells, this begins with the program and not with who started it.
peak = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
print(json.dumps([said, peak]))
"""


# numpy, where NPY_DISABLE_CPU_FEATURES names what it does without anyway.
NUMPY_TOLD = ("-W", "ignore:During parsing environment variable:ImportWarning")


def child(code: str, *words: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401
    """Run code in a process of its own."""
    tests = str(Path(__file__).parents[1])
    return subprocess.run(
        [sys.executable, "-W", "error", *NUMPY_TOLD, "-c", code, *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": tests},
        check=False,
        **options,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="limits and figures of Linux")
def test_bombs_are_refused_in_little_memory(tmp_path: Path) -> None:
    paths = [build(tmp_path) for build in BOMBS]
    ended = child(CHECK, *paths, timeout=120)
    assert ended.returncode == 0, ended.stderr
    said, peak = json.loads(ended.stdout)
    for problems, (build, expected) in zip(said, BOMBS.items(), strict=True):
        # An archive in the archive is a file among others: it is not opened.
        assert bool(problems) == bool(expected), build.__name__
        assert any(expected in problem for problem in problems) or not expected, problems
    assert peak < RESIDENT


@posix
def test_files_without_an_end_are_read_so_far_only(tmp_path: Path) -> None:
    code = f"""
import resource
from pathlib import Path
from graphmodel import GraphmodelError, read_plan, read_rules, import_table
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
for call in (read_plan, read_rules):
    try:
        call(Path("/dev/zero"))
    except GraphmodelError as error:
        print(error)
"""
    ended = child(code, cwd=tmp_path, timeout=60)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("the file is larger than") == 2


def test_sheets_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_SHEET_LIMIT", 10)
    with xlsxwriter.Workbook(tmp_path / "sheets.xlsx") as book:
        for number in range(11):
            book.add_worksheet(f"s{number}")
    assert "11 sheets" in only(check_dataset(tmp_path / "sheets.xlsx")).message


def test_sheets_are_read_up_to_a_limit_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "TABLE_LIMIT", 500)
    path = write_xlsx(tmp_path / "wide.xlsx", messy_table(near=False).lines)
    with xlsxwriter.Workbook(path) as book:
        for name in ("One", "Two", "Three"):
            sheet = book.add_worksheet(name)
            sheet.write(0, 0, "Organisation")
            sheet.write(99, 1, 1)
    with pytest.raises(DataError, match=r"Three.*more than can be read"):
        import_table(path, tmp_path / "mine")


# ----------------------------------------------------------------------------------------- archives


@pytest.mark.parametrize("name", ["organisations.csv", "./organisations.csv"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_entries_that_are_there_twice(tmp_path: Path, name: str) -> None:
    path = write_zip(tmp_path / "twice.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "organisation,name,kind\n")
    assert "two entries" in only(check_dataset(path)).message


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_at_once_are_not_read(tmp_path: Path, method: int) -> None:
    with zipfile.ZipFile(tmp_path / "odd.zip", "w", method) as archive:
        for name, content in TABLES.items():
            archive.writestr(name, content)
    assert "a method that is not read" in only(check_dataset(tmp_path / "odd.zip")).message


@pytest.mark.parametrize("name", ["../canary.csv", "/tmp/canary.csv", "..\\canary.csv"])  # noqa: S108
def test_nothing_is_written_where_an_archive_wants_it(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    archive = write_zip(folder / "data.zip", entries={**TABLES, name: "x"})
    assert not check_dataset(archive).ok
    assert [path.name for path in tmp_path.rglob("*")] == ["data", "data.zip"]
    assert not Path("/tmp/canary.csv").exists()  # noqa: S108


# ---------------------------------------------------------------------------------------- workbooks


@pytest.mark.parametrize("kind", ["dataset", "table"])
def test_workbooks_cut_short_anywhere_are_damaged(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "data.xlsx"
    if kind == "dataset":
        write_workbook(path)
    else:
        write_xlsx(path, messy_table(near=False).lines)
    content = path.read_bytes()
    for part in range(0, 100, 5):
        path.write_bytes(content[: len(content) * part // 100])
        if kind == "dataset":
            assert "damaged" in only(check_dataset(path)).message
        else:
            with pytest.raises(DataError, match="damaged"):
                import_table(path, tmp_path / "mine")
    assert [one.name for one in tmp_path.iterdir()] == ["data.xlsx"]


def test_a_part_that_is_there_twice(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "tiny.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SHEET.upper(), archive.read(SHEET))
    assert "damaged" in only(check_dataset(path)).message


def test_what_spreadsheets_hold_beside_text(tmp_path: Path, tiny: Path) -> None:
    """A formula counts as its result, a hidden sheet as any other."""
    path = tmp_path / "tiny.xlsx"
    write_workbook(path, {("organisations", "A3"): ('="02"&"D"', "02D")})
    rewritten(path, "xl/workbook.xml", b'sheetId="2"', b'sheetId="2" state="veryHidden"')
    assert check_dataset(path).ok
    assert read_dataset(path).sha256 == read_dataset(tiny).sha256


def test_cells_merged_in_a_dataset_are_blank_but_for_the_first(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "tiny.xlsx", {("organisations", "C3"): "gone"})
    rewritten(path, STRINGS, b"<t>gone</t>", b"<t></t>")
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="C2:C3"/></mergeCells>'
    rewritten(path, SHEET, b"</sheetData>", merged)
    problem = next(one for one in check_dataset(path).problems if one.row == 3)
    assert (problem.column, problem.message) == ("kind", "the cell is blank")


@pytest.mark.parametrize("number", [b"NaN", b"inf", b"1e999", b"-1e308", b"1e308", b"x"])
def test_numbers_in_a_workbook_that_are_none(tmp_path: Path, number: bytes) -> None:
    path = rewritten(write_workbook(tmp_path / "tiny.xlsx"), SHEET, b"<v>1000<", b"<v>%s<" % number)
    assert not check_dataset(path).ok


# ------------------------------------------------------------------------------------------- values


NAMES = ("😀👩‍👩‍👧", "\u202eمستشفى", "x" * 10_000, "=1+e\u0301\u2028b")


@pytest.mark.parametrize("name", NAMES)
def test_names_of_any_kind_go_all_the_way(tmp_path: Path, name: str) -> None:
    """As names of blocks and as codes of footprints, into every kind of file and back."""
    changes = {
        file: text.replace("East", name).replace("E2", name)
        for file, text in TABLES.items()
        if file.endswith(".csv")
    }
    folder = write_folder(tmp_path / "data", changes)
    endings = (".json", ".csv", ".xlsx", ".html", ".graphml", ".gexf")
    outputs = [part for ending in endings for part in ("--output", tmp_path / f"p{ending}")]
    assert run(["check", folder]) == 0
    assert run(["suggest", folder, *outputs]) == 0
    assert run(["verify", tmp_path / "p.json", "--dataset", folder]) == 0
    assert read_plan(tmp_path / "p.json", dataset=folder).dataset.organisations["name"][0] == name


@pytest.mark.parametrize(
    "people", ["nan", "inf", "-inf", "1e999", "1e308", "-1", "2016-03-01", "½"]
)
def test_populations_that_are_none(tmp_path: Path, people: str) -> None:
    table = TABLES["organisations.csv"].replace(",1000,", f",{people},")
    problem = only(check_dataset(write_folder(tmp_path / "data", {"organisations.csv": table})))
    assert (problem.row, problem.column, problem.value) == (2, "population", people)


@pytest.mark.parametrize("people", ["5e-324", "1e-300", "0", "1e10"])
@pytest.mark.parametrize("command", ["assess", "frontier", "suggest"])
def test_populations_at_the_edge_of_what_there_is(
    tmp_path: Path, people: str, command: str
) -> None:
    table = TABLES["organisations.csv"].replace(",1000,", f",{people},")
    folder = write_folder(tmp_path / "data", {"organisations.csv": table})
    assert run([command, folder, "--format", "json"]) == 0


@pytest.mark.parametrize("depth", [30, 5_000, 200_000])
def test_nesting_beyond_reason(tmp_path: Path, depth: int) -> None:
    deep = "[" * depth + "]" * depth
    (tmp_path / "rules.toml").write_text(f"keep = {deep}", "utf-8")
    with pytest.raises(RulesError):
        read_rules(tmp_path / "rules.toml")
    (tmp_path / "plan.json").write_text(f'{{"format": "graphmodel-plan/2", "x": {deep}}}', "utf-8")
    with pytest.raises(PlanError):
        read_plan(tmp_path / "plan.json")


# ------------------------------------------------------------------------------ full disks, kills


def test_a_full_disk_leaves_everything_as_it_was(
    tmp_path: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "table.csv"
    table.write_text(",".join(HEADER) + "\nA,1,CCG,5,S,L\nB,2,CCG,6,T,M\n", "utf-8")
    (tmp_path / "page.html").write_text("old", "utf-8")
    assert run(["suggest", tiny, *outputs(tmp_path)]) == 0
    before = snapshot(tmp_path)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    commands: list[list[str | Path]] = [
        ["suggest", tiny, "--lead", "ldr", *outputs(tmp_path)],
        ["assess", tiny, "--output", tmp_path / "a.csv"],
        ["explore", tiny, "--output", tmp_path / "page.html"],
        ["import", table, tmp_path / "imported"],
        ["new", tmp_path / "new"],
    ]
    for command in commands:
        assert run(command) == 5, command
    assert snapshot(tmp_path) == before
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"tiny"}
    assert capfd.readouterr().err == ""


@posix
def test_a_limit_on_file_sizes_is_a_full_disk(tmp_path: Path, tiny: Path) -> None:
    code = """
import resource, sys
from helpers.trials import run
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
sys.exit(run(["explore", *sys.argv[1:]]))
"""
    (tmp_path / "page.html").write_text("old", "utf-8")
    ended = child(code, tiny, "--output", tmp_path / "page.html")
    assert ended.returncode == 5, ended.stderr
    assert (tmp_path / "page.html").read_text("utf-8") == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"page.html", "tiny"}


# One process learns what either run writes, then starts and kills as many as it likes.
RUNS = """
import os, random, signal, sys, time
from pathlib import Path
from helpers.written import outputs, snapshot
from helpers.trials import run

data, folder = map(Path, sys.argv[1:])
wanted = []
for lead in ("stp", "ldr"):
    other = folder.with_name(lead)
    other.mkdir()
    assert run(["suggest", data, "--lead", lead, *outputs(other)]) == 0
    wanted.append(snapshot(other))

def start(lead, rounds):
    number = os.fork()
    if number == 0:
        for _ in range(rounds):
            run(["suggest", data, "--lead", lead, *outputs(folder)])
        os._exit(0)
    return number

def judge():
    for name, content in snapshot(folder).items():
        if name.endswith(".tmp"):
            (folder / name).unlink()
        else:
            assert content in [one[name] for one in wanted], name
"""

KILLS = """
chance = random.Random(3)
for turn in range(8):
    number = start(("stp", "ldr")[turn % 2], 1)
    time.sleep(chance.uniform(0, 0.5))
    os.kill(number, signal.SIGKILL)
    os.waitpid(number, 0)
    judge()
"""

TOGETHER = """
numbers = [start("stp", 2), start("ldr", 2)]
while numbers:
    judge_now = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".tmp"}
    for name, content in judge_now.items():
        assert content in [one[name] for one in wanted], name
    time.sleep(0.002)  # looking is not to take the time of those who write
    number, status = os.waitpid(-1, os.WNOHANG)
    if number:
        assert status == 0
        numbers.remove(number)
judge()
assert sorted(snapshot(folder)) == sorted(wanted[0])
"""


@posix
@pytest.mark.parametrize("code", [KILLS, TOGETHER], ids=["killed", "together"])
def test_files_are_whole_and_of_one_run(tmp_path: Path, tiny: Path, code: str) -> None:
    (tmp_path / "out").mkdir()
    ended = child(RUNS + code, tiny, tmp_path / "out", timeout=120)
    assert ended.returncode == 0, ended.stderr
