"""What a plan file has to look like before it is taken for a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from graphmodel.dataset.given import Given
from graphmodel.dataset.targets import Target, Undecided  # noqa: TC001 - pydantic reads them
from graphmodel.plans.misfits import Stated, refuse, unsound_aims

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, strict=True)


class DatasetPart(_Part):
    """Which dataset the plan is for."""

    name: str
    sha256: str
    sha256_all: str | None = None


class OptionsPart(_Part):
    """What was asked for, as :class:`graphmodel.plans.asked.Asked` has it; others are kept."""

    lead: str | None = None
    target: Target | None = None
    method: str = "manual"
    undecided: Undecided = "separate"
    ignore_below: Annotated[float, Field(ge=0, lt=1)] = 0.0
    footprints: int | None = None
    max_moved: Annotated[float, Field(ge=0, le=1)] | None = None
    locked: dict[str, list[str]] | None = None
    rules: dict[str, Any] | None = None
    rules_not_bound: dict[str, list[str]] | None = None
    rules_notes: list[str] | None = None
    disturbance: float | None = None
    disturbance_lower_bound: float | None = None
    modularity: str | None = None
    graphs: list[str] | None = None
    resolutions: dict[str, list[float]] | None = None
    seeds: int | None = None
    runs: int | None = None
    graph: str | None = None
    resolution: float | None = None
    seed: int | None = None


class ResultingPart(_Part):
    """A footprint that the plan results in."""

    footprint: str
    name: str


class AssignmentPart(_Part):
    """Where a portion is, and where it will be: two keys a set, so known by the set's name."""

    organisation: str
    people: Annotated[float, Field(ge=0)]

    def at(self, footprint_set: str) -> str:
        """Return the footprint that the portion is in."""
        return str((self.model_extra or {})[footprint_set])

    def to(self, footprint_set: str) -> str:
        """Return the footprint that the portion will be in."""
        return str((self.model_extra or {})[f"to_{footprint_set}"])


class GivenFootprintPart(_Part):
    """A footprint that there was not."""

    footprint_set: str
    footprint: str
    name: str


class GivenMembershipPart(_Part):
    """A footprint for a block that has none in a set."""

    organisation: str
    footprint_set: str
    footprint: str


class GivenPart(_Part):
    """What the plan supposes beyond the dataset."""

    footprints: list[GivenFootprintPart] = []
    memberships: list[GivenMembershipPart] = []

    def to_given(self) -> Given:
        """Return it as the plan carries it."""
        return Given(
            memberships=tuple(
                (row.organisation, row.footprint_set, row.footprint) for row in self.memberships
            ),
            footprints=tuple(
                (row.footprint_set, row.footprint, row.name) for row in self.footprints
            ),
        )


class SuggestionPart(_Part):
    """As much of a suggestion as cannot be recomputed; steps are never taken from a file."""

    action: str = ""
    footprint_set: str = ""
    into: str = ""
    support: float | None = None


CLOSED: Final[tuple[type[BaseModel], ...]] = (
    DatasetPart,
    OptionsPart,
    GivenPart,
    GivenFootprintPart,
    GivenMembershipPart,
)
"""Parts in which a key that is not theirs means nothing."""


def _different(pair: tuple[str, str]) -> tuple[str, str]:
    if pair[0] == pair[1]:
        raise ValueError("two different footprint sets are needed")
    return pair


class PlanFile(_Part):
    """A plan file, as far as it defines the plan.

    Footprints of today keep their names; ``resulting`` names new ones. ``names`` are a user's own.
    """

    dataset: DatasetPart
    compare: Annotated[tuple[str, str], Field(strict=False), AfterValidator(_different)]
    options: OptionsPart = OptionsPart()
    given: GivenPart = GivenPart()
    names: dict[str, dict[str, str]] = {}
    resulting: dict[str, list[ResultingPart]] | None = None
    successors: dict[str, dict[str, str]]
    assignment: list[AssignmentPart]
    lower_bound: float | None = None
    optimal: bool | None = None
    suggestions: list[SuggestionPart] = []

    def defined(self) -> Stated:
        """Return what defines the plan."""
        first, second = self.compare
        listed = None
        if self.resulting is not None:
            listed = {
                name: [row.footprint for row in rows] for name, rows in self.resulting.items()
            }
        rows = [
            (
                *(row.organisation, row.at(first), row.at(second)),
                *(row.people, row.to(first), row.to(second)),
            )
            for row in self.assignment
        ]
        return Stated(self.successors, listed, self.names, rows)


def plan_schema(compare: tuple[str, str]) -> dict[str, Any]:
    """Return the JSON Schema of a plan file for two sets, by which the page checks its form too."""
    schema: dict[str, Any] = _bare(PlanFile.model_json_schema())
    parts, keys = schema["$defs"], schema["properties"]
    for part in CLOSED:
        parts[part.__name__]["additionalProperties"] = False
    rows = [key for name in compare for key in (name, f"to_{name}")]
    parts["AssignmentPart"]["required"] += rows
    parts["AssignmentPart"]["properties"] |= {key: {"type": "string"} for key in rows}
    for part in (keys["successors"], keys["names"], keys["resulting"]["anyOf"][0]):
        part["properties"] = dict.fromkeys(compare, part["additionalProperties"])
        part["additionalProperties"] = False
        part["required"] = [] if part is keys["names"] else list(compare)
    return schema


def _bare(schema: object) -> Any:  # noqa: ANN401 - a part of a schema
    """Leave out of a schema what only people read."""
    if isinstance(schema, list):
        return [_bare(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    told = ("title", "description", "default")
    return {key: _bare(each) for key, each in schema.items() if key not in told}


def check_plan(stated: dict[str, Any], name: str) -> PlanFile:
    """Return a plan file as parts, or refuse it with everything that is wrong with its form."""
    try:
        file = PlanFile.model_validate(stated)
    except ValidationError as error:
        found = [
            f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors()
        ]
    else:
        aims = unsound_aims(file.compare, file.options.lead, file.options.target)
        found = [*_missing(file), *aims]
    refuse(name, found)
    return file


def _missing(file: PlanFile) -> Iterator[str]:
    """Say what is missing for one of the sets compared."""
    named = {"successors": set(file.successors)}
    if file.resulting is not None:
        named["resulting"] = set(file.resulting)
    for part, sets in named.items():
        for footprint_set in file.compare:
            if footprint_set not in sets:
                yield f"{part}: the set {footprint_set!r} is missing"
    for footprint_set in sorted(set(file.names) - set(file.compare)):
        yield f"names: {footprint_set!r} is not compared"
    keys = [key for name in file.compare for key in (name, f"to_{name}")]
    for number, row in enumerate(file.assignment, start=1):
        extra = row.model_extra or {}
        for key in keys:
            if not isinstance(extra.get(key), str):
                yield f"assignment, entry {number}: {key!r} is missing or no text"
