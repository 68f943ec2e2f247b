// What is to be seen of the map: how large a kilometre is, and where the middle of the map lies.

import { isBlock } from "../../model/data.js";
import { sum } from "../../model/measures.js";
import { boundsOf, hasGround, mapGround, placedBlocks } from "./cartography.js";

export const LEGEND_WIDTH = 178; // at least
const MAP_PAD = 32; // around the map, in pixels
const MAP_INK = hasGround ? 0.03 : 0.13; // share of the map that discs may cover when all of it is in view
const MAP_CLOSEST = 80; // times larger than the whole

const placedPeople = placedBlocks.map((node) => node.people ?? 0);
const allPlaced = sum(placedPeople) || 1;
const mostPlaced = Math.max(...placedPeople, 1e-9);

export class Viewport {
  size = [0, 0]; // in pixels, as everything here
  scale = 0; // pixels to the kilometre
  fit = 1; // the same, when all is in view
  pan = [0, 0];
  whole = true; // whether all is in view, and to be kept so
  #margin = 0; // kept free for the legend

  // How many times larger than the whole.
  get closer() {
    return this.scale / this.fit;
  }

  // The radius of one person's disc; that of more by its area.
  get unit() {
    const { spread } = mapGround;
    const room = MAP_INK * spread[0] * spread[1] * this.fit ** 2;
    const factor = Math.min(Math.sqrt(room / (Math.PI * allPlaced)), 26 / Math.sqrt(mostPlaced));
    // Discs grow less than distances do, so that what is crowded comes apart.
    return factor * Math.sqrt(this.closer);
  }

  get partnerSize() {
    return Math.min(0.8, 0.4 * Math.sqrt(Math.sqrt(this.closer)));
  }

  // Where an organisation is, before the whole is shifted, and how far its disc or sign reaches.
  spot(id) {
    return mapGround.spots.get(id).map((value) => value * this.scale);
  }

  reach(node) {
    return isBlock(node) ? this.unit * Math.sqrt(node.people ?? 0) : 8 * this.partnerSize;
  }

  inView(x, y, margin = 0) {
    return [x, y].every((value, axis) => {
      const here = value + this.pan[axis];
      return here > -margin && here < this.size[axis] + margin;
    });
  }

  isCut([left, top, right, bottom]) {
    const [x, y] = this.pan;
    return left + x < 0 || top + y < 0 || right + x > this.size[0] || bottom + y > this.size[1];
  }

  // Whether it has another size now.
  resize(width, height) {
    if (!width || !height || (this.scale && this.size[0] === width && this.size[1] === height)) return false;
    const shift = [width - this.size[0], height - this.size[1]].map((each) => each / 2);
    this.size = [width, height];
    // Beside the legend, where there is room for both.
    this.#margin = width > 480 ? LEGEND_WIDTH * 0.8 : 0;
    const room = [width - this.#margin - 2 * MAP_PAD, height - 2 * MAP_PAD];
    this.fit = Math.max(0.001, Math.min(...room.map((size, axis) => size / mapGround.spread[axis])));
    if (this.whole || !this.scale) this.showAll();
    else this.pan = this.pan.map((each, axis) => each + shift[axis]);
    return true;
  }

  showAll() {
    this.scale = this.fit;
    this.pan = [(this.size[0] + this.#margin) / 2, this.size[1] / 2];
    this.whole = true;
  }

  zoom(factor, at = this.size.map((size) => size / 2)) {
    const wished = Math.min(Math.max(this.scale * factor, this.fit * 0.7), this.fit * MAP_CLOSEST);
    const by = wished / this.scale;
    this.pan = this.pan.map((each, axis) => at[axis] - (at[axis] - each) * by);
    this.scale = wished;
    this.#keepInSight();
  }

  shift(x, y) {
    this.pan = [this.pan[0] + x, this.pan[1] + y];
    this.#keepInSight();
  }

  // The middle of the view stays on the map.
  #keepInSight() {
    this.pan = this.pan.map((each, axis) => {
      const [half, reach] = [this.size[axis] / 2, (mapGround.spread[axis] * this.scale) / 2];
      return Math.min(Math.max(each, half - reach - 20), half + reach + 20);
    });
    this.whole = false;
  }

  // Bring places into view, given in kilometres, where all or most are out of it; whether it had to.
  reveal(spots) {
    if (!spots.length) return false;
    const seen = spots.filter(([x, y]) => this.inView(x * this.scale, y * this.scale)).length;
    if (seen > spots.length / 2) return false;
    const { least, most } = boundsOf(spots);
    const fits = this.size.map((size, axis) => (size - 160) / Math.max(most[axis] - least[axis], 1));
    this.scale = Math.max(this.fit, Math.min(...fits, this.scale));
    this.pan = this.size.map((size, axis) => size / 2 - ((least[axis] + most[axis]) / 2) * this.scale);
    this.whole = false;
    return true;
  }
}
