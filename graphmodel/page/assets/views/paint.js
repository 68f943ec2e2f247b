// How things look in a given state. Colours are those of page.css, safe for the colour-blind; shape,
// outline, symbol or words always say the same again.

import { isBlock, isFootprint, kindOf, nodes, sideOf } from "../model/data.js";
import { FIT } from "../model/fit.js";
import { AGREEMENT_NAMES } from "../model/outcome.js";
import { people, percent, RELATION_WORDS, RELATIONS } from "../model/words.js";
import { before, seenAs } from "../plans/state.js";
import { hueOf } from "./hues.js";
import { element } from "./elements.js";

// The classes of fit, in what follows the scheme of colours by itself.
export const FIT_COLOURS = Object.fromEntries(FIT.map((each) => [each, `var(--${each})`]));
// How two footprints agree, or one relates to the other set: one colour in every view.
export const COLOURS = {
  coterminous: "var(--same)", nested: "var(--inside)", holding: "var(--inside)", open: "var(--open)",
  straddling: "var(--cuts)", uncovered: "var(--none)", alone: "var(--none)",
};
export const AGREEMENT_WORDS = {
  coterminous: "match each other", nested: "one inside the other", open: RELATION_WORDS.open,
  straddling: "cut across each other", uncovered: "without one of the two",
};
export const HUES = [0, 1, 2, 3, 4, 5].map((each) => `var(--c${each})`);
export const INK = "var(--ink)";
export const EDGE_COLOURS = ["var(--seta)", "var(--setb)"];
export const LEFT_COLOUR = "var(--cutsink)"; // of what a plan takes something away from

// A colour as it is now, for what cannot follow the scheme by itself: a canvas.
const probe = element("span", { hidden: true });
export const inks = new Map(); // known by now, until the scheme changes
export function inked(colour) {
  if (!inks.has(colour)) {
    if (!probe.isConnected) document.body.append(probe);
    probe.style.color = colour;
    inks.set(colour, getComputedStyle(probe).color);
  }
  return inks.get(colour);
}

export const MOMENT_WORDS = { before: "as it is", after: "after the plan" };

export const relationOf = (id, outcome) => {
  const side = outcome.sides[sideOf(nodes[id])];
  return RELATIONS[side.relation[side.place.get(id)]];
};
export const relationSaid = (id, outcome) => RELATION_WORDS[relationOf(id, outcome)];
export const peopleIn = (id, outcome) => {
  const side = outcome.sides[sideOf(nodes[id])];
  return side.people[side.place.get(id)];
};

// Sides in which a part of a block, or a footprint's people, change footprint.
export const changesOf = (id, outcome) => {
  const node = nodes[id];
  if (isBlock(node)) {
    return [0, 1].filter((side) => outcome.homes.get(id)[side].some((place) => place.moved));
  }
  return [];
};

// The footprint of a side that holds most of a block; null where none does.
export const mainHome = (id, side, outcome) => outcome.homes.get(id)[side][0]?.id ?? null;

// The colour of a block, by how its footprints agree or by the footprint of a set.
function blockColour(id, outcome, colouring) {
  if (colouring === "agreement") return COLOURS[AGREEMENT_NAMES[outcome.agreement.get(id)]];
  const home = mainHome(id, colouring === "a" ? 0 : 1, outcome);
  return home === null ? COLOURS.uncovered : HUES[hueOf(home, outcome)];
}

export function colourOf(node, outcome, { colouring }) {
  const kind = kindOf(node);
  if (kind.role === colouring) return HUES[hueOf(node.id, outcome)];
  return kind.role === "block" ? blockColour(node.id, outcome, colouring) : kind.colour;
}

// The first things to be told about a node: in tooltips, in the search, in announcements.
export function summary(node, outcome) {
  const kind = kindOf(node);
  if (isFootprint(node)) {
    const there = seenAs(node.id, outcome) ?? node.id;
    if (!outcome.has(there)) return [kind.label];
    const as = there === node.id ? [] : [`part of ${nodes[there].name}`];
    return [...as, `${relationSaid(there, outcome)}, ${people(peopleIn(there, outcome))}`];
  }
  const lines = [kind.label + (node.people === undefined ? "" : `, ${people(node.people)}`)];
  if (isBlock(node)) {
    for (const places of outcome.homes.get(node.id)) {
      for (const { id, share } of places) lines.push(nodes[id].name + (share < 0.9995 ? ` (${percent(share)})` : ""));
    }
    if (changesOf(node.id, outcome).length) lines.push("changes footprint under the plan");
  } else {
    const { now, then } = outcome.partners.get(node.id);
    for (const ids of outcome === before ? now : then) for (const id of ids) lines.push(nodes[id].name);
  }
  return lines;
}
export const titleOf = (node, outcome) => [node.name, ...summary(node, outcome)].join("\n");
