// How the footprints that a plan is about fit the other set, in five classes: of the story, of the key,
// and of the colours by fit.

import { data, sets } from "./data.js";
import { sum } from "./measures.js";
import { ABBREVIATION, capital, nounAndTail, plural, RELATIONS } from "./words.js";

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

// Footprints of a side and people by class; all people of undecided ground count as having none.
/** @param {Outcome} outcome @param {number} side */
export function fitCounts(outcome, side) {
  const { relation, covered } = outcome.sides[side];
  const found = Object.fromEntries(FIT.map((each) => [each, { footprints: 0, people: 0 }]));
  relation.forEach((each, at) => {
    const here = found[fitOf(RELATIONS[each])];
    here.footprints += 1;
    here.people += covered[at];
  });
  found.none.people = outcome.people - sum(FIT.slice(0, 4).map((each) => found[each].people));
  return found;
}

// The footprints of a side in a class, the largest first.
export function footprintsInClass(fit, outcome, side) {
  const { ids, relation, people } = outcome.sides[side];
  return ids.map((id, at) => ({ id, fit: fitOf(RELATIONS[relation[at]]), people: people[at] }))
    .filter((each) => each.fit === fit)
    .sort((one, two) => two.people - one.people || one.id - two.id).map(({ id }) => id);
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

// What the classes are called, of the footprints of a side.
export function fitWords(side) {
  const words = data.words.fit[side];
  return Object.fromEntries(FIT.map((each) => [each, capital(words[each])]));
}

// A label where room is scarce: its abbreviation, or the last word of many letters.
function shortLabel(side) {
  const [own, other] = [sets[side], sets[1 - side]].map(({ label }) => {
    const [noun, tail] = nounAndTail(label);
    const letters = ABBREVIATION.exec(tail)?.[1];
    return letters ?? (label.length > 12 ? noun.split(" ").at(-1) : label);
  });
  return own === other ? sets[side].label : own;
}
export const shortLabels = (side) => plural(shortLabel(side));
