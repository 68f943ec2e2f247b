"""A dataset whose every name, code and note tries to be more than text."""

from __future__ import annotations

import pandas as pd

from graphmodel.dataset.dataset import Dataset, unchecked

HOSTILE_NAMES = (
    "<script>alert(1)</script>",
    '=HYPERLINK("x")',
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "line\u2028break\u2029here",
    "<!-- open",
    "{{ 7 * 7 }}{% raw %}",
    "'); alert(1); //",
)


def hostile_dataset() -> Dataset:
    """Return a small dataset with hostile text wherever text can be."""
    sets = ("<em>a</em>", 'b"')
    footprints = [(name, f"{code}</script>") for name in sets for code in ("1", "2")]
    codes = [f"<b>{place}" for place in range(len(HOSTILE_NAMES))]
    memberships = [
        (code, name, f"{place % 2 + 1 if name == sets[0] else place // 2 % 2 + 1}</script>")
        for place, code in enumerate(codes)
        for name in sets
    ]
    organisations = pd.DataFrame(
        {
            "organisation": codes,
            "name": HOSTILE_NAMES,
            "kind": [*["area"] * 6, "provider", "<i>kind"],
            "type": "<i>type",
            "population": [*[100.0] * 6, float("nan"), float("nan")],
            "latitude": [50.0, 51, 52, 50, 51, float("nan"), 50.5, float("nan")],
            "longitude": [0.0, 0, 0, 1, 1, float("nan"), 0.5, float("nan")],
            "region": "</td><script>alert(1)</script>",
            "aliases": "<script>alert(1)</script>; =1+1",
            "<s>column": "<script>alert(1)</script>",
        }
    )
    return unchecked(
        name="<b>name",
        title="</title><script>alert(1)</script>",
        organisations=organisations,
        footprints=pd.DataFrame(
            [(*key, f"{HOSTILE_NAMES[place]}") for place, key in enumerate(footprints)],
            columns=["footprint_set", "footprint", "name"],
        )
        .assign(aliases="<b>alias")
        .sort_values(["footprint_set", "footprint"], ignore_index=True),
        memberships=pd.DataFrame(
            memberships, columns=["organisation", "footprint_set", "footprint"]
        )
        .assign(share=1.0, evidence="inferred", as_of="<u>", source="<script>alert(2)</script>")
        .sort_values(["organisation", "footprint_set", "footprint"], ignore_index=True),
        neighbours=pd.DataFrame({"organisation": [], "neighbour": [], "border_km": [], "kind": []}),
        compare=sets,
        blocks=("area",),
        labels={"people": "<b>people", sets[0]: "<em>A", "area": "</option>area"},
        caveats=("<script>alert(3)</script>",),
        sources=({"title": "<b>", "path": "javascript:alert(1)"},),
        licenses=({"name": "<i>"},),
    )
