"""Verification: everything a plan file states, computed again from what defines the plan."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from graphmodel.dataset.stated import stated_dataset
from graphmodel.dataset.targets import JOINT
from graphmodel.files.guard import guarded
from graphmodel.files.plain_json import plain_records
from graphmodel.files.safe_text import shown_text
from graphmodel.planfiles.planfile import parse_plan, plan_to_dict
from graphmodel.planfiles.referee import Referee, Unchecked, same_figure
from graphmodel.rules.solution import cost_of
from graphmodel.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan
    from graphmodel.rules.grouping import Grouping

VERIFICATION_FORMAT: Final = "graphmodel-verification/1"

_DEFINING: Final = ("format", "dataset", "compare", "options", "given", "names", "successors")
_CLAIMED: Final = ("lower_bound", "optimal")
_SUPPORT: Final = re.compile(r"suggestions\.\d+\.support")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A figure that a plan file states and that is not so.

    Its field is where it stands in the file: keys and entries (from 1) joined by dots.
    """

    field: str
    stated: Any
    recomputed: Any


@dataclass(frozen=True)
class Verification(Shown):
    """Whether a plan file is what it says.

    Attributes
    ----------
    plan
        Name of the plan file.
    dataset, compare
        The dataset it was checked against, and the two sets.
    confirmed
        Keys whose values were computed again and agree.
    mismatches
        Values that do not agree.
    problems
        What else cannot be, each by its key and value: keys, methods and options that there are
        not; rules that the plan breaks, and those that are gone; locked footprints that it changes;
        more people moved than allowed; bounds, and a claim to be the best, that it or the best plan
        of its kind belies.
    not_stated
        Keys that a plan may have and this one lacks.
    claimed
        ``lower_bound``, ``optimal`` and agreement between runs, as the file states them.
    target, meets_target
        What the plan aims at, and whether the covered people end there; None without a target.
    strict
        Whether every resulting footprint keeps something of each footprint it succeeds.
    unkept
        The footprints of which nothing stays, where the plan is not strict.
    in_the_way
        The resulting footprints that keep the plan from its target.
    by_hand
        Whether the plan was made by hand.
    unchecked
        What the file states and nobody has checked, with the reasons.

    Examples
    --------
    >>> gm.propose("england-2016").write("plan.json")
    >>> gm.verify_plan("plan.json").mismatches
    ()
    """

    plan: str
    dataset: Dataset
    compare: tuple[str, str]
    confirmed: tuple[str, ...]
    mismatches: tuple[Mismatch, ...]
    problems: tuple[str, ...]
    not_stated: tuple[str, ...]
    claimed: dict[str, Any]
    target: str | None
    meets_target: bool | None
    strict: bool
    unkept: tuple[dict[str, Any], ...]
    in_the_way: tuple[dict[str, Any], ...] = ()
    by_hand: bool = False
    unchecked: tuple[Unchecked, ...] = ()

    def __repr__(self) -> str:
        verdict = "verified" if self.ok else "not verified"
        return shown_text(
            f"<Verification of {self.plan!r} against {self.dataset.name!r}: {verdict},"
            f" {len(self.confirmed)} keys confirmed, {len(self.mismatches)} figures differ,"
            f" {len(self.problems)} problems>"
        )

    @property
    def ok(self) -> bool:
        """Whether all figures agree, no rule is broken and a plan with a target reaches it.

        Of a plan made by hand it is told, not judged, whether it is strict, what of its target is
        met and what is in the way.
        """
        held = self.by_hand or self.target is None or (self.strict and bool(self.meets_target))
        return held and not self.mismatches and not self.problems

    def to_frame(self) -> pd.DataFrame:
        """Return what was found about the plan file, one row a field.

        Columns ``field``, its place in the file; ``finding`` (``confirmed``, ``differs``,
        ``wrong``, ``not stated``, ``claimed`` or ``not checked``); ``stated``, and for what was
        not checked the reason; ``recomputed``, in the unit of the field.
        """
        wrong = [problem.partition(": ") for problem in self.problems]
        rows = [
            *((field, "confirmed", None, None) for field in self.confirmed),
            *(
                (one.field, "differs", stated_value(one.stated), stated_value(one.recomputed))
                for one in self.mismatches
            ),
            *((field, "wrong", what, None) for field, _, what in wrong),
            *((field, "not stated", None, None) for field in self.not_stated),
            *((key, "claimed", stated_value(value), None) for key, value in self.claimed.items()),
            *((one.field, "not checked", one.reason, None) for one in self.unchecked),
        ]
        columns = ["field", "finding", "stated", "recomputed"]
        return pd.DataFrame(rows, columns=columns, dtype=object)

    def to_dict(self) -> dict[str, Any]:
        """Return the verification as JSON-ready values under stable keys."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        return {
            "format": VERIFICATION_FORMAT,
            "dataset": stated_dataset(told.pop("dataset")),
            "compare": list(told.pop("compare")),
            "ok": self.ok,
            **told,
            "mismatches": [asdict(one) for one in self.mismatches],
            "unchecked": [asdict(one) for one in self.unchecked],
        }


def stated_value(value: object) -> object:
    """Return what a plan file states as one cell: numbers and text as they are."""
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        return value
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


@guarded
def verify_plan(path: str | Path, *, dataset: Dataset | str | Path | None = None) -> Verification:
    """Compute a plan's figures again from ``successors`` and ``assignment`` alone.

    Parameters
    ----------
    path
        The plan file.
    dataset
        The dataset it is for, or where to read it; by default the bundled one that it names.

    Raises
    ------
    OptionError
        When the file cannot be read.
    PlanError
        When it is for another dataset, or does not assign what it should.
    DataError
        When the dataset is not sound.

    Examples
    --------
    >>> gm.propose("england-2016").write("plan.json")
    >>> gm.verify_plan("plan.json").ok
    True
    """
    stated, plan = parse_plan(path, dataset=dataset)
    recomputed = plan_to_dict(plan)
    checked = [key for key in recomputed if key not in (*_DEFINING, *_CLAIMED)]
    _order_as_stated(stated, recomputed)
    mismatches = {
        key: list(_differences(key, stated[key], recomputed[key]))
        for key in checked
        if key in stated
    }
    referee = Referee(stated, plan)
    mismatches["options"] = [
        *_group_count_differences(stated, plan),
        *_disturbance_differences(plan, referee.grouping),
    ]
    unchecked = tuple(referee.unchecked())
    unproved = {one.field for one in unchecked}
    return Verification(
        plan=Path(path).name,
        dataset=plan.dataset,
        compare=plan.overlap.compare,
        confirmed=tuple(
            key for key in checked if key in stated and not mismatches[key] and key not in unproved
        ),
        mismatches=tuple(mismatch for found in mismatches.values() for mismatch in found),
        problems=tuple(referee.problems(recomputed)),
        not_stated=tuple(key for key in checked if key not in stated),
        claimed={
            "lower_bound": plan.lower_bound,
            "optimal": plan.optimal,
            "support": [
                {"footprint_set": name, "footprint": code, "support": support}
                for (name, code), support in sorted(plan.support.items())
            ],
        },
        target=plan.target,
        meets_target=plan.meets_target if plan.target else None,
        strict=plan.is_strict,
        unkept=tuple(plain_records(plan.unkept)),
        in_the_way=tuple(plain_records(plan.in_the_way)),
        by_hand=plan.by_hand,
        unchecked=unchecked,
    )


def _order_as_stated(stated: dict[str, Any], recomputed: dict[str, Any]) -> None:
    """Order what defines a plan as the file does, and leave out figures that it leaves out."""
    pair = recomputed["compare"]
    recomputed["assignment"] = _ordered(
        stated["assignment"], recomputed["assignment"], ("organisation", *pair)
    )
    for name in pair:
        if "resulting" in stated:
            recomputed["resulting"][name] = _ordered(
                stated["resulting"][name], recomputed["resulting"][name], ("footprint",)
            )


def _ordered(
    stated: list[dict[str, Any]], recomputed: list[dict[str, Any]], keys: tuple[str, ...]
) -> list[dict[str, Any]]:
    rows = {tuple(row[key] for key in keys): row for row in recomputed}
    return [
        {key: value for key, value in rows[tuple(row[key] for key in keys)].items() if key in row}
        for row in stated
    ]


def _group_count_differences(stated: dict[str, Any], plan: Plan) -> Iterator[Mismatch]:
    """Compare the number of joint footprints, which stands among the options, with the plan."""
    count = stated.get("options", {}).get("footprints")
    found = plan.overlap_after.structure_covered.component_count
    judged = plan.lead == JOINT and not plan.by_hand
    if judged and count is not None and not same_figure(count, found):
        yield Mismatch("options.footprints", count, found)


def _disturbance_differences(plan: Plan, grouping: Grouping | None) -> Iterator[Mismatch]:
    """Compare the cost that was minimised, which stands among the options, with the plan."""
    stated = plan.asked.disturbance
    if stated is not None and grouping is not None and not same_figure(stated, cost_of(grouping)):
        yield Mismatch("options.disturbance", stated, cost_of(grouping))


def _differences(field: str, stated: object, recomputed: object) -> Iterator[Mismatch]:
    if _SUPPORT.fullmatch(field):
        return
    if isinstance(stated, dict) and isinstance(recomputed, dict):
        for key in [*recomputed, *(key for key in stated if key not in recomputed)]:
            yield from _differences(f"{field}.{key}", stated.get(key), recomputed.get(key))
    elif isinstance(stated, list) and isinstance(recomputed, list):
        if len(stated) != len(recomputed):
            yield Mismatch(field, f"{len(stated)} entries", f"{len(recomputed)} entries")
        for number, pair in enumerate(zip(stated, recomputed, strict=False), start=1):
            yield from _differences(f"{field}.{number}", *pair)
    elif not same_figure(stated, recomputed):
        yield Mismatch(field, stated, recomputed)
