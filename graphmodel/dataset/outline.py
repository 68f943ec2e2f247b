"""What can be read of a dataset in no time: its sets, its footprints, its scenarios.

Completion by the shell asks for it at every key, so that nothing slow is loaded: no pandas. Nothing
is checked here.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphmodel.dataset.bundled import located
from graphmodel.errors import GraphmodelError
from graphmodel.files.archives import DESCRIPTOR, UNPACKED_LIMIT, Archive, Folder, open_archive
from graphmodel.files.disk import read_bounded
from graphmodel.files.findings import Findings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from graphmodel.files.archives import Files


@dataclass(frozen=True)
class Outline:
    """What is written of a dataset's footprints.

    Attributes
    ----------
    compare
        The two sets that it compares; none where it does not say.
    footprints
        The name of each footprint, by set and code.
    scenarios
        The names of the scenarios that it brings.
    """

    compare: tuple[str, ...] = ()
    footprints: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    scenarios: tuple[str, ...] = ()


def outline_of(source: str | Path) -> Outline:
    """Read what can be read of a dataset's footprints: of a folder or a zip, not of a workbook."""
    findings = Findings()
    try:
        path = located(source, findings)
        files: Files
        if path.is_dir():
            files = Folder(path)
        elif path.suffix.lower() == ".zip":
            content = read_bounded(path, UNPACKED_LIMIT)
            archive = open_archive(content, path.name, findings)
            if archive is None:
                return Outline()
            files = Archive(path.name, archive)
        else:
            return Outline()
        return Outline(
            _compare(files, findings), _footprints(files, findings), _scenarios(files, findings)
        )
    except (GraphmodelError, OSError, ValueError, TypeError, KeyError, csv.Error):
        return Outline()


def _compare(files: Files, findings: Findings) -> tuple[str, ...]:
    content = files.read(DESCRIPTOR, findings)
    settings = json.loads(content or b"{}").get("graphmodel", {})
    return tuple(map(str, settings.get("compare", ())))


def _footprints(files: Files, findings: Findings) -> dict[str, dict[str, str]]:
    text = (files.read("footprints.csv", findings) or b"").decode("utf-8-sig")
    found: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(io.StringIO(text, newline="")):
        found.setdefault(row["footprint_set"], {})[row["footprint"]] = row.get("name") or ""
    return found


def _scenarios(files: Files, findings: Findings) -> tuple[str, ...]:
    if "scenarios.toml" not in files.names():
        return ()
    stated = tomllib.loads((files.read("scenarios.toml", findings) or b"").decode("utf-8-sig"))
    return tuple(str(each["name"]) for each in stated.get("scenario", ()))
