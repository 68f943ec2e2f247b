"""What plans should be, worked out afresh from the wording of the design and in plain Python.

Nothing here calls the modules under test, except to read what a plan says: its successors, and
where each portion goes.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan

    Pair = tuple[str, str]


class Portion(NamedTuple):
    """The people of one block in one footprint of each set."""

    block: str
    a: str
    b: str
    people: float


class Outcome(NamedTuple):
    """A portion with the footprints it will be in, and whether it counts for a target."""

    block: str
    a: str
    b: str
    people: float
    to_a: str
    to_b: str
    counts: bool


def places(dataset: Dataset, footprint_set: str) -> dict[str, dict[str, float]]:
    """Return the footprints of every organisation in one set, with its shares in them."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    rows = dataset.memberships[dataset.memberships["footprint_set"] == footprint_set]
    for one, footprint, share in rows[["organisation", "footprint", "share"]].itertuples(
        index=False
    ):
        found[one][footprint] = share
    return dict(found)


def people_of(dataset: Dataset) -> dict[str, float]:
    """Return the people of every block."""
    rows = dataset.organisations[dataset.organisations["kind"].isin(dataset.blocks)]
    counts = rows["population"] if dataset.weighted else [1.0] * len(rows)
    return dict(zip(rows["organisation"], counts, strict=True))


def portions(dataset: Dataset) -> list[Portion]:
    """Return the portions of the covered blocks."""
    first, second = (places(dataset, name) for name in dataset.compare)
    return [
        Portion(block, a, b, people * share_a * share_b)
        for block, people in people_of(dataset).items()
        for a, share_a in first.get(block, {}).items()
        for b, share_b in second.get(block, {}).items()
    ]


def overlaps(dataset: Dataset) -> dict[Pair, float]:
    """Return the people in each pair of footprints, where there are any."""
    found: dict[Pair, float] = defaultdict(float)
    for portion in portions(dataset):
        found[portion.a, portion.b] += portion.people
    return {pair: people for pair, people in found.items() if people > 0}


def slivers(dataset: Dataset, below: float) -> set[Pair]:
    """Return the overlaps that are under a share of all people of both their footprints."""
    totals: list[dict[str, float]] = []
    for name in dataset.compare:
        held = places(dataset, name)
        total: dict[str, float] = defaultdict(float)
        for block, people in people_of(dataset).items():
            for footprint, share in held.get(block, {}).items():
                total[footprint] += people * share
        totals.append(total)
    return {
        (a, b)
        for (a, b), people in overlaps(dataset).items()
        if people < below * totals[0][a] and people < below * totals[1][b]
    }


def outcomes(plan: Plan) -> list[Outcome]:
    """Return where a plan puts each portion."""
    small = slivers(plan.dataset, plan.overlap.ignore_below) if plan.overlap.ignore_below else set()
    columns = ["organisation", "a", "b", "people", "to_a", "to_b"]
    rows = plan.assignment[columns].itertuples(index=False, name=None)
    return [Outcome(*row, counts=row[3] > 0 and (row[1], row[2]) not in small) for row in rows]


def successors(plan: Plan) -> tuple[dict[str, str], dict[str, str]]:
    """Return the successors of a plan, for A and for B."""
    first, second = (
        dict(rows[["footprint", "successor"]].itertuples(index=False, name=None))
        for name in plan.overlap.compare
        for rows in [plan.successors[plan.successors["footprint_set"] == name]]
    )
    return first, second


def joint_groups(plan: Plan) -> set[frozenset[tuple[str, str]]]:
    """Return the footprints that go together in each joint footprint, as (set, code)."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    partner = {one.to_b: one.to_a for one in outcomes(plan) if one.counts}
    (name, first), (other, second) = zip(plan.overlap.compare, successors(plan), strict=True)
    for code, successor in first.items():
        found[successor].add((name, code))
    for code, successor in second.items():
        found[partner[successor]].add((other, code))
    return {frozenset(members) for members in found.values()}


def grounds(
    dataset: Dataset, sets: tuple[str, str] | None = None
) -> tuple[dict[str, float], dict[str, float]]:
    """Return the undecided people of the footprints of A, and of B, that have some."""
    held = [places(dataset, name) for name in sets or dataset.compare]
    found: tuple[dict[str, float], dict[str, float]] = ({}, {})
    for block, people in people_of(dataset).items():
        for side in (0, 1):
            for footprint, share in held[side].get(block, {}).items():
                if people * share > 0 and block not in held[1 - side]:
                    found[side][footprint] = found[side].get(footprint, 0.0) + people * share
    return found


def separates(plan: Plan) -> bool:
    """Tell whether a plan counts undecided ground as footprints of its own."""
    return plan.undecided == "separate" and (plan.lead, plan.target) != ("joint", "coterminous")


def moved(plan: Plan) -> dict[str, float]:
    """Return the people whose footprint changes, by set."""
    after = successors(plan)
    first, second = plan.overlap.compare
    found = {first: 0.0, second: 0.0}
    for one in outcomes(plan):
        found[first] += one.people * (one.to_a != after[0].get(one.a, one.a))
        found[second] += one.people * (one.to_b != after[1].get(one.b, one.b))
    return found


def is_strict(plan: Plan) -> bool:
    """Tell whether each resulting footprint keeps something of each footprint it succeeds."""
    after = successors(plan)
    rows = [one for one in outcomes(plan) if one.counts]
    kept = [one for one in rows if one.to_a == after[0][one.a] and one.to_b == after[1][one.b]]
    for side in (0, 1):
        held = {one[1 + side] for one in kept}
        # Undecided people never move.
        held |= set(grounds(plan.dataset, plan.overlap.compare)[side]) if separates(plan) else set()
        for footprint, successor in after[side].items():
            if footprint in held:
                continue
            followers = {one[5 - side] for one in rows if one[4 + side] == successor}
            new = followers - set(after[1 - side].values())
            exempt = plan.lead == plan.overlap.compare[side] and followers and followers == new
            if not exempt:
                return False
    return True


def components(pairs: Iterable[Pair]) -> list[set[Pair]]:
    """Return the groups of pairs that hang together: each is a component of the overlap graph."""
    found: list[set[Pair]] = []
    for pair in sorted(set(pairs)):
        touching = [part for part in found if any(pair[0] == a or pair[1] == b for a, b in part)]
        found = [part for part in found if part not in touching]
        found.append({pair}.union(*touching))
    return found


def component_meets(part: set[Pair], target: str, lead: int | None) -> bool:
    """Tell whether a component is as a target wants it."""
    first, second = {a for a, _ in part}, {b for _, b in part}
    if target == "coterminous":
        return len(first) == len(second) == 1
    if target == "nested":
        return len(first if lead == 0 else second) == 1
    return len(first) == 1 or len(second) == 1


def meets(plan: Plan) -> bool:
    """Tell whether the people who have decided end where the target wants them."""
    lead = plan.overlap.compare.index(plan.lead) if plan.lead in plan.overlap.compare else None
    rows, after = [one for one in outcomes(plan) if one.counts], successors(plan)
    pairs = {(one.to_a, one.to_b) for one in rows}
    if separates(plan):
        ground = grounds(plan.dataset, plan.overlap.compare)
        if plan.target == "compatible":
            # Undecided ground is a footprint of the other set of its own.
            pairs |= {(after[0][one], f"ground {one}") for one in ground[0] if one in after[0]}
            pairs |= {(f"ground {one}", after[1][one]) for one in ground[1] if one in after[1]}
        elif lead is not None:
            following = 1 - lead
            for footprint, people in ground[following].items():
                own = [one for one in rows if one[1 + following] == footprint]
                stays = sum(
                    one.people
                    for one in own
                    if all(one[4 + side] == after[side][one[1 + side]] for side in (0, 1))
                )
                shares = any(one[4 + following] == after[following].get(footprint) for one in rows)
                if own and shares and stays < people * (1 - 1e-9):
                    return False
    return all(component_meets(part, str(plan.target), lead) for part in components(pairs))


def partner_places(plan: Plan) -> dict[tuple[str, str, str], set[str]]:
    """Return whom each partner deals with afterwards, by partner, set and footprint before.

    Each membership by itself: the footprint that the people go to who are in it and in any of the
    partner's footprints of the other set; where there are none, the footprint's successor. Also
    the successor of a footprint with undecided ground, unless under a fifth of the partner's people
    are known to be there.
    """
    after = successors(plan)
    undecided = grounds(plan.dataset, plan.overlap.compare)
    people = people_of(plan.dataset)
    flows: dict[str, dict[str, float]] = defaultdict(dict)
    for partner, block, share in plan.dataset.flows.itertuples(index=False):
        flows[partner][block] = share
    rows = [one for one in outcomes(plan) if one.people > 0]
    held = [places(plan.dataset, name) for name in plan.overlap.compare]
    found: dict[tuple[str, str, str], set[str]] = {}
    for partner in plan.dataset.partners["organisation"]:
        for side, name in enumerate(plan.overlap.compare):
            others = held[1 - side].get(partner, {})
            for mine in held[side].get(partner, {}):
                shared = {
                    one[4 + side]
                    for one in rows
                    if one[1 + side] == mine and one[2 - side] in others
                }
                there = sum(
                    share * held[side].get(block, {}).get(mine, 0)
                    for block, share in flows[partner].items()
                    if people[block] > 0 and block not in held[1 - side]
                )
                unknown = not flows[partner]
                kept = mine in undecided[side] and (unknown or there > 0.2 - 1e-9)
                successor = {after[side].get(mine, mine)}
                found[partner, name, mine] = shared | successor if kept else shared or successor
    return found


class Sides:
    """All ways to undo the overlaps between groups, rated by what the design puts first.

    Parameters
    ----------
    dataset
        Without borders of unknown length.
    groups
        The group of each footprint of A, and of B, that has an overlap.
    """

    def __init__(self, dataset: Dataset, groups: Sequence[Mapping[str, int]]) -> None:
        self.groups = groups
        self.linked = overlaps(dataset)
        self.undone = sorted((a, b) for a, b in self.linked if groups[0][a] != groups[1][b])
        # Blocks without people decide nothing.
        self.portions = [one for one in portions(dataset) if one.people > 0]
        self.held = [places(dataset, name) for name in dataset.compare]
        self.partners = list(dataset.partners["organisation"])
        self.border: dict[Pair, float] = {}
        columns = ["organisation", "neighbour", "border_km"]
        for one, other, length in dataset.neighbours[columns].itertuples(index=False):
            self.border[one, other] = self.border[other, one] = length

    def best(self) -> dict[Pair, int]:
        """Return, for each undone overlap, 0 where its people stay with A, and 1 with B.

        Fewest organisations split, then most partner relationships kept, then the longest border
        between the people and the blocks they stay with, then the second set gives way, then code.
        """
        choices = [
            dict(zip(self.undone, decision, strict=True))
            for decision in product((0, 1), repeat=len(self.undone))
        ]
        return min(choices, key=self.score)

    def score(self, stays: Mapping[Pair, int]) -> tuple[Any, ...]:
        """Rate a choice, the less the better."""
        return (
            self._split(stays),
            -self._kept(stays),
            -sum(self._length(pair, side) for pair, side in stays.items()),
            sum(stays.values()),
            tuple(stays.values()),
        )

    def _group(self, side: int, footprint: str) -> object:
        return self.groups[side].get(footprint, footprint)

    def _to(self, pair: Pair, side: int, stays: Mapping[Pair, int]) -> object:
        # Where there are no people there is no overlap: nobody changes.
        kept = stays.get(pair, 0) if pair in self.linked else side
        return self._group(kept, pair[kept])

    def _split(self, stays: Mapping[Pair, int]) -> int:
        after: dict[tuple[int, str], set[object]] = defaultdict(set)
        for portion in self.portions:
            for side in (0, 1):
                after[side, portion.block].add(self._to((portion.a, portion.b), side, stays))
        return sum(len(found) > 1 for found in after.values())

    def _kept(self, stays: Mapping[Pair, int]) -> int:
        kept = 0
        for partner, side in product(self.partners, (0, 1)):
            mine, others = (self.held[place].get(partner, {}) for place in (side, 1 - side))
            deals: set[object] = set()
            for own in mine:
                pairs = [(own, other) if side == 0 else (other, own) for other in others]
                shared = {self._to(pair, side, stays) for pair in pairs if pair in self.linked}
                deals |= shared or {self._group(side, own)}
            kept += sum(self._group(side, own) in deals for own in mine)
        return kept

    def _length(self, pair: Pair, side: int) -> float:
        moving = {one.block for one in self.portions if (one.a, one.b) == pair}
        staying = {
            one.block
            for one in self.portions
            if (one.a, one.b) in self.linked
            and (one.a, one.b) not in self.undone
            and one[1 + side] == pair[side]
        }
        return sum(self.border.get((one, other), 0.0) for one in moving for other in staying)
