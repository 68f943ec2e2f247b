"""Colours of footprints, such that those near each other differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import networkx as nx
import numpy as np
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphmodel.layout import Spot

__all__ = ["colour_numbers", "near_pairs"]

_COLOURS: Final = 8
_NEAR: Final = 7


def near_pairs(spots: Mapping[str, Spot]) -> list[tuple[str, str]]:
    """Return the blocks drawn near each other, each pair perhaps twice."""
    blocks = list(spots)
    if len(blocks) < 2:  # noqa: PLR2004 - a pair is two
        return []
    points = np.array([(spot.x, spot.y) for spot in spots.values()], float)
    _, near = cKDTree(points).query(points, k=min(_NEAR, len(blocks)))
    return [
        (blocks[place], blocks[other])
        for place, others in enumerate(np.asarray(near).tolist())
        for other in others
        if other != place
    ]


def colour_numbers(
    groups: Sequence[int], membership: Mapping[str, int], near: Sequence[tuple[str, str]]
) -> dict[int, int]:
    """Return a colour number for each group, so that groups near each other differ.

    Parameters
    ----------
    groups
        All groups.
    membership
        The group of each block.
    near
        Blocks near each other.
    """
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(groups)
    for one, other in near:
        if one in membership and other in membership and membership[one] != membership[other]:
            graph.add_edge(membership[one], membership[other])
    colours = nx.greedy_color(graph, strategy="largest_first")
    return {group: colour % _COLOURS for group, colour in colours.items()}
