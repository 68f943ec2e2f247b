"""The folder with which a plan is carried out, once it is agreed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graphmodel.dataset.stated import stated_dataset
from graphmodel.errors import OptionError
from graphmodel.files.disk import replace_folder
from graphmodel.files.folders import FolderKind
from graphmodel.files.guard import guarded
from graphmodel.handover.affected import affected_frame, affected_partners
from graphmodel.handover.register import Register
from graphmodel.planfiles.planfile import as_plan
from graphmodel.show.facts import plan_title
from graphmodel.show.folder_view import folder_view
from graphmodel.show.printing import csv_bytes
from graphmodel.show.views import view_of
from graphmodel.shown import Shown

if TYPE_CHECKING:
    import pandas as pd

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan
    from graphmodel.show.content import View

_DESCRIPTOR: Final = "datapackage.json"
_FORMAT: Final = "graphmodel-handover/1"

HANDOVER: Final = FolderKind("handover", _DESCRIPTOR, _FORMAT, entries="resources", path="path")

_WHAT: Final = {
    "register.csv": "one row a pair of old and new footprint; shares add to 1 both ways",
    "lookup.csv": "the footprints of every block, now and with the plan",
    "letters.csv": "one row a council or trust: whom it deals with, and what changes",
    "plan.geojson": "footprints before and after, for maps",
    _DESCRIPTOR: "what the others are, and what their columns hold",
}


@dataclass(frozen=True, slots=True)
class Handover(Shown):
    """A handover that has been written.

    Attributes
    ----------
    folder
        Where it is.
    files
        The names of its files, in order.
    plan
        The plan that is to be carried out.

    Examples
    --------
    >>> gm.write_handover(gm.propose("england-2026"), "handover").files[0]
    'register.csv'
    """

    folder: Path
    files: tuple[str, ...]
    plan: Plan


@guarded
def write_handover(
    plan: Plan | str | Path,
    folder: str | Path,
    *,
    start: str | None = None,
    dataset: Dataset | str | Path | None = None,
) -> Handover:
    """Write the tables with which others carry a plan out into a folder, all of it or nothing.

    ``register.csv``, every change of footprints; ``lookup.csv``, every block, now and with the
    plan; ``letters.csv``, one row a partner; ``plan.geojson``, footprints before and after; and
    ``datapackage.json``, which says what they are and what their columns hold. The same input gives
    the same bytes. A handover that is there is replaced as a whole.

    Parameters
    ----------
    plan
        The plan, or the file of one.
    folder
        The folder to make. Its parent has to exist.
    start
        The day from which the plan is in force, as ``2027-04-01``.
    dataset
        What a plan in a file is for, as :func:`graphmodel.read_plan` takes it.

    Raises
    ------
    OptionError
        When the folder is there and holds anything else, or the day is none.
    OSError
        When it cannot be written. A handover that was there is there still.

    Examples
    --------
    >>> found = gm.write_handover(gm.propose("england-2026"), "handover", start="2027-04-01")
    >>> found.files
    ('register.csv', 'lookup.csv', 'letters.csv', 'plan.geojson', 'datapackage.json')
    """
    day = _day(start)
    target = HANDOVER.check(folder)
    plan = as_plan(plan, dataset)
    files = handover_files(plan, day)
    HANDOVER.check(folder)  # once more, since somebody may have put something there meanwhile
    replace_folder(target, files)
    return Handover(Path(folder), tuple(files), plan)


def _day(start: str | None) -> str:
    try:
        return str(dt.date.fromisoformat(start)) if start else ""
    except ValueError:
        raise OptionError(f"`start` takes a day, as in 2027-04-01, not {start!r}") from None


def handover_files(plan: Plan, start: str = "") -> dict[str, bytes]:
    """Return the files of a handover by name, what describes them last."""
    register = Register(plan, start)
    frames = {
        "register.csv": register.frame(),
        "lookup.csv": register.look_up(),
        "letters.csv": letters_frame(plan),
    }
    files = {name: csv_bytes(frame) for name, frame in frames.items()}
    files["plan.geojson"] = _json(_map(plan))
    resources = [_resource(name, files[name], frames.get(name)) for name in files]
    described = {
        "format": _FORMAT,
        "name": "handover",
        "title": plan_title(plan),
        "dataset": stated_dataset(plan.dataset),
        "compare": plan.overlap.compare,
        "from": start,
        "resources": resources,
    }
    return files | {_DESCRIPTOR: _json(described)}


def letters_frame(plan: Plan) -> pd.DataFrame:
    """Return one row a partner, for letters: whom it deals with, now and with the plan.

    Columns as in :func:`affected_frame`, then for each set ``…_now`` and ``…_after``, names joined
    by semicolons.
    """
    frame = affected_frame(plan, affected_partners(plan))
    places = plan.to_frame("partner_footprints")
    for name in plan.overlap.compare:
        for moment, column in (("now", "before"), ("after", "after")):
            rows = places[(places["footprint_set"] == name) & places[f"deals_{column}"]]
            names = rows.groupby("organisation")["footprint_name"].agg("; ".join)
            frame[f"{name}_{moment}"] = frame["organisation"].map(names).fillna("").astype("str")
    return frame


def _map(plan: Plan) -> dict[str, Any]:
    features = [
        feature | {"properties": {"moment": moment, **feature["properties"]}}
        for moment in ("before", "after")
        for feature in plan.to_geo(after=moment == "after")
    ]
    return {"type": "FeatureCollection", "features": features}


_KINDS: Final = {"b": "boolean", "f": "number", "i": "integer"}


def _resource(name: str, content: bytes, frame: pd.DataFrame | None) -> dict[str, Any]:
    """Return what a data package says of a file."""
    stem, _, ending = name.partition(".")
    said = {
        "name": stem,
        "path": name,
        "description": _WHAT[name],
        "format": ending,
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    if frame is None:
        return said
    columns = [
        {"name": str(column), "type": _KINDS.get(getattr(of, "kind", "O"), "string")}
        for column, of in frame.dtypes.items()
    ]
    return said | {"type": "table", "schema": {"fields": columns}}


def _json(content: dict[str, Any]) -> bytes:
    return f"{json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)}\n".encode()


@view_of.register(Handover)
def view_handover(handover: Handover) -> View:
    """Return the view of a handover: where it is, and its files."""
    return folder_view(handover, _FORMAT, lambda name: _WHAT.get(name, "another file"))
