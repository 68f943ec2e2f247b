"""Misfits: what a plan file says that does not fit the footprints and portions there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphmodel.plans.plan import largest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.overlap.overlap import Overlap, Side
    from graphmodel.planfiles.schema import PlanFile

_PEOPLE_TOLERANCE: Final = 1e-6


def footprint_misfits(file: PlanFile, overlap: Overlap) -> Iterator[str]:
    """Say which codes of a file do not fit the footprints that there are."""
    for side, name in enumerate(overlap.compare):
        linked = set(overlap.edges["ab"[side]])
        named = set(file.successors[name])
        label = f"successors, {name}"
        for code in sorted(linked - named):
            yield f"{label}: footprint {code!r} has no successor. Give it one."
        for code in sorted(named - linked):
            yield f"{label}: {code!r} is no footprint with an overlap. Remove it."
        alone = set(overlap.codes[side]) - linked
        used = used_footprints(file, name, alone)
        yield from _renamed(file, overlap.sides[side], linked, set(used.values()))
        if file.resulting is None:
            results = set(used.values())
        else:
            listed = [row.footprint for row in file.resulting[name]]
            results = set(listed)
            label = f"resulting, {name}"
            for code in sorted(code for code in results if listed.count(code) > 1):
                yield f"{label}: {code!r} is there more than once. Remove one."
            for code in sorted(results - set(used.values())):
                yield f"{label}: {code!r} succeeds nothing, and nobody goes there. Remove it."
        for code in sorted(results & alone):
            yield f"resulting, {name}: {code!r} has no overlap and stays. Use another code."
        for place, code in used.items():
            if code not in results:
                yield (
                    f"{place}: {code!r} is not among the resulting footprints. List it there, or"
                    " correct it."
                )


def _renamed(file: PlanFile, side: Side, linked: set[str], used: set[str]) -> Iterator[str]:
    """Say which resulting footprints do not go by what they carry on, or are named in vain."""
    name = side.footprint_set
    merged: dict[str, list[str]] = {}
    for code, successor in sorted(file.successors[name].items()):
        if code in linked:
            merged.setdefault(successor, []).append(code)
    for successor, codes in merged.items():
        carried = largest(side, codes)
        if successor != carried:
            yield (
                f"successors, {name}: {successor!r} carries on {', '.join(map(repr, codes))}."
                f" Nothing is renamed: let it go by the code of the largest, {carried!r}."
            )
    for code in sorted((used & linked) - set(merged)):
        yield (
            f"assignment, to_{name}: {code!r} is a footprint of today, which"
            f" {file.successors[name].get(code)!r} carries on. Use another code for a new one."
        )
    for code in sorted(set(file.names.get(name, {})) - used):
        yield f"names, {name}: {code!r} is no resulting footprint. Remove it."


def used_footprints(file: PlanFile, footprint_set: str, alone: set[str]) -> dict[str, str]:
    """Return the resulting footprints that a file refers to, by where it does."""
    used = {
        f"successors, {footprint_set}, {code!r}": successor
        for code, successor in sorted(file.successors[footprint_set].items())
    }
    for number, row in enumerate(file.assignment, start=1):
        at, to = row.at(footprint_set), row.to(footprint_set)
        if to != at or at not in alone:
            used[f"assignment, entry {number}, to_{footprint_set}"] = to
    return used


def portion_misfits(file: PlanFile, overlap: Overlap) -> Iterator[str]:
    """Say which portions a file lacks, has twice or too many, or counts wrongly."""
    first, second = overlap.compare
    rows = overlap.portions[["organisation", "a", "b", "people"]].itertuples(index=False)
    expected = {(one, a, b): people for one, a, b, people in rows}
    seen = set()
    for number, row in enumerate(file.assignment, start=1):
        key = (row.organisation, row.at(first), row.at(second))
        place = f"assignment, entry {number}"
        if key not in expected:
            yield (
                f"{place}: {key[0]!r} does not lie in {first} {key[1]!r} and {second} {key[2]!r}."
                " Remove it, or correct it."
            )
        elif key in seen:
            yield f"{place}: {key[0]!r} in {key[1]!r} and {key[2]!r} is there twice. Remove one."
        elif abs(row.people - expected[key]) > _PEOPLE_TOLERANCE * max(1.0, expected[key]):
            yield f"{place}, people: {row.people:g} is stated where {expected[key]:g} are."
        seen.add(key)
    for one, a, b in sorted(set(expected) - seen):
        yield f"assignment: {one!r} in {first} {a!r} and {second} {b!r} is missing. Add it."
