"""The commands about time going by: plans and data compared, plans brought over and tracked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import graphmodel
from graphmodel.cli import console, ending, options
from graphmodel.cli.root import app, examples

__all__: list[str] = []


@app.command(
    short_help="Say what differs between two plans, or two datasets.",
    epilog=examples(
        "diff one.json other.json",
        "diff jan.json feb.json --dataset jan --other-dataset feb",
        "diff england-2016 my-data/ --exit-code",
    ),
)
def diff(
    first: Annotated[str, typer.Argument(metavar="ONE", help="A plan.json, or a dataset.")],
    second: Annotated[str, typer.Argument(metavar="OTHER", help="Another of the same kind.")],
    *,
    dataset: options.DatasetOption = None,
    other_dataset: Annotated[
        str | None,
        typer.Option(
            metavar="DATASET",
            help="What the other plan is for.  [default: the same]",
            autocompletion=options.complete_dataset,
        ),
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 where anything differs.")
    ] = False,
    form: options.Format = None,
) -> None:
    """Say in words and rows what differs between two plans for the same sets, or two datasets.

    Steps are the same where the same organisations change, or the same footprints merge, whatever
    the result is called and, of different data, how many people they have. Of datasets it is told
    what is added, gone and changed.
    """
    with console.naming(dataset):
        kinds = {console.is_plan(first), console.is_plan(second)}
        if len(kinds) == 2:  # noqa: PLR2004 - one of each
            raise graphmodel.OptionError("a plan and a dataset cannot be compared: give two of one")
        with console.waiting("comparing them"):
            comparison: graphmodel.Comparison | graphmodel.DatasetComparison
            if kinds == {True}:
                one = graphmodel.read_plan(first, dataset=dataset)
                other = graphmodel.read_plan(second, dataset=other_dataset or one.dataset)
                comparison = graphmodel.compare_plans(one, other)
            elif dataset or other_dataset:
                raise graphmodel.OptionError("`dataset` says what plans are for; give two of them")
            else:
                comparison = graphmodel.compare_datasets(first, second)
        console.show(comparison, form)
        if exit_code and not comparison.same:
            raise typer.Exit(ending.NOT_SOUND)


@app.command(
    short_help="Bring a plan over to newer data.",
    epilog=examples("rebase plan.json --dataset feb --output new.json"),
)
def rebase(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="A plan.json for older data.")],
    *,
    dataset: Annotated[
        str,
        typer.Option(
            metavar="DATASET",
            help="The newer data; nothing is needed of the older but the plan.",
            autocompletion=options.complete_dataset,
        ),
    ],
    scenario: options.Scenario = None,
    scenarios: options.Scenarios = None,
    notes: options.Notes = False,
    form: options.Format = None,
    output: options.Output = None,
    quiet: options.Quiet = False,
) -> None:
    """Bring a plan over to newer data, and list what of it no longer fits.

    The same organisation in the same footprints gets what the plan says for it; what the plan says
    nothing on stays as it is. The exit code is 1 where anything no longer fits: the plan is written
    all the same.
    """
    with console.naming(dataset):
        console.check_outputs(output)
        data = console.read(dataset, quiet=quiet, scenario=scenario, scenarios=scenarios)
        with console.waiting(f"bringing over {plan}", quiet=quiet):
            rebased = graphmodel.rebase_plan(plan, data)
        console.write_results(rebased.plan, output, quiet=quiet)
        if form or not (quiet and output):
            console.show(rebased, form, notes=notes)
        if not rebased.fits:
            raise typer.Exit(ending.NOT_SOUND)


@app.command(
    short_help="Say how much of a plan has come true.",
    epilog=examples("track plan.json --actual icb_2026"),
)
def track(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="A plan.json.")],
    *,
    actual: Annotated[
        str,
        typer.Option(
            metavar="SET", help="The footprint set, of later date, that tells where people are now."
        ),
    ],
    dataset: options.DatasetOption = None,
    notes: options.Notes = False,
    form: options.Format = None,
    output: options.Output = None,
    quiet: options.Quiet = False,
) -> None:
    """Hold a plan against what happened: what is done, what is not, and what nobody had foreseen.

    A footprint of the plan is where most of its people went. Beside the plan stands what chance and
    other plans would have said. With --output FILE.xlsx it is told in the workbook of the plan.
    """
    with console.naming(dataset):
        console.check_outputs(output)
        with console.waiting(f"holding {plan} against {actual}", quiet=quiet):
            tracking = graphmodel.track_plan(plan, actual, dataset=dataset)
        console.write_results(tracking, output, quiet=quiet)
        if form or not (quiet and output):
            console.show(tracking, form, notes=notes)
