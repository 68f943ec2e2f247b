"""Rules that a user can set for joint plans: what they say, as a file or as options carry it.

A rules file is TOML. Each rule is declared here once, as a field of :class:`Rules`: its key in the
file, and how its value is written. What it asks for is a class in :mod:`graphmodel.rules.kinds`,
where it is looked up in a dataset, checked, and turned into rows of the model.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from graphmodel.errors import RulesError
from graphmodel.files.disk import read_bounded
from graphmodel.files.findings import Findings
from graphmodel.files.guard import guarded
from graphmodel.files.safe_text import shown_text
from graphmodel.rules.declared import (
    AMOUNT,
    COUNT,
    LAND,
    NAMES,
    TEXT,
    Reader,
    amounts,
    declared,
    lists,
    records,
    written,
)
from graphmodel.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Contiguous: TypeAlias = Literal["land"] | bool

RELATIONSHIP: Final = "relationship"
"""The cost that is no footprint set's: that of a partner relationship broken."""

_SIZE_LIMIT: Final = 1_000_000
"""Bytes that a rules file may have."""

_PEOPLE: Final = "Write people = { least = 1_000_000 }."
_GROUPS: Final = "Write groups = 12, or { least = 10, most = 14 }."
_LISTS: Final = '[["stp:E54000034", "ldr:LDR66"]]'
_TABLES: Final = 'Write [[organisations]] on a line, then kind = "provider" and least = 1 below it.'


@guarded
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

    Examples
    --------
    >>> gm.Rules(organisations=(gm.OrganisationRule("provider", least=2),)).to_mapping()
    {'organisations': [{'kind': 'provider', 'least': 2}]}
    """

    kind: str = declared("kind", TEXT, _TABLES, default=MISSING)
    type: str = declared("type", TEXT, _TABLES, default="")
    least: int = declared("least", COUNT, default=1)


@dataclass(frozen=True)
class Rules(Shown):
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

    Raises
    ------
    RulesError
        With every value of the wrong form, named as in a rules file.

    Examples
    --------
    >>> rules = gm.Rules(people_least=1_000_000, groups_most=20)
    >>> rules
    Rules(people_least=1000000, groups_most=20)
    >>> rules.binding
    True
    """

    people_least: float | None = declared("people.least", AMOUNT, _PEOPLE)
    people_most: float | None = declared("people.most", AMOUNT, _PEOPLE)
    groups_least: int | None = declared("groups.least", COUNT, _GROUPS)
    groups_most: int | None = declared("groups.most", COUNT, _GROUPS)
    keep: tuple[str, ...] = declared("keep", NAMES, 'Write keep = ["stp:E54000035"].', default=())
    together: tuple[tuple[str, ...], ...] = declared(
        "together", lists, f"Write together = {_LISTS}.", default=()
    )
    apart: tuple[tuple[str, ...], ...] = declared(
        "apart", lists, f"Write apart = {_LISTS}.", default=()
    )
    whole: tuple[str, ...] = declared("whole", NAMES, 'Write whole = ["council"].', default=())
    contiguous: Contiguous = declared(  # noqa: RUF009 - it declares a field
        "contiguous", LAND, default=False
    )
    organisations: tuple[OrganisationRule, ...] = declared(
        "organisations", records(OrganisationRule), _TABLES, default=()
    )
    cost: Mapping[str, float] = declared(
        "cost", amounts, "Write [cost] on a line, then stp = 2.0.", default_factory=dict
    )
    source: str = field(default="rules", compare=False)

    def __post_init__(self) -> None:
        # Options come as lists as often as not.
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, (list, tuple)):
                frozen = tuple(tuple(part) if isinstance(part, list) else part for part in value)
                object.__setattr__(self, one.name, frozen)
        _checked(type(self), self.to_mapping(), self.source)

    def __repr__(self) -> str:
        usual = Rules()
        said = (
            f"{one.name}={getattr(self, one.name)!r}"
            for one in fields(self)
            if getattr(self, one.name) != getattr(usual, one.name)
        )
        return shown_text(f"Rules({', '.join(said)})")

    def __hash__(self) -> int:
        values = (getattr(self, one.name) for one in fields(self) if one.compare)
        return hash(tuple(frozenset(v.items()) if isinstance(v, Mapping) else v for v in values))

    @property
    def binding(self) -> bool:
        """Whether there is any rule; costs are none."""
        return replace(self, cost={}) != Rules()

    @classmethod
    @guarded
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

        Examples
        --------
        >>> gm.Rules.from_mapping({"people": {"least": 1_000_000}, "whole": ["council"]})
        Rules(people_least=1000000.0, whole=('council',))
        """
        return cls(**_checked(cls, mapping, source), source=source)

    def to_mapping(self) -> dict[str, Any]:
        """Return what :meth:`from_mapping` takes; nothing that is not set."""
        return written(self)

    @guarded
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

        Examples
        --------
        >>> gm.Rules(groups_most=20).with_options(least_people=1_000_000)
        Rules(people_least=1000000.0, groups_most=20)
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


def _checked(kind: type, mapping: Mapping[str, Any], source: str) -> dict[str, Any]:
    """Return what a mapping says of the fields of rules; raise with all that is wrong."""
    reader = Reader(source)
    found = reader.record(kind, mapping)
    problems = reader.findings.problems()
    if problems:
        raise RulesError(problems)
    return found


def _joined(some: Iterable[Sequence[str]], others: Iterable[Sequence[str]]) -> list[list[str]]:
    return [list(names) for names in dict.fromkeys(map(tuple, [*some, *others]))]


@guarded
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

    Examples
    --------
    >>> from pathlib import Path
    >>> _ = Path("rules.toml").write_text("people = { least = 1_000_000 }")
    >>> gm.read_rules("rules.toml").people_least
    1000000.0
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
