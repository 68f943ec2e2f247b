// What the lines and hatchings of the map mean.

import { sets } from "../../model/data.js";
import { capital, undecidedSaid } from "../../model/words.js";
import { before, current, hasPlan, state } from "../../plans/state.js";
import { drawn } from "../elements.js";
import { bordersOf } from "./borders.js";
import { areCells } from "./geography.js";
import { stepsOnMap } from "./layer.js";

const keyPicture = (...parts) => drawn("svg", { viewBox: "0 0 20 14", width: 20, height: 14, "aria-hidden": "true" }, ...parts);
const line = (stroke, width, more = {}) => keyPicture(drawn("path", { d: "M0 7H20", fill: "none", stroke, "stroke-width": width, ...more }));

// Rows of the key: { picture, words }.
export function mapKeyRows() {
  const labels = sets.map(({ label }) => label);
  const moved = state.moment !== "before";
  const borders = bordersOf(moved ? current().after : before);
  const steps = hasPlan() ? stepsOnMap(current().after) : [];
  const sides = [...new Set(steps.map(({ side }) => side))];
  const whose = sides.map((side) => labels[side]).join(" or ");
  const has = (shape) => shape?.coordinates.length > 0;
  const rows = [
    [has(borders.both), line("var(--seta)", 2.8), "Border of both"],
    [has(borders.a), line("var(--seta)", 1.3), `${labels[0]} border only`],
    [has(borders.b), line("var(--setb)", 2.2, { "stroke-dasharray": "5 2.6" }), `${labels[1]} border only`],
    [steps.length > 0, hatching(), `${moved ? "Changes" : "Would change"} ${whose}, ${steps.length === 1 ? "step 1" : `steps 1 to ${steps.length}`}`],
    [steps.some(({ needed }) => needed === false), hollow(), `only ${undecidedSaid(current().after.plan)}`],
    [moved && has(borders.gone), line("var(--seta)", 1.6, { "stroke-linecap": "round", "stroke-dasharray": ".1 3.2" }), `${whose} border that goes`],
    [areCells, line("var(--ink3)", 1), "Cells: what is nearest to each place, for want of outlines"],
  ];
  return rows.filter(([there]) => there).map(([, picture, words]) => ({ picture, words: capital(words) }));
}

const hatching = () => keyPicture(
  drawn("rect", { x: 0.5, y: 0.5, width: 19, height: 13, fill: "var(--panel)", stroke: "var(--hatch)" }),
  drawn("path", { d: "M2 14L14 0M-4 14L8 0M8 14L20 0", stroke: "var(--hatch)", "stroke-width": 1.7 }));
const hollow = () => keyPicture(drawn("circle", { cx: 10, cy: 7, r: 6, fill: "var(--panel)", stroke: "var(--ink)", "stroke-width": 1.4 }));
