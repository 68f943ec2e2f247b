"""How the command line ends: with a result, or an error as a message and an exit code."""

from __future__ import annotations

import ast
import contextlib
import itertools
import os
import shlex
import sys
from typing import TYPE_CHECKING, Any, Final

import typer

from graphmodel.cli.progress import say
from graphmodel.errors import (
    PARAMETER,
    DataError,
    GraphmodelError,
    InfeasibleError,
    PlanError,
    UndecidedError,
)

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Mapping, Sequence

NOT_SOUND: Final = 1
"""The data is not sound, or a plan does not verify."""

USAGE: Final = 2
_INFEASIBLE: Final = 3

NOT_PROVED: Final = 4
"""No plan was found, or proved to be the best, in the time given."""

_UNWRITTEN: Final = 5
_INTERRUPTED: Final = 130  # as shells say that a program was stopped by control-C
_UNREAD: Final = 141  # as shells say that nobody read on, as after ``| head``


class UnwrittenError(GraphmodelError):
    """A file, or standard output, cannot be written."""

    kind = "write"

    def __init__(self, what: object, error: OSError) -> None:
        super().__init__(f"{what} cannot be written: {error.strerror or error}")


class _UsageError(GraphmodelError):
    """An option that there is not, or one without what belongs to it."""

    kind = "usage"


class UnreadError(Exception):
    """Nobody reads on, as after ``| head``."""


@contextlib.contextmanager
def unread_told() -> Iterator[None]:
    """Tell of a closed pipe in a word that typer has no answer to."""
    try:
        yield
    except BrokenPipeError:
        raise UnreadError from None


def run(command: Callable[[], Any], args: Sequence[str], flags: Mapping[str, str]) -> int:
    """Run a command, say what is wrong where anything is, and return the exit code.

    Parameters
    ----------
    command
        What to run. It may return an exit code.
    args
        What it was called with. Where JSON was asked for, an error is JSON as well, on a line of
        its own, which is the last one on standard error.
    flags
        The flag of each parameter that the package's messages may name.
    """
    as_json = "--format=json" in args or ("--format", "json") in itertools.pairwise(args)
    try:
        code = command() or 0
        # What is still to be written is written here, where it can be dealt with.
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        return _INTERRUPTED
    except GraphmodelError as error:
        _complain(error, flags, as_json=as_json)
        return _code(error)
    except typer.TyperException as error:
        if as_json:
            _complain(_UsageError(error.format_message()), {}, as_json=True)
        else:
            with contextlib.suppress(OSError):
                getattr(error, "show")()  # noqa: B009 - all that typer raises have it, untold
        return error.exit_code
    except (UnreadError, BrokenPipeError):
        _drop_output()
        return _UNREAD
    except OSError as error:
        if error.filename is not None:
            raise  # nothing that has to do with standard output
        _drop_output()
        _complain(UnwrittenError("standard output", error), {}, as_json=as_json)
        return _UNWRITTEN
    return code


def _code(error: GraphmodelError) -> int:
    match error:
        case DataError() | PlanError():
            return NOT_SOUND
        case InfeasibleError():
            return _INFEASIBLE
        case UndecidedError():
            return NOT_PROVED
        case UnwrittenError():
            return _UNWRITTEN
    return USAGE


def _complain(error: GraphmodelError, flags: Mapping[str, str], *, as_json: bool) -> None:
    message = in_flags(_headline(error) if isinstance(error, DataError) else str(error), flags)
    if not as_json:
        say(f"Error: {message}")
        if isinstance(error, DataError):
            say(in_flags(str(error), flags))
        return
    from graphmodel.files.safe_text import json_line  # noqa: PLC0415 - slow to load

    told = error.to_dict() | {"message": message}
    for problem in told.get("problems", ()):
        problem |= {key: in_flags(problem[key], flags) for key in ("message", "remedy")}
    say(json_line(told))


def _headline(error: DataError) -> str:
    from graphmodel.show.data_views import problem_counts  # noqa: PLC0415 - slow to load

    return f"{error.source or 'the dataset'} cannot be used: {problem_counts(error.problems)}"


def in_flags(message: str, flags: Mapping[str, str]) -> str:
    """Put flags in place of the parameters that a message names: ``--lead joint``."""

    def flag(found: re.Match[str]) -> str:
        name, value = found.groups()
        if name not in flags:
            return found[0]
        return f"{flags[name]} {shlex.quote(ast.literal_eval(value))}" if value else flags[name]

    return PARAMETER.sub(flag, message)


def _drop_output() -> None:
    """Let nothing more be written: Python would try once more at its end, and complain."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
