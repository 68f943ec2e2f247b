"""Speed, as ratios within one run: each figure is ours over what it is compared with.

``python benchmarks/run.py`` prints every benchmark; name some to run those alone. The two sides of
a comparison take turns, so that a machine that slows down slows both, and the median of the
ratios, pair by pair, is printed with its range.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd
from tessellations import SIZES, tessellations

from graphmodel import (
    Dataset,
    UndecidedError,
    build_overlap,
    projection_graph,
    propose,
    read_dataset,
    write_report,
)
from graphmodel.exact.cuts import cut_frontier
from graphmodel.exact.elimination import TooWideError
from graphmodel.overlap.groups import most_joint_footprints
from graphmodel.rules.search import solve_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphmodel import Overlap

MEMBERS, FOOTPRINTS = 200_000, 5_000
SAMPLED = (0.1, 0.5, 0.9)
"""Where along a frontier the model is tried, as shares of the points."""
POINT_LIMIT = 60.0
"""Seconds for a point."""
WIDE = (0.97, 0.9, 0.75, 0.5, 0.25, 0.1)
"""Numbers of groups tried where the graph is wide, as shares of the most there can be."""


def compare(
    title: str, ours: Callable[[], object], theirs: Callable[[], object], *, aim: str, rounds: int
) -> None:
    """Run two things in turn and print the ratio of their times."""
    pairs = []
    for _ in range(rounds + 1):
        times = []
        for work in (ours, theirs):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
        pairs.append(times)
    counted = pairs[1:]
    ratios = [one / other for one, other in counted]
    print(
        f"{title}: {statistics.median(ratios):.3g} times"
        f" ({min(ratios):.3g} to {max(ratios):.3g};"
        f" {statistics.median(one for one, _ in counted):.3f} s against"
        f" {statistics.median(other for _, other in counted):.3f} s). Aim: {aim}."
    )


def members() -> Dataset:
    """Return members spread over two sets of footprints, near in the one if near in the other."""
    random = np.random.default_rng(0)
    first = random.integers(FOOTPRINTS, size=MEMBERS)
    second = (first + random.integers(-20, 21, size=MEMBERS)) % FOOTPRINTS
    codes = pd.Index([f"m{number:06}" for number in range(MEMBERS)])
    footprints = [f"f{number:04}" for number in range(FOOTPRINTS)]
    return Dataset(
        name="members",
        title="Members",
        organisations=pd.DataFrame(
            {
                "organisation": codes,
                "name": codes,
                "kind": "member",
                "type": "",
                "population": random.integers(1, 1000, size=MEMBERS).astype(float),
                "latitude": np.nan,
                "longitude": np.nan,
                "region": "",
            }
        ),
        footprints=pd.DataFrame(
            {
                "footprint_set": np.repeat(["a", "b"], FOOTPRINTS),
                "footprint": footprints * 2,
                "name": footprints * 2,
            }
        ),
        memberships=pd.DataFrame(
            {
                "organisation": np.tile(codes, 2),
                "footprint_set": np.repeat(["a", "b"], MEMBERS),
                "footprint": np.array(footprints)[np.concatenate([first, second])],
                "share": 1.0,
                "evidence": "official",
                "as_of": "",
                "source": "",
            }
        ),
        neighbours=pd.DataFrame(
            {"organisation": [], "neighbour": [], "border_km": [], "kind": []}
        ).astype({"border_km": float}),
        compare=("a", "b"),
        blocks=("member",),
    )


def bench_projection() -> None:
    """Compare our overlap and projection with a group-by and with networkx."""
    dataset = members()
    overlap = build_overlap(dataset)
    portions = overlap.portions
    rows = dataset.memberships
    people = dataset.organisations[["organisation", "population"]]

    def bare() -> pd.Series[float]:
        sides = [
            rows.loc[rows["footprint_set"] == name, ["organisation", "footprint"]] for name in "ab"
        ]
        joined = sides[0].merge(sides[1], on="organisation").merge(people, on="organisation")
        return joined.groupby(["footprint_x", "footprint_y"])["population"].sum()

    compare(
        "overlap table of 200,000 members in 2 x 5,000 footprints, against bare merge and group-by",
        lambda: build_overlap(dataset).edges,
        bare,
        aim="2 times at most",
        rounds=5,
    )
    graph: nx.Graph[tuple[str, str]] = nx.Graph()
    edges = portions[["organisation", "a", "b"]].itertuples(index=False)
    for one, a, b in edges:
        graph.add_edge(("m", one), ("a", a))
        graph.add_edge(("m", one), ("b", b))
    tops = [node for node in graph if node[0] != "m"]
    compare(
        "cross projection, against networkx's weighted_projected_graph",
        lambda: build_overlap(dataset).edges,
        lambda: nx.bipartite.weighted_projected_graph(graph, tops),
        aim="0.05 times at most (20 times faster)",
        rounds=3,
    )
    small: nx.Graph[tuple[str, str]] = nx.Graph()
    small.add_edges_from(
        (("a", a), ("b", b)) for a, b in overlap.edges[["a", "b"]].itertuples(index=False)
    )
    first = [node for node in small if node[0] == "a"]
    compare(
        "projection graph with partners and borders, against weighted_projected_graph",
        lambda: projection_graph(dataset, "a"),
        lambda: nx.bipartite.weighted_projected_graph(small, first),
        aim="shown for scale only",
        rounds=3,
    )


def _command(*words: str) -> Callable[[], object]:
    environment = os.environ | {"NO_COLOR": "1"}
    return lambda: subprocess.run(
        words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    )


def bench_start() -> None:
    """Compare whole commands with importing the libraries they stand on."""
    ours = str(Path(sys.executable).parent / "graphmodel")
    compare(
        "graphmodel --help, against importing typer",
        _command(ours, "--help"),
        _command(sys.executable, "-c", "import typer"),
        aim="2 times at most",
        rounds=15,
    )
    compare(
        "graphmodel suggest england-2016, against importing pandas, networkx, scipy.optimize",
        _command(ours, "suggest", "england-2016"),
        _command(sys.executable, "-c", "import pandas, networkx, scipy.optimize"),
        aim="2.5 times at most",
        rounds=9,
    )


def bench_report() -> None:
    """Print the processor time of a whole report, which is not to pass what it took before."""
    for name, limit in (("england-2016", 14), ("england-2026", 20)):
        with TemporaryDirectory() as folder:
            start = time.process_time()
            write_report(propose(name), Path(folder, "report"))
            seconds = time.process_time() - start
        print(f"report {name}: {seconds:.1f} s of processor time (at most {limit} s)")


def drawn_overlap(size: int) -> tuple[Dataset, Overlap]:
    """Return two tessellations as a dataset of one block for each overlapping pair."""
    ends, weights = tessellations(SIZES[size])
    blocks = [f"p{number:05}" for number in range(len(weights))]
    codes = [
        np.char.add(letter, np.char.zfill(part.astype(str), 5))
        for letter, part in zip("ab", ends, strict=True)
    ]
    organisations = pd.DataFrame(
        {"organisation": blocks, "name": blocks, "kind": "block", "type": "", "population": weights}
    ).assign(latitude=np.nan, longitude=np.nan, region="")
    memberships = pd.DataFrame(
        {
            "organisation": blocks * 2,
            "footprint_set": np.repeat(["a", "b"], len(blocks)),
            "footprint": np.concatenate(codes),
        }
    ).assign(share=1.0, evidence="official", as_of="", source="")
    footprints = memberships[["footprint_set", "footprint"]].drop_duplicates()
    dataset = Dataset(
        name=f"tessellations-{size}",
        title="Two tessellations",
        organisations=organisations,
        footprints=footprints.assign(name=footprints["footprint"]),
        memberships=memberships,
        neighbours=pd.DataFrame(
            {"organisation": [], "neighbour": [], "border_km": [], "kind": []}
        ).astype({"border_km": float}),
        compare=("a", "b"),
        blocks=("block",),
    )
    return dataset, build_overlap(dataset)


def bench_frontier() -> None:
    """Compare the whole frontier by dynamic programme with the model, point by point."""
    police = read_dataset("england-2026")
    cases = [("icb x police", police, build_overlap(police, sets=("icb", "police")))]
    cases += [(f"tessellations, {size}", *drawn_overlap(size)) for size in (80, 250, 600)]
    for title, dataset, overlap in cases:
        _compare_frontier(title, dataset, overlap)
    _wide_plans()


def _compare_frontier(title: str, dataset: Dataset, overlap: Overlap) -> None:
    weights = overlap.edges["people"].to_numpy(float)
    times = []
    for _ in range(4):
        start = time.perf_counter()
        found = cut_frontier(overlap.edge_positions, weights)
        times.append(time.perf_counter() - start)
    ours = statistics.median(times[1:])
    counts = found.counts.tolist()
    sample = sorted({counts[round(q * (len(counts) - 1))] for q in SAMPLED})
    spent, agreed, unproved = 0.0, 0, 0
    for count in sample:
        start = time.perf_counter()
        try:
            solution = solve_model(dataset, overlap, groups=count, time_limit=POINT_LIMIT)
        except UndecidedError:
            solution = None
        spent += time.perf_counter() - start
        if solution is None or not solution.optimal:
            unproved += 1
        else:
            least = float(found.costs[found.counts == count][0])
            agreed += abs(solution.people_moved - least) <= 1e-6 * max(1.0, least)
    point = spent / len(sample)
    at_least = "at least " if unproved else ""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{title} ({len(weights)} pairs, width {found.width}, {len(counts)} points): whole"
        f" frontier {ours:.4f} s; the model {at_least}{point:.2f} s a point ({len(sample)} sampled,"
        f" {agreed} agree, {unproved} unproved in {POINT_LIMIT:.0f} s), so point by point"
        f" {at_least}{point * len(counts) / ours:.0f} times as long; peak memory {memory:.2f} GB."
        " Aim: 50 times at least."
    )


def _wide_plans() -> None:
    """Time plans with a bound where the dynamic programme cannot reach, at several numbers."""
    dataset, overlap = drawn_overlap(5000)
    try:
        width = cut_frontier(overlap.edge_positions, overlap.edges["people"].to_numpy(float)).width
    except TooWideError as error:
        width = error.width
    most = most_joint_footprints(overlap)
    for share in WIDE:
        count = round(share * most)
        start = time.perf_counter()
        plan = propose(dataset, lead="joint", footprints=count, time_limit=POINT_LIMIT)
        seconds = time.perf_counter() - start
        moved, bound = plan.people_moved, plan.lower_bound or 0.0
        gap = (moved - bound) / moved
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        missed = [
            f"{name} missed by {found - aim:.3g}{unit}"
            for name, found, aim, unit in (
                ("gap", 100 * gap, 1.0, " % points"),
                ("time", seconds, 60.0, " s"),
                ("memory", memory, 2.0, " GB"),
            )
            if found > aim
        ]
        print(
            f"tessellations, 5000 ({len(overlap.edges)} pairs, width {width} or less), {count} of"
            f" at most {most} groups ({share:.2f}): {moved:,.0f} people moved, at least"
            f" {bound:,.0f} proved, gap {gap:.2%}, {seconds:.1f} s, peak memory {memory:.2f} GB."
            f" Aim: 1 % in 60 s and 2 GB: {'; '.join(missed) or 'met'}."
        )


BENCHMARKS = {
    "frontier": bench_frontier,
    "projection": bench_projection,
    "report": bench_report,
    "start": bench_start,
}


def main() -> None:
    """Run the benchmarks named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="default: all")
    for name in parser.parse_args().names or BENCHMARKS:
        BENCHMARKS[name]()


if __name__ == "__main__":
    main()
