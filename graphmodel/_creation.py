"""Creating files and folders whole, and never over something that is there."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["create_file", "create_folder"]


def create_file(path: Path, content: bytes) -> None:
    """Create a file that is there whole or not at all.

    Parameters
    ----------
    path
        Where; nothing may be there, not even a link that leads nowhere.
    content
        What to write.

    Raises
    ------
    FileExistsError
        When something is there by now: of several runs, one creates the file.
    OSError
        When the folder does not exist, cannot be written to, or is full.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        _write(temporary, content)
        try:
            # Unlike a renamed file, a linked one never takes the place of another.
            os.link(temporary, path)
        except FileExistsError:
            raise
        except OSError:
            # A file system without links: nothing better than to look first.
            if os.path.lexists(path):
                raise FileExistsError(None, "it is there already", str(path)) from None
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def create_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Create a folder with files in it that is there with all of them or not at all.

    Parameters
    ----------
    path
        Where; nothing may be there but an empty folder.
    files
        The content of each file, by its name.

    Raises
    ------
    FileExistsError
        When something is there by now: of several runs, one creates the folder.
    OSError
        When the folder above does not exist, cannot be written to, or is full.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    temporary.mkdir()
    try:
        for name, content in files.items():
            _write(temporary / name, content)
        if os.name == "nt":
            # There, a folder never takes the place of an empty one.
            with contextlib.suppress(OSError):
                path.rmdir()
        try:
            temporary.rename(path)
        except OSError as error:
            if os.path.lexists(path):
                raise FileExistsError(None, "it is there already", str(path)) from error
            raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
