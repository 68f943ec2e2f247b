"""Wide tables of a few rows, ready for their names to be looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.dataset.importing.columns import choose_columns
from graphmodel.dataset.importing.grid import Grid
from graphmodel.dataset.importing.matches import Decision, Decisions, decision_key
from graphmodel.dataset.importing.resolver import Resolver
from graphmodel.dataset.importing.rows import read_wide
from graphmodel.files.findings import Findings

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset

HEADER = ("Name", "Code", "STP code", "STP", "LDR")


def resolver(
    *rows: tuple[str, ...],
    reference: Dataset | None = None,
    decided: dict[tuple[str, str], str] | None = None,
) -> Resolver:
    """Return what looks up the names in rows of name, code, STP code, STP and LDR.

    ``decided`` has a decision by what is named and its name.
    """
    findings = Findings()
    grid = Grid("a.csv", (HEADER, *rows))
    columns = choose_columns(grid, columns={}, sets=[], findings=findings)
    assert columns is not None
    wide = read_wide(grid, columns, kind=None, findings=findings)
    given = {
        (what, decision_key(name)): Decision(2, text)
        for (what, name), text in (decided or {}).items()
    }
    return Resolver(wide, reference, Decisions("m.csv", (), given), findings)
