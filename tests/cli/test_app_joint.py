"""The command line on the frontier, on rules, and on two plans compared."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from helpers.commands import invoke, records

import graphmodel
from graphmodel.errors import UndecidedError

if TYPE_CHECKING:
    from pathlib import Path

JOINT = ("suggest", "england-2016", "--lead", "joint")


def test_the_frontier_as_rows_as_json_and_to_read() -> None:
    rows = records("frontier", "england-2016")
    assert [row["footprints"] for row in rows] == ["38", "39", "40", "41", "42", "43"]
    assert [round(float(row["people_moved"])) for row in rows][1::4] == [94_939, 1_257_913]
    assert all(row["people_moved_inferred"] == row["people_moved"] for row in rows)
    code, out, _ = invoke("frontier", "england-2016", "--format", "json")
    assert code == 0
    assert json.loads(out)["largest_matching"] == 43
    code, out, _ = invoke("frontier", "england-2016")
    assert code == 0
    assert "1,257,913" in out
    assert "rests on inferred memberships alone" in " ".join(out.split())
    assert "Nothing changes" in out


def test_two_plans_compared(tmp_path: Path) -> None:
    paths = [tmp_path / f"{count}.json" for count in (38, 39)]
    for path in paths:
        assert invoke(*JOINT, "--footprints", path.stem, "--output", path, "-q")[0] == 0
    code, out, _ = invoke("diff", *paths, "--format", "json")
    assert code == 0
    found = {row["figure"]: row["change"] for row in json.loads(out)["figures"]}
    assert round(found["people_moved"]) == 94_939
    code, out, _ = invoke("diff", paths[0], paths[0])
    assert code == 0
    assert "0 are in the first plan only" in " ".join(out.split())


def test_rules_that_cannot_be_met_exit_with_3(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('together = [["stp:E54000034", "stp:E54000035"]]\n', "utf-8")
    both = "stp:E54000034,stp:E54000035"
    code, out, err = invoke(*JOINT, "--rules", rules, "--apart", both)
    assert (code, out) == (3, "")
    assert "together" in err
    assert "apart" in err


@pytest.mark.parametrize(
    ("option", "value", "rules"),
    [
        ("--together", "ldr:L1,ldr:L2", {"together": [["ldr:L1", "ldr:L2"]]}),
        ("--apart", "stp:E1,stp:E2", {"apart": [["stp:E1", "stp:E2"]]}),
        ("--whole", "ldr", {"whole": ["ldr"]}),
        ("--keep", "ldr:L2", {"keep": ["ldr:L2"]}),
        ("--contiguous", None, {"contiguous": True}),
        ("--least-people", "1000", {"people": {"least": 1000}}),
    ],
)
def test_rules_can_be_given_as_options(
    tiny: Path, option: str, value: str | None, rules: dict[str, object]
) -> None:
    args = [option] if value is None else [option, value]
    code, out, err = invoke("suggest", tiny, "--lead", "joint", *args, "--format", "json")
    assert code == 0, err
    assert json.loads(out)["options"]["rules"] == rules


def test_a_plan_not_found_in_time_exits_with_4(monkeypatch: pytest.MonkeyPatch) -> None:
    def undecided(*_: object, **__: object) -> None:
        raise UndecidedError("no plan was found in the time given")

    monkeypatch.setattr(graphmodel, "propose", undecided)
    code, out, err = invoke(*JOINT)
    assert (code, out) == (4, "")
    assert "in the time given" in err


def test_rules_go_with_exact_joint_plans_only() -> None:
    code, _, err = invoke("suggest", "england-2016", "--contiguous")
    assert code == 2
    assert "rules go with --lead joint" in err
