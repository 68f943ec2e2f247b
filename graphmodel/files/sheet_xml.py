"""What the XML of a workbook says and its reader leaves out: failed formulas, merged cells, extent.

It is read before the sheet is loaded, since a reader allocates whatever a sheet lays claim to.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET
from xml.parsers import expat

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable, Mapping, Sequence

_CELL: Final = re.compile(r"([A-Za-z]{1,4})(\d{1,10})", re.ASCII)


@dataclass
class SheetXml:
    """What stands in a sheet.

    Rows and columns are the rectangle from the first cell of the sheet to the last that is filled:
    a reader allocates all of it, empty or not. What is shown in cells whose formula ``failed`` is
    by row from 1 and place from 0, as is the number of digits of numbers that are ``padded`` with
    zeros; rows may be ``hidden``. Of ``merged`` cells there are the first row and place, and the
    last. Of shared ``strings`` it is counted how often each is used.
    """

    rows: int = 0
    columns: int = 0
    failed: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    strings: Counter[int] = field(default_factory=Counter)
    padded: dict[tuple[int, int], int] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)

    def characters(self, lengths: Sequence[int]) -> int:
        """Return how many characters its shared strings take, each time that they are used."""
        return sum(
            count * lengths[number]
            for number, count in self.strings.items()
            if number < len(lengths)
        )


def scan_sheet(xml: bytes, widths: Mapping[int, int] | None = None) -> SheetXml:
    """Read through the XML of a sheet; ``widths`` are as :func:`zero_widths` gives them.

    Raises
    ------
    ValueError
        When it is no XML, or has a document type, which no workbook needs.
    """
    scan = _Scan(widths or {})
    _parse(xml, scan.start, scan.end, scan.text)
    return scan.found


def string_lengths(xml: bytes) -> list[int]:
    """Return the lengths of a workbook's shared strings.

    Raises
    ------
    ValueError
        When it is no XML, or has a document type.
    """
    lengths: list[int] = []

    def start(name: str, _: dict[str, str]) -> None:
        if _local(name) == "si":
            lengths.append(0)

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    _parse(xml, start, lambda _: None, text)
    return lengths


UNCALCULATED: Final = "not calculated yet"
"""What is shown of a formula that has no result: no program has calculated it."""


class _Scan:
    """Follows the elements of a sheet, as a reader would that trusts in what they say."""

    def __init__(self, widths: Mapping[int, int]) -> None:
        self._widths = {str(style): width for style, width in widths.items()}
        self.found = SheetXml()
        self._row = self._place = 0
        self._type = ""
        self._formula = False
        self._text: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match _local(name):
            case "row":
                stated = attributes.get("r", "")
                self._row = int(stated) if re.fullmatch(r"\d{1,10}", stated) else self._row + 1
                self._place = -1
                if attributes.get("hidden") in {"1", "true"}:
                    self.found.hidden.add(self._row)
            case "f":
                self._formula = True
                self.found.failed.setdefault((self._row, self._place), UNCALCULATED)
            case "c":
                at = _CELL.fullmatch(attributes.get("r", ""))
                self._place = column_place(at[1]) if at else self._place + 1
                self._row = int(at[2]) if at else self._row
                self._type, self._formula = attributes.get("t", ""), False
                if width := self._widths.get(attributes.get("s", "")):
                    self.found.padded[self._row, self._place] = width
                if self._type == "e":
                    self.found.failed[self._row, self._place] = "#?"
            case "v" | "is":
                self.found.rows = max(self.found.rows, self._row)
                self.found.columns = max(self.found.columns, self._place + 1)
                self._text = [] if self._type in {"e", "s"} or self._formula else None
            case "mergeCell":
                ends = [_CELL.fullmatch(end) for end in attributes.get("ref", "").split(":")]
                if len(ends) == 2 and ends[0] and ends[1]:  # noqa: PLR2004 - from and to
                    (left, top), (right, bottom) = ends[0].groups(), ends[1].groups()
                    corner = int(bottom), column_place(right)
                    self.found.merged.append((int(top), column_place(left), *corner))

    def end(self, name: str) -> None:
        if _local(name) == "v" and self._text is not None:
            text = "".join(self._text)
            if self._type == "e":
                self.found.failed[self._row, self._place] = text
            elif self._type == "s":
                if text.strip().isdecimal() and len(text) < 10:  # noqa: PLR2004 - of strings
                    self.found.strings[int(text)] += 1
            elif text or self._type == "str":
                self.found.failed.pop((self._row, self._place), None)
            self._text = None

    def text(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)


def _parse(
    xml: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - it is the end
    except expat.ExpatError as error:
        raise ValueError(str(error)) from None


def _refuse(*_: object) -> None:
    raise ValueError("it has a document type")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def column_place(letters: str) -> int:
    """Return a column's place from 0: A is 0, AA is 26."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - 64
    return place - 1


def column_letters(place: int) -> str:
    """Return the letters of a column's place: the inverse of :func:`column_place`."""
    place, rest = divmod(place, 26)
    return (column_letters(place - 1) if place else "") + chr(65 + rest)


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return where in a workbook each sheet is; nothing when that cannot be found out."""
    try:
        book = _tree(archive, "xl/workbook.xml")
        links = _tree(archive, "xl/_rels/workbook.xml.rels")
    except Exception:  # noqa: BLE001 - whatever is damaged, no sheet will be found
        return {}
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    parts: dict[str, str] = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            key = next((text for name, text in sheet.items() if name.endswith("}id")), None)
            target = targets.get(key, "")
            parts[sheet.get("name", "")] = part_name(posixpath.join("/xl", target))
    return parts


def part_name(name: str) -> str:
    """Return the name of a part of a workbook as all its spellings have it in common."""
    return name.replace("\\", "/").lstrip("/").lower()


def zero_widths(archive: zipfile.ZipFile) -> dict[int, int]:
    """Return how many digits styles show numbers with, of those that show leading zeros."""
    try:
        styles = _tree(archive, "xl/styles.xml")
    except Exception:  # noqa: BLE001 - whatever is damaged, no style will be found
        return {}
    codes = {
        element.get("numFmtId"): element.get("formatCode", "")
        for element in styles.iter()
        if element.tag.endswith("}numFmt")
    }
    formats = (style for each in styles if each.tag.endswith("}cellXfs") for style in each)
    shown = [codes.get(style.get("numFmtId"), "") for style in formats]
    return {place: len(code) for place, code in enumerate(shown) if re.fullmatch("0{2,20}", code)}


def _tree(archive: zipfile.ZipFile, part: str) -> ET.Element:
    # Archives are limited in size, and expat limits what entities expand to.
    return ET.fromstring(archive.read(part))  # noqa: S314
