"""Plans made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.asked import Asked
from graphmodel.plans.misfits import largest
from graphmodel.plans.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.dataset.dataset import Dataset


def by_hand(
    dataset: Dataset,
    successors: Mapping[str, Mapping[str, str]],
    to: Mapping[str, tuple[str, str]],
    **options: Any,  # noqa: ANN401 - as Asked takes them
) -> Plan:
    """Return a plan with these successors, in which blocks go to the successor or where told.

    What merges goes by its largest footprint, whatever it is called here.
    """
    overlap = build_overlap(dataset)
    rows = overlap.portions
    called = [
        {
            label: largest(side, [code for code in own if own[code] == label])
            for label in own.values()
        }
        for side in overlap.sides
        for own in [successors[side.footprint_set]]
    ]
    successors = {
        name: {code: labels[label] for code, label in successors[name].items()}
        for name, labels in zip(overlap.compare, called, strict=True)
    }
    to = {
        block: tuple(labels.get(one, one) for labels, one in zip(called, places, strict=True))
        for block, places in to.items()
    }
    targets = {
        f"to_{side}": [
            to[block][place] if block in to else successors[name].get(footprint, footprint)
            for block, footprint in zip(rows["organisation"], rows[side], strict=True)
        ]
        for place, (name, side) in enumerate(zip(overlap.compare, "ab", strict=True))
    }
    pairs = [
        (name, code, successor)
        for name, own in successors.items()
        for code, successor in own.items()
    ]
    # A footprint alone, where its people stay, is no result.
    gone_to = {
        (name, code)
        for name, side in zip(overlap.compare, "ab", strict=True)
        for own, code in zip(rows[side], targets[f"to_{side}"], strict=True)
        if code != own or own in successors[name]
    }
    results = sorted({(name, successor) for name, _, successor in pairs} | gone_to)
    return Plan(
        dataset=dataset,
        overlap=overlap,
        successors=pd.DataFrame(pairs, columns=["footprint_set", "footprint", "successor"]),
        resulting=pd.DataFrame(
            [(name, code, f"Name of {code}") for name, code in results],
            columns=["footprint_set", "footprint", "name"],
        ),
        assignment=rows.assign(**targets),
        asked=Asked(**options),
    )
