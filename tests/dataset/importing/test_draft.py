from __future__ import annotations

from pathlib import Path

import pytest
from helpers.widecases import resolver

from graphmodel.dataset.importing.draft import Draft
from graphmodel.errors import OptionError
from graphmodel.files.findings import Findings

ROWS = (
    ("Ash CCG", "01A", "", "Upper", "North (40%); South (60%)"),
    ("=Birch CCG", "02B", "S2", "Lower", "South"),
)


def draft() -> Draft:
    found = resolver(*ROWS)
    return Draft(found.table, found, Path("m.csv"), "inferred")


def test_every_row_of_the_tables_knows_where_it_comes_from() -> None:
    tables = draft().tables
    assert tables["organisations"].rows.tolist() == [2, 3]
    members = tables["memberships"]
    assert members.rows.tolist() == [2, 2, 2, 3, 3]
    assert members.frame["share"].tolist() == ["", "0.4", "0.6", "", ""]
    assert set(members.frame["evidence"]) == {"inferred"}
    assert members.frame["source"].iloc[-1] == "m.csv, row 3"
    assert tables["footprints"].frame["footprint"].tolist() == ["upper", "north", "south", "S2"]


def test_formulas_are_changed_and_counted() -> None:
    made = draft()
    assert made.changed == 1
    settings, notes = made.settings(Path("My Data"), None, Findings())
    assert settings.name == "my-data"
    assert settings.blocks == ("commissioner",)
    assert notes[0].startswith("1 cell of the new tables with an apostrophe")
    assert sorted(made.files(settings)) == [
        "datapackage.json",
        "footprints.csv",
        "memberships.csv",
        "organisations.csv",
    ]


def test_blocks_have_to_be_there() -> None:
    with pytest.raises(OptionError, match="there is commissioner"):
        draft().settings(Path("x"), "moon", Findings())
