"""Trials: damaged input given to everything that reads it, where only clean errors are allowed.

A trial raises whatever is not a clean end: an exception that is no :class:`GraphmodelError`, an
exit code that means nothing, a traceback, output that is not UTF-8 or not whole, a warning, a file
where none should be.
"""

from __future__ import annotations

import functools
import hashlib
import io
import json
import os
import shutil
import tempfile
import warnings
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from typer.testing import CliRunner

from graphmodel import check_dataset, import_table, propose, read_dataset, read_plan, read_rules
from graphmodel.cli.app import app
from graphmodel.errors import DataError, GraphmodelError, PlanError
from graphmodel.planfiles.planfile import write_plan
from graphmodel.planfiles.verification import verify_plan
from graphmodel.rules.rules import Rules
from helpers.tiny import write_folder

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

_CODES: Final = range(6)
_FAILED: Final = (1, 2, 3, 5)
_ODD_NUMBERS: Final = ("nan", "inf", "-1", "1e308", "0.5", "0", "1e-9", "1", "x", "-0", "99")
_FORMS: Final = ("table", "csv", "json")


class Fault(AssertionError):  # noqa: N818 - what a trial finds
    """What is not a clean end."""


@dataclass(frozen=True)
class Ground:
    """Where a trial takes place.

    ``given`` has what is read, ``out`` takes what is written, and nothing else may change.
    """

    root: Path

    @property
    def given(self) -> Path:
        return self.root / "given"

    @property
    def out(self) -> Path:
        return self.root / "out"


@contextmanager
def ground() -> Iterator[Ground]:
    """Lay out the folders of one trial, and see in the end that nothing else has changed."""
    with tempfile.TemporaryDirectory(prefix="trial-") as name:
        found = Ground(Path(name))
        for folder in (found.given, found.out, found.root / "elsewhere"):
            folder.mkdir()
        (found.root / "elsewhere" / "canary.txt").write_text("sings", "utf-8")
        before = Path.cwd()
        os.chdir(found.root / "elsewhere")
        try:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                yield found
        finally:
            os.chdir(before)
        if caught:
            raise Fault(f"warning: {caught[0].category.__name__}: {caught[0].message}")


@contextmanager
def _unchanged(place: Ground) -> Iterator[None]:
    before = _state(place)
    yield
    after = _state(place)
    if before != after:
        changed = sorted(before.items() ^ after.items())
        raise Fault(f"files outside the output folder have changed: {changed[:3]!r}")


def _state(place: Ground) -> dict[str, str]:
    return {
        str(path.relative_to(place.root)): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        )
        for path in place.root.rglob("*")
        if not path.is_relative_to(place.out)
    }


def run(arguments: Sequence[str | Path]) -> int:
    """Run a command in this process; return its exit code."""
    result = CliRunner().invoke(app, [str(one) for one in arguments], prog_name="graphmodel")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    if result.exit_code not in _CODES:
        raise Fault(f"exit code {result.exit_code}")
    for stream in (result.stdout_bytes, result.stderr_bytes):
        if "Traceback (most recent" in stream.decode("utf-8"):
            raise Fault("a traceback is printed")
    if result.exit_code and not result.stderr_bytes and not result.stdout_bytes:
        raise Fault(f"exit code {result.exit_code} without a word")
    if "json" in arguments and result.exit_code == 0:
        _strict(result.stdout_bytes)
    return result.exit_code


def _strict(content: bytes) -> None:
    def refuse(text: str) -> float:
        raise Fault(f"{text} in JSON")

    json.loads(content.decode("utf-8"), parse_constant=refuse)


def check_whole(path: Path) -> None:  # noqa: C901 - one for each ending
    """See that a file that has been written is whole."""
    content = path.read_bytes()
    match path.suffix:
        case ".png":
            if not content.endswith(b"IEND\xaeB`\x82"):
                raise Fault(f"{path.name} ends early")
        case ".xlsx" | ".docx":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if archive.testzip() is not None:
                    raise Fault(f"{path.name} is damaged")
                for name in archive.namelist():
                    if not name.endswith((".xml", ".rels")):
                        continue
                    ET.fromstring(archive.read(name))  # noqa: S314 - our own
        case ".json":
            _strict(content)
        case ".graphml" | ".gexf":
            ET.fromstring(content)  # noqa: S314 - our own
        case ".html":
            if not content.decode("utf-8").rstrip().endswith("</html>"):
                raise Fault(f"{path.name} ends early")
        case _:
            content.decode("utf-8")


def _report(place: Ground, source: Path, options: Sequence[str]) -> int:
    folder = place.out / "report"
    code = run(["report", source, "--output", folder, "--time-limit", "2", *options])
    if folder.exists() == (code in _FAILED):
        raise Fault(f"a report ends with exit code {code}")
    for path in folder.iterdir() if folder.exists() else ():
        check_whole(path)
    shutil.rmtree(folder, ignore_errors=True)
    return code


def _run_to(place: Ground, arguments: Sequence[str | Path], outputs: Sequence[str]) -> int:
    """Run a command that writes files, and see that they are there and whole, or not at all."""
    for path in place.out.iterdir():
        path.unlink()
    options = [part for name in outputs for part in ("--output", place.out / name)]
    code = run([*arguments, *options])
    there = {path.name for path in place.out.iterdir()}
    if there != (set() if code in _FAILED else set(outputs)):
        raise Fault(f"exit code {code} leaves {sorted(there)} of {sorted(outputs)}")
    for path in place.out.iterdir():
        check_whole(path)
    return code


def try_dataset(place: Ground, source: Path, chance: random.Random) -> bool:
    """Check, read and use a dataset; return whether it is sound."""
    with _unchanged(place):
        soundness = check_dataset(source)
        try:
            dataset = read_dataset(source)
        except DataError as error:
            if soundness.ok or error.problems != soundness.problems:
                raise Fault("it is checked and read with other problems") from error
        else:
            if not soundness.ok or dataset.warnings != soundness.problems:
                raise Fault("it is checked and read with other problems")
        if chance.random() < 0.3:
            code = run(["check", source, "--format", chance.choice(_FORMS)])
            if code != (0 if soundness.ok else 1):
                raise Fault(f"check gives {code}")
        if soundness.ok or chance.random() < 0.1:
            _use(place, source, chance, sound=soundness.ok)
    return soundness.ok


def _use(place: Ground, source: Path, chance: random.Random, *, sound: bool) -> None:
    odd = chance.random() < 0.1
    options: list[str | Path] = ["--format", chance.choice(_FORMS)]
    if odd:
        options += ["--ignore-below", chance.choice(_ODD_NUMBERS)]
    if chance.random() < 0.1:
        options += ["--sets", chance.choice(("ldr,stp", "stp,stp", "stp", "x,y", "council,stp"))]
    match chance.randrange(20) // 3:
        case 6:
            lead = chance.choice(("stp", "ldr", "joint"))
            code = _report(place, source, ["--lead", lead, "--no-sensitivity"])
        case 0:
            names = chance.sample(["a.csv", "a.json", "a.xlsx", "a.graphml", "a.gexf"], 2)
            code = _run_to(place, ["assess", source, *options], names)
        case 1:
            code = _run_to(place, ["explore", source], ["page.html"])
        case 2:
            code = run(["frontier", source, *options])
        case _:
            lead = chance.choice(("stp", "ldr", "joint", "x"))
            options += ["--lead", lead, "--time-limit", "2"]
            options += ["--target", chance.choice(("coterminous", "nested", "compatible"))]
            if odd:
                name = chance.choice(("--max-moved", "--footprints", "--least-people"))
                options += [name, chance.choice(_ODD_NUMBERS)]
            names = ["p.json", *chance.sample(["p.csv", "p.xlsx", "p.graphml", "p.html"], 2)]
            code = _run_to(place, ["suggest", source, *options], names)
            if code not in _FAILED and run(["verify", place.out / "p.json", "--dataset", source]):
                raise Fault("a plan that was just made does not verify")
    if not sound and code not in (1, 2):
        raise Fault(f"data that is not sound is used, with exit code {code}")


def try_import(  # noqa: C901 - what may go wrong is judged in one place
    place: Ground, table: Path, matches: Path | None, chance: random.Random
) -> bool:
    """Import a wide table; return whether that makes a dataset."""
    made = place.out / "mine"
    decided = None if matches is None else place.out / matches.name
    if matches is not None and decided is not None:
        decided.write_bytes(matches.read_bytes())
    options: dict[str, str] = {}
    if chance.random() < 0.2:
        options["kind"] = "commissioner"
    if chance.random() < 0.1:
        options["sets"] = chance.choice(("STP,LDR", "stp=STP,x=LDR", "STP", ",", "a=b", "Code,STP"))
    if chance.random() < 0.1:
        options["columns"] = chance.choice(("name=Organisation", "code=Type", "name=", "x", "x=y"))
    with _unchanged(place):
        sound = False
        try:
            imported = import_table(table, made, matches=decided, **options)
        except GraphmodelError:
            if made.exists():
                raise Fault("an import that fails leaves a dataset") from None
        else:
            sound = True
            if read_dataset(made).sha256 != imported.dataset.sha256:
                raise Fault("the dataset is read otherwise than it was imported")
        other = place.out / "other"
        words = [part for key, value in options.items() for part in (f"--{key}", value)]
        words += ["--matches", str(decided)] if decided else []
        form = chance.choice(_FORMS)
        code = run(["import", table, other, "--format", form, *words])
        if other.exists() != (code == 0) or sound != (code == 0):
            raise Fault(f"import gives {code}")
    allowed = {"mine", "other", "mine-matches.csv", "other-matches.csv"}
    left = {path.name for path in place.out.iterdir()} - allowed - {matches.name if matches else ""}
    if left:
        raise Fault(f"an import leaves {sorted(left)}")
    return sound


@functools.cache
def plan_texts() -> tuple[str, ...]:
    """Return plan files for the tiny dataset, as they are written."""
    texts = []
    with tempfile.TemporaryDirectory() as name:
        dataset = read_dataset(write_folder(Path(name) / "tiny"))
        rules = Rules(people_least=100.0, keep=("stp:E1",))
        for options in ({"lead": "stp"}, {"lead": "ldr", "target": "nested"}, {"lead": "joint"}):
            write_plan(propose(dataset, **options), Path(name) / "plan.json")
            texts.append((Path(name) / "plan.json").read_text("utf-8"))
        write_plan(propose(dataset, lead="joint", rules=rules), Path(name) / "plan.json")
        texts.append((Path(name) / "plan.json").read_text("utf-8"))
    return tuple(texts)


def try_plan(place: Ground, path: Path, chance: random.Random) -> bool:
    """Read, verify and show a plan of the tiny dataset; return whether it is one."""
    dataset = write_folder(place.given / "tiny")
    sound = place.given / "sound.json"
    sound.write_text(plan_texts()[0], "utf-8")
    with _unchanged(place):
        try:
            plan = read_plan(path, dataset=dataset)
        except PlanError:
            good = False
        else:
            good = True
            write_plan(plan, place.out / "again.json")
            check_whole(place.out / "again.json")
            verify_plan(place.out / "again.json", dataset=dataset)
        form = chance.choice(_FORMS)
        match chance.randrange(6):
            case 0 | 1 | 2:
                code = run(["verify", path, "--dataset", dataset, "--format", form])
                if not good and code != 1:
                    raise Fault(f"a plan that cannot be read is verified with exit code {code}")
            case 3:
                run(["verify", path])
            case 4:
                run(["diff", path, sound, "--dataset", dataset, "--format", form])
            case _:
                code = _run_to(place, ["explore", dataset, "--plan", path], ["page.html"])
                if good != (code == 0):
                    raise Fault(f"exploring gives {code}")
    return good


def try_rules(place: Ground, path: Path, chance: random.Random) -> bool:
    """Read rules and plan under them; return whether they can be read."""
    dataset = write_folder(place.given / "tiny")
    with _unchanged(place):
        try:
            rules = read_rules(path)
        except GraphmodelError:
            good = False
        else:
            good = True
            if Rules.from_mapping(rules.to_mapping()) != rules:
                raise Fault("rules are written otherwise than they are read")
        words = ["suggest", dataset, "--lead", "joint", "--rules", path, "--time-limit", "2"]
        if good and chance.random() < 0.3:
            return good
        words += ["--format", chance.choice(_FORMS)]
        code = _run_to(place, words, ["p.json"])
        if not good and code != 2:
            raise Fault(f"rules that cannot be read give exit code {code}")
        if code not in _FAILED and run(["verify", place.out / "p.json", "--dataset", dataset]):
            raise Fault("a plan that was just made does not verify")
    return good
