// The network: a vis-network drawing that follows the state.

import {
  data, isBlock, isFootprint, isPartner, kindOf, membershipsOf, nodes, sideOf,
} from "../model/data.js";
import { INFERRED } from "../model/ground.js";
import { focusOn, lit, shown, state, view } from "../plans/state.js";
import { byId } from "./elements.js";
import { extent, Labels, MARGIN } from "./labels.js";
import { changesOf, colourOf, EDGE_COLOURS, LEFT_COLOUR, titleOf } from "./paint.js";

const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");
const glide = () => (stillness.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });

// -- what is drawn ---------------------------------------------------------------------------------

// Every membership at a moment: { id, from, to, evidence, moved } by block, partner and footprint.
function linesOf(outcome, isAfter) {
  const lines = [];
  for (const [block, places] of outcome.homes) {
    for (const { id, evidence, moved } of places.flat()) {
      lines.push({ from: block, to: id, inferred: evidence === INFERRED, moved });
    }
  }
  for (const [partner, { now, then }] of outcome.partners) {
    for (const id of (isAfter ? then : now).flat()) {
      const edge = membershipsOf[partner].find(({ to }) => to === id);
      lines.push({ from: partner, to: id, inferred: edge?.evidence === "inferred", partner: true });
    }
  }
  return lines;
}

// Where the portions that change footprint would be if they only followed.
function departuresOf(outcome) {
  const found = new Map();
  for (const { block, was, at, moved } of outcome.portions) {
    for (const side of [0, 1]) {
      const stay = outcome.successorOf(was[side]);
      if (moved[side] && stay !== at[side]) found.set(`${block}-${stay}`, { from: block, to: stay });
    }
  }
  return [...found.values()];
}

function nodeLook(node, outcome, current, near) {
  const kind = kindOf(node);
  const moved = isBlock(node) && changesOf(node.id, outcome).length > 0;
  const background = colourOf(node, outcome, current);
  const border = isBlock(node) && !moved ? "#4A5560" : "#11161c";
  const colours = { background, border };
  return {
    id: node.id, x: node.x, y: node.y, shape: kind.shape, size: node.size,
    color: { ...colours, highlight: colours, hover: colours },
    borderWidth: moved ? 3 : isBlock(node) ? 1 : 1.5,
    opacity: near !== null && !near.has(node.id) ? 0.16 : 1,
  };
}

function lineLook({ from, to, inferred, partner, left }, current, near) {
  const id = `${from}-${to}${left ? "-left" : ""}`;
  const dimmed = near !== null && !(near.has(from) && near.has(to));
  if (left) {
    const color = { color: LEFT_COLOUR, opacity: dimmed ? 0.1 : 0.9, inherit: false };
    return { id, from, to, width: 2, dashes: [2, 5], color };
  }
  const chosen = current.focus?.id;
  const bright = chosen === from || chosen === to;
  return {
    id, from, to, width: bright ? 3 : partner ? 0.6 : 1.4, dashes: inferred ? [4, 4] : false,
    color: {
      color: EDGE_COLOURS[sideOf(nodes[to])],
      opacity: bright ? 1 : dimmed ? 0.08 : partner ? 0.35 : 0.6, inherit: false,
    },
  };
}

// Makes a data set of vis-network hold just some looks, with as few events as can be, since each
// costs as much as a drawing: what is gone is hidden, and its place taken by what comes next.
class Follower {
  #set;
  #slots = new Map(); // of a look, by its id
  #known = new Map(); // looks as text, by slot
  #free = [];

  constructor(set) {
    this.#set = set;
  }

  hold(looks) {
    const wanted = new Set(looks.map((look) => look.id));
    const changed = new Map();
    for (const [id, slot] of this.#slots) {
      if (wanted.has(id)) continue;
      this.#slots.delete(id);
      this.#free.push(slot);
      this.#known.delete(slot);
      changed.set(slot, { id: slot, hidden: true });
    }
    for (const look of looks) {
      if (!this.#slots.has(look.id)) this.#slots.set(look.id, this.#free.pop() ?? this.#known.size + this.#free.length);
      const slot = this.#slots.get(look.id);
      const text = JSON.stringify(look);
      if (this.#known.get(slot) === text) continue;
      this.#known.set(slot, text);
      changed.set(slot, { ...look, id: slot, hidden: false });
    }
    if (changed.size) this.#set.update([...changed.values()]);
  }
}

class Network {
  #nodes = new vis.DataSet();
  #edges = new vis.DataSet();
  #lines = new Follower(this.#edges);
  #marks = new Map(); // looks of nodes as text, by number
  #shown = [];
  #near = null;
  #labels = new Labels();
  #container;
  #waiting = false;
  #whole = true; // whether the whole map is in view, and to be kept so

  constructor(container) {
    this.#container = container;
    this.#update(state);
    this.network = new vis.Network(container, { nodes: this.#nodes, edges: this.#edges }, data.options);
    this.network.on("afterDrawing", (context) => {
      this.#labels.draw(context, this.network, this.#shown, state, this.#near);
    });
    this.network.on("click", ({ nodes: hit }) => {
      this.network.unselectAll(); // what is in focus is marked by labels.js
      focusOn(hit.length ? hit[0] : null);
    });
    this.network.on("dragStart", () => { this.#whole = false; });
    this.network.on("zoom", () => { this.#whole = false; });
    this.network.on("resize", () => {
      // After vis-network, which scales by the new width alone.
      if (this.#whole) requestAnimationFrame(() => this.showAll(false));
    });
    // A title is made when it is asked for: most never are.
    this.network.on("hoverNode", ({ node }) => {
      this.#nodes.update({ id: node, title: titleOf(nodes[node], shown()) });
    });
    this.#makeReachable(container.querySelector(".vis-network"));
    this.showAll(false);
    view((current, earlier) => {
      if (current.view !== "network") return;
      this.#update(current);
      if (earlier.view !== "network") requestAnimationFrame(() => this.showAll(false));
    });
  }

  // The look of a node as it is drawn now, for those who look from outside.
  lookOf(id) {
    return this.#nodes.get(id);
  }

  #update(current) {
    const outcome = shown();
    const isAfter = current.moment === "after";
    this.#near = lit();
    const isShown = (node) => {
      if (isFootprint(node) && !outcome.has(node.id)) return false;
      if (!current.hidden.has(node.kind)) return true;
      // What is in focus is shown although its kind is not, and with a partner its footprints.
      const focus = current.focus?.id;
      return node.id === focus
        || (focus !== undefined && isPartner(nodes[focus]) && this.#near?.has(node.id));
    };
    this.#shown = nodes.filter(isShown);
    const there = new Set(this.#shown.map((node) => node.id));
    const joins = ({ from, to }) => there.has(from) && there.has(to);
    const lines = linesOf(outcome, isAfter).filter(joins);
    const left = isAfter ? departuresOf(outcome).filter(joins).map((each) => ({ ...each, left: true })) : [];
    this.#follow(this.#shown.map((node) => nodeLook(node, outcome, current, this.#near)), there);
    this.#lines.hold([...lines, ...left].map((line) => lineLook(line, current, this.#near)));
    this.#redrawSoon();
  }

  // Nodes keep their numbers, by which they are found when they are clicked.
  #follow(looks, there) {
    const gone = [...this.#marks.keys()].filter((id) => !there.has(id));
    const changed = looks.filter((look) => {
      const text = JSON.stringify(look);
      if (this.#marks.get(look.id) === text) return false;
      this.#marks.set(look.id, text);
      return true;
    });
    if (gone.length) this.#nodes.remove(gone);
    if (changed.length) this.#nodes.update(changed);
    for (const id of gone) this.#marks.delete(id);
  }

  // Names are placed when the drawing is drawn; several changes at once need it once.
  #redrawSoon() {
    if (this.#waiting || !this.network) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.network.redraw();
    });
  }

  // Bring what is lit into view.
  showFocus() {
    const ids = [...(this.#near ?? [])].filter((each) => this.#nodes.get(each));
    if (!ids.length || state.view !== "network") return;
    this.#whole = false;
    this.network.fit({ nodes: ids, maxZoomLevel: 1.9, animation: glide() });
  }

  // The whole map, with room for names around it.
  showAll(animation = glide()) {
    const { clientWidth, clientHeight } = this.#container;
    const { left, right, top, bottom } = extent;
    const scale = Math.min(
      (clientWidth - 2 * MARGIN) / (right - left), (clientHeight - MARGIN) / (bottom - top), 3,
    );
    const position = { x: (left + right) / 2, y: (top + bottom) / 2 };
    this.network.moveTo({ position, scale: Math.max(scale, 0.1), animation });
    this.#whole = true;
  }

  zoom(factor) {
    this.#whole = false;
    const scale = Math.min(Math.max(this.network.getScale() * factor, 0.2), 12);
    this.network.moveTo({ scale, animation: glide() });
  }

  #pan(x, y) {
    this.#whole = false;
    const scale = this.network.getScale();
    const centre = this.network.getViewPosition();
    const position = { x: centre.x + x / scale, y: centre.y + y / scale };
    this.network.moveTo({ position, animation: false });
  }

  #makeReachable(frame) {
    frame.setAttribute("role", "application");
    frame.setAttribute("aria-label", "Drawing of the network");
    frame.setAttribute("aria-describedby", "drawing-help");
    const keys = {
      ArrowLeft: () => this.#pan(-60, 0), ArrowRight: () => this.#pan(60, 0),
      ArrowUp: () => this.#pan(0, -60), ArrowDown: () => this.#pan(0, 60),
      "+": () => this.zoom(1.3), "=": () => this.zoom(1.3), "-": () => this.zoom(1 / 1.3),
      Home: () => this.showAll(), Escape: () => focusOn(null),
    };
    frame.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || !keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });
  }
}

export function startNetwork() {
  const network = new Network(byId("drawing"));
  const buttons = {
    "zoom-in": () => network.zoom(1.4), "zoom-out": () => network.zoom(1 / 1.4),
    "zoom-fit": () => network.showAll(),
  };
  for (const [id, act] of Object.entries(buttons)) byId(id).addEventListener("click", act);
  return network;
}
