"""Options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

import graphmodel
from graphmodel.dataset import targets


def complete_dataset(incomplete: str) -> list[str]:
    """Return the bundled datasets whose names begin so, for completion by the shell."""
    # Where nothing fits, the shell completes paths.
    names = (dataset.name for dataset in graphmodel.bundled_datasets())
    return [name for name in names if name.startswith(incomplete)]


DatasetArgument = Annotated[
    str,
    typer.Argument(
        metavar="DATASET",
        help="Name of a bundled dataset, a folder of tables, a .zip of one, or an .xlsx workbook.",
        autocompletion=complete_dataset,
    ),
]

DatasetOption = Annotated[
    str | None,
    typer.Option(
        metavar="DATASET",
        help="The dataset planned for.  [default: the bundled one that the plan names]",
        autocompletion=complete_dataset,
    ),
]

Sets = Annotated[
    str | None,
    typer.Option(
        metavar="A,B",
        help="The two footprint sets to compare, as in stp,ldr.  [default: the dataset's own]",
    ),
]

Ignore = Annotated[
    float,
    typer.Option(
        metavar="SHARE",
        help="Ignore overlaps under this share of all people of both footprints, as in 0.01.",
    ),
]

Format = Annotated[
    Literal["table", "csv", "json"] | None,
    typer.Option(
        "--format",
        help="What to print: a table to read, CSV, or JSON with everything.  [default: table]",
    ),
]

Output = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FILE",
        help=(
            "Write this file as well; may be given several times. The ending says what: .csv,"
            " .json, .xlsx, .html, .graphml or .gexf. A file that is there is replaced; its"
            " folder has to exist."
        ),
    ),
]

Quiet = Annotated[
    bool,
    typer.Option(
        "--quiet",
        "-q",
        help="Print no progress, no messages but errors, and no table where files are written.",
    ),
]

Lead = Annotated[
    str | None,
    typer.Option(
        metavar="SET|joint",
        help=(
            "The set that stays as it is; joint: both may change.  [default: what the dataset asks]"
        ),
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
    ),
]

Scenario = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help=(
            "Suppose this scenario of where undecided ground goes; graphmodel scenarios DATASET"
            " lists them. May be given several times."
        ),
    ),
]

Scenarios = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="The scenarios, as TOML; docs/scenarios.md.  [default: those of the dataset]",
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

Notes = Annotated[
    bool,
    typer.Option("--notes", help="Print as well what has to be kept in mind of the data."),
]

Within = Annotated[
    list[str] | None,
    typer.Option(
        metavar="SET:CODE",
        help=(
            "Look at this ground alone, and at what it shares people with: a region, an ICB. May"
            " be given several times."
        ),
    ),
]

Footprints = Annotated[
    int | None,
    typer.Option(metavar="K", help="How many joint footprints; with --lead joint."),
]

MaxMoved = Annotated[
    float | None,
    typer.Option(
        metavar="SHARE",
        help=(
            "Or as many joint footprints as can be had with this share of all people changing"
            " footprint, as in 0.01; with --lead joint."
        ),
    ),
]

Rules = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Rules that a joint plan must comply with, as TOML; docs/rules.md has them all.",
    ),
]

TimeLimit = Annotated[
    float,
    typer.Option(
        metavar="SECONDS",
        help="For each number of joint footprints, under rules or where exact is hard.",
    ),
]
