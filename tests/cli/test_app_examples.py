"""The examples of the help and the README, each run in a folder with the files that it names."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer
from helpers.commands import in_shell, invoke
from helpers.messy import write_csv, write_xlsx
from helpers.tiny import edited, write_folder

import graphmodel
from graphmodel.cli.app import app

README = Path(__file__).parents[2] / "README.md"
STANDING = {"FOLDER": "new-data", "TABLE": "members.csv"}
"""What stands in the README for a file of the reader's own; a folder to check is there already."""

MATCHES = "what,name,rows,candidate,candidate_name,score,other_candidates,decision\n"


def examples() -> list[str]:
    """Return the examples of all help and the README, each once."""
    group: Any = typer.main.get_command(app)
    texts = [command.epilog for command in (group, *group.commands.values())]
    found = re.findall(r"^  graphmodel (.+)$", "\n".join(texts), re.MULTILINE)
    readme = README.read_text("utf-8")
    found += re.findall(r"^[$>] (?:\S+[/\\])?graphmodel (.+?)(?: +#.*)?$", readme, re.MULTILINE)
    found += re.findall(r"`graphmodel (\w+ [^`\n]+)`", readme)
    return list(dict.fromkeys(found))


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the files that examples name, once."""
    folder = tmp_path_factory.mktemp("plans")
    write_folder(folder / "jan")
    write_folder(folder / "feb", edited("organisations.csv", "500.5", "123"))
    for name, dataset, lead in (
        ("jan", folder / "jan", "stp"),
        ("feb", folder / "feb", "stp"),
        ("plan", "england-2016", "stp"),
        ("other", "england-2016", "ldr"),
    ):
        plan = graphmodel.propose(graphmodel.read_dataset(dataset), lead=lead)
        plan.write(folder / f"{name}.json")
    members = plan.to_frame("assignment").head(5)
    names = {"organisation_name": "Organisation", "people": "List size"}
    members = members.rename(columns=names | {"stp_name": "STP", "ldr_name": "LDR"})
    members = members[["Organisation", "List size", "STP", "LDR"]]
    lines = [list(members), *members.to_numpy().tolist()]
    write_csv(folder / "members.csv", lines)
    write_xlsx(folder / "members.xlsx", lines)
    budget = plan.to_frame("assignment")[["organisation", "people"]]
    budget = budget.rename(columns={"organisation": "Code", "people": "Patients"})
    budget = budget.groupby("Code", as_index=False).sum().round(0)
    budget["Cost per head"] = 1250.5
    budget.to_csv(folder / "costs.csv", index=False)
    lines = budget[["Code", "Cost per head"]]
    write_xlsx(folder / "budget.xlsx", [["Code", "Budget"], *lines.to_numpy().tolist()])
    (folder / "criteria.toml").write_text("[recommend]\nclear = 5\n", "utf-8")
    (folder / "my-data-matches.csv").write_text(MATCHES, "utf-8")
    (bundled,) = (one for one in graphmodel.bundled_datasets() if one.name == "england-2026")
    shutil.copy(bundled.path / "scenarios.toml", folder / "my-scenarios.toml")
    return folder


@pytest.mark.parametrize("example", examples())
def test_examples_of_the_help_are_true(
    example: str, plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(plans, tmp_path, dirs_exist_ok=True)
    for word, file in STANDING.items():
        example = example.replace(word, "my-data" if example == "check FOLDER" else file)
    name, *args = shlex.split(example)
    if name not in {"new", "import"}:
        graphmodel.new_dataset(tmp_path / "my-data", workbook=tmp_path / "my-data.xlsx")
    if "my-newer-data" in args:
        graphmodel.write_dataset("england-2016", tmp_path / "my-newer-data")
    if name == "report":
        args.append("--no-sensitivity")  # it takes a minute
    if {"|", ">"} & set(args):
        done = in_shell(f"graphmodel {example}", tmp_path)
        code, out, err = done.returncode, done.stdout, done.stderr
    else:
        code, out, err = invoke(name, *args)
    assert code == (1 if "--exit-code" in args else 0), err
    assert "Error" not in err
    assert out or {"--output", ">"} & {*args} or name in {"explore", "report"}
    for file in re.findall(r"(?:--output|>) (\S+)", example):
        assert (tmp_path / file).exists()
