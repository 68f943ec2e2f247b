from __future__ import annotations

import pytest

from graphmodel.errors import DataError
from graphmodel.files.findings import Findings, alike, listed, nearest, quoted


def test_problems_come_errors_first_then_by_file_and_row() -> None:
    findings = Findings()
    findings.add("warning", "a.csv", "odd")
    findings.add("error", "b.csv", "late", row=9)
    findings.add("error", "b.csv", "early", row=2)
    findings.add("error", "a.csv", "first", row=10)
    messages = [problem.message for problem in findings.problems()]
    assert messages == ["first", "early", "late", "odd"]


def test_warnings_alone_stop_nothing() -> None:
    findings = Findings()
    findings.add("warning", "a.csv", "odd")
    findings.raise_errors()
    findings.add("error", "a.csv", "wrong", "Mend it.", row=3, column="share", value="x")
    with pytest.raises(DataError) as caught:
        findings.raise_errors()
    assert [problem.level for problem in caught.value.problems] == ["error", "warning"]
    assert "a.csv, row 3, column share ('x'): wrong. Mend it." in str(caught.value)


@pytest.mark.parametrize(
    ("count", "lines", "said"),
    [(20, 20, ""), (21, 21, "and 1 more row like"), (332, 21, "and 312 more rows like this: bad")],
)
def test_a_flood_is_cut_and_counted(count: int, lines: int, said: str) -> None:
    findings = Findings()
    cells = [(row, "x") for row in range(2, count + 2)]
    findings.add_cells("error", "a.csv", "share", cells, lambda _: ("bad", ""))
    problems = findings.problems()
    assert len(problems) == lines
    assert said in problems[-1].message
    assert problems[-1].row == lines + 1


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("organsation", ["organisation", "name"], "organisation"),
        ("Footprint Set", ["footprint", "footprint_set"], "footprint_set"),
        ("00X", ["00C", "99Z"], None),
        ("E0100199X", [f"E0{number}" for number in range(1_000_000, 1_003_000)], "E01001999"),
        ("e01001990", [f"E0{number}" for number in range(1_000_000, 1_003_000)], "E01001990"),
        ("x" * 10_000, ["x" * 9_999], None),
        ("", ["a"], None),
    ],
)
def test_nearest(word: str, known: list[str], expected: str | None) -> None:
    found = nearest(word, known)
    assert found == expected


def test_words_are_shown_short_and_printable() -> None:
    assert quoted("a\nb") == r"'a\nb'"
    assert len(quoted("x" * 10_000)) < 70
    assert listed(map(str, range(15))) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 3 more"
    assert listed(["a\x1b[31m"]) == r"'a\x1b[31m'"
    assert alike("Border km", "border_km")
    assert not alike("border", "border_km")


def test_what_is_only_counted_counts() -> None:
    findings = Findings()
    cells = [(row, "x") for row in range(2, 52)]
    findings.add_cells("error", "a.csv", "share", cells, lambda _: ("bad", ""), why="It counts.")
    problems = findings.problems()
    assert sum(problem.count for problem in problems) == 50
    assert {problem.why for problem in problems} == {"It counts."}
