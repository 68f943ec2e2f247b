from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset

from graphmodel.errors import OptionError, RulesError
from graphmodel.overlap.overlap import build_overlap
from graphmodel.rules.kinds.kinds import locate
from graphmodel.rules.rules import OrganisationRule, Rules, read_rules

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.rules.places import Located

EVERYTHING = """
groups = { least = 10, most = 14 }
keep = ["stp:E54000035"]
together = [["stp:E54000034", "ldr:LDR66"]]
apart = [["stp:E54000030", "stp:E54000031", "stp:E54000032"]]
whole = ["council"]
contiguous = "land"

[people]
least = 1_000_000
most = 3.5e6

[[organisations]]
kind = "provider"
type = "acute"

[[organisations]]
kind = "council"
least = 2

[cost]
stp = 1
ldr = 2.5
relationship = 100
"""


def written(folder: Path, text: str | bytes, name: str = "rules.toml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def complaints(folder: Path, text: str | bytes) -> dict[str, str]:
    with pytest.raises(RulesError) as caught:
        read_rules(written(folder, text))
    return {
        problem.column: f"{problem.message}. {problem.remedy}" for problem in caught.value.problems
    }


def small() -> Dataset:
    return make_dataset(
        {
            "c1": ("f1", "f1", 10),
            "c2": ("f1", "g2", 20),
            "c3": ("f2", "g2", 30),
            "c4": ("f2", None, 5),
            "c5": ({"f1": 0.5, "f2": 0.5}, "g2", 8),
        },
        partners={"p1": ("provider", "f1", "g2", "acute"), "p2": ("provider", None, None, "acute")},
        neighbours=[("c1", "c2"), ("c2", "c3")],
        alone={"a": ["empty"]},
        names={("a", "f1"): "North", ("b", "f1"): "North", ("a", "f2"): "South", "g2": "Two: east"},
        further={"w": {"c1": "w1", "c2": "w1", "c3": {"w1": 0.5, "w2": 0.5}, "c4": "w2"}},
    )


def located(**rules: Any) -> Located:  # noqa: ANN401
    dataset = small()
    return locate(dataset, build_overlap(dataset), Rules(**rules))


def wrong(**rules: Any) -> dict[str, str]:  # noqa: ANN401
    with pytest.raises(RulesError) as caught:
        located(**rules)
    return {
        problem.column: f"{problem.message}. {problem.remedy}" for problem in caught.value.problems
    }


def test_every_key_of_a_file_is_read(tmp_path: Path) -> None:
    rules = read_rules(written(tmp_path, EVERYTHING))
    assert rules == Rules(
        people_least=1e6,
        people_most=3.5e6,
        groups_least=10,
        groups_most=14,
        keep=("stp:E54000035",),
        together=(("stp:E54000034", "ldr:LDR66"),),
        apart=(("stp:E54000030", "stp:E54000031", "stp:E54000032"),),
        whole=("council",),
        contiguous="land",
        organisations=(OrganisationRule("provider", "acute"), OrganisationRule("council", "", 2)),
        cost={"stp": 1.0, "ldr": 2.5, "relationship": 100.0},
    )
    assert rules.binding
    assert Rules.from_mapping(rules.to_mapping()) == rules
    assert locate(
        bundled_dataset("england-2016"), build_overlap(bundled_dataset("england-2016")), rules
    )


def test_an_empty_file_sets_no_rule(tmp_path: Path) -> None:
    assert read_rules(written(tmp_path, "")) == Rules()
    assert Rules().to_mapping() == {}
    assert not Rules(cost={"stp": 2.0}).binding


def test_rules_are_told_apart_by_everything_that_they_say(tmp_path: Path) -> None:
    rules = read_rules(written(tmp_path, EVERYTHING))
    assert hash(rules) == hash(replace(rules, cost=dict(rules.cost), source="another"))
    empty = {field.name: getattr(Rules(), field.name) for field in fields(Rules) if field.compare}
    fewer = [replace(rules, **{name: value}) for name, value in empty.items()]
    assert len({hash(one) for one in (rules, *fewer)}) == len(fewer) + 1


def test_one_number_of_groups_is_both_limits(tmp_path: Path) -> None:
    rules = read_rules(written(tmp_path, b"\xef\xbb\xbfgroups = 12\r\n"))
    assert (rules.groups_least, rules.groups_most) == (12, 12)


def test_all_that_is_wrong_with_a_file_is_said_at_once(tmp_path: Path) -> None:
    found = complaints(
        tmp_path,
        """
        keeep = []
        keep = "stp:E54000035"
        together = [["stp:E54000035"], [1, 2]]
        apart = ["stp:E54000035", "stp:E54000036"]
        whole = [""]
        contiguous = "sea"
        groups = 0
        people = { last = 1, most = "many" }
        organisations = [{ kind = 3, last = 1, least = 0 }, {}]
        cost = { stp = -1, ldr = nan }
        """,
    )
    assert set(found) == {
        "keeep",
        "keep",
        "together[1]",
        "together[2]",
        "apart",
        "whole",
        "contiguous",
        "groups.least",
        "groups.most",
        "people.last",
        "people.most",
        "organisations[1].kind",
        "organisations[1].last",
        "organisations[1].least",
        "organisations[2].kind",
        "cost.stp",
        "cost.ldr",
    }
    assert "Did you mean keep?" in found["keeep"]
    assert "Did you mean least?" in found["people.last"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('"people.least" = 5', "no such rule"),
        ("keep = [stp:E1]", "is no TOML"),
        (b"keep = ['\xe9']", "UTF-8"),
        ("groups = true", "groups"),
    ],
)
def test_what_is_no_rules_file(tmp_path: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        read_rules(written(tmp_path, text))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"none\.toml: cannot be read: No such file"):
        read_rules(tmp_path / "none.toml")


def test_options_add_to_a_file() -> None:
    rules = Rules(people_least=5, people_most=50, keep=("a:f1",), apart=(("a:f1", "a:f2"),))
    more = rules.with_options(
        least_people=10,
        keep=["a:f2", "a:f1"],
        together=[["a:f1", "b:g2"]],
        whole=["w"],
        contiguous=True,
    )
    assert more == Rules(
        people_least=10,
        people_most=50,
        keep=("a:f1", "a:f2"),
        apart=(("a:f1", "a:f2"),),
        together=(("a:f1", "b:g2"),),
        whole=("w",),
        contiguous=True,
    )
    with pytest.raises(RulesError, match=r"people\.least"):
        rules.with_options(least_people=-1)


def test_footprints_are_found_by_code_and_by_name() -> None:
    names = ("a:f1", "a:North", "f2", "South", "b:Two: east", "Two: east", "g2")
    places = [rule.footprints[0] for rule in located(keep=names).rules]
    first, second = places[0], places[2]
    assert places == [first, first, second, second, places[4], places[4], places[4]]


def test_every_name_that_is_not_clear_is_listed() -> None:
    found = wrong(
        keep=["North", "a:f9", "w:w1"],
        together=[["a:f1", "a:North"], ["a:empty", "a:f1"]],
        whole=["v"],
        organisations=[OrganisationRule("provder"), OrganisationRule("provider", "acut")],
        cost={"ldr": 1.0},
    )
    assert set(found) == {
        "keep[1]",
        "keep[2]",
        "keep[3]",
        "together[1]",
        "together[2]",
        "whole",
        "organisations[1].kind",
        "organisations[2].type",
        "cost.ldr",
    }
    assert "several" in found["keep[1]"]
    assert "a:f1 (North)" in found["keep[1]"]
    assert "not compared" in found["keep[3]"]
    assert "no group" in found["together[2]"]
    assert "Did you mean provider?" in found["organisations[1].kind"]
    assert "Did you mean acute?" in found["organisations[2].type"]


def test_contiguous_needs_neighbours() -> None:
    dataset = make_dataset({"c1": ("f1", "g1", 10)})
    with pytest.raises(RulesError, match="neighbours"):
        locate(dataset, build_overlap(dataset), Rules(contiguous=True))


def test_a_footprint_alone_is_kept_as_it_is() -> None:
    found = located(keep=["a:empty"], apart=[["a:empty", "a:f1"]])
    assert found.rules == ()
    assert any("is in no plan" in note for note in found.notes)


def test_blocks_that_whole_does_not_bind_are_listed() -> None:
    found = located(whole=["w"])
    assert found.unbound == {"w": ("c3", "c5")}
    assert [rule.place for rule in found.rules] == [": w1 (w1)"] or len(found.rules) == 1


def test_organisations_in_no_plan_are_counted() -> None:
    found = located(organisations=[OrganisationRule("provider", "acute")])
    assert len(found.rules[0].presences) == 1
    assert any(note.startswith("1 of 2") for note in found.notes)
