// Names on the map: in their ground where they fit, by priority, none over another. One that has to
// be there and fits nowhere goes to the sea, on a line.

import { drawn } from "../elements.js";
import { widthOf } from "../lettering.js";

const LEADING = 1.16;
const MOST_LINES = 4;
const MOST_LETTERS = 70;
const EDGE = 4; // pixels kept free at the edges
const STEPS = 28; // places tried across and down

export const meets = (one, other) => one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
/** @param {number[]} box @param {number} x */
const grown = ([left, top, right, bottom], x, y = x) => [left - x, top - y, right + x, bottom + y];

// A name in so many lines, as even as can be, none of which ends in a small word; one for each number
// of lines that is any different.
export function broken(name, size, weight) {
  const cut = [...name].length > MOST_LETTERS ? `${[...name].slice(0, MOST_LETTERS).join("")}…` : name;
  const words = cut.split(/\s+/u).filter(Boolean).reduce((found, word) => {
    if (/^(and|of|the)$/i.test(found.at(-1)?.split(" ").at(-1) ?? "")) found[found.length - 1] += ` ${word}`;
    else found.push(word);
    return found;
  }, []);
  const wrap = (most) => words.reduce((lines, word) => {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && widthOf(longer, size, weight) <= most) lines[lines.length - 1] = longer;
    else lines.push(word);
    return lines;
  }, []);
  const ways = new Map();
  for (let number = 1; number <= Math.min(MOST_LINES, words.length); number += 1) {
    let [low, high] = [0, widthOf(words.join(" "), size, weight) + 1];
    while (high - low > 1) {
      const middle = (low + high) / 2;
      if (wrap(middle).length <= number) high = middle;
      else low = middle;
    }
    const lines = wrap(high);
    const width = Math.max(...lines.map((line) => widthOf(line, size, weight)));
    ways.set(lines.length, { lines, size, width, height: lines.length * size * LEADING });
  }
  return [...ways.values()];
}

export class Names {
  placed = []; // { id, kind, lines, size, x, y, box, leader }
  #size;
  #taken;
  #ground;

  // Taken are the boxes where no name may stand; ground says how much of a box is no sea.
  constructor({ size, taken, ground }) {
    [this.#size, this.#taken, this.#ground] = [size, taken, ground];
  }

  #free(box) {
    return box[0] >= EDGE && box[1] >= EDGE && box[2] <= this.#size[0] - EDGE && box[3] <= this.#size[1] - EDGE
      && !this.#taken.some((each) => meets(each, grown(box, 3, 2)));
  }

  #put(name, way, x, y, leader = null) {
    const box = [x - way.width / 2, y - way.height / 2, x + way.width / 2, y + way.height / 2];
    this.#taken.push(grown(box, 2, 1));
    this.placed.push({ ...name, ...way, x, y, box, leader });
    return true;
  }

  // Wanted: { id, words, kind, weight, sizes, zone, share, must, pole }; whether there was room.
  place(wanted) {
    const { zone, words, sizes, weight, share, must, pole } = wanted;
    for (const size of zone ? sizes : []) {
      const [left, top, right, bottom] = zone.span;
      let best = null;
      for (const way of broken(words, size, weight)) {
        if (way.width > right - left + 8 || way.height > bottom - top + 8) continue;
        for (let row = 0; row <= STEPS; row += 1) {
          for (let column = 0; column <= STEPS; column += 1) {
            const [x, y] = [left + ((right - left) * column) / STEPS, top + ((bottom - top) * row) / STEPS];
            const box = [x - way.width / 2 - 1, y - way.height / 2, x + way.width / 2 + 1, y + way.height / 2];
            const inside = zone.share(box);
            if (inside < share) continue;
            const off = Math.hypot(x - (left + right) / 2, y - (top + bottom) / 2) / Math.max(40, right - left, bottom - top);
            const worth = 4 * inside + 2 * zone.share(grown(box, way.width * 0.15, way.height * 0.3)) - 1.2 * off - 0.1 * way.lines.length;
            if ((!best || worth > best.worth) && this.#free(box)) best = { worth, way, x, y };
          }
        }
      }
      if (best) return this.#put(wanted, best.way, best.x, best.y);
    }
    return Boolean(must && pole && this.#callOut(wanted));
  }

  // Beside the ground, as near as can be, with a line to it; in the sea if there is room.
  #callOut(wanted) {
    const { words, sizes, weight, pole, zone } = wanted;
    let best = null;
    for (const way of sizes.slice(-2).flatMap((size) => broken(words, size, weight))) {
      for (let off = 16; off < Math.max(...this.#size) && !(best && off - way.size > best.cost); off += 8) {
        for (let turn = 0; turn < 48; turn += 1) {
          const angle = (turn * Math.PI) / 24;
          const [x, y] = [pole[0] + (way.width / 2 + off) * Math.cos(angle), pole[1] + (way.height / 2 + off) * Math.sin(angle)];
          const box = [x - way.width / 2 - 4, y - way.height / 2 - 2, x + way.width / 2 + 4, y + way.height / 2 + 2];
          const end = [pole[0] < x ? box[0] : box[2], y];
          const cost = off + Math.abs(y - pole[1]) * 0.5 + way.lines.length * 4 + (this.#ground(box) > 0 ? 400 : 0) - way.size;
          if ((best && cost >= best.cost) || !this.#free(box)) continue;
          const crossed = alongLine(pole, end, 6).filter((each) => this.#taken.some((other) => meets(each, other))).length;
          if (!best || cost + 30 * crossed < best.cost) best = { cost: cost + 30 * crossed, way, x, y, end };
        }
      }
    }
    if (!best) return false;
    // The line ends a little way into the ground.
    const path = alongLine(best.end, pole, 2);
    const first = path.findIndex((box) => zone && zone.share(box) > 0.5);
    const tip = first < 0 ? pole : middleOf(path[Math.min(first + 2, path.length - 1)]);
    this.#taken.push(...alongLine(best.end, tip, 6).map((box) => grown(box, 1)));
    return this.#put(wanted, best.way, best.x, best.y, [best.end, tip]);
  }

  // A point with its name beside it: { words, at, size, weight, kind }.
  placeTown(town) {
    const { at: [x, y], words, size, weight } = town;
    const [width, height] = [widthOf(words, size, weight), size * LEADING];
    for (const [dx, dy] of [[5 + width / 2, 0], [-5 - width / 2, 0], [0, -4 - height / 2], [0, 5 + height / 2]]) {
      const box = [x + dx - width / 2, y + dy - height / 2, x + dx + width / 2, y + dy + height / 2];
      if (!this.#free(box) || !this.#free([x - 3, y - 3, x + 3, y + 3])) continue;
      this.#taken.push([x - 2, y - 2, x + 2, y + 2]);
      return this.#put(town, { lines: [words], size, width, height }, x + dx, y + dy);
    }
    return false;
  }

  // A name that stands where it is, or not at all.
  placeAt(name) {
    const { at: [x, y], words, size, weight } = name;
    const spaced = widthOf(words, size, weight) + words.length * size * 0.14;
    const height = size * LEADING;
    if (!this.#free([x - spaced / 2, y - height / 2, x + spaced / 2, y + height / 2])) return false;
    return this.#put(name, { lines: [words], size, width: spaced, height }, x, y);
  }
}

// Small boxes along a line.
/** @param {number[]} start @param {number[]} end @param {number} step */
function alongLine([x, y], [u, v], step) {
  const number = Math.max(1, Math.ceil(Math.hypot(u - x, v - y) / step));
  return Array.from({ length: number + 1 }, (_, at) => {
    const [left, top] = [x + ((u - x) * at) / number, y + ((v - y) * at) / number];
    return [left - 1, top - 1, left + 1, top + 1];
  });
}
/** @param {number[]} box */
const middleOf = ([left, top, right, bottom]) => [(left + right) / 2, (top + bottom) / 2];

const LOOKS = {
  cuts: { "font-weight": 750, fill: "var(--ink)" }, own: { "font-weight": 560, fill: "var(--ink)" },
  quiet: { "font-weight": 480, fill: "var(--ink2)" }, other: { "font-weight": 600, fill: "var(--setb)", "font-style": "italic" },
  town: { "font-weight": 450, fill: "var(--ink2)", "stroke-width": 2.4 }, place: { "font-weight": 450, fill: "var(--ink2)" },
  land: { "font-weight": 500, fill: "var(--ink3)", "stroke-opacity": 0, "letter-spacing": "0.14em" },
};
export const weightOf = (kind) => LOOKS[kind]["font-weight"];

export function nameSign({ id, kind, lines, size, x, y, leader, at }) {
  const first = y - ((lines.length - 1) * size * LEADING) / 2 + size * 0.35;
  const halo = { stroke: "var(--halo)", "stroke-opacity": 0.86, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" };
  return drawn("g", { class: `name ${kind}`, "data-id": id ?? null, "pointer-events": "none" },
    leader ? drawn("path", { d: `M${leader[0]}L${leader[1]}`, stroke: "var(--ink)", "stroke-width": 1.2 }) : null,
    leader ? drawn("circle", { cx: leader[1][0], cy: leader[1][1], r: 2.6, fill: "var(--ink)" }) : null,
    kind === "town" ? drawn("circle", { cx: at[0].toFixed(1), cy: at[1].toFixed(1), r: 1.9, fill: "var(--ink2)", stroke: "var(--halo)", "stroke-width": 0.8 }) : null,
    drawn("text", { "text-anchor": "middle", "font-size": size, ...halo, ...LOOKS[kind] }, ...lines.map((line, turn) =>
      drawn("tspan", { x: x.toFixed(1), y: (first + turn * size * LEADING).toFixed(1) }, line))));
}
