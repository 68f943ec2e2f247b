from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers.tiny import TABLES, edited, only, place, text, write_folder

from graphmodel.dataset.reading import read_dataset
from graphmodel.files.findings import Findings
from graphmodel.files.tables import read_csv

if TYPE_CHECKING:
    from pathlib import Path

    from helpers.fixtures import Check

    from graphmodel.errors import Problem
    from graphmodel.files.tables import Table

ORGANISATIONS = "organisations.csv"


def read(content: bytes | str) -> tuple[Table | None, tuple[Problem, ...]]:
    findings = Findings()
    data = content.encode() if isinstance(content, str) else content
    table = read_csv(data, "t.csv", known=["code", "name"], findings=findings)
    return table, findings.problems()


def cells(content: bytes | str) -> list[list[str]]:
    table, problems = read(content)
    assert table is not None
    assert problems == ()
    return table.frame.to_numpy().tolist()


def test_text_is_kept_as_it_is() -> None:
    hostile = '<script>alert(1)</script>,"=HYPERLINK(""x"")","a, b\nc"'
    assert cells(f"x,y,z\n{hostile}\n") == [
        ["<script>alert(1)</script>", '=HYPERLINK("x")', "a, b\nc"]
    ]
    assert cells("code,name\n007,1E5\nNA,null\n1.0,TRUE\n") == [
        ["007", "1E5"],
        ["NA", "null"],
        ["1.0", "TRUE"],
    ]


def test_hostile_names_reach_the_dataset_unchanged(tmp_path: Path) -> None:
    changes = edited(ORGANISATIONS, ",East,", ',"=HYPERLINK(""x"")",')
    changes |= edited("footprints.csv", "First", "<script>alert(1)</script>")
    dataset = read_dataset(write_folder(tmp_path / "x", changes))
    assert dataset.organisations["name"][0] == '=HYPERLINK("x")'
    assert "<script>alert(1)</script>" in set(dataset.footprints["name"])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_are_counted_as_in_the_file(end: str) -> None:
    lines = ["", "code,name", "", '1,"two', 'lines"', ",", "2,b", ",,,", ""]
    table, problems = read(end.join(lines))
    assert table is not None
    assert problems == ()
    assert table.rows.tolist() == [4, 6]
    assert table.frame["code"].tolist() == ["1", "2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_say_what_they_are(encoding: str) -> None:
    assert cells("code,name\n1,Ynys Môn\n".encode(encoding)) == [["1", "Ynys Môn"]]


def test_windows_1252_is_read_with_a_warning(check: Check, tmp_path: Path) -> None:
    changes = {ORGANISATIONS: TABLES[ORGANISATIONS].replace("East", "Môn").encode("cp1252")}
    soundness = check(changes)
    assert soundness.ok
    warning = only(soundness, "warning")
    assert place(warning) == (ORGANISATIONS, None, "", "")
    assert "Windows-1252" in warning.message
    assert "CSV UTF-8" in warning.remedy
    assert read_dataset(tmp_path / "changed").organisations["name"][0] == "Môn"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_change_nothing(check: Check, tmp_path: Path, encoding: str) -> None:
    changed = {name: content.encode(encoding) for name, content in TABLES.items()}
    assert check(changed).problems == ()
    original = read_dataset(write_folder(tmp_path / "original"))
    assert read_dataset(tmp_path / "changed").sha256 == original.sha256


@pytest.mark.parametrize(
    ("content", "row", "said"),
    [
        (b"", None, "empty"),
        (b"\n , \n", None, "empty"),
        (b"\xef\xbb\xbf", None, "empty"),
        (b"code,name\n1,\0\n", 2, "NUL"),
        ("code,name\n1,a\n".encode("utf-16-le"), 1, "NUL"),
        (b"\xff\xfeabc", None, "no text"),
        (b"\x81\x8d\x8f", None, "no text"),
        (b"PK\x03\x04abc", None, "workbook or a zip"),
        (b'code,name\n1,a\n2,"b\n3,c\n', 3, "never closed"),
        (b'code,name\n1,"a"b\n', 2, "middle of a quoted text"),
        (b"code,name\n1," + b"x" * 200_000, 2, "too long"),
    ],
)
def test_what_is_no_table(content: bytes, row: int | None, said: str) -> None:
    table, problems = read(content)
    assert table is None
    (problem,) = (problem for problem in problems if problem.level == "error")
    assert (problem.file, problem.row) == ("t.csv", row)
    assert said in text(problem)


@pytest.mark.parametrize("file", [name for name in TABLES if name.endswith(".csv")])
def test_empty_files(check: Check, file: str) -> None:
    problem = only(check({file: ""}))
    assert place(problem) == (file, None, "", "")
    assert "empty" in problem.message
    assert "header row" in problem.remedy


def test_headers_without_rows(check: Check) -> None:
    problem = only(check({ORGANISATIONS: TABLES[ORGANISATIONS].splitlines()[0]}))
    assert place(problem) == (ORGANISATIONS, 1, "", "")
    assert "no rows" in problem.message
    assert check({"neighbours.csv": "organisation,neighbour\n"}).problems == ()


@pytest.mark.parametrize(("delimiter", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_delimiters_are_read_with_a_warning(check: Check, delimiter: str, name: str) -> None:
    soundness = check({"footprints.csv": TABLES["footprints.csv"].replace(",", delimiter)})
    assert soundness.ok
    warning = only(soundness, "warning")
    assert place(warning) == ("footprints.csv", 1, "", "")
    assert name in warning.message


def test_ragged_rows() -> None:
    table, problems = read("code,name\n1,a,b\n2\n3,c,,\n4,d\n")
    assert table is not None
    assert table.frame["code"].tolist() == ["1", "2", "3", "4"]
    assert table.is_faulty("code").tolist() == [True, True, False, False]
    wide, narrow = problems
    assert (wide.level, wide.row, narrow.level, narrow.row) == ("error", 2, "error", 3)
    assert "has 3 cells, the header 2" in wide.message
    assert "quotation marks" in wide.remedy
    assert "has 1 cell, the header 2" in narrow.message
    assert "Excel" in narrow.remedy


def test_columns_of_the_same_name() -> None:
    _, (problem,) = read("code,name,code\n1,a,2\n")
    assert place(problem) == ("t.csv", 1, "code", "code")
    assert "two columns" in problem.message


def test_columns_without_a_name() -> None:
    assert cells("code,name,,\n1,a,,\n") == [["1", "a"]]
    table, (problem,) = read("code,,name\n1,x,a\n")
    assert table is not None
    assert list(table.frame) == ["code", "name"]
    assert (problem.level, problem.row) == ("warning", 1)
    assert "column 2 has no name" in problem.message


def test_spaces_around_text_are_counted_by_column() -> None:
    table, (problem,) = read("code,name \n 1,a\n2,\n3\u00a0,c d\n")
    assert table is not None
    assert table.frame["code"].tolist() == ["1", "2", "3"]
    assert table.frame["name"].tolist() == ["a", "", "c d"]
    assert (problem.level, *place(problem)) == ("warning", "t.csv", 2, "code", " 1")
    assert problem.message.startswith("2 cells")


def test_control_characters() -> None:
    table, (problem,) = read("code,name\n1,a\n2,b\x0bc\n")
    assert table is not None
    assert table.is_faulty("name").tolist() == [False, True]
    assert place(problem) == ("t.csv", 3, "name", "b\x0bc")
    assert "control character" in problem.message
