"""What is shown to those who wait: how far something is, once it has taken a while."""

from __future__ import annotations

import contextlib
import re
import sys
import threading
import time
from typing import TYPE_CHECKING, ClassVar, Final

from graphmodel.files.safe_text import shown_text

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self, TextIO

    from rich.progress import Progress

_SECONDS: Final = 2.0
"""What is done sooner needs no words."""

_FRACTION: Final = re.compile(r"(\d[\d,]*) of (\d[\d,]*)")


class Waiting:
    """Shows on a terminal how far something is, and nothing once it is done.

    It appears after a while, whether or not anything has been told by then, with a bar that fills
    where the last sentence begins with a fraction, as in ``12 of 40 memberships``. Until something
    is told, it shows ``what``.
    """

    current: ClassVar[Waiting | None] = None
    """The one at work, past which messages have to be printed."""

    def __init__(self, what: str, stream: TextIO, *, seconds: float | None = None) -> None:
        self._last = what
        self._stream = stream
        self._begun = time.monotonic()
        self._lock = threading.Lock()
        self._over = False
        self._progress: Progress | None = None
        # A thread of its own, since nothing may be told for long.
        self._timer = threading.Timer(_SECONDS if seconds is None else seconds, self._appear)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        Waiting.current = self
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        Waiting.current = None
        self._timer.cancel()
        with self._lock:
            self._over = True
            if self._progress is not None:
                self._progress.stop()
        self._timer.join()

    def tell(self, sentence: str) -> None:
        """Show how far it is."""
        with self._lock:
            self._last = sentence
            self._update()

    def say(self, line: str) -> None:
        """Print a line that stays."""
        with self._lock:
            if self._progress is None:
                self._stream.write(f"{line}\n")
                self._stream.flush()
            else:
                # No line is wrapped: what is printed can be copied.
                self._progress.console.print(line, soft_wrap=True)

    def _appear(self) -> None:
        # Imported here, in the time of those who wait anyway.
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415
        from rich.table import Column  # noqa: PLC0415

        console = Console(file=self._stream, highlight=False, markup=False, emoji=False)
        if console.is_dumb_terminal:
            return  # it could not be taken away again
        with self._lock:
            if self._over:
                return
            self._progress = Progress(
                BarColumn(bar_width=20),
                TimeElapsedColumn(),
                TextColumn(
                    "{task.description}",
                    markup=False,
                    table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1),
                ),
                console=console,
                transient=True,
                expand=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._progress.add_task("", total=None)
            self._progress.tasks[0].start_time = self._begun
            self._update()
            self._progress.start()

    def _update(self) -> None:
        """Show the last sentence, and the fraction that it begins with."""
        if self._progress is None:
            return
        task = self._progress.tasks[0]
        fraction = _FRACTION.match(self._last)
        done, total = (
            (float(number.replace(",", "")) for number in fraction.groups())
            if fraction
            else (0.0, None)
        )
        # Set here, since an update cannot take a total away.
        task.total = total or None
        self._progress.update(task.id, description=shown_text(self._last), completed=done)
        # A full bar is not the end: the clock goes on.
        task.finished_time = None


def say(message: str) -> None:
    """Print a message on standard error, harmless for a terminal."""
    # Nothing hangs on its being read.
    with contextlib.suppress(OSError):
        for line in message.splitlines():
            if Waiting.current is None:
                sys.stderr.write(f"{shown_text(line)}\n")
                sys.stderr.flush()
            else:
                Waiting.current.say(shown_text(line))
