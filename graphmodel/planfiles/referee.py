"""The referee: what a plan file claims, held against what can be computed of such plans."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from graphmodel.dataset.targets import JOINT
from graphmodel.planfiles.schema import CLOSED
from graphmodel.plans.asked import COMMUNITY_METHODS, METHODS
from graphmodel.plans.optimum import beside_optimum
from graphmodel.plans.ruled import grouping_of, located_rules, rules_of_plan
from graphmodel.rules.kinds.kinds import broken_rules
from graphmodel.rules.solution import cost_of
from graphmodel.wording import counted, join_clauses

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from graphmodel.plans.optimum import BesideOptimum
    from graphmodel.plans.plan import Plan
    from graphmodel.rules.grouping import Grouping

_TOLERANCE: Final = 1e-6

_KEYS: Final = {
    place: tuple(part.model_fields)
    for place, part in zip(
        ("dataset", "options", "given", "given.footprints", "given.memberships"),
        CLOSED,
        strict=True,
    )
}
"""Keys of the parts of a file that say what was asked; the others have those of their figures."""

_OTHER_TABLES: Final = (
    "the dataset has changed since in what decides no plan (names, evidence, sources, partners,"
    " flows or borders); what decides one is the same"
)
"""Of a plan whose dataset differs in ``sha256_all`` alone; the page says so too."""

_METHODS: Final = (*METHODS, "manual", "unchanged")

_LONGEST: Final = 80
"""Characters of a value that a sentence shows."""

_RUNS: Final = (
    *("modularity", "graphs", "resolutions", "seeds", "runs", "graph", "resolution", "seed"),
)
"""Options that tell of the runs of community detection."""


@dataclass(frozen=True, slots=True)
class Unchecked:
    """What a plan file states and nobody has checked: where it stands there, and why."""

    field: str
    reason: str


class Referee:
    """Holds what a plan file claims, as it stands, against what can be computed of its plan."""

    def __init__(self, stated: Mapping[str, Any], plan: Plan) -> None:
        self._stated, self._plan = stated, plan
        self._options: Mapping[str, Any] = stated.get("options", {})
        self._rules = rules_of_plan(plan)
        self.located = located_rules(plan)
        self.grouping: Grouping | None = grouping_of(plan, self.located)
        # What the file says of its bound proves nothing about it.
        self.best: BesideOptimum = beside_optimum(replace(plan, lower_bound=None, optimal=None))

    @property
    def _least(self) -> float | None:
        """The least people that such a plan changes, where known and rules do not ask for more."""
        return None if self._rules.binding else self.best.least_people_moved

    def problems(self, known: Mapping[str, Any]) -> Iterator[str]:
        """Yield what cannot be, in sentences that name key and value.

        ``known`` is the file as it would be written.
        """
        yield from self._unknown_keys(known)
        yield from self._method_problems()
        yield from self._overrun()
        yield from self._locked_problems()
        yield from self._rule_problems()
        yield from self._bound_problems()

    def unchecked(self) -> Iterator[Unchecked]:
        """Yield what the file states and was not checked, with the reason."""
        claims = [key for key in ("lower_bound", "optimal") if self._stated.get(key) is not None]
        reason = self._why_unknown()
        if reason:
            yield from (Unchecked(key, reason) for key in claims)
            theirs = self._stated.get("beside_optimum")
            if theirs is not None and beside_optimum(self._plan) != self.best:
                yield Unchecked("beside_optimum", "it repeats what lower_bound and optimal claim")
        for key in ("disturbance", "disturbance_lower_bound"):
            if self._options.get(key) is not None and (self.grouping is None or "lower" in key):
                why = (
                    "finding the least cost under rules would take solving the model again"
                    if self.grouping is not None
                    else "the plan does not make joint footprints of all that overlap"
                )
                yield Unchecked(f"options.{key}", why)
        told = [f"options.{key}" for key in _RUNS if self._options.get(key) is not None]
        told += ["suggestions, support"] if self._plan.support else []
        again = "the communities would have to be looked for again"
        yield from (Unchecked(field, again) for field in told)
        if self._stated["dataset"].get("sha256_all") not in (None, self._plan.dataset.sha256_all):
            yield Unchecked("dataset.sha256_all", _OTHER_TABLES)

    def _why_unknown(self) -> str:
        if self._plan.target is None:
            return "the plan has no target, so that there is nothing to compare it with"
        if self._rules.binding:
            return "the least under rules would take solving the model again"
        return self.best.note if self.best.least_people_moved is None else ""

    def _unknown_keys(self, known: Mapping[str, Any]) -> Iterator[str]:
        top = {*known, "given", "names"}
        yield from _strange("", self._stated, top)
        for place, keys in _KEYS.items():
            part: Any = self._stated
            for key in place.split("."):
                part = part.get(key, {}) if isinstance(part, dict) else {}
            rows = enumerate(part, start=1) if isinstance(part, list) else [(0, part)]
            for number, row in rows:
                yield from _strange(f"{place}.{number}." if number else f"{place}.", row, keys)

    def _method_problems(self) -> Iterator[str]:
        method, lead, target = self._plan.method, self._plan.lead, self._plan.target
        if method not in _METHODS:
            choice = join_clauses(_METHODS)
            yield f"options.method: {method!r} is no method; there are {choice}"
        joint = (lead, target) == (JOINT, "coterminous")
        if method in COMMUNITY_METHODS and not joint:
            yield (
                f"options.method: {method!r} makes joint coterminous plans only, and this one has"
                f" lead {lead!r} and target {target!r}"
            )
        if method == "exact" and target is None:
            yield "options.target: null beside the method 'exact', which makes no plan without one"
        if method == "unchanged" and self._changes:
            yield "options.method: 'unchanged', though the plan changes footprints"
        yield from self._strange_options(joint=joint)

    def _strange_options(self, *, joint: bool) -> Iterator[str]:
        """Yield the options that do not go with the method or the kind of plan."""
        method, lead, target = self._plan.method, self._plan.lead, self._plan.target
        for key in ("footprints", "max_moved") if method in METHODS and not joint else ():
            if self._options.get(key) is not None:
                yield (
                    f"options.{key}: {self._options[key]!r} goes with joint coterminous plans only,"
                    f" and this one has lead {lead!r} and target {target!r}"
                )
        for key in _RUNS if method in METHODS and method not in COMMUNITY_METHODS else ():
            if self._options.get(key) is not None:
                yield f"options.{key}: the method {method!r} makes no runs that it could tell of"
        for key in ("seeds", "runs"):
            count = self._options.get(key)
            if count is not None and count < 1:
                yield f"options.{key}: {count} is no number of runs"

    @property
    def _changes(self) -> bool:
        plan = self._plan
        return bool(plan.people_moved or plan.footprints_merged or plan.new_footprints)

    def _overrun(self) -> Iterator[str]:
        share, covered = self._options.get("max_moved"), self._plan.overlap.people_covered
        moved = self._plan.people_moved
        if share is not None and moved > share * covered * (1 + _TOLERANCE):
            yield (
                f"options.max_moved: {share:g} allows {share * covered:,.0f} of {covered:,.0f} to"
                f" change footprint, and in this plan {moved:,.0f} do"
            )

    def _locked_problems(self) -> Iterator[str]:
        overlap = self._plan.overlap
        locked = self._options.get("locked") or {}
        for name, codes in locked.items():
            if name not in overlap.compare:
                yield f"options.locked: {name!r} is not compared"
                continue
            side = overlap.side(name)
            for code in codes:
                if code not in overlap.codes[side]:
                    yield f"options.locked.{name}: there is no footprint {code!r}"
                elif changes := self._changes_of(side, code):
                    told = join_clauses(changes)
                    yield f"options.locked.{name}: {code!r} is locked, and {told}"

    def _changes_of(self, side: int, code: str) -> list[str]:
        """Say what a plan does to a footprint; nothing where it stays as it is."""
        plan, column = self._plan, "ab"[side]
        successors = plan.successor[side]
        own = successors[code]
        rows = plan.assignment
        moved = plan.moved[side] & (rows["people"] > 0).to_numpy()
        left = float(rows.loc[moved & (rows[column] == code), "people"].sum())
        joined = float(rows.loc[moved & (rows[f"to_{column}"] == own), "people"].sum())
        found = []
        if (successors == own).sum() > 1:
            found.append("it merges with others")
        if left:
            found.append(f"{left:,.0f} leave it")
        if joined:
            found.append(f"{joined:,.0f} join it")
        return found

    def _rule_problems(self) -> Iterator[str]:
        """Name the rules that the plan breaks, and those that are named but gone."""
        if self.grouping is not None:
            for rule in broken_rules(self.grouping, self.located.rules):
                yield f"options.rules: broken is {rule}"
        elif self._rules.binding:
            yield (
                "options.rules: cannot be checked, since the plan does not make joint footprints of"
                " all that overlap"
            )
        told = {
            "rules_not_bound": {name: list(names) for name, names in self.located.unbound.items()},
            "rules_notes": list(self.located.notes),
        }
        for key, found in told.items():
            stated = self._options.get(key)
            if stated is None or stated == found:
                continue
            if not self._rules.to_mapping():
                yield (
                    f"options.{key}: tells of rules ({_told(stated)}), and options.rules has none."
                    " State the rules that the plan was made under"
                )
            else:
                yield f"options.{key}: {_told(stated)} does not follow from options.rules"

    def _bound_problems(self) -> Iterator[str]:
        """Say which bounds cannot be right, and where ``optimal`` is belied.

        Under weights a plan is the best by its cost, of which people moved say nothing.
        """
        plan, weighted = self._plan, bool(self._rules.cost)
        belied = False
        bound, moved, least = plan.lower_bound, plan.people_moved, self._least
        if bound is not None:
            if bound > moved and not same_figure(bound, moved):
                yield f"lower_bound: {bound:,} is more than the {moved:,} people moved by this plan"
            elif least is not None and bound > least and not same_figure(bound, least):
                yield f"lower_bound: {bound:,} is more than {self._best_plan()} moves, {least:,}"
            elif plan.optimal and bound < moved and not same_figure(bound, moved) and not weighted:
                belied = True
                yield (
                    f"optimal: claimed, though lower_bound, {bound:,}, is less than the people"
                    f" moved, {moved:,}"
                )
        excess = self.best.excess if least is not None and not weighted else None
        if plan.optimal and excess and not same_figure(moved, least) and not belied:
            yield (
                f"optimal: true is claimed, though {self._best_plan()} moves {least:,}, and this"
                f" one {moved:,}"
            )
        if self.grouping is not None:
            yield from self._cost_problems(cost_of(self.grouping))

    def _cost_problems(self, cost: float) -> Iterator[str]:
        bound = self._plan.asked.disturbance_lower_bound
        if bound is None or same_figure(bound, cost):
            return
        place = "options.disturbance_lower_bound"
        if bound > cost:
            yield f"{place}: {bound:,} is more than the cost of this plan, {cost:,}"
        elif self._plan.optimal:
            yield f"optimal: claimed, though {place}, {bound:,}, is less than the cost, {cost:,}"

    def _best_plan(self) -> str:
        count = self.best.footprints
        if count is not None:
            return f"the best joint plan with {counted(count, 'footprint')}"
        return f"the best {self._plan.target} plan with the same lead"


def same_figure(stated: object, recomputed: object) -> bool:
    """Tell whether two values of a plan file are the same: numbers to a millionth."""
    numbers = (int, float)
    flags = isinstance(stated, bool) or isinstance(recomputed, bool)
    if isinstance(stated, numbers) and isinstance(recomputed, numbers) and not flags:
        return math.isclose(stated, recomputed, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    return type(stated) is type(recomputed) and stated == recomputed


def _strange(place: str, part: object, keys: Container[str]) -> Iterator[str]:
    """Name the keys of a part of a file that mean nothing there."""
    if isinstance(part, dict):
        for key in part:
            if key not in keys:
                yield f"{place}{key}: a plan file has no such key; its value is {_told(part[key])}"


def _told(value: object) -> str:
    """Return a value as JSON would have it, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
