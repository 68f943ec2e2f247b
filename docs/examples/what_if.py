"""What if three CCGs were in other LDRs? From frames to a map: python what_if.py [FOLDER]."""

import sys
from pathlib import Path

import pandas as pd

import graphmodel as gm

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")

# Frames may come from anywhere; these come from a bundled dataset, outlines and all.
source = gm.read_dataset("england-2016")
today = gm.Dataset.from_frames(
    source.organisations[["organisation", "name", "kind", "population", "latitude", "longitude"]],
    source.memberships[["organisation", "footprint_set", "footprint", "share", "evidence"]],
    source.footprints,
    name="today",
    compare="stp,ldr",
    blocks="commissioner",
    labels=source.labels,
    boundaries=source.boundaries,
)
what_if = today.move(
    {"99M": {"ldr": "LDR75"}, "10C": {"ldr": "LDR75"}, "09L": {"ldr": "LDR69"}}, name="what-if"
)

# Four plans, one row each.
plans = {
    (dataset.name, target): gm.propose(dataset, lead="stp", target=target)
    for dataset in (today, what_if)
    for target in ("nested", "coterminous")
}
costs = pd.DataFrame(
    {
        key: {"people_moved": p.people_moved, "steps": len(p.suggestions())}
        for key, p in plans.items()
    }
).T
print(costs.map("{:,.0f}".format))
print(*gm.compare_plans(plans["today", "nested"], plans["what-if", "nested"]).words, sep="\n")

# Who changes still, joined to a table of one's own.
plan = plans["what-if", "nested"]
rows = plan.to_frame("assignment")
mine = source.organisations[["organisation", "region"]]
changes = rows[rows["ldr_changes"]].merge(mine, on="organisation", how="left")
print(changes[["organisation_name", "ldr_name", "to_ldr_name", "people", "region"]])

plan.plot().figure.savefig(folder / "what-if.png")
