"""The page: one HTML file with the network, what is known of every node, and the same in tables.

The network is pyvis's, drawn by the vis-network that pyvis carries, in a template of our own: that
of pyvis 0.3.2 links style sheets on other people's servers and has no doctype, title or language.
Nothing is loaded from anywhere, and no name can become markup or script.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FunctionLoader, StrictUndefined

from graphmodel._page_data import node_facts, page_data, script_json, short_names
from graphmodel._page_scene import Scene
from graphmodel._page_states import each_row
from graphmodel._page_tables import costs, headline, overview, plan_sentence, tables
from graphmodel.errors import OptionError, PlanError
from graphmodel.labels import GRADE_MEANINGS
from graphmodel.overlap import build_overlap
from graphmodel.plan import unchanged_plan
from graphmodel.suggestion import suggestions
from graphmodel.wording import plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmodel.dataset import Dataset
    from graphmodel.layout import NodeKey
    from graphmodel.plan import Plan

__all__ = ["explore_page"]

_TEMPLATE: Final = "page.html.jinja"
_SCRIPTS: Final = (
    "model.js",
    "state.js",
    "paint.js",
    "labels.js",
    "drawing.js",
    "panel.js",
    "search.js",
    "controls.js",
    "main.js",
)
"""The page's own scripts, in the order in which they are joined."""

_VIS_NETWORK: Final = "templates/lib/vis-9.1.2/vis-network.min.js"


def explore_page(
    dataset: Dataset, *, sets: tuple[str, str] | None = None, plan: Plan | None = None
) -> str:
    """Return a whole HTML document that shows a dataset, and a plan for it, as a network.

    The document needs no network connection and loads nothing. The same input always gives the
    same text.

    Parameters
    ----------
    dataset
        A dataset as read.
    sets
        The sets A and B; by default those of the plan, or else the dataset's own pair.
    plan
        A plan to compare with what there is.

    Raises
    ------
    OptionError
        When a set is unknown, or the plan is for two other sets.
    PlanError
        When the plan is for another dataset.
    """
    scene = _scene(dataset, sets, plan)
    network = _network(scene)
    script = "\n".join(
        ['(() => {\n"use strict";', *(_asset(f"js/{name}") for name in _SCRIPTS), "})();"]
    )
    vis_network = _vis_network()
    style = _asset("page.css")
    return (
        _environment()
        .get_template(_TEMPLATE)
        .render(
            title=dataset.title,
            dataset=dataset,
            scene=scene,
            headline=headline(scene),
            plan_sentence=plan_sentence(scene),
            overview=overview(scene),
            costs=costs(scene),
            grades=GRADE_MEANINGS,
            tables=tables(scene),
            sets=[dataset.label(name) for name in scene.compare],
            people_label=dataset.people_label,
            block_label=" and ".join(plural(dataset.label(kind)) for kind in dataset.blocks),
            style=style,
            scripts=[vis_network, script],
            script_hashes=[_hash(vis_network), _hash(script)],
            style_hash=_hash(style),
            data=script_json(page_data(scene, network)),
        )
    )


def _scene(dataset: Dataset, sets: tuple[str, str] | None, plan: Plan | None) -> Scene:
    if plan is None:
        nothing = unchanged_plan(dataset, build_overlap(dataset, sets=sets))
        return Scene(plan=nothing, has_plan=False, steps=())
    if sets is not None and tuple(sets) != plan.overlap.compare:
        raise OptionError(f"the plan is for {' and '.join(plan.overlap.compare)}, not {sets}")
    if plan.dataset is not dataset and plan.dataset.sha256 != dataset.sha256:
        raise PlanError(f"the plan is for another dataset than {dataset.name}")
    return Scene(plan=plan, has_plan=True, steps=suggestions(plan))


def _network(scene: Scene) -> dict[str, Any]:
    """Return the nodes, edges and options of a pyvis network of the scene."""
    # Imported here: pyvis loads IPython, which nobody else should wait for.
    from pyvis.network import Network  # noqa: PLC0415

    # Directed, from organisation to footprint: pyvis searches all edges for each undirected one.
    network = Network(directed=True, height="100%", width="100%", cdn_resources="in_line")
    network.set_options(script_json(_OPTIONS))
    facts = node_facts(scene)
    labels = {
        key: short
        for number in range(len(scene.kinds))
        for key, short in short_names(_bare_names(scene, number, facts)).items()
    }
    for key, number in scene.ids.items():
        spot, fact = scene.spots[key], facts[key]
        kind = scene.kinds[fact["kind"]]
        network.add_node(
            number,
            label=labels[key] or " ",
            shape=kind.shape,
            color=kind.colour,
            x=spot.x,
            y=spot.y,
            size=spot.size,
            **fact,
        )
    for edge in scene.edges:
        rest = {name: value for name, value in edge.items() if name not in ("from", "to")}
        network.add_edge(edge["from"], edge["to"], **rest)
    edges = [
        {name: value for name, value in edge.items() if name != "arrows"} for edge in network.edges
    ]
    return {"nodes": network.nodes, "edges": edges, "options": network.options}


def _bare_names(
    scene: Scene, number: int, facts: Mapping[NodeKey, Mapping[str, Any]]
) -> dict[NodeKey, str]:
    """Return the names of one kind, those of footprints without their set's label."""
    bare = {(row.footprint_set, row.footprint): row.name for row in each_row(scene.footprints)}
    return {
        key: bare.get(key, fact["name"]) for key, fact in facts.items() if fact["kind"] == number
    }


_OPTIONS: Final = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "dragNodes": False,
        "tooltipDelay": 150,
        "keyboard": False,  # drawing.js has keys of its own
        "selectConnectedEdges": False,
    },
    "nodes": {"borderWidth": 1, "borderWidthSelected": 3, "font": {"size": 0}},
    "edges": {"smooth": False, "selectionWidth": 0, "hoverWidth": 0},
}


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _asset(name: str) -> str:
    """Return the text of one of our assets."""
    return resources.files("graphmodel").joinpath("assets", name).read_text(encoding="utf-8")


def _vis_network() -> str:
    """Return the vis-network that pyvis carries, without the pointer to its source map."""
    text = resources.files("pyvis").joinpath(_VIS_NETWORK).read_text(encoding="utf-8")
    return text.split("//# sourceMappingURL", maxsplit=1)[0].replace("\r\n", "\n")


def _hash(text: str) -> str:
    """Return what the content security policy knows an inline script or style by."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
