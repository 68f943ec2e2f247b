// Room for words around discs, none over another.

import { kindOf } from "../../model/data.js";
import { broken } from "../map/names.js";

// Boxes on a grid, to find quickly what lies in the way.
export class Boxes {
  #cells = new Map();
  *#around([left, top, right, bottom]) {
    for (let x = Math.floor(left / 48); x <= Math.floor(right / 48); x += 1) {
      for (let y = Math.floor(top / 48); y <= Math.floor(bottom / 48); y += 1) yield x * 65536 + y;
    }
  }
  add(box) {
    for (const cell of this.#around(box)) {
      if (!this.#cells.has(cell)) this.#cells.set(cell, []);
      this.#cells.get(cell).push(box);
    }
  }
  overlap(box) {
    let area = 0;
    for (const cell of this.#around(box)) {
      for (const other of this.#cells.get(cell) ?? []) {
        const width = Math.min(box[2], other[2]) - Math.max(box[0], other[0]);
        const height = Math.min(box[3], other[3]) - Math.max(box[1], other[1]);
        if (width > 0 && height > 0) area += width * height;
      }
    }
    return area;
  }
}

// The short name of a footprint with its set's label.
export function withSet(node) {
  const { label } = kindOf(node);
  const said = node.label.toLowerCase().endsWith(` ${label.toLowerCase()}`);
  return said ? node.label : `${node.label} ${label}`;
}

// A name in so many lines as suits it, three at most.
export function linesOfName(name, size, weight) {
  const most = Math.min(3, Math.ceil(name.length / 17));
  return broken(name, size, weight).filter(({ lines }) => lines.length <= most).at(-1);
}

// Where words may stand around a disc: below, above, beside, then between these; further off later.
const TURNS = [4, 12, 0, 8, 2, 6, 10, 14, 3, 5, 11, 13, 1, 7, 9, 15];
const SPOTS = [0, 8, 16, 24].flatMap((off, ring) => TURNS.map((turn, rank) => ({
  off, cos: Math.cos((turn * Math.PI) / 8), sin: Math.sin((turn * Math.PI) / 8), cost: 12 * rank + 220 * ring,
})));

export const WITHOUT = 2500; // what it costs to leave a name or a number out

// Puts a box around a point, where it costs least; null where there is no room, or none for so little.
export function roomAround([x, y], gap, { width, height }, room) {
  const { taken, busy, within } = room;
  /** @type {{ box: number[], cost: number } | undefined} */
  let best;
  for (const { off, cos, sin, cost: first } of SPOTS) {
    if (best && first > best.cost) continue;
    const [left, top] = [x + cos * (gap + off + width / 2) - width / 2, y + sin * (gap + off + height / 2) - height / 2];
    const box = [left, top, left + width, top + height];
    if (box[0] < within[0] || box[2] > within[1] || taken.overlap(box) > 0) continue;
    const cost = first + busy.overlap(box);
    if (!best || cost < best.cost) best = { box, cost };
  }
  if (best?.cost > (room.most ?? Infinity)) return null;
  if (best) taken.add(best.box);
  room.cost += best ? best.cost : WITHOUT;
  return best?.box ?? null;
}
