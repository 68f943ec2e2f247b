from __future__ import annotations

import io
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from helpers.tiny import TABLES

from graphmodel.dataset.dataset import Dataset
from graphmodel.dataset.notes import NOTES
from graphmodel.dataset.reading import read_dataset
from graphmodel.errors import DataError, OptionError

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("organisations", "memberships", "footprints", "neighbours")
SAID = {"name": "tiny", "compare": "stp, ldr", "blocks": "commissioner"}


def frames() -> dict[str, pd.DataFrame]:
    """Return the tables of the tiny dataset as pandas reads them."""
    return {name: pd.read_csv(io.StringIO(TABLES[f"{name}.csv"])) for name in NAMES}


def made(said: dict[str, Any] | None = None, **changes: object) -> Dataset:
    return Dataset.from_frames(**{**frames(), **changes, **SAID, **(said or {})})


def problems(**changes: object) -> list[str]:
    with pytest.raises(DataError) as caught:
        made(**changes)
    return [str(problem) for problem in caught.value.problems if problem.level == "error"]


def test_frames_make_the_dataset_that_files_make(tiny: Path) -> None:
    read = read_dataset(tiny)
    assert (made().sha256, made().sha256_all) == (read.sha256, read.sha256_all)
    for name in NOTES:
        pd.testing.assert_frame_equal(getattr(made(), name), getattr(read, name))


def test_what_is_said_is_kept(tiny: Path) -> None:
    read = read_dataset(tiny)
    keys = ("title", "lead", "target", "fixed", "labels", "caveats", "sources", "licenses")
    said = {key: getattr(read, key) for key in keys} | {"lead": "stp", "target": "nested"}
    dataset = made(said)
    assert {key: getattr(dataset, key) for key in keys} == said
    assert made().title == made().name == "tiny"
    assert made({"fixed": "ldr"}).fixed == ("ldr",)


@pytest.mark.parametrize("name", ["england-2016", "england-2026"])
def test_frames_in_and_out_are_the_same(name: str) -> None:
    read = read_dataset(name)
    tables = {table: getattr(read, table) for table in NOTES}
    before = {table: frame.copy(deep=True) for table, frame in tables.items()}
    dataset = Dataset.from_frames(**tables, name=name, compare=read.compare, blocks=read.blocks)
    assert (dataset.sha256, dataset.sha256_all) == (read.sha256, read.sha256_all)
    for table, frame in before.items():
        pd.testing.assert_frame_equal(frame, tables[table])
        pd.testing.assert_frame_equal(frame, getattr(dataset, table))


def test_equal_shares_that_have_no_end_are_those_of_blank_cells() -> None:
    rows = {"organisation": ["01C"] * 3, "footprint_set": ["stp"] * 3, "footprint": list("abc")}
    memberships = pd.concat(
        [
            pd.DataFrame(rows),
            pd.DataFrame({key: [one] for key, one in zip(rows, ("01C", "ldr", "x"), strict=True)}),
        ]
    )
    organisations = frames()["organisations"].head(1)
    blank = Dataset.from_frames(organisations, memberships, name="x")
    written = Dataset.from_frames(organisations, blank.memberships, name="x")
    assert blank.memberships["share"].tolist() == [1.0, 1 / 3, 1 / 3, 1 / 3]
    assert written.sha256_all == blank.sha256_all


def test_columns_may_be_left_out_and_footprints_are_those_with_members() -> None:
    dataset = Dataset.from_frames(
        frames()["organisations"][["organisation", "name", "kind"]],
        frames()["memberships"][["organisation", "footprint_set", "footprint"]],
        name="few",
        compare=("ldr", "stp"),
        blocks=["commissioner"],
    )
    assert dataset.footprints["name"].tolist() == ["L1", "L2", "E1", "E2"]
    assert set(dataset.memberships["evidence"]) == {"official"}
    assert dataset.people.tolist() == [1, 1, 1]
    assert dataset.neighbours.empty
    assert dataset.compare == ("ldr", "stp")


def test_other_frames_and_types_are_read() -> None:
    other = {name: pl.read_csv(io.StringIO(TABLES[f"{name}.csv"])) for name in NAMES}
    assert made(**other).sha256 == made().sha256
    assert made(memberships=other["memberships"].lazy()).sha256 == made().sha256
    types = frames()["memberships"].astype({"organisation": "category", "share": "Float64"})
    assert made(memberships=types).sha256 == made().sha256
    coded = pd.DataFrame({"organisation": [1, 2], "name": ["a", "b"], "kind": "area"})
    dated = {"as_of": pd.to_datetime(["2016-10-01"] * 4), "share": np.float32(1)}
    memberships = pd.DataFrame(
        {"organisation": [1.0, 1, 2, 2], "footprint_set": list("pqpq"), "footprint": 7} | dated
    )
    dataset = Dataset.from_frames(coded, memberships, name="codes", compare="q,p")
    assert dataset.people.index.tolist() == ["1", "2"]
    assert set(dataset.footprints["footprint"]) == {"7"}
    assert set(dataset.memberships["as_of"]) == {"2016-10-01"}


def test_problems_name_row_column_value_and_remedy() -> None:
    rows = frames()["memberships"].astype(object)
    rows.loc[0, "share"] = -0.6
    rows.loc[2, "evidence"] = "guess"
    rows.loc[3, "footprint"] = None
    rows.loc[5, "organisation"] = True
    rows.loc[6, "source"] = Fraction(1, 2)
    rows = pd.concat([rows, rows.iloc[[8]]])
    pairs = frames()["neighbours"].drop(columns="neighbour").head(1)
    found = problems(memberships=rows, neighbours=pairs)
    places = [one.partition(":")[0] for one in found]
    assert places == [
        "memberships, row 1, column share ('-0.6')",
        "memberships, row 3, column evidence ('guess')",
        "memberships, row 4, column footprint",
        "memberships, row 6, column organisation ('TRUE')",
        "memberships, row 7, column source ('1/2')",
        "memberships, row 11, column footprint ('L1')",
        "neighbours, column neighbour",
    ]
    remedy = "Delete the row where nobody belongs."
    assert found[0] == f"{places[0]}: a share must be more than 0. {remedy}"
    said = "the cell holds neither text nor a number but a bool. Write its code or value."
    assert found[3] == f"{places[3]}: {said}"
    assert found[5].endswith("stands in row 9 already. Delete one of the two.")


def test_what_is_only_odd_is_told_apart_from_what_is_wrong() -> None:
    rows = frames()["memberships"]
    named = frames()["footprints"]
    empty = pd.DataFrame([{"footprint_set": "stp", "footprint": "E9", "name": "Nobody"}])
    with pytest.raises(DataError) as caught:
        made(memberships=pd.concat([rows, rows.iloc[[0]]]), footprints=pd.concat([named, empty]))
    wrong, odd = str(caught.value).splitlines()
    assert wrong.startswith("memberships, row")
    assert odd.startswith("warning: footprints, row")


def test_problems_of_what_is_said_name_the_parameter() -> None:
    said = {
        "name": " ",
        "compare": ("stp", "lrd"),
        "lead": "x",
        "target": "coterminus",
        "fixed": "y",
    }
    found = problems(said=said)
    places = [
        "`compare` ('lrd')",
        "`fixed` ('y')",
        "`lead` ('x')",
        "`name`",
        "`target` ('coterminus')",
    ]
    assert [one.partition(":")[0] for one in found] == places
    assert (
        found[-1]
        == f"{places[-1]}: the target 'coterminus' is unknown. Did you mean 'coterminous'?"
    )
    thrice = frames()["memberships"].assign(footprint_set=[*"abcabcabca"])
    (found,) = (
        one
        for one in problems(memberships=thrice, footprints=None, said={"compare": None})
        if "compare" in one
    )
    assert found.endswith("Say which two to compare. Pass `compare=['a', 'b']`.")


def test_outlines_are_taken_from_geojson() -> None:
    ring = [[0, 50], [1, 50], [1, 51], [0, 50]]
    feature = {
        "type": "Feature",
        "properties": {"organisation": "01C"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    dataset = made({"boundaries": {"type": "FeatureCollection", "features": [feature]}})
    assert [one.organisation for one in dataset.boundaries] == ["01C"]
    assert made({"boundaries": dataset.boundaries}).boundaries == dataset.boundaries
    assert problems(said={"boundaries": object()})[0].startswith("boundaries: this is not GeoJSON")


@pytest.mark.parametrize("garbage", [None, 3, "", object(), [1], {"a": [1]}, pd.Series([1])])
def test_what_is_no_frame_is_said_to_be_none(garbage: object) -> None:
    with pytest.raises(OptionError, match=r"^`memberships` takes a frame"):
        made(memberships=garbage)


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame({"a": []}), pd.DataFrame([[1]])])
def test_frames_without_the_columns_are_refused(frame: pd.DataFrame) -> None:
    assert any(one.startswith("organisations") for one in problems(organisations=frame))
