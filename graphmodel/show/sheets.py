"""Results as tables for people: which columns, in which order, under which headings.

The terminal and the workbook show these; a CSV file holds the whole frame of a table under the
names of its columns, which are those of JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from graphmodel.files.safe_text import shortened, shown_text
from graphmodel.overlap.assessment import Assessment
from graphmodel.overlap.board import board_lines
from graphmodel.overlap.relations import RELATIONS
from graphmodel.show.facts import assessment_facts, changing_sets, plan_facts
from graphmodel.wording import (
    GRADE_MEANINGS,
    RELATION_WORDS,
    board_words,
    capital,
    plural,
    share_phrase,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.plans.plan import Plan
    from graphmodel.shown import Kind


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table as people see it.

    Attributes
    ----------
    name
        Its name in the frame.
    heading
        What stands above it.
    short
        What stands above it where there is little room.
    kind
        What it holds.
    words
        What values are called, where they are known under another name.
    """

    name: str
    heading: str
    kind: Kind = "text"
    words: Mapping[str, str] = field(default_factory=dict)
    short: str = ""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table as people see it.

    Attributes
    ----------
    name
        What it is called, in 31 letters at most.
    columns
        What is shown of the frame, in order.
    frame
        The rows.
    marked
        Column by whose value rows that rest on inferred evidence are known; empty without.
    on_paper
        Last column that is printed; empty for all but the codes at the end.
    """

    name: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    marked: str = ""
    on_paper: str = ""

    @classmethod
    def of(cls, name: str, columns: Iterable[Column], rows: Iterable[Any]) -> Sheet:
        """Return a table of rows that have a cell for each column."""
        shown = tuple(columns)
        frame = pd.DataFrame(list(rows), columns=[column.name for column in shown])
        return cls(name, shown, frame)


def facts_sheet(result: Assessment | Plan) -> Sheet:
    """Return the facts to tell first, one row each, those that are part of another indented."""
    later: tuple[Column, ...] = ()
    if isinstance(result, Assessment):
        facts = assessment_facts(result)
    else:
        facts, later = plan_facts(result), (Column("after", "With the plan", "figure"),)
    rows = [
        ("  " * fact.within + fact.label, fact.now, fact.after, fact.note, fact.form)
        for fact in facts
    ]
    frame = pd.DataFrame(rows, columns=["fact", "now", "after", "note", "form"])
    now = Column("now", "Now", "figure")
    columns = (Column("fact", "", "label"), now, *later, Column("note", "", "prose"))
    return Sheet("Summary", columns, frame)


def relations_sheet(assessment: Assessment) -> Sheet:
    """Return footprints by relation, in words and by its term, a column for each set."""
    columns = (
        Column("relation", "Relation to the other set", words=RELATION_WORDS),
        Column("term", "Term"),
        *(
            Column(name, capital(plural(assessment.dataset.label(name))), "count")
            for name in assessment.compare
        ),
    )
    counts = [assessment.relations[name] for name in assessment.compare]
    rows = [(relation, relation, *(each[relation] for each in counts)) for relation in RELATIONS]
    return Sheet.of(
        "Relations", columns, [*rows, ("all", "", *(sum(each.values()) for each in counts))]
    )


def board_sheets(result: Assessment | Plan) -> Iterator[Sheet]:
    """Yield what a board is told of each set that can change, in six lines, now and with a plan."""
    then = None if isinstance(result, Assessment) else result.overlap_after
    for name in changing_sets(result):
        yield _board_sheet(result.dataset, name, result.overlap, then)


def _board_sheet(
    dataset: Dataset, footprint_set: str, now: Overlap, then: Overlap | None = None
) -> Sheet:
    other = next(name for name in now.compare if name != footprint_set)
    label, people = capital(plural(dataset.label(footprint_set))), capital(dataset.people_label)
    words = [
        board_words(line.key, dataset.label(other)) for line in board_lines(now, footprint_set)
    ]
    frame = pd.DataFrame({"line": words})
    columns = [Column("line", label, "prose")]
    for moment, when, overlap in (("now", "now", now), ("after", "then", then)):
        if overlap is not None:
            lines = board_lines(overlap, footprint_set)
            frame[f"footprints_{moment}"] = [line.footprints for line in lines]
            frame[f"people_{moment}"] = [line.people for line in lines]
            columns += [
                Column(f"footprints_{moment}", f"{label} {when}", "count"),
                Column(f"people_{moment}", f"{people} {when}", "people"),
            ]
    return Sheet(shortened(f"{label} for a board", 31), tuple(columns), frame)


def rows_sheet(assessment: Assessment) -> Sheet:
    """Return the footprints of an assessment."""
    columns = (*own_columns(assessment.dataset), *footprint_columns(assessment.dataset))
    return Sheet("Footprints", columns, assessment.rows)


def own_columns(dataset: Dataset) -> tuple[Column, ...]:
    """Return the columns that say which footprint it is."""
    return (
        Column("footprint_set", "Kind", words=set_words(dataset)),
        Column("footprint", "Code", "code"),
        Column("name", "Name", "prose"),
    )


def set_words(dataset: Dataset) -> dict[str, str]:
    """Return what footprint sets are called."""
    return {name: dataset.label(name) for name in dataset.footprint_sets}


def footprint_columns(dataset: Dataset) -> tuple[Column, ...]:
    """Return the columns of what is told of every footprint."""
    people = capital(dataset.people_label)
    return (
        Column("relation", "Relation", words=RELATION_WORDS),
        Column("people", people, "people"),
        Column(
            "people_outside", "Of them in no footprint of the other set", "people", short="Outside"
        ),
        Column("overlaps", "Overlaps", "count"),
        Column(
            "inhomogeneity",
            "Inhomogeneity (0 lies in one, 1 as mixed as all)",
            "decimal",
            short="Mixed",
        ),
    )


def measures_sheet(result: Assessment | Plan) -> Sheet:
    """Return every figure of an assessment, or of those before and after a plan."""
    frame = result.to_frame("measures")
    frame = frame.assign(form=[_FORMS.get(unit, "count") for unit in frame["unit"]])
    values: tuple[Column, ...] = (Column("value", "Now", "figure"),)
    if not isinstance(result, Assessment):
        values = (
            Column("before", "Now", "figure"),
            Column("after", "With the plan", "figure"),
        )
    columns = (Column("meaning", "Measure", "prose"), *values, Column("unit", "Unit"))
    return Sheet("Measures", (*columns, Column("measure", "Key in JSON", "code")), frame)


_FORMS: Final = {"share": "share", "nats": "decimal", "0 to 1": "decimal", "up to 1": "decimal"}


def sources_frame(dataset: Dataset) -> pd.DataFrame:
    """Return what a reader has to know about a dataset: ``about``, ``text`` and ``link``.

    First the dataset itself, then caveats, sources and licences.
    """
    rows = [
        ("dataset", dataset.title, ""),
        ("digest of what decides a plan", dataset.sha256, ""),
        ("digest of its tables", dataset.sha256_all, ""),
    ]
    rows += [("caveat", caveat, "") for caveat in dataset.caveats]
    for about, entries in (("source", dataset.sources), ("licence", dataset.licenses)):
        rows += [
            (about, str(entry.get("title") or entry.get("name", "")), str(entry.get("path") or ""))
            for entry in entries
        ]
    return pd.DataFrame(rows, columns=["about", "text", "link"])


def sources_sheet(dataset: Dataset) -> Sheet:
    """Return caveats, sources and licences."""
    columns = (
        Column("about", "About"),
        Column("text", "What to know", "prose"),
        Column("link", "Link", "long"),
    )
    return Sheet("Sources and caveats", columns, sources_frame(dataset))


def grades_sheet() -> Sheet:
    """Return what the grades of evidence mean."""
    columns = (Column("grade", "Evidence"), Column("meaning", "What a membership rests on"))
    return replace(Sheet.of("Evidence", columns, GRADE_MEANINGS.items()), marked="grade")


_NUMBERS: Final = frozenset({"people", "count", "change", "share", "decimal", "figure"})

_SHOWN: Final[dict[Kind, Callable[[Any], str]]] = {
    "people": whole,
    "count": whole,
    "change": lambda value: f"{value:+,}" if value else "0",
    "share": share_phrase,
    "decimal": lambda value: f"{value:.4f}",
    "flag": lambda value: "yes" if value else "",
}


def is_number(column: Column) -> bool:
    """Whether a column is set flush right."""
    return column.kind in _NUMBERS


def cell_text(value: Any, column: Column, form: Kind = "text") -> str:  # noqa: ANN401 - any cell
    """Return a cell as it is shown to people, on one line; ``form`` is what a figure is."""
    if value is None or pd.isna(value):
        return ""
    kind = form if column.kind == "figure" else column.kind
    if kind in _SHOWN:
        return _SHOWN[kind](value)
    return shown_text(column.words.get(value, str(value)))


def table_rows(sheet: Sheet) -> Iterator[list[str]]:
    """Yield the rows of a table as they are shown."""
    for row in sheet.frame.to_dict("records"):
        form = row.get("form", "text")
        yield [cell_text(row[column.name], column, form) for column in sheet.columns]
