// What lies where, in small squares: which block is at a point, and how much of a box is in a footprint.

import { blockGeometries, blockShapes } from "./geography.js";

const SQUARE = 2; // pixels

export class Raster {
  #wide;
  #high;
  #at; // place of the block in each square, from one on
  #known = new WeakMap(); // zones by what they are of
  #all = null;
  #ids = blockGeometries.map(({ id }) => id);

  // How large it is in pixels, and how kilometres become these; of the blocks, or of other shapes.
  /** @param {number[]} size @param {{ scale: number, shift: number[] }} view @param {any[]} [shapes] */
  constructor([width, height], { scale, shift }, shapes = [...blockShapes.values()]) {
    [this.#wide, this.#high] = [Math.ceil(width / SQUARE), Math.ceil(height / SQUARE)];
    this.#at = new Uint32Array(this.#wide * this.#high);
    shapes.forEach((shape, at) => this.#fill(shape, at + 1, scale / SQUARE, shift.map((each) => each / SQUARE)));
  }

  // Row by row between the edges that cross it (even and odd), as printers have done it for ever.
  #fill(shape, mark, scale, shift) {
    const [left, top] = shift;
    const crossings = new Map();
    for (const ring of shape.type === "Polygon" ? shape.coordinates : shape.coordinates.flat()) {
      for (let at = 1; at < ring.length; at += 1) {
        let [[x, y], [u, v]] = [ring[at - 1], ring[at]];
        if (y > v) [x, y, u, v] = [u, v, x, y];
        [x, y, u, v] = [x * scale + left, y * scale + top, u * scale + left, v * scale + top];
        const last = Math.min(Math.ceil(v - 0.5), this.#high);
        for (let row = Math.max(Math.ceil(y - 0.5), 0); row < last; row += 1) {
          if (!crossings.has(row)) crossings.set(row, []);
          crossings.get(row).push(x + ((row + 0.5 - y) / (v - y)) * (u - x));
        }
      }
    }
    for (const [row, edges] of crossings) {
      edges.sort((one, other) => one - other);
      for (let at = 0; at + 1 < edges.length; at += 2) {
        const from = Math.max(Math.ceil(edges[at] - 0.5), 0);
        const to = Math.min(Math.ceil(edges[at + 1] - 0.5), this.#wide);
        if (from < to) this.#at.fill(mark, row * this.#wide + from, row * this.#wide + to);
      }
    }
  }

  // The block at a point, or null.
  blockAt([x, y]) {
    const [column, row] = [Math.floor(x / SQUARE), Math.floor(y / SQUARE)];
    if (column < 0 || row < 0 || column >= this.#wide || row >= this.#high) return null;
    return this.#ids[this.#at[row * this.#wide + column] - 1] ?? null;
  }

  // The zones of a key, worked out when they are first asked for.
  zonesOf(key, part, zoneOf) {
    if (!this.#known.has(key)) this.#known.set(key, []);
    return (this.#known.get(key)[part] ??= this.#zones(zoneOf));
  }

  // The ground of what a function gives for blocks: for each the pixels it spans, and the share of a
  // box that lies in it, looked up in sums over all rows above and columns before.
  #zones(zoneOf) {
    const zone = [null, ...this.#ids.map(zoneOf)];
    const spans = new Map();
    for (let row = 0, at = 0; row < this.#high; row += 1) {
      for (let column = 0; column < this.#wide; column += 1, at += 1) {
        const mark = this.#at[at];
        if (!mark || zone[mark] === null) continue;
        const span = spans.get(zone[mark]);
        if (!span) spans.set(zone[mark], [column, row, column, row]);
        else {
          if (column < span[0]) span[0] = column;
          if (column > span[2]) span[2] = column;
          span[3] = row;
        }
      }
    }
    return new Map([...spans].map(([id, span]) => [id, this.#zone(span, (mark) => zone[mark] === id)]));
  }

  // Where there is any ground at all.
  ground() {
    return (this.#all ??= this.#zone([0, 0, this.#wide - 1, this.#high - 1], (mark) => mark > 0));
  }

  #zone([left, top, right, bottom], inside) {
    const wide = right - left + 2;
    const sums = new Int32Array(wide * (bottom - top + 2));
    for (let row = top; row <= bottom; row += 1) {
      let sum = 0;
      for (let column = left; column <= right; column += 1) {
        sum += inside(this.#at[row * this.#wide + column]) ? 1 : 0;
        const at = (row - top + 1) * wide + column - left + 1;
        sums[at] = sums[at - wide] + sum;
      }
    }
    const within = (value, least, most) => Math.min(Math.max(value, least), most) - least;
    const share = (box) => {
      const [x0, y0, x1, y1] = box.map((each) => Math.round(each / SQUARE));
      const [l, r] = [within(x0, left, right + 1), within(x1, left, right + 1)];
      const [t, b] = [within(y0, top, bottom + 1), within(y1, top, bottom + 1)];
      const sum = sums[b * wide + r] - sums[t * wide + r] - sums[b * wide + l] + sums[t * wide + l];
      return sum / Math.max((x1 - x0) * (y1 - y0), 1);
    };
    return { span: [left, top, right + 1, bottom + 1].map((each) => each * SQUARE), share };
  }
}
