"""What can be asked of a plan, what is asked where nobody says, and the record of what was."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias, get_args

from graphmodel.exact.limits import TIME_LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.dataset.targets import Target, Undecided
    from graphmodel.overlap.overlap import Overlap
    from graphmodel.rules.rules import Rules

CommunityMethod: TypeAlias = Literal["louvain", "projection"]

COMMUNITY_METHODS: Final[tuple[CommunityMethod, ...]] = get_args(CommunityMethod)
"""Methods of proposing by community detection; what each looks at, :mod:`communities` says."""

Method: TypeAlias = Literal["exact", CommunityMethod]

METHODS: Final[tuple[Method, ...]] = get_args(Method)
"""How a plan can be found."""

MAX_MOVED: Final = 0.01
"""Share of the covered people that a joint plan may move unless the user says otherwise."""

SEEDS: Final = 5
"""Runs at each resolution of community detection unless the user says otherwise."""


@dataclass(frozen=True)
class Asked:
    """What was asked for, and what the method says of how it went about it.

    Plan files carry it as their ``options``, in this order.

    Attributes
    ----------
    lead
        The set that does not change, or ``joint``; None for doing nothing. A plan made by hand has
        the one chosen for it, if any: it is judged by that.
    target
        What the plan aims at; likewise.
    method
        How it was found: one of ``METHODS``, or else ``manual`` or ``unchanged``.
    undecided
        How undecided ground is taken. ``separate``: the undecided people of each footprint count as
        a footprint of the other set of their own; they never change footprint. ``open``: they are
        left out of account, as if they will follow. Joint coterminous plans leave them out.
    footprints
        Number of joint footprints; of a plan made by hand how many it is to end in.
    max_moved
        Share of the covered people that may move, where that was asked instead; no plan has it,
        for by then there is a number.
    rules
        What the plan complies with, and what disturbance costs; None for nothing.
    rules_not_bound, rules_notes
        What rules say nothing on, and what is to be known of them.
    disturbance, disturbance_lower_bound
        The cost that was minimised under rules, and what any such plan costs, as far as proved.
    modularity, graphs, resolutions, seeds, runs
        How communities were looked for: which modularity was maximised, on which graphs, at which
        resolutions by graph, how often at each, and how often in all.
    graph, resolution, seed
        The run that the plan comes from.
    further
        What else a plan file carries, as it stands there.
    """

    lead: str | None = None
    target: Target | None = None
    method: str = "manual"
    undecided: Undecided = "separate"
    footprints: int | None = None
    max_moved: float | None = None
    rules: Rules | None = None
    rules_not_bound: Mapping[str, Sequence[str]] | None = None
    rules_notes: Sequence[str] | None = None
    disturbance: float | None = None
    disturbance_lower_bound: float | None = None
    modularity: str | None = None
    graphs: Sequence[str] | None = None
    resolutions: Mapping[str, Sequence[float]] | None = None
    seeds: int | None = None
    runs: int | None = None
    graph: str | None = None
    resolution: float | None = None
    seed: int | None = None
    further: Mapping[str, Any] = field(default_factory=dict)

    @property
    def share_moved(self) -> float:
        """Share of the covered people that may move where no number of footprints is asked for."""
        return MAX_MOVED if self.max_moved is None else self.max_moved

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Asked:
        """Return what the options of a plan file say.

        Raises
        ------
        RulesError
            When its rules are none.
        """
        known = {each.name for each in fields(cls)} - {"max_moved", "further"}
        values = {key: value for key, value in options.items() if key in known}
        if values.get("rules"):
            # Imported here: few plans have rules.
            from graphmodel.rules.rules import Rules  # noqa: PLC0415

            values["rules"] = Rules.from_mapping(values["rules"], source="options.rules")
        else:
            values["rules"] = None
        rest = {key: value for key, value in options.items() if key not in known}
        return cls(**values, further=rest)

    def to_options(self) -> dict[str, Any]:
        """Return what a plan file carries beside lead, target, method and tolerance."""
        told = {each.name: getattr(self, each.name) for each in fields(self)[3:-1]}
        told["max_moved"] = None
        told["rules"] = self.rules.to_mapping() if self.rules else self._no_rules()
        return {key: value for key, value in told.items() if value is not None} | {**self.further}

    def _no_rules(self) -> dict[str, Any] | None:
        """Say that there are none where there could be: of joint footprints."""
        return None if self.footprints is None else {}


class Task(NamedTuple):
    """What is asked for, what a plan for it is made of, and how long that may take.

    Attributes
    ----------
    dataset, overlap
        What the plan is for.
    asked
        What is asked for.
    time_limit
        Seconds for each model that is solved.
    progress
        Called with a sentence now and then.
    """

    dataset: Dataset
    overlap: Overlap
    asked: Asked
    time_limit: float = TIME_LIMIT
    progress: Callable[[str], None] | None = None
