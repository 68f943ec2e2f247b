"""The commands about plans: suggest, explore, verify and hand them over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import graphmodel
from graphmodel.cli import console, ending, options
from graphmodel.cli.root import app, examples
from graphmodel.exact.limits import TIME_LIMIT
from graphmodel.plans.asked import Method

__all__: list[str] = []


@app.command(
    short_help="Suggest mergers, and who would change footprint.",
    epilog=examples(
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
    dataset: options.DatasetArgument,
    *,
    sets: options.Sets = None,
    lead: options.Lead = None,
    target: options.Target = None,
    redraw: options.Redraw = None,
    undecided: options.Undecided = None,
    method: Annotated[
        Method,
        typer.Option(help="How to look for plans; all but exact with --lead joint."),
    ] = "exact",
    footprints: options.Footprints = None,
    max_moved: options.MaxMoved = None,
    rules: options.Rules = None,
    least_people: Annotated[
        float | None,
        typer.Option(metavar="N", help="Rule: at least so many a group."),
    ] = None,
    most_people: Annotated[
        float | None,
        typer.Option(metavar="N", help="Rule: at most so many a group."),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="SET:CODE", help="Rule: this footprint stays as it is."),
    ] = None,
    together: Annotated[
        list[str] | None,
        typer.Option(metavar="A,B", help="Rule: these footprints end in the same group."),
    ] = None,
    apart: Annotated[
        list[str] | None,
        typer.Option(metavar="A,B", help="Rule: these footprints end in different groups."),
    ] = None,
    whole: Annotated[
        list[str] | None,
        typer.Option(metavar="SET", help="Rule: no footprint of this set is divided."),
    ] = None,
    scenario: options.Scenario = None,
    scenarios: options.Scenarios = None,
    within: options.Within = None,
    contiguous: Annotated[
        bool, typer.Option("--contiguous", help="Rule: the ground of each group hangs together.")
    ] = False,
    time_limit: options.TimeLimit = TIME_LIMIT,
    ignore_below: options.Ignore = 0.0,
    notes: options.Notes = False,
    form: options.Format = None,
    output: options.Output = None,
    quiet: options.Quiet = False,
) -> None:
    """Suggest which footprints to merge, and which organisations would change footprint.

    Prints what the plan costs, then its steps, the most worthwhile first. With --output plan.json
    the plan can be verified, and explored as a page.
    """
    with console.naming(dataset):
        pair = console.pair_of(sets)
        console.check_outputs(output)
        data = console.read(dataset, pair, scenario, scenarios, within, quiet=quiet)
        with console.waiting("looking for a plan", quiet=quiet) as progress:
            plan = graphmodel.propose(
                data,
                sets=pair,
                lead=lead,
                target=target,
                redraw=redraw or (),
                undecided=undecided or "separate",
                method=method,
                footprints=footprints,
                max_moved=max_moved,
                ignore_below=ignore_below,
                rules=console.rules_of(
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
        console.write_results(plan, output, quiet=quiet)
        if form or not (quiet and output):
            console.show(plan, form, notes=notes)
        if plan.optimal is False:
            raise typer.Exit(ending.NOT_PROVED)


@app.command(
    short_help="List the least change for every number of joint footprints.",
    epilog=examples(
        "frontier england-2016",
        "frontier england-2026 --sets icb,police --format csv",
    ),
)
def frontier(  # noqa: PLR0913 - one for each option
    dataset: options.DatasetArgument,
    *,
    sets: options.Sets = None,
    redraw: options.Redraw = None,
    undecided: options.Undecided = None,
    scenario: options.Scenario = None,
    scenarios: options.Scenarios = None,
    within: options.Within = None,
    ignore_below: options.Ignore = 0.0,
    notes: options.Notes = False,
    form: options.Format = None,
    quiet: options.Quiet = False,
) -> None:
    """List the whole trade-off between joint footprints and people who change footprint.

    For every number of joint footprints the exact least, and beside them the compatible plans, the
    plans led by either set, and doing nothing.
    """
    with console.naming(dataset):
        pair = console.pair_of(sets)
        data = console.read(dataset, pair, scenario, scenarios, within, quiet=quiet)
        with console.waiting("looking for the frontier", quiet=quiet) as progress:
            found = graphmodel.frontier(
                data,
                sets=pair,
                ignore_below=ignore_below,
                redraw=redraw or (),
                undecided=undecided or "separate",
                progress=progress,
            )
        console.show(found, form, notes=notes)


@app.command(
    short_help="Write a page to explore the network.",
    epilog=examples(
        "explore england-2016 --output page.html",
        "explore england-2016 --plan plan.json --output page.html",
    ),
)
def explore(  # noqa: PLR0913 - one for each option
    dataset: options.DatasetArgument,
    *,
    output: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help=(
                "The .html file to write. A file that is there is replaced; its folder has to"
                " exist."
            ),
        ),
    ],
    plan: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A plan.json to show beside things as they are."),
    ] = None,
    undecided: options.Undecided = None,
    sets: options.Sets = None,
    scenario: options.Scenario = None,
    scenarios: options.Scenarios = None,
    within: options.Within = None,
    quiet: options.Quiet = False,
) -> None:
    """Write a page on which the network can be explored, without any connection.

    It is one file that any browser opens: search, filter, and click to see who belongs where, now
    and with a plan.
    """
    with console.naming(dataset):
        pair = console.pair_of(sets)
        console.check_outputs([output], page=True)
        data = console.read(dataset, pair, scenario, scenarios, within, quiet=quiet)
        with console.waiting("making the page", quiet=quiet) as progress:
            chosen = None
            if plan is not None:
                chosen = console.read_plan_alone(plan, data, [undecided])
            elif undecided is not None:
                chosen = graphmodel.propose(data, sets=pair, undecided=undecided)
            page = graphmodel.explore_page(data, sets=pair, plan=chosen, progress=progress)
        console.write_page(page, output, quiet=quiet)


@app.command(
    short_help="Verify a plan file.",
    epilog=examples("verify plan.json", "verify plan.json --dataset my-data.xlsx"),
)
def verify(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="A plan.json.")],
    *,
    dataset: options.DatasetOption = None,
    sets: options.Sets = None,
    scenario: options.Scenario = None,
    scenarios: options.Scenarios = None,
    within: options.Within = None,
    form: options.Format = None,
) -> None:
    """Verify a plan: compute its figures again from who goes where alone.

    Of a plan made with --scenario or --within, give these and the dataset as they were given then.
    The exit code is 1 where a figure differs, or the plan does not reach its target.
    """
    with console.naming(dataset):
        data: graphmodel.Dataset | str | None = dataset
        if dataset and (scenario or within):
            pair = console.pair_of(sets)
            data = console.read(dataset, pair, scenario, scenarios, within, quiet=True)
        elif scenario or within:
            raise graphmodel.OptionError("`scenario` and `within` need the `dataset` as well")
        with console.waiting(f"verifying {plan}"):
            verification = graphmodel.verify_plan(plan, dataset=data)
        console.show(verification, form)
        if not verification.ok:
            raise typer.Exit(ending.NOT_SOUND)


@app.command(
    short_help="Write everything that is handed over into a folder.",
    epilog=examples(
        "report england-2016 --output report",
        "report england-2026 --lead authority --output report",
        "report england-2016 --lead joint --footprints 42 --output report",
        "report england-2016 --plan plan.json --output report",
    ),
)
def report(  # noqa: PLR0913 - one for each option
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
    sets: options.Sets = None,
    scenario: options.Scenario = None,
    scenarios: options.Scenarios = None,
    within: options.Within = None,
    lead: options.Lead = None,
    target: options.Target = None,
    redraw: options.Redraw = None,
    undecided: options.Undecided = None,
    footprints: options.Footprints = None,
    max_moved: options.MaxMoved = None,
    rules: options.Rules = None,
    plan: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Report on this plan.json in place of making a plan."),
    ] = None,
    sensitivity: Annotated[
        bool,
        typer.Option(help="Whether to make the plan again for every uncertain membership."),
    ] = True,
    time_limit: options.TimeLimit = TIME_LIMIT,
    ignore_below: options.Ignore = 0.0,
    quiet: options.Quiet = False,
) -> None:
    """Write everything that is handed over for a plan into a folder, all of it or nothing.

    A briefing of a few pages (briefing.docx), the same as text with every detail (summary.md), a
    workbook, the page to explore, the plan, tables and pictures. The same input gives the same
    bytes.
    """
    with console.naming(dataset):
        pair = console.pair_of(sets)
        console.check_report(output)
        data = console.read(dataset, pair, scenario, scenarios, within, quiet=quiet)
        if plan is not None:
            choices = (sets, lead, target, redraw, undecided, footprints, max_moved, rules)
            chosen = console.read_plan_alone(plan, data, (*choices, ignore_below or None))
        else:
            with console.waiting("looking for a plan", quiet=quiet) as progress:
                chosen = graphmodel.propose(
                    data,
                    sets=pair,
                    lead=lead,
                    target=target,
                    redraw=redraw or (),
                    undecided=undecided or "separate",
                    footprints=footprints,
                    max_moved=max_moved,
                    ignore_below=ignore_below,
                    rules=graphmodel.read_rules(rules) if rules else None,
                    time_limit=time_limit,
                    progress=progress,
                )
        with (
            console.told(output, quiet=quiet),
            console.waiting("making the report", quiet=quiet) as progress,
        ):
            graphmodel.write_report(
                chosen, output, sensitive=sensitivity, time_limit=time_limit, progress=progress
            )
        if chosen.optimal is False:
            raise typer.Exit(ending.NOT_PROVED)
