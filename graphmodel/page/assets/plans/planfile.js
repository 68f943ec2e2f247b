// Plan files: what `graphmodel suggest` saves is shown, and what is saved here verifies.

import {
  byCode, byText, data, footprintBy, footprintIds, footprintOf, GRADES, isBlock, kindOf,
  membershipsOf, nodes, ORIGINAL, sets, sideOf,
} from "../model/data.js";
import { MEASURES, sum } from "../model/measures.js";
import { burden } from "../model/outcome.js";
import { suggestionsOf } from "../model/suggestions.js";
import { joined, RELATIONS } from "../model/words.js";
import { misshapen } from "./form.js";
import { inTheWay } from "./optimum.js";
import { carriedTo, edited, giveEdits, lockedBy, twinOf, UNCHANGED, unitedAs, unkept } from "./plans.js";

const PLAN_FORMAT = "graphmodel-plan/2";
const EARLIER_FORMAT = "graphmodel-plan/1"; // of plans that renamed footprints
const codesOf = (ids) => ids.map((id) => nodes[id].code);
const bySet = (values) => Object.fromEntries(sets.map(({ name }, side) => [name, values[side]]));
const byGrade = (values) =>
  Object.fromEntries(GRADES.map((grade, at) => [grade, values[at]]).filter(([, number]) => number > 0));

// -- out -------------------------------------------------------------------------------------------

export function planFile({ before, after, plan, edits }) {
  const changed = edits.some(({ kind }) => kind !== "lock");
  const locks = [...lockedBy(edits)].map(footprintBy);
  const [first, second] = sets.map(({ name }) => name);
  const { cost, ground } = after;
  const options = /** @type {any} */ ({ ...after.plan.options });
  delete options.locked; // what is locked now counts, and not what the plan came with
  if (locks.length) {
    options.locked = bySet([0, 1].map((side) => codesOf(locks.filter((id) => sideOf(nodes[id]) === side)).sort(byText)));
  }
  return {
    format: PLAN_FORMAT,
    dataset: { name: data.dataset.name, sha256: data.dataset.sha256, sha256_all: data.dataset.sha256_all },
    compare: [first, second],
    options,
    ...(ground.gifts ? { given: givenOf(ground) } : {}),
    ...namesOf(after),
    resulting: bySet([0, 1].map((side) => resultingOf(after, side, options))),
    successors: bySet([0, 1].map((side) => Object.fromEntries(
      [...cost.linked[side]].sort(byCode).map((id) => [nodes[id].code, nodes[after.successorOf(id)].code])))),
    assignment: [...after.portions].sort(byPortion).map(({ block, was, at, people: number, evidence, estimated }) => ({
      organisation: nodes[block].code,
      [first]: nodes[was[0]].code, [second]: nodes[was[1]].code,
      people: number, evidence: GRADES[evidence], estimated,
      [`to_${first}`]: nodes[at[0]].code, [`to_${second}`]: nodes[at[1]].code,
    })),
    people_moved: cost.total,
    people_moved_by_set: bySet(cost.moved),
    people_moved_by_evidence: byGrade(cost.byGrade),
    people_moved_estimated: cost.estimated,
    footprints_merged: cost.merged,
    people_merged: cost.peopleMerged,
    new_footprints: cost.added,
    lower_bound: changed ? null : plan.lowerBound,
    optimal: changed ? null : plan.optimal,
    ...(data.tolerance ? {} : { before: assessed(before), after: assessed(after) }),
    strict: !unkept(after).length,
    meets_target: after.plan.target ? !inTheWay(after).length : null,
    partners: partnersFile(after),
    suggestions: suggestionsOf(after).map(suggestionFile),
    out_of_scope: outOfScope(before, after),
  };
}

function outOfScope(before, after) {
  const rows = ({ sides }, side, wanted, people) => sides[side].ids.filter((id, at) => wanted(id, at)).map((id) =>
    ({ id, footprint_set: sets[side].name, footprint: nodes[id].code, people: people(sides[side].place.get(id)) }));
  const alone = [0, 1].flatMap((side) => rows(before, side, (id) => !after.ground.linked[side].has(id), (at) => before.sides[side].people[at]));
  const partly = [0, 1].flatMap((side) => rows(after, side, (id, at) => isResult(after, side, id) && after.sides[side].outside[at] > 0, (at) => after.sides[side].outside[at]));
  return {
    alone: alone.map(({ id, footprint_set, footprint, people }) => ({ footprint_set, footprint, name: nodes[id].bare, people })),
    uncovered: after.uncovered, slivers: [],
    met_for_covered_people_only: partly.sort((one, two) => byText(one.footprint_set, two.footprint_set))
      .map(({ id: _, ...row }) => row),
  };
}

function suggestionFile(step) {
  return {
    rank: step.rank, package: step.package, action: step.action, footprint_set: sets[step.side].name,
    from: codesOf(step.from), into: nodes[step.into].code, organisations: codesOf(step.organisations),
    people_affected: step.affected, people_moved: step.moved, estimated: step.estimated,
    target_share_after: step.share, needed_either_way: step.needed,
    shared_providers: codesOf(step.providers), shared_councils: codesOf(step.councils),
    partners_with_fewer: codesOf(step.fewer), partners_with_more: codesOf(step.more), support: step.support,
    evidence: Object.fromEntries(step.evidence.map(([grade, number]) => [GRADES[grade], number])),
    reason: step.reason,
  };
}

const byPortion = (one, two) => byCode(one.block, two.block) || byCode(one.was[0], two.was[0]) || byCode(one.was[1], two.was[1]);

// What is given, as plan files and scenarios carry it.
export function givenOf(ground) {
  const rows = ground.portions.filter(({ given }) => given);
  const memberships = new Map();
  const footprints = new Map();
  const note = (block, side, id) => {
    if (membershipsOf[block].some(({ to }) => to === id)) return;
    const { name } = sets[side];
    memberships.set(`${block}|${id}`, {
      organisation: nodes[block].code, footprint_set: name, footprint: nodes[id].code,
    });
    if (id >= ORIGINAL) {
      footprints.set(id, { footprint_set: name, footprint: nodes[id].code, name: nodes[id].bare });
    }
  };
  for (const { block, at } of rows) at.forEach((id, side) => note(block, side, id));
  for (const { block, side, at } of ground.outside) note(block, side, at);
  return { footprints: [...footprints.values()], memberships: [...memberships.values()] };
}

// The footprints that a plan results in: those that carry on what shares people, and new ones.
const isResult = ({ ground, sides }, side, id) => {
  const from = sides[side].from.get(id);
  return from !== undefined && (!from.length || from.some((each) => ground.linked[side].has(each)));
};

function namesOf(outcome) {
  const names = [0, 1].map((side) => Object.fromEntries([...outcome.plan.names]
    .filter(([id]) => isResult(outcome, side, id)).map(([id, name]) => [nodes[id].code, name])));
  return names.some((each) => Object.keys(each).length) ? { names: bySet(names) } : {};
}

function resultingOf(outcome, side, { lead, target }) {
  const { ids, covered, outside, component } = outcome.sides[side];
  const groups = lead === "joint" && target === "coterminous" ? groupsOf(outcome) : null;
  return ids.map((id, at) => ({ id, at })).filter(({ id }) => isResult(outcome, side, id)).map(({ id, at }) => ({
    footprint: nodes[id].code, name: nodes[id].bare,
    ...(groups ? { group: groups[component[at]] ?? null } : {}),
    people: covered[at], people_outside: outside[at],
  }));
}

// The joint group of every component, as G01: the one with most covered people first, then by the
// code of its first footprint of A.
function groupsOf({ sides: [{ covered, component }], components }) {
  const all = new Array(components).fill(0);
  const first = new Array(components).fill(Infinity);
  component.forEach((number, at) => {
    if (number < 0) return;
    all[number] += covered[at];
    first[number] = Math.min(first[number], at);
  });
  const order = all.map((_, number) => number).sort((one, two) => all[two] - all[one] || first[one] - first[two]);
  const width = Math.max(2, String(components).length);
  const found = [];
  order.forEach((number, rank) => { found[number] = `G${String(rank + 1).padStart(width, "0")}`; });
  return found;
}

const relationCounts = (relations) =>
  Object.fromEntries(RELATIONS.map((name, number) => [name, relations.filter((each) => each === number).length]));

// The keys of `graphmodel assess`.
function assessed(outcome) {
  const { measures, sides } = outcome;
  const evidence = GRADES.map((_, grade) =>
    sum(outcome.portions.filter((portion) => portion.evidence === grade).map((portion) => portion.people)));
  return {
    compare: sets.map(({ name }) => name),
    people: outcome.people, people_covered: outcome.covered,
    footprints: bySet(sides.map(({ ids }) => ids.length)),
    overlapping_pairs: outcome.edges.length, components: outcome.components,
    relations: bySet(sides.map(({ relation }) => relationCounts(relation))),
    coterminous_pairs: outcome.pairs, people_coterminous: outcome.peopleCoterminous,
    coterminous_share: outcome.share,
    uncovered: outcome.uncovered,
    organisations_split: bySet(outcome.split.map((blocks) => blocks.length)),
    evidence: byGrade(evidence),
    slivers: [], without_slivers: {},
    measures: Object.fromEntries(MEASURES.map(({ key }) =>
      [key, Array.isArray(measures[key]) ? bySet(measures[key]) : measures[key]])),
    rows: sides.flatMap((side, number) => side.ids.map((id, at) => ({
      footprint_set: sets[number].name, footprint: nodes[id].code, name: nodes[id].bare,
      relation: RELATIONS[side.relation[at]], people: side.people[at], people_outside: side.outside[at],
      overlaps: side.overlaps[at].length, inhomogeneity: outcome.inhomogeneity[number][at],
    }))),
  };
}

function partnersFile(outcome) {
  const places = [...outcome.partners].map(([id, { now, then }]) => ({ node: nodes[id], now, then }));
  const total = (when) => sum(places.map((each) => burden(each[when])));
  const change = ({ now, then }) => burden(then) - burden(now);
  const withOne = sets.flatMap(({ name }, side) => {
    const partners = places.filter(({ now }) => now[side].length);
    const kindsHere = [...new Set(partners.map(({ node }) => kindOf(node).key))].sort(byText);
    return kindsHere.map((kind) => {
      const mine = partners.filter(({ node }) => kindOf(node).key === kind);
      const one = (when) => mine.filter((each) => each[when][side].length === 1).length;
      return { footprint_set: name, kind, partners: mine.length, before: one("now"), after: one("then") };
    });
  });
  return {
    burden_before: total("now"), burden_after: total("then"),
    with_fewer: places.filter((each) => change(each) < 0).length,
    with_more: places.filter((each) => change(each) > 0).length,
    with_one_footprint: withOne,
    rows: places.map(({ node, now, then }) => ({
      organisation: node.code, name: node.name, kind: kindOf(node).key,
      burden_before: burden(now), burden_after: burden(then),
      before: bySet(now.map((ids) => codesOf(ids).sort(byText))),
      after: bySet(then.map((ids) => codesOf(ids).sort(byText))),
    })),
  };
}

// -- in --------------------------------------------------------------------------------------------

const MOST_PROBLEMS = 5;
const blockBy = new Map(nodes.filter(isBlock).map((node) => [node.code, node.id]));

// Refuse a file for what is wrong with it, of much the first.
export function refuseFile(problems) {
  const rest = problems.length - MOST_PROBLEMS;
  if (problems.length) throw new Error([...problems.slice(0, MOST_PROBLEMS), ...(rest > 0 ? [`and ${rest} more`] : [])].join("\n"));
}

// The plan, and the gifts and locks as edits, that a plan file holds; an error that lists what is wrong
// with it. What is only claimed is not taken: a bound is told where this page has the same plan.
export function readPlanFile(stated, name) {
  if (stated?.format === EARLIER_FORMAT) {
    refuseFile([`${name} is a plan of an earlier version (${EARLIER_FORMAT}), which renamed footprints. Make the plan again with graphmodel suggest.`]);
  }
  if (stated?.format !== PLAN_FORMAT) refuseFile([`${name} is not a plan: it lacks "format": "${PLAN_FORMAT}".`]);
  if (stated.dataset?.sha256 !== data.dataset.sha256) {
    refuseFile([`${name} is a plan for another dataset (${stated.dataset?.name ?? "unnamed"}), or for other contents of ${data.dataset.name} than this page shows: what decides a plan differs.`]);
  }
  const pair = sets.map((each) => each.name);
  if (JSON.stringify(stated.compare) !== JSON.stringify(pair)) {
    refuseFile([`${name} is a plan for ${joined([stated.compare ?? []].flat().map(String))}; this page compares ${joined(pair)}.`]);
  }
  refuseFile(misshapen(stated, data.planSchema));
  const { given = {}, options = {}, resulting, successors, assignment, names: titles = {} } = stated;
  const problems = [];
  const edits = [...giftEdits(given, problems), ...lockEdits(options.locked ?? {}, problems)];
  refuseFile(problems);
  const { ground } = edited(UNCHANGED, edits);
  const named = sets.map((set, side) => new Map([
    ...footprintIds[1 - side].map((id) => [nodes[id].code, nodes[id].bare]),
    ...(resulting?.[set.name] ?? []).map((row) => [row.footprint, row.name]),
  ]));
  const result = (side, code) => ground.footprints[side].find((id) => nodes[id].code === code)
    ?? footprintOf(side, code, named[side].get(code) ?? named[side].get(code.replace(/^NEW:/, "")) ?? code);
  const successor = new Map();
  for (const [side, set] of sets.entries()) {
    for (const [code, to] of Object.entries(successors[set.name])) {
      const id = ground.footprints[side].find((each) => nodes[each].code === code);
      if (ground.linked[side].has(id)) successor.set(id, result(side, to));
      else problems.push(`successors, ${set.name}: ${code} is no ${set.label} of this page with an overlap. Remove it.`);
    }
  }
  const to = assigned(assignment, { ground, pair, result, plan: { successor }, problems });
  misplaced({ ground, successor, to, problems });
  refuseFile(problems);
  const plan = {
    id: "loaded", group: "loaded", title: name.replace(/\.json$/i, ""),
    lead: options.lead ?? null, target: options.target ?? null, method: options.method ?? "manual",
    options: { ...options }, successor, to,
    names: new Map(sets.flatMap((set, side) => Object.entries(titles[set.name] ?? {}).map(([code, title]) => [result(side, code), title]))),
  };
  const { lowerBound = null, optimal = null, beside = null, neededEitherWay = null, support = [] } = ground.gifts ? {} : twinOf(plan) ?? {};
  return { edits, plan: { ...plan, lowerBound, optimal, beside, neededEitherWay, support } };
}

// Nothing is renamed: the largest of those that merge carries them on, and a new footprint has a code of
// its own.
function misplaced({ ground, successor, to, problems }) {
  for (const side of [0, 1]) {
    const { name, label } = sets[side];
    const carrying = new Set([...ground.linked[side]].map((id) => carriedTo({ successor }, id)));
    for (const id of carrying) {
      const largest = unitedAs(ground, { successor }, side, [id]);
      if (largest !== id) problems.push(`successors, ${name}: ${nodes[id].code} carries on ${nodes[largest].name}. Nothing is renamed: let it go by the code of the largest, ${nodes[largest].code}.`);
    }
    for (const id of new Set([...to.values()].map((at) => at[side]))) {
      if (ground.linked[side].has(id) && !carrying.has(id)) problems.push(`assignment, to_${name}: ${nodes[id].code} is a ${label} of today that another carries on. Use another code for a new one.`);
    }
  }
}

function assigned(rows, { ground, pair, result, plan, problems }) {
  const keyOf = (block, at) => JSON.stringify([block, ...at]);
  const portionBy = new Map(ground.portions.map((portion) => [keyOf(portion.block, codesOf(portion.at)), portion]));
  const places = new Map();
  rows.forEach((row, number) => {
    const there = `assignment, entry ${number + 1}`;
    const key = keyOf(blockBy.get(row.organisation), pair.map((set) => row[set]));
    const portion = portionBy.get(key);
    portionBy.delete(key);
    if (!portion) problems.push(`${there}: ${row.organisation} does not lie in ${row[pair[0]]} and ${row[pair[1]]}, or is there twice.`);
    else {
      const at = pair.map((set, side) => result(side, row[`to_${set}`]));
      if (at.some((id, side) => id !== carriedTo(plan, portion.at[side]))) places.set(portion.key, at);
    }
  });
  for (const { block, at } of portionBy.values()) problems.push(`assignment: ${nodes[block].code} in ${joined(codesOf(at))} is missing. Add it.`);
  return places;
}

function giftEdits({ footprints = [], memberships = [] }, problems) {
  const keyOf = (row) => JSON.stringify([row.footprint_set, row.footprint]);
  const titles = new Map(footprints.map((row) => [keyOf(row), row.name]));
  const seen = new Set();
  const there = (side, code) => footprintIds[side]?.find((id) => nodes[id].code === code);
  const sideBy = ({ footprint_set: set }) => sets.findIndex(({ name }) => name === set);
  for (const row of footprints) {
    if (there(sideBy(row), row.footprint) !== undefined) problems.push(`given: ${row.footprint} is there already. Use another code.`);
  }
  return giveEdits(memberships.flatMap((row) => {
    const side = sideBy(row);
    const block = blockBy.get(row.organisation);
    const place = `${side}|${block}`;
    const to = there(side, row.footprint) ?? (titles.has(keyOf(row)) ? JSON.stringify([side, row.footprint, titles.get(keyOf(row))]) : null);
    const held = side >= 0 && block !== undefined && membershipsOf[block].some((each) => sideOf(nodes[each.to]) === side);
    const fits = side >= 0 && block !== undefined && to !== null && !held && !seen.has(place);
    seen.add(place);
    if (!fits) problems.push(`given: ${row.organisation} cannot be given ${row.footprint}${held ? ": it has one already" : ""}.`);
    return fits ? [{ block, side, to }] : [];
  }));
}

/** @returns {Edit[]} */
function lockEdits(locked, problems) {
  return Object.entries(locked).flatMap(([name, codes]) => codes.flatMap((code) => {
    const id = footprintIds[sets.findIndex((each) => each.name === name)]?.find((each) => nodes[each].code === code);
    if (id === undefined) problems.push(`options.locked: there is no ${code} in ${name}.`);
    return id === undefined ? [] : [/** @type {const} */ ({ kind: "lock", id, on: true, words: `${nodes[id].name} locked` })];
  }));
}
