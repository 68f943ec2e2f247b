"""Rows that make groups contiguous, and distances that keep groups close where nothing else does.

Where a group lies in pieces, the blocks around one piece part it from another: whoever is in both
must be in one of those blocks too (the *a,b-separator inequalities* of Validi & Buchanan 2022,
cited in :mod:`graphmodel.rules.model`). There are too many of them to write all down: the
nearest are given from the beginning, and those that a solution disregards are added later.

Blocks that no plan can part are one *patch*: they are in one cluster for good and hang together.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from graphmodel.rules.instance import symmetric
from graphmodel.rules.model import concerned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from graphmodel.rules.grouping import Grouping
    from graphmodel.rules.model import AssignmentModel
    from graphmodel.rules.places import PlacedRule


class Contiguity:
    """The ground of a model's footprints."""

    def __init__(self, model: AssignmentModel) -> None:
        self._model = model
        instance = model.instance
        outside = instance.outside
        # Who is in a footprint alone is in no group; nobody needs a way to a block without people.
        needed = (outside.people > 0) & (model.clusters[outside.ends[:, 0]] >= 0)
        free = model.link_of[instance.portion_edges] >= 0
        fixed_to = model.clusters[instance.portions.ends[:, 0]]
        places = np.arange(len(instance.portions))
        # Where blocks are: block, cluster that has it for good or -1, portion that may go or -1.
        parts = [
            (instance.portions.blocks, np.where(free, -1, fixed_to), np.where(free, places, -1)),
            self._for_good(outside.blocks[needed], outside.ends[needed, 0]),
        ]
        self._needed_count = sum(len(part[0]) for part in parts)
        parts.append(self._for_good(outside.blocks[~needed], outside.ends[~needed, 0]))
        parts += [
            self._for_good(instance.loose.blocks, instance.loose.ends[:, side]) for side in (0, 1)
        ]
        self._blocks, self._clusters, self._portions = (
            np.concatenate(part) for part in zip(*parts, strict=True)
        )

    def _for_good(
        self, blocks: NDArray[np.intp], footprints: NDArray[np.intp]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        clusters = self._model.clusters[footprints]
        there = clusters >= 0
        return blocks[there], clusters[there], np.full(np.count_nonzero(there), -1)

    @cached_property
    def links(self) -> sparse.csr_array:
        """Which blocks hang together."""
        located = self._model.located
        return self._model.instance.ground(land=located.contiguous == "land")

    @cached_property
    def patch_of(self) -> NDArray[np.intp]:
        """Patch of every block."""
        size = len(self._model.instance.blocks)
        # A block that is in one cluster for good and nowhere else can be joined to its neighbours.
        least, most = np.full(size, self._model.cluster_count), np.full(size, -2)
        np.minimum.at(least, self._blocks, self._clusters)
        np.maximum.at(most, self._blocks, self._clusters)
        fixed = (least == most) & (least >= 0)
        one, other = self.links.nonzero()
        same = fixed[one] & fixed[other] & (least[one] == least[other])
        joined = symmetric([(one[same], other[same])], size)
        return np.asarray(csgraph.connected_components(joined, directed=False)[1], np.intp)

    @cached_property
    def patches(self) -> sparse.csr_array:
        """Which patches hang together."""
        one, other = (self.patch_of[ends] for ends in self.links.nonzero())
        apart = one != other
        return symmetric([(one[apart], other[apart])], int(self.patch_of.max(initial=-1)) + 1)

    @cached_property
    def _rows_of_patch(self) -> tuple[list[NDArray[np.intp]], list[NDArray[np.intp]]]:
        """For each patch, variables by group that say where it is: people alone, and everything."""
        model = self._model
        variables = np.where(
            (self._clusters >= 0)[:, None],
            model.in_group[self._clusters],
            model.goes[self._portions] if len(model.goes) else -1,
        )
        patches = self.patch_of[self._blocks]
        nothing = np.empty((0, variables.shape[1]), np.intp)

        def split(count: int) -> list[NDArray[np.intp]]:
            chosen: dict[int, list[int]] = {}
            for row, patch in enumerate(patches[:count].tolist()):
                chosen.setdefault(patch, []).append(row)
            return [
                np.unique(variables[chosen[patch]], axis=0) if patch in chosen else nothing
                for patch in range(self.patches.shape[0])
            ]

        return split(self._needed_count), split(len(patches))

    @cached_property
    def _clusters_of_patch(self) -> NDArray[np.bool_]:
        """Which clusters have, or may have, something of each patch."""
        model = self._model
        found = np.zeros((self.patches.shape[0], model.cluster_count), bool)
        patches = self.patch_of[self._blocks]
        fixed = self._clusters >= 0
        found[patches[fixed], self._clusters[fixed]] = True
        ends = model.clusters[model.instance.portions.ends[self._portions[~fixed]]]
        for side in (0, 1):
            found[patches[~fixed], ends[:, side]] = True
        return found

    @cached_property
    def distances(self) -> NDArray[np.float64]:
        """How far each cluster is from each other one, in steps from ground to ground.

        Clusters that share ground are 0 apart, neighbours 1; those between which there is no way
        count as one step more than the farthest.
        """
        ours = sparse.csr_array(self._clusters_of_patch.astype(float))
        steps = ours.T @ (self.patches + sparse.eye_array(self.patches.shape[0])) @ ours
        near = csgraph.shortest_path(steps > 0, directed=False, unweighted=True)
        near[np.isinf(near)] = near[~np.isinf(near)].max(initial=0.0) + 1
        shared = (ours.T @ ours).toarray() > 0
        return np.where(shared, 0.0, near)

    def add_nearest(self, rules: Sequence[PlacedRule]) -> None:
        """Add the separators next to every patch, and next to a patch of each representative.

        Where the rule, ``contiguous``, is not in force everywhere, nothing is added.
        """
        model = self._model
        if concerned(model, rules)[0][1] is not model.founded:
            return
        roots = self._roots
        reps = np.flatnonzero(roots >= 0)
        needed, _ = self._rows_of_patch
        for patch in range(len(needed)):
            for region, between in self._regions(patch):
                mine = reps[region[roots[reps]]]
                through = self._through(between)[:, mine].T
                for variables in needed[patch][:, mine]:
                    model.rows.add([(variables, 1.0), (through, -1.0)], most=0)
        for rep in reps.tolist():
            for region, between in self._regions(int(roots[rep])):
                through = np.unique(self._through(between)[:, rep])
                variables = [needed[one][:, rep] for one in np.flatnonzero(region)]
                mine = np.unique(np.concatenate(variables))
                mine = mine[mine >= 0]
                wide = np.broadcast_to(through, (len(mine), len(through)))
                model.rows.add([(mine, 1.0), (wide, -1.0)], most=0)

    def _through(self, patches: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return variables by group that say who is in any of some patches."""
        needed, everything = self._rows_of_patch
        rows = np.concatenate([needed[0][:0], *(everything[patch] for patch in patches)])
        return np.unique(rows, axis=0)

    @cached_property
    def _roots(self) -> NDArray[np.intp]:
        """For each representative a patch that its group has for certain, or -1."""
        clusters = self._clusters[: self._needed_count]
        patches = self.patch_of[self._blocks[: self._needed_count]]
        of_cluster = np.full(self._model.cluster_count + 1, -1)
        of_cluster[clusters[::-1]] = patches[::-1]
        of_cluster[-1] = -1
        return np.asarray(of_cluster[self._model.representatives])

    def _regions(self, patch: int) -> list[tuple[NDArray[np.bool_], NDArray[np.intp]]]:
        """Return what the neighbours of a patch part from it, and which of them do so."""
        size = self.patches.shape[0]
        around = np.zeros(size, bool)
        around[self.patches[[patch]].indices] = True
        beyond = ~around
        beyond[patch] = False
        rest = np.flatnonzero(beyond)
        count, labels = csgraph.connected_components(self.patches[rest][:, rest])
        found = []
        for label in range(count):
            region = np.zeros(size, bool)
            region[rest[labels == label]] = True
            touching = np.zeros(size, bool)
            touching[self.patches[region].indices] = True
            found.append((region, np.flatnonzero(touching & around)))
        return found

    def add_separators(self, grouping: Grouping, rules: Sequence[PlacedRule]) -> int:
        """Add rows for the pieces that groups lie in where they have to be contiguous.

        Returns
        -------
        int
            Separators added; none where the groups concerned are contiguous.
        """
        found = 0
        model = self._model
        for group in sorted({int(grouping.group_of[rule.footprints[0]]) for rule in rules}):
            pieces = [np.unique(self.patch_of[piece]) for piece in grouping.pieces(group)]
            mine = np.unique(self.patch_of[grouping.blocks_of(group)[1]])
            for piece in pieces[1:]:
                for one, other in ((piece, pieces[0]), (pieces[0], piece)):
                    between = self._separator(mine, int(one[0]), int(other[0]))
                    found += 1
                    for reps, there in concerned(model, rules):
                        self._add(reps, there, (int(one[0]), int(other[0])), between)
        return found

    def _separator(self, mine: NDArray[np.intp], one: int, other: int) -> NDArray[np.intp]:
        """Return patches next to the piece that holds one of them, parting it from another."""
        size = self.patches.shape[0]
        labels = np.full(size, -1)
        labels[mine] = csgraph.connected_components(self.patches[mine][:, mine])[1]
        here = labels == labels[one]
        around = (self.patches[here].sum(axis=0) > 0) & ~here
        rest = np.flatnonzero(~around)
        far_of = np.full(size, -1)
        far_of[rest] = csgraph.connected_components(self.patches[rest][:, rest])[1]
        beyond = self.patches[far_of == far_of[other]].sum(axis=0) > 0
        return np.flatnonzero(around & beyond)

    def _add(
        self,
        reps: NDArray[np.intp],
        there: NDArray[np.intp],
        ends: tuple[int, int],
        between: NDArray[np.intp],
    ) -> None:
        """Whoever is in both patches is in one of those between, in the groups concerned."""
        needed, _ = self._rows_of_patch
        through = self._through(between)[:, reps]
        founders = there is self._model.founded
        for mine in needed[ends[0]][:, reps]:
            for theirs in needed[ends[1]][:, reps]:
                useful = (mine >= 0) & (theirs >= 0)
                # Whoever founds the group is in it already: then one of the two needs no saying.
                sure = (
                    (theirs == there) | (mine == there) if founders else np.zeros(len(reps), bool)
                )
                most = np.where(sure, 0.0, 1.0) if founders else np.full(len(reps), 2.0)
                also = np.where(sure, there, -1) if founders else there
                self._model.rows.add(
                    [
                        (mine[useful], 1.0),
                        (theirs[useful], 1.0),
                        (also[useful], -1.0 if founders else 1.0),
                        (through[:, useful].T, -1.0),
                    ],
                    most=most[useful],
                )
