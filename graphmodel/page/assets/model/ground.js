// The ground: which people lie in which footprint of both sets before any plan. A footprint given to
// somebody who had none adds to it; nothing takes away.

import {
  byCode, data, flowsOf, footprintBy, footprintIds, GRADES, nodes, ORIGINAL, placeMade, referenceTo, sideOf,
} from "./data.js";
import { sum } from "./measures.js";

/** @type {Portion[]} */
export const ORIGINAL_PORTIONS = data.portions.map(
  ([block, a, b, number, share, estimated, evidence]) => ({
    block, at: [a, b], people: number, share, estimated: Boolean(estimated), evidence,
    key: `${block}|${a}|${b}`,
  }),
);
const ORIGINAL_OUTSIDE = data.outside.map(([block, footprint, number, share, evidence]) => ({
  block, side: sideOf(nodes[footprint]), at: footprint, people: number, share, evidence,
}));
export const INFERRED = GRADES.indexOf("inferred");

// Gifts say which footprint a block without one of a side is given: { block, side, to }.
/** @returns {Ground} */
export function groundWith(gifts) {
  const given = new Map();
  for (const { block, side, to } of gifts) {
    if (!given.has(block)) given.set(block, [null, null]);
    given.get(block)[side] = footprintBy(to);
  }
  const portions = [...ORIGINAL_PORTIONS];
  const outside = [];
  const half = new Map([...given.keys()].map((block) => [block, [[], []]]));
  for (const row of ORIGINAL_OUTSIDE) {
    if (half.has(row.block)) half.get(row.block)[row.side].push(row);
    else outside.push(row);
  }
  let uncovered = data.uncovered.blocks;
  let uncoveredPeople = data.uncovered.people;
  for (const [block, places] of half) {
    for (const side of [0, 1]) {
      const to = given.get(block)[side];
      if (to !== null) places[side] = [{ at: to, share: 1, evidence: INFERRED }];
    }
    const own = nodes[block].people;
    if (places[0].length && places[1].length) {
      uncovered -= 1;
      uncoveredPeople -= own;
      const split = places[0].length + places[1].length > 2;
      for (const a of places[0]) for (const b of places[1]) {
        const share = a.share * b.share;
        portions.push({
          block, at: [a.at, b.at], people: own * share, share, estimated: split,
          evidence: Math.max(a.evidence, b.evidence),
          key: `${block}|${referenceTo(a.at)}|${referenceTo(b.at)}`, given: true,
        });
      }
    } else {
      for (const side of [0, 1]) for (const place of places[side]) {
        outside.push({ block, side, at: place.at, people: own * place.share, share: place.share, evidence: place.evidence });
      }
    }
  }
  // In the order of the original numbers, so that a sum has the same rounding every time.
  const newcomers = [0, 1].map((side) =>
    [...new Set([...given.values()].map((to) => to[side]).filter((id) => id !== null && id >= ORIGINAL))]);
  for (const [side, ids] of newcomers.entries()) {
    for (const id of ids) {
      placeMade(id, [], [...given.keys()].filter((block) => given.get(block)[side] === id));
    }
  }
  return {
    portions: portions.map((portion, number) => ({ ...portion, number })),
    outside, ...sizesOf(portions, outside),
    footprints: footprintIds.map((ids, side) => [...ids, ...newcomers[side]].sort(byCode)),
    gifts: given.size,
    uncovered: { blocks: uncovered, people: given.size && uncovered === 0 ? 0 : uncoveredPeople },
  };
}

// Which footprints of each side share people with the other set, and an order of footprints of a side:
// the one with most people first, undecided ones included, then by code. The first of those that
// merge carries them on.
function sizesOf(portions, outside) {
  const size = new Map();
  const linked = [new Set(), new Set()];
  const add = (id, number) => size.set(id, (size.get(id) ?? 0) + number);
  for (const { at, people: number } of portions) {
    for (const side of [0, 1]) {
      add(at[side], number);
      if (number > 0) linked[side].add(at[side]);
    }
  }
  for (const { at, people: number } of outside) add(at, number);
  const bySize = (one, two) => (size.get(two) ?? 0) - (size.get(one) ?? 0) || byCode(one, two);
  return { linked, bySize };
}

export const originalGround = groundWith([]);

const KEPT_SHARE = 0.2 - 1e-9; // of a partner's people, from which undecided ground keeps it

// Tells of a partner and a footprint whether undecided ground keeps the one with the other: it does
// where it has, or may have, a part of the partner's people that counts.
export function undecidedKeeps(outside) {
  const undecided = new Map(); // share of each block that is so, by footprint
  for (const { block, was, share, people: number } of outside) {
    if (!(number > 0)) continue;
    if (!undecided.has(was)) undecided.set(was, new Map());
    undecided.get(was).set(block, share);
  }
  return (partner, here) => undecided.has(here) && (!flowsOf.has(partner) || sum(
    flowsOf.get(partner).map(([block, share]) => share * (undecided.get(here).get(block) ?? 0)),
  ) >= KEPT_SHARE);
}
