"""Build the bundled datasets from their source tables, the same bytes every time.

``python datasets/build.py --sources DIR`` writes them; ``--check`` builds them aside and lists
what differs from the files that are there. The source tables are described in ``README.md``.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from build_common import Package, SourceError
from build_england_2016 import build_england_2016
from build_england_2026 import build_england_2026

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["build", "differences", "main", "write"]


def build(sources: Path) -> list[Package]:
    """Build both packages.

    Parameters
    ----------
    sources
        Folder that holds the folders ``england-2016`` and ``england-2026`` of source tables.
    """
    return [build_england_2016(sources), build_england_2026(sources)]


def write(package: Package, output: Path) -> None:
    """Write a package as a folder of CSV tables and ``datapackage.json``.

    Parameters
    ----------
    package
        The package.
    output
        Folder in which its own folder is made, or filled again.
    """
    folder = output / package.name
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in package.tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(frame.columns)
            writer.writerows(frame.to_numpy().tolist())
    text = json.dumps(package.descriptor, indent=2, ensure_ascii=False)
    for name, content in {"datapackage.json": f"{text}\n", **package.texts}.items():
        (folder / name).write_text(content, encoding="utf-8", newline="\n")


def differences(built: Path, kept: Path, names: Sequence[str]) -> list[str]:
    """List the files of packages that differ, are missing, or should not be there.

    Parameters
    ----------
    built, kept
        Folders that hold the packages.
    names
        Names of the packages.
    """
    found = []
    for name in names:
        files = {p.name for folder in (built, kept) for p in (folder / name).glob("*")}
        for file in sorted(files):
            one, other = built / name / file, kept / name / file
            if not other.exists():
                found.append(f"{name}/{file}: missing")
            elif not one.exists():
                found.append(f"{name}/{file}: not made by the build")
            elif one.read_bytes() != other.read_bytes():
                found.append(f"{name}/{file}: {_first_difference(one, other)}")
    return found


def _first_difference(built: Path, kept: Path) -> str:
    """Say where two files first differ."""
    one, other = (path.read_bytes().splitlines(keepends=True) for path in (built, kept))
    for line, (mine, theirs) in enumerate(zip(one, other, strict=False), start=1):
        if mine != theirs:
            return f"differs from line {line}"
    return f"has {len(other)} lines, {len(one)} expected"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 1 if files differ, 2 if sources fail."""
    parser = argparse.ArgumentParser(description="Build the bundled datasets.")
    parser.add_argument(
        "--sources", type=Path, required=True, metavar="DIR", help="folder of the source tables"
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=Path(__file__).resolve().parent,
        metavar="DIR",
        help="folder to write to, or to check (default: that of this script)",
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing, list what differs, exit 1 if any does"
    )
    options = parser.parse_args(arguments)
    try:
        packages = build(options.sources)
    except SourceError as error:
        print(f"build: {error}", file=sys.stderr)
        return 2
    if not options.check:
        for package in packages:
            write(package, options.output)
            rows = ", ".join(f"{len(frame)} {name}" for name, frame in package.tables.items())
            print(f"{package.name}: {rows}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        for package in packages:
            write(package, Path(folder))
        found = differences(Path(folder), options.output, [package.name for package in packages])
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
