// Signs: the shapes of vis-network, and of relations, as small pictures with words.

import { isBlock, kindOf } from "../model/data.js";
import { count } from "../model/words.js";
import { drawn, element } from "./elements.js";
import { FIT_COLOURS, INK } from "./paint.js";

const OUTLINES = {
  dot: "M8 2a6 6 0 1 0 .01 0Z", square: "M2.5 2.5h11v11h-11Z", diamond: "M8 1l7 7-7 7-7-7Z",
  triangle: "M8 2l6.5 11.5h-13Z", triangleDown: "M8 14L1.5 2.5h13Z",
  hexagon: "M4.5 2h7L15 8l-3.5 6h-7L1 8Z",
  star: "M8 1l2 5h5l-4 3.2 1.5 5.3L8 11.4l-4.5 3.1L5 9.2 1 6h5Z",
};

export function glyph(shape, colour, { stroke = INK, width = 1 } = {}) {
  return drawn("svg", { viewBox: "0 0 16 16", width: 15, height: 15, "aria-hidden": "true" }, drawn("path", {
    d: OUTLINES[shape] ?? OUTLINES.dot, fill: colour, stroke, "stroke-width": width,
  }));
}
export const glyphOf = (node) => glyph(kindOf(node).shape, isBlock(node) ? "#fff" : kindOf(node).colour);

// Strokes over a rectangle, for what is undecided.
export function hatched({ x = 0, width, height }) {
  const strokes = [];
  for (let at = x - height; at < x + width; at += 4) {
    const [from, to] = [Math.max(at, x), Math.min(at + height, x + width)];
    strokes.push(`M${from} ${height - (from - at)}L${to} ${height - (to - at)}`);
  }
  return drawn("path", { d: strokes.join(""), stroke: "var(--noneline)", "stroke-width": 1.4, fill: "none" });
}
export const fitSwatch = (fit) => drawn("svg", { viewBox: "0 0 20 13", width: 20, height: 13, "aria-hidden": "true" },
  drawn("rect", { width: 20, height: 13, fill: FIT_COLOURS[fit] }), ...(fit === "none" ? [hatched({ width: 20, height: 13 })] : []));

// The number of a step as it stands on the map: hollow where only one reading of undecided ground asks
// for it.
/** @param {Step} step */
export const stepSign = ({ rank, needed }) => element("span", { class: `num${needed === false ? " open" : ""}` }, String(rank));

const SIGNS = {
  coterminous: "M1.5 3.7h7M1.5 6.5h7", nested: "M8.5 1.8H5a3.2 3.2 0 0 0 0 6.4H8.5",
  holding: "M1.5 1.8H5a3.2 3.2 0 0 1 0 6.4H1.5", open: "M3 3.2a2.2 2.2 0 1 1 2.2 2.4V6.8M5.2 8.6v.5", straddling: "M1.8 1.8L8.2 8.2M8.2 1.8L1.8 8.2",
  alone: "M5 1.8a3.2 3.2 0 1 0 .01 0Z",
};
export const relationSign = (relation, attributes = {}) =>
  drawn("path", { d: SIGNS[relation], class: "relation-sign", ...attributes });
export const picture = (...parts) =>
  drawn("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, ...parts);

// A row of a key: a small picture, what it means, and how often it is there.
export function sign(drawing, words, number = null) {
  const row = element("div", { class: "sign" }, drawing, element("span", {}, words));
  if (number !== null) row.append(element("span", { class: "count" }, count(number)));
  return row;
}

export function lineSign(colour, dashes) {
  return drawn("svg", { viewBox: "0 0 16 16", width: 15, height: 15, "aria-hidden": "true" }, drawn("path", {
    d: "M0 8h16", stroke: colour, "stroke-width": 2, fill: "none", "stroke-dasharray": dashes ?? null,
  }));
}
