// The steps of a plan, as they are told: of the whole, around a footprint, and what other plans would do.

import { data, GRADES, isFootprint, nodes, sideOf } from "../model/data.js";
import { sum } from "../model/measures.js";
import { stepsOf } from "../model/steps.js";
import { suggestionsOf } from "../model/suggestions.js";
import { agree, capital, count, counted, few, joined, people } from "../model/words.js";
import { planBy } from "../plans/plans.js";
import { before, choosePlan, current, follow, hasPlan, OF_PLANS, outcomeOfPlan, planTitle, seenAs, state } from "../plans/state.js";
import { button, byId, element, heading, linkTo, list, small } from "../views/elements.js";
import { relationOf } from "../views/paint.js";
import { stepSign } from "../views/signs.js";

const MOST_LISTED = 60;

// A list that is cut where it would be endless, and says so.
export function longList(items) {
  const rest = items.length - MOST_LISTED;
  return [list(items.slice(0, MOST_LISTED)), rest > 0 ? small(`and ${count(rest)} more: see the tables`) : ""];
}

// -- around a footprint ----------------------------------------------------------------------------------------

// Every step into or out of what becomes of some footprints and of those they end up with: what it
// takes to put that place right, in whatever package each step was listed.
function stepsAround(ids, outcome, steps) {
  const after = new Set(ids.map((id) => seenAs(id, outcome)).filter((id) => id !== null));
  const places = new Set([...after].map((id) => componentAt(id, outcome)).filter((place) => place >= 0));
  const here = new Set();
  outcome.sides.forEach(({ ids: all, component, from }) => all.forEach((id, at) => {
    if (!places.has(component[at]) && !after.has(id)) return;
    here.add(id);
    for (const each of from.get(id)) here.add(each);
  }));
  return steps.filter((step) => here.has(step.into) || step.from.some((id) => here.has(id)));
}

const componentAt = (id, outcome) => {
  const side = outcome.sides[sideOf(nodes[id])];
  return side.component[side.place.get(id)];
};

function stepsAbout(ids, outcome) {
  const [id] = ids;
  const steps = suggestionsOf(outcome);
  if (isFootprint(nodes[id])) return stepsAround(ids, outcome, steps);
  return steps.filter((step) => step.organisations.includes(id) || step.partners.includes(id));
}

const movedBy = (steps) => sum(steps.map((step) => step.moved));

export function costWords(steps) {
  const moved = movedBy(steps);
  const merged = steps.filter(({ action }) => action === "merge").length;
  const parts = [];
  if (moved) parts.push(`${people(moved, steps.some((step) => step.moved && step.estimated))} ${agree(moved, "changes", "change")} footprint`);
  if (merged) parts.push(counted(merged, "merger"));
  return parts.join(", ") || "nobody changes footprint";
}

function stepRow(step) {
  const evidence = joined(step.evidence.map(([grade, number]) => `${GRADES[grade]} ${count(number)}`));
  const partners = step.fewer.length || step.more.length
    ? ` By itself it leaves ${counted(step.fewer.length, "partner")} with fewer footprints to deal with, ${count(step.more.length)} with more.` : "";
  const support = step.support === null ? "" : ` Agreement between runs: ${step.support.toFixed(2)}.`;
  const either = step.needed === true ? element("strong", {}, " Needed either way, whatever becomes of undecided ground.") : "";
  return [step.reason, either, small(`Evidence: ${evidence || "none needed"}.${partners}${support}`)];
}

export function packagesAbout(ids) {
  if (!hasPlan()) return [];
  const title = planTitle();
  const steps = stepsAbout(ids, current().after);
  const cost = steps.length ? capital(costWords(steps)) : "Nothing: no suggestion concerns it";
  return [
    heading(`What ${title.startsWith("The plan") ? "the plan" : `“${title}”`} does here`),
    element("div", { class: "package" }, element("p", {}, `${cost}.`), ...longList(steps.map(stepRow))),
  ];
}

// What each kind of plan would take to put a place right, so that plans can be compared from it.
export function waysToMend(id) {
  if (relationOf(seenAs(id, before) ?? id, before) === "alone") return [];
  const wanted = data.plans.filter(({ group, options }) =>
    (group === "frontier" ? options.footprints === data.frontier.recommended : group !== "decided"));
  const rows = wanted.filter((packed) => packed.id !== state.base)
    .map((packed) => ({ plan: planBy(packed.id), outcome: outcomeOfPlan(packed.id) }))
    .map(({ plan, outcome }) => ({ plan, steps: stepsAround([id], outcome, stepsOf(outcome)) }))
    .filter(({ steps }) => steps.length);
  rows.sort((one, two) => movedBy(one.steps) - movedBy(two.steps) || one.steps.length - two.steps.length);
  return rows.length ? [
    heading(state.base === "unchanged" ? "What would put it right" : "Other ways to put it right"),
    list(rows.map(({ plan, steps }) => [
      button(plan.title, () => choosePlan(plan.id), { class: "link" }), small(`${capital(costWords(steps))}.`),
    ])),
  ] : [];
}

// -- the whole plan ------------------------------------------------------------------------------------

function stepItem(step) {
  const to = element("strong", {}, linkTo(nodes[step.into]));
  const what = step.action === "merge" ? joined(step.from.map((id) => nodes[id].name))
    : joined(step.organisations.map((id) => nodes[id].name));
  const words = element("span", { title: step.reason }, `${what} \u2192 `, to);
  return element("li", {}, stepSign(step), words, element("strong", {}, count(step.moved)));
}

export function startSteps() {
  const fold = byId("fold-steps");
  fold.open = window.matchMedia("(min-width: 1400px) and (min-height: 900px)").matches;
  const render = () => {
    const steps = hasPlan() ? suggestionsOf(current().after) : [];
    fold.hidden = !steps.length;
    const [title, note] = fold.querySelectorAll("summary > *");
    title.textContent = steps.length === 1 ? "The one step" : `The ${few(steps.length)} steps`;
    note.textContent = people(movedBy(steps), steps.some((step) => step.moved && step.estimated));
    byId("steps").replaceChildren(element("ol", { class: "steps" }, ...steps.slice(0, MOST_LISTED).map(stepItem)));
  };
  follow(render, OF_PLANS);
}
