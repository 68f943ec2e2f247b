from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, random_datasets
from helpers.rule_oracle import Oracle, best, size
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from graphmodel.errors import InfeasibleError
from graphmodel.overlap.overlap import build_overlap
from graphmodel.rules.conflicts import smallest_conflict
from graphmodel.rules.rules import OrganisationRule, Rules
from graphmodel.rules.search import solve_model

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset
    from graphmodel.rules.conflicts import Conflict


def chain() -> Dataset:
    """a1 - b1 - a2 - b2 - a3 - b3, with a lonely pair beside it, in a row on the ground."""
    return make_dataset(
        {
            "c1": ("a1", "b1", 100),
            "c2": ("a2", "b1", 10),
            "c3": ("a2", "b2", 200),
            "c4": ("a3", "b2", 20),
            "c5": ("a3", "b3", 300),
            "c6": ("a4", "b4", 50),
        },
        partners={"p1": ("provider", "a1", "b1"), "p2": ("provider", "a3", "b3")},
        neighbours=[(f"c{place}", f"c{place + 1}") for place in range(1, 6)],
        further={"w": {"c1": "w1", "c2": "w1", "c3": "w2", "c4": "w3", "c5": "w3"}},
    )


def conflict(*, groups: int | None = None, **rules: Any) -> Conflict:  # noqa: ANN401
    dataset = chain()
    overlap = build_overlap(dataset)
    with pytest.raises(InfeasibleError):
        solve_model(dataset, overlap, Rules(**rules), groups=groups)
    found = smallest_conflict(dataset, overlap, Rules(**rules), groups=groups)
    assert found.smallest
    assert len(set(found.names)) == len(found.names)
    return found


def test_limits_of_people_and_of_groups() -> None:
    found = conflict(people_least=90, groups_least=4, keep=("a:a3",))
    assert set(found.names) == {"people.least = 90", "groups.least = 4"}


def test_a_footprint_kept_that_is_too_small() -> None:
    found = conflict(people_least=90, keep=("a:a2", "a:a4"), contiguous=True)
    assert found.names == ("people.least = 90", "keep[2]")
    assert found.lines[0] == "people.least = 90, for the group of a:a4 (Name of a4)"
    assert found.lines[1] == "keep[2]: a:a4 (Name of a4)"


def test_together_and_apart() -> None:
    found = conflict(
        together=(("a:a1", "a:a2"), ("a:a2", "a:a3")), apart=(("a:a4", "a:a1"), ("a:a1", "a:a3"))
    )
    assert found.names == ("together[1]", "together[2]", "apart[2]")


def test_contiguous_and_together() -> None:
    found = conflict(contiguous=True, together=(("a:a1", "a:a4"),), apart=(("a:a2", "a:a1"),))
    assert found.names == ("together[1]", "apart[1]", "contiguous = true")


def test_whole_and_keep() -> None:
    found = conflict(whole=("w",), keep=("a:a1", "b:b3"))
    assert len(found.lines) == 2
    assert (
        "keep[1]: a:a1 (Name of a1)" in found.lines or "keep[2]: b:b3 (Name of b3)" in found.lines
    )
    assert any(line.startswith("whole = w: w") for line in found.lines)


def test_organisations_and_groups() -> None:
    found = conflict(organisations=(OrganisationRule("provider"),), groups_least=3, keep=("a:a3",))
    assert set(found.names) == {"groups.least = 3", "organisations[1] (at least 1 of provider)"}


def test_one_rule_alone() -> None:
    found = conflict(people_most=290)
    assert found.names == ("people.most = 290",)
    assert "a:a3" in found.lines[0]
    assert "this one alone cannot hold" in str(found.error)


def test_more_groups_than_pairs() -> None:
    assert conflict(groups=5).lines == ("at least 5 groups wanted",)


def test_bundled_data() -> None:
    dataset = bundled_dataset("england-2016")
    overlap = build_overlap(dataset)
    rules = Rules(people_least=1e6, keep=("stp:E54000037", "stp:E54000001"), whole=("council",))
    found = smallest_conflict(dataset, overlap, rules)
    assert found.smallest
    assert found.lines == ("keep[1]: stp:E54000037 (Devon)",)


@pytest.mark.parametrize(
    ("rules", "names"),
    [
        # No number of groups has room for everybody: this takes no search.
        (
            {"people_least": 20e6, "people_most": 21e6},
            ("people.least = 20,000,000", "people.most = 21,000,000"),
        ),
        (
            {"people_most": 3e6, "groups_most": 18, "contiguous": True},
            ("groups.most = 18", "people.most = 3,000,000"),
        ),
    ],
)
def test_limits_that_leave_no_room(rules: dict[str, Any], names: tuple[str, ...]) -> None:
    dataset = bundled_dataset("england-2016")
    found = smallest_conflict(dataset, build_overlap(dataset), Rules(**rules))
    assert found.smallest
    assert set(found.names) == set(names)
    assert f"{names[1]}, for every group" in found.lines


def test_a_conflict_that_time_was_too_short_for_is_said_to_be_perhaps_too_large() -> None:
    dataset = chain()
    rules = Rules(people_least=90, keep=("a:a2", "a:a4"), contiguous=True)
    overlap = build_overlap(dataset)
    found = smallest_conflict(dataset, overlap, rules, time_limit=0)
    assert not found.smallest
    assert set(found.names) >= {"people.least = 90", "keep[2]"}
    assert "perhaps not all of them are needed" in str(found.error)


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_no_smaller_set_of_rules_is_in_conflict(data: st.DataObject) -> None:
    dataset = data.draw(random_datasets(most_blocks=5, most_footprints=3, alone=False))
    overlap = build_overlap(dataset)
    oracle = Oracle(dataset, overlap)
    assume(1 < size(oracle, 1500) <= 1500)
    names = [f"{one}:{code}" for one, code in sorted(oracle.graph)]
    pairs = st.lists(
        st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True),
        min_size=1,
        max_size=2,
    )
    total = sum(people for *_, people in oracle.portions)
    parts: list[dict[str, Any]] = [
        {"people_least": total * data.draw(st.integers(1, 6)) / 6},
        {"people_most": total * data.draw(st.integers(1, 6)) / 6},
        {"groups_least": data.draw(st.integers(1, 3))},
        {"keep": [data.draw(st.sampled_from(names))]},
        {"together": data.draw(pairs)[:1]},
        {"apart": data.draw(pairs)[:1]},
    ]

    def fits(chosen: tuple[dict[str, Any], ...]) -> bool:
        return bool(best(oracle, Rules(**{k: v for part in chosen for k, v in part.items()})))

    everything = Rules(**{key: value for part in parts for key, value in part.items()})
    fewest = next(
        (
            count
            for count in range(1, len(parts) + 1)
            if not all(fits(chosen) for chosen in combinations(parts, count))
        ),
        None,
    )
    if fewest is not None:
        found = smallest_conflict(dataset, overlap, everything)
        assert found.smallest
        assert len(found.names) == fewest
