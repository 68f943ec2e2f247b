"""Data as time goes by, to read."""

from __future__ import annotations

from helpers.examples import make_dataset

from graphmodel.dataset.comparing import compare_datasets
from graphmodel.dataset.dataset import derived
from graphmodel.planfiles.rebase import rebase_plan
from graphmodel.plans.led import led_plan
from graphmodel.show.content import Heading, Table
from graphmodel.show.printing import plain_text
from graphmodel.show.time_views import view_dataset_comparison, view_rebased

LABELS = {"a": "STP", "b": "LDR", "people": "patients"}
NEAR = [("c1", "c2", 3.5)]
ONE = make_dataset(
    {"c1": ("a1", "b1", 1000), "c2": ("a1", "b2", 40)}, neighbours=NEAR, labels=LABELS
)


def test_what_differs_is_told_in_words_before_and_after() -> None:
    other = make_dataset(
        {"c1": ("a1", "b2", 1001), "c3": ("a1", "b3", 40)},
        names={"a1": "Another"},
        labels=LABELS,
        name="feb",
    )
    view = view_dataset_comparison(compare_datasets(ONE, other))
    tables = {
        heading.text: block.sheet.frame.to_numpy().tolist()
        for heading, block in zip(list(view.blocks()), list(view.blocks())[1:], strict=False)
        if isinstance(heading, Heading) and isinstance(block, Table)
    }
    assert tables == {
        "Organisations": [
            ["changed", "Name of c1 (c1)", "population 1,000", "population 1,001"],
            ["gone", "Name of c2 (c2)", "population 40", ""],
            ["added", "Name of c3 (c3)", "", "population 40"],
        ],
        "Footprints": [
            ["changed", "Name of a1 STP (a1)", "name Name of a1", "name Another"],
            ["gone", "Name of b1 LDR (b1)", "", ""],
            ["added", "Name of b3 LDR (b3)", "", ""],
        ],
        "Memberships": [
            ["changed", "Name of c1 (c1), LDR", "Name of b1", "Name of b2"],
            ["gone", "Name of c2 (c2), STP", "Name of a1, people 40", ""],
            ["gone", "Name of c2 (c2), LDR", "Name of b2, people 40", ""],
            ["added", "Name of c3 (c3), STP", "", "Another, people 40"],
            ["added", "Name of c3 (c3), LDR", "", "Name of b3, people 40"],
        ],
        "Neighbours": [["gone", "Name of c1 (c1), Name of c2", "", ""]],
    }


def test_of_the_same_data_it_is_said_that_nothing_differs() -> None:
    view = view_dataset_comparison(compare_datasets(ONE, derived(ONE, name="feb")))
    assert plain_text(view.told()) == (
        "example and feb compared\nThe example dataset\n\nNothing differs.\n"
    )
    assert view.frame().empty
    assert view.data()["same"]


def test_a_plan_brought_over_tells_what_no_longer_fits_and_whether_its_target_is_met() -> None:
    other = make_dataset({"c1": ("a1", "b1", 1000), "c4": ("a2", "b3", 5)}, labels=LABELS)
    view = view_rebased(rebase_plan(led_plan(ONE, lead="a"), other))
    text = " ".join(plain_text(view.told()).split())
    assert "brought over from example" in text
    assert "5 things no longer fit." in text
    assert "c4 Name of c4 a2 Name of a2 b3 Name of b3 5 The plan does not know it." in text
    assert "Its target, coterminous, is met." in text
    assert view.frame()["what"].tolist() == ["footprint"] * 3 + ["portion"] * 2
