from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from base64 import b64encode
from html import unescape
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml.ns import qn
from helpers.england import handover_of, report_of
from helpers.examples import make_dataset
from helpers.hostile import hostile_dataset
from helpers.unruly import unruly_plan

import graphmodel as gm
from graphmodel.dataset.dataset import derived
from graphmodel.report.affected import affected_partners
from graphmodel.report.briefing import briefing
from graphmodel.report.handover import gather
from graphmodel.report.pictures import flow_picture
from graphmodel.report.report import report_files
from graphmodel.report.sentences import summary_sentences
from graphmodel.report.word import word_bytes
from graphmodel.show.content import Heading, Notes, Paragraph, Table, Title, View
from graphmodel.show.notebook import html_of
from graphmodel.show.printing import markdown_text, plain_text
from graphmodel.show.sheets import grades_sheet
from graphmodel.show.terminal import print_blocks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.report.handover import Handover
    from graphmodel.show.content import Block

_CM = 360_000
_TEXT_WIDTH = 17 * _CM


@pytest.fixture(scope="module")
def england() -> Handover:
    return handover_of("england-2016")


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    return report_of("england-2016")


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


def test_the_briefing_has_a_heading_for_every_question(files: Mapping[str, bytes]) -> None:
    assert _headings(_word(files["briefing.docx"])) == [
        ("Title", "LDRs redrawn to be coterminous with STPs"),
        ("Heading 1", "Summary"),
        ("Heading 1", "How well they fit"),
        ("Heading 1", "What is proposed"),
        ("Heading 1", "What else could be done"),
        ("Heading 1", "Who is affected"),
        ("Heading 1", "How sure this is"),
        ("Heading 1", "Annex A: Partners whose footprints change"),
        ("Heading 1", "Annex B: Uncertain memberships that matter"),
        ("Heading 1", "Annex C: Method and data"),
        ("Heading 2", "To be kept in mind"),
        ("Heading 2", "Sources and licence of the data"),
    ]


def test_the_summary_says_what_who_at_what_cost_and_how_sure(england: Handover) -> None:
    sentences = summary_sentences(england)
    assert 4 <= len(sentences) <= 8
    text = " ".join(sentences)
    for said in (
        "40 of the 83 LDRs would merge into others",
        "6 CCGs, in part or in whole, would change LDR and 1 LDR would be new",
        "the STPs stay as they are",
        "23 suggestions in 20 places",
        "The LDR of 1,819,451 registered patients (3.2 % of those in both sets) would change",
        "about 192,600 of them are estimated from shares of residents",
        "13,808,101 registered patients are in the 40 footprints absorbed by mergers",
        "Of all 57,541,178 registered patients, 40.4 % are in footprints that match one of",
        "the other set exactly now, and 100.0 % would be",
        "4 of the 83 LDRs (5,566,445 registered patients) cut across STPs now, and none would",
        "26 would have fewer footprints to deal with and 10 would have more",
        "881 in place of 897",
        "It is proved that no plan of this kind",
        "The present footprints of 69.1 % of those whose footprint would change are inferred",
        "that is a judgement: no document says so (the rest: documented)",
        "any one of the 92 inferred memberships were otherwise, in the one alternative tried",
    ):
        assert said in text


def test_nobody_moves_and_footprints_bear_their_labels(files: Mapping[str, bytes]) -> None:
    text = _text(_word(files["briefing.docx"])) + files["summary.md"].decode()
    assert re.findall(r"(?i)\b(?:people|patients|residents|who) (?:would )?move", text) == []
    words = [one.lower() for one in re.findall(r"(?i)[^.;\n]*\bmove[sd]?\b", text)]
    assert {one.strip() for one in words} <= {"nobody moves"}
    # Devon is the name of footprints of both sets.
    assert not re.findall(r"\bthe Devon(?! STP| LDR| and| \+|,)", text)


def test_tables_have_header_rows_and_keep_within_the_page(files: Mapping[str, bytes]) -> None:
    word = _word(files["briefing.docx"])
    assert len(word.tables) == 7
    for table in word.tables:
        header = table.rows[0]._tr.trPr
        assert header.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows[1:])
        for row in table.rows:
            cells = {id(cell._tc): cell.width for cell in row.cells}
            assert sum(cells.values()) == pytest.approx(_TEXT_WIDTH, rel=0.001)


def test_every_suggestion_is_there_with_its_reason_under_its_package(
    england: Handover, files: Mapping[str, bytes]
) -> None:
    (table,) = (t for t in _word(files["briefing.docx"]).tables if t.cell(0, 0).text == "No.")
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    steps = [row for row in rows if row[0].isdigit()]
    assert [(int(row[0]), row[2]) for row in steps] == [
        (step.rank, step.reason) for step in england.steps
    ]
    bands = [row[0] for row in rows if not row[0].isdigit()]
    assert len(bands) == 20
    name, done = bands[-1].split("  ")
    assert name == "Cornwall and the Isles of Scilly STP"
    assert done == (
        "then 100.0 % of all registered patients are in footprints that match one to one"
    )
    new = steps[-1]
    assert new[1:2] + new[3:] == ["new", "561,538", "documented", "0 / 0"]


def _suggestion_tables(blocks: tuple[Block, ...]) -> list[Table]:
    tables = [block for block in blocks if isinstance(block, Table)]
    return [table for table in tables if table.sheet.columns[0].heading == "No."]


def test_where_there_are_very_many_the_rest_is_counted() -> None:
    rows = {}
    for n in range(22):
        rows |= {f"c{n}x": (f"a{n}", f"b{n}", 100 + n), f"c{n}y": (f"a{n}'", f"b{n}", 10)}
    found = gather(gm.led_plan(make_dataset(rows), lead="a"), sensitive=False)
    short = briefing(found, (), ())
    (table,) = _suggestion_tables(short)
    assert len(table.bands) == 15
    texts = [block.text for block in short if isinstance(block, Paragraph)]
    (left,) = (text for text in texts if "more places" in text)
    assert left == (
        "7 more places with 7 suggestions, by which the footprint of 70 people would change, are"
        " on the sheet Suggestions of suggestions.xlsx."
    )
    long = briefing(found, (), (), full=True)
    (table,) = _suggestion_tables(long)
    assert len(table.bands) > 15


def test_pictures_have_alternative_texts_and_captions(files: Mapping[str, bytes]) -> None:
    word = _word(files["briefing.docx"])
    shapes = word.inline_shapes
    assert len(shapes) == 3
    for shape in shapes:
        assert len(shape._inline.docPr.get("descr")) > 60
        assert shape.width < _TEXT_WIDTH + _CM
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]
    assert sum(text.endswith(".") for text in captions) >= 3


def test_plans_are_compared_beside_doing_nothing(england: Handover) -> None:
    table = england.comparison().set_index("plan")
    assert list(table.index) == [
        "Nothing changes",
        "LDRs follow STPs, one to one",
        "STPs follow LDRs, one to one",
        "LDRs lie within STPs",
        "STPs lie within LDRs",
        "LDRs fit STPs, one to one or one to many",
        "STPs fit LDRs, one to one or one to many",
        "Either changes until they fit, one to one or one to many",
        "Both become 41 joint footprints",
        "Both become 43 joint footprints",
    ]
    assert table["chosen"].to_numpy().nonzero()[0].tolist() == [1]
    nothing = table.loc["Nothing changes"]
    costs = ["people_moved_stp", "people_moved_ldr", "footprints_merged"]
    assert nothing[costs].tolist() == [0, 0, 0]
    joint = table.loc["Both become 43 joint footprints"]
    assert joint["people_moved_stp"] + joint["people_moved_ldr"] == pytest.approx(1_257_913)
    assert joint["beside_optimum_excess"] == 0


def test_each_partner_has_its_own_sentence(england: Handover) -> None:
    found = {one.name: one for one in affected_partners(england.plan)}
    assert len(found) == 389
    assert found["Cornwall Council"].sentence == (
        "Cornwall Council deals with 1 STP and 1 LDR now, and with as many with the plan: it would"
        " deal with the new Cornwall and the Isles of Scilly LDR, and no longer with the Peninsula"
        " LDR."
    )
    assert found["Devon County Council"].sentence == (
        "Devon County Council deals with 1 STP and 1 LDR, now and with the plan."
    )
    burden = england.plan.to_frame("partners")
    assert sum(one.fewer for one in found.values()) == int((burden["burden_change"] < 0).sum())
    assert sum(one.more for one in found.values()) == int((burden["burden_change"] > 0).sum())
    wakefield = found["Wakefield Council"]
    assert not wakefield.regrouped
    assert "the Wakefield LDR would become part of the Leeds LDR" in wakefield.sentence
    assert found["Leeds Council"].changes == "", "its LDR keeps name and code"


def test_the_long_form_has_every_partner_that_anything_changes_for(
    england: Handover, files: Mapping[str, bytes]
) -> None:
    text = files["summary.md"].decode()
    changed = [one for one in affected_partners(england.plan) if one.changes]
    assert len(changed) == 129
    # Nothing in these names is markup.
    assert all(f"- {one.sentence}" in text for one in changed)
    assert england.sensitivity is not None
    matters = sum(effect.matters for effect in england.sensitivity.effects)
    assert len(re.findall(r"^\| NHS .* CCG in the ", text, re.MULTILINE)) == matters > 0


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
    for trace in (b"python", b"macintosh", b"/work/", b"/home/"):
        assert trace not in everything


def test_the_same_bytes_again(england: Handover, files: Mapping[str, bytes]) -> None:
    assert report_files(england) == files


def test_what_the_tests_say_agrees_with_the_table(england: Handover) -> None:
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
def test_every_kind_of_plan_has_a_briefing(options: dict[str, Any], england: Handover) -> None:
    found = gather(gm.propose(england.plan.dataset, **options), sensitive=False)
    document = briefing(found, affected_partners(found.plan), ())
    text = markdown_text(document)
    assert 4 <= len(summary_sentences(found)) <= 8
    assert "It was not examined" in text
    assert "None" not in text
    assert found.comparison()["chosen"].sum() == 1


def test_plans_without_a_target_have_one_too() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 10), "c2": ("a1", "b2", 5)})
    found = gather(gm.unchanged_plan(dataset, gm.build_overlap(dataset)))
    assert found.sensitivity is None
    text = markdown_text(briefing(found, affected_partners(found.plan), ()))
    assert "nothing has to change" in text
    assert word_bytes(briefing(found, affected_partners(found.plan), ()))


def test_sets_that_share_nobody() -> None:
    dataset = make_dataset({"c1": ("a1", None, 10), "c2": (None, "b1", 5)})
    found = gather(gm.led_plan(dataset, lead="a"))
    text = markdown_text(briefing(found, affected_partners(found.plan), ()))
    assert "nothing has to change" in text
    assert "There is no chart of joint plans" in text


def _undecided() -> Handover:
    """Return a plan of two steps, of which one hangs on the 30 people of a1 who have no b.

    a1 and a2 share b1, so that a1's undecided ground is in the way; a3 and a4 share b2, and a4 has
    b3 besides, which is in the way whatever a1 comes to.
    """
    rows = {
        "c1": ("a1", "b1", 100),
        "c2": ("a2", "b1", 50),
        "c3": ("a1", None, 30),
        "c4": ("a3", "b2", 80),
        "c5": ("a4", "b2", 5),
        "c6": ("a4", "b3", 70),
    }
    return gather(gm.propose(make_dataset(rows), lead="b", target="compatible"), sensitive=False)


def test_undecided_ground_is_told_both_ways() -> None:
    found = _undecided()
    assert [(one.people_moved, one.undecided) for one in (found.plan, found.other) if one] == [
        (105, "separate"),
        (5, "open"),
    ]
    text = markdown_text(briefing(found, affected_partners(found.plan), ()))
    assert (
        "1 block with 30 people (9.0 % of all) has no b yet, and would not change; 1 of the 2"
        " suggestions, by which 5 people change, is needed either way, and 1, by which 100 people"
        " change, only if undecided ground gets footprints of its own."
    ) in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    both = [line for line in rows if "ndecided ground" in line]
    assert [line.replace("*", "").split(" | ")[1:] for line in both[:2]] == [
        ["2", "1", "105", "0", "0 |"],
        ["1", "1", "5", "0", "0 |"],
    ]
    assert "(this report)" in both[0]
    assert "undecided ground left out" in both[2]
    assert [line.split(" | ")[-1] for line in rows if line.startswith(("| 1 |", "| 2 |"))] == [
        "yes |" if step.needed_either_way else "no |" for step in found.steps
    ]
    assert "Name of a1 a: " not in text, "with the plan it has no b at all"


@pytest.mark.parametrize("moment", ["now", "then"])
def test_the_six_lines_add_up_to_the_footprints_and_their_people(moment: str) -> None:
    found = _undecided()
    (board,) = (
        block
        for block in briefing(found, (), ())
        if isinstance(block, Table) and "by how they fit" in block.caption
    )
    first = 1 if moment == "now" else 4
    rows = [tuple(row) for row in board.sheet.frame.itertuples(index=False)]
    assert len(rows) == 6
    assert sum(row[first] for row in rows) == 4
    assert sum(int(row[first + 1].replace(",", "")) for row in rows) == 335


def _very_hostile() -> Dataset:
    """Return the hostile dataset, with characters that XML and Markdown cannot carry besides."""
    dataset = hostile_dataset()
    nasty = ["\x00\x0b\ufffeend", "| a | b |", "# title", "[x](javascript:alert(1))"]
    names = [*nasty, *dataset.organisations["name"][len(nasty) :]]
    return derived(dataset, organisations=dataset.organisations.assign(name=names))


def test_hostile_names_stay_text_in_word_and_markdown() -> None:
    dataset = _very_hostile()
    found = gather(gm.led_plan(dataset, lead=dataset.compare[0]))
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


def test_tables_of_the_long_form_have_as_many_cells_as_headings() -> None:
    dataset = _very_hostile()
    found = gather(gm.led_plan(dataset, lead=dataset.compare[0]))
    marked = markdown_text(briefing(found, affected_partners(found.plan), (), full=True))
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


def test_a_briefing_shows_itself_on_a_terminal_and_in_a_notebook(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever its text says, the others say as well; nothing is cut off."""
    monkeypatch.setenv("COLUMNS", "250")
    found = gather(unruly_plan())
    picture = flow_picture(found.plan)
    assert picture is not None
    blocks = briefing(found, affected_partners(found.plan), [picture])
    stream = io.StringIO()
    print_blocks(blocks, stream)
    page = unescape(html_of(View(dict, grades_sheet, lambda: iter(blocks))))
    marked = markdown_text(blocks).replace("\\", "")
    words = set(re.findall(r"\w+", plain_text(blocks)))
    for text in (stream.getvalue(), page, marked, _text(_word(word_bytes(blocks)))):
        # On a terminal long words are broken, and Word has alternative texts elsewhere.
        missing = words - set(re.findall(r"\w+", text))
        assert missing - set(re.findall(r"\w+", picture.alt)) <= {found.plan.dataset.sha256}
    assert f'<img src="data:image/png;base64,{b64encode(picture.png).decode()}"' in page
    assert picture.alt in page
    assert page.count('scope="rowgroup"') == sum(
        len(block.bands) for block in blocks if isinstance(block, Table)
    )
