"""Results as features of a map."""

from __future__ import annotations

import pytest
from helpers.england import bundled_dataset
from helpers.mapped import mapped_dataset, square

import graphmodel as gm
from graphmodel.dataset.boundaries import Boundary
from graphmodel.dataset.dataset import derived
from graphmodel.drawing.outlines import area


def areas(feature: dict[str, object]) -> list[float]:
    geometry = feature["geometry"]
    assert isinstance(geometry, dict)
    return [area(ring) for polygon in geometry["coordinates"] for ring in polygon]


def test_footprints_are_their_blocks_together() -> None:
    found = gm.assess(mapped_dataset()).to_geo()
    known = {feature["properties"]["footprint"]: feature for feature in found}
    assert {code: areas(feature) for code, feature in known.items()} == {
        "a1": [2],
        "a2": [2],
        "b1": [1],
        "b2": [3],
    }
    assert known["b2"]["properties"] == {
        "footprint_set": "b",
        "footprint": "b2",
        "name": "Name of b2",
        "relation": "straddling",
        "people": 50,
        "people_outside": 0,
        "overlaps": 2,
        "inhomogeneity": pytest.approx(gm.assess(mapped_dataset()).rows["inhomogeneity"].iloc[3]),
    }


def test_an_outline_of_its_own_counts_before_those_of_blocks() -> None:
    dataset = mapped_dataset()
    own = Boundary("", "b", "b2", ((square(7, 7),),))
    dataset = derived(dataset, boundaries=(*dataset.boundaries, own))
    plan = gm.led_plan(dataset, lead="a", target="nested")
    assert plan.people_moved == 5
    before, after = (
        {feature["properties"]["footprint"]: feature for feature in plan.to_geo(after=after)}
        for after in (False, True)
    )
    assert areas(before["b2"]) == [1]
    # Its ground is another one then.
    assert areas(after["b2"]) == [2]
    assert areas(after["b1"]) == [2]
    assert not after["b1"]["properties"]["new"]
    assert before["b2"]["properties"]["successor"] == "b2"


def test_without_outlines_there_are_points_and_without_these_nothing() -> None:
    points = gm.assess(mapped_dataset(outlines=False)).to_geo()
    assert [feature["geometry"] for feature in points][:3] == [
        {"type": "MultiPoint", "coordinates": [(0.5, 50.5), (1.5, 50.5)]},
        {"type": "MultiPoint", "coordinates": [(0.5, 51.5), (1.5, 51.5)]},
        {"type": "Point", "coordinates": (0.5, 50.5)},
    ]
    nowhere = gm.assess(mapped_dataset(outlines=False, points=False)).to_geo()
    assert [feature["geometry"] for feature in nowhere] == [None] * 4


def test_a_dataset_gives_organisations_or_a_set() -> None:
    dataset = mapped_dataset()
    first = next(iter(dataset.to_geo()))
    assert areas(first) == [1]
    assert first["properties"]["organisation"] == "c1"
    assert (first["properties"]["a"], first["properties"]["people"]) == ("a1", 30)
    people = {
        one["properties"]["footprint"]: one["properties"]["people"] for one in dataset.to_geo("b")
    }
    assert people == {"b1": 30, "b2": 50}
    with pytest.raises(gm.OptionError, match="no footprint set 'c'"):
        dataset.to_geo("c")


def test_geopandas_takes_everything() -> None:
    geopandas = pytest.importorskip("geopandas")
    plan = gm.propose(mapped_dataset(), lead="a", target="nested")
    frame = geopandas.GeoDataFrame.from_features(plan.to_geo(), crs="EPSG:4326")
    assert frame.geometry.is_valid.all()
    # Each set covers the ground once, before and after.
    for after in (False, True):
        frame = geopandas.GeoDataFrame.from_features(plan.to_geo(after=after))
        assert frame.groupby("footprint_set")["geometry"].apply(
            lambda g: g.area.sum()
        ).tolist() == [4, 4]
        assert frame.dissolve("footprint_set").area.tolist() == [4, 4]
    england = bundled_dataset("england-2026")
    for found, count in (
        (england.to_geo(), len(england.organisations)),
        (england.to_geo("icb"), 36),
        (gm.assess(england).to_geo(), 58),
        (gm.propose(england).to_geo(), 58),
    ):
        frame = geopandas.GeoDataFrame.from_features(found)
        assert len(frame) == count == len(found)
        assert frame.geometry.notna().sum() > 0.5 * count
        assert f"{len(found)} features" in repr(found)


def test_of_new_footprints_it_says_so_and_all_people_are_there() -> None:
    plan = gm.propose(bundled_dataset("england-2016"), lead="stp", target="nested")
    after = list(plan.to_geo())
    new = [one["properties"] for one in after if one["properties"]["new"]]
    assert [one["footprint"] for one in new] == ["NEW:E54000036"]
    for name in plan.overlap.compare:
        people = [one["properties"] for one in after if one["properties"]["footprint_set"] == name]
        assert sum(one["people"] for one in people) == pytest.approx(plan.dataset.people.sum())
