"""Names of organisations and of footprints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.wording import labelled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap

__all__ = ["Names"]


class Names:
    """Names of organisations, and of the footprints of two sets.

    Parameters
    ----------
    dataset
        Where organisations and labels come from.
    overlap
        Where footprints come from: the sets as they are, or as a plan would make them.
    given
        Names that stand in place of those, by set and code.
    """

    def __init__(
        self,
        dataset: Dataset,
        overlap: Overlap,
        given: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        rows = dataset.organisations
        self._dataset = dataset
        self._organisations: dict[str, str] = dict(
            zip(rows["organisation"], rows["name"], strict=True)
        )
        self._footprints: dict[tuple[str, str], str] = {
            (footprint_set, code): name
            for footprint_set, code, name in overlap.footprints[
                ["footprint_set", "footprint", "name"]
            ].itertuples(index=False, name=None)
        } | dict(given or {})

    def organisation(self, code: str) -> str:
        """Return the name of an organisation."""
        return self._organisations.get(code, code)

    def footprint(self, footprint_set: str, code: str) -> str:
        """Return the name of a footprint, bare."""
        return self._footprints.get((footprint_set, code), code)

    def labelled(self, footprint_set: str, code: str) -> str:
        """Return the name of a footprint with its set's label: ``Devon LDR``."""
        return labelled(self.footprint(footprint_set, code), self._dataset.label(footprint_set))
