"""Search in the page: exact before near, codes, other names; Enter takes the best."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from helpers.examples import make_dataset

from graphmodel.page.page import explore_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Visit = Callable[[str], Page]

pytestmark = pytest.mark.browser


def taken(page: Page, words: str) -> str:
    """Return what Enter puts in focus: the name without its set; blank where nothing is found."""
    page.evaluate("graphmodel.change({ focus: null })")
    page.locator("#search").fill(words)
    page.locator("#search").press("Enter")
    name: str = page.evaluate("graphmodel.nodes[graphmodel.state.focus?.id]?.bare ?? ''")
    return name


def test_enter_takes_the_best(visit: Visit, page_2026: str) -> None:
    page = visit(page_2026)
    bristol = page.evaluate("graphmodel.nodes.find(({ bare }) => /^Bristol, North Som/.test(bare))")
    for words, name in {
        "North Lincolnshire": "North Lincolnshire",
        "north east lincolnshire": "North East Lincolnshire",
        "lincolnshire": "Lincolnshire",
        "BNSSG": bristol["bare"],
        bristol["code"].lower(): bristol["bare"],
        "NENC": "North East and North Cumbria",
        "GM": "Greater Manchester",
        "HNY": "Humber and North Yorkshire",
        "LSC": "Lancashire and South Cumbria",
        "BSW": "Bath and North East Somerset, Swindon and Wiltshire",
        "London": "Greater London",
        "Humber and North": "Humber and North Yorkshire",
        "yorkshire humber": "Humber and North Yorkshire",
        "no such place at all": "",
    }.items():
        assert taken(page, words) == name, words


def test_other_names_are_found(visit: Visit) -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 10), "c2": ("a1", "b2", 5), "c3": ("a2", "b2", 4)})
    named = dataset.organisations.assign(aliases=["", "The Old Town; <b>Oldham</b>", ""])
    footprints = dataset.footprints.assign(aliases=["", "", "Riverside; =1+1", ""])
    both = dataclasses.replace(dataset, organisations=named, footprints=footprints)
    page = visit(explore_page(both))
    assert taken(page, "riverside") == footprints["name"][2]
    assert taken(page, "=1+1") == footprints["name"][2]
    assert taken(page, "old town") == "Name of c2"
    assert taken(page, "the old town") == "Name of c2"
    assert taken(page, "<b>oldham</b>") == "Name of c2"
