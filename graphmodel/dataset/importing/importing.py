"""From somebody's wide table to a checked dataset."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from graphmodel.dataset.assembling import assemble
from graphmodel.dataset.dataset import unchecked
from graphmodel.dataset.importing.columns import choose_columns
from graphmodel.dataset.importing.draft import Draft
from graphmodel.dataset.importing.grid import read_grid
from graphmodel.dataset.importing.long import widened
from graphmodel.dataset.importing.matches import doubt_problem, matches_bytes, merged, read_matches
from graphmodel.dataset.importing.parts import joined_parts, note_several_rows
from graphmodel.dataset.importing.rows import read_wide
from graphmodel.dataset.notes import EVIDENCE_GRADES
from graphmodel.dataset.reading import read_dataset
from graphmodel.dataset.stated import stated_dataset
from graphmodel.dataset.writing import check_free
from graphmodel.errors import DataError, OptionError
from graphmodel.files.disk import create_file, create_folder, write_bytes
from graphmodel.files.findings import Findings, hint, listed, quoted
from graphmodel.files.guard import guarded
from graphmodel.shown import Shown
from graphmodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.dataset.importing.matches import Decisions, Taken
    from graphmodel.dataset.importing.resolver import Resolver
    from graphmodel.errors import Problem


@dataclass(frozen=True)
class Imported(Shown):
    """A dataset that a wide table has become.

    Attributes
    ----------
    dataset
        The dataset as it can be read from the folder.
    folder
        Where it is.
    notes
        What has been guessed, changed and left out.
    taken
        Names and codes that have been taken for others.

    Examples
    --------
    >>> from pathlib import Path
    >>> dataset = gm.read_dataset("england-2016")
    >>> gm.Imported(dataset, Path("imported"), (), ()).problems
    ()
    """

    dataset: Dataset
    folder: Path
    notes: tuple[str, ...]
    taken: tuple[Taken, ...]

    def __repr__(self) -> str:
        return f"<Imported {self.dataset!r}>"

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is legal but odd, with the rows of the table."""
        return self.dataset.warnings

    def to_frame(self) -> pd.DataFrame:
        """Return the names and codes taken for others, one row for each row of the table.

        ``what`` it names, as ``written``; the ``code`` and ``name`` that it is taken for, and
        ``how`` that was found; the ``row`` of the table.
        """
        found = [
            (one.what, one.written, one.code, one.name, one.how, row)
            for one in self.taken
            for row in one.rows
        ]
        columns = ("what", "written", "code", "name", "how")
        frame = pd.DataFrame(found, columns=[*columns, "row"])
        return frame.astype({**dict.fromkeys(columns, "str"), "row": "int64"})

    def to_dict(self) -> dict[str, Any]:
        """Return the result as a JSON-ready mapping."""
        sets = Counter(self.dataset.footprints["footprint_set"])
        return {
            "format": "graphmodel-import/1",
            "dataset": stated_dataset(self.dataset),
            "compare": list(self.dataset.compare),
            "folder": str(self.folder),
            "organisation_count": len(self.dataset.organisations),
            "footprint_counts": dict(sorted(sets.items())),
            "membership_count": len(self.dataset.memberships),
            "notes": list(self.notes),
            "matches": [{**asdict(one), "rows": list(one.rows)} for one in self.taken],
            "problems": [problem.to_dict() for problem in self.problems],
        }


@guarded
def import_table(  # noqa: PLR0913 - one for each thing that may have to be said
    table: str | Path,
    folder: str | Path,
    *,
    sheet: str | None = None,
    columns: str | None = None,
    sets: str | None = None,
    kind: str | None = None,
    blocks: str | None = None,
    evidence: str = "official",
    reference: str | Path | None = None,
    matches: str | Path | None = None,
    portions: bool = False,
    announce: Callable[[str], None] | None = None,
) -> Imported:
    """Make a dataset of a wide table: one row an organisation, a column for each footprint set.

    Parameters
    ----------
    table
        A CSV file or a workbook.
    folder
        Where to write the dataset; nothing may be there but an empty folder.
    sheet
        Sheet of the workbook; without one, the fullest that is not hidden.
    columns
        Headings by what their columns are: ``name=Organisation,population=List size``.
    sets
        Headings of the footprint sets, the two to compare first: ``STP,LDR``, or
        ``stp=STP footprint,ldr=Roadmap`` to give them codes. Guessed where they are not given.
    kind
        Kind of all organisations; without one, their type or name tells it.
    blocks
        The kind whose footprints change, where several kinds have people.
    evidence
        Grade of evidence of all memberships.
    reference
        A dataset, bundled or not, to whose codes names are matched. Without one, names are only
        matched to one another.
    matches
        File with decisions on doubtful names. Names that are still in doubt are added to it.
    portions
        Whether several rows of one organisation are parts of it, each in one footprint of each
        set, with the people of the part, or its share of all. They become ``portions``.
    announce
        Is told what is guessed, changed and left out, as it happens.

    Raises
    ------
    OptionError
        When an option makes no sense, or something is in the folder.
    DataError
        When the table is not sound, or a name is in doubt; with all problems, by row and heading.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [("North", 5, "One", "East"), ("South", 3, "One", "West")]
    >>> table = pd.DataFrame(rows, columns=["Body", "List size", "STP", "Roadmap"])
    >>> table.to_csv("bodies.csv", index=False)
    >>> named = "name=Body,population=List size"
    >>> found = gm.import_table("bodies.csv", "imported", columns=named, sets="stp=STP,ldr=Roadmap")
    >>> found.dataset.people.tolist()
    [5.0, 3.0]
    """
    from graphmodel.dataset.importing.resolver import Resolver  # noqa: PLC0415 - slow to load

    source, target = Path(table), Path(folder)
    by_role, by_set = _assignments(columns), _sets(sets)
    _check_evidence(evidence)
    check_free(target)
    findings, notes = Findings(), _Notes(announce)
    decisions = read_matches(None if matches is None else Path(matches))
    known = None if reference is None else read_dataset(reference)
    grid = read_grid(source, sheet=sheet, findings=findings)
    findings.raise_errors()
    assert grid is not None  # noqa: S101 - else there had been an error
    grid = widened(grid, findings)
    chosen = choose_columns(
        grid, columns=by_role, sets=by_set, portions=portions, findings=findings
    )
    findings.raise_errors()
    assert chosen is not None  # noqa: S101 - likewise
    wide = read_wide(grid, chosen, kind=kind, findings=findings)
    if portions:
        wide = joined_parts(wide, findings)
    else:
        note_several_rows(wide, findings)
    notes.add(wide.notes)
    resolver = Resolver(wide, known, decisions, findings)
    draft = Draft(wide, resolver, source, evidence)
    notes.add(resolver.notes)
    notes.add(_on_decisions(decisions, resolver))
    if resolver.doubts:
        file = _ask(resolver, decisions, matches, target, notes)
        doubts = [doubt_problem(doubt, wide.file, file) for doubt in merged(resolver.doubts)]
        raise DataError((*doubts, *findings.problems()))
    findings.raise_errors()
    settings, guessed = draft.settings(target, blocks, findings)
    notes.add(guessed)
    findings.raise_errors()
    parts = assemble(settings, draft.tables, findings)
    problems = tuple(draft.placed(problem) for problem in findings.problems())
    if findings.failed:
        raise DataError(problems)
    try:
        create_folder(target, draft.files(settings))
    except FileExistsError:
        raise OptionError(f"the folder {target} is not empty any more: choose another") from None
    taken = tuple(sorted(resolver.taken, key=lambda one: (one.what, one.rows, one.written)))
    return Imported(unchecked(**parts, warnings=problems), target, tuple(notes.lines), taken)


def _check_evidence(evidence: str) -> None:
    if evidence not in EVIDENCE_GRADES:
        known = listed(EVIDENCE_GRADES)
        near = hint(evidence, EVIDENCE_GRADES)
        raise OptionError(f"evidence is one of {known}, not {quoted(evidence)}{near}")


@dataclass
class _Notes:
    """What the user has to know, told as it happens."""

    announce: Callable[[str], None] | None
    lines: list[str] = field(default_factory=list)

    def add(self, lines: Sequence[str]) -> None:
        for line in lines:
            self.lines.append(line)
            if self.announce is not None:
                self.announce(line)


def _assignments(columns: str | None) -> dict[str, str]:
    """Return the headings that ``name=Organisation,population=List, all ages`` assigns."""
    result: dict[str, str] = {}
    role = None
    for part in columns.split(",") if columns else ():
        before, sign, heading = part.partition("=")
        if sign:
            role = before.strip().casefold()
            if role in result:
                raise OptionError(f"`columns` names {quoted(role)} twice")
            result[role] = heading.strip()
        elif role is not None:
            result[role] += f",{part}"
        else:
            raise OptionError(
                f"`columns` takes pairs, as in name=Organisation,population=People, not {part!r}"
            )
    blank = [role for role, heading in result.items() if not heading]
    if blank:
        raise OptionError(f"`columns` names no heading for {quoted(blank[0])}")
    return result


def _sets(sets: str | None) -> list[tuple[str, str]]:
    """Return code, where one is given, and heading of each set in ``stp=STP,LDR``."""
    result = []
    for part in sets.split(",") if sets else ():
        code, sign, heading = part.partition("=")
        found = (code.strip(), heading.strip()) if sign else ("", part.strip())
        if not found[1]:
            raise OptionError(f"`sets` takes headings, as in STP,LDR, not {sets!r}")
        result.append(found)
    if len(result) == 1:
        raise OptionError("two footprint sets are needed at least, as in STP,LDR")
    return result


def _on_decisions(decisions: Decisions, resolver: Resolver) -> list[str]:
    unused = [name for what, name in decisions.given if (what, name) not in resolver.used]
    if not unused:
        return []
    these = counted(len(unused), "decision")
    return [f"{these} in {decisions.file} not needed: {listed(map(quoted, unused))}"]


def _ask(
    resolver: Resolver,
    decisions: Decisions,
    matches: str | Path | None,
    folder: Path,
    notes: _Notes,
) -> str:
    """Write the file in which doubtful names can be decided, and return its name."""
    doubts = merged(resolver.doubts)
    content = matches_bytes(doubts, decisions)
    if matches is not None:
        path = Path(matches)
        write_bytes(path, content)
    else:
        path = folder.with_name(f"{folder.name}-matches.csv")
        try:
            create_file(path, content)
        except FileExistsError:
            notes.add([f"{path} is there already and is left as it is: use it with `matches`"])
            return str(path)
    some = counted(len(doubts), "name")
    notes.add([f"wrote {path}, with {some} to be decided"])
    return str(path)
