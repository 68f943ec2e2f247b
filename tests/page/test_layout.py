"""Positions for the drawing: a map that makes room, or a drawing of what belongs together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, random_datasets
from hypothesis import given, settings
from scipy.spatial import cKDTree
from scipy.stats import spearmanr

from graphmodel.dataset.dataset import derived
from graphmodel.page.layout import is_map, lay_out

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset
    from graphmodel.page.layout import NodeKey, Spot


def laid_out(dataset: Dataset) -> dict[NodeKey, Spot]:
    rows = dataset.footprints[dataset.footprints["footprint_set"].isin(dataset.compare)]
    keys = list(zip(rows["footprint_set"], rows["footprint"], strict=True))
    return lay_out(dataset, footprints=keys, memberships=dataset.memberships)


def without_coordinates(dataset: Dataset) -> Dataset:
    organisations = dataset.organisations.assign(latitude=np.nan, longitude=np.nan)
    return derived(dataset, organisations=organisations)


def deepest_overlap(spots: dict[NodeKey, Spot]) -> float:
    points = np.array([(spot.x, spot.y) for spot in spots.values()], float)
    sizes = np.array([spot.size for spot in spots.values()], float)
    one, other = cKDTree(points).query_pairs(2 * sizes.max(), output_type="ndarray").T
    distance = np.hypot(*(points[one] - points[other]).T)
    return float((sizes[one] + sizes[other] - distance).max(initial=0.0))


@pytest.fixture(scope="module", params=["england-2016", "england-2026"])
def bundled(request: pytest.FixtureRequest) -> Dataset:
    return bundled_dataset(request.param)


@pytest.fixture(scope="module")
def spots(bundled: Dataset) -> dict[NodeKey, Spot]:
    return laid_out(bundled)


def test_everything_is_placed(bundled: Dataset, spots: dict[NodeKey, Spot]) -> None:
    compared = bundled.footprints["footprint_set"].isin(bundled.compare)
    assert len(spots) == len(bundled.organisations) + compared.sum()


def test_north_is_up_and_east_is_right(bundled: Dataset, spots: dict[NodeKey, Spot]) -> None:
    rows = bundled.organisations.dropna(subset=["latitude"])
    placed = [spots["", code] for code in rows["organisation"]]
    assert spearmanr(rows["latitude"], [-spot.y for spot in placed]).statistic > 0.97
    assert spearmanr(rows["longitude"], [spot.x for spot in placed]).statistic > 0.97


def test_nothing_is_drawn_over_anything_else(spots: dict[NodeKey, Spot]) -> None:
    assert deepest_overlap(spots) < 1.5  # positions are whole numbers


def test_footprints_stand_amid_their_members(bundled: Dataset, spots: dict[NodeKey, Spot]) -> None:
    rows = bundled.memberships[bundled.memberships["organisation"].isin(bundled.people.index)]
    for key, members in rows.groupby(["footprint_set", "footprint"])["organisation"]:
        if key not in spots:
            continue
        xs = [spots["", code].x for code in members]
        ys = [spots["", code].y for code in members]
        spot = spots[key]
        assert min(xs) - 70 <= spot.x <= max(xs) + 70
        assert min(ys) - 70 <= spot.y <= max(ys) + 70


def test_the_same_input_gives_the_same_positions(
    bundled: Dataset, spots: dict[NodeKey, Spot]
) -> None:
    assert laid_out(bundled) == spots


def test_the_dataset_is_left_as_it_is() -> None:
    dataset = bundled_dataset("england-2026")
    before = dataset.sha256
    laid_out(dataset)
    again = derived(dataset)
    assert again.sha256 == before


def test_discs_grow_with_people() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 100), "c2": ("a1", "b1", 400)})
    spots = laid_out(dataset)
    assert spots["", "c2"].size == pytest.approx(2 * spots["", "c1"].size, abs=1)


def test_members_nobody_counted_are_of_one_size() -> None:
    spots = laid_out(make_dataset({"c1": ("a1", "b1"), "c2": ("a1", "b1")}))
    assert spots["", "c1"].size == spots["", "c2"].size


def test_without_coordinates_parts_stand_apart() -> None:
    dataset = without_coordinates(
        make_dataset({f"c{n}": (f"a{n // 6}", f"b{n // 6}", 10) for n in range(24)})
    )
    assert not is_map(dataset)
    spots = laid_out(dataset)
    places = {part: [spots["", f"c{n}"] for n in range(24) if n // 6 == part] for part in range(4)}
    for part, members in places.items():
        middle = np.mean([(spot.x, spot.y) for spot in members], axis=0)
        for other, strangers in places.items():
            near = max(np.hypot(*(middle - (spot.x, spot.y))) for spot in members)
            far = min(np.hypot(*(middle - (spot.x, spot.y))) for spot in strangers)
            assert other == part or near < far


def test_without_coordinates_positions_are_the_same_each_time() -> None:
    dataset = without_coordinates(bundled_dataset("england-2016"))
    first = laid_out(dataset)
    assert first == laid_out(dataset)
    assert deepest_overlap(first) < 1.5


def test_an_organisation_without_coordinates_is_near_its_fellows() -> None:
    dataset = make_dataset({f"c{n:02}": (f"a{n // 7}", f"b{n // 7}", 10) for n in range(21)})
    organisations = dataset.organisations.copy()
    organisations.loc[organisations["organisation"] == "c03", ["latitude", "longitude"]] = np.nan
    spots = laid_out(derived(dataset, organisations=organisations))
    fellows = [spots["", f"c{n:02}"] for n in range(7) if n != 3]
    lost = spots["", "c03"]
    assert min(spot.x for spot in fellows) <= lost.x <= max(spot.x for spot in fellows)
    assert lost.y > max(spots["", f"c{n:02}"].y for n in range(14, 21))


def test_what_has_no_place_stands_below() -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 10), "c2": ("a2", "b2", 10)},
        partners={"p1": ("provider", None, None)},
        alone={"a": ["a9"]},
    )
    organisations = dataset.organisations.copy()
    organisations.loc[organisations["organisation"] == "p1", "latitude"] = np.nan
    spots = laid_out(derived(dataset, organisations=organisations))
    lowest = max(spots["", "c1"].y, spots["", "c2"].y)
    assert spots["", "p1"].y > lowest
    assert spots["a", "a9"].y > lowest


def test_blocks_in_one_place_are_drawn_as_a_graph() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 10), "c2": ("a1", "b1", 10)})
    organisations = dataset.organisations.assign(latitude=51.0, longitude=0.0)
    spots = laid_out(derived(dataset, organisations=organisations))
    assert spots["", "c1"] != spots["", "c2"]


@settings(max_examples=12, deadline=None)
@given(random_datasets())
def test_any_dataset_can_be_laid_out(dataset: Dataset) -> None:
    for each in (dataset, without_coordinates(dataset)):
        spots = laid_out(each)
        assert deepest_overlap(spots) < 3
        assert all(isinstance(spot.x, int) and spot.size > 0 for spot in spots.values())
