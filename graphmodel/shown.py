"""What shows itself in a notebook."""

from __future__ import annotations

from importlib import import_module

__all__ = ["Shown"]


class Shown:
    """A result that a notebook shows as the terminal does.

    What is shown of a result is the business of a later room, ``show``, and results are made in
    earlier ones. It is therefore asked for by name, here and nowhere else, when a notebook asks.
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        view = import_module("graphmodel.show.views").view_of(self)
        return str(import_module("graphmodel.show.notebook").html_of(view))
