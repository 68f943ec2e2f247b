// What of the map depends on the state alone, wherever it is looked at: colours, what is dim, borders.

import { data, isBlock, isFootprint, kindOf, nodes, sideOf } from "../../model/data.js";
import { seenAs } from "../../plans/state.js";
import { drawn } from "../elements.js";
import { hasGround, mapGround, mapSide } from "./cartography.js";
import { blockColour, changesOf, COLOURS, HUES, mainHome, relationOf } from "../paint.js";
import { OUTLINES } from "../signs.js";

export function paintDisc(disc, id, { outcome, colouring, near, there }) {
  const changed = changesOf(id, outcome).length > 0;
  const uncovered = colouring === "agreement" && outcome.agreement.get(id) === 4;
  disc.setAttribute("fill", blockColour(id, outcome, colouring));
  disc.setAttribute("class", [
    changed ? "changed" : "", uncovered ? "uncovered" : "", near && !near.has(id) ? "dim" : "",
    there.has(id) ? "" : "gone",
  ].filter(Boolean).join(" "));
}

export function partnerSign(node, { near }) {
  const kind = kindOf(node);
  return drawn("path", {
    d: OUTLINES[kind.shape] ?? OUTLINES.dot, fill: kind.colour, "data-id": node.id,
    class: near && !near.has(node.id) ? "dim" : null,
  });
}

export function paintOutlines(outlines, { outcome, colouring, near }) {
  const side = mapSide(colouring);
  for (const { id, path } of outlines) {
    const node = id === null ? null : nodes[id];
    const seen = node && isFootprint(node) ? seenAs(id, outcome) : id;
    let paint = "none";
    if (node && isBlock(node)) paint = blockColour(id, outcome, colouring);
    else if (node && isFootprint(node) && seen !== null && !hasGround) {
      if (side === sideOf(node)) paint = HUES[nodes[seen].hue];
      else if (side === null && sideOf(node) === 0) paint = COLOURS[relationOf(seen, outcome)];
    }
    const other = node && isFootprint(node) && side !== null && side !== sideOf(node);
    path.setAttribute("fill", paint);
    path.setAttribute("class", [
      node && isFootprint(node) ? "footprint" : "place", other ? "other" : "",
      near && !near.has(seen) ? "dim" : "",
    ].filter(Boolean).join(" "));
  }
}

// What borders what: stronger within one footprint of the set that is coloured, or of both.
export function borderLines({ outcome, colouring, near, there }) {
  const wanted = { a: [0], b: [1] }[colouring] ?? [0, 1];
  const paths = new Map();
  for (const [one, other] of data.neighbours) {
    const ends = [one, other].map((id) => mapGround.spots.get(id));
    if (!ends.every(Boolean) || !there.has(one) || !there.has(other)) continue;
    const homes = wanted.map((side) => [one, other].map((id) => mainHome(id, side, outcome)));
    const together = homes.every(([here, beyond]) => here !== null && here === beyond);
    const colour = together && colouring !== "agreement" ? HUES[nodes[homes[0][0]].hue] : null;
    const dim = near !== null && !(near.has(one) && near.has(other));
    const key = JSON.stringify([together, colour, dim]);
    if (!paths.has(key)) paths.set(key, { together, colour, dim, d: [] });
    const [[x1, y1], [x2, y2]] = ends;
    paths.get(key).d.push(`M${x1.toFixed(2)} ${y1.toFixed(2)}L${x2.toFixed(2)} ${y2.toFixed(2)}`);
  }
  const order = [...paths.values()].sort((one, two) => one.together - two.together);
  return order.map(({ together, colour, dim, d }) => drawn("path", {
    d: d.join(""), "vector-effect": "non-scaling-stroke", stroke: colour,
    class: `${together ? "together" : "apart"}${dim ? " dim" : ""}`,
  }));
}
