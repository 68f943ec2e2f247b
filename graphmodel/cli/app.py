"""The command line as it is run: its commands, in the order of the help.

Nothing but typer is loaded until a command runs, so that help is there at once: the public names
of the package are loaded when they are first used.
"""

from __future__ import annotations

# Loading them is what adds the commands.
from graphmodel.cli import data as _data
from graphmodel.cli import plans as _plans

from graphmodel.cli import changes as _changes  # isort: skip - its commands come here
from graphmodel.cli import handover as _handover  # isort: skip - and these come last
from graphmodel.cli.root import app

__all__ = ["app"]

_COMMANDS = (_data, _plans, _changes, _handover)
