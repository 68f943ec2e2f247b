"""What if three CCGs were in other LDRs? From frames to a map: python what_if.py [FOLDER]."""

import sys
from pathlib import Path

import pandas as pd

import graphmodel as gm

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")

# Frames may come from anywhere; these come from a bundled dataset, outlines and all.
source = gm.read_dataset("england-2016")
frames = source.organisations, source.memberships, source.footprints
said = {"blocks": "commissioner", "labels": source.labels, "boundaries": source.boundaries}
today = gm.Dataset.from_frames(*frames, name="today", compare="stp,ldr", **said)
elsewhere = {"99M": {"ldr": "LDR75"}, "10C": {"ldr": "LDR75"}, "09L": {"ldr": "LDR69"}}
what_if = today.move(elsewhere, name="what-if")

# Four plans, one row each.
plans = [
    gm.propose(dataset, lead="stp", target=target)
    for dataset in (today, what_if)
    for target in ("nested", "coterminous")
]
costs = pd.DataFrame([plan.costs() for plan in plans])
print(costs[["dataset", "target", "people_moved", "footprints_merged"]].round())
print(*gm.compare_plans(plans[0], plans[2]).words, sep="\n")

# Who changes still, joined to a table of one's own.
plan = plans[2]
rows = plan.to_frame("assignment")
mine = source.organisations[["organisation", "region"]]
changes = rows[rows["ldr_changes"]].merge(mine, on="organisation", how="left")
print(changes[["organisation_name", "ldr_name", "to_ldr_name", "people", "region"]])

plan.plot().figure.savefig(folder / "what-if.png")
