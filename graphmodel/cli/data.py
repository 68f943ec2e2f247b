"""The commands about data as they are: list, check, make, import and assess datasets."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

import graphmodel
from graphmodel.cli import completion, console, ending, options
from graphmodel.cli.root import command, examples
from graphmodel.cli.standard_input import from_standard_input

__all__: list[str] = []


@command(epilog=examples("datasets", "datasets --format json"))
def datasets(*, printed: options.Printed) -> None:
    """List the bundled datasets."""
    console.check_printed(printed)
    console.give(graphmodel.bundled_datasets(), printed)


@command(
    epilog=examples(
        "check england-2016",
        "check my-data.xlsx --strict --format csv",
        "check england-2016 england-2026 my-data --format json",
    )
)
def check(
    datasets: options.DatasetsArgument,
    *,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 where there is a warning, too.")
    ] = False,
    printed: options.Printed,
) -> None:
    """Check whether a dataset is sound, or several.

    Every problem is listed at once, with its file, row, column, why it matters, and what to do
    about it. The exit code is 1 where there is an error; warnings are odd but legal.
    """
    console.check_printed(printed)
    found = []
    for dataset in datasets:
        with console.waiting(f"checking {dataset}", quiet=printed.quiet):
            found.append(graphmodel.check_dataset(dataset))
    console.give(found, printed)
    if not all(each.ok and not (strict and each.problems) for each in found):
        raise typer.Exit(ending.NOT_SOUND)


@command(
    short_help="Create a dataset to start from.",
    epilog=examples("new my-data", "new --xlsx my-data.xlsx"),
)
def new(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="The folder to create.")
    ] = None,
    *,
    workbook: Annotated[
        Path | None,
        typer.Option("--xlsx", metavar="FILE", help="The workbook to create, instead or as well."),
    ] = None,
    told: options.Told,
) -> None:
    """Create a dataset to start from: a small invented example, with notes on every column.

    Nothing that is there is ever written over.
    """
    with console.told(folder or workbook or Path(), quiet=True):
        created = graphmodel.new_dataset(folder, workbook=workbook)
    if told.form or not told.quiet:
        console.show(created, told.form)


@dataclass(frozen=True)
class _Layout:
    """What is where in a table, and what it means."""

    sheet: options.Sheet = None
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="WHAT=HEADING,…",
            help=(
                "Which column is what: name, code, kind, type, population, latitude, longitude,"
                " region, aliases, ended (such rows are left out) or, with --portions, share."
                "  [default: by heading]"
            ),
        ),
    ] = None
    sets: Annotated[
        str | None,
        typer.Option(
            metavar="HEADING,…",
            help=(
                "Columns of footprints, the two to compare first; stp=HEADING gives a set its"
                " code.  [default: by heading or content]"
            ),
        ),
    ] = None
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND",
            help="Kind of all organisations, as in commissioner.  [default: by type or name]",
        ),
    ] = None
    blocks: Annotated[
        str | None,
        typer.Option(
            metavar="KIND",
            help="Kind whose footprints change.  [default: the one with people]",
        ),
    ] = None
    evidence: Annotated[
        str,
        typer.Option(metavar="GRADE", help="How all memberships are known."),
    ] = "official"
    reference: Annotated[
        str | None,
        typer.Option(
            metavar="DATASET",
            help="Match names to the codes of this dataset.  [default: names to one another]",
            autocompletion=completion.datasets,
        ),
    ] = None
    matches: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A .csv in which doubtful names are decided; those still in doubt are added.",
        ),
    ] = None
    portions: Annotated[
        bool,
        typer.Option(
            "--portions",
            help=(
                "Several rows of one organisation are parts of it, each with its own people, or"
                " its share of all."
            ),
        ),
    ] = False


@command(
    name="import",
    short_help="Make a dataset of a table with one row an organisation.",
    epilog=examples(
        "import members.xlsx my-data",
        'import members.csv my-data --columns "name=Organisation,population=List size"',
        'import members.xlsx my-data --sets "STP,LDR" --reference england-2016',
        "import members.xlsx my-data --matches my-data-matches.csv",
    ),
)
def import_(
    table: Annotated[
        Path,
        typer.Argument(
            metavar="TABLE",
            help="A .csv file or .xlsx workbook; - for standard input.",
            callback=from_standard_input(".csv"),
        ),
    ],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to create.")],
    *,
    layout: _Layout,
    told: options.Told,
) -> None:
    """Make a dataset of a table with one row an organisation and a column for each footprint set.

    Several footprints stand in one cell behind each other, separated by semicolons or line breaks,
    with shares as in Devon (40%). What is guessed or left out is said on standard error. Names that
    are in doubt are written to a file to be decided, and nothing is imported until they are.
    """
    with (
        console.naming(str(table)),
        console.told(folder, quiet=True),
        console.waiting(f"reading {table}", quiet=told.quiet),
    ):
        imported = graphmodel.import_table(
            table,
            folder,
            announce=None if told.quiet else console.say_in_flags,
            **asdict(layout),
        )
    if told.form or not told.quiet:
        console.show(imported, told.form)


@command(
    epilog=examples(
        "assess england-2016",
        "assess england-2026 --sets icb,police",
        "assess england-2016 --format json --ignore-below 0.01",
        "assess england-2016 england-2026 --format csv --output all.csv",
    )
)
def assess(
    datasets: options.DatasetsArgument,
    *,
    ground: options.Ground,
    ignore_below: options.Ignore = 0.0,
    printed: options.AssessmentPrinted,
) -> None:
    """Measure how far two footprint sets are from coterminous.

    Prints the headline, the measures, and one row for each footprint; of several datasets one after
    the other, in CSV with the column dataset.
    """
    console.check_printed(printed, graphmodel.Assessment, several=len(datasets) > 1)
    found = [
        graphmodel.assess(
            console.read(dataset, ground, quiet=printed.quiet),
            sets=ground.sets,
            ignore_below=ignore_below,
        )
        for dataset in datasets
    ]
    console.give(found, printed)


@command(
    name="scenarios",
    short_help="Compare what would come of undecided ground.",
    epilog=examples(
        "scenarios england-2026",
        "scenarios england-2026 my-scenarios.toml --format csv",
        'scenarios england-2026 --scenario "Kent and Medway" --lead authority --target coterminous',
    ),
)
def compare_scenarios(
    dataset: options.DatasetArgument,
    file: options.ScenarioFile = None,
    *,
    sets: options.Sets = None,
    lead: options.Lead = None,
    target: options.Target = None,
    redraw: options.Redraw = None,
    scenario: options.Scenarios = None,
    printed: options.Noted,
) -> None:
    """Compare scenarios of where ground without a footprint goes, each by itself.

    Prints one row for things as they stand and for each scenario: people, coterminous share,
    relations, and what it would take to answer the question of the dataset.
    """
    console.check_printed(printed)
    data = console.read(dataset, quiet=printed.quiet)
    asked = console.given(None, names=scenario, sets=sets, lead=lead, target=target, redraw=redraw)
    with console.waiting("comparing the scenarios", quiet=printed.quiet) as progress:
        found = graphmodel.compare_scenarios(data, file or dataset, progress=progress, **asked)
    console.give(found, printed)
