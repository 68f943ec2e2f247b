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
  #counted;
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
    this.#counted = this.#people.map((number, row) => number > 0 || row >= portions.length);
    this.#met = this.#meets(this.#labels);
  }

  get share() {
    const met = sum(this.#people.filter((_, row) => this.#met[row]));
    return this.#everybody ? met / this.#everybody : 0;
  }

  // People who would newly meet the target, in parts of a person.
  gain(steps) {
    const then = this.#meets(this.#after(steps));
    return sum(this.#people.filter((_, row) => then[row] && !this.#met[row]).map(inParts));
  }

  take(step) {
    this.#labels = this.#after([step]);
    this.#met = this.#meets(this.#labels);
  }

  #after(steps) {
    const labels = this.#labels.map((each) => [...each]);
    for (const { action, side, from, into, rows } of steps) {
      const to = this.#carriers(side, into);
      if (action !== "merge") for (const row of rows) labels[side][row] = to;
      else labels[side].forEach((id, row) => { if (from.includes(id)) labels[side][row] = to; });
    }
    return labels;
  }

  // Whether each portion lies in a component that is as wanted: a pair, a star about a footprint of
  // the lead, or any star; the numbers of overlaps next to its own tell.
  #meets(labels) {
    const pairs = new Map();
    this.#people.forEach((_, row) => {
      if (this.#counted[row]) pairs.set(`${labels[0][row]}|${labels[1][row]}`, [labels[0][row], labels[1][row]]);
    });
    const degree = [new Map(), new Map()];
    const inner = [new Map(), new Map()];
    const add = (counts, id) => counts.set(id, (counts.get(id) ?? 0) + 1);
    for (const ends of pairs.values()) ends.forEach((id, side) => add(degree[side], id));
    const leaf = (side, id) => degree[side].get(id) === 1;
    for (const ends of pairs.values()) {
      for (const side of [0, 1]) if (leaf(1 - side, ends[1 - side])) add(inner[side], ends[side]);
    }
    const holds = (side, id) => (inner[side].get(id) ?? 0) === degree[side].get(id);
    const { target, lead } = this.#kind;
    const meets = {
      coterminous: ([a, b]) => leaf(0, a) && leaf(1, b),
      nested: (ends) => holds(Math.max(lead, 0), ends[Math.max(lead, 0)]),
      compatible: ([a, b]) => (leaf(0, a) && holds(1, b)) || (leaf(1, b) && holds(0, a)),
    }[target];
    return this.#people.map((_, row) => this.#counted[row] && meets([labels[0][row], labels[1][row]]));
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
  while (packages.size) {
    const rated = [...packages].map(([number, members]) => {
      const gain = progress.gain([...members].sort(bySize));
      const moved = sum(members.map((step) => step.parts.moved));
      return { number, name: names.get(number), free: moved === 0, gain: BigInt(gain), per: BigInt(moved || 1) };
    });
    rated.sort((one, other) => Number(other.free) - Number(one.free) || Number(other.gain * one.per - one.gain * other.per)
      || byCode(one.name, other.name) || sideOf(nodes[one.name]) - sideOf(nodes[other.name]));
    const [{ number }] = rated;
    const taken = new Set(packages.get(number));
    for (const step of [...taken].sort(bySize)) {
      progress.take(step);
      listed.push({ step, place: names.get(number), share: progress.share });
    }
    for (const [other, members] of packages) {
      const waiting = members.filter((step) => !taken.has(step));
      if (waiting.length) packages.set(other, waiting);
      else packages.delete(other);
    }
  }
  return listed;
}
