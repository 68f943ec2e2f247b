"""The commands about time going by: plans and data compared, plans brought over and tracked."""

from __future__ import annotations

from typing import Annotated

import typer

import graphmodel
from graphmodel.cli import completion, console, ending, options
from graphmodel.cli.root import command, examples
from graphmodel.cli.standard_input import text_from_standard_input

__all__: list[str] = []


@command(
    short_help="Say what differs between two plans, or two datasets.",
    epilog=examples(
        "diff plan.json other.json",
        "diff jan.json feb.json --dataset jan --other-dataset feb",
        "diff england-2016 my-data/ --exit-code",
    ),
)
def diff(
    first: Annotated[
        str,
        typer.Argument(
            metavar="ONE",
            help="A plan.json, or a dataset; - for a plan in standard input.",
            callback=text_from_standard_input(".json"),
        ),
    ],
    second: Annotated[
        str,
        typer.Argument(
            metavar="OTHER",
            help="Another of the same kind.",
            callback=text_from_standard_input(".json"),
        ),
    ],
    *,
    dataset: options.DatasetOption = None,
    other_dataset: Annotated[
        str | None,
        typer.Option(
            metavar="DATASET",
            help="What the other plan is for.  [default: the same]",
            autocompletion=completion.datasets,
        ),
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 where anything differs.")
    ] = False,
    printed: options.ComparisonPrinted,
) -> None:
    """Say in words and rows what differs between two plans for the same sets, or two datasets.

    Steps are the same where the same organisations change, or the same footprints merge, whatever
    the result is called and, of different data, how many people they have. Of datasets it is told
    what is added, gone and changed.
    """
    console.check_printed(printed)
    with console.naming(dataset), console.waiting("comparing them", quiet=printed.quiet):
        comparison = graphmodel.diff(first, second, dataset=dataset, other_dataset=other_dataset)
    console.give(comparison, printed)
    if exit_code and not comparison.same:
        raise typer.Exit(ending.NOT_SOUND)


@command(
    short_help="Bring a plan over to newer data.",
    epilog=examples("rebase jan.json --dataset feb --output new.json"),
)
def rebase(
    plan: options.PlanArgument,
    *,
    dataset: Annotated[
        str,
        typer.Option(
            metavar="DATASET",
            help="The newer data; nothing is needed of the older but the plan.",
            autocompletion=completion.datasets,
        ),
    ],
    supposed: options.Supposed,
    printed: options.RebasedPrinted,
) -> None:
    """Bring a plan over to newer data, and list what of it no longer fits.

    The same organisation in the same footprints gets what the plan says for it; what the plan says
    nothing on stays as it is. Printed, and CSV, is what no longer fits; any other file is the plan.
    The exit code is 1 where anything no longer fits: the plan is written all the same.
    """
    console.check_printed(printed, graphmodel.RebasedPlan)
    data = console.read(dataset, supposed, quiet=printed.quiet)
    with console.waiting(f"bringing over {plan}", quiet=printed.quiet):
        rebased = graphmodel.rebase_plan(plan, data)
    console.give(rebased, printed)
    if not rebased.fits:
        raise typer.Exit(ending.NOT_SOUND)


@command(
    short_help="Say how much of a plan has come true.",
    epilog=examples("track plan.json --actual icb_2026"),
)
def track(
    plan: options.PlanArgument,
    *,
    actual: Annotated[
        str,
        typer.Option(
            metavar="SET",
            help="The footprint set, of later date, that tells where people are now.",
            autocompletion=completion.sets,
        ),
    ],
    dataset: options.DatasetOption = None,
    printed: options.TrackingPrinted,
) -> None:
    """Hold a plan against what happened: what is done, what is not, and what nobody had foreseen.

    A footprint of the plan is where most of its people went. Beside the plan stands what chance and
    other plans would have said. With --output FILE.xlsx it is told in the workbook of the plan.
    """
    console.check_printed(printed, graphmodel.Tracking)
    with (
        console.naming(dataset),
        console.waiting(f"holding {plan} against {actual}", quiet=printed.quiet),
    ):
        tracking = graphmodel.track_plan(plan, actual, dataset=dataset)
    console.give(tracking, printed)
