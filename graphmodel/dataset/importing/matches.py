"""The file in which somebody who knows decides what doubtful names stand for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from graphmodel.dataset.importing.grid import content_of
from graphmodel.dataset.normal_names import normal_name
from graphmodel.dataset.writing import cell_to_write, csv_bytes
from graphmodel.errors import DataError, OptionError, Problem
from graphmodel.files.findings import Findings, quoted
from graphmodel.files.tables import read_csv

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from graphmodel.dataset.importing.names import Candidate

NEW: Final = "new"
"""What is written for a name that stands for none of those known."""

_COLUMNS: Final = (
    "what",
    "name",
    "rows",
    "candidate",
    "candidate_name",
    "score",
    "other_candidates",
    "decision",
)

_NEEDED: Final = ("what", "name", "decision")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name of which it is not sure what it stands for, and where it stands.

    It is that of ``what``: of a footprint set, or ``organisation``. What it may stand for comes in
    order, the likeliest first.
    """

    what: str
    name: str
    heading: str
    rows: tuple[int, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A name or code that has been taken for something that is written in another way.

    Attributes
    ----------
    what
        The footprint set, or ``organisation``.
    written
        As it stands in the table.
    code, name
        What it has been taken for.
    how
        ``same name``, ``leading zeros``, or ``decided``.
    rows
        Where it stands.
    """

    what: str
    written: str
    code: str
    name: str
    how: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody has decided that a name stands for: a code, a name, or the word ``new``."""

    row: int
    text: str


@dataclass(frozen=True)
class Decisions:
    """What has been decided, in a file of that name with these lines.

    The decisions ``given`` are those that are not blank, by what is named and
    :func:`decision_key`.
    """

    file: str
    lines: tuple[Mapping[str, str], ...] = ()
    given: Mapping[tuple[str, str], Decision] = field(default_factory=dict)

    def of(self, what: str, name: str) -> Decision | None:
        """Return what has been decided of a name; None where nothing has."""
        return self.given.get((what, decision_key(name)))


def read_matches(path: Path | None) -> Decisions:
    """Read the decisions in a file; one that is not there yet has none.

    Raises
    ------
    OptionError
        When it is no such file as :func:`matches_bytes` makes.
    DataError
        When it cannot be read, or two lines decide the same name differently.
    """
    if path is not None and not path.resolve().parent.is_dir():
        raise OptionError(f"the folder {path.parent} does not exist: create it first")
    if path is None or not path.exists():
        return Decisions(path.name if path else "")
    if not path.is_file():
        raise OptionError(f"{quoted(str(path))} is no file")
    findings = Findings()
    table = read_csv(content_of(path), path.name, known=_COLUMNS, findings=findings)
    if table is None:
        raise DataError(findings.problems())
    missing = [column for column in _NEEDED if column not in table.frame]
    if missing:
        raise OptionError(f"{path.name} is no file of matches: it has no column {missing[0]!r}")
    given: dict[tuple[str, str], Decision] = {}
    lines = table.frame.to_dict("records")
    for row, line in zip(table.rows, lines, strict=True):
        key, text = (line["what"], decision_key(line["name"])), line["decision"]
        if not text:
            continue
        if key in given and given[key].text != text:
            message = f"row {given[key].row} decides {quoted(line['name'])} otherwise"
            remedy = "Delete one of the two."
            findings.add(
                "error", path.name, message, remedy, row=int(row), column="decision", value=text
            )
        given[key] = Decision(int(row), text)
    findings.raise_errors()
    texts = tuple({str(name): str(text) for name, text in line.items()} for line in lines)
    return Decisions(path.name, texts, given)


def matches_bytes(doubts: Iterable[Doubt], decisions: Decisions) -> bytes:
    """Return a file in which doubtful names can be decided.

    The lines decided before come first, as they were; each doubt becomes a line whose decision is
    blank.
    """
    further = list(decisions.lines[0]) if decisions.lines else []
    columns = [*_COLUMNS, *(column for column in further if column not in _COLUMNS)]
    rows = [
        [line.get(column, "") for column in columns] for line in decisions.lines if line["decision"]
    ]
    for doubt in sorted(doubts, key=lambda doubt: (doubt.what, doubt.name)):
        best, *others = doubt.candidates or (None,)
        rows.append(
            [
                doubt.what,
                doubt.name,
                " ".join(map(str, doubt.rows)),
                best.code if best else "",
                best.name if best else "",
                str(best.score) if best else "",
                "; ".join(f"{one.code} {one.name} ({one.score})" for one in others if one),
                *[""] * (len(columns) - len(_COLUMNS) + 1),
            ]
        )
    return csv_bytes(columns, rows)


def doubt_problem(doubt: Doubt, file: str, matches: str) -> Problem:
    """Return the problem that a doubtful name is, which can be decided in a file of matches."""
    likely = [f"{quoted(one.name)} ({one.code}, {one.score} of 100)" for one in doubt.candidates]
    said = f"it may be {' or '.join(likely[:2])}" if likely else "nothing known is like it"
    places = f", in {len(doubt.rows)} rows" if len(doubt.rows) > 1 else ""
    kind = "organisation" if doubt.what == "organisation" else f"{doubt.what} footprint"
    return Problem(
        "error",
        file,
        doubt.rows[0],
        doubt.heading,
        doubt.name,
        f"it is not sure which {kind} this is{places}: {said}",
        f"Write its code, or the word {NEW}, in the column decision of {matches}, and import again"
        f" with `matches={matches!r}`.",
    )


def decision_key(name: str) -> str:
    """Return what a decision on a name is known by: the same however the name is written."""
    return normal_name(cell_to_write(name))


def merged(doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    """Return doubts with one for each name, however often and in what ways it is written."""
    groups: dict[tuple[str, str], list[Doubt]] = {}
    for doubt in doubts:
        groups.setdefault((doubt.what, decision_key(doubt.name)), []).append(doubt)
    result = []
    for group in groups.values():
        usual = min(group, key=lambda doubt: (-len(doubt.rows), doubt.name.islower(), doubt.name))
        rows = sorted({row for doubt in group for row in doubt.rows})
        result.append(replace(usual, rows=tuple(rows)))
    return tuple(sorted(result, key=lambda doubt: (doubt.what, doubt.rows, doubt.name)))
