"""Questions of the day, scenarios and a part of the ground, on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from helpers.commands import invoke, records
from helpers.tiny import edited, write_folder

if TYPE_CHECKING:
    from pathlib import Path

OWN = """[[scenario]]
name = "Kept"
[[scenario.gift]]
to = "Upper"
areas = ["03E"]

[[scenario]]
name = "Apart"
status = "bid"
[[scenario.gift]]
new = "Third"
areas = ["stp:E2"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the tiny dataset in which 03E has no LDR, and that brings scenarios."""
    plan = '"plan": {"lead": "ldr", "target": "compatible"}, "compare"'
    settings = edited("datapackage.json", '"compare"', plan)
    lacking = edited("memberships.csv", "03E,ldr,L2,,,,\n", "")
    return write_folder(tmp_path / "tiny", {**settings, **lacking, "scenarios.toml": OWN})


def plan_of(*args: str | Path) -> dict[str, object]:
    code, out, err = invoke("suggest", *args, "--format", "json")
    assert code == 0, err
    found: dict[str, object] = json.loads(out)
    return found


def test_without_a_word_the_question_of_the_dataset_is_answered(folder: Path) -> None:
    options = plan_of(folder)["options"]
    assert isinstance(options, dict)
    assert (options["lead"], options["target"]) == ("ldr", "compatible")


def test_councils_lead_and_are_not_redrawn() -> None:
    found = plan_of("england-2026", "--sets", "icb,council")
    assert found["people_moved"] == 135_400
    code, _, err = invoke("suggest", "england-2026", "--sets", "icb,council", "--lead", "icb")
    assert code == 2
    assert "would redraw the councils" in err
    assert "give --lead council, or --redraw council if that is meant" in err
    code, _, _ = invoke(
        *("suggest", "england-2026", "--sets", "icb,council", "--lead", "icb"),
        *("--redraw", "council", "--format", "csv"),
    )
    assert code == 0


def test_a_frontier_of_a_fixed_set_has_only_plans_that_keep_it() -> None:
    rows = records("frontier", "england-2016", "--sets", "stp,region")
    assert rows
    assert {row["lead"] for row in rows} == {"", "region"}
    code, out, _ = invoke("frontier", "england-2016", "--sets", "stp,region")
    assert code == 0
    assert "would redraw the NHS regions, which are fixed" in out
    code, out, _ = invoke("frontier", "england-2016")
    assert "To make the LDRs coterminous with the STPs, 1,819,451 registered patients" in out


def test_scenarios_are_compared_in_one_table(folder: Path, tmp_path: Path) -> None:
    rows = records("scenarios", folder)
    assert [row["scenario"] for row in rows] == ["", "Kept", "Apart"]
    assert [row["people_given"] for row in rows] == ["0", "250", "250"]
    assert len(records("scenarios", folder, "--scenario", "apart")) == 2
    (tmp_path / "one.toml").write_text(OWN.split("\n\n", maxsplit=1)[0], "utf-8")
    assert [row["scenario"] for row in records("scenarios", folder, tmp_path / "one.toml")] == [
        "",
        "Kept",
    ]
    code, out, _ = invoke("scenarios", folder)
    assert code == 0
    assert "Each scenario is an assumption" in out


def test_a_scenario_goes_into_every_command_and_is_told_of(folder: Path, tmp_path: Path) -> None:
    supposed = ("--scenario", "Apart")
    code, out, _ = invoke("assess", folder, *supposed)
    assert code == 0
    assert "A tiny dataset, supposing Apart" in out
    plan, page, report = (tmp_path / name for name in ("plan.json", "page.html", "report"))
    assert invoke("suggest", folder, *supposed, "--output", plan)[0] == 0
    assert json.loads(plan.read_text("utf-8"))["dataset"]["name"] == "tiny+apart"
    assert invoke("frontier", folder, *supposed)[0] == 0
    assert invoke("explore", folder, *supposed, "--plan", plan, "--output", page)[0] == 0
    assert "supposing Apart" in page.read_text("utf-8")
    assert invoke("report", folder, *supposed, "--plan", plan, "--output", report)[0] == 0
    assert "supposing Apart" in (report / "summary.md").read_text("utf-8")
    assert invoke("verify", plan, "--dataset", folder, *supposed)[0] == 0
    assert invoke("verify", plan, "--dataset", folder)[0] == 1
    code, _, err = invoke("verify", plan)
    assert (code, "--scenario" in err) == (1, True)
    code, _, err = invoke("verify", plan, *supposed)
    assert (code, "--scenario and --within need the --dataset as well" in err) == (2, True)


def test_a_part_of_the_ground_is_looked_at_alone(folder: Path, tmp_path: Path) -> None:
    code, out, _ = invoke("assess", "england-2016", "--within", "stp:Devon", "--format", "json")
    assert code == 0
    found = json.loads(out)
    assert found["dataset"]["name"] == "england-2016+within-devon"
    assert found["footprints"] == {"stp": 2, "ldr": 1}
    plan = tmp_path / "plan.json"
    ground = ("--within", "stp:E2", "--within", "region:north", "--scenario", "Kept")
    assert invoke("suggest", folder, *ground, "--output", plan)[0] == 0
    assert invoke("verify", plan, "--dataset", folder, *ground)[0] == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--within", "E2"), "--within: 'E2' is no SET:CODE"),
        (("--scenario", "Keep"), "no scenario 'Keep': did you mean 'Kept'"),
        (("--scenarios", "x.toml"), "--scenarios names a file: say with --scenario which"),
        (("--scenario", "Kept", "--scenario", "Kept"), "There is nothing to give"),
        (("--redraw", "x"), "--redraw takes a footprint set, not 'x'"),
    ],
)
def test_what_makes_no_sense_is_a_slip_of_usage(
    folder: Path, args: tuple[str, ...], said: str
) -> None:
    code, out, err = invoke("suggest", folder, *args)
    assert (code, out) == (2, "")
    assert said in err


def test_a_dataset_without_scenarios_says_so() -> None:
    code, _, err = invoke("scenarios", "england-2016")
    assert code == 2
    assert "'england-2016' brings no scenarios.toml" in err
