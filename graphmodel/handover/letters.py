"""One page for one footprint or partner: what a plan means for it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from graphmodel.errors import OptionError
from graphmodel.files.findings import hint
from graphmodel.handover.affected import affected_partners
from graphmodel.handover.patients import divided_people
from graphmodel.handover.register import Register
from graphmodel.overlap.names import Names
from graphmodel.plans.plan import given_names
from graphmodel.show.content import Heading, Notes, Paragraph, Title, table_of
from graphmodel.show.facts import plan_title
from graphmodel.wording import capital, join_clauses, people_phrase, plural, share_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from graphmodel.handover.patients import Divided
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.plans.plan import Plan
    from graphmodel.show.content import Block

ALL: Final = "all"
"""Stands for every footprint whose ground changes, and every partner with other footprints."""

_GAP: Final = "⟦ ⟧"
_NONE: Final = "none"

_FOOTPRINT_GAPS: Final = (
    "Money that goes and comes",
    "Contracts and pooled budgets with the partners named",
    "Posts, and consultation with staff",
    "Views of partners and the public; who leads",
)
_PARTNER_GAPS: Final = (
    "Agreements and pooled budgets that end or are made anew",
    "Services planned with the footprints named",
    "Equality impact",
    "View of members or the board, and its date",
)


class Letters:
    """Writes what a plan means for whom it concerns.

    Parameters
    ----------
    plan
        A plan.
    start
        When it is to be in force, in words; blank where that is not known.
    """

    def __init__(self, plan: Plan, start: str = "") -> None:
        self._plan = plan
        self._start = start
        self._register = Register(plan).frame()
        self._partners = {one.organisation: one for one in affected_partners(plan)}
        self._dealt = plan.to_frame("partner_footprints")
        self._now = Names(plan.dataset, plan.overlap)
        self._then = Names(plan.dataset, plan.overlap_after, given_names(plan))

    @cached_property
    def _people(self) -> dict[str, dict[str, Divided]]:
        return {name: divided_people(self._plan, name) for name in self._plan.overlap.compare}

    def addressees(self, whom: Sequence[str]) -> tuple[str, ...]:
        """Return those named, as ``SET:CODE``; of ``all`` every one for whom something changes.

        Raises
        ------
        OptionError
            When there is no such footprint, council or trust.
        """
        footprints, partners = self._footprints(), self._known_partners()
        found: dict[str, None] = {}
        for one in whom:
            if one == ALL:
                changed = self._register[self._register["kind"] != "unchanged"]
                ends = zip(
                    changed["footprint_set"],
                    changed["old_code"],
                    changed["new_footprint"],
                    strict=True,
                )
                codes = {f"{name}:{code}" for name, *both in ends for code in both}
                found |= dict.fromkeys(key for key in footprints if key in codes)
                concerned = (
                    key for key, code in partners.items() if self._partners[code].regrouped
                )
                found |= dict.fromkeys(concerned)
            elif one in footprints or one in partners:
                found[one] = None
            else:
                near = hint(one, [*footprints, *partners])
                raise OptionError(
                    f"`whom` takes SET:CODE of a footprint, KIND:CODE of a partner, or all,"
                    f" not {one!r}{near}"
                )
        return tuple(found)

    def _footprints(self) -> dict[str, None]:
        rows = self._register
        return {
            f"{name}:{code}": None
            for name in self._plan.overlap.compare
            for code in sorted(
                {
                    *rows.loc[rows["footprint_set"] == name, "old_code"],
                    *rows.loc[rows["footprint_set"] == name, "new_footprint"],
                }
            )
        }

    def _known_partners(self) -> dict[str, str]:
        rows = self._plan.dataset.partners
        return {
            f"{kind}:{code}": code
            for kind, code in zip(rows["kind"], rows["organisation"], strict=True)
        }

    def blocks(self, addressee: str) -> Iterator[Block]:
        """Yield a letter, of one of the addressees."""
        name, _, code = addressee.partition(":")
        if addressee in self._footprints():
            yield from self._to_footprint(name, code)
        else:
            yield from self._to_partner(code)

    def _title(self, name: str) -> Title:
        day = f". Date of change: {self._start}" if self._start else ""
        return Title(f"What it means for {name}", f"{plan_title(self._plan)}{day}.")

    def _to_footprint(self, name: str, code: str) -> Iterator[Block]:
        plan, label = self._plan, self._plan.dataset.label(name)
        rows = self._register[self._register["footprint_set"] == name]
        own = rows[(rows["old_code"] == code) | (rows["new_footprint"] == code)]
        change = own[(own["kind"] != "unchanged") & (own["old_code"] != own["new_footprint"])]
        side = plan.overlap.side(name)
        known = code in plan.overlap.codes[side]
        names = self._now if known else self._then
        yield self._title(names.labelled(name, code))
        people = plan.dataset.people_label
        if change.empty:
            yield Paragraph(f"Its ground stays as it is, with the same {people}.")
        else:
            going, coming = (
                float(change.loc[change[end] == code, "people"].sum())
                for end in ("old_code", "new_footprint")
            )
            yield Paragraph(
                f"{people_phrase(going, people)} would be in another {label}, and"
                f" {people_phrase(coming, people)} would come from others."
            )
        yield table_of(
            "Now and after",
            [("", "long", 6.0), ("Now", "figure", 5.0), ("After", "figure", 5.0)],
            list(self._standing(name, code)),
        )
        if not change.empty:
            yield table_of(
                "Who leaves, and who joins",
                [
                    ("", "long", 5.0),
                    (capital(people), "people", 2.2),
                    ("From", "long", 3.4),
                    ("To", "long", 3.4),
                    ("Known from", "long", 3.0),
                ],
                [
                    (
                        row["organisation_names"] or "all of it",
                        *(row["people"], row["old_name"], row["new_name"], row["evidence"]),
                    )
                    for row in change.to_dict("records")
                ],
            )
        yield from self._why(change)
        dealt = self._dealt
        with_it = dealt[(dealt["footprint_set"] == name) & (dealt["footprint"] == code)]
        yield from self._told(with_it["organisation"].tolist())
        yield from _gaps(_FOOTPRINT_GAPS)

    def _standing(self, name: str, code: str) -> Iterator[tuple[Any, ...]]:
        """Yield what a footprint is now and afterwards."""
        plan = self._plan
        side = plan.overlap.side(name)
        other = plan.overlap.compare[1 - side]
        moments: list[tuple[str, str, str]] = []
        for overlap, names in ((plan.overlap, self._now), (plan.overlap_after, self._then)):
            moments.append(_moment(overlap, names, side, code))
        labels = capital(plural(plan.dataset.label(other)))
        whats = (
            capital(plan.dataset.people_label),
            f"{labels} that it has part in",
            "of these, wholly inside",
        )
        yield from zip(whats, *moments, strict=True)
        dealt = self._dealt
        mine = dealt[(dealt["footprint_set"] == name) & (dealt["footprint"] == code)]
        counts = (int(mine[f"deals_{one}"].sum()) for one in ("before", "after"))
        yield ("Councils and trusts that it deals with", *(f"{count:,}" for count in counts))

    def _to_partner(self, code: str) -> Iterator[Block]:
        plan, affected = self._plan, self._partners[code]
        yield self._title(affected.name)
        yield Paragraph(affected.sentence)
        mine = self._dealt[self._dealt["organisation"] == code]
        rows = []
        for name in plan.overlap.compare:
            of = mine[mine["footprint_set"] == name]
            now, after = (
                "; ".join(of.loc[of[f"deals_{one}"], "footprint_name"]) or _NONE
                for one in ("before", "after")
            )
            rows.append((capital(plan.dataset.label(name)), now, after))
        yield table_of(
            "Whom it deals with",
            [("", "long", 4.0), ("Now", "long", 6.0), ("After", "long", 6.0)],
            rows,
        )
        pairs = set(zip(mine["footprint_set"], mine["footprint"], strict=True))
        register = self._register
        concerned = [
            affected.regrouped and (name, old) in pairs and ((name, new) in pairs) and old != new
            for name, old, new in zip(
                register["footprint_set"],
                register["old_code"],
                register["new_footprint"],
                strict=True,
            )
        ]
        yield from self._why(register[concerned])
        yield from self._flows(code)
        yield from _gaps(_PARTNER_GAPS)

    def _flows(self, code: str) -> Iterator[Block]:
        """Yield where the people of a partner live whose footprint changes, if that is known."""
        for name in self._plan.overlap.compare:
            one = self._people[name].get(code)
            if one is not None and one.changing:
                yield Paragraph(
                    f"Of the people who are counted for it, {share_phrase(one.changing)} live where"
                    f" the {self._plan.dataset.label(name)} changes."
                )

    def _why(self, change: pd.DataFrame) -> Iterator[Block]:
        """Yield the reasons of the steps in some rows of the register."""
        ranks = sorted({int(rank) for rank in change["step"].dropna()})
        steps = [step for step in self._plan.suggestions() if step.rank in ranks]
        if steps:
            yield Heading("Why", level=2)
            yield Notes(tuple(f"Change {step.rank}. {step.reason}" for step in steps))
            firm = [step.needed_either_way for step in steps if step.needed_either_way is not None]
            if firm:
                yield Paragraph(
                    "All of it is needed whatever places that are undecided come to."
                    if all(firm)
                    else "Some of it hangs on what places that are undecided come to."
                )

    def _told(self, codes: Sequence[str]) -> Iterator[Block]:
        concerned = [self._partners[code] for code in dict.fromkeys(codes)]
        texts = [one.sentence for one in concerned if one.regrouped]
        same = [one.name for one in concerned if not one.regrouped]
        if same:
            texts.append(f"No change for {join_clauses(same)}.")
        if texts:
            yield Heading("Partners", level=2)
            yield Notes(tuple(texts))


def _moment(overlap: Overlap, names: Names, side: int, code: str) -> tuple[str, str, str]:
    """Return people, footprints of the other set, and those wholly inside, of a footprint."""
    own, other = overlap.sides[side], overlap.sides[1 - side]
    if code not in own.codes:
        return _NONE, _NONE, _NONE
    edges = overlap.edges
    counts: Mapping[Any, int] = edges.groupby(other.column).size().to_dict()
    there = sorted(edges.loc[edges[own.column] == code, other.column].tolist())
    inside = [
        one
        for one in there
        if counts[one] == 1 and not other.undecided[list(other.codes).index(one)]
    ]
    told = (
        "; ".join(names.footprint(other.footprint_set, one) for one in some) or _NONE
        for some in (there, inside)
    )
    return (f"{own.people.loc[code]:,.0f}", *told)  # type: ignore[return-value]


def _gaps(whats: Sequence[str]) -> Iterator[Block]:
    yield table_of(
        "To be completed", [("", "long", 9.0), ("", "prose", 7.0)], [(one, _GAP) for one in whats]
    )


def letter_name(addressee: str, taken: Mapping[str, Any]) -> str:
    """Return what the files of a letter are called, without ending: as none that is taken."""
    stem = re.sub(r"[^\w-]+", "-", f"for-{addressee}").strip("-")[:80]
    name, number = stem, 1
    while f"{name}.md" in taken:
        number += 1
        name = f"{stem}-{number}"
    return name
