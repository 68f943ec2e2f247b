"""What documents show in Python runs as it stands there, and prints what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = {
    f"{path.name}:{number}": code
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
    for number, code in enumerate(
        re.findall(r"^```python\n(.*?)^```$", path.read_text("utf-8"), re.MULTILINE | re.DOTALL),
        start=1,
    )
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_in_python_runs_and_prints_what_it_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(EXAMPLES[name], name, "exec"), {})  # noqa: S102 - that is what users do
    printed = capsys.readouterr().out
    for said in re.findall(r"^print\(.*\)  # (.*)$", EXAMPLES[name], re.MULTILINE):
        assert said.partition(" …")[0] in printed


def test_there_are_examples_to_run() -> None:
    assert sum(name.startswith("README.md") for name in EXAMPLES) >= 2
