"""Criteria: what options are compared by, and what the recommendation follows from."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field, Strict

from graphmodel.errors import CriteriaError
from graphmodel.files.findings import Findings, listed, meant
from graphmodel.files.guard import guarded
from graphmodel.files.settings import Part, Text, Word, parsed_settings, settings_content

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MOST: Final = 1e15
_MOST_TESTS: Final = 600_000

_Number = Annotated[float, Field(ge=0, le=_MOST)]
_Score = Annotated[float, Field(ge=0, le=100)]
_Loose = Strict(False)  # noqa: FBT003 - a list of TOML is a tuple here

NOTHING: Final = "nothing"
"""What an option has for a plan that changes nothing."""

CUT: Final = "cut:"
"""Begins a figure that counts divided footprints of a third set, whose name follows."""

FIGURES: Final = {
    "people_straddling": ("lower", "people"),
    "people_moved": ("lower", "people"),
    "people_merged": ("lower", "people"),
    "people_regretted": ("lower", "people"),
    "people_open": ("lower", "people"),
    "coterminous_share": ("higher", "share"),
    "partners_with_several": ("lower", "count"),
    "partners_with_more": ("lower", "count"),
    "people_in_small": ("lower", "people"),
    "share_uncertain": ("lower", "share"),
    "organisations_split": ("lower", "count"),
    "new_footprints": ("lower", "count"),
}
"""Figures that a criterion may go by: which is better, and what kind of number it is."""

STANDARD: Final = {
    "fit": ("people_straddling", 30.0),
    "change": ("people_moved", 20.0),
    "mergers": ("people_merged", 15.0),
    "regret": ("people_regretted", 10.0),
    "settled": ("people_open", 5.0),
    "one_to_one": ("coterminous_share", 5.0),
    "partners": ("partners_with_several", 5.0),
    "size": ("people_in_small", 5.0),
    "evidence": ("share_uncertain", 5.0),
}
"""The standard criteria: by their short names the figure and the weight."""

SMALL: Final = 1_000_000.0
"""People under which a footprint counts as small, unless a criterion says otherwise."""


class Tests(Part):
    """Tests that an option passes before it is scored.

    Attributes
    ----------
    may_change
        Sets that may be redrawn; by default those that the plan at hand redraws.
    most_people_changed
        People whose footprint may change at most.
    least_people_in_footprint
        People in every footprint that the option makes or alters, at least.
    """

    may_change: Annotated[tuple[Word, ...], _Loose] = ()
    most_people_changed: _Number | None = None
    least_people_in_footprint: _Number | None = None


class AskedOption(Part):
    """An option, by a plan file, by ``nothing``, or by what :func:`graphmodel.propose` is asked."""

    id: Word
    name: Text = ""
    plan: Text = ""
    lead: Word | None = None
    target: Literal["coterminous", "nested", "compatible"] | None = None
    undecided: Literal["separate", "open"] | None = None
    method: Literal["exact", "louvain", "projection"] | None = None
    footprints: Annotated[int, Field(ge=1)] | None = None
    max_moved: Annotated[float, Field(ge=0, le=1)] | None = None

    @property
    def asked(self) -> dict[str, object]:
        """What is asked of :func:`graphmodel.propose`."""
        return self.model_dump(exclude={"id", "name", "plan"}, exclude_none=True)


class Criterion(Part):
    """A criterion: a figure of every plan, or scores that a board gives by hand.

    Attributes
    ----------
    id, name
        Short name, and the name in the paper.
    figure
        One of :data:`FIGURES`, or ``cut:`` and the name of a third set.
    better
        Whether ``lower`` or ``higher`` figures are better.
    weight
        How much it matters to go from the worst to the best figure, beside the other criteria.
    worst, best
        The scale, where that is fixed.
    small
        Below how many people a footprint counts as small.
    scores, source
        Scores from 0 to 100 for each option, and who gave them.
    """

    id: Word
    name: Text = ""
    figure: Text = ""
    better: Literal["lower", "higher"] | None = None
    weight: _Number
    worst: float | None = None
    best: float | None = None
    small: _Number | None = None
    scores: dict[Word, _Score] = Field(default_factory=dict)
    source: Text = ""


class Recommend(Part):
    """What the recommendation follows from.

    Attributes
    ----------
    tests_of_weights
        Every weight is multiplied by each of these, in all combinations.
    clear
        Points by which the first option has to be ahead of the second.
    """

    tests_of_weights: Annotated[
        tuple[Annotated[float, Field(gt=0, le=_MOST)], ...], _Loose, Field(min_length=1)
    ] = (0.5, 1.0, 2.0)
    clear: _Score = 5.0


class Criteria(Part):
    """How options are compared; what is left out is as :func:`graphmodel.score_options` has it.

    Attributes
    ----------
    scale
        ``options``: a scale from the worst to the best of the options; ``fixed``: from ``worst`` to
        ``best`` of each criterion.
    tests
        What an option has to pass, see :class:`Tests`.
    option
        The options; by default nothing, the plan at hand, and what else could be asked.
    criterion
        The criteria. Of one with the ``id`` of a standard one only the weight has to be given.
    recommend
        What the recommendation follows from, see :class:`Recommend`.
    """

    scale: Literal["options", "fixed"] = "options"
    tests: Tests = Tests()
    option: Annotated[tuple[AskedOption, ...], _Loose] = ()
    criterion: Annotated[tuple[Criterion, ...], _Loose] = ()
    recommend: Recommend = Recommend()


@guarded
def read_criteria(path: str | Path) -> Criteria:
    """Read criteria from a TOML file.

    Paths of plans are taken from the folder of the file.

    Raises
    ------
    CriteriaError
        When the file cannot be read, or says what makes no sense: with every problem.

    Examples
    --------
    >>> from pathlib import Path
    >>> _ = Path("criteria.toml").write_text("recommend = {clear = 10}")
    >>> gm.read_criteria("criteria.toml").recommend.clear
    10.0
    """
    path = Path(path)
    findings = Findings()
    content = settings_content(path, findings)
    found = None if content is None else parsed_settings(content, path.name, Criteria, findings)
    if found is not None:
        for column, message, remedy in _senseless(found):
            findings.add("error", path.name, message, remedy, column=column)
    if findings.failed or found is None:
        raise CriteriaError(findings.problems())
    placed = tuple(
        option.model_copy(update={"plan": str(path.parent / option.plan)})
        if option.plan not in ("", NOTHING)
        else option
        for option in found.option
    )
    return found.model_copy(update={"option": placed})


def _senseless(criteria: Criteria) -> Iterator[tuple[str, str, str]]:
    """Yield what no single key says: where, what is wrong, and what to do."""
    for table, parts in (("option", criteria.option), ("criterion", criteria.criterion)):
        yield from _twice(table, [part.id for part in parts])
    for number, option in enumerate(criteria.option, start=1):
        if option.plan and option.asked:
            what = "an option is a plan, or what is asked for one"
            yield f"option {number}", what, "Take out plan, or lead, target and the others."
    ids = [option.id for option in criteria.option]
    for number, criterion in enumerate(criteria.criterion, start=1):
        for what, remedy in _criterion_problems(criterion, ids, fixed=criteria.scale == "fixed"):
            yield f"criterion {number}", what, remedy
    if criteria.scale == "fixed" and not criteria.criterion:
        remedy = "Give each [[criterion]] with its worst and its best."
        yield "scale", "a fixed scale needs criteria of its own", remedy
    weights = [criterion.weight for criterion in criteria.criterion]
    if weights and not any(weights):
        yield "criterion", "no criterion weighs anything", "Give one of them a weight above 0."
    combinations = len(criteria.recommend.tests_of_weights) ** sum(map(bool, weights))
    if combinations > _MOST_TESTS:
        what = f"these are {combinations:,} tests of weights, more than {_MOST_TESTS:,}"
        yield "recommend, tests_of_weights", what, "Test fewer, or give fewer criteria."


def _twice(table: str, ids: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    for name, count in Counter(ids).items():
        if count > 1:
            yield table, f"the id {name!r} is there {count} times", "Give each its own."


def _criterion_problems(
    criterion: Criterion, options: list[str], *, fixed: bool
) -> Iterator[tuple[str, str]]:
    if criterion.figure and criterion.scores:
        yield "a criterion goes by a figure or by scores", "Take one of them out."
    if not (criterion.figure or criterion.scores or criterion.id in STANDARD):
        yield "this criterion goes by nothing", f"Write figure = one of {listed(FIGURES)}."
    if criterion.figure not in ("", *FIGURES) and not criterion.figure.startswith(CUT):
        otherwise = f"Known are {listed(FIGURES)} and cut: with the name of a set."
        remedy = meant(criterion.figure, tuple(FIGURES), otherwise)
        yield f"there is no figure {criterion.figure!r}", remedy
    if criterion.scores:
        if not criterion.source:
            yield "scores of one's own need a source", "Write source = who gave them, and when."
        missing = [one for one in options if one not in criterion.scores]
        strange = [one for one in criterion.scores if options and one not in options]
        if missing or strange:
            named = listed(missing or strange)
            what = "no score for" if missing else "scores for what is no option:"
            yield f"{what} {named}", "Give one score for each option."
    elif fixed and (criterion.worst is None or criterion.best is None):
        yield "a fixed scale needs the worst and the best", "Write worst = … and best = …."
    if criterion.worst is not None and criterion.worst == criterion.best:
        yield "the worst and the best are the same", "Give two different numbers."
