"""What ties the footprints of one set to each other, and the communities among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx

from graphmodel.files.plain_json import plain
from graphmodel.overlap.projection import TIES, projection

if TYPE_CHECKING:
    from graphmodel.page.ground import Ground


def ties_data(ground: Ground) -> list[dict[str, Any]]:
    """Return, for A and for B, the ties between two footprints and who is tied most closely.

    ``pairs`` are rows of two numbers of footprints and of the ties of every kind, in the order of
    ``graphmodel.overlap.projection.TIES``; ``groups`` the communities of two or more by the kind of
    tie, the largest first, of greatest modularity as Louvain's method finds it (see
    :mod:`graphmodel.plans.communities`).
    """
    found = []
    for side, name in enumerate(ground.compare):
        rows = projection(ground.dataset, ground.overlap, side)
        ends = [[ground.ids[name, code] for code in rows[end]] for end in ("footprint", "other")]
        weights = [rows[kind].round(1).tolist() for kind in TIES]
        pairs = sorted(zip(*ends, *weights, strict=True))
        groups = {
            kind: _communities([(one, other, row[place]) for one, other, *row in pairs])
            for place, kind in enumerate(TIES)
        }
        found.append(
            {"pairs": [[plain(value) for value in row] for row in pairs], "groups": groups}
        )
    return found


def _communities(ties: list[tuple[int, int, float]]) -> list[list[int]]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_weighted_edges_from(tie for tie in ties if tie[2] > 0)
    if not graph:
        return []
    found = nx.community.louvain_communities(graph, weight="weight", seed=0)
    return sorted((sorted(each) for each in found), key=lambda each: (-len(each), each))
