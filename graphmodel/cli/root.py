"""The command line as a whole: what it says of itself, and where commands are added."""

from __future__ import annotations

import functools
import inspect
import sys
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar, get_type_hints

import typer
from typer.core import TyperGroup

import graphmodel
from graphmodel.cli import completion, ending

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class _Commands(TyperGroup):
    """The commands, of which none ends in a traceback."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **more: Any) -> NoReturn:  # noqa: ANN401
        completion.mend_bash()

        def run() -> Any:  # noqa: ANN401 - what a command returns, or an exit code
            return super(_Commands, self).main(args, *rest, **(more | {"standalone_mode": False}))

        sys.exit(ending.run(run, sys.argv[1:] if args is None else args, self.flags()))

    def make_context(self, *args: Any, **more: Any) -> Any:  # noqa: ANN401 - as typer has it
        with ending.unread_told():
            return super().make_context(*args, **more)

    def invoke(self, *args: Any) -> Any:  # noqa: ANN401 - as typer has it
        with ending.unread_told():
            return super().invoke(*args)

    def flags(self) -> dict[str, str]:
        """Return the flag of each parameter that the package's messages may name."""
        return {
            parameter.name: parameter.opts[0]
            for command in self.commands.values()
            for parameter in command.params
            if parameter.name and parameter.opts[0].startswith("--")
        }


def examples(*lines: str) -> str:
    """Return what stands below the help of a command: its name with arguments, each a line."""
    # The mark keeps typer from joining the lines.
    return "\b\nExamples:\n" + "\n".join(f"  graphmodel {line}" for line in lines)


app = typer.Typer(
    name="graphmodel",
    cls=_Commands,
    help=(
        "Propose how two sets of administrative footprints can be made coterminous.\n\n"
        "A DATASET is the name of a bundled one, a folder of tables, a .zip of one, or an .xlsx"
        " workbook. Results go to standard output, messages to standard error.\n\n"
        "Exit codes: 0 done; 1 the data is not sound, or a plan does not verify; 2 usage;"
        " 3 the rules cannot be met; 4 not proved to be the best in the time given; 5 could not"
        " write."
    ),
    epilog=examples(
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


Command = TypeVar("Command", bound="Callable[..., None]")


def command(**settings: Any) -> Callable[[Command], Command]:  # noqa: ANN401 - as typer has them
    """Add a command, each of whose parameters that is a group of options stands for all of them.

    A group is a dataclass; where a command is run, it gets one with what was given.
    """

    def add(function: Command) -> Command:
        parameters: list[inspect.Parameter] = []
        groups: dict[str, tuple[Any, list[str]]] = {}
        for parameter in inspect.signature(function, eval_str=True).parameters.values():
            group = parameter.annotation
            if not is_dataclass(group):
                parameters.append(parameter)
                continue
            hints = get_type_hints(group, include_extras=True)
            parameters += [
                inspect.Parameter(
                    each.name,
                    inspect.Parameter.KEYWORD_ONLY,
                    default=each.default,
                    annotation=hints[each.name],
                )
                for each in fields(group)
            ]
            groups[parameter.name] = (group, [each.name for each in fields(group)])

        @functools.wraps(function)
        def run(**given: Any) -> None:  # noqa: ANN401 - options of any kind
            for name, (group, names) in groups.items():
                given[name] = group(**{each: given.pop(each) for each in names})
            function(**given)

        signature = inspect.Signature(parameters)
        run.__signature__ = signature  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in parameters}
        app.command(**settings)(run)
        return function

    return add


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
