from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from base64 import b64encode
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml.ns import qn
from helpers.england import bundled_dataset, case_of, report_of
from helpers.examples import make_dataset
from helpers.hostile import hostile_dataset
from helpers.unruly import unruly_plan

import graphmodel as gm
from graphmodel.dataset.dataset import derived
from graphmodel.handover.affected import affected_partners
from graphmodel.options.criteria import Criteria
from graphmodel.report.case import build_case
from graphmodel.report.paper import paper
from graphmodel.report.pictures import flow_picture
from graphmodel.report.report import report_files
from graphmodel.report.word import word_bytes
from graphmodel.show.content import Heading, Notes, Paragraph, Table, Title, View
from graphmodel.show.notebook import html_of
from graphmodel.show.printing import markdown_text, plain_text
from graphmodel.show.sheets import grades_sheet
from graphmodel.show.terminal import print_blocks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.report.case import Case

_CM = 360_000
_TEXT_WIDTH = 17 * _CM


@pytest.fixture(scope="module")
def england() -> Case:
    return case_of("england-2026")


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    return report_of("england-2026")


def _word(content: bytes) -> Any:  # noqa: ANN401 - the library types little
    return docx.Document(io.BytesIO(content))


def _headings(word: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - likewise
    return [
        (paragraph.style.name, paragraph.text)
        for paragraph in word.paragraphs
        if paragraph.style.name.startswith(("Heading", "Title"))
    ]


def _text(word: Any) -> str:  # noqa: ANN401 - likewise
    cells = (cell.text for table in word.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in word.paragraphs), *cells])


def test_the_paper_has_a_part_for_every_question(files: Mapping[str, bytes]) -> None:
    headings = [text for _, text in _headings(_word(files["briefing.docx"]))]
    assert headings == [
        "Matching ICBs to strategic authorities",
        "1. What the board is asked to do",
        "2. Summary",
        "3. Background",
        "4. Options",
        "5. How the options score",
        "6. Recommendation",
        "7. Places that have not decided",
        "8. Who is affected",
        "9. Risks",
        "10. Implications",
        "11. Next steps",
        "Annex A. Who has other footprints",
        "Annex B. Footprints with a new boundary",
        "Annex C. Residents without a strategic authority",
        "Annex D. How sure this is",
        "Annex E. Criteria and method",
        "Annex F. Words",
        "Annex G. Data and sources",
        "To be kept in mind",
        "Sources and licence",
    ]


def test_a_chief_executive_reads_what_is_asked_and_why(files: Mapping[str, bytes]) -> None:
    text = _text(_word(files["briefing.docx"]))
    for said in (
        "Agree four changes of ICB boundary as the basis for engagement",
        "The ICB of 563,919 residents (1.0 % of all) would change.",
        "Hold back two further changes, for Coventry and ‘Bath and North East Somerset’ (538,717",
        " residents), until the places around have a strategic authority.",
        "Not pursue option D, one ICB for each strategic authority.",
        "Four ICBs, with 8,783,790 residents (15.5 % of all), cut across the border of a strategic",
        " authority, and with option B none would.",
        "No ICB would be merged, abolished or created. Five would have a new boundary.",
        "B is part of C, so agreeing it now closes nothing off.",
        "Option B, four changes, needed either way. It is contained in option C",
        "Lincolnshire ICB would have 42.5 % more residents",
        "Humberside (police area and fire area) would be divided",
        "North Yorkshire would each have one ICB; Buckinghamshire and Oxfordshire would still be",
        " cut, with 15,234 residents apart.",
        "Making councils whole by itself (7 changes, 135,400 residents) would take part of",
        " Westmorland and Furness into the Lancashire and South Cumbria ICB, the opposite way.",
        "and 2 others have a strategic authority (for Coventry)",
        "the ICB of 563,919 to 953,284 residents would change",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("letter", "weights", "asked"),
    [
        (
            "D",
            {
                "fit": 20,
                "change": 5,
                "mergers": 5,
                "settled": 10,
                "one_to_one": 50,
                "partners": 5,
                "evidence": 5,
            },
            "Agree five changes of ICB boundary, the merger of five ICBs into others and five new",
        ),
        (
            "A",
            {"fit": 5, "change": 70, "mergers": 10, "regret": 5, "partners": 5, "evidence": 5},
            "Agree that nothing changes for now.",
        ),
    ],
)
def test_other_weights_change_every_part_of_the_paper(
    letter: str, weights: dict[str, float], asked: str
) -> None:
    rows = [{"id": short, "weight": float(weight)} for short, weight in weights.items()]
    plan = gm.propose(bundled_dataset("england-2026"))
    found = build_case(plan, criteria=Criteria.model_validate({"criterion": rows}), sensitive=False)
    blocks = paper(found, ())
    text = plain_text(blocks)
    assert asked in text
    assert f"Option {letter}, " in text
    others = {one.id for one in found.appraisal.options} - {letter}
    assert not re.findall(rf"[Ww]ith option [{''.join(sorted(others))}]", text)
    assert ("Implications" in text) == (letter != "A")
    (table,) = (
        one for one in blocks if isinstance(one, Table) and one.caption.startswith("The options")
    )
    assert [table.sheet.frame.iloc[place, 0] for place in table.strong] == [letter]


def test_figures_are_the_same_in_body_and_annexes(england: Case) -> None:
    blocks = [block for block in paper(england, ()) if isinstance(block, Table)]
    changes = next(one for one in blocks if one.caption.startswith("The changes of"))
    bounds = next(one for one in blocks if "whose ground changes" in one.caption)
    told = sum(int(row[2].replace(",", "")) for row in changes.sheet.frame.itertuples(index=False))
    now, out, into, after = (bounds.sheet.frame.iloc[:, place].sum() for place in (1, 2, 3, 4))
    assert told == out == into == england.plan.people_moved
    assert now == after
    undecided = next(one for one in blocks if "who have no" in one.caption)
    assert undecided.sheet.frame.iloc[:, 2].sum() == england.plan.overlap.uncovered_people


def test_nobody_moves_and_nothing_is_optimal(files: Mapping[str, bytes]) -> None:
    text = _text(_word(files["briefing.docx"])) + files["summary.md"].decode()
    words = [one.lower() for one in re.findall(r"(?i)[^.;\n]*\bmove[sd]?\b", text)]
    assert {" ".join(one.split()[-2:]) for one in words} <= {"nobody moves"}
    assert not re.search(
        r"(?i)\b(optimal|package|relation|suggestion)\b", text.partition("Annex E")[0]
    )


def test_tables_have_header_rows_and_keep_within_the_page(files: Mapping[str, bytes]) -> None:
    word = _word(files["briefing.docx"])
    for number, table in enumerate(word.tables):
        header = table.rows[0]._tr.trPr
        # The cover has no headings.
        assert (header.find(qn("w:tblHeader")) is not None) == (number > 0)
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows[1:])
        for row in table.rows:
            cells = {id(cell._tc): cell.width for cell in row.cells}
            assert sum(cells.values()) == pytest.approx(_TEXT_WIDTH, rel=0.001)


def test_pictures_have_alternative_texts_and_captions(files: Mapping[str, bytes]) -> None:
    word = _word(files["briefing.docx"])
    shapes = word.inline_shapes
    assert len(shapes) == 4
    for shape in shapes:
        assert len(shape._inline.docPr.get("descr")) > 60
        assert shape.width < _TEXT_WIDTH + _CM
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]
    assert sum(text.endswith(".") for text in captions) >= 4


def test_each_partner_has_its_own_sentence() -> None:
    plan = gm.propose(bundled_dataset("england-2016"))
    found = {one.name: one for one in affected_partners(plan)}
    assert len(found) == 389
    assert found["Cornwall Council"].sentence == (
        "Cornwall Council deals with 1 STP and 1 LDR now, and with as many with the plan: it would"
        " deal with the new Cornwall and the Isles of Scilly LDR, and no longer with the Peninsula"
        " LDR."
    )
    assert found["Devon County Council"].sentence == (
        "Devon County Council deals with 1 STP and 1 LDR, now and with the plan."
    )
    burden = plan.to_frame("partners")
    assert sum(one.fewer for one in found.values()) == int((burden["burden_change"] < 0).sum())
    assert sum(one.more for one in found.values()) == int((burden["burden_change"] > 0).sum())
    wakefield = found["Wakefield Council"]
    assert not wakefield.regrouped
    assert "the Wakefield LDR would become part of the Leeds LDR" in wakefield.sentence
    assert found["Leeds Council"].changes == "", "its LDR keeps name and code"


def test_the_long_form_has_every_partner_that_anything_changes_for(
    england: Case, files: Mapping[str, bytes]
) -> None:
    text = files["summary.md"].decode()
    changed = [one for one in england.affected if one.changes]
    assert len(changed) == 7
    assert all(f"- {one.sentence}" in text for one in changed)
    assert england.sensitivity is not None
    matters = sum(effect.matters for effect in england.sensitivity.effects)
    assert len(re.findall(r"^\| .* in the .* ICB \|", text, re.MULTILINE)) == matters > 0


def test_language_page_numbers_and_no_traces_of_who_or_when(files: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files["briefing.docx"])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b'w:lang w:val="en-GB"' in parts["word/styles.xml"]
    assert not [name for name, part in parts.items() if b'"en-US"' in part]
    footers = b"".join(parts[name] for name in parts if "footer" in name)
    assert b"NUMPAGES" in footers
    core = ET.fromstring(parts["docProps/core.xml"])  # noqa: S314 - our own
    assert {child.tag.rpartition("}")[2] for child in core} == {"title", "language"}
    assert not any("thumbnail" in name for name in parts)
    everything = b"".join(parts.values()).lower()
    for trace in (b"python", b"macintosh", b"/home/"):
        assert trace not in everything


def test_the_same_bytes_again(england: Case, files: Mapping[str, bytes]) -> None:
    assert report_files(england) == files


def test_what_the_tests_say_agrees_with_the_table(england: Case) -> None:
    assert england.sensitivity is not None
    gone = sum(len(effect.vanishing) for effect in england.sensitivity.effects)
    other = sum(len(effect.changing) for effect in england.sensitivity.effects)
    counts = [england.dependence[step.rank] for step in england.steps]
    assert (sum(one for one, _ in counts), sum(two for _, two in counts)) == (gone, other)


@pytest.mark.parametrize(
    "options",
    [
        {"lead": "ldr"},
        {"lead": "stp", "target": "nested"},
        {"lead": "joint", "target": "compatible"},
        {"lead": "joint", "footprints": 42},
    ],
)
@pytest.mark.parametrize("figure", ["fit", "change", "one_to_one"])
def test_every_kind_of_plan_has_a_paper(options: dict[str, Any], figure: str) -> None:
    criteria = Criteria.model_validate({"criterion": [{"id": figure, "weight": 1.0}]})
    plan = gm.propose(bundled_dataset("england-2016"), **options)
    found = build_case(plan, criteria=criteria, sensitive=False)
    text = markdown_text(paper(found, (), full=True))
    assert "None" not in text.replace("None would have", "").replace("None has", "")
    assert "nan" not in re.findall(r"\w+", text)
    assert ("Agree that nothing changes" in text) == (figure == "change")


def test_a_plan_made_by_hand_without_a_target_has_one_too() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 10), "c2": ("a1", "b2", 5)})
    found = build_case(gm.unchanged_plan(dataset, gm.build_overlap(dataset)))
    assert found.sensitivity is None
    blocks = paper(found, ())
    assert "Agree that nothing changes." in markdown_text(blocks)
    assert word_bytes(blocks)


@pytest.mark.parametrize(
    "rows", [{"c1": ("a1", None, 10), "c2": (None, "b1", 5)}, {"c1": ("a1", "b1", 9)}]
)
def test_where_there_is_nothing_to_do_the_paper_says_so(rows: dict[str, Any]) -> None:
    found = build_case(gm.led_plan(make_dataset(rows), lead="a"))
    text = markdown_text(paper(found, ()))
    assert "Agree that nothing changes." in text
    assert "Nothing has to change." in text
    assert "Risks" not in text


def test_a_dataset_without_population_is_told_in_members() -> None:
    rows = {"c1": ("a1", "b1", None), "c2": ("a1", "b2", None), "c3": ("a2", "b2", None)}
    matching = Criteria.model_validate({"criterion": [{"id": "one_to_one", "weight": 1.0}]})
    found = build_case(gm.led_plan(make_dataset(rows), lead="a"), criteria=matching)
    text = markdown_text(paper(found, ()))
    assert "of 1 member (33.3 % of all)" in text
    assert "people" not in text.partition("Annex F")[0]


def test_gaps_and_style_stand_on_the_cover(england: Case) -> None:
    plain = plain_text(paper(england, ()))
    assert "⟦organisation⟧" in plain
    style = gm.read_style(
        title="Four changes",
        organisation="NHS North",
        author="A. Person",
        date="2026-12-04",
        start="2027-04-01",
        draft=True,
    )
    text = plain_text(paper(replace(england, style=style), ()))
    assert text.startswith("Four changes\nNHS North\n")
    for said in ("4 December 2026", "A. Person", "DRAFT", "1 November 2026", "7 January 2027 to 4"):
        assert said in text
    assert "⟦organisation⟧" not in text
    assert "look at them again" in text, "the meeting is later than 1 November"


def test_what_is_done_to_undecided_ground_is_told() -> None:
    """Of two steps one hangs on the 30 people of a1 who have no b."""
    rows = {
        "c1": ("a1", "b1", 100),
        "c2": ("a2", "b1", 50),
        "c3": ("a1", None, 30),
        "c4": ("a3", "b2", 80),
        "c5": ("a4", "b2", 5),
        "c6": ("a4", "b3", 70),
    }
    plan = gm.propose(make_dataset(rows), lead="b", target="compatible")
    settled = Criteria.model_validate({"criterion": [{"id": "settled", "weight": 1.0}]})
    found = build_case(plan, criteria=settled, sensitive=False)
    text = plain_text(paper(found, ()))
    assert found.plan.people_moved == 105
    assert "(100 people) hangs on it, and might have to be undone" in text
    assert "1 of the 6 blocks".replace("1", "One") in text


def _very_hostile() -> Dataset:
    """Return the hostile dataset, with characters that XML and Markdown cannot carry besides."""
    dataset = hostile_dataset()
    nasty = ["\x00\x0b\ufffeend", "| a | b |", "# title", "[x](javascript:alert(1))"]
    names = [*nasty, *dataset.organisations["name"][len(nasty) :]]
    return derived(dataset, organisations=dataset.organisations.assign(name=names))


def test_hostile_names_stay_text_in_word_and_markdown() -> None:
    dataset = _very_hostile()
    found = build_case(gm.led_plan(dataset, lead=dataset.compare[0]))
    files = report_files(found)
    with zipfile.ZipFile(io.BytesIO(files["briefing.docx"])) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ET.fromstring(archive.read(name))  # noqa: S314 - our own
    text = _text(_word(files["briefing.docx"]))
    assert "<script>alert(1)</script>" in text
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", text)
    marked = files["summary.md"].decode()
    assert not re.search(r"(?<!\\)<", marked)
    assert "[x](" not in marked
    assert "javascript:" not in marked
    rows = [line for line in marked.splitlines() if line.startswith("|")]
    for row in rows:
        assert row.endswith("|")
    for name, content in files.items():
        if name.endswith(".csv"):
            cells = re.findall(r'(?:^|,)"?([^",]*)', content.decode("utf-8-sig"), re.MULTILINE)
            assert not [cell for cell in cells if re.match(r"[=@]|[+-](?!\d)", cell)]


def test_hostile_names_of_options_and_criteria_stay_text() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 9), "c2": ("a1", "b2", 5), "c3": ("a2", "b2", 7)})
    nasty = "=1+1|<script>$x$"
    own = {"id": nasty, "name": nasty, "weight": 1.0, "scores": {"A": 1.0, nasty: 9.0}}
    criteria = {
        "option": [{"id": "A", "plan": "nothing"}, {"id": nasty, "name": nasty, "lead": "a"}],
        "criterion": [own | {"source": nasty}],
    }
    plan = gm.led_plan(dataset, lead="a")
    files = report_files(build_case(plan, criteria=Criteria.model_validate(criteria)))
    assert nasty in _text(_word(files["briefing.docx"]))
    assert not re.search(r"(?<!\\)<", files["summary.md"].decode())
    for name in ("options.csv", "scores.csv", "robustness.csv"):
        assert b"'=1+1" in files[name]
        assert not re.search(rb"(?:^|,)=", files[name], re.MULTILINE)
    ET.fromstring(files["scores.svg"])  # noqa: S314 - our own


def test_tables_of_the_long_form_have_as_many_cells_as_headings() -> None:
    dataset = _very_hostile()
    found = build_case(gm.led_plan(dataset, lead=dataset.compare[0]))
    marked = markdown_text(paper(found, (), full=True))
    table: list[int] = []
    for line in [*marked.splitlines(), ""]:
        if line.startswith("|"):
            table.append(len(re.findall(r"(?<!\\)\|", line)))
        elif table:
            assert len(set(table)) == 1
            table = []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("82.9 %", "82.9 %"),
        ("1. not a list", "1\\. not a list"),
        ("- not a list", "\\- not a list"),
        ("a*b_c", "a\\*b\\_c"),
        ("see https://x.org now", "see https&#58;//x.org now"),
        ("mail me@x.org", "mail me&#64;x.org"),
        ("one\ntwo", "one two"),
    ],
)
def test_markdown_of_a_sentence(text: str, expected: str) -> None:
    document = (Title("T", "S"), Heading("H"), Paragraph(text), Notes(("b",)))
    assert markdown_text(document) == f"# T\n\nS\n\n## H\n\n{expected}\n\n- b\n"


def test_a_paper_shows_itself_on_a_terminal_and_in_a_notebook(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever its text says, the others say as well; nothing is cut off."""
    monkeypatch.setenv("COLUMNS", "250")
    found = build_case(unruly_plan())
    picture = flow_picture(found.plan)
    assert picture is not None
    blocks = paper(found, [picture])
    stream = io.StringIO()
    print_blocks(blocks, stream)
    page = unescape(html_of(View(dict, grades_sheet, lambda: iter(blocks))))
    marked = markdown_text(blocks).replace("\\", "")
    words = set(re.findall(r"\w+", plain_text(blocks)))
    for text in (stream.getvalue(), page, marked, _text(_word(word_bytes(blocks)))):
        # On a terminal long words are broken, and Word has alternative texts elsewhere.
        missing = words - set(re.findall(r"\w+", text))
        assert missing - set(re.findall(r"\w+", picture.alt)) == set()
    assert f'<img src="data:image/png;base64,{b64encode(picture.png).decode()}"' in page
    assert picture.alt in page
    assert page.count('scope="rowgroup"') == sum(
        len(block.bands) for block in blocks if isinstance(block, Table)
    )
