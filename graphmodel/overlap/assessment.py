"""Assessment: how far two footprint sets are from coterminous, in one result."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graphmodel.dataset.notes import EVIDENCE_GRADES
from graphmodel.dataset.reading import as_dataset
from graphmodel.dataset.stated import stated_dataset
from graphmodel.files.guard import guarded
from graphmodel.files.plain_json import plain_mapping, plain_records
from graphmodel.files.safe_text import shown_text
from graphmodel.overlap.measures import MEASURES, inhomogeneity
from graphmodel.overlap.overlap import Overlap, build_overlap
from graphmodel.overlap.relations import Relation
from graphmodel.shown import ShownAssessment
from graphmodel.wording import counted, whole

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from graphmodel.dataset.dataset import Dataset, Sets


@guarded
@dataclass(frozen=True, eq=False)
class Assessment(ShownAssessment):
    """How two footprint sets relate: counts, shares of people, measures, and every footprint.

    Attributes
    ----------
    dataset, compare
        The dataset, and the names of the sets A and B.
    people, people_covered
        People of all blocks, and of those with a footprint in both sets.
    footprints
        Number of footprints of each set.
    overlapping_pairs, components
        Edges of the overlap graph, and its components that have an edge.
    relations
        For each set, footprints by relation; the six counts add up to its footprints.
    coterminous_pairs, people_coterminous
        Pairs of footprints that are coterminous, and the people in them.
    uncovered
        ``blocks`` and ``people`` without a footprint in one of the sets.
    organisations_split
        For each set, blocks with portions in several of its footprints.
    evidence
        Covered people by the evidence for where they are, strongest grade first.
    slivers
        Overlaps under the tolerance: the two codes, ``people``, and the share of each footprint.
    without_slivers
        Counts as above with the slivers ignored; empty where there is no tolerance.
    rows
        One row a footprint, A before B: ``footprint_set``, ``footprint``, ``name``, ``relation``,
        ``people`` (outside included), ``people_outside``, ``overlaps``, ``inhomogeneity``.
    overlap
        What was assessed, slivers included.

    Examples
    --------
    >>> assessment = gm.assess("england-2026")
    >>> round(assessment.coterminous_share, 3)
    0.173
    """

    dataset: Dataset
    compare: tuple[str, str]
    people: float
    people_covered: float
    footprints: dict[str, int]
    overlapping_pairs: int
    components: int
    relations: dict[str, dict[str, int]]
    coterminous_pairs: int
    people_coterminous: float
    uncovered: dict[str, float]
    organisations_split: dict[str, int]
    evidence: dict[str, float]
    slivers: tuple[dict[str, Any], ...]
    without_slivers: dict[str, Any]
    rows: pd.DataFrame
    overlap: Overlap

    def __repr__(self) -> str:
        first, second = self.compare
        people = f"{whole(self.people_coterminous)} of {whole(self.people)}"
        return shown_text(
            f"<Assessment of {self.dataset.name!r}: {first} and {second},"
            f" {counted(self.coterminous_pairs, 'coterminous pair')} with {people}"
            f" {self.dataset.people_label}>"
        )

    @cached_property
    def measures(self) -> dict[str, Any]:
        """Measures of :mod:`graphmodel.measures`: entropies in nats, distances in people."""
        return _measures(self.overlap)

    @property
    def coterminous_share(self) -> float:
        """People in coterminous footprints as a share of all people of the dataset."""
        return self.people_coterminous / self.people if self.people else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return the assessment as JSON-ready values under stable keys."""
        head = {"format": ASSESSMENT_FORMAT, "dataset": stated_dataset(self.dataset)}
        return head | self.to_part()

    def to_part(self) -> dict[str, Any]:
        """Return the same as part of a file that says by itself what it is about."""
        told = {key: getattr(self, key) for key in _TOLD}
        return plain_mapping(told | {"rows": plain_records(self.rows)})


ASSESSMENT_FORMAT: Final = "graphmodel-assessment/1"

_TOLD: Final = (
    *("compare", "people", "people_covered", "footprints", "overlapping_pairs", "components"),
    *("relations", "coterminous_pairs", "people_coterminous", "coterminous_share", "uncovered"),
    *("organisations_split", "evidence", "slivers", "without_slivers", "measures"),
)
"""What JSON carries of an assessment beside its dataset and rows, in order."""


@guarded
def assess(
    dataset: Dataset | str | Path, *, sets: Sets | None = None, ignore_below: float = 0.0
) -> Assessment:
    """Measure how far two footprint sets of a dataset are from coterminous.

    Parameters
    ----------
    dataset
        A dataset as read.
    sets
        The sets A and B; by default the dataset's own pair.
    ignore_below
        An overlap under this share of all people of both its footprints is a sliver: it is
        listed, and relations, components and pairs are given without it too.

    Raises
    ------
    OptionError
        When a set is unknown or the tolerance is out of range.

    Examples
    --------
    >>> gm.assess("england-2026", sets="icb,police").relations["icb"]["coterminous"]
    12
    """
    dataset = as_dataset(dataset)
    overlap = build_overlap(dataset, sets=sets)
    return assess_overlap(overlap, dataset=dataset, ignore_below=ignore_below)


def assess_overlap(overlap: Overlap, *, dataset: Dataset, ignore_below: float = 0.0) -> Assessment:
    """Measure an overlap, as it is or as a plan would make it; see :func:`assess`."""
    whole = overlap.ignoring(0.0) if overlap.ignore_below else overlap
    tolerant = whole.ignoring(ignore_below) if ignore_below else None
    return Assessment(
        dataset=dataset,
        compare=whole.compare,
        people=whole.people,
        people_covered=whole.people_covered,
        footprints={side.footprint_set: len(side.codes) for side in whole.sides},
        uncovered={"blocks": whole.uncovered_blocks, "people": whole.uncovered_people},
        organisations_split=_organisations_split(whole),
        evidence=people_by_evidence(whole.portions),
        slivers=_sliver_rows(tolerant) if tolerant else (),
        without_slivers=_counts_and_share(tolerant) if tolerant else {},
        overlap=whole,
        rows=_footprint_rows(whole),
        **_counts(whole),
    )


def _counts(overlap: Overlap) -> dict[str, Any]:
    structure = overlap.structure
    edge_is_pair = structure.relations[0][overlap.edge_positions[0]] == Relation.COTERMINOUS
    return {
        "overlapping_pairs": len(overlap.edges),
        "components": structure.component_count,
        "relations": {name: structure.counts(side) for side, name in enumerate(overlap.compare)},
        "coterminous_pairs": int(edge_is_pair.sum()),
        "people_coterminous": float(overlap.edge_people[edge_is_pair].sum()),
    }


def _counts_and_share(overlap: Overlap) -> dict[str, Any]:
    counts = _counts(overlap)
    share = counts["people_coterminous"] / overlap.people if overlap.people else 0.0
    return counts | {"coterminous_share": share}


def _organisations_split(overlap: Overlap) -> dict[str, int]:
    counts = {}
    for side in overlap.sides:
        half = overlap.outside["footprint_set"].to_numpy() == side.footprint_set
        portions, outside = (
            zip(frame["organisation"].array[rows], frame[column].array[rows], strict=True)
            for frame, column, rows in (
                (overlap.portions, side.column, slice(None)),
                (overlap.outside, "footprint", half),
            )
        )
        several = Counter(code for code, _ in {*portions, *outside})
        counts[side.footprint_set] = sum(count > 1 for count in several.values())
    return counts


def people_by_evidence(portions: pd.DataFrame) -> dict[str, float]:
    """Sum ``people`` by grade of ``evidence``, strongest first; grades of nobody are absent."""
    summed = portions.groupby("evidence")["people"].sum()
    return {grade: float(summed[grade]) for grade in EVIDENCE_GRADES if summed.get(grade, 0.0) > 0}


def _sliver_rows(overlap: Overlap) -> tuple[dict[str, Any], ...]:
    first, second = overlap.sides
    return tuple(
        {
            first.footprint_set: a,
            second.footprint_set: b,
            "people": people,
            f"share_of_{first.footprint_set}": people / first.people[a],
            f"share_of_{second.footprint_set}": people / second.people[b],
        }
        for a, b, people in overlap.slivers.itertuples(index=False)
    )


def _measures(overlap: Overlap) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for measure in MEASURES:
        value: Any = measure.function(overlap.member_table if measure.of_members else overlap.table)
        if isinstance(value, tuple):
            value = dict(zip(overlap.compare, value, strict=True))
        found[measure.key] = value
    return found


def _footprint_rows(overlap: Overlap) -> pd.DataFrame:
    tables = (overlap.table, overlap.table.T)
    sides = overlap.sides
    degrees = [
        np.bincount(overlap.edge_positions[side.number], minlength=len(side.codes))
        for side in sides
    ]
    return overlap.footprints[["footprint_set", "footprint", "name"]].assign(
        relation=[name for side in sides for name in overlap.structure.names(side.number)],
        people=np.concatenate([side.covered + side.undecided for side in sides]),
        people_outside=np.concatenate([side.undecided for side in sides]),
        overlaps=np.concatenate(degrees),
        inhomogeneity=np.concatenate([inhomogeneity(table) for table in tables]),
    )
