"""Keys of JSON and columns of frames are those that ``docs/vocabulary.md`` tells, and mean one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from helpers.saved_plans import differences
from helpers.unruly import unruly_plan
from helpers.unruly_results import unruly_results

from graphmodel.dataset.dataset import Dataset
from graphmodel.dataset.notes import NOTES
from graphmodel.plans.plan import Plan
from graphmodel.rules.rules import Rules
from graphmodel.show.views import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.shown import Shown

PAGE = Path(__file__).parents[2] / "docs" / "vocabulary.md"
HEADLESS = {"BundledDataset", "Template", "Rules"}
"""Results that are about no one dataset."""

COLUMNS = {"further_columns", *(column for note in NOTES.values() for column in note.columns)}
"""Columns of the tables of a dataset."""

SETS = re.compile(r"(?<![a-z])(?:a|b|a9)(?![a-z0-9])")
GRADES = ("official", "documented", "area", "derived", "inferred")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[Shown]:
    return list(unruly_results(tmp_path_factory.mktemp("results")))


def _frames(result: Any) -> Iterator[pd.DataFrame]:  # noqa: ANN401 - any result
    for table in getattr(result, "TABLES", ()):
        yield result.to_frame(table)
    if not isinstance(result, (Rules, Dataset)):
        yield view_of(result).frame()


def _told() -> dict[str, set[str]]:
    """Return the keys and columns of the page, with where each is."""
    found: dict[str, set[str]] = {}
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `"):
            for name in re.findall(r"`([^`]+)`", cells[0]):
                found.setdefault(name, set()).update(re.findall(r"JSON|frame", cells[-1]))
    return found


def _general(name: str) -> str:
    """Return a column with ``SET`` and ``GRADE`` in place of what hangs on the data."""
    for grade in GRADES:
        name = re.sub(rf"(?<=people_moved_){grade}$|(?<=evidence_){grade}$", "GRADE", name)
    name = re.sub(r"^(relations)_(a|b)_\w+$", r"\1_SET_RELATION", name)
    if name.removeprefix("other_") in COLUMNS:
        name = re.sub(r"^other_.*", "other_COLUMN", name)
    if name.removesuffix("_changes") in COLUMNS:
        name = re.sub(r".*_changes$", "COLUMN_changes", name)
    return re.sub(r"(?:(?<=^)|(?<=_))(?:a|b)(?=_|$)", "SET", name)


def test_every_column_is_told_and_none_that_is_nowhere(results: list[Shown]) -> None:
    told = _told()
    columns = {
        _general(str(column)) for result in results for frame in _frames(result) for column in frame
    }
    assert {name for name in columns if "frame" not in told.get(name, ())} == set()
    assert {name for name, where in told.items() if "frame" in where} - columns == set()


def _keys(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Yield the keys of JSON, those of mappings by set, code or grade left out."""
    if isinstance(value, list):
        for one in value:
            yield from _keys(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key not in {"a", "b", "successors", "rules", "claimed"}:
                yield key
            if key not in {"successors", "rules", "claimed", "stated", "recomputed"}:
                yield from _keys(one)


def test_every_key_of_a_plan_file_is_told() -> None:
    told = _told()
    keys = {_general(key) for key in _keys(unruly_plan().to_dict())} - set(GRADES)
    relations = {"coterminous", "nested", "holding", "open", "straddling", "alone"}
    keys -= relations | set(unruly_plan().before.measures)
    assert {key for key in keys if "JSON" not in told.get(key, ())} == set()


def test_every_result_says_first_what_it_is_and_of_which_data(results: list[Shown]) -> None:
    for result in results:
        data = view_of(result).data()
        name = type(result).__name__
        if name == "Rules":
            continue
        assert re.fullmatch(r"graphmodel-[a-z-]+/\d", data["format"]), name
        assert next(iter(data)) == "format", name
        if name not in HEADLESS:
            assert list(data)[1] == "dataset", name
            assert set(data["dataset"]) >= {"name"}, name


def test_attributes_and_keys_of_one_name_are_one_thing(results: list[Shown]) -> None:
    for result in results:
        if isinstance(result, Rules):
            continue
        for key, value in view_of(result).data().items():
            found = getattr(result, key, None)
            if key == "meets_target" and value is None:
                continue  # of no target; the attribute says that it is not met
            if isinstance(found, (bool, int, float, str)) and not callable(found):
                assert list(differences(value, found)) == [], (type(result).__name__, key)
            if isinstance(found, pd.DataFrame) and not isinstance(result, Plan):
                assert len(value) == len(found), (type(result).__name__, key)


def test_no_cell_joins_several_things(results: list[Shown]) -> None:
    for result in results:
        for frame in _frames(result):
            for column in frame:
                if not re.search(r"reason|sentence|name|note|failure|step$|message|remedy", column):
                    cells = frame[column].dropna().astype(str)
                    assert not cells.str.contains("; ").any(), (type(result).__name__, column)
