"""What footprints have in common beyond people."""

from __future__ import annotations

import pytest
from helpers.examples import make_dataset

from graphmodel.overlap.ties import Ties


@pytest.fixture
def ties() -> Ties:
    dataset = make_dataset(
        dict.fromkeys(("c1", "c2", "c3", "c4"), ("a1", "b1", 1)),
        neighbours=[
            ("c1", "c2", 1.5),
            ("c1", "c3", 2.25),
            ("c2", "c3", 10),
            ("c4", "c1", None),
            ("c4", "c2", 0, "water"),
        ],
        partners={
            "p1": ("provider", ["a1", "a2"], "b1"),
            "p2": ("provider", "a2", None),
            "k1": ("council", "a2", "b1"),
        },
    )
    return Ties(dataset)


def border(ties: Ties, some: set[str], others: set[str]) -> tuple[float, int]:
    return ties.border(frozenset(some), frozenset(others))


def test_the_border_is_that_of_every_pair_across_either_way_round(ties: Ties) -> None:
    assert border(ties, {"c1"}, {"c2", "c3"}) == (3.75, 0)
    assert border(ties, {"c2", "c3"}, {"c1"}) == (3.75, 0)
    assert border(ties, {"c1", "c2"}, {"c3"}) == (12.25, 0)


def test_where_no_length_is_known_neighbouring_pairs_are_counted(ties: Ties) -> None:
    assert border(ties, {"c4"}, {"c1"}) == (0, 1)
    assert border(ties, {"c4"}, {"c1", "c2", "c3"}) == (0, 2)


def test_who_is_no_neighbour_has_no_border(ties: Ties) -> None:
    assert border(ties, {"c3"}, {"c4"}) == (0, 0)
    assert border(ties, {"c1"}, {"c1"}) == (0, 0)
    assert border(ties, {"c1"}, set()) == (0, 0)
    assert border(ties, {"unknown"}, {"c1"}) == (0, 0)


def test_partners_are_those_with_a_membership_and_no_blocks(ties: Ties) -> None:
    assert ties.partners("a", "a2") == {"p1", "p2", "k1"}
    assert ties.partners("a", "a1") == {"p1"}
    assert ties.partners("b", "b1") == {"p1", "k1"}
    assert ties.partners("b", "a1") == frozenset()


def test_kinds_are_those_of_every_organisation(ties: Ties) -> None:
    assert ties.kinds["p2"] == "provider"
    assert ties.kinds["k1"] == "council"
    assert ties.kinds["c3"] == "block"
