"""Whom providers and councils deal with, before a plan and after it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from helpers.by_hand import by_hand
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, patient, random_datasets
from helpers.plan_oracles import partner_places, places
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.led import led_plan
from graphmodel.plans.partners import partner_burden, partner_footprints
from graphmodel.plans.plan import unchanged_plan
from graphmodel.plans.propose import propose

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset
    from graphmodel.dataset.targets import Target
    from graphmodel.plans.plan import Plan


def deals(plan: Plan) -> dict[tuple[str, str, str], set[str]]:
    """Return whom each partner deals with afterwards, by partner, set and footprint before."""
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    columns = ["organisation", "footprint_set", "footprint", "after"]
    for partner, name, before, after in partner_footprints(plan)[columns].itertuples(index=False):
        found[partner, name, before].add(after)
    return dict(found)


@settings(patient, max_examples=15)
@given(
    random_datasets(),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["coterminous", "nested"]),
    st.sampled_from([0.0, 0.3]),
)
def test_partners_go_with_the_people_they_share_between_the_sets(
    dataset: Dataset, lead: str, target: Target, below: float
) -> None:
    plan = led_plan(dataset, lead=lead, target=target, ignore_below=below)
    expected = partner_places(plan)
    assert deals(plan) == expected
    burden = partner_burden(plan).set_index("organisation")
    assert set(burden.index) == set(dataset.partners["organisation"])
    held = [places(dataset, name) for name in ("a", "b")]
    for partner in burden.index:
        before = sum(len(own.get(partner, {})) for own in held)
        after = {
            (key[1], to) for key, found in expected.items() if key[0] == partner for to in found
        }
        assert burden.at[partner, "before"] == before
        assert burden.at[partner, "after"] == len(after)
        assert burden.at[partner, "change"] == len(after) - before


@settings(patient, max_examples=15)
@given(random_datasets())
def test_doing_nothing_changes_no_partner(dataset: Dataset) -> None:
    plan = unchanged_plan(dataset, build_overlap(dataset))
    rows = partner_footprints(plan)
    assert list(rows["footprint"]) == list(rows["after"])
    held = dataset.memberships["organisation"].isin(dataset.partners["organisation"])
    assert len(rows) == held.sum()
    assert (partner_burden(plan)["change"] == 0).all()


@pytest.mark.parametrize("name", ["england-2016", "england-2026"])
def test_doing_nothing_changes_no_partner_in_england(name: str) -> None:
    dataset = bundled_dataset(name)
    plan = unchanged_plan(dataset, build_overlap(dataset))
    rows = partner_footprints(plan)
    assert len(rows) > 500
    assert list(rows["footprint"]) == list(rows["after"])
    assert (partner_burden(plan)["change"] == 0).all()


@pytest.mark.parametrize("target", ["nested", "coterminous"])
def test_cornwall_goes_with_its_new_ldr_and_not_with_that_of_devon(target: Target) -> None:
    plan = led_plan(bundled_dataset("england-2016"), lead="stp", target=target)
    rows = partner_footprints(plan)
    ldrs = rows[rows["footprint_set"] == "ldr"].groupby("organisation")["after"].agg(set)
    for partner in ("E06000052", "REF"):  # Cornwall Council, Royal Cornwall Hospitals
        assert ldrs[partner] == {"NEW:E54000036"}
    assert ldrs["E10000008"] == {"LDR79"}  # Devon County Council
    before = rows.loc[rows["organisation"] == "REF", ["footprint_set", "footprint"]]
    assert before.to_numpy().tolist() == [["ldr", "LDR79"], ["stp", "E54000036"]]


@pytest.mark.parametrize(
    ("flows", "after"),
    [
        ([], {"i1", "i2"}),  # nobody knows where its patients live
        ([("trust", "wilts", 0.42)], {"i1", "i2"}),
        ([("trust", "wilts", 0.12), ("trust", "moor", 0.08)], {"i1", "i2"}),
        ([("trust", "wilts", 0.19)], {"i2"}),
        ([("trust", "bath", 0.9)], {"i2"}),
    ],
)
def test_undecided_ground_keeps_partners_whose_people_live_there(
    flows: list[tuple[str, str, float]], after: set[str]
) -> None:
    dataset = make_dataset(
        {
            "bath": ("i1", "w", 2),
            "wilts": ("i1", None, 5),
            "moor": ("i1", None, 1),
            "swindon": ("i1", "s", 9),
            "bristol": ("i2", "w", 9),
        },
        partners={"trust": ("provider", "i1", "w"), "other": ("provider", "i2", "w")},
        flows=flows,
    )
    stays = {"a": {"i1": "i1", "i2": "i2"}, "b": {"w": "w", "s": "s"}}
    found = deals(by_hand(dataset, stays, {"bath": ("i2", "w")}))
    assert found["trust", "a", "i1"] == after
    assert found["other", "a", "i2"] == {"i2"}
    assert found["trust", "b", "w"] == {"w"}  # all of it is decided


def test_undecided_ground_of_nobody_keeps_no_partner() -> None:
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 3),
            "c2": ("a2", "b1", 9),
            "moor": ("a1", None, 0),
            "c3": ("a1", "b3", 9),
        },
        partners={"p": ("provider", "a1", "b1")},
        flows=[("p", "moor", 0.9)],
    )
    stays = {"a": {"a1": "a1", "a2": "a2"}, "b": {"b1": "b1", "b3": "b3"}}
    assert deals(by_hand(dataset, stays, {"c1": ("a2", "b1")}))["p", "a", "a1"] == {"a2"}


def test_bath_hospitals_stay_with_wiltshire_and_baths_council_does_not() -> None:
    dataset = bundled_dataset("england-2026")
    flows = dataset.flows.set_index(["organisation", "block"])["share"]
    assert flows["RD1", "E06000054-1"] == pytest.approx(0.42, abs=0.01)  # Wiltshire
    found = deals(propose(dataset))
    bath, bristol = "E54000040", "E54000039"
    assert found["RD1", "icb", bath] == {bath, bristol}
    assert found["E06000022", "icb", bath] == {bristol}  # Bath and North East Somerset Council


def test_a_partner_of_both_halves_of_a_footprint_deals_with_both_afterwards() -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 10), "c2": ("a2", "b1", 4), "c3": ("a2", "b2", 6)},
        partners={
            "both": ("provider", ["a1", "a2"], "b1"),
            "one": ("provider", "a2", "b1"),
            "none": ("council", None, "b1"),
            "idle": ("council", None, None),
        },
    )
    plan = led_plan(dataset, lead="a")
    assert deals(plan) == {
        ("both", "a", "a1"): {"a1"},
        ("both", "a", "a2"): {"a2"},
        ("both", "b", "b1"): {"b1", "b2"},
        ("one", "a", "a2"): {"a2"},
        ("one", "b", "b1"): {"b2"},
        ("none", "b", "b1"): {"b1"},
    }
    burden = partner_burden(plan).set_index("organisation")[["before", "after", "change"]]
    assert burden.T.to_dict("list") == {
        "both": [3, 4, 1],
        "idle": [0, 0, 0],
        "none": [1, 1, 0],
        "one": [2, 2, 0],
    }


def test_where_a_partner_shares_nobody_it_goes_with_the_successors() -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 10), "c2": ("a1", "b2", 4), "c3": ("a2", "b3", 6)},
        alone={"a": ["a9"], "b": ["b9"]},
        partners={"p1": ("provider", ["a2", "a9"], ["b1", "b2", "b9"])},
    )
    plan = led_plan(dataset, lead="a")
    assert deals(plan) == {
        ("p1", "a", "a2"): {"a2"},
        ("p1", "a", "a9"): {"a9"},
        ("p1", "b", "b1"): {"b1"},
        ("p1", "b", "b2"): {"b1"},
        ("p1", "b", "b9"): {"b9"},
    }
    # b1 and b2 have merged, so that there is one footprint fewer to deal with.
    assert partner_burden(plan)[["before", "after"]].to_numpy().tolist() == [[5, 4]]


def test_a_portion_of_nobody_takes_no_partner_along() -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b2", 9), "c2": ("a2", "b1", 4), "empty": ("a1", "b1", 0)},
        partners={"p1": ("provider", "a1", "b1")},
    )
    own = {"a": {"a1": "a1", "a2": "a2"}, "b": {"b1": "b1", "b2": "b2"}}
    plan = by_hand(dataset, own, {"empty": ("a2", "b2")})
    assert deals(plan) == {("p1", "a", "a1"): {"a1"}, ("p1", "b", "b1"): {"b1"}}


def test_a_dataset_without_partners_has_no_burden() -> None:
    plan = led_plan(make_dataset({"c1": ("a1", "b1", 10)}), lead="a")
    assert partner_footprints(plan).empty
    assert partner_burden(plan).empty


def test_one_code_in_both_sets_is_two_footprints() -> None:
    dataset = make_dataset(
        {"c1": ("x", "y", 10), "c2": ("y", "x", 4)},
        partners={"p1": ("provider", "x", "x")},
    )
    plan = led_plan(dataset, lead="a")
    assert deals(plan) == {("p1", "a", "x"): {"x"}, ("p1", "b", "x"): {"x"}}
    assert partner_burden(plan)["after"].tolist() == [2]
