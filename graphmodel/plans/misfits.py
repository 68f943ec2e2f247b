"""Misfits: what defines a plan and does not fit the footprints and portions there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, get_args

from graphmodel.dataset.given import given_misfits, with_given
from graphmodel.dataset.targets import JOINT, Target
from graphmodel.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from graphmodel.overlap.overlap import Overlap, Side
    from graphmodel.plans.outcome import Proposed

_PEOPLE_TOLERANCE: Final = 1e-6

_SHOWN_AT_MOST: Final = 20

_COLUMNS: Final = {
    "successors": ("footprint_set", "footprint", "successor"),
    "resulting": ("footprint_set", "footprint", "name"),
    "assignment": ("organisation", "a", "b", "people", "to_a", "to_b"),
}
"""Columns that the frames of a plan cannot do without; texts, but for one."""


class Stated(NamedTuple):
    """What defines a plan, be it of a file or of frames.

    Attributes
    ----------
    successors
        The successor of each footprint, by set.
    resulting
        The footprints that the plan results in, by set; None where nobody lists them.
    named
        Resulting footprints that a user has named, by set.
    rows
        The portions: organisation, footprints, people, footprints to be.
    """

    successors: Mapping[str, Mapping[str, str]]
    resulting: Mapping[str, Sequence[str]] | None
    named: Mapping[str, Collection[str]]
    rows: Sequence[tuple[str, str, str, float, str, str]]

    def moves(self, side: int) -> list[tuple[str, str]]:
        """Return for every portion the footprint of one set that it is in, and will be in."""
        return [(b, to_b) if side else (a, to_a) for _, a, b, _, to_a, to_b in self.rows]


def refuse(name: str, problems: Iterable[str]) -> None:
    """Raise an error with one line a problem, of many the first ones, if there are any."""
    found = [f"{name}: {problem}" for problem in problems]
    rest = len(found) - _SHOWN_AT_MOST
    if found:
        more = [f"and {rest} more"] if rest > 0 else []
        raise PlanError("\n".join(found[:_SHOWN_AT_MOST] + more))


def largest(side: Side, codes: Sequence[str]) -> str:
    """Return the footprint with most people, undecided ones included; of equals, the first by code.

    It carries on those of its set that merge, under its code and name.
    """
    return min(codes, key=lambda code: (-side.people[code], code))


def sound_assignment(plan: Proposed) -> pd.DataFrame:
    """Return the assignment of a plan in the order of the portions, if it is one.

    Raises
    ------
    PlanError
        When its parts do not fit each other.
    """
    name, overlap, assignment = "the plan", plan.overlap, plan.assignment
    frames = {part: getattr(plan, part) for part in _COLUMNS}
    refuse(name, (line for part, frame in frames.items() for line in _lacking(part, frame)))
    cells = {part: [frames[part][one].tolist() for one in _COLUMNS[part]] for part in frames}
    refuse(name, (line for part, columns in cells.items() for line in _unlike(part, columns)))
    refuse(name, _strange_overlap(plan))
    successors: dict[str, dict[str, str]] = {one: {} for one in overlap.compare}
    resulting: dict[str, list[str]] = {one: [] for one in overlap.compare}
    problems = [*unsound_aims(overlap.compare, plan.lead, plan.target)]
    for footprint_set, code, successor in zip(*cells["successors"], strict=True):
        if code in successors.setdefault(footprint_set, {}):
            problems.append(f"successors: {code!r} is there more than once. Remove one.")
        successors[footprint_set][code] = successor
    for footprint_set, code, _ in zip(*cells["resulting"], strict=True):
        resulting.setdefault(footprint_set, []).append(code)
    named = {one: [code for place, code in plan.names if place == one] for one, _ in plan.names}
    strange = dict.fromkeys([*successors, *resulting, *named])
    problems += (f"{one!r} is not compared" for one in strange if one not in overlap.compare)
    stated = Stated(successors, resulting, named, list(zip(*cells["assignment"], strict=True)))
    problems += footprint_misfits(stated, overlap)
    portions = overlap.portions
    if set(portions) <= set(assignment) and portions.equals(assignment[list(portions)]):
        refuse(name, problems)
        return assignment
    refuse(name, [*problems, *portion_misfits(stated, overlap)])
    to = {row[:3]: row[4:] for row in stated.rows}
    rows = portions[["organisation", "a", "b"]].itertuples(index=False, name=None)
    return with_places(portions, [to[row] for row in rows])


def with_places(portions: pd.DataFrame, places: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Return portions with the footprints that they will be in."""
    return portions.assign(to_a=[a for a, _ in places], to_b=[b for _, b in places])


def _lacking(part: str, frame: pd.DataFrame) -> Iterator[str]:
    for column in _COLUMNS[part]:
        if column not in frame:
            yield f"{part}: the column {column!r} is missing. Add it."


def _unlike(part: str, columns: Sequence[Sequence[object]]) -> Iterator[str]:
    """Say which cells of a frame hold no text, or no people."""
    for column, cells in zip(_COLUMNS[part], columns, strict=True):
        kind, what = (float | int, "number") if column == "people" else (str, "text")
        if not all(isinstance(cell, kind) for cell in cells):
            for number, cell in enumerate(cells, start=1):
                if not isinstance(cell, kind):
                    yield f"{part}, entry {number}: {column!r} is missing or no {what}"


def _strange_overlap(plan: Proposed) -> Iterator[str]:
    """Say that an overlap is that of other data, or of sets that there are not."""
    unknown = [one for one in plan.overlap.compare if one not in plan.dataset.footprint_sets]
    for footprint_set in unknown:
        yield f"compare: {plan.dataset.name} has no footprint set {footprint_set!r}."
    yield from (given := list(given_misfits(plan.dataset, plan.given)) if plan.given else [])
    if not (unknown or given or _is_of(plan)):
        yield (
            f"overlap: it is none of {plan.dataset.name!r} as it is. Build it of that dataset"
            " (`build_overlap`)."
        )


def _is_of(plan: Proposed) -> bool:
    """Tell whether an overlap is that of the dataset, with what is given."""
    built = plan.overlap.dataset
    if built is plan.dataset and not plan.given:
        return True
    return built.sha256 == with_given(plan.dataset, plan.given).sha256


def unsound_aims(compare: tuple[str, str], lead: Any, target: Any) -> Iterator[str]:  # noqa: ANN401 - of a user
    """Say what a plan cannot be asked for."""
    if target is not None and target not in get_args(Target):
        yield f"options.target: {target!r} is none of {', '.join(get_args(Target))}"
    elif target and lead not in (*compare, JOINT):
        yield f"options.lead: {lead!r} is neither of the sets compared nor {JOINT!r}"
    if target == "nested" and lead == JOINT:
        yield "options.target: a joint plan cannot be 'nested', since neither set leads"


def footprint_misfits(stated: Stated, overlap: Overlap) -> Iterator[str]:
    """Say which codes of a plan do not fit the footprints that there are."""
    for side, name in enumerate(overlap.compare):
        linked = set(overlap.edges["ab"[side]])
        named = set(stated.successors[name])
        label = f"successors, {name}"
        for code in sorted(linked - named):
            yield f"{label}: footprint {code!r} has no successor. Give it one."
        for code in sorted(named - linked):
            yield f"{label}: {code!r} is no footprint with an overlap. Remove it."
        alone = set(overlap.codes[side]) - linked
        used = used_footprints(stated, side, name, alone)
        yield from _renamed(stated, overlap.sides[side], linked, used)
        yield from _unlisted(stated, side, name, used, alone)


def _unlisted(
    stated: Stated, side: int, name: str, used: set[str], alone: set[str]
) -> Iterator[str]:
    """Say which resulting footprints are not listed as such, or listed in vain."""
    listed = list(used) if stated.resulting is None else stated.resulting[name]
    results = set(listed)
    label = f"resulting, {name}"
    if len(results) < len(listed):
        for code in sorted(code for code in results if listed.count(code) > 1):
            yield f"{label}: {code!r} is there more than once. Remove one."
    for code in sorted(results - used):
        yield f"{label}: {code!r} succeeds nothing, and nobody goes there. Remove it."
    for code in sorted(results & alone):
        yield f"{label}: {code!r} has no overlap and stays. Use another code."
    if not used <= results:
        for place, code in _uses(stated, side, name, alone):
            if code not in results:
                yield (
                    f"{place}: {code!r} is not among the resulting footprints. List it there,"
                    " or correct it."
                )


def _renamed(stated: Stated, side: Side, linked: set[str], used: set[str]) -> Iterator[str]:
    """Say which resulting footprints do not go by what they carry on, or are named in vain."""
    name = side.footprint_set
    merged: dict[str, list[str]] = {}
    for code, successor in sorted(stated.successors[name].items()):
        if code in linked:
            merged.setdefault(successor, []).append(code)
    for successor, codes in merged.items():
        carried = largest(side, codes) if len(codes) > 1 else codes[0]
        if successor != carried:
            yield (
                f"successors, {name}: {successor!r} carries on {', '.join(map(repr, codes))}."
                f" Nothing is renamed: let it go by the code of the largest, {carried!r}."
            )
    for code in sorted((used & linked) - set(merged)):
        yield (
            f"assignment, to_{name}: {code!r} is a footprint of today, which"
            f" {stated.successors[name].get(code)!r} carries on. Use another code for a new one."
        )
    for code in sorted(set(stated.named.get(name, ())) - used):
        yield f"names, {name}: {code!r} is no resulting footprint. Remove it."


def used_footprints(stated: Stated, side: int, footprint_set: str, alone: set[str]) -> set[str]:
    """Return the resulting footprints of a set that a plan refers to."""
    moves = set(stated.moves(side))
    there = {to for at, to in moves if to != at or at not in alone}
    return there.union(stated.successors[footprint_set].values())


def _uses(
    stated: Stated, side: int, footprint_set: str, alone: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield the resulting footprints that a plan refers to, each behind where it does."""
    for code, successor in sorted(stated.successors[footprint_set].items()):
        yield f"successors, {footprint_set}, {code!r}", successor
    for number, (at, to) in enumerate(stated.moves(side), start=1):
        if to != at or at not in alone:
            yield f"assignment, entry {number}, to_{footprint_set}", to


def portion_misfits(stated: Stated, overlap: Overlap) -> Iterator[str]:
    """Say which portions a plan lacks, has twice or too many, or counts wrongly."""
    first, second = overlap.compare
    rows = overlap.portions[["organisation", "a", "b", "people"]].itertuples(index=False)
    expected = {(one, a, b): people for one, a, b, people in rows}
    seen = set()
    for number, row in enumerate(stated.rows, start=1):
        key, people = row[:3], row[3]
        place = f"assignment, entry {number}"
        if key not in expected:
            yield (
                f"{place}: {key[0]!r} does not lie in {first} {key[1]!r} and {second} {key[2]!r}."
                " Remove it, or correct it."
            )
        elif key in seen:
            yield f"{place}: {key[0]!r} in {key[1]!r} and {key[2]!r} is there twice. Remove one."
        elif not abs(people - expected[key]) <= _PEOPLE_TOLERANCE * max(1.0, expected[key]):
            yield f"{place}, people: {people:g} is stated where {expected[key]:g} are."
        seen.add(key)
    for one, a, b in sorted(set(expected) - seen):
        yield f"assignment: {one!r} in {first} {a!r} and {second} {b!r} is missing. Add it."
