"""The bundled datasets, and what is made of them, once for many tests."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import graphmodel as gm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.report.handover import Handover


@cache
def bundled_dataset(name: str) -> Dataset:
    """Return a bundled dataset, read once a process: nothing changes what it is given."""
    return gm.read_dataset(name)


@cache
def handover_of(name: str) -> Handover:
    """Return what is handed over for the plan that a bundled dataset asks for."""
    from graphmodel.report.handover import gather  # noqa: PLC0415 - slow to load

    return gather(gm.propose(bundled_dataset(name)))


@cache
def report_of(name: str) -> Mapping[str, bytes]:
    """Return the files of its report, by name."""
    from graphmodel.report.report import report_files  # noqa: PLC0415 - slow to load

    return report_files(handover_of(name))


def page_of(name: str) -> bytes:
    """Return the page of a bundled dataset, without a plan of its own."""
    from graphmodel.page.page import explore_page  # noqa: PLC0415 - slow to load, seldom needed

    return explore_page(bundled_dataset(name)).encode()
