from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from helpers.hostile import HOSTILE_NAMES

from graphmodel.dataset.descriptor import Settings
from graphmodel.dataset.reading import check_dataset
from graphmodel.dataset.writing import cell_to_write, check_free, csv_bytes, dataset_files
from graphmodel.errors import OptionError


@pytest.mark.parametrize(
    ("text", "written"),
    [("-3.5", "-3.5"), ("+1", "+1"), ("=1", "'=1"), ("-1+1", "'-1+1"), ("a\nb", "a b"), ("", "")],
)
def test_numbers_stay_and_formulas_do_not(text: str, written: str) -> None:
    assert cell_to_write(text) == written
    assert cell_to_write(written) == written


def test_tables_are_csv_without_formulas() -> None:
    content = csv_bytes(["=a", "b"], [[name, "x"] for name in HOSTILE_NAMES])
    for row in csv.reader(io.StringIO(content.decode())):
        assert len(row) == 2
        assert not any(cell.startswith(("=", "@")) for cell in row)


def test_a_dataset_of_files_can_be_read(tmp_path: Path) -> None:
    settings = Settings("", "mine", "Mine", compare=("a", "b"), labels={"a": "A"}, caveats=("No.",))
    tables = {
        "organisations": (["organisation", "name", "kind"], [["1", "One", "area"]]),
        "footprints": (["footprint_set", "footprint", "name"], [[s, "x", "X"] for s in "ab"]),
        "memberships": (
            ["organisation", "footprint_set", "footprint"],
            [["1", s, "x"] for s in "ab"],
        ),
    }
    files = dataset_files(settings, tables, description="Mine.")
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    assert check_dataset(tmp_path).problems == ()
    data = json.loads(files["datapackage.json"])
    assert data["graphmodel"] == {"compare": ["a", "b"], "labels": {"a": "A"}, "caveats": ["No."]}
    assert [resource["name"] for resource in data["resources"]] == list(tables)


def test_a_folder_that_can_be_created(tmp_path: Path) -> None:
    check_free(tmp_path / "new")
    (tmp_path / "empty").mkdir()
    check_free(tmp_path / "empty")
    with pytest.raises(OptionError, match="not empty"):
        check_free(tmp_path)


@pytest.mark.parametrize("name", [".", "..", "a/..", "/"])
def test_folders_that_are_no_new_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(OptionError, match="name a new folder"):
        check_free(tmp_path / name if name == "a/.." else Path(name))
