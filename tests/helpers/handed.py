"""A plan to be handed over.

a1 and a2 lead; c2 (a1, b2) goes to b1; b3 becomes part of b2; c5 has no footprint in a.
"""

from __future__ import annotations

from typing import Any, Final

from graphmodel.plans.led import led_plan
from helpers.examples import make_dataset

ROWS: Final[dict[str, tuple[Any, ...]]] = {
    "c1": ("a1", "b1", 100),
    "c2": ("a1", "b2", 8),
    "c3": ("a2", "b2", 70),
    "c4": ("a2", "b3", 20),
    "c5": (None, "b1", 12),
}
PLAN: Final = led_plan(make_dataset(ROWS), lead="a")
