"""Text from anybody's data, made harmless for the place where it is shown.

Names are shown as they are written. Whatever a terminal, a spreadsheet or an XML reader would act
upon instead of showing is taken out or marked as text; pages and rich tables escape by themselves.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CELL_LIMIT: Final = 32_767
"""Characters that a cell of a workbook can hold."""

# Controls that move a cursor or colour a terminal (C0, DEL, C1), and those that turn the direction
# of the text around them, so that a name reads as another.
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff]"
)
"""Characters that nobody sees: soft hyphens, spaces without width, marks of direction."""

_BREAK: Final = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_ESCAPED_IN_JSON: Final = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)

# What Excel, LibreOffice and Google Sheets take for the start of a formula when they open a CSV
# file; the wide forms are what their owners' input methods write.
_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")


def shown_text(text: str) -> str:
    """Return a text for a terminal: one line, without anything a terminal would act upon."""
    return _SURROGATE.sub("�", _CONTROL.sub("", _BREAK.sub(" ", text)))


def shortened(text: str, limit: int = 80) -> str:
    """Return a text cut to a length, with an ellipsis where it was cut."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def csv_text(text: str) -> str:
    """Return a text for a CSV file, with an apostrophe before what would be run as a formula."""
    shown = shown_text(text)
    # Both are asked: taking a control character out can bring an equals sign to the front.
    starts = (text.lstrip(" ").startswith(_FORMULA), shown.lstrip(" ").startswith(_FORMULA))
    return f"'{shown}" if any(starts) else shown


_GUARDED: Final = re.compile("[' ]*[=+@\t\r\n＝＋－＠-]")


def guarded(text: str) -> str:
    """Return a text for a CSV file of data, with an apostrophe more where it may be a formula.

    All else stays, so that :func:`unguarded` gives the same text again.
    """
    return f"'{text}" if _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """Return what was guarded."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text, 1) else text


def xml_text(text: str) -> str:
    """Return a text without the characters that XML 1.0 forbids, escaped or not."""
    return _NOT_XML.sub("", text)


def workbook_text(text: str) -> str:
    """Return a text for a cell of a workbook, cut where it is longer than a cell can be."""
    return shortened(xml_text(text), CELL_LIMIT)


def json_text(values: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return JSON to print: readable as it stands, with nothing a terminal would act upon."""
    return _json(values, indent=2)


def json_line(values: Mapping[str, Any]) -> str:
    """Return JSON as :func:`json_text` does, on one line."""
    return _json(values)


def _json(values: Mapping[str, Any] | Sequence[Any], indent: int | None = None) -> str:
    text = json.dumps(values, ensure_ascii=False, indent=indent, allow_nan=False)
    # The first 32 are escaped by now, and line breaks outside strings are the layout's.
    return _ESCAPED_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
