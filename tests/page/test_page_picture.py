"""The map as a picture: SVG and PNG, with title, key and source."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Download, Page

    Visit = Callable[[str], Page]

pytestmark = pytest.mark.browser


def test_the_map_is_saved_as_a_picture(visit: Visit, page_2026: str, tmp_path: Path) -> None:
    page = visit(page_2026)
    page.evaluate("graphmodel.change({ view: 'network' })")
    assert page.locator("#picture").is_hidden()
    page.get_by_role("tab", name="Map").click()
    files: list[Download] = []

    def keep(file: Download) -> None:
        files.append(file)

    page.on("download", keep)
    page.get_by_role("button", name="Picture").click()
    page.locator("#said", has_text="Saved as map").wait_for(state="attached")
    page.wait_for_timeout(200)
    assert sorted(file.suggested_filename for file in files) == ["map.png", "map.svg"]
    for file in files:
        file.save_as(tmp_path / file.suggested_filename)
    text = (tmp_path / "map.svg").read_text("utf-8")
    svg = ET.fromstring(text)  # noqa: S314 - our own
    words = [each.text for each in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert words[0] == page.evaluate("graphmodel.data.dataset.title")
    assert words[1] == "As it is"
    assert str(words[-1]).startswith("Source: england-2026")
    assert "Cuts across 4 8.8m" in words
    assert "var(" not in text
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "map.png").stat().st_size > 20_000
    page.remove_listener("download", keep)
