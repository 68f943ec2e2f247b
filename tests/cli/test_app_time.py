"""The commands about data as time goes by: what differs, and plans brought over."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import openpyxl
from helpers.commands import invoke, records
from helpers.tiny import TABLES, edited, write_folder

if TYPE_CHECKING:
    from pathlib import Path


def test_two_datasets_compared(tmp_path: Path) -> None:
    one, other = write_folder(tmp_path / "jan"), tmp_path / "feb"
    write_folder(other, edited("organisations.csv", "500.5", "123"))
    code, out, err = invoke("diff", one, other)
    assert (code, err) == (0, "")
    assert "1 organisation changed" in out
    code, out, _ = invoke("diff", one, other, "--format", "json", "--exit-code")
    assert code == 1
    (row,) = json.loads(out)["organisations"]
    assert (row["other_population"], row["population_changes"]) == (123, True)
    assert records("diff", one, other) == []
    code, out, _ = invoke("diff", one, one, "--exit-code")
    assert code == 0
    assert "Nothing differs." in out


def test_a_plan_and_a_dataset_cannot_be_compared(tmp_path: Path) -> None:
    code, out, err = invoke("diff", tmp_path / "plan.json", "england-2016")
    assert (code, out) == (2, "")
    assert "a plan and a dataset" in err
    code, out, err = invoke("diff", "england-2016", "england-2016", "--dataset", "england-2016")
    assert (code, out) == (2, "")
    assert "--dataset" in err


def test_a_plan_is_brought_over_and_written_all_the_same(tmp_path: Path) -> None:
    jan, feb = write_folder(tmp_path / "jan"), tmp_path / "feb"
    plan, new = tmp_path / "plan.json", tmp_path / "new.json"
    assert invoke("suggest", jan, "--lead", "stp", "--output", plan, "-q")[0] == 0
    write_folder(feb, edited("organisations.csv", "500.5", "123"))
    code, _, err = invoke("verify", plan, "--dataset", feb)
    assert code == 1
    assert "graphmodel rebase" in err
    code, out, err = invoke("rebase", plan, "--dataset", feb, "--output", new)
    assert (code, err) == (0, f"wrote {new}\n")
    assert "Everything fits." in out
    assert invoke("verify", new, "--dataset", feb)[0] == 0
    write_folder(feb, edited("memberships.csv", "03E,ldr,L2", "03E,ldr,L1"))
    code, out, _ = invoke("rebase", plan, "--dataset", feb, "--output", new, "--format", "json")
    assert code == 1
    assert {row["organisation"] for row in json.loads(out)["misfits"]} == {"03E"}
    (row, _) = records("rebase", plan, "--dataset", feb)
    assert (row["what"], row["ldr"], row["people"]) == ("portion", "L1", "250")
    assert invoke("verify", new, "--dataset", feb)[0] == 0
    misfits = invoke("rebase", plan, "--dataset", feb, "--format", "csv", "--output", new)[1]
    assert json.loads(new.read_text("utf-8"))["format"] == "graphmodel-plan/2"
    rows = tmp_path / "misfits.csv"
    assert invoke("rebase", plan, "--dataset", feb, "-q", "--output", rows) == (1, "", "")
    assert rows.read_text("utf-8") == misfits
    code, out, _ = invoke("rebase", plan, "--dataset", feb)
    assert "2 things no longer fit." in out
    assert "The plan has it in other footprints." in out


def test_plans_for_two_states_of_the_data_compared(tmp_path: Path) -> None:
    plans = []
    for month, east in (("jan", "1000"), ("feb", "1100")):
        folder, plan = tmp_path / month, tmp_path / f"{month}.json"
        write_folder(folder, edited("organisations.csv", "1000", east))
        assert invoke("suggest", folder, "--lead", "stp", "--output", plan, "-q")[0] == 0
        plans.append(plan)
    data = ("--dataset", tmp_path / "jan", "--other-dataset", tmp_path / "feb")
    code, out, err = invoke("diff", *plans, *data, "--exit-code")
    assert (code, err) == (1, "")
    assert "different data: 1,750 people in the first, 1,850 people in the second" in out
    found = json.loads(invoke("diff", *plans, *data, "--format", "json")[1])
    assert {row["plan"] for row in found["steps"]} == {"both"}
    assert [found[key]["name"] for key in ("dataset", "other_dataset")] == ["tiny", "tiny"]
    assert invoke("diff", plans[0], plans[0], *data[:2], "--exit-code")[0] == 0
    assert invoke("diff", *plans, *data[:2])[0] == 1


def test_a_plan_is_held_against_what_happened(tmp_path: Path) -> None:
    later = {
        "footprints.csv": TABLES["footprints.csv"] + "later,X,First\nlater,Y,Second\n",
        "memberships.csv": TABLES["memberships.csv"] + "01C,later,X,,,,\n02D,later,Y,,,,\n",
        **edited("datapackage.json", '"compare"', '"fixed": ["later"], "compare"'),
    }
    data, plan, book = (
        write_folder(tmp_path / "data", later),
        tmp_path / "p.json",
        tmp_path / "t.xlsx",
    )
    assert invoke("suggest", data, "--lead", "stp", "--output", plan, "-q")[0] == 0
    args = ("track", plan, "--actual", "later", "--dataset", data)
    code, out, err = invoke(*args, "--output", book)
    assert (code, err) == (0, f"wrote {book}\n")
    assert "held against the laters" in out
    assert {"What became of them", "What came of it", "Other plans", "Not foreseen"} < set(
        openpyxl.load_workbook(book).sheetnames
    )
    code, out, _ = invoke(*args, "--format", "json")
    assert code == 0
    assert json.loads(out)["format"] == "graphmodel-track/1"
    code, out, err = invoke("track", plan, "--actual", "never", "--dataset", data)
    assert (code, out) == (2, "")
    assert "'never'" in err
