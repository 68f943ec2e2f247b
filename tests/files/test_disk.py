from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from graphmodel.files.disk import write_bytes

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and links of POSIX")


def test_a_file_is_written_and_nothing_else(tmp_path: Path) -> None:
    write_bytes(tmp_path / "file.txt", b"one")
    write_bytes(tmp_path / "file.txt", b"two")
    assert (tmp_path / "file.txt").read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["file.txt"]


@posix
def test_the_mode_is_that_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_bytes(b"")
    write_bytes(tmp_path / "file.txt", b"one")
    modes = [path.stat().st_mode for path in sorted(tmp_path.iterdir())]
    assert modes[0] == modes[1]


@posix
def test_the_mode_of_a_file_replaced_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(b"")
    path.chmod(0o640)
    write_bytes(path, b"one")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@posix
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file.txt")
    write_bytes(tmp_path / "link", b"one")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file.txt").read_bytes() == b"one"


@posix
def test_a_device_is_written_to_and_not_replaced() -> None:
    write_bytes(Path(os.devnull), b"one")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.txt"
    write_bytes(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["file.txt"]


def test_folders_are_not_made_and_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_bytes(tmp_path / "missing" / "file.txt", b"one")
    with pytest.raises(OSError, match=r"[Ii]s a directory|denied"):
        write_bytes(tmp_path, b"one")
