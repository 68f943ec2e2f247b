"""Scenarios applied: who is given what, what it says of itself, and what does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers.examples import make_dataset

from graphmodel.dataset.dataset import derived
from graphmodel.dataset.reading import read_dataset
from graphmodel.errors import ScenarioError
from graphmodel.overlap.assessment import assess
from graphmodel.overlap.overlap import build_overlap
from graphmodel.scenarios.applying import apply_scenario, given_by, slug
from graphmodel.scenarios.reading import read_scenarios
from graphmodel.scenarios.scenario import Gift, Scenario

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset


@pytest.fixture
def dataset() -> Dataset:
    """Return five blocks of three footprints of A, of which three have none of B, in councils."""
    return make_dataset(
        {
            "c1": ("a1", "b1", 100),
            "c2": ("a1", None, 20),
            "c3": ("a2", None, 30),
            "c4": ("a2", None, 1),
            "c5": ("a3", "b2", 50),
        },
        partners={
            "k1": ("council", "a1", "b1"),
            "k2": ("council", "a2", None),
            "p": ("provider", "a2", None),
        },
        further={"council": {"c1": "k1", "c2": "k1", "c3": "k2", "c4": "k3", "c5": "k3"}},
        names={
            "c3": "Third",
            ("council", "k2"): "Third",
            ("a", "a2"): "Third",
            ("b", "b1"): "First",
        },
        labels={"b": "authority", "people": "residents"},
    )


def scenario(*gifts: Gift, name: str = "Try", **about: str) -> Scenario:
    return Scenario(name, gifts, **about)


def rows(dataset: Dataset, supposed: Dataset) -> list[tuple[str, str, str]]:
    """Return the memberships that were not there before."""
    before, after = (
        set(
            one.memberships[["organisation", "footprint_set", "footprint"]].itertuples(
                index=False, name=None
            )
        )
        for one in (dataset, supposed)
    )
    assert before <= after
    return sorted(after - before)


@pytest.mark.parametrize(
    ("areas", "blocks"),
    [
        (("c2",), ["c2"]),
        (("k2",), ["c3"]),
        (("council:k2",), ["c3"]),
        (("a:a2",), ["c3", "c4"]),
        (("a:THIRD", "c2"), ["c2", "c3", "c4"]),
        (("a:a1",), ["c2"]),
        (("council:k3",), ["c4"]),
        (("name of c4",), ["c4"]),
    ],
)
def test_areas_are_blocks_councils_or_undecided_ground(
    dataset: Dataset, areas: tuple[str, ...], blocks: list[str]
) -> None:
    given = given_by(dataset, scenario(Gift(areas, new="New & old")))
    assert given.memberships == tuple((block, "b", "new-and-old") for block in blocks)
    assert given.footprints == (("b", "new-and-old", "New & old"),)


def test_ground_goes_to_those_that_are_there_or_new(dataset: Dataset) -> None:
    gifts = Gift(("c2", "c1"), to="First"), Gift(("c3",), new="Ninth", code="b9")
    supposed = apply_scenario(
        dataset, scenario(*gifts, status="bid", as_of="2025-01", source="a page", note="unsure")
    )
    # Both councils go with their ground, each being a footprint too; the hospital is not known.
    assert rows(dataset, supposed) == [
        ("c2", "b", "b1"),
        ("c3", "b", "b9"),
        ("k2", "b", "b9"),
    ]
    new = supposed.memberships[supposed.memberships["footprint"] == "b9"]
    assert set(new["evidence"]) == {"inferred"}
    assert set(new["as_of"]) == {"2025-01"}
    assert set(new["source"]) == {"assumed in the scenario Try (bid, 2025-01): a page"}
    assert (supposed.name, supposed.title) == ("example+try", f"{dataset.title}, supposing Try")
    (caveat,) = supposed.caveats
    assert caveat == (
        "Assumption, not fact (scenario Try): 1 block with 20 residents in the First authority;"
        " 1 block with 30 residents in the new Ninth authority. Status: bid. As of: 2025-01."
        " Source: a page. Note: unsure."
    )
    assert supposed.sha256 != dataset.sha256
    assert len(rows(dataset, dataset)) == 0
    overlap = build_overlap(supposed)
    assert (overlap.uncovered_blocks, overlap.uncovered_people) == (1, 1)


def test_a_council_with_little_of_its_ground_there_is_not_counted_in() -> None:
    made = make_dataset(
        {"c1": ("a1", None, 96), "c2": ("a1", None, 4), "c3": ("a1", "b1", 1)},
        partners={"k1": ("council", None, None)},
        further={"council": {"c1": "k1", "c2": "k1", "c3": "k2"}},
    )
    gifts = Gift(("c1",), new="x"), Gift(("c2",), new="y")
    assert ("k1", "b", "x") in rows(made, apply_scenario(made, scenario(*gifts)))
    assert ("k1", "b", "y") not in rows(made, apply_scenario(made, scenario(*gifts)))


def test_scenarios_go_one_after_another(dataset: Dataset) -> None:
    first = apply_scenario(dataset, scenario(Gift(("c2",), new="x"), name="One"))
    both = apply_scenario(first, scenario(Gift(("c3",), to="x"), name="Two"))
    assert both.name == "example+one+two"
    assert len(both.caveats) == 2
    with pytest.raises(ScenarioError, match="lies in the x authority already"):
        apply_scenario(first, scenario(Gift(("c2",), to="b1")))


@pytest.mark.parametrize(
    ("gifts", "value", "said"),
    [
        ([Gift(("c1",), new="x")], "c1", "lies in the First authority already"),
        ([Gift(("k1",), new="x")], "k1", "For the rest of it write 'council:k1'"),
        ([Gift(("a:a3",), new="x")], "a:a3", "has no undecided ground"),
        ([Gift(("Third",), new="x")], "Third", "means several. Write one of c3, a:a2, council:k2"),
        ([Gift(("c22",), new="x")], "c22", "Did you mean 'c2'"),
        ([Gift(("a:a9",), new="x")], "a:a9", "nothing has the code or the name 'a9'"),
        ([Gift(("a:",), new="x")], "a:", "is no SET:CODE"),
        ([Gift(("c2",), to="b7")], "b7", "For one that there is not yet, write new"),
        ([Gift(("c2",), new="first")], "first", "there is 'First' with the code 'b1' already"),
        ([Gift(("c2",), new="x", code="b2")], "x", "with the code 'b2' already"),
        ([Gift(("c2",), new="x", footprint_set="d")], "d", "there is no footprint set 'd'"),
        ([Gift(("c2",), new="x"), Gift(("c2",), new="y")], "c2", "is given to 'x' already"),
        ([Gift(("c2",), new="x y"), Gift(("c3",), new="X-y")], "X-y", "has the code 'x-y' as well"),
        ([Gift(("c1",), to="b1")], "", "there is nothing to suppose"),
    ],
)
def test_what_does_not_fit_is_told(
    dataset: Dataset, gifts: list[Gift], value: str, said: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        apply_scenario(dataset, scenario(*gifts))
    (problem,) = caught.value.problems
    assert problem.value == value
    assert (problem.file, problem.column[:3]) == ("scenario", "Try")
    assert said in f"{problem.message}. {problem.remedy}"


def test_everything_that_does_not_fit_is_told_at_once(dataset: Dataset) -> None:
    gifts = Gift(("c1", "x1"), to="b7"), Gift(("x2",), new="First")
    with pytest.raises(ScenarioError) as caught:
        apply_scenario(dataset, scenario(*gifts))
    assert sorted(problem.value for problem in caught.value.problems) == [
        "First",
        "b7",
        "c1",
        "x1",
        "x2",
    ]


def test_what_is_wrong_is_said_with_its_place(dataset: Dataset) -> None:
    with pytest.raises(ScenarioError) as caught:
        apply_scenario(dataset, scenario(Gift(("c22",), new="x")))
    assert str(caught.value) == (
        "scenario, Try, gift 1 ('c22'): nothing has the code or the name 'c22'. Did you mean 'c2'?"
    )


def test_which_set_is_meant_has_to_be_said_where_both_or_none_are_undecided() -> None:
    both = make_dataset({"c1": ("a1", None, 1), "c2": (None, "b1", 1), "c3": ("a1", "b1", 1)})
    with pytest.raises(ScenarioError, match=r"both a and b leave ground undecided.*set = "):
        apply_scenario(both, scenario(Gift(("c1",), to="b1")))
    supposed = apply_scenario(both, scenario(Gift(("c2",), to="a1", footprint_set="a")))
    assert rows(both, supposed) == [("c2", "a", "a1")]
    none = make_dataset({"c1": ("a1", "b1", 1)})
    with pytest.raises(ScenarioError, match="every block has its footprint of a and of b"):
        apply_scenario(none, scenario(Gift(("c1",), to="b1")))


def test_a_footprint_that_holds_nobody_can_be_given_ground() -> None:
    made = make_dataset({"c1": ("a1", None, 1), "c2": ("a1", "b1", 1)}, alone={"b": ["b5"]})
    assert given_by(made, scenario(Gift(("c1",), to="b5"))).memberships == (("c1", "b", "b5"),)


def test_codes_of_names() -> None:
    assert [slug(name) for name in ("Kent & Medway", "A_b—C", "!")] == [
        "kent-and-medway",
        "a-b-c",
        "unnamed",
    ]


def test_surrey_with_sussex_is_one_authority_for_the_icb_of_both() -> None:
    england = read_dataset("england-2026")
    supposed = apply_scenario(
        england, scenario(Gift(("Surrey",), to="Sussex and Brighton"), name="Surrey to Sussex")
    )
    before, after = assess(england), assess(supposed)
    assert after.people_coterminous > before.people_coterminous
    given = build_overlap(england).uncovered_people - build_overlap(supposed).uncovered_people
    assert given == 1_203_129


def test_every_bundled_scenario_fits() -> None:
    england = read_dataset("england-2026")
    each, *proposals = read_scenarios("england-2026")
    assert len(proposals) == 31
    assert all(one.source and one.status for one in proposals)
    assert build_overlap(apply_scenario(england, each)).uncovered_people == 0
    for one in proposals:
        given = given_by(england, one)
        assert len({code for _, _, code in given.memberships}) == 1
        new = {code for _, code, _ in given.footprints}
        assert new == {code for _, _, code in given.memberships} or not new
    names = {one.name: given_by(england, one) for one in proposals}
    assert len(names["Kent and Medway"].memberships) == 13
    assert names["Devon and Torbay with Plymouth"].memberships == (
        ("E06000026-1", "authority", "devon-and-torbay"),
    )


def test_names_from_anywhere_are_harmless(dataset: Dataset) -> None:
    odd = scenario(Gift(("c2",), new="=1+1<b>"), name="../../etc <i>", as_of="some time")
    supposed = apply_scenario(dataset, odd)
    assert supposed.name == "example+etc-i"
    assert set(supposed.memberships["as_of"]) == {""}
    assert apply_scenario(derived(dataset, name="x"), odd).name == "x+etc-i"
