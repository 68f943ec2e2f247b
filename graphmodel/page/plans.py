"""The plans that a page brings along, packed so that a mail can carry them."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graphmodel.dataset.question import fixed_sets, question_of
from graphmodel.dataset.targets import JOINT, TARGETS
from graphmodel.errors import OptionError, UndecidedError
from graphmodel.exact.elimination import TooWideError
from graphmodel.files.plain_json import plain, plain_mapping
from graphmodel.planfiles.decided import decided_plan
from graphmodel.planfiles.schema import plan_schema
from graphmodel.planfiles.tracking import Fates
from graphmodel.plans.asked import MAX_MOVED, Asked, Task
from graphmodel.plans.compatible import plan_compatible
from graphmodel.plans.joint_frontier import frontier
from graphmodel.plans.led import plan_led
from graphmodel.plans.optimum import beside_optimum
from graphmodel.plans.plan import stated_options
from graphmodel.steps.either_way import needed_either_way
from graphmodel.steps.steps import steps_of
from graphmodel.wording import UNDECIDED_WORDS, capital, counted, plural, small

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from graphmodel.dataset.targets import Target, Undecided
    from graphmodel.page.ground import Ground
    from graphmodel.plans.plan import Plan

_ROOM: Final = 1_500_000
"""Characters that plans may take; a page of more is tedious to mail."""


def plans_data(
    ground: Ground,
    plan: Plan | None,
    *,
    actual: str = "",
    max_moved: float = MAX_MOVED,
    progress: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """Return the plans that a page offers, under the keys that its script knows.

    These are a plan given, those led by either set, the compatible ones, and the exact joint plan
    for every number of joint footprints; none that would redraw a set that is fixed. Led and
    compatible plans that differ by how they take undecided ground are there both ways. Where they
    would make the page too large, joint plans are left out, those within ``max_moved`` and the ends
    of the frontier last; what they cost is told all the same. The page opens with the plan given,
    or else with the one that answers the dataset's own question. The joint plan recommended moves
    at most ``max_moved``, a share of the covered people. With ``actual``, a set of later date, what
    was decided is there as a plan, and of every plan how much of it has come true.
    """
    say = progress or (lambda _: None)
    packing = _Packing(ground, actual)
    if plan is not None:
        packing.add("given", "given", _given_title(ground, plan), plan)
    if actual:
        lead, _ = _question(ground) or (JOINT, "")
        side = 1 - ground.compare.index(lead) if lead in ground.compare else 0
        title = f"What was decided: {plural(ground.dataset.label(actual))}"
        packing.add("decided", "decided", title, decided_plan(ground.overlap, side, actual))
    joint, others, note = _plans(ground, say)
    least = {each.joint_footprints: each.people_moved for each in joint} or None
    asked = None
    ways = Counter((each.lead, each.target) for each in others)
    for each in others:
        say(f"plan: {_title(ground, each)}")
        identity = _identity(each)
        told = each.undecided == "open" or ways[each.lead, each.target] > 1
        title = _title(ground, each, undecided=told)
        packing.add(identity, "led", title, each, least=least)
        if asked is None and (each.lead, each.target) == _question(ground):
            asked = identity
    counts = [each.joint_footprints for each in joint]
    best = _recommended(joint, max_moved * ground.overlap.people_covered)
    for place in _by_interest(len(joint), best):
        say(f"plan: {counted(counts[place], 'joint footprint')}")
        packing.add(
            f"joint-{counts[place]}",
            "frontier",
            counted(counts[place], "joint footprint"),
            joint[place],
            least=least,
            limit=None if place == best else _ROOM,
        )
    return {
        "planSchema": plan_schema(ground.compare),
        "strings": list(packing.strings),
        "plans": packing.plans,
        "asked": asked,
        "start": "given" if plan is not None else asked,
        "frontier": {
            "points": [
                [count, plain(each.people_moved), plain(each.people_merged)]
                for count, each in zip(counts, joint, strict=True)
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
        kinds = _kinds(ground, TARGETS[:2])
        return (), [each for kind in kinds for each in _ways(ground, *kind)], note
    made = {(each.lead, each.target): each for each in found.alternatives}
    others = [
        each for kind in _kinds(ground, TARGETS) for each in _ways(ground, *kind, made.get(kind))
    ]
    return found.plans, others, found.note


def _kinds(ground: Ground, targets: Sequence[Target]) -> list[tuple[str, Target]]:
    """Return leads and targets of the plans beside the joint ones, in the order shown."""
    fixed = set(fixed_sets(ground.dataset, ground.compare))
    kinds = [(lead, target) for lead in ground.compare for target in targets]
    both: list[tuple[str, Target]] = [(JOINT, "compatible")] if "compatible" in targets else []
    return [kind for kind in [*kinds, *both] if not fixed - {kind[0]}]


def _ways(ground: Ground, lead: str, target: Target, made: Plan | None = None) -> Iterator[Plan]:
    """Make a plan, unless it is at hand, and the one with undecided ground open if it differs."""
    overlap = ground.overlap
    undecided = any(
        side.undecided[side.codes.isin(overlap.edges[side.column])].any() for side in overlap.sides
    )
    ways = [made] if made else [*_made(ground, lead, target, "separate")]
    if undecided:
        ways += _made(ground, lead, target, "open")
    if len(ways) > 1 and _same(*ways):
        ways.pop()
    yield from ways


def _made(ground: Ground, lead: str, target: Target, undecided: Undecided) -> Iterator[Plan]:
    """Make a led or compatible plan; undecided ground may leave none."""
    make = plan_compatible if target == "compatible" else plan_led
    asked = Asked(lead, target, "exact", undecided=undecided)
    with suppress(OptionError, UndecidedError):
        yield make(Task(ground.dataset, ground.overlap, asked))


def _same(one: Plan, other: Plan) -> bool:
    """Tell whether two plans of the same sets do the same."""
    return one.assignment.equals(other.assignment) and one.successors.equals(other.successors)


def _question(ground: Ground) -> tuple[str, Target] | None:
    """Return lead and target of what the dataset asks; None where both sets are fixed."""
    try:
        question = question_of(ground.dataset, sets=ground.compare)
    except OptionError:
        return None
    return question.lead, question.target


def _identity(plan: Plan) -> str:
    name = f"{plan.lead}-{plan.target}"
    return f"{name}-open" if plan.undecided == "open" else name


def _title(ground: Ground, plan: Plan, *, undecided: bool = False) -> str:
    label = ground.dataset.label(str(plan.lead))
    who = "Both may change" if plan.lead == JOINT else f"{capital(plural(label))} lead"
    taken = f", {small(UNDECIDED_WORDS[plan.undecided])}" if undecided else ""
    return f"{who}, {plan.target}{taken}"


def _given_title(ground: Ground, plan: Plan) -> str:
    if plan.joint_footprints:
        return f"The plan given: {counted(plan.joint_footprints, 'joint footprint')}"
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
        [
            step.action,
            compare.index(step.footprint_set),
            list(step.sources) if step.action == "move" else [],
            step.into,
        ]
        for step in steps_of(plan)
        if step.identity in found
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
    actual: str = ""
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
            "peopleMerged": plain(plan.people_merged),
            "neededEitherWay": _needed(plan),
            "support": _support(plan),
            **self._tracked(plan),
            **self._places(plan),
        }
        self.plans.append(packed)
        text = json.dumps(packed, separators=(",", ":"))
        self.size += len(text) + sum(map(len, self.strings)) - before

    def _tracked(self, plan: Plan) -> dict[str, Any]:
        """Return what became of the people whose footprint a plan changes, if that is asked."""
        if not self.actual:
            return {}
        return {"tracked": plain_mapping(Fates(plan, self.actual).changed)}

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
            "names": [
                [plan.overlap.side(name), numbers[plan.overlap.side(name)][code], self._text(title)]
                for (name, code), title in sorted(plan.names.items())
            ],
        }

    def _result(self, footprint_set: str, code: str, name: str) -> int | list[Any]:
        """Return the number of a footprint of today, else the code and name of a new one."""
        number = self.ground.ids.get((footprint_set, code))
        return number if number is not None else [code, self._text(name)]
