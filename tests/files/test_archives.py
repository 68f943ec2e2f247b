from __future__ import annotations

import io
import stat
import zipfile
from typing import TYPE_CHECKING

import pytest
from helpers.tiny import TABLES, edited, only, place, text, write_folder, write_zip

from graphmodel.dataset.reading import check_dataset, read_dataset
from graphmodel.files.archives import leaves_folder

if TYPE_CHECKING:
    from pathlib import Path

    from helpers.fixtures import Check


def resource(path: str) -> dict[str, str]:
    """Return a descriptor that has the organisations somewhere else."""
    entry = f'"resources": [{{"name": "organisations", "path": "{path}"}}], "title"'
    return edited("datapackage.json", '"title"', entry)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("organisations.csv", False),
        ("data/organisations.csv", False),
        ("./data/x.csv", False),
        ("..x.csv", False),
        ("../x.csv", True),
        ("data/../../x.csv", True),
        ("..\\x.csv", True),
        ("/etc/passwd", True),
        ("\\\\server\\x", True),
        ("C:\\x.csv", True),
        ("https://example.org/x.csv", True),
        ("file:///etc/passwd", True),
        ("", True),
    ],
)
def test_leaves_folder(path: str, *, expected: bool) -> None:
    assert leaves_folder(path) is expected


@pytest.mark.parametrize("path", ["../organisations.csv", "/etc/passwd", "https://example.org/x"])
def test_resource_paths_stay_inside_the_folder(check: Check, path: str) -> None:
    problem = only(check(resource(path)))
    assert place(problem) == ("datapackage.json", None, "organisations", path)
    assert "inside the dataset's folder" in problem.message


def test_resources_may_have_other_names(tmp_path: Path, tiny: Path) -> None:
    folder = write_folder(tmp_path / "other", resource("tables/trusts.csv"))
    (folder / "tables").mkdir()
    (folder / "organisations.csv").rename(folder / "tables" / "trusts.csv")
    assert read_dataset(folder).sha256 == read_dataset(tiny).sha256


@pytest.mark.parametrize("file", ["organisations.csv", "footprints.csv", "memberships.csv"])
def test_missing_files(check: Check, file: str) -> None:
    problem = only(check({file: None}))
    assert place(problem) == (file, None, "", "")
    assert "missing" in problem.message
    assert "datapackage.json" in problem.remedy


def test_a_near_name_of_a_missing_file_is_offered(check: Check) -> None:
    changes = {"memberships.csv": None, "Membership.csv": TABLES["memberships.csv"]}
    assert "Did you mean 'Membership.csv'?" in only(check(changes)).remedy
    changes = {"neighbours.csv": None, "neighbors.csv": TABLES["neighbours.csv"]}
    soundness = check({"Membership.csv": None, **changes})
    assert soundness.ok
    assert "not read" in only(soundness, "warning").message


def test_a_folder_in_place_of_a_file(tiny: Path) -> None:
    (tiny / "organisations.csv").unlink()
    (tiny / "organisations.csv").mkdir()
    assert "this is a folder" in only(check_dataset(tiny)).message


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path, tiny: Path) -> None:
    outside = tmp_path / "outside.csv"
    (tiny / "organisations.csv").rename(outside)
    (tiny / "organisations.csv").symlink_to(outside)
    problem = only(check_dataset(tiny))
    assert place(problem) == ("organisations.csv", None, "", "")
    assert "leads out" in problem.message
    outside.rename(tiny / "real.csv")
    (tiny / "organisations.csv").unlink()
    (tiny / "organisations.csv").symlink_to("real.csv")
    assert check_dataset(tiny).ok


def test_links_in_a_circle(tiny: Path) -> None:
    (tiny / "organisations.csv").unlink()
    (tiny / "organisations.csv").symlink_to("organisations.csv")
    assert only(check_dataset(tiny)).file == "organisations.csv"


@pytest.mark.parametrize("top", ["", "tiny/", "./", "Daten für Test/"])
def test_archives_with_and_without_a_top_folder(tmp_path: Path, tiny: Path, top: str) -> None:
    litter = {f"{top}.DS_Store": b"\0", f"__MACOSX/{top}._organisations.csv": b"\0"}
    entries = {f"{top}{name}": content for name, content in TABLES.items()}
    archive = write_zip(tmp_path / "tiny.zip", entries={**entries, **litter})
    assert check_dataset(archive).problems == ()
    assert read_dataset(archive).sha256 == read_dataset(tiny).sha256


@pytest.mark.parametrize("name", ["../organisations.csv", "/etc/cron.d/x", "a\\..\\..\\x", "C:/x"])
def test_entries_that_would_escape(tmp_path: Path, name: str) -> None:
    archive = write_zip(tmp_path / "tiny.zip", entries={**TABLES, name: "x"})
    problem = only(check_dataset(archive))
    assert place(problem) == ("tiny.zip", None, "", name)
    assert "outside its folder" in problem.message


def test_entries_that_are_links(tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "tiny.zip")
    info = zipfile.ZipInfo("link.csv")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(info, "/etc/passwd")
    problem = only(check_dataset(archive))
    assert place(problem) == ("tiny.zip", None, "", "link.csv")
    assert "is a link" in problem.message


def test_archives_that_grow_too_much(tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "bomb.zip", entries={**TABLES, "x": b"0" * 20_000_000})
    problem = only(check_dataset(archive))
    assert "would unpack to 20 MB" in problem.message
    assert "the limits are 200 MB and 250 times" in problem.message


def test_archives_that_are_too_large(tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "large.zip")
    with archive.open("r+b") as file:
        file.truncate(200_000_001)
    problem = only(check_dataset(archive))
    assert place(problem) == ("large.zip", None, "", "")
    assert "larger than 200 MB" in problem.message


def test_encrypted_archives(tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "secret.zip")
    data = bytearray(archive.read_bytes())
    start = data.index(b"PK\x01\x02")
    data[start + 8] |= 1
    archive.write_bytes(data)
    assert "encrypted" in only(check_dataset(archive)).message


@pytest.mark.parametrize("suffix", [".zip", ".xlsx"])
@pytest.mark.parametrize("content", [b"", b"junk", b"PK\x03\x04" + b"\0" * 100])
def test_files_that_are_no_archives(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"data{suffix}"
    path.write_bytes(content)
    problem = only(check_dataset(path))
    assert place(problem) == (path.name, None, "", "")
    assert "damaged" in text(problem)


def test_truncated_archives(tmp_path: Path) -> None:
    content = write_zip(tmp_path / "whole.zip").read_bytes()
    path = tmp_path / "part.zip"
    for length in range(0, len(content), 97):
        path.write_bytes(content[:length])
        assert not check_dataset(path).ok


def test_archives_damaged_in_one_file(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in TABLES.items():
            archive.writestr(name, content)
    path = tmp_path / "tiny.zip"
    path.write_bytes(packed.getvalue().replace(b"Hospital", b"Hospitol", 1))
    problem = only(check_dataset(path))
    assert place(problem) == ("organisations.csv", None, "", "")
    assert "tiny.zip is damaged" in problem.message
