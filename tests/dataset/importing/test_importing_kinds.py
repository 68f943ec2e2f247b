"""Tables as people have them, where a cell means something else than it seems to."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from helpers.messy import write_csv, write_xlsx

from graphmodel.dataset.importing.importing import Imported, import_table
from graphmodel.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = ["Organisation", "Code", "Type", "Population", "STP", "LDR"]
ROWS: list[list[Any]] = [
    ["Ash CCG", "01A", "CCG", 100000, "Upper", "North"],
    ["Birch CCG", "02B", "CCG", 200000, "Upper", "South"],
    ["Cold CCG", "03C", "CCG", 300000, "Lower", "South"],
    ["Dun CCG", "04D", "CCG", 150000, "Lower", "East"],
    ["Elm CCG", "05E", "CCG", 120000, "Lower", "East"],
]


def with_cells(**cells: str) -> list[list[Any]]:
    """Return the table with other cells, named as in a spreadsheet."""
    lines = [list(HEADER), *map(list, ROWS)]
    for where, text in cells.items():
        lines[int(where[1:]) - 1]["ABCDEF".index(where[0])] = text
    return lines


def imported(tmp_path: Path, lines: list[list[Any]], sets: str | None = None) -> Imported:
    return import_table(write_csv(tmp_path / "t.csv", lines), tmp_path / "mine", sets=sets)


def places(found: Imported, footprint_set: str) -> dict[str, dict[str, float]]:
    """Return the shares of each organisation, by footprint."""
    rows = found.dataset.memberships
    rows = rows[rows["footprint_set"] == footprint_set]
    result: dict[str, dict[str, float]] = {}
    for row in rows.itertuples():
        result.setdefault(str(row.organisation), {})[str(row.footprint)] = float(str(row.share))
    return result


@pytest.mark.parametrize(
    "word",
    [
        *("NULL", "#N/A", "Not applicable", "No STP", "n.a.", "No", "NaN", "<NA>", "None."),
        *("[x]", "[c]", "[z]", "..", ":", "(blank)", "--", "n/k", "not in an STP"),
    ],
)
def test_words_for_nothing_are_blank_and_counted(tmp_path: Path, word: str) -> None:
    found = imported(tmp_path, with_cells(E2=word))
    assert "01A" not in places(found, "stp")
    assert set(found.dataset.footprints["footprint"]) == {
        *("upper", "lower", "north", "south", "east"),
    }
    assert "1 cell of 'STP' with n/a or the like taken for blank" in found.notes


@pytest.mark.parametrize("name", ["Nottingham", "Noland", "N. Ash", "X", "Nil Valley", "Not Far"])
def test_names_like_words_for_nothing_are_names(tmp_path: Path, name: str) -> None:
    found = imported(tmp_path, with_cells(E2=name))
    assert name in set(found.dataset.footprints["name"])


@pytest.mark.parametrize(
    "cell",
    [
        *("60% Upper; 40% Lower", "60 % Upper\n40 % Lower", "(60%) Upper; (40%) Lower"),
        *("60% of Upper; 40% in Lower", "60%: Upper; Lower (40%)", "Upper 60%; Lower: 40%"),
    ],
)
def test_shares_stand_before_or_behind(tmp_path: Path, cell: str) -> None:
    found = imported(tmp_path, with_cells(E4=cell))
    assert places(found, "stp")["03C"] == {"upper": 0.6, "lower": 0.4}


@pytest.mark.parametrize(
    ("cell", "shares"),
    [
        ("A (33%); B (33%); C (33%)", {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}),
        ("A (0.3333); B (0.3333); C (0.3333)", {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}),
        ("A (62.7%); B (37.4%)", {"a": 0.627 / 1.001, "b": 0.374 / 1.001}),
        ("A (17%); B (17%); C (17%); D (50%)", {"a": 0.17 / 1.01, "d": 0.5 / 1.01}),
    ],
)
def test_rounded_shares_are_scaled_and_said(
    tmp_path: Path, cell: str, shares: dict[str, float]
) -> None:
    found = imported(tmp_path, with_cells(E4=cell))
    found_shares = places(found, "stp")["03C"]
    assert {name: found_shares[name] for name in shares} == pytest.approx(shares)
    assert sum(found_shares.values()) == pytest.approx(1)
    assert "1 cell with rounded shares, which are made to add up to 1" in found.notes


@pytest.mark.parametrize(
    "cell", ["A (50%); B (40%)", "A (33%); B (33%)", "A (0.5); B (0.4)", "A 1000%; B", "1000% A"]
)
def test_shares_that_are_wrong_by_more_are_refused(tmp_path: Path, cell: str) -> None:
    with pytest.raises(DataError, match=r"add up to|at most 1"):
        imported(tmp_path, with_cells(E4=cell))


@pytest.mark.parametrize("written", ['="{}"', "'{}", '\'="{}"', ' ="{}" '])
def test_what_keeps_zeros_for_excel_is_no_part_of_a_code(tmp_path: Path, written: str) -> None:
    found = imported(tmp_path, with_cells(B2=written.format("01A"), B3=written.format("02B")))
    assert list(found.dataset.organisations["organisation"]) == ["01A", "02B", "03C", "04D", "05E"]


def test_an_apostrophe_that_begins_a_name_stays(tmp_path: Path) -> None:
    found = imported(tmp_path, with_cells(E2="'s-Hertogenbosch"))
    assert "'s-Hertogenbosch" in set(found.dataset.footprints["name"])


@pytest.mark.parametrize("unseen", ["\u200b", "\u00ad", "\u2060", "\ufeff", "\u200e"])
def test_characters_that_cannot_be_seen_tell_nothing_apart(tmp_path: Path, unseen: str) -> None:
    lines = with_cells(E2=f"Up{unseen}per", F2=unseen, B2=f"01A{unseen}")
    found = imported(tmp_path, lines)
    assert places(found, "stp")["01A"] == {"upper": 1.0}
    assert "01A" not in places(found, "ldr")
    assert "3 cells read without characters that cannot be seen" in found.notes
    with pytest.raises(DataError, match="stands in row 2 already"):
        import_table(
            write_csv(tmp_path / "u.csv", with_cells(B2=f"02B{unseen}")), tmp_path / "other"
        )


def test_codes_that_a_program_took_for_numbers_are_the_same(tmp_path: Path) -> None:
    lines = with_cells(B2="101.0", B3="102.0", F2="101.0", F3="101", F4="102", F5="102.0")
    found = imported(tmp_path, lines)
    assert list(found.dataset.organisations["organisation"][:2]) == ["03C", "04D"]
    assert {"101", "102"} < set(found.dataset.organisations["organisation"])
    assert {place for one in places(found, "ldr").values() for place in one} == {
        *("101", "102", "east"),
    }


@pytest.mark.parametrize("delimiter", ["|", ";", "\t"])
def test_columns_may_be_separated_by_something_else(tmp_path: Path, delimiter: str) -> None:
    text = "\n".join(delimiter.join(map(str, line)) for line in with_cells())
    (tmp_path / "t.txt").write_text(text, encoding="utf-8")
    found = import_table(tmp_path / "t.txt", tmp_path / "mine")
    assert len(found.dataset.organisations) == 5


def test_number_formats_show_zeros(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet()
        three, two = (book.add_format({"num_format": code}) for code in ("000", "00"))
        for row, line in enumerate(with_cells()):
            sheet.write_row(row, 0, line)
            if row:
                sheet.write_number(row, 1, 7 * row, three)
                sheet.write_number(row, 5, row % 3, two)
    found = import_table(tmp_path / "t.xlsx", tmp_path / "mine", sets="STP,LDR")
    assert list(found.dataset.organisations["organisation"]) == ["007", "014", "021", "028", "035"]
    assert places(found, "ldr")["007"] == {"01": 1.0}


def test_formulas_that_no_program_has_calculated_are_pointed_at(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for line in with_cells(F4="=VLOOKUP(B4,Other!A:B,2,0)"):
        book.active.append(line)
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(DataError) as caught:
        import_table(tmp_path / "t.xlsx", tmp_path / "mine")
    (problem,) = caught.value.problems
    assert "cell F4 holds a formula that no program has calculated" in problem.message
    assert problem.remedy == "Open the workbook in Excel and save it."


def test_formulas_with_an_empty_result_are_blank(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(with_cells(F4="")):
            sheet.write_row(row, 0, line)
        sheet.write_formula("F3", '=""&"South"', value="South")
    found = import_table(tmp_path / "t.xlsx", tmp_path / "mine")
    assert places(found, "ldr")["02B"] == {"south": 1.0}


def test_cells_merged_over_rows_and_columns_hold_for_their_rows(tmp_path: Path) -> None:
    lines = [[*line[:5], "", line[5]] for line in with_cells()]
    lines[0][5] = "STP lead"
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(lines):
            sheet.write_row(row, 0, line)
        sheet.merge_range("E2:F3", "Upper")
        sheet.merge_range("E4:F6", "Lower")
    found = import_table(tmp_path / "t.xlsx", tmp_path / "mine")
    stps = {code: tuple(shares) for code, shares in places(found, "stp").items()}
    assert stps == {
        **dict.fromkeys(("01A", "02B"), ("upper",)),
        **dict.fromkeys(("03C", "04D", "05E"), ("lower",)),
    }


def test_hidden_rows_are_said(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(with_cells()):
            sheet.write_row(row, 0, line)
        for row in (3, 5, 20):
            sheet.set_row(row, options={"hidden": True})
    found = import_table(tmp_path / "t.xlsx", tmp_path / "mine")
    assert len(found.dataset.organisations) == 5
    assert "2 hidden rows, as a filter hides them, read like the others: 4, 6" in found.notes


@pytest.mark.parametrize("row", [["", "", "", "", "Lower", ""], ["", "", "", "", "Lower", "East"]])
def test_a_footprint_in_a_row_of_its_own_is_asked_about(tmp_path: Path, row: list[str]) -> None:
    lines = with_cells()
    with pytest.raises(DataError) as caught:
        imported(tmp_path, [*lines[:2], row, *lines[2:]])
    (problem,) = caught.value.problems
    assert (problem.row, problem.column) == (3, "STP")
    assert "without an organisation" in problem.message


@pytest.mark.parametrize(
    "renamed",
    [
        lambda name: name.replace("/", "\\"),
        str.upper,
        lambda name: name.replace("workbook", "WorkBook"),
        lambda name: name.replace("sharedStrings", "SharedStrings"),
    ],
)
def test_parts_of_a_workbook_go_by_any_spelling(
    tmp_path: Path, renamed: Callable[[str], str]
) -> None:
    plain = write_xlsx(tmp_path / "plain.xlsx", with_cells())
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(tmp_path / "t.xlsx", "w") as target:
        for part in source.infolist():
            target.writestr(zipfile.ZipInfo(renamed(part.filename)), source.read(part))
    found = import_table(tmp_path / "t.xlsx", tmp_path / "mine")
    assert len(found.dataset.organisations) == 5
