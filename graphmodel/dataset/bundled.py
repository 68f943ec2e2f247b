"""The datasets that come with the package."""

from __future__ import annotations

import contextlib
import csv
import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graphmodel.errors import OptionError
from graphmodel.files.archives import DESCRIPTOR
from graphmodel.files.findings import hint, listed, quoted
from graphmodel.files.guard import guarded
from graphmodel.files.safe_text import shown_text
from graphmodel.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.files.findings import Findings

_PLACES: Final = (
    Path(__file__).parents[1] / "datasets",  # in an installed package
    Path(__file__).parents[2] / "datasets",  # in a checkout
)


@dataclass(frozen=True)
class BundledDataset(Shown):
    """A dataset that comes with the package.

    Attributes
    ----------
    name, title, compare
        As in :class:`Dataset`.
    organisation_count
        How many organisations there are.
    footprint_counts
        How many footprints there are in each set.
    path
        Its folder.

    Examples
    --------
    >>> gm.bundled_datasets()[0].footprint_counts["stp"]
    44
    """

    name: str
    title: str
    compare: tuple[str, str]
    organisation_count: int
    footprint_counts: Mapping[str, int]
    path: Path

    def __repr__(self) -> str:
        # Without the path, which says more about the machine than about the dataset.
        return shown_text(f"<BundledDataset {self.name!r}: {self.title}>")

    def to_dict(self) -> dict[str, Any]:
        """Return all but the path as a JSON-ready mapping."""
        told = {**asdict(self), "compare": list(self.compare)}
        del told["path"]
        return told


@guarded
def bundled_datasets() -> tuple[BundledDataset, ...]:
    """Return the datasets that come with the package, by name.

    Examples
    --------
    >>> [bundled.name for bundled in gm.bundled_datasets()]
    ['england-2016', 'england-2026']
    """
    return tuple(_bundled(folder) for _, folder in sorted(_bundled_folders().items()))


def _bundled_folders() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for place in _PLACES:
        for path in place.glob(f"*/{DESCRIPTOR}"):
            # The folder beside an installed package is somebody else's.
            with contextlib.suppress(OSError, ValueError):
                data = json.loads(path.read_text(encoding="utf-8"))
                if data.get("name") == path.parent.name and "graphmodel" in data:
                    found.setdefault(path.parent.name, path.parent)
    return found


def _bundled(folder: Path) -> BundledDataset:
    data = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    first, second = data["graphmodel"]["compare"]
    counts: dict[str, Counter[str]] = {}
    for table in ("organisations", "footprints"):
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            counts[table] = Counter(row.get("footprint_set", "") for row in rows)
    footprints = dict(sorted(counts["footprints"].items()))
    organisations = counts["organisations"].total()
    return BundledDataset(
        data["name"], data["title"], (first, second), organisations, footprints, folder
    )


def located(source: str | Path, findings: Findings) -> Path:
    """Return the path of a dataset; a bundled name given as text goes before a path.

    It is noted where something else has the name of a bundled dataset.

    Raises
    ------
    OptionError
        When there is nothing of that name.
    """
    text = str(source)
    path = Path(source)
    try:
        exists = bool(text.strip()) and path.exists()
    except (OSError, ValueError):
        exists = False
    bundled = _bundled_folders()
    if text in bundled and not (exists and isinstance(source, Path)):
        if exists and path.resolve() != bundled[text].resolve():
            message = "this is the bundled dataset; something of the same name is here as well"
            findings.add("warning", text, message, f"Write ./{text} to read that.")
        return bundled[text]
    if not exists:
        names = listed(sorted(bundled)) or "no dataset"
        near = hint(text, bundled)
        raise OptionError(f"there is no dataset {quoted(text)}; bundled: {names}{near}")
    return path
