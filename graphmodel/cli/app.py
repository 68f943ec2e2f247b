"""The command line: parses, calls one public function, and prints.

Nothing but typer is loaded until a command runs, so that help is there at once: the public names
of the package are loaded when they are first used.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import graphmodel
from graphmodel.cli.console import (
    NOT_PROVED,
    NOT_SOUND,
    check_outputs,
    check_report,
    clean_exit,
    pair_of,
    read,
    read_plan_alone,
    rules_of,
    say,
    show,
    told,
    waiting,
    write_page,
    write_results,
)
from graphmodel.cli.options import (
    DatasetArgument,
    FootprintsOption,
    FormatOption,
    IgnoreOption,
    LeadOption,
    MaxMovedOption,
    Method,
    OutputOption,
    QuietOption,
    RulesOption,
    SetsOption,
    Target,
    TimeLimitOption,
    complete_dataset,
)
from graphmodel.exact.limits import TIME_LIMIT

__all__ = ["app", "main"]


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


@app.command(epilog=_examples("datasets", "datasets --format json"))
def datasets(*, form: FormatOption = None) -> None:
    """List the bundled datasets."""
    with clean_exit():
        show(graphmodel.bundled_datasets(), form)


@app.command(epilog=_examples("check england-2016", "check my-data.xlsx --strict --format csv"))
def check(
    dataset: DatasetArgument,
    *,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 where there is a warning, too.")
    ] = False,
    form: FormatOption = None,
) -> None:
    """Check whether a dataset is sound.

    Every problem is listed at once, with its file, row, column, why it matters, and what to do
    about it. The exit code is 1 where there is an error; warnings are odd but legal.
    """
    with clean_exit(dataset):
        with waiting(f"checking {dataset}"):
            soundness = graphmodel.check_dataset(dataset)
        show(soundness, form)
        if not soundness.ok or (strict and soundness.problems):
            raise typer.Exit(NOT_SOUND)


@app.command(
    short_help="Create a dataset to start from.",
    epilog=_examples("new my-data", "new --xlsx my-data.xlsx"),
)
def new(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="The folder to create.")
    ] = None,
    *,
    xlsx: Annotated[
        Path | None,
        typer.Option("--xlsx", metavar="FILE", help="The workbook to create, instead or as well."),
    ] = None,
    form: FormatOption = None,
) -> None:
    """Create a dataset to start from: a small invented example, with notes on every column.

    Nothing that is there is ever written over.
    """
    with clean_exit(), told(folder or xlsx or Path(), quiet=True):
        show(graphmodel.new_dataset(folder, workbook=xlsx), form)


@app.command(
    name="import",
    short_help="Make a dataset of a table with one row an organisation.",
    epilog=_examples(
        "import members.xlsx my-data",
        'import members.csv my-data --columns "name=Organisation,population=List size"',
        'import members.xlsx my-data --sets "STP,LDR" --reference england-2016',
        "import members.xlsx my-data --matches my-data-matches.csv",
    ),
)
def import_(  # noqa: PLR0913 - one for each option
    table: Annotated[Path, typer.Argument(metavar="TABLE", help="A .csv file or .xlsx workbook.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to create.")],
    *,
    sheet: Annotated[
        str | None,
        typer.Option(
            "--sheet",
            metavar="NAME",
            help="Sheet of the workbook.  [default: the fullest that is not hidden]",
        ),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="WHAT=HEADING,…",
            help=(
                "Which column is what: name, code, kind, type, population, latitude, longitude or"
                " region.  [default: by heading]"
            ),
        ),
    ] = None,
    sets: Annotated[
        str | None,
        typer.Option(
            "--sets",
            metavar="HEADING,…",
            help=(
                "Columns of footprints, the two to compare first; stp=HEADING gives a set its"
                " code.  [default: by heading or content]"
            ),
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help="Kind of all organisations, as in commissioner.  [default: by type or name]",
        ),
    ] = None,
    blocks: Annotated[
        str | None,
        typer.Option(
            "--blocks",
            metavar="KIND",
            help="Kind whose footprints change.  [default: the one with people]",
        ),
    ] = None,
    evidence: Annotated[
        str,
        typer.Option("--evidence", metavar="GRADE", help="How all memberships are known."),
    ] = "official",
    reference: Annotated[
        str | None,
        typer.Option(
            "--reference",
            metavar="DATASET",
            help="Match names to the codes of this dataset.  [default: names to one another]",
            autocompletion=complete_dataset,
        ),
    ] = None,
    matches: Annotated[
        Path | None,
        typer.Option(
            "--matches",
            metavar="FILE",
            help="A .csv in which doubtful names are decided; those still in doubt are added.",
        ),
    ] = None,
    form: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """Make a dataset of a table with one row an organisation and a column for each footprint set.

    Several footprints stand in one cell behind each other, separated by semicolons or line breaks,
    with shares as in Devon (40%). What is guessed or left out is said on standard error. Names that
    are in doubt are written to a file to be decided, and nothing is imported until they are.
    """
    with clean_exit(str(table)):
        with told(folder, quiet=True), waiting(f"reading {table}", quiet=quiet):
            imported = graphmodel.import_table(
                table,
                folder,
                sheet=sheet,
                columns=columns,
                sets=sets,
                kind=kind,
                blocks=blocks,
                evidence=evidence,
                reference=reference,
                matches=matches,
                announce=None if quiet else say,
            )
        show(imported, form)


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
        write_results(assessment, output, quiet=quiet)
        if form or not (quiet and output):
            show(assessment, form)


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
    lead: LeadOption = None,
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
    footprints: FootprintsOption = None,
    max_moved: MaxMovedOption = None,
    rules: RulesOption = None,
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
    time_limit: TimeLimitOption = TIME_LIMIT,
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
        with waiting("looking for a plan", quiet=quiet) as progress:
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
                progress=progress,
            )
        write_results(plan, output, quiet=quiet)
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
        with waiting("looking for the frontier", quiet=quiet) as progress:
            found = graphmodel.frontier(
                data, sets=pair, ignore_below=ignore_below, progress=progress
            )
        show(found, form)


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
        with waiting("making the page", quiet=quiet) as progress:
            chosen = graphmodel.read_plan(plan, dataset=data) if plan else None
            page = graphmodel.explore_page(data, sets=pair, plan=chosen, progress=progress)
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
            autocompletion=complete_dataset,
        ),
    ] = None,
    form: FormatOption = None,
) -> None:
    """Verify a plan: compute its figures again from who goes where alone.

    The exit code is 1 where a figure differs, or the plan does not reach its target.
    """
    with clean_exit(dataset):
        with waiting(f"verifying {plan}"):
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
            autocompletion=complete_dataset,
        ),
    ] = None,
    form: FormatOption = None,
) -> None:
    """Say in words and rows what differs between two plans.

    Steps are the same where the same organisations change, or the same footprints merge, whatever
    the result is called.
    """
    with clean_exit(dataset):
        with waiting("comparing the plans"):
            one = graphmodel.read_plan(first, dataset=dataset)
            other = graphmodel.read_plan(second, dataset=one.dataset)
            comparison = graphmodel.compare_plans(one, other)
        show(comparison, form)


@app.command(
    short_help="Write everything that is handed over into a folder.",
    epilog=_examples(
        "report england-2016 --output report",
        "report england-2026 --lead authority --output report",
        "report england-2016 --lead joint --footprints 42 --output report",
        "report england-2016 --plan plan.json --output report",
    ),
)
def report(  # noqa: PLR0913 - one for each option
    dataset: DatasetArgument,
    *,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            metavar="DIR",
            help=(
                "The folder to make. A report that is there is replaced as a whole; a folder with"
                " anything else in it is left alone."
            ),
        ),
    ],
    sets: SetsOption = None,
    lead: LeadOption = None,
    target: Annotated[
        Target | None,
        typer.Option(
            "--target",
            help="coterminous, nested or compatible, as for suggest.  [default: coterminous]",
        ),
    ] = None,
    footprints: FootprintsOption = None,
    max_moved: MaxMovedOption = None,
    rules: RulesOption = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            "--plan", metavar="FILE", help="Report on this plan.json in place of making a plan."
        ),
    ] = None,
    sensitivity: Annotated[
        bool,
        typer.Option(
            "--sensitivity/--no-sensitivity",
            help="Whether to make the plan again for every uncertain membership.",
        ),
    ] = True,
    time_limit: TimeLimitOption = TIME_LIMIT,
    ignore_below: IgnoreOption = 0.0,
    quiet: QuietOption = False,
) -> None:
    """Write everything that is handed over for a plan into a folder, all of it or nothing.

    A briefing of a few pages (briefing.docx), the same as text with every detail (summary.md), a
    workbook, the page to explore, the plan, tables and pictures. The same input gives the same
    bytes.
    """
    with clean_exit(dataset):
        pair = pair_of(sets)
        check_report(output)
        data = read(dataset, quiet=quiet)
        if plan is not None:
            choices = (sets, lead, target, footprints, max_moved, rules, ignore_below or None)
            chosen = read_plan_alone(plan, data, choices)
        else:
            with waiting("looking for a plan", quiet=quiet) as progress:
                chosen = graphmodel.propose(
                    data,
                    sets=pair,
                    lead=lead,
                    target=(target or Target.COTERMINOUS).value,
                    footprints=footprints,
                    max_moved=max_moved,
                    ignore_below=ignore_below,
                    rules=graphmodel.read_rules(rules) if rules else None,
                    time_limit=time_limit,
                    progress=progress,
                )
        with told(output, quiet=quiet), waiting("making the report", quiet=quiet) as progress:
            graphmodel.write_report(
                chosen, output, sensitive=sensitivity, time_limit=time_limit, progress=progress
            )
        if chosen.optimal is False:
            raise typer.Exit(NOT_PROVED)
