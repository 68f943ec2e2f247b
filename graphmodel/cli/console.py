"""What the commands of the command line have in common: messages, files, exit codes."""

from __future__ import annotations

import contextlib
import io
import sys
from typing import TYPE_CHECKING, Any

import typer

import graphmodel
from graphmodel.cli.ending import UnwrittenError, in_flags
from graphmodel.cli.progress import Waiting, say
from graphmodel.cli.root import app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from graphmodel import Assessment, Dataset, Plan, Rules, Tracking
    from graphmodel.show.printing import Format


@contextlib.contextmanager
def naming(source: str | None = None) -> Iterator[None]:
    """Have errors of a dataset tell it as the user named it."""
    try:
        yield
    except graphmodel.DataError as error:
        error.source = error.source or source or ""
        raise


def say_in_flags(message: str) -> None:
    """Print a message of the package on standard error, with flags in place of parameters."""
    commands: Any = typer.main.get_command(app)
    say(in_flags(message, commands.flags()))


def pair_of(sets: str | None) -> tuple[str, str] | None:
    """Return the two sets that ``stp,ldr`` names; None for none."""
    if sets is None:
        return None
    names = [name.strip() for name in sets.split(",")]
    if len(names) != 2 or not all(names):  # noqa: PLR2004 - a pair
        message = f"--sets takes two footprint sets, as in --sets stp,ldr, not {sets!r}"
        raise graphmodel.OptionError(message)
    return names[0], names[1]


def rules_of(
    path: Path | None,
    *,
    together: Sequence[str] | None,
    apart: Sequence[str] | None,
    keep: Sequence[str] | None,
    whole: Sequence[str] | None,
    **limits: Any,  # noqa: ANN401 - as Rules.with_options takes them
) -> Rules | None:
    """Return the rules of a file and of options; None where there are none."""
    given = (path, together, apart, keep, whole, *limits.values())
    if not any(value for value in given):
        return None
    rules = graphmodel.read_rules(path) if path else graphmodel.Rules(source="options")
    return rules.with_options(
        together=[_listed(names) for names in together or ()],
        apart=[_listed(names) for names in apart or ()],
        keep=keep or (),
        whole=whole or (),
        **limits,
    )


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",")]


@contextlib.contextmanager
def waiting(what: str, *, quiet: bool = False) -> Iterator[Callable[[str], None] | None]:
    """Show on standard error how far something is, once it has taken a while.

    Yields what takes sentences about it, as the functions of this package tell them to
    ``progress``; None where nobody would see them.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    with Waiting(what, sys.stderr) as shown:
        yield shown.tell


def read(
    source: str,
    sets: tuple[str, str] | None = None,
    scenario: Sequence[str] | None = None,
    scenarios: Path | None = None,
    within: Sequence[str] | None = None,
    *,
    quiet: bool,
) -> Dataset:
    """Read a dataset, and say how many warnings there are; suppose and leave out what is asked."""
    if scenarios and not scenario:
        raise graphmodel.OptionError("`scenarios` names a file: say with `scenario` which to take")
    with waiting(f"reading {source}", quiet=quiet), naming(source):
        dataset = graphmodel.read_dataset(source)
    count = len(dataset.warnings)
    if count and not quiet:
        warnings = "1 warning" if count == 1 else f"{count} warnings"
        say(f"{warnings} about the data: graphmodel check {source} lists them")
    if scenario:
        for each in graphmodel.read_scenarios(scenarios or source, names=scenario):
            dataset = graphmodel.apply_scenario(dataset, each)
    return graphmodel.within_ground(dataset, within, sets=sets) if within else dataset


def check_outputs(outputs: Sequence[Path] | None, *, page: bool = False) -> None:
    """See that files can be written; a ``page`` to .html only."""
    if outputs:
        from graphmodel.show import export  # noqa: PLC0415

        export.check_outputs(outputs, endings=(".html",) if page else export.ENDINGS)


def check_report(folder: Path) -> None:
    """See that a report can be written to a folder, before any work is done."""
    from graphmodel.report.report import check_folder  # noqa: PLC0415

    with told(folder, quiet=True):
        check_folder(folder)


def is_plan(source: str) -> bool:
    """Tell whether what somebody names is a plan, and not a dataset."""
    return source.lower().endswith(".json")


def read_plan_alone(path: Path, dataset: Dataset, choices: Sequence[object]) -> Plan:
    """Read a plan, and see that nothing was asked for that it decides already."""
    if any(choice is not None for choice in choices):
        message = (
            "--plan is a finished plan: --sets, --lead, --target, --footprints, --max-moved,"
            " --undecided, --rules and --ignore-below do not go with it"
        )
        raise graphmodel.OptionError(message)
    return graphmodel.read_plan(path, dataset=dataset)


def write_results(
    result: Plan | Assessment | Tracking, outputs: Sequence[Path] | None, *, quiet: bool
) -> None:
    """Write a result to each of some files, and say so."""
    for path in outputs or ():
        with told(path, quiet=quiet), waiting(f"making {path}", quiet=quiet):
            graphmodel.write_output(result, path)


def write_page(page: str, path: Path, *, quiet: bool) -> None:
    """Write a page to a file, and say so."""
    from graphmodel.files.disk import write_bytes  # noqa: PLC0415

    with told(path, quiet=quiet):
        write_bytes(path, page.encode())


@contextlib.contextmanager
def told(path: Path, *, quiet: bool) -> Iterator[None]:
    """Say that a file is written, or why it cannot be."""
    try:
        yield
    except OSError as error:
        raise UnwrittenError(path, error) from None
    if not quiet:
        say(f"wrote {path}")


def show(result: object, form: Format | None, *, notes: bool = False) -> None:
    """Print a result on standard output, by default as a table to read."""
    from graphmodel.show.printing import print_view  # noqa: PLC0415
    from graphmodel.show.views import view_of  # noqa: PLC0415

    chosen = form or "table"
    if chosen != "table" and isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")
    elsewhere = "" if notes else "--notes prints what has to be kept in mind"
    print_view(view_of(result), chosen, sys.stdout, elsewhere=elsewhere)
