"""Scenarios: named proposals of where undecided ground goes, and the file that they stand in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphmodel.errors import OptionError, ScenarioError
from graphmodel.files.findings import Findings, listed, nearest, quoted
from graphmodel.files.guard import guarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graphmodel.dataset.given import Given


@guarded
@dataclass(frozen=True, slots=True)
class Gift:
    """Ground that is given to one footprint.

    Attributes
    ----------
    areas
        The ground: codes or names of blocks and of footprints of other sets, or ``SET:CODE`` for
        the undecided ground of a footprint.
    to
        Code or name of a footprint that there is; blank where it is new.
    new
        Name of a footprint that there is not; blank where there is one.
    code
        Code of the new footprint; blank for one made of its name.
    footprint_set
        The set of the footprint; blank for the one of the two compared that leaves ground
        undecided.

    Raises
    ------
    ScenarioError
        When it goes to no footprint, or to two.

    Examples
    --------
    >>> gm.Gift(("E06000001",), to="E47000006").to
    'E47000006'
    """

    areas: tuple[str, ...]
    to: str = ""
    new: str = ""
    code: str = ""
    footprint_set: str = ""

    def __post_init__(self) -> None:
        findings = Findings()
        note_receiver(findings, "gift", "", to=self.to, new=self.new, code=self.code)
        if findings.failed:
            raise ScenarioError(findings.problems())


@guarded
@dataclass(frozen=True, slots=True)
class Scenario:
    """A proposal of where undecided ground goes. What it leaves out stays undecided.

    Attributes
    ----------
    name
        What it is called.
    gifts
        Which ground goes to which footprint.
    status, as_of, source, note
        How far it has come, when, who says so, and what else is to be known; blank if unknown.

    Raises
    ------
    ScenarioError
        When it has no name.

    Examples
    --------
    >>> scenario = gm.Scenario("Wessex", (gm.Gift(("E06000059",), new="Wessex"),))
    >>> scenario.gifts[0].new
    'Wessex'
    """

    name: str
    gifts: tuple[Gift, ...]
    status: str = ""
    as_of: str = ""
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip():
            findings = Findings()
            findings.add("error", "scenario", "it has no name", "Give it one.", column="name")
            raise ScenarioError(findings.problems())


def note_receiver(
    findings: Findings, file: str, column: str, *, to: str, new: str, code: str
) -> None:
    """Note that it is not clear which footprint is given ground."""
    if bool(to) == bool(new):
        message = "a gift goes either to a footprint that there is, or to a new one"
        remedy = "Write to = its code or name, or new = the name of one that there is not."
        findings.add("error", file, message, remedy, column=column)
    elif code and not new:
        message, remedy = (
            "a code is for a new footprint only",
            "Take it out, or write new = its name.",
        )
        findings.add("error", file, message, remedy, column=column, value=code)


def named_scenarios(scenarios: Sequence[Scenario], names: Iterable[str]) -> list[Scenario]:
    """Return the scenarios of some names, in capital letters or not, in the order of the names.

    Raises
    ------
    OptionError
        When there is none of a name.
    """
    known = {scenario.name.casefold(): scenario for scenario in scenarios}
    found = []
    for name in names:
        if name.casefold() not in known:
            every = [scenario.name for scenario in scenarios]
            near = nearest(name, every)
            hint = f"did you mean {quoted(near)}?" if near else f"there is {listed(every)}"
            raise OptionError(f"there is no scenario {quoted(name)}: {hint}")
        found.append(known[name.casefold()])
    return found


def scenario_of(given: Given, name: str) -> Scenario:
    """Return what a plan gives as a scenario, so that it can be tried with other plans.

    Parameters
    ----------
    given
        What a plan, or the page, gives.
    name
        What the scenario is to be called.
    """
    titles = {(footprint_set, code): title for footprint_set, code, title in given.footprints}
    areas: dict[tuple[str, str], list[str]] = {}
    for organisation, footprint_set, code in given.memberships:
        areas.setdefault((footprint_set, code), []).append(organisation)
    gifts = [
        Gift(tuple(codes), new=titles[key], code=key[1], footprint_set=key[0])
        if key in titles
        else Gift(tuple(codes), to=key[1], footprint_set=key[0])
        for key, codes in areas.items()
    ]
    return Scenario(name, tuple(gifts))


@guarded
def scenarios_toml(
    scenarios: Iterable[Scenario], *, about: str = "", names: Mapping[str, str] | None = None
) -> str:
    """Return scenarios as the text of a file that :func:`graphmodel.read_scenarios` reads.

    Parameters
    ----------
    scenarios
        In the order of the file.
    about
        Lines to stand at its head.
    names
        Names of areas, to stand behind their codes.

    Examples
    --------
    >>> gift = gm.Gift(("E06000059",), new="Wessex")
    >>> print(gm.scenarios_toml([gm.Scenario("Wessex", (gift,))]))
    <BLANKLINE>
    [[scenario]]
    name = "Wessex"
    [[scenario.gift]]
    new = "Wessex"
    areas = [
      "E06000059",
    ]
    """
    lines = [f"# {line}".rstrip() for line in about.splitlines()]
    for scenario in scenarios:
        lines += ["", "[[scenario]]", f"name = {_text(scenario.name)}"]
        for key in ("status", "as_of", "source", "note"):
            value = getattr(scenario, key)
            lines += [f"{key} = {_text(value)}"] if value else []
        for gift in scenario.gifts:
            lines += _gift_lines(gift, names or {})
    return "\n".join(lines) + "\n"


def _gift_lines(gift: Gift, names: Mapping[str, str]) -> Iterator[str]:
    yield "[[scenario.gift]]"
    for key, value in (
        ("set", gift.footprint_set),
        ("to", gift.to),
        ("new", gift.new),
        ("code", gift.code),
    ):
        if value:
            yield f"{key} = {_text(value)}"
    yield "areas = ["
    for area in gift.areas:
        name = " ".join(names.get(area, "").split())
        yield f"  {_text(area)},  # {name}" if name.isprintable() and name else f"  {_text(area)},"
    yield "]"


def _text(text: str) -> str:
    # A text of JSON is one of TOML, but for this letter.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
