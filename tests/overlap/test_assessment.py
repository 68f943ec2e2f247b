"""The assessment: published figures of England, a case by hand, and what always holds."""

from __future__ import annotations

import json
from functools import cache
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, patient, random_datasets, relabelled, rescaled, shuffled
from hypothesis import given, settings
from scipy.stats import entropy
from sklearn.metrics import adjusted_rand_score, mutual_info_score

from graphmodel.errors import OptionError
from graphmodel.overlap.assessment import assess, assess_overlap, people_by_evidence
from graphmodel.overlap.overlap import build_overlap

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset

RELATIONS = ("coterminous", "nested", "holding", "open", "straddling", "alone")

SETS = {
    "england-2016": ("stp", "ldr", "council", "region", "local_office"),
    "england-2026": ("icb", "icb_2024", "authority", "council", "police", "fire"),
}
PAIRS = [(name, pair) for name, sets in SETS.items() for pair in permutations(sets, 2)]


@cache
def assessed(name: str) -> dict[str, Any]:
    return assess(bundled_dataset(name)).to_dict()


def relations(*counts: int) -> dict[str, int]:
    return dict(zip(RELATIONS, counts, strict=True))


# England.


def test_stps_and_ldrs_of_2016() -> None:
    found = assessed("england-2016")
    assert found["dataset"]["name"] == "england-2016"
    assert found["compare"] == ["stp", "ldr"]
    assert found["footprints"] == {"stp": 44, "ldr": 83}
    assert found["overlapping_pairs"] == 89
    assert found["components"] == 38
    assert found["relations"] == {
        "stp": relations(19, 6, 15, 0, 4, 0),
        "ldr": relations(19, 59, 1, 0, 4, 0),
    }
    assert found["coterminous_pairs"] == 19
    assert found["people_coterminous"] == 23_232_770
    assert found["people"] == found["people_covered"] == 57_541_178
    assert found["coterminous_share"] == 0.40375902627506166
    assert found["uncovered"] == {"blocks": 0, "people": 0}
    assert found["organisations_split"] == {"stp": 1, "ldr": 0}  # NHS Cumbria CCG
    assert sum(found["evidence"].values()) == pytest.approx(57_541_178)
    assert list(found["evidence"]) == ["documented", "area", "inferred"]
    assert round(found["measures"]["split_join"]["ldr"]) == 1_819_451
    assert round(found["measures"]["split_join"]["stp"]) == 14_814_713
    (holding,) = [
        row["name"]
        for row in found["rows"]
        if (row["footprint_set"], row["relation"]) == ("ldr", "holding")
    ]
    assert holding == "Peninsula"


def test_icbs_and_authorities_of_2026() -> None:
    found = assessed("england-2026")
    assert found["compare"] == ["icb", "authority"]
    assert found["footprints"] == {"icb": 36, "authority": 22}
    assert found["overlapping_pairs"] == 33
    assert found["components"] == 14
    assert found["coterminous_pairs"] == 5
    assert found["relations"] == {
        "icb": relations(5, 9, 4, 3, 4, 11),
        "authority": relations(5, 10, 2, 2, 3, 0),
    }
    assert found["uncovered"] == {"blocks": 107, "people": 16_209_951}
    assert found["people"] == found["people_covered"] + 16_209_951
    assert found["measures"]["split_join"] == {"icb": 3_136_732, "authority": 8_668_258}
    outside = sum(row["people_outside"] for row in found["rows"])
    assert outside == 16_209_951  # every district is in an ICB, and none of these in an authority


@pytest.mark.parametrize("name", SETS)
def test_the_information_in_englands_tables_is_what_scikit_learn_and_scipy_find(name: str) -> None:
    overlap = build_overlap(bundled_dataset(name))
    table = overlap.table.toarray()
    h_a, h_b = entropy(table.sum(axis=1)), entropy(table.sum(axis=0))
    shared = mutual_info_score(None, None, contingency=table)
    found = assessed(name)["measures"]
    assert found["variation_of_information"] == pytest.approx(h_a + h_b - 2 * shared)
    assert found["homogeneity"] == pytest.approx(shared / h_a)
    assert found["completeness"] == pytest.approx(shared / h_b)
    assert found["v_measure"] == pytest.approx(2 * shared / (h_a + h_b))


def test_englands_blocks_agree_as_much_as_scikit_learn_finds() -> None:
    portions = build_overlap(bundled_dataset("england-2026")).portions  # none is split
    found = assessed("england-2026")["measures"]["adjusted_rand_index"]
    assert found == pytest.approx(adjusted_rand_score(portions["a"], portions["b"]))


@pytest.mark.parametrize(("name", "pair"), PAIRS)
def test_any_two_sets_can_be_compared(name: str, pair: tuple[str, str]) -> None:
    dataset = bundled_dataset(name)
    found = assess(dataset, sets=pair).to_dict()
    json.dumps(found, allow_nan=False)
    assert found["compare"] == list(pair)
    assert found["people"] == pytest.approx(float(dataset.people.sum()))
    assert found["people"] == pytest.approx(found["people_covered"] + found["uncovered"]["people"])
    for one in pair:
        rows = [row for row in found["rows"] if row["footprint_set"] == one]
        assert len(rows) == found["footprints"][one] == sum(found["relations"][one].values())
        members = dataset.memberships[dataset.memberships["footprint_set"] == one]
        in_set = dataset.people.index.isin(members["organisation"])
        assert sum(row["people"] for row in rows) == pytest.approx(dataset.people[in_set].sum())
        assert sum(row["overlaps"] for row in rows) == found["overlapping_pairs"]


@pytest.mark.parametrize("name", SETS)
def test_swapping_the_sets_swaps_the_result(name: str) -> None:
    dataset = bundled_dataset(name)
    first, second = dataset.compare
    there, here = assessed(name), assess(dataset, sets=(second, first)).to_dict()
    for same in ("people", "overlapping_pairs", "components", "relations", "people_coterminous"):
        assert here[same] == there[same]
    one, other = here["measures"], there["measures"]
    assert one["homogeneity"] == pytest.approx(other["completeness"])
    assert one["split_join"] == pytest.approx(other["split_join"])  # by name of the set
    assert one["transfer_distance"] == pytest.approx(other["transfer_distance"])


@pytest.mark.parametrize("name", SETS)
def test_england_under_other_codes_in_other_order_and_scale_is_as_far_from_coterminous(
    name: str,
) -> None:
    there = assessed(name)
    here = assess(shuffled(relabelled(rescaled(bundled_dataset(name), 8)), 1)).to_dict()
    for same in ("overlapping_pairs", "components", "relations", "coterminous_pairs"):
        assert here[same] == there[same]
    assert here["people_coterminous"] == pytest.approx(8 * there["people_coterminous"])
    assert here["coterminous_share"] == pytest.approx(there["coterminous_share"])
    for same in ("v_measure", "adjusted_rand_index"):
        assert here["measures"][same] == pytest.approx(there["measures"][same])


# A case by hand: a1 = b1 but for a sliver in b2; a2 and b2 straddle; b3 is nested in a3, which has
# people outside; a4 is alone.


@pytest.fixture(scope="module")
def example() -> Dataset:
    return make_dataset(
        {
            "c1": ("a1", "b1", 990),
            "c2": ("a1", "b2", 4),
            "c3": ({"a2": 0.75, "a3": 0.25}, "b2", 800),
            "c4": ("a3", "b3", 100),
            "c5": ("a3", None, 50),
            "c6": (None, None, 56),
            "c7": ({"a3": 0.5, "a4": 0.5}, None, 0),
        },
        evidence={"c1": "official", "c3": "area", ("c3", "b"): "inferred", "c4": "derived"},
        names={"a1": "One"},
    )


def test_a_small_case_by_hand(example: Dataset) -> None:
    found = assess(example).to_dict()
    assert found["people"] == 2000
    assert found["people_covered"] == 990 + 4 + 800 + 100
    assert found["footprints"] == {"a": 4, "b": 3}
    # a1-b1, a1-b2 (the 4), a2-b2 (600), a3-b2 (200), a3-b3 (100): one component
    assert (found["overlapping_pairs"], found["components"]) == (5, 1)
    assert found["relations"] == {
        "a": relations(0, 1, 0, 0, 2, 1),
        "b": relations(0, 2, 0, 0, 1, 0),
    }
    assert (found["coterminous_pairs"], found["people_coterminous"]) == (0, 0)
    assert found["uncovered"] == {"blocks": 3, "people": 106}
    assert found["organisations_split"] == {"a": 2, "b": 0}
    assert found["evidence"] == {"official": 994, "derived": 100, "inferred": 800}
    assert found["slivers"] == []
    assert found["without_slivers"] == {}
    # a1 keeps 990 of 994, a2 all, a3 200 of 300; b2 keeps 600 of 804.
    assert found["measures"]["split_join"] == {"a": 4 + 100, "b": 204}
    # Best matching: a1-b1 990, a2-b2 600, a3-b3 100, of 1894.
    assert found["measures"]["transfer_distance"] == 204
    # Of members, n (n - 1) / 2 pairs each. Cells: 1, 1, 3/4, 1/4, 1; a: 2, 3/4, 5/4; b: 1, 2, 1.
    together, in_a, in_b = -3 / 32 - 3 / 32, 1 - 3 / 32 + 5 / 32, 1
    expected = in_a * in_b / 6
    index = (together - expected) / ((in_a + in_b) / 2 - expected)
    assert found["measures"]["adjusted_rand_index"] == pytest.approx(index)
    rows = {row["footprint"]: row for row in found["rows"]}
    assert list(rows) == ["a1", "a2", "a3", "a4", "b1", "b2", "b3"]
    assert rows["a1"]["name"] == "One"
    assert rows["a3"] == {
        "footprint_set": "a",
        "footprint": "a3",
        "name": "Name of a3",
        "relation": "straddling",
        "people": 350,
        "people_outside": 50,
        "overlaps": 2,
        "inhomogeneity": pytest.approx(entropy([200, 100]) / entropy([990, 804, 100])),
    }
    assert rows["a2"]["relation"] == "nested"
    assert rows["a4"]["relation"] == "alone"
    assert (rows["a4"]["people"], rows["a4"]["overlaps"], rows["a4"]["inhomogeneity"]) == (0, 0, 0)


def test_tolerance_lists_slivers_and_counts_again_without_them(example: Dataset) -> None:
    plain, found = assess(example).to_dict(), assess(example, ignore_below=0.01).to_dict()
    assert found["slivers"] == [
        {"a": "a1", "b": "b2", "people": 4, "share_of_a": 4 / 994, "share_of_b": 4 / 804}
    ]
    assert found["without_slivers"] == {
        "overlapping_pairs": 4,
        "components": 2,
        "relations": {"a": relations(1, 1, 0, 0, 1, 1), "b": relations(1, 1, 0, 0, 1, 0)},
        "coterminous_pairs": 1,
        "people_coterminous": 990,
        "coterminous_share": 990 / 2000,
    }
    # All else counts every overlap.
    assert {key: found[key] for key in found if "sliver" not in key} == {
        key: plain[key] for key in plain if "sliver" not in key
    }


def test_undecided_people_count_for_relations_and_for_the_share() -> None:
    found = assess(make_dataset({"c1": ("a1", "b1", 60), "c2": ("a1", None, 40)})).to_dict()
    assert found["relations"] == {
        "a": relations(0, 0, 1, 0, 0, 0),
        "b": relations(0, 1, 0, 0, 0, 0),
    }
    assert found["coterminous_share"] == 0


def test_the_share_is_of_all_people() -> None:
    found = assess(
        make_dataset({"c1": ("a1", "b1", 60), "c2": ("a2", None, 40), "c3": ("a3", "b3", 20)})
    )
    assert found.coterminous_share == 80 / 120


def test_where_nobody_is_covered_nothing_is_divided_by_nothing() -> None:
    for memberships in ({"c1": ("a1", None, 5), "c2": (None, "b1", 5)}, {"c1": ("a1", "b1", 0)}):
        found = assess(make_dataset(memberships), ignore_below=0.01).to_dict()
        json.dumps(found, allow_nan=False)
        assert found["coterminous_share"] == 0
        assert found["relations"] == {
            "a": relations(0, 0, 0, 0, 0, 1),
            "b": relations(0, 0, 0, 0, 0, 1),
        }
        assert found["without_slivers"]["coterminous_share"] == 0


def test_an_overlap_with_a_tolerance_is_assessed_whole(example: Dataset) -> None:
    tolerant = build_overlap(example, ignore_below=0.01)
    assert assess_overlap(tolerant, dataset=example).to_dict() == assess(example).to_dict()


def test_errors_are_those_of_the_overlap(example: Dataset) -> None:
    with pytest.raises(OptionError, match="no footprint set 'c'"):
        assess(example, sets=("a", "c"))
    with pytest.raises(OptionError, match="share from 0 to under 1"):
        assess(example, ignore_below=1)


def test_people_by_evidence_are_listed_strongest_first_and_nobody_not_at_all() -> None:
    dataset = make_dataset(
        {"c1": ("a", "b", 1), "c2": ("a", "b", 2), "c3": ("a", "b", 4), "c4": ("a", "b", 0)},
        evidence={"c1": "inferred", "c2": "official", "c3": "inferred", "c4": "area"},
    )
    found = people_by_evidence(build_overlap(dataset).portions)
    assert list(found.items()) == [("official", 2), ("inferred", 5)]


# What the file looks like.

DESIGNED = [
    "format", "dataset", "compare", "people", "people_covered", "footprints", "overlapping_pairs",
    "components", "relations", "coterminous_pairs", "people_coterminous", "coterminous_share",
    "uncovered", "organisations_split", "evidence", "slivers", "without_slivers", "measures",
    "rows",
]  # fmt: skip


@pytest.mark.parametrize("name", SETS)
def test_keys_are_those_of_the_design_in_its_order(name: str) -> None:
    found = assessed(name)
    assert list(found) == DESIGNED
    sets = list(found["compare"])
    for key in ("footprints", "relations", "organisations_split"):
        assert list(found[key]) == sets
    assert list(found["relations"][sets[0]]) == list(RELATIONS)
    assert list(found["uncovered"]) == ["blocks", "people"]
    assert list(found["measures"]) == [
        "variation_of_information", "v_measure", "homogeneity", "completeness",
        "adjusted_rand_index", "split_join", "transfer_distance",
    ]  # fmt: skip
    assert list(found["measures"]["split_join"]) == sets
    for row in found["rows"]:
        assert list(row) == [
            "footprint_set", "footprint", "name", "relation", "people", "people_outside",
            "overlaps", "inhomogeneity",
        ]  # fmt: skip


def leaves(value: object) -> list[Any]:
    if isinstance(value, dict):
        assert all(type(key) is str for key in value)
        value = value.values()
    elif not isinstance(value, list):
        return [value]
    return [leaf for each in value for leaf in leaves(each)]


@given(random_datasets())
@settings(patient, max_examples=12)
def test_json_carries_plain_values_and_no_nan(dataset: Dataset) -> None:
    found = assess(dataset, ignore_below=0.1).to_dict()
    json.dumps(found, allow_nan=False)
    assert {type(leaf) for leaf in leaves(found)} <= {str, int, float}
    whole = [leaf for leaf in leaves(found) if type(leaf) is float and leaf.is_integer()]
    assert whole == []  # 12 people, not 12.0


@given(random_datasets())
@settings(patient, max_examples=15)
def test_what_always_adds_up(dataset: Dataset) -> None:
    found = assess(dataset, ignore_below=0.1).to_dict()
    pairs = found["coterminous_pairs"]
    for name, size in found["footprints"].items():
        assert sum(found["relations"][name].values()) == size
        assert found["relations"][name]["coterminous"] == pairs
        rows = [row for row in found["rows"] if row["footprint_set"] == name]
        assert len(rows) == size
        coterminous = [row["people"] for row in rows if row["relation"] == "coterminous"]
        assert sum(coterminous) == pytest.approx(found["people_coterminous"])
    assert sum(found["evidence"].values()) == pytest.approx(found["people_covered"])
    ignored = found["overlapping_pairs"] - found["without_slivers"]["overlapping_pairs"]
    assert ignored == len(found["slivers"])
