from __future__ import annotations

from pathlib import Path

import pytest
from helpers.tiny import edited, write_folder

from graphmodel.dataset import bundled
from graphmodel.dataset.bundled import bundled_datasets
from graphmodel.dataset.reading import check_dataset, read_dataset
from graphmodel.errors import OptionError


def test_bundled_datasets_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("mine", "broken", "others"):
        (tmp_path / "inside" / name).mkdir(parents=True)
    write_folder(tmp_path / "inside" / "mine", edited("datapackage.json", '"tiny"', '"mine"'))
    (tmp_path / "inside" / "broken" / "datapackage.json").write_text("{")
    (tmp_path / "inside" / "others" / "datapackage.json").write_text('{"name": "others"}')
    monkeypatch.setattr(bundled, "_PLACES", (tmp_path / "inside", tmp_path / "nowhere"))
    assert [one.name for one in bundled_datasets()] == ["mine"]
    assert read_dataset("mine").name == "mine"


def test_a_bundled_name_goes_before_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_folder(tmp_path / "england-2016")
    dataset = read_dataset("england-2016")
    assert dataset.name == "england-2016"
    assert any("./england-2016" in warning.remedy for warning in dataset.warnings)
    assert read_dataset("./england-2016").name == "tiny"
    assert read_dataset(Path("england-2016")).name == "tiny"


@pytest.mark.parametrize("source", ["england2016", "England 2016", "england-2061"])
def test_a_near_name_is_suggested(source: str) -> None:
    for function in (read_dataset, check_dataset):
        with pytest.raises(OptionError) as caught:
            function(source)
        assert "bundled: england-2016, england-2026" in str(caught.value)
        assert "did you mean 'england-20" in str(caught.value)
