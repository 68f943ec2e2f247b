"""Names of organisations and of footprints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.wording import footprint_phrase, join_clauses, labelled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap


class Names:
    """Names of organisations, and of the footprints of two sets; of new ones it is said.

    A footprint is new if the dataset has none of its set with its code.

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
        today = dataset.footprints[["footprint_set", "footprint"]]
        self._today = set(today.itertuples(index=False, name=None))
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
        """Return the name of a footprint, bare: ``Devon``, ``Cornwall (new)``."""
        return f"{self._bare(footprint_set, code)}{self._mark(footprint_set, code)}"

    def labelled(self, footprint_set: str, code: str) -> str:
        """Return the name of a footprint with its set's label: ``Devon LDR``."""
        name = labelled(self._bare(footprint_set, code), self._dataset.label(footprint_set))
        return f"{name}{self._mark(footprint_set, code)}"

    def phrase(self, footprint_set: str, codes: Sequence[str]) -> str:
        """Name footprints with their set's label: ``the Devon LDR and the new Cornwall LDR``."""
        label = self._dataset.label(footprint_set)
        new = [code for code in codes if self._mark(footprint_set, code)]
        old = [code for code in codes if code not in new]
        today, later = (
            footprint_phrase([self._bare(footprint_set, code) for code in which], label)
            for which in (old, new)
        )
        coming = f"the new {later.removeprefix('the ')}"
        return join_clauses([*([today] if old else []), *([coming] if new else [])])

    def _bare(self, footprint_set: str, code: str) -> str:
        return self._footprints.get((footprint_set, code), code)

    def _mark(self, footprint_set: str, code: str) -> str:
        place = (footprint_set, code)
        return " (new)" if place in self._footprints and place not in self._today else ""
