"""Comparison of two plans for the same two footprint sets: figures, and steps of one or both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from graphmodel.errors import PlanError
from graphmodel.files.plain_json import plain_mapping, plain_records
from graphmodel.files.safe_text import shown_text
from graphmodel.overlap.names import Names
from graphmodel.plans.partners import partner_burden, partner_footprints
from graphmodel.shown import Shown
from graphmodel.steps.suggestion import suggestions
from graphmodel.wording import people_phrase, plural, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan
    from graphmodel.steps.steps import Identity, Step


@dataclass(frozen=True, eq=False)
class Comparison(Shown):
    """What differs between two plans.

    Attributes
    ----------
    dataset
        What both plans are for.
    figures
        One row a figure: ``figure``, ``first``, ``second``, ``change`` (second less first).
        Everything is people, footprints or partners, as the figure says.
    steps
        One row a step of either plan, those of one plan only before those of both: ``plan``
        (``first``, ``second`` or ``both``), ``action``, ``footprint_set``, ``from``, ``into``
        (names), ``people_moved``, ``people_affected``, ``reason``.
    partners
        One row a partner that does not deal with equally many footprints under both plans:
        ``organisation``, ``name``, ``kind``, ``first``, ``second``, ``change``.
    words
        The same in sentences.
    """

    dataset: Dataset
    figures: pd.DataFrame
    steps: pd.DataFrame
    partners: pd.DataFrame
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
        """Whether nothing differs: figures, steps, partners."""
        steps = bool((self.steps["plan"] == "both").all())
        return steps and not self.figures["change"].any() and self.partners.empty

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON-ready values under stable keys."""
        return plain_mapping(
            {
                "words": self.words,
                "figures": plain_records(self.figures),
                "steps": plain_records(self.steps),
                "partners": plain_records(self.partners),
            }
        )


def compare_plans(first: Plan, second: Plan) -> Comparison:
    """Compare two plans for the same two sets of the same dataset.

    Raises
    ------
    PlanError
        When the plans are for other tables or other sets.
    """
    if first.dataset.sha256 != second.dataset.sha256:
        raise PlanError("The two plans are for datasets with different contents.")
    if first.overlap.compare != second.overlap.compare:
        sets = [" and ".join(plan.overlap.compare) for plan in (first, second)]
        raise PlanError(f"The first plan is for {sets[0]}, the second for {sets[1]}.")
    figures, steps = _figures(first, second), _steps(first, second)
    partners = _partners(first, second)
    words = _words(first, figures, steps, partners)
    return Comparison(first.dataset, figures, steps, partners, words)


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
        "new_footprints": len(plan.new_footprints),
        **{
            f"resulting.{name}": int((plan.resulting["footprint_set"] == name).sum())
            for name in plan.overlap.compare
        },
        "partners.burden": int(burden["after"].sum()),
        "partners.with_fewer": int((burden["change"] < 0).sum()),
        "partners.with_more": int((burden["change"] > 0).sum()),
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


def _steps(first: Plan, second: Plan) -> pd.DataFrame:
    mine, theirs = suggestions(first), suggestions(second)
    in_first, in_second = _finder(mine), _finder(theirs)
    rows = [
        *(("first", step) for step in mine if not in_second(step)),
        *(("second", step) for step in theirs if not in_first(step)),
        *(("both", step) for step in mine if in_second(step)),
    ]
    names = {
        whose: Names(plan.dataset, plan.overlap)
        for whose, plan in (("first", first), ("second", second), ("both", first))
    }
    columns = {
        "plan": [whose for whose, _ in rows],
        "action": [step.action for _, step in rows],
        "footprint_set": [step.footprint_set for _, step in rows],
        "from": [
            "; ".join(names[whose].footprint(step.footprint_set, code) for code in step.sources)
            for whose, step in rows
        ],
        "into": [step.into_name for _, step in rows],
        "people_moved": [step.people_moved for _, step in rows],
        "people_affected": [step.people_affected for _, step in rows],
        "reason": [step.reason for _, step in rows],
    }
    return pd.DataFrame(columns)


def _finder(steps: Iterable[Step]) -> Callable[[Step], bool]:
    """Return what tells whether a step is among others, in the same form."""
    found: dict[Identity, list[Step]] = {}
    for step in steps:
        found.setdefault(step.identity, []).append(step)
    return lambda step: any(step.agrees(other) for other in found.get(step.identity, ()))


def _partners(first: Plan, second: Plan) -> pd.DataFrame:
    burden = partner_burden(first)[["organisation", "name", "kind", "after"]]
    burden = burden.rename(columns={"after": "first"})
    burden["second"] = partner_burden(second)["after"]
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
    fewer, more = (int((sign * partners["change"] > 0).sum()) for sign in (-1, 1))
    words.append(
        f"Under the second, {fewer} {plural('partner', fewer)} would deal with fewer footprints"
        f" than under the first, and {more} with more."
    )
    return tuple(words)
