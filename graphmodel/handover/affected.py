"""Who is affected: what a plan changes for each council and trust, in a sentence of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphmodel.overlap.names import Names
from graphmodel.plans.partners import partner_footprints
from graphmodel.wording import counted, join_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from graphmodel.plans.plan import Plan


@dataclass(frozen=True, slots=True)
class Affected:
    """What a plan changes for one partner.

    Attributes
    ----------
    organisation, name, kind
        Code, name, and label of its kind.
    now, after
        With how many footprints it deals: ``1 STP and 2 LDRs``.
    counts
        The same in all, now and afterwards.
    others
        Whether it would deal with a footprint that carries on none of its own, or no longer with
        one that carries on its own.
    changes
        What changes, without the subject; empty where nothing does but perhaps names.
    """

    organisation: str
    name: str
    kind: str
    now: str
    after: str
    counts: tuple[int, int]
    others: bool
    changes: str

    @property
    def fewer(self) -> bool:
        """Whether it deals with fewer footprints afterwards."""
        return self.counts[1] < self.counts[0]

    @property
    def more(self) -> bool:
        """Whether it deals with more."""
        return self.counts[1] > self.counts[0]

    @property
    def regrouped(self) -> bool:
        """Whether more changes than that a footprint it deals with grows by a merger."""
        return self.fewer or self.more or self.others

    @property
    def sentence(self) -> str:
        """The whole of it as one sentence."""
        if not self.changes:
            return f"{self.name} deals with {self.now}, now and with the plan."
        later = "as many" if self.now == self.after else self.after
        return (
            f"{self.name} deals with {self.now} now, and with {later} with the plan:"
            f" {self.changes}."
        )


def affected_partners(plan: Plan) -> tuple[Affected, ...]:
    """Return what a plan changes for each partner in either set, by name."""
    dataset = plan.dataset
    places = partner_footprints(plan)
    dealt: dict[str, dict[str, dict[str, list[str]]]] = {}
    columns = ["organisation", "footprint_set", "footprint", "after"]
    for partner, name, footprint, after in places[columns].itertuples(index=False, name=None):
        found = dealt.setdefault(partner, {}).setdefault(name, {"footprint": [], "after": []})
        for moment, code in (("footprint", footprint), ("after", after)):
            if code not in found[moment]:
                found[moment].append(code)
    names = (Names(dataset, plan.overlap), Names(dataset, plan.overlap_after))
    rows = dataset.partners.sort_values(["name", "organisation"])
    return tuple(
        _affected(plan, row, dealt.get(row[0], {}), names)
        for row in rows[["organisation", "name", "kind"]].itertuples(index=False, name=None)
    )


def _affected(
    plan: Plan,
    row: tuple[str, str, str],
    dealt: dict[str, dict[str, list[str]]],
    names: tuple[Names, Names],
) -> Affected:
    organisation, name, kind = row
    dataset, changes, others = plan.dataset, [], False
    counts: list[list[tuple[str, int]]] = [[], []]
    for side, footprint_set in enumerate(plan.overlap.compare):
        mine = dealt.get(footprint_set, {"footprint": [], "after": []})
        before, after = mine["footprint"], mine["after"]
        label = dataset.label(footprint_set)
        for place, codes in enumerate((before, after)):
            counts[place].append((label, len(codes)))
        successor = plan.successor[side]
        own = {code: str(successor.loc[code]) for code in before}
        joined = [code for code in after if code not in own.values()]
        left = [code for code in before if own[code] not in after]
        others = others or bool(joined or left)
        for code in dict.fromkeys(own.values()):
            absorbed = [one for one in before if own[one] == code and one != code]
            if code in after and absorbed:
                each = names[0].phrase(footprint_set, absorbed)
                whole = names[1].phrase(footprint_set, [code])
                changes.append(f"{each} would become part of {whole}")
        if joined:
            each = names[1].phrase(footprint_set, joined)
            changes.append(f"it would {'' if left else 'also '}deal with {each}")
        if left:
            each = names[0].phrase(footprint_set, left)
            lead_in = "and" if joined else "it would"
            verb = "with" if joined else "deal with"
            changes.append(f"{lead_in} no longer {verb} {each}")
    now, later = (sum(count for _, count in moment) for moment in counts)
    return Affected(
        organisation=organisation,
        name=name,
        kind=dataset.label(kind),
        now=_dealt(counts[0]),
        after=_dealt(counts[1]),
        counts=(now, later),
        others=others,
        changes="; ".join(changes).replace("; and no longer", ", and no longer"),
    )


def _dealt(counts: list[tuple[str, int]]) -> str:
    return join_names(
        [counted(count, label) if count else f"no {label}" for label, count in counts]
    )


def affected_frame(plan: Plan, affected: Sequence[Affected]) -> pd.DataFrame:
    """Return the partners of a plan with what changes for each, see :func:`affected_partners`.

    Columns as in the table ``partners`` of a plan, then ``others`` (whether it would deal with
    other footprints than those that carry on its own) and ``sentence``.
    """
    frame = plan.to_frame("partners")
    by_code = {one.organisation: one for one in affected}
    found = [by_code[code] for code in frame["organisation"]]
    return frame.assign(
        others=[one.others for one in found], sentence=[one.sentence for one in found]
    )
