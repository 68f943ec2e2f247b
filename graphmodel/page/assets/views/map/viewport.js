// What is to be seen of the map: how many pixels a kilometre has, and where its middle lies.

const CLOSEST = 60; // times larger than the whole
const LARGE = 500; // pixels: what is no place to be lost in

export class Viewport {
  size = [0, 0]; // in pixels, as everything here
  scale = 0; // pixels to the kilometre
  shift = [0, 0];
  whole = { scale: 1, shift: [0, 0] }; // the same, when all is in view

  get closer() {
    return this.scale / this.whole.scale;
  }

  get isWhole() {
    return this.scale === this.whole.scale && this.shift.every((each, axis) => each === this.whole.shift[axis]);
  }

  spot(point) {
    return point.map((value, axis) => value * this.scale + this.shift[axis]);
  }

  /** @param {number[][]} bounds */
  boxOf([[left, top], [right, bottom]]) {
    return [...this.spot([left, top]), ...this.spot([right, bottom])];
  }

  show({ scale, shift }) {
    [this.scale, this.shift] = [scale, shift];
  }

  zoom(factor, at = this.size.map((each) => each / 2)) {
    const wished = Math.min(Math.max(this.scale * factor, this.whole.scale * 0.7), this.whole.scale * CLOSEST);
    const by = wished / this.scale;
    this.show({ scale: wished, shift: this.shift.map((each, axis) => at[axis] - (at[axis] - each) * by) });
  }

  move(x, y) {
    this.shift = [this.shift[0] + x, this.shift[1] + y];
  }
}

// How what has these bounds fits into a box, as large as may be.
/** @param {number[][]} bounds @param {number[]} box */
export function fitting([[left, top], [right, bottom]], [x0, y0, x1, y1], most = Infinity) {
  const scale = Math.min((x1 - x0) / Math.max(right - left, 1), (y1 - y0) / Math.max(bottom - top, 1), most);
  return { scale, shift: [(x0 + x1 - (left + right) * scale) / 2, (y0 + y1 - (top + bottom) * scale) / 2] };
}

// The room for the whole, or for what is in focus; there is a key at the foot of the latter.
/** @param {number[]} size @param {boolean} inFocus */
export function roomIn([width, height], inFocus) {
  if (width < LARGE) return [10, 14, width - 10, height - 14];
  if (inFocus) return [Math.min(150, width * 0.15), 54, width - 80, height - 84];
  const side = width < 1000 ? 70 : width * 0.12;
  return [side, 14, width - (width < 1000 ? 30 : side), height - 18];
}
