"""The bundled datasets, and what is made of them, once for many tests."""

from __future__ import annotations

import pickle
from functools import cache
from typing import TYPE_CHECKING, Any

import graphmodel as gm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.report.case import Case
    from helpers.fixtures import Shared

once: Shared = lambda _, make: make()  # noqa: E731 - replaced where several workers share
"""Keeps what is made under a name; the same file is for all workers of a run."""


def _made_once(name: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is made
    return pickle.loads(once(name, lambda: pickle.dumps(make())))  # noqa: S301 - our own


@cache
def bundled_dataset(name: str) -> Dataset:
    """Return a bundled dataset, read once a process: nothing changes what it is given."""
    return gm.read_dataset(name)


@cache
def case_of(name: str) -> Case:
    """Return the decision on what a bundled dataset asks, with everything told of it."""
    from graphmodel.report.case import build_case  # noqa: PLC0415 - slow to load

    found: Case = _made_once(f"case-{name}", lambda: build_case(gm.propose(bundled_dataset(name))))
    return found


@cache
def report_of(name: str) -> Mapping[str, bytes]:
    """Return the files of its report, by name."""
    from graphmodel.report.report import report_files  # noqa: PLC0415 - slow to load

    found: Mapping[str, bytes] = _made_once(
        f"report-{name}", lambda: dict(report_files(case_of(name)))
    )
    return found


def page_of(name: str) -> bytes:
    """Return the page of a bundled dataset, without a plan of its own."""
    from graphmodel.page.page import explore_page  # noqa: PLC0415 - slow to load, seldom needed

    return explore_page(bundled_dataset(name)).encode()
