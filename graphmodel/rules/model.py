"""Joint groups as a mixed-integer model: its variables, and the rows of what always holds.

The model is that of connected partitions by representatives. Every group is named after one of its
own footprints, its *representative*; ``y[v, r]`` says whether footprint ``v`` is in the group of
``r``, and the extended cut variable ``z[e, r]`` whether both ends of overlap ``e`` are (Ferreira et
al. 1996; Validi & Buchanan 2022, who find that it bounds far better than one variable for each
overlap cut). Where a rule or a cost looks at where people go, ``t[p, r]`` says whether portion
``p`` of an overlap goes to the group of ``r``: to that of its footprint of A or of B. The rules add
rows of their own (:func:`graphmodel.rules.kinds.kinds.add_rule_rows`).

References
----------
Ferreira, C. E., Martin, A., de Souza, C. C., Weismantel, R., & Wolsey, L. A. (1996). Formulations
and valid inequalities for the node capacitated graph partitioning problem. *Mathematical
Programming*, 74(3), 247-266. https://doi.org/10.1007/BF02592198

Validi, H., & Buchanan, A. (2022). Political districting to minimize cut edges. *Mathematical
Programming Computation*, 14(4), 623-672. https://doi.org/10.1007/s12532-022-00221-5
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from graphmodel.exact.milp import Columns, Rows
from graphmodel.rules.grouping import Grouping, relationships

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from graphmodel.rules.places import Located, PlacedRule

_OF_FOOTPRINTS: Final = frozenset({"groups.least", "groups.most", "together", "apart"})
"""Kinds of rules that are about footprints alone; all others look at where portions go."""

_UNITS: Final = 1e5
"""People are counted in units, so many in all: the solver's tolerances are absolute."""


class AssignmentModel:
    """The model for some rules, but for the rows of the rules themselves.

    Footprints that no strict plan can part are one *cluster*: a footprint with one overlap and its
    only partner, and footprints under a rule ``together``.

    Parameters
    ----------
    located
        The instance, and what disturbance costs.
    rules
        The rules in force, a part of those located.
    across
        Whether a group may have footprints of several components.
    """

    def __init__(self, located: Located, rules: Sequence[PlacedRule], *, across: bool) -> None:
        self.located = located
        self.instance = located.instance
        self.rules = tuple(rules)
        self.across = across
        self.columns = Columns()
        self.rows = Rows()
        self.unit = max(1.0, float(self.instance.overlap.edge_people.sum()) / _UNITS)
        self._add_variables()
        self._add_basic_rows()
        self.constant = min(located.cost) * float(self.link_people.sum()) / self.unit
        self._costs: list[tuple[NDArray[np.intp], NDArray[np.float64]]] = []
        self.goes = np.empty((0, len(self.representatives)), np.intp)
        if self.looking:
            self._add_portions()
            self._add_dearer()
            self._add_relationships()

    @cached_property
    def looking(self) -> bool:
        """Whether anything looks at where portions go."""
        kinds = {rule.kind for rule in self.rules}
        return bool(kinds - _OF_FOOTPRINTS) or self.located.relationship_cost > 0

    @cached_property
    def clusters(self) -> NDArray[np.intp]:
        """Cluster of every footprint; -1 for one that is alone."""
        instance = self.instance
        pairs = [instance.ends[(instance.degrees[instance.ends] == 1).any(axis=1)]]
        pairs += [
            np.array([rule.footprints[:-1], rule.footprints[1:]], np.intp).T
            for rule in self.rules
            if rule.kind == "together"
        ]
        one, other = np.concatenate(pairs).T
        graph = sparse.coo_array(
            (np.ones(len(one)), (one, other)), shape=(instance.count, instance.count)
        )
        _, labels = csgraph.connected_components(graph, directed=False)
        found = np.full(instance.count, -1, np.intp)
        found[instance.linked] = np.unique(labels[instance.linked], return_inverse=True)[1]
        return found

    @cached_property
    def cluster_count(self) -> int:
        """How many clusters there are."""
        return int(self.clusters.max(initial=-1)) + 1

    @cached_property
    def representatives(self) -> NDArray[np.intp]:
        """Clusters that can name a group, in the order that decides which of a group's does.

        Every group has footprints of both sets, so those of the set with fewer clusters will do.
        Footprints that are kept come first: alone of their set, they name their groups.
        """
        instance = self.instance
        of_side = [
            np.unique(
                self.clusters[instance.linked[(instance.linked >= instance.first_count) == side]]
            )
            for side in (False, True)
        ]
        chosen = min(of_side, key=len)
        kept = {
            int(self.clusters[rule.footprints[0]]) for rule in self.rules if rule.kind == "keep"
        }
        ends = self.clusters[instance.ends]
        weight = np.bincount(
            ends.ravel(), np.repeat(instance.overlap.edge_people, 2), minlength=self.cluster_count
        )
        return np.array(
            sorted(chosen.tolist(), key=lambda one: (one not in kept, -weight[one], one)), np.intp
        )

    def _add_variables(self) -> None:
        instance, reps = self.instance, self.representatives
        rank = np.full(self.cluster_count, len(reps), np.intp)
        rank[reps] = np.arange(len(reps))
        allowed = rank[:, None] >= np.arange(len(reps))
        if not self.across:
            component = np.empty(self.cluster_count, np.intp)
            component[self.clusters[instance.linked]] = instance.components[instance.linked]
            allowed &= component[:, None] == component[reps]
        self.in_group = self.columns.add(allowed, whole=True)
        self.founded = self.in_group[reps, np.arange(len(reps))]

        ends = np.sort(self.clusters[instance.ends], axis=1)
        crossing = ends[:, 0] != ends[:, 1]
        self.links, link_of = np.unique(ends[crossing], axis=0, return_inverse=True)
        self.links = self.links.reshape(-1, 2)
        self.link_of = np.full(len(ends), -1, np.intp)
        self.link_of[crossing] = link_of.ravel()
        one, other = self.in_group[self.links[:, 0]], self.in_group[self.links[:, 1]]
        self.linked = self.columns.add((one >= 0) & (other >= 0), whole=False)
        self.link_people = np.bincount(
            self.link_of[crossing],
            instance.overlap.edge_people[crossing],
            minlength=len(self.links),
        )

    def _add_basic_rows(self) -> None:
        rows = self.rows
        rows.add([(self.in_group, 1.0)], least=1, most=1)
        cluster, rep = np.nonzero(self.in_group >= 0)
        inside = self.in_group[cluster, rep]
        other = inside != self.founded[rep]
        rows.add([(inside[other], 1.0), (self.founded[rep[other]], -1.0)], most=0)
        link, rep = np.nonzero(self.linked >= 0)
        for end in (0, 1):
            inside = self.in_group[self.links[link, end], rep]
            rows.add([(self.linked[link, rep], 1.0), (inside, -1.0)], most=0)
        self._add_partner_rows()

    def _add_partner_rows(self) -> None:
        """Every footprint keeps a partner: in whichever group it is, one of its overlaps is whole.

        Said for each group by itself, this implies ``sum of cuts <= degree - 1`` and is stronger.
        """
        instance = self.instance
        settled = np.zeros(instance.count, bool)
        settled[instance.ends[self.link_of < 0]] = True
        for footprint in instance.linked[~settled[instance.linked]]:
            mine = np.unique(self.link_of[(instance.ends == footprint).any(axis=1)])
            inside = self.in_group[self.clusters[footprint]]
            reps = np.flatnonzero(inside >= 0)
            self.rows.add([(self.linked[mine][:, reps].T, 1.0), (inside[reps], -1.0)], least=0)

    def _add_portions(self) -> None:
        """Add a variable for each portion that can be parted from one of its footprints."""
        instance = self.instance
        portions = instance.portions
        link = self.link_of[instance.portion_edges]
        ends = self.clusters[portions.ends]
        first, second = self.in_group[ends[:, 0]], self.in_group[ends[:, 1]]
        free = link >= 0
        moving = self.columns.add(free[:, None] & ((first >= 0) | (second >= 0)), whole=True)
        # A portion that cannot be parted from its footprints is where they are.
        self.goes = np.where(free[:, None], moving, first)
        if not free.any():
            return
        self.rows.add([(moving[free], 1.0)], least=1, most=1)
        portion, rep = np.nonzero(moving >= 0)
        one, other = first[portion, rep], second[portion, rep]
        mine = moving[portion, rep]
        self.rows.add([(mine, 1.0), (one, -1.0), (other, -1.0)], most=0)
        whole = self.linked[link[portion], rep]
        there = whole >= 0
        self.rows.add([(mine[there], 1.0), (whole[there], -1.0)], least=0)

    def _add_dearer(self) -> None:
        """Say which portions change footprint in the set where that costs more."""
        first, second = self.located.cost
        if first == second:
            return
        side = 0 if first > second else 1
        portions = self.instance.portions
        free = np.flatnonzero(self.link_of[self.instance.portion_edges] >= 0)
        moved = self.columns.add(np.ones(len(free), bool), whole=False)
        own = self.in_group[self.clusters[portions.ends[free, side]]]
        goes = self.goes[free]
        portion, rep = np.nonzero(goes >= 0)
        self.rows.add(
            [(moved[portion], 1.0), (goes[portion, rep], -1.0), (own[portion, rep], 1.0)], least=0
        )
        self._costs.append((moved, abs(first - second) * portions.people[free]))

    def _add_relationships(self) -> None:
        """Say which partner relationships are kept, of those that can be broken."""
        cost = self.located.relationship_cost
        if not cost:
            return
        link = self.link_of[self.instance.portion_edges]
        ends = self.clusters[self.instance.portions.ends]
        for one in relationships(self.instance):
            cluster = self.clusters[one.footprint]
            portions, steady = list(one.portions), self.clusters[list(one.steady)]
            fixed = np.concatenate([ends[portions, 0][link[portions] < 0], steady])
            if cluster in fixed:
                continue
            mine = self.in_group[cluster]
            reps = np.flatnonzero(mine >= 0)
            kept = self.columns.add(np.ones(len(reps), bool), whole=False)
            after = np.concatenate([self.goes[portions], self.in_group[steady]])[:, reps]
            self.rows.add([(kept, 1.0), (mine[reps], -1.0)], most=0)
            self.rows.add([(kept, 1.0), (after.T, -1.0)], most=0)
            self._costs.append((kept, np.full(len(kept), -cost)))
            self.constant += cost / self.unit

    @cached_property
    def objective(self) -> NDArray[np.float64]:
        """The cost of every variable in units; with the constant, that of disturbance.

        Rules add variables: it is to be asked for when they have.
        """
        cost = np.zeros(self.columns.count)
        there = self.linked >= 0
        by = np.broadcast_to(self.link_people[:, None], self.linked.shape)
        cost[self.linked[there]] = -min(self.located.cost) * by[there]
        for variables, by_each in self._costs:
            cost[variables] = by_each
        return cost / self.unit

    def grouping(self, values: NDArray[np.float64]) -> Grouping:
        """Return the groups and portions that the values of the variables stand for."""
        there = self.in_group >= 0
        inside = np.where(there, values[self.in_group], 0.0)
        rep_of = np.append(inside.argmax(axis=1), -1)
        rep_of_footprint = rep_of[self.clusters]
        groups = np.full(len(rep_of_footprint), -1, np.intp)
        linked = self.instance.linked
        groups[linked] = np.unique(rep_of_footprint[linked], return_inverse=True)[1]
        number = np.full(len(self.representatives), -1, np.intp)
        number[rep_of_footprint[linked]] = groups[linked]
        ends = groups[self.instance.portions.ends]
        if not self.looking:
            # Nothing looks at the side that gives way, so it is the one where that costs less.
            return Grouping(
                self.located, groups, ends[:, int(self.located.cost[0] < self.located.cost[1])]
            )
        goes = np.where(self.goes >= 0, values[self.goes], 0.0)
        return Grouping(self.located, groups, number[goes.argmax(axis=1)])

    def exclude(self, values: NDArray[np.float64]) -> None:
        """Leave out one solution that misses a limit within the solver's tolerance."""
        binary = np.flatnonzero(self.columns.whole)
        there = np.round(values[binary])
        self.rows.add_one(binary, 2 * there - 1, most=float(there.sum()) - 1)


def concerned(
    model: AssignmentModel, rules: Sequence[PlacedRule]
) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return which groups a rule at some or all of its places is about: variables that are 1 there.

    Returns
    -------
    list
        Representatives and, for each, the variable: once for the founders of all groups where the
        rule is in force everywhere, and otherwise for each footprint named.
    """
    instance = model.instance
    everywhere = {place for place in instance.linked.tolist() if place < instance.first_count}
    if {rule.footprints[0] for rule in rules} >= everywhere:
        return [(np.arange(len(model.founded)), model.founded)]
    inside = model.in_group[np.unique(model.clusters[[rule.footprints[0] for rule in rules]])]
    return [(reps, mine[reps]) for mine in inside for reps in [np.flatnonzero(mine >= 0)]]
