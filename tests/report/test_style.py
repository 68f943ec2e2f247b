"""How a paper presents itself, from a file and from what is said."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import docx
import pytest
from docx.shared import Cm

import graphmodel as gm
from graphmodel.report.style import Style
from graphmodel.report.word import word_bytes
from graphmodel.show.content import Heading, Notes, Table, Title
from graphmodel.show.sheets import grades_sheet

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_says_everything_and_what_is_given_comes_before_it(tmp_path: Path) -> None:
    file = tmp_path / "report.toml"
    file.write_text(
        'title = "Ours"\ndraft = true\ndate = 2026-12-04\nfrom = "2027-04-01"\n'
        'template = "house.docx"\n',
        "utf-8",
    )
    found = gm.read_style(file, title="Theirs", author=None)
    assert found == Style(
        title="Theirs",
        draft=True,
        date="2026-12-04",
        start="2027-04-01",
        template=str(tmp_path / "house.docx"),
    )
    assert found.starts == dt.date(2027, 4, 1)
    assert gm.read_style().starts is None


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    file = tmp_path / "report.toml"
    file.write_text('tittle = "Ours"\ndate = "4 December"\n', "utf-8")
    with pytest.raises(gm.CriteriaError) as caught:
        gm.read_style(file)
    text = str(caught.value)
    assert "Did you mean 'title'?" in text
    assert "report.toml, date ('4 December'): this must be a day, as in 2027-04-01" in text
    with pytest.raises(gm.OptionError, match="`date`: this must be a day"):
        gm.read_style(date="31.12.2026")


def _blocks() -> list[Title | Heading | Notes | Table]:
    return [
        Title("T", "S"),
        Heading("H"),
        Notes(("one", "two"), numbered=True),
        Table(grades_sheet()),
    ]


def test_a_template_gives_page_styles_and_header_but_no_text(tmp_path: Path) -> None:
    house = docx.Document()
    house.add_paragraph("what stood there")
    house.sections[0].header.paragraphs[0].text = "NHS North"
    house.sections[0].page_width = Cm(29.7)
    house.styles["Heading 1"].font.name = "Courier"
    house.save(str(tmp_path / "house.docx"))
    content = word_bytes(_blocks(), template=str(tmp_path / "house.docx"))
    word = docx.Document(io.BytesIO(content))
    assert [p.text for p in word.paragraphs if p.text] == ["T", "S", "H", "one", "two"]
    assert word.sections[0].header.paragraphs[0].text == "NHS North"
    assert word.styles["Heading 1"].font.name == "Courier"
    (table,) = word.tables
    width = (
        word.sections[0].page_width - word.sections[0].left_margin - word.sections[0].right_margin
    )
    assert sum(cell.width for cell in table.rows[0].cells) == pytest.approx(width, rel=0.001)
    assert word_bytes(_blocks(), template=str(tmp_path / "house.docx")) == content


def test_a_template_without_our_styles_does(tmp_path: Path) -> None:
    house = docx.Document()
    for name in ("Title", "Subtitle", "Heading 1", "List Number", "Table Grid", "Caption"):
        style = house.styles[name]
        style.element.getparent().remove(style.element)
    house.save(str(tmp_path / "bare.docx"))
    word = docx.Document(io.BytesIO(word_bytes(_blocks(), template=str(tmp_path / "bare.docx"))))
    assert [p.text for p in word.paragraphs if p.text] == ["T", "S", "H", "one", "two"]


def test_what_is_no_template_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_text("no archive")
    with pytest.raises(gm.OptionError, match="is no Word document"):
        word_bytes(_blocks(), template=str(tmp_path / "x.docx"))
    with pytest.raises(gm.OptionError, match="cannot be read"):
        word_bytes(_blocks(), template=str(tmp_path / "none.docx"))
