"""The frontier, and two plans compared, as tables to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers.examples import make_dataset

from graphmodel.errors import OptionError
from graphmodel.planfiles.comparison import compare_plans
from graphmodel.plans.joint_frontier import exact_joint_plan, frontier
from graphmodel.plans.partners import partner_burden
from graphmodel.show.content import Heading, Paragraph, Table, Title
from graphmodel.show.plan_views import view_comparison, view_frontier

if TYPE_CHECKING:
    from graphmodel.show.content import View

ROWS = {
    "c1": ("a1", "b1", 1000),
    "c2": ("a1", "b2", 40),
    "c3": ("a2", "b2", 700),
    "c4": ("a2", "b3", 5),
    "c5": ("a3", "b3", 900),
}
DATASET = make_dataset(
    ROWS,
    partners={"p1": ("provider", ["a1", "a2"], ["b2"]), "k1": ("council", None, ["b2", "b3"])},
    evidence={"c2": "inferred", "c4": "area"},
    labels={"a": "STP", "b": "LDR", "people": "patients"},
)


def words(view: View) -> str:
    shown = [
        block.text for block in view.blocks() if isinstance(block, (Title, Heading, Paragraph))
    ]
    return " ".join(shown)


def test_every_point_of_the_frontier_has_a_row_with_its_cost() -> None:
    found = frontier(DATASET)
    view = view_frontier(found)
    rows = view.frame().to_dict("records")
    assert [row["footprints"] for row in rows] == [1, 2, 3]
    assert [row["people_moved"] for row in rows] == [0, 5, 45]
    assert [row["people_moved_inferred"] for row in rows] == [0, 0, 40]
    for row, plan in zip(rows, found.plans, strict=True):
        assert row["people_moved_a"] + row["people_moved_b"] == row["people_moved"]
        assert row["footprints_merged"] == plan.footprints_merged
        assert (row["lower_bound"], row["optimal"]) == (plan.lower_bound, True)
        change = partner_burden(plan)["change"]
        assert row["partners_less_burdened"] == (change < 0).sum()
        assert row["partners_more_burdened"] == (change > 0).sum()
    assert view.data() == found.to_dict()


def test_the_frontier_is_told_with_its_limits_its_evidence_and_its_rivals() -> None:
    found = frontier(DATASET)
    view = view_frontier(found)
    assert "STPs and LDRs made the same" in words(view)
    assert found.note in words(view)
    assert "memberships of these grades: area, inferred" in words(view)
    points, alternatives = (block.sheet for block in view.blocks() if isinstance(block, Table))
    assert len(points.frame) == 3
    plans = alternatives.frame["plan"].tolist()
    assert plans[:2] == [
        "Nothing changes",
        "Either changes until they fit, one to one or one to many",
    ]
    assert "STPs lie within LDRs" in plans
    assert len(plans) == len(found.alternatives)
    assert alternatives.frame["beside_optimum_note"].str.len().min() > 0


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"c1": ("a1", "b1", 9), "c2": ("a2", "b2", 9)}, "Nobody's footprint changes"),
        (ROWS, "rests on inferred memberships alone"),
    ],
)
def test_what_the_changes_rest_on(rows: dict[str, tuple[str, str, int]], said: str) -> None:
    dataset = make_dataset(rows, evidence=dict.fromkeys(rows, "inferred"))
    assert said in words(view_frontier(frontier(dataset)))


def test_sets_that_share_nobody_have_an_empty_frontier() -> None:
    dataset = make_dataset({"c1": ("a1", None, 5), "c2": (None, "b1", 5)})
    view = view_frontier(frontier(dataset))
    assert view.frame()["method"].tolist() == ["unchanged"]
    assert "share nobody" in words(view)


def test_two_plans_side_by_side() -> None:
    one, other = (exact_joint_plan(DATASET, footprints=count) for count in (1, 3))
    found = compare_plans(one, other)
    view = view_comparison(found)
    figures, *further = (block.sheet for block in view.blocks() if isinstance(block, Table))
    # Every figure has words for people, by set and by evidence.
    column = figures.columns[0]
    assert set(figures.frame["figure"]) <= set(column.words)
    assert column.words["people_moved"] == "Patients whose footprint changes"
    moved = [word for figure, word in column.words.items() if figure.endswith(".a")]
    assert "  Whose STP changes" in moved
    assert further[0].name == "Steps"
    assert all(text in words(view) for text in found.words)
    assert view.data() == found.to_dict()
    assert view.frame().equals(found.steps)
    assert found.to_frame("figures").equals(found.figures)
    with pytest.raises(OptionError, match="`table` takes steps, figures, partners, memberships"):
        found.to_frame("all")  # type: ignore[arg-type]


def test_a_plan_beside_itself_has_no_partners_to_list() -> None:
    plan = exact_joint_plan(DATASET, footprints=3)
    view = view_comparison(compare_plans(plan, plan))
    names = [block.sheet.name for block in view.blocks() if isinstance(block, Table)]
    assert names == ["Figures", "Steps"]
