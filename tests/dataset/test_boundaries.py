"""Boundaries: what is read of a GeoJSON file, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from graphmodel.dataset.reading import read_dataset

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
    assert found.warnings == dataset.warnings


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
            "less than or equal to 90",
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
