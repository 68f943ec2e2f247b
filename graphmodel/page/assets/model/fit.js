// How the footprints that a plan is about fit the other set, in five classes: of the key, and of the
// colours by fit.

import { data, sets } from "./data.js";
import { RELATIONS } from "./words.js";

export const FIT = ["cuts", "open", "inside", "same", "none"];
const CLASSES = { straddling: "cuts", open: "open", nested: "inside", holding: "inside", coterminous: "same", alone: "none" };

/** @param {string} relation */
export const fitOf = (relation) => CLASSES[relation];

// The side that the story is about: the one that a plan changes, or that the question is about.
/** @param {Plan | PackedPlan} plan */
export function toldSide(plan) {
  const led = sets.findIndex(({ name }) => name === plan.lead);
  if (led >= 0) return 1 - led;
  const asked = data.plans.find(({ id }) => id === data.asked);
  if (asked && asked !== plan && plan.lead !== "joint") return toldSide(asked);
  return data.fixed.includes(sets[0].name) ? 1 : 0;
}

// The class of the ground of a block: of the footprint of a side that most of it is in; none where
// it has none in one of the sets.
/** @param {Outcome} outcome */
export function fitOfBlock(block, outcome, side) {
  const homes = outcome.homes.get(block);
  if (homes.some((places) => !places.length)) return "none";
  const { relation, place } = outcome.sides[side];
  return fitOf(RELATIONS[relation[place.get(homes[side][0].id)]]);
}
