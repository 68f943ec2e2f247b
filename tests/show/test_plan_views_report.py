"""A report and a sensitivity, as they show themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.unruly import SCRIPT, unruly_plan

from graphmodel.report.report import Report, view_report
from graphmodel.show.content import Heading, Paragraph, Table, Title
from graphmodel.show.plan_views import view_sensitivity
from graphmodel.show.printing import plain_text
from graphmodel.steps.sensitivity import Sensitivity, plan_sensitivity


@pytest.fixture(scope="module")
def found() -> Sensitivity:
    return plan_sensitivity(unruly_plan(), grades=("inferred", "documented"))


def test_a_report_lists_its_files() -> None:
    report = Report(Path("handed-over"), ("briefing.docx", "plan.json"), unruly_plan())
    view = view_report(report)
    data = view.data()
    assert list(data)[:3] == ["format", "dataset", "compare"]
    assert (data["folder"], data["files"]) == ("handed-over", ["briefing.docx", "plan.json"])
    assert view.frame()["file"].tolist() == ["briefing.docx", "plan.json"]
    assert "handed-over has 2 files." in plain_text(view.blocks())
    assert "briefing.docx" in report._repr_html_()


def test_a_sensitivity_has_a_row_for_each_uncertain_membership(found: Sensitivity) -> None:
    frame = found.to_frame()
    assert len(frame) == len(found.effects) > 0
    for row, effect in zip(frame.to_dict("records"), found.effects, strict=True):
        assert row["organisation"] == effect.alternative.organisation
        assert row["instead"] == (effect.alternative.instead or "")
        counts = [row[f"steps_{name}"] for name in ("vanishing", "changing", "appearing")]
        assert counts == [*(len(effect.vanishing), len(effect.changing), len(effect.appearing))]
    table = view_sensitivity(found).blocks()
    (told,) = [block.sheet.frame for block in table if isinstance(block, Table)]
    assert all(name.endswith((" STP", " LDR")) for name in told["footprint_name"])


def test_a_sensitivity_says_what_is_firm_and_lists_what_is_not(found: Sensitivity) -> None:
    view = view_sensitivity(found)
    data = view.data()
    json.dumps(data, allow_nan=False)
    assert data["people_moved_least"] <= data["people_moved"] <= data["people_moved_most"]
    assert len(data["effects"]) == len(found.effects)
    (told,) = [block.text for block in view.blocks() if isinstance(block, Paragraph)]
    assert f"{len(found.firm)} would be suggested all the same" in told
    (table,) = [block.sheet for block in view.blocks() if isinstance(block, Table)]
    assert len(table.frame) == sum(effect.matters for effect in found.effects)
    assert sum(isinstance(block, (Title, Heading)) for block in view.blocks()) == 2


def test_names_in_them_are_text(found: Sensitivity) -> None:
    for result in (found, Report(Path("x"), (SCRIPT,), unruly_plan())):
        assert "<script" not in result._repr_html_()
        assert "\n" not in repr(found)


def test_nothing_uncertain_is_a_table_without_rows() -> None:
    none = plan_sensitivity(unruly_plan(), grades=())
    assert none.to_frame().empty
    assert view_sensitivity(none).data()["effects"] == []
    assert "0 memberships" in plain_text(view_sensitivity(none).blocks())
