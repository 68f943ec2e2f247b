"""What the shell completes: datasets, and of the one that is typed already sets, codes, names."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer  # noqa: TC002 - typer looks at what these take

if TYPE_CHECKING:
    from graphmodel.dataset.outline import Outline

_BASH: Final = "complete_bash"
_PREFIX: Final = "_GRAPHMODEL_PREFIX"
"""Holds the set of ``SET:CODE`` in bash, see :func:`mend_bash`."""


def datasets(incomplete: str) -> list[str]:
    """Return the bundled datasets whose names begin so."""
    import graphmodel  # noqa: PLC0415 - help does without

    # Where nothing fits, the shell completes paths.
    names = (dataset.name for dataset in graphmodel.bundled_datasets())
    return [name for name in names if name.startswith(incomplete)]


def sets(context: typer.Context) -> list[str]:
    """Return the footprint sets."""
    return list(_outline(context).footprints)


def pairs(context: typer.Context, incomplete: str) -> list[str]:
    """Return pairs of footprint sets, once the first is there; those to compare go first."""
    outline = _outline(context)
    first, comma, _ = incomplete.partition(",")
    if comma:
        return [f"{first},{name}" for name in outline.footprints if name != first]
    return [f"{name}," for name in outline.footprints]


def leads(context: typer.Context) -> list[str]:
    """Return what can lead: a set of the pair, or both."""
    pair = context.params.get("sets")
    return [*(pair.split(",") if pair else _outline(context).compare), "joint"]


def footprints(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return footprints as ``SET:CODE`` with their names, after those that are there."""
    found = _outline(context).footprints
    prefix = os.environ.get(_PREFIX)
    if prefix is not None:
        return list(found.get(prefix, {}).items())
    before, comma, last = incomplete.rpartition(",")
    chosen, colon, _ = last.partition(":")
    if not colon:
        return [(f"{before}{comma}{name}:", "") for name in found]
    return [
        (f"{before}{comma}{chosen}:{code}", name) for code, name in found.get(chosen, {}).items()
    ]


def scenarios(context: typer.Context) -> list[str]:
    """Return the names of the scenarios that the dataset brings."""
    return [_quoted(name) for name in _outline(context).scenarios]


def _outline(context: typer.Context) -> Outline:
    from graphmodel.dataset.outline import Outline, outline_of  # noqa: PLC0415 - help does without

    named = (context.params.get(name) for name in ("dataset", "datasets", "plan"))
    given = next(filter(None, named), context.args)
    if not given:
        return Outline()
    # Behind an option without a value, arguments are not told apart yet.
    source = str(given[0] if isinstance(given, list | tuple) else given)
    return outline_of(_dataset_of(source) if source.lower().endswith(".json") else source)


def _dataset_of(plan: str) -> str:
    """Return the name of the dataset that a plan is for; blank where it cannot be told."""
    try:
        return str(json.loads(Path(plan).read_bytes())["dataset"]["name"])
    except (OSError, ValueError, TypeError, KeyError):
        return ""


def _quoted(name: str) -> str:
    """Return a name as bash has to read it; other shells see to that."""
    if os.environ.get("_GRAPHMODEL_COMPLETE") != _BASH:
        return name
    return re.sub(r"([^\w./,:-])", r"\\\1", name)


def mend_bash() -> None:
    """Take the set and the colon away where bash asks for a code: it takes each for a word.

    What it is given takes the place of what is behind the colon only.
    """
    # So bash is told to join them, by typer's script.
    words = os.environ.get("COMP_WORDS", "").split("\n")
    at = int(os.environ.get("COMP_CWORD", "0"))
    colon = next((place for place in (at, at - 1) if words[place : place + 1] == [":"]), 0)
    if os.environ.get("_GRAPHMODEL_COMPLETE") != _BASH or not colon:
        return
    # Earlier ones are put together again.
    *before, last = "\n".join(words[:colon]).replace("\n:\n", ":").split("\n")
    os.environ[_PREFIX] = last.rpartition(",")[2]
    os.environ["COMP_WORDS"] = "\n".join([*before, "" if colon == at else words[at]])
    os.environ["COMP_CWORD"] = str(len(before))
