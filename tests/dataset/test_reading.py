from __future__ import annotations

import random
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from helpers.tiny import TABLES, edited, only, place, write_folder, write_workbook, write_zip

from graphmodel.dataset.bundled import bundled_datasets
from graphmodel.dataset.reading import Soundness, check_dataset, read_dataset
from graphmodel.errors import DataError, OptionError, Problem

if TYPE_CHECKING:
    from pathlib import Path

    from helpers.fixtures import Check

NAMES = ("england-2016", "england-2026")


def test_the_frames_are_canonical(tiny: Path) -> None:
    dataset = read_dataset(tiny)
    assert dataset.organisations["organisation"].tolist() == ["01C", "02D", "03E", "RX1"]
    assert list(dataset.organisations) == [
        *("organisation", "name", "kind", "type", "population", "latitude", "longitude", "region"),
        *("aliases", "note"),
    ]
    assert dataset.footprints.to_numpy().tolist()[0] == ["ldr", "L1", "Upper", ""]
    assert list(dataset.memberships) == [
        *("organisation", "footprint_set", "footprint", "share", "evidence", "as_of", "source")
    ]
    keys = dataset.memberships[["organisation", "footprint_set", "footprint"]].to_numpy().tolist()
    assert keys == sorted(keys)
    assert dataset.neighbours["organisation"].tolist() == ["01C", "02D"]
    numbers = {"population", "latitude", "longitude", "share", "border_km"}
    text = pd.Series([], dtype="str")
    for table in ("organisations", "footprints", "memberships", "neighbours"):
        frame = getattr(dataset, table)
        assert frame.index.tolist() == list(range(len(frame)))
        for column in frame:
            assert frame[column].dtype == (np.float64 if column in numbers else text.dtype)
    assert np.isnan(dataset.organisations["population"][3])
    assert dataset.organisations["region"][3] == ""


def test_folder_archive_and_workbook_agree(tmp_path: Path, tiny: Path) -> None:
    sources = (
        tiny,
        str(tiny),
        write_zip(tmp_path / "a.zip"),
        write_zip(tmp_path / "b.zip", top="tiny/"),
        write_workbook(tmp_path / "c.xlsx"),
    )
    datasets = [read_dataset(source) for source in sources]
    assert len({dataset.sha256 for dataset in datasets}) == 1
    assert all(dataset.warnings == () for dataset in datasets)


def test_the_order_of_rows_and_columns_does_not_matter(tmp_path: Path, tiny: Path) -> None:
    shuffled = {}
    for seed, (file, content) in enumerate(TABLES.items()):
        if file.endswith(".csv"):
            header, *rows = (line.split(",") for line in content.splitlines())
            order = list(range(len(header)))
            generator = random.Random(seed)  # noqa: S311 - the same every time
            generator.shuffle(rows)
            generator.shuffle(order)
            lines = (",".join(row[place] for place in order) for row in (header, *rows))
            shuffled[file] = "\n".join(lines)
    other = read_dataset(write_folder(tmp_path / "shuffled", shuffled))
    assert other.sha256 == read_dataset(tiny).sha256


def test_other_data_has_another_digest(tmp_path: Path, tiny: Path) -> None:
    other = write_folder(tmp_path / "other", edited("organisations.csv", "500.5", "500.25"))
    assert read_dataset(other).sha256 != read_dataset(tiny).sha256


def test_all_problems_are_told_at_once(check: Check, tmp_path: Path) -> None:
    changes = edited("organisations.csv", ",500.5,", ",-1,")
    changes |= edited("footprints.csv", "Second", "")
    changes |= edited("memberships.csv", "RX1,ldr,L1", "RX2,ldr,L1")
    changes |= edited("neighbours.csv", "12.5", "far")
    changes |= {"datapackage.json": '{"graphmodel": {"compare": ["stp", "ldr"], "block": []}}'}
    soundness = check(changes)
    assert not soundness.ok
    assert [place(problem) for problem in soundness.problems] == [
        ("footprints.csv", 3, "name", ""),
        ("memberships.csv", 10, "organisation", "RX2"),
        ("neighbours.csv", 2, "border_km", "far"),
        ("organisations.csv", 3, "population", "-1"),
        ("datapackage.json", None, "key", "block"),
    ]
    with pytest.raises(DataError) as caught:
        read_dataset(tmp_path / "changed")
    assert caught.value.problems == soundness.problems


def test_the_result_of_a_check_as_json(check: Check) -> None:
    soundness = check(edited("memberships.csv", "02D,ldr,L2,1", "02D,ldr,L2,1.2"))
    assert soundness.to_dict() == {
        "format": "graphmodel-check/1",
        "dataset": {"name": "tiny", "sha256": None, "sha256_all": None},
        "ok": False,
        "errors": 1,
        "warnings": 0,
        "problems": [
            {
                "level": "error",
                "file": "memberships.csv",
                "row": 7,
                "column": "share",
                "value": "1.2",
                "message": "a share is at most 1",
                "remedy": "Write a part of one: 63 % is 0.63.",
                "why": "",
                "count": 1,
            }
        ],
    }


def test_the_result_of_a_check_as_a_frame_with_whole_numbers() -> None:
    problems = (
        Problem("error", "a.csv", 7, "share", "2", "wrong", "Put it right."),
        Problem("warning", "a.csv", None, "", "", "odd"),
    )
    frame = Soundness({"name": "x"}, ok=False, problems=problems).to_frame()
    assert frame["level"].tolist() == ["error", "warning"]
    assert frame["row"].tolist() == [7, pd.NA]
    none = Soundness({"name": "x"}, ok=True, problems=()).to_frame()
    assert none.dtypes.to_dict() == frame.dtypes.to_dict()


def test_warnings_are_kept_with_the_dataset(tmp_path: Path) -> None:
    changes = {"footprints.csv": f"{TABLES['footprints.csv']}ldr,L3,Empty\n"}
    folder = write_folder(tmp_path / "x", changes)
    assert read_dataset(folder).warnings == check_dataset(folder).problems
    assert check_dataset(folder).ok


def test_without_neighbours(tmp_path: Path) -> None:
    neighbours = read_dataset(write_folder(tmp_path / "x", {"neighbours.csv": None})).neighbours
    assert len(neighbours) == 0
    assert list(neighbours) == ["organisation", "neighbour", "border_km", "kind"]
    assert neighbours["border_km"].dtype == "float64"


@pytest.mark.parametrize("name", NAMES)
def test_bundled_datasets_are_sound(name: str) -> None:
    assert check_dataset(name).ok
    dataset = read_dataset(name)
    assert dataset.name == name
    bundled = {one.name: one for one in bundled_datasets()}[name]
    assert bundled.compare == dataset.compare
    assert bundled.organisation_count == len(dataset.organisations)
    assert bundled.footprint_counts == dataset.footprints["footprint_set"].value_counts().to_dict()
    assert bundled.to_dict()["title"] == dataset.title
    assert "path" not in bundled.to_dict()


@pytest.mark.parametrize("source", ["", " ", "\0", "x" * 10_000, "no/such/folder", "<b>"])
def test_what_does_not_exist(source: str) -> None:
    with pytest.raises(OptionError, match=r"there is no dataset|takes text or a path") as caught:
        read_dataset(source)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("name", ["memberships.csv", "data.xls", "data", "datapackage.json"])
def test_what_is_not_a_dataset(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TABLES["memberships.csv"])
    problem = only(check_dataset(tmp_path / name))
    assert place(problem) == (name, None, "", "")
    assert ".zip" in problem.remedy


def test_an_empty_folder(tmp_path: Path) -> None:
    problems = check_dataset(tmp_path).problems
    assert [problem.file for problem in problems] == [
        "footprints.csv",
        "memberships.csv",
        "organisations.csv",
    ]


def test_names_of_10_000_characters(check: Check, tmp_path: Path) -> None:
    long = "x" * 10_000
    changes = edited("organisations.csv", "Hospital", long)
    assert check(changes).ok
    assert read_dataset(tmp_path / "changed").organisations["name"][3] == long
    problem = only(check(edited("memberships.csv", "RX1,ldr,L1", f"{long},ldr,L1")))
    assert problem.value == long
    assert len(str(problem)) < 500


def test_damaged_tables_never_raise(tmp_path: Path) -> None:
    generator = random.Random(7)  # noqa: S311 - the same every time
    inserts = (b"\0", b'"', b",", b"\n", b"\xff\xfe", b"\x93", b"\r", b"1e999", b"-", b"\x1f", b"{")
    for _ in range(40):
        file = generator.choice(list(TABLES))
        content = TABLES[file].encode()
        at = generator.randrange(len(content))
        damaged = content[:at] + generator.choice(inserts) + content[at + generator.randrange(9) :]
        folder = write_folder(tmp_path / "damaged", {file: damaged})
        soundness = check_dataset(folder)
        if soundness.ok:
            assert read_dataset(folder).sha256


def test_no_problem_shows_where_files_are_on_this_machine(tmp_path: Path, tiny: Path) -> None:
    (tiny / "organisations.csv").unlink()
    (tiny / "organisations.csv").symlink_to("organisations.csv")
    shutil.rmtree(write_folder(tmp_path / "gone"))
    (tiny / "memberships.csv").unlink()
    said = "\n".join(map(str, check_dataset(tiny).problems))
    assert str(tmp_path) not in said


def test_large_tables(tmp_path: Path) -> None:
    codes = [f"E{number:08}" for number in range(10_000)]
    sets = ("a", "b", "c", "d")
    people = "".join(f"{code},Area,area,1500\n" for code in codes)
    places = "".join(f"{name},F{number},F\n" for name in sets for number in range(100))
    members = "".join(
        f"{code},{name},F{n % 100}\n" for name in sets for n, code in enumerate(codes)
    )
    tables = {
        "organisations.csv": f"organisation,name,kind,population\n{people}",
        "footprints.csv": f"footprint_set,footprint,name\n{places}",
        "memberships.csv": f"organisation,footprint_set,footprint\n{members}",
        "neighbours.csv": None,
        "datapackage.json": '{"graphmodel": {"compare": ["a", "b"]}}',
    }
    folder = write_folder(tmp_path / "large", tables)
    assert len(read_dataset(folder).memberships) == 40_000


def test_workbooks_are_the_only_reason_to_load_their_reader() -> None:
    code = "import sys, graphmodel.dataset.reading; sys.exit('python_calamine' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
