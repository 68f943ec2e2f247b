"""Results drawn on axes."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset
from helpers.hostile import hostile_dataset
from helpers.mapped import mapped_dataset
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from PIL import Image

import graphmodel as gm

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def patches(axes: Axes, kind: type) -> list[Any]:
    return [patch for patch in axes.patches if type(patch) is kind]


def test_a_plan_is_drawn_on_its_ground_with_a_number_for_each_step() -> None:
    axes = gm.led_plan(mapped_dataset(), lead="a", target="nested").plot()
    blocks = patches(axes, PathPatch)
    assert len(blocks) == 4
    # One of them changes, and is hatched, the last.
    assert [bool(block.get_hatch()) for block in blocks] == [False, False, False, True]
    assert "1" in [text.get_text() for text in axes.texts]


def test_where_there_are_points_only_these_are_drawn() -> None:
    axes = gm.led_plan(mapped_dataset(outlines=False), lead="a", target="nested").plot()
    assert patches(axes, PathPatch) == []
    assert sum(len(drawn.get_offsets()) for drawn in axes.collections) == 4


def test_where_there_is_neither_overlaps_are_drawn() -> None:
    dataset = mapped_dataset(outlines=False, points=False)
    axes = gm.led_plan(dataset, lead="a", target="nested").plot()
    assert {"Name of a1 a", "Name of b2 b"} <= {text.get_text() for text in axes.texts}
    axes = gm.assess(dataset).plot()
    # The three overlaps, of which a1 and b2 share a straddling one.
    assert len(patches(axes, Rectangle)) == 3
    assert [text.get_text() for text in axes.get_yticklabels()] == ["Name of a1", "Name of a2"]


def test_an_assessment_shows_what_cuts_across() -> None:
    axes = gm.assess(mapped_dataset()).plot()
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["cuts across"]
    axes = gm.assess(make_dataset({"c1": ("a1", "b1", 10), "c2": ("a2", None, 5)})).plot()
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["matches one", "overlaps none"]


def test_a_plan_that_changes_nothing_is_drawn_as_things_are() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 10), "c2": ("a2", "b2", 5)})
    axes = gm.led_plan(dataset, lead="a").plot()
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["matches one"]


def test_a_frontier_has_both_costs() -> None:
    front = gm.frontier(bundled_dataset("england-2016"))
    axes = front.plot()
    upper, lower = axes.get_figure().axes
    assert upper is axes
    (curve,) = upper.get_lines()
    assert dict(curve.get_xydata().tolist()) == pytest.approx(front.least_people_moved)
    heights = [bar.get_height() for bar in lower.patches]
    assert heights == [plan.people_merged for plan in front.plans]
    alone = gm.frontier(make_dataset({"c1": ("a1", None, 10), "c2": (None, "b1", 5)}))
    with pytest.raises(gm.OptionError, match="nothing to draw: The two sets share nobody"):
        alone.plot()


def drawn_results() -> list[Any]:
    england = bundled_dataset("england-2016")
    plan = gm.led_plan(england, lead="stp", target="nested")
    nowhere = gm.led_plan(mapped_dataset(outlines=False, points=False), lead="a")
    hostile = hostile_dataset()
    return [plan, plan.before, gm.frontier(england), nowhere, nowhere.before, gm.assess(hostile)]


def test_a_notebook_shows_the_same_bytes_whatever_the_user_has_set() -> None:
    for result in drawn_results():
        first = result.plot()._repr_png_()
        with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "lines.linewidth": 9}):
            assert result.plot()._repr_png_() == first
        with Image.open(io.BytesIO(first)) as image:
            grey = np.asarray(image.convert("L"))
        assert (grey < 200).mean() > 0.001
        edges = (grey[:2], grey[-2:], grey[:, :2], grey[:, -2:])
        assert all(int(edge.min()) > 250 for edge in edges), type(result)


def test_the_users_own_axes_are_drawn_on_and_given_back() -> None:
    for result in drawn_results():
        figure = Figure()
        given, other = figure.subplots(1, 2)
        assert result.plot(ax=given) is given
        assert given.has_data()
        assert not other.has_data()
    with pytest.raises(gm.OptionError, match="`ax` takes an Axes or None, not 3"):
        drawn_results()[0].plot(3)


def test_pyplot_knows_nothing_of_it() -> None:
    code = (
        "import sys, graphmodel as gm;"
        "gm.assess(gm.read_dataset('england-2016')).plot();"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
