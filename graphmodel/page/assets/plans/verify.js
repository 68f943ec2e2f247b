// What a plan file states held against what its plan does: the definitions of graphmodel/planfiles/referee.py
// and verification.py, as far as they can be told without solving anything anew.

import { data, sets } from "../model/data.js";
import { count, joined, people } from "../model/words.js";
import { differing, isObject, sameFigure, told } from "./form.js";
import { brokenLocks, objectionTo } from "./objections.js";
import { standingOf } from "./optimum.js";
import { planFile } from "./planfile.js";
import { lockedBy } from "./plans.js";

const COMMUNITIES = ["louvain", "projection"];
const METHODS = ["exact", ...COMMUNITIES];
const DEFINING = ["format", "dataset", "compare", "options", "given", "names", "successors", "lower_bound", "optimal"];
const RUNS = ["modularity", "graphs", "resolutions", "seeds", "runs", "graph", "resolution", "seed"];

// What is wrong with what a plan file states, in words: what `graphmodel verify` finds wrong.
/** @param {any} stated @param {{ before: Outcome, after: Outcome, plan: Plan, edits: Edit[] }} made @returns {string[]} */
export function misstated(stated, made) {
  const { after, edits } = made;
  const found = planFile(made);
  const objection = objectionTo(after, []);
  return [
    ...(objection ? [objection] : []),
    ...brokenLocks(after, lockedBy(edits)).map(([, words]) => `options.locked: ${words}`),
    ...strangeOptions(after, found), ...strangeBounds(stated, after), ...unmet(found),
    ...Object.keys(stated).filter((key) => ![...Object.keys(found), "given", "names", "beside_optimum", "before", "after"].includes(key))
      .map((key) => `${key}: a plan file has no such key.`),
    ...sets.flatMap(({ name }) => Object.keys(stated.names?.[name] ?? {})
      .filter((code) => !found.resulting[name].some(({ footprint }) => footprint === code)).map((code) => `names, ${name}: ${code} is no resulting footprint. Remove it.`)),
    ...untrue(stated, found, made),
  ];
}

function untrue(stated, found, { plan }) {
  if (data.tolerance || plan.options.ignore_below) return []; // figures of a file with slivers left out are others
  const theirs = { ...stated, ...(isObject(stated.beside_optimum) && plan.beside ? {} : { beside_optimum: undefined }) };
  const known = plan.neededEitherWay ? "" : "needed_either_way"; // the page does not know the other way
  const letAlone = (key) => key === "support" || key === known;
  const mine = { ...asStated(stated, found), beside_optimum: plan.beside };
  return Object.keys(mine).filter((key) => !DEFINING.includes(key) && theirs[key] !== undefined)
    .flatMap((key) => differing(theirs[key], mine[key], key, letAlone));
}

// What defines a plan in the order of the file, without figures that it leaves out.
function asStated(stated, found) {
  const pair = sets.map(({ name }) => name);
  const ordered = (theirs, mine, keys) => {
    const keyOf = (row) => JSON.stringify(keys.map((key) => row[key]));
    const rows = new Map(mine.map((row) => [keyOf(row), row]));
    const list = theirs.map((row) => rows.get(keyOf(row)) && Object.fromEntries(Object.entries(rows.get(keyOf(row))).filter(([key]) => key in row)));
    return list.length === mine.length ? list : mine;
  };
  const resulting = Object.fromEntries(pair.map((name) => [name, ordered(stated.resulting?.[name] ?? [], found.resulting[name], ["footprint"])]));
  return {
    ...found, assignment: ordered(stated.assignment, found.assignment, ["organisation", ...pair]),
    resulting: stated.resulting ? resulting : found.resulting,
  };
}

function* strangeOptions({ plan: { lead, target, method, options }, cost, components, covered }, found) {
  const joint = lead === "joint" && target === "coterminous";
  if (target && ![...sets.map(({ name }) => name), "joint"].includes(lead)) yield `options.lead: ${told(lead)} is neither of the sets compared nor joint.`;
  if (target === "nested" && lead === "joint") yield "options.target: a joint plan cannot be nested, since neither set leads.";
  if (![...METHODS, "manual", "unchanged"].includes(method)) yield `options.method: ${told(method)} is no method; there are ${joined([...METHODS, "manual", "unchanged"])}.`;
  if (COMMUNITIES.includes(method) && !joint) yield `options.method: ${told(method)} makes joint coterminous plans only.`;
  if (method === "exact" && !target) yield "options.target: null beside the method exact, which makes no plan without one.";
  if (method === "unchanged" && (cost.total || cost.merged || cost.added)) yield "options.method: unchanged, though the plan changes footprints.";
  for (const key of METHODS.includes(method) && !joint ? ["footprints", "max_moved"] : []) {
    if (options[key] !== undefined && options[key] !== null) yield `options.${key}: goes with joint coterminous plans only.`;
  }
  for (const key of METHODS.includes(method) && !COMMUNITIES.includes(method) ? RUNS : []) {
    if (options[key] !== undefined && options[key] !== null) yield `options.${key}: the method ${method} makes no runs that it could tell of.`;
  }
  for (const key of ["seeds", "runs"]) if (options[key] < 1 && options[key] !== null) yield `options.${key}: ${options[key]} is no number of runs.`;
  if (typeof options.max_moved === "number" && cost.total > options.max_moved * covered * (1 + 1e-6)) yield `options.max_moved: ${people(cost.total)} change footprint, more than it allows.`;
  if (lead === "joint" && method !== "manual" && Number.isInteger(options.footprints) && options.footprints !== components) yield `options.footprints: ${options.footprints} is stated, and it is ${components}.`;
  const named = Object.keys(found.options.rules ?? {}).length > 0;
  for (const key of named ? [] : ["rules_not_bound", "rules_notes"]) {
    if (Object.keys(options[key] ?? {}).length) yield `options.${key}: tells of rules, and options.rules has none.`;
  }
}

function* strangeBounds({ lower_bound: bound = null, optimal = null, beside_optimum: theirs }, after) {
  const { plan: { options }, cost: { total } } = after;
  const best = Object.keys(options.rules ?? {}).length ? null : standingOf(after)?.best ?? null;
  const more = (one, other) => one > other && !sameFigure(one, other);
  if (bound !== null && more(bound, total)) yield `lower_bound: ${count(bound)} is more than the ${people(total)} whose footprint this plan changes.`;
  else if (bound !== null && best !== null && more(bound, best)) yield `lower_bound: ${count(bound)} is more than the best such plan changes, ${count(best)}.`;
  else if (bound !== null && optimal && more(total, bound) && !options.rules) yield `optimal: claimed, though lower_bound, ${count(bound)}, is less than the ${people(total)} whose footprint changes.`;
  if (optimal && best !== null && more(total, best)) yield `optimal: claimed, though the best such plan changes ${count(best)}, and this one ${count(total)}.`;
  const least = theirs?.least_people_moved ?? null;
  if (least !== null && best !== null && !sameFigure(least, best)) yield `beside_optimum.least_people_moved: ${told(least)} is stated, and it is ${told(best)}.`;
}

// A plan made by hand need not reach its target.
function* unmet({ options: { method, target }, strict, meets_target: met }) {
  if (method === "manual" || !target) return;
  if (!strict) yield "successors: the plan leaves nothing of some footprint where it is, and so is none of its kind.";
  if (!met) yield `options.target: the plan does not reach its target, ${target}.`;
}
