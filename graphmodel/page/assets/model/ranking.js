// The order of a plan's steps: in packages, the most worthwhile first; the definitions of
// graphmodel/steps/ranking.py. Few enough are asked here for every package to be rated each time.

import { byCode, nodes, sets, sideOf } from "./data.js";
import { sum } from "./measures.js";
import { bySize, carriedBy, inParts, peopleOf } from "./steps.js";

// Whether undecided ground counts as footprints of its own, for what is aimed at.
export const separatesUndecided = ({ lead, target, options }) =>
  (options.undecided ?? "separate") === "separate" && !(lead === "joint" && target === "coterminous");

// The component of every resulting footprint, one that is alone having its own.
function placeOfEach({ sides, components }) {
  const place = new Map();
  let next = components;
  for (const { ids, component } of sides) {
    ids.forEach((id, at) => {
      place.set(id, component[at] < 0 ? next : component[at]);
      if (component[at] < 0) next += 1;
    });
  }
  return place;
}

// Every place goes by the footprint that holds most others; of equals, by the lead's.
function placeNames({ sides, plan }, place) {
  const first = Math.max(sets.findIndex(({ name }) => name === plan.lead), 0);
  const names = new Map();
  for (const side of [first, 1 - first]) {
    sides[side].ids.forEach((id, at) => {
      const overlaps = sides[side].overlaps[at].length;
      const known = names.get(place.get(id));
      if (!known || overlaps > known.overlaps) names.set(place.get(id), { id, overlaps });
    });
  }
  return new Map([...names].map(([number, { id }]) => [number, id]));
}

function packagesBy(outcome, steps, place) {
  const packages = new Map();
  for (const step of steps) {
    const ends = [step.into, ...step.from.map(outcome.successorOf)];
    for (const number of new Set(ends.map((id) => place.get(id)))) {
      if (!packages.has(number)) packages.set(number, []);
      packages.get(number).push(step);
    }
  }
  return packages;
}

// How many people meet the target as steps are taken one after another. A resulting footprint goes
// by its largest predecessor until the others join. Undecided ground that counts is a portion of nobody.
class Progress {
  #carriers;
  #people;
  #labels;
  #kind;
  #everybody;
  #rows = new Map(); // that count, by the footprints they are in
  #met;

  constructor(outcome) {
    const { portions, plan, ground } = outcome;
    const people = peopleOf(ground);
    const target = plan.target ?? "coterminous";
    this.#kind = { target, lead: sets.findIndex(({ name }) => name === plan.lead) };
    this.#everybody = outcome.people;
    const carried = [0, 1].map((side) => carriedBy(outcome, side, people));
    this.#carriers = (side, id) => carried[side].get(id)?.[0] ?? id;
    this.#people = portions.map((portion) => portion.people);
    this.#labels = [0, 1].map((side) => portions.map(({ was }) => was[side]));
    if (separatesUndecided(plan) || target === "coterminous") {
      ground.footprints.forEach((ids, side) => ids.filter((id) => people.undecided(id) > 0).forEach((id) => {
        this.#people.push(0);
        this.#labels[side].push(id);
        this.#labels[1 - side].push(-1 - this.#people.length); // a footprint of its own
      }));
    }
    this.#people.forEach((number, row) => {
      if (!(number > 0) && row < portions.length) return;
      for (const labels of this.#labels) this.#put(labels[row], row);
    });
    const rows = new Set([...this.#rows.values()].flatMap((each) => [...each]));
    const met = this.#meets(rows, (side, row) => this.#labels[side][row]);
    this.#met = this.#people.map((_, row) => rows.has(row) && met(row));
  }

  get share() {
    const met = sum(this.#people.filter((_, row) => this.#met[row]));
    return this.#everybody ? met / this.#everybody : 0;
  }

  // People who would newly meet the target, in parts of a person; and near what that is decided.
  gain(steps) {
    const { met, rows, near } = this.#around(this.#relabelled(steps));
    const gain = sum([...rows].filter((row) => met(row) && !this.#met[row]).map((row) => inParts(this.#people[row])));
    return { gain, near };
  }

  // Tells near what anything is decided otherwise from now on.
  take(step) {
    const to = this.#relabelled([step]);
    const { met, rows, changed } = this.#around(to);
    for (const row of rows) this.#met[row] = met(row);
    to.forEach((ends, side) => ends.forEach((id, row) => {
      this.#rows.get(this.#labels[side][row]).delete(row);
      this.#labels[side][row] = id;
      this.#put(id, row);
    }));
    return changed;
  }

  #put(id, row) {
    if (!this.#rows.has(id)) this.#rows.set(id, new Set());
    this.#rows.get(id).add(row);
  }

  // The rows whose footprints some steps change, one after the other: for each side its new ones.
  #relabelled(steps) {
    const to = [new Map(), new Map()];
    for (const { action, side, from, into, rows } of steps) {
      const end = this.#carriers(side, into);
      if (action === "merge") {
        for (const [row, id] of to[side]) if (from.includes(id)) to[side].set(row, end);
        for (const id of from) for (const row of this.#rows.get(id) ?? []) if (!to[side].has(row)) to[side].set(row, end);
      } else {
        for (const row of rows) to[side].set(row, end);
      }
    }
    return to;
  }

  // What meets the target is decided by the overlaps next to one's own. So a change of footprints
  // matters to rows in these (changed) and those next to them, and what is three further (near) tells.
  #around(to) {
    const label = (side, row) => to[side].get(row) ?? this.#labels[side][row];
    const touched = new Set(to.flatMap((ends) => [...ends.keys()].flatMap((row) =>
      [0, 1].flatMap((side) => [this.#labels[side][row], label(side, row)]))));
    const reached = [touched]; // and what is ever further off, with the rows there
    const rows = [0, 1, 2, 3].map((step) => {
      const here = new Set();
      for (const id of reached[step]) for (const row of this.#rows.get(id) ?? []) here.add(row);
      const next = new Set(reached[step]);
      for (const row of here) next.add(this.#labels[0][row]).add(this.#labels[1][row]);
      reached.push(next);
      return here;
    });
    return { met: this.#meets(rows[3], label), rows: rows[1], changed: reached[1], near: reached[3] };
  }

  // Whether a row lies in a component that is as wanted: a pair, a star about a footprint of the lead,
  // or any star; the numbers of overlaps next to its own tell.
  #meets(rows, label) {
    const pairs = new Map();
    for (const row of rows) {
      const ends = [label(0, row), label(1, row)];
      pairs.set(ends[0] * 2 ** 26 + ends[1], ends); // a number for both
    }
    const degree = new Map();
    const inner = new Map();
    const add = (counts, id) => counts.set(id, (counts.get(id) ?? 0) + 1);
    for (const ends of pairs.values()) for (const id of ends) add(degree, id);
    const leaf = (id) => degree.get(id) === 1;
    for (const [a, b] of pairs.values()) {
      if (leaf(b)) add(inner, a);
      if (leaf(a)) add(inner, b);
    }
    const holds = (id) => (inner.get(id) ?? 0) === degree.get(id);
    const { target, lead } = this.#kind;
    const meets = {
      coterminous: ([a, b]) => leaf(a) && leaf(b),
      nested: (ends) => holds(ends[Math.max(lead, 0)]),
      compatible: ([a, b]) => (leaf(a) && holds(b)) || (leaf(b) && holds(a)),
    }[target];
    return (row) => meets([label(0, row), label(1, row)]);
  }
}

// The steps in order, each with the place it helps to put right and the share of all people who meet
// the target by then. Next comes the package that brings most people there per person who changes;
// packages in which nobody changes come first, by people; ties go by the code of the place, then by its
// set. Ratios are compared exactly, by multiplying across.
/** @param {Outcome} outcome @param {Change[]} steps */
export function rankSteps(outcome, steps) {
  const progress = new Progress(outcome);
  const place = placeOfEach(outcome);
  const names = placeNames(outcome, place);
  const packages = packagesBy(outcome, steps, place);
  const listed = [];
  const rated = new Map(); // while nothing near has changed
  const rate = (number, members) => {
    const { gain, near } = progress.gain([...members].sort(bySize));
    const moved = sum(members.map((step) => step.parts.moved));
    return { number, name: names.get(number), free: moved === 0, gain: BigInt(gain), per: BigInt(moved || 1), near };
  };
  const order = (one, other) => Number(other.free) - Number(one.free) || Number(other.gain * one.per - one.gain * other.per)
    || byCode(one.name, other.name) || sideOf(nodes[one.name]) - sideOf(nodes[other.name]);
  while (packages.size) {
    for (const [number, members] of packages) if (!rated.has(number)) rated.set(number, rate(number, members));
    const { number } = [...rated.values()].reduce((best, each) => (order(each, best) < 0 ? each : best));
    const taken = new Set(packages.get(number));
    const changed = new Set();
    for (const step of [...taken].sort(bySize)) {
      for (const id of progress.take(step)) changed.add(id);
      listed.push({ step, place: names.get(number), share: progress.share });
    }
    for (const [other, members] of packages) {
      const waiting = members.filter((step) => !taken.has(step));
      if (waiting.length) packages.set(other, waiting);
      else packages.delete(other);
      if (waiting.length < members.length || [...changed].some((id) => rated.get(other).near.has(id))) rated.delete(other);
    }
  }
  return listed;
}
