from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers.hostile import HOSTILE_NAMES
from helpers.spellings import NAMES
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.dataset.importing.names import KnownNames, spellings
from graphmodel.dataset.normal_names import normal_name

if TYPE_CHECKING:
    import random

KNOWN = {"01C": "NHS Eastern Cheshire CCG", "11N": "NHS Kernow CCG", "A": "Devon", "a1": "Dorset"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("01C", "01C"),
        ("01c", "01C"),
        ("eastern cheshire", "01C"),
        ("Kernow Clinical Commissioning Group", "11N"),
        (" devon", "A"),
        ("Devn", None),
        ("East Cheshire", None),
        ("", None),
    ],
)
def test_only_the_same_is_sure(name: str, code: str | None) -> None:
    match = KnownNames(KNOWN).match(name)
    assert match.code == code
    assert match.candidates == () or code is None


def test_candidates_come_the_likeliest_first() -> None:
    match = KnownNames(KNOWN).match("NHS East Cheshire CCG")
    assert match.candidates[0].code == "01C"
    assert [one.score for one in match.candidates] == sorted(
        (one.score for one in match.candidates), reverse=True
    )
    assert all(one.score < 100 for one in match.candidates)


def test_a_name_that_two_bear_is_never_taken() -> None:
    match = KnownNames({"1": "St. Helens", "2": "Saint Helens CCG"}).match("st helens")
    assert match.code is None
    assert [(one.code, one.score) for one in match.candidates] == [("1", 100), ("2", 100)]


@given(NAMES, st.lists(NAMES, min_size=1, max_size=6))
def test_a_name_equally_like_two_is_never_taken(name: str, others: list[str]) -> None:
    known = {f"code {place}": other for place, other in enumerate([*others, others[0]])}
    match = KnownNames(known).match(name)
    best = match.candidates[:2]
    if len(best) == 2 and best[0].score == best[1].score:
        assert match.code is None
    if match.code is not None:
        keys = [normal_name(other) for other in known.values()]
        assert keys.count(normal_name(name)) == 1


@given(st.lists(NAMES, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(names: list[str], chance: random.Random) -> None:
    mixed = list(names)
    chance.shuffle(mixed)
    assert spellings(mixed) == spellings(names)
    known = {f"code {place}": other for place, other in enumerate(names)}
    entries = list(known.items())
    chance.shuffle(entries)
    for name in names:
        assert KnownNames(dict(entries)).match(name) == KnownNames(known).match(name)


def test_spellings_of_one_name_are_one() -> None:
    (one,) = spellings(["NHS Devon CCG", "Devon CCG", "devon ccg ", "Devon CCG"])
    assert one.name == "Devon CCG"
    assert one.spellings == ("Devon CCG", "NHS Devon CCG", "devon ccg")
    assert one.near == ()


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Devon", "Devno", True),
        ("Royal Cornwall Hospitals", "Royal Cornwall Hospitals Trust", True),
        ("Bath and Wiltshire", "Bath Wiltshire", True),
        ("Lancashire and South Cumbria", "Lancashre and South Cumbria", True),
        ("North Devon", "South Devon", False),
        ("Northern Devon", "Southern Devon", False),
        ("East Sussex", "West Sussex", False),
        ("Devon 1", "Devon 2", False),
        ("Warrington", "Darlington", False),
        ("Kent", "Kent and Medway", False),
        ("Luton", "Sutton", False),
    ],
)
def test_names_that_may_be_the_same(one: str, other: str, *, near: bool) -> None:
    groups = spellings([one, one, other])
    assert [group.key for group in groups if group.near] == [normal_name(other)] * near


def test_what_is_known_to_be_right_is_never_asked() -> None:
    groups = spellings(["Devon", "Devon", "Devno"], usual={"devno"})
    assert [(group.key, group.near) for group in groups] == [
        ("devno", ()),
        ("devon", (("devno", 80),)),
    ]


def test_hostile_names_are_names() -> None:
    known = KnownNames({str(place): name for place, name in enumerate(HOSTILE_NAMES)})
    for place, name in enumerate(HOSTILE_NAMES):
        match = known.match(name)
        assert match.code in {str(place), None}
    assert spellings(HOSTILE_NAMES)
