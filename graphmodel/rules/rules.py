"""Rules that a user can set for joint plans: what they say, as a file or as options carry it.

A rules file is TOML. Nothing in it is looked up here: :func:`graphmodel.rule_places.locate` does
that, for one dataset and one pair of footprint sets.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from graphmodel.errors import RulesError
from graphmodel.files.disk import read_bounded
from graphmodel.files.findings import Findings, listed, nearest, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["RELATIONSHIP", "Contiguous", "OrganisationRule", "Rules", "read_rules"]

Contiguous: TypeAlias = Literal["land"] | bool


RELATIONSHIP: Final = "relationship"
"""The cost that is no footprint set's: that of a partner relationship broken."""


_KEYS: Final = (
    "people",
    "groups",
    "keep",
    "together",
    "apart",
    "whole",
    "contiguous",
    "organisations",
    "cost",
)


_ORGANISATION_KEYS: Final = ("kind", "type", "least")


_LIMIT_KEYS: Final = ("least", "most")


_NAMED_AT_LEAST: Final = 2


_MOST: Final = 1_000_000_000_000
"""Limits and costs beyond this are slips, and their products would leave what floats can hold."""


_SIZE_LIMIT: Final = 1_000_000
"""Bytes that a rules file may have."""


@dataclass(frozen=True, slots=True)
class OrganisationRule:
    """Every group has at least so many organisations of a kind.

    Attributes
    ----------
    kind
        Kind of organisation.
    type
        Type of it; empty where any will do.
    least
        How many of them.
    """

    kind: str
    type: str = ""
    least: int = 1


@dataclass(frozen=True)
class Rules:
    """What joint plans must comply with, and what disturbance costs.

    Footprints are named by set and code (``stp:E54000035``), or by set and name, or by a code or
    name alone that no other footprint of the two sets bears.

    Attributes
    ----------
    people_least, people_most
        People of every group, those outside included.
    groups_least, groups_most
        How many groups there are.
    keep
        Footprints kept as they are.
    together, apart
        Footprints in one group; footprints in a group each.
    whole
        Footprint sets: the blocks that lie entirely in one footprint of such a set go to one group.
    contiguous
        Whether the ground of every group hangs together; ``land`` where water does not count.
    organisations
        Organisations that every group has.
    cost
        Cost by footprint set of a person who changes footprint in it (1 unless given), and under
        ``relationship`` that of a partner relationship broken (0 unless given).
    source
        The file as its owner knows it.
    """

    people_least: float | None = None
    people_most: float | None = None
    groups_least: int | None = None
    groups_most: int | None = None
    keep: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()
    whole: tuple[str, ...] = ()
    contiguous: Contiguous = False
    organisations: tuple[OrganisationRule, ...] = ()
    cost: Mapping[str, float] = field(default_factory=dict)
    source: str = field(default="rules", compare=False)

    def __post_init__(self) -> None:
        # Options come as lists as often as not.
        for name in ("keep", "whole", "organisations"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        for name in ("together", "apart"):
            object.__setattr__(self, name, tuple(tuple(names) for names in getattr(self, name)))

    def __hash__(self) -> int:
        return hash((self.people_least, self.people_most, self.keep, self.together, self.apart))

    @property
    def binding(self) -> bool:
        """Whether there is any rule; costs are none."""
        return replace(self, cost={}) != Rules()

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any], *, source: str = "rules") -> Rules:
        """Return the rules that a mapping, such as a parsed TOML file, sets.

        Parameters
        ----------
        mapping
            Keys and values as in a rules file.
        source
            The file as its owner knows it, for messages.

        Raises
        ------
        RulesError
            With every key that is unknown and every value of the wrong form.
        """
        reader = _Reader(source)
        rules = reader.rules(mapping)
        problems = reader.findings.problems()
        if problems:
            raise RulesError(problems)
        return rules

    def to_mapping(self) -> dict[str, Any]:
        """Return what :meth:`from_mapping` takes; nothing that is not set."""
        limits: dict[str, dict[str, float | None]] = {
            "people": {"least": self.people_least, "most": self.people_most},
            "groups": {"least": self.groups_least, "most": self.groups_most},
        }
        found: dict[str, Any] = {
            key: {word: value for word, value in pair.items() if value is not None}
            for key, pair in limits.items()
        }
        found |= {"keep": list(self.keep), "whole": list(self.whole)}
        found |= {key: [list(names) for names in getattr(self, key)] for key in _LISTS_OF_LISTS}
        found |= {
            "contiguous": self.contiguous,
            "organisations": [
                {"kind": rule.kind}
                | ({"type": rule.type} if rule.type else {})
                | {"least": rule.least}
                for rule in self.organisations
            ],
            "cost": dict(self.cost),
        }
        return {key: found[key] for key in _KEYS if found[key]}

    def with_options(
        self,
        *,
        least_people: float | None = None,
        most_people: float | None = None,
        keep: Iterable[str] = (),
        together: Iterable[Sequence[str]] = (),
        apart: Iterable[Sequence[str]] = (),
        whole: Iterable[str] = (),
        contiguous: Contiguous = False,
    ) -> Rules:
        """Return these rules with some more: lists grow, and limits given here count instead.

        Raises
        ------
        RulesError
            When an option is of the wrong form.
        """
        mapping = self.to_mapping()
        limits = {"least": least_people, "most": most_people}
        people = mapping.get("people", {}) | {
            word: value for word, value in limits.items() if value is not None
        }
        added = {
            "people": people,
            "keep": list(dict.fromkeys([*self.keep, *keep])),
            "whole": list(dict.fromkeys([*self.whole, *whole])),
            "together": _joined(self.together, together),
            "apart": _joined(self.apart, apart),
            "contiguous": contiguous or self.contiguous,
        }
        return Rules.from_mapping(
            mapping | {key: value for key, value in added.items() if value}, source=self.source
        )


_LISTS_OF_LISTS: Final = ("together", "apart")


def _joined(some: Iterable[Sequence[str]], others: Iterable[Sequence[str]]) -> list[list[str]]:
    return [list(names) for names in dict.fromkeys(map(tuple, [*some, *others]))]


def read_rules(path: str | Path) -> Rules:
    """Read a rules file.

    Parameters
    ----------
    path
        A TOML file.

    Raises
    ------
    RulesError
        When the file cannot be read, is no TOML, or says what no rule says: with every problem.
    """
    path = Path(path)
    findings = Findings()
    try:
        # Editors on Windows put a mark at the beginning that TOML does not know.
        mapping = tomllib.loads(read_bounded(path, _SIZE_LIMIT).decode("utf-8-sig"))
    except OSError as error:
        findings.add("error", path.name, f"cannot be read: {error.strerror or error}")
    except UnicodeDecodeError:
        findings.add("error", path.name, "is not text in UTF-8", "Save it as plain text, UTF-8.")
    except RecursionError:
        findings.add("error", path.name, "is no TOML that can be read: it is nested too deeply")
    except tomllib.TOMLDecodeError as error:
        remedy = 'Texts stand in quotes, lists in square brackets: keep = ["stp:E54000035"].'
        findings.add("error", path.name, f"is no TOML: {error}", remedy)
    except ValueError:
        findings.add("error", path.name, "is no TOML that can be read: a number is too long")
    else:
        return Rules.from_mapping(mapping, source=path.name)
    raise RulesError(findings.problems())


def _written(value: object) -> str:
    try:
        return repr(value)
    except ValueError:  # Python writes whole numbers of a few thousand digits only
        return "a number of thousands of digits"


class _Reader:
    """Turns a mapping into rules and notes what is wrong with it."""

    def __init__(self, source: str) -> None:
        self.findings = Findings()
        self._source = source

    def rules(self, mapping: Mapping[str, Any]) -> Rules:
        self._known(mapping, _KEYS, "")
        people = self._limits("people", mapping.get("people", {}))
        groups = mapping.get("groups", {})
        if isinstance(groups, int):
            groups = {"least": groups, "most": groups}
        counts = self._limits("groups", groups, whole=True)
        least, most = counts.get("least"), counts.get("most")
        return Rules(
            people_least=people.get("least"),
            people_most=people.get("most"),
            groups_least=None if least is None else int(least),
            groups_most=None if most is None else int(most),
            keep=self._names("keep", mapping.get("keep", [])),
            together=self._lists("together", mapping.get("together", [])),
            apart=self._lists("apart", mapping.get("apart", [])),
            whole=self._names("whole", mapping.get("whole", [])),
            contiguous=self._contiguous(mapping.get("contiguous", False)),
            organisations=self._organisations(mapping.get("organisations", [])),
            cost=self._cost(mapping.get("cost", {})),
            source=self._source,
        )

    def _wrong(self, key: str, value: object, message: str, remedy: str = "") -> None:
        shown = value if isinstance(value, str) else _written(value)
        self.findings.add("error", self._source, message, remedy, column=key, value=shown)

    def _known(self, mapping: Mapping[str, Any], known: Sequence[str], place: str) -> None:
        for key in mapping:
            if key not in known:
                near = nearest(key, known)
                hint = f"Did you mean {near}?" if near else f"There are {listed(known)}."
                within = f" in {place}" if place else ""
                self._wrong(f"{place}.{key}" if place else key, "", f"no such rule{within}", hint)

    def _limits(self, key: str, value: object, *, whole: bool = False) -> dict[str, float]:
        if not isinstance(value, dict):
            example = "12, or { least = 10, most = 14 }" if whole else "{ least = 1_000_000 }"
            self._wrong(key, value, "takes limits", f"Write {key} = {example}.")
            return {}
        self._known(value, _LIMIT_KEYS, key)
        found = {}
        for word in _LIMIT_KEYS:
            if word in value:
                number = self._number(f"{key}.{word}", value[word], whole=whole)
                if number is not None:
                    found[word] = number
        return found

    def _number(self, key: str, value: object, *, whole: bool = False) -> float | None:
        fits = isinstance(value, (int, float)) and not isinstance(value, bool)
        if fits and isinstance(value, (int, float)) and value <= _MOST:
            if whole and isinstance(value, int) and value >= 1:
                return value
            if not whole and value >= 0:
                return float(value)
        wanted = f"a {'whole number from 1' if whole else 'number from 0'} to {_MOST:,}"
        self._wrong(key, value, f"takes {wanted}", "Numbers are written without quotes: 1_000_000.")
        return None

    def _names(self, key: str, value: object) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(name, str) and name for name in value):
            return tuple(dict.fromkeys(value))
        example = '["council"]' if key == "whole" else '["stp:E54000035"]'
        self._wrong(key, value, "takes a list of names", f"Write {key} = {example}.")
        return ()

    def _lists(self, key: str, value: object) -> tuple[tuple[str, ...], ...]:
        remedy = f'Write {key} = [["stp:E54000034", "ldr:LDR66"]].'
        if not isinstance(value, list) or not all(isinstance(names, list) for names in value):
            self._wrong(key, value, "takes a list of lists of names", remedy)
            return ()
        found = []
        for place, names in enumerate(value, start=1):
            spot = f"{key}[{place}]"
            if not all(isinstance(name, str) and name for name in names):
                self._wrong(spot, names, "takes a list of names", remedy)
            elif len(set(names)) < _NAMED_AT_LEAST:
                self._wrong(spot, names, "names fewer than two footprints", remedy)
            else:
                found.append(tuple(dict.fromkeys(names)))
        return tuple(found)

    def _contiguous(self, value: object) -> Contiguous:
        if isinstance(value, bool):
            return value
        if value == "land":
            return "land"
        self._wrong("contiguous", value, 'takes true, false or "land"')
        return False

    def _organisations(self, value: object) -> tuple[OrganisationRule, ...]:
        remedy = 'Write [[organisations]] on a line, then kind = "provider" and least = 1 below it.'
        if not isinstance(value, list) or not all(isinstance(rule, dict) for rule in value):
            self._wrong("organisations", value, "takes tables", remedy)
            return ()
        found = []
        for place, rule in enumerate(value, start=1):
            spot = f"organisations[{place}]"
            self._known(rule, _ORGANISATION_KEYS, spot)
            if "kind" not in rule:
                self._wrong(f"{spot}.kind", "", "is missing", remedy)
            for word in ("kind", "type"):
                if word in rule and not isinstance(rule[word], str):
                    self._wrong(f"{spot}.{word}", rule[word], "takes a text", remedy)
            least = self._number(f"{spot}.least", rule.get("least", 1), whole=True)
            found.append(
                OrganisationRule(str(rule.get("kind")), str(rule.get("type", "")), int(least or 1))
            )
        return tuple(found)

    def _cost(self, value: object) -> dict[str, float]:
        if not isinstance(value, dict):
            self._wrong("cost", value, "takes a table", "Write [cost] on a line, then stp = 2.0.")
            return {}
        found = {}
        for key, cost in value.items():
            number = self._number(f"cost.{quoted(key)[1:-1]}", cost)
            if number is not None:
                found[key] = number
        return found
