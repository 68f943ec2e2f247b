from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from helpers.examples import make_dataset
from helpers.unruly import ESCAPE, FORMULA, MARKUP, MINUS, SCRIPT, unruly_dataset, unruly_plan

from graphmodel.dataset.bundled import bundled_datasets
from graphmodel.dataset.reading import Soundness
from graphmodel.errors import Problem
from graphmodel.files.safe_text import shown_text
from graphmodel.overlap.assessment import assess
from graphmodel.planfiles.planfile import plan_to_dict, write_plan
from graphmodel.planfiles.verification import Mismatch, Verification, verify_plan
from graphmodel.show.content import Entries, Heading, Notes, Paragraph, Table, Title, View
from graphmodel.show.printing import csv_bytes, frame_to_csv, plain_text, print_view
from graphmodel.show.sheets import Column, Sheet, cell_text
from graphmodel.show.views import view_of

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel.show.views import Result

CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
MOVING = re.compile(r"\b(move|moves|moved|moving)\b", re.IGNORECASE)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def printed(view: View, form: str, *, terminal: bool = False) -> str:
    stream = Terminal() if terminal else io.StringIO()
    print_view(view, form, stream)
    return stream.getvalue()


def on_terminal(view: View, monkeypatch: pytest.MonkeyPatch, columns: int = 100) -> str:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    return printed(view, "table", terminal=True)


def bare(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def results(folder: Path) -> dict[str, View]:
    dataset, plan = unruly_dataset(), unruly_plan()
    write_plan(plan, folder / "plan.json")
    problem = Problem("error", SCRIPT, 7, MARKUP, ESCAPE, "wrong", "Put it right.")
    found: dict[str, Result] = {
        "datasets": bundled_datasets(),
        "soundness": Soundness({"name": "x"}, ok=False, problems=(problem,)),
        "assessment": assess(dataset),
        "plan": plan,
        "verification": verify_plan(folder / "plan.json", dataset=dataset),
    }
    return {name: view_of(result) for name, result in found.items()}


@pytest.mark.parametrize("name", ["datasets", "soundness", "assessment", "plan", "verification"])
def test_every_result_is_printed_in_every_form(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = results(tmp_path)[name]
    json.loads(printed(view, "json"))
    rows = list(csv.reader(io.StringIO(printed(view, "csv"))))
    assert len(rows) > 1
    assert len({len(row) for row in rows}) == 1
    for text in (printed(view, "table"), on_terminal(view, monkeypatch)):
        assert len(text.splitlines()) > 1
        assert not MOVING.search(text)
        assert "nan" not in bare(text).lower().replace("nancy", "")


@pytest.mark.parametrize("name", ["soundness", "assessment", "plan", "verification"])
def test_no_name_controls_a_terminal(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = results(tmp_path)[name]
    for form in ("table", "csv", "json"):
        assert not CONTROLS.search(printed(view, form))
    assert not CONTROLS.search(bare(on_terminal(view, monkeypatch)))


def test_hostile_names_are_shown_as_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    view = view_of(unruly_plan())
    for text in (printed(view, "table"), on_terminal(view, monkeypatch, 1000)):
        for name in (SCRIPT, FORMULA, MARKUP, MINUS):
            assert name in text


def test_what_is_piped_is_plain_whole_and_unwrapped() -> None:
    plan = unruly_plan()
    text = printed(view_of(plan), "table")
    assert "\x1b" not in text
    assert not re.search("[\u2500-\u257f]", text)
    for step in plan_to_dict(plan)["suggestions"]:
        assert any(shown_text(step["reason"]) in line for line in text.splitlines())
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_a_terminal_gets_colours_and_lines_that_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    view = view_of(unruly_plan())
    text = on_terminal(view, monkeypatch)
    assert "\x1b[" in text
    assert max(map(len, bare(text).splitlines())) <= 100
    words = " ".join(bare(text).split())
    for step in view.data()["suggestions"]:
        # Wrapped, but every word is there, in order.
        assert step["reason"].split()[-1] in words


def test_no_color_is_minded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    text = printed(view_of(unruly_plan()), "table", terminal=True)
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", text)


def test_inferred_evidence_is_told_in_words_and_in_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    view = View(dict, lambda: SHEET, lambda: iter([Entries("", "", (("1", "new", "inferred"),))]))
    assert "\x1b[33minferred" in on_terminal(view, monkeypatch)
    assert "inferred" in printed(view, "table")


SHEET = Sheet(
    "Sheet",
    (
        Column("word", "Word", words={"a": "A-label"}),
        Column("people", "People", "people"),
        Column("change", "Change", "change"),
        Column("share", "Share", "share"),
        Column("decimal", "Decimal", "decimal"),
        Column("flag", "Flag", "flag"),
        Column("figure", "Figure", "figure"),
    ),
    pd.DataFrame(
        {
            "word": ["a", "=b", None],
            "people": [1234.6, 0.0, None],
            "change": [2, -3, 0],
            "share": [0.1234, 1.0, None],
            "decimal": [0.5, 2.0, None],
            "flag": [True, False, None],
            "figure": [0.5, 1500.0, None],
            "form": ["share", "count", "count"],
        }
    ),
)


def test_cells_are_shown_by_what_they_hold() -> None:
    lines = plain_text([Table(SHEET)]).splitlines()
    assert [re.split(r"\s{2,}", line.strip()) for line in lines] == [
        ["Word", "People", "Change", "Share", "Decimal", "Flag", "Figure"],
        ["A-label", "1,235", "+2", "12.3 %", "0.5000", "yes", "50.0 %"],
        ["=b", "0", "-3", "100.0 %", "2.0000", "1,500"],
        ["0"],
    ]


def test_csv_has_bare_numbers_as_computed_and_no_formula() -> None:
    assert frame_to_csv(SHEET.frame) == (
        "word,people,change,share,decimal,flag,figure,form\n"
        "a,1234.6,2,0.1234,0.5,TRUE,0.5,share\n"
        "'=b,0,-3,1,2,FALSE,1500,count\n"
        ",,0,,,,,count\n"
    )


def test_a_byte_order_mark_is_for_excel_alone() -> None:
    frame = pd.DataFrame({"name": ["é"]})
    assert csv_bytes(frame) == "name\né\n".encode()
    assert csv_bytes(frame, excel=True) == b"\xef\xbb\xbf" + csv_bytes(frame)


def test_wide_letters_take_two_places_and_accents_none() -> None:
    frame = pd.DataFrame({"name": ["東京", "e\u0301t"], "people": [1, 2]})
    columns = (Column("name", "Name"), Column("people", "People", "people"))
    lines = plain_text([Table(Sheet("x", columns, frame))]).splitlines()
    assert lines == ["Name  People", "東京       1", "e\u0301t         2"]


def test_blocks_are_set_apart() -> None:
    text = plain_text(
        [
            Title("Title"),
            Paragraph("Text."),
            Heading("Heading"),
            Notes(("one", "two")),
            Entries("Place", "note", (("7", "error", "wrong"), ("12", "warning", "odd"))),
        ]
    )
    assert text.splitlines() == [
        *("Title", "", "Text.", "", "Heading", "- one", "- two", "", "Place: note"),
        *("   7  error    wrong", "  12  warning  odd"),
    ]


def test_a_blank_is_shown_as_nothing() -> None:
    assert cell_text(None, Column("x", "X", "people")) == ""
    assert cell_text(float("nan"), Column("x", "X", "share")) == ""


def test_problems_are_grouped_and_counted() -> None:
    problems = (
        Problem("error", "a.csv", 2, "share", "1.2", "too much", "Correct it."),
        Problem("error", "a.csv", 3, "share", "x" * 90, "no number"),
        Problem("warning", "b.csv", None, "", "", "odd"),
    )
    view = view_of(Soundness({"name": "mine"}, ok=False, problems=problems))
    assert printed(view, "table").splitlines() == [
        "mine cannot be used: 2 errors and 1 warning.",
        "",
        "a.csv, column share: 2 errors",
        "  row 2  error  '1.2': too much. Correct it.",
        f"  row 3  error  '{'x' * 79}…': no number.",
        "",
        "b.csv: 1 warning",
        "    warning  odd.",
    ]
    rows = list(csv.DictReader(io.StringIO(printed(view, "csv"))))
    assert [row["row"] for row in rows] == ["2", "3", ""]


def test_a_sound_dataset_is_said_to_be_so() -> None:
    text = printed(view_of(Soundness({"name": "mine"}, ok=True, problems=())), "table")
    assert text == "mine can be used: nothing wrong or odd.\n"


def test_a_verification_tells_what_differs_and_what_is_only_claimed() -> None:
    verification = Verification(
        plan="plan.json",
        dataset=make_dataset({"c1": ("a1", "b1", 1)}, name="mine"),
        compare=("a", "b"),
        confirmed=("people_merged",),
        mismatches=(Mismatch("people_moved", 7, 1234567), Mismatch("new", None, [1])),
        problems=("options.rules: broken is keep[1]: stp:E1",),
        not_stated=("strict",),
        claimed={"lower_bound": 1234567.5, "optimal": True, "support": []},
        target="coterminous",
        meets_target=False,
        strict=False,
        unkept=({"footprint_set": "ldr", "footprint": "L1", "successor": "G1"},),
    )
    text = printed(view_of(verification), "table")
    assert text.startswith("plan.json does not verify, against mine.\n")
    assert re.search(r"people_moved +7 +1234567", text)
    assert re.search(r"new +nothing +\[1\]", text)
    assert "Nothing of L1 (ldr) stays in G1" in text
    assert "options.rules: broken is keep[1]: stp:E1." in text
    assert "lower_bound: 1,234,567.5" in text
    assert "optimal: true" in text
    assert "support" not in text
    assert "not everybody in both sets ends coterminous" in text
    rows = list(csv.DictReader(io.StringIO(printed(view_of(verification), "csv"))))
    assert [row["finding"] for row in rows] == [
        *("confirmed", "differs", "differs", "wrong", "not stated", "claimed", "claimed", "claimed")
    ]
