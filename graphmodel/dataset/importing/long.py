"""Long tables, with one row a membership, made wide: one row an organisation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from graphmodel.dataset.importing.cells import is_blank, share_of
from graphmodel.dataset.importing.header import header_row
from graphmodel.dataset.importing.headings import HEADINGS, plain
from graphmodel.dataset.importing.parts import note_no_share
from graphmodel.dataset.normal_names import normal_name

if TYPE_CHECKING:
    from graphmodel.dataset.importing.grid import Grid
    from graphmodel.files.findings import Findings

_SET: Final = frozenset({"set", "footprint set", "footprint type", "kind of footprint"})
_FOOTPRINT: Final = frozenset({"footprint", "footprint name", "footprint code"})


def widened(grid: Grid, findings: Findings) -> Grid:
    """Return a table that says in each row which footprint set it is about, as a wide one.

    An organisation stands in the first of its rows, with its footprints of each set in one cell,
    and their shares; all its other rows are ``joined`` to that. Other tables stay as they are. What
    is no share is noted.
    """
    header = header_row(grid, ())
    if header is None:
        return grid
    headings = [plain(grid.text(header, place)) for place in range(grid.width)]
    places = {
        role: next((place for place, heading in enumerate(headings) if heading in words), None)
        for role, words in (
            *(("set", _SET), ("footprint", _FOOTPRINT), ("share", HEADINGS["share"])),
            *(("code", HEADINGS["code"]), ("name", HEADINGS["name"])),
        )
    }
    by_set, footprint, share = places["set"], places["footprint"], places["share"]
    own = [place for place in (places["code"], places["name"]) if place is not None]
    if by_set is None or footprint is None or not own:
        return grid
    sets: dict[str, None] = {}
    first: dict[str, int] = {}
    mentions: dict[tuple[int, str], list[str]] = {}
    joined = set()
    for row in range(header + 1, len(grid.cells) + 1):
        key = next((text for place in own if (text := grid.text(row, place))), "")
        if not key:
            continue
        line = first.setdefault(normal_name(key), row)
        if line != row:
            joined.add(row)
        name = grid.text(row, by_set)
        sets.setdefault(name)
        part = "" if share is None else grid.text(row, share)
        if share is not None and not is_blank(part) and share_of(part) is None:
            note_no_share(findings, grid.file, row, grid.text(header, share), part)
        mentions.setdefault((line, name), []).append(f"{grid.text(row, footprint)}{_shown(part)}")
    kept = [place for place in range(grid.width) if place not in {by_set, footprint, share}]
    cells = [
        (
            *(line[place] for place in kept),
            *(name if row == header else "; ".join(mentions.get((row, name), ())) for name in sets),
        )
        for row, line in enumerate(grid.cells, start=1)
    ]
    note = "a long table, one row a membership: read as one row an organisation, its first"
    moved = {place: number for number, place in enumerate(kept)}
    failed = {(row, moved[at]): text for (row, at), text in grid.failed.items() if at in moved}
    notes = (*grid.notes, note)
    return replace(grid, cells=tuple(cells), failed=failed, notes=notes, joined=frozenset(joined))


def _shown(share: str) -> str:
    """Return a share as it stands behind the name of a footprint; nothing for all of it."""
    part = share_of(share)
    return "" if part in {None, 1} else f" ({part:.12%})"
