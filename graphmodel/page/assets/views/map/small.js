// The map for other places: a small one of a plan, and the one that is shown as a picture.

import { toldSide } from "../../model/fit.js";
import { before } from "../../plans/state.js";
import { byId, drawn } from "../elements.js";
import { discSign, placeDiscs } from "./discs.js";
import { allGround, boundsOf, geometryOf, hasGround } from "./geography.js";
import { outcomeLayer, penFor, stepsOnMap } from "./layer.js";
import { fitting, Viewport } from "./viewport.js";

const SMALL_DISC = 6;

// A plan's outcome by fit, with numbered steps; where says which blocks are to be seen (null: all).
export function smallMap(outcome, { width = 250, height = 292, where = null, words = "" } = {}) {
  if (!hasGround) return null;
  const viewport = new Viewport();
  viewport.size = [width, height];
  viewport.show(fitting(boundsOf(where ? geometryOf(where) : allGround), [6, 6, width - 6, height - 6], where ? 4 : Infinity));
  const steps = outcome === before ? [] : stepsOnMap(outcome);
  const pen = penFor(viewport, viewport.size);
  const look = { colouring: "agreement", side: toldSide(outcome.plan), steps, small: true };
  const discs = placeDiscs(steps, viewport, { radius: SMALL_DISC, taken: [] });
  return drawn("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words, class: "small-map" },
    outcomeLayer(outcome, pen, look), ...discs.map((each) => discSign(each, SMALL_DISC)));
}

// A drawing that stands by itself: its colours are those of now, and what hatches it comes with it.
export function standalone(svg) {
  const copy = svg.cloneNode(true);
  copy.prepend(drawn("rect", { width: "100%", height: "100%", fill: "var(--sea)" }));
  const colours = getComputedStyle(svg);
  const patterns = byId("patterns");
  if (patterns) copy.prepend(...[...patterns.children].map((each) => each.cloneNode(true)));
  for (const part of copy.querySelectorAll("*")) {
    for (const { name, value } of [...part.attributes]) {
      if (value.startsWith("var(")) part.setAttribute(name, colours.getPropertyValue(value.slice(4, -1)).trim());
    }
  }
  for (const name of ["class", "tabindex", "role", "aria-describedby", "style"]) copy.removeAttribute(name);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("font-family", "Inter, Segoe UI, Arial, sans-serif");
  return copy;
}
