"""Files of scenarios: read, or refused with everything that is wrong with them."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from helpers.tiny import write_folder, write_zip

from graphmodel.errors import OptionError, ScenarioError
from graphmodel.scenarios.reading import read_scenarios
from graphmodel.scenarios.scenario import Gift, Scenario

if TYPE_CHECKING:
    from pathlib import Path

ONE = '[[scenario]]\nname = "One"\n[[scenario.gift]]\nto = "L1"\nareas = ["01C"]\n'
READ = (Scenario("One", (Gift(("01C",), to="L1"),)),)


def problems(tmp_path: Path, content: str | bytes) -> list[tuple[str, str, str]]:
    path = tmp_path / "x.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ScenarioError) as caught:
        read_scenarios(path)
    assert {problem.file for problem in caught.value.problems} == {"x.toml"}
    return [
        (problem.column, problem.value, f"{problem.message}. {problem.remedy}")
        for problem in caught.value.problems
    ]


@pytest.mark.parametrize(
    ("content", "column", "value", "said"),
    [
        ("a = [", "", "", "is no TOML"),
        (b"\xff", "", "", "not text in UTF-8"),
        ("a = " + "[" * 5000, "", "", "no TOML"),
        ("a = 1" + "0" * 5000, "", "", "too long"),
        ("", "scenario", "", "Begin one with [[scenario]]"),
        ("scenario = []", "scenario", "", "this is empty"),
        ("scenario = 5", "scenario", "5", "must be a list"),
        (
            '[[scenario]]\nname = "One"\n',
            "scenario 1, gift",
            "",
            "Begin one with [[scenario.gift]]",
        ),
        (ONE.replace("name", "nam"), "scenario 1, name", "", "Write name = … here"),
        (ONE.replace('"One"', "5"), "scenario 1, name", "5", "must be a text"),
        (ONE.replace('"One"', '" "'), "scenario 1, name", " ", "this is empty"),
        (ONE.replace('"One"', '"\\u0001"'), "scenario 1, name", "\x01", "control character"),
        (ONE.replace('["01C"]', '"01C"'), "scenario 1, gift 1, areas", "01C", "must be a list"),
        (ONE.replace('["01C"]', "[]"), "scenario 1, gift 1, areas", "", "this is empty"),
        (ONE.replace('["01C"]', '["01C", 5]'), "scenario 1, gift 1, areas 2", "5", "be a text"),
        (ONE.replace("to =", "two ="), "scenario 1, gift 1, two", "L1", "Did you mean 'to'"),
        (ONE + 'new = "L9"\n', "scenario 1, gift 1", "", "either to a footprint that there is"),
        (ONE.replace('to = "L1"\n', ""), "scenario 1, gift 1", "", "either to a footprint"),
        (ONE + 'code = "L9"\n', "scenario 1, gift 1", "L9", "for a new footprint only"),
        (ONE + ONE.replace("One", "ONE"), "scenario 2, name", "ONE", "has this name already"),
    ],
)
def test_what_makes_no_sense_is_told(
    tmp_path: Path, content: str | bytes, column: str, value: str, said: str
) -> None:
    found = {(place, given): text for place, given, text in problems(tmp_path, content)}
    assert said in found[column, value]


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    bad = ONE + '[[scenario]]\nname = 1\nstatus = 2\n[[scenario.gift]]\nareas = "x"\nset = 3\n'
    assert sorted(place for place, _, _ in problems(tmp_path, bad)) == [
        "scenario 2, gift 1, areas",
        "scenario 2, gift 1, set",
        "scenario 2, name",
        "scenario 2, status",
    ]


def test_a_mark_at_the_beginning_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(b"\xef\xbb\xbf" + ONE.encode())
    assert read_scenarios(tmp_path / "x.toml") == READ


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"none\.toml.*cannot be read: No such file"):
        read_scenarios(tmp_path / "none.toml")


def test_a_dataset_brings_its_own(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tiny", {"scenarios.toml": ONE})
    assert read_scenarios(folder) == READ
    archive = write_zip(tmp_path / "tiny.zip")
    with pytest.raises(OptionError, match=r"brings no scenarios\.toml: name a file"):
        read_scenarios(archive)
    with zipfile.ZipFile(archive, "a") as entries:
        entries.writestr("scenarios.toml", ONE)
    assert read_scenarios(archive) == READ
    with pytest.raises(OptionError, match="no dataset 'nowhere'"):
        read_scenarios("nowhere")
    with pytest.raises(OptionError, match="'england-2016' brings no"):
        read_scenarios("england-2016")
    (tmp_path / "bad.zip").write_bytes(b"PK")
    with pytest.raises(ScenarioError, match="damaged"):
        read_scenarios(tmp_path / "bad.zip")
