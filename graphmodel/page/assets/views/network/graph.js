// Memberships and ties as vis-network draws them, following the state. It is started when it is first
// to be seen: most readers never ask for it.

import {
  data, isBlock, isFootprint, isPartner, kindOf, membershipsOf, nodes, sideOf,
} from "../../model/data.js";
import { INFERRED } from "../../model/ground.js";
import { focusOn, lit, shown, state } from "../../plans/state.js";
import { byId, element } from "../elements.js";
import { extent, Labels, MARGIN } from "./labels.js";
import { changesOf, colourOf, EDGE_COLOURS, HUES, inked, LEFT_COLOUR, titleOf } from "../paint.js";
import { shadeCommunities, tieSaid, tiesNow } from "./ties.js";

const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");
const glide = () => (stillness.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });

// -- what is drawn ---------------------------------------------------------------------------------

// Every membership at a moment, by block, partner and footprint.
function linesOf(outcome, isAfter, isThere) {
  const lines = [];
  for (const [block, places] of outcome.homes) {
    if (!isThere(block)) continue;
    for (const { id, evidence, moved } of places.flat()) {
      lines.push({ from: block, to: id, inferred: evidence === INFERRED, moved });
    }
  }
  for (const [partner, { now, then }] of outcome.partners) {
    if (!isThere(partner)) continue;
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
      if (moved[side] && stay !== at[side]) found.set(`${block}-${stay}`, { from: block, to: stay, left: true });
    }
  }
  return [...found.values()];
}

function nodeLook(node, outcome, current, near) {
  const kind = kindOf(node);
  const moved = isBlock(node) && changesOf(node.id, outcome).length > 0;
  const background = inked(colourOf(node, outcome, current));
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
    const color = { color: inked(LEFT_COLOUR), opacity: dimmed ? 0.1 : 0.9, inherit: false };
    return { id, from, to, width: 2, dashes: [2, 5], color };
  }
  const chosen = current.focus?.id;
  const bright = chosen === from || chosen === to;
  return {
    id, from, to, width: bright ? 3 : partner ? 0.6 : 1.4, dashes: inferred ? [4, 4] : false,
    color: {
      color: inked(EDGE_COLOURS[sideOf(nodes[to])]),
      opacity: bright ? 1 : dimmed ? 0.08 : partner ? 0.35 : 0.6, inherit: false,
    },
  };
}

function tieLook({ from, to, weight }, most, near) {
  const dimmed = near !== null && !(near.has(from) || near.has(to));
  const color = { color: "#5f6e7a", opacity: dimmed ? 0.08 : 0.75, inherit: false };
  return { id: `${from}-${to}`, from, to, width: Math.max(0.5, (9 * weight) / most), dashes: false, color, title: tieSaid(weight) };
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

export class Graph {
  network = null;
  #nodes;
  #edges;
  #lines;
  #marks = new Map(); // looks of nodes as text, by number
  #shown = [];
  #near = null;
  #labels = new Labels();
  #frame;
  #note;
  #waiting = false;
  #layer = "";
  #whole = true; // whether the whole map is in view, and to be kept so

  constructor(frame, note) {
    this.#frame = frame;
    this.#note = note;
  }

  #start() {
    // The library is in the page as words; the policy of the page knows it.
    document.head.append(element("script", {}, byId("vis-network").textContent));
    this.#nodes = new vis.DataSet();
    this.#edges = new vis.DataSet();
    this.#lines = new Follower(this.#edges);
    this.network = new vis.Network(this.#frame, { nodes: this.#nodes, edges: this.#edges }, data.options);
    this.network.on("beforeDrawing", (context) => {
      if (state.layer.startsWith("ties")) shadeCommunities(context, HUES.map(inked));
    });
    this.network.on("afterDrawing", (context) => {
      this.#labels.draw(context, this.network, this.#shown, state, this.#near);
    });
    this.network.on("click", ({ nodes: hit }) => {
      this.network.unselectAll(); // what is in focus is marked by labels.js
      focusOn(hit.length ? hit[0] : null);
    });
    for (const name of ["dragStart", "zoom"]) this.network.on(name, () => { this.#whole = false; });
    this.network.on("resize", () => {
      // After vis-network, which scales by the new width alone.
      if (this.#whole) requestAnimationFrame(() => this.#showAll(false));
    });
    // A title is made when it is asked for: most never are.
    this.network.on("hoverNode", ({ node }) => {
      this.#nodes.update({ id: node, title: titleOf(nodes[node], shown()) });
    });
    this.#makeReachable(this.#frame.querySelector(".vis-network"));
  }

  // The look of a node as it is drawn now, for those who look from outside.
  lookOf(id) {
    return this.#nodes?.get(id) ?? null;
  }

  render() {
    if (!this.network) this.#start();
    this.#near = lit();
    if (state.layer.startsWith("ties")) this.#showTies();
    else this.#showMembers();
    this.#redrawSoon();
    if (this.#layer !== state.layer) requestAnimationFrame(() => (state.layer === "around" ? this.showFocus() : this.#showAll(false)));
    this.#layer = state.layer;
  }

  #showTies() {
    const role = "ab"[Number(state.layer.at(-1))];
    const { lines, groups } = tiesNow();
    const most = Math.max(...lines.map(({ weight }) => weight));
    const near = this.#near && new Set(this.#near);
    for (const { from, to } of lines) if (state.focus?.id === from || state.focus?.id === to) near?.add(from).add(to);
    this.#near = near;
    this.#shown = nodes.filter((node) => kindOf(node).role === role && !node.unplaced && node.id < data.nodes.length);
    this.#follow(this.#shown.map((node) => {
      const colours = { background: kindOf(node).colour, border: "#11161c" };
      return {
        id: node.id, x: node.x, y: node.y, shape: kindOf(node).shape, size: node.size, borderWidth: 1.5,
        color: { ...colours, highlight: colours, hover: colours }, opacity: near && !near.has(node.id) ? 0.16 : 1,
      };
    }));
    this.#lines.hold(lines.map((line) => tieLook(line, most, near)));
    this.#note.textContent = lines.length ? `As it is, whatever is planned. Shaded: ${groups.length} communities.` : "There are no such ties.";
  }

  #showMembers() {
    const outcome = shown();
    const isAfter = state.moment === "after";
    const around = state.layer === "around";
    const isShown = (node) => {
      if (isFootprint(node) && !outcome.has(node.id)) return false;
      if (around) return this.#near?.has(node.id) ?? false;
      if (!state.hidden.has(node.kind)) return true;
      // What is in focus is shown although its kind is not, and with a partner its footprints.
      const focus = state.focus?.id;
      return node.id === focus
        || (focus !== undefined && isPartner(nodes[focus]) && this.#near?.has(node.id));
    };
    this.#shown = nodes.filter(isShown);
    const there = new Set(this.#shown.map((node) => node.id));
    const joins = ({ from, to }) => there.has(from) && there.has(to);
    const lines = linesOf(outcome, isAfter, (id) => there.has(id)).filter(joins);
    const left = isAfter ? departuresOf(outcome).filter(joins) : [];
    const near = around ? null : this.#near;
    this.#follow(this.#shown.map((node) => nodeLook(node, outcome, state, near)));
    this.#lines.hold([...lines, ...left].map((line) => lineLook(line, state, near)));
    if (around && !this.#shown.length) this.#note.textContent = "Nothing is in focus: find a footprint or an organisation first.";
  }

  // Nodes keep their numbers, by which they are found when they are clicked.
  #follow(looks) {
    const there = new Set(looks.map(({ id }) => id));
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
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.network.redraw();
    });
  }

  // Bring what is lit into view.
  showFocus() {
    const ids = [...(this.#near ?? [])].filter((each) => this.#nodes.get(each));
    if (!ids.length) return;
    this.#whole = false;
    this.network.fit({ nodes: ids, maxZoomLevel: 1.9, animation: glide() });
  }

  // The whole map, with room for names around it.
  #showAll(animation = glide()) {
    const { clientWidth, clientHeight } = this.#frame;
    const { left, right, top, bottom } = extent;
    const scale = Math.min(
      (clientWidth - 2 * MARGIN) / (right - left), (clientHeight - MARGIN) / (bottom - top), 3,
    );
    const position = { x: (left + right) / 2, y: (top + bottom) / 2 };
    this.network.moveTo({ position, scale: Math.max(scale, 0.1), animation });
    this.#whole = true;
  }

  // Closer by a factor; without one, all of it.
  zoom(factor) {
    if (factor === null) return this.#showAll();
    this.#whole = false;
    const scale = Math.min(Math.max(this.network.getScale() * factor, 0.2), 12);
    return this.network.moveTo({ scale, animation: glide() });
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
      Home: () => this.#showAll(), Escape: () => focusOn(null),
    };
    frame.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || !keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });
  }
}
