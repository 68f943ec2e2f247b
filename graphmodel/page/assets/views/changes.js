// What a plan changes in what is shown: who leaves, who comes, what merges, in words and numbers.

import { nodes, sets, sideOf } from "../model/data.js";
import { brief, count, counted, joined, people, percent } from "../model/words.js";
import { current } from "../plans/state.js";
import { AGREEMENT_WORDS, summary } from "./paint.js";

// For each overlap shown the people in it whose footprint the plan changes, by set and in all.
export function changesShown(outcome) {
  const { after } = current();
  const found = new Map();
  for (const { was, at, moved, people: number, estimated } of after.portions) {
    if (!(number > 0) || !(moved[0] || moved[1])) continue;
    const key = (outcome === after ? at : was).join("|");
    if (!found.has(key)) found.set(key, { people: 0, bySide: [0, 0], estimated: false });
    const change = found.get(key);
    change.people += number;
    change.estimated ||= estimated;
    for (const side of [0, 1]) if (moved[side]) change.bySide[side] += number;
  }
  return found;
}

// The people that each footprint shown gains and loses by the plan, mergers apart.
export function tradeShown(outcome) {
  const { after } = current();
  const found = new Map();
  const note = (id, sign, number) => {
    if (!found.has(id)) found.set(id, { gains: 0, loses: 0 });
    found.get(id)[sign] += number;
  };
  for (const { was, at, moved, people: number } of after.portions) {
    for (const side of [0, 1]) {
      if (!moved[side] || !(number > 0)) continue;
      if (outcome === after) {
        note(at[side], "gains", number);
        note(after.successorOf(was[side]), "loses", number);
      } else {
        const [main] = after.sides[side].from.get(at[side]); // the largest of those that merge
        if (main !== undefined) note(main, "gains", number);
        note(was[side], "loses", number);
      }
    }
  }
  return found;
}

// The footprints, as they are, that one shown carries on after the plan, or is merged with.
export function mergerOf(id, outcome) {
  const { after } = current();
  const to = outcome === after ? id : after.successorOf(id);
  return after.sides[sideOf(nodes[id])].from.get(to) ?? [];
}

// What the plan makes of a footprint, in a few words; null where it stays as it is.
export function fateOf(id, outcome, trade) {
  const from = mergerOf(id, outcome);
  const names = (ids) => ids.map((each) => nodes[each].label).join(", ");
  const parts = [];
  if (outcome !== current().after) {
    if (from.length > 1) parts.push(`→ with ${names(from.filter((each) => each !== id))}`);
  } else if (!from.length) {
    parts.push("new");
  } else if (from.length > 1) {
    parts.push(`← ${count(from.length)} merged: ${names(from)}`);
  } else if (nodes[from[0]].label !== nodes[id].label) {
    parts.push(`← ${names(from)}`);
  }
  const { gains, loses } = trade.get(id) ?? {};
  const figures = [gains && `+${brief(gains)}`, loses && `−${brief(loses)}`].filter(Boolean).join(" ");
  if (figures && from.length) parts.unshift(figures);
  return parts.length ? parts.join("; ") : null;
}

function fateWords(id, outcome, trade) {
  const isAfter = outcome === current().after;
  const from = mergerOf(id, outcome);
  const names = (ids) => joined(ids.map((each) => nodes[each].name));
  const others = from.filter((each) => each !== id);
  const lines = [];
  if (isAfter && !from.length) lines.push(`a new ${sets[sideOf(nodes[id])].label}`);
  else if (isAfter && from.length > 1) lines.push(`merged from ${names(from)}`);
  else if (isAfter && others.length) lines.push(`carries on ${names(others)}`);
  else if (from.length > 1) lines.push(`the plan merges it with ${names(others)}`);
  const { gains, loses } = trade.get(id) ?? {};
  if (gains) lines.push(`gains ${people(gains)} under the plan`);
  if (loses) lines.push(`loses ${people(loses)} under the plan`);
  return lines;
}

// The overlaps in which people are estimated.
const estimates = new WeakMap();
function estimatedIn(outcome) {
  if (!estimates.has(outcome)) {
    const portions = outcome.portions.filter((portion) => portion.estimated);
    estimates.set(outcome, new Set(portions.map(({ at }) => at.join("|"))));
  }
  return estimates.get(outcome);
}

export function overlapWords({ at, people: number, agreement, shares }, change, outcome) {
  const [a, b] = at.map((id) => nodes[id].name);
  const estimated = estimatedIn(outcome).has(at.join("|"));
  const parts = shares.map((share, side) => `${percent(share)} of the ${sets[side].label}`);
  const lines = [
    `${a} and ${b}`,
    `${people(number, estimated)} in both: ${parts.join(", ")}`,
    AGREEMENT_WORDS[agreement],
  ];
  for (const side of [0, 1]) {
    if (!change?.bySide[side]) continue;
    const changed = people(change.bySide[side], change.estimated);
    lines.push(`${changed} whose ${sets[side].label} the plan changes`);
  }
  return lines;
}

export function footprintWords(id, outcome, trade = tradeShown(outcome)) {
  const side = sideOf(nodes[id]);
  const { place, outside, overlaps, people: all } = outcome.sides[side];
  const at = place.get(id);
  const other = sets[1 - side].label;
  const lines = [nodes[id].name, ...summary(nodes[id], outcome)];
  if (outside[at]) lines.push(`${people(outside[at])} of them in no ${other}`);
  lines.push(...fateWords(id, outcome, trade));
  for (const each of overlaps[at].slice(0, 8)) {
    lines.push(`${percent(each.people / all[at])} in ${nodes[each.id].name}`);
  }
  const more = overlaps[at].length - 8;
  if (more > 0) lines.push(`and parts of ${counted(more, `further ${other}`)}`);
  return lines;
}
