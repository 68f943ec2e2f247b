// Plans: those that came with the page, one that was loaded, and what is done to them by hand.

import { data, footprintBy, footprintIds, footprintOf, nodes, sets } from "../model/data.js";
import { groundWith, ORIGINAL_PORTIONS, originalGround } from "../model/ground.js";
import { separatesUndecided } from "../model/ranking.js";

/** @type {Plan} */
export const UNCHANGED = {
  id: "unchanged", group: "unchanged", title: "As it is", lead: null, target: null,
  method: "unchanged", options: { lead: null, target: null, method: "manual", ignore_below: 0 }, successor: new Map(), to: new Map(),
  lowerBound: null, optimal: null, beside: null,
};
const text = (number) => data.strings[number];

// A plan of the page in its packed form, made ready when it is first asked for.
function unpacked(packed) {
  const results = packed.results.map((each, side) => each.map((result) =>
    (typeof result === "number" ? result : footprintOf(side, result[0], text(result[1])))));
  const successor = new Map();
  packed.successor.forEach((each, side) => each.forEach((result, at) => {
    if (result >= 0) successor.set(footprintIds[side][at], results[side][result]);
  }));
  const to = new Map(packed.moved.map(([number, ...at]) =>
    [ORIGINAL_PORTIONS[number].key, at.map((result, side) => results[side][result])]));
  return { ...packed, successor, to };
}

export const packedPlans = new Map(data.plans.map((plan) => [plan.id, plan]));
export const readyPlans = new Map([["unchanged", UNCHANGED]]);

/** @param {string} id @returns {Plan} */
export function planBy(id) {
  if (!readyPlans.has(id)) {
    if (!packedPlans.has(id)) return UNCHANGED;
    readyPlans.set(id, unpacked(packedPlans.get(id)));
  }
  return readyPlans.get(id);
}

// -- edits -----------------------------------------------------------------------------------------
// An edit is plain data, so that it outlives a reload:
//   { kind: "place", keys, side, to }       portions go to a footprint, one that there is or a new one
//   { kind: "unite", side, ids, to }        footprints become one, or one gets another name
//   { kind: "give", blocks, side, to }      blocks without a footprint of a side are given one
//   { kind: "lock", id, on }                nothing may be done to a footprint
//   { kind: "aim", lead, target, footprints }  the plan is judged by another target
// each with words that say what it does.

export const carriedTo = (plan, id) => plan.successor.get(id) ?? id;

function place(ground, plan, { keys, side, to }) {
  const wanted = new Set(keys);
  const target = footprintBy(to);
  const places = new Map(plan.to);
  for (const portion of ground.portions) {
    if (!wanted.has(portion.key)) continue;
    const carried = portion.at.map((id) => carriedTo(plan, id));
    const at = [...(places.get(portion.key) ?? carried)];
    at[side] = target;
    if (at.every((id, each) => id === carried[each])) places.delete(portion.key);
    else places.set(portion.key, at);
  }
  return { ...plan, to: places };
}

function unite(ground, plan, { side, ids, to }) {
  const gone = new Set(ids.map(footprintBy));
  const target = footprintBy(to);
  const successor = new Map(plan.successor);
  for (const id of ground.footprints[side]) {
    if (gone.has(carriedTo(plan, id))) successor.set(id, target);
  }
  const places = new Map([...plan.to].map(([key, at]) =>
    [key, at.map((id, each) => (each === side && gone.has(id) ? target : id))]));
  const united = { ...plan, successor, to: places };
  // Whoever only followed is where the successor is, and needs no mention.
  for (const portion of ground.portions) {
    const at = places.get(portion.key);
    if (at?.every((id, each) => id === carriedTo(united, portion.at[each]))) places.delete(portion.key);
  }
  return united;
}

const aim = (_ground, plan, { lead, target, footprints }) =>
  ({ ...plan, lead, target, options: { ...plan.options, footprints } });
const nothing = (_ground, plan, _edit) => plan;
const APPLY = { place, unite, aim, give: nothing, lock: nothing };

// A plan made by hand is judged by the target chosen for it, at first that of the plan changed.
function madeByHand(plan) {
  const { lead, target } = plan;
  const { ignore_below: below = 0, undecided, footprints } = plan.options;
  return {
    ...plan, method: "manual", lowerBound: null, optimal: null, beside: null, neededEitherWay: null, support: [],
    options: {
      lead, target, method: "manual", ignore_below: below,
      ...(undecided ? { undecided } : {}), ...(footprints ? { footprints } : {}),
    },
  };
}

// The ground and the plan that come of a plan and of what was done to it.
/** @param {Plan} base @param {Edit[]} edits */
export function edited(base, edits) {
  const gifts = edits.filter(({ kind }) => kind === "give")
    .flatMap(({ blocks, side, to }) => blocks.map((block) => ({ block, side, to })));
  const ground = gifts.length ? groundWith(gifts) : originalGround;
  let plan = base;
  for (const edit of edits) plan = APPLY[edit.kind](ground, plan, edit);
  return { ground, plan: edits.some(({ kind }) => kind !== "lock") ? madeByHand(plan) : plan };
}

export function lockedBy(edits) {
  const locked = new Set();
  for (const { kind, id, on } of edits) {
    if (kind === "lock" && on) locked.add(id);
    else if (kind === "lock") locked.delete(id);
  }
  return locked;
}

// A code that no footprint of a side bears yet, for a new one.
export function newCode(outcome, side) {
  const taken = new Set([...outcome.sides[side].ids, ...footprintIds[side]].map((id) => nodes[id].code));
  let number = 1;
  while (taken.has(`NEW:${number}`)) number += 1;
  return `NEW:${number}`;
}

// Footprints of which nothing stays where they are carried on. A lead footprint whose only followers
// are new is exempt; undecided people never move, and so are something that stays where they count.
export function unkept({ portions, cost, ground, plan, sides, successorOf }) {
  const kept = new Set();
  for (const { was, moved, people: number } of portions) {
    if (number > 0 && !moved[0] && !moved[1]) for (const id of was) kept.add(id);
  }
  if (separatesUndecided(plan)) for (const { at, people: number } of ground.outside) if (number > 0) kept.add(at);
  const lead = sets.findIndex(({ name }) => name === plan.lead);
  const isLedByNew = (id) => {
    const after = sides[lead];
    const followers = after.overlaps[after.place.get(successorOf(id))];
    return followers.length > 0 && followers.every((each) => !sides[1 - lead].from.get(each.id).length);
  };
  return cost.linked.flatMap((ids, side) =>
    [...ids].filter((id) => !kept.has(id) && !(side === lead && isLedByNew(id))));
}
