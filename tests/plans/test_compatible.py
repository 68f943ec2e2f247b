"""Compatible plans: least people, nobody straddles, nothing merges, and where everybody goes."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, patient, random_datasets, relabelled, shuffled
from helpers.plan_oracles import (
    component_meets,
    components,
    is_strict,
    meets,
    moved,
    outcomes,
    overlaps,
    slivers,
    successors,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.errors import OptionError
from graphmodel.exact.elimination import TooWideError
from graphmodel.overlap.overlap import build_overlap
from graphmodel.planfiles.planfile import write_plan
from graphmodel.planfiles.verification import verify_plan
from graphmodel.plans import compatible
from graphmodel.plans.compatible import compatible_plan
from graphmodel.plans.propose import propose
from graphmodel.plans.sides import HostChoice

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan

    Pair = tuple[str, str]

LEADS = ("a", "b", "joint")
leads = st.sampled_from(LEADS)
quick = settings(patient, max_examples=20)

# a1 holds b1 and b2, and some of b3, which a2 cannot do without.
HOSTS = {
    "c1": ("a1", "b1", 50),
    "c2": ("a1", "b2", 50),
    "c3": ("a1", "b3", 7),
    "c4": ("a2", "b3", 9),
}


def linked(dataset: Dataset, below: float = 0.0) -> dict[Pair, float]:
    """Return the overlaps that count."""
    small = slivers(dataset, below) if below else set()
    return {pair: people for pair, people in overlaps(dataset).items() if pair not in small}


def kept_pairs(plan: Plan) -> set[Pair]:
    """Return the overlaps whose people stay in both footprints."""
    return {(one.a, one.b) for one in outcomes(plan) if one.counts and one[1:3] == one[4:6]}


def least_by_trying(pairs: dict[Pair, float]) -> float:
    """Return the fewest people in overlaps without which every footprint is in a star."""
    total = 0.0
    for part in components(pairs):
        total += min(
            sum(pairs[pair] for pair in undone)
            for size in range(len(part))
            for undone in combinations(sorted(part), size)
            if _stars(part, part.difference(undone))
        )
    return total


def _stars(part: set[Pair], kept: set[Pair]) -> bool:
    spans = all({pair[side] for pair in kept} == {pair[side] for pair in part} for side in (0, 1))
    return spans and all(component_meets(star, "compatible", None) for star in components(kept))


def verified(plan: Plan, path: Path) -> bool:
    write_plan(plan, path)
    return verify_plan(path, dataset=plan.dataset).ok


def to_of(plan: Plan) -> dict[str, tuple[str, str]]:
    """Return where blocks, none of them split, will be."""
    return {one.block: (one.to_a, one.to_b) for one in outcomes(plan)}


# What it costs, and what it comes to


@quick
@given(random_datasets(), leads, st.sampled_from([0.0, 0.0, 0.3]))
def test_the_fewest_people_change_so_that_no_footprint_straddles(
    dataset: Dataset, lead: str, below: float
) -> None:
    pairs = linked(dataset, below)
    if not pairs:
        with pytest.raises(OptionError, match="share nobody"):
            compatible_plan(dataset, lead=lead, ignore_below=below)
        return
    plan = compatible_plan(dataset, lead=lead, ignore_below=below)
    least = least_by_trying(pairs)
    assert sum(moved(plan).values()) == pytest.approx(least)
    assert plan.people_moved == pytest.approx(least)
    assert plan.lower_bound == pytest.approx(least)
    assert plan.optimal is True
    assert (plan.lead, plan.target, plan.method) == (lead, "compatible", "exact")
    assert meets(plan)
    assert plan.meets_target
    assert is_strict(plan)
    assert plan.is_strict
    if lead != "joint":
        assert moved(plan)[lead] == 0


@quick
@given(random_datasets(), leads)
def test_nothing_merges_nothing_is_new_and_each_footprint_keeps_a_partner(
    dataset: Dataset, lead: str
) -> None:
    pairs = linked(dataset)
    if not pairs:
        return
    plan = compatible_plan(dataset, lead=lead)
    for side, own in enumerate(successors(plan)):
        assert own == {pair[side]: pair[side] for pair in pairs}
        assert {pair[side] for pair in kept_pairs(plan)} == set(own)
    assert plan.footprints_merged == len(plan.new_footprints) == plan.people_merged == 0
    assert {tuple(row) for row in plan.resulting[["footprint_set", "footprint"]].to_numpy()} == {
        ("ab"[side], pair[side]) for pair in pairs for side in (0, 1)
    }
    names = dataset.footprints.set_index(["footprint_set", "footprint"])["name"]
    for name, code, title in plan.resulting.itertuples(index=False):
        assert title == names[name, code]


@quick
@given(random_datasets(), leads, st.sampled_from([0.0, 0.3]))
def test_whoever_changes_joins_one_that_is_still_a_partner_of_the_footprint_that_stays(
    dataset: Dataset, lead: str, below: float
) -> None:
    pairs = linked(dataset, below)
    if not pairs:
        return
    plan = compatible_plan(dataset, lead=lead, ignore_below=below)
    kept = kept_pairs(plan)
    for one in outcomes(plan):
        # A block of nobody goes with the people who are where it is.
        if (one.a, one.b) in pairs:
            assert (one.to_a, one.to_b) in kept
            assert (one.to_a == one.a) + (one.to_b == one.b) == 1 + ((one.a, one.b) in kept)
        else:
            assert (one.to_a, one.to_b) == (one.a, one.b)


@settings(patient, max_examples=15)
@given(random_datasets())
def test_as_many_people_change_whoever_leads(dataset: Dataset) -> None:
    if not linked(dataset):
        return
    costs = {lead: compatible_plan(dataset, lead=lead).people_moved for lead in LEADS}
    assert costs["a"] == pytest.approx(costs["b"])
    assert costs["a"] == pytest.approx(costs["joint"])


@settings(patient, max_examples=10)
@given(random_datasets(), leads, st.integers(0, 9))
def test_neither_codes_nor_the_order_of_rows_matter(dataset: Dataset, lead: str, seed: int) -> None:
    if not linked(dataset):
        return
    plan = compatible_plan(dataset, lead=lead)
    other = compatible_plan(relabelled(dataset), lead=lead)
    assert other.people_moved == pytest.approx(plan.people_moved)
    mixed = compatible_plan(shuffled(dataset, seed), lead=lead)
    assert set(outcomes(mixed)) == set(outcomes(plan))


@settings(patient, max_examples=10)
@given(random_datasets(), leads, st.sampled_from([0.0, 0.3]))
def test_verification_confirms_it(
    tmp_path_factory: pytest.TempPathFactory, dataset: Dataset, lead: str, below: float
) -> None:
    if not linked(dataset, below):
        return
    plan = compatible_plan(dataset, lead=lead, ignore_below=below)
    assert verified(plan, tmp_path_factory.getbasetemp() / "compatible.json")


@pytest.mark.parametrize(
    ("name", "sets", "people"),
    [
        ("england-2016", None, 1_257_913),
        ("england-2026", None, 563_919),
        ("england-2026", ("icb", "council"), 135_400),
        ("england-2026", ("icb", "police"), 3_068_390),
    ],
)
def test_people_who_change_in_england(
    name: str, sets: tuple[str, str] | None, people: int, tmp_path: Path
) -> None:
    dataset = bundled_dataset(name)
    first, second = sets or dataset.compare
    for lead in ("joint", first, second):
        plan = compatible_plan(dataset, lead=lead, sets=sets)
        assert round(plan.people_moved) == people
        assert round(sum(moved(plan).values())) == people
        assert meets(plan)
        assert is_strict(plan)
        assert plan.after.relations_covered[first]["straddling"] == 0
    assert verified(compatible_plan(dataset, sets=sets), tmp_path / "plan.json")


# Hosts


@pytest.mark.parametrize(
    ("host", "further"),
    [
        pytest.param("b1", {}, id="equal in all but code"),
        pytest.param("b2", {"people": {"c2": 51}}, id="most people"),
        pytest.param(
            "b1",
            {
                "people": {"c2": 51},
                "partners": {"p1": ("provider", None, ["b1", "b3"])},
            },
            id="shared partners before people",
        ),
        pytest.param(
            "b2",
            {
                "partners": {"p1": ("provider", None, ["b1", "b3"])},
                "neighbours": [("c2", "c3", None)],
            },
            id="a border of unknown length before partners",
        ),
        pytest.param(
            "b2",
            {"people": {"c1": 60}, "neighbours": [("c1", "c3", 3), ("c2", "c3", 5)]},
            id="the longest border",
        ),
        pytest.param(
            "b1",
            {"neighbours": [("c1", "c3", 3), ("c2", "c4", 5)]},
            id="the border of those who change, not of others",
        ),
    ],
)
def test_the_host_has_the_longest_border_then_most_partners_then_people_then_code(
    host: str, further: dict[str, Any]
) -> None:
    dataset = make_dataset(HOSTS, **further)
    plan = compatible_plan(dataset, lead="a")
    assert to_of(plan) == {
        "c1": ("a1", "b1"),
        "c2": ("a1", "b2"),
        "c3": ("a1", host),
        "c4": ("a2", "b3"),
    }
    choice = HostChoice(dataset, build_overlap(dataset), "b")
    assert choice("a1", "b3", ["b2", "b1"]) == host


def test_a_host_of_the_first_set_is_found_where_the_second_leads() -> None:
    rows = {code: (b, a, people) for code, (a, b, people) in HOSTS.items()}
    dataset = make_dataset(rows, neighbours=[("c2", "c3", 5)])
    plan = compatible_plan(dataset, lead="b")
    assert to_of(plan)["c3"] == ("b2", "a1")
    assert to_of(compatible_plan(dataset, lead="a"))["c3"] == ("b3", "a2")


def test_only_those_are_hosts_that_still_are_partners() -> None:
    # b4 has the longest border and is a partner of a1 now, but its overlap is undone as well.
    rows = HOSTS | {"c5": ("a1", "b4", 6), "c6": ("a3", "b4", 90)}
    dataset = make_dataset(rows, neighbours=[("c3", "c5", 9), ("c1", "c3", 1)])
    plan = compatible_plan(dataset, lead="a")
    assert to_of(plan)["c3"] == ("a1", "b1")
    assert plan.people_moved == 13


def test_either_side_may_change_where_none_leads() -> None:
    # b2 keeps a relationship only if c3 stays with a1: by border alone it would go with b3.
    dataset = make_dataset(HOSTS, neighbours=[("c3", "c4", 10)])
    assert to_of(compatible_plan(dataset))["c3"] == ("a2", "b3")
    plan = compatible_plan(make_dataset(HOSTS, neighbours=[("c3", "c2", 10)]))
    assert to_of(plan)["c3"] == ("a1", "b2")


# Oddities


def test_slivers_the_uncovered_the_alone_and_nobody_stay_where_they_are() -> None:
    rows = HOSTS | {
        "c5": ("a2", "b1", 0.01),  # a sliver
        "c6": ("a2", "b2", 0),  # nobody
        "c7": (None, "b3", 5),
        "c8": ("a9", None, 4),
    }
    dataset = make_dataset(rows, alone={"b": ["b9"]})
    plan = compatible_plan(dataset, lead="a", ignore_below=0.01)
    assert to_of(plan)["c5"] == ("a2", "b1")
    assert to_of(plan)["c6"] == ("a2", "b2")
    assert plan.people_moved == 7
    assert set(plan.successors["successor"]) == {"a1", "a2", "b1", "b2", "b3"}
    strictly = compatible_plan(dataset, lead="a")
    assert strictly.people_moved == pytest.approx(7.01)
    assert to_of(strictly)["c5"] == ("a2", "b3")


@pytest.mark.parametrize("lead", LEADS)
def test_where_nobody_is_shared_it_is_refused(lead: str) -> None:
    dataset = make_dataset({"c1": ("a1", None, 3), "c2": ("a1", "b1", 0)})
    with pytest.raises(OptionError, match="share nobody"):
        compatible_plan(dataset, lead=lead)


def test_an_unknown_lead_is_refused() -> None:
    with pytest.raises(OptionError, match="third"):
        compatible_plan(make_dataset(HOSTS), lead="third")


def test_propose_makes_it() -> None:
    plan = propose(make_dataset(HOSTS), target="compatible")
    assert (plan.lead, plan.target, plan.people_moved) == ("a", "compatible", 7)


# Wide graphs


@settings(patient, max_examples=12)
@given(random_datasets(), leads)
def test_beyond_the_dynamic_programme_the_model_finds_as_good_a_plan(
    dataset: Dataset, lead: str
) -> None:
    if not linked(dataset):
        return
    plan = compatible_plan(dataset, lead=lead)

    def too_wide(*_: object, **__: object) -> None:
        raise TooWideError(99)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compatible, "best_star_forest", too_wide)
        other = compatible_plan(dataset, lead=lead)
    assert other.people_moved == pytest.approx(plan.people_moved)
    assert other.lower_bound == pytest.approx(plan.people_moved)
    assert other.optimal is True
    assert meets(other)
    assert is_strict(other)


def test_the_model_agrees_in_england(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_wide(*_: object, **__: object) -> None:
        raise TooWideError(99)

    monkeypatch.setattr(compatible, "best_star_forest", too_wide)
    plan = compatible_plan(bundled_dataset("england-2016"), lead="stp")
    assert round(plan.people_moved) == 1_257_913
    assert plan.optimal is True
