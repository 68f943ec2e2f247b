"""A dataset: organisations, footprints, memberships, and who neighbours whom."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from graphmodel.errors import OptionError
from graphmodel.files.safe_text import shown_text
from graphmodel.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.dataset.boundaries import Boundary
    from graphmodel.errors import Problem

__all__ = ["EVIDENCE_GRADES", "Dataset", "blocks_label"]

EVIDENCE_GRADES: Final = ("official", "documented", "area", "derived", "inferred")
"""Grades of evidence for a membership, strongest first."""

_KEYS: Final = {
    "organisations": ("organisation",),
    "footprints": ("footprint_set", "footprint"),
    "memberships": ("organisation", "footprint_set", "footprint"),
    "neighbours": ("organisation", "neighbour"),
}


@dataclass(frozen=True, eq=False)
class Dataset(Shown):
    """Organisations and the footprints they belong to, validated and in canonical order.

    Made by :func:`graphmodel.read_dataset`. The frames are to be read, not written to:
    every function of this package leaves them as they are.

    Attributes
    ----------
    name, title
        Short name (that of the folder or file) and title.
    organisations
        One row an organisation, ordered by code: ``organisation``, ``name``, ``kind``, ``type``,
        ``population`` (people; NaN where unknown), ``latitude``, ``longitude`` (degrees, WGS 84;
        NaN where unknown), ``region``, then the owner's further columns as text.
    footprints
        One row a footprint, ordered by set and code: ``footprint_set``, ``footprint``, ``name``.
    memberships
        One row a membership, ordered by organisation, set and footprint: ``organisation``,
        ``footprint_set``, ``footprint``, ``share`` (blanks resolved to equal shares),
        ``evidence``, ``as_of``, ``source``.
    neighbours
        One row an unordered pair, the smaller code first: ``organisation``, ``neighbour``,
        ``border_km`` (kilometres; NaN where unknown), ``kind`` (``land`` or ``water``).
    compare
        The two footprint sets compared unless the user names others.
    blocks
        Kinds of organisation that carry people and of which the ground is made.
    weighted
        False where no organisation carries people, so that every block counts as one member.
    labels
        Words for the sets, kinds and people, for example ``{"ldr": "LDR"}``.
    caveats
        Sentences that belong beside every result.
    sources, licenses
        As in the data package: mappings with ``title`` and ``path``, ``name``.
    boundaries
        Outlines for the map, where there are any.
    warnings
        What is legal but odd, found on reading.
    """

    name: str
    title: str
    organisations: pd.DataFrame
    footprints: pd.DataFrame
    memberships: pd.DataFrame
    neighbours: pd.DataFrame
    compare: tuple[str, str]
    blocks: tuple[str, ...]
    weighted: bool = True
    labels: Mapping[str, str] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()
    licenses: tuple[Mapping[str, Any], ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    warnings: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        sets = self.footprints["footprint_set"].value_counts()
        counts = ", ".join(f"{sets[name]} {name}" for name in self.footprint_sets)
        return shown_text(
            f"<Dataset {self.name!r}: {len(self.organisations)} organisations,"
            f" {len(self.memberships)} memberships; footprints: {counts}>"
        )

    @cached_property
    def footprint_sets(self) -> tuple[str, ...]:
        """The names of the footprint sets, in order of appearance by code."""
        return tuple(self.footprints["footprint_set"].unique())

    @cached_property
    def people(self) -> pd.Series[float]:
        """People of each block (members where nobody is counted), by code of organisation."""
        rows = self.organisations[self.organisations["kind"].isin(self.blocks)]
        counts = rows["population"].to_numpy(float) if self.weighted else np.ones(len(rows))
        people = pd.Series(counts, index=pd.Index(rows["organisation"], name="organisation"))
        return people.sort_index()

    @cached_property
    def partners(self) -> pd.DataFrame:
        """Rows of ``organisations`` that are no blocks: they do not move."""
        rows = self.organisations[~self.organisations["kind"].isin(self.blocks)]
        return rows.reset_index(drop=True)

    @cached_property
    def sha256(self) -> str:
        """Digest of the canonical tables: folder, zip and workbook of the same data agree.

        Which kinds are blocks goes into it as well, since every plan depends on it.
        """
        digest = hashlib.sha256(f"{sorted(self.blocks)} {self.weighted}\n".encode())
        for table, key in _KEYS.items():
            frame: pd.DataFrame = getattr(self, table)
            frame = frame.sort_values(list(key), kind="stable")
            frame = frame[[*key, *sorted(set(frame.columns) - set(key))]]
            digest.update(f"{table}\n".encode())
            digest.update(frame.to_csv(index=False, lineterminator="\n").encode())
        return digest.hexdigest()

    def label(self, word: str) -> str:
        """Return the word that readers know a set or kind by: ``ldr`` gives ``LDR``."""
        return self.labels.get(word, word.replace("_", " "))

    @property
    def people_label(self) -> str:
        """What is counted: ``registered patients``, ``people``, or ``members``."""
        return self.labels.get("people", "people" if self.weighted else "members")

    def pair(self, sets: tuple[str, str] | None = None) -> tuple[str, str]:
        """Return the two footprint sets to compare, by default the dataset's own pair.

        Raises
        ------
        OptionError
            When a set is unknown, or the same set is named twice.
        """
        first, second = sets or self.compare
        for name in (first, second):
            if name not in self.footprint_sets:
                known = ", ".join(self.footprint_sets)
                raise OptionError(f"{self.name} has no footprint set {name!r}; it has {known}")
        if first == second:
            raise OptionError(f"two different footprint sets are needed, not {first!r} twice")
        return first, second


def blocks_label(dataset: Dataset) -> str:
    """Return the word for a block: the label of its kind, where all are of one kind."""
    return dataset.label(dataset.blocks[0]) if len(dataset.blocks) == 1 else "organisation"
