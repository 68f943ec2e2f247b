"""Figures: every number of an assessment, with its key in JSON, what it means and its unit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import getitem
from typing import TYPE_CHECKING, Any, Final

from graphmodel.dataset.dataset import blocks_label
from graphmodel.overlap.measures import MEASURES
from graphmodel.wording import capital, grade_label, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.overlap.assessment import Assessment


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of an assessment.

    Attributes
    ----------
    key
        Its key in JSON, nested keys joined by dots.
    meaning, unit
        What it is, and what it is counted in.
    value
        The number.
    """

    key: str
    meaning: str
    unit: str
    value: float


_WITH_SLIVERS: Final = (
    ("overlapping_pairs", "Pairs of footprints that overlap", "pairs"),
    ("components", "Groups of footprints that hang together", "groups"),
    ("coterminous_pairs", "Pairs of footprints that are coterminous", "pairs"),
    ("people_coterminous", "{People} in coterminous footprints", "{people}"),
    ("coterminous_share", "The same as a share of all", "share"),
    ("relations", "{These}: {last}", "{these}"),
)
"""What is told twice where there is a tolerance: as it is, and with slivers ignored."""

_OUTSIDE: Final = "without a footprint in one of the sets ({these} or {others})"

_FIGURES: Final = (
    ("people", "All {people}", "{people}"),
    ("people_covered", "{People} covered by both sets", "{people}"),
    ("footprints", "All {these}", "{these}"),
    *_WITH_SLIVERS,
    *(
        (f"without_slivers.{key}", f"{meaning}, slivers ignored", unit)
        for key, meaning, unit in _WITH_SLIVERS
    ),
    ("uncovered.blocks", "{Blocks} " + _OUTSIDE, "{blocks}"),
    ("uncovered.people", "{People} " + _OUTSIDE, "{people}"),
    ("organisations_split", "{Blocks} divided between {these}", "{blocks}"),
    ("evidence", "{People} placed on {last} evidence", "{people}"),
    *((f"measures.{measure.key}", measure.meaning, measure.unit) for measure in MEASURES),
)
"""Keys, meanings and units. What has further keys is told for each: ``these`` are the footprints
of the set that is one of them, and of A where none is, ``last`` is the last one."""


def figures(assessment: Assessment) -> Iterator[Figure]:
    """Yield every figure of an assessment, rows and the list of slivers apart."""
    dataset = assessment.dataset
    people, blocks = dataset.people_label, plural(blocks_label(dataset))
    sets = [plural(dataset.label(name)) for name in assessment.compare]
    words = {"people": people, "blocks": blocks}
    for key, meaning, unit in _FIGURES:
        first, *rest = key.split(".")
        found = getattr(assessment, first)
        if first == "without_slivers" and not found:
            continue
        for further, value in _leaves(reduce(getitem, rest, found)):
            these, others = sets if further[:1] != assessment.compare[1:] else reversed(sets)
            told = words | {"these": these, "others": others}
            told |= {capital(word): capital(text) for word, text in told.items()}
            told["last"] = grade_label(further[-1]) if further else ""
            yield Figure(
                ".".join((key, *further)), meaning.format(**told), unit.format(**told), value
            )


def _leaves(value: Any) -> Iterator[tuple[tuple[str, ...], float]]:  # noqa: ANN401 - nested
    if isinstance(value, dict):
        for key, part in value.items():
            for further, number in _leaves(part):
                yield (key, *further), number
    else:
        yield (), value
