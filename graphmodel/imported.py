"""What a wide table has become."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from graphmodel.shown import Shown

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel.dataset import Dataset
    from graphmodel.errors import Problem
    from graphmodel.matches import Taken

__all__ = ["Imported"]


@dataclass(frozen=True)
class Imported(Shown):
    """A dataset that a wide table has become.

    Attributes
    ----------
    dataset
        The dataset as it can be read from the folder.
    folder
        Where it is.
    notes
        What has been guessed, changed and left out.
    taken
        Names and codes that have been taken for others.
    """

    dataset: Dataset
    folder: Path
    notes: tuple[str, ...]
    taken: tuple[Taken, ...]

    def __repr__(self) -> str:
        return f"<Imported {self.dataset!r}>"

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is legal but odd, with the rows of the table."""
        return self.dataset.warnings

    def to_dict(self) -> dict[str, Any]:
        """Return the result as a JSON-ready mapping."""
        sets = Counter(self.dataset.footprints["footprint_set"])
        return {
            "dataset": self.dataset.name,
            "folder": str(self.folder),
            "compare": list(self.dataset.compare),
            "organisations": len(self.dataset.organisations),
            "footprints": dict(sorted(sets.items())),
            "memberships": len(self.dataset.memberships),
            "notes": list(self.notes),
            "matches": [{**asdict(one), "rows": list(one.rows)} for one in self.taken],
            "problems": [problem.to_dict() for problem in self.problems],
        }
