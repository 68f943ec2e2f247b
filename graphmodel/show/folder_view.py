"""The view of a folder that has been written, such as a report: where it is, and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from graphmodel.dataset.stated import stated_dataset
from graphmodel.show.content import Paragraph, Table, Title, View
from graphmodel.show.facts import plan_title
from graphmodel.show.sheets import Column, Sheet
from graphmodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from graphmodel.plans.plan import Plan
    from graphmodel.show.content import Block


class Written(Protocol):
    """A folder with files that tell of a plan."""

    @property
    def folder(self) -> Path:
        """Where it is."""

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its files."""

    @property
    def plan(self) -> Plan:
        """The plan."""


def folder_view(written: Written, form: str, what: Callable[[str], str]) -> View:
    """Return the view of a folder.

    Parameters
    ----------
    written
        The folder.
    form
        The format of its list of contents.
    what
        Says of a file by its name what it is.
    """

    def data() -> dict[str, Any]:
        return {
            "format": form,
            "dataset": stated_dataset(written.plan.dataset),
            "compare": list(written.plan.overlap.compare),
            "folder": str(written.folder),
            "files": list(written.files),
        }

    def sheet() -> Sheet:
        columns = [Column("file", "File"), Column("what", "What", "prose")]
        return Sheet.of("Files", columns, [(name, what(name)) for name in written.files])

    def blocks() -> Iterator[Block]:
        yield Title(plan_title(written.plan))
        yield Paragraph(f"{written.folder} has {counted(len(written.files), 'file')}.")
        yield Table(sheet())

    return View(data, lambda: sheet().frame, blocks)
