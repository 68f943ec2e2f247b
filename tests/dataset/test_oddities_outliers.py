from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from helpers.tiny import only, place

from graphmodel.dataset.reading import check_dataset

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel.dataset.reading import Soundness

Block = tuple[str, float, float, str, float]
"""Code, latitude, longitude, footprint of A, people."""


def blocks() -> list[Block]:
    """Return two footprints of six blocks each, 10 km between blocks, 200 km between footprints."""
    return [
        (f"{name}{n}", 52 + n % 2 * 0.1, 3.0 * side + n // 2 * 0.15, name, 1000.0 + n)
        for side, name in enumerate("xy")
        for n in range(6)
    ]


def check(
    folder: Path, rows: list[Block], neighbours: list[tuple[str, str]] | None = None
) -> Soundness:
    def table(header: str, lines: list[tuple[object, ...]]) -> str:
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerows([header.split(","), *lines])
        return stream.getvalue()

    folder.mkdir(exist_ok=True)
    files = {
        "organisations": table(
            "organisation,name,kind,population,latitude,longitude",
            [(code, code, "area", people, lat, lon) for code, lat, lon, _, people in rows],
        ),
        "footprints": table(
            "footprint_set,footprint,name",
            [("a", name, name) for name in sorted({row[3] for row in rows})] + [("b", "z", "Z")],
        ),
        "memberships": table(
            "organisation,footprint_set,footprint",
            [(row[0], *pair) for row in rows for pair in (("a", row[3]), ("b", "z"))],
        ),
        "neighbours": table("organisation,neighbour", list(neighbours or [])),
    }
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content)
    return check_dataset(folder)


def changed(rows: list[Block], code: str, **values: object) -> list[Block]:
    fields = ("code", "latitude", "longitude", "footprint", "people")
    return [
        tuple(values.get(name, value) for name, value in zip(fields, row, strict=True))  # type: ignore[misc]
        if row[0] == code
        else row
        for row in rows
    ]


def test_nothing_is_odd_about_these(tmp_path: Path) -> None:
    assert check(tmp_path / "x", blocks()).problems == ()


def test_a_block_in_the_wrong_footprint(tmp_path: Path) -> None:
    warning = only(check(tmp_path / "x", changed(blocks(), "x3", footprint="y")), "warning")
    assert place(warning) == ("memberships.csv", 8, "footprint", "y")
    assert "'x3' lies 20" in warning.message
    assert "km from the middle of this footprint" in warning.message
    assert "in 'x' is" in warning.message
    assert "latitude and longitude" in warning.remedy


def test_a_block_that_borders_its_footprint_is_no_slip(tmp_path: Path) -> None:
    rows = changed(blocks(), "x3", footprint="y")
    assert check(tmp_path / "x", rows, [("x3", "y1")]).problems == ()
    assert len(check(tmp_path / "x", rows, [("x3", "x1")]).problems) == 1


def test_a_block_far_from_everything_is_no_slip(tmp_path: Path) -> None:
    rows = changed(blocks(), "x3", latitude=56.0)
    assert check(tmp_path / "x", rows).problems == ()


def test_what_is_far_in_a_wide_footprint_is_not_far(tmp_path: Path) -> None:
    rows = [(c, lat, lon * 8 if f == "y" else lon, f, p) for c, lat, lon, f, p in blocks()]
    assert check(tmp_path / "x", rows).problems == ()


@pytest.mark.parametrize(("people", "said"), [(2e5, "a hundred times"), (9.0, "a hundredth of")])
def test_people_unlike_those_of_its_kind(tmp_path: Path, people: float, said: str) -> None:
    warning = only(check(tmp_path / "x", changed(blocks(), "x3", people=people)), "warning")
    assert place(warning) == ("organisations.csv", 5, "population", f"{people}")
    assert f"this is {said} what is usual for the kind 'area'" in warning.message


def test_people_unlike_those_of_its_neighbours(tmp_path: Path) -> None:
    rows = changed(blocks(), "x3", people=2e5)
    near = [("x3", other) for other in ("x1", "x2", "x5")]
    warning = only(check(tmp_path / "x", rows, near), "warning")
    assert "what is usual for its neighbours (1,002)" in warning.message
    # All around are as large.
    for code in ("x1", "x2", "x5"):
        rows = changed(rows, code, people=2e5)
    found = check(tmp_path / "x", rows, near).problems
    assert [p.value for p in found] == ["200000.0"] * 3
    assert 5 not in [p.row for p in found]


def test_blocks_without_a_place_or_people_say_nothing(tmp_path: Path) -> None:
    rows = changed(blocks(), "x3", latitude="", longitude="", footprint="y", people=0.0)
    assert check(tmp_path / "x", rows).problems == ()


def test_one_of_many_blocks(tmp_path: Path) -> None:
    rows = [
        (f"{name}{n}", 52 + n % 40 / 100, 3.0 * side + n // 40 / 100, name, 1000.0)
        for side, name in enumerate("xy")
        for n in range(1500)
    ]
    assert len(check(tmp_path / "x", changed(rows, "x3", footprint="y")).problems) == 1


@pytest.mark.parametrize(("name", "count"), [("england-2016", 0), ("england-2026", 7)])
def test_the_bundled_datasets_have_few_warnings(name: str, count: int) -> None:
    problems = check_dataset(name).problems
    assert len(problems) == count
    # 107 areas in no authority, and six trusts that could not be placed.
    placeless = [p for p in problems if "belongs to no footprint" in p.message]
    assert len(placeless) == max(0, count - 1)
