"""Boundaries: what is read of a GeoJSON file, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from graphmodel.dataset.boundaries import Boundary, note_strangers
from graphmodel.dataset.reading import read_dataset
from graphmodel.files.findings import Findings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from graphmodel.dataset.reading import Soundness

    Check = Callable[[Mapping[str, str | bytes | None]], Soundness]

SQUARE = [[[0, 50], [1, 50], [1, 51], [0, 51], [0, 50]]]


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    shape = geometry or {"type": "Polygon", "coordinates": SQUARE}
    return {"type": "Feature", "properties": properties, "geometry": shape}


def collection(*features: dict[str, Any]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def test_polygons_of_organisations_and_footprints_are_read(tiny: Path) -> None:
    dataset = read_dataset(tiny)
    block = str(dataset.organisations["organisation"][0])
    name, code, *_ = dataset.footprints.iloc[0]
    many = {"type": "MultiPolygon", "coordinates": [SQUARE, SQUARE]}
    text = collection(
        feature(organisation=block, colour="red"),
        feature(many, footprint_set=name, footprint=code),
    )
    (tiny / "boundaries.geojson").write_text(text, encoding="utf-8")
    found = read_dataset(tiny)
    one, other = found.boundaries
    assert (one.organisation, one.footprint) == (block, "")
    assert one.polygons == ((tuple(tuple(map(float, point)) for point in SQUARE[0]),),)
    assert (other.footprint_set, other.footprint, len(other.polygons)) == (name, code, 2)
    assert found.sha256 == dataset.sha256  # no plan depends on them
    (far,) = set(found.warnings) - set(dataset.warnings)
    assert "far from the coordinates" in far.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "this is not GeoJSON"),
        ("[]", "valid dictionary"),
        (collection(feature()), "does not name one organisation"),
        (collection(feature(organisation="x", footprint_set="y", footprint="z")), "feature 1"),
        (collection(feature({"type": "Point", "coordinates": [0, 0]})), "geometry"),
        (collection(feature({"type": "Polygon", "coordinates": [SQUARE[0][:3]]})), "at least 4"),
        (
            collection(feature({"type": "Polygon", "coordinates": [[[0, 95]] * 5]})),
            "coordinates are no degrees",
        ),
    ],
)
def test_what_is_no_boundary_is_an_error(check: Check, text: str, message: str) -> None:
    soundness = check({"boundaries.geojson": text})
    assert not soundness.ok
    assert {problem.file for problem in soundness.problems} == {"boundaries.geojson"}
    assert any(message in problem.message for problem in soundness.problems)
    assert all(problem.remedy for problem in soundness.problems)


def test_a_boundary_of_nothing_is_warned_of(check: Check) -> None:
    soundness = check({"boundaries.geojson": collection(feature(organisation="nowhere"))})
    assert soundness.ok
    (problem,) = [p for p in soundness.problems if p.file == "boundaries.geojson"]
    assert "there is no 'nowhere'" in problem.message


def moved(geometry: list[Any], east: float, north: float, scale: float = 1) -> dict[str, Any]:
    ring = [[x * scale + east, (y - 50) * scale + north] for x, y in geometry[0]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.parametrize(
    "shape",
    [
        moved(SQUARE, 400000, 300000, 1000),
        moved(SQUARE, -400000, 6900000, 1000),
        moved(SQUARE, 181, 0),
    ],
)
def test_metres_are_one_problem(check: Check, shape: dict[str, Any]) -> None:
    found = check({"boundaries.geojson": collection(*[feature(shape, organisation="01A")] * 3)})
    (problem,) = found.problems
    assert "in metres (British National Grid?)" in problem.message
    assert "EPSG:4326" in problem.message


def test_features_without_a_shape_are_counted(tiny: Path) -> None:
    block = str(read_dataset(tiny).organisations["organisation"][0])
    blank = {**feature(organisation=block), "geometry": None}
    text = collection(blank, blank, feature(organisation=block))
    (tiny / "boundaries.geojson").write_text(text, encoding="utf-8")
    found = read_dataset(tiny)
    assert len(found.boundaries) == 1
    assert any("2 features without a shape" in one.message for one in found.warnings)


@pytest.mark.parametrize(
    ("ring", "said"),
    [
        ([[50.5, 0.2], [50.6, 0.2], [50.6, 0.3], [50.5, 0.2]], "latitude before longitude"),
        ([[30, 10], [31, 10], [31, 11], [30, 10]], "far from the coordinates"),
        ([[0.2, 50.5], [0.3, 50.5], [0.3, 50.6], [0.2, 50.5]], ""),
    ],
)
def test_outlines_elsewhere_are_warned_of(ring: list[list[float]], said: str) -> None:
    organisations = pd.DataFrame(
        {"organisation": ["a", "b"], "longitude": [0.25, None], "latitude": [50.5, None]}
    )
    footprints = pd.DataFrame({"footprint_set": [], "footprint": []})
    outline = tuple((float(x), float(y)) for x, y in ring)
    boundaries = tuple(Boundary(code, "", "", ((outline,),)) for code in "ab")
    findings = Findings()
    note_strangers(boundaries, organisations, footprints, "boundaries.geojson", findings)
    messages = [problem.message for problem in findings.problems()]
    assert len(messages) == bool(said)
    assert all(said in message and message.endswith(": a") for message in messages)
