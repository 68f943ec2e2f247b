from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from helpers.messy import write_csv

from graphmodel.dataset.importing.composed import names_within
from graphmodel.dataset.importing.importing import import_table
from graphmodel.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = ("upper", "lower", "east", "devon and cornwall", "cornwall")
HEADER = ["Organisation", "Code", "Population", "STP", "LDR"]
ROWS: list[list[Any]] = [
    ["Ash CCG", "01A", 100, "Upper", "North"],
    ["Birch CCG", "02B", 200, "Upper", "South"],
    ["Cold CCG", "03C", 300, "Lower", "South"],
    ["Dun CCG", "04D", 400, "Lower", "North"],
]


@pytest.mark.parametrize(
    ("name", "within"),
    [
        *((f"Upper{sign}Lower", ("upper", "lower")) for sign in (", ", " / ", " and ", "&", " + ")),
        *((text, ("upper",)) for text in ("1. Upper", "Upper (lead)", "Upper [1]", "Upper and")),
        *(
            (text, ("upper",))
            for text in ("Upper¹", "Upper 60", "60% Upper%", "a) Upper", "Upper*2")
        ),
        ("Upper / Elsewhere", ("upper",)),
        ("Upper, Lower and East", ("upper", "lower", "east")),
        ("Upper, Elsewhere", ()),
        ("Cornwall and the Isles", ()),
        ("Devon and Cornwall", ()),
        ("Upper", ()),
        ("Upperton", ()),
        ("Area 1", ()),
    ],
)
def test_known_names_within_a_name(name: str, within: tuple[str, ...]) -> None:
    assert names_within(name, KNOWN, frozenset()) == within


@pytest.mark.parametrize(
    "cell", ["Upper, Lower", "Upper and Lower", "Upper / Lower", "• Upper • Lower"]
)
def test_several_in_a_cell_are_asked_about_and_decided(tmp_path: Path, cell: str) -> None:
    lines = [
        HEADER,
        *([*row[:3], cell if n == 1 else row[3], row[4]] for n, row in enumerate(ROWS)),
    ]
    table = write_csv(tmp_path / "t.csv", lines)
    with pytest.raises(DataError) as caught:
        import_table(table, tmp_path / "mine")
    (problem,) = caught.value.problems
    assert "it may be 'Upper; Lower' (upper; lower" in problem.message
    matches = tmp_path / "mine-matches.csv"
    text = matches.read_text(encoding="utf-8-sig").rstrip()
    matches.write_text(f"{text}upper; lower", encoding="utf-8")
    found = import_table(table, tmp_path / "mine", matches=matches).dataset.memberships
    rows = found[(found["organisation"] == "02B") & (found["footprint_set"] == "stp")]
    assert dict(zip(rows["footprint"], rows["share"], strict=True)) == {"upper": 0.5, "lower": 0.5}


def test_all_doubts_of_a_round_come_at_once(tmp_path: Path) -> None:
    cells = ["Upper (lead)", "Upper, Lower", "Lower / Upper", "1. Upper"]
    more = [[f"Elm {n}", f"1{n}E", 100, cell, "North"] for n, cell in enumerate(cells)]
    with pytest.raises(DataError) as caught:
        import_table(write_csv(tmp_path / "t.csv", [HEADER, *ROWS, *more]), tmp_path / "mine")
    assert {problem.value for problem in caught.value.problems} == set(cells)


@pytest.mark.parametrize("other", ["101", "00101", "0101.0"[1:]])
def test_codes_that_differ_in_zeros_only_are_asked_about(tmp_path: Path, other: str) -> None:
    lines = [[*row[:4], ("0101", "0101", other, "0202")[n]] for n, row in enumerate(ROWS)]
    table = write_csv(tmp_path / "t.csv", [HEADER, *lines])
    with pytest.raises(DataError) as caught:
        import_table(table, tmp_path / "mine", sets="STP,LDR")
    (problem,) = caught.value.problems
    assert "it may be '0101'" in problem.message
