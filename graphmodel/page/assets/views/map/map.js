// The map: the ground by how footprints fit, or by footprint; borders, what a plan changes there, names.
// No tiles: nothing is loaded. It is drawn again when one has stopped moving it.

import { isBlock, isPartner, nodes, ORIGINAL } from "../../model/data.js";
import { toldSide } from "../../model/fit.js";
import { blockWords, counted } from "../../model/words.js";
import { before, change, current, focusOn, hasPlan, lit, shown, state, view } from "../../plans/state.js";
import { button, byId, drawn, element, heading } from "../elements.js";
import { mainHome, summary } from "../paint.js";
import { sign } from "../signs.js";
import { pointOf, tellAt, untell } from "../tips.js";
import { arrowSign, discSign, placeDiscs } from "./discs.js";
import { allGround, areCells, blockShapes, boundsOf, credit, geometryOf, hasGround, inKm, landShapes } from "./geography.js";
import { insetBox, insetSign } from "./inset.js";
import { mapKeyRows } from "./key.js";
import { landLayer, outcomeLayer, penFor, stepsOnMap } from "./layer.js";
import { nameGround } from "./naming.js";
import { meets, nameSign } from "./names.js";
import { makeMovable } from "./pointer.js";
import { Raster } from "./raster.js";
import { Slider } from "./slider.js";
import { fitting, roomIn, Viewport } from "./viewport.js";

const DISC = 9.5; // radius of a number
const MANY = 40; // steps, whose numbers are smaller
const ARROWS_FROM = 1.6; // times larger than the whole
const SETTLED = 140; // milliseconds without a move
const CLOSE = 6; // times larger than the whole, at most, to see one place

class GroundMap {
  #box;
  #svg;
  #picture = drawn("g", { class: "map-picture" });
  #slider = new Slider();
  #viewport = new Viewport();
  #drawnAt = null; // the scale and shift at which everything was drawn
  #drawnFor = null;
  #raster = null; // with the pen, for where everything was drawn
  #land = null; // the raster of neighbouring land
  #pen = null;
  #inset = null;
  #timer = 0;

  constructor(box) {
    this.#box = box;
    this.#svg = drawn("svg", {
      class: "map", tabindex: 0, role: "application", "aria-label": `Map of ${blockWords}`, "aria-describedby": "map-help",
    }, this.#picture);
    const zoom = element("div", { class: "zoom", role: "group", "aria-label": "Zoom" },
      button("+", () => this.#zoom(1.5), { "aria-label": "Zoom in", "data-zoom": "in" }),
      button("−", () => this.#zoom(1 / 1.5), { "aria-label": "Zoom out", "data-zoom": "out" }),
      button("Fit", () => this.#showAll(), { "data-zoom": "fit" }));
    const help = element("p", { id: "map-help", class: "unseen" },
      "Arrow keys move the map, plus and minus zoom, Home shows all. To choose something, use the search or the tables, which say the same.");
    const without = nodes.filter((node) => isBlock(node) && node.id < ORIGINAL && !blockShapes.has(node.id));
    const missing = without.length ? element("p", { class: "map-missing" },
      `Not on the map, for want of ${areCells ? "coordinates" : "outlines"}: ${counted(without.length, "place")} of the ${blockWords}.`) : "";
    box.replaceChildren(this.#svg, help, zoom, ...this.#slider.parts, missing, element("p", { class: "map-source" }, credit));
    this.#listen();
    new ResizeObserver(() => this.#resize()).observe(box);
    this.#follow(state, null);
    view((now, earlier) => this.#follow(now, earlier));
  }

  // -- state ----------------------------------------------------------------------------------------

  #follow(now, earlier) {
    if (now.view !== "map") return;
    this.#tellKey();
    const drawnFor = [now.base, now.edits, now.moment, now.colouring, now.focus];
    if (earlier?.view !== "map") this.#resize();
    if (this.#drawnFor?.every((value, at) => value === drawnFor[at])) return;
    const focusChanged = this.#drawnFor && this.#drawnFor.at(-1) !== now.focus;
    if (this.#drawnFor && (this.#drawnFor[0] !== now.base || this.#drawnFor[1] !== now.edits)) this.#slider.at = null;
    this.#drawnFor = drawnFor;
    if (focusChanged) this.#lookAt(now.focus);
    this.#draw();
  }

  #tellKey() {
    byId("key-lines").replaceChildren(...mapKeyRows().map(({ picture, words }) => sign(picture, words)));
  }

  // The blocks that are not dimmed: those in focus, or else those of the footprints in focus.
  #litBlocks() {
    const near = lit();
    if (!near) return null;
    const found = [...near].filter((id) => blockShapes.has(id));
    if (found.length) return new Set(found);
    const outcome = shown();
    return new Set([...blockShapes.keys()].filter((id) => [0, 1].some((side) => near.has(mainHome(id, side, outcome)))));
  }

  #steps() {
    return hasPlan() ? stepsOnMap(current().after) : [];
  }

  // What is in focus fits into the view with what the steps take from it and give to it.
  #lookAt(focus) {
    const near = this.#litBlocks();
    if (!focus || !near?.size) return this.#viewport.show(this.#viewport.whole);
    const touched = this.#steps().filter((step) => [step.into, ...step.from].includes(focus.id)).flatMap(({ blocks }) => blocks);
    const most = this.#viewport.whole.scale * CLOSE;
    return this.#viewport.show(fitting(boundsOf(geometryOf([...near, ...touched])), roomIn(this.#viewport.size, true), most));
  }

  // -- drawing --------------------------------------------------------------------------------------

  #resize() {
    const viewport = this.#viewport;
    const size = [this.#box.clientWidth, this.#box.clientHeight];
    if (!size[0] || !size[1] || (viewport.scale && size.every((each, axis) => each === viewport.size[axis]))) return;
    const wasWhole = !viewport.scale || viewport.isWhole;
    viewport.size = size;
    this.#svg.setAttribute("viewBox", `0 0 ${size.join(" ")}`);
    const room = roomIn(size, false);
    viewport.whole = fitting(boundsOf(allGround), room);
    const [key] = this.#obstacles();
    // Beside the key, where the ground would lie under it.
    if (key && this.#rasterAt(viewport.whole).ground().share(key) > 0 && size[0] - key[2] > 320) {
      viewport.whole = fitting(boundsOf(allGround), [key[2] + 12, ...room.slice(1)]);
    }
    if (wasWhole && !state.focus) viewport.show(viewport.whole);
    else this.#lookAt(state.focus);
    this.#draw();
  }

  #rasterAt({ scale, shift }) {
    return new Raster(this.#viewport.size, { scale, shift });
  }

  // Boxes of what lies on the map: the key first, then the buttons.
  #obstacles() {
    const { left, top } = this.#svg.getBoundingClientRect();
    const [width, height] = this.#viewport.size;
    return [byId("key"), ...this.#box.querySelectorAll(".zoom, .map-missing, .map-source")]
      .filter((each) => each && each.offsetParent !== null)
      .map((each) => each.getBoundingClientRect())
      .map((box) => [box.left - left, box.top - top, box.right - left, box.bottom - top])
      .filter((box) => meets(box, [0, 0, width, height]));
  }

  #draw() {
    const viewport = this.#viewport;
    if (!viewport.scale || !this.#drawnFor || state.view !== "map") return;
    clearTimeout(this.#timer);
    const { scale, shift } = viewport;
    const taken = this.#obstacles();
    if (this.#drawnAt?.scale !== scale || this.#drawnAt.shift !== shift || this.#drawnAt.size !== viewport.size) {
      [this.#raster, this.#pen] = [this.#rasterAt(viewport), penFor(viewport, viewport.size)];
      this.#land = null;
    }
    this.#drawnAt = { scale, shift, size: viewport.size };
    const [raster, pen] = [this.#raster, this.#pen];
    const steps = this.#steps();
    const focused = Boolean(state.focus);
    const side = toldSide(current().plan);
    const look = { colouring: state.colouring, side, lit: this.#litBlocks(), steps, weight: focused ? 1.25 : 1 };
    const slides = state.moment === "slide" && hasPlan();
    this.#slider.hide(!slides);
    const layers = slides
      ? this.#slider.layers(outcomeLayer(before, pen, look), outcomeLayer(current().after, pen, look), viewport.size, this.#middleOf(steps))
      : [outcomeLayer(shown(), pen, look)];
    const radius = steps.length > MANY ? 0.7 * DISC : DISC;
    const discs = placeDiscs(steps, viewport, { radius, taken });
    const arrows = viewport.closer < ARROWS_FROM ? []
      : discs.map((each) => arrowSign(each, viewport, { radius, taken, outcome: current().after }));
    const outcome = slides ? before : shown();
    const land = () => (this.#land ??= new Raster(viewport.size, viewport, landShapes)).ground().share;
    const box = viewport.closer < ARROWS_FROM ? insetBox(viewport, { taken, ground: raster.ground().share, land }) : null;
    this.#inset = box && insetSign(box, outcome, viewport, look);
    if (this.#inset) taken.push([box[0] - 4, box[1] - 22, box[2] + 4, box[3] + 4], this.#inset.own);
    const names = nameGround({ viewport, raster, taken, outcome, side, lit: look.lit, inset: this.#inset && { box, ...this.#inset } });
    this.#picture.removeAttribute("transform");
    this.#picture.replaceChildren(landLayer(pen), ...layers, ...(this.#inset ? [this.#inset.sign] : []),
      ...arrows.filter(Boolean), ...this.#pin(), drawn("g", { class: "map-names" }, ...names.map(nameSign)),
      drawn("g", { class: "map-discs" }, ...discs.map((each) => discSign(each, radius))));
  }

  // Where a partner in focus is.
  #pin() {
    const node = nodes[state.focus?.id];
    if (!node?.at || !isPartner(node)) return [];
    const [cx, cy] = this.#viewport.spot(inKm(node.at));
    const ring = { cx, cy, r: 7, fill: "none", "pointer-events": "none" };
    return [drawn("circle", { ...ring, stroke: "var(--halo)", "stroke-width": 6 }), drawn("circle", { ...ring, class: "pin", stroke: "var(--ink)", "stroke-width": 3 })];
  }

  // The middle of what changes, as a share of the width.
  #middleOf(steps) {
    const blocks = steps.flatMap(({ blocks: ids }) => ids);
    if (!blocks.length) return 0.5;
    const [left, , right] = this.#viewport.boxOf(boundsOf(geometryOf(blocks)));
    return (left + right) / 2 / this.#viewport.size[0];
  }

  // -- looking around -------------------------------------------------------------------------------

  #showAll() {
    this.#viewport.show(this.#viewport.whole);
    this.#draw();
  }

  #zoom(factor, at) {
    this.#viewport.zoom(factor, at);
    this.#moved();
  }

  // The picture is moved as it is, and drawn anew once it rests.
  #moved() {
    const { scale, shift } = this.#viewport;
    const was = this.#drawnAt;
    const by = scale / was.scale;
    const off = shift.map((each, axis) => each - was.shift[axis] * by);
    this.#picture.setAttribute("transform", `translate(${off.join(" ")}) scale(${by})`);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#draw(), SETTLED);
  }

  #hit(point) {
    return this.#raster?.blockAt(point) ?? null;
  }

  #hover(point, event) {
    const id = this.#hit(point);
    this.#svg.classList.toggle("over", id !== null);
    if (id === null) untell();
    else tellAt([nodes[id].name, ...summary(nodes[id], shown())], pointOf(event));
  }

  // The footprint of the set that is told of; what lies there, if that is in focus already.
  #click(point) {
    const id = this.#hit(point);
    const side = state.colouring === "agreement" ? toldSide(current().plan) : state.colouring === "a" ? 0 : 1;
    const home = id === null ? null : mainHome(id, side, shown());
    focusOn(home === null || home === state.focus?.id ? id : home);
  }

  #listen() {
    makeMovable(this.#svg, {
      zoom: (factor, at) => this.#zoom(factor, at),
      shift: (x, y) => {
        this.#viewport.move(x, y);
        this.#moved();
      },
      showAll: () => this.#showAll(),
      hover: (point, event) => this.#hover(point, event),
      leave: untell,
      click: (point) => this.#click(point),
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

// Hatchings, which any drawing of the page may use: of undecided ground, of what changes, and of what
// changes by the second reading only.
function patterns() {
  const hatch = (id, size, turn, width, stroke, ground = null) => drawn("pattern", { id, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${turn})` },
    ground ? drawn("rect", { width: size, height: size, fill: ground }) : null,
    drawn("path", { d: `M0 0V${size}`, stroke, "stroke-width": width }));
  return drawn("svg", { id: "patterns", width: 0, height: 0, "aria-hidden": "true", class: "map-patterns" }, drawn("defs", {},
    hatch("und", 6, 45, 1.6, "var(--noneline)", "var(--none)"), hatch("chg", 5, -45, 1.9, "var(--hatch)"), hatch("chg2", 6.5, -45, 0.9, "var(--hatch)")));
}

export function startMap() {
  const box = byId("view-map");
  document.body.append(patterns());
  if (hasGround) new GroundMap(box);
  else noMap(box);
}
