"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import re
import secrets
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever finds half of it there.

    The bytes go to a new file in the same folder, which then takes the place of the old one. When
    anything fails, the old file is as it was and nothing is left behind. A link is followed: what
    it points to is replaced, and the link stays.

    Raises
    ------
    OSError
        When the folder does not exist, cannot be written to, or is full.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        # A device or a pipe takes bytes but must not be replaced; a folder raises here.
        with target.open("wb") as stream:
            stream.write(content)
        return
    with _beside(target) as temporary:
        _write(temporary, content)
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Give the path of a new file beside another; what is left of it in the end is removed."""
    # Not by tempfile, whose files nobody but their owner may read, whatever the umask says.
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        yield temporary
    finally:
        # Gone already where all went well.
        temporary.unlink(missing_ok=True)


def read_bounded(path: Path, limit: int) -> bytes:
    """Return the bytes of a file that has no more than so many.

    A pipe or a device, which does not say how much there is to come, is read no further either.

    Raises
    ------
    OSError
        When it cannot be read, or has more.
    """
    with path.open("rb") as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        size = f"{limit / 1e6:,.0f} MB"
        raise OSError(errno.EFBIG, f"the file is larger than {size}", str(path))
    return content


def create_file(path: Path, content: bytes) -> None:
    """Create a file that is there whole or not at all, where nothing is: not even a dead link.

    Raises
    ------
    FileExistsError
        When something is there by now: of several runs, one creates the file.
    OSError
        When the folder does not exist, cannot be written to, or is full.
    """
    with _beside(path) as temporary:
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


def create_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Create a folder that is there with all of its files, by name, or not at all.

    Nothing may be there before but an empty folder.

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


_NEW: Final = "new"
_OLD: Final = "old"
_PATIENCE: Final = 10.0
"""Seconds to wait for another run that writes beside a folder."""

_AT_FDCWD: Final = {"linux": -100, "darwin": -2}
_SWAP: Final = 2  # RENAME_EXCHANGE of Linux, and RENAME_SWAP of macOS
_NO_SUCH_CALL: Final = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}


def recover(folder: Path) -> None:
    """Put right what a stopped run has left behind that was to replace a folder."""
    with _turn(folder, wait=False) as alone:
        _recover(folder, alone=alone)


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder of these files, in place of what is there, as a whole or not at all.

    Its parent has to exist.

    Raises
    ------
    OSError
        When it cannot be written. What was there is there still.
    """
    with _turn(folder) as alone:
        _recover(folder, alone=alone)
        mark = secrets.token_hex(8)
        new, old = (folder.with_name(f".{folder.name}.{mark}.{role}") for role in (_NEW, _OLD))
        try:
            new.mkdir()
            for name, content in files.items():
                _write(new / name, content)
            if folder.exists():
                new.chmod(folder.stat().st_mode & 0o7777)
            _sync(new)
            _put(new, folder, old)
            _sync(folder.parent)
        finally:
            # What is left is the folder that was replaced, or what could not take its place. Both
            # stay where neither is in place, which the next run puts right.
            if folder.exists() or not old.exists():
                shutil.rmtree(new, ignore_errors=True)
            if folder.exists():
                shutil.rmtree(old, ignore_errors=True)


def _put(new: Path, folder: Path, old: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    if _swapped(new, folder):
        return
    folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise


def _swapped(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot do that."""
    function = {"linux": "renameat2", "darwin": "renameatx_np"}.get(sys.platform)
    if function is None:
        return False
    here = _AT_FDCWD[sys.platform]
    try:
        call = getattr(ctypes.CDLL(None, use_errno=True), function)
    except (AttributeError, OSError):
        return False
    if call(here, os.fsencode(one), here, os.fsencode(other), ctypes.c_uint(_SWAP)) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NO_SUCH_CALL:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _recover(folder: Path, *, alone: bool) -> None:
    pattern = re.compile(rf"\.{re.escape(folder.name)}\.[0-9a-f]{{16}}\.({_NEW}|{_OLD})")
    left = sorted(
        entry
        for entry in folder.parent.iterdir()
        if pattern.fullmatch(entry.name) and entry.is_dir() and not entry.is_symlink()
    )
    for entry in left:
        if entry.suffix == f".{_OLD}" and not folder.exists():
            entry.rename(folder)
        elif alone:
            # Nobody else is at work here, so that nobody needs it any more.
            shutil.rmtree(entry, ignore_errors=True)


@contextlib.contextmanager
def _turn(folder: Path, *, wait: bool = True) -> Iterator[bool]:
    """Wait until no other run writes beside this folder; give False where that cannot be known.

    The parent folder itself is locked, so that no lock file is left behind, and the system undoes
    the lock of a run that is ended. Whoever holds it longer than a run takes to write is suspended,
    or no run at all, and is not waited for: the lock only tells what is left over from what is
    still at work, and folders change places whole without it.
    """
    if sys.platform == "win32":
        yield False
        return
    import fcntl  # noqa: PLC0415 - there is none on Windows

    handle = os.open(folder.parent, os.O_RDONLY)
    try:
        deadline = time.monotonic() + (_PATIENCE if wait else 0)
        locked = False
        while not locked:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                locked = True
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    break
                time.sleep(0.05)
            except OSError:  # some file systems have no locks
                break
        yield locked
    finally:
        os.close(handle)


def _sync(folder: Path) -> None:
    """Have the names in a folder on disk, where the system can be told so."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
