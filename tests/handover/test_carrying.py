"""Numbers carried over: exact totals, what is an estimate, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from helpers.examples import patient
from helpers.handed import PLAN
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.errors import DataError, OptionError
from graphmodel.handover.carrying import Carried, carry, divided
from graphmodel.show.results import result_to_csv

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def carried(folder: Path, text: str, **more: object) -> Carried:
    file = folder / "table.csv"
    file.write_text(text, "utf-8")
    return carry(PLAN, file, **more)  # type: ignore[arg-type]


def of(found: Carried, name: str) -> pd.DataFrame:
    rows = found.to_frame()
    return rows[rows["footprint_set"] == name].set_index("footprint")


def test_what_is_known_of_footprints_is_divided_by_people(tmp_path: Path) -> None:
    found = carried(tmp_path, "code,money,beds\nb1,10.00,5\nb2,100.01,7\nb3,-3.5,1\n")
    rows = of(found, "b")
    # 8 of the 78 people of b2 change: 10.2574 of 100.01, and 0.718 of 7 beds.
    assert rows["money"].to_dict() == {"b1": 20.26, "b2": 86.25}
    assert rows["beds"].to_dict() == {"b1": 6.0, "b2": 7.0}
    assert found.totals == {"money": 106.51, "beds": 13.0}
    assert rows.loc["b1", "money_by_estimate"] == pytest.approx(10.26 / 20.26)
    assert rows.loc["b2", "beds_by_estimate"] == pytest.approx(6 / 7)
    assert set(found.to_frame()["footprint_set"]) == {"b"}


def test_what_is_known_of_blocks_needs_no_estimate(tmp_path: Path) -> None:
    found = carried(tmp_path, "Beds of 2026\nblock,name,beds\nc1,x,1\nc2,y,20\nc3,z,300\nc5,u,4\n")
    assert of(found, "b")["beds"].to_dict() == {"b1": 25.0, "b2": 300.0}
    # c5 has no footprint in a, and what it has is not lost.
    assert of(found, "a")["beds"].to_dict() == {"a1": 21.0, "a2": 300.0, "": 4.0}
    assert not found.to_frame()["beds_by_estimate"].any()
    assert of(found, "b")["share_known"].to_dict() == {"b1": 1.0, "b2": 70 / 90}
    assert "No row for 1 code: c4." in found.notes


def test_averages_are_weighed_and_only_if_asked_for(tmp_path: Path) -> None:
    text = "code,cost per head,staff\nc1,10,1\nc2,20,3\nc3,7,2\nc4,,5\nc5,0,0\n"
    found = carried(tmp_path, text)
    assert "cost per head" not in found.to_frame()
    assert any("Left out" in note and "cost per head" in note for note in found.notes)
    mean = carried(tmp_path, text, mean=["cost per head"], weight="staff")
    assert of(mean, "b")["cost per head"].to_dict() == {"b1": 17.5, "b2": 7.0}
    by_people = carried(tmp_path, text, mean=["cost per head"])
    assert of(by_people, "b").loc["b1", "cost per head"] == pytest.approx((1000 + 160) / 120)


def test_every_unknown_code_is_named(tmp_path: Path) -> None:
    lines = "".join(f"x{number},1\n" for number in range(40))
    with pytest.raises(DataError) as raised:
        carried(tmp_path, f"code,beds\nb1,5\nb1,6\nb2,7\n{lines},3\nTotal,4\n")
    problems = raised.value.problems
    assert {one.value for one in problems} == {*(f"x{one}" for one in range(40)), "Total", "b1", ""}
    assert problems[0].row == 3
    assert raised.value.source == "table.csv"


@pytest.mark.parametrize(
    ("text", "more", "why"),
    [
        ("code,beds\nzz,5\n", {}, "no code of a block"),
        ("code,name\nb1,x\n", {}, "no column of numbers"),
        ("code,beds\nb1,5\n", {"mean": ["bed"]}, "did you mean 'beds'"),
        ("code,beds\nb1,5\n", {"weight": "beds"}, "`mean`"),
        ("code,beds\nb2,5\n", {"by": "nothing"}, "no column 'nothing'"),
        ("code,beds\nb2,5\n", {"by": "kind"}, "no number from 0 on"),
        ("code,beds\nb2,5\n", {"sheet": "one"}, "workbook only"),
    ],
)
def test_what_cannot_be_carried_is_refused(
    text: str, more: dict[str, object], why: str, tmp_path: Path
) -> None:
    with pytest.raises(OptionError, match=why):
        carried(tmp_path, text, **more)


@pytest.mark.parametrize(
    ("cell", "why"),
    [("seven", "no number"), ("1.0000000000000001", "15 digits"), ("1e999", "15 digits")],
)
def test_a_cell_that_is_no_number_is_no_zero(cell: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"row 3, column beds.*{why}"):
        carried(tmp_path, f"code,beds\nb1,5\nb2,{cell}\nb3,1\n")


def test_a_workbook_is_read_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "budget.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Budget")
        for row, cells in enumerate([("ICB", "£"), ("b1", 0.1), ("b2", 0.2), ("b3", 1e3)]):
            sheet.write_row(row, 0, cells)
    assert carry(PLAN, file).totals == {"£": 1000.3}


def test_hostile_headings_and_codes_stay_text(tmp_path: Path) -> None:
    heading = '=HYPERLINK(""x"")<script>\u202e'
    found = carried(tmp_path, f'code,"{heading}"\nb1,5\nb2,6\nb3,7\n')
    assert "'=HYPERLINK" in result_to_csv(found)
    assert "<script>" not in found._repr_html_()
    assert "\u202e" not in repr(found)


@patient
@given(
    units=st.integers(-(10**15), 10**15),
    weights=st.dictionaries(st.text(max_size=3), st.integers(1, 10**7), min_size=1, max_size=9),
)
def test_nothing_is_lost_by_dividing(units: int, weights: dict[str, int]) -> None:
    parts = divided(units, {code: Fraction(weight) for code, weight in weights.items()})
    assert sum(parts.values()) == units
    for code, part in parts.items():
        assert abs(part - Fraction(units * weights[code], sum(weights.values()))) < 1
