"""A part of the ground: what is kept, and that it relates as it does in the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers.examples import make_dataset, patient, random_datasets
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.dataset.reading import read_dataset
from graphmodel.errors import OptionError
from graphmodel.overlap.assessment import assess
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.propose import propose
from graphmodel.scenarios.within import within_ground

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset

DATASET = make_dataset(
    {
        "c1": ("a1", "b1", 10),
        "c2": ("a2", "b1", 20),
        "c3": ("a2", "b2", 30),
        "c4": ("a3", "b3", 40),
        "c5": ("a3", None, 5),
        "c6": ("a4", None, 6),
        "c7": ("a1", "b3", 0),
    },
    partners={"p": ("provider", ["a1", "a3"], "b2"), "q": ("provider", "a3", None)},
    neighbours=[("c1", "c2", 3.0, "land"), ("c3", "c4", 1.0, "land"), ("c4", "c5", 1.0, "land")],
    further={"x": {"c1": "x1", "c4": "x2", "c5": "x2", "c6": "x2"}},
    regions={"c1": "North", "c2": "North", "c4": "South", "c6": "South"},
    labels={"a": "A", "b": "B"},
)


def kept(part: Dataset, footprint_set: str) -> list[str]:
    rows = part.footprints[part.footprints["footprint_set"] == footprint_set]
    return rows["footprint"].tolist()


def test_all_that_shares_people_with_the_ground_is_kept() -> None:
    part = within_ground(DATASET, ["a:a1"])
    assert part.people.index.tolist() == ["c1", "c2", "c3", "c7"]
    assert (kept(part, "a"), kept(part, "b"), kept(part, "x")) == (
        ["a1", "a2"],
        ["b1", "b2"],
        ["x1"],
    )
    assert part.partners["organisation"].tolist() == ["p"]
    mine = part.memberships[part.memberships["organisation"] == "p"]
    assert mine["footprint"].tolist() == ["a1", "b2"]
    assert part.neighbours[["organisation", "neighbour"]].to_numpy().tolist() == [["c1", "c2"]]
    assert (part.name, part.title) == (
        "example+within-name-of-a1",
        f"{DATASET.title}, within Name of a1 (A)",
    )
    (caveat,) = part.caveats
    assert caveat == (
        "Looked at are Name of a1 (A) and what shares people with it, directly or through others:"
        " 2 of 4 As and 2 of 3 Bs, 4 blocks with 60 people. Everything else is left as it is, and"
        " shares are of these people."
    )
    assert part.sha256 != DATASET.sha256


@pytest.mark.parametrize(
    ("places", "firsts"),
    [
        (["b:b3"], ["a3"]),
        (["x:x2"], ["a3", "a4"]),
        (["region:North"], ["a1", "a2"]),
        (["region:South"], ["a3", "a4"]),
        (["b:Name of b2", "a:a4"], ["a1", "a2", "a4"]),
    ],
)
def test_ground_is_named_by_footprints_of_any_set_and_by_region(
    places: list[str], firsts: list[str]
) -> None:
    assert kept(within_ground(DATASET, places), "a") == firsts


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (["a1"], "`within`: 'a1' is no SET:CODE. Write a set and a code, as in a:a1"),
        (["y:1"], "the sets are a, b, x, region"),
        (["a:a9"], "nothing has the code or the name 'a9'"),
        ([], "`within` takes one or more"),
    ],
)
def test_ground_that_there_is_not_is_refused(places: list[str], said: str) -> None:
    with pytest.raises(OptionError, match=said):
        within_ground(DATASET, places)


def test_ground_without_a_footprint_in_either_set_is_refused() -> None:
    made = make_dataset(
        {"c1": ("a1", "b1", 10), "c2": (None, None, 5)}, further={"x": {"c2": "x1"}}
    )
    with pytest.raises(OptionError, match=r"Name of a4 \(A\) shares people with no B, so"):
        within_ground(DATASET, ["a:a4"])
    with pytest.raises(OptionError, match=r"Name of x1 \(x\) shares people with no a and no b, so"):
        within_ground(made, ["x:x1"])


@settings(patient, max_examples=60)
@given(random_datasets(), st.data())
def test_what_is_kept_relates_as_in_the_whole(dataset: Dataset, data: st.DataObject) -> None:
    whole = assess(dataset)
    rows = whole.rows[whole.rows["overlaps"] > 0]
    if rows.empty:
        return
    number = data.draw(st.integers(0, len(rows) - 1))
    place = rows.iloc[number]
    part = within_ground(dataset, [f"{place['footprint_set']}:{place['footprint']}"])
    columns = ["footprint_set", "footprint", "relation", "people", "people_outside", "overlaps"]
    mine = assess(part).rows[columns]
    keys = set(zip(mine["footprint_set"], mine["footprint"], strict=True))
    assert (place["footprint_set"], place["footprint"]) in keys
    theirs = whole.rows[columns]
    inside = [key in keys for key in zip(theirs["footprint_set"], theirs["footprint"], strict=True)]
    assert mine.round(6).to_numpy().tolist() == theirs[inside].round(6).to_numpy().tolist()
    # Nothing that shares people with what is kept is left out.
    edges = build_overlap(dataset).edges
    first, second = dataset.compare
    for a, b in zip(edges["a"], edges["b"], strict=True):
        assert ((first, a) in keys) == ((second, b) in keys)


@pytest.mark.parametrize("target", ["coterminous", "nested", "compatible"])
def test_a_plan_for_a_part_is_that_part_of_the_plan_for_all(target: str) -> None:
    england = read_dataset("england-2016")
    whole = propose(england, target=target)  # type: ignore[arg-type]
    part = within_ground(england, ["stp:Devon", "ldr:Cumbria"])
    mine = propose(part, target=target)  # type: ignore[arg-type]
    columns = ["organisation", "a", "b", "to_a", "to_b"]
    expected = whole.assignment[whole.assignment["organisation"].isin(part.people.index)]
    assert mine.assignment[columns].to_numpy().tolist() == expected[columns].to_numpy().tolist()
    assert 0 < len(mine.assignment) < len(whole.assignment)
