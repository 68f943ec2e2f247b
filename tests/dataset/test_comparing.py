"""Two datasets compared: what is added, gone and changed, on cases small enough to see through."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from helpers.examples import make_dataset, patient, random_datasets
from hypothesis import given, settings

from graphmodel.dataset.comparing import DatasetComparison, compare_datasets
from graphmodel.dataset.dataset import derived
from graphmodel.dataset.notes import NOTES

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset

ROWS: dict[str, tuple[Any, ...]] = {
    "c1": ("a1", "b1", 100),
    "c2": ({"a1": 0.6, "a2": 0.4}, "b2", 50),
    "c3": ("a2", "b2", 7),
}
PARTNERS = {"p1": ("provider", ["a1"], ["b1", "b2"])}
ONE = make_dataset(ROWS, partners=PARTNERS, name="jan", labels={"b": "LDR", "people": "patients"})

MEMBERSHIP = ("difference", "organisation", "footprint_set", "footprint", "other_footprint")


def after(**changes: Any) -> Dataset:  # noqa: ANN401 - places and people of a block, or None
    rows = {code: row for code, row in (ROWS | changes).items() if row is not None}
    return make_dataset(
        rows, partners=PARTNERS, name="feb", labels={"b": "LDR", "people": "patients"}
    )


def listed(found: DatasetComparison, table: str, *columns: str) -> list[tuple[Any, ...]]:
    return list(found.to_frame(table)[list(columns)].itertuples(index=False, name=None))


def changing(found: DatasetComparison, table: str = "memberships") -> list[set[str]]:
    """Return what changes in each row of a table."""
    rows = found.to_frame(table).to_dict("records")
    flags = [name for name in found.to_frame(table) if str(name).endswith("_changes")]
    return [{str(name).removesuffix("_changes") for name in flags if row[name]} for row in rows]


def test_a_membership_that_moves_is_one_change_with_its_people() -> None:
    found = compare_datasets(ONE, after(c1=("a1", "b2", 100)))
    assert listed(found, "memberships", *MEMBERSHIP) == [("changed", "c1", "b", "b1", "b2")]
    assert changing(found) == [{"footprint"}]
    assert listed(found, "memberships", "people", "other_people") == [(100, 100)]
    names = ("organisation_name", "footprint_name", "other_footprint_name")
    assert listed(found, "memberships", *names) == [("Name of c1", "Name of b1", "Name of b2")]
    assert "Another LDR has 100 patients." in found.words
    assert not found.same
    assert not found.plans_stand


def test_a_share_that_changes_and_a_part_that_goes_elsewhere() -> None:
    found = compare_datasets(ONE, after(c2=({"a1": 0.5, "a3": 0.5}, "b2", 50)))
    assert listed(found, "memberships", *MEMBERSHIP, "share", "other_share") == [
        ("changed", "c2", "a", "a2", "a3", 0.4, 0.5),
        ("changed", "c2", "a", "a1", "a1", 0.6, 0.5),
    ]
    assert changing(found) == [{"footprint", "share"}, {"share"}]
    assert listed(found, "footprints", "difference", "footprint") == [("added", "a3")]


def test_a_block_that_is_split_keeps_one_membership_and_gets_one() -> None:
    found = compare_datasets(ONE, after(c1=({"a1": 0.5, "a2": 0.5}, "b1", 100)))
    rows = listed(found, "memberships", *MEMBERSHIP)
    assert rows == [("changed", "c1", "a", "a1", "a1"), ("added", "c1", "a", "", "a2")]
    # Missing is what the first does not say.
    blank = found.to_frame().iloc[1]
    assert (blank["share"] != blank["share"], blank["other_people"]) == (True, 50)


def test_a_block_that_is_new_and_one_that_is_gone() -> None:
    found = compare_datasets(ONE, after(c3=None, c4=("a1", "b1", 3)))
    assert listed(found, "organisations", "difference", "organisation", "name", "other_name") == [
        ("gone", "c3", "Name of c3", ""),
        ("added", "c4", "", "Name of c4"),
    ]
    assert sorted(listed(found, "memberships", *MEMBERSHIP)) == [
        ("added", "c4", "a", "", "a1"),
        ("added", "c4", "b", "", "b1"),
        ("gone", "c3", "a", "a2", ""),
        ("gone", "c3", "b", "b2", ""),
    ]
    assert (found.people, found.other_people) == (157, 153)
    assert found.words[0] == "The first has 157 patients, the second 153 patients."


def test_a_population_that_changes_changes_people_and_no_membership() -> None:
    found = compare_datasets(ONE, after(c1=("a1", "b1", 101)))
    assert changing(found, "organisations") == [{"population"}]
    assert listed(found, "organisations", "population", "other_population") == [(100, 101)]
    assert found.to_frame("memberships").empty


def test_every_table_of_a_dataset_is_compared() -> None:
    assert tuple(NOTES) == DatasetComparison.TABLES
    found = compare_datasets(ONE, ONE)
    assert all(found.to_frame(table).empty for table in NOTES)  # type: ignore[arg-type]


def test_only_a_source_note_changes() -> None:
    other = derived(ONE, memberships=ONE.memberships.assign(source="a, comma"))
    found = compare_datasets(ONE, other)
    assert set(map(frozenset, changing(found))) == {frozenset({"source"})}
    assert not found.same


def test_columns_of_the_owner_and_settings_count_as_well() -> None:
    further = ONE.organisations.assign(ods=["x", "", "", ""])
    found = compare_datasets(ONE, derived(ONE, organisations=further, labels={}))
    assert changing(found, "organisations") == [{"further_columns"}] * 4
    assert found.settings == ("labels",)
    assert "Settings that differ: labels." in found.words


def test_shares_of_partners_say_nothing_and_differ_in_nothing() -> None:
    memberships = ONE.memberships.copy()
    memberships.loc[memberships["organisation"] == "p1", "share"] = 0.1
    assert compare_datasets(ONE, derived(ONE, memberships=memberships)).same


def test_it_can_be_written_as_json() -> None:
    found = compare_datasets(ONE, after(c1=("a1", "b2", 100), c4=("a1", "b1", 3)))
    written = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert written["format"] == "graphmodel-dataset-comparison/1"
    assert (written["dataset"]["name"], written["other_dataset"]["name"]) == ("jan", "feb")
    assert set(NOTES) < set(written)
    for table in NOTES:
        frame = found.to_frame(table)
        assert [list(row) for row in written[table]] == [list(frame)] * len(frame)
    added = next(row for row in written["memberships"] if row["difference"] == "added")
    assert (added["share"], added["other_share"]) == (None, 1)


def test_a_frame_handed_out_is_the_readers_own() -> None:
    found = compare_datasets(ONE, after(c1=("a1", "b2", 100)))
    frame = found.to_frame()
    frame["people"] = 0
    assert found.to_frame()["people"].tolist() == [100]


def test_bundled_datasets_go_by_their_names() -> None:
    found = compare_datasets("england-2016", "england-2026")
    counts = found.to_frame("organisations")["difference"].value_counts()
    codes = [
        set(each.organisations["organisation"]) for each in (found.dataset, found.other_dataset)
    ]
    assert counts["gone"] == len(codes[0] - codes[1])
    assert counts["added"] == len(codes[1] - codes[0])
    assert "lead" in found.settings


@settings(patient, max_examples=15)
@given(random_datasets())
def test_nothing_differs_between_a_dataset_and_itself(dataset: Dataset) -> None:
    found = compare_datasets(dataset, derived(dataset, name="copy"))
    assert found.same
    assert found.plans_stand
    assert found.words == ("Nothing differs.",)


@settings(patient, max_examples=20)
@given(random_datasets(), random_datasets())
def test_the_other_way_round_the_same_differs(one: Dataset, other: Dataset) -> None:
    there, back = compare_datasets(one, other), compare_datasets(other, one)
    turned = {"added": "gone", "gone": "added", "changed": "changed"}
    for table in NOTES:
        first, second = there.to_frame(table), back.to_frame(table)
        assert sorted(first["difference"]) == sorted(second["difference"].map(turned))
    rows = there.to_frame("memberships")
    # What is told, done to the one, gives the other.
    key = ["organisation", "footprint_set", "footprint"]
    held = {tuple(row) for row in one.memberships[key].to_numpy().tolist()}
    told = rows[[*key, "other_footprint"]].itertuples(index=False, name=None)
    for organisation, name, footprint, into in told:
        held.discard((organisation, name, footprint))
        held |= {(organisation, name, into)} if into else set()
    assert held == {tuple(row) for row in other.memberships[key].to_numpy().tolist()}


@pytest.mark.parametrize("table", list(NOTES))
def test_every_table_is_compared(table: str) -> None:
    assert compare_datasets(ONE, ONE).to_frame(table).empty
