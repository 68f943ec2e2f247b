// One outcome drawn on the map: what the ground is, what changes, where borders are.

import { fitOfBlock } from "../../model/fit.js";
import { suggestionsOf } from "../../model/suggestions.js";
import { before } from "../../plans/state.js";
import { drawn } from "../elements.js";
import { hueOf } from "../hues.js";
import { FIT_COLOURS, mainHome } from "../paint.js";
import { bordersOf } from "./borders.js";
import { blockGeometries, blockShapes, geometryOf, landShapes, poleOf, statedShapes } from "./geography.js";

const DIM = 0.42;
const OUT_OF_VIEW = 40; // pixels that are drawn all the same

// How shapes become lines at a scale, each worked out once; nothing where they are out of view.
/** @param {{ scale: number, shift: number[] }} view @param {number[]} size */
export function penFor({ scale, shift }, [width, height]) {
  const [low, high] = [[-OUT_OF_VIEW, -OUT_OF_VIEW], [width + OUT_OF_VIEW, height + OUT_OF_VIEW]];
  const path = mapTools.geoPath(mapTools.geoIdentity().scale(scale).translate(shift).clipExtent([low, high])).digits(1);
  const known = new Map();
  const line = (shape) => {
    if (!known.has(shape)) known.set(shape, (shape && path(shape)) || "");
    return known.get(shape);
  };
  return { line, block: (id) => line(blockShapes.get(id)) };
}

const stepsOfOutcome = new WeakMap();

// The steps to an outcome that the map can show: each with its blocks, and where its number stands.
export function stepsOnMap(outcome) {
  if (!stepsOfOutcome.has(outcome)) {
    stepsOfOutcome.set(outcome, suggestionsOf(outcome).map((step) => {
      const left = step.from.filter((id) => id !== step.into && id !== step.carries[0]);
      const blocks = (step.action === "merge"
        ? blockGeometries.map(({ id }) => id).filter((id) => left.includes(mainHome(id, step.side, before)))
        : step.organisations).filter((id) => blockShapes.has(id));
      return { ...step, blocks, pole: poleOf(geometryOf(blocks)) };
    }).filter(({ pole }) => pole));
  }
  return stepsOfOutcome.get(outcome);
}

export function landLayer(pen) {
  const lines = landShapes.map(pen.line).filter(Boolean);
  return drawn("g", {}, ...lines.map((d) => drawn("path", { d, fill: "var(--land)", stroke: "var(--landline)", "stroke-width": 0.8, "fill-rule": "evenodd" })));
}

function fillOf(id, outcome, { colouring, side }) {
  if (colouring === "agreement") {
    const fit = fitOfBlock(id, outcome, side);
    return fit === "none" ? "url(#und)" : FIT_COLOURS[fit];
  }
  const home = mainHome(id, colouring === "a" ? 0 : 1, outcome);
  return home === null ? "url(#und)" : `var(--c${hueOf(home, outcome)})`;
}

// Look holds: colouring, side (that the fit is told of), lit (blocks that are not dimmed; null: all),
// steps (hatched), weight (of borders), small (fewer borders).
export function outcomeLayer(outcome, pen, look) {
  const { lit = null, steps = [], weight = 1, small = false } = look;
  const dim = (id) => (lit && !lit.has(id) ? DIM : null);
  const blocks = blockGeometries.map(({ id }) => [id, pen.block(id)]).filter(([, d]) => d).map(([id, d]) =>
    drawn("path", { d, "data-id": id, fill: fillOf(id, outcome, look), opacity: dim(id), "fill-rule": "evenodd" }));
  const hatched = steps.filter(({ action }) => action !== "merge").flatMap(({ blocks: ids, needed, rank }) =>
    ids.map((id) => [pen.block(id), needed === false, rank, id])).filter(([d]) => d).map(([d, second, rank, id]) => drawn("path", {
    d, class: "hatched", "data-step": rank, "data-block": id, fill: second ? "url(#chg2)" : "url(#chg)", "fill-opacity": 0.78,
    stroke: "var(--hatch)", "stroke-width": (second ? 0.7 : 1.1) * (small ? 0.6 : 1), "fill-rule": "evenodd",
  }));
  return drawn("g", { class: "outcome", "stroke-linejoin": "round" },
    drawn("g", { class: "blocks" }, ...blocks),
    drawn("g", { "pointer-events": "none" }, ...hatched),
    drawn("g", { class: "borders", fill: "none", "stroke-linecap": "round", "pointer-events": "none" },
      ...borderLines(outcome, pen, { weight, small, side: look.side })));
}

function borderLines(outcome, pen, { weight, small, side }) {
  const borders = bordersOf(outcome);
  const stroke = (name, shape, colour, width, more = {}) => {
    const d = pen.line(shape);
    return d ? drawn("path", { d, class: name, stroke: colour, "stroke-width": width * weight, ...more }) : null;
  };
  const [dash, dots] = [`${5 * weight} ${3 * weight}`, `.1 ${small ? 2 : 3}`];
  const flat = { "stroke-linecap": "butt" };
  if (small) {
    const own = side ? "var(--setb)" : "var(--seta)";
    return [
      stroke("edge", borders.edge, "var(--seta)", 0.5, { "stroke-opacity": 0.75 }),
      stroke("gone", borders.gone, own, 0.9, { "stroke-dasharray": dots }),
      stroke(side ? "b" : "a", side ? borders.b : borders.a, own, 1), stroke("both", borders.both, own, 1),
    ];
  }
  return [
    stroke("places", borders.places, "var(--halo)", 0.4, { "stroke-opacity": 0.5 }),
    stroke("edge", borders.edge, "var(--seta)", 0.7, { "stroke-opacity": 0.75 }),
    ...statedShapes.map((shape) => stroke("stated", shape, "var(--ink3)", 0.8)),
    stroke("casing", borders.a, "var(--halo)", 3.2, { "stroke-opacity": 0.5 }),
    stroke("casing", borders.b, "var(--halo)", 3, { ...flat, "stroke-opacity": 0.9 }),
    stroke("gone", borders.gone, "var(--seta)", 1.2, { "stroke-dasharray": dots }),
    stroke("a", borders.a, "var(--seta)", 1.25),
    stroke("both", borders.both, "var(--seta)", 2.6),
    stroke("b", borders.b, "var(--setb)", 2.1, { ...flat, "stroke-dasharray": dash }),
  ];
}
