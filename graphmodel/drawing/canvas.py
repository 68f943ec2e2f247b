"""A sheet to draw pictures on: the same bytes every time, and legible in grey."""

from __future__ import annotations

import io
import textwrap
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from graphmodel.files.safe_text import shown_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matplotlib.text import Text

# Greys that tell apart in print; what changes is dark blue on screens and near black on paper.
INK: Final = "#222222"
DARK: Final = "#12385f"
MIDDLE: Final = "#6f7780"
PALE: Final = "#b9c0c8"
FAINT: Final = "#dde2e7"
_DOTS_PER_INCH: Final = 200


@contextmanager
def settled() -> Iterator[None]:
    """Draw by settings of our own: what a user may have set would change the picture."""
    defaults = {
        key: value
        for key, value in mpl.rcParamsDefault.items()
        if not key.startswith(("backend", "interactive", "toolbar", "webagg", "date.epoch"))
    }
    settings: Any = defaults | {
        "font.family": ["DejaVu Sans"],
        "font.size": 8.0,
        "text.parse_math": False,
    }
    with mpl.rc_context(settings), warnings.catch_warnings():
        # A letter that the font lacks is drawn as a box.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        yield


def sheet(width: float, height: float) -> Figure:
    """Return an empty figure that no window shows, and pyplot does not know."""
    figure = Figure(figsize=(width, height), dpi=_DOTS_PER_INCH, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def as_png(figure: Figure) -> bytes:
    """Return a figure as PNG; nothing says when or with what it was made."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


def as_svg(figure: Figure) -> bytes:
    """Return a figure as SVG, its texts as texts; nothing says when or with what it was made."""
    stream = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "", "svg.fonttype": "none"}):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return stream.getvalue()


def draw(width: float, height: float, artist: Callable[[Figure], None]) -> tuple[bytes, bytes]:
    """Return a picture as PNG and SVG, the same bytes for the same drawing; its sides in inches.

    Neither the user's settings nor fonts of the system have a part in it.
    """
    with settled():
        figure = sheet(width, height)
        artist(figure)
        return as_png(figure), as_svg(figure)


def put_text(place: Any, x: float, y: float, text: str, **style: Any) -> Text:  # noqa: ANN401 - axes or figure; styles of text
    """Write a text from anybody's data, of which nothing is taken for mathematics."""
    found: Text = place.text(x, y, _drawable(text), parse_math=False, **style)
    return found


def _drawable(text: str) -> str:
    return "\n".join(shown_text(line) for line in text.split("\n"))


def wrapped(text: str, width: int, *, lines: int = 2) -> str:
    """Return a text in lines of so many letters, with an ellipsis where there are more of them."""
    words = " ".join(shown_text(text).split())
    found = textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False)
    whole = found[:lines]
    cut = [line if len(line) <= width else f"{line[: width - 1]}…" for line in whole]
    if len(found) > lines:
        cut[-1] = f"{cut[-1][: width - 1].rstrip(' ,;…')}…"
    return "\n".join(cut)
