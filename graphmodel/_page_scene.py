"""What the page shows: nodes, edges and their state as it is and after the plan.

A scene is the page's one source: the drawing, the panel and the tables are all made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from graphmodel._page_states import (
    agreement,
    colour_numbers,
    each_row,
    main_footprints,
    near_pairs,
)
from graphmodel.layout import lay_out
from graphmodel.partners import partner_footprints

if TYPE_CHECKING:
    from graphmodel.dataset import Dataset
    from graphmodel.layout import NodeKey, Spot
    from graphmodel.overlap import Overlap
    from graphmodel.plan import Plan
    from graphmodel.suggestion import Suggestion

__all__ = ["MOMENTS", "Kind", "Scene", "with_label"]

MOMENTS: Final = ("before", "after")

_PARTNER_SHAPES: Final = {"provider": ("triangle", "#CC79A7"), "council": ("square", "#E69F00")}
_OTHER_SHAPES: Final = (("triangleDown", "#F0E442"), ("star", "#D55E00"))
_FOOTPRINT_SHAPES: Final = (("hexagon", "#0072B2"), ("diamond", "#20252B"))


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of node: a kind of organisation, or the footprints of a set.

    Attributes
    ----------
    key
        The kind or set by its name in the dataset.
    role
        ``block``, ``partner``, ``a`` or ``b``.
    label
        Word for one of them.
    shape, colour
        As drawn; no two kinds share both.
    """

    key: str
    role: str
    label: str
    shape: str
    colour: str


@dataclass(frozen=True, eq=False)
class Scene:
    """A dataset and a plan for it, laid out.

    Attributes
    ----------
    plan
        The plan shown; the plan that does nothing where there is none.
    has_plan
        Whether there is one.
    steps
        The plan's suggestions.
    """

    plan: Plan
    has_plan: bool
    steps: tuple[Suggestion, ...]

    @property
    def dataset(self) -> Dataset:
        """The dataset of the plan."""
        return self.plan.dataset

    @property
    def compare(self) -> tuple[str, str]:
        """The sets A and B."""
        return self.plan.overlap.compare

    @property
    def moments(self) -> tuple[str, ...]:
        """``before``, and ``after`` where there is a plan."""
        return MOMENTS if self.has_plan else MOMENTS[:1]

    @cached_property
    def overlaps(self) -> tuple[Overlap, ...]:
        """The overlap at each moment."""
        return (self.plan.overlap, self.plan.overlap_after)[: len(self.moments)]

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """Footprints of A and of B, then blocks, then partners by name."""
        found = list(dict.fromkeys(self.dataset.organisations["kind"]))
        others = iter(_OTHER_SHAPES * len(found))
        kinds = [
            Kind(name, role, self.dataset.label(name), *shape)
            for name, role, shape in zip(self.compare, "ab", _FOOTPRINT_SHAPES, strict=True)
        ]
        kinds += [
            Kind(name, "block", self.dataset.label(name), "dot", "#4A5560")
            for name in self.dataset.blocks
            if name in found
        ]
        kinds += [
            Kind(
                name,
                "partner",
                self.dataset.label(name),
                *(_PARTNER_SHAPES.get(name) or next(others)),
            )
            for name in sorted(set(found) - set(self.dataset.blocks))
        ]
        return tuple(kinds)

    @cached_property
    def kind_numbers(self) -> dict[tuple[bool, str], int]:
        """Place in ``kinds`` of a footprint set (True) or a kind of organisation (False)."""
        return {(kind.role in "ab", kind.key): n for n, kind in enumerate(self.kinds)}

    # -- nodes ---------------------------------------------------------------------------------

    @cached_property
    def footprints(self) -> pd.DataFrame:
        """Every footprint of either moment: ``footprint_set``, ``footprint``, ``name``, moments.

        In the columns ``before`` and ``after`` True where the footprint is there at that moment.
        """
        key = ["footprint_set", "footprint"]
        both = pd.concat([overlap.footprints for overlap in self.overlaps], ignore_index=True)
        both = both.drop_duplicates(key, ignore_index=True)
        index = pd.MultiIndex.from_frame(both[key])
        for moment, overlap in zip(self.moments, self.overlaps, strict=True):
            both[moment] = index.isin(pd.MultiIndex.from_frame(overlap.footprints[key]))
        return both

    @cached_property
    def ids(self) -> dict[NodeKey, int]:
        """The number of every node: footprints first, then organisations."""
        keys = [
            *zip(self.footprints["footprint_set"], self.footprints["footprint"], strict=True),
            *(("", code) for code in self.dataset.organisations["organisation"]),
        ]
        return {key: place for place, key in enumerate(keys)}

    @cached_property
    def footprint_names(self) -> dict[NodeKey, str]:
        """Name and set label of every footprint: ``Devon LDR``."""
        return {
            (footprint_set, code): with_label(name, self.dataset.label(footprint_set))
            for footprint_set, code, name in each_row(
                self.footprints[["footprint_set", "footprint", "name"]]
            )
        }

    @cached_property
    def organisation_names(self) -> dict[str, str]:
        """Name of every organisation by code."""
        rows = self.dataset.organisations
        return dict(zip(rows["organisation"], rows["name"], strict=True))

    @cached_property
    def predecessors(self) -> dict[NodeKey, list[str]]:
        """Codes of the footprints that each resulting one succeeds, largest first."""
        found: dict[NodeKey, list[tuple[float, str]]] = {}
        for side, name in enumerate(self.compare):
            people: dict[Any, float] = self.plan.footprint_people[side].to_dict()
            successors: dict[Any, str] = self.plan.successor[side].to_dict()
            for code, successor in successors.items():
                found.setdefault((name, successor), []).append((-people[code], code))
        return {key: [code for _, code in sorted(each)] for key, each in found.items()}

    @cached_property
    def spots(self) -> dict[NodeKey, Spot]:
        """Where every node is drawn.

        A footprint that is there only after the plan takes the place of its largest predecessor
        where that one goes, so that nothing jumps about when the moment changes.
        """
        stays = dict(
            zip(
                zip(self.footprints["footprint_set"], self.footprints["footprint"], strict=True),
                self.footprints[self.moments[-1]],
                strict=True,
            )
        )
        instead: dict[NodeKey, NodeKey] = {}
        for key in self._only_after:
            first = self.predecessors.get(key, [])[:1]
            if first and not stays[key[0], first[0]]:
                instead[key] = (key[0], first[0])
        placed = lay_out(
            self.dataset,
            footprints=[key for key in self.ids if key[0] and key not in instead],
            memberships=pd.concat(
                [self.dataset.memberships, self._planned_memberships], ignore_index=True
            ),
        )
        return placed | {key: placed[other] for key, other in instead.items()}

    @cached_property
    def _only_after(self) -> list[NodeKey]:
        rows = self.footprints[~self.footprints["before"]]
        return list(zip(rows["footprint_set"], rows["footprint"], strict=True))

    @cached_property
    def _planned_memberships(self) -> pd.DataFrame:
        """Memberships of blocks in footprints that are there only after the plan."""
        rows = self.block_memberships_after
        keys = pd.MultiIndex.from_frame(rows[["footprint_set", "footprint"]])
        return rows[keys.isin(self._only_after)]

    # -- memberships ---------------------------------------------------------------------------

    @cached_property
    def block_memberships_after(self) -> pd.DataFrame:
        """Who will be where: ``organisation``, ``footprint_set``, ``footprint``, ``share``."""
        overlap = self.overlaps[-1]
        people = self.dataset.people
        parts = []
        for name, side in zip(self.compare, "ab", strict=True):
            rows = overlap.portions[["organisation", side, "share"]]
            parts.append(rows.rename(columns={side: "footprint"}).assign(footprint_set=name))
        half = overlap.outside[["organisation", "footprint_set", "footprint", "people"]]
        whole = people.reindex(half["organisation"]).to_numpy(float)
        share = np.divide(half["people"], whole, out=np.ones(len(half)), where=whole > 0)
        parts.append(half.drop(columns="people").assign(share=share))
        found = pd.concat(parts, ignore_index=True)
        keys = ["organisation", "footprint_set", "footprint"]
        return found.groupby(keys, sort=True)["share"].sum().reset_index()

    @cached_property
    def notes(self) -> dict[tuple[str, str, str], int]:
        """The numbers of evidence, date and source as memberships name them together."""
        rows = self._memberships_before
        found = sorted(set(zip(rows["evidence"], rows["as_of"], rows["source"], strict=True)))
        return {note: place for place, note in enumerate(found)}

    @cached_property
    def _memberships_before(self) -> pd.DataFrame:
        """Memberships in the two sets; dates and sources are text, empty where unknown."""
        rows = self.dataset.memberships
        rows = rows[rows["footprint_set"].isin(self.compare)]
        texts = {
            name: rows[name].fillna("").astype(str) if name in rows else ""
            for name in ("evidence", "as_of", "source")
        }
        return rows.assign(**texts)

    @cached_property
    def edges(self) -> list[dict[str, Any]]:
        """Every membership in one of the two sets, of either moment, ready for the drawing.

        ``note`` is a number of ``notes``, ``moments`` 1 for before, 2 for after, 3 for both;
        shares of 1 are left out.
        """
        found: dict[tuple[int, int], dict[str, Any]] = {}
        for row in each_row(self._memberships_before):
            ends = self.ids["", row.organisation], self.ids[row.footprint_set, row.footprint]
            edge: dict[str, Any] = {
                "moments": 1,
                "note": self.notes[row.evidence, row.as_of, row.source],
            }
            found[ends] = edge | _part("share", float(row.share))
        if self.has_plan:
            for organisation, footprint_set, footprint, share in self._memberships_after:
                ends = self.ids["", organisation], self.ids[footprint_set, footprint]
                edge = found.setdefault(ends, {"moments": 0})
                edge["moments"] |= 2
                edge |= _part("shareAfter", float(share))
        return [{"from": one, "to": other, **edge} for (one, other), edge in found.items()]

    @cached_property
    def _memberships_after(self) -> list[tuple[str, str, str, float]]:
        blocks = self.block_memberships_after
        partners = self.partners_after
        partners = partners.drop_duplicates(["organisation", "footprint_set", "after"])
        return [
            *(tuple(row) for row in each_row(blocks)),
            *(
                (organisation, footprint_set, footprint, 1.0)
                for organisation, footprint_set, footprint in each_row(
                    partners[["organisation", "footprint_set", "after"]]
                )
            ),
        ]

    @cached_property
    def partners_after(self) -> pd.DataFrame:
        """Whom the partners deal with, as :func:`partner_footprints` gives it."""
        return partner_footprints(self.plan)

    # -- states --------------------------------------------------------------------------------

    @cached_property
    def agreement(self) -> tuple[dict[str, str], ...]:
        """For each moment, how the two footprints of every block agree."""
        return tuple(
            agreement(overlap, self.dataset.people.index.tolist()) for overlap in self.overlaps
        )

    @cached_property
    def main_footprints(self) -> tuple[dict[str, tuple[str | None, str | None]], ...]:
        """For each moment, the footprints of A and B that hold most of each block."""
        return tuple(main_footprints(overlap) for overlap in self.overlaps)

    @cached_property
    def moved(self) -> tuple[frozenset[str], frozenset[str]]:
        """Blocks of which a portion changes footprint, in A and in B."""
        first, second = (
            frozenset(self.plan.assignment["organisation"][moved]) for moved in self.plan.moved
        )
        return first, second

    @cached_property
    def hues(self) -> dict[NodeKey, int]:
        """A colour number for every footprint, so that neighbours differ at either moment.

        A resulting footprint bears the colour of its largest predecessor.
        """
        near = near_pairs({code: self.spots["", code] for code in self.dataset.people.index})
        hues: dict[NodeKey, int] = {}
        for side, name in enumerate(self.compare):
            bearer = {key: self._colour_bearer(key) for key in self.ids if key[0] == name}
            groups = [
                {
                    block: bearer[name, code]
                    for block, codes in places.items()
                    if (code := codes[side]) is not None
                }
                for places in self.main_footprints
            ]
            colours = colour_numbers(sorted(set(bearer.values())), groups, near)
            hues |= {key: colours[number] for key, number in bearer.items()}
        return hues

    def _colour_bearer(self, key: NodeKey) -> int:
        before = self.predecessors.get(key, [])
        return self.ids[key[0], before[0]] if key in self._only_after and before else self.ids[key]


def _part(name: str, share: float) -> dict[str, float]:
    return {} if abs(share - 1) < 1e-9 else {name: round(share, 6)}  # noqa: PLR2004 - rounding


def with_label(name: str, label: str) -> str:
    """Return a footprint's name with its set's label, unless it ends with that already."""
    return name if name.casefold().endswith(f" {label}".casefold()) else f"{name} {label}"
