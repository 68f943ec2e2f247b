"""Writing results to files; the ending of a file's name says in which form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphmodel.errors import OptionError
from graphmodel.files import disk as _atomic
from graphmodel.files.safe_text import json_text
from graphmodel.overlap.graph import membership_graph
from graphmodel.overlap.graph_files import GRAPH_ENDINGS, write_graph
from graphmodel.planfiles.planfile import write_plan
from graphmodel.planfiles.tracking import Tracking
from graphmodel.plans.plan import Plan
from graphmodel.show.printing import csv_bytes
from graphmodel.show.views import view_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphmodel.overlap.assessment import Assessment

ENDINGS: Final = (".csv", ".json", ".xlsx", ".html", *GRAPH_ENDINGS)
"""Files that a plan or an assessment can be written to."""


def check_outputs(paths: Sequence[str | Path], *, endings: Sequence[str] = ENDINGS) -> None:
    """See that files can be written where they are wanted, before any work is done.

    Raises
    ------
    OptionError
        With everything that is wrong: an unknown ending, a folder that does not exist, a file
        named twice.
    """
    problems = []
    seen: set[Path] = set()
    for path in map(Path, paths):
        if path.suffix.lower() not in endings:
            known = ", ".join(endings)
            problems.append(f"{path}: the name has to end in one of {known}")
        if not path.parent.is_dir():
            problems.append(f"{path}: there is no folder {path.parent}; make it first")
        elif path.is_dir():
            problems.append(f"{path}: this is a folder; give the name of a file in it")
        if path.resolve() in seen:
            problems.append(f"{path}: this file is named twice")
        seen.add(path.resolve())
    if problems:
        raise OptionError("\n".join(problems))


def write_output(result: Plan | Assessment | Tracking, path: str | Path) -> None:
    """Write a plan, an assessment or what came of a plan to a file, whole or not at all.

    ``.csv``: the steps of a plan, the footprints of an assessment, in UTF-8 (nothing in it is run
    as a formula). ``.json``: ``plan.json``, or all figures
    of an assessment. ``.xlsx``: a formatted workbook. ``.html``: the page to explore the network.
    ``.graphml`` and ``.gexf``: the membership graph, with what a plan would change. The same
    result gives the same bytes. What came of a plan is in ``.csv``, ``.json`` and, beside the rest
    about the plan, in ``.xlsx``.

    Parameters
    ----------
    result
        What to write.
    path
        The file, which is replaced if it is there. Its folder has to exist.

    Raises
    ------
    OptionError
        When the ending is unknown, or the folder does not exist.
    OSError
        When the file cannot be written.
    """
    path = Path(path)
    check_outputs([path])
    about = result.plan if isinstance(result, Tracking) else result
    dataset, sets = about.dataset, about.overlap.compare
    plan = about if isinstance(about, Plan) else None
    match path.suffix.lower():
        case ".csv":
            _atomic.write_bytes(path, csv_bytes(view_of(result).frame()))
        case ".json" if isinstance(result, Plan):
            write_plan(result, path)
        case ".json":
            _atomic.write_bytes(path, f"{json_text(view_of(result).data())}\n".encode())
        case ".xlsx":
            from graphmodel.show.workbook import workbook_of  # noqa: PLC0415 - slow to load

            _atomic.write_bytes(path, workbook_of(result))
        case ".html":
            from graphmodel.page.page import explore_page  # noqa: PLC0415 - slow to load

            _atomic.write_bytes(path, explore_page(dataset, sets=sets, plan=plan).encode())
        case _ if plan:
            from graphmodel.plans.graph import plan_graph  # noqa: PLC0415 - slow to load

            write_graph(plan_graph(plan), path)
        case _:
            write_graph(membership_graph(dataset, sets=sets), path)
