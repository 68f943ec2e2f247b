"""Blocks as Word files that Word and LibreOffice open, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Inches, Pt, RGBColor

from graphmodel.errors import OptionError
from graphmodel.files.disk import read_bounded
from graphmodel.files.safe_text import shortened, shown_text, xml_text
from graphmodel.show.content import Band, Entries, Heading, Notes, Paragraph, Picture, Table, Title
from graphmodel.show.sheets import is_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphmodel.show.content import Block

_LANGUAGE: Final = "en-GB"
_FONT: Final = "Arial"
_INK: Final = RGBColor(0x12, 0x38, 0x5F)
_HEAD_FILL: Final = "DDE5EE"
_BAND_FILL: Final = "F0F3F6"
_MARGIN: Final = 2.0
_PAGE: Final = (21.0, 29.7)
_SMALL: Final = 8.0  # points
_SHORT: Final = 14  # rows
_SIZE_LIMIT: Final = 50_000_000
"""Bytes that a template may have."""
_CELL_MARGIN: Final = "70"  # twentieths of a point
_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""What all entries of the archive are dated: the first date that there is in a zip file."""


def word_bytes(blocks: Sequence[Block], *, template: str = "") -> bytes:
    """Return blocks as .docx.

    A4, with real heading styles, header rows that are repeated on every page, alternative texts,
    page numbers and British English as its language; neither its properties nor the archive say
    when, by whom or with what it was made. It is called by the first title.

    Parameters
    ----------
    blocks
        What to write.
    template
        A Word document whose styles, page, header and footer are used in place of our own.

    Raises
    ------
    OptionError
        When the template cannot be read.
    """
    title = next((block.text for block in blocks if isinstance(block, Title)), "")
    if template:
        word = opened_template(template)
        word.core_properties.title = _clean(title)[:255]
    else:
        word = docx.Document()
        _set_up(word, title)
    for block in blocks:
        _add(word, block)
    stream = io.BytesIO()
    word.save(stream)
    return _dated(stream.getvalue())


def opened_template(template: str) -> Any:  # noqa: ANN401 - the library types little
    """Return a document of a user's own without what is written in it.

    Raises
    ------
    OptionError
        When it cannot be read, or is none.
    """
    try:
        word = docx.Document(io.BytesIO(read_bounded(Path(template), _SIZE_LIMIT)))
    except OSError as error:
        raise OptionError(f"{template} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, zipfile.BadZipFile, SyntaxError):
        raise OptionError(f"{template} is no Word document: save it as .docx") from None
    body = word.element.body
    for element in list(body):
        if element is not body.sectPr:
            body.remove(element)
    return word


def _style(word: Any, name: str) -> Any:  # noqa: ANN401 - see above
    """Return a style by its name; the ordinary one where a template has none of that name."""
    return next((style for style in word.styles if style.name == name), None)


def _text_width(word: Any) -> float:  # noqa: ANN401 - see above
    """Return how wide the text is, in centimetres."""
    page = word.sections[-1]
    return float(Emu(page.page_width - page.left_margin - page.right_margin).cm)


def _clean(text: str) -> str:
    return xml_text(shown_text(text))


def _set_up(word: Any, title: str) -> None:  # noqa: ANN401 - the library types little
    section = word.sections[0]
    section.page_width, section.page_height = (Cm(length) for length in _PAGE)
    section.left_margin = section.right_margin = Cm(_MARGIN)
    section.top_margin, section.bottom_margin = Cm(1.9), Cm(1.9)
    section.header_distance = section.footer_distance = Cm(0.9)
    _set_up_styles(word)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run(f"{_clean(shortened(title, 90))} – page ")
    _add_field(footer, "PAGE")
    footer.add_run(" of ")
    _add_field(footer, "NUMPAGES")
    footer.style.font.size = Pt(8)
    properties = word.core_properties
    for element in list(properties._element):  # noqa: SLF001 - no other way to say nothing
        properties._element.remove(element)  # noqa: SLF001 - likewise
    properties.title = _clean(title)[:255]
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
        "List Number": (10, 0, 2),
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
        form = style.paragraph_format
        form.space_before, form.space_after = Pt(before), Pt(after)
        form.line_spacing, form.keep_together = 1.08, True
        if name in ("Title", "Heading 1", "Heading 2"):
            style.font.color.rgb, style.font.bold = _INK, True
            form.keep_with_next = True
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


def _add(word: Any, block: Block) -> None:  # noqa: ANN401 - see above
    match block:
        case Title(text, subtitle):
            word.add_paragraph(_clean(text), style=_style(word, "Title"))
            if subtitle:
                word.add_paragraph(_clean(subtitle), style=_style(word, "Subtitle"))
        case Heading(text, level, page):
            heading = word.add_paragraph(_clean(text), style=_style(word, f"Heading {level}"))
            heading.paragraph_format.page_break_before = page
        case Paragraph(text, warning, small):
            _write(word.add_paragraph(), text, _SMALL if small else None, bold=warning)
        case Notes(texts, small, numbered):
            _add_list(word, texts, _SMALL if small else None, numbered=numbered)
        case Entries(heading, note, rows):
            paragraph = word.add_paragraph()
            _write(paragraph, heading, bold=True)
            _write(paragraph, f"  {note}")
            _add_list(word, [" ".join(filter(None, row)) for row in rows])
        case Picture():
            _add_picture(word, block)
        case Table():
            _add_table(word, block)


def _add_list(
    word: Any,  # noqa: ANN401 - see above
    texts: Iterable[str],
    size: float | None = None,
    *,
    numbered: bool = False,
) -> None:
    kind = "Number" if numbered else "Bullet"
    for text in texts:
        _write(word.add_paragraph(style=_style(word, f"List {kind}")), text, size)


def _write(paragraph: Any, text: str, size: float | None = None, *, bold: bool = False) -> None:  # noqa: ANN401 - see above
    run = paragraph.add_run(_clean(text))
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)


def _space(paragraph: Any, *, before: float | None = None, after: float) -> Any:  # noqa: ANN401 - see above
    """Space a paragraph, and return its format."""
    form = paragraph.paragraph_format
    form.space_after = Pt(after)
    if before is not None:
        form.space_before = Pt(before)
    return form


def _add_picture(word: Any, picture: Picture) -> None:  # noqa: ANN401 - see above
    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _space(paragraph, after=0).keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Inches(picture.width))
    drawn = shape._inline  # noqa: SLF001 - the library has no alternative texts
    for properties in (drawn.docPr, drawn.graphic.graphicData.pic.nvPicPr.cNvPr):
        properties.set("name", picture.name)
        properties.set("descr", _clean(picture.alt))
    word.add_paragraph(_clean(picture.caption), style=_style(word, "Caption"))


def _add_table(word: Any, block: Table) -> None:  # noqa: ANN401 - see above
    columns = block.sheet.columns
    if block.caption:
        caption = word.add_paragraph(style=_style(word, "Caption"))
        _space(caption, before=4, after=2).keep_with_next = True
        _write(caption, block.caption, 9, bold=True)
    table = word.add_table(rows=0, cols=len(columns))
    table.style = _style(word, "Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    # The title that readers of the screen aloud announce.
    title = _element("tblCaption", val=_clean(block.caption or block.sheet.name))
    table._tbl.tblPr.append(title)  # noqa: SLF001 - the library has no such setting
    # Tables are as wide as the text.
    shares = block.widths or (1,) * len(columns)
    scale = _text_width(word) / sum(shares)
    widths = [Cm(share * scale) for share in shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width

    def fill(cells: Sequence[Any], texts: Sequence[str], *, strong: bool) -> None:
        for cell, text, width, column in zip(cells, texts, widths, columns, strict=True):
            _fill(cell, text, width, block.size, right=is_number(column), bold=strong)

    if block.headings:
        head = table.add_row()
        _mark(head, "tblHeader")
        fill(head.cells, [column.heading for column in columns], strong=True)
        for cell in head.cells:
            _shade(cell, _HEAD_FILL)
        _keep_row(head)
    lines = list(block.lines())
    last = len(lines) - 1
    for number, (line, strong) in enumerate(lines):
        added = table.add_row()
        cells = added.cells
        if isinstance(line, Band):
            _fill_band(cells[0].merge(cells[-1]), line, block.size, sum(widths))
        else:
            fill(cells, line, strong=strong)
        _mark(added, "cantSplit")
        short = last < _SHORT and number < last
        if isinstance(line, Band) or number in (0, last - 1) or short:
            # A heading stays with what it heads, no row stands alone on a page, and a short table
            # is not divided.
            _keep_row(added)
    _borders(table)
    _space(word.add_paragraph(), after=2).line_spacing = Pt(5)


def _fill_band(cell: Any, band: Band, size: float, width: int) -> None:  # noqa: ANN401 - see above
    _fill(cell, band.text, Emu(width), size, bold=True)
    if band.note:
        _write(cell.paragraphs[0], f"  {band.note}", size)
    _shade(cell, _BAND_FILL)


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
    _space(paragraph, before=1, after=1).line_spacing = 1.0
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _write(paragraph, text, size, bold=bold)


def _keep_row(row: Any) -> None:  # noqa: ANN401 - see above
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _element(name: str, *children: Any, **attributes: str) -> Any:  # noqa: ANN401 - see above
    """Return an element of Word's own, for what the library has no setting for."""
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    element.extend(children)
    return element


def _mark(row: Any, name: str) -> None:  # noqa: ANN401 - see above
    row._tr.get_or_add_trPr().append(_element(name))  # noqa: SLF001 - no such setting


def _shade(cell: Any, fill: str) -> None:  # noqa: ANN401 - see above
    shade = _element("shd", val="clear", color="auto", fill=fill)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - likewise


def _borders(table: Any) -> None:  # noqa: ANN401 - see above
    line = {"val": "single", "sz": "4", "color": "B9C0C8"}
    edges = [_element(edge, **line) for edge in ("top", "bottom", "insideH")]
    edges += [_element(edge, val="nil") for edge in ("left", "right", "insideV")]
    margins = [_element(edge, w=_CELL_MARGIN, type="dxa") for edge in ("left", "right")]
    later = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption")
    properties = table._tbl.tblPr  # noqa: SLF001 - likewise
    properties.insert_element_before(_element("tblCellMar", *margins), *later[3:])
    properties.insert_element_before(_element("tblBorders", *edges), *later)


def _add_field(paragraph: Any, code: str) -> None:  # noqa: ANN401 - see above
    text = _element("t")
    text.text = "1"
    field = _element("fldSimple", _element("r", text), instr=code)
    paragraph._p.append(field)  # noqa: SLF001 - likewise


def _dated(content: bytes) -> bytes:
    """Return an archive with the same entries, all of one date, and nothing about programs."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # the same on every system
            entry = _APP if name == "docProps/app.xml" else source.read(name)
            target.writestr(info, entry, compresslevel=9)
    return stream.getvalue()


_APP: Final = (
    b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<Properties"
    b' xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
