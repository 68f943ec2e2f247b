"""Plans in which one set leads: it does not change, and the other set follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from graphmodel.errors import OptionError
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.asked import Asked
from graphmodel.plans.plan import NEW_PREFIX, Plan, footprint_rows
from graphmodel.plans.sides import HostChoice

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.plans.plan import Target

__all__ = ["led_plan", "plan_led"]


def led_plan(
    dataset: Dataset,
    *,
    lead: str,
    target: Target = "coterminous",
    sets: tuple[str, str] | None = None,
    ignore_below: float = 0.0,
) -> Plan:
    """Redraw one set so that it fits the other, moving the fewest people.

    Every follower keeps its part in the lead footprint that holds most of its people, so that
    ``sum_f (n_f - max_l w(f, l))`` people change follower: van Dongen's cost of nesting the
    followers in the lead, and no plan under this lead moves fewer.

    Parameters
    ----------
    dataset
        A dataset as read.
    lead
        The set that does not change, one of the two compared.
    target
        ``coterminous``: followers of one lead footprint merge and bear its code and name.
        ``nested``: followers keep their codes and names, and people who change join the follower
        of their lead footprint with the longest border, then most shared partners, then most
        people, then by code. A lead footprint without a follower gets a new one either way, coded
        ``NEW:`` and its code. Where a code would be borne twice in one set (a footprint out of
        scope may have it, or one that an earlier plan made new), it gets one more prefix.
    sets
        The sets A and B; by default the dataset's own pair.
    ignore_below
        Tolerance: slivers stay where they are and do not count against the target.

    Raises
    ------
    OptionError
        When a set is unknown, the lead is not compared, the target is neither ``coterminous`` nor
        ``nested``, or the tolerance is out of range.
    """
    if target not in ("coterminous", "nested"):
        raise OptionError(f"a set can lead to coterminous or nested footprints, not {target!r}")
    overlap = build_overlap(dataset, sets=sets, ignore_below=ignore_below)
    return plan_led(dataset, overlap, lead=lead, target=target)


def plan_led(dataset: Dataset, overlap: Overlap, *, lead: str, target: Target) -> Plan:
    """Make such a plan of an overlap at hand; see :func:`led_plan`."""
    lead_side = overlap.side(lead)
    leading, following = ("a", "b") if lead_side == 0 else ("b", "a")
    edges = overlap.edges.rename(columns={leading: "lead", following: "follower"})
    main = _main_lead(edges)
    if target == "coterminous":
        target_of, successor, names = _coterminous(overlap, edges, main, lead)
    else:
        target_of, successor, names = _nested(dataset, overlap, edges, main, lead)

    lead_codes = sorted(set(edges["lead"]))
    successors = [
        pd.Series(lead_codes, lead_codes, dtype=object),
        pd.Series(successor, dtype=object).sort_index(),
    ]
    resulting = [_names(overlap, lead).loc[lead_codes], names.sort_index()]
    if lead_side == 1:
        successors.reverse()
        resulting.reverse()
    portions = overlap.portions
    # Portions of nobody, and slivers, make no overlap: they stay with their footprint's successor.
    placed = [
        target_of.get(pair, successor.get(pair[1], pair[1]))
        for pair in zip(portions[leading], portions[following], strict=True)
    ]
    people_moved = float(edges["people"].sum() - edges.groupby("follower")["people"].max().sum())
    return Plan(
        dataset=dataset,
        overlap=overlap,
        successors=footprint_rows(overlap, successors, "successor"),
        resulting=footprint_rows(overlap, resulting, "name"),
        assignment=portions.assign(to_a=portions["a"], to_b=portions["b"]).assign(
            **{f"to_{following}": pd.Series(placed, portions.index, dtype=object)}
        ),
        asked=Asked(lead, target, "exact"),
        lower_bound=people_moved,
        optimal=True,
    )


def _names(overlap: Overlap, footprint_set: str) -> pd.Series[str]:
    rows = overlap.footprints[overlap.footprints["footprint_set"] == footprint_set]
    return rows.set_index("footprint")["name"]


def _prefixed(code: str, prefix: str, taken: set[str]) -> str:
    """Return a code with as many prefixes before it as tell it from those taken; take it too."""
    code = prefix + code
    while code in taken:
        code = prefix + code
    taken.add(code)
    return code


def _main_lead(edges: pd.DataFrame) -> dict[str, str]:
    """Return the lead footprint that holds most of each follower; of equals, the first by code."""
    ordered = edges.sort_values(["follower", "people", "lead"], ascending=[True, False, True])
    first = ordered.drop_duplicates("follower")
    return dict(zip(first["follower"], first["lead"], strict=True))


def _coterminous(
    overlap: Overlap, edges: pd.DataFrame, main: dict[str, str], lead: str
) -> tuple[dict[tuple[str, str], str], dict[str, str], pd.Series[str]]:
    """Return where each overlap goes, who succeeds whom, and the names of what results."""
    lead_codes = sorted(set(edges["lead"]))
    succeeded = set(main.values())
    alone = set(overlap.codes[1 - overlap.side(lead)]) - set(main)
    taken = alone.union(lead_codes)
    code_of = {code: code for code in sorted(succeeded - alone)}
    for code in lead_codes:
        if code not in code_of:
            prefix = f"{lead}:" if code in succeeded else NEW_PREFIX
            code_of[code] = _prefixed(code, prefix, taken)
    target_of = {
        (leader, follower): code_of[leader]
        for leader, follower in zip(edges["lead"], edges["follower"], strict=True)
    }
    successor = {follower: code_of[leader] for follower, leader in main.items()}
    names = _names(overlap, lead).loc[list(code_of)]
    return target_of, successor, names.set_axis(list(code_of.values()))


def _nested(
    dataset: Dataset, overlap: Overlap, edges: pd.DataFrame, main: dict[str, str], lead: str
) -> tuple[dict[tuple[str, str], str], dict[str, str], pd.Series[str]]:
    """As :func:`_coterminous`, with every follower succeeding itself."""
    follower_set = overlap.compare[1 - overlap.side(lead)]
    names = _names(overlap, follower_set).loc[sorted(main)]
    hosts: dict[str, list[str]] = {}
    for follower, leader in sorted(main.items()):
        hosts.setdefault(leader, []).append(follower)
    choose = HostChoice(dataset, overlap, follower_set)
    taken = set(overlap.codes[overlap.side(follower_set)])
    code_of = {
        leader: _prefixed(leader, NEW_PREFIX, taken)
        for leader in sorted(set(edges["lead"]) - set(hosts))
    }
    target_of = {}
    for leader, follower in zip(edges["lead"], edges["follower"], strict=True):
        if main[follower] == leader:
            target_of[leader, follower] = follower
        elif leader in hosts:
            target_of[leader, follower] = choose(leader, follower, hosts[leader])
        else:
            target_of[leader, follower] = code_of[leader]
    new = _names(overlap, lead).loc[list(code_of)].set_axis(list(code_of.values()))
    return target_of, {follower: follower for follower in main}, pd.concat([names, new])
