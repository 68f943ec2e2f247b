from __future__ import annotations

import json
import sys
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.files.safe_text import (
    CELL_LIMIT,
    csv_text,
    json_text,
    shortened,
    shown_text,
    workbook_text,
    xml_text,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – Ünïcödé 東京", "plain – Ünïcödé 東京"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x9b2Jgone", "2Jgone"),
        ("two\r\nlines\tand\u2028more", "two lines and more"),
        ("turned\u202eback\u2066", "turnedback"),
        ("bell\x07\x00\x7f", "bell"),
        ("half \ud800", "half \N{REPLACEMENT CHARACTER}"),
    ],
)
def test_a_terminal_gets_one_line_without_controls(text: str, shown: str) -> None:
    assert shown_text(text) == shown


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "' =1"),
        ("\rtext", "' text"),
        ("  =1+1", "'  =1+1"),
        ("\x00=1", "'=1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_no_cell_of_a_csv_file_begins_a_formula(text: str, cell: str) -> None:
    assert csv_text(text) == cell


@given(st.text())
def test_no_csv_text_begins_a_formula(text: str) -> None:
    assert not csv_text(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_what_xml_forbids_is_left_out() -> None:
    assert xml_text("a\x00\x0b\ud800\ufffe\uffffb\t\n") == "ab\t\n"


def test_a_cell_is_cut_to_what_it_can_hold() -> None:
    text = workbook_text("x" * (CELL_LIMIT + 1))
    assert len(text) == CELL_LIMIT
    assert text.endswith("…")


def test_short_texts_are_not_cut() -> None:
    assert shortened("abc", 3) == "abc"
    assert shortened("abcd", 3) == "ab…"


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none()))
def test_json_says_the_same_and_controls_no_terminal(values: dict[str, object]) -> None:
    text = json_text(values)
    assert json.loads(text) == values
    assert {category(letter) for letter in text if letter != "\n"}.isdisjoint({"Cc", "Cs"})


def test_every_control_is_escaped_in_json() -> None:
    controls = [
        chr(code) for code in range(sys.maxunicode + 1) if shown_text(chr(code)) in ("", " ")
    ]
    text = json_text({"": "".join(control for control in controls if control != " ")})
    assert not any(control in text.replace("\n", "") for control in controls if control != " ")


def test_json_has_no_number_that_is_none() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_text({"x": float("nan")})
