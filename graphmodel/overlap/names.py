"""Names of organisations and of footprints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from graphmodel.wording import footprint_phrase, join_clauses, labelled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap

_ORGANISATIONS: Final = WeakKeyDictionary["Dataset", "dict[str, str]"]()
_FOOTPRINTS: Final = WeakKeyDictionary["Dataset | Overlap", "dict[tuple[str, str], str]"]()


def organisation_names(dataset: Dataset) -> Mapping[str, str]:
    """Return the names of organisations by code, which are looked up once for each dataset."""
    if dataset not in _ORGANISATIONS:
        rows = dataset.organisations
        _ORGANISATIONS[dataset] = dict(zip(rows["organisation"], rows["name"], strict=True))
    return _ORGANISATIONS[dataset]


def footprint_names(whose: Dataset | Overlap) -> Mapping[tuple[str, str], str]:
    """Return the names of footprints by set and code, which are looked up once likewise."""
    if whose not in _FOOTPRINTS:
        rows = whose.footprints[["footprint_set", "footprint", "name"]]
        each = rows.itertuples(index=False, name=None)
        _FOOTPRINTS[whose] = {(footprint_set, code): name for footprint_set, code, name in each}
    return _FOOTPRINTS[whose]


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
        self._dataset = dataset
        self._organisations = organisation_names(dataset)
        self._today = footprint_names(dataset)
        self._footprints = {**footprint_names(overlap), **(given or {})}

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
