// How a plan stands to the target chosen for it: what is in the way, what it would take to finish, and
// the best plan that may do the same things; the definitions of graphmodel/plans/optimum.py and judging.py.

import { data, sets } from "../model/data.js";
import { originalGround } from "../model/ground.js";
import { sum } from "../model/measures.js";
import { outcomeOf } from "../model/outcome.js";
import { separatesUndecided } from "../model/ranking.js";
import { capital, count, counted, people, percent, plural, RELATIONS } from "../model/words.js";
import { planBy, UNCHANGED, unkept } from "./plans.js";

const ALLOWED = {
  coterminous: ["coterminous"], nested: ["coterminous", "nested"], compatible: ["coterminous", "nested", "holding"],
};
const SAME = 1e-9;
const leadOf = (plan) => sets.findIndex(({ name }) => name === plan.lead);

// -- what is in the way ------------------------------------------------------------------------------

// Followers that go with a lead footprint though more of their people are undecided.
function outweighed({ plan, portions, sides, ground, successorOf }) {
  const follower = 1 - leadOf(plan);
  if (!separatesUndecided(plan) || leadOf(plan) < 0 || plan.target === "compatible") return [];
  const kept = new Map();
  for (const { was, moved, people: number } of portions) {
    if (!moved[0] && !moved[1]) kept.set(was[follower], (kept.get(was[follower]) ?? 0) + number);
  }
  const outside = new Map();
  for (const { side, at, people: number } of ground.outside) {
    if (side === follower) outside.set(at, (outside.get(at) ?? 0) + number);
  }
  const { overlaps, place } = sides[follower];
  return [...outside].filter(([id, number]) => overlaps[place.get(successorOf(id))].length
    && portions.some(({ was, people: there }) => there > 0 && was[follower] === id)
    && (kept.get(id) ?? 0) < number * (1 - SAME)).map(([id]) => successorOf(id));
}

// The resulting footprints that are not as the target lets them be.
/** @param {Outcome} outcome */
export function inTheWay(outcome) {
  const { plan, sides } = outcome;
  if (!plan.target) return [];
  const heavy = new Set(outweighed(outcome));
  const counts = separatesUndecided(plan) && plan.target === "compatible";
  return sides.flatMap(({ ids, relation, relationCovered }, side) => ids.filter((id, at) => {
    const here = RELATIONS[(counts ? relation : relationCovered)[at]];
    const free = plan.target === "nested" && side === leadOf(plan);
    return heavy.has(id) || (!free && here !== "alone" && !ALLOWED[plan.target].includes(here));
  }));
}

// -- the least ---------------------------------------------------------------------------------------

// The least people moved under a lead: all of each follower but those in the lead footprint that holds
// most of it, or all where more of it is undecided.
function leastLed({ plan, sides }, wanted = plan) {
  const { overlaps, outside } = sides[1 - leadOf(wanted)];
  return sum(overlaps.map((shared, at) => {
    const most = Math.max(0, ...shared.map((each) => each.people));
    const stays = separatesUndecided(wanted) && most < outside[at] ? 0 : most;
    return sum(shared.map((each) => each.people)) - stays;
  }));
}

// The plan of the page that does the best that may be done with the same lead and target.
function modelOf({ plan, ground }, footprints) {
  const joint = plan.lead === "joint" && plan.target === "coterminous";
  const found = data.plans.find(({ id }) => id === (joint ? `joint-${footprints}` : `${plan.lead}-${plan.target}`));
  const alike = found && (found.options.undecided ?? "separate") === (plan.options.undecided ?? "separate");
  return found && !ground.gifts && (joint || alike) && found.optimal ? planBy(found.id) : null;
}

// How many would still change if a plan were finished as another one of the page is; null where it
// cannot be.
function furtherAs({ sides, edges, cost }, model) {
  const goal = outcomeOf(originalGround, model);
  const groups = sides.map(({ ids, from }, side) => ids.map((id) => {
    const carried = from.get(id).find((each) => cost.linked[side].has(each));
    const there = goal.sides[side];
    return carried === undefined ? null : there.component[there.place.get(goal.successorOf(carried))];
  }));
  const kept = edges.filter(([a, b]) => groups[0][a] !== null && groups[0][a] === groups[1][b]);
  const met = [0, 1].map((side) => new Set(kept.map((edge) => edge[side])));
  const whole = edges.every((edge) => [0, 1].every((side) => met[side].has(edge[side])))
    && new Set(kept.map(([a]) => groups[0][a])).size === goal.components;
  return whole ? sum(edges.filter((edge) => !kept.includes(edge)).map(([, , number]) => number)) : null;
}

// What a plan does, so that no least holds for it; blank where nothing.
function otherKind(outcome) {
  const { plan, cost } = outcome;
  const lead = leadOf(plan);
  if (unkept(outcome).length) return "it leaves nothing of some footprint where it is";
  if (lead >= 0 && (cost.moved[lead] > 0 || cost.mergedBySide[lead])) return `it changes some ${sets[lead].label}`;
  if (plan.target === "compatible" && cost.merged) return "it merges footprints";
  return (lead < 0 || plan.target === "compatible") && cost.added ? "it makes new footprints" : "";
}

/** @param {Outcome} outcome @returns {Standing | null} */
export function standingOf(outcome) {
  const { plan, cost, ground } = outcome;
  if (!plan.target) return null;
  const way = inTheWay(outcome);
  const standing = { inTheWay: way, otherKind: otherKind(outcome), isLeast: true };
  if (plan.lead !== "joint" && plan.target !== "compatible") {
    const kind = `${plan.target} plan that leaves the ${plural(sets[leadOf(plan)].label)} as they are`;
    const best = leastLed(outcomeOf(ground, UNCHANGED), plan);
    return { ...standing, kind, best, further: way.length ? leastLed(outcome) : 0 };
  }
  const asked = way.length ? plan.options.footprints : undefined;
  const footprints = asked ?? outcome.components;
  const model = modelOf(outcome, footprints);
  const led = plan.lead === "joint" ? "joint compatible plan" : `compatible plan that leaves the ${plural(sets[leadOf(plan)]?.label ?? "")} as they are`;
  const kind = plan.target === "compatible" ? led : `joint plan with ${counted(footprints, "footprint")}`;
  const point = data.frontier.points.find(([number]) => number === footprints);
  const onFrontier = ground.gifts || !point ? null : point[1];
  const best = plan.target === "compatible" ? model?.peopleMoved ?? null : onFrontier;
  const isDone = !way.length || (plan.target === "coterminous" && asked === undefined);
  const further = isDone ? 0 : model && furtherAs(outcome, model);
  const isLeast = isDone || (further !== null && cost.total + further <= best + SAME * outcome.covered);
  return { ...standing, kind, best, further, isLeast };
}

// How the plan as it stands compares with the best there is, in words.
/** @param {Outcome} outcome */
export function optimumWords(outcome) {
  const standing = standingOf(outcome);
  if (!standing) return "No target is chosen for this plan, so that there is nothing to compare it with.";
  const { kind, best, further, isLeast } = standing;
  const moved = outcome.cost.total;
  let start = "";
  if (standing.inTheWay.length) {
    start = `So far it changes ${people(moved)}`;
    if (further === null) start += "; ";
    else if (!further) start += ", and nobody else has to change; ";
    else start += `, and ${isLeast ? "at least " : ""}${count(further)} more have to change${isLeast ? "" : " if it is finished as the best is"}; `;
  }
  const told = (words) => capital(`${start}${words}.`);
  if (best === null) return told("not compared: the least is not known");
  const other = standing.otherKind || (further === null ? "what it would take to reach its target is not known" : "");
  if (other) return told(`not compared: ${other}; the best ${kind} changes ${people(best)}`);
  const excess = moved + further - best;
  if (excess <= SAME * outcome.covered) return told(`no ${kind} changes fewer`);
  if (!isLeast) return told(`the best ${kind} changes ${people(best)}`);
  return told(`the best ${kind} changes ${people(best)}, ${count(excess)} fewer${best ? ` (${percent(excess / best)})` : ""}`);
}
