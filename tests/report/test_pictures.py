from __future__ import annotations

import io
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset
from helpers.hostile import hostile_dataset
from PIL import Image

import graphmodel as gm
from graphmodel.dataset.dataset import derived
from graphmodel.drawing.canvas import draw, put_text, wrapped
from graphmodel.options.criteria import Criteria
from graphmodel.report.case import build_case
from graphmodel.report.pictures import (
    flow_picture,
    frontier_picture,
    map_picture,
    scores_picture,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan
    from graphmodel.report.case import Case
    from graphmodel.show.content import Picture


@pytest.fixture(scope="module")
def england() -> Dataset:
    return bundled_dataset("england-2016")


def _image(picture: Picture | None) -> Image.Image:
    assert picture is not None
    with Image.open(io.BytesIO(picture.png)) as image:
        image.load()
        assert image.format == "PNG"
        assert set(image.info) <= {"dpi"}, "nothing says when or with what it was made"
        return image.convert("L")


def _margins_are_empty(image: Image.Image) -> bool:
    grey = np.asarray(image)
    edges = (grey[:3], grey[-3:], grey[:, :3], grey[:, -3:])
    return all(int(edge.min()) > 250 for edge in edges)


def _case(plan: Plan) -> Case:
    """Return a case whose option is the plan itself."""
    matching = {"criterion": [{"id": "one_to_one", "weight": 1.0}]}
    return build_case(plan, criteria=Criteria.model_validate(matching), sensitive=False)


def test_pictures_of_england_are_drawn_within_their_margins_and_show_in_grey(
    england: Dataset,
) -> None:
    plan = gm.led_plan(england, lead="stp")
    front = gm.frontier(england)
    for picture in (
        flow_picture(plan),
        map_picture(_case(plan)),
        frontier_picture(plan, front),
        frontier_picture(gm.led_plan(england, lead="stp", target="nested"), front),
        frontier_picture(front.plans[3], front),
    ):
        image = _image(picture)
        assert _margins_are_empty(image)
        grey = np.asarray(image)
        # What changes is near black, what stays is light, and both are there.
        assert (grey < 90).mean() > 0.002
        assert (grey > 250).mean() > 0.4


def test_pictures_are_lines_as_well(england: Dataset) -> None:
    case = _case(gm.led_plan(england, lead="stp"))
    written = {
        "Berkshire East LDR": flow_picture(case.plan),
        f"With option {case.option.id}": map_picture(case),
        "100.0": scores_picture(case),
    }
    for text, picture in written.items():
        assert picture is not None
        root = ET.fromstring(picture.svg)  # noqa: S314 - our own
        assert text in [one.text for one in root.iter()]


def test_captions_say_how_many(england: Dataset) -> None:
    plan = gm.led_plan(england, lead="stp")
    flows = flow_picture(plan)
    assert flows is not None
    assert "1,819,451 registered patients drawn whose footprint would change" in flows.caption
    assert "10 STPs on the left and 14 LDRs on the right" in flows.alt
    chart = map_picture(_case(plan))
    assert chart is not None
    assert "23 numbered and hatched places" in chart.alt
    assert "LDRs now and with option" in chart.caption
    curve = frontier_picture(plan, gm.frontier(england))
    assert (
        "44 footprints, 1,819,451 registered patients, and 13,808,101 in footprints absorbed"
        in curve.caption
    )
    for picture in (flows, chart, curve):
        assert "move" not in picture.caption + picture.alt


def test_both_costs_of_the_frontier_are_drawn(england: Dataset) -> None:
    front = gm.frontier(england)
    curve = frontier_picture(front.plans[2], front)
    assert "with 38 joint footprints 0 registered patients change, and 20,678,582" in curve.alt
    assert f"40 footprints, {round(front.plans[2].people_moved):,} registered" in curve.caption
    assert "the registered patients in footprints that are then absorbed" in curve.caption


def test_scores_are_told_with_their_range(england: Dataset) -> None:
    case = _case(gm.led_plan(england, lead="stp"))
    picture = scores_picture(case)
    assert picture is not None
    assert "A 0.0, from 0 to 0" in picture.alt
    assert _margins_are_empty(_image(picture))


def test_without_coordinates_and_outlines_there_is_no_map(england: Dataset) -> None:
    rows = england.organisations.assign(latitude=np.nan)
    plan = gm.led_plan(derived(england, organisations=rows, boundaries=()), lead="stp")
    assert map_picture(_case(plan)) is None


def test_where_nothing_changes_there_is_nothing_to_draw() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 10), "c2": ("a2", "b2", 5)})
    plan = gm.led_plan(dataset, lead="a")
    assert flow_picture(plan) is None
    assert map_picture(_case(plan)) is None
    assert scores_picture(_case(plan)) is None


def test_mergers_are_drawn_where_nobody_changes() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 10), "c2": ("a1", "b2", 5)})
    picture = flow_picture(gm.led_plan(dataset, lead="a"))
    assert picture is not None
    assert "Nobody changes footprint otherwise than by mergers" in picture.caption


def test_what_does_not_fit_on_a_page_is_counted() -> None:
    # Forty places, in each of which somebody changes; thirty rows fit.
    rows = {}
    for n in range(40):
        rows |= {
            f"c{n}x": (f"a{n}", f"b{n}", 100),
            f"c{n}y": (f"a{n}'", f"b{n}", 10 + n),
            f"c{n}z": (f"a{n}'", f"b{n}'", 100),
        }
    picture = flow_picture(gm.led_plan(make_dataset(rows), lead="a"))
    assert picture is not None
    assert "25 more places with smaller changes are not drawn" in picture.caption
    assert _margins_are_empty(_image(picture))


@pytest.mark.filterwarnings("error")
def test_hostile_names_are_drawn_as_text() -> None:
    dataset = hostile_dataset()
    names = {"1</script>": r"$\frac{1}{0}$ \n", "2</script>": "漢字 \x07 \ud800 $x"}
    footprints = dataset.footprints.assign(
        name=[names[code] for code in dataset.footprints["footprint"]]
    )
    dataset = derived(dataset, footprints=footprints)
    plan = gm.led_plan(dataset, lead=dataset.compare[0])
    _image(flow_picture(plan))
    case = _case(plan)
    _image(map_picture(case))
    _image(scores_picture(case))
    _image(frontier_picture(plan, gm.frontier(dataset)))


def test_what_users_have_set_changes_nothing() -> None:
    def artist(figure: Figure) -> None:
        axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
        axes.plot([0, 1], [1, 0])
        put_text(axes, 0.5, 0.5, "text")

    plain = draw(2, 2, artist)
    with mpl.rc_context({"lines.linewidth": 9, "savefig.dpi": 33, "font.size": 30}):
        assert draw(2, 2, artist) == plain


def test_the_same_in_another_process() -> None:
    code = (
        "import graphmodel as gm, hashlib;"
        "from graphmodel.report.case import build_case;"
        "from graphmodel.report.pictures import flow_picture, map_picture;"
        "plan = gm.propose(gm.read_dataset('england-2026'));"
        "case = build_case(plan, sensitive=False);"
        "found = [flow_picture(plan), map_picture(case)];"
        "print([hashlib.sha256(one.png + one.svg).hexdigest() for one in found])"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("Devon LDR", 20, "Devon LDR"),
        ("Bath and North East Somerset LDR", 20, "Bath and North East\nSomerset LDR"),
        ("one two three four five six", 9, "one two\nthree…"),
        ("incomprehensibilities", 8, "incompr…"),
        ("", 8, ""),
    ],
)
def test_long_names_are_wrapped(text: str, width: int, expected: str) -> None:
    assert wrapped(text, width) == expected
