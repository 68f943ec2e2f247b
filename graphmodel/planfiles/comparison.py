"""Comparison of two plans for the same two sets: figures, steps of one or both, and the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, get_args

import pandas as pd

from graphmodel.dataset.comparing import compare_datasets, table_differences
from graphmodel.dataset.stated import stated_dataset
from graphmodel.errors import OptionError, PlanError
from graphmodel.files.guard import guarded
from graphmodel.files.plain_json import plain_mapping, plain_records
from graphmodel.files.safe_text import shown_text
from graphmodel.overlap.names import Names
from graphmodel.planfiles.planfile import as_plan, is_plan
from graphmodel.plans.partners import partner_burden, partner_footprints, with_fewer_and_more
from graphmodel.shown import ComparisonTable, Shown, check_table
from graphmodel.steps.suggestion import suggestions
from graphmodel.wording import agree, counted, people_phrase, plural, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from graphmodel.dataset.comparing import DatasetComparison
    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan
    from graphmodel.steps.steps import Identity, Step

COMPARISON_FORMAT: Final = "graphmodel-comparison/1"


@guarded
@dataclass(frozen=True, eq=False)
class Comparison(Shown):
    """What differs between two plans.

    Attributes
    ----------
    dataset, other_dataset
        What the plans are for: the same, or two states of the same data.
    figures
        One row a figure: ``figure``, ``first``, ``second``, ``change`` (second less first).
        Everything is people, footprints or partners, as the figure says.
    steps
        One row a step of either plan, those of one plan only before those of both: ``plan``
        (``first``, ``second`` or ``both``), ``action``, ``footprint_set``, ``from`` and
        ``from_name`` (blank where there are several), ``into``, ``into_name``, ``people_moved``,
        ``people_affected``, ``reason``; and ``memberships_change``, whether in either plan it is of
        organisations whose memberships differ between the data.
    partners
        One row a partner that does not deal with equally many footprints under both plans:
        ``organisation``, ``name``, ``kind``, ``first``, ``second``, ``change``.
    memberships
        What differs between the data in the memberships of blocks in the two sets, as
        :class:`graphmodel.DatasetComparison` has it.
    words
        The same in sentences.

    Examples
    --------
    >>> stp, ldr = (gm.propose("england-2016", lead=lead) for lead in ("stp", "ldr"))
    >>> gm.compare_plans(stp, ldr).to_frame("figures")["figure"].tolist()[:2]
    ['people_moved', 'people_moved.stp']
    """

    TABLES = get_args(ComparisonTable)

    dataset: Dataset
    other_dataset: Dataset
    figures: pd.DataFrame
    steps: pd.DataFrame
    partners: pd.DataFrame
    memberships: pd.DataFrame
    words: tuple[str, ...]

    def __repr__(self) -> str:
        steps = self.steps["plan"].value_counts()
        same, first, second = (int(steps.get(name, 0)) for name in ("both", "first", "second"))
        return shown_text(
            f"<Comparison of two plans for {self.dataset.name!r}: {same} steps in both,"
            f" {first} in the first only, {second} in the second only>"
        )

    @property
    def same(self) -> bool:
        """Whether nothing differs: figures, steps, partners, memberships."""
        same = bool((self.steps["plan"] == "both").all()) and not self.figures["change"].any()
        return same and self.partners.empty and self.memberships.empty

    def to_frame(self, table: ComparisonTable = "steps") -> pd.DataFrame:
        """Return a table of the comparison, with columns as the attribute of its name has.

        Raises
        ------
        OptionError
            When there is no such table.
        """
        check_table(self, table)
        found: pd.DataFrame = getattr(self, table)
        return found.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON-ready values under stable keys."""
        return plain_mapping(
            {
                "format": COMPARISON_FORMAT,
                "dataset": stated_dataset(self.dataset),
                "other_dataset": stated_dataset(self.other_dataset),
                "same": self.same,
                "words": self.words,
                "figures": plain_records(self.figures),
                "steps": plain_records(self.steps),
                "partners": plain_records(self.partners),
                "memberships": plain_records(self.memberships),
            }
        )


@guarded
def diff(
    first: Plan | Dataset | str | Path,
    second: Plan | Dataset | str | Path,
    *,
    dataset: Dataset | str | Path | None = None,
    other_dataset: Dataset | str | Path | None = None,
) -> Comparison | DatasetComparison:
    """Compare two plans, or two datasets, whichever they are.

    Parameters
    ----------
    first, second
        Both plans or both datasets, or where to read them: a name that ends in ``.json`` is a
        plan's.
    dataset, other_dataset
        What plans in files are for, as :func:`graphmodel.read_plan` takes it; the other by default
        the same as the first.

    Raises
    ------
    OptionError
        When one is a plan and the other is not, or a dataset is given for datasets.
    PlanError, DataError
        As in :func:`compare_plans` and :func:`compare_datasets`.

    Examples
    --------
    >>> plan = gm.propose("england-2016")
    >>> plan.write("plan.json")
    >>> gm.diff("plan.json", plan).same
    True
    """
    given: list[Any] = [first, second]
    plans = sum(map(is_plan, given))
    if plans == 1:
        raise OptionError("a plan and a dataset cannot be compared: give two of one")
    if plans:
        one = as_plan(given[0], dataset)
        other = one.dataset if other_dataset is None else other_dataset
        return compare_plans(one, as_plan(given[1], other))
    if (dataset, other_dataset) != (None, None):
        raise OptionError("`dataset` says what plans are for; give two of them")
    return compare_datasets(*given)


@guarded
def compare_plans(first: Plan, second: Plan) -> Comparison:
    """Compare two plans for the same two sets.

    They may be for two states of the same data. Steps are then the same where the same
    organisations change, or the same footprints merge, however many people they have.

    Raises
    ------
    PlanError
        When the plans are for other sets.

    Examples
    --------
    >>> stp, ldr = (gm.propose("england-2016", lead=lead) for lead in ("stp", "ldr"))
    >>> gm.compare_plans(stp, ldr).same
    False
    """
    if first.overlap.compare != second.overlap.compare:
        sets = [" and ".join(plan.overlap.compare) for plan in (first, second)]
        raise PlanError(f"The first plan is for {sets[0]}, the second for {sets[1]}.")
    memberships = _memberships(first, second)
    figures, steps = _figures(first, second), _steps(first, second, memberships)
    partners = _partners(first, second)
    words = (
        *_words(first, figures, steps, partners),
        *_data_words(first, second, steps, memberships),
    )
    datasets = first.dataset, second.dataset
    return Comparison(*datasets, figures, steps, partners, memberships, words)


def _memberships(first: Plan, second: Plan) -> pd.DataFrame:
    """Return what differs between the data in where blocks are in the two sets."""
    rows = table_differences("memberships", first.dataset, second.dataset)
    blocks = first.dataset.people.index.union(second.dataset.people.index)
    differs = rows["footprint_changes"] | rows["share_changes"] | (rows["difference"] != "changed")
    ours = rows["footprint_set"].isin(first.overlap.compare) & rows["organisation"].isin(blocks)
    return rows[differs & ours].reset_index(drop=True)


def _data_words(
    first: Plan, second: Plan, steps: pd.DataFrame, memberships: pd.DataFrame
) -> Iterator[str]:
    """Say what of the difference comes of the data."""
    if first.dataset.sha256 == second.dataset.sha256:
        return
    label = first.dataset.people_label
    people = [people_phrase(plan.overlap.people, label) for plan in (first, second)]
    count = len(memberships)
    yield (
        f"The plans are for different data: {people[0]} in the first, {people[1]} in the second;"
        f" {counted(count, 'membership')} {agree(count, 'differs', 'differ')}."
    )
    changed = steps[steps["plan"] != "both"]
    due = int(changed["memberships_change"].sum())
    if len(changed):
        yield (
            f"Of the {counted(len(changed), 'step')} in one plan only, {due}"
            f" {agree(due, 'is', 'are')} of organisations whose memberships differ."
        )


def _figures(first: Plan, second: Plan) -> pd.DataFrame:
    sides = [_figures_of(plan) for plan in (first, second)]
    rows = [
        (figure, sides[0].get(figure, 0.0), sides[1].get(figure, 0.0))
        for figure in sides[0] | sides[1]
    ]
    frame = pd.DataFrame(rows, columns=["figure", "first", "second"])
    return frame.assign(change=frame["second"] - frame["first"])


def _figures_of(plan: Plan) -> dict[str, float]:
    burden = partner_burden(plan)
    fewer, more = with_fewer_and_more(burden)
    return {
        "people_moved": plan.people_moved,
        **{f"people_moved.{name}": people for name, people in plan.people_moved_by_set.items()},
        **{
            f"people_moved.{grade}": people
            for grade, people in plan.people_moved_by_evidence.items()
        },
        "people_moved.estimated": plan.people_moved_estimated,
        "footprints_merged": plan.footprints_merged,
        "people_merged": plan.people_merged,
        "new_footprints": plan.new_footprints,
        **{
            f"resulting.{name}": int((plan.resulting["footprint_set"] == name).sum())
            for name in plan.overlap.compare
        },
        "partners.burden": int(burden["after"].sum()),
        "partners.with_fewer": fewer,
        "partners.with_more": more,
        "partners.footprints_kept": _relationships_kept(plan),
    }


def _relationships_kept(plan: Plan) -> int:
    """Count memberships of partners that go on in their footprint's successor."""
    places = partner_footprints(plan)
    kept = 0
    for side, name in enumerate(plan.overlap.compare):
        rows = places[places["footprint_set"] == name]
        own = plan.successor[side].loc[rows["footprint"]].to_numpy()
        goes_on = rows[rows["after"].to_numpy() == own]
        kept += len(goes_on.drop_duplicates(["organisation", "footprint"]))
    return kept


def _steps(first: Plan, second: Plan, memberships: pd.DataFrame) -> pd.DataFrame:
    mine, theirs = suggestions(first), suggestions(second)
    same = first.dataset.sha256 == second.dataset.sha256
    in_first, in_second = _finder(mine, people=same), _finder(theirs, people=same)
    rows = [
        *(("first", step) for step in mine if not in_second(step)),
        *(("second", step) for step in theirs if not in_first(step)),
        *(("both", step) for step in mine if in_second(step)),
    ]
    plans = {"first": first, "second": second, "both": first}
    names = {whose: Names(plan.dataset, plan.overlap) for whose, plan in plans.items()}
    differing = set(memberships["organisation"])
    touched = {
        step.identity
        for plan, steps in ((first, mine), (second, theirs))
        for step in steps
        if not differing.isdisjoint(plan.assignment["organisation"].iloc[step.portions])
    }
    single = [step.sources[0] if len(step.sources) == 1 else "" for _, step in rows]
    columns = {
        "plan": [whose for whose, _ in rows],
        "action": [step.action for _, step in rows],
        "footprint_set": [step.footprint_set for _, step in rows],
        "from": single,
        "from_name": [
            names[whose].footprint(step.footprint_set, code) if code else ""
            for code, (whose, step) in zip(single, rows, strict=True)
        ],
        "into": [step.into for _, step in rows],
        "into_name": [step.into_name for _, step in rows],
        "people_moved": [step.people_moved for _, step in rows],
        "people_affected": [step.people_affected for _, step in rows],
        "reason": [step.reason for _, step in rows],
        "memberships_change": [step.identity in touched for _, step in rows],
    }
    return pd.DataFrame(columns)


def _finder(steps: Iterable[Step], *, people: bool) -> Callable[[Step], bool]:
    """Return what tells whether a step is among others, in the same form."""
    found: dict[Identity, list[Step]] = {}
    for step in steps:
        found.setdefault(step.identity, []).append(step)
    return lambda step: any(
        step.agrees(other, people=people) for other in found.get(step.identity, ())
    )


def _partners(first: Plan, second: Plan) -> pd.DataFrame:
    columns = ["organisation", "name", "kind", "after"]
    burdens = [
        partner_burden(plan)[columns].rename(columns={"after": whose})
        for whose, plan in (("first", first), ("second", second))
    ]
    burden = burdens[0].merge(burdens[1][["organisation", "second"]], on="organisation")
    burden["change"] = burden["second"] - burden["first"]
    return burden[burden["change"] != 0].reset_index(drop=True)


def _words(
    plan: Plan, figures: pd.DataFrame, steps: pd.DataFrame, partners: pd.DataFrame
) -> tuple[str, ...]:
    first = dict(zip(figures["figure"], figures["first"].tolist(), strict=True))
    second = dict(zip(figures["figure"], figures["second"].tolist(), strict=True))
    dataset = plan.dataset
    people = dataset.people_label
    words = []
    for name in plan.overlap.compare:
        one, other = (side[f"people_moved.{name}"] for side in (first, second))
        label = dataset.label(name)
        counted = [people_phrase(number, people) for number in (one, other)]
        words.append(
            f"The {label} of {counted[0]} changes under the first plan, and of"
            f" {counted[1]} under the second."
            if one != other
            else f"The {label} of {counted[0]} changes under either plan."
        )
    merged, absorbed = (
        [side[figure] for side in (first, second)]
        for figure in ("footprints_merged", "people_merged")
    )
    words.append(
        f"The first absorbs {whole(merged[0])} footprints with"
        f" {people_phrase(absorbed[0], people)} in mergers, the second {whole(merged[1])} with"
        f" {people_phrase(absorbed[1], people)}."
    )
    counts = steps["plan"].value_counts()
    words.append(
        "Of their steps, "
        + ", ".join(
            f"{int(counts.get(where, 0))} {text}"
            for where, text in (
                ("both", "are the same"),
                ("first", "are in the first plan only"),
                ("second", "are in the second only"),
            )
        )
        + "."
    )
    fewer, more = with_fewer_and_more(partners)
    words.append(
        f"Under the second, {fewer} {plural('partner', fewer)} would deal with fewer footprints"
        f" than under the first, and {more} with more."
    )
    return tuple(words)
