from __future__ import annotations

import pytest

from graphmodel.dataset.importing.headings import (
    HEADINGS,
    MEANINGS,
    ROLES,
    SETS,
    base_of,
    is_known,
    plain,
    set_code,
)


@pytest.mark.parametrize(
    ("heading", "base"),
    [
        ("STP", ("stp", "")),
        ("STP code", ("stp", "code")),
        ("Stp_Name", ("stp", "name")),
        ("LDR footprint", ("ldr", "")),
        ("LDR footprint code", ("ldr", "code")),
        ("Code", ("code", "")),
        ("Footprint", ("footprint", "")),
    ],
)
def test_what_a_heading_is_about(heading: str, base: tuple[str, str]) -> None:
    assert base_of(heading) == base


def test_headings_are_written_as_they_are_compared() -> None:
    for words in (SETS, *HEADINGS.values()):
        assert all(plain(word) == word for word in words)
    assert set(HEADINGS) == set(MEANINGS) == set(ROLES)
    assert is_known("Strategic authority")
    assert not is_known("Mood")


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("STP", "stp"),
        ("Strategic Authority", "strategic_authority"),
        ("=1+1", "1_1"),
        ("??", "set"),
    ],
)
def test_codes_of_sets(heading: str, code: str) -> None:
    assert set_code(heading) == code
