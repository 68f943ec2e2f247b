"""Documents as Word files that Word and LibreOffice open, the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any, Final

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Inches, Pt, RGBColor

from graphmodel.files.safe_text import shortened, shown_text, xml_text
from graphmodel.report.document import Band, Bullets, Figure, Grid, Section, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphmodel.report.document import Document, Part

__all__ = ["markdown_text", "word_bytes"]

_MARKUP: Final = re.compile(r"[\\`*_\[\]<>|~$#&{}!]")


_AT_START: Final = re.compile(r"^(\s*)([-+=]|\d+[.)](?=\s|$))")


_LINK: Final = re.compile(r"(?i)\b(https?|ftp|javascript|data|mailto|file)(:)|\b(www)(\.)|(@)")


def markdown_text(document: Document) -> str:
    """Return a document as Markdown (CommonMark with tables).

    Parameters
    ----------
    document
        What it says; its pictures lie beside the file under their names.
    """
    lines = [f"# {_escaped(document.title)}", "", _escaped(document.subtitle), ""]
    for part in document.parts:
        lines += [*_lines(part), ""]
    return "\n".join(lines).rstrip() + "\n"


def _escaped(text: str) -> str:
    """Return a text of which nothing is markup, a tag or a link."""
    safe = _MARKUP.sub(lambda found: f"\\{found[0]}", shown_text(text))
    safe = _AT_START.sub(lambda found: f"{found[1]}\\{found[2]}", safe)
    # A digit before its point or bracket cannot be escaped, the mark after it can.
    safe = re.sub(r"^(\s*)\\(\d+)([.)])", r"\1\2\\\3", safe)
    # Some readers make links of what looks like an address.
    return _LINK.sub(lambda found: found[0][:-1] + f"&#{ord(found[0][-1])};", safe)


def _lines(part: Part) -> Iterator[str]:
    match part:
        case Section(text, level):
            yield f"{'#' * (level + 1)} {_escaped(text)}"
        case Text(text):
            yield _escaped(text)
        case Bullets(texts):
            yield from (f"- {_escaped(text)}" for text in texts)
        case Figure(picture):
            yield f"![{_escaped(picture.alt)}]({picture.name}.png)"
            yield ""
            yield f"*{_escaped(picture.caption)}*"
        case _:
            yield from _table(part)


def _table(grid: Grid) -> Iterator[str]:
    yield f"**{_escaped(grid.title)}**"
    yield ""
    rules = ["---:" if place in grid.numbers else "---" for place in range(len(grid.headings))]
    yield _row(map(_escaped, grid.headings))
    yield _row(rules)
    for number, row in enumerate(grid.rows):
        if isinstance(row, Band):
            text = f"**{_escaped(row.text)}**"
            note = f" {_escaped(row.note)}" if row.note else ""
            # It stands in the widest column, which is the one with room for it.
            widest = grid.widths.index(max(grid.widths))
            cells = [""] * len(grid.headings)
            cells[widest] = text + note
            yield _row(cells)
        else:
            found = [_escaped(cell) for cell in row]
            yield _row([f"**{c}**" if c and number in grid.strong else c for c in found])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


_LANGUAGE: Final = "en-GB"


_FONT: Final = "Arial"


_INK: Final = RGBColor(0x12, 0x38, 0x5F)


_HEAD_FILL: Final = "DDE5EE"


_BAND_FILL: Final = "F0F3F6"


_MARGIN: Final = 2.0


_PAGE: Final = (21.0, 29.7)


_SMALL: Final = 8.0  # points


_SHORT: Final = 14  # rows


_CELL_MARGIN: Final = "70"  # twentieths of a point


_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""What all entries of the archive are dated: the first date that there is in a zip file."""


def word_bytes(document: Document) -> bytes:
    """Return a document as .docx.

    A4, with real heading styles, header rows that are repeated on every page, alternative texts,
    page numbers and British English as its language; neither its properties nor the archive say
    when, by whom or with what it was made.

    Parameters
    ----------
    document
        What it says.
    """
    word = docx.Document()
    _set_up(word, document)
    word.add_paragraph(_clean(document.title), style="Title")
    word.add_paragraph(_clean(document.subtitle), style="Subtitle")
    for part in document.parts:
        _add(word, part)
    stream = io.BytesIO()
    word.save(stream)
    return _dated(stream.getvalue())


def _clean(text: str) -> str:
    return xml_text(shown_text(text))


def _set_up(word: Any, document: Document) -> None:  # noqa: ANN401 - the library types little
    section = word.sections[0]
    section.page_width, section.page_height = (Cm(length) for length in _PAGE)
    section.left_margin = section.right_margin = Cm(_MARGIN)
    section.top_margin, section.bottom_margin = Cm(1.9), Cm(1.9)
    section.header_distance = section.footer_distance = Cm(0.9)
    _set_up_styles(word)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run(f"{_clean(shortened(document.title, 90))} – page ")
    _add_field(footer, "PAGE")
    footer.add_run(" of ")
    _add_field(footer, "NUMPAGES")
    footer.style.font.size = Pt(8)
    properties = word.core_properties
    for element in list(properties._element):  # noqa: SLF001 - no other way to say nothing
        properties._element.remove(element)  # noqa: SLF001 - likewise
    properties.title = _clean(document.title)[:255]
    properties.language = _LANGUAGE
    settings = word.settings.element.find(qn("w:themeFontLang"))
    if settings is not None:
        settings.set(qn("w:val"), _LANGUAGE)
    # What the template has beyond need: a picture of an empty page, styles of an older program in
    # another language, an empty list of literature.
    for part in (word.part.package, word.part):
        for key, relation in list(part.rels.items()):
            if relation.reltype.endswith(("thumbnail", "stylesWithEffects", "customXml")):
                del part.rels[key]


def _set_up_styles(word: Any) -> None:  # noqa: ANN401, C901 - see above; a list of settings
    sizes = {
        "Normal": (10, 0, 5),
        "Title": (19, 0, 2),
        "Subtitle": (11, 0, 8),
        "Heading 1": (13.5, 12, 4),
        "Heading 2": (11, 8, 3),
        "Caption": (8.5, 2, 8),
        "List Bullet": (10, 0, 2),
    }
    for name, (size, before, after) in sizes.items():
        style = word.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        properties = style.element.get_or_add_rPr()
        fonts = properties.find(qn("w:rFonts"))
        for key in list(fonts.attrib):
            if key.endswith("Theme"):
                del fonts.attrib[key]
        for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(key), _FONT)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.line_spacing = 1.08
        style.paragraph_format.keep_together = True
        if name in ("Title", "Heading 1", "Heading 2"):
            style.font.color.rgb, style.font.bold = _INK, True
            style.paragraph_format.keep_with_next = True
        if name in ("Subtitle", "Caption"):
            style.font.color.rgb = RGBColor(0x44, 0x44, 0x44)
            style.font.bold = style.font.italic = False
            for spacing in properties.findall(qn("w:spacing")):
                properties.remove(spacing)
    borders = word.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        word.styles["Title"].element.pPr.remove(borders)
    for language in word.styles.element.iter(qn("w:lang")):
        for key in ("w:val", "w:eastAsia"):
            language.set(qn(key), _LANGUAGE)


def _add(word: Any, part: Part) -> None:  # noqa: ANN401 - see above
    match part:
        case Section(text, level, page):
            heading = word.add_heading(_clean(text), level=level)
            heading.paragraph_format.page_break_before = page
        case Text(text, small):
            paragraph = word.add_paragraph()
            _write(paragraph, text, _SMALL if small else None)
        case Bullets(texts, small):
            for text in texts:
                _write(word.add_paragraph(style="List Bullet"), text, _SMALL if small else None)
        case Figure():
            _add_figure(word, part)
        case Grid():
            _add_grid(word, part)


def _write(paragraph: Any, text: str, size: float | None = None, *, bold: bool = False) -> None:  # noqa: ANN401 - see above
    run = paragraph.add_run(_clean(text))
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)


def _add_figure(word: Any, figure: Figure) -> None:  # noqa: ANN401 - see above
    picture = figure.picture
    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_after = Pt(0)
    shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Inches(picture.width))
    properties = shape._inline.docPr  # noqa: SLF001 - the library has no alternative texts
    properties.set("name", picture.name)
    properties.set("descr", _clean(picture.alt))
    inner = shape._inline.graphic.graphicData.pic.nvPicPr.cNvPr  # noqa: SLF001 - likewise
    inner.set("name", picture.name)
    inner.set("descr", _clean(picture.alt))
    word.add_paragraph(_clean(picture.caption), style="Caption")


def _add_grid(word: Any, grid: Grid) -> None:  # noqa: ANN401 - see above
    title = word.add_paragraph(style="Caption")
    title.paragraph_format.keep_with_next = True
    title.paragraph_format.space_after = Pt(2)
    title.paragraph_format.space_before = Pt(4)
    _write(title, grid.title, 9, bold=True)
    table = word.add_table(rows=1, cols=len(grid.headings))
    table.style = word.styles["Table Grid"]
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _describe(table, grid.title)
    # Tables are as wide as the text.
    scale = (_PAGE[0] - 2 * _MARGIN) / sum(grid.widths)
    widths = [Cm(width * scale) for width in grid.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    head = table.rows[0]
    _mark(head, "w:tblHeader")
    for place, (cell, text) in enumerate(zip(head.cells, grid.headings, strict=True)):
        _fill(cell, text, widths[place], grid.size, right=place in grid.numbers, bold=True)
        _shade(cell, _HEAD_FILL)
    _keep_row(head)
    last = len(grid.rows) - 1
    for number, row in enumerate(grid.rows):
        added = table.add_row()
        cells = added.cells
        if isinstance(row, Band):
            cell = cells[0].merge(cells[-1])
            _fill(cell, row.text, Cm(_PAGE[0] - 2 * _MARGIN), grid.size, bold=True)
            if row.note:
                _write(cell.paragraphs[0], f"  {row.note}", grid.size)
            _shade(cell, _BAND_FILL)
        else:
            for place, (cell, text) in enumerate(zip(cells, row, strict=True)):
                strong = number in grid.strong
                right = place in grid.numbers
                _fill(cell, text, widths[place], grid.size, right=right, bold=strong)
        _mark(added, "w:cantSplit")
        short = last < _SHORT and number < last
        if isinstance(row, Band) or number in (0, last - 1) or short:
            # A heading stays with what it heads, no row stands alone on a page, and a short table
            # is not divided.
            _keep_row(added)
    _borders(table)
    after = word.add_paragraph()
    after.paragraph_format.space_after = Pt(2)
    after.paragraph_format.line_spacing = Pt(5)


def _fill(
    cell: Any,  # noqa: ANN401 - see above
    text: str,
    width: Any,  # noqa: ANN401 - likewise
    size: float,
    *,
    right: bool = False,
    bold: bool,
) -> None:
    cell.width = width
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    paragraph.paragraph_format.space_before = Pt(1)
    paragraph.paragraph_format.line_spacing = 1.0
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _write(paragraph, text, size, bold=bold)


def _keep_row(row: Any) -> None:  # noqa: ANN401 - see above
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _mark(row: Any, name: str) -> None:  # noqa: ANN401 - see above
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - the library has no such setting
    properties.append(OxmlElement(name))


def _shade(cell: Any, fill: str) -> None:  # noqa: ANN401 - see above
    shade = OxmlElement("w:shd")
    for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", fill)):
        shade.set(qn(key), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - likewise


def _describe(table: Any, title: str) -> None:  # noqa: ANN401 - see above
    """Give a table the title that readers of the screen aloud announce."""
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), _clean(title))
    table._tbl.tblPr.append(caption)  # noqa: SLF001 - likewise


def _borders(table: Any) -> None:  # noqa: ANN401 - see above
    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{edge}")
        for key, value in (("w:val", "single"), ("w:sz", "4"), ("w:color", "B9C0C8")):
            line.set(qn(key), value)
        borders.append(line)
    for edge in ("left", "right", "insideV"):
        line = OxmlElement(f"w:{edge}")
        line.set(qn("w:val"), "nil")
        borders.append(line)
    margins = OxmlElement("w:tblCellMar")
    for edge in ("left", "right"):
        margin = OxmlElement(f"w:{edge}")
        margin.set(qn("w:w"), _CELL_MARGIN)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(  # noqa: SLF001 - likewise
        margins, "w:tblLook", "w:tblCaption"
    )
    table._tbl.tblPr.insert_element_before(  # noqa: SLF001 - likewise
        borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption"
    )


def _add_field(paragraph: Any, code: str) -> None:  # noqa: ANN401 - see above
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 - likewise


def _dated(content: bytes) -> bytes:
    """Return an archive with the same entries, all of one date, and nothing about programs."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        for name, entry in _entries(source):
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # the same on every system
            target.writestr(info, entry, compresslevel=9)
    return stream.getvalue()


def _entries(source: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    for info in source.infolist():
        if info.filename == "docProps/app.xml":
            yield info.filename, _APP
        else:
            yield info.filename, source.read(info)


_APP: Final = (
    b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<Properties"
    b' xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
