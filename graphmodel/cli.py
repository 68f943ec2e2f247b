"""The command line: parses, calls one public function, and prints.

Nothing but typer is loaded until a command runs, so that help is there at once: the public names
of the package are loaded when they are first used.
"""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

import graphmodel
from graphmodel._console import (
    NOT_PROVED,
    NOT_SOUND,
    check_outputs,
    clean_exit,
    pair_of,
    progress_to,
    read,
    rules_of,
    show,
    write_page,
    write_results,
)

__all__ = ["app", "main"]


class Format(enum.StrEnum):
    """How a result is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class Target(enum.StrEnum):
    """What a plan aims at."""

    COTERMINOUS = "coterminous"
    NESTED = "nested"
    COMPATIBLE = "compatible"


class Method(enum.StrEnum):
    """How a plan is found."""

    EXACT = "exact"
    LOUVAIN = "louvain"
    PROJECTION = "projection"


def _examples(*lines: str) -> str:
    # The mark keeps typer from joining the lines.
    return "\b\nExamples:\n" + "\n".join(f"  graphmodel {line}" for line in lines)


app = typer.Typer(
    name="graphmodel",
    help=(
        "Propose how two sets of administrative footprints can be made coterminous.\n\n"
        "A DATASET is the name of a bundled one, a folder of tables, a .zip of one, or an .xlsx"
        " workbook. Results go to standard output, messages to standard error.\n\n"
        "Exit codes: 0 done; 1 the data is not sound, or a plan does not verify; 2 usage;"
        " 3 the rules cannot be met; 4 not proved to be the best in the time given."
    ),
    epilog=_examples(
        "datasets",
        "assess england-2016",
        "suggest england-2016 --output plan.json --output plan.xlsx",
        "explore england-2016 --plan plan.json --output page.html",
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    # Rendered by rich, help takes several times as long, and examples are broken up.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line."""
    app(prog_name="graphmodel")


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        typer.echo(f"graphmodel {graphmodel.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    pass


def _complete_dataset(incomplete: str) -> list[str]:
    # Where nothing fits, the shell completes paths.
    names = (dataset.name for dataset in graphmodel.bundled_datasets())
    return [name for name in names if name.startswith(incomplete)]


DatasetArgument = Annotated[
    str,
    typer.Argument(
        metavar="DATASET",
        help="Name of a bundled dataset, a folder of tables, a .zip of one, or an .xlsx workbook.",
        autocompletion=_complete_dataset,
    ),
]
SetsOption = Annotated[
    str | None,
    typer.Option(
        "--sets",
        metavar="A,B",
        help="The two footprint sets to compare, as in stp,ldr.  [default: the dataset's own]",
    ),
]
IgnoreOption = Annotated[
    float,
    typer.Option(
        "--ignore-below",
        metavar="SHARE",
        help="Ignore overlaps under this share of all people of both footprints, as in 0.01.",
    ),
]
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        help="What to print: a table to read, CSV, or JSON with everything.  [default: table]",
    ),
]
OutputOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--output",
        metavar="FILE",
        help=(
            "Write this file as well; may be given several times. The ending says what: .csv,"
            " .json, .xlsx, .html, .graphml or .gexf. A file that is there is replaced; its"
            " folder has to exist."
        ),
    ),
]
QuietOption = Annotated[
    bool,
    typer.Option(
        "--quiet",
        "-q",
        help="Print no messages but errors, and no table where files are written.",
    ),
]


@app.command(epilog=_examples("datasets", "datasets --format json"))
def datasets(*, form: FormatOption = None) -> None:
    """List the bundled datasets."""
    with clean_exit():
        show(graphmodel.bundled_datasets(), form)


@app.command(epilog=_examples("check england-2016", "check my-data.xlsx --format csv"))
def check(dataset: DatasetArgument, *, form: FormatOption = None) -> None:
    """Check whether a dataset is sound.

    Every problem is listed at once, with its file, row, column and remedy. The exit code is 1
    where there is an error; warnings are odd but legal.
    """
    with clean_exit(dataset):
        soundness = graphmodel.check_dataset(dataset)
        show(soundness, form)
        if not soundness.ok:
            raise typer.Exit(NOT_SOUND)


@app.command(
    epilog=_examples(
        "assess england-2016",
        "assess england-2026 --sets icb,police",
        "assess england-2016 --format json --ignore-below 0.01",
    )
)
def assess(
    dataset: DatasetArgument,
    *,
    sets: SetsOption = None,
    ignore_below: IgnoreOption = 0.0,
    form: FormatOption = None,
    output: OutputOption = None,
    quiet: QuietOption = False,
) -> None:
    """Measure how far two footprint sets are from coterminous.

    Prints the headline, the measures, and one row for each footprint.
    """
    with clean_exit(dataset):
        pair = pair_of(sets)
        check_outputs(output)
        data = read(dataset, quiet=quiet)
        assessment = graphmodel.assess(data, sets=pair, ignore_below=ignore_below)
        write_results(assessment, output, data, quiet=quiet)
        if form or not (quiet and output):
            show(assessment, form, dataset=data)


@app.command(
    short_help="Suggest mergers, and who would change footprint.",
    epilog=_examples(
        "suggest england-2016",
        "suggest england-2016 --target nested --output plan.json --output plan.xlsx",
        "suggest england-2026 --lead authority --format csv",
        "suggest england-2016 --lead joint --footprints 42",
        "suggest england-2026 --target compatible",
        "suggest england-2016 --lead joint --whole council --least-people 500000",
        "suggest england-2016 --lead joint --method louvain --max-moved 0.01",
    ),
)
def suggest(  # noqa: PLR0913 - one for each option
    dataset: DatasetArgument,
    *,
    sets: SetsOption = None,
    lead: Annotated[
        str | None,
        typer.Option(
            "--lead",
            metavar="SET|joint",
            help="The set that stays as it is; joint: both may change.  [default: the first set]",
        ),
    ] = None,
    target: Annotated[
        Target,
        typer.Option(
            "--target",
            help=(
                "coterminous: one footprint to one. nested: each of the other set within one of"
                " the lead. compatible: one to one or one to many."
            ),
        ),
    ] = Target.COTERMINOUS,
    method: Annotated[
        Method,
        typer.Option("--method", help="How to look for plans; all but exact with --lead joint."),
    ] = Method.EXACT,
    footprints: Annotated[
        int | None,
        typer.Option(
            "--footprints", metavar="K", help="How many joint footprints; with --lead joint."
        ),
    ] = None,
    max_moved: Annotated[
        float | None,
        typer.Option(
            "--max-moved",
            metavar="SHARE",
            help=(
                "Or as many joint footprints as can be had with this share of all people changing"
                " footprint, as in 0.01; with --lead joint."
            ),
        ),
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option(
            "--rules",
            metavar="FILE",
            help="Rules that a joint plan must comply with, as TOML; docs/rules.md has them all.",
        ),
    ] = None,
    least_people: Annotated[
        float | None,
        typer.Option("--least-people", metavar="N", help="Rule: at least so many a group."),
    ] = None,
    most_people: Annotated[
        float | None,
        typer.Option("--most-people", metavar="N", help="Rule: at most so many a group."),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option("--keep", metavar="SET:CODE", help="Rule: this footprint stays as it is."),
    ] = None,
    together: Annotated[
        list[str] | None,
        typer.Option(
            "--together", metavar="A,B", help="Rule: these footprints end in the same group."
        ),
    ] = None,
    apart: Annotated[
        list[str] | None,
        typer.Option(
            "--apart", metavar="A,B", help="Rule: these footprints end in different groups."
        ),
    ] = None,
    whole: Annotated[
        list[str] | None,
        typer.Option("--whole", metavar="SET", help="Rule: no footprint of this set is divided."),
    ] = None,
    contiguous: Annotated[
        bool, typer.Option("--contiguous", help="Rule: the ground of each group hangs together.")
    ] = False,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit",
            metavar="SECONDS",
            help="For each number of joint footprints, under rules or where exact is hard.",
        ),
    ] = 60.0,
    ignore_below: IgnoreOption = 0.0,
    form: FormatOption = None,
    output: OutputOption = None,
    quiet: QuietOption = False,
) -> None:
    """Suggest which footprints to merge, and which organisations would change footprint.

    Prints what the plan costs, then its steps, the most worthwhile first. With --output plan.json
    the plan can be verified, and explored as a page.
    """
    with clean_exit(dataset):
        pair = pair_of(sets)
        check_outputs(output)
        data = read(dataset, quiet=quiet)
        plan = graphmodel.propose(
            data,
            sets=pair,
            lead=lead,
            target=target.value,
            method=method.value,
            footprints=footprints,
            max_moved=max_moved,
            ignore_below=ignore_below,
            rules=rules_of(
                rules,
                least_people=least_people,
                most_people=most_people,
                keep=keep,
                together=together,
                apart=apart,
                whole=whole,
                contiguous=contiguous,
            ),
            time_limit=time_limit,
            progress=progress_to(quiet=quiet),
        )
        write_results(plan, output, data, quiet=quiet)
        if form or not (quiet and output):
            show(plan, form)
        if plan.optimal is False:
            raise typer.Exit(NOT_PROVED)


@app.command(
    short_help="List the least change for every number of joint footprints.",
    epilog=_examples(
        "frontier england-2016",
        "frontier england-2026 --sets icb,police --format csv",
    ),
)
def frontier(
    dataset: DatasetArgument,
    *,
    sets: SetsOption = None,
    ignore_below: IgnoreOption = 0.0,
    form: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """List the whole trade-off between joint footprints and people who change footprint.

    For every number of joint footprints the exact least, and beside them the compatible plans, the
    plans led by either set, and doing nothing.
    """
    with clean_exit(dataset):
        pair = pair_of(sets)
        data = read(dataset, quiet=quiet)
        show(graphmodel.frontier(data, sets=pair, ignore_below=ignore_below), form)


@app.command(
    short_help="Write a page to explore the network.",
    epilog=_examples(
        "explore england-2016 --output page.html",
        "explore england-2016 --plan plan.json --output page.html",
    ),
)
def explore(
    dataset: DatasetArgument,
    *,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            metavar="FILE",
            help=(
                "The .html file to write. A file that is there is replaced; its folder has to"
                " exist."
            ),
        ),
    ],
    plan: Annotated[
        Path | None,
        typer.Option(
            "--plan", metavar="FILE", help="A plan.json to show beside things as they are."
        ),
    ] = None,
    sets: SetsOption = None,
    quiet: QuietOption = False,
) -> None:
    """Write a page on which the network can be explored, without any connection.

    It is one file that any browser opens: search, filter, and click to see who belongs where, now
    and with a plan.
    """
    with clean_exit(dataset):
        pair = pair_of(sets)
        check_outputs([output], page=True)
        data = read(dataset, quiet=quiet)
        chosen = graphmodel.read_plan(plan, dataset=data) if plan else None
        page = graphmodel.explore_page(data, sets=pair, plan=chosen)
        write_page(page, output, quiet=quiet)


@app.command(
    short_help="Verify a plan file.",
    epilog=_examples("verify plan.json", "verify plan.json --dataset my-data.xlsx"),
)
def verify(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="A plan.json.")],
    *,
    dataset: Annotated[
        str | None,
        typer.Option(
            "--dataset",
            metavar="DATASET",
            help="The dataset it is for.  [default: the bundled one that it names]",
            autocompletion=_complete_dataset,
        ),
    ] = None,
    form: FormatOption = None,
) -> None:
    """Verify a plan: compute its figures again from who goes where alone.

    The exit code is 1 where a figure differs, or the plan does not reach its target.
    """
    with clean_exit(dataset):
        verification = graphmodel.verify_plan(plan, dataset=dataset)
        show(verification, form)
        if not verification.ok:
            raise typer.Exit(NOT_SOUND)


@app.command(
    short_help="Say what differs between two plans.",
    epilog=_examples("diff one.json other.json", "diff one.json other.json --format csv"),
)
def diff(
    first: Annotated[Path, typer.Argument(metavar="ONE", help="A plan.json.")],
    second: Annotated[Path, typer.Argument(metavar="OTHER", help="Another, for the same sets.")],
    *,
    dataset: Annotated[
        str | None,
        typer.Option(
            "--dataset",
            metavar="DATASET",
            help="The dataset they are for.  [default: the bundled one that the first names]",
            autocompletion=_complete_dataset,
        ),
    ] = None,
    form: FormatOption = None,
) -> None:
    """Say in words and rows what differs between two plans.

    Steps are the same where the same organisations change, or the same footprints merge, whatever
    the result is called.
    """
    with clean_exit(dataset):
        one = graphmodel.read_plan(first, dataset=dataset)
        other = graphmodel.read_plan(second, dataset=one.dataset)
        show(graphmodel.compare_plans(one, other), form, dataset=one.dataset)
