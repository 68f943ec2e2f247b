"""The examples in docstrings of public names give what they say."""

from __future__ import annotations

import doctest

import pytest

import graphmodel

FINDER = doctest.DocTestFinder()
EXAMPLES = {
    test.name: test
    for name in graphmodel.__all__
    if name != "__version__"
    for test in FINDER.find(getattr(graphmodel, name), name, module=False)
    if test.examples
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


def test_graphs_have_examples() -> None:
    assert {"membership_graph", "overlap_graph", "plan_graph", "projection_graph"} <= set(EXAMPLES)
