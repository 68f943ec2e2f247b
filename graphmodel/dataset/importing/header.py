"""The row of a table that has its headings."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from graphmodel.dataset.importing.cells import is_number
from graphmodel.dataset.importing.headings import is_known, plain
from graphmodel.files.sheet_xml import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphmodel.dataset.importing.grid import Grid

_TOP: Final = 40
"""Rows among which the header is looked for."""


def header_row(grid: Grid, wanted: Iterable[str]) -> int | None:
    """Return the row with the headings that are wanted or known, or the first that is as full."""
    rows = range(1, min(len(grid.cells), _TOP) + 1)
    needed = {plain(heading) for heading in wanted}
    scores = {}
    for row in rows:
        texts = [grid.text(row, place) for place in grid.filled(row)]
        found = {plain(text) for text in texts}
        known = sum(is_known(text) for text in texts)
        is_wordy = not any(is_number(text) for text in texts)
        scores[row] = (len(needed & found), known) if len(texts) > 1 and is_wordy else (0, 0)
    best = max(scores.values(), default=(0, 0))
    if best[0] or best[1] > 1:
        return next(row for row in rows if scores[row] == best)
    fullness = sorted(len(grid.filled(row)) for row in range(1, len(grid.cells) + 1))
    usual = fullness[len(fullness) // 2] if fullness else 0
    full = [row for row in rows if len(grid.filled(row)) >= max(2, usual)]
    return full[0] if full and full[0] < len(grid.cells) else None


def is_data(grid: Grid, header: int) -> bool:
    """Whether the row taken for the header has codes of the kind that stand below it."""
    if any(is_known(grid.text(header, place)) for place in grid.filled(header)):
        return False
    rows = range(header + 1, len(grid.cells) + 1)
    for place in grid.filled(header):
        form = _form(grid.text(header, place))
        forms = [_form(text) for row in rows if (text := grid.text(row, place))]
        if "0" in form and forms and forms.count(form) > len(forms) / 2:
            return True
    return False


def _form(text: str) -> str:
    """Return a code with its digits and letters alike: A00001 is a000000."""
    return re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "0", text))


def named(grid: Grid, header: int) -> tuple[str, ...]:
    """Return the headings of a row; those that are blank or there twice go by letters too."""
    texts = [" ".join(grid.text(header, place).split()) for place in range(grid.width)]
    counts = Counter(texts)
    return tuple(
        text
        if text and counts[text] == 1
        else f"{text} (column {column_letters(place)})".removeprefix(" ").strip()
        if text
        else f"column {column_letters(place)}"
        for place, text in enumerate(texts)
    )
