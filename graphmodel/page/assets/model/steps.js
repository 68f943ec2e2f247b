// The steps of a plan, any plan: what has to be done in either set for it to come about, and which
// partners that concerns; the definitions of graphmodel/steps/steps.py and step_partners.py.

import { byCode, byText, GRADES, isPartner, membershipsOf, nodes, sets, sideOf } from "./data.js";
import { undecidedKeeps } from "./ground.js";
import { sum } from "./measures.js";

// What a step can be, in the order in which steps of a package are listed.
const STEP_KINDS = ["move", "new", "merge"];

// Numbers of nodes by their codes, one list after the other.
function byCodes(some, others) {
  for (let place = 0; place < Math.min(some.length, others.length); place += 1) {
    const difference = byCode(some[place], others[place]);
    if (difference) return difference;
  }
  return some.length - others.length;
}

// People in parts of a person, as graphmodel/steps/ranking.py counts them: whole numbers, so that no
// order hangs on the last digit of a sum.
const PARTS = 2 ** 20;
export const inParts = (people) => Math.floor(people * PARTS + 0.5);

// In the order in which they are told: by kind, people, set and footprints.
/** @param {Change} one @param {Change} other */
export const bySize = (one, other) =>
  STEP_KINDS.indexOf(one.action) - STEP_KINDS.indexOf(other.action)
  || other.parts.moved - one.parts.moved || other.parts.affected - one.parts.affected
  || byText(sets[one.side].name, sets[other.side].name)
  || byCodes(one.from, other.from) || byCode(one.into, other.into);

// What makes it the same step in another plan.
export const identityOf = ({ action, side, from, into }) =>
  JSON.stringify([action, side, action === "move" ? from.map((id) => nodes[id].code) : [], nodes[into].code]);

// People of every footprint as it is: those outside, all of them, and these in parts of a person.
/** @param {Ground} ground */
export function peopleOf(ground) {
  const covered = new Map();
  const undecided = new Map();
  const parts = new Map();
  const add = (counts, id, number) => counts.set(id, (counts.get(id) ?? 0) + number);
  const note = (counts, id, people) => {
    add(counts, id, people);
    add(parts, id, inParts(people));
  };
  for (const { at, people } of ground.portions) for (const id of at) note(covered, id, people);
  for (const { at, people } of ground.outside) note(undecided, at, people);
  return {
    undecided: (id) => undecided.get(id) ?? 0,
    all: (id) => (covered.get(id) ?? 0) + (undecided.get(id) ?? 0),
    parts: (id) => parts.get(id) ?? 0,
  };
}

// Which linked footprints each resulting one carries on, the largest first.
export function carriedBy({ cost, successorOf }, side, { all }) {
  const carries = new Map();
  for (const id of cost.linked[side]) {
    const into = successorOf(id);
    if (!carries.has(into)) carries.set(into, []);
    carries.get(into).push(id);
  }
  for (const ids of carries.values()) ids.sort((one, other) => all(other) - all(one) || byCode(one, other));
  return carries;
}

/** @param {Outcome} outcome @returns {Change[]} */
export function stepsOf(outcome) {
  const people = peopleOf(outcome.ground);
  return [0, 1].flatMap((side) => stepsIn(outcome, side, people));
}

function stepsIn(outcome, side, people) {
  const { portions, outside } = outcome;
  const carries = carriedBy(outcome, side, people);
  const concerned = new Map();
  const note = (action, left, into, number) => {
    const key = `${action}|${left}|${into}`;
    if (!concerned.has(key)) concerned.set(key, { action, into, rows: [] });
    concerned.get(key).rows.push(number);
  };
  portions.forEach(({ was, at, moved, people: number }, row) => {
    if (!(number > 0) || !moved[side]) return; // blocks without people are named nowhere
    const known = carries.has(at[side]);
    note(known ? "move" : "new", known ? was[side] : "", at[side], row);
  });
  for (const [into, ids] of carries) {
    if (ids.length < 2) continue;
    const inside = portions.flatMap(({ was }, row) => (ids.includes(was[side]) ? [row] : []));
    concerned.set(`merge||${into}`, { action: "merge", into, rows: inside });
  }
  return [...concerned.values()].map(({ action, into, rows }) => {
    const merges = action === "merge";
    const here = rows.map((row) => portions[row]);
    const carried = carries.get(into) ?? [];
    const from = merges ? carried : [...new Set(here.map(({ was }) => was[side]))].sort(byCode);
    const counts = here.map((portion) => [portion.evidence, portion.people]);
    if (merges) {
      for (const row of outside) if (row.side === side && carried.includes(row.was)) counts.push([row.evidence, row.people]);
    }
    const evidence = GRADES.map((_, grade) => /** @type {[number, number]} */ ([grade, sum(counts.filter(([each]) => each === grade).map(([, number]) => number))]));
    const named = [...new Set([...from, ...carried])];
    return {
      action, side, from, into, carries: carried, rows,
      organisations: merges ? [] : [...new Set(here.map(({ block }) => block))].sort(byCode),
      affected: sum(named.map(people.all)),
      parts: {
        moved: merges ? 0 : sum(here.map((portion) => inParts(portion.people))), affected: sum(named.map(people.parts)),
      },
      moved: merges ? 0 : sum(here.map((portion) => portion.people)),
      estimated: !merges && here.some(({ estimated }) => estimated),
      evidence: evidence.filter(([, number]) => number > 0),
    };
  });
}

// -- partners ----------------------------------------------------------------------------------------

const partnersAt = (footprint) =>
  membershipsOf[footprint].map(({ from }) => from).filter((id) => isPartner(nodes[id]));
const footprintsOf = (partner, side) =>
  [...new Set(membershipsOf[partner].map(({ to }) => to))].filter((id) => sideOf(nodes[id]) === side);

// The partners that deal with both ends of a step: for a move with a footprint left and one that the
// one joined carries on, for a merger with two of those merged, for a new one with it later on.
export function partnersAtBothEnds(step, outcome) {
  const left = new Set(step.from.flatMap(partnersAt));
  const both = {
    merge: (id) => step.from.filter((each) => partnersAt(each).includes(id)).length > 1,
    new: (id) => outcome.partners.get(id).then[step.side].includes(step.into),
    move: (id) => step.carries.some((each) => partnersAt(each).includes(id)),
  }[step.action];
  return [...left].filter(both).sort(byCode);
}

// How many portions there are by the two footprints they are in.
const overlapping = new WeakMap(); // and what undecided ground keeps, by all portions
function countedPairs(portions) {
  const counts = new Map();
  for (const { was, people } of portions) if (people > 0) counts.set(was.join("|"), (counts.get(was.join("|")) ?? 0) + 1);
  return counts;
}

// By how many footprints the burden of each partner changes by a step, taken by itself on things as
// they are; who joins a footprint that has yet to be merged joins the largest of those merged.
export function burdenChanges(step, { outside, portions }) {
  if (!overlapping.has(portions)) {
    overlapping.set(portions, { all: countedPairs(portions), keeps: undecidedKeeps(outside) });
  }
  const { all, keeps } = overlapping.get(portions);
  const leaving = countedPairs(step.rows.map((row) => portions[row]));
  const changes = new Map();
  for (const partner of [...new Set(step.from.flatMap(partnersAt))].sort(byCode)) {
    const mine = footprintsOf(partner, step.side);
    const change = step.action === "merge"
      ? -Math.max(mine.filter((id) => step.from.includes(id)).length - 1, 0)
      : placesAfter(step, partner, mine, { all, leaving, keeps }).size - mine.length;
    if (change) changes.set(partner, change);
  }
  return changes;
}

function placesAfter({ side, into, carries }, partner, mine, { all, leaving, keeps }) {
  const others = footprintsOf(partner, 1 - side);
  const joined = carries[0] ?? into;
  const after = new Set();
  for (const id of mine) {
    const shared = others.map((other) => (side ? [other, id] : [id, other]).join("|")).filter((pair) => all.has(pair));
    if (!shared.length || keeps(partner, id)) after.add(id);
    for (const pair of shared) {
      if (leaving.has(pair)) after.add(joined);
      if ((leaving.get(pair) ?? 0) < all.get(pair)) after.add(id);
    }
  }
  return after;
}
