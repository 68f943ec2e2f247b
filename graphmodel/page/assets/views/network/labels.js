// Names in the drawing, as on a map: of one size at every zoom, the weightier first, none over
// another. Footprints are named as soon as there is room, organisations when zoomed in or chosen.

import { isBlock, isFootprint, kindOf, nodes } from "../../model/data.js";
import { shown } from "../../plans/state.js";
import { changesOf, INK, inked, peopleIn } from "../paint.js";
import { Boxes, linesOfName, roomAround, withSet } from "./room.js";

const LABEL_FONT = getComputedStyle(document.body).fontFamily;
const LINE = 13;
const ORGANISATIONS_FROM = 1.5; // scale from which organisations are named
const PARTNERS_FROM = 2.2;
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
  if (role === "a") return { font: `600 12px ${LABEL_FONT}`, colour: inked("var(--seta)") };
  if (role === "b") return { font: `italic 12px ${LABEL_FONT}`, colour: inked("var(--setb)") };
  return { font: `11px ${LABEL_FONT}`, colour: inked("var(--ink2)") };
}

// How much a name may cover, by the rank of what is named.
const PATIENCE = [Infinity, 4000, 2000, 800, 500, 300];

export class Labels {
  #placed = [];
  #key = "";

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

  #place(drawn, scale, current, near) {
    const named = new Boxes(); // other names: never overlapped
    const signs = new Boxes(); // footprints: rather not
    const discs = new Boxes(); // organisations: if need be
    for (const node of drawn) {
      const reach = node.size * scale * 0.85;
      const [x, y] = [node.x * scale, node.y * scale];
      (isFootprint(node) ? signs : discs).add([x - reach, y - reach, x + reach, y + reach]);
    }
    const busy = { overlap: (box) => discs.overlap(box) + 8 * signs.overlap(box) };
    const within = [extent.left * scale - MARGIN, extent.right * scale + MARGIN];
    const room = { taken: named, busy, within, cost: 0, most: 0 };
    this.#placed = [];
    for (const { node, rank } of this.#wanted(drawn, scale, current, near)) {
      const { lines, width } = linesOfName(isFootprint(node) ? withSet(node) : node.label, 12, 600);
      room.most = PATIENCE[rank];
      const box = roomAround([node.x * scale, node.y * scale], node.size * scale + 3, { width, height: lines.length * LINE }, room);
      if (box) this.#placed.push({ node, lines, box });
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
    if (key !== this.#key) this.#place(drawn, scale, current, near);
    this.#key = key;
    context.lineJoin = "round";
    context.textAlign = "center";
    context.textBaseline = "middle";
    this.#marks(context, drawn, scale, current, near);
    context.lineWidth = 3;
    context.strokeStyle = inked("var(--halo)");
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
    context.strokeStyle = inked(INK);
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

// A plain disc with an arrow: the footprint of this one changes.
function arrow(context, x, y, radius) {
  const reach = Math.max(radius * 0.52, 3.5);
  context.beginPath();
  context.arc(x, y, reach, 0, 2 * Math.PI);
  context.fillStyle = inked("var(--panel)");
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
