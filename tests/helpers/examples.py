"""Small datasets for tests, built directly as ``Dataset`` objects, without files.

``make_dataset`` takes compact input::

    make_dataset({"c1": ("a1", "b1", 100), "c2": ("a1", "b2", 50)})

``random_datasets`` is a hypothesis strategy for datasets with every oddity that the design allows:
split blocks, uncovered blocks, nobody in a block, fractions of people, footprints alone, one code
in both sets, partners, neighbours across land and water with and without a length. Each oddity can
be switched off.

``relabelled``, ``shuffled`` and ``rescaled`` give copies of a dataset, bundled ones included, that
must lead to the same results but for codes, order and scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from graphmodel.dataset.dataset import Dataset, derived, unchecked
from graphmodel.dataset.notes import EVIDENCE_GRADES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Place = str | Mapping[str, float] | None
    """A footprint; several with shares; or None where the block has no footprint in the set."""

    Codes = tuple[dict[str, str], dict[tuple[str, str], str]]

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Settings for properties of datasets, which take a while to make: ``@settings(patient, …)``."""


def make_dataset(  # noqa: PLR0913  every oddity of a dataset has its word here
    memberships: Mapping[str, Sequence[Any]],
    *,
    people: Mapping[str, float] | None = None,
    partners: Mapping[str, Sequence[Any]] | None = None,
    neighbours: Iterable[Sequence[Any]] = (),
    evidence: Mapping[Any, str] | None = None,
    alone: Mapping[str, Sequence[str]] | None = None,
    further: Mapping[str, Mapping[str, Place]] | None = None,
    sets: tuple[str, str] = ("a", "b"),
    names: Mapping[Any, str] | None = None,
    labels: Mapping[str, str] | None = None,
    regions: Mapping[str, str] | None = None,
    flows: Iterable[tuple[str, str, float]] = (),
    name: str = "example",
) -> Dataset:
    """Build a dataset of blocks (kind ``block``) in two footprint sets, in canonical order.

    Parameters
    ----------
    memberships
        For each block its footprint of A, its footprint of B, and its people. A footprint is a
        code, a mapping of codes to shares (a split block), or None (an uncovered block). Where no
        block has people (two items each), the dataset is unweighted.
    people
        People of blocks, in place of the third item.
    partners
        For each partner its kind (``provider``, ``council``), its footprints of A and its
        footprints of B (a code, a list of codes, or None), and optionally its type.
    neighbours
        Pairs of blocks, with optional kilometres (None where unknown) and ``land`` or ``water``.
    evidence
        Grade by block, or by ``(block, set)``, or by ``(block, set, footprint)``: the most
        particular one counts. ``official`` where there is none. Partners likewise.
    alone
        For each set, further footprints that no block is in.
    further
        Further footprint sets: for each, the places of the blocks in it.
    sets
        Names of the sets A and B.
    names
        Names of organisations by code, and of footprints by ``(set, code)`` or code; by default
        ``Name of <code>``.
    labels
        Words for sets, kinds and people.
    regions
        Region by organisation.
    flows
        Partner, block, and the share of its people who live there.
    """
    evidence, names, partners = evidence or {}, names or {}, partners or {}
    blocks = {code: (*row, *(None,) * (3 - len(row))) for code, row in memberships.items()}
    counted = {code: row[2] for code, row in blocks.items()} | dict(people or {})
    weighted = any(number is not None for number in counted.values())

    organisations = [
        {"organisation": code, "kind": "block", "type": "", "population": counted[code]}
        for code in blocks
    ]
    rows: list[tuple[str, str, str, float]] = []
    for code, row in blocks.items():
        for footprint_set, place in zip(sets, row, strict=False):
            rows += _membership_rows(code, footprint_set, place)
    for code, (kind, in_a, in_b, *type_) in partners.items():
        organisations.append(
            {"organisation": code, "kind": kind, "type": "".join(type_), "population": None}
        )
        for footprint_set, places in zip(sets, (in_a, in_b), strict=True):
            listed = [places] if isinstance(places, str) else list(places or ())
            rows += [(code, footprint_set, place, 1 / len(listed)) for place in listed]
    for footprint_set, places in (further or {}).items():
        for code, place in places.items():
            rows += _membership_rows(code, footprint_set, place)

    footprints = {(footprint_set, footprint) for _, footprint_set, footprint, _ in rows}
    footprints |= {(name, code) for name, codes in (alone or {}).items() for code in codes}
    return unchecked(
        name=name,
        title=f"The {name} dataset",
        organisations=_organisations(organisations, names, regions or {}),
        footprints=_frame(
            [
                (*key, names.get(key, names.get(key[1], f"Name of {key[1]}")), "")
                for key in sorted(footprints)
            ],
            dict.fromkeys(("footprint_set", "footprint", "name", "aliases"), "str"),
        ),
        memberships=_memberships(rows, evidence),
        neighbours=_neighbours(neighbours),
        compare=sets,
        blocks=("block",),
        weighted=weighted,
        labels=dict(labels or {}),
        flows=_frame(sorted(flows), {"organisation": "str", "block": "str", "share": "float"}),
    )


def _frame(rows: Sequence[Sequence[Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    """Make a frame of columns of known types, which takes a third of the time of finding them."""
    values = zip(*rows, strict=True) if rows else ((),) * len(columns)
    kept = zip(columns.items(), values, strict=True)
    return pd.DataFrame(
        {
            name: np.array(of, float) if kind == "float" else pd.array(list(of), dtype=kind)
            for (name, kind), of in kept
        }
    )


def _membership_rows(
    code: str, footprint_set: str, place: Place
) -> list[tuple[str, str, str, float]]:
    if place is None:
        return []
    shares = place if isinstance(place, Mapping) else {place: 1.0}
    return [(code, footprint_set, footprint, float(share)) for footprint, share in shares.items()]


def _organisations(
    rows: list[dict[str, Any]], names: Mapping[Any, str], regions: Mapping[str, str]
) -> pd.DataFrame:
    columns = ("organisation", "name", "kind", "type", "population")
    kinds = dict.fromkeys((*columns, "latitude", "longitude", "region", "aliases"), "str")
    lines = []
    for place, row in enumerate(sorted(rows, key=itemgetter("organisation"))):
        code = row["organisation"]
        known = row | {"name": names.get(code, f"Name of {code}")}
        # Somewhere on a grid, so that maps and layouts have something to draw.
        ground = (50.0 + place // 7 / 2, -3.0 + place % 7 / 2, regions.get(code, ""), "")
        lines.append((*(known[column] for column in columns), *ground))
    return _frame(lines, kinds | dict.fromkeys(("population", "latitude", "longitude"), "float"))


def _memberships(
    rows: list[tuple[str, str, str, float]], evidence: Mapping[Any, str]
) -> pd.DataFrame:
    columns = ("organisation", "footprint_set", "footprint", "share", "evidence", "as_of", "source")
    lines = []
    for row in sorted(rows):
        general = evidence.get(row[:2], evidence.get(row[0], "official"))
        lines.append((*row, evidence.get(row[:3], general), "", ""))
    return _frame(lines, dict.fromkeys(columns, "str") | {"share": "float"})


def _neighbours(pairs: Iterable[Sequence[Any]]) -> pd.DataFrame:
    rows = []
    for pair in pairs:
        one, other = sorted(pair[:2])
        length = pair[2] if len(pair) > 2 else None
        kind = pair[3] if len(pair) > 3 else "land"
        rows.append((one, other, np.nan if length is None else float(length), kind))
    columns = {"organisation": "str", "neighbour": "str", "border_km": "float", "kind": "str"}
    return _frame(sorted(rows), columns)


@st.composite
def random_datasets(  # noqa: PLR0913  likewise
    draw: st.DrawFn,
    *,
    most_blocks: int = 9,
    most_footprints: int = 5,
    split: bool = True,
    uncovered: bool = True,
    nobody: bool = True,
    fractions: bool = True,
    alone: bool = True,
    partners: bool = True,
    neighbours: bool = True,
) -> Dataset:
    """Draw a small dataset, with at least one block and one footprint in each set.

    Parameters
    ----------
    draw
        Given by hypothesis.
    most_blocks, most_footprints
        Limits of size; the second is for each set.
    split, uncovered, nobody, fractions, alone, partners, neighbours
        Whether there may be: split blocks; blocks without a footprint in a set; blocks without
        people; fractions of people; footprints without blocks; providers and councils; borders.
        Without ``fractions`` and ``split``, all people are whole numbers.
    """
    sets = ("a", "b")
    # The codes of the two sets have some in common: results must keep them apart.
    codes = [
        [f"f{place}" for place in range(side, side + draw(st.integers(1, most_footprints)))]
        for side in (0, 1)
    ]
    blocks = [f"c{place}" for place in range(draw(st.integers(1, most_blocks)))]
    memberships: dict[str, tuple[Any, ...]] = {
        block: (
            *(draw(_places(tuple(own), split=split, uncovered=uncovered)) for own in codes),
            draw(_people(nobody=nobody, fractions=fractions)),
        )
        for block in blocks
    }
    if not alone:
        for side, own in enumerate(codes):
            used = {code for row in memberships.values() for code in _listed(row[side])}
            if not used:  # a set without any membership would not be in the tables
                row = list(memberships[blocks[0]])
                row[side] = own[0]
                memberships[blocks[0]] = tuple(row)
            own[:] = sorted(used) or own[:1]
    grade = st.sampled_from(EVIDENCE_GRADES)
    pairs = [(one, other) for place, one in enumerate(blocks) for other in blocks[:place]]
    some = st.lists(st.sampled_from(pairs), unique=True, max_size=12) if pairs else st.just([])
    length = st.one_of(st.none(), st.integers(1, 400).map(lambda number: number / 8))
    kind = st.sampled_from(["land", "land", "water"])
    partnered = {
        f"p{place}": (
            draw(st.sampled_from(["provider", "council"])),
            *(draw(st.lists(st.sampled_from(own), unique=True, max_size=3)) for own in codes),
        )
        for place in range(draw(st.integers(0, 4)) if partners else 0)
    }
    return make_dataset(
        memberships,
        partners=partnered,
        flows=[
            (partner, block, draw(st.sampled_from([0.1, 0.2, 0.25])))
            for partner in partnered
            if draw(st.booleans())
            for block in draw(st.lists(st.sampled_from(blocks), unique=True, max_size=4))
        ],
        neighbours=[
            (*pair, draw(length), draw(kind)) for pair in (draw(some) if neighbours else [])
        ],
        evidence={
            (block, name, code): draw(grade)
            for block in blocks
            for name, place in zip(sets, memberships[block][:2], strict=True)
            for code in _listed(place)
        },
        alone=dict(zip(sets, codes, strict=True)) if alone else None,
    )


@cache  # a strategy that is made again is looked through again
@st.composite
def _places(draw: st.DrawFn, codes: tuple[str, ...], *, split: bool, uncovered: bool) -> Place:
    kinds = ["one", "one", "one"]
    kinds += ["split"] if split and len(codes) > 1 else []
    kinds += ["none"] if uncovered else []
    chosen = draw(st.sampled_from(kinds))
    if chosen == "none":
        return None
    if chosen == "one":
        return draw(st.sampled_from(codes))
    several = draw(st.lists(st.sampled_from(codes), unique=True, min_size=2, max_size=3))
    parts = [draw(st.integers(1, 6)) for _ in several]
    return {code: part / sum(parts) for code, part in zip(several, parts, strict=True)}


def _listed(place: Place) -> Iterable[str]:
    return (place,) if isinstance(place, str) else (place or {})


@cache
def _people(*, nobody: bool, fractions: bool) -> st.SearchStrategy[float]:
    kinds: list[st.SearchStrategy[float]] = [st.integers(1, 60).map(float)]
    kinds += [st.just(0.0)] if nobody else []
    kinds += [st.integers(1, 600).map(lambda number: number / 7)] if fractions else []
    return st.one_of(kinds)


def new_codes(dataset: Dataset, *, in_order: bool = False) -> Codes:
    """Return other codes for organisations, and for footprints by ``(set, code)``.

    Parameters
    ----------
    dataset
        Any dataset.
    in_order
        Whether the new codes sort as the old ones do; otherwise they sort the other way round, and
        only results that no tie decides stay the same.
    """
    organisations = sorted(dataset.organisations["organisation"])
    footprints = sorted(
        zip(dataset.footprints["footprint_set"], dataset.footprints["footprint"], strict=True)
    )

    def numbered(prefix: str, count: int) -> list[str]:
        codes = [f"{prefix}{place:06d}" for place in range(count)]
        return codes if in_order else codes[::-1]

    return (
        dict(zip(organisations, numbered("org", len(organisations)), strict=True)),
        dict(zip(footprints, numbered("foot", len(footprints)), strict=True)),
    )


def relabelled(dataset: Dataset, *, in_order: bool = False) -> Dataset:
    """Return the dataset under the codes of ``new_codes``, in canonical order; names stay."""
    of_organisation, of_footprint = new_codes(dataset, in_order=in_order)

    def footprints(frame: pd.DataFrame) -> list[str]:
        keys = zip(frame["footprint_set"], frame["footprint"], strict=True)
        return [of_footprint[key] for key in keys]

    def organisations(codes: pd.Series[str]) -> list[str]:
        return [of_organisation[code] for code in codes]

    ends = [organisations(dataset.neighbours[end]) for end in ("organisation", "neighbour")]
    pairs = [sorted(pair) for pair in zip(*ends, strict=True)]
    return derived(
        dataset,
        organisations=dataset.organisations.assign(
            organisation=organisations(dataset.organisations["organisation"])
        ).sort_values("organisation", ignore_index=True),
        footprints=dataset.footprints.assign(footprint=footprints(dataset.footprints)).sort_values(
            ["footprint_set", "footprint"], ignore_index=True
        ),
        memberships=dataset.memberships.assign(
            organisation=organisations(dataset.memberships["organisation"]),
            footprint=footprints(dataset.memberships),
        ).sort_values(["organisation", "footprint_set", "footprint"], ignore_index=True),
        neighbours=dataset.neighbours.assign(
            organisation=pd.Series([one for one, _ in pairs], dtype=str),
            neighbour=pd.Series([other for _, other in pairs], dtype=str),
        ).sort_values(["organisation", "neighbour"], ignore_index=True),
        flows=dataset.flows.assign(
            organisation=pd.Series(organisations(dataset.flows["organisation"]), dtype=str),
            block=pd.Series(organisations(dataset.flows["block"]), dtype=str),
        ).sort_values(["organisation", "block"], ignore_index=True),
    )


def shuffled(dataset: Dataset, seed: int) -> Dataset:
    """Return the dataset with the rows of every table in random order.

    Reading puts rows in canonical order; this copy is out of it on purpose, to show what relies on
    that without need.
    """
    generator = np.random.default_rng(seed)

    def mixed(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.iloc[generator.permutation(len(frame))].reset_index(drop=True)

    return derived(
        dataset,
        organisations=mixed(dataset.organisations),
        footprints=mixed(dataset.footprints),
        memberships=mixed(dataset.memberships),
        neighbours=mixed(dataset.neighbours),
        flows=mixed(dataset.flows),
    )


def rescaled(dataset: Dataset, factor: float) -> Dataset:
    """Return the dataset with ``factor`` times the people."""
    people = dataset.organisations["population"] * factor
    return derived(dataset, organisations=dataset.organisations.assign(population=people))
