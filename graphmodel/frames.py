"""Results as flat frames, with the names of things beside their codes.

Numbers are left as computed, unrounded; several things in one cell are joined by semicolons.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from graphmodel.partners import partner_burden, partner_footprints
from graphmodel.suggestion import suggestions
from graphmodel.wording import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphmodel.dataset import Dataset
    from graphmodel.overlap import Overlap
    from graphmodel.plan import Plan
    from graphmodel.suggestion import Suggestion

__all__ = [
    "Names",
    "assignment_frame",
    "evidence_text",
    "footprints_frame",
    "partners_frame",
    "sources_frame",
    "suggestions_frame",
]


class Names:
    """Names of organisations, and of the footprints of two sets.

    Parameters
    ----------
    dataset
        Where organisations and labels come from.
    overlap
        Where footprints come from: the sets as they are, or as a plan would make them.
    """

    def __init__(self, dataset: Dataset, overlap: Overlap) -> None:
        rows = dataset.organisations
        self._dataset = dataset
        self._organisations: dict[str, str] = dict(
            zip(rows["organisation"], rows["name"], strict=True)
        )
        self._footprints: dict[tuple[str, str], str] = {
            (footprint_set, code): name
            for footprint_set, code, name in overlap.footprints[
                ["footprint_set", "footprint", "name"]
            ].itertuples(index=False, name=None)
        }

    def organisation(self, code: str) -> str:
        """Return the name of an organisation."""
        return self._organisations.get(code, code)

    def footprint(self, footprint_set: str, code: str) -> str:
        """Return the name of a footprint, bare."""
        return self._footprints.get((footprint_set, code), code)

    def labelled(self, footprint_set: str, code: str) -> str:
        """Return the name of a footprint with its set's label: ``Devon LDR``."""
        return f"{self.footprint(footprint_set, code)} {self._dataset.label(footprint_set)}"


def evidence_text(evidence: Mapping[str, float]) -> str:
    """Return people by grade of evidence: ``documented 561,538; inferred 1,257,913``."""
    return _listed(f"{grade} {whole(people)}" for grade, people in evidence.items())


def _listed(items: Iterable[str]) -> str:
    return "; ".join(items)


def suggestions_frame(plan: Plan, *, steps: Sequence[Suggestion] | None = None) -> pd.DataFrame:
    """Return the suggestions of a plan, one row each, by rank.

    Parameters
    ----------
    plan
        A plan.
    steps
        Its suggestions, where they are at hand already.

    Returns
    -------
    pandas.DataFrame
        Columns as in :class:`graphmodel.Suggestion`, with codes, or names of partners, joined by
        semicolons, and ``sources`` under its name ``from``; ``from_names``, ``into_name`` and
        ``organisation_names`` say the same in names; ``weakest_evidence`` is the weakest grade in
        ``evidence``. ``people_affected`` and ``people_moved`` are people,
        ``coterminous_share_after`` and ``support`` shares of 1.
    """
    before, after = Names(plan.dataset, plan.overlap), Names(plan.dataset, plan.overlap_after)
    rows = [
        {
            "rank": step.rank,
            "package": step.package,
            "action": step.action,
            "footprint_set": step.footprint_set,
            "from": _listed(step.sources),
            "from_names": _listed(before.labelled(step.footprint_set, c) for c in step.sources),
            "into": step.into,
            "into_name": after.labelled(step.footprint_set, step.into),
            "organisations": _listed(step.organisations),
            "organisation_names": _listed(map(before.organisation, step.organisations)),
            "people_affected": step.people_affected,
            "people_moved": step.people_moved,
            "estimated": step.estimated,
            "coterminous_share_after": step.coterminous_share_after,
            "shared_providers": _listed(map(before.organisation, step.shared_providers)),
            "shared_councils": _listed(map(before.organisation, step.shared_councils)),
            "partners_with_fewer": _listed(map(before.organisation, step.partners_with_fewer)),
            "partners_with_more": _listed(map(before.organisation, step.partners_with_more)),
            "support": step.support,
            "evidence": evidence_text(step.evidence),
            # Grades come strongest first.
            "weakest_evidence": next(reversed(step.evidence), ""),
            "reason": step.reason,
        }
        for step in (suggestions(plan) if steps is None else steps)
    ]
    return pd.DataFrame(rows, columns=_SUGGESTION_COLUMNS)


_SUGGESTION_COLUMNS = [
    "rank",
    "package",
    "action",
    "footprint_set",
    "from",
    "from_names",
    "into",
    "into_name",
    "organisations",
    "organisation_names",
    "people_affected",
    "people_moved",
    "estimated",
    "coterminous_share_after",
    "shared_providers",
    "shared_councils",
    "partners_with_fewer",
    "partners_with_more",
    "support",
    "evidence",
    "weakest_evidence",
    "reason",
]


def assignment_frame(plan: Plan) -> pd.DataFrame:
    """Return which footprint everybody is in and will be in, one row a portion.

    Columns ``organisation``, ``organisation_name``; then for each set, for instance ``stp``,
    ``stp``, ``stp_name``, ``to_stp`` and ``to_stp_name``; ``people``, ``estimated``, ``evidence``,
    and ``changes``: the labels of the sets in which these people's footprint changes. ``people``
    are those of the portion, estimated where its block is split.
    """
    before, after = Names(plan.dataset, plan.overlap), Names(plan.dataset, plan.overlap_after)
    rows = plan.assignment
    columns: dict[str, Any] = {
        "organisation": rows["organisation"],
        "organisation_name": [before.organisation(code) for code in rows["organisation"]],
    }
    changes = [""] * len(rows)
    for place, (footprint_set, side) in enumerate(zip(plan.overlap.compare, "ab", strict=True)):
        label = plan.dataset.label(footprint_set)
        for names, prefix in ((before, ""), (after, "to_")):
            codes = rows[prefix + side]
            columns[prefix + footprint_set] = codes
            columns[f"{prefix}{footprint_set}_name"] = [
                names.footprint(footprint_set, code) for code in codes
            ]
        changes = [
            "; ".join(filter(None, (change, label if moved else "")))
            for change, moved in zip(changes, plan.moved[place].tolist(), strict=True)
        ]
    columns |= {name: rows[name] for name in ("people", "estimated", "evidence")}
    return pd.DataFrame(columns | {"changes": changes}).reset_index(drop=True)


def footprints_frame(plan: Plan, *, after: bool = False) -> pd.DataFrame:
    """Return the footprints of both sets, one row each, those alone included.

    Columns as in ``Assessment.rows``. Before the plan ``becomes`` and ``becomes_name`` name the
    footprint that carries each on; after it ``made_from`` and ``made_from_names`` name those that
    each carries on, and ``new`` says whether there is none.

    Parameters
    ----------
    plan
        A plan.
    after
        The footprints as the plan would make them.
    """
    sets = list(plan.overlap.compare)
    if not after:
        names = Names(plan.dataset, plan.overlap_after)
        rows = plan.before.rows
        becomes = [
            str(plan.successor[sets.index(footprint_set)].loc[code])
            for footprint_set, code in zip(rows["footprint_set"], rows["footprint"], strict=True)
        ]
        found = map(names.labelled, rows["footprint_set"], becomes)
        return rows.assign(becomes=becomes, becomes_name=list(found))
    names = Names(plan.dataset, plan.overlap)
    rows = plan.after.rows
    carried: dict[tuple[str, str], list[str]] = {}
    for footprint_set, successor in zip(sets, plan.successor, strict=True):
        for code, into in successor.items():
            carried.setdefault((footprint_set, into), []).append(str(code))
    keys = list(zip(rows["footprint_set"], rows["footprint"], strict=True))
    return rows.assign(
        made_from=[_listed(carried.get(key, ())) for key in keys],
        made_from_names=[
            _listed(names.labelled(key[0], code) for code in carried.get(key, ())) for key in keys
        ],
        new=[key not in carried for key in keys],
    )


def partners_frame(plan: Plan) -> pd.DataFrame:
    """Return the burden of each partner, and the footprints it deals with, before and after.

    Columns as in :func:`graphmodel.partner_burden`, then ``footprints_before`` and
    ``footprints_after``.
    """
    burden = partner_burden(plan)
    places = partner_footprints(plan)
    moments = (
        ("before", "footprint", Names(plan.dataset, plan.overlap)),
        ("after", "after", Names(plan.dataset, plan.overlap_after)),
    )
    for moment, column, names in moments:
        dealt: dict[str, dict[str, None]] = {}
        for code, footprint_set, footprint in places[
            ["organisation", "footprint_set", column]
        ].itertuples(index=False, name=None):
            # A mapping keeps each once, in the order of sets as compared.
            dealt.setdefault(code, {})[names.labelled(footprint_set, footprint)] = None
        burden[f"footprints_{moment}"] = [
            _listed(dealt.get(code, ())) for code in burden["organisation"]
        ]
    return burden


def sources_frame(dataset: Dataset) -> pd.DataFrame:
    """Return what a reader has to know about a dataset: ``about``, ``text`` and ``link``.

    First the dataset itself, then caveats, sources and licences.
    """
    rows = [("dataset", dataset.title, ""), ("digest of its tables", dataset.sha256, "")]
    rows += [("caveat", caveat, "") for caveat in dataset.caveats]
    for about, entries in (("source", dataset.sources), ("licence", dataset.licenses)):
        rows += [
            (about, str(entry.get("title") or entry.get("name", "")), str(entry.get("path", "")))
            for entry in entries
        ]
    return pd.DataFrame(rows, columns=["about", "text", "link"])
