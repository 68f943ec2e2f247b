"""The states that blocks are coloured by: how their footprints agree, and which they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import networkx as nx
import numpy as np
from scipy.spatial import cKDTree

from graphmodel.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from graphmodel.layout import Spot
    from graphmodel.overlap import Overlap

__all__ = [
    "AGREEMENTS",
    "agreement",
    "colour_numbers",
    "each_row",
    "main_footprints",
    "near_pairs",
]

AGREEMENTS: Final = ("coterminous", "nested", "covered", "straddling", "uncovered")
"""How a block's two footprints agree, best first; ``covered``: but for people outside."""

_COLOURS: Final = 8
_NEAR: Final = 7


def each_row(frame: pd.DataFrame) -> Iterator[Any]:
    """Go through the rows of a frame as named tuples."""
    return iter(frame.itertuples(index=False))


def agreement(overlap: Overlap, blocks: Sequence[str]) -> dict[str, str]:
    """Return how the two footprints of every block agree; a block cut up has the worst.

    Parameters
    ----------
    overlap
        The two sets at one moment.
    blocks
        Codes of all blocks.
    """
    leaf = [
        (side <= Relation.NESTED)[ends]
        for side, ends in zip(overlap.structure.relations, overlap.positions, strict=True)
    ]
    covered = [
        (side <= Relation.NESTED)[ends]
        for side, ends in zip(overlap.structure_covered.relations, overlap.positions, strict=True)
    ]
    ranks = np.select(
        [leaf[0] & leaf[1], leaf[0] ^ leaf[1], covered[0] | covered[1]],
        [0, 1, 2],
        default=AGREEMENTS.index("straddling"),
    )
    counts = (overlap.portions["people"] > 0) & ~overlap.portions["sliver"]
    found = dict.fromkeys(blocks, len(AGREEMENTS) - 1)
    found |= dict.fromkeys(overlap.portions["organisation"], 0)
    for code, rank, counted in zip(
        overlap.portions["organisation"], ranks.tolist(), counts, strict=True
    ):
        found[code] = max(found[code], rank if counted else 0)
    return {code: AGREEMENTS[rank] for code, rank in found.items()}


def main_footprints(overlap: Overlap) -> dict[str, tuple[str | None, str | None]]:
    """Return the footprints of A and of B that hold most of each block, None for none."""
    found: dict[str, tuple[str | None, str | None]] = {}
    ordered = overlap.portions.sort_values(["organisation", "people"], ascending=[True, False])
    first = ordered.drop_duplicates("organisation")
    for organisation, a, b in each_row(first[["organisation", "a", "b"]]):
        found[organisation] = (a, b)
    half = overlap.outside.sort_values(["organisation", "people"], ascending=[True, False])
    columns = ["organisation", "footprint_set", "footprint"]
    for organisation, name, code in each_row(half[columns]):
        a_first = name == overlap.compare[0]
        found.setdefault(organisation, (code, None) if a_first else (None, code))
    return found


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
    groups: Sequence[int],
    memberships: Iterable[Mapping[str, int]],
    near: Sequence[tuple[str, str]],
) -> dict[int, int]:
    """Return a colour number for each group, so that groups near each other differ.

    Parameters
    ----------
    groups
        All groups.
    memberships
        For each moment, the group of each block.
    near
        Blocks near each other.
    """
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(groups)
    for group in memberships:
        for one, other in near:
            if one in group and other in group and group[one] != group[other]:
                graph.add_edge(group[one], group[other])
    colours = nx.greedy_color(graph, strategy="largest_first")
    return {group: colour % _COLOURS for group, colour in colours.items()}
