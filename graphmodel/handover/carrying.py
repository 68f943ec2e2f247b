"""Numbers carried over: what is known for today, added up for the footprints after a plan."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from graphmodel.dataset.stated import stated_dataset
from graphmodel.errors import OptionError
from graphmodel.files.findings import hint, listed, quoted
from graphmodel.files.guard import guarded, handing
from graphmodel.files.plain_json import plain_records
from graphmodel.files.safe_text import shown_text
from graphmodel.handover.given_table import read_given
from graphmodel.overlap.names import footprint_names
from graphmodel.planfiles.planfile import as_plan
from graphmodel.plans.plan import given_names
from graphmodel.show.content import Heading, Notes, Table, Title, View, table_of
from graphmodel.show.facts import plan_title
from graphmodel.show.views import view_of
from graphmodel.shown import Shown
from graphmodel.wording import counted, share_phrase, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.handover.given_table import GivenColumn, GivenTable
    from graphmodel.plans.plan import Plan
    from graphmodel.show.content import Block

_FORMAT: Final = "graphmodel-carried/1"

ESTIMATE: Final = "_by_estimate"
"""Ends the column that says what share of a number is divided by estimate."""

_RATIO: Final = re.compile(
    r"%|\b(rates?|ratio|averages?|avg|means?|medians?|shares?|proportions?|percentages?"
    r"|per (cent|head|capita|person|patient|resident|[\d,]+))\b",
    re.IGNORECASE,
)
"""Headings of what cannot be added."""


@guarded
@handing("rows")
@dataclass(frozen=True, eq=False)
class Carried(Shown):
    """Numbers of today as they are for the footprints after a plan.

    Attributes
    ----------
    plan
        The plan.
    file
        The table that they were in.
    rows
        One row a footprint that the plan results in, and one without a code for blocks that have
        none, of each set that the table can tell of: ``footprint_set``, ``footprint``, ``name``,
        ``people``, ``share_known`` (of them, those for whom the table has a row); then each column
        of the table (missing where nothing is known), and its name with ``_by_estimate``: the share
        of it that comes of what had to be divided.
    totals
        The total of each column that is added, in the table as in each set.
    decimals
        Decimals of each column; of a mean none are told.
    notes
        What should be known of the reading.

    Examples
    --------
    >>> from pathlib import Path
    >>> _ = Path("beds.csv").write_text(chr(10).join(["icb,beds", "E54000051,300"]))
    >>> gm.carry(gm.propose("england-2026"), "beds.csv").totals
    {'beds': 300.0}
    """

    plan: Plan
    file: str
    rows: pd.DataFrame
    totals: Mapping[str, float]
    decimals: Mapping[str, int]
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        what = listed(self.totals) or "no totals"
        return shown_text(f"<Carried from {self.file!r} over {self.plan.dataset.name!r}: {what}>")

    def to_frame(self) -> pd.DataFrame:
        """Return ``rows``."""
        return self.rows

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as JSON-ready values under stable keys."""
        return {
            "format": _FORMAT,
            "dataset": stated_dataset(self.plan.dataset),
            "compare": list(self.plan.overlap.compare),
            "file": self.file,
            "totals": dict(self.totals),
            "notes": list(self.notes),
            "rows": plain_records(self.rows),
        }


@guarded
def carry(
    plan: Plan | str | Path,
    table: str | Path,
    *,
    dataset: Dataset | str | Path | None = None,
    sheet: str | None = None,
    by: str | None = None,
    mean: Sequence[str] = (),
    weight: str | None = None,
) -> Carried:
    """Carry numbers over to the footprints after a plan: money, beds, staff, list sizes.

    The table has one row a block, or a footprint of today, with its code in one column. Columns of
    numbers are added up. Where a footprint or block is divided, so is its number, into units of the
    last decimal (of pence at least, if there are any), by largest remainder: totals are kept
    exactly. What is called a rate, a share or an average is left out unless it is named as a
    ``mean``.

    Parameters
    ----------
    plan
        The plan, or the file of one.
    table
        A CSV file or a workbook.
    dataset
        What a plan in a file is for, as :func:`graphmodel.read_plan` takes it.
    sheet
        The sheet of a workbook, by default the fullest.
    by
        What is divided by: a column of numbers of the dataset's organisations, by default people.
    mean
        Columns that are averaged.
    weight
        The column of the table by which they are, by default people.

    Raises
    ------
    DataError
        With every code of the table that is unknown or stands twice, and every cell that is no
        number in a column of numbers.
    OptionError
        When there is no such file, sheet or column, or there is nothing to divide by.

    Examples
    --------
    >>> from pathlib import Path
    >>> _ = Path("budget.csv").write_text(chr(10).join(["icb,budget", "E54000051,1000.01"]))
    >>> gm.carry(gm.propose("england-2026"), "budget.csv").totals
    {'budget': 1000.01}
    """
    plan = as_plan(plan, dataset)
    path = Path(table)
    overlap = plan.overlap
    known = {
        "": plan.dataset.people.index.tolist(),
        **{side.footprint_set: side.codes.tolist() for side in overlap.sides},
    }
    given = read_given(path, sheet, {name: dict.fromkeys(codes) for name, codes in known.items()})
    for name in (*mean, *([weight] if weight else ())):
        if name not in given.columns:
            raise OptionError(
                f"{path.name} has no column of numbers {name!r}{hint(name, given.columns)}"
            )
    if weight and not mean:
        raise OptionError("`weight` is what a `mean` is taken by: give both")
    left = [name for name in given.columns if name not in (*mean, weight) and _RATIO.search(name)]
    added = [given.columns[name] for name in given.columns if name not in (*mean, *left)]
    averaged = [given.columns[name] for name in dict.fromkeys(mean)]
    sets = [given.keyed_by] if given.keyed_by else list(overlap.compare)
    ground = _Ground(plan, by)
    rows = [
        row
        for name in sets
        for row in _rows(ground, name, given, added, (averaged, given.columns.get(weight or "")))
    ]
    frame = pd.DataFrame(rows)
    missing = [code for code in known[given.keyed_by] if code not in set(given.codes)]
    notes = list(given.notes)
    if left:
        notes.append(
            f"Left out, since by their headings they cannot be added: {listed(left)}. Name them as"
            " means, or call them otherwise."
        )
    if missing:
        notes.append(f"No row for {counted(len(missing), 'code')}: {listed(missing)}.")
    return Carried(
        plan,
        path.name,
        frame,
        {column.name: column.number(sum(column.units.values())) for column in added},
        {column.name: column.decimals for column in added},
        tuple(notes),
    )


class _Ground:
    """Where blocks and footprints of today go, and by what they are divided."""

    def __init__(self, plan: Plan, by: str | None) -> None:
        self.plan = plan
        self.rows = plan.to_frame("assignment")
        parts = self.rows.groupby("organisation")["people"]
        total, count = parts.transform("sum"), parts.transform("size")
        # Blocks where nobody lives are divided evenly, if they are.
        self._share = (self.rows["people"] / total.where(total > 0)).fillna(1 / count)
        self.rows["weight"] = self._weights(by)

    def _weights(self, by: str | None) -> pd.Series[float]:
        if by is None:
            return self.rows["people"]
        organisations = self.plan.dataset.organisations.set_index("organisation")
        if by not in organisations:
            near = hint(by, [*map(str, organisations)])
            raise OptionError(f"organisations have no column {by!r} to divide by{near}")
        mine = organisations.loc[self.plan.dataset.people.index, by]
        numbers = pd.to_numeric(mine, errors="coerce")
        wrong = numbers.index[~(numbers >= 0) | (numbers == float("inf"))]
        if len(wrong):
            raise OptionError(
                f"blocks cannot be divided by {by!r}: it is no number from 0 on for {listed(wrong)}"
            )
        return self.rows["organisation"].map(numbers.astype(float)) * self._share

    def destinations(self, name: str, given: GivenTable) -> dict[str, dict[str, Fraction]]:
        """Return where each block, or footprint of today, goes in a set, with weights."""
        key = given.keyed_by or "organisation"
        rows = self.rows[self.rows[key].isin(given.codes)]
        found: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
        even: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
        values = (rows[key], rows[f"to_{name}"], rows["weight"], self._share[rows.index])
        for code, new, weight, share in zip(*values, strict=True):
            found[code][new] += Fraction(weight)
            even[code][new] += Fraction(share)
        for code in given.codes:
            if code not in found:  # a footprint without blocks
                side = self.plan.overlap.side(name)
                found[code] = {str(self.plan.successor[side].loc[code]): Fraction(1)}
            elif not any(found[code].values()):
                if given.keyed_by and len(found[code]) > 1:
                    raise OptionError(f"{code} is divided, and there is nothing to divide it by")
                found[code] = even[code]
            found[code] = {new: weight for new, weight in found[code].items() if weight}
        return found


def _rows(
    ground: _Ground,
    name: str,
    given: GivenTable,
    added: Sequence[GivenColumn],
    means: tuple[Sequence[GivenColumn], GivenColumn | None],
) -> Iterator[dict[str, Any]]:
    """Yield the row of each footprint of a set after the plan."""
    plan, key = ground.plan, given.keyed_by or "organisation"
    goes = ground.destinations(name, given)
    named = {**footprint_names(plan.overlap_after), **given_names(plan)}
    sums = {column.name: _added(column.units, goes) for column in added}
    averages = {column.name: _averaged(column, means[1], goes) for column in means[0]}
    rows = ground.rows
    people = rows.groupby(f"to_{name}")["people"].sum().to_dict()
    told = rows[rows[key].isin(given.codes)].groupby(f"to_{name}")["people"].sum().to_dict()
    codes = plan.overlap_after.sides[plan.overlap.side(name)].codes.tolist()
    nowhere = [""] if not given.keyed_by and "" in people else []
    for code in [*codes, *nowhere]:
        all_people = float(people.get(code, 0.0))
        row: dict[str, Any] = {
            "footprint_set": name,
            "footprint": code,
            "name": named.get((name, code), "none"),
            "people": all_people,
            "share_known": float(told.get(code, 0.0)) / all_people if all_people else None,
        }
        for column in added:
            sum_ = sums[column.name].get(code)
            row[_own(column.name, row)] = column.number(sum_[0]) if sum_ else None
            row[column.name + ESTIMATE] = sum_[2] / sum_[1] if sum_ and sum_[1] else 0.0
        for column in means[0]:
            total, size, estimate = averages[column.name].get(code, (Fraction(), 0, 0))
            row[_own(column.name, row)] = column.number(total / size) if size else None
            row[column.name + ESTIMATE] = float(estimate / size) if size else 0.0
        yield row


def _own(name: str, row: Mapping[str, Any]) -> str:
    """Return what a column of the table is called beside ours."""
    return f"{name} (given)" if name in row else name


def _added(
    units: Mapping[str, int], goes: Mapping[str, Mapping[str, Fraction]]
) -> dict[str, tuple[int, int, int]]:
    """Return the units of each destination; their size without sign, and what was divided."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for code, amount in units.items():
        weights = goes[code]
        for new, part in divided(amount, weights).items():
            found[new][0] += part
            found[new][1] += abs(part)
            found[new][2] += abs(part) if len(weights) > 1 else 0
    return {new: (counts[0], counts[1], counts[2]) for new, counts in found.items()}


def divided(units: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Divide whole units by weights, so that none is lost: by largest remainder, then by code.

    Also called Hamilton's method. At least one weight is positive.
    """
    total = sum(weights.values())
    exact = {code: units * weight / total for code, weight in weights.items()}
    found = {code: part.numerator // part.denominator for code, part in exact.items()}
    rest = units - sum(found.values())
    for code in sorted(exact, key=lambda one: (found[one] - exact[one], one))[:rest]:
        found[code] += 1
    return found


def _averaged(
    column: GivenColumn,
    weight: GivenColumn | None,
    goes: Mapping[str, Mapping[str, Fraction]],
) -> dict[str, tuple[Fraction, Fraction, Fraction]]:
    """Return the weighted sum of each destination, its weight, and what of this was divided."""
    found: dict[str, list[Fraction]] = defaultdict(lambda: [Fraction(), Fraction(), Fraction()])
    for code, units in column.units.items():
        weights = goes[code]
        total = sum(weights.values())
        own = total if weight is None else Fraction(weight.units.get(code, 0))
        if own < 0:
            raise OptionError(f"`weight`: {code} would weigh less than 0")
        for new, one in weights.items():
            part = own * one / total
            found[new][0] += units * part
            found[new][1] += part
            found[new][2] += part if len(weights) > 1 else 0
    return {new: (sums[0], sums[1], sums[2]) for new, sums in found.items()}


@view_of.register(Carried)
def view_carried(carried: Carried) -> View:
    """Return the view of numbers carried over: a table a set, and what is to be known of it."""
    return View(carried.to_dict, carried.to_frame, partial(_blocks, carried), notes=carried.notes)


def _blocks(carried: Carried) -> Iterator[Block]:
    yield Title(plan_title(carried.plan), f"{carried.file}, for the footprints after the plan")
    rows = carried.to_frame()
    named = [name.removesuffix(ESTIMATE) for name in map(str, rows) if name.endswith(ESTIMATE)]
    for name, part in rows.groupby("footprint_set", sort=False):
        label = carried.plan.dataset.label(str(name))
        yield _table(carried, f"{label}: numbers after the plan", part, named)
    yield Heading("Totals, kept")
    yield Notes(
        tuple(
            f"{name}: {total:,.{carried.decimals[name]}f}" for name, total in carried.totals.items()
        )
    )


def _table(carried: Carried, caption: str, part: pd.DataFrame, named: Sequence[str]) -> Table:
    def cells(row: Mapping[Any, Any]) -> Iterator[str]:
        yield row["footprint"]
        yield row["name"]
        yield whole(row["people"])
        for name in named:
            value = row[f"{name} (given)" if f"{name} (given)" in row else name]
            decimals = carried.decimals.get(name)
            shown = f"{value:,.6g}" if decimals is None else f"{value:,.{decimals}f}"
            estimate = row[name + ESTIMATE]
            mark = f" ({share_phrase(estimate)} by estimate)" if estimate else ""
            yield "–" if pd.isna(value) else f"{shown}{mark}"

    columns = [("Code", "code", 3.0), ("Name", "long", 5.0)]
    return table_of(
        caption,
        [
            *columns,  # type: ignore[list-item]
            (carried.plan.dataset.people_label.capitalize(), "figure", 2.0),
            *((quoted(name)[1:-1], "figure", 3.0) for name in named),
        ],
        [tuple(cells(row)) for row in part.to_dict("records")],
    )
