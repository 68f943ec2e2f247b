from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from graphmodel.files import disk as _creation
from graphmodel.files.disk import create_file, create_folder

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"a.csv": b"a", "b.csv": b"b"}


def test_a_folder_is_there_with_all_its_files(tmp_path: Path) -> None:
    create_folder(tmp_path / "new", FILES)
    assert {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()} == FILES
    (tmp_path / "empty").mkdir()
    create_folder(tmp_path / "empty", FILES)
    assert len(list((tmp_path / "empty").iterdir())) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "new"]


def test_nothing_is_ever_written_over(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("folder", "file"):
        with pytest.raises(FileExistsError):
            create_folder(tmp_path / name, FILES)
    for name in ("folder", "file", "link"):
        with pytest.raises(FileExistsError):
            create_file(tmp_path / name, b"theirs")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", "link"]
    assert (tmp_path / "file").read_text() == "mine"
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["mine"]


def test_what_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> None:
        path.write_bytes(content[:1])
        if path.name == "b.csv" or path.suffix == ".tmp":
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(_creation, "_write", full)
    with pytest.raises(OSError, match="No space"):
        create_folder(tmp_path / "new", FILES)
    with pytest.raises(OSError, match="No space"):
        create_file(tmp_path / "new.xlsx", b"x")
    assert list(tmp_path.iterdir()) == []


def test_without_links_a_file_is_created_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    create_file(tmp_path / "new", b"x")
    with pytest.raises(FileExistsError):
        create_file(tmp_path / "new", b"y")
    assert (tmp_path / "new").read_bytes() == b"x"
    assert len(list(tmp_path.iterdir())) == 1


def test_of_several_runs_one_creates_it_whole(tmp_path: Path) -> None:
    made: list[str] = []

    def run(number: int) -> None:
        files = {f"{name}.csv": str(number).encode() for name in "abcdefgh"}
        for create in (
            lambda: create_folder(tmp_path / "folder", files),
            lambda: create_file(tmp_path / "file", str(number).encode()),
        ):
            try:
                create()
                made.append("made")
            except FileExistsError:
                made.append("refused")

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made.count("made") == 2
    assert len({path.read_text() for path in (tmp_path / "folder").iterdir()}) == 1
    assert len(list((tmp_path / "folder").iterdir())) == 8


def test_a_killed_run_leaves_no_half_folder(tmp_path: Path) -> None:
    code = (
        "import os, sys, pathlib; from graphmodel.files import disk as _creation\n"
        "def die(path, content):\n    path.write_bytes(content)\n"
        "    if path.name == 'b.csv': os._exit(9)\n"
        "_creation._write = die\n"
        "_creation.create_folder(pathlib.Path(sys.argv[1]), {'a.csv': b'a', 'b.csv': b'b'})"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "new")]
    assert subprocess.run(command, check=False).returncode == 9
    assert not (tmp_path / "new").exists()
