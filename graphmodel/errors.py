"""The exceptions of graphmodel and the problems they list."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or odd, in somebody's file.

    Attributes
    ----------
    level
        ``error`` (the data cannot be used) or ``warning`` (legal but odd).
    file
        The table or file as its owner knows it: ``memberships.csv``, or a sheet's name. Empty where
        an argument is to blame, whose parameter ``column`` then names.
    row
        Row in that file, counted from 1 with the header as row 1, or in that frame, counted from
        1; None when no row is to blame.
    column
        Column name, or an empty string.
    value
        The offending value as it was read, or an empty string.
    message
        What is wrong.
    remedy
        What to do about it.
    why
        Why it matters; blank where the message says so.
    count
        How many such problems there are: more than one where the rest of many are only counted.

    Examples
    --------
    >>> problem = gm.Problem("error", "organisations.csv", 7, "population", "many", "no number")
    >>> problem.row, problem.column
    (7, 'population')
    """

    level: Literal["error", "warning"]
    file: str
    row: int | None
    column: str
    value: str
    message: str
    remedy: str = ""
    why: str = ""
    count: int = 1

    def __str__(self) -> str:
        # Without a file, the column is a parameter.
        place = self.file or f"`{self.column}`"
        if self.row is not None:
            place += f", row {self.row}"
        if self.column and self.file:
            place += f", column {self.column}"
        value = f" ({_shortened(self.value)!r})" if self.value else ""
        remedy = f". {self.remedy}" if self.remedy else ""
        return f"{place}{value}: {self.message}{remedy}"

    def to_dict(self) -> dict[str, str | int | None]:
        """Return the problem as one flat, JSON-ready mapping."""
        return asdict(self)


def _shortened(value: str, limit: int = 80) -> str:
    return value if len(value) <= limit else value[: limit - 1] + "…"


ERROR_FORMAT: Final = "graphmodel-error/1"


class GraphmodelError(Exception):
    """Base of every error that a user of graphmodel can cause.

    Attributes
    ----------
    kind
        What kind of error it is, in a word: ``data``, ``option``, ``plan``, ``rules`` …

    Examples
    --------
    >>> try:
    ...     gm.assess("england-2061")
    ... except gm.GraphmodelError as error:
    ...     print(type(error).__name__)
    OptionError
    """

    kind: ClassVar[str] = "error"

    def to_dict(self) -> dict[str, Any]:
        """Return the error as a JSON-ready mapping: its kind, what it says, problems if any."""
        return {"format": ERROR_FORMAT, "kind": self.kind, "message": str(self)}


class _ListedError(GraphmodelError):
    """Problems, all of them at once.

    Parameters
    ----------
    problems
        Every problem found, errors first; at least one.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(self._marked, self.problems)))

    def _marked(self, problem: Problem) -> str:
        # What is only odd stops nobody.
        return f"{'warning: ' * (problem.level == 'warning')}{self._line(problem)}"

    def _line(self, problem: Problem) -> str:
        return str(problem)

    def to_dict(self) -> dict[str, Any]:
        """Return the error as a JSON-ready mapping, with each problem."""
        return {**super().to_dict(), "problems": [found.to_dict() for found in self.problems]}


class DataError(_ListedError):
    """A dataset is not sound.

    Attributes
    ----------
    source
        Which, as whoever asked for it named it; blank where that is not known.

    Examples
    --------
    >>> dataset = gm.read_dataset("england-2016")
    >>> try:
    ...     dataset.move({"99M": {"ldr": {"LDR74": 0.5}}}, name="half")
    ... except gm.DataError as error:
    ...     print(error.problems[0].message)
    the shares of '99M' in 'ldr' add up to 0.5, not 1 (row 2402)
    """

    kind = "data"
    source: str = ""


PARAMETER: Final = re.compile(r"`(\w+)(?:=('[^'`]*'|\"[^\"`]*\"))?`")
"""How messages name a parameter of a function, as in ```max_moved```, with its value or without.

Those who know parameters by another name, such as the command line, put it in its place.
"""


class OptionError(GraphmodelError, ValueError):
    """Options that are unknown, out of range, or do not go together.

    Examples
    --------
    >>> try:
    ...     gm.propose("england-2016", lead="icp")
    ... except gm.OptionError as error:
    ...     print(error)
    `lead` takes stp, ldr or joint, not 'icp'
    """

    kind = "option"

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that the message names."""
        return tuple(dict.fromkeys(found[1] for found in PARAMETER.finditer(str(self))))


class PlanError(GraphmodelError):
    """A plan file cannot be read, or belongs to another dataset.

    Examples
    --------
    >>> plan = gm.propose("england-2016")
    >>> plan.write("plan.json")
    >>> try:
    ...     gm.read_plan("plan.json", dataset="england-2026")
    ... except gm.PlanError as error:
    ...     print(str(error)[:44])
    plan.json is a plan for 'england-2016' with
    """

    kind = "plan"


class RulesError(_ListedError, OptionError):
    """Rules that cannot be read, or that name what there is not.

    Examples
    --------
    >>> try:
    ...     gm.Rules(people_least=-5)
    ... except gm.RulesError as error:
    ...     print(error.problems[0].message)
    takes a number from 0 to 1,000,000,000,000
    """

    kind = "rules"


class _SettingsError(_ListedError, OptionError):
    """A file of settings, in which a key is no column."""

    def _line(self, problem: Problem) -> str:
        return str(problem).replace(", column ", ", ", 1)


class ScenarioError(_SettingsError):
    """Scenarios that cannot be read, or that do not fit the dataset.

    Examples
    --------
    >>> from pathlib import Path
    >>> _ = Path("mine.toml").write_text("[[scenario]]")
    >>> try:
    ...     gm.read_scenarios("mine.toml")
    ... except gm.ScenarioError as error:
    ...     print(error)
    mine.toml, scenario 1, gift: this is missing. Begin one with [[scenario.gift]].
    mine.toml, scenario 1, name: this is missing. Write name = … here.
    """

    kind = "scenarios"


class CriteriaError(_SettingsError):
    """Criteria, or the style of a report, that cannot be read or make no sense.

    Examples
    --------
    >>> from pathlib import Path
    >>> _ = Path("criteria.toml").write_text("scal = 'fixed'")
    >>> try:
    ...     gm.read_criteria("criteria.toml")
    ... except gm.CriteriaError as error:
    ...     print(error)
    criteria.toml, scal ('fixed'): there is no key 'scal' here. Did you mean 'scale'?
    """

    kind = "criteria"


class InfeasibleError(GraphmodelError):
    """Rules that no plan can meet.

    Parameters
    ----------
    conflict
        Rules that cannot hold together, each by its name in the file and the place concerned;
        empty where none was looked for.
    smallest
        Whether no smaller set of rules is in conflict, as far as proved.

    Examples
    --------
    >>> try:
    ...     gm.propose("england-2026", lead="joint", rules=gm.Rules(people_least=60_000_000))
    ... except gm.InfeasibleError as error:
    ...     print(error)
    the rules cannot be met
    this one alone cannot hold:
    - people.least = 60,000,000, for the group of icb:E54000071 (West and North London)
    """

    kind = "infeasible"

    def __init__(self, conflict: Iterable[str] = (), *, smallest: bool = False) -> None:
        self.conflict: tuple[str, ...] = tuple(conflict)
        self.smallest = smallest
        lines = ["the rules cannot be met"]
        if self.conflict:
            alone = len(self.conflict) == 1
            lines.append("this one alone cannot hold:" if alone else "these cannot hold together:")
            lines += [f"- {line}" for line in self.conflict]
            if not (alone or smallest):
                lines.append(
                    "perhaps not all of them are needed for that: time was over before it was"
                    " proved"
                )
        super().__init__("\n".join(lines))

    def to_dict(self) -> dict[str, Any]:
        """Return the error as a JSON-ready mapping, with the rules in conflict."""
        return {**super().to_dict(), "conflict": list(self.conflict), "smallest": self.smallest}


class UndecidedError(GraphmodelError):
    """No plan was found in the time given, and no proof that there is none.

    Examples
    --------
    >>> try:
    ...     plan = gm.propose("england-2026", lead="joint", time_limit=60)
    ... except gm.UndecidedError:
    ...     plan = gm.propose("england-2026", lead="icb")
    """

    kind = "undecided"
