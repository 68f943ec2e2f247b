"""JSON from strangers: read only what can be understood in one way, and written again."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


def plain(number: float) -> int | float:
    """Return a whole number as an integer, so that people read as 12 and not as 12.0."""
    return int(number) if float(number).is_integer() else float(number)


def plain_mapping(values: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a mapping with text keys and :func:`plain` numbers, nested mappings included."""
    return {str(key): _plain_value(value) for key, value in values.items()}


def plain_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as :func:`plain_mapping` would; a number missing is null."""
    return [
        plain_mapping(
            {
                key: None if isinstance(value, float) and math.isnan(value) else value
                for key, value in row.items()
            }
        )
        for row in frame.to_dict("records")
    ]


def _plain_value(value: object) -> object:
    if isinstance(value, dict):
        return plain_mapping(value)
    if isinstance(value, (list, tuple)):
        return [_plain_value(item) for item in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (float, np.number)):
        return plain(float(value))
    return value


_DEEPEST: Final = 20
"""Levels that a text may have; code that walks through many more runs out of stack."""

_TOO_DEEP: Final = "it is nested too deeply"


class _UnsoundError(ValueError):
    """Why a text is refused, in words for its owner."""


def parse_json(content: bytes) -> Any:  # noqa: ANN401 - whatever the text holds
    """Return what a JSON text holds.

    Refused are numbers that are none or that no float can hold, keys that stand twice in one
    place, half characters, and nesting beyond all reason.

    Raises
    ------
    ValueError
        With the reason, fit to be shown.
    """
    try:
        found = json.loads(
            content.decode("utf-8-sig"),
            parse_constant=_no_number,
            parse_float=_number,
            parse_int=_whole_number,
            object_pairs_hook=_mapping,
        )
        # Half a character can be read, but never be written again.
        json.dumps(found, ensure_ascii=False).encode()
    except _UnsoundError:
        raise
    except RecursionError:
        raise _UnsoundError(_TOO_DEEP) from None
    except ValueError:
        raise _UnsoundError("it is no JSON text in UTF-8") from None
    if _is_deeper(found, _DEEPEST):
        raise _UnsoundError(_TOO_DEEP)
    return found


def _no_number(text: str) -> float:
    raise _UnsoundError(f"{text[:20]} is no number")


def _number(text: str) -> float:
    return float(text) if math.isfinite(float(text)) else _no_number(text)


def _whole_number(text: str) -> int:
    _number(text)
    return int(text)


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _UnsoundError(f"{key[:60]!r} stands twice in one place")
        found[key] = value
    return found


def _is_deeper(value: object, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [
            inner
            for outer in level
            if isinstance(outer, (dict, list))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return bool(level)
