"""Ground by name: which blocks a code or a name in a scenario, or on the command line, means."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from graphmodel.files.findings import listed, meant, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from graphmodel.dataset.dataset import Dataset

_KEY: Final = ("footprint_set", "footprint")


class NoGroundError(ValueError):
    """A word that means no ground, or more than one: what is wrong, and what to do about it."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


class Place(NamedTuple):
    """Something that has ground: a block, or a footprint of a set (which is blank for a block).

    It is known by code and name; the blocks are those of which it is made, or that it shares.
    """

    footprint_set: str
    code: str
    name: str
    blocks: frozenset[str]

    @property
    def word(self) -> str:
        """What it is named by without doubt."""
        return f"{self.footprint_set}:{self.code}" if self.footprint_set else self.code


class Ground:
    """The blocks of a dataset by every word that means some of them.

    Whoever asks for what a word means gets a :class:`NoGroundError` where that is nothing, or
    several things that are not made of the same blocks.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset

    def titles(self, footprint_set: str) -> dict[str, str]:
        """Return the name of each footprint of a set, those that hold nobody too, by its code."""
        rows = self.dataset.footprints[self.dataset.footprints["footprint_set"] == footprint_set]
        return dict(zip(rows["footprint"], rows["name"], strict=True))

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """All blocks, all footprints that hold any, and the regions of blocks (``region``)."""
        return tuple(self._places())

    def _places(self) -> Iterator[Place]:
        dataset = self.dataset
        rows = dataset.organisations
        rows = rows[rows["kind"].isin(dataset.blocks)]
        names = dict(zip(rows["organisation"], rows["name"], strict=True))
        for code, name in names.items():
            yield Place("", code, name, frozenset({code}))
        held = dataset.memberships[dataset.memberships["organisation"].isin(dataset.people.index)]
        members: dict[tuple[str, str], set[str]] = {}
        for code, *key in held[["organisation", *_KEY]].itertuples(index=False, name=None):
            members.setdefault((key[0], key[1]), set()).add(code)
        titles = dataset.footprints[[*_KEY, "name"]].itertuples(index=False, name=None)
        for footprint_set, code, name in titles:
            codes = members.get((footprint_set, code))
            if codes:
                yield Place(footprint_set, code, name, frozenset(codes))
        if "region" not in dataset.footprint_sets:
            for region, inside in rows[rows["region"] != ""].groupby("region")["organisation"]:
                yield Place("region", str(region), str(region), frozenset(inside))

    @cached_property
    def sets(self) -> tuple[str, ...]:
        """The sets that a word may name before a colon."""
        return tuple(dict.fromkeys(place.footprint_set for place in self.places if place[0]))

    def footprint(self, word: str, footprint_set: str) -> Place:
        """Return the footprint of a set that a code or a name means."""
        return self._chosen(word, [p for p in self.places if p.footprint_set == footprint_set])

    def named(self, word: str) -> Place:
        """Return the footprint that ``SET:CODE`` means; the code may be a name."""
        footprint_set, _, code = word.partition(":")
        if footprint_set not in self.sets or not code:
            example = next(place.word for place in self.places if place.footprint_set)
            remedy = f"Write a set and a code, as in {example}; the sets are {listed(self.sets)}."
            raise NoGroundError(f"{quoted(word)} is no SET:CODE", remedy)
        return self.footprint(code, footprint_set)

    def anything(self, word: str, besides: str) -> Place:
        """Return the block or footprint that a code or a name means, but of no set ``besides``."""
        return self._chosen(word, [p for p in self.places if p.footprint_set != besides])

    def _chosen(self, word: str, places: list[Place]) -> Place:
        found = [place for place in places if place.code == word] or [
            place for place in places if place.name.casefold() == word.casefold()
        ]
        if not found:
            words = list(dict.fromkeys(w for p in places for w in (p.code, p.name)))
            remedy = meant(word, words, "Look for its code in the tables.")
            raise NoGroundError(f"nothing has the code or the name {quoted(word)}", remedy)
        if len({place.blocks for place in found}) > 1:
            every = listed(place.word for place in found)
            raise NoGroundError(f"{quoted(word)} means several", f"Write one of {every}.")
        return found[0]

    @cached_property
    def _by_set(self) -> dict[str, frozenset[str]]:
        held = self.dataset.memberships
        return {
            str(name): frozenset(codes)
            for name, codes in held.groupby("footprint_set")["organisation"]
        }

    def undecided(self, place: Place, footprint_set: str) -> frozenset[str]:
        """Return the blocks of a place that have no footprint in a set."""
        return place.blocks - self._by_set.get(footprint_set, frozenset())

    def holders(self, blocks: frozenset[str], footprint_set: str) -> pd.DataFrame:
        """Return in which footprints of a set some blocks are: ``organisation``, ``footprint``."""
        rows = self.dataset.memberships
        chosen = (rows["footprint_set"] == footprint_set) & rows["organisation"].isin(blocks)
        return rows.loc[chosen, ["organisation", "footprint"]]
