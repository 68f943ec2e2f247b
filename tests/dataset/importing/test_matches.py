from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from helpers.hostile import HOSTILE_NAMES

from graphmodel.dataset.importing.matches import (
    Decisions,
    Doubt,
    doubt_problem,
    matches_bytes,
    merged,
    read_matches,
)
from graphmodel.dataset.importing.names import Candidate
from graphmodel.errors import DataError, OptionError

if TYPE_CHECKING:
    from pathlib import Path

CANDIDATES = (Candidate("01", "Devon", 92), Candidate("02", "Dover", 70))
DOUBT = Doubt("stp", "Devn", "STP", (3, 7), CANDIDATES)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def decide(path: Path, content: bytes, decision: str) -> Path:
    lines = rows(content)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, [*lines[0], "remark"])
        writer.writeheader()
        writer.writerows({**line, "decision": decision, "remark": "asked"} for line in lines)
    return path


def test_a_doubt_is_a_line_with_a_blank_decision() -> None:
    (line,) = rows(matches_bytes([DOUBT], Decisions("")))
    assert line == {
        "what": "stp",
        "name": "Devn",
        "rows": "3 7",
        "candidate": "01",
        "candidate_name": "Devon",
        "score": "92",
        "other_candidates": "02 Dover (70)",
        "decision": "",
    }


def test_what_is_decided_is_read_and_kept(tmp_path: Path) -> None:
    path = decide(tmp_path / "m.csv", matches_bytes([DOUBT], Decisions("")), " 02 ")
    decisions = read_matches(path)
    decision = decisions.of("stp", "Devn")
    assert decision is not None
    assert (decision.row, decision.text) == (2, "02")
    assert decisions.of("ldr", "Devn") is None
    first, second = rows(matches_bytes([Doubt("ldr", "x", "LDR", (1,), ())], decisions))
    assert (first["name"], first["decision"], first["remark"]) == ("Devn", "02", "asked")
    assert (second["name"], second["decision"], second["candidate"]) == ("x", "", "")


def test_a_file_that_is_not_there_yet_decides_nothing(tmp_path: Path) -> None:
    assert read_matches(tmp_path / "m.csv").given == {}
    assert read_matches(None).given == {}


def test_what_is_no_file_of_matches(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("a,b\n1,2\n")
    with pytest.raises(OptionError, match="no column 'what'"):
        read_matches(tmp_path / "m.csv")
    with pytest.raises(OptionError, match="is no file"):
        read_matches(tmp_path)
    with pytest.raises(OptionError, match="does not exist"):
        read_matches(tmp_path / "nowhere" / "m.csv")


def test_two_decisions_on_one_name(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("what,name,decision\nstp,x,1\nstp,x,2\nstp,x,2\n")
    with pytest.raises(DataError) as caught:
        read_matches(tmp_path / "m.csv")
    assert caught.value.problems[0].row == 3
    assert "row 2 decides 'x' otherwise" in caught.value.problems[0].message


def test_names_are_found_again_and_are_no_formulas(tmp_path: Path) -> None:
    doubts = [Doubt("stp", name, "STP", (2,), CANDIDATES) for name in (*HOSTILE_NAMES, "-1+1")]
    content = matches_bytes(doubts, Decisions(""))
    for line in rows(content):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in line.values())
    decisions = read_matches(decide(tmp_path / "m.csv", content, "new"))
    assert all(decisions.of("stp", doubt.name) for doubt in doubts)


def test_the_problem_says_what_to_do() -> None:
    said = str(doubt_problem(DOUBT, "a.csv", "m.csv"))
    assert said == (
        "a.csv, row 3, column STP ('Devn'): it is not sure which stp footprint this is, in 2 rows:"
        " it may be 'Devon' (01, 92 of 100) or 'Dover' (02, 70 of 100). Write its code, or the word"
        " new, in the column decision of m.csv, and import again with `matches='m.csv'`."
    )
    nothing = Doubt("organisation", "x", "Name", (3,), ())
    assert "which organisation this is: nothing known is like it" in str(
        doubt_problem(nothing, "a.csv", "m.csv")
    )


def test_a_name_is_decided_once_however_it_is_written(tmp_path: Path) -> None:
    ways = ("DEVN", "Devn", "devn.", " Devn CCG")
    doubts = [Doubt("stp", name, "STP", (row,), CANDIDATES) for row, name in enumerate(ways, 2)]
    doubts.append(Doubt("stp", "Devn", "STP", (9, 10), CANDIDATES))
    (one,) = merged(doubts)
    assert merged(reversed(doubts)) == (one,)
    assert (one.name, one.rows) == ("Devn", (2, 3, 4, 5, 9, 10))
    decisions = read_matches(decide(tmp_path / "m.csv", matches_bytes([one], Decisions("")), "1"))
    assert all(decisions.of("stp", name) for name in ways)
