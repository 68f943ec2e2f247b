"""Notebooks run from top to bottom, and what is stored in them is what comes out."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import pytest
from helpers import tutorial

import graphmodel

SHOWN = re.compile(r"\b(move|moves|moved|moving)\b", re.IGNORECASE)
PLACES = re.compile(r"(?<![\w<])/(?:tmp|home|root|work|usr|Users)\b|[A-Z]:\\")


def without_pictures(cell: dict[str, Any]) -> dict[str, Any]:
    """Return a cell with only the presence of pictures: they differ by how they are compressed."""
    outputs = [
        {**output, "data": {**output["data"], "image/png": "a picture"}}
        if "image/png" in output.get("data", {})
        else output
        for output in cell.get("outputs", [])
    ]
    return {**cell, "outputs": outputs}


@pytest.fixture(scope="module", params=tutorial.NOTEBOOKS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def stored(name: str) -> dict[str, Any]:
    return json.loads(tutorial.NOTEBOOKS[name].read_text("utf-8"))


def test_a_fresh_interpreter_gives_what_is_stored(name: str, stored: dict[str, Any]) -> None:
    done = subprocess.run(
        [sys.executable, tutorial.__file__, "--print", name],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    for cell, ran in zip(stored["cells"], found["cells"], strict=True):
        assert without_pictures(ran) == without_pictures(cell), (
            f"cell {cell['id']} gives something else now; if it is right, run {tutorial.__file__}"
        )
    assert {**found, "cells": []} == {**stored, "cells": []}


def test_it_is_a_notebook_in_which_nothing_changes_by_itself(
    name: str, stored: dict[str, Any]
) -> None:
    assert tutorial.NOTEBOOKS[name].read_text("utf-8") == tutorial.as_text(stored)
    assert (stored["nbformat"], stored["nbformat_minor"]) == (4, 5)
    assert set(stored["metadata"]) == {"kernelspec", "language_info"}
    assert stored["metadata"]["language_info"] == {"name": "python"}
    ids = [cell["id"] for cell in stored["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z-]{1,64}", one) for one in ids)
    ran = [cell["execution_count"] for cell in stored["cells"] if cell["cell_type"] == "code"]
    assert ran == list(range(1, len(ran) + 1))
    for cell in stored["cells"]:
        assert cell["metadata"] == {}
        assert all(line.endswith("\n") for line in cell["source"][:-1])
    assert any("image/png" in str(cell.get("outputs")) for cell in stored["cells"])


def test_it_names_no_place_of_a_machine_and_nobody_moves(stored: dict[str, Any]) -> None:
    for cell in stored["cells"]:
        texts = ["".join(cell["source"])]
        for output in cell.get("outputs", []):
            texts.append("".join(output.get("text", [])))
            texts += [
                "".join(data)
                for form, data in output.get("data", {}).items()
                if form != "image/png"
            ]
        for text in texts:
            assert not PLACES.search(text), cell["id"]
            assert not SHOWN.search(text.replace("Nobody moves house", "")), cell["id"]


def test_it_uses_public_names_only(stored: dict[str, Any]) -> None:
    code = "".join("".join(cell["source"]) for cell in stored["cells"])
    used = set(re.findall(r"\bgm\.(\w+)", code))
    assert used <= set(graphmodel.__all__)
    assert len(used) >= 5
