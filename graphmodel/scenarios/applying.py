"""A scenario applied: the dataset as it would be if the scenario came true."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import pandas as pd

from graphmodel.dataset.dataset import blocks_label, derived
from graphmodel.dataset.given import Given, with_given
from graphmodel.dataset.reading import as_dataset
from graphmodel.errors import ScenarioError
from graphmodel.files.findings import Findings, listed, quoted
from graphmodel.files.guard import guarded
from graphmodel.scenarios.ground import Ground, NoGroundError
from graphmodel.wording import counted, people_phrase, plural

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.scenarios.ground import Place
    from graphmodel.scenarios.scenario import Gift, Scenario

_PARTNER_SHARE: Final = 0.05
"""A council deals with every footprint that holds at least this share of its people."""


@guarded
def apply_scenario(dataset: Dataset | str | Path, scenario: Scenario) -> Dataset:
    """Return the dataset as it would be if a scenario came true.

    Every block that is given a footprint has a membership in it, of the lowest grade (``inferred``)
    and with the scenario as its source. An organisation that is no block and has the code of a
    footprint (a council, where councils are a set as well) is given each of these footprints that
    holds at least 5 % of its people. Name and title say what is supposed, and so does the first of
    the caveats. The digest differs from that of the dataset as it is.

    Parameters
    ----------
    dataset
        A dataset as read, or one to which a scenario has been applied.
    scenario
        What is supposed. Only ground without a footprint in a set can be given one.

    Raises
    ------
    ScenarioError
        When the scenario does not fit the dataset: with everything that does not.

    Examples
    --------
    >>> scenario = gm.Scenario("Wessex", (gm.Gift(("E06000059",), new="Wessex"),))
    >>> gm.apply_scenario("england-2026", scenario).name
    'england-2026+wessex'
    """
    dataset = as_dataset(dataset)
    given = given_by(dataset, scenario)
    source = f"assumed in the scenario {scenario.name}"
    told = ", ".join(filter(None, (scenario.status, scenario.as_of)))
    source += f" ({told})" if told else ""
    source += f": {scenario.source}" if scenario.source else ""
    as_of = scenario.as_of if re.fullmatch(r"\d{4}(-\d\d){0,2}", scenario.as_of) else ""
    placed = replace(given, memberships=(*given.memberships, *_partner_memberships(dataset, given)))
    supposed = with_given(dataset, placed, as_of=as_of, source=source)
    return derived(
        supposed,
        name=f"{dataset.name}+{slug(scenario.name)}",
        title=f"{dataset.title}, supposing {scenario.name}",
        caveats=(_caveat(supposed, scenario, given), *dataset.caveats),
    )


def slug(name: str) -> str:
    """Return a name as a code: ``kent-and-medway``."""
    return re.sub(r"[\W_]+", "-", name.casefold().replace("&", " and ")).strip("-") or "unnamed"


def _caveat(supposed: Dataset, scenario: Scenario, given: Given) -> str:
    """Say what is supposed, how far it has come, and who says so."""
    new = {(name, code) for name, code, _ in given.footprints}
    ground = Ground(supposed)
    blocks: dict[tuple[str, str], list[str]] = {}
    for block, name, code in given.memberships:
        blocks.setdefault((name, code), []).append(block)
    parts = []
    for key, codes in sorted(blocks.items()):
        people = people_phrase(float(supposed.people[codes].sum()), supposed.people_label)
        title = ground.titles(key[0])[key[1]]
        kind = f"{'new ' if key in new else ''}{title} {supposed.label(key[0])}"
        parts.append(f"{counted(len(codes), blocks_label(supposed))} with {people} in the {kind}")
    known = [
        f"{word}: {said.rstrip('.')}."
        for word, said in (
            ("Status", scenario.status),
            ("As of", scenario.as_of),
            ("Source", scenario.source),
            ("Note", scenario.note),
        )
        if said
    ]
    first = f"Assumption, not fact (scenario {scenario.name}): {'; '.join(parts)}."
    return " ".join([first, *known])


def given_by(dataset: Dataset, scenario: Scenario) -> Given:
    """Return what a scenario gives to which blocks, in the form in which plans carry it.

    Raises
    ------
    ScenarioError
        When the scenario does not fit the dataset: with everything that does not.
    """
    findings, ground = Findings(), Ground(dataset)
    footprints: dict[tuple[str, str], str] = {}
    memberships: dict[tuple[str, str], str] = {}
    for number, gift in enumerate(scenario.gifts, start=1):
        noted = partial(_noted, findings, f"{scenario.name}, gift {number}")
        footprint_set = ""
        with noted(gift.footprint_set):
            footprint_set = _set_of(dataset, gift)
        if not footprint_set:
            continue
        code = gift.to or gift.code or slug(gift.new)
        with noted(gift.to or gift.new):
            code = _receiver(ground, gift, footprint_set, footprints)
        for area in gift.areas:
            blocks: frozenset[str] = frozenset()
            with noted(area):
                blocks = _blocks(ground, area, footprint_set, code)
            for block in sorted(blocks):
                other = memberships.setdefault((footprint_set, block), code)
                with noted(area):
                    if other != code:
                        message = f"{quoted(block)} is given to {quoted(other)} already"
                        raise NoGroundError(message, "Take it out of one of the two.")
    if not findings.failed and not memberships:
        message = "all of this ground has that footprint already: there is nothing to suppose"
        findings.add("error", "scenario", message, "Remove it.", column=scenario.name)
    if findings.failed:
        raise ScenarioError(findings.problems())
    return Given(
        tuple((block, name, code) for (name, block), code in sorted(memberships.items())),
        tuple((name, code, title) for (name, code), title in sorted(footprints.items())),
    )


@contextmanager
def _noted(findings: Findings, place: str, value: str) -> Iterator[None]:
    """Note what makes no sense of a value in a scenario."""
    try:
        yield
    except NoGroundError as error:
        findings.add("error", "scenario", error.message, error.remedy, column=place, value=value)


def _set_of(dataset: Dataset, gift: Gift) -> str:
    """Return the set in which a gift is made."""
    if gift.footprint_set:
        if gift.footprint_set not in dataset.footprint_sets:
            message = f"there is no footprint set {quoted(gift.footprint_set)}"
            raise NoGroundError(message, f"There are {listed(dataset.footprint_sets)}.")
        return gift.footprint_set
    rows = dataset.memberships
    open_sets = [
        name
        for name in dataset.compare
        if not set(dataset.people.index) <= set(rows["organisation"][rows["footprint_set"] == name])
    ]
    if len(open_sets) == 1:
        return open_sets[0]
    first, second = dataset.compare
    if not open_sets:
        message = f"every block has its footprint of {first} and of {second}"
        raise NoGroundError(message, "There is nothing to give.")
    message = f"both {first} and {second} leave ground undecided"
    raise NoGroundError(message, f'Say which is meant, as in set = "{second}".')


def _receiver(
    ground: Ground, gift: Gift, footprint_set: str, new: dict[tuple[str, str], str]
) -> str:
    """Return the code of the footprint that is given ground; a new one is noted down.

    Raises
    ------
    NoGroundError
        When there is none to be given ground, or there is one where it is to be new.
    """
    titles = ground.titles(footprint_set)
    if gift.to:
        try:
            return ground.footprint(gift.to, footprint_set).code
        except NoGroundError as error:
            if gift.to in titles:  # one that holds nobody yet
                return gift.to
            remedy = f"{error.remedy} For one that there is not yet, write new = …"
            raise NoGroundError(error.message, remedy) from None
    code = gift.code or slug(gift.new)
    alike = [one for one, name in titles.items() if name.casefold() == gift.new.casefold()]
    there = [code] if code in titles else alike
    if there:
        message = f"there is {quoted(titles[there[0]])} with the code {quoted(there[0])} already"
        remedy = f"Write to = {there[0]!r}, or give the new one another name and code."
        raise NoGroundError(message, remedy)
    other = new.setdefault((footprint_set, code), gift.new)
    if other != gift.new:
        message = f"{quoted(other)} has the code {quoted(code)} as well"
        raise NoGroundError(message, "Give one another code.")
    return code


def _blocks(ground: Ground, area: str, footprint_set: str, code: str) -> frozenset[str]:
    """Return the blocks that a word means and that are still without a footprint.

    Raises
    ------
    NoGroundError
        When it means none, or some that have another footprint.
    """
    if area.partition(":")[0] in ground.sets:
        place = ground.named(area)
        free = ground.undecided(place, footprint_set)
        if not free:
            remedy = "Remove it: only ground without a footprint can be given one."
            raise NoGroundError(f"{quoted(area)} has no undecided ground", remedy)
        return free
    place = ground.anything(area, footprint_set)
    held = ground.holders(place.blocks, footprint_set)
    others = held[held["footprint"] != code]
    if len(others):
        raise NoGroundError(*_held_already(ground, place, others, footprint_set))
    return ground.undecided(place, footprint_set)


def _held_already(
    ground: Ground, place: Place, others: pd.DataFrame, footprint_set: str
) -> tuple[str, str]:
    titles = ground.titles(footprint_set)
    names = listed(titles[code] for code in dict.fromkeys(others["footprint"]))
    label = plural(ground.dataset.label(footprint_set), others["footprint"].nunique())
    message = f"{place.name} lies in the {names} {label} already, all of it or in part"
    if place.footprint_set and len(place.blocks) > len(others):
        return message, f"For the rest of it write {quoted(place.word)}."
    return message, "Remove it: only ground without a footprint can be given one."


def _partner_memberships(dataset: Dataset, given: Given) -> Iterator[tuple[str, str, str]]:
    """Yield memberships of the organisations that are footprints as well, such as councils."""
    people = dataset.people
    rows = dataset.memberships
    partners = set(dataset.partners["organisation"])
    held = rows[rows["footprint"].isin(partners) & rows["organisation"].isin(people.index)]
    held = held.assign(people=held["share"] * people[held["organisation"]].to_numpy())
    there = set(zip(rows["organisation"], rows["footprint_set"], rows["footprint"], strict=True))
    gifts = pd.DataFrame(given.memberships, columns=["organisation", "given_set", "given"])
    joined = held.merge(gifts, on="organisation")
    joined = joined[joined["footprint_set"] != joined["given_set"]]
    own = ["footprint_set", "footprint"]
    shared = joined.groupby([*own, "given_set", "given"], as_index=False)["people"].sum()
    shared = shared.merge(held.groupby(own, as_index=False)["people"].sum(), on=own)
    enough = shared[shared["people_x"] >= _PARTNER_SHARE * shared["people_y"]]
    found = set(enough[["footprint", "given_set", "given"]].itertuples(index=False, name=None))
    yield from sorted(found - there)
