"""The graph of a plan: who belongs to which footprint now, and who would with the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graphmodel.dataset.notes import EVIDENCE_GRADES
from graphmodel.files.guard import guarded
from graphmodel.overlap.graph import (
    describe_footprints,
    footprint_id,
    footprint_node,
    membership_graph,
    organisation_id,
)
from graphmodel.plans.partners import partner_footprints

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from graphmodel.plans.plan import Plan


@guarded
def plan_graph(plan: Plan) -> nx.Graph[str]:
    """Return the membership graph of a plan's two sets, with what the plan would make of it.

    Added to :func:`graphmodel.membership_graph` are the resulting footprints, as nodes like
    ``ldr+after:E54000001``, and the memberships in them. Every footprint and edge has ``when``
    (``now`` or ``after``); weights of the two are not to be summed. Organisations and edges now
    have ``moved``: whether any of their people change footprint (and organisations
    ``people_moved``: how many). Footprints now have ``successor``, the code; resulting ones have
    ``new``. Every node has the ``group`` it would be in, the code of a footprint of the lead (of A
    in joint plans): all that hangs together afterwards. A partner that would deal with several
    groups has none.

    Examples
    --------
    >>> graph = gm.plan_graph(gm.propose(gm.read_dataset("england-2016")))
    >>> [data["label"] for _, data in graph.nodes(data=True) if data.get("people_moved")][:2]
    ['NHS Cumbria CCG', 'NHS Sandwell and West Birmingham CCG']
    """
    sets = plan.overlap.compare
    graph = membership_graph(plan.dataset, sets=sets)
    groups = _groups(plan)
    for data in graph.nodes.values():
        if data["bipartite"] == 1:
            side = sets.index(data["footprint_set"])
            successor = str(plan.successor[side].loc[data["footprint"]])
            data |= {"when": "now", "successor": successor, "group": groups[sets[side], successor]}
        else:
            data |= {"moved": False, "people_moved": 0.0}
    for _, _, data in graph.edges(data=True):
        data |= {"when": "now", "moved": False}
    after = _memberships_after(plan)
    _add_after(graph, plan, after, groups)
    _mark_moved(graph, plan)
    _add_partners(graph, plan)
    _group_organisations(graph)
    return graph


def _groups(plan: Plan) -> dict[tuple[str, str], str]:
    """Return the group of every resulting footprint, by set and code."""
    after = plan.overlap_after
    components = after.structure_covered.components
    lead = plan.lead_side or 0
    names: dict[int, str] = {}
    for side in (lead, 1 - lead):
        # The largest footprint of the lead that is in it names a component.
        largest = np.argsort(-after.sides[side].covered, kind="stable")
        for place in largest.tolist():
            code = f"{after.compare[side]}:{after.codes[side][place]}"
            names.setdefault(int(components[side][place]), code)
    return {place: names[component] for place, component in after.component_of.items()}


def _memberships_after(plan: Plan) -> pd.DataFrame:
    """Return which footprint every block would be in, as a dataset's memberships say it."""
    after = plan.overlap_after
    grades = pd.Index(EVIDENCE_GRADES)
    columns = ["organisation", "footprint_set", "footprint", "people", "share", "evidence"]
    parts = [
        after.portions.rename(columns={side: "footprint"}).assign(footprint_set=name)[columns]
        for name, side in zip(after.compare, "ab", strict=True)
    ]
    people = plan.dataset.people
    shares = after.outside["people"] / people.loc[after.outside["organisation"]].to_numpy()
    rows = pd.concat([*parts, after.outside.assign(share=shares)[columns]], ignore_index=True)
    rows["evidence"] = grades.get_indexer(pd.Index(rows["evidence"]))
    rows = rows.groupby(columns[:3], as_index=False, sort=True).agg(
        people=("people", "sum"), share=("share", "sum"), evidence=("evidence", "max")
    )
    return rows.assign(evidence=np.asarray(grades)[rows["evidence"]])


def _add_after(
    graph: nx.Graph[str],
    plan: Plan,
    memberships: pd.DataFrame,
    groups: Mapping[tuple[str, str], str],
) -> None:
    described = describe_footprints(plan.dataset, memberships)
    new = plan.resulting_new
    new_keys = set(zip(new["footprint_set"], new["footprint"], strict=True))
    rows = plan.overlap_after.footprints[["footprint_set", "footprint", "name"]]
    for footprint_set, code, name in rows.itertuples(index=False, name=None):
        key = (footprint_set, code)
        measured = described.get(key, {"people": 0.0})
        footprint_node(
            graph,
            key,
            name,
            plan.dataset.label(footprint_set),
            measured
            | {"bipartite": 1, "when": "after", "new": key in new_keys, "group": groups[key]},
        )
    for row in memberships.to_dict("records"):
        graph.add_edge(
            organisation_id(row["organisation"]),
            footprint_id(row["footprint_set"], row["footprint"], after=True),
            when="after",
            weight=row["people"],
            **{name: row[name] for name in ("people", "footprint_set", "share", "evidence")},
        )


def _mark_moved(graph: nx.Graph[str], plan: Plan) -> None:
    """Mark the blocks whose people change footprint, and the memberships that they change."""
    for place, (name, side) in enumerate(zip(plan.overlap.compare, "ab", strict=True)):
        rows = plan.assignment[plan.moved[place]]
        for code, footprint, people in rows[["organisation", side, "people"]].itertuples(
            index=False, name=None
        ):
            node = organisation_id(code)
            graph.nodes[node]["moved"] = True
            graph.nodes[node]["people_moved"] += people
            graph.edges[node, footprint_id(name, footprint)]["moved"] = True


def _add_partners(graph: nx.Graph[str], plan: Plan) -> None:
    """Add the footprints that partners would deal with, and mark those who would change."""
    sides = {name: place for place, name in enumerate(plan.overlap.compare)}
    places = partner_footprints(plan)
    keys = ["organisation", "footprint_set"]
    places["weight"] = graph.graph["partner_weight"] / places.groupby(keys)["after"].transform(
        "nunique"
    )
    for code, name, footprint, after, weight in places.itertuples(index=False, name=None):
        node = organisation_id(code)
        resulting = footprint_id(name, after, after=True)
        graph.add_edge(node, resulting, when="after", weight=weight, footprint_set=name)
        if after != plan.successor[sides[name]].loc[footprint]:
            graph.nodes[node]["moved"] = True
            graph.edges[node, footprint_id(name, footprint)]["moved"] = True


def _group_organisations(graph: nx.Graph[str]) -> None:
    """Give every organisation the group of most of its people; a partner its only group."""
    for node, data in graph.nodes(data=True):
        if data["bipartite"] == 1:
            continue
        people: dict[str, float] = {}
        for other, edge in graph.adj[node].items():
            if edge["when"] == "after":
                group = graph.nodes[other]["group"]
                people[group] = people.get(group, 0.0) + edge.get("people", 0.0)
        if "people" in data and people:
            # Of equals the first by code, whatever the order of the rows.
            data["group"] = min(people, key=lambda group: (-people[group], group))
        elif len(people) == 1:
            data["group"] = next(iter(people))
