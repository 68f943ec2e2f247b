"""What footprints have in common beyond people: borders, providers and councils."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from graphmodel.dataset.dataset import Dataset


@dataclass(frozen=True, eq=False)
class Ties:
    """Look-ups of borders and partners of one dataset, made once and asked often."""

    dataset: Dataset

    @cached_property
    def neighbours(self) -> dict[str, dict[str, float]]:
        """Kilometres of border by organisation and neighbour; 0 where the length is unknown."""
        border: dict[str, dict[str, float]] = {}
        rows = self.dataset.neighbours.fillna({"border_km": 0.0})
        columns = (rows[name].tolist() for name in ("organisation", "neighbour", "border_km"))
        for one, other, kilometres in zip(*columns, strict=True):
            border.setdefault(one, {})[other] = kilometres
            border.setdefault(other, {})[one] = kilometres
        return border

    def border(self, some: AbstractSet[str], others: AbstractSet[str]) -> tuple[float, int]:
        """Return the border between two groups of organisations.

        Returns
        -------
        tuple
            Kilometres of it; then, where there are none, neighbouring pairs: they count links
            across water and tell where lengths are unknown. An organisation is no neighbour of
            itself.
        """
        lengths = [
            length
            for one in sorted(some)
            for other, length in sorted(self.neighbours.get(one, {}).items())
            if other in others
        ]
        kilometres = sum(lengths)
        return kilometres, 0 if kilometres else len(lengths)

    @cached_property
    def _partners(self) -> dict[tuple[str, str], frozenset[str]]:
        partners = set(self.dataset.partners["organisation"].tolist())
        found: dict[tuple[str, str], set[str]] = {}
        rows = self.dataset.memberships
        columns = (rows[name].tolist() for name in ("organisation", "footprint_set", "footprint"))
        for one, footprint_set, footprint in zip(*columns, strict=True):
            if one in partners:
                found.setdefault((footprint_set, footprint), set()).add(one)
        return {place: frozenset(members) for place, members in found.items()}

    def partners(self, footprint_set: str, footprint: str) -> frozenset[str]:
        """Return the partners that deal with a footprint."""
        return self._partners.get((footprint_set, footprint), frozenset())

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Kind of every organisation, by code."""
        rows = self.dataset.organisations
        return dict(zip(rows["organisation"], rows["kind"], strict=True))
