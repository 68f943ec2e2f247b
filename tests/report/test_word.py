"""Blocks as Word; what a whole briefing looks like is tested with the briefing."""

from __future__ import annotations

import io

import docx

from graphmodel.report.word import word_bytes
from graphmodel.show.content import Band, Entries, Table, Title, table_of
from graphmodel.show.sheets import grades_sheet


def test_entries_and_a_table_with_a_band_and_a_strong_row() -> None:
    columns = [("", "text", 1.0), ("Kind", "long", 3.0), ("People", "people", 1.0)]
    table = table_of(
        "Fruit",
        columns,
        [("a", "apple", 1200.4), ("b", "pear", None)],
        bands={1: Band("Others", "few")},
        strong=frozenset({0}),
    )
    blocks = (Title("All"), Entries("Place", "a note", (("7", "error", "wrong"),)), table)
    word = docx.Document(io.BytesIO(word_bytes(blocks)))
    assert [p.text for p in word.paragraphs if p.text] == [
        *("All", "Place  a note", "7 error wrong", "Fruit")
    ]
    (found,) = word.tables
    assert [[cell.text for cell in row.cells] for row in found.rows] == [
        ["", "Kind", "People"],
        ["a", "apple", "1,200"],
        ["Others  few"] * 3,
        ["b", "pear", ""],
    ]
    assert [run.bold for run in found.cell(1, 1).paragraphs[0].runs] == [True]
    assert [run.bold for run in found.cell(3, 1).paragraphs[0].runs] == [None]


def test_a_table_without_headings_widths_or_caption() -> None:
    word = docx.Document(io.BytesIO(word_bytes([Table(grades_sheet(), headings=False)])))
    (found,) = word.tables
    assert found.cell(0, 0).text == "official"
    assert len({cell.width for cell in found.rows[0].cells}) == 1
