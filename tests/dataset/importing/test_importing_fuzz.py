"""Whatever is in a table, an import gives a sound dataset, or says what is wrong."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from helpers.hostile import HOSTILE_NAMES
from helpers.messy import messy_table, write_csv, write_xlsx

from graphmodel.dataset.importing.importing import import_table
from graphmodel.dataset.reading import read_dataset
from graphmodel.errors import DataError, OptionError

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel.errors import Problem

NASTY = (
    *HOSTILE_NAMES,
    *("", " ", "n/a", "Total", "=1+1", "-1", "1e5", "1E+05", "2016-03-01", "1,234", "1,23", "50%"),
    *("a;b", "a (40%)", "a (40%); b", "a (40%); b (60%)", ";", "x" * 5_000, "a\nb", "\u202eabc"),
    *("東京", "NHS", "ccg", "0", "007", "TRUE", "nan", "inf", "_x000D_", "'", '"', "\\"),
    *("Organisation", "STP", "Code"),
)


@pytest.mark.parametrize("seed", range(60))
def test_any_table_is_a_dataset_or_a_message(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same every time
    lines = [list(line) for line in messy_table(seed, near=False).lines[: chance.randrange(1, 30)]]
    for _ in range(chance.randrange(12)):
        line = chance.choice(lines)
        if not line or chance.random() < 0.1:
            lines.insert(chance.randrange(len(lines) + 1), [chance.choice(NASTY)])
        else:
            line[chance.randrange(len(line))] = chance.choice(NASTY)
    portions = chance.random() < 0.5
    if portions:
        # Some rows are of one organisation.
        for _ in range(chance.randrange(4)):
            one, other = chance.choice(lines), chance.choice(lines)
            other[:2] = one[:2]
    write = chance.choice((write_csv, write_xlsx))
    table = write(tmp_path / f"m.{write.__name__[-4:].strip('_')}", lines)
    reference = chance.choice((None, None, "england-2016"))
    problems: tuple[Problem, ...] = ()
    try:
        imported = import_table(table, tmp_path / "mine", reference=reference, portions=portions)
    except OptionError:
        return
    except DataError as error:
        problems = error.problems
    if problems:
        assert any(problem.level == "error" for problem in problems)
        assert all(problem.message for problem in problems)
        assert not (tmp_path / "mine").exists()
    else:
        assert read_dataset(tmp_path / "mine").sha256 == imported.dataset.sha256
    left = {table.name, "mine-matches.csv", "mine"}
    assert {path.name for path in tmp_path.iterdir()} <= left
