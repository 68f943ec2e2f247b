"""Footprints given: to blocks that have none in a set, so that a plan can reckon with them.

Uncovered blocks are reported and never changed. Somebody who plans may still ask what would be if
they had a footprint, one that there is or a new one; a plan says so openly, and everything about
it is computed as if the memberships given were there, as inferences.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from graphmodel.dataset.dataset import derived

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.dataset.dataset import Dataset


@dataclass(frozen=True)
class Given:
    """Memberships that a plan gives to blocks without a footprint of a set.

    Attributes
    ----------
    memberships
        Organisation, footprint set and footprint of each.
    footprints
        Footprint set, code and name of the footprints that there were not.
    """

    memberships: tuple[tuple[str, str, str], ...] = ()
    footprints: tuple[tuple[str, str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.memberships)

    def to_dict(self) -> dict[str, Any]:
        """Return what is given as plan files carry it."""
        return {
            "footprints": [
                {"footprint_set": name, "footprint": code, "name": title}
                for name, code, title in self.footprints
            ],
            "memberships": [
                {"organisation": one, "footprint_set": name, "footprint": code}
                for one, name, code in self.memberships
            ],
        }


def given_misfits(dataset: Dataset, given: Given) -> Iterator[str]:
    """Say what cannot be given: to whom, of what, and why, with the remedy."""
    rows = dataset.footprints
    known = set(zip(rows["footprint_set"], rows["footprint"], strict=True))
    held = dataset.memberships
    has = set(zip(held["organisation"], held["footprint_set"], strict=True))
    new = [(name, code) for name, code, _ in given.footprints]
    for number, (name, code) in enumerate(new, start=1):
        place = f"given.footprints, entry {number}"
        if name not in dataset.footprint_sets:
            yield f"{place}: there is no footprint set {name!r}. Name one that there is."
        elif (name, code) in known or new.index((name, code)) != number - 1:
            yield f"{place}: {code!r} is there already. Use another code."
    seen = set()
    for number, (organisation, name, code) in enumerate(given.memberships, start=1):
        place = f"given.memberships, entry {number}"
        if organisation not in dataset.people.index:
            yield f"{place}: {organisation!r} is no block of the dataset. Correct or remove it."
        elif (organisation, name) in has:
            yield f"{place}: {organisation!r} has a footprint in {name!r} already. Remove it."
        elif (name, code) not in known and (name, code) not in new:
            yield f"{place}: {name!r} has no {code!r}. List it under given.footprints."
        elif (organisation, name) in seen:
            yield f"{place}: {organisation!r} is given two footprints in {name!r}. Remove one."
        seen.add((organisation, name))


def with_given(
    dataset: Dataset, given: Given, *, as_of: str = "", source: str = "given in the plan"
) -> Dataset:
    """Return a dataset in which the memberships given are there, with evidence ``inferred``.

    They have to fit, see :func:`given_misfits`; ``as_of`` and ``source`` are said of each.
    """
    if not given:
        return dataset
    footprints = pd.DataFrame(
        list(given.footprints), columns=["footprint_set", "footprint", "name"], dtype=object
    ).assign(aliases="")
    memberships = pd.DataFrame(
        list(given.memberships), columns=["organisation", "footprint_set", "footprint"]
    ).assign(share=1.0, evidence="inferred", as_of=as_of, source=source)
    return derived(
        dataset,
        footprints=pd.concat([dataset.footprints, footprints]).sort_values(
            ["footprint_set", "footprint"], ignore_index=True
        ),
        memberships=pd.concat([dataset.memberships, memberships]).sort_values(
            ["organisation", "footprint_set", "footprint"], ignore_index=True
        ),
    )
