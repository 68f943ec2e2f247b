"""Where the page draws every organisation and footprint.

A map that makes room: blocks are discs by people at their coordinates, north up, pushed apart until
nothing overlaps, so that cities grow and regions stay where one looks for them. Footprints settle
amid their members, partners at their addresses. The same input always gives the same positions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import networkx as nx
import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from graphmodel.dataset.dataset import Dataset

NodeKey: TypeAlias = tuple[str, str]
"""``("", organisation)`` or ``(footprint_set, footprint)``."""

_BLOCK_RADIUS: Final = 10.0
_BLOCK_RADII: Final = (5.0, 30.0)
_FOOTPRINT_RADIUS: Final = 8.0
_PARTNER_RADIUS: Final = 4.0
_GAP: Final = 2.5

_FILLED: Final = 0.27
"""Share of the rectangle around all blocks that is drawn on; the rest is sea and countryside."""

_FAR: Final = 50.0
"""How far a partner may stand off the nearest block, in units of the drawing."""

_ROUNDS: Final = 300
_CLOSING_ROUNDS: Final = 60
_PASSES: Final = 3
_FEW: Final = 6_000
_KM_PER_DEGREE: Final = 111.32
_GOLDEN_ANGLE: Final = float(np.pi * (3 - np.sqrt(5)))
_MANY: Final = 1_000


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a node is drawn, and how large.

    Attributes
    ----------
    x, y
        Centre; x grows eastwards and y southwards, as on a screen.
    size
        Radius.
    """

    x: int
    y: int
    size: int


def lay_out(
    dataset: Dataset, *, footprints: Sequence[NodeKey], memberships: pd.DataFrame
) -> dict[NodeKey, Spot]:
    """Place every organisation of a dataset and the footprints named.

    Organisations without coordinates go near the mean of their footprints. Where there are no
    coordinates at all, footprints are laid out by what they share, part by part, the parts are set
    in rows, and organisations go amid their footprints. What cannot be placed stands in a row
    below the rest.

    Parameters
    ----------
    dataset
        A dataset as read.
    footprints
        Footprints to place, as ``(footprint_set, footprint)``.
    memberships
        Who belongs to these footprints: ``organisation``, ``footprint_set``, ``footprint``,
        ``share``. Footprints that are only planned may be among them.
    """
    blocks, partners = list(dataset.people.index), list(dataset.partners["organisation"])
    organisations = [*blocks, *partners]
    people = np.asarray(dataset.people.fillna(0), np.float64)
    weights = np.concatenate([people + 1, np.full(len(partners), 1e-6)])
    belongs = _incidence(organisations, footprints, memberships, weights)
    radii = np.concatenate(
        [
            _disc_radii(people),
            np.full(len(partners), _PARTNER_RADIUS),
            np.full(len(footprints), _FOOTPRINT_RADIUS),
        ]
    )
    spots = _projected(dataset, organisations)
    if not is_map(dataset):
        spots[:] = np.nan
        spots[: len(blocks)] = _drawn_as_graph(belongs[:, : len(blocks)])
    spots = _scaled(spots, len(blocks), radii)
    spots = _near_footprints(spots, belongs)
    spots = np.concatenate([spots, _centres(belongs, spots)])
    lost = np.isnan(spots[:, 0])
    spots = _parked(spots, lost, radii)
    if len(spots):
        spots = _parked(_settled(spots, belongs, radii, len(blocks)), lost, radii)
    keys = [*(("", code) for code in organisations), *footprints]
    return {
        key: Spot(round(x), round(y), round(size))
        for key, (x, y), size in zip(keys, spots.tolist(), radii.tolist(), strict=True)
    }


def is_map(dataset: Dataset) -> bool:
    """Tell whether blocks have coordinates to draw a map by: at least two different places."""
    spots = _projected(dataset, list(dataset.people.index))
    known = spots[~np.isnan(spots[:, 0])]
    return len(known) > 1 and bool(np.ptp(known, axis=0).max() > 0)


def _disc_radii(people: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return radii that make a disc's area grow with its people."""
    mean = people.mean() if len(people) else 0.0
    if mean <= 0:
        return np.full(len(people), _BLOCK_RADIUS)
    return np.clip(_BLOCK_RADIUS * np.sqrt(people / mean), *_BLOCK_RADII)


def _incidence(
    organisations: Sequence[str],
    footprints: Sequence[NodeKey],
    memberships: pd.DataFrame,
    weights: NDArray[np.float64],
) -> sparse.csr_array:
    """Return the weight of each organisation (columns) in each footprint (rows)."""
    column = {code: place for place, code in enumerate(organisations)}
    row = {key: place for place, key in enumerate(footprints)}
    chosen = [
        (row[footprint_set, footprint], column[organisation], share)
        for organisation, footprint_set, footprint, share in memberships[
            ["organisation", "footprint_set", "footprint", "share"]
        ].itertuples(index=False)
        if (footprint_set, footprint) in row and organisation in column
    ]
    rows, columns = (np.array([line[place] for line in chosen], np.intp) for place in (0, 1))
    values = np.array([line[2] for line in chosen], float) * weights[columns]
    shape = (len(footprints), len(organisations))
    return sparse.csr_array(sparse.coo_array((values, (rows, columns)), shape=shape))


def _projected(dataset: Dataset, organisations: Sequence[str]) -> NDArray[np.float64]:
    """Return kilometres east and south of the origin; NaN where a coordinate is unknown."""
    rows = dataset.organisations.set_index("organisation").loc[list(organisations)]
    latitude, longitude = (
        rows[name].to_numpy(float) if name in rows else np.full(len(rows), np.nan)
        for name in ("latitude", "longitude")
    )
    known = np.isfinite(latitude) & np.isfinite(longitude)
    middle = np.deg2rad(latitude[known].mean()) if known.any() else 0.0
    spots = _KM_PER_DEGREE * np.column_stack([longitude * np.cos(middle), -latitude])
    spots[~known] = np.nan
    return spots


def _drawn_as_graph(belongs: sparse.csr_array) -> NDArray[np.float64]:
    """Lay out blocks by their memberships alone; NaN where there is none.

    Footprints are placed, part by part of the overlap graph, the largest first; they are few. Each
    block then stands amid its own, those that share them in the spiral of a sunflower (Vogel 1979).
    """
    footprints, blocks = belongs.shape
    member = sparse.csr_array((belongs > 0).astype(float))
    shared = sparse.csr_array(member @ member.T)
    count, part = connected_components(shared, directed=False)
    # Each block counts in the part of its first footprint, as all of its footprints do.
    sizes = np.zeros(count)
    np.add.at(sizes, part, 1.0)
    first = member.T.tocsr()
    held = np.flatnonzero(np.diff(first.indptr))
    np.add.at(sizes, part[first.indices[first.indptr[held]]], 1.0)
    spots = np.full((footprints, 2), np.nan)
    width = np.sqrt(sizes.sum()) * 2.4
    x = y = height = 0.0
    for number in np.lexsort((np.arange(count), -sizes)).tolist():
        side = 2 * float(np.sqrt(sizes[number]))
        if x and x + side > width:
            x, y, height = 0.0, y + height, 0.0
        places = np.flatnonzero(part == number)
        piece: nx.Graph[int] = nx.Graph()
        piece.add_nodes_from(places.tolist())
        ties = sparse.triu(shared[places][:, places], k=1, format="coo")
        piece.add_edges_from(zip(places[ties.row].tolist(), places[ties.col].tolist(), strict=True))
        rounds = 60 if len(places) <= _MANY else 10
        drawn: dict[int, Any] = nx.spring_layout(piece, seed=0, iterations=rounds, scale=side / 2.4)
        for place, spot in drawn.items():
            spots[place] = np.add(spot, (x + side / 2, y + side / 2))
        x, height = x + side, max(height, side)
    middle = _centres(first, spots)
    _, group = np.unique(middle.round(6), axis=0, return_inverse=True)
    order = np.argsort(group, kind="stable")
    turn = np.empty(blocks)
    turn[order] = np.arange(blocks) - np.searchsorted(group[order], group[order])
    reach, angle = np.sqrt(turn / np.pi), _GOLDEN_ANGLE * turn
    off: NDArray[np.float64] = reach[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return middle + off


def _scaled(
    spots: NDArray[np.float64], blocks: int, radii: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Scale the map so that the discs fill their share of it; bring far partners in."""
    known = spots[:blocks][~np.isnan(spots[:blocks, 0])]
    if not len(known):
        return spots
    extent = np.ptp(known, axis=0)
    area = max(float(extent.prod()), 0.2 * float(extent.max()) ** 2) or 1.0
    discs = float(np.pi * ((radii + _GAP / 2) ** 2).sum())
    scale = np.sqrt(discs / _FILLED / area)
    middle = (known.max(axis=0) + known.min(axis=0)) / 2
    spots, known = (spots - middle) * scale, (known - middle) * scale
    off = np.arange(blocks, len(spots))[~np.isnan(spots[blocks:, 0])]
    distance, nearest = cKDTree(known).query(spots[off])
    short = np.minimum(1.0, _FAR / np.maximum(distance, 1e-9))[:, None]
    spots[off] = known[nearest] + (spots[off] - known[nearest]) * short
    return spots


def _centres(belongs: sparse.csr_array, spots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of each row's members as far as they are known; NaN where none is."""
    known = ~np.isnan(spots[:, 0])
    totals = np.asarray(belongs @ known.astype(float))
    sums = np.asarray(belongs @ np.where(known[:, None], spots, 0.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(totals[:, None] > 0, sums / totals[:, None], np.nan)


def _near_footprints(spots: NDArray[np.float64], belongs: sparse.csr_array) -> NDArray[np.float64]:
    """Place organisations without coordinates at the mean of their footprints."""
    unknown = np.isnan(spots[:, 0])
    equal = sparse.csr_array((belongs.T > 0).astype(float))
    return np.where(unknown[:, None], _centres(equal, _centres(belongs, spots)), spots)


def _parked(
    spots: NDArray[np.float64], lost: NDArray[np.bool_], radii: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Set what has no place in rows below everything else."""
    if not lost.any():
        return spots
    step = 2 * float(radii[lost].max()) + _FOOTPRINT_RADIUS
    left, right, bottom = 0.0, 20 * step, 0.0
    if not lost.all():
        placed, sizes = spots[~lost], radii[~lost]
        left, right = float(placed[:, 0].min()), float(placed[:, 0].max())
        bottom = float((placed[:, 1] + sizes).max())
    a_row = max(int((right - left) // step), 1)
    order = np.arange(np.count_nonzero(lost))
    parked = spots.copy()
    parked[lost, 0] = left + step * (order % a_row)
    parked[lost, 1] = bottom + step * (1 + order // a_row)
    return parked


def _settled(
    spots: NDArray[np.float64],
    belongs: sparse.csr_array,
    radii: NDArray[np.float64],
    blocks: int,
) -> NDArray[np.float64]:
    """Push everything apart while it holds on to its place.

    Blocks hold on to their coordinates, footprints to the middle of their members, partners to
    where they stand as seen from the nearest block. The hold loosens towards the end.
    """
    footprints, organisations = belongs.shape
    home = spots[:organisations]
    nearest = cKDTree(home[:blocks]).query(home[blocks:])[1] if blocks else None
    # Footprints of A above, of B below, and no two in one place: the golden angle never repeats.
    angle = _GOLDEN_ANGLE * np.arange(len(spots))
    now = spots + 0.5 * np.column_stack([np.cos(angle), np.sin(angle)])
    now[organisations:, 1] += np.linspace(-4, 4, footprints)
    # Of very many each is moved less often: at their distance nobody sees how exactly they stand.
    part = min(1.0, _FEW / max(len(spots), 1))
    rounds, closing = max(int(_ROUNDS * part), 30), max(int(_CLOSING_ROUNDS * part), 20)
    for turn in range(rounds + closing):
        hold = max(1 - turn / rounds, 0.0)
        if hold:
            drift = now[nearest] - home[nearest] if nearest is not None else 0.0
            now[blocks:organisations] += (
                0.1 * hold * (home[blocks:] + drift - now[blocks:organisations])
            )
            now[:blocks] += 0.08 * hold**1.5 * (home[:blocks] - now[:blocks])
            middle = _centres(belongs, now[:organisations])
            middle = np.where(np.isnan(middle), spots[organisations:], middle)
            now[organisations:] += (0.02 + 0.15 * hold) * (middle - now[organisations:])
        _push_apart(now, radii)
    return now


def _push_apart(now: NDArray[np.float64], radii: NDArray[np.float64]) -> None:
    """Move whatever overlaps away from each other, the lighter further; in place."""
    reach = 2 * float(radii.max()) + _GAP
    pairs = cKDTree(now).query_pairs(reach, output_type="ndarray")
    other, one = np.divmod(np.sort(pairs[:, 1] * len(now) + pairs[:, 0]), len(now))
    apart = radii[one] + radii[other] + _GAP
    close = np.hypot(*(now[other] - now[one]).T) < apart + _GAP
    one, other, apart = one[close], other[close], apart[close]
    share = radii[other] ** 2 / (radii[one] ** 2 + radii[other] ** 2)
    for _ in range(_PASSES):
        line = now[other] - now[one]
        distance = np.hypot(line[:, 0], line[:, 1])
        shift = 0.6 * np.maximum(apart - distance, 0.0) / np.maximum(distance, 1e-9)
        step = line * shift[:, None]
        for axis in (0, 1):
            here = step[:, axis]
            now[:, axis] -= np.bincount(one, here * share, len(now))
            now[:, axis] += np.bincount(other, here * (1 - share), len(now))
