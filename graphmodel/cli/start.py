"""Where the command line starts: whatever happens from here on ends in an orderly way.

Nothing is loaded before interrupts are seen to. What comes before, some 10 to 20 milliseconds in
which Python itself starts, is not ours: an interrupt then ends in a traceback of Python's.
"""

import io
import os
import sys


def main() -> None:
    """Run the command line."""
    try:
        _open_streams()
        from graphmodel.cli.app import app  # noqa: PLC0415 - it takes a while

        app(prog_name="graphmodel")
    except KeyboardInterrupt:
        sys.exit(130)  # as shells say that a program was stopped by control-C


def _open_streams() -> None:
    """Put something in the place of streams that are closed, and let none fail at a letter.

    Else the next file that is opened would be taken for the stream. Messages that nobody wants go
    nowhere; a result that nobody can get is an error.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest number that is free is taken; what is open to be read fails when written.
            os.open(os.devnull, os.O_RDONLY if number == 1 else os.O_RDWR)
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a letter shows a question mark for it.
            stream.reconfigure(errors="replace")
