"""The commands about data as time goes by: what differs, and plans brought over."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from helpers.commands import invoke, records
from helpers.tiny import edited, write_folder

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
