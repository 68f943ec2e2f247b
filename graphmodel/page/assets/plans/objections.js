// What speaks against a plan made by hand, in words: what a plan file could not say, and footprints
// that are to be kept as they are; the definitions of graphmodel/planfiles/misfits.py and referee.py.

import { footprintBy, nodes, sets, sideOf } from "../model/data.js";
import { sum } from "../model/measures.js";
import { joined, people } from "../model/words.js";

// Footprints that share nobody as things stand, and that the plan puts people in all the same.
function madeOfNobody({ portions, ground }) {
  const there = ground.footprints.map((ids, side) => new Set(ids.filter((id) => !ground.linked[side].has(id))));
  return [...new Set(portions.flatMap(({ was, at }) => at.filter((id, side) => id !== was[side] && there[side].has(id))))];
}

// What a plan does to a footprint; nothing where it stays as it is.
function doneTo(id, { sides, portions, ground, successorOf }) {
  const side = sideOf(nodes[id]);
  if (!ground.footprints[side].includes(id)) return ["it is new in this plan"];
  const own = successorOf(id);
  const changing = portions.filter(({ moved }) => moved[side]);
  const left = sum(changing.filter(({ was }) => was[side] === id).map((each) => each.people));
  const came = sum(changing.filter(({ at }) => at[side] === own).map((each) => each.people));
  return [
    ...(sides[side].from.get(own).length > 1 ? ["it merges with others"] : []),
    ...(left ? [`${people(left)} leave it`] : []), ...(came ? [`${people(came)} join it`] : []),
  ];
}

// The locked footprints that a plan changes, by reference, and how.
/** @param {Outcome} outcome @param {Iterable<Reference>} locked @returns {[Reference, string][]} */
export function brokenLocks(outcome, locked) {
  return [...locked].flatMap((reference) => {
    const id = footprintBy(reference);
    const changes = doneTo(id, outcome);
    return changes.length ? [[reference, `${nodes[id].name}: ${joined(changes)}.`]] : [];
  });
}

// Why a plan cannot be, in words; nothing where it can.
/** @param {Outcome} outcome @param {Iterable<Reference>} locked */
export function objectionTo(outcome, locked) {
  const broken = brokenLocks(outcome, locked).map(([, words]) => words);
  if (broken.length) return ["What is locked is to be kept as it is, and here it would not be:", ...broken, "Undo what changes it, or unlock it."].join("\n");
  return madeOfNobody(outcome).map((id) => {
    const side = sideOf(nodes[id]);
    return `As things stand ${nodes[id].name} shares nobody with any ${sets[1 - side].label}, and so no plan can put people in it. Choose another ${sets[side].label}, or a new one.`;
  }).join("\n");
}
