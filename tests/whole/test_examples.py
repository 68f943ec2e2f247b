"""Every public name has an example in its docstring, which gives what it says."""

from __future__ import annotations

import doctest
import inspect
from typing import TYPE_CHECKING

import pytest

import graphmodel

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = [name for name in graphmodel.__all__ if name != "__version__"]
METHODS = (
    *("Assessment.to_frame", "Assessment.to_geo", "Dataset.from_frames"),
    *("Dataset.to_geo", "Frontier.to_frame", "Overlap.to_frame", "Plan.plot", "Plan.suggestions"),
    *("Plan.to_frame", "Plan.to_geo", "Plan.write", "Rules.from_mapping", "Rules.with_options"),
)


def documented(name: str) -> Iterator[tuple[str, str]]:
    """Yield the docstrings of a public name and of its public methods."""
    thing = getattr(graphmodel, name)
    yield name, thing.__doc__ or ""
    for called, one in inspect.getmembers(thing if inspect.isclass(thing) else None):
        if called[0] != "_" and (inspect.isfunction(one) or inspect.ismethod(one)):
            yield f"{name}.{called}", one.__doc__ or ""


PARSER = doctest.DocTestParser()
EXAMPLES = {
    called: PARSER.get_doctest(text, {"gm": graphmodel}, called, None, None)
    for name in NAMES
    for called, text in documented(name)
    if ">>>" in text
}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_gives_what_it_says(
    name: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("example"))
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    runner.run(EXAMPLES[name], out=said.append)
    assert not runner.failures, "".join(said)


@pytest.mark.parametrize("name", [*NAMES, *METHODS])
def test_there_is_an_example(name: str) -> None:
    assert name in EXAMPLES
