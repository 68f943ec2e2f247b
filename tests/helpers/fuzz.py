"""A fuzzer: damaged input of every kind, for as long as one likes, and only clean errors.

``PYTHONPATH=tests python -m helpers.fuzz --seconds 1800 --seed 1`` runs in a child process under
limits on memory and time; what ends otherwise than cleanly is told with its number, and kept where
``--keep`` says. ``--case 17`` runs that one case again. The same seed gives the same cases.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import queue
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from helpers.mutations import (
    MATCHES,
    csv_content,
    dataset_entries,
    dataset_workbook,
    parsed,
    some_archive,
    some_bytes,
    some_cells,
    some_json,
    some_toml,
    some_workbook,
    wide_rows,
)

if TYPE_CHECKING:
    from types import FrameType

    from helpers.trials import Ground

MEMORY: Final = 3_000_000_000
"""Bytes of address space that a case may take, libraries included."""

SECONDS: Final = 20
"""Seconds of computing that a case may take; by the clock, it depends on who else is at work."""

_PATIENCE: Final = 180
"""Seconds by the clock after which a case hangs."""

_CASES_PER_CHILD: Final = 3_000
_KINDS: Final = ("folder", "zip", "xlsx", "xlsx", "csv-table", "xlsx-table", "plan", "rules")


class SlowError(BaseException):
    """A case takes too long; no code takes this for an error of its own."""


def run_case(seed: int, number: int, place: Ground) -> tuple[str, bool]:
    """Run one case; return its kind, and whether the damage left it sound."""
    # Imported here: the parent needs none of it.
    from helpers.trials import plan_texts, try_dataset, try_import, try_plan, try_rules  # noqa: PLC0415

    chance = random.Random(f"{seed}-{number}")  # noqa: S311 - the same every time
    kind = chance.choice(_KINDS)
    given = place.given
    match kind:
        case "folder":
            source = given / "data"
            source.mkdir()
            for name, content in dataset_entries(chance).items():
                (source / name).write_bytes(content)
            return kind, try_dataset(place, source, chance)
        case "zip" | "xlsx":
            source = given / f"data.{kind}"
            source.write_bytes(
                some_archive(dataset_entries(chance), chance)
                if kind == "zip"
                else dataset_workbook(chance)
            )
            return kind, try_dataset(place, source, chance)
        case "csv-table" | "xlsx-table":
            rows = wide_rows(chance)
            table = given / f"table.{kind.partition('-')[0]}"
            if kind == "csv-table":
                content = csv_content(rows, chance)
                content = some_bytes(content, chance) if chance.random() < 0.3 else content
            else:
                content = some_workbook({"Members": rows}, chance)
            table.write_bytes(content)
            matches = None
            if chance.random() < 0.3:
                matches = given / "matches.csv"
                content = csv_content(some_cells(parsed(MATCHES), chance), chance)
                content = some_bytes(content, chance) if chance.random() < 0.3 else content
                matches.write_bytes(content)
            return kind, try_import(place, table, matches, chance)
        case "plan":
            path = given / "plan.json"
            content = some_json(chance.choice(plan_texts()), chance)
            path.write_bytes(some_bytes(content, chance) if chance.random() < 0.2 else content)
            return kind, try_plan(place, path, chance)
        case _:
            path = given / "rules.toml"
            path.write_bytes(some_toml(chance))
            return kind, try_rules(place, path, chance)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SlowError(f"more than {SECONDS} s")


def serve(seed: int, first: int, count: int, keep: Path | None) -> None:
    """Run cases one after the other, and tell how each of them ends as a line of JSON."""
    import typer.testing  # noqa: PLC0415 - see above

    from helpers.trials import ground, plan_texts  # noqa: PLC0415 - see above

    plan_texts()
    # Building the commands anew takes longer than most of them.
    typer.testing._get_command = functools.cache(typer.testing._get_command)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, _stop)
    for number in range(first, first + count):
        _tell(start=number)
        fault, kind, sound = "", "", False
        began = time.process_time()
        try:
            with ground() as place:
                signal.setitimer(signal.ITIMER_PROF, SECONDS)
                try:
                    kind, sound = run_case(seed, number, place)
                except BaseException:
                    if keep is not None:
                        target = keep / f"{seed}-{number}"
                        shutil.copytree(place.given, target, dirs_exist_ok=True)
                    raise
                finally:
                    signal.setitimer(signal.ITIMER_PROF, 0)
        except KeyboardInterrupt:
            raise
        except BaseException:  # noqa: BLE001 - panics of compiled code are no Exception
            fault = traceback.format_exc()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        took = time.process_time() - began
        _tell(end=number, kind=kind, sound=sound, fault=fault, seconds=took, peak=peak)


def _tell(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class Fuzzer:
    """Runs children until time is over, and counts how their cases end.

    Parameters
    ----------
    seed, keep
        As given on the command line.
    """

    def __init__(self, seed: int, keep: Path | None) -> None:
        self._seed = seed
        self._keep = keep
        self.cases: Counter[str] = Counter()
        self.sound: Counter[str] = Counter()
        self.faults: dict[int, str] = {}
        self.slowest = 0.0
        self.peak = 0

    def run(self, first: int, count: int | None, seconds: float) -> None:
        """Run cases from the first on, until so many are done or time is over."""
        end = time.monotonic() + seconds
        number, last = first, None if count is None else first + count
        while time.monotonic() < end and (last is None or number < last):
            some = _CASES_PER_CHILD if last is None else last - number
            number = self._child(number, some, end)

    def _child(self, number: int, count: int, end: float) -> int:
        """Run a child for as long as it lives; return the case to go on with."""
        words = ["--serve", "--seed", self._seed, "--case", number, "--count", count]
        words += ["--keep", self._keep] if self._keep else []
        child = subprocess.Popen(
            [sys.executable, __file__, *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONFAULTHANDLER": "1"},
        )
        lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_collect, args=(child, lines), daemon=True).start()
        current, said = number, []
        try:
            while time.monotonic() < end:
                try:
                    line = lines.get(timeout=_PATIENCE)
                except queue.Empty:
                    self._fault(current, f"it hangs for more than {_PATIENCE} s")
                    return current + 1
                if line is None:
                    if child.wait() == 0:
                        return number + count
                    self._fault(current, f"it ends with {child.returncode}: {''.join(said[-30:])}")
                    return current + 1
                if not line.startswith("{"):
                    said.append(line)
                    continue
                current = self._note(json.loads(line), current)
        finally:
            child.kill()
            child.wait()
        return current

    def _note(self, told: dict[str, object], current: int) -> int:
        if "start" in told:
            return int(str(told["start"]))
        kind = str(told["kind"]) or "fault"
        self.cases[kind] += 1
        self.sound[kind] += bool(told["sound"])
        self.slowest = max(self.slowest, float(str(told["seconds"])))
        self.peak = max(self.peak, int(str(told["peak"])))
        if told["fault"]:
            self._fault(current, str(told["fault"]))
        return current

    def _fault(self, number: int, text: str) -> None:
        self.faults[number] = text
        sys.stdout.write(f"case {number} of seed {self._seed}:\n{text}\n")
        sys.stdout.flush()


def _collect(child: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    for line in child.stdout or ():
        lines.put(line)
    lines.put(None)


def main() -> int:
    """Run the fuzzer; the exit code is 1 where anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", type=int, help="run this case alone")
    parser.add_argument("--count", type=int, default=1, help="or so many from it on")
    parser.add_argument("--keep", type=Path, help="folder for the files of cases that fail")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.seed, given.case, given.count, given.keep)
        return 0
    began = time.monotonic()
    fuzzer = Fuzzer(given.seed, given.keep)
    count = None if given.case is None else given.count
    fuzzer.run(given.case or 0, count, given.seconds)
    total = sum(fuzzer.cases.values())
    kinds = ", ".join(
        f"{kind} {number} ({fuzzer.sound[kind]} sound)"
        for kind, number in sorted(fuzzer.cases.items())
    )
    sys.stdout.write(
        f"seed {given.seed}: {total} cases in {time.monotonic() - began:.0f} s,"
        f" {len(fuzzer.faults)} findings; slowest {fuzzer.slowest:.1f} s,"
        f" at most {fuzzer.peak / 1024:.0f} MB; {kinds}\n"
    )
    return 1 if fuzzer.faults else 0


if __name__ == "__main__":
    sys.exit(main())
