// What a plan changes on the map: arrows from organisations to the footprints they go to.

import { nodes } from "../../model/data.js";
import { drawn } from "../elements.js";
import { mapGround } from "./cartography.js";
import { EDGE_COLOURS } from "../paint.js";

// The middle of a footprint's people, by side and number; without one block, where others are left.
export class Middles {
  #sums = [new Map(), new Map()];
  #own = new Map();

  constructor({ portions, outside }) {
    for (const { block, at, people: number } of portions) {
      for (const side of [0, 1]) this.#add(side, at[side], block, number);
    }
    for (const { block, side, at, people: number } of outside) this.#add(side, at, block, number);
  }

  #add(side, id, block, number) {
    const spot = mapGround.spots.get(block);
    if (!spot) return;
    const heft = number + 1e-6; // where nobody is counted, every block weighs the same
    const key = `${block}|${id}`;
    for (const [map, at] of [[this.#sums[side], id], [this.#own, key]]) {
      const had = map.get(at) ?? [0, 0, 0];
      map.set(at, [had[0] + heft * spot[0], had[1] + heft * spot[1], had[2] + heft]);
    }
  }

  of(side, id, without = null) {
    const all = this.#sums[side].get(id);
    if (!all) return null;
    const own = this.#own.get(`${without}|${id}`) ?? [0, 0, 0];
    const rest = all.map((value, at) => value - own[at]);
    const [x, y, heft] = rest[2] > 1e-9 * all[2] ? rest : all;
    return [x / heft, y / heft];
  }
}

// The changes of footprint, one for each block, set and footprint that it goes to.
export function mapChanges(outcome) {
  const found = new Map();
  for (const { block, was, at, moved, people: number } of outcome.portions) {
    for (const side of [0, 1]) {
      if (!moved[side] || !mapGround.spots.has(block)) continue;
      const key = `${block}|${at[side]}`;
      if (!found.has(key)) found.set(key, { block, side, to: at[side], people: 0, left: new Set() });
      const row = found.get(key);
      row.people += number;
      const left = outcome.successorOf(was[side]);
      if (left !== at[side]) row.left.add(left);
    }
  }
  return [...found.values()].sort((one, two) => two.people - one.people);
}

// From the block towards the middle of the footprint it goes to; dashed to that of the one it leaves.
export function changeSigns({ block, side, to, people: number, left }, { viewport, middles, most, many, near }) {
  const dim = near && !(near.has(block) || near.has(to)) ? " dim" : "";
  const from = viewport.spot(block);
  const reach = viewport.reach(nodes[block]);
  const aimAt = (id) => middles.of(side, id, block)?.map((value) => value * viewport.scale);
  const parts = [];
  for (const old of left) {
    const end = aimAt(old);
    const away = end ? Math.hypot(end[0] - from[0], end[1] - from[1]) : 0;
    if (away < reach + 8) continue;
    const [x, y] = from.map((value, axis) => value + ((end[axis] - value) * reach) / away);
    parts.push(
      drawn("path", { class: `left${dim}`, d: `M${x} ${y}L${end[0]} ${end[1]}` }),
      drawn("circle", { class: `left${dim}`, cx: end[0], cy: end[1], r: 4 }));
  }
  const end = aimAt(to);
  const distance = end ? Math.hypot(end[0] - from[0], end[1] - from[1]) : 0;
  // Thinner where there are many, so that they can be told apart; they grow as one looks closer.
  const crowd = Math.min(1, Math.sqrt((12 / many) * viewport.closer));
  const facts = { "data-block": block, "data-to": to, "data-side": side };
  if (distance < reach + 12) {
    // It is the middle of the footprint itself: there is nowhere for an arrow to point to.
    const ring = { cx: from[0], cy: from[1], r: reach + 1 + 3 * crowd };
    return [...parts, drawn("circle", {
      ...facts, ...ring, class: `arrow own${dim}`, stroke: EDGE_COLOURS[side], "stroke-width": 0.8 + 1.7 * crowd,
    })];
  }
  const width = Math.max(0.8, (1.6 + 2.6 * Math.sqrt(number / most)) * crowd);
  const d = mapArrow(from, end, reach, width);
  return [
    ...parts,
    drawn("path", { class: `casing${dim}`, d, "stroke-width": width + 3 }),
    drawn("path", { ...facts, class: `arrow${dim}`, d, "stroke-width": width, stroke: EDGE_COLOURS[side] }),
  ];
}

// A shaft with an open head from the edge of a disc to a point.
/** @param {number[]} from @param {number[]} end */
export function mapArrow(from, end, reach, width) {
  const way = Math.atan2(end[1] - from[1], end[0] - from[0]);
  const at = (/** @type {number[]} */ [x, y], along, angle = way) =>
    `${(x + along * Math.cos(angle)).toFixed(1)} ${(y + along * Math.sin(angle)).toFixed(1)}`;
  const tip = [end[0] - 4 * Math.cos(way), end[1] - 4 * Math.sin(way)];
  const length = Math.hypot(end[0] - from[0], end[1] - from[1]) - reach - 6;
  const head = Math.min(3 + 2.2 * width, 0.7 * length);
  const [point, left, right] = [at(tip, 0), at(tip, -head, way - 0.5), at(tip, -head, way + 0.5)];
  return `M${at(from, reach + 2)}L${point}M${left}L${point}L${right}`;
}
