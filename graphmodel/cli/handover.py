"""The commands that come after a decision: what others carry it out with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import graphmodel
from graphmodel.cli import console, options
from graphmodel.cli.root import command, examples

__all__: list[str] = []


@command(
    short_help="Write the tables with which others carry a plan out.",
    epilog=examples("handover plan.json --from 2027-04-01 --output handover"),
)
def handover(
    plan: options.PlanArgument,
    *,
    output: Annotated[
        Path,
        typer.Option(
            metavar="DIR",
            help=(
                "The folder to make. A handover that is there is replaced as a whole; a folder"
                " with anything else in it is left alone."
            ),
        ),
    ],
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY", help="When the plan takes effect, as in 2027-04-01."),
    ] = None,
    dataset: options.DatasetOption = None,
    quiet: options.Quiet = False,
) -> None:
    """Write the tables with which others carry a plan out into a folder, all of it or nothing.

    A change register of footprints, a look-up of every block, one row a council or trust for
    letters, and footprints before and after for maps, with a description of every column.
    """
    with (
        console.naming(dataset),
        console.told(output, quiet=quiet),
        console.waiting(f"handing over {plan}", quiet=quiet),
    ):
        graphmodel.write_handover(plan, output, start=start, dataset=dataset)


@command(
    short_help="Add numbers of today up for the footprints after a plan.",
    epilog=examples(
        "carry plan.json budget.xlsx --output after.csv",
        'carry plan.json costs.csv --mean "Cost per head" --weight Patients',
    ),
)
def carry(
    plan: options.PlanArgument,
    table: Annotated[
        Path,
        typer.Argument(
            metavar="TABLE",
            help="A .csv, .tsv or .xlsx: a row a block, or a footprint of today, with its code.",
        ),
    ],
    *,
    dataset: options.DatasetOption = None,
    sheet: options.Sheet = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help=(
                "A column of the dataset's organisations by which footprints are divided."
                "  [default: people]"
            ),
        ),
    ] = None,
    mean: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN",
            help="A column to average and not to add up; may be given several times.",
        ),
    ] = None,
    weight: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN", help="The column of the table to weigh means by.  [default: people]"
        ),
    ] = None,
    printed: options.Noted,
) -> None:
    """Add money, beds or staff of today up for the footprints after a plan.

    Where a footprint is divided, so are its numbers, and it is said what share of each is an
    estimate. Totals are kept to the last unit. Codes that are unknown are refused, all of them
    named.
    """
    console.check_printed(printed, graphmodel.Carried)
    with console.naming(dataset), console.waiting(f"carrying over {table}", quiet=printed.quiet):
        carried = graphmodel.carry(
            plan, table, dataset=dataset, sheet=sheet, by=by, mean=mean or (), weight=weight
        )
    console.give(carried, printed)
