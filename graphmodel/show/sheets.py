"""Results as tables for people: which columns, in which order, under which headings.

The terminal and the workbook show these; a CSV file holds the whole frame of a table under the
names of its columns, which are those of JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from graphmodel.dataset.dataset import blocks_label
from graphmodel.files.safe_text import shortened, shown_text
from graphmodel.overlap.assessment import Assessment
from graphmodel.overlap.board import board_lines
from graphmodel.overlap.relations import RELATIONS
from graphmodel.show.facts import assessment_facts, changing_sets, plan_facts
from graphmodel.show.frames import (
    assignment_frame,
    footprints_frame,
    measures_frame,
    partners_frame,
    sources_frame,
    suggestions_frame,
)
from graphmodel.steps.suggestion import TOLD
from graphmodel.wording import (
    ACTION_LABELS,
    GRADE_MEANINGS,
    RELATION_WORDS,
    TARGET_WORDS,
    board_words,
    capital,
    plural,
    share_phrase,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.plans.plan import Plan
    from graphmodel.shown import Kind
    from graphmodel.steps.suggestion import Suggestion


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
    columns = (*_own_columns(assessment.dataset), *_footprint_columns(assessment.dataset))
    return Sheet("Footprints", columns, assessment.rows)


def _own_columns(dataset: Dataset) -> tuple[Column, ...]:
    return (
        Column("footprint_set", "Kind", words=_set_words(dataset)),
        Column("footprint", "Code", "code"),
        Column("name", "Name", "prose"),
    )


def _set_words(dataset: Dataset) -> dict[str, str]:
    return {name: dataset.label(name) for name in dataset.footprint_sets}


def _footprint_columns(dataset: Dataset) -> tuple[Column, ...]:
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


def suggestions_sheet(plan: Plan, *, steps: Sequence[Suggestion] | None = None) -> Sheet:
    """Return the suggestions of a plan; ``steps`` where they are at hand already."""
    dataset = plan.dataset
    frame = suggestions_frame(plan, steps=steps)
    sets = set(frame["footprint_set"])
    words = {
        "people": dataset.people_label,
        "People": capital(dataset.people_label),
        "Blocks": capital(plural(blocks_label(dataset))),
        "Providers": capital(plural(dataset.label("provider"))),
        "Councils": capital(plural(dataset.label("council"))),
        "changing": dataset.label(sets.pop()) if len(sets) == 1 else "footprint",
        "aim": TARGET_WORDS.get(str(plan.target), "are settled"),
    }
    values = {"action": ACTION_LABELS, "footprint_set": _set_words(dataset)}
    columns = (
        Column(told.name, told.heading.format(**words), told.kind, values.get(told.name, {}))
        for told in sorted(TOLD, key=lambda told: told.place)
        if not told.if_any or frame[told.name].notna().any()
    )
    return Sheet(
        "Suggestions",
        tuple(columns),
        frame,
        marked="weakest_evidence",
        on_paper="target_share_after",
    )


def assignment_sheet(plan: Plan) -> Sheet:
    """Return which footprint everybody is in and will be in."""
    dataset = plan.dataset
    places: list[Column] = []
    codes: list[Column] = []
    for name in plan.overlap.compare:
        label = capital(dataset.label(name))
        places += [
            Column(f"{name}_name", f"{label} now"),
            Column(f"to_{name}_name", f"{label} with the plan"),
        ]
        codes += [
            Column(name, f"Code, {label} now", "code"),
            Column(f"to_{name}", f"Code, {label} with the plan", "code"),
        ]
    return Sheet(
        "Assignment",
        (
            Column("organisation", "Code", "code"),
            Column("organisation_name", capital(blocks_label(dataset))),
            *places,
            Column("changes", "What changes"),
            Column("people", capital(dataset.people_label), "people"),
            Column("estimated", "Estimated from shares", "flag"),
            Column("evidence", "Evidence for where they are now"),
            *codes,
        ),
        assignment_frame(plan),
        marked="evidence",
    )


def footprints_sheet(plan: Plan, *, after: bool) -> Sheet:
    """Return the footprints of both sets before a plan, or after it."""
    frame = footprints_frame(plan, after=after)
    dataset = plan.dataset
    own, figures = _own_columns(dataset), _footprint_columns(dataset)
    if after:
        made = (
            Column("made_from_names", "Made from", "long"),
            Column("new", "New", "flag"),
            Column("made_from", "Codes, made from", "code"),
        )
        return Sheet("Footprints after", (*own, *figures, *made), frame)
    becomes = (
        Column("becomes_name", "Becomes", "long"),
        Column("becomes", "Code, becomes", "code"),
    )
    return Sheet("Footprints before", (*own, *figures, *becomes), frame)


def partners_sheet(plan: Plan) -> Sheet:
    """Return the footprints that partners deal with, before a plan and after it."""
    frame = partners_frame(plan)
    kinds = {kind: plan.dataset.label(kind) for kind in frame["kind"].unique()}
    return Sheet(
        "Partners",
        (
            Column("organisation", "Code", "code"),
            Column("name", "Partner"),
            Column("kind", "Kind", words=kinds),
            Column("before", "Footprints now", "count"),
            Column("after", "Footprints with the plan", "count"),
            Column("change", "Difference", "change"),
            Column("footprints_before", "Deals with now", "prose"),
            Column("footprints_after", "Deals with under the plan", "prose"),
        ),
        frame,
    )


def measures_sheet(before: Assessment, after: Assessment | None = None) -> Sheet:
    """Return every figure of an assessment, or of those before and after a plan."""
    frame = measures_frame(before, after)
    frame = frame.assign(form=[_FORMS.get(unit, "count") for unit in frame["unit"]])
    values: tuple[Column, ...] = (Column("value", "Now", "figure"),)
    if after is not None:
        values = (
            Column("before", "Now", "figure"),
            Column("after", "With the plan", "figure"),
        )
    columns = (Column("meaning", "Measure", "prose"), *values, Column("unit", "Unit"))
    return Sheet("Measures", (*columns, Column("measure", "Key in JSON", "code")), frame)


_FORMS: Final = {"share": "share", "nats": "decimal", "0 to 1": "decimal", "up to 1": "decimal"}


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
