"""JSON from strangers."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.files.plain_json import parse_json

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner),
    max_leaves=12,
)


@given(plain)
def test_sound_text_is_read_as_it_is(value: object) -> None:
    assert parse_json(json.dumps(value).encode()) == value
    assert parse_json(json.dumps(value, ensure_ascii=False).encode("utf-8-sig")) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no JSON text"),
        ("{", "no JSON text"),
        ("{'a': 1}", "no JSON text"),
        ('{"a": 1} x', "no JSON text"),
        ("NaN", "NaN is no number"),
        ('{"a": [1, -Infinity]}', "-Infinity is no number"),
        ("1e400", "1e400 is no number"),
        ("-1e999", "is no number"),
        ("1" * 400, "is no number"),
        ("1" * 100_000, "is no number"),
        ('{"a": 1, "b": {"c": 1, "d": 2, "c": 3}}', "'c' stands twice"),
        ('"\\ud800"', "no JSON text"),
        ('{"\\udc00": 1}', "no JSON text"),
        ("[" * 21 + "]" * 21, "nested too deeply"),
        ("[" * 500 + "]" * 500, "nested too deeply"),
        ("[" * 200_000 + "]" * 200_000, "nested too deeply"),
        ('{"a":' * 200_000 + "1" + "}" * 200_000, "nested too deeply"),
    ],
    ids=lambda text: text[:20],
)
def test_unsound_text_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as raised:
        parse_json(text.encode())
    assert len(str(raised.value)) < 100


@pytest.mark.parametrize(
    "content", ["{}".encode("utf-16"), b"\xff\xfe", '{"a": "é"}'.encode("cp1252")]
)
def test_text_that_is_no_utf_8_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="no JSON text in UTF-8"):
        parse_json(content)


def test_reasonable_nesting_is_read() -> None:
    value = json.loads("[" * 19 + "1" + "]" * 19)
    assert parse_json(json.dumps(value).encode()) == value
