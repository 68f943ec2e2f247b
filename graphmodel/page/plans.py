"""The plans that a page brings along, packed so that a mail can carry them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graphmodel.exact.elimination import TooWideError
from graphmodel.files.plain_json import plain, plain_mapping
from graphmodel.plans.asked import JOINT, MAX_MOVED, TARGETS, Target
from graphmodel.plans.joint_frontier import frontier
from graphmodel.plans.led import led_plan
from graphmodel.plans.optimum import beside_optimum
from graphmodel.plans.plan import stated_options
from graphmodel.steps.either_way import needed_either_way
from graphmodel.wording import capital, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.page.ground import Ground
    from graphmodel.plans.plan import Plan

__all__ = ["plans_data"]

_ROOM: Final = 1_500_000
"""Characters that plans may take; a page of more is tedious to mail."""


def plans_data(
    ground: Ground,
    plan: Plan | None,
    *,
    max_moved: float = MAX_MOVED,
    progress: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """Return the plans that a page offers, under the keys that its script knows.

    These are a plan given, those led by either set, the compatible ones, and the exact joint plan
    for every number of joint footprints. Where they would make the page too large, joint plans
    are left out, those within ``max_moved`` and the ends of the frontier last; their people moved
    are told all the same.

    Parameters
    ----------
    ground
        What the plans are for.
    plan
        A plan to show first, or None.
    max_moved
        Share of the covered people within which the joint plan recommended lies.
    progress
        Called with a sentence now and then.
    """
    say = progress or (lambda _: None)
    packing = _Packing(ground)
    if plan is not None:
        packing.add("given", "given", _given_title(ground, plan), plan)
    joint, others, note = _plans(ground, say)
    least = {each.joint_footprints: each.people_moved for each in joint} or None
    for each in others:
        say(f"plan: {_title(ground, each)}")
        packing.add(f"{each.lead}-{each.target}", "led", _title(ground, each), each, least=least)
    counts = [each.joint_footprints for each in joint]
    best = _recommended(joint, max_moved * ground.overlap.people_covered)
    for place in _by_interest(len(joint), best):
        say(f"plan: {counts[place]} joint footprints")
        packing.add(
            f"joint-{counts[place]}",
            "frontier",
            f"{counts[place]} joint footprints",
            joint[place],
            least=least,
            limit=None if place == best else _ROOM,
        )
    return {
        "strings": list(packing.strings),
        "plans": packing.plans,
        "start": "given" if plan is not None else None,
        "frontier": {
            "points": [
                [count, plain(each.people_moved)] for count, each in zip(counts, joint, strict=True)
            ],
            "recommended": counts[best] if joint else None,
            "note": note,
        },
    }


def _plans(
    ground: Ground, say: Callable[[str], None]
) -> tuple[Sequence[Plan], Sequence[Plan], str]:
    """Return the joint plans, those beside them, and why there are no more joint footprints."""
    options: dict[str, Any] = {"sets": ground.compare, "ignore_below": ground.overlap.ignore_below}
    try:
        found = frontier(ground.dataset, **options, progress=say)
    except TooWideError as error:
        note = (
            f"The overlap graph is too wide (width {error.width}) for the whole frontier:"
            " one plan at a time can be proposed, for a number of footprints."
        )
        return (), list(_led_plans(ground.dataset, options)), note
    order = {(lead, target): place for place, (lead, target) in enumerate(_kinds(ground.compare))}
    others = [each for each in found.alternatives if (each.lead, each.target) in order]
    return found.plans, sorted(others, key=lambda each: order[each.lead, each.target]), found.note


def _kinds(compare: tuple[str, str]) -> list[tuple[str | None, Target | None]]:
    """Return leads and targets of the plans beside the joint ones, in the order shown."""
    led: list[tuple[str | None, Target | None]] = [
        (lead, target) for lead in compare for target in TARGETS
    ]
    return [*led, (JOINT, "compatible")]


def _led_plans(dataset: Dataset, options: dict[str, Any]) -> Iterator[Plan]:
    """Make the plans that one set leads and that do not merge; they are quick on any graph."""
    for lead in options["sets"]:
        for target in TARGETS[:2]:
            yield led_plan(dataset, lead=lead, target=target, **options)


def _title(ground: Ground, plan: Plan) -> str:
    if plan.lead == JOINT:
        return f"Both may change, {plan.target}"
    label = ground.dataset.label(str(plan.lead))
    return f"{capital(plural(label))} lead, {plan.target}"


def _given_title(ground: Ground, plan: Plan) -> str:
    if plan.joint_footprints:
        return f"The plan given: {plan.joint_footprints} joint footprints"
    if plan.lead and plan.target:
        return f"The plan given: {_title(ground, plan)}"
    return "The plan given"


def _recommended(plans: Sequence[Plan], limit: float) -> int:
    """Return the place of the last plan that moves few enough people, or of the first."""
    within = [place for place, each in enumerate(plans) if each.people_moved <= limit]
    return max(within, default=0)


def _by_interest(count: int, best: int) -> list[int]:
    """Order places: the one recommended, the ends, then ever finer steps between."""
    found = dict.fromkeys(place for place in (best, 0, count - 1) if 0 <= place < count)
    step = 1 << max(count, 1).bit_length()
    while step:
        found |= dict.fromkeys(range(0, count, step))
        step //= 2
    return list(found)


def _needed(plan: Plan) -> list[list[Any]] | None:
    """Return which steps are needed either way, as the page's script tells steps apart."""
    found = needed_either_way(plan)
    if found is None:
        return None
    compare = plan.overlap.compare
    return [
        [action, compare.index(name), list(left), into]
        for action, name, left, into in sorted(found)
    ]


def _support(plan: Plan) -> list[dict[str, float]]:
    """Return the agreement between runs by the code of what mergers result in, for A and B."""
    return [
        {code: share for (name, code), share in sorted(plan.support.items()) if name == each}
        for each in plan.overlap.compare
    ]


@dataclass
class _Packing:
    """Plans as plain numbers; text that comes up again and again is kept once."""

    ground: Ground
    strings: dict[str, int] = field(default_factory=dict)
    plans: list[dict[str, Any]] = field(default_factory=list)
    size: int = 0

    def add(
        self,
        identity: str,
        group: str,
        title: str,
        plan: Plan,
        *,
        least: dict[int, float] | None = None,
        limit: int | None = None,
    ) -> None:
        """Pack a plan, unless that would take more room than there is."""
        if limit is not None and self.size > limit:
            return
        before = sum(map(len, self.strings))
        packed = {
            "id": identity,
            "group": group,
            "title": title,
            "lead": plan.lead,
            "target": plan.target,
            "method": plan.method,
            "options": plain_mapping(stated_options(plan)),
            "lowerBound": None if plan.lower_bound is None else plain(plan.lower_bound),
            "optimal": plan.optimal,
            "beside": beside_optimum(plan, least).to_dict(),
            "peopleMoved": plain(plan.people_moved),
            "neededEitherWay": _needed(plan),
            "support": _support(plan),
            **self._places(plan),
        }
        self.plans.append(packed)
        text = json.dumps(packed, separators=(",", ":"))
        self.size += len(text) + sum(map(len, self.strings)) - before

    def _text(self, text: str) -> int:
        return self.strings.setdefault(text, len(self.strings))

    def _places(self, plan: Plan) -> dict[str, Any]:
        results: list[list[Any]] = []
        numbers: list[dict[str, int]] = []
        for name in plan.overlap.compare:
            rows = plan.resulting[plan.resulting["footprint_set"] == name]
            results.append(
                [
                    self._result(name, code, title)
                    for code, title in zip(rows["footprint"], rows["name"], strict=True)
                ]
            )
            numbers.append({code: place for place, code in enumerate(rows["footprint"])})
        successor = [
            [number.get(to, -1) for to in series]
            for series, number in zip(plan.successor, numbers, strict=True)
        ]
        moved = np.flatnonzero(plan.moved[0] | plan.moved[1]).tolist()
        to = [plan.assignment[f"to_{side}"].to_numpy() for side in "ab"]
        return {
            "results": results,
            "successor": successor,
            "moved": [
                [row, *(number[to[side][row]] for side, number in enumerate(numbers))]
                for row in moved
            ],
        }

    def _result(self, footprint_set: str, code: str, name: str) -> int | list[Any]:
        """Return the number of a footprint that carries on as it is, else its code and name."""
        number = self.ground.ids.get((footprint_set, code))
        if number is not None and self._names[number] == name:
            return number
        return [code, self._text(name)]

    @property
    def _names(self) -> list[str]:
        names: list[str] = self.ground.overlap.footprints["name"].tolist()
        return names
