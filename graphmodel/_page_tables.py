"""The scene in words and tables: the headline, what the plan costs, and every row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphmodel._page_states import each_row
from graphmodel.labels import ACTION_LABELS, capital
from graphmodel.partners import partner_burden
from graphmodel.plan import JOINT
from graphmodel.wording import people_phrase, plural, share_phrase, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphmodel._page_scene import Scene
    from graphmodel.assessment import Assessment
    from graphmodel.layout import NodeKey

__all__ = ["Link", "costs", "headline", "overview", "plan_sentence", "tables"]


@dataclass(frozen=True, slots=True)
class Link:
    """Something that can be chosen in the drawing.

    Attributes
    ----------
    node
        Number of the node.
    text
        Its name.
    note
        What else belongs there: a share, the evidence.
    """

    node: int
    text: str
    note: str = ""


def headline(scene: Scene) -> str:
    """Say how many footprints there are and how far they agree."""
    now = scene.plan.before
    sets = " and ".join(
        f"{whole(now.footprints[name])} {plural(scene.dataset.label(name), now.footprints[name])}"
        for name in scene.compare
    )
    label = scene.dataset.people_label
    pairs = f"{whole(now.coterminous_pairs)} {plural('pair', now.coterminous_pairs)}"
    verb = "is" if now.coterminous_pairs == 1 else "are"
    uncovered = now.uncovered["people"]
    text = (
        f"{sets}. {pairs} {verb} coterminous, with {share_phrase(now.coterminous_share)} "
        f"of the {people_phrase(now.people, label)}."
    )
    if uncovered:
        text += f" {people_phrase(uncovered, label)} are without a footprint in one of the sets."
    return text


def plan_sentence(scene: Scene) -> str:
    """Say in one sentence what the plan changes; empty where there is none."""
    plan, dataset = scene.plan, scene.dataset
    if not scene.has_plan:
        return ""
    covered = plan.before.people_covered
    parts = [
        f"{dataset.people_label} whose {dataset.label(name)} changes: "
        f"{whole(people)} ({share_phrase(people / covered if covered else 0.0)})"
        for name, people in plan.people_moved_by_set.items()
        if people or name != plan.lead
    ]
    weak = plan.people_moved_by_evidence.get("inferred", 0.0)
    if weak:
        parts[-1] += f", {whole(weak)} of them on inferred memberships"
    for name, count in _absorbed(scene).items():
        parts.append(f"{whole(count)} {plural(dataset.label(name), count)} absorbed in mergers")
    if plan.footprints_merged:
        parts[-1] += f", with {people_phrase(plan.people_merged, dataset.people_label)}"
    for name, count in _new(scene).items():
        parts.append(f"{whole(count)} new {plural(dataset.label(name), count)}")
    return f"{_plan_name(scene)}: {'; '.join(parts)}."


def _absorbed(scene: Scene) -> dict[str, int]:
    """Return the footprints absorbed in mergers by set, where there are any."""
    found: dict[str, int] = {}
    for merger in scene.plan.mergers:
        name = str(merger["footprint_set"].iloc[0])
        found[name] = found.get(name, 0) + len(merger) - 1
    return found


def _new(scene: Scene) -> dict[str, int]:
    """Return the new footprints by set, where there are any."""
    new = scene.plan.new_footprints["footprint_set"]
    return {name: count for name in scene.compare if (count := int((new == name).sum()))}


def _plan_name(scene: Scene) -> str:
    plan = scene.plan
    if plan.lead == JOINT:
        lead = "both sets may change"
    elif plan.lead:
        lead = f"led by the {plural(scene.dataset.label(plan.lead))}"
    else:
        lead = plan.method
    return f"The plan ({lead}{f', aim: {plan.target}' if plan.target else ''})"


def overview(scene: Scene) -> list[tuple[str, str, str]]:
    """Return what stands beside the drawing: measure, as it is, after the plan."""
    plan, dataset = scene.plan, scene.dataset
    now, then = plan.before, plan.after
    label = dataset.people_label
    rows = [
        (
            capital(plural(dataset.label(name))),
            *_both(now, then, lambda each, n=name: each.footprints[n]),
        )
        for name in scene.compare
    ]
    rows += [
        ("Coterminous pairs", *_both(now, then, lambda each: each.coterminous_pairs)),
        (
            f"Share of {label} in them",
            share_phrase(now.coterminous_share),
            share_phrase(then.coterminous_share),
        ),
    ]
    rows += [
        (
            f"{capital(plural(dataset.label(name)))} that straddle",
            *_both(now, then, lambda each, n=name: each.relations[n]["straddling"]),
        )
        for name in scene.compare
    ]
    rows += [
        (
            f"{capital(_block_word(scene))} split between {plural(dataset.label(name))}",
            *_both(now, then, lambda each, n=name: each.organisations_split[n]),
        )
        for name in scene.compare
    ]
    if len(dataset.partners):
        burden = partner_burden(plan)
        rows.append(
            (
                "Footprints a partner deals with, on average",
                f"{burden['before'].mean():.2f}",
                f"{burden['after'].mean():.2f}",
            )
        )
    return rows


def costs(scene: Scene) -> list[tuple[str, str]]:
    """Return what the plan costs: measure and number; nothing where there is no plan."""
    plan, label = scene.plan, capital(scene.dataset.people_label)
    if not scene.has_plan:
        return []
    rows = [
        (f"{label} whose {scene.dataset.label(name)} changes", plan.people_moved_by_set[name])
        for name in scene.compare
        if plan.people_moved_by_set[name] or name != plan.lead
    ]
    rows += [
        (f"– of them on {grade} memberships", people)
        for grade, people in plan.people_moved_by_evidence.items()
    ]
    if plan.people_moved_estimated:
        rows.append(("– of them estimated", plan.people_moved_estimated))
    rows += [
        (f"{capital(plural(scene.dataset.label(name)))} absorbed in mergers", count)
        for name, count in _absorbed(scene).items()
    ]
    rows.append((f"{label} in footprints absorbed", plan.people_merged))
    rows += [
        (f"New {plural(scene.dataset.label(name))}", count) for name, count in _new(scene).items()
    ]
    outside = len(plan.met_for_covered_only)
    if outside:
        rows.append(("Footprints for which the aim is met for covered people only", outside))
    return [(measure, whole(number)) for measure, number in rows]


def _both(now: Assessment, then: Assessment, count: Any) -> tuple[str, str]:  # noqa: ANN401
    return whole(count(now)), whole(count(then))


def _block_word(scene: Scene) -> str:
    return " and ".join(plural(scene.dataset.label(kind)) for kind in scene.dataset.blocks)


def tables(scene: Scene) -> dict[str, Any]:
    """Return the rows of the four tables."""
    links = {key: Link(scene.ids[key], name) for key, name in scene.footprint_names.items()} | {
        ("", code): Link(scene.ids["", code], name)
        for code, name in scene.organisation_names.items()
    }
    return {
        "footprints": _footprint_rows(scene, links),
        "suggestions": _suggestion_rows(scene, links),
        "blocks": _block_rows(scene, links),
        "partners": _partner_rows(scene, links),
    }


def _footprint_rows(scene: Scene, links: Mapping[NodeKey, Link]) -> list[dict[str, Any]]:
    plan = scene.plan
    after = {(row.footprint_set, row.footprint): row for row in each_row(plan.after.rows)}
    rows = []
    for row in each_row(plan.before.rows):
        key = (row.footprint_set, row.footprint)
        side = scene.compare.index(row.footprint_set)
        successor = (row.footprint_set, str(plan.successor[side][row.footprint]))
        rows.append(
            {
                "name": links[key],
                "code": row.footprint,
                "relation": row.relation,
                "people": whole(row.people),
                "outside": whole(row.people_outside),
                "overlaps": row.overlaps,
                "successor": links[successor] if scene.has_plan else None,
                "relation_after": after[successor].relation if scene.has_plan else "",
                "people_after": whole(after[successor].people) if scene.has_plan else "",
            }
        )
    if scene.has_plan:
        new = plan.new_footprints
        rows += [
            {
                "name": links[key],
                "code": key[1],
                "relation": "new",
                "people": "",
                "outside": "",
                "overlaps": "",
                "successor": links[key],
                "relation_after": after[key].relation,
                "people_after": whole(after[key].people),
            }
            for key in zip(new["footprint_set"], new["footprint"], strict=True)
        ]
    return rows


def _suggestion_rows(scene: Scene, links: Mapping[NodeKey, Link]) -> list[dict[str, Any]]:
    return [
        {
            "rank": step.rank,
            "action": ACTION_LABELS[step.action],
            "package": _package_name(scene, step.package),
            "sources": [links[step.footprint_set, code] for code in step.sources],
            "into": links[step.footprint_set, step.into],
            "organisations": [links["", code] for code in step.organisations],
            "affected": whole(step.people_affected),
            "moved": f"about {round(step.people_moved, -2):,.0f}"
            if step.estimated
            else whole(step.people_moved),
            "share_after": share_phrase(step.coterminous_share_after),
            "partners": len(step.shared_providers) + len(step.shared_councils),
            "support": "" if step.support is None else f"{step.support:.2f}",
            "evidence": [f"{grade}: {whole(people)}" for grade, people in step.evidence.items()],
            "reason": step.reason,
        }
        for step in scene.steps
    ]


def _package_name(scene: Scene, code: str) -> str:
    """Return the name of the place a package puts right; its code where that names no place."""
    for name in scene.compare:
        found = scene.footprint_names.get((name, code))
        if found:
            return found
    return code


def _places(scene: Scene) -> dict[tuple[str, str], list[Any]]:
    """Return memberships in the two sets by organisation and set."""
    rows = scene.dataset.memberships
    found: dict[tuple[str, str], list[Any]] = {}
    for row in each_row(rows[rows["footprint_set"].isin(scene.compare)]):
        found.setdefault((row.organisation, row.footprint_set), []).append(row)
    return found


def _membership_note(row: Any, *, shares: bool) -> str:  # noqa: ANN401 - a named tuple of pandas
    parts = [share_phrase(row.share)] if shares and row.share < 1 else []
    as_of = getattr(row, "as_of", "")
    return ", ".join([*parts, row.evidence, *([f"as of {as_of}"] if as_of else [])])


def _block_rows(scene: Scene, links: Mapping[NodeKey, Link]) -> list[dict[str, Any]]:
    dataset = scene.dataset
    places = _places(scene)
    after: dict[tuple[str, str], list[Link]] = {}
    if scene.has_plan:
        for organisation, name, code, share in each_row(scene.block_memberships_after):
            link = links[name, code]
            note = share_phrase(share) if share < 1 else ""
            after.setdefault((organisation, name), []).append(Link(link.node, link.text, note))
    rows = dataset.organisations[dataset.organisations["kind"].isin(dataset.blocks)]
    return [
        {
            "name": links["", code],
            "code": code,
            "kind": dataset.label(kind),
            "people": whole(dataset.people[code]),
            "sets": [
                [
                    Link(link.node, link.text, _membership_note(row, shares=True))
                    for row in places.get((code, name), [])
                    for link in [links[name, row.footprint]]
                ]
                for name in scene.compare
            ],
            "after": [after.get((code, name), []) for name in scene.compare],
            "changes": " and ".join(
                dataset.label(name)
                for name, moved in zip(scene.compare, scene.moved, strict=True)
                if code in moved
            ),
        }
        for code, kind in zip(rows["organisation"], rows["kind"], strict=True)
    ]


def _partner_rows(scene: Scene, links: Mapping[NodeKey, Link]) -> list[dict[str, Any]]:
    dataset = scene.dataset
    places = _places(scene)
    then = scene.partners_after
    after: dict[tuple[str, str], list[str]] = {}
    for organisation, name, code in each_row(then[["organisation", "footprint_set", "after"]]):
        after.setdefault((organisation, name), []).append(code)
    burden = partner_burden(scene.plan)
    return [
        {
            "name": links["", row.organisation],
            "code": row.organisation,
            "kind": dataset.label(row.kind),
            "sets": [
                [
                    Link(link.node, link.text, _membership_note(each, shares=False))
                    for each in places.get((row.organisation, name), [])
                    for link in [links[name, each.footprint]]
                ]
                for name in scene.compare
            ],
            "after": [
                [links[name, code] for code in _unique(after.get((row.organisation, name), []))]
                for name in scene.compare
            ],
            "burden": (row.before, row.after),
        }
        for row in each_row(burden)
    ]


def _unique(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(codes))
