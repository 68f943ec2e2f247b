"""Options that several commands take, in groups that mean the same wherever they are taken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar

import typer

from graphmodel.cli import completion
from graphmodel.cli.standard_input import from_standard_input
from graphmodel.dataset import targets
from graphmodel.exact.limits import TIME_LIMIT
from graphmodel.shown import (  # noqa: TC001 - typer reads them
    AssessmentTable,
    ComparisonTable,
    DatasetTable,
    FrontierTable,
    PlanTable,
    RebasedTable,
    TrackingTable,
)

DatasetArgument = Annotated[
    str,
    typer.Argument(
        metavar="DATASET",
        help="Name of a bundled dataset, a folder of tables, a .zip of one, or an .xlsx workbook.",
        autocompletion=completion.datasets,
    ),
]

DatasetsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="DATASET…",
        help="Datasets, one or several, each as a name, a folder, a .zip or an .xlsx workbook.",
        autocompletion=completion.datasets,
    ),
]

DatasetOption = Annotated[
    str | None,
    typer.Option(
        metavar="DATASET",
        help="The dataset planned for.  [default: the bundled one that the plan names]",
        autocompletion=completion.datasets,
    ),
]

PlanArgument = Annotated[
    Path,
    typer.Argument(
        metavar="PLAN",
        help="A plan.json; - for standard input.",
        callback=from_standard_input(".json"),
    ),
]

_SCENARIOS: Final = (
    "The scenarios, as TOML; docs/scenarios.md; - for standard input."
    "  [default: those of the dataset]"
)

ScenarioFile = Annotated[
    Path | None,
    typer.Argument(metavar="FILE", help=_SCENARIOS, callback=from_standard_input(".toml")),
]

Format: TypeAlias = Literal["table", "csv", "json"]

Quiet = Annotated[
    bool,
    typer.Option(
        "--quiet",
        "-q",
        help="Print no progress, no messages but errors, and no table where files are written.",
    ),
]

Sets = Annotated[
    str | None,
    typer.Option(
        metavar="A,B",
        help="The two footprint sets to compare, as in stp,ldr.  [default: the dataset's own]",
        autocompletion=completion.pairs,
    ),
]

Undecided = Annotated[
    targets.Undecided | None,
    typer.Option(
        help=(
            "Ground without a footprint in the other set. separate: as a footprint of its own."
            " open: left out of account, as if it will follow.  [default: separate]"
        ),
    ),
]

Lead = Annotated[
    str | None,
    typer.Option(
        metavar="SET|joint",
        help=(
            "The set that stays as it is; joint: both may change.  [default: what the dataset asks]"
        ),
        autocompletion=completion.leads,
    ),
]

Target = Annotated[
    targets.Target | None,
    typer.Option(
        help=(
            "coterminous: one footprint to one. nested: each of the other set within one of"
            " the lead. compatible: one to one or one to many.  [default: what the dataset asks]"
        ),
    ),
]

Redraw = Annotated[
    list[str] | None,
    typer.Option(
        metavar="SET",
        help="This set may be redrawn although the dataset says that it is fixed.",
        autocompletion=completion.sets,
    ),
]

Ignore = Annotated[
    float,
    typer.Option(
        metavar="SHARE",
        help="Ignore overlaps under this share of all people of both footprints, as in 0.01.",
    ),
]


Scenarios = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help=(
            "This scenario of where undecided ground goes; graphmodel scenarios DATASET lists them."
            " May be given several times."
        ),
        autocompletion=completion.scenarios,
    ),
]

Sheet = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="Sheet of the workbook.  [default: the fullest that is not hidden]"
    ),
]

PlanOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="This plan.json, in place of making a plan; - for standard input.",
        callback=from_standard_input(".json"),
    ),
]


def _output(endings: str) -> Any:  # noqa: ANN401 - as typer has it
    return typer.Option(
        metavar="FILE",
        help=(
            f"Write this file as well; may be given several times. The ending says what: {endings}."
            " A file that is there is replaced; its folder has to exist. - prints, in spite of"
            " --quiet."
        ),
    )


@dataclass(frozen=True)
class Told:
    """What is told of what a command has done."""

    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help=(
                "What to print: a table to read, CSV, or JSON with everything; with JSON, errors"
                " are JSON as well.  [default: table]"
            ),
        ),
    ] = None
    quiet: Quiet = False


@dataclass(frozen=True)
class Printed(Told):
    """Where a result goes, and in which form."""

    output: Annotated[list[Path] | None, _output(".csv or .json")] = None
    excel: Annotated[
        bool, typer.Option("--excel", help="Mark CSV as UTF-8 for Excel, with a byte order mark.")
    ] = False


@dataclass(frozen=True)
class Noted(Printed):
    """Where a result goes that hangs on what has to be known of the data."""

    notes: Annotated[
        bool,
        typer.Option("--notes", help="Print as well what has to be kept in mind of the data."),
    ] = False


@dataclass(frozen=True)
class FilesPrinted(Noted):
    """Where a result goes that can be a workbook, a page or a graph as well."""

    output: Annotated[
        list[Path] | None, _output(".csv, .json, .xlsx, .html, .graphml or .gexf")
    ] = None


_Table = TypeVar("_Table")

TableOption = Annotated[
    _Table | None,
    typer.Option(help="Which table is CSV.  [default: the first of these that it has]"),
]


@dataclass(frozen=True)
class AssessmentPrinted(FilesPrinted):
    """Where an assessment goes."""

    table: TableOption[AssessmentTable] = None


@dataclass(frozen=True)
class PlanPrinted(FilesPrinted):
    """Where a plan goes."""

    table: TableOption[PlanTable] = None


@dataclass(frozen=True)
class FrontierPrinted(Noted):
    """Where a frontier goes."""

    table: TableOption[FrontierTable] = None


@dataclass(frozen=True)
class ComparisonPrinted(Printed):
    """Where two plans compared go, or two datasets."""

    table: TableOption[Literal[ComparisonTable, DatasetTable]] = None


@dataclass(frozen=True)
class RebasedPrinted(FilesPrinted):
    """Where a plan brought over goes."""

    table: TableOption[RebasedTable] = None


@dataclass(frozen=True)
class TrackingPrinted(FilesPrinted):
    """Where a plan held against what happened goes."""

    table: TableOption[TrackingTable] = None


@dataclass(frozen=True)
class Supposed:
    """What is supposed of ground."""

    scenario: Scenarios = None
    scenarios: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=_SCENARIOS, callback=from_standard_input(".toml")),
    ] = None


@dataclass(frozen=True)
class Ground(Supposed):
    """What ground is looked at, and what is supposed of it."""

    sets: Sets = None
    within: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SET:CODE",
            help=(
                "Look at this ground alone, and at what it shares people with: a region, an ICB."
                " May be given several times."
            ),
            autocompletion=completion.footprints,
        ),
    ] = None


@dataclass(frozen=True)
class House:
    """How the options of a paper are compared, and how it presents itself."""

    criteria: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Options, criteria and weights, as TOML; docs/options.md; - for standard input.",
            callback=from_standard_input(".toml"),
        ),
    ] = None
    style: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A report.toml with title, organisation and the like."),
    ] = None
    title: Annotated[str | None, typer.Option(help="What the paper is called.")] = None
    organisation: Annotated[str | None, typer.Option(help="Whose board it is for.")] = None
    author: Annotated[str | None, typer.Option(help="Who wrote it.")] = None
    date: Annotated[
        str | None, typer.Option(metavar="DAY", help="Day of the meeting, as in 2026-12-04.")
    ] = None
    draft: Annotated[bool | None, typer.Option("--draft", help="Mark it as a draft.")] = None
    template: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="A .docx of yours: its styles, header and footer."),
    ] = None
    start: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="DAY", help="When changes take effect: next steps count back from it."
        ),
    ] = None
    whom: Annotated[
        list[str] | None,
        typer.Option(
            "--for",
            metavar="CODE|all",
            help=(
                "Add a page of what it means for one footprint (icb:E54000051) or partner"
                " (council:E06000013), or for all concerned; may be given several times."
            ),
            autocompletion=completion.footprints,
        ),
    ] = None


@dataclass(frozen=True)
class Question:
    """What a plan is asked for."""

    lead: Lead = None
    target: Target = None
    redraw: Redraw = None
    undecided: Undecided = None
    footprints: Annotated[
        int | None,
        typer.Option(metavar="K", help="How many joint footprints; with --lead joint."),
    ] = None
    max_moved: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            help=(
                "Or as many joint footprints as can be had with this share of all people changing"
                " footprint, as in 0.01; with --lead joint."
            ),
        ),
    ] = None
    rules: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=(
                "Rules that a joint plan must comply with, as TOML; docs/rules.md has them all;"
                " - for standard input."
            ),
            callback=from_standard_input(".toml"),
        ),
    ] = None
    time_limit: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            help="For each number of joint footprints, under rules or where exact is hard.",
        ),
    ] = TIME_LIMIT
    ignore_below: Ignore = 0.0


@dataclass(frozen=True)
class Limits:
    """Rules that are given one by one."""

    least_people: Annotated[
        float | None,
        typer.Option(metavar="N", help="Rule: at least so many a group."),
    ] = None
    most_people: Annotated[
        float | None,
        typer.Option(metavar="N", help="Rule: at most so many a group."),
    ] = None
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SET:CODE",
            help="Rule: this footprint stays as it is.",
            autocompletion=completion.footprints,
        ),
    ] = None
    together: Annotated[
        list[str] | None,
        typer.Option(
            metavar="A,B",
            help="Rule: these footprints end in the same group.",
            autocompletion=completion.footprints,
        ),
    ] = None
    apart: Annotated[
        list[str] | None,
        typer.Option(
            metavar="A,B",
            help="Rule: these footprints end in different groups.",
            autocompletion=completion.footprints,
        ),
    ] = None
    whole: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SET",
            help="Rule: no footprint of this set is divided.",
            autocompletion=completion.sets,
        ),
    ] = None
    contiguous: Annotated[
        bool, typer.Option("--contiguous", help="Rule: the ground of each group hangs together.")
    ] = False
