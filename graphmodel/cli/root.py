"""The command line as a whole: what it says of itself, and where commands are added."""

from __future__ import annotations

from typing import Annotated

import typer

import graphmodel


def examples(*lines: str) -> str:
    """Return what stands below the help of a command: its name with arguments, each a line."""
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
