"""What is written as CSV reads with the right types elsewhere: in DuckDB, and in R where it is."""

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
    # Dates of sources are text with us; a column of blanks tells nobody what it holds.
    "text": ("VARCHAR", "DATE", "character"),
}


def kind_of(column: pd.Series[object]) -> str:
    if pd.api.types.is_bool_dtype(column) or set(column) <= {"yes", "no"}:
        return "flag"
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


def test_duckdb_reads_the_types_that_frames_have(written: dict[Path, pd.DataFrame]) -> None:
    assert len(written) > 20
    for path, frame in written.items():
        read = duckdb.read_csv(str(path), header=True, sample_size=-1)
        types = dict(zip(read.columns, map(str, read.types), strict=True))
        assert list(misread(frame, types)) == [], path.name
        assert len(read.fetchall()) == len(frame), path.name


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here")
def test_r_reads_the_types_that_frames_have(written: dict[Path, pd.DataFrame]) -> None:
    for path, frame in written.items():
        script = (
            f"x <- read.csv('{path.as_posix()}', check.names = FALSE, encoding = 'UTF-8');"
            "cat(paste(names(x), sapply(x, class), sep = '\\t'), sep = '\\n')"
        )
        done = subprocess.run(
            ["Rscript", "-e", script], capture_output=True, encoding="utf-8", check=True
        )
        types = dict(line.split("\t") for line in done.stdout.splitlines())
        assert list(misread(frame, types)) == [], path.name
