"""Writing results to files; the ending of a file's name says in which form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphmodel.errors import OptionError
from graphmodel.files import disk as _atomic
from graphmodel.files.guard import guarded
from graphmodel.overlap.assessment import Assessment
from graphmodel.overlap.graph import membership_graph
from graphmodel.overlap.graph_files import GRAPH_ENDINGS, write_graph
from graphmodel.planfiles.planfile import write_plan
from graphmodel.planfiles.rebase import RebasedPlan
from graphmodel.planfiles.tracking import Tracking
from graphmodel.plans.plan import Plan
from graphmodel.show.results import result_to_csv, result_to_json
from graphmodel.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Sequence

PLAIN_ENDINGS: Final = (".csv", ".json")
"""Files that any result can be written to."""

ENDINGS: Final = (*PLAIN_ENDINGS, ".xlsx", ".html", *GRAPH_ENDINGS)
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


@guarded
def write_output(
    result: object, path: str | Path, *, table: str | None = None, excel: bool = False
) -> None:
    """Write a result to a file, whole or not at all.

    ``.csv``: one table of it, by default the steps of a plan, the footprints of an
    assessment (nothing in it is run as a formula). ``.json``: ``plan.json``, or all that is to be
    said of another result. Both can be had of any result, and of several for several datasets: one
    below the other in CSV, a list in JSON. ``.xlsx``, of a plan, an assessment or what came of a
    plan: a formatted workbook. Of a plan or an assessment, ``.html``: the page to explore the
    network; ``.graphml`` and ``.gexf``: the membership graph, with what a plan would change. Of a
    plan brought over, CSV is what no longer fits, and every other file the plan. The same result
    gives the same bytes.

    Parameters
    ----------
    result
        What to write: a result, or a list of results of one kind.
    path
        The file, which is replaced if it is there. Its folder has to exist.
    table
        Which table is written as CSV, as the ``to_frame`` of the result takes it.
    excel
        Whether CSV begins with a byte order mark, by which Excel knows it for UTF-8.

    Raises
    ------
    OptionError
        When the ending is unknown, or none for this result, or the folder does not exist.
    OSError
        When the file cannot be written.

    Examples
    --------
    >>> gm.write_output(gm.assess("england-2016"), "footprints.csv", table="footprints")
    """
    path = Path(path)
    several = list(result) if isinstance(result, list | tuple) else [result]
    kinds = {type(one) for one in several}
    if len(kinds) != 1 or not isinstance(several[0], Shown):
        raise OptionError("`result` takes a result of this package, or a list of one kind of them")
    check_outputs([path], endings=endings_of(type(result)))
    if isinstance(result, RebasedPlan) and path.suffix.lower() != ".csv":
        result = result.plan
    match path.suffix.lower():
        case ".csv":
            _atomic.write_bytes(path, result_to_csv(result, table=table, excel=excel).encode())
        case ".json" if isinstance(result, Plan):
            write_plan(result, path)
        case ".json":
            _atomic.write_bytes(path, result_to_json(result).encode())
        case ending:
            assert isinstance(result, Plan | Assessment | Tracking)  # noqa: S101 - of its ending
            _write_picture(result, path, ending)


def endings_of(kind: type) -> Sequence[str]:
    """Return what the name of a file can end in to which a kind of result is written."""
    if issubclass(kind, Plan | Assessment | RebasedPlan):
        return ENDINGS
    return (*PLAIN_ENDINGS, ".xlsx") if issubclass(kind, Tracking) else PLAIN_ENDINGS


def _write_picture(result: Plan | Assessment | Tracking, path: Path, ending: str) -> None:
    """Write what is looked at: a workbook, a page, a graph."""
    about = result.plan if isinstance(result, Tracking) else result
    dataset, sets = about.dataset, about.overlap.compare
    plan = about if isinstance(about, Plan) else None
    if ending == ".xlsx":
        from graphmodel.show.workbook import workbook_of  # noqa: PLC0415 - slow to load

        _atomic.write_bytes(path, workbook_of(result))
    elif ending == ".html":
        from graphmodel.page.page import explore_page  # noqa: PLC0415 - slow to load

        _atomic.write_bytes(path, explore_page(dataset, sets=sets, plan=plan).encode())
    elif plan:
        from graphmodel.plans.graph import plan_graph  # noqa: PLC0415 - slow to load

        write_graph(plan_graph(plan), path)
    else:
        write_graph(membership_graph(dataset, sets=sets), path)
