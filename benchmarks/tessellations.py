"""Overlaps of two random Voronoi tessellations of the same points, for tests of speed.

Points stand for blocks of people, cells for footprints: every block belongs to the nearest of the
blocks chosen to be centres, once for each of two sets. ``python benchmarks/tessellations.py``
prints the processor time that the whole frontier takes, and what it needs; sizes named after it are
run alone.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import cKDTree

from graphmodel.exact.cuts import cut_frontier
from graphmodel.exact.elimination import TooWideError
from graphmodel.exact.stars import best_star_forest

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SIZES", "Tessellations", "tessellations"]


@dataclass(frozen=True)
class Tessellations:
    """How two tessellations are drawn.

    Attributes
    ----------
    points
        How many blocks there are.
    cells
        How many footprints each of the two sets has.
    seed
        Which of many.
    """

    points: int
    cells: tuple[int, int]
    seed: int = 5


SIZES: Final = {
    80: Tessellations(240, (44, 24)),
    250: Tessellations(1000, (120, 60)),
    # As many cells as England had districts and travel-to-work areas in 2017.
    600: Tessellations(2000, (326, 149)),
    5000: Tessellations(24_000, (2200, 1150)),
}
"""What gives about so many overlapping pairs."""


def tessellations(
    drawn: Tessellations,
) -> tuple[tuple[NDArray[np.intp], NDArray[np.intp]], NDArray[np.float64]]:
    """Return the ends of every overlapping pair, by set, and its people.

    Parameters
    ----------
    drawn
        How to draw it; the same gives the same.
    """
    # Nothing but uniform numbers is drawn, whose stream does not change between releases.
    random = np.random.default_rng(drawn.seed)
    places = random.random((drawn.points, 2))
    people = np.rint(2000 - 7000 * np.log1p(-random.random(drawn.points)))
    first, second = (
        cKDTree(places[np.argsort(random.random(drawn.points))[:count]]).query(places)[1]
        for count in drawn.cells
    )
    pairs, rows = np.unique(first * drawn.cells[1] + second, return_inverse=True)
    weights = np.asarray(np.bincount(rows, weights=people), float)
    return (pairs // drawn.cells[1], pairs % drawn.cells[1]), weights


def main() -> None:
    """Measure the frontier and the star forest at the sizes named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, help=", ".join(map(str, SIZES)))
    parser.add_argument("--seed", type=int, help="draw others than the usual ones")
    options = parser.parse_args()
    if not set(options.sizes) <= set(SIZES):
        parser.error(f"sizes are {', '.join(map(str, SIZES))}")
    for size in options.sizes or SIZES:
        drawn = SIZES[size]
        if options.seed is not None:
            drawn = Tessellations(drawn.points, drawn.cells, options.seed)
        ends, weights = tessellations(drawn)
        start = time.process_time()
        try:
            frontier = cut_frontier(ends, weights)
        except TooWideError as refusal:
            print(f"{len(weights)} pairs: {refusal} ({time.process_time() - start:.2f} s)")
            continue
        middle = time.process_time()
        forest = best_star_forest(ends, weights)
        end = time.process_time()
        some = frontier.counts[:: max(1, len(frontier.counts) // 10)].tolist()
        for count in some:
            frontier.cuts(count)
        each = (time.process_time() - end) / len(some)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(
            f"{len(weights)} pairs: width {frontier.width}, {len(frontier.counts)} points,"
            f" {frontier.cells:.3g} cells; frontier {middle - start:.3f} s,"
            f" a cut {each:.4f} s, star forest (width {forest.width}) {end - middle:.3f} s;"
            f" peak memory of the process so far {memory:.2f} GB"
        )


if __name__ == "__main__":
    main()
