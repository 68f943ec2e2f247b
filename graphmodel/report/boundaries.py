"""Boundaries: footprints whose ground changes, with who leaves and who comes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from graphmodel.plans.grounds import grounds
from graphmodel.show.content import table_of
from graphmodel.wording import capital, join_names, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphmodel.report.case import Case
    from graphmodel.show.content import Block, Picture

_NONE: Final = "–"


@dataclass(frozen=True, slots=True)
class Boundary:
    """A footprint whose ground changes.

    Attributes
    ----------
    footprint_set, code
        Its set, and its code today or as a new one.
    kind
        Whether it is new, ends, or has another boundary.
    now, out, into, after
        People in it now, who leave, who come, and in it afterwards.
    """

    footprint_set: str
    code: str
    kind: Literal["boundary", "abolished", "new"]
    now: float
    out: float
    into: float
    after: float


def boundaries(case: Case) -> tuple[Boundary, ...]:
    """Return the footprints of the sets that can change whose ground does, by set and code."""
    found = []
    for name in case.sets:
        counts: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        for _, people, here, there in grounds(case.plan, name):
            counts[here][0] += people
            if here != there:
                counts[here][1] += people
                counts[there][2] += people
        overlap, after = case.plan.overlap, case.plan.overlap_after
        existing, resulting = (set(each.codes[overlap.side(name)]) for each in (overlap, after))
        for code in sorted(counts):
            now, out, into = counts[code]
            if out or into:
                kind: Literal["boundary", "abolished", "new"] = "boundary"
                if code not in resulting:
                    kind = "abolished"
                elif code not in existing:
                    kind = "new"
                found.append(Boundary(name, code, kind, now, out, into, now - out + into))
    return tuple(found)


def boundaries_annex(case: Case, shown: Mapping[str, Picture]) -> Iterator[Block]:
    """Yield the footprints whose ground changes, and where they overlap now."""
    if not case.acts:
        return
    rows = []
    after = case.plan.overlap_after
    for one in boundaries(case):
        change = one.after / one.now - 1 if one.now else None
        side = after.side(one.footprint_set)
        code = one.code
        if one.kind == "abolished":
            into = str(case.plan.successor[side].loc[code])
            then = f"becomes part of {case.then.footprint(one.footprint_set, into)}"
        else:
            edges = after.edges[after.edges["ab"[side]] == code]
            other = after.compare[1 - side]
            names = sorted(case.then.footprint(other, str(two)) for two in edges["ba"[side]])
            there = after.sides[side]
            if there.undecided[there.codes.get_loc(code)]:
                names.append("places that have none yet")
            then = join_names(names, at_most=len(names))
        rows.append(
            (
                (case.then if one.kind == "new" else case.now).footprint(one.footprint_set, code),
                *(one.now, one.out, one.into, one.after),
                _NONE if change is None else _signed(change),
                then,
            )
        )
    if rows:
        people = capital(case.people)
        yield table_of(
            f"{capital(plural(case.label))} whose ground changes with option {case.option.id}",
            [
                (capital(case.label), "long", 4.0),
                (f"{people} now", "people", 2.0),
                ("Out", "people", 1.8),
                ("In", "people", 1.8),
                ("After", "people", 2.0),
                ("Change", "figure", 1.6),
                (f"{capital(case.other_set)} it then has part in", "long", 3.8),
            ],
            rows,
        )
    if "overlaps" in shown:
        yield shown["overlaps"]


def _signed(change: float) -> str:
    """Return a change in per cent; one that is nothing when rounded has no sign."""
    rounded = round(100 * change, 1)
    return f"{rounded:+.1f} %".replace("-", "−") if rounded else "0.0 %"
