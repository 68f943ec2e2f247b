// Names in the drawing, as on a map: of one size at every zoom, the weightier first, none over
// another. Footprints are named as soon as there is room, organisations when zoomed in or chosen.

import { isBlock, isFootprint, kindOf, nodes } from "../../model/data.js";
import { shown } from "../../plans/state.js";
import { changesOf, INK, peopleIn } from "../paint.js";

const LABEL_FONT = 'system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif';
const LINE = 13;
const ORGANISATIONS_FROM = 1.5; // scale from which organisations are named
const PARTNERS_FROM = 2.2;
const LETTERS = 20; // in a line, about
export const MARGIN = 70; // around the map, for names

// The map's own rectangle, so that it stands still whatever is planned.
export const extent = {
  left: Math.min(...nodes.map((node) => node.x - node.size)),
  right: Math.max(...nodes.map((node) => node.x + node.size)),
  top: Math.min(...nodes.map((node) => node.y - node.size)),
  bottom: Math.max(...nodes.map((node) => node.y + node.size)),
};

const weight = (node) => {
  if (!isFootprint(node)) return node.people ?? 0;
  const outcome = shown();
  return outcome.has(node.id) ? peopleIn(node.id, outcome) : 0;
};

function labelStyle(node) {
  const role = kindOf(node).role;
  if (role === "a") return { font: `600 12px ${LABEL_FONT}`, colour: "#003f70" };
  if (role === "b") return { font: `12px ${LABEL_FONT}`, colour: "#11161c" };
  return { font: `11px ${LABEL_FONT}`, colour: "#3a4550" };
}

function wrapped(text) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line && line.length + word.length >= LETTERS) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines.length > 3 ? [...lines.slice(0, 2), `${lines[2]} …`] : lines;
}

// How much a name may cover, by the rank of what is named.
const PATIENCE = [Infinity, 4000, 2000, 800, 500, 300];

// Where a name may stand, seen from its node: below, above, beside, at the corners, further off.
function positions(gap, width, height) {
  const near = gap * 0.6;
  const far = gap + 12;
  return [
    [-width / 2, gap], [-width / 2, -gap - height], [gap, -height / 2], [-gap - width, -height / 2],
    [near, near], [near, -near - height], [-near - width, near], [-near - width, -near - height],
    [-width / 2, far], [-width / 2, -far - height], [far, -height / 2], [-far - width, -height / 2],
  ];
}

// What it costs to stick out of the map, where the drawing may be cut off.
function beyond(box, scale) {
  const [left, , right] = box;
  return left < extent.left * scale - MARGIN || right > extent.right * scale + MARGIN ? 2500 : 0;
}

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

export class Labels {
  #measured = new Map();
  #placed = [];
  #key = "";

  #measure(context, node) {
    if (this.#measured.get(node.id)?.text !== node.name) {
      const label = isFootprint(node) ? withSet(node) : node.label;
      const lines = wrapped(label);
      context.font = labelStyle(node).font;
      const width = Math.max(...lines.map((line) => context.measureText(line).width));
      this.#measured.set(node.id, { text: node.name, lines, width, height: lines.length * LINE });
    }
    return this.#measured.get(node.id);
  }

  // Nodes to name, the weightiest first. While something is chosen, only it and what is around it.
  #wanted(drawn, scale, { focus }, near) {
    const rank = (node) => {
      if (node.id === focus?.id) return 0;
      const role = kindOf(node).role;
      if (near) return near.has(node.id) ? (role === "partner" ? 5 : 1) : null;
      if (role === "a") return 2;
      if (role === "b") return 3;
      return scale >= (role === "block" ? ORGANISATIONS_FROM : PARTNERS_FROM) ? 4 : null;
    };
    const weights = new Map(drawn.map((node) => [node.id, weight(node)]));
    return drawn
      .map((node) => ({ node, rank: rank(node) }))
      .filter(({ rank: place }) => place !== null)
      .sort((one, two) => one.rank - two.rank
        || weights.get(two.node.id) - weights.get(one.node.id) || one.node.id - two.node.id);
  }

  #place(context, drawn, scale, current, near) {
    const named = new Boxes(); // other names: never overlapped
    const signs = new Boxes(); // footprints: rather not
    const discs = new Boxes(); // organisations: if need be
    for (const node of drawn) {
      const reach = node.size * scale * 0.85;
      const [x, y] = [node.x * scale, node.y * scale];
      (isFootprint(node) ? signs : discs).add([x - reach, y - reach, x + reach, y + reach]);
    }
    this.#placed = [];
    for (const { node, rank } of this.#wanted(drawn, scale, current, near)) {
      const { lines, width, height } = this.#measure(context, node);
      const [x, y] = [node.x * scale, node.y * scale];
      /** @type {{ box: number[], cost: number } | undefined} */
      let best;
      positions(node.size * scale + 3, width, height).forEach(([left, top], turn) => {
        const box = [x + left, y + top, x + left + width, y + top + height];
        if (named.overlap(box) > 0) return;
        const covered = discs.overlap(box) + 8 * signs.overlap(box);
        const cost = covered + beyond(box, scale) + (turn < 8 ? 6 : 20) * turn;
        if (!best || cost < best.cost) best = { box, cost };
      });
      if (!best || best.cost > PATIENCE[rank]) continue;
      named.add(best.box);
      this.#placed.push({ node, lines, box: best.box });
    }
  }

  // Draw the names, and what vis-network has no sign for. The context is that of the drawing.
  draw(context, network, drawn, current, near) {
    const scale = network.getScale();
    const { focus } = current;
    const focused = focus && (focus.id ?? focus.ids.join());
    const key = [scale.toFixed(3), focused, near?.size, drawn.map(({ id }) => id).join()].join("/");
    const origin = network.canvasToDOM({ x: 0, y: 0 });
    const ratio = context.canvas.width / context.canvas.clientWidth;
    context.save();
    context.setTransform(ratio, 0, 0, ratio, origin.x * ratio, origin.y * ratio);
    if (key !== this.#key) this.#place(context, drawn, scale, current, near);
    this.#key = key;
    context.lineJoin = "round";
    context.textAlign = "center";
    context.textBaseline = "middle";
    this.#marks(context, drawn, scale, current, near);
    context.lineWidth = 3;
    context.strokeStyle = "rgb(255 255 255 / .9)";
    for (const { node, lines, box } of this.#placed) {
      const { font, colour } = labelStyle(node);
      context.font = font;
      context.fillStyle = colour;
      lines.forEach((line, turn) => {
        const [x, y] = [(box[0] + box[2]) / 2, box[1] + (turn + 0.5) * LINE];
        context.strokeText(line, x, y);
        context.fillText(line, x, y);
      });
    }
    context.restore();
  }

  #marks(context, drawn, scale, { moment, focus }, near) {
    const outcome = shown();
    context.strokeStyle = INK;
    for (const node of drawn) {
      const [x, y, radius] = [node.x * scale, node.y * scale, node.size * scale];
      const changes = moment === "after" && isBlock(node) && changesOf(node.id, outcome).length;
      if (changes && (!near || near.has(node.id))) {
        arrow(context, x, y, radius);
      }
      if (node.id === focus?.id) {
        context.lineWidth = 3;
        context.beginPath();
        context.arc(x, y, radius + 5, 0, 2 * Math.PI);
        context.stroke();
      }
    }
  }
}

// A white disc with an arrow: the footprint of this one changes.
function arrow(context, x, y, radius) {
  const reach = Math.max(radius * 0.52, 3.5);
  context.beginPath();
  context.arc(x, y, reach, 0, 2 * Math.PI);
  context.fillStyle = "#fff";
  context.fill();
  const half = reach * 0.62;
  context.lineWidth = Math.max(1.5, reach * 0.24);
  context.beginPath();
  context.moveTo(x - half, y);
  context.lineTo(x + half, y);
  context.moveTo(x + half * 0.2, y - half * 0.75);
  context.lineTo(x + half, y);
  context.lineTo(x + half * 0.2, y + half * 0.75);
  context.stroke();
}

// The short name of a footprint with its set's label.
export function withSet(node) {
  const { label } = kindOf(node);
  const said = node.label.toLowerCase().endsWith(` ${label.toLowerCase()}`);
  return said ? node.label : `${node.label} ${label}`;
}
