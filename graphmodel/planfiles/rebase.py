"""Rebase: a plan for older data brought over to newer, and what of it no longer fits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

import pandas as pd

from graphmodel.dataset.dataset import Dataset
from graphmodel.dataset.given import Given, given_misfits, with_given
from graphmodel.dataset.stated import stated_dataset
from graphmodel.errors import RulesError
from graphmodel.files.guard import guarded
from graphmodel.files.plain_json import plain_mapping, plain_records
from graphmodel.files.safe_text import shown_text
from graphmodel.overlap.names import footprint_names, organisation_names
from graphmodel.overlap.overlap import build_overlap
from graphmodel.planfiles.planfile import (
    PLAN_FORMAT,
    fitted_plan,
    load_plan,
    pair_of_plan,
    plan_to_dict,
)
from graphmodel.plans.costs import cost_figures
from graphmodel.plans.misfits import largest
from graphmodel.plans.plan import Plan
from graphmodel.plans.ruled import grouping_of, located_rules, rules_of_plan
from graphmodel.rules.kinds.kinds import broken_rules, locate
from graphmodel.rules.rules import Rules
from graphmodel.shown import RebasedTable, Shown, check_table
from graphmodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.overlap.overlap import Overlap, Side
    from graphmodel.planfiles.schema import PlanFile

REBASE_FORMAT: Final = "graphmodel-rebase/1"

_ASKED: Final = ("lead", "target", "undecided", "ignore_below", "footprints", "rules", "locked")
"""Options that say what a plan is to be; the others say how it was found."""


@guarded
@dataclass(frozen=True, eq=False)
class RebasedPlan(Shown):
    """A plan brought over to other data.

    Attributes
    ----------
    plan
        The plan for the newer data: ``manual``, and judged by the target that it had; or as it was
        where nothing differs that decides a plan.
    other_dataset
        What it was for: ``name`` and ``sha256``.
    misfits
        What no longer fits, one row each: ``what`` (``portion``, ``footprint``, ``given`` or
        ``rule``), ``organisation``, ``organisation_name``; for each set, for instance ``ldr``, the
        footprint and ``ldr_name``; ``people`` (of a portion; missing where it is there no longer);
        ``reason``, a sentence. People that the plan says nothing on keep to what their footprints
        become.

    Examples
    --------
    >>> plan = gm.propose("england-2016", lead="stp")
    >>> later = plan.dataset.move({"99M": {"ldr": "LDR75"}}, name="later")
    >>> gm.rebase_plan(plan, later).to_frame()["what"].value_counts().to_dict()
    {'portion': 2}
    """

    TABLES = get_args(RebasedTable)

    plan: Plan
    other_dataset: dict[str, str]
    misfits: pd.DataFrame

    def __repr__(self) -> str:
        found = counted(len(self.misfits), "misfit")
        return shown_text(
            f"<RebasedPlan from {self.other_dataset['name']!r} to {self.plan.dataset.name!r}:"
            f" {found}>"
        )

    @property
    def fits(self) -> bool:
        """Whether the plan says everything of the newer data, and all that it says can be."""
        return self.misfits.empty

    def to_frame(self, table: RebasedTable = "misfits") -> pd.DataFrame:
        """Return what no longer fits, one row each, or a table of the plan.

        Parameters
        ----------
        table
            ``misfits``, or a table of the plan, as :meth:`Plan.to_frame` takes it.

        Raises
        ------
        OptionError
            When there is no such table.
        """
        check_table(self, table)
        return self.misfits.copy() if table == "misfits" else self.plan.to_frame(table)

    def to_dict(self) -> dict[str, Any]:
        """Return what became of the plan, but for the plan, as JSON-ready values."""
        plan = self.plan
        return plain_mapping(
            {
                "format": REBASE_FORMAT,
                "dataset": stated_dataset(plan.dataset),
                "other_dataset": self.other_dataset,
                "compare": plan.overlap.compare,
                "fits": self.fits,
                "misfits": plain_records(self.misfits),
                "target": plan.target,
                "meets_target": plan.meets_target if plan.target else None,
                "in_the_way": plain_records(plan.in_the_way),
                "strict": plan.is_strict,
                "unkept": plain_records(plan.unkept),
                **cost_figures(plan),
            }
        )


@guarded
def rebase_plan(plan: Plan | str | Path, dataset: Dataset | str | Path) -> RebasedPlan:
    """Bring a plan over to newer data, of which it says what it said of the older.

    People of the same organisation in the same footprints get what the plan says for them; those
    of whom it says nothing, since their organisation or footprints are new, keep to what their
    footprints become. Nothing is needed of the older data but what the plan itself carries.

    Parameters
    ----------
    plan
        A plan, or the file of one.
    dataset
        The newer data, or where to read it.

    Raises
    ------
    OptionError
        When the file cannot be read.
    PlanError
        When the data has not the sets that it compares.
    DataError
        When the dataset is not sound.

    Examples
    --------
    >>> plan = gm.propose("england-2016", lead="stp")
    >>> later = plan.dataset.move({"99M": {"ldr": "LDR75"}}, name="later")
    >>> gm.rebase_plan(plan, later).fits
    False
    """
    # Imported here: a caller with a dataset at hand needs no reader, and pydantic is slow.
    from graphmodel.dataset.reading import read_dataset  # noqa: PLC0415
    from graphmodel.planfiles.schema import check_plan  # noqa: PLC0415

    if isinstance(plan, Plan):
        stated, name = plan_to_dict(plan), "plan"
    else:
        stated, name = load_plan(Path(plan)), Path(plan).name
    file = check_plan(stated, name)
    data = dataset if isinstance(dataset, Dataset) else read_dataset(dataset)
    pair = pair_of_plan(file, name, data)
    if file.dataset.sha256 == data.sha256:
        return RebasedPlan(fitted_plan(file, name, data), stated["dataset"], _frame([], data, pair))
    bringing = _Bringing(file, data, pair)
    brought = fitted_plan(check_plan(bringing.stated(), name), name, data)
    rows = [*bringing.misfits, *_broken(brought)]
    return RebasedPlan(brought, stated["dataset"], _frame(rows, data, pair))


class _Bringing:
    """Brings a plan file over to a dataset, and notes what does not fit."""

    def __init__(self, file: PlanFile, dataset: Dataset, pair: tuple[str, str]) -> None:
        self.misfits: list[dict[str, Any]] = []
        self._file, self._dataset, self._pair = file, dataset, pair
        self._given = self._still_given()
        self._overlap = build_overlap(
            with_given(dataset, self._given), sets=pair, ignore_below=file.options.ignore_below
        )
        self._sides = [_Successors(file, self._overlap, side) for side in self._overlap.sides]
        for side in self._sides:
            self.misfits += side.misfits()
        self._assignment = [*self._assigned()]

    def stated(self) -> dict[str, Any]:
        """Return the plan as a file for the dataset would have it."""
        file = self._file
        used = [
            {
                *side.successor.values(),
                *(row[f"to_{side.name}"] for row in self._assignment if side.counts(row)),
            }
            for side in self._sides
        ]
        listed = {
            name: {row.footprint: row.name for row in rows}
            for name, rows in (file.resulting or {}).items()
        }
        return {
            "format": PLAN_FORMAT,
            "dataset": stated_dataset(self._dataset),
            "compare": list(self._pair),
            "options": self._options(),
            "given": self._given.to_dict(),
            "names": {
                side.name: {
                    side.carrier.get(code, code): title
                    for code, title in file.names.get(side.name, {}).items()
                    if side.carrier.get(code, code) in codes
                }
                for side, codes in zip(self._sides, used, strict=True)
            },
            "resulting": {
                side.name: [
                    {"footprint": code, "name": listed.get(side.name, {}).get(code, code)}
                    for code in sorted(codes)
                ]
                for side, codes in zip(self._sides, used, strict=True)
            },
            "successors": {side.name: side.successor for side in self._sides},
            "assignment": self._assignment,
        }

    def _still_given(self) -> Given:
        """Return what the plan supposes and can still be supposed."""
        given = self._file.given.to_given()
        known = set(
            self._dataset.footprints[["footprint_set", "footprint"]].itertuples(index=False)
        )
        new = tuple(row for row in given.footprints if row[:2] not in known)
        kept = []
        for organisation, name, code in given.memberships:
            one = Given(((organisation, name, code),), new)
            if any(given_misfits(self._dataset, one)):
                reason = "The plan supposes a footprint for it, which can no longer be supposed."
                self.misfits.append(
                    {"what": "given", "organisation": organisation, name: code, "reason": reason}
                )
            else:
                kept.append((organisation, name, code))
        used = {(name, code) for _, name, code in kept}
        return Given(tuple(kept), tuple(row for row in new if row[:2] in used))

    def _options(self) -> dict[str, Any]:
        """Return what was asked of the plan, without rules that name what is gone."""
        stated = self._file.options.model_dump(exclude_unset=True)
        options = {"method": "manual"} | {key: stated[key] for key in _ASKED if key in stated}
        if options.get("rules"):
            try:
                rules = Rules.from_mapping(options["rules"], source="options.rules")
                locate(self._dataset, self._overlap, rules)
            except RulesError as error:
                reasons = (f"The rules are left out: {problem}." for problem in error.problems)
                self.misfits += [{"what": "rule", "reason": reason} for reason in reasons]
                options["rules"] = {}
        if options.get("locked"):
            options["locked"] = {
                side.name: [
                    code for code in options["locked"].get(side.name, ()) if code in side.known
                ]
                for side in self._sides
            }
        return options

    def _assigned(self) -> Iterator[dict[str, Any]]:
        """Yield where every portion goes, as a plan file has it."""
        first, second = self._pair
        said = {
            (row.organisation, row.at(first), row.at(second)): (row.to(first), row.to(second))
            for row in self._file.assignment
        }
        spoken_of = {organisation for organisation, _, _ in said}
        rows = self._overlap.portions[["organisation", "a", "b", "people"]]
        there = set()
        for organisation, *places, people in rows.itertuples(index=False, name=None):
            key = (organisation, *places)
            there.add(key)
            misfit = {"what": "portion", "organisation": organisation, "people": people}
            misfit |= dict(zip(self._pair, places, strict=True))
            to = []
            for number, side in enumerate(self._sides):
                stays = side.successor.get(places[number], places[number])
                into = side.into(places[number], said[key][number]) if key in said else stays
                if into is None:
                    reason = f"It was to go to {said[key][number]}, where it cannot go now."
                    self.misfits.append(misfit | {"reason": reason})
                to.append(stays if into is None else into)
            if key not in said:
                reason = (
                    "The plan has it in other footprints."
                    if organisation in spoken_of
                    else "The plan does not know it."
                )
                self.misfits.append(misfit | {"reason": reason})
            yield {
                "organisation": organisation,
                **dict(zip(self._pair, places, strict=True)),
                "people": people,
                **{f"to_{name}": code for name, code in zip(self._pair, to, strict=True)},
            }
        placed = {organisation for organisation, _, _ in there}
        for organisation, *places in sorted(set(said) - there):
            reason = (
                "It has other footprints now."
                if organisation in placed
                else "It has no footprint in one of the sets now."
                if organisation in self._dataset.people.index
                else "There is no such organisation now."
            )
            self.misfits.append(
                {"what": "portion", "organisation": organisation, "reason": reason}
                | dict(zip(self._pair, places, strict=True))
            )


class _Successors:
    """Which footprint carries on each of a set, by a plan for older data."""

    def __init__(self, file: PlanFile, overlap: Overlap, side: Side) -> None:
        self.name = side.footprint_set
        self.known = set(side.codes)
        self._old = file.successors[self.name]
        linked = sorted(set(overlap.edges[side.column]))
        merged: dict[str, list[str]] = {}
        for code in linked:
            merged.setdefault(self._old.get(code, code), []).append(code)
        # What results goes by the largest of those that merge, which may be another one now.
        self.carrier = {label: largest(side, codes) for label, codes in merged.items()}
        self.successor = {
            code: self.carrier[label] for label, codes in merged.items() for code in codes
        }

    def counts(self, row: dict[str, Any]) -> bool:
        """Whether where a portion goes is a resulting footprint: it does not stay in one alone."""
        return bool(row[f"to_{self.name}"] != row[self.name] or row[self.name] in self.successor)

    def into(self, place: str, to: str) -> str | None:
        """Return where people go that a plan sends somewhere; None where it is there no longer."""
        if to == self._old.get(place, place):
            return self.successor.get(place, place)
        if to in self.carrier:
            return self.carrier[to]
        return None if to in self._old or to in self.known else to

    def misfits(self) -> Iterator[dict[str, Any]]:
        """Yield the footprints that the plan says nothing on, or that there are no longer."""
        for code in sorted({*self.successor, *self._old}):
            reason = ""
            if code not in self._old:
                reason = "The plan does not know it, and it stays."
            elif code not in self.successor:
                reason = (
                    "It overlaps nothing now." if code in self.known else "It is there no longer."
                )
            carrier = self.carrier.get(code, code)
            if carrier != code:
                reason = f"{reason} {carrier} is carried on in its place.".lstrip()
            if reason:
                yield {"what": "footprint", self.name: code, "reason": reason}


def _broken(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield the rules that a plan does not comply with."""
    if not rules_of_plan(plan).binding:
        return
    located = located_rules(plan)
    grouping = grouping_of(plan, located)
    if grouping is None:
        reason = "The rules cannot be checked: not all that overlaps ends in joint footprints."
        yield {"what": "rule", "reason": reason}
    else:
        for rule in broken_rules(grouping, located.rules):
            yield {"what": "rule", "reason": f"It is broken: {rule}."}


def _frame(rows: list[dict[str, Any]], dataset: Dataset, pair: tuple[str, str]) -> pd.DataFrame:
    """Return misfits with names, in a steady order: rows as they come, by what they are."""
    order = ("rule", "given", "footprint", "portion")
    rows = sorted(rows, key=lambda row: (order.index(row["what"]), row.get("organisation", "")))
    organisations, names = organisation_names(dataset), footprint_names(dataset)
    columns: dict[str, list[Any]] = {
        "what": [row["what"] for row in rows],
        "organisation": [row.get("organisation", "") for row in rows],
    }
    columns["organisation_name"] = [organisations.get(one, "") for one in columns["organisation"]]
    for name in pair:
        columns[name] = [row.get(name, "") for row in rows]
        columns[f"{name}_name"] = [names.get((name, code), "") for code in columns[name]]
    columns["people"] = [row.get("people", float("nan")) for row in rows]
    columns["reason"] = [row["reason"] for row in rows]
    return pd.DataFrame(columns).astype({"people": float})
