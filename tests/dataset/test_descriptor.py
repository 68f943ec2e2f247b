from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers.tiny import edited, only, text, write_folder

from graphmodel.dataset.reading import read_dataset

if TYPE_CHECKING:
    from pathlib import Path

    from helpers.fixtures import Check

DESCRIPTOR = "datapackage.json"


def test_what_a_descriptor_says(tiny: Path) -> None:
    dataset = read_dataset(tiny)
    assert (dataset.name, dataset.title) == ("tiny", "A tiny dataset")
    assert dataset.compare == ("stp", "ldr")
    assert dataset.blocks == ("commissioner",)
    assert dict(dataset.labels) == {"stp": "STP", "ldr": "LDR"}
    assert dataset.caveats == ("Nothing here is true.",)
    assert dataset.sources == ({"title": "Invented", "path": "https://example.org"},)
    assert dataset.licenses == ({"name": "CC0-1.0"},)
    assert dataset.warnings == ()


@pytest.mark.parametrize(
    ("content", "row", "said"),
    [
        ('{\n"name": "x"\n"title": "y"}', 3, "no JSON"),
        ("", 1, "no JSON"),
        ("[" * 100_000, None, "no JSON"),
        ('{"title": "\\ud800"}', None, "no JSON"),
        ("9" * 10_000, None, "no JSON"),
        ("null", None, "must be a JSON object"),
        ("[]", None, "must be a JSON object"),
        (b"\xff\xfe\x00", None, "no text"),
        ('{"name": 5}', None, '"name" must be a text'),
        ('{"title": "a\\u0000b"}', None, '"title" must be a text'),
        ('{"graphmodel": []}', None, '"graphmodel" must be a JSON object'),
        ('{"graphmodel": {"labels": ["stp"]}}', None, '"labels" must be a JSON object'),
        ('{"graphmodel": {"labels": {"stp": 1}}}', None, "label of 'stp' must be a text"),
        ('{"graphmodel": {"caveats": "x"}}', None, "caveats must be a list"),
        ('{"resources": {}}', None, "resources must be a list"),
    ],
)
def test_descriptors_that_make_no_sense(
    check: Check, content: str | bytes, row: int | None, said: str
) -> None:
    problem = only(check({DESCRIPTOR: content}))
    assert (problem.file, problem.row) == (DESCRIPTOR, row)
    assert said in text(problem)


@pytest.mark.parametrize("path", ["null", "[]", '["a.csv", "b.csv"]', '""', "7", '"a\\u0000"'])
def test_resources_without_one_path(check: Check, path: str) -> None:
    resources = f'"resources": [{{"name": "footprints", "path": {path}}}, 5, {{}}], "title"'
    problem = only(check(edited(DESCRIPTOR, '"title"', resources)))
    assert (problem.file, problem.column) == (DESCRIPTOR, "footprints")
    assert "no path, or several" in problem.message


def test_oddities_are_warned_of(check: Check) -> None:
    soundness = check(edited(DESCRIPTOR, '"compare"', '"caveat": ["x"], "compare"'))
    assert soundness.ok
    assert "Did you mean 'caveats'?" in only(soundness, "warning").remedy
    soundness = check({DESCRIPTOR: '{"sources": "ONS"}'})
    assert soundness.ok
    assert '"sources" is ignored' in only(soundness, "warning").message


def test_a_path_may_stand_in_a_list(tmp_path: Path, tiny: Path) -> None:
    resources = '"resources": [{"name": "footprints", "path": ["footprints.csv"]}], "title"'
    folder = write_folder(tmp_path / "list", edited(DESCRIPTOR, '"title"', resources))
    assert read_dataset(folder).sha256 == read_dataset(tiny).sha256
