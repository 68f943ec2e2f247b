// Plan files: what `graphmodel suggest` saves is shown, and what is saved here verifies.

import {
  byCode, byText, data, footprintBy, footprintIds, footprintOf, GRADES, isBlock, kindOf,
  membershipsOf, nodes, ORIGINAL, sets, sideOf,
} from "../model/data.js";
import { MEASURES, sum } from "../model/measures.js";
import { burden } from "../model/outcome.js";
import { suggestionsOf } from "../model/suggestions.js";
import { counted, joined, RELATIONS } from "../model/words.js";
import { carriedTo, edited, giveEdits, lockedBy, UNCHANGED } from "./plans.js";

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
    partners: partnersFile(after),
    suggestions: suggestionsOf(after).map(suggestionFile),
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

const isText = (value) => typeof value === "string";
const MOST_PROBLEMS = 5;

// The plan, and the gifts as edits, that a plan file holds; an error that lists what is wrong with it.
export function readPlanFile(stated, name) {
  const refuse = (problems) => {
    const rest = problems.length - MOST_PROBLEMS;
    throw new Error([...problems.slice(0, MOST_PROBLEMS), ...(rest > 0 ? [`and ${rest} more`] : [])].join("\n"));
  };
  if (stated?.format === EARLIER_FORMAT) {
    refuse([`${name} is a plan of an earlier version (${EARLIER_FORMAT}), which renamed footprints. Make the plan again with graphmodel suggest.`]);
  }
  if (stated?.format !== PLAN_FORMAT) refuse([`${name} is not a plan: it lacks "format": "${PLAN_FORMAT}".`]);
  if (stated.dataset?.sha256 !== data.dataset.sha256) {
    refuse([`${name} is a plan for another dataset (${stated.dataset?.name ?? "unnamed"}), or for other contents of ${data.dataset.name} than this page shows: what decides a plan differs.`]);
  }
  const pair = sets.map((each) => each.name);
  if (JSON.stringify(stated.compare) !== JSON.stringify(pair)) {
    refuse([`${name} is a plan for ${joined((stated.compare ?? []).map(String))}; this page compares ${joined(pair)}.`]);
  }
  const problems = [];
  const edits = [...giftEdits(stated.given, problems), ...lockEdits(stated.options?.locked)];
  if (problems.length) refuse(problems);
  const { ground } = edited(UNCHANGED, edits);
  const names = sets.map((set, side) => new Map([
    ...footprintIds[side].map((id) => [nodes[id].code, nodes[id].bare]),
    ...(stated.resulting?.[set.name] ?? []).map((row) => [row.footprint, row.name]),
  ]));
  const result = (side, code) => footprintOf(side, code, String(names[side].get(code) ?? code));
  const idOf = sets.map((_, side) => new Map(ground.footprints[side].map((id) => [nodes[id].code, id])));
  const successor = new Map();
  for (const [side, set] of sets.entries()) {
    for (const [code, to] of Object.entries(stated.successors?.[set.name] ?? {})) {
      const id = idOf[side].get(code);
      if (id === undefined || !isText(to)) problems.push(`successors, ${set.name}: ${code} is no ${set.label} of this page.`);
      else successor.set(id, result(side, to));
    }
  }
  const plan = { successor };
  const given = new Map(sets.flatMap((set, side) => Object.entries(stated.names?.[set.name] ?? {})
    .filter(([, title]) => isText(title)).map(([code, title]) => [result(side, code), title])));
  const to = assigned(stated.assignment ?? [], { ground, pair, result, plan, problems });
  if (problems.length) refuse(problems);
  const options = typeof stated.options === "object" && stated.options ? stated.options : {};
  return {
    edits,
    plan: {
      id: "loaded", group: "loaded", title: name.replace(/\.json$/i, ""),
      lead: options.lead ?? null, target: options.target ?? null, method: String(options.method ?? "manual"),
      options, successor, to, names: given, lowerBound: stated.lower_bound ?? null, optimal: stated.optimal ?? null,
      beside: null,
    },
  };
}

function assigned(rows, { ground, pair, result, plan, problems }) {
  const blockBy = new Map(nodes.slice(0, ORIGINAL).filter(isBlock).map((node) => [node.code, node.id]));
  const portionBy = new Map(ground.portions.map((portion) =>
    [JSON.stringify([portion.block, ...codesOf(portion.at)]), portion]));
  const places = new Map();
  const seen = new Set();
  rows.forEach((row, number) => {
    const key = JSON.stringify([blockBy.get(row.organisation), row[pair[0]], row[pair[1]]]);
    const portion = portionBy.get(key);
    const there = `assignment, entry ${number + 1}`;
    if (!portion) problems.push(`${there}: ${row.organisation} does not lie in ${row[pair[0]]} and ${row[pair[1]]}.`);
    else if (!pair.every((set) => isText(row[`to_${set}`]))) problems.push(`${there}: it does not say where to.`);
    else {
      seen.add(key);
      const at = pair.map((set, side) => result(side, row[`to_${set}`]));
      if (at.some((id, side) => id !== carriedTo(plan, portion.at[side]))) places.set(portion.key, at);
    }
  });
  const missing = ground.portions.length - seen.size;
  if (missing > 0) problems.push(`assignment: ${counted(missing, "portion")} missing.`);
  return places;
}

function giftEdits(given, problems) {
  if (!given) return [];
  const known = new Map((given.footprints ?? []).map((row) => [JSON.stringify([row.footprint_set, row.footprint]), row.name]));
  const blockBy = new Map(nodes.slice(0, ORIGINAL).filter(isBlock).map((node) => [node.code, node.id]));
  const rows = [];
  for (const row of given.memberships ?? []) {
    const side = sets.findIndex(({ name }) => name === row.footprint_set);
    const block = blockBy.get(row.organisation);
    const there = footprintIds[Math.max(side, 0)].find((id) => nodes[id].code === row.footprint);
    const name = known.get(JSON.stringify([row.footprint_set, row.footprint]));
    if (side < 0 || block === undefined || (there === undefined && !isText(name))) {
      problems.push(`given: ${row.organisation} cannot be given ${row.footprint}.`);
      continue;
    }
    rows.push({ block, side, to: there ?? JSON.stringify([side, row.footprint, name]) });
  }
  return giveEdits(rows);
}

// Locks of footprints that there are not any more are of no use, and are left out.
/** @returns {Edit[]} */
function lockEdits(locked) {
  return sets.flatMap(({ name }, side) => (Array.isArray(locked?.[name]) ? locked[name] : []).flatMap((code) => {
    const id = footprintIds[side].find((each) => nodes[each].code === code);
    return id === undefined ? [] : [/** @type {const} */ ({ kind: "lock", id, on: true, words: `${nodes[id].name} locked` })];
  }));
}
