from __future__ import annotations

import pytest

from graphmodel.dataset.importing.columns import Columns, SetColumn, choose_columns
from graphmodel.dataset.importing.grid import Grid
from graphmodel.errors import OptionError
from graphmodel.files.findings import Findings

HEADER = ["Organisation", "Code", "Type", "Population", "STP", "LDR", "Note"]
ROWS = [
    [f"Org {n}", f"{n:02}A", "CCG", f"{n}00", f"s{n % 2}", f"l{n % 3}", f"n{n}"] for n in range(6)
]


def grid(*lines: list[str]) -> Grid:
    width = max(map(len, lines))
    return Grid("a.csv", tuple((*line, *[""] * (width - len(line))) for line in lines))


def choose(
    table: Grid, columns: dict[str, str] | None = None, sets: list[tuple[str, str]] | None = None
) -> Columns:
    findings = Findings()
    chosen = choose_columns(table, columns=columns or {}, sets=sets or [], findings=findings)
    findings.raise_errors()
    assert chosen is not None
    return chosen


def problem(table: Grid, **options: dict[str, str]) -> str:
    findings = Findings()
    assert choose_columns(table, columns={}, sets=[], findings=findings, **options) is None
    (found,) = findings.problems()
    return str(found)


def test_headings_tell() -> None:
    chosen = choose(grid(HEADER, *ROWS))
    assert chosen.header == 1
    assert chosen.roles == {"name": 0, "code": 1, "type": 2, "population": 3}
    assert chosen.sets == (SetColumn("stp", "STP", 4), SetColumn("ldr", "LDR", 5))
    assert chosen.kept == (6,)
    assert "column E 'STP' is taken for the footprint set 'stp', by its heading" in chosen.notes
    assert chosen.notes[-1] == "columns that are kept as they are: Note"


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("ODS Code", "code"),
        ("Org_Code", "code"),
        ("CCG name", "name"),
        ("Registered patients, January 2016", "population"),
        ("LIST SIZE", "population"),
        ("Lat", "latitude"),
        ("lng", "longitude"),
        ("Organisation type", "type"),
        ("NHS region", "region"),
    ],
)
def test_headings_have_synonyms(heading: str, role: str) -> None:
    lines = [
        [heading, "Organisation ", "STP", "LDR"],
        *([f"{n}", f"O{n}", "a", "b"] for n in (1, 2)),
    ]
    if role == "name":
        lines[0][1] = "Comment"
    assert choose(grid(*lines)).roles[role] == 0


def test_titles_and_blank_rows_above_the_header_are_passed_over() -> None:
    titles = [["Members of STPs"], [], ["Version", "2"], ["As of", "March"]]
    assert choose(grid(*titles, HEADER, *ROWS)).header == 5


def test_names_and_codes_of_a_set_go_together() -> None:
    header = ["Name", "STP code", "STP name", "LDR footprint", "LDR footprint code"]
    chosen = choose(grid(header, ["a", "1", "One", "Two", "2"], ["b", "1", "One", "Two", "2"]))
    assert chosen.sets == (SetColumn("stp", "STP", 2, 1), SetColumn("ldr", "LDR", 3, 4))
    assert chosen.kept == ()


def test_texts_that_recur_may_be_footprints() -> None:
    chosen = choose(
        grid(
            ["Name", "Code", "Patch", "LDR"],
            *([f"O{n}", f"{n}A", f"p{n % 2}", "l"] for n in range(6)),
        )
    )
    assert [column.footprint_set for column in chosen.sets] == ["ldr", "patch"]
    assert any("by the same texts recurring" in note for note in chosen.notes)


def test_what_recurs_twice_is_never_guessed() -> None:
    header = ["Name", "Patch", "Team", "LDR"]
    said = problem(grid(header, *([f"O{n}", f"p{n % 2}", f"t{n % 2}", "l"] for n in range(6))))
    assert "two columns with footprints are needed; only 'LDR' is surely one" in said
    assert "as in `sets='STP,LDR'`. The columns are 'Patch', 'Team'" in said


def test_without_headings_for_names_the_first_that_differ_are_taken() -> None:
    chosen = choose(grid(["Who", "STP", "LDR"], ["Kent", "a", "b"], ["Devon", "a", "b"]))
    assert chosen.roles == {"name": 0}
    assert any("no two cells are the same" in note for note in chosen.notes)
    assert "no column has names" in problem(
        grid(["Who", "STP", "LDR"], ["x", "a", "b"], ["x", "a", "b"])
    )


def test_what_the_owner_says_goes_first() -> None:
    table = grid(HEADER, *ROWS)
    chosen = choose(table, {"name": "note", "population": "D"}, [("", "LDR"), ("kind_of", "Type")])
    assert chosen.roles == {"name": 6, "population": 3, "code": 1}
    assert chosen.sets == (SetColumn("ldr", "LDR", 5), SetColumn("kind_of", "Type", 2))
    assert set(chosen.kept) == {0, 4}


def test_what_the_owner_says_finds_the_header() -> None:
    table = grid(["Sheet", "of", "a", "team"], ["Wer", "Wo", "Wem", "x"], ["Kent", "a", "b", "1"])
    assert choose(table, {"name": "Wer"}, [("", "Wo"), ("", "Wem")]).header == 2


@pytest.mark.parametrize(
    ("columns", "sets", "said"),
    [
        ({"nam": "Code"}, [], "cannot be 'nam'.*did you mean 'name'"),
        ({"name": "Organization"}, [], "no heading 'Organization'.*did you mean 'Organisation'"),
        ({"name": "Code", "code": "Code"}, [], "named twice"),
        ({}, [("", "STP"), ("stp", "LDR")], "would be called 'stp'"),
        ({}, [("", "STP"), ("", "Moon")], "no heading 'Moon'"),
    ],
)
def test_what_makes_no_sense(
    columns: dict[str, str], sets: list[tuple[str, str]], said: str
) -> None:
    with pytest.raises(OptionError, match=said):
        choose(grid(HEADER, *ROWS), columns, sets)


def test_headings_borne_twice_go_by_their_letters() -> None:
    table = grid(["Name", "STP", "LDR", "Note", "Note", ""], ["a", "s", "l", "1", "2", "3"])
    chosen = choose(table)
    assert chosen.headings[3:] == ("Note (column D)", "Note (column E)", "column F")
    with pytest.raises(OptionError, match="no heading 'Note'"):
        choose(table, {"region": "Note"})
    assert choose(table, {"region": "D"}).roles["region"] == 3


def test_blank_columns_are_left_out_and_said_so() -> None:
    chosen = choose(grid(HEADER, *(row[:6] for row in ROWS)))
    assert chosen.kept == ()
    assert "columns with nothing in them left out: Note" in chosen.notes


def test_no_header_at_all() -> None:
    assert "no row looks like a header" in problem(grid(["x"], ["y"]))
    assert "no row looks like a header" in problem(Grid("a.csv", ()))
