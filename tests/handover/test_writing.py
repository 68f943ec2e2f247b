"""The folder of a handover: whole, described, and nothing in it but text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from frictionless import Package
from helpers.handed import PLAN
from helpers.hostile import hostile_dataset

from graphmodel.errors import OptionError
from graphmodel.handover.register import Register
from graphmodel.handover.writing import handover_files, write_handover
from graphmodel.planfiles.planfile import write_plan
from graphmodel.plans.led import led_plan
from graphmodel.show.printing import plain_text
from graphmodel.show.views import view_of

if TYPE_CHECKING:
    from pathlib import Path


def test_a_handover_is_a_sound_data_package(tmp_path: Path) -> None:
    write_handover(PLAN, tmp_path / "out", start="2027-04-01")
    report = Package(str(tmp_path / "out" / "datapackage.json")).validate()
    assert report.valid, report.flatten()
    rows = pd.read_csv(tmp_path / "out" / "register.csv")
    assert len(rows) == len(Register(PLAN).frame())
    again = write_handover(PLAN, tmp_path / "out", start="2027-04-01")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(again.files)
    assert "register.csv" in plain_text(view_of(again).told())


def test_a_folder_with_anything_else_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_handover(PLAN, out)
    (out / "thesis.docx").write_bytes(b"ten years")
    with pytest.raises(OptionError, match=r"thesis\.docx.*name another folder"):
        write_handover(PLAN, out)
    with pytest.raises(OptionError, match="`start` takes a day"):
        write_handover(PLAN, tmp_path / "other", start="next spring")
    assert not (tmp_path / "other").exists()


def test_the_files_give_the_same_figures(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    write_plan(PLAN, path)
    write_handover(path, tmp_path / "out", dataset=PLAN.dataset)
    register = pd.read_csv(tmp_path / "out" / "register.csv")
    lookup = pd.read_csv(tmp_path / "out" / "lookup.csv")
    plan = json.loads(path.read_text("utf-8"))
    moved = register[register["link"] == "transfer"]["people"].sum()
    assert moved == plan["people_moved"] == PLAN.people_moved
    steps = {step["rank"]: step["people_moved"] for step in plan["suggestions"]}
    assert {rank: steps[rank] for rank in register["step"].dropna()} == steps
    features = json.loads((tmp_path / "out" / "plan.geojson").read_text("utf-8"))["features"]
    after = {
        one["properties"]["footprint"]: one["properties"]["people"]
        for one in features
        if one["properties"]["moment"] == "after"
    }
    ours = lookup[lookup["to_b"].notna()].groupby("to_b")["people"].sum().to_dict()
    assert {code: people for code, people in after.items() if code in ours} == ours


def test_hostile_names_stay_text() -> None:
    plan = led_plan(hostile_dataset(), lead="<em>a</em>")
    for name, content in handover_files(plan).items():
        for line in content.decode().splitlines() if name.endswith(".csv") else ():
            assert not any(cell.lstrip('"').startswith("=") for cell in line.split(","))


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert handover_files(PLAN) == handover_files(PLAN)
