"""Results as flat frames, with the names of things beside their codes.

Numbers are left as computed, unrounded; several things in one cell are joined by semicolons.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from graphmodel.labels import blocks_label, capital, grade_label
from graphmodel.partners import partner_burden, partner_footprints
from graphmodel.suggestion import suggestions
from graphmodel.wording import plural, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graphmodel.assessment import Assessment
    from graphmodel.dataset import Dataset
    from graphmodel.overlap import Overlap
    from graphmodel.plan import Plan
    from graphmodel.suggestion import Suggestion

__all__ = [
    "Names",
    "assignment_frame",
    "evidence_text",
    "footprints_frame",
    "measures_frame",
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
    and ``changes``: the labels of the sets in which these people change footprint.
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


def measures_frame(
    dataset: Dataset, before: Assessment, after: Assessment | None = None
) -> pd.DataFrame:
    """Return every figure of an assessment, or of those before and after a plan, one row each.

    Columns ``measure`` (its key in JSON, nested keys joined by dots), ``meaning``, ``unit``,
    ``before`` and ``after``; ``value`` instead of these two where there is one assessment only.

    Parameters
    ----------
    dataset
        Where labels come from.
    before, after
        The assessments.
    """
    rows = pd.DataFrame(_figures(dataset, before), columns=["measure", "meaning", "unit", "value"])
    if after is None:
        return rows
    later = {key: value for key, _, _, value in _figures(dataset, after)}
    return rows.rename(columns={"value": "before"}).assign(
        after=[later.get(key, math.nan) for key in rows["measure"]]
    )


def _figures(dataset: Dataset, assessment: Assessment) -> Iterator[tuple[str, str, str, float]]:
    """Yield key, meaning, unit and value of every figure."""
    people, blocks = dataset.people_label, plural(blocks_label(dataset))
    labels = {name: plural(dataset.label(name)) for name in assessment.compare}
    many, others = labels.values()
    yield "people", f"All {people}", people, assessment.people
    covered = f"{capital(people)} covered by both sets"
    yield "people_covered", covered, people, assessment.people_covered
    yield from _counts(assessment, labels, people)
    missing = assessment.uncovered
    outside = f"without a footprint in one of the sets ({many} or {others})"
    yield "uncovered.blocks", f"{capital(blocks)} {outside}", blocks, missing["blocks"]
    yield "uncovered.people", f"{capital(people)} {outside}", people, missing["people"]
    for name, split in assessment.organisations_split.items():
        key = f"organisations_split.{name}"
        yield key, f"{capital(blocks)} divided between {labels[name]}", blocks, split
    for grade, count in assessment.evidence.items():
        meaning = f"{capital(people)} placed on {grade_label(grade)} evidence"
        yield f"evidence.{grade}", meaning, people, count
    yield from _measures(assessment, labels, people, blocks)


def _counts(
    assessment: Assessment, labels: Mapping[str, str], people: str
) -> Iterator[tuple[str, str, str, float]]:
    """Yield what is counted, as it is and with slivers ignored."""
    for name, count in assessment.footprints.items():
        yield f"footprints.{name}", f"All {labels[name]}", labels[name], count
    whole_counts: dict[str, Any] = {
        "overlapping_pairs": assessment.overlapping_pairs,
        "components": assessment.components,
        "relations": assessment.relations,
        "coterminous_pairs": assessment.coterminous_pairs,
        "people_coterminous": assessment.people_coterminous,
        "coterminous_share": assessment.coterminous_share,
    }
    tolerant = assessment.without_slivers
    for prefix, counts in (("", whole_counts), ("without_slivers.", tolerant)):
        if not counts:
            continue
        note = ", slivers ignored" if prefix else ""
        for key, meaning, unit in (
            ("overlapping_pairs", "Pairs of footprints that overlap", "pairs"),
            ("components", "Groups of footprints that hang together", "groups"),
            ("coterminous_pairs", "Pairs of footprints that are coterminous", "pairs"),
            ("people_coterminous", f"{capital(people)} in coterminous footprints", people),
            ("coterminous_share", "The same as a share of all", "share"),
        ):
            yield prefix + key, meaning + note, unit, counts[key]
        for name, relations in counts["relations"].items():
            for relation, count in relations.items():
                key = f"{prefix}relations.{name}.{relation}"
                yield key, f"{capital(labels[name])}: {relation}{note}", labels[name], count


def _measures(
    assessment: Assessment, labels: Mapping[str, str], people: str, blocks: str
) -> Iterator[tuple[str, str, str, float]]:
    (first, many), (second, others) = labels.items()
    values = assessment.measures
    for key, meaning, unit in (
        ("variation_of_information", "Variation of information: 0 where the sets agree", "nats"),
        ("v_measure", "V-measure: 1 where the sets agree", "0 to 1"),
        ("homogeneity", f"Homogeneity: 1 where {others} each lie within one footprint", "0 to 1"),
        ("completeness", f"Completeness: 1 where {many} each lie within one footprint", "0 to 1"),
        (
            "adjusted_rand_index",
            f"Adjusted Rand index of {blocks}, each counting as one",
            "up to 1",
        ),
    ):
        yield f"measures.{key}", meaning, unit, values[key]
    for name, nested, within in ((first, many, others), (second, others, many)):
        meaning = f"Split-join distance: {people} to change so that {nested} nest in {within}"
        yield f"measures.split_join.{name}", meaning, people, values["split_join"][name]
    meaning = f"Transfer distance: {people} outside the best one-to-one match"
    yield "measures.transfer_distance", meaning, people, values["transfer_distance"]


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
