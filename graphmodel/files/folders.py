"""Folders that are replaced as a whole: only if nothing is in them that was not put there so."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from graphmodel.errors import OptionError
from graphmodel.files.disk import read_bounded, recover
from graphmodel.files.findings import listed
from graphmodel.files.plain_json import parse_json

_SIZE_LIMIT: Final = 1_000_000
"""Bytes that the list of contents may have."""

_HARMLESS: Final = re.compile(r"\.DS_Store|Thumbs\.db|desktop\.ini|\.~lock\..*#|~\$.*")
"""What systems and office programs leave in any folder that is looked at."""


@dataclass(frozen=True, slots=True)
class FolderKind:
    """What a folder is known by.

    Attributes
    ----------
    name
        What it is called.
    contents, format
        The file that lists the others, and what its ``format`` says.
    entries, path
        The key of that list, and of the name of a file in each entry.
    """

    name: str
    contents: str
    format: str
    entries: str
    path: str

    def check(self, folder: str | Path) -> Path:
        """See that such a folder can be written, before any work is done.

        What a run that was stopped has left behind is put right. Of a link the folder itself is
        returned.

        Raises
        ------
        OptionError
            When the folder is there and has other files, or its parent is not there.
        """
        target = Path(os.path.realpath(folder))
        if not target.name:
            raise OptionError(f"{folder}: this cannot be replaced; name a folder in it")
        if not target.parent.is_dir():
            raise OptionError(f"{folder}: there is no folder {target.parent.name}; make it first")
        recover(target)
        if not target.exists():
            return target
        if not target.is_dir():
            raise OptionError(f"{folder}: this is a file; name a folder for the {self.name}")
        known = self._listed(target)
        others = _others(target, {self.contents, *known} if known else set())
        if others:
            what = "which this program did not put there" if known else f"and is no {self.name}"
            raise OptionError(
                f"{folder}: the folder holds {listed(others)}, {what}."
                " Nothing was written; name another folder, or take them away"
            )
        return target

    def _listed(self, folder: Path) -> list[str]:
        """Return the files that a folder lists; none where it is of another kind."""
        try:
            found: Any = parse_json(read_bounded(folder / self.contents, _SIZE_LIMIT))
            if found["format"] == self.format:
                return [str(entry[self.path]) for entry in found[self.entries]]
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return []


def _others(folder: Path, known: set[str]) -> list[str]:
    """Return what is in a folder besides, by name."""
    return sorted(
        entry.name
        for entry in folder.iterdir()
        if not _HARMLESS.fullmatch(entry.name)
        and (entry.name not in known or entry.is_dir() or entry.is_symlink())
    )
