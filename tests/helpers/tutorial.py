"""Runs the notebooks of the documentation, and writes what comes out into them, or prints one.

To be run after a change to a notebook, or to what it shows:
``PYTHONPATH=tests python -m helpers.tutorial``; with
``--print NAME`` that notebook is printed, and its file left as it is.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_DOCS: Final = Path(__file__).parents[2] / "docs"
NOTEBOOKS: Final = {path.stem: path for path in sorted(_DOCS.glob("*.ipynb"))}

Outputs = list[dict[str, Any]]


def as_text(notebook: dict[str, Any]) -> str:
    """Return a notebook as its file holds it."""
    return f"{json.dumps(notebook, ensure_ascii=False, indent=1)}\n"


def run(notebook: dict[str, Any]) -> dict[str, Any]:
    """Run all cells in order in this interpreter, and return the notebook with what comes out.

    Whatever goes wrong in a cell is raised.
    """
    with tempfile.TemporaryDirectory() as home:
        # Nobody's settings, history or terminal change what comes out.
        os.environ |= {"IPYTHONDIR": home, "COLUMNS": "80", "LINES": "24"}
        shell = _shell()
        cells, number = [], 0
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                number += 1
                outputs = _run_cell(shell, "".join(cell["source"]), number)
                cells.append({**cell, "execution_count": number, "outputs": outputs})
            else:
                cells.append(cell)
    return {**notebook, "cells": cells}


def _shell() -> InteractiveShell:
    from IPython.core.interactiveshell import InteractiveShell  # noqa: PLC0415 - set up just now
    from traitlets.config import Config  # noqa: PLC0415

    class Shell(InteractiveShell):
        """A shell without windows, as a notebook's is."""

        def enable_gui(self, gui: str | None = None) -> None:
            pass

    # It says so where it has to look for the fonts of the machine first.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    config = Config()
    config.HistoryManager.enabled = False
    config.Shell.colors = "nocolor"
    shell = Shell.instance(config=config)
    # As in a notebook; in a terminal pandas minds its width.
    import pandas as pd  # noqa: PLC0415

    pd.set_option("display.max_columns", 20)
    return shell


def _run_cell(shell: InteractiveShell, source: str, number: int) -> Outputs:
    outputs: Outputs = []
    written = io.StringIO()

    def take(kind: str, data: dict[str, Any], **more: object) -> None:
        _flush(written, outputs)
        outputs.append(
            {
                "output_type": kind,
                "metadata": {},
                "data": {key: _stored(value) for key, value in sorted(data.items())},
                **more,
            }
        )

    def shown(value: object) -> None:
        if value is not None:
            data, _ = shell.display_formatter.format(value)
            take("execute_result", data, execution_count=number)

    def published(data: dict[str, Any], *_: object, **__: object) -> None:
        take("display_data", data)

    shell.display_trap.hook = shown
    shell.display_pub.publish = published
    messages = io.StringIO()
    with contextlib.redirect_stdout(written), contextlib.redirect_stderr(messages):
        result = shell.run_cell(source, store_history=False)
    result.raise_error()
    if messages.getvalue():
        raise RuntimeError(messages.getvalue())
    _flush(written, outputs)
    return outputs


def _flush(written: io.StringIO, outputs: Outputs) -> None:
    text = written.getvalue()
    if text:
        written.seek(0)
        written.truncate()
        outputs.append({"output_type": "stream", "name": "stdout", "text": _lines(text)})


def _stored(value: str | bytes) -> list[str] | str:
    """Return data as notebooks store them: text as lines, pictures in base 64."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return _lines(value)


def _lines(text: str) -> list[str]:
    # Not by every line end of Unicode, which Jupyter would join again.
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + [line for line in lines[-1:] if line]


def main() -> None:
    """Run notebooks, and write or print what comes of them."""
    if sys.argv[1:2] == ["--print"]:
        stored = json.loads(NOTEBOOKS[sys.argv[2]].read_text("utf-8"))
        sys.stdout.buffer.write(as_text(run(stored)).encode())
        return
    for name, path in NOTEBOOKS.items():
        command = [sys.executable, __file__, "--print", name]
        path.write_bytes(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


if __name__ == "__main__":
    main()
