"""Plans in which one set leads: it does not change, and the other set follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graphmodel.dataset.reading import as_dataset
from graphmodel.errors import OptionError
from graphmodel.files.guard import guarded
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.asked import Asked, Task
from graphmodel.plans.misfits import largest
from graphmodel.plans.plan import NEW_PREFIX, Plan, footprint_rows
from graphmodel.plans.sides import HostChoice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset, Sets
    from graphmodel.dataset.targets import Target, Undecided
    from graphmodel.overlap.overlap import Overlap, Side


@guarded
def led_plan(
    dataset: Dataset | str | Path,
    *,
    lead: str,
    target: Target = "coterminous",
    sets: Sets | None = None,
    ignore_below: float = 0.0,
    undecided: Undecided = "separate",
) -> Plan:
    """Redraw one set so that it fits the other, moving the fewest people.

    Every follower goes with the lead footprint that holds most of its people, and keeps its part
    there, so that ``sum_f (n_f - max_l w(f, l))`` people change follower: van Dongen's cost of
    nesting the followers in the lead, and no plan under this lead moves fewer.

    With ``separate``, the undecided people of a follower count as a lead footprint of their own. A
    follower most of whose people they are goes with that one: it keeps to its undecided ground,
    and all its covered people change follower. Formally, with ``u_f`` undecided people, a follower
    costs ``n_f - max_l w(f, l)`` where ``u_f <= max_l w(f, l)``, and ``n_f`` otherwise, ``n_f``
    being its covered people; undecided people never change, and undecided ground gets no follower
    for being there. The undecided people of a lead footprint have no part in it: whatever they come
    to belong to, it will be a part of that lead footprint.

    Parameters
    ----------
    dataset
        A dataset as read.
    lead
        The set that does not change, one of the two compared.
    target
        ``coterminous``: followers that go with one lead footprint merge; the largest of them, then
        the first by code, carries on under its code and name. ``nested``: followers carry on by
        themselves, and people who change join the follower of their lead footprint with the
        longest border, then most shared partners, then most people, then by code. A lead footprint
        without a follower gets a new one either way, coded ``NEW:`` and its code, with its name.
        Where that code is there already it gets one more prefix.
    sets
        The sets A and B; by default the dataset's own pair.
    ignore_below
        Tolerance: slivers stay where they are and do not count against the target. Undecided
        people are never slivers.
    undecided
        How undecided ground is taken: ``separate``, or ``open``, which leaves it out of account.

    Raises
    ------
    OptionError
        When a set is unknown, the lead is not compared, the target is neither ``coterminous`` nor
        ``nested``, or the tolerance is out of range.

    Examples
    --------
    >>> plan = gm.led_plan("england-2016", lead="stp", target="nested")
    >>> print(f"{plan.people_moved:,.0f}")
    1,819,451
    """
    dataset = as_dataset(dataset)
    if target not in ("coterminous", "nested"):
        raise OptionError(f"a set can lead to coterminous or nested footprints, not {target!r}")
    overlap = build_overlap(dataset, sets=sets, ignore_below=ignore_below)
    asked = Asked(lead, target, "exact", undecided=undecided)
    return plan_led(Task(dataset, overlap, asked))


def plan_led(task: Task) -> Plan:
    """Make such a plan of an overlap at hand; see :func:`led_plan`."""
    dataset, overlap, asked = task[:3]
    leading, following = overlap.seen_from(asked.lead)
    pairs = list(zip(overlap.edges[leading.column], overlap.edges[following.column], strict=True))
    lead_codes = sorted({leader for leader, _ in pairs})
    main, least = _main_lead(overlap, leading, following, asked.undecided)
    followers: dict[str, list[str]] = {}
    for follower, leader in sorted(main.items()):
        followers.setdefault(leader, []).append(follower)
    new = _new_codes([code for code in lead_codes if code not in followers], following)
    successor = {code: code for code in sorted({follower for _, follower in pairs})}
    if asked.target == "coterminous":
        carrier = {leader: largest(following, merged) for leader, merged in followers.items()}
        successor |= {follower: carrier[leader] for follower, leader in main.items()}
        target_of = {pair: (carrier | new)[pair[0]] for pair in pairs}
    else:
        choose = HostChoice(dataset, overlap, following.footprint_set)
        target_of = {pair: _nested(pair, main, followers, new, choose) for pair in pairs}

    names = following.names.loc[sorted(set(successor.values()))]
    new_names = leading.names.loc[list(new)].set_axis(list(new.values()))
    successors = [
        pd.Series(lead_codes, lead_codes, dtype=object),
        pd.Series(successor, dtype=object).sort_index(),
    ]
    resulting = [leading.names.loc[lead_codes], pd.concat([names, new_names]).sort_index()]
    if leading.number == 1:
        successors.reverse()
        resulting.reverse()
    portions = overlap.portions
    # Portions of nobody, and slivers, make no overlap: they stay with their footprint's successor.
    placed = [
        target_of.get(pair, successor.get(pair[1], pair[1]))
        for pair in zip(portions[leading.column], portions[following.column], strict=True)
    ]
    return Plan(
        dataset=dataset,
        overlap=overlap,
        successors=footprint_rows(overlap, successors, "successor"),
        resulting=footprint_rows(overlap, resulting, "name"),
        assignment=portions.assign(to_a=portions["a"], to_b=portions["b"]).assign(
            **{f"to_{following.column}": pd.Series(placed, portions.index, dtype=object)}
        ),
        asked=asked,
        lower_bound=least,
        optimal=True,
    )


def least_led(overlap: Overlap, lead: str, undecided: Undecided) -> float:
    """Return the least people moved by any coterminous or nested plan under a lead."""
    leading, following = overlap.seen_from(lead)
    return _main_lead(overlap, leading, following, undecided)[1]


def _main_lead(
    overlap: Overlap, leading: Side, following: Side, undecided: Undecided
) -> tuple[dict[str, str], float]:
    """Return the lead footprint that each follower goes with, and how many people that moves.

    The one that holds most of it; of equals, the first by code. Followers that keep to their
    undecided ground are not among them.
    """
    people = overlap.edge_people
    lead, follower = (overlap.edge_positions[side.number] for side in (leading, following))
    order = np.lexsort([lead, -people, follower])
    first = order[np.unique(follower[order], return_index=True)[1]]
    if undecided == "separate":
        first = first[people[first] >= following.undecided[follower[first]]]
    chosen = following.codes.take(follower[first]), leading.codes.take(lead[first])
    return dict(zip(*chosen, strict=True)), float(people.sum() - people[first].sum())


def _new_codes(leaders: Sequence[str], following: Side) -> dict[str, str]:
    """Return a code for the new follower of each of these lead footprints, borne by no other."""
    taken = set(following.codes)
    codes = {}
    for leader in leaders:
        code = NEW_PREFIX + leader
        while code in taken:
            code = NEW_PREFIX + code
        taken.add(code)
        codes[leader] = code
    return codes


def _nested(
    pair: tuple[str, str],
    main: dict[str, str],
    hosts: dict[str, list[str]],
    new: dict[str, str],
    choose: HostChoice,
) -> str:
    """Return the follower that the people of an overlap will be in."""
    leader, follower = pair
    if main.get(follower) == leader:
        return follower
    return choose(leader, follower, hosts[leader]) if leader in hosts else new[leader]
