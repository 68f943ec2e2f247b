"""What stands in standard input, where ``-`` is given for a file."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer  # noqa: TC002 - typer looks at what these take

from graphmodel.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable

_NAME: Final = "standard-input"
_WORKBOOK: Final = b"PK"
"""What a workbook, which is a zip archive, begins with."""


def from_standard_input(ending: str) -> Callable[[typer.Context, Path | None], Path | None]:
    """Return what puts a file with an ending in the place of ``-``, for as long as a command runs.

    Whatever reads files can read it, and speaks of it by its name.
    """

    def given(context: typer.Context, path: Path | None) -> Path | None:
        if path is None or str(path) != "-" or context.resilient_parsing:
            return path
        if _NAME in context.meta:
            raise OptionError("standard input can stand for one file only")
        folder = context.with_resource(tempfile.TemporaryDirectory())
        context.meta[_NAME] = folder
        head = sys.stdin.buffer.read(len(_WORKBOOK))
        kind = ".xlsx" if head == _WORKBOOK and ending == ".csv" else ending
        file = Path(folder) / f"{_NAME}{kind}"
        with file.open("wb") as stream:
            stream.write(head)
            shutil.copyfileobj(sys.stdin.buffer, stream)
        return file

    return given


def text_from_standard_input(ending: str) -> Callable[[typer.Context, str], str]:
    """Return what :func:`from_standard_input` does, for what may be a name as well."""
    given = from_standard_input(ending)

    def text(context: typer.Context, source: str) -> str:
        return str(given(context, Path(source))) if source == "-" else source

    return text
