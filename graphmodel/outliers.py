"""Blocks that lie far from the rest of their footprint, or have far more or fewer people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from graphmodel._findings import quoted

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from graphmodel._findings import Findings
    from graphmodel.oddities import Parts

__all__ = ["note_outliers"]

_EARTH_KM: Final = 6_371.0
_FAR_KM: Final = 50.0
_SPREADS: Final = 3.0
_FEWEST: Final = 2
_LARGE: Final = 30
_TIMES: Final = 100.0
_NEIGHBOURS: Final = 3
_OF_KIND: Final = 5


def note_outliers(parts: Parts, findings: Findings) -> None:
    """Warn of blocks whose place or people look like a slip.

    A block is far off when it is more than 50 km and three times as far from the middle of its
    footprint as its other blocks usually are, nearer to the middle, and to a block, of another
    footprint of the set, and borders no other block of its own; where nobody says whom it borders,
    when it is more than 50 km from all of them. Its people are odd when they are a hundred times
    those of its neighbours, or a hundredth; or of its kind, where it has few neighbours. Medians
    are compared, so that one slip does not make its neighbours look odd.

    Parameters
    ----------
    parts
        What the dataset is made of.
    findings
        Where problems are noted.
    """
    _note_far(parts, findings)
    _note_people(parts, findings)


def _note_far(parts: Parts, findings: Findings) -> None:
    frame = parts.organisations.frame
    rows = frame[["organisation", "latitude", "longitude"]].dropna()
    rows = rows[rows["organisation"].isin(list(parts.blocks))]
    rows = rows.drop_duplicates("organisation").set_index("organisation")
    places = dict(zip(rows.index, _points(rows), strict=True))
    memberships = parts.memberships
    # Of a block in several footprints, those that hold a small part of it may well be far off.
    main = (memberships.frame["share"] >= 0.5) | memberships.frame["share"].isna()  # noqa: PLR2004
    mine = memberships.frame[parts.of_blocks() & main.to_numpy()]
    pairs = parts.neighbours
    bordering = {*pairs["organisation"], *pairs["neighbour"]}
    found: dict[int, str] = {}
    for _, members in mine.groupby("footprint_set"):
        groups = {
            str(footprint): [code for code in codes if code in places]
            for footprint, codes in members.groupby("footprint")["organisation"]
        }
        located = {name: codes for name, codes in groups.items() if codes}
        found |= _far_in(members, located, places, bordering)
    found = {position: said for position, said in found.items() if not _borders(parts, position)}
    cells = [
        (int(memberships.rows[position]), str(memberships.frame["footprint"].iloc[position]))
        for position in sorted(found)
    ]
    positions = sorted(found)
    findings.add_cells(
        "warning",
        memberships.file,
        "footprint",
        cells,
        lambda n: (
            found[positions[n]],
            "Is it in another footprint? Or are its latitude and longitude right?",
        ),
        why="One block in the wrong footprint changes whom it overlaps, and with it every plan.",
    )


def _borders(parts: Parts, position: int) -> bool:
    """Whether a block borders another of its footprint: then it is far out, but no slip."""
    frame, pairs = parts.memberships.frame, parts.neighbours
    code, name, footprint = frame.loc[position, ["organisation", "footprint_set", "footprint"]]
    there = (frame["footprint_set"] == name) & (frame["footprint"] == footprint)
    others = set(frame.loc[there, "organisation"]) - {code}
    near = set(pairs.loc[pairs["organisation"] == code, "neighbour"])
    near |= set(pairs.loc[pairs["neighbour"] == code, "organisation"])
    return bool(near & others)


def _far_in(
    members: pd.DataFrame,
    groups: dict[str, list[str]],
    places: dict[str, NDArray[np.float64]],
    bordering: set[str],
) -> dict[int, str]:
    """Return what is said of each far membership of one set, by its position in the table."""
    middles = {name: _middle([places[code] for code in codes]) for name, codes in groups.items()}
    # In a large group, one block more or less moves no median.
    spreads = {
        name: _spread([places[code] for code in codes], middles[name])
        for name, codes in groups.items()
        if len(codes) > _LARGE
    }
    found: dict[int, str] = {}
    for position, code, footprint in zip(
        members.index, members["organisation"], members["footprint"], strict=True
    ):
        if code not in places or len(groups[footprint]) <= _FEWEST:
            continue
        own = places[code]
        if footprint in spreads:
            middle, spread = middles[footprint], spreads[footprint]
            if _km(own, middle) <= max(_FAR_KM, _SPREADS * spread):
                continue
        others = [places[other] for other in groups[footprint] if other != code]
        middle = _middle(others)
        away, spread = _km(own, middle), _spread(others, middle)
        if away <= max(_FAR_KM, _SPREADS * spread):
            continue
        near = min(_km(own, other) for other in others)
        if code not in bordering and near <= _FAR_KM:
            continue
        for name, codes in groups.items():
            if name == footprint:
                continue
            closest = min((_km(own, places[other]), other) for other in codes)
            if closest[0] < near and _km(own, middles[name]) < away:
                found[int(position)] = (
                    f"{quoted(code)} lies {away:,.0f} km from the middle of this footprint, whose"
                    f" other blocks are usually {spread:,.0f} km from it; {quoted(closest[1])} in"
                    f" {quoted(name)} is {closest[0]:,.0f} km away"
                )
                break
    return found


def _points(rows: pd.DataFrame) -> NDArray[np.float64]:
    """Return places as unit vectors, whose means are places again."""
    latitude = np.radians(rows["latitude"].to_numpy(dtype=np.float64))
    longitude = np.radians(rows["longitude"].to_numpy(dtype=np.float64))
    flat = np.cos(latitude)
    return np.column_stack((flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)))


def _middle(points: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    middle = np.median(np.asarray(points), axis=0)
    length = float(np.linalg.norm(middle))
    result: NDArray[np.float64] = middle / length if length else points[0]
    return result


def _spread(points: list[NDArray[np.float64]], middle: NDArray[np.float64]) -> float:
    return float(np.median([_km(point, middle) for point in points]))


def _km(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return float(_EARTH_KM * 2 * np.arcsin(min(1.0, float(np.linalg.norm(one - other)) / 2)))


def _note_people(parts: Parts, findings: Findings) -> None:
    organisations = parts.organisations
    frame = organisations.frame
    is_block = frame["organisation"].isin(list(parts.blocks)) & (frame["population"] > 0)
    counted = frame[is_block & ~organisations.is_faulty("population")]
    people = dict(zip(counted["organisation"], counted["population"], strict=True))
    beside: dict[str, list[float]] = {}
    pairs = parts.neighbours
    for one, other in zip(pairs["organisation"], pairs["neighbour"], strict=True):
        if one in people and other in people:
            beside.setdefault(one, []).append(people[other])
            beside.setdefault(other, []).append(people[one])
    usual = counted.groupby("kind")["population"].agg(["median", "size"])
    found: list[tuple[int, float, str]] = []
    for position, code, kind in zip(
        counted.index, counted["organisation"], counted["kind"], strict=True
    ):
        near = beside.get(code, [])
        if len(near) >= _NEIGHBOURS:
            median, whose = float(np.median(near)), "its neighbours"
        elif usual.loc[kind, "size"] >= _OF_KIND:
            median, whose = float(usual.loc[kind, "median"]), f"the kind {quoted(kind)}"
        else:
            continue
        if not median / _TIMES < people[code] < median * _TIMES:
            found.append((int(position), median, whose))
    cells = organisations.cells("population", [position for position, _, _ in found])

    def describe(n: int) -> tuple[str, str]:
        _, median, whose = found[n]
        far = (
            "a hundred times"
            if float(frame["population"].iloc[found[n][0]]) > median
            else ("a hundredth of")
        )
        message = f"this is {far} what is usual for {whose} ({median:,.0f}), or beyond"
        return message, "Look for thousands that were left out, or zeros too many."

    findings.add_cells(
        "warning",
        organisations.file,
        "population",
        cells,
        describe,
        why="Plans disturb the fewest people: one wrong number decides who gives way.",
    )
