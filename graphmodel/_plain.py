"""Numbers as files carry them: people who are whole stay whole, and nothing is a numpy scalar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["plain", "plain_mapping", "plain_records"]


def plain(number: float) -> int | float:
    """Return a whole number as an integer, so that people read as 12 and not as 12.0."""
    return int(number) if float(number).is_integer() else float(number)


def plain_mapping(values: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a mapping with text keys and :func:`plain` numbers, nested mappings included."""
    return {str(key): _plain_value(value) for key, value in values.items()}


def plain_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as :func:`plain_mapping` would."""
    return [plain_mapping(row) for row in frame.to_dict("records")]


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
