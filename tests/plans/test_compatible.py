"""Compatible plans: least people, nobody straddles, nothing merges, and where everybody goes."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, patient, random_datasets, relabelled, shuffled
from helpers.plan_oracles import (
    component_meets,
    components,
    grounds,
    is_strict,
    meets,
    moved,
    outcomes,
    overlaps,
    slivers,
    successors,
)
from hypothesis import assume, given, settings
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
    from collections.abc import Collection
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.dataset.targets import Undecided
    from graphmodel.plans.plan import Plan

    Pair = tuple[str, str]
    Ground = tuple[Collection[str], Collection[str]]

LEADS = ("a", "b", "joint")
leads = st.sampled_from(LEADS)
ways = st.sampled_from(["separate", "open"])
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


def least_by_trying(
    pairs: dict[Pair, float], lead: str = "joint", ground: Ground = ((), ())
) -> float:
    """Return the fewest people in overlaps without which every footprint is in a star.

    With undecided ground a footprint of its own, whose overlap stays; infinite where there is no
    way. Everybody in an undone overlap needs a footprint to go to: a partner, other than undecided
    ground, of the footprint they stay in.
    """
    return sum(
        min(
            (
                sum(pairs[pair] for pair in undone)
                for size in range(len(part) + 1)
                for undone in combinations(sorted(part), size)
                if _stars(part, part.difference(undone), lead, ground)
            ),
            default=float("inf"),
        )
        for part in components(pairs)
    )


def _stars(part: set[Pair], kept: set[Pair], lead: str, ground: Ground) -> bool:
    own = [{pair[side] for pair in part} for side in (0, 1)]
    partnered = [{pair[side] for pair in kept} for side in (0, 1)]
    extended = kept | {(a, f"ground {a}") for a in own[0].intersection(ground[0])}
    extended |= {(f"ground {b}", b) for b in own[1].intersection(ground[1])}
    if any(own[side] - {pair[side] for pair in extended} for side in (0, 1)):
        return False
    goes = all(
        (a in partnered[0] and lead != "b") or (b in partnered[1] and lead != "a")
        for a, b in part - kept
    )
    return goes and all(component_meets(star, "compatible", None) for star in components(extended))


def ground_of(dataset: Dataset, undecided: Undecided) -> Ground:
    """Return the footprints of A and of B with undecided ground that counts."""
    return grounds(dataset) if undecided == "separate" else ((), ())


def made(
    dataset: Dataset, lead: str, below: float = 0.0, undecided: Undecided = "separate"
) -> Plan:
    """Return the plan; a dataset for which there is none is no example."""
    pairs = linked(dataset, below)
    assume(pairs and least_by_trying(pairs, lead, ground_of(dataset, undecided)) < float("inf"))
    return compatible_plan(dataset, lead=lead, ignore_below=below, undecided=undecided)


def verified(plan: Plan, path: Path) -> bool:
    write_plan(plan, path)
    return verify_plan(path, dataset=plan.dataset).ok


def to_of(plan: Plan) -> dict[str, tuple[str, str]]:
    """Return where blocks, none of them split, will be."""
    return {one.block: (one.to_a, one.to_b) for one in outcomes(plan)}


# What it costs, and what it comes to


@settings(patient, max_examples=40)
@given(random_datasets(), leads, st.sampled_from([0.0, 0.0, 0.3]), ways)
def test_the_fewest_people_change_so_that_no_footprint_straddles(
    dataset: Dataset, lead: str, below: float, undecided: Undecided
) -> None:
    pairs = linked(dataset, below)
    if not pairs:
        assert compatible_plan(dataset, lead=lead, ignore_below=below).people_moved == 0
        return
    least = least_by_trying(pairs, lead, ground_of(dataset, undecided))
    if least == float("inf"):
        with pytest.raises(OptionError, match="`undecided='open'`"):
            compatible_plan(dataset, lead=lead, ignore_below=below)
        return
    plan = compatible_plan(dataset, lead=lead, ignore_below=below, undecided=undecided)
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
    pairs, plan = linked(dataset), made(dataset, lead)
    for side, own in enumerate(successors(plan)):
        assert own == {pair[side]: pair[side] for pair in pairs}
        partnered = {pair[side] for pair in kept_pairs(plan)}
        assert partnered | grounds(dataset)[side].keys() >= set(own)
        if lead == "ab"[side]:
            assert partnered == set(own)
    assert plan.footprints_merged == plan.new_footprints == plan.people_merged == 0
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
    pairs, plan = linked(dataset, below), made(dataset, lead, below)
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
    costs = {
        lead: compatible_plan(dataset, lead=lead, undecided="open").people_moved for lead in LEADS
    }
    assert costs["a"] == pytest.approx(costs["b"])
    assert costs["a"] == pytest.approx(costs["joint"])


@settings(patient, max_examples=10)
@given(random_datasets(), leads, st.integers(0, 9))
def test_neither_codes_nor_the_order_of_rows_matter(dataset: Dataset, lead: str, seed: int) -> None:
    plan = made(dataset, lead)
    other = compatible_plan(relabelled(dataset), lead=lead)
    assert other.people_moved == pytest.approx(plan.people_moved)
    mixed = compatible_plan(shuffled(dataset, seed), lead=lead)
    assert set(outcomes(mixed)) == set(outcomes(plan))


@settings(patient, max_examples=10)
@given(random_datasets(), leads, st.sampled_from([0.0, 0.3]))
def test_verification_confirms_it(
    tmp_path_factory: pytest.TempPathFactory, dataset: Dataset, lead: str, below: float
) -> None:
    plan = made(dataset, lead, below)
    assert verified(plan, tmp_path_factory.getbasetemp() / "compatible.json")


@pytest.mark.parametrize(
    ("name", "sets", "chosen", "undecided", "people"),
    [
        ("england-2016", None, LEADS, "separate", 1_257_913),
        ("england-2026", None, ("b", "joint"), "separate", 1_102_636),
        ("england-2026", None, LEADS, "open", 563_919),
        ("england-2026", ("icb", "council"), LEADS, "separate", 135_400),
        ("england-2026", ("icb", "police"), LEADS, "separate", 3_068_390),
    ],
)
def test_people_who_change_in_england(
    name: str,
    sets: tuple[str, str] | None,
    chosen: tuple[str, ...],
    undecided: Undecided,
    people: int,
    tmp_path: Path,
) -> None:
    dataset = bundled_dataset(name)
    names = dict(zip("ab", sets or dataset.compare, strict=True))
    for lead in chosen:
        plan = compatible_plan(dataset, lead=names.get(lead, lead), sets=sets, undecided=undecided)
        assert round(plan.people_moved) == people
        assert round(sum(moved(plan).values())) == people
        assert meets(plan)
        assert is_strict(plan)
        for counts in plan.after.relations.values():
            assert counts["straddling"] == 0
            assert undecided == "open" or counts["open"] == 0
    assert verified(plan, tmp_path / "plan.json")


# Undecided ground


def test_undecided_ground_makes_a_footprint_a_centre_and_may_be_all_it_keeps() -> None:
    # a1 overlaps b1 wholly and b2, whose other people are undecided: b2 cannot be a part of a1.
    rows = {"c1": ("a1", "b1", 50), "c2": ("a1", "b2", 20), "u": (None, "b2", 5)}
    plan = compatible_plan(make_dataset(rows), lead="a")
    assert (plan.people_moved, plan.lower_bound) == (20, 20)
    assert to_of(plan)["c2"] == ("a1", "b1")
    assert plan.after.relations["b"]["alone"] == 1  # b2 has nobody but the undecided
    assert plan.is_strict
    assert plan.meets_target
    either = compatible_plan(make_dataset(rows))
    assert to_of(either)["c2"] == ("a1", "b1")  # in b2 they would have no footprint of A to go to
    left_out = compatible_plan(make_dataset(rows), lead="a", undecided="open")
    assert left_out.people_moved == 0
    assert left_out.meets_target
    assert not replace(left_out, asked=replace(left_out.asked, undecided="separate")).meets_target
    # Where b2 leads, its 20 would have to leave a1 for nothing there is.
    with pytest.raises(OptionError, match=r"in the way in the Name of b2 b; .*`undecided='open'`"):
        compatible_plan(make_dataset(rows), lead="b")
    # Another footprint of A in b2 takes them in.
    other = compatible_plan(make_dataset(rows | {"c3": ("a2", "b2", 1)}), lead="b")
    assert to_of(other)["c2"] == ("a2", "b2")
    assert other.people_moved == 20


def test_two_that_overlap_each_other_and_undecided_ground_cannot_be_made_compatible() -> None:
    rows = {"c1": ("a1", "b1", 5), "u": (None, "b1", 5), "v": ("a1", None, 5)}
    for lead in LEADS:
        with pytest.raises(OptionError, match="no plan is compatible"):
            compatible_plan(make_dataset(rows), lead=lead)
    assert compatible_plan(make_dataset(rows), undecided="open").people_moved == 0


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
def test_where_nobody_is_shared_nobody_changes(lead: str) -> None:
    dataset = make_dataset({"c1": ("a1", None, 3), "c2": ("a1", "b1", 0)})
    plan = compatible_plan(dataset, lead=lead)
    assert (plan.lead, plan.target) == (lead, "compatible")
    assert (plan.people_moved, plan.lower_bound, plan.optimal) == (0, 0, True)


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
    plan = made(dataset, lead)

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
