"""What is written reads with the right types elsewhere: in DuckDB, and in R where it is."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import duckdb
import pandas as pd
import pytest

import graphmodel as gm
from graphmodel.dataset.notes import further_columns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NUMBERS = ("BIGINT", "DOUBLE", "integer", "numeric")
KINDS = {
    "flag": ("BOOLEAN", "logical"),
    "number": NUMBERS,
    # Words of the tables of a dataset.
    "yes or no": ("BOOLEAN", "VARCHAR", "character"),
    # Dates of sources are text with us; a column of blanks tells nobody what it holds.
    "text": ("VARCHAR", "DATE", "character"),
}


def kind_of(column: pd.Series[object]) -> str:
    if pd.api.types.is_bool_dtype(column):
        return "flag"
    if set(column) <= {"yes", "no"}:
        return "yes or no"
    return "number" if pd.api.types.is_numeric_dtype(column) else "text"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, pd.DataFrame]:
    """Return the CSV files of every result with tables, and what is in them."""
    folder = tmp_path_factory.mktemp("csv")
    dataset = gm.read_dataset("england-2016")
    plan = gm.propose(dataset, lead="stp")
    moved = dataset.move({"99M": {"ldr": "LDR75"}}, name="what-if")
    results = [
        *(plan, plan.before, gm.frontier(dataset), gm.compare_datasets(dataset, moved)),
        *(gm.compare_plans(plan, gm.propose(moved, lead="stp")), gm.track_plan(plan, "icb_2022")),
        gm.rebase_plan(plan, moved),
    ]
    found = {}
    for result in results:
        for table in result.TABLES:
            path = folder / f"{type(result).__name__}-{table}.csv"
            gm.write_output(result, path, table=table)
            found[path] = result.to_frame(table)
    gm.write_dataset(dataset, folder / "dataset")
    for path in (folder / "dataset").glob("*.csv"):
        # The owner's further columns are text with us, whatever they hold.
        frame: pd.DataFrame = getattr(dataset, path.stem)
        found[path] = frame.astype(dict.fromkeys(further_columns(path.stem, frame), "category"))
    return found


def misread(frame: pd.DataFrame, types: dict[str, str]) -> Iterator[tuple[str, str]]:
    assert list(types) == list(frame)
    for column, told in types.items():
        values = frame[column]
        blank = values.isna().all() or (values.astype(str) == "").all()
        owners = isinstance(values.dtype, pd.CategoricalDtype)
        if told not in KINDS[kind_of(values)] and not blank and not owners:
            yield column, told


@pytest.fixture(scope="module")
def plan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("json") / "plan.json"
    gm.propose("england-2016", lead="stp").write(path)
    return path


ROWS = {
    **dict.fromkeys(("organisation", "stp", "ldr", "to_stp", "to_ldr", "evidence"), "text"),
    "people": "number",
    "estimated": "flag",
}
"""What an entry of the assignment in a plan file holds."""


def in_r(script: str) -> dict[str, str]:
    """Return the classes of the columns of ``x``, which a script in R reads."""
    script = f"{script}; cat(paste(names(x), sapply(x, class), sep = '\\t'), sep = '\\n')"
    done = subprocess.run(
        ["Rscript", "-e", script], capture_output=True, encoding="utf-8", check=True
    )
    return dict(line.split("\t") for line in done.stdout.splitlines())


def test_duckdb_reads_the_types_that_frames_have(written: dict[Path, pd.DataFrame]) -> None:
    assert len(written) > 20
    for path, frame in written.items():
        read = duckdb.read_csv(str(path), header=True, sample_size=-1)
        types = dict(zip(read.columns, map(str, read.types), strict=True))
        assert list(misread(frame, types)) == [], path.name
        assert len(read.fetchall()) == len(frame), path.name


def test_duckdb_reads_the_types_of_json(plan_file: Path) -> None:
    read = duckdb.read_json(str(plan_file)).project("unnest(assignment, recursive := true)")
    types = dict(zip(read.columns, map(str, read.types), strict=True))
    assert types.keys() == ROWS.keys()
    assert all(told in KINDS[ROWS[name]] for name, told in types.items()), types


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here")
def test_r_reads_the_types_that_frames_have(written: dict[Path, pd.DataFrame]) -> None:
    for path, frame in written.items():
        read = f"read.csv('{path.as_posix()}', check.names = FALSE, encoding = 'UTF-8')"
        assert list(misread(frame, in_r(f"x <- {read}"))) == [], path.name


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here")
def test_r_reads_the_types_of_json(plan_file: Path) -> None:
    read = f"jsonlite::fromJSON('{plan_file.as_posix()}')$assignment"
    types = in_r(f"x <- if (requireNamespace('jsonlite', quietly = TRUE)) {read} else list()")
    if not types:
        pytest.skip("jsonlite is not installed here")
    assert types.keys() == ROWS.keys()
    assert all(told in KINDS[ROWS[name]] for name, told in types.items()), types
