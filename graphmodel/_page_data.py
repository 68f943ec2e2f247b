"""The scene as the page's script reads it: plain numbers and text, nothing to be run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from graphmodel._page_states import each_row
from graphmodel._plain import plain
from graphmodel.layout import is_map

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from graphmodel._page_scene import Scene
    from graphmodel.layout import NodeKey

__all__ = ["node_facts", "page_data", "script_json", "short_names"]

_KNOWN_COLUMNS: Final = frozenset(
    ("organisation", "name", "kind", "population", "latitude", "longitude")
)
_ESCAPES: Final = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
_COMMON: Final = 0.3
"""Share of names beyond which a word that all begin or end with tells nothing."""


def script_json(value: object) -> str:
    """Return JSON that may stand in a script element, whatever text is in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.translate(_ESCAPES)


def page_data(scene: Scene, network: Mapping[str, Any]) -> dict[str, Any]:
    """Return everything that the page's script needs.

    Parameters
    ----------
    scene
        What to show.
    network
        Nodes, edges and options as pyvis holds them.
    """
    dataset = scene.dataset
    return {
        "sets": [{"name": name, "label": dataset.label(name)} for name in scene.compare],
        "people": dataset.people_label,
        "hasPlan": scene.has_plan,
        "isMap": is_map(dataset),
        "kinds": [
            {
                "key": kind.key,
                "role": kind.role,
                "label": kind.label,
                "shape": kind.shape,
                "colour": kind.colour,
            }
            for kind in scene.kinds
        ],
        "columns": _columns(scene),
        "otherFootprints": [list(pair) for pair in _other_footprints(scene)],
        "notes": [list(note) for note in scene.notes],
        "portions": _portions(scene),
        "overlaps": [
            [
                [scene.ids[scene.compare[0], a], scene.ids[scene.compare[1], b], plain(people)]
                for a, b, people in each_row(overlap.edges)
            ]
            for overlap in scene.overlaps
        ],
        "suggestions": _suggestions(scene),
        **network,
    }


def node_facts(scene: Scene) -> dict[NodeKey, dict[str, Any]]:
    """Return what is known of every node beyond how it is drawn."""
    return _footprint_facts(scene) | _organisation_facts(scene)


def _footprint_facts(scene: Scene) -> dict[NodeKey, dict[str, Any]]:
    moments = (scene.plan.before, scene.plan.after)[: len(scene.moments)]
    facts: dict[NodeKey, dict[str, Any]] = {}
    for key, name in scene.footprint_names.items():
        facts[key] = {
            "name": name,
            "code": key[1],
            "kind": scene.kind_numbers[True, key[0]],
            "hue": scene.hues[key],
        }
        facts[key] |= {"moments": 0, "relation": ["", ""], "people": [0, 0], "outside": [0, 0]}
    for place, assessment in enumerate(moments):
        for row in each_row(assessment.rows):
            fact = facts[row.footprint_set, row.footprint]
            fact["moments"] |= 1 << place
            fact["relation"][place] = row.relation
            fact["people"][place] = plain(row.people)
            fact["outside"][place] = plain(row.people_outside)
    if scene.has_plan:
        for key, before in scene.predecessors.items():
            facts[key]["from"] = [scene.ids[key[0], code] for code in before]
            for code in before:
                facts[key[0], code]["successor"] = scene.ids[key]
    return facts


def _organisation_facts(scene: Scene) -> dict[NodeKey, dict[str, Any]]:
    dataset = scene.dataset
    rows = dataset.organisations
    other = _organisations_elsewhere(scene)
    columns = _columns(scene)
    facts: dict[NodeKey, dict[str, Any]] = {}
    for row in rows.to_dict("records"):
        code = str(row["organisation"])
        fact = {
            "name": str(row["name"]),
            "code": code,
            "kind": scene.kind_numbers[False, row["kind"]],
        }
        fact |= {"moments": len(scene.moments) * 2 - 1}
        fact["more"] = _trimmed([_text(row[column]) for column in columns])
        fact["other"] = other.get(code, [])
        if code in dataset.people.index:
            fact["people"] = plain(float(dataset.people[code]))
            fact["agreement"] = [moment[code] for moment in scene.agreement]
            fact["main"] = [
                [
                    None if at is None else scene.ids[name, at]
                    for name, at in zip(scene.compare, where.get(code, (None, None)), strict=True)
                ]
                for where in scene.main_footprints
            ]
            fact["moved"] = [code in moved for moved in scene.moved]
        elif row["population"] == row["population"]:  # not NaN
            fact["people"] = plain(float(row["population"]))
        facts["", code] = {name: value for name, value in fact.items() if value != []}
    return facts


def _columns(scene: Scene) -> list[str]:
    """Return the columns of organisations that are shown as they are."""
    names = scene.dataset.organisations.columns
    return [str(name) for name in names if name not in _KNOWN_COLUMNS]


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN


def _trimmed(values: list[str]) -> list[str]:
    while values and not values[-1]:
        values.pop()
    return values


def _other_rows(scene: Scene) -> pd.DataFrame:
    rows = scene.dataset.memberships
    rows = rows[~rows["footprint_set"].isin(scene.compare)]
    return rows.merge(
        scene.dataset.footprints, on=["footprint_set", "footprint"], suffixes=("", "_of")
    )


def _other_footprints(scene: Scene) -> list[tuple[str, str]]:
    """Return label and name of every footprint in the sets that are not compared."""
    rows = _other_rows(scene)
    pairs = zip(rows["footprint_set"], rows["name"], strict=True)
    return sorted({(scene.dataset.label(name), footprint) for name, footprint in pairs})


def _organisations_elsewhere(scene: Scene) -> dict[str, list[list[float]]]:
    """Return, by organisation, the numbers of its footprints in other sets, and its shares."""
    place = {pair: number for number, pair in enumerate(_other_footprints(scene))}
    found: dict[str, list[list[float]]] = {}
    columns = ["organisation", "footprint_set", "name", "share"]
    blocks = set(scene.dataset.people.index)
    for organisation, name, footprint, share in each_row(_other_rows(scene)[columns]):
        number = place[scene.dataset.label(name), footprint]
        counted = organisation in blocks and share < 1
        found.setdefault(organisation, []).append(
            [number, round(share, 4)] if counted else [number]
        )
    return {organisation: sorted(each) for organisation, each in found.items()}


def _portions(scene: Scene) -> list[list[Any]]:
    """Return block, a, b, to_a, to_b, people, whether that is estimated, and evidence."""
    first, second = scene.compare
    return [
        [
            scene.ids["", row.organisation],
            scene.ids[first, row.a],
            scene.ids[second, row.b],
            scene.ids[first, row.to_a] if scene.has_plan else None,
            scene.ids[second, row.to_b] if scene.has_plan else None,
            plain(row.people),
            int(row.estimated),
            row.evidence,
        ]
        for row in each_row(scene.plan.assignment)
    ]


def _suggestions(scene: Scene) -> list[dict[str, Any]]:
    return [
        {
            "rank": step.rank,
            "action": step.action,
            "into": scene.ids[step.footprint_set, step.into],
            "from": [scene.ids[step.footprint_set, code] for code in step.sources],
            "organisations": _numbers(scene, step.organisations),
            "partners": _numbers(scene, (*step.shared_providers, *step.shared_councils)),
            "reason": step.reason,
        }
        for step in scene.steps
    ]


def _numbers(scene: Scene, codes: Iterable[str]) -> list[int]:
    return [scene.ids["", code] for code in codes]


def short_names(names: Mapping[NodeKey, str]) -> dict[NodeKey, str]:
    """Drop the words that most names of a kind begin or end with: ``NHS … CCG``.

    A name keeps them where it would be empty or the same as another without them.
    """
    words = {key: name.split() for key, name in names.items()}
    for end in (0, -1):
        for _ in range(4):
            count: dict[str, int] = {}
            for each in words.values():
                if len(each) > 1:
                    count[each[end]] = count.get(each[end], 0) + 1
            common = {word for word, times in count.items() if times > _COMMON * len(words)}
            if not common or len(words) < 3:  # noqa: PLR2004 - nothing is common to two
                break
            for key, each in words.items():
                if len(each) > 1 and each[end] in common:
                    words[key] = each[1:] if end == 0 else each[:-1]
    short = {key: " ".join(each) for key, each in words.items()}
    often: dict[str, int] = {}
    for name in short.values():
        often[name] = often.get(name, 0) + 1
    return {key: name if often[name] == 1 else names[key] for key, name in short.items()}
