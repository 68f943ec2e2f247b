"""Results as a processor computes them that has nothing beyond the first of its kind."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from numpy._core import _multiarray_umath as instructions

import graphmodel as gm
from graphmodel.report.case import build_case
from graphmodel.report.report import report_files
from helpers.commands import invoke
from helpers.england import report_of
from helpers.examples import make_dataset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.plans.plan import Plan

_OLDEST = {"x86_64": "Prescott", "AMD64": "Prescott", "aarch64": "ARMV8", "arm64": "ARMV8"}


_LATER = ("AVX512F", "AVX2", "AVX", "FMA", "FMA4", "XSAVE")


_COMMANDS = (
    ("assess", "england-2016", "--format", "csv"),
    ("assess", "england-2026", "--format", "json"),
    ("suggest", "england-2016", "--lead", "ldr", "--target", "compatible", "--format", "json"),
    ("suggest", "england-2026", "--lead", "joint", "--method", "louvain", "--format", "json"),
)


def printed() -> dict[str, bytes]:
    """Return what commands print, by command."""
    return {" ".join(words): invoke(*words)[1].encode() for words in _COMMANDS}


def small_plan() -> Plan:
    """Return a plan of people whose sums and logarithms have no end."""
    rows = {f"c{one}": (f"a{one % 3}", f"b{one**2 % 4}", (one + 5) * 1e4 / 7) for one in range(9)}
    return gm.led_plan(make_dataset(rows), lead="a", target="nested")


def made(what: str) -> Mapping[str, bytes]:
    """Return what is written: of commands, of a small plan, or of a bundled dataset."""
    if what == "printed":
        return printed()
    if what == "small":
        return report_files(build_case(small_plan()))
    return report_of(what)


def made_without_later_instructions(folder: Path, *what: str) -> list[dict[str, bytes]]:
    """Return what :func:`made` does in a process without AVX, AVX-512, and fused multiplication.

    They are taken from numpy, from the BLAS below ``@``, and from the C library's logarithms.
    """
    rooms = (Path(gm.__file__).parents[1], Path(__file__).parents[1])
    environment = {
        **os.environ,
        "NPY_DISABLE_CPU_FEATURES": " ".join(instructions.__cpu_dispatch__),
        "OPENBLAS_CORETYPE": _OLDEST.get(platform.machine(), ""),
        "GLIBC_TUNABLES": f"glibc.cpu.hwcaps={','.join(f'-{name}' for name in _LATER)}",
        "PYTHONPATH": os.pathsep.join(map(str, rooms)),
    }
    command = [sys.executable, "-m", "helpers.processors", str(folder), *what]
    subprocess.run(command, check=True, env=environment)
    return [{path.name: path.read_bytes() for path in (folder / each).iterdir()} for each in what]


def main(folder: str, *what: str) -> None:
    """Write what is made into a folder."""
    left = [name for name in instructions.__cpu_dispatch__ if instructions.__cpu_features__[name]]
    assert not left, f"numpy still has {left}"
    for each in what:
        (Path(folder) / each).mkdir(parents=True)
        for name, content in made(each).items():
            (Path(folder) / each / name).write_bytes(content)


if __name__ == "__main__":
    main(*sys.argv[1:])
