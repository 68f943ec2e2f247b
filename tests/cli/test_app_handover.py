"""The commands that come after a decision, as they are run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from helpers.commands import invoke
from helpers.handed import PLAN

from graphmodel.dataset.storing import write_dataset
from graphmodel.planfiles.planfile import write_plan

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def given(tmp_path: Path) -> tuple[str, ...]:
    write_dataset(PLAN.dataset, tmp_path / "example")
    write_plan(PLAN, tmp_path / "plan.json")
    return (str(tmp_path / "plan.json"), "--dataset", str(tmp_path / "example"))


def test_a_plan_is_handed_over(given: tuple[str, ...], tmp_path: Path) -> None:
    out = tmp_path / "out"
    told = invoke("handover", *given, "--from", "2027-04-01", "--output", out)
    assert told == (0, "", f"wrote {out}\n")
    assert (out / "register.csv").is_file()
    code, _, err = invoke("handover", *given, "--from", "spring", "--output", out)
    assert (code, err) == (2, "Error: --from takes a day, as in 2027-04-01, not 'spring'\n")


def test_numbers_are_carried_over(given: tuple[str, ...], tmp_path: Path) -> None:
    table = tmp_path / "beds.csv"
    table.write_text("code,beds,rate\nb1,1,5\nb2,78,6\nb3,3,7\n", "utf-8")
    code, out, _ = invoke("carry", *given, table, "-q", "--format", "json")
    assert code == 0
    assert [row["beds"] for row in json.loads(out)["rows"]] == [9, 73]
    code, out, _ = invoke("carry", *given, table, "-q", "--mean", "rate", "--weight", "beds")
    assert (code, "5.88889" in out, "beds: 82" in out) == (0, True, True)
    table.write_text("code,beds\nb1,1\nB2,78\n", "utf-8")
    code, out, err = invoke("carry", *given, table, "-q")
    assert (code, out) == (1, "")
    assert "beds.csv cannot be used: 1 error" in err
    assert "row 3, column code ('B2'): this code is unknown. Did you mean 'b2'?" in err
