"""Scenarios in the page: read from files as the package reads them, and saved for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest
from helpers.commands import invoke
from helpers.england import bundled_dataset
from helpers.examples import make_dataset
from helpers.saved_plans import saved

from graphmodel.dataset.given import Given
from graphmodel.errors import ScenarioError
from graphmodel.page.page import explore_page
from graphmodel.plans.propose import propose
from graphmodel.scenarios.applying import apply_scenario, given_by
from graphmodel.scenarios.reading import read_scenarios
from graphmodel.scenarios.scenario import scenario_of, scenarios_toml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from graphmodel.errors import Problem

    Visit = Callable[[str], Page]

pytestmark = pytest.mark.browser

GIVEN: Final = """([words, place]) => {
  graphmodel.change({ base: "unchanged", edits: [], moment: "before" });
  const { ground } = graphmodel.current().after;
  const scenario = graphmodel.readScenarios(words, "file.toml")[place];
  graphmodel.edit(...graphmodel.scenarioEdits(scenario, ground));
  return graphmodel.planFile().given;
}"""

REFUSED: Final = """words => {
  try {
    const { ground } = graphmodel.current().after;
    const scenarios = graphmodel.readScenarios(words, "file.toml");
    scenarios.forEach((scenario) => graphmodel.scenarioEdits(scenario, ground));
    return "";
  } catch (error) {
    return error.message;
  }
}"""


def as_given(stated: dict[str, Any]) -> Given:
    """Return what a plan file gives, in order."""
    return Given(
        tuple(
            sorted(
                (row["organisation"], row["footprint_set"], row["footprint"])
                for row in stated["memberships"]
            )
        ),
        tuple(
            sorted(
                (row["footprint_set"], row["footprint"], row["name"])
                for row in stated["footprints"]
            )
        ),
    )


def test_of_a_third_set_nothing_is_given(visit: Visit, page_2026: str) -> None:
    gift = '[[scenario.gift]]\nareas = ["Kent"]\nnew = "Kent"\nset = "council"'
    told = visit(page_2026).evaluate(REFUSED, f'[[scenario]]\nname = "Mine"\n{gift}\n')
    assert "it compares icb and authority" in told


def test_every_scenario_of_a_file_gives_what_it_gives_in_the_package(
    visit: Visit, page_2026: str
) -> None:
    dataset = bundled_dataset("england-2026")
    scenarios = read_scenarios("england-2026")
    words = scenarios_toml(scenarios)
    page = visit(page_2026)
    assert len(scenarios) > 10
    for place, scenario in enumerate(scenarios):
        expected = given_by(dataset, scenario)
        found = as_given(page.evaluate(GIVEN, [words, place]))
        assert found.memberships == tuple(sorted(expected.memberships)), scenario.name
        assert found.footprints == tuple(sorted(expected.footprints)), scenario.name


@pytest.mark.parametrize(
    "gifts",
    [
        'areas = ["Surrey"]\nto = "Sussex and Brighton"',
        'areas = ["E10000016", "e06000035 "]\nnew = "Kent & Medway"',
        'areas = ["icb:E54000032"]\nnew = "Kent"\ncode = "K1"\nset = "authority"',
        'areas = ["region:South East"]\nnew = "The South East"',
        'areas = ["council:Kent"]\nto = "E47000007"',
        'areas = ["Kent", "Atlantis"]\nnew = "Kent"',
        'areas = ["Manchester"]\nto = "Greater Manchester"',
        'areas = ["Kent"]\nnew = "Greater Manchester"',
        'areas = ["Kent"]\nto = "Atlantis"',
        'areas = ["icb:Atlantis"]\nto = "Greater Manchester"',
    ],
)
def test_words_for_ground_mean_what_they_mean_in_the_package(
    visit: Visit, page_2026: str, tmp_path: Path, gifts: str
) -> None:
    words = f'[[scenario]]\nname = "Mine"\n[[scenario.gift]]\n{gifts}\n'
    (tmp_path / "file.toml").write_text(words, encoding="utf-8")
    (scenario,) = read_scenarios(tmp_path / "file.toml")
    page = visit(page_2026)
    told = page.evaluate(REFUSED, words)
    problems: tuple[Problem, ...] = ()
    try:
        expected = given_by(bundled_dataset("england-2026"), scenario)
    except ScenarioError as error:
        problems = tuple(error.problems)
    assert len(told.splitlines()) == len(problems)
    if problems:
        return
    found = as_given(page.evaluate(GIVEN, [words, 0]))
    assert found.memberships == tuple(sorted(expected.memberships))
    assert found.footprints == tuple(sorted(expected.footprints))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("[[scenario]", "file.toml is no TOML"),
        ("", "[[scenario]]"),
        ("[[scenario]]\n", "scenario 1, gift"),
        ('[[scenario]]\nname = "A"\nnam = "B"\n', "there is no key ‘nam’ here"),
        ('[[scenario]]\nname = "A"\n[[scenario.gift]]\nareas = [1]\nto = "B"', "in quotes"),
        ('[[scenario]]\nname = "A"\n[[scenario.gift]]\nareas = []\nto = "B"', "a list"),
        ('[[scenario]]\nname = "A"\n[[scenario.gift]]\nareas = ["B"]', "either to a footprint"),
        ('[[scenario]]\nname = " "\n[[scenario.gift]]\nareas = ["B"]\nto = "C"', "is empty"),
        (
            '[[scenario]]\nname = "A"\n[[scenario.gift]]\nareas = ["B"]\nto = "C"\ncode = "D"',
            "a code is for a new footprint only",
        ),
        (
            '[[scenario]]\nname = "A"\n[[scenario.gift]]\nareas = ["B"]\nto = "C"\n' * 2,
            "has this name already",
        ),
        ('name = "\ufffd"', "is not text in UTF-8"),
    ],
)
def test_a_file_that_is_wrong_is_refused_in_words(
    visit: Visit, tmp_path: Path, words: str, message: str
) -> None:
    page = visit(explore_page(make_dataset({"c1": ("a1", "b1", 10), "c2": ("a1", None, 4)})))
    assert message in page.evaluate(REFUSED, words)
    (tmp_path / "file.toml").write_text(words, encoding="utf-8")
    page.get_by_label("Scenario file to load").set_input_files(tmp_path / "file.toml")
    told = page.get_by_role("alert")
    told.wait_for()
    assert "The scenarios were not loaded" in told.inner_text()
    if "\ufffd" not in words:
        with pytest.raises(ScenarioError):
            read_scenarios(tmp_path / "file.toml")


def test_a_scenario_is_chosen_and_what_is_given_twice_is_refused(
    visit: Visit, page_2026: str, tmp_path: Path
) -> None:
    file = tmp_path / "scenarios.toml"
    file.write_text(scenarios_toml(read_scenarios("england-2026")), encoding="utf-8")
    page = visit(page_2026)
    page.get_by_label("Scenario file to load").set_input_files(file)
    for fold in ("whatif", "plans"):
        page.evaluate(f"document.querySelector('#fold-{fold}').open = true")
    box = page.get_by_role("region", name="Scenarios")
    box.get_by_role("combobox").select_option(label="Kent and Medway")
    assert "bid or expression of interest" in box.inner_text()
    box.get_by_role("button", name="Suppose it").click()
    assert page.evaluate("graphmodel.shown().uncovered.blocks") < 107
    assert "Supposed: Kent and Medway (" in page.locator("#plans .history").inner_text()
    box.get_by_role("button", name="Suppose it").click()
    assert "Nothing was supposed" in page.get_by_role("alert").inner_text()


def test_what_is_given_is_saved_as_a_scenario_that_the_package_takes(
    visit: Visit, page_2026: str, tmp_path: Path
) -> None:
    page = visit(page_2026)
    page.evaluate(
        """() => {
          const { after } = graphmodel.current();
          const blocks = [...new Set(after.outside.map(({ block }) => block))];
          const there = graphmodel.referenceTo(after.sides[1].ids[0]);
          const other = JSON.stringify([1, "NEW:1", 'A "new" authority']);
          const give = { kind: "give", side: 1, words: "" };
          graphmodel.edit({ ...give, blocks: blocks.slice(0, 4), to: there });
          graphmodel.edit({ ...give, blocks: blocks.slice(4, 9), to: other });
        }"""
    )
    page.evaluate("document.querySelector('#fold-whatif').open = true")
    box = page.get_by_role("region", name="Scenarios")
    box.get_by_label("Name of what is given").fill("From the page")
    with page.expect_download() as download:
        box.get_by_role("button", name="Save as a scenario").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.suffix == ".toml"
    dataset = bundled_dataset("england-2026")
    stated = saved(page)["given"]
    given = Given(
        tuple(
            (row["organisation"], row["footprint_set"], row["footprint"])
            for row in stated["memberships"]
        ),
        tuple(
            (row["footprint_set"], row["footprint"], row["name"]) for row in stated["footprints"]
        ),
    )
    rows = dataset.organisations
    names = dict(zip(rows["organisation"], rows["name"], strict=True))
    expected = scenarios_toml([scenario_of(given, "From the page")], names=names)
    assert file.read_text(encoding="utf-8") == expected
    options = ["--scenarios", file, "--scenario", "From the page", "--format", "json"]
    code, printed, _ = invoke("suggest", "england-2026", *options)
    assert code == 0
    plan = propose(apply_scenario(dataset, read_scenarios(file)[0]))
    assert json.loads(printed)["people_moved"] == plan.people_moved
    words = file.read_text(encoding="utf-8")
    assert as_given(page.evaluate(GIVEN, [words, 0])) == as_given(stated)
