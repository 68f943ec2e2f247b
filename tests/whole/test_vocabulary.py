"""Keys of JSON and columns of frames are those that ``docs/vocabulary.md`` tells, and mean one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from helpers.saved_plans import differences
from helpers.unruly import unruly_dataset
from helpers.unruly_results import unruly_results

from graphmodel.dataset.dataset import Dataset
from graphmodel.dataset.notes import NOTES
from graphmodel.errors import DataError
from graphmodel.plans.joint_frontier import exact_joint_plan
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


_BY = {
    *("claimed", "evidence", "measures", "organisations_split", "people_moved_by_evidence"),
    *("people_moved_by_set", "recomputed", "relations", "rules", "stated", "successors"),
}
"""Keys of mappings by set, code, grade or measure, or of what a user has written."""


def _keys(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Yield the keys of JSON, those of mappings by set, code, grade or measure left out."""
    if isinstance(value, list):
        for one in value:
            yield from _keys(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            by_set = key in {"footprint_counts", "footprints", "names", "resulting"} and isinstance(
                one, dict
            )
            if key not in _BY and not by_set:
                yield from _keys(one)
            elif by_set:
                yield from _keys([*one.values()])


def test_every_key_of_json_is_told_and_none_that_is_nowhere(results: list[Shown]) -> None:
    told = _told()
    joint = exact_joint_plan(unruly_dataset())
    known = [view_of(one).data() for one in (*results, joint) if not isinstance(one, Rules)]
    keys = {_general(key) for key in _keys(known)} - {"SET", "to_SET"} | {"to_SET"}
    assert {key for key in keys if "JSON" not in told.get(key, ())} == set()
    # What is in frames too may be so in tables that are empty here.
    assert {name for name, where in told.items() if where == {"JSON"}} - keys == set()


_LAID_DOWN = {"blocks", "footprints", "partners"}
"""Keys that plan, assessment and frontier have as numbers by their formats; rows elsewhere."""


def _kinds(value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
    """Yield the keys that have a number or rows, with which."""
    for one in value if isinstance(value, list) else ():
        yield from _kinds(one)
    for key, one in value.items() if isinstance(value, dict) else ():
        if isinstance(one, (int, float)) and not isinstance(one, bool):
            yield key, "number"
        elif isinstance(one, list):
            yield key, "rows"
        if key not in _BY:
            yield from _kinds(one)


def test_no_key_is_a_number_here_and_rows_or_a_frame_there(results: list[Shown]) -> None:
    known = [view_of(one).data() for one in results if not isinstance(one, Rules)]
    found: dict[str, set[str]] = {}
    for key, kind in _kinds(known):
        found.setdefault(key, set()).add(kind)
    for result in results:
        for name in dir(result):
            value = None if name.startswith("_") else getattr(result, name)
            if isinstance(value, pd.DataFrame):
                found.setdefault(name, set()).add("rows")
            elif isinstance(value, int) and not isinstance(value, bool):
                found.setdefault(name, set()).add("number")
    both = {key for key, kinds in found.items() if len(kinds) > 1}
    assert both - {"a", "b", "c"} <= _LAID_DOWN
    assert {"organisations", "memberships", "organisation_count"} <= found.keys()


def test_no_set_is_called_as_what_stands_beside_sets(results: list[Shown]) -> None:
    frames = [frame for result in results for frame in _frames(result) if "a" in frame]
    beside = {name for frame in frames for name in map(str, frame) if _general(name) == name}
    assert {"people", "undecided", "what"} <= beside
    ambiguous = ("to_stp", "stp_changes", "stp_name", "official", "by_set", "estimated")
    for name in [*beside, *ambiguous]:
        with pytest.raises(DataError, match="cannot name a footprint set"):
            Dataset.from_frames(
                pd.DataFrame({"organisation": ["c1"], "name": "One", "kind": "block"}),
                pd.DataFrame({"organisation": "c1", "footprint_set": ["a", name], "footprint": 1}),
                name="clash",
                blocks="block",
            )


def test_every_result_says_first_what_it_is_and_of_which_data(results: list[Shown]) -> None:
    for result in results:
        data = view_of(result).data()
        name = type(result).__name__
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
