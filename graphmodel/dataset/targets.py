"""What a plan can aim at, and that both sets may change: words that datasets and plans share."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

Target: TypeAlias = Literal["coterminous", "nested", "compatible"]

TARGETS: Final[tuple[Target, ...]] = get_args(Target)
"""What a plan can aim at."""

Undecided: TypeAlias = Literal["separate", "open"]

UNDECIDED: Final[tuple[Undecided, ...]] = get_args(Undecided)
"""How a plan can take undecided ground: as footprints of its own, or as what will follow."""

JOINT: Final = "joint"
"""The lead of a plan in which both sets may change."""
