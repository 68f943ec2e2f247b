"""Folders and zip archives that hold a dataset, read without ever leaving them."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final, TypeAlias

from graphmodel.files.disk import read_bounded
from graphmodel.files.findings import listed, nearest, quoted

if TYPE_CHECKING:
    from graphmodel.files.findings import Findings

DESCRIPTOR: Final = "datapackage.json"

UNPACKED_LIMIT: Final = 200_000_000
"""Bytes that an archive or a workbook may hold when unpacked."""

_RATIO_LIMIT: Final = 250
"""Times that an archive may grow on unpacking; tables grow by 5 to 50, bombs by 1,000."""

_RATIO_FREE: Final = 10_000_000
"""Bytes up to which growth is no concern."""

_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How entries may be packed: others unpack at once, however much there is."""

_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What reading a damaged archive raises."""


class Folder:
    """A folder, out of which no link leads."""

    def __init__(self, path: Path) -> None:
        self._root = path.resolve()

    def names(self) -> list[str]:
        """Return the names of what is in the folder itself, folders included."""
        return sorted(entry.name for entry in self._root.iterdir())

    def read(self, path: str, findings: Findings) -> bytes | None:
        """Return a file's bytes, or None when it cannot be read (which is noted)."""
        try:
            target = (self._root / path).resolve()
            if not target.is_relative_to(self._root):
                message = "the file is a link that leads out of the dataset's folder"
                findings.add("error", path, message, "Put the file itself there.")
            elif target.is_dir():
                findings.add("error", path, "this is a folder, not a file", "Put a table there.")
            elif not target.exists():
                _note_missing(path, self.names(), findings)
            elif not target.is_file():
                findings.add("error", path, "this is no regular file", "Put a table there.")
            else:
                return read_bounded(target, UNPACKED_LIMIT)
        except (OSError, RuntimeError, ValueError) as error:
            # The text of an OSError shows where on this machine the file is; its reason does not.
            reason = getattr(error, "strerror", None) or type(error).__name__
            findings.add("error", path, f"the file cannot be read ({reason})")
        return None


class Archive:
    """A zip archive of a folder, whose files stand at its root or in one top folder.

    Given are its name, to report problems under, and what :func:`open_archive` returns.
    """

    def __init__(self, file: str, archive: zipfile.ZipFile) -> None:
        self._file = file
        self._archive = archive
        entries = {_normal(info.filename): info for info in archive.infolist()}
        self._entries = {
            name: info
            for name, info in entries.items()
            if not info.is_dir() and not _is_litter(name)
        }
        tops = {name.split("/")[0] for name in self._entries}
        if len(tops) == 1 and all("/" in name for name in self._entries):
            top = tops.pop()
            self._entries = {name[len(top) + 1 :]: info for name, info in self._entries.items()}

    def names(self) -> list[str]:
        """Return the paths of the files in the archive."""
        return sorted(self._entries)

    def read(self, path: str, findings: Findings) -> bytes | None:
        """Return a file's bytes, or None when it cannot be read (which is noted)."""
        name = str(PurePosixPath(path))
        if name not in self._entries:
            _note_missing(path, self.names(), findings)
            return None
        try:
            return unpacked(self._archive, self._entries[name])
        except _DAMAGE:
            remedy = "Make the archive again."
            findings.add("error", path, f"{self._file} is damaged at this file", remedy)
            return None


Files: TypeAlias = Folder | Archive
"""Files by their path from the dataset's folder."""


def open_archive(content: bytes, file: str, findings: Findings) -> zipfile.ZipFile | None:
    """Open a zip archive (a workbook is one) that is safe to read, or note why it is not."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
    except _DAMAGE:
        message = "the file is damaged, or no zip archive or .xlsx workbook at all"
        findings.add("error", file, message, "Save or send it again.")
        return None
    refusal = _refusal(entries, len(content))
    if refusal is not None:
        message, remedy, entry = refusal
        findings.add("error", file, message, remedy, value=entry)
        return None
    return archive


def _refusal(entries: list[zipfile.ZipInfo], size: int) -> tuple[str, str, str] | None:
    """Return why an archive is not safe to read, a remedy, and which entry is to blame, if any."""
    unsafe = _unsafe_entry(entries)
    if unsafe is not None:
        return unsafe
    if any(info.flag_bits & 1 for info in entries):
        return "the archive is encrypted", "Make one without a password.", ""
    if any(info.compress_type not in _METHODS for info in entries):
        message = "the archive is packed by a method that is not read"
        return message, "Make it again as an ordinary .zip.", ""
    after = sum(info.file_size for info in entries)
    if after > UNPACKED_LIMIT or after > max(_RATIO_FREE, _RATIO_LIMIT * size):
        message = (
            f"the file would unpack to {after / 1e6:,.0f} MB, {after / size:,.0f} times its size;"
            f" the limits are {UNPACKED_LIMIT / 1e6:.0f} MB and {_RATIO_LIMIT} times"
        )
        return message, "Give the folder instead, if you trust it.", ""
    return None


def _unsafe_entry(entries: list[zipfile.ZipInfo]) -> tuple[str, str, str] | None:
    seen = set[str]()
    for info in entries:
        name = _normal(info.filename)
        if leaves_folder(name):
            message = "an entry of the archive would be written outside its folder"
            remedy = "Do not trust this archive; make it again from the folder."
            return message, remedy, info.filename
        if stat.S_ISLNK(info.external_attr >> 16):
            return "an entry of the archive is a link", "Pack the file itself.", info.filename
        if name in seen:
            return "two entries of the archive have this name", "Make it again.", info.filename
        seen.add(name)
    return None


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return what an entry holds; of one that is larger than it says, no more than it says."""
    with archive.open(entry) as stream:
        # Asked for everything, it unpacks everything first.
        return stream.read(entry.file_size)


def leaves_folder(path: str) -> bool:
    """Whether a path is a URL, absolute, or leads out of the folder it starts from."""
    parts = path.replace("\\", "/").split("/")
    return not parts[0] or ".." in parts or bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", path))


def _normal(name: str) -> str:
    # Some archivers on Windows write their own separator.
    return name.replace("\\", "/").removeprefix("./")


def _is_litter(name: str) -> bool:
    # What macOS adds to an archive, beside the folder that was packed.
    return name.startswith("__MACOSX/") or name.endswith(".DS_Store")


def _note_missing(path: str, names: list[str], findings: Findings) -> None:
    near = nearest(path, names)
    there = f"There is {listed(names)}." if names else "There are no files."
    remedy = f"Did you mean {quoted(near)}? Rename it." if near else there
    findings.add("error", path, "the file is missing", remedy)
