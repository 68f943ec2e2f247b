"""Numbers as files carry them."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from graphmodel.files.plain_json import plain, plain_mapping, plain_records


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (12.0, 12),
        (np.float64(3), 3),
        (np.int64(3), 3),
        (7, 7),
        (0.0, 0),
        (-0.0, 0),
        (0.1, 0.1),
        (np.float32(0.5), 0.5),
        (329302.72855999996, 329302.72855999996),  # not rounded
        (1e15, 10**15),
    ],
)
def test_whole_numbers_are_integers_and_others_stay_as_they_are(
    number: float, expected: float
) -> None:
    result = plain(number)
    assert result == expected
    assert type(result) is type(expected)
    assert str(result) == str(expected)


def test_nothing_within_a_mapping_stays_a_numpy_number() -> None:
    found = plain_mapping(
        {
            "people": np.float64(12.0),
            "pair": (np.int64(1), 2.5),
            "deep": {"list": [{"share": np.float64(0.25)}], 7: True},
            "flag": np.bool_(0),
            "text": "12.0",
            "nothing": None,
        }
    )
    assert json.dumps(found, allow_nan=False) == (
        '{"people": 12, "pair": [1, 2.5], "deep": {"list": [{"share": 0.25}], "7": true},'
        ' "flag": false, "text": "12.0", "nothing": null}'
    )


def test_rows_of_a_frame_are_mappings_in_order() -> None:
    frame = pd.DataFrame(
        {"code": ["x", "y"], "people": [2.0, 2.5], "overlaps": [1, 0]}, index=[9, 4]
    )
    assert plain_records(frame) == [
        {"code": "x", "people": 2, "overlaps": 1},
        {"code": "y", "people": 2.5, "overlaps": 0},
    ]
    assert type(plain_records(frame)[0]["people"]) is int
    assert plain_records(frame.iloc[:0]) == []


def test_a_number_missing_from_a_table_is_null() -> None:
    frame = pd.DataFrame({"share": [0.5, float("nan")], "people": [2.0, 3.0]})
    assert plain_records(frame) == [{"share": 0.5, "people": 2}, {"share": None, "people": 3}]
