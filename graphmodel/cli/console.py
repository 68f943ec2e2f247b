"""What the commands of the command line have in common: messages, files, exit codes."""

from __future__ import annotations

import contextlib
import io
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

import graphmodel
from graphmodel.cli.ending import UnwrittenError, in_flags
from graphmodel.cli.progress import Waiting, say
from graphmodel.cli.root import app
from graphmodel.shown import check_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from _typeshed import DataclassInstance

    from graphmodel import Dataset, Plan, Rules
    from graphmodel.cli.options import (
        Format,
        Ground,
        House,
        Limits,
        Printed,
        Question,
        Supposed,
    )
    from graphmodel.report.style import Style


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


def rules_of(path: Path | None, limits: Limits | None = None) -> Rules | None:
    """Return the rules of a file and of options; None where there are none."""
    given = {} if limits is None else {k: v for k, v in asdict(limits).items() if v}
    if not path and not given:
        return None
    rules = graphmodel.read_rules(path) if path else graphmodel.Rules(source="options")
    for name in given.keys() & {"together", "apart"}:
        given[name] = [[code.strip() for code in codes.split(",")] for codes in given[name]]
    return rules.with_options(**given) if given else rules


def given(options: DataclassInstance | None, **more: object) -> dict[str, Any]:
    """Return the options that are given: a function has its own defaults for the others."""
    every = more | ({} if options is None else asdict(options))
    return {name: value for name, value in every.items() if value not in (None, [])}


def proposed(
    data: Dataset,
    ground: Ground,
    question: Question,
    *,
    rules: Rules | None,
    quiet: bool,
    **more: str,
) -> Plan:
    """Return the plan that is asked for."""
    asked = given(question, sets=ground.sets) | more | {"rules": rules}
    with waiting("looking for a plan", quiet=quiet) as progress:
        return graphmodel.propose(data, progress=progress, **asked)


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


def read(source: str, ground: Supposed | None = None, *, quiet: bool) -> Dataset:
    """Read a dataset, and say how many warnings there are; suppose and leave out what is asked."""
    with waiting(f"reading {source}", quiet=quiet), naming(source):
        dataset = graphmodel.ground_of(source, **given(ground))
    count = len(dataset.warnings)
    if count and not quiet:
        warnings = "1 warning" if count == 1 else f"{count} warnings"
        say(f"{warnings} about the data: graphmodel check {source} lists them")
    return dataset


def check_printed(printed: Printed, kind: type = object, *, several: bool = False) -> None:
    """See that files can be written, and that what is said of CSV has any to be said of.

    Parameters
    ----------
    printed
        Where a result goes.
    kind
        What kind of result: it says what files of it may be.
    several
        Whether there are several of it, which only CSV and JSON can hold.
    """
    from graphmodel.show import export  # noqa: PLC0415 - help does without

    files = _files(printed)
    endings = export.PLAIN_ENDINGS if several else export.endings_of(kind)
    export.check_outputs(files, endings=endings)
    csv = printed.form == "csv" or any(path.suffix.lower() == ".csv" for path in files)
    for name in ("table", "excel"):
        if getattr(printed, name, None) and not csv:
            raise graphmodel.OptionError(f"`{name}` is about CSV: give `form='csv'` or a file .csv")


def give(result: Any, printed: Printed) -> None:  # noqa: ANN401 - of any command
    """Write a result to files, and print it unless files are enough.

    Parameters
    ----------
    result
        A result, or several of one kind for several datasets.
    printed
        Where it goes.
    """
    if isinstance(result, list) and len(result) == 1:
        (result,) = result
    files = _files(printed)
    table: str | None = getattr(printed, "table", None)
    if table is not None and not isinstance(result, list):
        check_table(result, table)
    for path in files:
        with told(path, quiet=printed.quiet), waiting(f"making {path}", quiet=printed.quiet):
            graphmodel.write_output(result, path, table=table, excel=printed.excel)
    if printed.form or not (printed.quiet and files) or len(files) < len(printed.output or ()):
        notes = getattr(printed, "notes", False)
        show(result, printed.form, notes=notes, table=table, excel=printed.excel)


def _files(printed: Printed) -> list[Path]:
    return [path for path in printed.output or () if str(path) != "-"]


def check_page(path: Path) -> None:
    """See that a page can be written to a file, before any work is done."""
    from graphmodel.show import export  # noqa: PLC0415 - help does without

    if str(path) != "-":
        export.check_outputs([path], endings=(".html",))


def check_report(folder: Path) -> None:
    """See that a report can be written to a folder, before any work is done."""
    if str(folder) == "-":
        raise graphmodel.OptionError("a report is a folder of files: name one with `output`")
    from graphmodel.report.report import check_folder  # noqa: PLC0415

    with told(folder, quiet=True):
        check_folder(folder)


def style_of(house: House) -> Style:
    """Return how a paper presents itself: what is said here before what a file says."""
    given = {
        key: value for key, value in vars(house).items() if key not in {"criteria", "style", "whom"}
    }
    return graphmodel.read_style(house.style, **given)


def write_page(page: str, path: Path, *, quiet: bool) -> None:
    """Write a page to a file, and say so; or print it."""
    from graphmodel.files.disk import write_bytes  # noqa: PLC0415

    if str(path) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(page.encode())
        return
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


def show(
    result: object,
    form: Format | None,
    *,
    notes: bool = False,
    table: str | None = None,
    excel: bool = False,
) -> None:
    """Print a result on standard output, by default as a table to read."""
    from graphmodel.show.results import print_result  # noqa: PLC0415

    chosen = form or "table"
    if chosen != "table" and isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")
    elsewhere = "" if notes else "--notes prints what has to be kept in mind"
    print_result(result, chosen, sys.stdout, elsewhere=elsewhere, table=table, excel=excel)
