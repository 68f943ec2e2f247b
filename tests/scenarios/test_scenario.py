"""Scenarios as text and by name."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.dataset.given import Given
from graphmodel.errors import OptionError, ScenarioError
from graphmodel.scenarios.reading import read_scenarios
from graphmodel.scenarios.scenario import (
    Gift,
    Scenario,
    named_scenarios,
    scenario_of,
    scenarios_toml,
)

if TYPE_CHECKING:
    from pathlib import Path

FULL = Scenario(
    "Kent & “Medway”",
    (
        Gift(("E10", "icb:E54"), new="Kent\\Medway", code="km"),
        Gift(("x",), to="y", footprint_set="s"),
    ),
    status="bid",
    as_of="2025-01",
    source='a "page"',
    note="none",
)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "some.toml"
    other = Scenario("Other", (Gift(("z",), to="y"),))
    path.write_text(
        scenarios_toml([FULL, other], about="Two.\n\nHere.", names={"E10": "Kent\n[x]"}), "utf-8"
    )
    assert read_scenarios(path) == (FULL, other)
    text = path.read_text("utf-8")
    assert text.startswith("# Two.\n#\n# Here.\n\n[[scenario]]\n")
    assert '  "E10",  # Kent [x]\n' in text


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12))
def test_any_text_is_a_text_of_toml(word: str) -> None:
    scenario = Scenario(f"x{word}", (Gift((word,), to=word or "x"),))
    (found,) = tomllib.loads(scenarios_toml([scenario], names={word: word}))["scenario"]
    assert (found["name"], found["gift"][0]["areas"]) == (scenario.name, [word])


def test_what_a_plan_gives_is_a_scenario() -> None:
    given = Given(
        (("c2", "b", "b1"), ("c3", "b", "b9"), ("c5", "b", "b9")), (("b", "b9", "Ninth"),)
    )
    assert scenario_of(given, "By hand") == Scenario(
        "By hand",
        (
            Gift(("c2",), to="b1", footprint_set="b"),
            Gift(("c3", "c5"), new="Ninth", code="b9", footprint_set="b"),
        ),
    )


def test_scenarios_are_asked_for_by_name() -> None:
    other = Scenario("Other", FULL.gifts)
    assert named_scenarios([FULL, other], ["OTHER", FULL.name]) == [other, FULL]
    with pytest.raises(OptionError, match="no scenario 'Othr': did you mean 'Other'"):
        named_scenarios([FULL, other], ["Othr"])
    with pytest.raises(OptionError, match="there is Other"):
        named_scenarios([other], ["Wales"])


@pytest.mark.parametrize(
    "receiver", [{}, {"to": "b1", "new": "West"}, {"to": "b1", "code": "west"}]
)
def test_a_gift_goes_to_one_footprint(receiver: dict[str, str]) -> None:
    with pytest.raises(ScenarioError, match=r"or to a new one|for a new footprint only"):
        Gift(("c1",), **receiver)


@pytest.mark.parametrize("name", ["", " "])
def test_a_scenario_has_a_name(name: str) -> None:
    with pytest.raises(ScenarioError, match="it has no name"):
        Scenario(name, ())
