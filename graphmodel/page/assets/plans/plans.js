// Plans: those that came with the page, one that was loaded, and what is done to them by hand.

import { byCode, data, footprintBy, footprintIds, footprintOf, isFootprint, nodes, sets, sideOf } from "../model/data.js";
import { groundWith, ORIGINAL_PORTIONS, originalGround } from "../model/ground.js";
import { separatesUndecided } from "../model/ranking.js";
import { counted } from "../model/words.js";

/** @type {Plan} */
export const UNCHANGED = {
  id: "unchanged", group: "unchanged", title: "As it is", lead: null, target: null,
  method: "unchanged", options: { lead: null, target: null, method: "manual", ignore_below: 0, undecided: "separate" },
  successor: new Map(), to: new Map(), names: new Map(),
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
  const names = new Map(packed.names.map(([side, at, name]) => [results[side][at], text(name)]));
  return { ...packed, successor, to, names };
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

// The plan of the page that is the same as another one, if any: with as much asked, all go to the same.
/** @param {any} plan */
export function twinOf(plan) {
  const alike = (one, other) => one.size === other.size && [...one].every(([key, to]) => String(other.get(key)) === String(to));
  /** @param {PlanFacts} each */
  const asked = ({ lead, target, method, options: { undecided = "separate", rules } }) => JSON.stringify([lead, target, method, undecided, rules ?? {}]);
  const packed = data.plans.filter((each) => each.group !== "given" && asked(each) === asked(plan));
  return packed.map(({ id }) => planBy(id)).find((each) => alike(each.successor, plan.successor) && alike(each.to, plan.to));
}

// -- edits -----------------------------------------------------------------------------------------
// An edit is plain data, so that it outlives a reload:
//   { kind: "place", keys, side, to }       portions go to a footprint, one that there is or a new one
//   { kind: "unite", side, ids }            footprints become one: the largest carries them on
//   { kind: "name", id, name }              a footprint is given a name, shown beside that of today
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

// The footprint that carries on those that become one: of those carried on already the one with most
// people as things are; where all are new, the first by code.
export function unitedAs(ground, plan, side, ids) {
  const carried = [...ground.linked[side]].filter((id) => ids.includes(carriedTo(plan, id)));
  return carried.length ? carried.sort(ground.bySize)[0] : [...ids].sort(byCode)[0];
}

function unite(ground, plan, { side, ids }) {
  return united(ground, plan, side, ids.map(footprintBy));
}

function united(ground, plan, side, ids) {
  const gone = new Set(ids);
  const target = unitedAs(ground, plan, side, ids);
  const successor = new Map(plan.successor);
  for (const id of ground.linked[side]) {
    if (gone.has(carriedTo(plan, id))) successor.set(id, target);
  }
  const places = new Map([...plan.to].map(([key, at]) =>
    [key, at.map((id, each) => (each === side && gone.has(id) ? target : id))]));
  const names = new Map([...plan.names].filter(([id]) => id === target || !gone.has(id)));
  const after = { ...plan, successor, to: places, names };
  // Whoever only followed is where the successor is, and needs no mention.
  for (const portion of ground.portions) {
    const at = places.get(portion.key);
    if (at?.every((id, each) => id === carriedTo(after, portion.at[each]))) places.delete(portion.key);
  }
  return after;
}

const aim = (_ground, plan, { lead, target, footprints }) =>
  ({ ...plan, lead, target, options: { ...plan.options, footprints } });

function call(_ground, plan, { id, name: given }) {
  const target = footprintBy(id);
  const names = new Map(plan.names);
  if (given && given !== nodes[target].bare) names.set(target, given);
  else names.delete(target);
  return { ...plan, names };
}

const idle = (_ground, plan, _edit) => plan;
const APPLY = { place, unite, aim, name: call, give: idle, lock: idle };

// A plan on ground where somebody was given a footprint: whoever is largest then carries on.
function onGround(ground, plan) {
  let found = plan;
  for (const side of [0, 1]) {
    for (const to of new Set([...ground.linked[side]].map((id) => carriedTo(plan, id)))) {
      if (unitedAs(ground, plan, side, [to]) !== to) found = united(ground, found, side, [to]);
    }
  }
  return found;
}

// A plan made by hand is judged by the target chosen for it, at first that of the plan changed.
function madeByHand(plan) {
  const { lead, target } = plan;
  const { ignore_below: below = 0, undecided, footprints } = plan.options;
  return {
    ...plan, method: "manual", lowerBound: null, optimal: null, beside: null, neededEitherWay: null, support: [], tracked: null,
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
  let plan = gifts.length ? onGround(ground, base) : base;
  for (const edit of edits) plan = APPLY[edit.kind](ground, plan, edit);
  return { ground, plan: edits.some(({ kind }) => kind !== "lock") ? madeByHand(plan) : plan };
}

// The edits by which blocks are given footprints, one for each footprint.
/** @param {{ block: number, side: number, to: Reference }[]} rows @returns {Edit[]} */
export function giveEdits(rows) {
  /** @type {Map<string, Edit>} */
  const found = new Map();
  for (const { block, side, to } of rows) {
    const key = `${side}|${to}`;
    if (!found.has(key)) found.set(key, { kind: "give", blocks: [], side, to, words: "" });
    found.get(key).blocks.push(block);
  }
  return [...found.values()].map((each) => {
    const what = each.blocks.length === 1 ? nodes[each.blocks[0]].name : counted(each.blocks.length, "place");
    return { ...each, words: `${what} given ${nodes[footprintBy(each.to)].name}` };
  });
}

export function lockedBy(edits) {
  const locked = new Set();
  for (const { kind, id, on } of edits) {
    if (kind === "lock" && on) locked.add(id);
    else if (kind === "lock") locked.delete(id);
  }
  return locked;
}

// A code that no footprint of a side bears yet, in any plan, for a new one.
export function newCode(side) {
  const planned = data.plans.flatMap(({ results }) => results[side].map((each) => (typeof each === "number" ? "" : each[0])));
  const taken = new Set([...planned, ...nodes.filter((node) => isFootprint(node) && sideOf(node) === side).map(({ code }) => code)]);
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
