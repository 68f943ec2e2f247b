"""A table with all that one can have, as every writer shows it."""

from __future__ import annotations

import io
import re

import pytest

from graphmodel.show.content import Band, Table, View, table_of
from graphmodel.show.notebook import html_of
from graphmodel.show.printing import markdown_text, plain_text
from graphmodel.show.terminal import print_blocks


@pytest.fixture
def table() -> Table:
    return table_of(
        "Fruit",
        [("", "text", 1), ("Kind", "long", 3), ("People", "people", 1), ("Note", "figure", 1)],
        [("a", "apple", 1200.4, "–"), ("b", "pear", None, "about 5")],
        bands={1: Band("Others", "few")},
        strong=frozenset({0}),
    )


def test_as_text(table: Table) -> None:
    assert plain_text([table]).splitlines() == [
        *("", "Fruit", "   Kind   People     Note"),
        *("a  apple   1,200        –", "Others  few", "b  pear           about 5"),
    ]


def test_as_markdown(table: Table) -> None:
    assert markdown_text([table]).splitlines() == [
        *("**Fruit**", "", "|  | Kind | People | Note |", "| --- | --- | ---: | ---: |"),
        "| **a** | **apple** | **1,200** | **–** |",
        "|  | **Others** few |  |  |",
        "| b | pear |  | about 5 |",
    ]


def test_on_a_terminal(table: Table) -> None:
    stream = io.StringIO()
    print_blocks([table], stream)
    lines = [line.split() for line in stream.getvalue().splitlines()]
    assert lines[1:3] == [["Fruit"], ["Kind", "People", "Note"]]
    assert lines[4:] == [
        ["a", "apple", "1,200", "–"],
        ["Others", "few"],
        ["b", "pear", "about", "5"],
    ]


@pytest.mark.parametrize("columns", [24, 40])
def test_long_headings_give_way_and_numbers_do_not(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = [("Place", "long", 1.0), ("People whose footprint changes", "people", 1.0)]
    stream = io.StringIO()
    print_blocks([table_of("T", shown, [("Somewhere far away", 12_345_678)])], stream)
    assert "12,345,678" in stream.getvalue()
    assert max(map(len, stream.getvalue().splitlines())) <= columns


def test_in_a_notebook(table: Table) -> None:
    html = html_of(View(dict, lambda: table.sheet, lambda: iter([table])))
    rows = re.findall(r"<tr.*?</tr>|</?tbody>", html)[1:]
    assert [re.sub(r"<[^>]*>", "|", row).strip("|") for row in rows] == [
        *("", "a||apple||1,200||–", "", "", "Others  few", "b||pear||||about 5", "")
    ]
    assert '<tr class="strong"><th scope="row">a' in rows[1]
    assert '<th scope="rowgroup" colspan="4">' in rows[4]
    assert "<caption>Fruit</caption>" in html
