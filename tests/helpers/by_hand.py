"""Plans made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.asked import Asked
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
    """Return a plan with these successors, in which blocks go to the successor or where told."""
    overlap = build_overlap(dataset)
    rows = overlap.portions
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
    results = sorted(
        {(name, successor) for name, _, successor in pairs}
        | {("a", code) for code in targets["to_a"]}
        | {("b", code) for code in targets["to_b"]}
    )
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
