"""Communities: joint plans that community detection and projections propose.

Every community here maximises Newman's modularity with a resolution parameter, by the Louvain
method; on the bipartite graphs that is not Barber's modularity, whose null model knows of the two
sides.

References
----------
.. [1] Blondel, V. D., Guillaume, J.-L., Lambiotte, R. & Lefebvre, E. (2008). Fast unfolding of
   communities in large networks. *Journal of Statistical Mechanics* P10008.
.. [2] Newman, M. E. J. & Girvan, M. (2004). Finding and evaluating community structure in
   networks. *Physical Review E* 69, 026113.
.. [3] Reichardt, J. & Bornholdt, S. (2006). Statistical mechanics of community detection.
   *Physical Review E* 74, 016110.
.. [4] Barber, M. J. (2007). Modularity and community detection in bipartite networks. *Physical
   Review E* 76, 066102.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

import networkx as nx
import numpy as np
import pandas as pd

from graphmodel.dataset.reading import as_dataset
from graphmodel.errors import OptionError
from graphmodel.files.guard import guarded
from graphmodel.overlap.graph import footprint_id, membership_graph, overlap_graph
from graphmodel.overlap.groups import Groups, strict_groups
from graphmodel.overlap.overlap import build_overlap
from graphmodel.overlap.projection import projection_graph
from graphmodel.plans.asked import SEEDS, Asked, Task
from graphmodel.plans.joint import joint_plan, unshared_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import Dataset, Sets
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.plans.asked import CommunityMethod
    from graphmodel.plans.plan import Plan

_RESOLUTION_FACTORS: Final = tuple(2.0**power for power in range(-6, 2))
_MODULARITY: Final = "Newman"


@dataclass(frozen=True, eq=False)
class _Run:
    """One run of community detection: what it looked at, how, and the groups it led to."""

    graph: str
    resolution: float
    seed: int
    groups: Groups


@guarded
def community_plans(
    dataset: Dataset | str | Path,
    *,
    method: CommunityMethod = "louvain",
    sets: Sets | None = None,
    ignore_below: float = 0.0,
    seeds: int = SEEDS,
    resolutions: Sequence[float] | None = None,
) -> tuple[Plan, ...]:
    """Propose joint plans by community detection, over resolutions and seeds.

    ``louvain`` looks for communities in the overlap graph and in the whole membership graph, with
    providers and councils in it, where a partner weighs as much as an average block.
    ``projection`` looks for them among the footprints of one set, tied by people, providers,
    councils and border in equal parts (see :func:`graphmodel.projection_graph`), and lets the
    other set follow by its largest overlap; each set takes its turn. Communities are then made
    groups that a strict plan can have.

    Parameters
    ----------
    dataset
        A dataset as read.
    method
        Where to look for communities.
    sets
        The sets A and B; by default the dataset's own pair.
    ignore_below
        Tolerance: slivers stay where they are, and make no overlap.
    seeds
        Runs at each resolution, with seeds from 0; at least 1.
    resolutions
        Resolutions to try; by default eight, from a sixty-fourth of the one at which a typical
        overlap between two footprints that both have others just pays to be undone, to twice it.

    Returns
    -------
    tuple of Plan
        One plan for each number of joint footprints that came up, fewest first: of all runs with
        that number, the first that moves fewest people. ``support`` is taken over all runs.

    Raises
    ------
    OptionError
        When a set is unknown, or the tolerance, the seeds or a resolution are out of range.

    Examples
    --------
    >>> plans = gm.community_plans("england-2026")
    >>> [plan.joint_footprints for plan in plans]
    [15, 16, 17, 18]
    """
    dataset = as_dataset(dataset)
    overlap = build_overlap(dataset, sets=sets, ignore_below=ignore_below)
    return _plans(Task(dataset, overlap, Asked(method=method, seeds=seeds)), resolutions)


def plan_by_communities(task: Task) -> Plan:
    """Return the plan that was asked for, of those that a method proposes.

    Parameters
    ----------
    task
        Asked for are the method, and the number of joint footprints, or the share of the covered
        people that may move: then it is the last plan that moves no more, or the one that moves
        fewest.

    Raises
    ------
    OptionError
        When the seeds are out of range, or no plan has so many footprints.
    """
    _, overlap, asked = task[:3]
    plans = _plans(task)
    if overlap.edges.empty:
        return unshared_plan(task)
    if asked.footprints is not None:
        counts = [plan.joint_footprints for plan in plans]
        if asked.footprints not in counts:
            raise OptionError(
                f"`method={asked.method!r}` came upon no plan with {asked.footprints} joint"
                f" footprints, only with {', '.join(map(str, counts))}"
            )
        return plans[counts.index(asked.footprints)]
    limit = asked.share_moved * overlap.people_covered
    allowed = [plan for plan in plans if plan.people_moved <= limit]
    return allowed[-1] if allowed else min(plans, key=lambda plan: plan.people_moved)


def _plans(task: Task, resolutions: Sequence[float] | None = None) -> tuple[Plan, ...]:
    dataset, overlap, asked = task[:3]
    seeds = SEEDS if asked.seeds is None else asked.seeds
    if asked.method not in DETECTIONS:
        raise OptionError(f"`method` takes {', '.join(DETECTIONS)}, not {asked.method!r}")
    detection = DETECTIONS[asked.method]
    if seeds < 1:
        raise OptionError(f"`seeds` takes a number from 1, not {seeds}")
    if resolutions is not None and not (
        len(resolutions) and all(0 < value < math.inf for value in resolutions)
    ):
        raise OptionError("`resolutions` are numbers over 0, at least one")
    if overlap.edges.empty:
        return ()
    graphs = detection.graphs(dataset, overlap)
    runs = [
        run
        for name, graph in graphs.items()
        for resolution in (_resolutions(graph) if resolutions is None else resolutions)
        for run in _runs(overlap, name, graph, resolution, seeds, detection)
    ]
    best: dict[int, _Run] = {}
    for run in runs:
        rival = best.get(run.groups.count)
        if rival is None or _cost(overlap, run.groups) < _cost(overlap, rival.groups):
            best[run.groups.count] = run
    asked = replace(
        asked,
        modularity=_MODULARITY,
        graphs=list(graphs),
        resolutions={
            name: sorted({run.resolution for run in runs if run.graph == name}) for name in graphs
        },
        seeds=seeds,
        runs=len(runs),
    )
    return tuple(_plan(dataset, overlap, best[count], runs, asked) for count in sorted(best))


def _cost(overlap: Overlap, groups: Groups) -> float:
    return float(overlap.edge_people[~groups.together(overlap)].sum())


def _plan(
    dataset: Dataset, overlap: Overlap, run: _Run, runs: Sequence[_Run], asked: Asked
) -> Plan:
    asked = replace(asked, graph=run.graph, resolution=run.resolution, seed=run.seed)
    plan = joint_plan(dataset, overlap, run.groups, asked=asked)
    support = {}
    for merger in plan.mergers:
        name, into = merger["footprint_set"].iloc[0], merger["successor"].iloc[0]
        side = overlap.side(name)
        places = overlap.codes[side].get_indexer(pd.Index(merger["footprint"])).tolist()
        support[name, into] = min(
            sum(
                bool(other.groups.labels[side][one] == other.groups.labels[side][two])
                for other in runs
            )
            / len(runs)
            for one, two in combinations(places, 2)
        )
    return replace(plan, support=support)


def _runs(
    overlap: Overlap,
    name: str,
    graph: nx.Graph[int],
    resolution: float,
    seeds: int,
    detection: _Detection,
) -> Iterable[_Run]:
    for seed in range(seeds):
        communities = detection.communities(graph, resolution, seed)
        community = {node: n for n, nodes in enumerate(communities) for node in nodes}
        labels = _footprint_labels(overlap, graph, community)
        yield _Run(name, float(resolution), seed, strict_groups(overlap, labels))


def _footprint_labels(
    overlap: Overlap, graph: nx.Graph[int], community: dict[int, int]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the community of every footprint; each that is in no graph gets one of its own."""
    sizes = [len(codes) for codes in overlap.codes]
    labels = [len(community) + np.arange(size, dtype=np.intp) for size in sizes]
    labels[1] += sizes[0]
    for node, number in community.items():
        place = graph.nodes[node].get("footprint")
        if place is not None:
            labels[place[0]][place[1]] = number
    return labels[0], labels[1]


def _resolutions(graph: nx.Graph[int]) -> list[float]:
    """Return resolutions about that at which a typical inner tie just pays to be undone.

    Two nodes alone are better together than apart while the resolution is under
    ``2 m w / (k_i k_j)``, so that this is the natural scale. Ties that no resolution could undo,
    a footprint's only ones, are left out.
    """
    total = 2 * graph.size(weight="weight")
    strength: dict[int, float] = dict(graph.degree(weight="weight"))
    ties: Iterable[tuple[int, int, float]] = graph.edges(data="weight")
    inner = [
        total * weight / (strength[one] * strength[two])
        for one, two, weight in ties
        if one != two and graph.degree(one) > 1 and graph.degree(two) > 1
    ]
    if not inner:
        return [1.0]
    middle = float(np.sqrt(min(inner) * max(inner)))
    return [float(f"{middle * factor:.6g}") for factor in _RESOLUTION_FACTORS]


def _structural_order(overlap: Overlap) -> list[tuple[int, int]]:
    """Order the footprints by what they are and not by what they are called.

    Louvain's result depends on the order of the nodes. Ordered by people, then by the people in
    their overlaps, a relabelled copy of a dataset gives the same communities; codes decide only
    between footprints that are alike in both.
    """
    keys = []
    for side in (0, 1):
        ends = overlap.edge_positions[side]
        for place in np.unique(ends).tolist():
            shape = tuple(sorted((-overlap.edge_people[ends == place]).tolist()))
            total = -overlap.sides[side].covered[place]
            keys.append((total, shape, side, overlap.codes[side][place], place))
    return [(side, place) for _, _, side, _, place in sorted(keys)]


def _overlap_and_membership_graphs(dataset: Dataset, overlap: Overlap) -> dict[str, nx.Graph[int]]:
    order = _structural_order(overlap)
    return {
        "overlap": _numbered(overlap, overlap_graph(overlap), order),
        "membership": _numbered(overlap, membership_graph(dataset, sets=overlap.compare), order),
    }


def _projection_graphs(dataset: Dataset, overlap: Overlap) -> dict[str, nx.Graph[int]]:
    order = _structural_order(overlap)
    return {
        f"projection of {name}": _numbered(
            overlap,
            projection_graph(dataset, name, sets=overlap.compare),
            [place for place in order if place[0] == side],
        )
        for side, name in enumerate(overlap.compare)
    }


def _numbered(
    overlap: Overlap, graph: nx.Graph[str], order: Sequence[tuple[int, int]]
) -> nx.Graph[int]:
    """Return a graph whose nodes are numbers: footprints as ordered, organisations by their ties.

    What is tied to nothing is left out, and so are the names, for a result must not depend on them.
    """
    number = {
        footprint_id(overlap.compare[side], overlap.codes[side][place]): n
        for n, (side, place) in enumerate(order)
    }
    ties = {
        node: sorted(
            (number[end], edge["weight"])
            for end, edge in graph.adj[node].items()
            if end in number and edge["weight"]
        )
        for node, data in graph.nodes(data=True)
        if "footprint" not in data
    }
    others = sorted((node for node in ties if ties[node]), key=ties.__getitem__)
    number |= {node: n for n, node in enumerate(others, start=len(order))}
    numbered: nx.Graph[int] = nx.Graph()
    numbered.add_nodes_from((n, {"footprint": place}) for n, place in enumerate(order))
    numbered.add_nodes_from(range(len(order), len(number)))
    edges: Iterable[tuple[str, str, float]] = graph.edges(data="weight")
    numbered.add_weighted_edges_from(
        sorted(
            (min(number[one], number[two]), max(number[one], number[two]), weight)
            for one, two, weight in edges
            if one in number and two in number and weight
        )
    )
    return numbered


def _louvain(graph: nx.Graph[int], resolution: float, seed: int) -> Iterable[Iterable[int]]:
    return nx.community.louvain_communities(
        graph, weight="weight", resolution=resolution, seed=seed
    )


class _Detection(NamedTuple):
    """The graphs, by name, among whose nodes communities are looked for, and how."""

    graphs: Callable[[Dataset, Overlap], dict[str, nx.Graph[int]]]
    communities: Callable[[nx.Graph[int], float, int], Iterable[Iterable[int]]]


DETECTIONS: Final[Mapping[str, _Detection]] = {
    "louvain": _Detection(_overlap_and_membership_graphs, _louvain),
    "projection": _Detection(_projection_graphs, _louvain),
}
"""What each method of ``COMMUNITY_METHODS`` does."""
