// Names on the map: of footprints in the middle of their people, of organisations at their discs.

import { isBlock, isFootprint, kindOf, nodes } from "../../model/data.js";
import { lit, shown, state } from "../../plans/state.js";
import { drawn, element } from "../elements.js";
import { Boxes, labelStyle, LINE, positions, withSet, wrapped } from "../labels.js";
import { mapGround, mapSide } from "./cartography.js";

const BLOCK_NAMES_FROM = 2.6; // times larger than the whole from which organisations are named
const BOTH_NAMES_FROM = 1.7; // and from which both sets are, where neither is coloured

export class MapNames {
  #layer;
  #ruler = element("canvas").getContext("2d");
  #measured = new Map();
  #names = []; // boxes of names with what they name

  constructor(layer) {
    this.#layer = layer;
  }

  // The name at a point, by what it names.
  at(x, y) {
    return this.#names.find(({ box }) => x > box[0] && x < box[2] && y > box[1] && y < box[3]);
  }

  // What is on the map: the organisations shown, the middles of footprints; taken is no room for names.
  lay(viewport, { organisations, middles, taken: boxes }) {
    const taken = new Boxes();
    const discs = new Boxes();
    for (const node of organisations) {
      const [[x, y], reach] = [viewport.spot(node.id), viewport.reach(node) * 0.85];
      discs.add([x - reach, y - reach, x + reach, y + reach]);
    }
    const [x0, y0] = viewport.pan;
    for (const [left, top, right, bottom] of boxes) {
      taken.add([left - x0, top - y0, right - x0, bottom - y0]);
    }
    this.#names = [];
    for (const wanted of namesWanted(viewport, organisations, middles)) {
      const spot = wanted.spot.map((value) => value * viewport.scale);
      if (wanted.rank > 1 && !viewport.inView(...spot, 120)) continue;
      const label = this.#measure(wanted.id);
      const box = roomFor(wanted, label, spot, { taken, discs, viewport });
      if (!box) continue;
      taken.add(box);
      this.#names.push({ id: wanted.id, box, lines: label.lines });
    }
    this.#layer.replaceChildren(...this.#names.map(nameSign));
  }

  #measure(id) {
    if (this.#measured.get(id)?.text !== nodes[id].name) {
      const node = nodes[id];
      const lines = wrapped(isFootprint(node) ? withSet(node) : node.label);
      this.#ruler.font = labelStyle(node).font;
      const width = Math.max(...lines.map((line) => this.#ruler.measureText(line).width)) + 4;
      this.#measured.set(id, { text: nodes[id].name, lines, width, height: lines.length * LINE });
    }
    return this.#measured.get(id);
  }
}

// What is to be named, the weightiest first: while something is in focus, only what is lit.
function namesWanted(viewport, shownNow, middles) {
  const [outcome, near] = [shown(), lit()];
  const { closer } = viewport;
  const side = mapSide(state.colouring);
  const footprints = outcome.sides.flatMap((each, at) => {
    const ordinary = side === null ? at === 0 || closer >= BOTH_NAMES_FROM : side === at;
    return each.ids.map((id, place) => ({ id, side: at, heft: each.people[place], ordinary }));
  }).filter(({ id, ordinary }) => !state.hidden.has(nodes[id].kind) && (near ? near.has(id) : ordinary))
    .map((each) => ({ ...each, rank: near ? 1 : 2 + each.side, gap: 0 }))
    .map((each) => ({ ...each, spot: middles.of(each.side, each.id) }))
    .filter(({ spot }) => spot);
  const named = (node) => (near ? near.has(node.id) && (isBlock(node) ? closer > 1.2 : true)
    : closer >= BLOCK_NAMES_FROM * (isBlock(node) ? 1 : 1.6));
  const organisations = shownNow
    .filter((node) => node.id === state.focus?.id || named(node))
    .map((node) => ({
      id: node.id, heft: node.people ?? 0, spot: mapGround.spots.get(node.id), gap: viewport.reach(node),
      rank: node.id === state.focus?.id ? 0 : isBlock(node) ? 4 : 5,
    }));
  return [...footprints, ...organisations]
    .sort((one, two) => one.rank - two.rank || two.heft - one.heft || one.id - two.id);
}

function roomFor({ gap, rank }, { width, height }, [x, y], { taken, discs, viewport }) {
  const offsets = positions(Math.max(gap, 4) + 2, width, height);
  // A footprint is named in its middle, or below or above one of the other set with the same.
  if (!gap) {
    const tops = [-height / 2, height / 2 + 2, -1.5 * height - 2];
    offsets.unshift(...tops.map((top) => [-width / 2, top]));
  }
  /** @type {{ box: number[], cost: number } | undefined} */
  let best;
  offsets.forEach(([left, top], turn) => {
    const box = [x + left, y + top, x + left + width, y + top + height];
    if (taken.overlap(box) > 0) return;
    const cost = discs.overlap(box) + 14 * turn + (viewport.isCut(box) ? 2500 : 0);
    if (!best || cost < best.cost) best = { box, cost };
  });
  // The closer one looks, the more a name may cover.
  const closer = Math.max(1, viewport.closer / BLOCK_NAMES_FROM);
  const patience = [Infinity, Infinity, 900, 700, 250, 200][rank] * closer;
  return best && best.cost <= patience ? best.box : null;
}

function nameSign({ id, box, lines }) {
  const x = (box[0] + box[2]) / 2;
  return drawn("text", { class: `role-${kindOf(nodes[id]).role}`, "data-id": id }, ...lines.map((line, turn) =>
    drawn("tspan", { x: x.toFixed(1), y: (box[1] + (turn + 0.78) * LINE).toFixed(1) }, line)));
}
