from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from frictionless import Package

from graphmodel.dataset.notes import NOTES
from graphmodel.dataset.reading import check_dataset, read_dataset
from graphmodel.dataset.template import example, new_dataset
from graphmodel.errors import OptionError
from graphmodel.plans.led import led_plan

if TYPE_CHECKING:
    from pathlib import Path


def test_the_example_is_sound_as_it_is(tmp_path: Path) -> None:
    created = new_dataset(tmp_path / "mine", workbook=tmp_path / "mine.xlsx")
    assert created.paths == (tmp_path / "mine", tmp_path / "mine.xlsx")
    for path in created.paths:
        assert check_dataset(path).problems == ()
    folder, book = map(read_dataset, created.paths)
    assert folder.sha256 == book.sha256
    for part in ("name", "title", "compare", "blocks", "labels", "caveats"):
        assert getattr(folder, part) == getattr(book, part)
    assert led_plan(folder, lead="stp").people_moved > 0


def test_every_column_has_its_note_in_the_folder(tmp_path: Path) -> None:
    new_dataset(tmp_path / "mine")
    notes = (tmp_path / "mine" / "NOTES.md").read_text("utf-8")
    data = json.loads((tmp_path / "mine" / "datapackage.json").read_text("utf-8"))
    described = {resource["name"]: resource["schema"] for resource in data["resources"]}
    for table, note in NOTES.items():
        fields = {field["name"]: field for field in described[table]["fields"]}
        assert list(fields)[: len(note.columns)] == list(note.columns)
        for column, said in note.columns.items():
            assert fields[column]["description"] == said.text
            assert f"| `{column}` | {said.text} |" in notes


def test_the_folder_is_a_data_package(tmp_path: Path) -> None:
    new_dataset(tmp_path / "mine")
    report = Package(str(tmp_path / "mine" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])


def test_every_table_has_an_example_of_every_column() -> None:
    for table, (header, *rows) in example().items():
        assert header[: len(NOTES[table].columns)] == list(NOTES[table].columns)
        assert all(len(row) == len(header) for row in rows)
        assert all(any(cells) for cells in zip(*rows, strict=True))


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "x").write_text("x")
    (tmp_path / "mine.xlsx").write_text("x")
    (tmp_path / "link.xlsx").symlink_to("nowhere")
    (tmp_path / "link").symlink_to("nowhere")
    before = sorted(tmp_path.rglob("*"))
    for folder, book, said in (
        ("mine", None, "not empty"),
        ("mine.xlsx", None, "no folder"),
        ("link", None, "no folder"),
        ("a/b", None, "does not exist"),
        (None, "mine.xlsx", "there already"),
        (None, "link.xlsx", "there already"),
        (None, "a/b.xlsx", "does not exist"),
        (None, "b.xls", r"ends in \.xlsx"),
        ("new", "mine.xlsx", "there already"),
        (None, None, "name a folder"),
    ):
        with pytest.raises(OptionError, match=said):
            new_dataset(
                None if folder is None else tmp_path / folder,
                workbook=None if book is None else tmp_path / book,
            )
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["My Data", "Ünïcode", "..x", "=1+1", "<b>"])
def test_any_name_of_a_folder_will_do(tmp_path: Path, name: str) -> None:
    new_dataset(tmp_path / name)
    assert check_dataset(tmp_path / name).problems == ()
