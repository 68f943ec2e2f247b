// The map: organisations where they are, by how their footprints agree or by the footprint of a set;
// what borders what, what a plan changes, and the names of the footprints. No tiles: nothing is
// loaded. It is drawn in kilometres, north up (equirectangular, true along the middle latitude).

import { isBlock, isPartner, kinds, nodes, ORIGINAL } from "../../model/data.js";
import { blockWords, counted, joined } from "../../model/words.js";
import { change, focusOn, lit, shown, state, view } from "../../plans/state.js";
import { button, byId, drawn, element, heading } from "../elements.js";
import { hasGround, mapGround, mapOutlines, placedBlocks, placedNodes } from "./cartography.js";
import { changeSigns, mapChanges, Middles } from "./changes.js";
import { mapLegend } from "./legend.js";
import { MapNames } from "./names.js";
import { borderLines, paintDisc, paintOutlines, partnerSign } from "./painting.js";
import { makeMovable } from "./pointer.js";
import { Viewport } from "./viewport.js";
import { titleOf } from "../paint.js";

class OrganisationMap {
  #box;
  #svg;
  #layers = {};
  #discs = new Map(); // by block
  #signs = new Map(); // by partner
  #outlines = [];
  #tip = element("div", { class: "map-tip", hidden: true });
  #viewport = new Viewport();
  #names;
  #drawnFor = null;
  #clicked = false; // whether the focus changes by a click on the map
  #frame = 0;
  #laidAt = 0; // the scale at which everything is where it belongs
  #legendBoxes = [];
  #shownNow = []; // organisations
  #middles = null;
  #changes = [];

  constructor(box) {
    this.#box = box;
    this.#build();
    this.#listen();
    new ResizeObserver(() => this.#resize()).observe(box);
    this.#follow(state, null);
    view((now, earlier) => this.#follow(now, earlier));
  }

  #build() {
    const layer = (name) => (this.#layers[name] = drawn("g", { class: `map-${name}` }));
    const [ground, lines] = [layer("ground"), layer("lines")];
    const flat = drawn("g", { class: "map-km" }, ground, lines);
    const rest = ["discs", "marks", "partners", "changes", "names"].map(layer);
    this.#layers.km = flat;
    this.#layers.all = drawn("g", {}, flat, ...rest);
    this.#names = new MapNames(this.#layers.names);
    this.#svg = drawn("svg", {
      class: "map", tabindex: 0, role: "application", "aria-label": `Map of ${blockWords}`,
      "aria-describedby": "map-help",
    }, this.#layers.all, layer("legend"));
    for (const { id, d } of mapOutlines()) {
      const path = drawn("path", { d, "vector-effect": "non-scaling-stroke" });
      this.#outlines.push({ id, path });
      ground.append(path);
    }
    // The large first, so that the small lie on them.
    const bySize = [...placedBlocks].sort((one, two) => two.people - one.people || one.id - two.id);
    for (const { id } of bySize) {
      const disc = drawn("circle", { "data-id": id });
      this.#discs.set(id, disc);
      this.#layers.discs.append(disc);
    }
    const zoom = element("div", { class: "zoom", role: "group", "aria-label": "Zoom" },
      button("+", () => this.#zoom(1.5), { "aria-label": "Zoom in", "data-zoom": "in" }),
      button("−", () => this.#zoom(1 / 1.5), { "aria-label": "Zoom out", "data-zoom": "out" }),
      button("Fit", () => this.#showAll(), { "data-zoom": "fit" }));
    const help = element("p", { id: "map-help", class: "unseen" },
      "Arrow keys move the map, plus and minus zoom, Home shows all. To choose something, use the search or the tables, which say the same.");
    this.#box.replaceChildren(this.#svg, help, zoom, ...this.#missing(), this.#tip);
  }

  // What is not on the map, and cannot be.
  #missing() {
    const words = kinds.map((kind, number) => {
      const without = nodes.filter((node) => node.kind === number && node.id < ORIGINAL && !node.at).length;
      return kind.role === "a" || kind.role === "b" || !without ? null : counted(without, kind.label);
    }).filter(Boolean);
    if (!words.length) return [];
    return [element("p", { class: "map-missing" }, `Not on the map, for want of coordinates: ${joined(words)}.`)];
  }

  // -- state ----------------------------------------------------------------------------------------

  #follow(now, earlier) {
    if (now.view !== "map") return;
    const drawnFor = [now.base, now.edits, now.moment, now.colouring, now.hidden, now.focus];
    if (earlier?.view !== "map") this.#resize();
    if (this.#drawnFor?.every((value, at) => value === drawnFor[at])) return;
    const focusChanged = this.#drawnFor !== null && this.#drawnFor[5] !== now.focus;
    this.#drawnFor = drawnFor;
    this.#paint();
    if (focusChanged && now.focus && !this.#clicked) this.#reveal();
    this.#clicked = false;
  }

  // What is in focus is shown although its kind is not.
  #isShown(node) {
    return !state.hidden.has(node.kind) || node.id === state.focus?.id;
  }

  // Everything that depends on the state: colours, lines, what is there at all.
  #paint() {
    const [outcome, near, { colouring }] = [shown(), lit(), state];
    this.#shownNow = placedNodes.filter((node) => this.#isShown(node));
    const there = new Set(this.#shownNow.map(({ id }) => id));
    const scene = { outcome, near, colouring, there };
    for (const [id, disc] of this.#discs) paintDisc(disc, id, scene);
    this.#signs = new Map(this.#shownNow.filter(isPartner).map((node) => [node.id, partnerSign(node, scene)]));
    this.#layers.partners.replaceChildren(...this.#signs.values());
    paintOutlines(this.#outlines, scene);
    this.#layers.lines.replaceChildren(...(hasGround ? [] : borderLines(scene)));
    this.#middles = new Middles(outcome);
    this.#changes = state.moment === "after" ? mapChanges(outcome).filter(({ block }) => there.has(block)) : [];
    this.#laidAt = 0;
    if (this.#viewport.scale) this.#lay();
  }

  // -- where everything is --------------------------------------------------------------------------

  #lay() {
    if (!this.#drawnFor) return;
    const viewport = this.#viewport;
    this.#layers.all.setAttribute("transform", `translate(${viewport.pan.map((each) => each.toFixed(2)).join(" ")})`);
    if (this.#laidAt !== viewport.scale) this.#layScaled();
    this.#laidAt = viewport.scale;
    this.#names.lay(viewport, {
      organisations: this.#shownNow, middles: this.#middles, taken: this.#legendBoxes,
    });
  }

  #layScaled() {
    const viewport = this.#viewport;
    this.#layers.km.setAttribute("transform", `scale(${viewport.scale})`);
    const radius = viewport.unit;
    for (const [id, disc] of this.#discs) {
      const [x, y] = viewport.spot(id);
      disc.setAttribute("cx", x.toFixed(3));
      disc.setAttribute("cy", y.toFixed(3));
      const reach = radius * Math.sqrt(nodes[id].people ?? 0);
      disc.setAttribute("r", reach.toFixed(4));
      const changed = disc.classList.contains("changed");
      if (changed) disc.setAttribute("stroke-width", Math.min(2.6, Math.max(1.2, reach * 0.3)));
      else disc.removeAttribute("stroke-width");
    }
    const size = viewport.partnerSize;
    for (const [id, sign] of this.#signs) {
      const [x, y] = viewport.spot(id);
      const corner = [x, y].map((value) => (value - 8 * size).toFixed(2)).join(" ");
      sign.setAttribute("transform", `translate(${corner}) scale(${size})`);
    }
    this.#layMarks();
    this.#layChanges();
    const own = this.#layers.changes.querySelector(".own") !== null;
    const { signs, boxes } = mapLegend(viewport, { rows: this.#changes, own });
    this.#legendBoxes = boxes;
    this.#layers.legend.replaceChildren(...signs);
  }

  // A white point for what straddles, so that colour is not alone; a ring round what is in focus.
  #layMarks() {
    const [outcome, near] = [shown(), lit()];
    const marks = [];
    for (const node of this.#shownNow) {
      const [cx, cy] = this.#viewport.spot(node.id);
      const reach = this.#viewport.reach(node);
      const straddles = state.colouring === "agreement" && isBlock(node) && outcome.agreement.get(node.id) === 3;
      if (straddles) {
        const dim = near && !near.has(node.id) ? " dim" : "";
        marks.push(drawn("circle", { cx, cy, r: reach * 0.36, class: `straddles${dim}` }));
      }
      if (state.focus?.id === node.id) marks.push(drawn("circle", { cx, cy, r: reach + 5, class: "chosen" }));
    }
    this.#layers.marks.replaceChildren(...marks);
  }

  #layChanges() {
    const rows = this.#changes;
    const scene = {
      viewport: this.#viewport, middles: this.#middles, near: lit(), many: rows.length,
      most: Math.max(...rows.map((each) => each.people), 1),
    };
    this.#layers.changes.replaceChildren(...rows.flatMap((row) => changeSigns(row, scene)));
  }

  // -- looking around -------------------------------------------------------------------------------

  #resize() {
    const { clientWidth, clientHeight } = this.#box;
    if (!this.#viewport.resize(clientWidth, clientHeight)) return;
    this.#svg.setAttribute("viewBox", `0 0 ${clientWidth} ${clientHeight}`);
    this.#laidAt = 0;
    this.#lay();
  }

  #showAll() {
    this.#viewport.showAll();
    this.#lay();
  }

  #zoom(factor, at) {
    this.#viewport.zoom(factor, at);
    this.#soon();
  }

  #shift(x, y) {
    this.#viewport.shift(x, y);
    this.#soon();
  }

  // Once a frame is enough, however many events there are.
  #soon() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#lay();
    });
  }

  // Bring what is lit into view.
  #reveal() {
    const near = lit();
    const spots = this.#shownNow.filter(({ id }) => near?.has(id)).map(({ id }) => mapGround.spots.get(id));
    if (this.#viewport.reveal(spots)) this.#lay();
  }

  // -- pointer --------------------------------------------------------------------------------------

  // What is under a point: the smallest disc or sign there, or near it, or else a name.
  #hit([left, top]) {
    const { pan } = this.#viewport;
    const [x, y] = [left - pan[0], top - pan[1]];
    let best = null;
    for (const node of this.#shownNow) {
      const [cx, cy] = this.#viewport.spot(node.id);
      const reach = this.#viewport.reach(node);
      const off = Math.hypot(cx - x, cy - y) - reach;
      if (off > 4) continue;
      const rank = off <= 0 ? reach : 1000 + off;
      if (best === null || rank < best.rank) best = { id: node.id, rank };
    }
    if (best && best.rank < 1000) return best.id;
    return this.#names.at(x, y)?.id ?? best?.id ?? null;
  }

  #hover(point) {
    const id = this.#hit(point);
    this.#svg.classList.toggle("over", id !== null);
    this.#tip.hidden = id === null;
    if (id === null) return;
    this.#tip.textContent = titleOf(nodes[id], shown());
    const { offsetWidth, offsetHeight } = this.#tip;
    const [width, height] = this.#viewport.size;
    const left = Math.min(point[0] + 14, width - offsetWidth - 6);
    const over = point[1] + 16 + offsetHeight > height;
    this.#tip.style.left = `${Math.max(4, left)}px`;
    this.#tip.style.top = `${Math.max(4, over ? point[1] - offsetHeight - 10 : point[1] + 16)}px`;
  }

  #listen() {
    makeMovable(this.#svg, {
      zoom: (factor, at) => this.#zoom(factor, at),
      shift: (x, y) => this.#shift(x, y),
      showAll: () => this.#showAll(),
      hover: (point) => this.#hover(point),
      leave: () => { this.#tip.hidden = true; },
      click: (point) => {
        this.#clicked = true;
        focusOn(this.#hit(point));
        this.#clicked = false;
      },
    });
  }
}

// Without coordinates there is no map: say so, and where to look instead.
function noMap(box) {
  box.replaceChildren(element("div", { class: "note" },
    heading("There is no map of these data"),
    element("p", {}, `None of the ${blockWords} has a latitude and a longitude, so nobody can say where they are. Fill in these two columns of organisations.csv to have them drawn here.`),
    element("p", {}, "The network shows the same footprints, members and changes: what belongs together is drawn together."),
    button("Show the network", () => {
      change({ view: "network" });
      byId("tab-network").focus();
    }, { class: "act" })));
}

export function startMap() {
  const box = byId("view-map");
  if (placedBlocks.length) new OrganisationMap(box);
  else noMap(box);
}
