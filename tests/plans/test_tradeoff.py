from __future__ import annotations

import pytest
from helpers.examples import make_dataset
from helpers.unruly import unruly_dataset

from graphmodel.errors import OptionError
from graphmodel.plans.joint_frontier import frontier

COSTS = ("people_moved", "people_merged", "footprints_merged", "new_footprints")


def test_a_frontier_has_a_row_a_point_and_a_row_an_alternative() -> None:
    found = frontier(unruly_dataset())
    points, others = found.to_frame(), found.to_frame("alternatives")
    for frame, plans in ((points, found.plans), (others, found.alternatives)):
        for name in COSTS:
            assert frame[name].tolist() == [getattr(plan, name) for plan in plans]
        parts = frame["people_moved_a"] + frame["people_moved_b"]
        assert parts.tolist() == frame["people_moved"].tolist()
        grades = [f"people_moved_{name}" for name in ("official", "documented", "inferred")]
        assert frame[grades].sum(axis=1).tolist() == frame["people_moved"].tolist()
    own = {name for name in others if name.startswith("beside_optimum_")}
    assert set(points) - {"footprints"} == set(others) - own - {
        *("lead", "target", "method", "undecided")
    }
    assert others.loc[0, "lead"] == ""


def test_a_frontier_is_had_by_number_and_gone_through() -> None:
    found = frontier(unruly_dataset())
    assert len(found) == len(found.plans) == len(list(found))
    assert all(found[plan.joint_footprints] is plan for plan in found)
    with pytest.raises(OptionError, match="no plan with 99 joint footprints: <Frontier"):
        _ = found[99]


def test_a_frontier_without_points_has_its_columns_and_an_unknown_table_is_refused() -> None:
    found = frontier(make_dataset({"c1": ("a1", None, 5), "c2": (None, "b1", 5)}))
    full = frontier(unruly_dataset())
    for table in ("points", "alternatives"):
        types = found.to_frame(table).dtypes  # type: ignore[arg-type]
        assert list(types.index) == list(full.to_frame(table))  # type: ignore[arg-type]
    assert found.to_frame().empty
    with pytest.raises(OptionError, match="`table` takes points, alternatives"):
        found.to_frame("plans")  # type: ignore[arg-type]
