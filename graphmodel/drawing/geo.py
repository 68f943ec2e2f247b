"""Results as GeoJSON features, for geopandas and whatever else reads ``__geo_interface__``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from graphmodel.drawing.outlines import block_outlines, dissolved, oriented
from graphmodel.files.plain_json import plain_records
from graphmodel.files.safe_text import shown_text
from graphmodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.assessment import Assessment
    from graphmodel.overlap.overlap import Overlap, Side
    from graphmodel.plans.plan import Plan


@dataclass(frozen=True, eq=False)
class Features:
    """A feature collection as RFC 7946 has it: longitude and latitude in degrees, WGS 84.

    ``geopandas.GeoDataFrame.from_features(found, crs="EPSG:4326")`` makes a frame of it.

    Attributes
    ----------
    features
        Each with ``geometry`` (None where nothing is known) and ``properties``.
    """

    features: tuple[dict[str, Any], ...]

    def __repr__(self) -> str:
        where = sum(feature["geometry"] is not None for feature in self.features)
        names = list(self.features[0]["properties"]) if self.features else []
        return shown_text(
            f"<{counted(len(self.features), 'feature')}, {where} with a place: {', '.join(names)}>"
        )

    def __len__(self) -> int:
        return len(self.features)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.features)

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """The mapping that programs for maps ask for."""
        return {"type": "FeatureCollection", "features": list(self.features)}


def dataset_features(dataset: Dataset, footprint_set: str | None = None) -> Features:
    """Return every organisation, or every footprint of a set."""
    places = _Places(dataset)
    if footprint_set is None:
        rows = dataset.organisations
        known = ("organisation", "name", "kind", "type", "region", "population")
        frame = rows[[name for name in known if name in rows]].rename(
            columns={"name": "organisation_name", "population": "people"}
        )
        for name in dataset.footprint_sets:
            codes = _largest(dataset, name)
            names = dataset.footprints[dataset.footprints["footprint_set"] == name]
            code = frame["organisation"].map(codes)
            named = code.map(dict(zip(names["footprint"], names["name"], strict=True)))
            frame = frame.assign(**{name: code, f"{name}_name": named})
        return _features(frame, map(places.organisation, frame["organisation"]))
    (name,) = dataset.sets_named([footprint_set])
    rows = dataset.memberships
    rows = rows[(rows["footprint_set"] == name) & rows["organisation"].isin(dataset.people.index)]
    people = rows["organisation"].map(dataset.people).to_numpy(float) * rows["share"]
    frame = dataset.footprints[dataset.footprints["footprint_set"] == name]
    summed = people.groupby(rows["footprint"]).sum()
    frame = frame.assign(people=frame["footprint"].map(summed).fillna(0.0).to_numpy(float))
    ground = _ground(zip(rows["organisation"], rows["footprint"], people, strict=True))
    return _features(
        frame, (places.footprint(name, code, ground.get(code, ())) for code in frame["footprint"])
    )


def assessment_features(assessment: Assessment) -> Features:
    """Return every footprint of both sets, with how it relates to the other set."""
    places = _Places(assessment.dataset)
    return _features(assessment.rows, _placed(places, assessment.overlap))


def plan_features(plan: Plan, *, after: bool = True) -> Features:
    """Return every footprint that a plan leads to, or those of today with what becomes of them."""
    before, then = plan.before, plan.after
    places = _Places(plan.dataset)
    if not after:
        pairs = list(zip(before.rows["footprint_set"], before.rows["footprint"], strict=True))
        successors = dict(zip(plan.overlap.compare, plan.successor, strict=True))
        columns = then.rows[["footprint_set", "footprint", "name"]]
        names = {(one, code): name for one, code, name in columns.itertuples(index=False)}
        successor = [successors[name][code] for name, code in pairs]
        frame = before.rows.assign(
            successor=successor,
            successor_name=[
                names.get((name, code), "")
                for (name, _), code in zip(pairs, successor, strict=True)
            ],
        )
        return _features(frame, _placed(places, before.overlap))
    now = {
        (side.footprint_set, code): blocks
        for side in before.overlap.sides
        for code, blocks in _ground_of(before.overlap, side).items()
    }
    codes = set(zip(before.rows["footprint_set"], before.rows["footprint"], strict=True))
    pairs = list(zip(then.rows["footprint_set"], then.rows["footprint"], strict=True))
    frame = then.rows.assign(new=[pair not in codes for pair in pairs])
    return _features(frame, _placed(places, then.overlap, now))


def _features(frame: pd.DataFrame, geometries: Iterable[dict[str, Any] | None]) -> Features:
    return Features(
        tuple(
            {"type": "Feature", "geometry": geometry, "properties": properties}
            for properties, geometry in zip(plain_records(frame), geometries, strict=True)
        )
    )


def _placed(
    places: _Places,
    overlap: Overlap,
    now: Mapping[tuple[str, str], Sequence[str]] | None = None,
) -> Iterator[dict[str, Any] | None]:
    """Yield where each footprint is; it has its own outline while it has the ground it has now."""
    for side in overlap.sides:
        ground = _ground_of(overlap, side)
        for code in side.codes:
            blocks = ground.get(code, ())
            same = now is None or now.get((side.footprint_set, code), ()) == blocks
            yield places.footprint(side.footprint_set, code, blocks, own=same)


def _ground_of(overlap: Overlap, side: Side) -> dict[str, tuple[str, ...]]:
    outside = overlap.outside[overlap.outside["footprint_set"] == side.footprint_set]
    return _ground(
        row
        for rows, column in ((overlap.portions, side.column), (outside, "footprint"))
        for row in zip(rows["organisation"], rows[column], rows["people"], strict=True)
    )


def _ground(portions: Iterable[tuple[str, str, float]]) -> dict[str, tuple[str, ...]]:
    """Return the blocks of each footprint: a block is where most of its people are.

    A footprint in which no block has most of its people has all of which it has some.
    """
    people: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for block, code, count in portions:
        people[block][code] += count
    most: dict[str, list[str]] = defaultdict(list)
    some: dict[str, list[str]] = defaultdict(list)
    for block in sorted(people):
        most[min(people[block], key=lambda code: (-people[block][code], code))].append(block)
        for code in people[block]:
            some[code].append(block)
    return {code: tuple(most.get(code, blocks)) for code, blocks in some.items()}


def _largest(dataset: Dataset, footprint_set: str) -> dict[str, str]:
    """Return the footprint of each organisation in a set, that of the largest share."""
    rows = dataset.memberships[dataset.memberships["footprint_set"] == footprint_set]
    rows = rows.sort_values("share", ascending=False, kind="stable")
    rows = rows.drop_duplicates("organisation")
    return dict(zip(rows["organisation"], rows["footprint"], strict=True))


class _Places:
    """Where organisations and footprints of a dataset are, as geometries of GeoJSON."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._blocks = block_outlines(dataset)
        self._outlines = {
            (one.organisation, one.footprint_set, one.footprint): one.polygons
            for one in dataset.boundaries
        }

    @cached_property
    def _points(self) -> dict[str, tuple[float, float]]:
        rows = self._dataset.organisations
        rows = rows[np.isfinite(rows["longitude"]) & np.isfinite(rows["latitude"])]
        points = zip(rows["longitude"].tolist(), rows["latitude"].tolist(), strict=True)
        return dict(zip(rows["organisation"], points, strict=True))

    def organisation(self, code: str) -> dict[str, Any] | None:
        """Return the outline of an organisation, or its point."""
        outline = self._outlines.get((code, "", ""))
        return _polygons(map(oriented, outline)) if outline else self._spots((code,))

    def footprint(
        self, footprint_set: str, code: str, blocks: Sequence[str], *, own: bool = True
    ) -> dict[str, Any] | None:
        """Return its own outline, or that of its blocks together, or where they are."""
        outline = self._outlines.get(("", footprint_set, code)) if own else None
        if outline:
            return _polygons(map(oriented, outline))
        if blocks and all(block in self._blocks for block in blocks):
            return _polygons(dissolved(p for block in blocks for p in self._blocks[block]))
        return self._spots(blocks)

    def _spots(self, codes: Sequence[str]) -> dict[str, Any] | None:
        points = [self._points[code] for code in codes if code in self._points]
        if len(points) > 1:
            return {"type": "MultiPoint", "coordinates": points}
        return {"type": "Point", "coordinates": points[0]} if points else None


def _polygons(polygons: Iterable[Any]) -> dict[str, Any]:
    return {"type": "MultiPolygon", "coordinates": tuple(polygons)}
