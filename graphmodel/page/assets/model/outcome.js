// What comes of a plan: everything that the views show, computed from the ground and from where the
// plan puts each portion; the definitions are those of the Python package.

import {
  byCode, GRADES, isBlock, isPartner, membershipsOf, nodes, ORIGINAL, placeMade, sideOf,
} from "./data.js";
import { INFERRED, undecidedKeeps } from "./ground.js";
import { later } from "./later.js";
import { inhomogeneityOf, measuresOf, sum } from "./measures.js";
import { componentsOf, COTERMINOUS, NESTED, relate, settledRelations } from "./relations.js";

// A plan holds: successor, a map from footprint to the one that carries it on; and to, a map from
// the key of a portion to its two footprints, for portions that do not just follow.
/** @param {Ground} ground @param {Plan} plan @returns {Outcome} */
export function outcomeOf(ground, plan) {
  const successorOf = (id) => plan.successor.get(id) ?? id;
  const portions = ground.portions.map((portion) => {
    const carried = portion.at.map(successorOf);
    const at = plan.to.get(portion.key) ?? carried;
    return { ...portion, was: portion.at, at, moved: at.map((to, side) => to !== carried[side]) };
  });
  const outside = ground.outside.map((row) => ({ ...row, was: row.at, at: successorOf(row.at) }));
  const bare = [0, 1].map((side) => sideAfter(ground, portions, side, successorOf));
  const place = bare.map(({ ids }) => new Map(ids.map((id, at) => [id, at])));
  for (const row of outside) bare[row.side].outside[place[row.side].get(row.at)] += row.people;

  const cells = new Map();
  const members = new Map();
  for (const { at, people: number, share } of portions) {
    const ends = at.map((id, side) => place[side].get(id));
    const key = ends[0] * bare[1].ids.length + ends[1];
    if (!cells.has(key)) cells.set(key, [...ends, 0]);
    cells.get(key)[2] += number;
    if (!members.has(key)) members.set(key, [...ends, 0]);
    members.get(key)[2] += share;
    for (const side of [0, 1]) bare[side].covered[ends[side]] += number;
  }
  const edges = [...cells.values()].filter(([, , number]) => number > 0);
  const memberCells = [...members.values()].filter(([, , share]) => share > 0);
  const sizes = bare.map(({ ids }) => ids.length);
  const hasOutside = bare.map((each) => each.outside.map((number) => number > 0));
  const relations = relate(edges, hasOutside);
  const relationsCovered = settledRelations(edges, hasOutside.map((each) => each.map(() => false)));
  const components = componentsOf(edges, sizes);
  const covered = sum(portions.map((portion) => portion.people));
  const isPair = ([a]) => relations[0][a] === COTERMINOUS;
  const pairs = edges.filter(isPair);
  /** @type {Side[]} */
  const sides = bare.map((each, side) => ({
    ...each, place: place[side], relation: relations[side], relationCovered: relationsCovered[side],
    component: components.of[side], overlaps: each.ids.map(() => []),
    people: each.covered.map((number, at) => number + each.outside[at]),
  }));
  for (const [a, b, number] of edges) {
    sides[0].overlaps[a].push({ id: sides[1].ids[b], people: number });
    sides[1].overlaps[b].push({ id: sides[0].ids[a], people: number });
  }
  for (const { overlaps } of sides) {
    for (const each of overlaps) each.sort((one, two) => two.people - one.people || one.id - two.id);
  }
  const everybody = covered + ground.uncovered.people;
  const inPairs = sum(pairs.map(([, , number]) => number));
  /** @type {OutcomeAtOnce} */
  const outcome = {
    ground, plan, portions, outside, sides, edges, memberCells, sizes, components: components.count,
    people: everybody, covered, uncovered: ground.uncovered,
    pairs: pairs.length, peopleCoterminous: inPairs, share: everybody ? inPairs / everybody : 0,
    successorOf, cost: costOf(ground, portions, sides),
    split: [0, 1].map((side) => splitBlocks(portions, outside, side)),
    has: (id) => place[0].has(id) || place[1].has(id),
  };
  return later(outcome, {
    measures: () => measuresOf(edges, memberCells, ...sizes),
    inhomogeneity: () => [0, 1].map((side) => inhomogeneityOf(edges, ...sizes, side)),
    partners: () => partnersOf(outcome),
    agreement: () => agreementOf(outcome),
    homes: () => homesOf(outcome),
  });
}

function sideAfter(ground, portions, side, successorOf) {
  const from = new Map(); // those that each footprint carries on
  for (const id of ground.footprints[side]) {
    const to = successorOf(id);
    if (!from.has(to)) from.set(to, []);
    from.get(to).push(id);
  }
  for (const { at } of portions) if (!from.has(at[side])) from.set(at[side], []);
  const ids = [...from.keys()].sort(byCode);
  const zero = () => new Array(ids.length).fill(0);
  return { ids, from, covered: zero(), outside: zero() };
}

function splitBlocks(portions, outside, side) {
  const places = new Map();
  const note = (block, id) => {
    if (!places.has(block)) places.set(block, new Set());
    places.get(block).add(id);
  };
  for (const { block, at } of portions) note(block, at[side]);
  for (const row of outside) if (row.side === side) note(row.block, row.at);
  return [...places].filter(([, ids]) => ids.size > 1).map(([block]) => block);
}

// What a plan costs: people who change footprint, mergers, new footprints.
/** @returns {Cost} */
function costOf(ground, portions, sides) {
  const moved = [0, 0];
  const byGrade = GRADES.map(() => 0);
  let estimated = 0;
  for (const portion of portions) {
    for (const side of [0, 1]) {
      if (!portion.moved[side]) continue;
      moved[side] += portion.people;
      byGrade[portion.evidence] += portion.people;
      if (portion.estimated) estimated += portion.people;
    }
  }
  const { linked, bySize } = ground;
  const absorbed = [new Set(), new Set()];
  for (const [side, { from }] of sides.entries()) {
    for (const [id, ids] of from) {
      ids.sort(bySize);
      for (const each of ids.slice(1)) absorbed[side].add(each);
      if (id >= ORIGINAL) placeMade(id, ids, portions.filter(({ at }) => at[side] === id).map(({ block }) => block));
    }
  }
  // Everybody in a footprint that is absorbed, in either set, once.
  const peopleMerged = sum(portions.filter(({ was }) => was.some((id, side) => absorbed[side].has(id))).map((each) => each.people))
    + sum(ground.outside.filter(({ side, at }) => absorbed[side].has(at)).map((each) => each.people));
  const mergedBySide = absorbed.map(({ size }) => size);
  const addedBySide = sides.map(({ from }) => [...from.values()].filter((ids) => !ids.length).length);
  return {
    moved, total: moved[0] + moved[1], byGrade, estimated, merged: sum(mergedBySide), peopleMerged, added: sum(addedBySide),
    mergedBySide, addedBySide, linked,
  };
}

// -- partners --------------------------------------------------------------------------------------

// The footprints of A and of B that each partner deals with, membership by membership: those of the
// portions that lie in it and in any of the partner's footprints of the other set, else its
// successor; and this as well where its undecided ground has, or may have, a part of the partner's
// people that counts.
function partnersOf({ portions, outside, successorOf }) {
  const keeps = undecidedKeeps(outside);
  const shared = new Map();
  for (const { was, at, people: number } of portions) {
    if (!(number > 0)) continue;
    const key = `${was[0]}|${was[1]}`;
    if (!shared.has(key)) shared.set(key, []);
    shared.get(key).push(at);
  }
  const found = new Map();
  for (const partner of nodes) {
    if (!isPartner(partner)) continue;
    const own = [[], []];
    for (const { to } of membershipsOf[partner.id]) own[sideOf(nodes[to])].push(to);
    const then = [0, 1].map((side) => {
      const ids = new Set();
      for (const here of own[side]) {
        const met = own[1 - side].flatMap((there) =>
          shared.get(side ? `${there}|${here}` : `${here}|${there}`) ?? []);
        for (const at of met) ids.add(at[side]);
        if (!met.length || keeps(partner.id, here)) ids.add(successorOf(here));
      }
      return [...ids].sort(byCode);
    });
    found.set(partner.id, { now: own, then });
  }
  return found;
}
export const burden = (places) => places[0].length + places[1].length;

// -- blocks ----------------------------------------------------------------------------------------

export const AGREEMENT_NAMES = ["coterminous", "nested", "open", "straddling", "uncovered"];

// How the two footprints of an overlap agree, by their places: as the number of a name above.
export function agreementAt(ends, sides) {
  const leaf = ends.map((end, side) => sides[side].relation[end] <= NESTED);
  if (leaf[0] && leaf[1]) return 0;
  if (leaf[0] !== leaf[1]) return 1;
  return ends.some((end, side) => sides[side].relationCovered[end] <= NESTED) ? 2 : 3;
}

// How the two footprints of every block agree; a block cut up has the worst.
function agreementOf({ portions, sides }) {
  const found = new Map(nodes.filter(isBlock).map((node) => [node.id, 4]));
  for (const { block } of portions) found.set(block, 0);
  for (const { block, at, people: number } of portions) {
    if (!(number > 0)) continue;
    const ends = at.map((id, side) => sides[side].place.get(id));
    found.set(block, Math.max(found.get(block), agreementAt(ends, sides)));
  }
  return found;
}

// The grade of evidence for a membership as it is; one that was given is an inference.
function gradeOf(block, footprint) {
  const edge = membershipsOf[block].find(({ to }) => to === footprint);
  return edge ? GRADES.indexOf(edge.evidence) : INFERRED;
}

// Where every block lies: for each side its footprints with shares and people, the largest first,
// and the evidence for the memberships that put it there, with what share of it rests on each grade.
function homesOf({ portions, outside }) {
  const found = new Map(nodes.filter(isBlock).map((node) => [node.id, [new Map(), new Map()]]));
  const note = (block, side, id, was, part) => {
    const places = found.get(block)[side];
    if (!places.has(id)) places.set(id, { id, share: 0, people: 0, evidence: new Map(), moved: false, estimated: false });
    const place = places.get(id);
    place.share += part.share;
    place.people += part.people;
    const grade = gradeOf(block, was);
    place.evidence.set(grade, (place.evidence.get(grade) ?? 0) + part.share);
    place.moved ||= Boolean(part.moved?.[side]);
    place.estimated ||= Boolean(part.estimated);
  };
  for (const portion of portions) {
    for (const side of [0, 1]) note(portion.block, side, portion.at[side], portion.was[side], portion);
  }
  for (const row of outside) note(row.block, row.side, row.at, row.was, row);
  const listed = (places) => [...places.values()].sort((one, two) => two.share - one.share || one.id - two.id);
  return new Map([...found].map(([block, sides]) => [block, sides.map(listed)]));
}
