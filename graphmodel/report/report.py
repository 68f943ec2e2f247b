"""A report: a folder with everything that is handed over, made from one plan."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphmodel.dataset.stated import stated_dataset
from graphmodel.exact.limits import TIME_LIMIT
from graphmodel.files.disk import replace_folder
from graphmodel.files.folders import FolderKind
from graphmodel.files.guard import guarded
from graphmodel.handover.letters import Letters, letter_name
from graphmodel.page.page import explore_page
from graphmodel.planfiles.planfile import as_plan
from graphmodel.report.case import build_case
from graphmodel.report.paper import paper
from graphmodel.report.pictures import (
    flow_picture,
    frontier_picture,
    map_picture,
    scores_picture,
)
from graphmodel.report.said import day
from graphmodel.report.tables import report_frames
from graphmodel.report.word import opened_template, word_bytes
from graphmodel.show.folder_view import folder_view
from graphmodel.show.printing import csv_bytes, markdown_text
from graphmodel.show.views import view_of
from graphmodel.show.workbook import workbook_of
from graphmodel.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.options.criteria import Criteria
    from graphmodel.plans.plan import Plan
    from graphmodel.report.case import Case
    from graphmodel.report.style import Style
    from graphmodel.show.content import Picture, View

CONTENTS: Final = "contents.json"
"""The file by which a folder is known to be a report; it lists the others."""

FORMAT: Final = "graphmodel-report/1"
"""First thing in the list of contents."""

_KIND: Final = FolderKind("report", CONTENTS, FORMAT, entries="files", path="file")


@dataclass(frozen=True, slots=True)
class Report(Shown):
    """A report that has been written.

    Attributes
    ----------
    folder
        Where it is.
    files
        The names of its files, in order.
    plan
        The plan of the option that it tells in full.

    Examples
    --------
    >>> from pathlib import Path
    >>> plan = gm.propose("england-2026")
    >>> report = gm.Report(Path("report"), ("plan.json",), plan)
    >>> report.files
    ('plan.json',)
    """

    folder: Path
    files: tuple[str, ...]
    plan: Plan


@guarded
def write_report(  # noqa: PLR0913 - as much as a report may be asked for
    plan: Plan | str | Path,
    folder: str | Path,
    *,
    dataset: Dataset | str | Path | None = None,
    criteria: Criteria | str | Path | None = None,
    style: Style | None = None,
    sensitive: bool = True,
    time_limit: float = TIME_LIMIT,
    whom: Sequence[str] = (),
    progress: Callable[[str], None] | None = None,
) -> Report:
    """Write everything that is handed over for a decision into a folder, all of it or nothing.

    ``briefing.docx``, a paper for those who decide; ``summary.md`` with the same and every detail;
    ``suggestions.xlsx``, ``workbench.html`` (the page to explore) and ``plan.json`` of the option
    that is recommended, or else of the plan at hand; tables as ``.csv`` and pictures as ``.png``
    and ``.svg``. The same input gives the same bytes. A report that is there is replaced as a
    whole: whenever this is stopped, the old report is there or the new one.

    Parameters
    ----------
    plan
        The plan at hand, or the file of one, see :func:`graphmodel.score_options`. Where it is what
        the dataset itself asks for, the standard options are everything that could be asked of its
        sets.
    folder
        The folder to make. Its parent has to exist.
    dataset
        What a plan in a file is for, as :func:`graphmodel.read_plan` takes it.
    criteria
        How options are compared, or a file that says so.
    style
        What the paper is called, by whom and when, see :func:`graphmodel.read_style`.
    sensitive
        Whether to find out what would be suggested if uncertain memberships were otherwise, see
        :func:`graphmodel.plan_sensitivity`; it takes most of the time.
    time_limit
        Seconds for each plan where the mixed-integer model has to be asked.
    whom
        Whom to write a page to, ``for-….docx`` and ``.md``, of what it means for them: footprints
        as ``icb:E54000051``, partners as ``council:E06000013``; ``all`` for whom anything changes.
    progress
        Called with a sentence now and then.

    Raises
    ------
    OptionError
        When the folder is there and is no report, its parent is not there, or there is nobody of
        that code.
    OSError
        When it cannot be written. A report that was there is there still.

    Examples
    --------
    >>> report = gm.write_report(gm.propose("england-2026"), "report", sensitive=False)
    >>> "plan.json" in report.files
    True
    """
    target = check_folder(folder)
    if style is not None and style.template:
        opened_template(style.template)  # before any work is done
    plan = as_plan(plan, dataset)
    if whom:
        Letters(plan).addressees(whom)  # likewise
    case = build_case(
        plan,
        criteria=criteria,
        style=style,
        sensitive=sensitive,
        time_limit=time_limit,
        progress=progress,
    )
    files = report_files(case, whom=whom, progress=progress)
    # Looked at once more, since somebody may have put something there meanwhile.
    check_folder(folder)
    replace_folder(target, files)
    return Report(Path(folder), tuple(files), case.plan)


def check_folder(folder: str | Path) -> Path:
    """See that a report can be written to a folder, see :meth:`FolderKind.check`."""
    return _KIND.check(folder)


def report_files(
    case: Case, *, whom: Sequence[str] = (), progress: Callable[[str], None] | None = None
) -> dict[str, bytes]:
    """Return the files of a report by name, the list of contents last."""
    plan = case.plan
    tell = progress or (lambda _: None)
    tell("drawing pictures and writing the paper")
    pictures = _pictures(case)
    plan_text = json.dumps(plan.to_dict(), ensure_ascii=False, indent=1, allow_nan=False)
    blocks = paper(case, pictures)
    files = {
        "briefing.docx": word_bytes(blocks, template=case.style.template),
        "summary.md": markdown_text(paper(case, pictures, full=True)).encode(),
        "suggestions.xlsx": workbook_of(plan),
        "plan.json": f"{plan_text}\n".encode(),
        **{name: csv_bytes(frame) for name, frame in report_frames(case).items()},
        **{f"{picture.name}.png": picture.png for picture in pictures},
        **{f"{picture.name}.svg": picture.svg for picture in pictures},
    }
    tell("building the page")
    page = explore_page(plan.dataset, sets=plan.overlap.compare, plan=plan, progress=progress)
    files["workbench.html"] = page.encode()
    if whom:
        _add_letters(case, whom, files)
    files[CONTENTS] = _listed(case, files)
    return files


def _add_letters(case: Case, whom: Sequence[str], files: dict[str, bytes]) -> None:
    """Add a page for each of those to whom it is to be told what the plan means for them."""
    letters = Letters(case.plan, day(case.style.starts or ""))
    for addressee in letters.addressees(whom):
        name = letter_name(addressee, files)
        blocks = list(letters.blocks(addressee))
        files[f"{name}.docx"] = word_bytes(blocks, template=case.style.template)
        files[f"{name}.md"] = markdown_text(blocks).encode()


def _pictures(case: Case) -> list[Picture]:
    found = [flow_picture(case.plan), map_picture(case) if case.acts else None]
    found.append(scores_picture(case))
    if case.frontier is not None:
        found.append(frontier_picture(case.plan, case.frontier))
    return [picture for picture in found if picture is not None]


def _listed(case: Case, files: dict[str, bytes]) -> bytes:
    plan = case.plan
    contents = {
        "format": FORMAT,
        "dataset": stated_dataset(plan.dataset),
        "compare": plan.overlap.compare,
        "files": [
            {
                "file": name,
                "what": _what(name),
                "bytes": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
            for name, content in files.items()
        ],
    }
    return f"{json.dumps(contents, ensure_ascii=False, indent=1)}\n".encode()


def _what(name: str) -> str:
    letter = name.startswith("for-")
    return _WHAT.get(name, "what it means for one of those concerned" if letter else "picture")


_WHAT: Final = {
    "briefing.docx": "the paper, for those who decide",
    "summary.md": "the same as text, with every partner and uncertain membership",
    "suggestions.xlsx": "the plan as a workbook",
    "plan.json": "the plan, to be verified or explored",
    "steps.csv": "the suggestions, one row each",
    "step_footprints.csv": "the footprints of each suggestion",
    "step_organisations.csv": "the organisations whose footprint changes by each",
    "step_partners.csv": "the partners of each: with both ends, with fewer, with more",
    "assignment.csv": "who is in which footprint, now and with the plan",
    "footprints.csv": "footprints now and with the plan, and what becomes of each",
    "partners.csv": "what changes for each council and trust",
    "partner_footprints.csv": "the footprints that each deals with, now and with the plan",
    "measures.csv": "every figure of the two sets, now and with the plan",
    "options.csv": "the options, with cost and score",
    "scores.csv": "the options by criterion: figures, scores, weights",
    "robustness.csv": "the scores under other weights, and without options",
    "evidence.csv": "uncertain memberships, and what hangs on them",
    "evidence_steps.csv": "the suggestions that hang on each of them",
    "workbench.html": "the page to explore; any browser opens it",
    CONTENTS: "this list",
}


@view_of.register(Report)
def view_report(report: Report) -> View:
    """Return the view of a report: where it is, and its files."""
    return folder_view(report, FORMAT, _what)
