"""The commands about plans: suggest, explore, verify and hand them over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import graphmodel
from graphmodel.cli import completion, console, ending, options
from graphmodel.cli.root import command, examples
from graphmodel.plans.asked import Method

__all__: list[str] = []


@command(
    short_help="Suggest mergers, and who would change footprint.",
    epilog=examples(
        "suggest england-2016",
        "suggest england-2016 --target nested --output plan.json --output plan.xlsx",
        "suggest england-2026 --lead authority --format csv",
        "suggest england-2026 --output plan.json --output who.csv --table assignment --excel",
        "suggest england-2016 --lead joint --footprints 42",
        "suggest england-2026 --target compatible",
        "suggest england-2016 --lead joint --whole council --least-people 500000",
        "suggest england-2016 --lead joint --method louvain --max-moved 0.01",
    ),
)
def suggest(
    dataset: options.DatasetArgument,
    *,
    ground: options.Ground,
    question: options.Question,
    method: Annotated[
        Method,
        typer.Option(help="How to look for plans; all but exact with --lead joint."),
    ] = "exact",
    limits: options.Limits,
    printed: options.PlanPrinted,
) -> None:
    """Suggest which footprints to merge, and which organisations would change footprint.

    Prints what the plan costs, then its steps, the most worthwhile first. With --output plan.json
    the plan can be verified, and explored as a page.
    """
    console.check_printed(printed, graphmodel.Plan)
    data = console.read(dataset, ground, quiet=printed.quiet)
    rules = console.rules_of(question.rules, limits)
    plan = console.proposed(data, ground, question, rules=rules, quiet=printed.quiet, method=method)
    console.give(plan, printed)
    if plan.optimal is False:
        raise typer.Exit(ending.NOT_PROVED)


@command(
    short_help="List the least change for every number of joint footprints.",
    epilog=examples(
        "frontier england-2016",
        "frontier england-2026 --sets icb,police --format csv",
    ),
)
def frontier(
    dataset: options.DatasetArgument,
    *,
    ground: options.Ground,
    redraw: options.Redraw = None,
    undecided: options.Undecided = None,
    ignore_below: options.Ignore = 0.0,
    printed: options.FrontierPrinted,
) -> None:
    """List the whole trade-off between joint footprints and people who change footprint.

    For every number of joint footprints the exact least, and beside them the compatible plans, the
    plans led by either set, and doing nothing.
    """
    console.check_printed(printed)
    data = console.read(dataset, ground, quiet=printed.quiet)
    with console.waiting("looking for the frontier", quiet=printed.quiet) as progress:
        asked = console.given(
            None, sets=ground.sets, ignore_below=ignore_below, redraw=redraw, undecided=undecided
        )
        found = graphmodel.frontier(data, progress=progress, **asked)
    console.give(found, printed)


@command(
    short_help="Write a page to explore the network.",
    epilog=examples(
        "explore england-2016 --output page.html",
        "explore england-2016 --plan plan.json --output page.html",
    ),
)
def explore(
    dataset: options.DatasetArgument,
    *,
    output: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help=(
                "The .html file to write; - prints it. A file that is there is replaced; its"
                " folder has to exist."
            ),
        ),
    ],
    plan: options.PlanOption = None,
    undecided: options.Undecided = None,
    actual: Annotated[
        str,
        typer.Option(
            metavar="SET",
            help="A footprint set of later date: what was decided, to lay plans beside.",
            autocompletion=completion.sets,
        ),
    ] = "",
    open: Annotated[  # noqa: A002 - the name of the option
        str,
        typer.Option(
            metavar="MOMENT",
            help='What to open with, as in a link: "plan=joint-41&focus=stp:E54000037&view=map".',
        ),
    ] = "",
    ground: options.Ground,
    quiet: options.Quiet = False,
) -> None:
    """Write a page on which the network can be explored, without any connection.

    It is one file that any browser opens: search, filter, and click to see who belongs where, now
    and with a plan.
    """
    console.check_page(output)
    data = console.read(dataset, ground, quiet=quiet)
    with console.waiting("making the page", quiet=quiet) as progress:
        page = graphmodel.explore_page(
            data,
            sets=ground.sets,
            plan=plan,
            undecided=undecided,
            actual=actual,
            open=open,
            progress=progress,
        )
    console.write_page(page, output, quiet=quiet)


@command(
    short_help="Verify a plan file.",
    epilog=examples("verify plan.json", "verify jan.json --dataset jan"),
)
def verify(
    plan: options.PlanArgument,
    *,
    dataset: options.DatasetOption = None,
    ground: options.Ground,
    printed: options.Printed,
) -> None:
    """Verify a plan: compute its figures again from who goes where alone.

    Of a plan made with --scenario or --within, give these and the dataset as they were given then.
    The exit code is 1 where a figure differs, or the plan does not reach its target.
    """
    console.check_printed(printed)
    data: graphmodel.Dataset | str | None = dataset
    if dataset and (ground.scenario or ground.within):
        data = console.read(dataset, ground, quiet=True)
    elif ground.scenario or ground.within:
        raise graphmodel.OptionError("`scenario` and `within` need the `dataset` as well")
    with console.naming(dataset), console.waiting(f"verifying {plan}", quiet=printed.quiet):
        verification = graphmodel.verify_plan(plan, dataset=data)
    console.give(verification, printed)
    if not verification.ok:
        raise typer.Exit(ending.NOT_SOUND)


@command(
    short_help="Write everything that is handed over into a folder.",
    epilog=examples(
        "report england-2016 --output report",
        "report england-2026 --lead authority --output report",
        "report england-2016 --lead joint --footprints 42 --output report",
        "report england-2016 --plan plan.json --output report",
        "report england-2026 --criteria criteria.toml --from 2027-04-01 --output report",
        "report england-2026 --for icb:E54000051 --for council:E06000013 --output report",
    ),
)
def report(
    dataset: options.DatasetArgument,
    *,
    output: Annotated[
        Path,
        typer.Option(
            metavar="DIR",
            help=(
                "The folder to make. A report that is there is replaced as a whole; a folder with"
                " anything else in it is left alone."
            ),
        ),
    ],
    ground: options.Ground,
    question: options.Question,
    plan: options.PlanOption = None,
    sensitivity: Annotated[
        bool,
        typer.Option(help="Whether to make the plan again for every uncertain membership."),
    ] = True,
    house: options.House,
    quiet: options.Quiet = False,
) -> None:
    """Write everything that is handed over for a decision into a folder, all of it or nothing.

    A paper for a board with options and a recommendation (briefing.docx), the same as text with
    every detail (summary.md), and for the option recommended a workbook, the page to explore, the
    plan, tables and pictures. The same input gives the same bytes.
    """
    style = console.style_of(house)
    console.check_report(output)
    data = console.read(dataset, ground, quiet=quiet)
    asked = ground.sets or question != options.Question(time_limit=question.time_limit)
    if plan and asked:
        raise graphmodel.OptionError(
            "`plan` is a finished plan: `sets`, `lead`, `target`, `redraw`, `undecided`,"
            " `footprints`, `max_moved`, `rules` and `ignore_below` do not go with it"
        )
    rules = console.rules_of(question.rules)
    chosen = plan or console.proposed(data, ground, question, rules=rules, quiet=quiet)
    with (
        console.told(output, quiet=quiet),
        console.waiting("making the report", quiet=quiet) as progress,
    ):
        written = graphmodel.write_report(
            chosen,
            output,
            dataset=data,
            criteria=house.criteria,
            style=style,
            sensitive=sensitivity,
            time_limit=question.time_limit,
            whom=house.whom or (),
            progress=progress,
        )
    if written.plan.optimal is False:
        raise typer.Exit(ending.NOT_PROVED)
