"""Results as they are printed and written: one, or several of a kind for several datasets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from graphmodel.dataset.bundled import BundledDataset
from graphmodel.files.safe_text import json_text
from graphmodel.show.printing import frame_to_csv, print_view
from graphmodel.show.views import view_of
from graphmodel.shown import check_table

if TYPE_CHECKING:
    from typing import TextIO

    from graphmodel.show.printing import Format

_MARK: Final = "\ufeff"
"""Without this mark, Excel takes a CSV file for one in the system's old encoding."""


def print_result(
    result: object,
    form: Format,
    stream: TextIO,
    *,
    elsewhere: str = "",
    table: str | None = None,
    excel: bool = False,
) -> None:
    """Print a result, or several of a kind for several datasets, one after the other.

    Parameters
    ----------
    result
        A result of any command, or a list of them.
    form
        To be read, as CSV or as JSON.
    stream
        Where to.
    elsewhere
        What prints the notes on the data, which are then left out.
    table, excel
        As in :func:`result_to_csv`.
    """
    if form == "csv":
        stream.write(result_to_csv(result, table=table, excel=excel))
    elif form == "json":
        stream.write(result_to_json(result))
    else:
        for number, each in enumerate(_each(result)):
            stream.write("\n\n" if number else "")
            print_view(view_of(each), form, stream, elsewhere=elsewhere)


def result_to_csv(result: object, *, table: str | None = None, excel: bool = False) -> str:
    """Return a table of a result as CSV; of several results stacked, by a column ``dataset``.

    Parameters
    ----------
    result
        A result of any command, or a list of them.
    table
        Which table, where a result has several: as its ``to_frame`` takes it.
    excel
        Whether to begin with a byte order mark.
    """
    each = _each(result)
    frames = [_frame(one, table) for one in each]
    if len(frames) == 1:
        (frame,) = frames
    else:
        named = [
            frame if "dataset" in frame else frame.assign(dataset=_name(one))
            for one, frame in zip(each, frames, strict=True)
        ]
        # Frames without rows have no say in what a column holds.
        stacked = pd.concat([frame for frame in named if len(frame)] or named)
        frame = stacked[["dataset", *stacked.columns.drop("dataset")]]
    return f"{_MARK if excel else ''}{frame_to_csv(frame)}"


def result_to_json(result: object) -> str:
    """Return a result as JSON to print; several as a list."""
    each = [view_of(one).data() for one in _each(result)]
    return f"{json_text(each[0]) if len(each) == 1 else json_text(each)}\n"


def _each(result: object) -> list[Any]:
    """Return several results, or one as the only one."""
    if isinstance(result, list) and not any(isinstance(one, BundledDataset) for one in result):
        return result
    return [result]


def _frame(result: Any, table: str | None) -> pd.DataFrame:  # noqa: ANN401 - any result
    if table is None:
        return view_of(result).frame()
    check_table(result, table)
    found: pd.DataFrame = result.to_frame(table)
    return found


def _name(result: Any) -> str:  # noqa: ANN401 - any result
    """Return the name of the dataset that a result is about."""
    dataset = result.dataset
    return str(dataset["name"] if isinstance(dataset, dict) else dataset.name)
