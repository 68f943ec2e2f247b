"""What shows itself in a notebook, and what kinds of things a table shows."""

from __future__ import annotations

from importlib import import_module
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "label",
    "text",
    "long",
    "prose",
    "code",
    "people",
    "count",
    "change",
    "share",
    "decimal",
    "figure",
    "flag",
]
"""What a column holds: a label never to be wrapped, text, long text, sentences, a code, people, a
count, a difference, a share, a number with decimals, yes or no; or a figure, which is what the
row's ``form`` says (one of these)."""


class Shown:
    """A result that a notebook shows as the terminal does.

    What is shown of a result is the business of a later room, ``show``, and results are made in
    earlier ones. It is therefore asked for by name, here and nowhere else, when a notebook asks.
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        view = import_module("graphmodel.show.views").view_of(self)
        return str(import_module("graphmodel.show.notebook").html_of(view))
