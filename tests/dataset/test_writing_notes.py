from __future__ import annotations

import pytest

from graphmodel.dataset.schema import SCHEMAS
from graphmodel.dataset.writing import NOTES, describe_tables


@pytest.mark.parametrize("table", sorted(SCHEMAS))
def test_notes_and_schemas_agree(table: str) -> None:
    columns, notes = SCHEMAS[table].columns, NOTES[table].columns
    assert list(notes) == list(columns)
    for name, note in notes.items():
        assert note.required == columns[name].required
        assert note.numeric == (str(columns[name].dtype) == "float64")
        assert note.words == tuple((columns[name].metadata or {}).get("words", ()))
    assert list(NOTES[table].key) == list(SCHEMAS[table].unique or ["organisation", "neighbour"])


def test_columns_without_a_note_are_text() -> None:
    (resource,) = describe_tables({"organisations": ["organisation", "mood"]})
    key, other = resource["schema"]["fields"]
    assert key["constraints"] == {"required": True}
    assert other == {"name": "mood", "type": "string", "description": "Kept as it was."}
    assert "foreignKeys" not in resource["schema"]
