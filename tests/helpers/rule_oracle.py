"""Every grouping of a small dataset, and a checker of rules that shares no code with the package.

A grouping is a mapping of footprints ``(set, code)`` to group numbers and a list of the portions
with the group that each goes to. All of it is plain Python on the dataset's own tables, written
from the definitions.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain, combinations, product
from typing import TYPE_CHECKING, Any

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.rules.rules import Rules

    Footprint = tuple[str, str]
    Grouping = tuple[dict[Footprint, int], tuple[int, ...]]

NEAR = 1e-9


class Oracle:
    """Groupings of one dataset, and what is true of them."""

    def __init__(self, dataset: Dataset, overlap: Overlap) -> None:
        self.dataset = dataset
        self.first, self.second = overlap.compare
        self.portions: list[tuple[str, Footprint, Footprint, float]] = []
        self.loose: list[tuple[str, Footprint, Footprint, float]] = []
        for row in overlap.portions.itertuples():
            one = (row.organisation, (self.first, row.a), (self.second, row.b), row.people)
            (self.portions if row.people > 0 and not row.sliver else self.loose).append(one)
        self.outside = [
            (row.organisation, (row.footprint_set, row.footprint), row.people)
            for row in overlap.outside.itertuples()
        ]
        self.weights: dict[tuple[Footprint, Footprint], float] = defaultdict(float)
        for _, a, b, people in self.portions:
            self.weights[a, b] += people
        self.graph = nx.Graph(list(self.weights))
        self.places: dict[str, set[Footprint]] = defaultdict(set)
        for row in dataset.memberships.itertuples():
            self.places[row.organisation].add((row.footprint_set, row.footprint))

    def strict_partitions(self) -> Iterator[dict[Footprint, int]]:
        """Yield every partition in which each footprint keeps a partner."""
        footprints = sorted(self.graph)
        for labels in _restricted_growth(len(footprints)):
            group = dict(zip(footprints, labels, strict=True))
            if self.strict(group):
                yield group

    def strict(self, group: dict[Footprint, int]) -> bool:
        return all(any(group[m] == group[f] for m in self.graph[f]) for f in self.graph)

    def sides(self, group: dict[Footprint, int]) -> Iterator[tuple[int, ...]]:
        """Yield every way in which portions can go to the group of their a or of their b."""
        yield from product(*(sorted({group[a], group[b]}) for _, a, b, _ in self.portions))

    def connected(self, group: dict[Footprint, int]) -> bool:
        return all(
            nx.is_connected(self.graph.subgraph(members)) for members in _members(group).values()
        )

    def moved(self, grouping: Grouping) -> tuple[float, float]:
        group, goes = grouping
        in_a = sum(
            p for (_, a, _, p), to in zip(self.portions, goes, strict=True) if group[a] != to
        )
        in_b = sum(
            p for (_, _, b, p), to in zip(self.portions, goes, strict=True) if group[b] != to
        )
        return in_a, in_b

    def cost(self, grouping: Grouping, rules: Rules) -> float:
        in_a, in_b = self.moved(grouping)
        cost = rules.cost.get(self.first, 1.0) * in_a + rules.cost.get(self.second, 1.0) * in_b
        by_each = rules.cost.get("relationship", 0.0)
        return cost + (by_each * self.broken_relationships(grouping) if by_each else 0.0)

    def broken_relationships(self, grouping: Grouping) -> int:
        """Count pairs of partner and footprint whose successor the partner no longer deals with."""
        group, goes = grouping
        broken = 0
        for partner in self.dataset.partners["organisation"]:
            for mine in (self.first, self.second):
                own = {place for place in self.places[partner] if place[0] == mine}
                after = set()
                for place in own:
                    found = set()
                    for (_, a, b, _), to in zip(self.portions, goes, strict=True):
                        if place in (a, b) and {a, b} <= self.places[partner]:
                            found.add(to)
                    for _, a, b, people in self.loose:
                        if people and place in (a, b) and {a, b} <= self.places[partner]:
                            found.add(group.get(place))
                    after |= found or {group.get(place)}
                broken += sum(place in group and group[place] not in after for place in own)
        return broken

    def complies(self, grouping: Grouping, rules: Rules) -> bool:
        group, goes = grouping
        count = len(set(group.values()))
        if rules.groups_least is not None and count < rules.groups_least:
            return False
        if rules.groups_most is not None and count > rules.groups_most:
            return False
        return (
            self._people(grouping, rules)
            and all(self._kept(grouping, _parsed(name)) for name in rules.keep)
            and all(len({group[_parsed(n)] for n in names}) == 1 for names in rules.together)
            and all(
                len({group[_parsed(n)] for n in names if _parsed(n) in group})
                == sum(_parsed(n) in group for n in names)
                for names in rules.apart
            )
            and all(self._whole(grouping, name) for name in rules.whole)
            and self._organisations(grouping, rules)
            and (not rules.contiguous or self._contiguous(group, goes, rules.contiguous == "land"))
        )

    def _people(self, grouping: Grouping, rules: Rules) -> bool:
        if rules.people_least is None and rules.people_most is None:
            return True
        group, goes = grouping
        people: dict[int, float] = defaultdict(float)
        for (*_, here), to in zip(self.portions, goes, strict=True):
            people[to] += here
        for _, a, b, here in self.loose:
            for to in {group[f] for f in (a, b) if f in group}:
                people[to] += here
        for _, f, here in self.outside:
            if f in group:
                people[group[f]] += here
        least = rules.people_least or 0.0
        most = float("inf") if rules.people_most is None else rules.people_most
        return all(
            least * (1 - NEAR) <= people[to] <= most * (1 + NEAR) for to in set(group.values())
        )

    def _kept(self, grouping: Grouping, footprint: Footprint) -> bool:
        group, goes = grouping
        if footprint not in group:
            return True
        mates = [f for f in group if group[f] == group[footprint] and f[0] == footprint[0]]
        if mates != [footprint]:
            return False
        return all(
            (footprint in (a, b)) == (to == group[footprint])
            for (_, a, b, _), to in zip(self.portions, goes, strict=True)
        )

    def _groups_of_block(self, grouping: Grouping, block: str) -> set[int]:
        group, goes = grouping
        found = {to for (one, *_), to in zip(self.portions, goes, strict=True) if one == block}
        return found | {
            group[f] for one, f, people in self.outside if one == block and people and f in group
        }

    def _whole(self, grouping: Grouping, footprint_set: str) -> bool:
        inside: dict[Footprint, set[int]] = defaultdict(set)
        for block in self.dataset.people.index:
            here = [place for place in self.places[block] if place[0] == footprint_set]
            if len(here) == 1:
                inside[here[0]] |= self._groups_of_block(grouping, block)
        return all(len(groups) <= 1 for groups in inside.values())

    def _main_groups(self, grouping: Grouping, code: str) -> list[int]:
        group, goes = grouping
        people: dict[int, float] = defaultdict(float)
        is_block = code in self.dataset.people.index
        mine = self.places[code]
        pairs = list(zip(self.portions, goes, strict=True))
        if is_block:
            chosen = [pair for pair in pairs if pair[0][0] == code]
            for one, f, here in self.outside:
                if one == code and here and f in group:
                    people[group[f]] += here
        else:
            chosen = [pair for pair in pairs if {pair[0][1], pair[0][2]} <= mine]
            chosen = chosen or [pair for pair in pairs if {pair[0][1], pair[0][2]} & mine]
        for (*_, here), to in chosen:
            people[to] += here
        most = max(people.values(), default=0.0)
        return [to for to, here in people.items() if here >= most * (1 - NEAR)]

    def _organisations(self, grouping: Grouping, rules: Rules) -> bool:
        rows = self.dataset.organisations
        for rule in rules.organisations:
            chosen = rows[rows["kind"] == rule.kind]
            if rule.type:
                chosen = chosen[chosen["type"] == rule.type]
            choices = [self._main_groups(grouping, code) for code in chosen["organisation"]]
            groups = set(grouping[0].values())
            # One whose people go in equal parts to several groups counts in any one of them.
            if not any(
                all(way.count(to) >= rule.least for to in groups)
                for way in product(*(choice for choice in choices if choice))
            ):
                return False
        return True

    def _contiguous(self, group: dict[Footprint, int], goes: tuple[int, ...], land: bool) -> bool:  # noqa: FBT001
        ground = self.ground(land=land)
        needed: dict[int, set[str]] = defaultdict(set)
        allowed: dict[int, set[str]] = defaultdict(set)
        for (block, *_), to in zip(self.portions, goes, strict=True):
            needed[to].add(block)
        for block, f, people in self.outside:
            if f in group:
                (needed if people else allowed)[group[f]].add(block)
        for block, a, b, _ in self.loose:
            for f in (a, b):
                if f in group:
                    allowed[group[f]].add(block)
        for to, blocks in needed.items():
            here = ground.subgraph(blocks | allowed[to])
            pieces = [piece for piece in nx.connected_components(here) if piece & blocks]
            if len(pieces) > 1:
                return False
        return True

    def ground(self, *, land: bool) -> nx.Graph[str]:
        """Neighbours, and blocks in different pieces of one footprint that is in pieces already."""
        blocks = list(self.dataset.people.index)
        neighbours = nx.Graph()
        neighbours.add_nodes_from(blocks)
        for row in self.dataset.neighbours.itertuples():
            if {row.organisation, row.neighbour} <= set(blocks) and not (
                land and row.kind == "water"
            ):
                neighbours.add_edge(row.organisation, row.neighbour)
        ground = neighbours.copy()
        footprints = set(chain.from_iterable(self.places[block] for block in blocks))
        for f in footprints:
            if f[0] in (self.first, self.second):
                members = [block for block in blocks if f in self.places[block]]
                pieces = nx.connected_components(neighbours.subgraph(members))
                for one, other in combinations(list(pieces), 2):
                    ground.add_edges_from(product(one, other))
        return ground


def _parsed(name: str) -> Footprint:
    footprint_set, _, code = name.partition(":")
    return footprint_set, code


def _members(group: dict[Footprint, int]) -> dict[int, list[Footprint]]:
    members: dict[int, list[Footprint]] = defaultdict(list)
    for footprint, number in group.items():
        members[number].append(footprint)
    return members


def _restricted_growth(count: int, so_far: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    if len(so_far) == count:
        yield so_far
        return
    for label in range(max(so_far, default=-1) + 2):
        yield from _restricted_growth(count, (*so_far, label))


def best(oracle: Oracle, rules: Rules, *, connected: bool = False) -> dict[int, float]:
    """Return the least cost of a compliant grouping by number of groups."""
    found: dict[int, float] = {}
    for group in oracle.strict_partitions():
        if connected and not oracle.connected(group):
            continue
        count = len(set(group.values()))
        for goes in oracle.sides(group):
            grouping: Any = (group, goes)
            cost = oracle.cost(grouping, rules)
            if cost < found.get(count, float("inf")) - NEAR and oracle.complies(grouping, rules):
                found[count] = cost
    return found


def size(oracle: Oracle, limit: int) -> int:
    """Return how many groupings there are, or a number over the limit."""
    total = 0
    for group in oracle.strict_partitions():
        total += 2 ** sum(group[a] != group[b] for _, a, b, _ in oracle.portions)
        if total > limit:
            break
    return total
