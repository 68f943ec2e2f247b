// The numbers of steps on the map, and whither what they change goes.

import { mainHome } from "../paint.js";
import { drawn } from "../elements.js";
import { blockGeometries, geometryOf, poleOf } from "./geography.js";
import { meets } from "./names.js";

const ARROW = 58; // pixels, at most

// Where the numbers stand, none over another: as near as can be to the middle of what changes.
export function placeDiscs(steps, viewport, { radius, taken }) {
  const [width, height] = viewport.size;
  const placed = [];
  for (const step of steps) {
    const pole = viewport.spot(step.pole);
    if (pole[0] < 0 || pole[1] < 0 || pole[0] > width || pole[1] > height) continue;
    /** @param {number[]} at */
    const boxAt = ([x, y]) => [x - radius - 1, y - radius - 1, x + radius + 1, y + radius + 1];
    const free = (at) => {
      const box = boxAt(at);
      return box[0] > 0 && box[1] > 0 && box[2] < width && box[3] < height && !taken.some((each) => meets(each, box));
    };
    const at = around(pole, radius).find(free);
    if (!at) continue;
    taken.push(boxAt(at));
    placed.push({ step, pole, at });
  }
  return placed;
}

// Points around one, further and further off.
/** @param {number[]} point */
function around([x, y], radius) {
  const points = [[x, y]];
  for (let off = radius; off < 5 * radius; off += radius / 2) {
    for (let turn = 0; turn < 16; turn += 1) {
      const angle = (turn * Math.PI) / 8;
      points.push([x + off * Math.cos(angle), y + off * Math.sin(angle)]);
    }
  }
  return points;
}

/** @param {{ step: Step, pole: number[], at: number[] }} disc */
export function discSign({ step, pole, at: [x, y] }, radius) {
  const open = step.needed === false;
  const [paper, ink] = open ? ["var(--panel)", "var(--ink)"] : ["var(--ink)", "var(--paper)"];
  const off = Math.hypot(pole[0] - x, pole[1] - y);
  return drawn("g", { class: "disc", "data-step": step.rank, "pointer-events": "none" },
    off > radius + 3 ? drawn("path", { d: `M${pole}L${x} ${y}`, stroke: "var(--ink)", "stroke-width": 1.2 }) : null,
    drawn("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: radius, fill: paper, stroke: open ? "var(--ink)" : "var(--paper)", "stroke-width": 1.6 }),
    drawn("text", {
      x: x.toFixed(1), y: (y + radius * 0.43).toFixed(1), "text-anchor": "middle", "font-size": radius * (step.rank > 99 ? 0.9 : 1.21),
      "font-weight": 750, fill: ink,
    }, step.rank));
}

// From its number towards the middle of the footprint that it goes to, once one is near enough.
export function arrowSign({ step, at }, viewport, { radius, taken, outcome }) {
  const own = new Set(step.blocks);
  const there = blockGeometries.map(({ id }) => id).filter((id) => !own.has(id) && mainHome(id, step.side, outcome) === step.into);
  const aim = poleOf(geometryOf(there));
  if (!aim || step.action === "merge") return null;
  const end = viewport.spot(aim);
  const away = Math.hypot(end[0] - at[0], end[1] - at[1]);
  if (away < 3 * radius) return null;
  const [u, v] = [(end[0] - at[0]) / away, (end[1] - at[1]) / away];
  const point = (along, beside = 0) => [at[0] + u * along - v * beside, at[1] + v * along + u * beside].map((each) => each.toFixed(1));
  const [start, tip] = [radius + 3, Math.min(ARROW, away)];
  const d = `M${point(start)}L${point(tip)}M${point(tip - 8, 6)}L${point(tip)}L${point(tip - 8, -6)}`;
  for (let along = start; along <= tip; along += 6) {
    const [x, y] = point(along).map(Number);
    taken.push([x - 6, y - 6, x + 6, y + 6]);
  }
  const look = { d, fill: "none", "stroke-linecap": "round", "stroke-linejoin": "round" };
  return drawn("g", { class: "arrow", "data-step": step.rank, "data-side": step.side, "data-to": step.into, "pointer-events": "none" },
    drawn("path", { ...look, stroke: "var(--paper)", "stroke-width": 6 }), drawn("path", { ...look, stroke: "var(--ink)", "stroke-width": 2.6 }));
}
