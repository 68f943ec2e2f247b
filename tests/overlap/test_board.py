"""Six lines for a board: each footprint in one of them, with all its people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers.examples import make_dataset, patient, random_datasets
from hypothesis import given, settings

from graphmodel.dataset.reading import read_dataset
from graphmodel.errors import OptionError
from graphmodel.overlap.board import BOARD_LINES, board_lines
from graphmodel.overlap.overlap import build_overlap

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset


def counted(dataset: Dataset, footprint_set: str) -> dict[str, tuple[int, float]]:
    lines = board_lines(build_overlap(dataset), footprint_set)
    assert [(line.key, line.words) for line in lines] == list(BOARD_LINES.items())
    return {line.key: (line.footprints, line.people) for line in lines}


def test_every_line_by_hand() -> None:
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 10),  # one to one
            "c2": ("a2", "b2", 20),  # a2 is made of b2 and b3
            "c3": ("a2", "b3", 1),
            "c4": ("a3", "b4", 2),  # a3 and a4 lie in b4
            "c5": ("a4", "b4", 3),
            "c6": ("a5", "b5", 4),  # a5 holds b5, and undecided ground
            "u6": ("a5", None, 5),
            "u7": ("a6", None, 6),  # has none yet
            "c8": ("a7", "b6", 7),  # a7 would lie in b6 but for its undecided ground
            "u8": ("a7", None, 8),
            "c9": ("a8", "b6", 9),
            "d1": ("a9", "b7", 30),  # a9 and b7 both overlap others
            "d2": ("a9", "b8", 1),
            "d3": ("a10", "b7", 2),
        }
    )
    assert counted(dataset, "a") == {
        "whole": (2, 10 + 21),
        "inside": (4, 2 + 3 + 9 + 2),  # a3, a4, a8 in b6, a10 in b7
        "unfinished": (1, 9),
        "none": (1, 6),
        "open": (1, 15),
        "across": (1, 31),
    }


def test_icbs_of_2026() -> None:
    found = counted(read_dataset("england-2026"), "icb")
    assert [line[0] for line in found.values()] == [6, 9, 3, 11, 3, 4]
    assert sum(line[1] for line in found.values()) == 56_490_108


@settings(patient, max_examples=30)
@given(random_datasets())
def test_the_lines_add_up_to_the_footprints_and_their_people(dataset: Dataset) -> None:
    overlap = build_overlap(dataset)
    for side in overlap.sides:
        found = counted(dataset, side.footprint_set)
        assert sum(line[0] for line in found.values()) == len(side.codes)
        assert sum(line[1] for line in found.values()) == pytest.approx(side.people.sum())


def test_a_set_that_is_not_compared_is_refused() -> None:
    with pytest.raises(OptionError, match="not compared"):
        board_lines(build_overlap(make_dataset({"c1": ("a", "b", 1)})), "c")
