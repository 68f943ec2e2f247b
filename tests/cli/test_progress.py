"""What those who wait are shown on a terminal, and nowhere else."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from helpers.tiny import write_folder

import graphmodel
from graphmodel.cli import progress as _waiting
from graphmodel.cli.console import say, waiting
from graphmodel.cli.progress import Waiting

posix = pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")

ERASE = "\x1b[2K"
COMMAND = (
    "from graphmodel.cli import progress as _waiting; _waiting._SECONDS = {}\n"
    "from graphmodel.cli import main; main()"
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def terminal_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)


def bare(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


def wait_for(stream: io.StringIO, text: str) -> None:
    end = time.monotonic() + 20
    while text not in bare(stream.getvalue()):
        assert time.monotonic() < end, stream.getvalue()
        time.sleep(0.01)


def test_what_is_soon_done_is_not_mentioned() -> None:
    stream = Terminal()
    with Waiting("adding up", stream) as shown:
        shown.tell("nearly done")
    assert stream.getvalue() == ""
    assert Waiting.current is None


def test_what_takes_a_while_is_shown_until_it_is_done() -> None:
    stream = Terminal()
    with Waiting("adding up", stream, seconds=0) as shown:
        wait_for(stream, "adding up")
        shown.tell("3 of 4 sums done")
        wait_for(stream, "3 of 4 sums done")
        shown.tell("now \x1b]0;something\x07 [red]else[/red]")
        wait_for(stream, "now ]0;something [red]else[/red]")
    text = stream.getvalue()
    assert re.search(r"0:00:0\d", bare(text))
    # The last thing is that the line is cleared.
    assert ERASE in text[text.rindex("else") :]
    assert "\x07" not in text
    assert not shown._timer.is_alive()


def test_it_appears_though_nothing_is_told() -> None:
    stream = Terminal()
    with Waiting("reading", stream, seconds=0.05):
        wait_for(stream, "reading")


def test_a_fraction_fills_the_bar_until_there_is_none() -> None:
    with Waiting("adding up", Terminal(), seconds=0) as shown:
        while shown._progress is None:
            time.sleep(0.01)
        task = shown._progress.tasks[0]
        found = []
        for sentence in ("1,500 of 2,000 done", "1 of 0", "a quarter of it", ", of ,", "7 of 7"):
            shown.tell(sentence)
            found.append((task.completed, task.total))
            assert not task.finished
    assert found == [(1500, 2000), (1, None), (0, None), (0, None), (7, 7)]


def test_messages_stay_above_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(_waiting, "_SECONDS", 0.3)
    long = "a message " * 20
    with waiting("importing") as tell:
        assert tell is not None
        say("before")
        assert stream.getvalue() == "before\n"
        wait_for(stream, "importing")
        say(f"{long}\n[b]after[/b]\x1b[2J")
    assert f"{long}\n" in bare(stream.getvalue())
    assert "[b]after[/b][2J\n" in bare(stream.getvalue())


@pytest.mark.parametrize(("quiet", "stream"), [(True, Terminal()), (False, io.StringIO())])
def test_nothing_is_shown_where_nobody_looks(
    quiet: bool,  # noqa: FBT001 - a parameter
    stream: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(_waiting, "_SECONDS", 0)
    with waiting("importing", quiet=quiet) as tell:
        assert tell is None
        assert Waiting.current is None
    assert stream.getvalue() == ""


def test_a_terminal_that_cannot_take_it_away_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    stream = Terminal()
    with Waiting("adding up", stream, seconds=0) as shown:
        shown._timer.join()
        shown.tell("1 of 2")
    assert stream.getvalue() == ""


def test_it_is_gone_whatever_happens() -> None:
    stream = Terminal()

    def stopped() -> None:
        with Waiting("adding up", stream, seconds=0):
            wait_for(stream, "adding up")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert ERASE in stream.getvalue()[stream.getvalue().rindex("adding") :]
    assert Waiting.current is None


def run_on_terminal(*args: str, seconds: float) -> tuple[str, str]:
    """Run the real command with standard error on a pseudo-terminal, and output in a pipe."""
    leader, follower = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND.format(seconds), *args],
        stdout=subprocess.PIPE,
        stderr=follower,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(graphmodel.__file__).parent.parent)},
    )
    os.close(follower)
    pieces: list[bytes] = []

    def listen() -> None:
        while True:
            try:
                piece = os.read(leader, 65536)
            except OSError:  # how Linux says that nobody writes any more
                return
            if not piece:
                return
            pieces.append(piece)

    listener = threading.Thread(target=listen)
    listener.start()
    out, _ = process.communicate()
    listener.join()
    os.close(leader)
    assert process.returncode == 0
    return out, b"".join(pieces).decode()


@posix
def test_the_frontier_is_waited_for_on_standard_error_alone() -> None:
    out, err = run_on_terminal("frontier", "england-2016", "--format", "json", seconds=0)
    assert "\x1b" not in out
    assert out.startswith("{")
    assert "reading england-2016" in bare(err)
    assert re.search("of 6 plans made|looking for the", bare(err))


@posix
def test_nothing_is_shown_where_quiet_is_asked_for(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tiny")
    out, err = run_on_terminal("frontier", str(folder), "--quiet", seconds=0)
    assert "joint footprints" in out.lower()
    assert err == ""


@posix
def test_what_is_quick_leaves_no_trace(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tiny")
    out, err = run_on_terminal("frontier", str(folder), seconds=60)
    assert "joint footprints" in out.lower()
    assert "\x1b" not in err


@posix
def test_the_page_is_waited_for(tmp_path: Path) -> None:
    folder, page = write_folder(tmp_path / "tiny"), tmp_path / "page.html"
    out, err = run_on_terminal("explore", str(folder), "--output", str(page), seconds=0)
    assert out == ""
    assert "making the page" in bare(err) or "plan: " in bare(err) or "frontier" in bare(err)
    # What is written stays to be read, after all that has been taken away.
    assert bare(err).rstrip().endswith(f"wrote {page}")
    assert page.exists()
