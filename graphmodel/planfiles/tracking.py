"""A plan held against what happened: what of it came about, and what it had not named."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from math import fsum
from typing import TYPE_CHECKING, Any, Final, get_args

import pandas as pd

from graphmodel.dataset.stated import stated_dataset
from graphmodel.dataset.targets import JOINT
from graphmodel.errors import GraphmodelError, OptionError
from graphmodel.files.guard import guarded
from graphmodel.files.plain_json import plain_mapping, plain_records
from graphmodel.files.safe_text import shown_text
from graphmodel.overlap.names import Names, footprint_names, organisation_names
from graphmodel.overlap.portions import located
from graphmodel.overlap.ties import Ties
from graphmodel.planfiles.planfile import as_plan
from graphmodel.plans.asked import COMMUNITY_METHODS, Asked
from graphmodel.plans.propose import plan_as_asked
from graphmodel.shown import Shown, TrackingTable, check_table
from graphmodel.steps.suggestion import suggestions
from graphmodel.wording import people_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan

TRACK_FORMAT: Final = "graphmodel-track/1"

FATES: Final = ("done", "joined", "not_done", "elsewhere", "unknown")
"""What can have become of people whose footprint a plan changes, see :class:`Tracking`."""

_COUNTS: Final = ("changed", *FATES)
_SAME: Final = 1e-9


@guarded
@dataclass(frozen=True, eq=False)
class Tracking(Shown):
    """What became of the people of whom a plan speaks, by a footprint set of later date.

    A footprint of the plan is where most of its people went. People whose footprint the plan
    changes are ``done`` where they are with those they were to join; ``joined`` where they are
    because both footprints went into one; ``not_done`` where they are with those they were to
    leave; ``elsewhere`` where they are with neither; ``unknown`` where it cannot be told, since
    their block is divided both in the plan and in the later set and no ``portions`` say how, or
    since most people of one of the footprints are in no one place.

    Attributes
    ----------
    plan
        The plan.
    actual
        The set that it is held against.
    changes
        People whose footprint the plan changes (``changed``), and of them those of each fate. Of a
        joint plan these are changes in the one set plus changes in the other.
    mergers
        Likewise those in footprints that the plan makes part of others; they are ``done`` where
        they are with the footprint that carries theirs on.
    reality
        People who are not where most of their footprint went (``changed``), those of them whose
        footprint the plan changes (``foreseen``), and those of whom it cannot be told
        (``unknown``). Of the sets that the plan may change.
    chance
        What could be expected of chance: as many people as the plan changes, everybody equally
        likely who is in a block on a border between two footprints of a set, each going to one of
        those across the border, all equally likely. The counts as in ``changes``, exactly, and how
        many people live on borders (``on_borders``); None where no borders are known.
    steps
        One row a step: ``rank``, ``action``, ``footprint_set``, ``from``, ``from_name`` (blank
        where there are several), ``into``, ``into_name``, and the counts as in ``changes``.
    unforeseen
        Changes in reality that the plan had not named, the largest first: ``organisation``,
        ``organisation_name``, ``footprint_set``, ``from``, ``from_name``, ``into`` and
        ``into_name`` (of the later set), ``people``.

    Examples
    --------
    >>> found = gm.track_plan(gm.propose("england-2016", lead="stp"), "icb_2022")
    >>> f"{found.reality['changed']:,.0f}"
    '1,633,888'
    """

    TABLES = get_args(TrackingTable)

    plan: Plan
    actual: str
    changes: dict[str, float]
    mergers: dict[str, float]
    reality: dict[str, float]
    chance: dict[str, float] | None
    steps: pd.DataFrame
    unforeseen: pd.DataFrame

    def __repr__(self) -> str:
        label = self.plan.dataset.people_label
        changed, done = (people_phrase(self.changes[key], label) for key in ("changed", "done"))
        return shown_text(f"<Tracking against {self.actual!r}: of {changed}, {done} done>")

    @cached_property
    def beside(self) -> pd.DataFrame:
        """What plans made otherwise would have said: ``lead``, ``target``, ``method``, the counts.

        The counts are as in ``changes``, then ``foreseen`` as in ``reality``. Of plans of a set
        that leads, they are of the set that follows; of joint ones, of those sets that this plan
        may change.
        """
        rows = []
        sides = _sides(self.plan)
        for asked in _others(self.plan):
            try:
                other = plan_as_asked(
                    self.plan.dataset,
                    asked,
                    sets=self.plan.overlap.compare,
                    ignore_below=self.plan.overlap.ignore_below,
                )
            except GraphmodelError:  # there is no such plan
                continue
            ground = Fates(other, self.actual, sides if other.lead_side is None else None)
            rows.append(
                {"lead": asked.lead, "target": asked.target, "method": asked.method}
                | ground.changed
                | {"foreseen": ground.reality["foreseen"]}
            )
        return pd.DataFrame(rows, columns=["lead", "target", "method", *_COUNTS, "foreseen"])

    @property
    def totals(self) -> pd.DataFrame:
        """One row each for ``changes``, ``mergers``, ``chance`` and ``reality``, by ``what``."""
        told = {name: getattr(self, name) for name in ("changes", "mergers", "chance", "reality")}
        rows = [{"what": name} | counts for name, counts in told.items() if counts]
        return pd.DataFrame(rows, columns=["what", *_COUNTS, "foreseen", "on_borders"])

    def to_frame(self, table: TrackingTable = "steps") -> pd.DataFrame:
        """Return a table: the attribute of its name, or the steps.

        Parameters
        ----------
        table
            ``steps``; ``totals``: what became of all; ``beside``: what other plans would have said;
            ``unforeseen``: changes that the plan had not named.

        Raises
        ------
        OptionError
            When there is no such table.
        """
        check_table(self, table)
        found: pd.DataFrame = getattr(self, table)
        return found.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as JSON-ready values under stable keys."""
        return plain_mapping(
            {
                "format": TRACK_FORMAT,
                "dataset": stated_dataset(self.plan.dataset),
                "compare": self.plan.overlap.compare,
                "actual": self.actual,
                "changes": self.changes,
                "mergers": self.mergers,
                "reality": self.reality,
                "chance": self.chance,
                "beside": plain_records(self.beside),
                "steps": plain_records(self.steps),
                "unforeseen": plain_records(self.unforeseen),
            }
        )


@guarded
def track_plan(
    plan: Plan | str | Path, actual: str, *, dataset: Dataset | str | Path | None = None
) -> Tracking:
    """Hold a plan against a footprint set of later date: how much of it has come true.

    Parameters
    ----------
    plan
        A plan, or the file of one.
    actual
        The footprint set of the same dataset that tells where people are now.
    dataset
        What a plan in a file is for, as :func:`graphmodel.read_plan` takes it.

    Raises
    ------
    OptionError
        When there is no such set, or it is one of the two that the plan is about.
    PlanError
        When the file cannot be read, or is for another dataset.

    Examples
    --------
    >>> found = gm.track_plan(gm.propose("england-2016", lead="stp"), "icb_2022")
    >>> round(found.changes["done"] / found.changes["changed"], 2)
    0.79
    """
    found = as_plan(plan, dataset)
    (actual,) = found.dataset.sets_named([actual])
    if actual in found.overlap.compare:
        raise OptionError(f"`actual` takes a set of later date, and the plan is about {actual!r}")
    ground = Fates(found, actual)
    rows = ground.rows
    return Tracking(
        plan=found,
        actual=actual,
        changes=ground.changed,
        mergers=_counted(rows[rows["merged"]]),
        reality=ground.reality,
        chance=ground.chance(),
        steps=_steps(found, rows),
        unforeseen=ground.unforeseen(),
    )


def _sides(plan: Plan) -> tuple[int, ...]:
    """Return which of the two sets a plan may change."""
    return (0, 1) if plan.lead_side is None else (1 - plan.lead_side,)


def _others(plan: Plan) -> Iterator[Asked]:
    """Yield what else could have been asked: the same of another lead, and communities."""
    target = plan.target or "coterminous"
    asked = Asked(lead=JOINT, target=target, method="exact", undecided=plan.undecided)
    for lead in (*plan.overlap.compare, JOINT):
        if (lead, "exact") != (plan.lead, plan.method):
            yield replace(asked, lead=lead)
    for method in COMMUNITY_METHODS:
        if method != plan.method:
            yield replace(asked, target="coterminous", method=method)


def _counted(rows: pd.DataFrame) -> dict[str, float]:
    """Return the people in rows, and those of each fate."""
    people, fates = rows["people"].to_numpy(), rows["fate"].to_numpy()
    return {"changed": fsum(people), **{fate: fsum(people[fates == fate]) for fate in FATES}}


def _steps(plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    names = Names(plan.dataset, plan.overlap)
    listed = []
    into = rows.groupby(["footprint_set", "into"]).indices
    for step in suggestions(plan):
        chosen = rows.iloc[into.get((step.footprint_set, step.into), [])]
        if step.action == "merge":
            chosen = chosen[chosen["merged"]]
        else:
            chosen = chosen[chosen["moved"] & chosen["place"].isin(step.sources)]
        source = step.sources[0] if len(step.sources) == 1 else ""
        listed.append(
            {
                "rank": step.rank,
                "action": step.action,
                "footprint_set": step.footprint_set,
                "from": source,
                "from_name": names.footprint(step.footprint_set, source) if source else "",
                "into": step.into,
                "into_name": step.into_name,
                **_counted(chosen),
            }
        )
    columns = ["rank", "action", "footprint_set", "from", "from_name", "into", "into_name"]
    return pd.DataFrame(listed, columns=[*columns, *_COUNTS])


class Fates:
    """Everybody in the sets that a plan may change: where they were, were to go, and went.

    ``rows``: ``organisation``, ``footprint_set``, ``place`` and ``into`` (footprints of the plan,
    now and then), ``moved`` and ``merged`` (how it changes), ``later`` (footprint of the later
    set, blank where it cannot be told), ``people``, ``fate``. ``homes``: for each set, where most
    people of each footprint went.
    """

    def __init__(self, plan: Plan, actual: str, sides: tuple[int, ...] | None = None) -> None:
        self._plan, self._actual = plan, actual
        self.homes: dict[str, dict[str, str]] = {}
        parts = [self._of_side(side) for side in sides or _sides(plan)]
        self.rows = pd.concat(parts, ignore_index=True)
        rows = self.rows
        home = [
            self.homes[name].get(place, "")
            for name, place in zip(rows["footprint_set"], rows["place"], strict=True)
        ]
        told = (rows["later"] != "") & (pd.Series(home, rows.index) != "")
        self._left = told & (rows["later"] != home)
        people = rows["people"]
        self.reality = {
            "changed": float(people[self._left].sum()),
            "foreseen": float(people[self._left & rows["moved"]].sum()),
            "unknown": float(people[~told].sum()),
        }

    @property
    def changed(self) -> dict[str, float]:
        """People whose footprint the plan changes, and those of each fate."""
        return _counted(self.rows[self.rows["moved"]])

    def _of_side(self, side: int) -> pd.DataFrame:
        plan, name, mine = self._plan, self._plan.overlap.compare[side], "ab"[side]
        outside = plan.overlap.outside
        outside = outside[outside["footprint_set"] == name]
        rows = pd.concat(
            [
                plan.assignment[["organisation", "a", "b", "people"]].assign(
                    place=plan.assignment[mine],
                    into=plan.assignment[f"to_{mine}"],
                    moved=plan.moved[side],
                ),
                outside[["organisation", "people"]].assign(
                    **{mine: outside["footprint"]},
                    place=outside["footprint"],
                    into=plan.successor[side].loc[outside["footprint"]].to_numpy(),
                    moved=False,
                ),
            ],
            ignore_index=True,
        )
        rows = rows.assign(
            footprint_set=name, merged=~rows["moved"] & (rows["into"] != rows["place"])
        )
        # Where a block is divided, it matters whether its parts go different ways.
        rows["way"] = rows["place"] + "\t" + rows["into"]
        sets = dict(zip("ab", plan.overlap.compare, strict=True))
        rows = located(plan.dataset, rows, sets, self._actual, way="way")
        homes = _homes(rows, "place")
        new = rows[~rows["into"].isin(plan.overlap.codes[side])]
        formed = _homes(new, "into")
        homes |= formed
        self.homes[name] = homes
        fates = [
            _fate(later, homes.get(place, ""), homes.get(into, ""), to_new=into in formed)
            for later, place, into in rows[["later", "place", "into"]].itertuples(index=False)
        ]
        fate = pd.Series(fates, rows.index, dtype=object)
        return rows.assign(fate=fate.where(~rows["merged"] | (fate != "joined"), "done"))

    def chance(self) -> dict[str, float] | None:
        """Return what could be expected of chance, see :class:`Tracking`."""
        total = dict.fromkeys((*_COUNTS, "on_borders"), 0.0)
        near = Ties(self._plan.dataset).neighbours
        for name, rows in self.rows[self.rows["people"] > 0].groupby("footprint_set"):
            homes = self.homes[str(name)]
            places = rows.groupby("organisation")["place"].agg(set).to_dict()
            drawn, borders = dict.fromkeys(FATES, 0.0), 0.0
            columns = ["organisation", "place", "later", "people"]
            for one, place, later, people in rows[columns].itertuples(index=False):
                around = [places.get(other, set()) for other in near.get(one, ())]
                across = set().union(places[one], *around) - {place}
                borders += people if across else 0.0
                for into in sorted(across):
                    fate = _fate(later, homes.get(place, ""), homes.get(into, ""))
                    drawn[fate] += people / len(across)
            changed = min(float(rows.loc[rows["moved"], "people"].sum()), borders)
            total["on_borders"] += borders
            total["changed"] += changed
            for fate, people in drawn.items():
                total[fate] += changed * people / borders if borders else 0.0
        return total if total["on_borders"] else None

    def unforeseen(self) -> pd.DataFrame:
        """Return the changes in reality that the plan had not named."""
        dataset = self._plan.dataset
        keys = ["organisation", "footprint_set", "place", "later"]
        rows = self.rows[self._left & ~self.rows["moved"] & (self.rows["people"] > 0)]
        rows = rows.groupby(keys)["people"].sum().reset_index()
        rows = rows.sort_values(["people", *keys], ascending=[False] + [True] * len(keys))
        organisations, names = organisation_names(dataset), footprint_names(dataset)
        sets, places = rows["footprint_set"], rows["place"]
        told = {
            "organisation": rows["organisation"],
            "organisation_name": rows["organisation"].map(organisations),
            "footprint_set": sets,
            "from": places,
            "from_name": [names[key] for key in zip(sets, places, strict=True)],
            "into": rows["later"],
            "into_name": [names[self._actual, code] for code in rows["later"]],
        }
        # Names of none would be numbers.
        found = pd.DataFrame(told, dtype="str").assign(people=rows["people"])
        return found.reset_index(drop=True)


def _homes(rows: pd.DataFrame, column: str) -> dict[str, str]:
    """Return where most people of each footprint went; not where others may be more."""
    parts: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for code, later, people in rows[[column, "later", "people"]].itertuples(index=False):
        parts[code][later].append(people)
    homes = {}
    for code, by_later in parts.items():
        counts = {later: fsum(people) for later, people in by_later.items()}
        unknown = counts.pop("", 0.0)
        ranked = sorted(((people, later) for later, people in counts.items()), reverse=True)
        (first, home), (second, _) = [*ranked, (0.0, ""), (0.0, "")][:2]
        if first - second - unknown > _SAME * first:
            homes[code] = home
    return homes


def _fate(later: str, left: str, joined: str, *, to_new: bool = False) -> str:
    """Say what became of people, by where they are and where both footprints went."""
    if not (later and left and joined):
        return "unknown"
    if later == joined != left:
        return "done"
    if later == left:
        return "joined" if left == joined and not to_new else "not_done"
    return "elsewhere"
