"""A dataset whose names are out to be run as something, and a plan for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.dataset.dataset import derived
from graphmodel.plans.led import led_plan
from helpers.examples import make_dataset

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan

SCRIPT = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://example.org","x")'
MARKUP = "[red]x[/red]"
ESCAPE = "\x1b[31mred\x07\x9b2J"
TURNED = "abc\u202ecba"
MINUS, PLUS, AT, TAB = "-1+1", "+1", "@SUM(1)", "\t=1"

NAMES = {
    "c1": SCRIPT,
    "c2": FORMULA,
    "c3": MARKUP,
    "c4": ESCAPE,
    "p1": AT,
    "p2": TAB,
    ("a", "a1"): PLUS,
    ("a", "a2"): TURNED,
    ("b", "b1"): FORMULA,
    ("b", "b2"): MARKUP,
    ("b", "b3"): MINUS,
}


def unruly_dataset() -> Dataset:
    """Return the dataset; in it are a split block, one uncovered, and a footprint alone."""
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 100),
            "c2": ("a1", "b2", 80),
            "c3": ({"a1": 0.25, "a2": 0.75}, "b2", 200),
            "c4": ("a2", "b3", 50),
            "c5": ("a2", None, 30),
        },
        partners={
            "p1": ("provider", ["a1"], ["b1", "b2"], "acute"),
            "p2": ("council", ["a2"], ["b2", "b3"]),
        },
        evidence={"c2": "inferred", "c3": "documented"},
        alone={"a": ["a9"]},
        names=NAMES,
        labels={"a": "STP", "b": "LDR", "block": "CCG", "provider": "trust", "people": "patients"},
        name="unruly",
    )
    return derived(
        dataset,
        title=f"Title {SCRIPT}",
        caveats=(f"Mind {MARKUP}.", "Nothing here is true."),
        sources=({"title": FORMULA, "path": "https://example.org"},),
        licenses=({"name": "CC0-1.0"},),
    )


def unruly_plan(*, target: str = "coterminous") -> Plan:
    """Return its plan led by A, in which people change LDR and LDRs merge."""
    return led_plan(unruly_dataset(), lead="a", target=target)
