"""What shows itself in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphmodel.blocks import View

__all__ = ["Shown"]


class Shown:
    """A result that a notebook shows as the terminal does."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        # Imported here: only a notebook needs it, and it takes a while to load.
        from graphmodel.notebook import html_of  # noqa: PLC0415

        return html_of(self._view())

    def _view(self) -> View:
        # Imported here: it loads everything that a command can print.
        from graphmodel.views import view_of  # noqa: PLC0415

        return view_of(self)  # type: ignore[arg-type]
