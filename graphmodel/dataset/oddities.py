"""What is legal in a dataset, but odd: most often a slip that changes results."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from graphmodel.dataset.normal_names import normal_name
from graphmodel.files.findings import listed, quoted
from graphmodel.files.tables import joined

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from graphmodel.dataset.descriptor import Settings
    from graphmodel.files.findings import Findings
    from graphmodel.files.tables import Table

_KEY = ["footprint_set", "footprint"]


@dataclass(frozen=True, eq=False)
class Parts:
    """The parts of a dataset, as far as they could be read.

    Neighbours and portions are empty where there are none. Blocks are known by their codes; the
    pair compared is None where it is not clear.
    """

    organisations: Table
    footprints: Table
    memberships: Table
    neighbours: pd.DataFrame
    portions: pd.DataFrame
    blocks: Collection[str]
    compare: tuple[str, str] | None

    @cached_property
    def ground(self) -> pd.DataFrame:
        """The memberships of blocks."""
        frame = self.memberships.frame
        return frame[frame["organisation"].isin(list(self.blocks))]


def note_oddities(parts: Parts, findings: Findings) -> None:
    """Warn of what is legal but odd in who belongs where, and in names."""
    if not parts.memberships.is_faulty("organisation", "footprint_set", "footprint").any():
        # What a code that is wrong leaves without membership is put right with that code.
        _note_empty(parts, findings)
        _note_uncovered(parts, findings)
        _note_placeless(parts, findings)
    _note_split_twice(parts, findings)
    _note_same_names(parts.organisations, "kind", findings)
    _note_same_names(parts.footprints, "footprint_set", findings)


def note_labels(settings: Settings, sets: Iterable[str], findings: Findings) -> None:
    """Warn of footprint sets that readers could not tell apart, since they have one label."""
    called: dict[str, list[str]] = {}
    for name in sets:
        label = settings.labels.get(name, name.replace("_", " "))
        called.setdefault(normal_name(label), []).append(name)
    for names in called.values():
        if len(names) > 1:
            findings.add(
                "warning",
                settings.file,
                f"these sets have the same label: {listed(map(quoted, names))}",
                "Give each a label of its own.",
                column="labels",
                value=settings.labels.get(names[-1], names[-1]),
                why="Nobody could tell which of them a footprint or a sentence is about.",
            )


def _note_empty(parts: Parts, findings: Findings) -> None:
    """Warn of footprints without a member, and of those without a block."""
    footprints, frame = parts.footprints, parts.memberships.frame
    mine = joined(footprints.frame, *_KEY)
    named = (footprints.frame[_KEY] != "").all(axis=1).to_numpy()
    empty = ~mine.isin(joined(frame, *_KEY)).to_numpy() & named
    said = ("nobody is a member of this footprint", "Is a membership missing?")
    why = "A footprint without members is in no plan."
    footprints.note(findings, "warning", "footprint", empty, said, why=why)
    ground = parts.ground
    # In a set that is no ground, such as one of partnerships of trusts, nothing is amiss.
    grounded = footprints.frame["footprint_set"].isin(ground["footprint_set"]).to_numpy()
    without = ~mine.isin(joined(ground, *_KEY)).to_numpy() & ~empty & named & grounded
    said = (
        "only partners are members of this footprint, and no block",
        "Is the membership of a block missing, or its footprint another?",
    )
    why = "A footprint without blocks has no people: it overlaps nothing, and is in no plan."
    footprints.note(findings, "warning", "footprint", without, said, why=why)


def _note_uncovered(parts: Parts, findings: Findings) -> None:
    mine = parts.ground
    for name in parts.compare or ():
        covered = set(mine.loc[mine["footprint_set"] == name, "organisation"])
        without = sorted(set(parts.blocks) - covered)
        if without:
            some = f"{len(without):,} blocks have" if len(without) > 1 else "one block has"
            findings.add(
                "warning",
                parts.memberships.file,
                f"{some} no footprint in the set {quoted(name)}: {listed(without)}",
                "They count as uncovered.",
                why="People who are in one set only cannot be dealt with by a plan.",
            )


def _note_split_twice(parts: Parts, findings: Findings) -> None:
    memberships = parts.memberships
    frame, mine = memberships.frame, parts.ground
    sets = parts.compare or ()
    keys = [mine.loc[mine["footprint_set"] == name, "organisation"] for name in sets]
    twice = set.intersection(*(set(key[key.duplicated()]) for key in keys)) if keys else set()
    if set(sets) <= set(parts.portions):
        counted = parts.portions[(parts.portions[list(sets)] != "").all(axis=1)]
        twice -= set(counted["organisation"])
    code = frame["organisation"]
    once = (code.isin(list(twice)) & ~code.duplicated()).to_numpy()
    message = (
        "this block is split in both of the sets compared, so its numbers are estimated as "
        "the product of its shares"
    )
    remedy = "Cut it at the source into parts in one footprint of each set, or give its portions."
    why = "Shares alone do not say who is in both of two footprints."
    memberships.note(findings, "warning", "organisation", once, (message, remedy), why=why)


def _note_placeless(parts: Parts, findings: Findings) -> None:
    """Warn of organisations without any membership; blocks are told of as uncovered."""
    organisations = parts.organisations
    codes = organisations.frame["organisation"]
    placeless = ~codes.isin(parts.memberships.frame["organisation"]).to_numpy()
    placeless &= ~codes.isin(list(parts.blocks)).to_numpy() & (codes != "").to_numpy()
    said = (
        "this organisation belongs to no footprint of any set",
        "Add its memberships, or delete it.",
    )
    why = "A partner without footprints is left out of what plans mean for partners."
    organisations.note(findings, "warning", "organisation", placeless, said, why=why)


def _note_same_names(table: Table, group: str, findings: Findings) -> None:
    """Warn of names that differ in case, spaces, punctuation and the like only, or not at all."""
    if "name" in table.lacking:
        return
    names = table.frame["name"].tolist()
    firsts: dict[tuple[str, str], int] = {}
    earlier_of: dict[int, int] = {}
    for place, (key, name) in enumerate(zip(table.frame[group], names, strict=True)):
        if name and (first := firsts.setdefault((key, normal_name(name)), place)) != place:
            earlier_of[place] = first
    places = np.array(list(earlier_of), np.intp)

    def describe(n: int) -> tuple[str, str]:
        earlier = earlier_of[int(places[n])]
        same = names[places[n]] == names[earlier]
        but = "" if same else f", {quoted(names[earlier])}, but for the way it is written"
        remedy = "If they are the same, keep one code; otherwise tell them apart by name."
        return f"this is the name of row {table.rows[earlier]} as well{but}", remedy

    why = "What is listed twice counts twice, and readers cannot tell the two apart."
    table.note(findings, "warning", "name", places, describe, why=why)


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
    """
    _note_far(parts, findings)
    _note_people(parts, findings)


def _note_far(parts: Parts, findings: Findings) -> None:
    frame = parts.organisations.frame
    rows = frame[["organisation", "latitude", "longitude"]].dropna()
    rows = rows[rows["organisation"].isin(list(parts.blocks))].drop_duplicates("organisation")
    # Of a block in several footprints, those that hold a small part of it may well be far off.
    main = ~(parts.ground["share"] < 0.5)  # noqa: PLR2004
    mine = parts.ground[main & parts.ground["organisation"].isin(rows["organisation"])]
    mine = mine.drop_duplicates(["organisation", *_KEY])
    points = _points(rows)[pd.Index(rows["organisation"]).get_indexer(mine["organisation"])]
    beside: dict[str, set[str]] = defaultdict(set)
    ends = parts.neighbours[["organisation", "neighbour"]]
    for one, other in ends.itertuples(index=False):
        beside[one].add(other)
        beside[other].add(one)
    found: dict[int, str] = {}
    for places in mine.groupby("footprint_set").indices.values():
        found |= _far_in(mine.iloc[places], points[places], beside)
    memberships = parts.memberships
    spots = np.array(sorted(found.keys() - _inside(parts, found, beside)), np.intp)
    remedy = "Is it in another footprint? Or are its latitude and longitude right?"
    why = "One block in the wrong footprint changes whom it overlaps, and with it every plan."
    memberships.note(
        findings, "warning", "footprint", spots, lambda n: (found[int(spots[n])], remedy), why=why
    )


def _inside(parts: Parts, found: Collection[int], beside: Mapping[str, set[str]]) -> set[int]:
    """Return who borders another of the same footprint: that is far out, but no slip."""
    frame = parts.memberships.frame[["organisation", *_KEY]]
    held = set(frame.itertuples(index=False, name=None)) if found else set()
    there = zip(found, frame.loc[list(found)].itertuples(index=False, name=None), strict=True)
    return {
        spot
        for spot, (code, *footprint) in there
        if any((other, *footprint) in held for other in beside[code] - {code})
    }


def _far_in(
    members: pd.DataFrame, points: NDArray[np.float64], bordering: Collection[str]
) -> dict[int, str]:
    """Return what is said of each far membership of one set, by its position in the table."""
    codes = members["organisation"].to_numpy()
    groups = {
        str(name): np.asarray(rows, np.intp)
        for name, rows in sorted(members.groupby("footprint").indices.items())
    }
    middles = {name: _middle(points[rows]) for name, rows in groups.items()}
    found: dict[int, str] = {}
    for footprint, rows in groups.items():
        for place, away, spread, near in _suspects(points[rows], middles[footprint]):
            row = rows[place]
            if codes[row] not in bordering and near <= _FAR_KM:
                continue
            own = points[row]
            for name, there in groups.items():
                distance, closest = min(zip(_km(points[there], own), codes[there], strict=True))
                if name != footprint and distance < near and _km(own, middles[name]) < away:
                    found[int(members.index[row])] = (
                        f"{quoted(codes[row])} lies {away:,.0f} km from the middle of this"
                        f" footprint, whose other blocks are usually {spread:,.0f} km from it;"
                        f" {quoted(closest)} in {quoted(name)} is {distance:,.0f} km away"
                    )
                    break
    return found


def _suspects(
    points: NDArray[np.float64], middle: NDArray[np.float64]
) -> Iterator[tuple[int, float, float, float]]:
    """Yield who is far off in one footprint: by place, with three distances.

    They are its own from the middle of the others, what those of the others from it usually are,
    and its own from the nearest of them.
    """
    if len(points) <= _FEWEST:
        return
    places = np.arange(len(points))
    some = [places]
    if len(points) > _LARGE:
        # In a large group, one block more or less moves no median; one by one, it needs less room.
        distances = _km(points, middle)
        some = [*places[distances > max(_FAR_KM, _SPREADS * np.median(distances))][:, None]]
    for chosen in some:
        all_but_one = places[:-1] + (places[:-1] >= chosen[:, None])
        own, others = points[chosen, None], points[all_but_one]
        middles = _middle(others)[:, None]
        away, spread = _km(own, middles)[:, 0], np.median(_km(others, middles), axis=1)
        near = _km(others, own).min(axis=1)
        far = away > np.maximum(_FAR_KM, _SPREADS * spread)
        yield from zip(chosen[far], away[far], spread[far], near[far], strict=True)


def _points(rows: pd.DataFrame) -> NDArray[np.float64]:
    """Return places as unit vectors, whose means are places again."""
    latitude = np.radians(rows["latitude"].to_numpy(dtype=np.float64))
    longitude = np.radians(rows["longitude"].to_numpy(dtype=np.float64))
    flat = np.cos(latitude)
    return np.column_stack((flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)))


def _middle(points: NDArray[np.float64]) -> NDArray[np.float64]:
    middle = np.median(points, axis=-2)
    length = np.linalg.norm(middle, axis=-1, keepdims=True)
    result: NDArray[np.float64] = np.where(
        length, middle / (length + (length == 0)), points[..., 0, :]
    )
    return result


def _km(points: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    chords = np.linalg.norm(points - other, axis=-1)
    return np.asarray(_EARTH_KM * 2 * np.arcsin(np.minimum(1.0, chords / 2)))


def _note_people(parts: Parts, findings: Findings) -> None:
    organisations = parts.organisations
    frame = organisations.frame
    is_block = frame["organisation"].isin(list(parts.blocks)) & (frame["population"] > 0)
    counted = frame[is_block & ~organisations.is_faulty("population")]
    own = counted["population"].to_numpy()
    if own.size == 0 or (own.max() / _TIMES < own.min() and own.max() < own.min() * _TIMES):
        return  # all of them fit any median of some
    people = counted.drop_duplicates("organisation").set_index("organisation")["population"]
    pairs = parts.neighbours[["organisation", "neighbour"]]
    ends = pd.concat([pairs, pairs.set_axis(["neighbour", "organisation"], axis=1)])
    # Of no neighbours, the people would be text.
    numbers = ends["neighbour"].map(people).astype(float)
    beside = ends.assign(people=numbers).dropna(subset="people")
    near = beside.groupby("organisation")["people"].agg(["median", "size"])
    near = near.reindex(counted["organisation"])
    alike = counted.groupby("kind")["population"].agg(["median", "size"]).reindex(counted["kind"])
    bordered = (near["size"] >= _NEIGHBOURS).to_numpy()
    medians = np.where(bordered, near["median"], alike["median"])
    known = bordered | (alike["size"] >= _OF_KIND).to_numpy()
    fitting = (medians / _TIMES < own) & (own < medians * _TIMES)
    odd = np.flatnonzero(known & ~fitting)

    def describe(n: int) -> tuple[str, str]:
        at = odd[n]
        kind = f"the kind {quoted(counted['kind'].iloc[at])}"
        far = "a hundred times" if own[at] > medians[at] else "a hundredth of"
        whose = "its neighbours" if bordered[at] else kind
        message = f"this is {far} what is usual for {whose} ({medians[at]:,.0f}), or beyond"
        return message, "Look for thousands that were left out, or zeros too many."

    places = counted.index.to_numpy(np.intp)[odd]
    why = "Plans disturb the fewest people: one wrong number decides who gives way."
    organisations.note(findings, "warning", "population", places, describe, why=why)
