"""The page: one HTML file in which a dataset and its plans are explored, compared and changed.

Everything that the page shows it computes itself from the portions and the plan chosen, by the
definitions of this package. Memberships and ties are a network of pyvis, drawn by the vis-network
that pyvis carries where they are asked for, in a template of our own: that of pyvis 0.3.2 links
style sheets on other people's servers and has no doctype, title or language. Nothing is loaded from
anywhere, and no name can become markup or script.
"""

from __future__ import annotations

import base64
import hashlib
import json
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from graphmodel.dataset.reading import as_dataset
from graphmodel.errors import OptionError, PlanError
from graphmodel.files.assets import asset, asset_bytes, templates
from graphmodel.files.guard import guarded
from graphmodel.overlap.overlap import build_overlap
from graphmodel.page.ground import Ground
from graphmodel.page.opening import check_opening
from graphmodel.page.plans import plans_data
from graphmodel.page.scripts import joined_scripts
from graphmodel.page.ties import ties_data
from graphmodel.planfiles.planfile import as_plan, plan_to_dict
from graphmodel.plans.propose import propose
from graphmodel.wording import GRADE_MEANINGS, plural

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset, Sets
    from graphmodel.dataset.targets import Undecided
    from graphmodel.plans.plan import Plan

_TEMPLATE: Final = "page/assets/page.html.jinja"

_STYLES: Final = ("page", "flow", "map", "matrix", "network", "tables", "plans")
"""The page's style sheets, in the order in which they are joined."""

_VIS_NETWORK: Final = "templates/lib/vis-9.1.2/vis-network.min.js"
_MAP_TOOLS: Final = "page/assets/vendored/map-tools.cjs"
_SMOL_TOML: Final = "page/assets/vendored/smol-toml-1.9.1.cjs"
_FONT: Final = "page/assets/vendored/inter-5.3.0.woff2"
_ESCAPES: Final = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


@guarded
def explore_page(
    dataset: Dataset | str | Path,
    *,
    sets: Sets | None = None,
    plan: Plan | str | Path | None = None,
    undecided: Undecided | None = None,
    actual: str = "",
    open: str = "",  # noqa: A002 - as the command line has it
    progress: Callable[[str], None] | None = None,
) -> str:
    """Return a whole HTML document in which a dataset and plans for it are explored.

    The document needs no network connection and loads nothing. It carries the plans led by either
    set, the compatible ones and the exact joint ones. The same input always gives the same text.

    Parameters
    ----------
    dataset
        A dataset as read.
    sets
        The sets A and B; by default those of the plan, or else the dataset's own pair.
    plan
        A plan to show first, or the file of one.
    undecided
        Show first, in place of ``plan``, the plan that takes undecided ground so, as
        :func:`graphmodel.propose` does.
    actual
        A set of later date: what was decided is among the plans, and beside the others stands how
        much of them has come true.
    open
        The moment to open with, in the words of a link to it:
        ``plan=joint-41&focus=stp:E54000037&view=map``; also ``moment``, ``colour`` and ``pin``.
    progress
        Called with a sentence now and then.

    Raises
    ------
    OptionError
        When a set is unknown, ``actual`` is one of the two, the plan is for two other sets, it is
        given with ``undecided``, or ``open`` names what there is not.
    PlanError
        When the plan is for another dataset.

    Examples
    --------
    >>> gm.explore_page("england-2026").splitlines()[0]
    '<!doctype html>'
    """
    dataset = as_dataset(dataset)
    if plan is not None and undecided is not None:
        raise OptionError("`plan` is a finished plan: `undecided` does not go with it")
    if undecided is not None:
        plan = propose(dataset, sets=sets, undecided=undecided)
    elif plan is not None:
        plan = as_plan(plan, dataset)
    ground = _ground(dataset, sets, plan)
    data = ground.facts() | _plans(ground, plan, actual, progress) | _network(ground)
    data["ties"] = ties_data(ground)
    data["open"] = check_opening(open, data) if open else ""
    data |= _packed(data["nodes"], ground)
    script = joined_scripts()
    # What is kept of a page between visits is that of this very page.
    data["content"] = _hash(script_json(data) + script)
    vis_network, libraries = _vis_network(), [_smol_toml(), asset(_MAP_TOOLS)]
    style = "\n".join([_font(), *(asset(f"page/assets/{name}.css") for name in _STYLES)])
    return (
        templates()
        .get_template(_TEMPLATE)
        .render(
            title=dataset.title,
            dataset=dataset,
            grades=GRADE_MEANINGS,
            set_labels=[plural(dataset.label(name)) for name in ground.compare],
            style=style,
            vis_network=vis_network,
            scripts=[*libraries, script],
            script_hashes=[_hash(each) for each in (vis_network, *libraries, script)],
            style_hash=_hash(style),
            data=script_json(data),
        )
    )


def script_json(value: object) -> str:
    """Return JSON that may stand in a script element, whatever text is in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.translate(_ESCAPES)


def _ground(dataset: Dataset, sets: Sets | None, plan: Plan | None) -> Ground:
    if plan is None:
        return Ground(dataset, build_overlap(dataset, sets=sets))
    if sets is not None and dataset.pair(sets) != plan.overlap.compare:
        raise OptionError(f"the plan is for {' and '.join(plan.overlap.compare)}, not {sets}")
    if plan.dataset is not dataset and plan.dataset.sha256 != dataset.sha256:
        raise PlanError(
            f"the plan is for another dataset than {dataset.name}: what decides a plan differs"
        )
    if plan.given or plan.dataset is not dataset:
        # What is given is a part of the plan, and not of the ground; grades of evidence may differ.
        options: dict[str, Any] = {"ignore_below": plan.overlap.ignore_below}
        return Ground(dataset, build_overlap(dataset, sets=plan.overlap.compare, **options))
    return Ground(dataset, plan.overlap)


def _plans(
    ground: Ground, plan: Plan | None, actual: str, progress: Callable[[str], None] | None
) -> dict[str, Any]:
    """Return the plans of the page; one that gives footprints is loaded as from its file."""
    if plan is None or not plan.given:
        return plans_data(ground, plan, actual=actual, progress=progress)
    file = {"name": "the plan given", "stated": plan_to_dict(plan)}
    return plans_data(ground, None, actual=actual, progress=progress) | {"planFile": file}


def _network(ground: Ground) -> dict[str, Any]:
    """Return the nodes, edges and options of a pyvis network of the ground."""
    # Imported here: pyvis loads IPython, which nobody else should wait for.
    from pyvis.network import Network  # noqa: PLC0415

    # Directed, from organisation to footprint: pyvis searches all edges for each undirected one.
    network = Network(directed=True, height="100%", width="100%", cdn_resources="in_line")
    network.set_options(script_json(_OPTIONS))
    for node in ground.nodes():
        number, colour = node.pop("id"), ground.kinds[node["kind"]].colour
        network.add_node(number, color=colour, **node)
    for edge in ground.edges():
        rest = {name: value for name, value in edge.items() if name not in ("from", "to")}
        network.add_edge(edge["from"], edge["to"], **rest)
    edges = [
        {name: value for name, value in edge.items() if name != "arrows"} for edge in network.edges
    ]
    return {"nodes": network.nodes, "edges": edges, "options": network.options}


def _packed(nodes: list[dict[str, Any]], ground: Ground) -> dict[str, Any]:
    """Return nodes without what ``model/data.js`` puts back, and the texts that they number.

    The two belong together: what is left out here is put back there.
    """
    texts: dict[str, int] = {}
    packed = []
    for number, node in enumerate(nodes):
        kind = ground.kinds[node["kind"]]
        again = {"id": number, "color": kind.colour, "shape": kind.shape}
        again |= {"bare": node["name"], "label": node["bare"]}
        left = {name: value for name, value in node.items() if again.get(name) != value}
        if "more" in left:
            left["more"] = [texts.setdefault(each, len(texts)) for each in left["more"]]
        packed.append(left)
    return {"nodes": packed, "texts": list(texts)}


_OPTIONS: Final = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "dragNodes": False,
        "tooltipDelay": 150,
        "keyboard": False,  # graph.js has keys of its own
        "selectConnectedEdges": False,
    },
    "nodes": {"borderWidth": 1, "borderWidthSelected": 3, "font": {"size": 0}},
    "edges": {"smooth": False, "selectionWidth": 0, "hoverWidth": 0},
}


def _vis_network() -> str:
    """Return the vis-network that pyvis carries, without the pointer to its source map."""
    text = resources.files("pyvis").joinpath(_VIS_NETWORK).read_text(encoding="utf-8")
    return text.split("//# sourceMappingURL", maxsplit=1)[0].replace("\r\n", "\n")


def _font() -> str:
    """Return the rule for the font, within the page so that widths are everywhere the same."""
    data = base64.b64encode(asset_bytes(_FONT)).decode("ascii")
    source = f"url(data:font/woff2;base64,{data})"
    return f"@font-face{{font-family:Inter;font-weight:100 900;font-display:block;src:{source}}}"


def _smol_toml() -> str:
    """Return smol-toml, which reads scenarios, as a script that declares it; kept as released."""
    return f"const smolToml = ((exports) => {{\n{asset(_SMOL_TOML)}\nreturn exports;\n}})({{}});"


def _hash(text: str) -> str:
    """Return what the content security policy knows an inline script or style by."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
