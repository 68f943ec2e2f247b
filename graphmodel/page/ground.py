"""The ground as the page's script reads it: everything that is there before any plan."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from graphmodel.dataset.notes import EVIDENCE_GRADES
from graphmodel.dataset.question import fixed_sets
from graphmodel.files.plain_json import plain
from graphmodel.page.atlas import atlas_of
from graphmodel.page.layout import is_map, lay_out
from graphmodel.wording import (
    BOARD_WORDS,
    FIT_WORDS,
    RELATION_WORDS,
    UNDECIDED_WORDS,
    board_words,
    small,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.page.layout import NodeKey, Spot

_PARTNER_SHAPES: Final = {"provider": ("triangle", "#CC79A7"), "council": ("square", "#E69F00")}
_OTHER_SHAPES: Final = (("triangleDown", "#F0E442"), ("star", "#D55E00"))
_BLOCK_SHAPE: Final = ("dot", "#4A5560")
_FOOTPRINT_SHAPES: Final = (("hexagon", "#0072B2"), ("diamond", "#20252B"))

_KNOWN_COLUMNS: Final = frozenset(
    ("organisation", "name", "kind", "population", "latitude", "longitude", "aliases")
)

_COMMON: Final = 0.3
"""Share of names beyond which a word that all begin or end with tells nothing."""


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
class Ground:
    """A dataset and the overlap of two of its sets, laid out to be drawn."""

    dataset: Dataset
    overlap: Overlap

    @property
    def compare(self) -> tuple[str, str]:
        """The sets A and B."""
        return self.overlap.compare

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """Footprints of A and of B, then blocks, then partners by name."""
        found = list(dict.fromkeys(self.dataset.organisations["kind"]))
        others = iter(_OTHER_SHAPES * len(found))
        drawn = [
            *zip(self.compare, "ab", _FOOTPRINT_SHAPES, strict=True),
            *((name, "block", _BLOCK_SHAPE) for name in self.dataset.blocks if name in found),
            *(
                (name, "partner", _PARTNER_SHAPES.get(name) or next(others))
                for name in sorted(set(found) - set(self.dataset.blocks))
            ),
        ]
        return tuple(
            Kind(name, role, self.dataset.label(name), *shape) for name, role, shape in drawn
        )

    @cached_property
    def ids(self) -> dict[NodeKey, int]:
        """The number of every node: footprints of A, then of B, then organisations."""
        rows = self.overlap.footprints
        keys = [
            *zip(rows["footprint_set"], rows["footprint"], strict=True),
            *(("", code) for code in self.dataset.organisations["organisation"]),
        ]
        return {key: place for place, key in enumerate(keys)}

    @cached_property
    def spots(self) -> dict[NodeKey, Spot]:
        """Where every node is drawn."""
        return lay_out(
            self.dataset,
            footprints=[key for key in self.ids if key[0]],
            memberships=self.dataset.memberships,
        )

    # -- as JSON -------------------------------------------------------------------------------

    def nodes(self) -> list[dict[str, Any]]:
        """Return every node with how it is drawn and what is known of it."""
        facts = self._footprint_facts() | self._organisation_facts()
        labels: dict[NodeKey, str] = {}
        for number in range(len(self.kinds)):
            names = {key: fact["bare"] for key, fact in facts.items() if fact["kind"] == number}
            labels |= short_names(names)
        return [
            {
                "id": number,
                "label": labels[key] or " ",
                "shape": self.kinds[fact["kind"]].shape,
                "x": self.spots[key].x,
                "y": self.spots[key].y,
                "size": self.spots[key].size,
                **fact,
            }
            for key, number in self.ids.items()
            for fact in [facts[key]]
        ]

    def edges(self) -> list[dict[str, Any]]:
        """Return every membership in one of the two sets; shares of 1 are left out."""
        edges = []
        for row in each_row(self._memberships):
            edge: dict[str, Any] = {
                "from": self.ids["", row.organisation],
                "to": self.ids[row.footprint_set, row.footprint],
                "note": self._notes[row.evidence, row.as_of, row.source],
            }
            if row.share < 1:
                edge["share"] = float(row.share)
            edges.append(edge)
        return edges

    def facts(self) -> dict[str, Any]:
        """Return what the script needs beside nodes and edges, under the keys it knows."""
        dataset, overlap = self.dataset, self.overlap
        return {
            "dataset": {
                "name": dataset.name,
                "sha256": dataset.sha256,
                "sha256_all": dataset.sha256_all,
                "title": dataset.title,
            },
            "sets": [{"name": name, "label": dataset.label(name)} for name in self.compare],
            "fixed": fixed_sets(dataset, self.compare),
            "people": dataset.people_label,
            "words": {
                "relations": RELATION_WORDS,
                "undecided": {key: small(words) for key, words in UNDECIDED_WORDS.items()},
                "board": [
                    [[key, board_words(key, dataset.label(other))] for key in BOARD_WORDS]
                    for other in self.compare[::-1]
                ],
                "fit": [
                    {
                        key: words.format(other=dataset.label(other))
                        for key, words in FIT_WORDS.items()
                    }
                    for other in self.compare[::-1]
                ],
            },
            "shares": dataset.labels.get("shares", "its share"),
            "isMap": is_map(dataset),
            "tolerance": overlap.ignore_below,
            "kinds": [asdict(kind) for kind in self.kinds],
            "columns": self._columns,
            "otherFootprints": [list(each) for each in self._other_footprints],
            "notes": [list(note) for note in self._notes],
            "portions": self._portions(),
            "outside": self._outside(),
            "flows": self._flows(),
            "uncovered": {
                "blocks": overlap.uncovered_blocks,
                "people": plain(overlap.uncovered_people),
            },
            "neighbours": self._neighbours(),
            "map": atlas_of(self.dataset, self.ids),
        }

    def _footprint_facts(self) -> dict[NodeKey, dict[str, Any]]:
        rows = self.dataset.footprints
        rows = rows[rows["footprint_set"].isin(self.compare)]
        return {
            (name, code): {
                "name": with_label(bare, self.dataset.label(name)),
                "bare": bare,
                "code": code,
                "kind": self._kind_numbers[True, name],
                **_called_too(aliases),
            }
            for name, code, bare, aliases in each_row(
                rows[["footprint_set", "footprint", "name", "aliases"]]
            )
        }

    def _organisation_facts(self) -> dict[NodeKey, dict[str, Any]]:
        dataset = self.dataset
        facts: dict[NodeKey, dict[str, Any]] = {}
        for row in dataset.organisations.to_dict("records"):
            code = str(row["organisation"])
            fact: dict[str, Any] = {
                "name": str(row["name"]),
                "bare": str(row["name"]),
                "code": code,
                "kind": self._kind_numbers[False, row["kind"]],
            }
            if code in dataset.people.index:
                fact["people"] = plain(float(dataset.people[code]))
            elif row["population"] == row["population"]:  # not NaN
                fact["people"] = plain(float(row["population"]))
            if row["latitude"] == row["latitude"] and row["longitude"] == row["longitude"]:
                fact["at"] = [round(float(row["longitude"]), 4), round(float(row["latitude"]), 4)]
            fact |= _called_too(row["aliases"])
            more = _trimmed([_text(row[column]) for column in self._columns])
            if more:
                fact["more"] = more
            if code in self._elsewhere:
                fact["other"] = self._elsewhere[code]
            facts["", code] = fact
        return facts

    @cached_property
    def _kind_numbers(self) -> dict[tuple[bool, str], int]:
        """Place in ``kinds`` of a footprint set (True) or a kind of organisation (False)."""
        return {(kind.role in "ab", kind.key): n for n, kind in enumerate(self.kinds)}

    @cached_property
    def _memberships(self) -> pd.DataFrame:
        """Memberships in the two sets; dates and sources are text, empty where unknown."""
        rows = self.dataset.memberships
        rows = rows[rows["footprint_set"].isin(self.compare)]
        texts = {
            name: rows[name].fillna("").astype(str) if name in rows else ""
            for name in ("evidence", "as_of", "source")
        }
        return rows.assign(**texts)

    @cached_property
    def _notes(self) -> dict[tuple[str, str, str], int]:
        """The numbers of evidence, date and source as memberships name them together."""
        rows = self._memberships
        found = sorted(set(zip(rows["evidence"], rows["as_of"], rows["source"], strict=True)))
        return {note: place for place, note in enumerate(found)}

    @cached_property
    def _columns(self) -> list[str]:
        """Columns of organisations that are shown as they are."""
        names = self.dataset.organisations.columns
        return [str(name) for name in names if name not in _KNOWN_COLUMNS]

    @cached_property
    def _other_rows(self) -> pd.DataFrame:
        rows = self.dataset.memberships
        rows = rows[~rows["footprint_set"].isin(self.compare)]
        return rows.merge(
            self.dataset.footprints, on=["footprint_set", "footprint"], suffixes=("", "_of")
        )

    @cached_property
    def _other_footprints(self) -> list[tuple[str, str, str, str]]:
        """Label, name, set and code of every footprint in the sets that are not compared."""
        rows = self._other_rows[["name", "footprint_set", "footprint"]].drop_duplicates()
        return sorted(
            (self.dataset.label(name), title, name, code) for title, name, code in each_row(rows)
        )

    @cached_property
    def _elsewhere(self) -> dict[str, list[list[float]]]:
        """By organisation, the numbers of its footprints in other sets, and its shares."""
        place = {
            (name, code): number for number, (_, _, name, code) in enumerate(self._other_footprints)
        }
        found: dict[str, list[list[float]]] = {}
        columns = ["organisation", "footprint_set", "footprint", "share"]
        blocks = set(self.dataset.people.index)
        for organisation, name, code, share in each_row(self._other_rows[columns]):
            number = place[name, code]
            counted = organisation in blocks and share < 1
            found.setdefault(organisation, []).append(
                [number, round(share, 4)] if counted else [number]
            )
        return {organisation: sorted(each) for organisation, each in found.items()}

    def _portions(self) -> list[list[Any]]:
        """Return block, a, b, people, share, whether that is estimated, and evidence."""
        first, second = self.compare
        return [
            [
                self.ids["", row.organisation],
                self.ids[first, row.a],
                self.ids[second, row.b],
                plain(row.people),
                plain(row.share),
                int(row.estimated),
                EVIDENCE_GRADES.index(row.evidence),
            ]
            for row in each_row(self.overlap.portions)
        ]

    def _outside(self) -> list[list[Any]]:
        """Return block, footprint, people, share and evidence of those in one set only."""
        columns = ["organisation", "footprint_set", "footprint"]
        share = self.dataset.memberships.set_index(columns)["share"]
        return [
            [
                self.ids["", row.organisation],
                self.ids[row.footprint_set, row.footprint],
                plain(row.people),
                plain(float(share[row.organisation, row.footprint_set, row.footprint])),
                EVIDENCE_GRADES.index(row.evidence),
            ]
            for row in each_row(self.overlap.outside)
        ]

    def _flows(self) -> list[list[Any]]:
        """Return every partner whose flows are known, with those from blocks of one set only."""
        outside = set(self.overlap.outside["organisation"])
        return [
            [
                self.ids["", str(partner)],
                [
                    [self.ids["", row.block], plain(row.share)]
                    for row in each_row(rows)
                    if row.block in outside
                ],
            ]
            for partner, rows in self.dataset.flows.groupby("organisation")
        ]

    def _neighbours(self) -> list[list[int]]:
        """Return the pairs of blocks that border each other."""
        blocks = set(self.dataset.people.index)
        rows = self.dataset.neighbours
        return [
            [self.ids["", one], self.ids["", other]]
            for one, other in zip(rows["organisation"], rows["neighbour"], strict=True)
            if one in blocks and other in blocks
        ]


def each_row(frame: pd.DataFrame) -> Iterator[Any]:
    """Go through the rows of a frame as named tuples."""
    return iter(frame.itertuples(index=False))


def short_names(names: Mapping[NodeKey, str]) -> dict[NodeKey, str]:
    """Drop the words that most names of a kind begin or end with: ``NHS … CCG``.

    A name keeps them where it would be empty or the same as another without them.
    """
    words = {key: name.split() for key, name in names.items()}
    for end in (0, -1):
        for _ in range(4):
            count = Counter(each[end] for each in words.values() if len(each) > 1)
            common = {word for word, times in count.items() if times > _COMMON * len(words)}
            if not common or len(words) < 3:  # noqa: PLR2004 - nothing is common to two
                break
            for key, each in words.items():
                if len(each) > 1 and each[end] in common:
                    words[key] = each[1:] if end == 0 else each[:-1]
    short = {key: " ".join(each) for key, each in words.items()}
    often = Counter(short.values())
    return {key: name if often[name] == 1 else names[key] for key, name in short.items()}


def with_label(name: str, label: str) -> str:
    """Return a footprint's name with its set's label, unless it ends with that already."""
    return name if name.casefold().endswith(f" {label}".casefold()) else f"{name} {label}"


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN


def _called_too(aliases: str) -> dict[str, list[str]]:
    """Return the other names of something under the key that the page knows, if there are any."""
    found = [alias.strip() for alias in aliases.split(";") if alias.strip()]
    return {"aliases": found} if found else {}


def _trimmed(values: list[str]) -> list[str]:
    while values and not values[-1]:
        values.pop()
    return values
