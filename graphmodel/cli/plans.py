"""The commands about plans: suggest, explore, verify and hand them over."""

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
    show,
    told,
    waiting,
    write_page,
    write_results,
)
from graphmodel.cli.options import (
    DatasetArgument,
    DatasetOption,
    FootprintsOption,
    FormatOption,
    IgnoreOption,
    LeadOption,
    MaxMovedOption,
    NotesOption,
    OutputOption,
    QuietOption,
    RedrawOption,
    RulesOption,
    ScenarioOption,
    ScenariosOption,
    SetsOption,
    TargetOption,
    TimeLimitOption,
    UndecidedOption,
    WithinOption,
)
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
    dataset: DatasetArgument,
    *,
    sets: SetsOption = None,
    lead: LeadOption = None,
    target: TargetOption = None,
    redraw: RedrawOption = None,
    undecided: UndecidedOption = None,
    method: Annotated[
        Method,
        typer.Option(help="How to look for plans; all but exact with --lead joint."),
    ] = "exact",
    footprints: FootprintsOption = None,
    max_moved: MaxMovedOption = None,
    rules: RulesOption = None,
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
    scenario: ScenarioOption = None,
    scenarios: ScenariosOption = None,
    within: WithinOption = None,
    contiguous: Annotated[
        bool, typer.Option("--contiguous", help="Rule: the ground of each group hangs together.")
    ] = False,
    time_limit: TimeLimitOption = TIME_LIMIT,
    ignore_below: IgnoreOption = 0.0,
    notes: NotesOption = False,
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
        data = read(
            dataset, quiet=quiet, sets=pair, scenario=scenario, scenarios=scenarios, within=within
        )
        with waiting("looking for a plan", quiet=quiet) as progress:
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
            show(plan, form, notes=notes)
        if plan.optimal is False:
            raise typer.Exit(NOT_PROVED)


@app.command(
    short_help="List the least change for every number of joint footprints.",
    epilog=examples(
        "frontier england-2016",
        "frontier england-2026 --sets icb,police --format csv",
    ),
)
def frontier(  # noqa: PLR0913 - one for each option
    dataset: DatasetArgument,
    *,
    sets: SetsOption = None,
    redraw: RedrawOption = None,
    undecided: UndecidedOption = None,
    scenario: ScenarioOption = None,
    scenarios: ScenariosOption = None,
    within: WithinOption = None,
    ignore_below: IgnoreOption = 0.0,
    notes: NotesOption = False,
    form: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """List the whole trade-off between joint footprints and people who change footprint.

    For every number of joint footprints the exact least, and beside them the compatible plans, the
    plans led by either set, and doing nothing.
    """
    with clean_exit(dataset):
        pair = pair_of(sets)
        data = read(
            dataset, quiet=quiet, sets=pair, scenario=scenario, scenarios=scenarios, within=within
        )
        with waiting("looking for the frontier", quiet=quiet) as progress:
            found = graphmodel.frontier(
                data,
                sets=pair,
                ignore_below=ignore_below,
                redraw=redraw or (),
                undecided=undecided or "separate",
                progress=progress,
            )
        show(found, form, notes=notes)


@app.command(
    short_help="Write a page to explore the network.",
    epilog=examples(
        "explore england-2016 --output page.html",
        "explore england-2016 --plan plan.json --output page.html",
    ),
)
def explore(  # noqa: PLR0913 - one for each option
    dataset: DatasetArgument,
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
    undecided: UndecidedOption = None,
    sets: SetsOption = None,
    scenario: ScenarioOption = None,
    scenarios: ScenariosOption = None,
    within: WithinOption = None,
    quiet: QuietOption = False,
) -> None:
    """Write a page on which the network can be explored, without any connection.

    It is one file that any browser opens: search, filter, and click to see who belongs where, now
    and with a plan.
    """
    with clean_exit(dataset):
        pair = pair_of(sets)
        check_outputs([output], page=True)
        data = read(
            dataset, quiet=quiet, sets=pair, scenario=scenario, scenarios=scenarios, within=within
        )
        with waiting("making the page", quiet=quiet) as progress:
            chosen = None
            if plan is not None:
                chosen = read_plan_alone(plan, data, [undecided])
            elif undecided is not None:
                chosen = graphmodel.propose(data, sets=pair, undecided=undecided)
            page = graphmodel.explore_page(data, sets=pair, plan=chosen, progress=progress)
        write_page(page, output, quiet=quiet)


@app.command(
    short_help="Verify a plan file.",
    epilog=examples("verify plan.json", "verify plan.json --dataset my-data.xlsx"),
)
def verify(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="A plan.json.")],
    *,
    dataset: DatasetOption = None,
    sets: SetsOption = None,
    scenario: ScenarioOption = None,
    scenarios: ScenariosOption = None,
    within: WithinOption = None,
    form: FormatOption = None,
) -> None:
    """Verify a plan: compute its figures again from who goes where alone.

    Of a plan made with --scenario or --within, give these and the dataset as they were given then.
    The exit code is 1 where a figure differs, or the plan does not reach its target.
    """
    with clean_exit(dataset):
        data: graphmodel.Dataset | str | None = dataset
        if dataset and (scenario or within):
            data = read(
                dataset,
                quiet=True,
                sets=pair_of(sets),
                scenario=scenario,
                scenarios=scenarios,
                within=within,
            )
        elif scenario or within:
            raise graphmodel.OptionError("`scenario` and `within` need the `dataset` as well")
        with waiting(f"verifying {plan}"):
            verification = graphmodel.verify_plan(plan, dataset=data)
        show(verification, form)
        if not verification.ok:
            raise typer.Exit(NOT_SOUND)


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
    dataset: DatasetArgument,
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
    sets: SetsOption = None,
    scenario: ScenarioOption = None,
    scenarios: ScenariosOption = None,
    within: WithinOption = None,
    lead: LeadOption = None,
    target: TargetOption = None,
    redraw: RedrawOption = None,
    undecided: UndecidedOption = None,
    footprints: FootprintsOption = None,
    max_moved: MaxMovedOption = None,
    rules: RulesOption = None,
    plan: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Report on this plan.json in place of making a plan."),
    ] = None,
    sensitivity: Annotated[
        bool,
        typer.Option(help="Whether to make the plan again for every uncertain membership."),
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
        data = read(
            dataset, quiet=quiet, sets=pair, scenario=scenario, scenarios=scenarios, within=within
        )
        if plan is not None:
            choices = (
                sets,
                lead,
                target,
                redraw,
                undecided,
                footprints,
                max_moved,
                rules,
                ignore_below or None,
            )
            chosen = read_plan_alone(plan, data, choices)
        else:
            with waiting("looking for a plan", quiet=quiet) as progress:
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
        with told(output, quiet=quiet), waiting("making the report", quiet=quiet) as progress:
            graphmodel.write_report(
                chosen, output, sensitive=sensitivity, time_limit=time_limit, progress=progress
            )
        if chosen.optimal is False:
            raise typer.Exit(NOT_PROVED)
