from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import networkx as nx
import openpyxl
import pytest
from helpers.unruly import FORMULA, MARKUP, MINUS, SCRIPT, unruly_dataset, unruly_plan

from graphmodel.errors import OptionError
from graphmodel.files import disk as _atomic
from graphmodel.overlap.assessment import assess
from graphmodel.planfiles.planfile import plan_to_dict, read_plan
from graphmodel.show.export import ENDINGS, check_outputs, write_output

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_plan_is_the_same_bytes_twice(ending: str, tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_output(unruly_plan(), tmp_path / f"{name}{ending}")
    assert (tmp_path / f"one{ending}").read_bytes() == (tmp_path / f"other{ending}").read_bytes()
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_assessment_is_the_same_bytes_twice(ending: str, tmp_path: Path) -> None:
    for name in ("one", "other"):
        dataset = unruly_dataset()
        write_output(assess(dataset), tmp_path / f"{name}{ending}")
    assert (tmp_path / f"one{ending}").read_bytes() == (tmp_path / f"other{ending}").read_bytes()


def test_the_csv_of_a_plan_has_its_suggestions_and_no_formula(tmp_path: Path) -> None:
    plan = unruly_plan()
    write_output(plan, tmp_path / "plan.csv")
    content = (tmp_path / "plan.csv").read_bytes()
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    steps = plan_to_dict(plan)["suggestions"]
    assert [row["rank"] for row in rows] == [str(step["rank"]) for step in steps]
    assert [row["people_moved"] for row in rows] == ["130", "0"]
    assert rows[0]["from_name"] == MARKUP
    assert rows[0]["into_name"] == f"'{FORMULA}"
    for row in rows:
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


def test_the_csv_of_an_assessment_has_its_rows(tmp_path: Path) -> None:
    dataset = unruly_dataset()
    write_output(assess(dataset), tmp_path / "rows.csv")
    text = (tmp_path / "rows.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == list(assess(dataset).rows)
    assert {row["name"] for row in rows} >= {f"'{FORMULA}", f"'{MINUS}", MARKUP}


def test_the_json_of_a_plan_reads_back_as_the_plan(tmp_path: Path) -> None:
    plan = unruly_plan()
    write_output(plan, tmp_path / "plan.json")
    again = read_plan(tmp_path / "plan.json", dataset=plan.dataset)
    assert plan_to_dict(again) == plan_to_dict(plan)


def test_the_json_of_an_assessment_has_every_figure(tmp_path: Path) -> None:
    dataset = unruly_dataset()
    write_output(assess(dataset), tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == assess(dataset).to_dict()


def test_the_other_forms_are_what_they_should_be(tmp_path: Path) -> None:
    plan = unruly_plan()
    for ending in (".xlsx", ".html", ".graphml", ".GEXF"):
        write_output(plan, tmp_path / f"plan{ending}")
    assert "Suggestions" in openpyxl.load_workbook(tmp_path / "plan.xlsx").sheetnames
    page = (tmp_path / "plan.html").read_text("utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert SCRIPT not in page
    assert nx.read_graphml(tmp_path / "plan.graphml").nodes["org:c2"]["moved"] is True
    assert nx.read_gexf(tmp_path / "plan.GEXF").nodes["org:c2"]["moved"] is True


def test_a_file_that_is_there_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("old")
    write_output(unruly_plan(), path)
    assert "old" not in path.read_text("utf-8")


def test_a_file_stays_as_it_was_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("old")

    def full(_path: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_atomic, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_output(unruly_plan(), path)
    assert path.read_text() == "old"


def test_everything_wrong_with_outputs_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    wrong = [
        tmp_path / "plan.pdf",
        tmp_path / "missing" / "plan.csv",
        tmp_path / "folder.csv",
        tmp_path / "plan.json",
        tmp_path / "." / "plan.json",
    ]
    with pytest.raises(OptionError) as caught:
        check_outputs(wrong)
    lines = str(caught.value).splitlines()
    assert len(lines) == 4
    assert lines[0].endswith(".csv, .json, .xlsx, .html, .graphml, .gexf")
    assert f"there is no folder {tmp_path / 'missing'}; make it first" in lines[1]
    assert "this is a folder" in lines[2]
    assert "named twice" in lines[3]


def test_outputs_in_order_are_no_problem(tmp_path: Path) -> None:
    check_outputs([])
    check_outputs([tmp_path / "plan.csv", tmp_path / "plan.XLSX"])


def test_results_of_several_kinds_are_no_table(tmp_path: Path) -> None:
    plan = unruly_plan()
    with pytest.raises(OptionError, match="a list of one kind of them"):
        write_output([plan, plan.before], tmp_path / "both.csv")
    assert not list(tmp_path.iterdir())
