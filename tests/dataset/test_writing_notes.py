from __future__ import annotations

from graphmodel.dataset.writing import describe_tables


def test_columns_without_a_note_are_text() -> None:
    (resource,) = describe_tables({"organisations": ["organisation", "mood"]})
    key, other = resource["schema"]["fields"]
    assert key["constraints"] == {"required": True}
    assert other == {"name": "mood", "type": "string", "description": "Kept as it was."}
    assert "foreignKeys" not in resource["schema"]
