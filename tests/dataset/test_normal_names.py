from __future__ import annotations

import pytest
from helpers.spellings import NAMES
from hypothesis import example, given
from hypothesis import strategies as st

from graphmodel.dataset.normal_names import code_of, normal_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NHS Devon CCG", "devon ccg "),
        ("NHS Devon Clinical Commissioning Group", "Devon"),
        ("Bath & North East Somerset", "Bath and North-East Somerset"),
        ("St. Helens", "Saint Helens"),
        ("St Helens", "saint  helens"),
        ("King’s College NHS FT", "Kings College Foundation Trust"),
        ("Ynys Môn", "YNYS MON"),
        ("Devon.", "Devon"),
        ("NHS", " nhs"),
    ],
)
def test_the_same_name_in_two_ways(one: str, other: str) -> None:
    assert normal_name(one) == normal_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Devon", "North Devon"),
        ("Devon Council", "Devon CCG"),
        ("Royal Cornwall Hospitals NHS Trust", "Royal Cornwall Hospitals NHS Foundation Trust"),
        ("NHS CCG", "NHS"),
        ("東京", "京都"),
        ("!", "?"),
    ],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert normal_name(one) != normal_name(other)


def test_the_label_of_a_set_says_nothing() -> None:
    assert normal_name("Devon STP", frozenset({"stp"})) == normal_name("Devon")
    assert normal_name("STP", frozenset({"stp"})) == "stp"


@given(NAMES, st.frozensets(st.sampled_from(["stp", "ldr", "devon"])))
@example("clinical nhs commissioning group", frozenset())
@example("foundation the trust", frozenset())
def test_normalising_twice_is_normalising_once(name: str, ignored: frozenset[str]) -> None:
    once = normal_name(name, ignored)
    assert normal_name(once, ignored) == once


@pytest.mark.parametrize(
    ("name", "code"),
    [("NHS Devon CCG", "devon"), ("St. Helens", "saint-helens"), ("東京", "東京"), ("?!", "?!")],
)
def test_codes_of_names(name: str, code: str) -> None:
    assert code_of(name) == code
