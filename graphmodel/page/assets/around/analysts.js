// For analysts: what a board is told, measures, costs by evidence, what a plan by hand is judged by.

import { data, GRADES, isPartner, nodes, sets } from "../model/data.js";
import { MEASURES, sum } from "../model/measures.js";
import { burden } from "../model/outcome.js";
import { OPEN, STRADDLING } from "../model/relations.js";
import { suggestionsOf } from "../model/suggestions.js";
import { blockWords, capital, count, joined, oneDecimal, people, percent, plural, RELATION_WORDS } from "../model/words.js";
import { before, current, follow, hasPlan, OF_PLANS } from "../plans/state.js";
import { byId, element, heading, linkTo, small } from "../views/elements.js";
import { peopleIn } from "../views/paint.js";
import { aimPanel } from "./aim.js";
import { boards } from "./board.js";
import { costWords, longList } from "./steps.js";

// The steps of a plan by the place that they put right, in their order.
function packagesOf(steps) {
  const found = new Map();
  for (const step of steps) {
    if (!found.has(step.package)) found.set(step.package, { place: step.place, steps: [] });
    found.get(step.package).steps.push(step);
  }
  return [...found.values()];
}

// -- the tables ---------------------------------------------------------------------------------------

function comparison(rows) {
  const { after } = current();
  const two = hasPlan();
  const head = ["Measure", "As it is", ...(two ? ["After"] : [])];
  return element("table", {},
    element("caption", {}, "How the two sets fit"),
    element("thead", {}, element("tr", {}, ...head.map((words) => element("th", { scope: "col" }, words)))),
    element("tbody", {}, ...rows.map(([name, value]) => element("tr", {},
      element("th", { scope: "row" }, name), element("td", {}, value(before)), two ? element("td", {}, value(after)) : ""))));
}

function overview() {
  const related = (side, wanted) => (outcome) => outcome.sides[side].relation.filter((each) => each === wanted).length;
  const counting = (side, wanted) => (outcome) => count(related(side, wanted)(outcome));
  const isOpen = (side) => [before, current().after].some(related(side, OPEN));
  const partners = nodes.some(isPartner);
  const mean = (outcome) => {
    const all = [...outcome.partners.values()];
    return oneDecimal.format(sum(all.map(({ now, then }) => burden(outcome === before ? now : then))) / all.length);
  };
  const withOne = (side) => (outcome) => count([...outcome.partners.values()]
    .filter(({ now, then }) => (outcome === before ? now : then)[side].length === 1).length);
  return comparison([
    ...sets.map(({ label }, side) => [capital(plural(label)), (outcome) => count(outcome.sides[side].ids.length)]),
    ["Coterminous pairs", (outcome) => count(outcome.pairs)],
    [`Share of ${data.people} in them`, (outcome) => percent(outcome.share)],
    ...sets.flatMap(({ label }, side) => [
      ...(isOpen(side) ? [[`${capital(plural(label))}: ${RELATION_WORDS.open}`, counting(side, OPEN)]] : []),
      [`${capital(plural(label))}: ${RELATION_WORDS.straddling}`, counting(side, STRADDLING)],
    ]),
    ...sets.map(({ label }, side) => [`${capital(blockWords)} split between ${plural(label)}`, (outcome) => count(outcome.split[side].length)]),
    ...(partners ? [["Footprints a partner deals with, on average", mean]] : []),
    ...(partners ? sets.map(({ label }, side) => [`Partners that deal with one ${label}`, withOne(side)]) : []),
    ...MEASURES.filter(({ inOverview }) => inOverview).map(({ key, name, unit }) =>
      [`${name} (${unit})`, (outcome) => outcome.measures[key].toFixed(3)]),
  ]);
}

function costTable() {
  const { after } = current();
  const { cost } = after;
  const rows = [
    ...sets.map(({ label }, side) => [`${capital(data.people)} whose ${label} changes`, cost.moved[side]]),
    ...GRADES.map((grade, at) => [`– of them on ${grade} memberships`, cost.byGrade[at]]).filter(([, number]) => number),
    ...(cost.estimated ? [["– of them estimated", cost.estimated]] : []),
    ...sets.map(({ label }, side) => [`${capital(plural(label))} absorbed in mergers`, cost.mergedBySide[side]]).filter(([, number]) => number),
    [`${capital(data.people)} in footprints absorbed`, cost.peopleMerged],
    ...sets.map(({ label }, side) => [`New ${plural(label)}`, cost.addedBySide[side]]).filter(([, number]) => number),
  ];
  return element("table", {},
    element("caption", {}, "What the plan changes"),
    element("tbody", {}, ...rows.map(([name, number]) => element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, count(number))))));
}

// What it costs partners that the sets differ, when nothing is done about it.
function doingNothing() {
  const partners = [...before.partners].filter(([, { now }]) => burden(now));
  if (!partners.length) return [];
  const beyond = sets.map(({ label }, side) => {
    const many = partners.filter(([, { now }]) => now[side].length > 1).length;
    return `${count(many)} with more than one ${label}`;
  });
  const both = partners.filter(([, { now }]) => now.every((ids) => ids.length === 1)).length;
  return [
    heading("What doing nothing costs partners"),
    element("p", {}, `Nobody's footprint changes. Of ${count(partners.length)} partners, ${joined(beyond)} go on dealing with several; ${count(both)} deal with one of each.`),
  ];
}

function overviewPanel() {
  const packages = hasPlan() ? packagesOf(suggestionsOf(current().after)) : [];
  const related = (wanted) => before.sides.flatMap(({ ids, relation }) => ids.filter((_, at) => relation[at] === wanted));
  const listed = (words, ids) => (hasPlan() || !ids.length ? [] : [
    heading(`${words} (${ids.length})`),
    ...longList(ids.map((id) => [linkTo(nodes[id]), small(people(peopleIn(id, before)))])),
  ]);
  return [
    hasPlan() ? costTable() : "",
    ...boards(),
    overview(),
    ...(hasPlan() ? [] : doingNothing()),
    ...aimPanel(),
    ...(packages.length ? [
      heading(`Places the plan puts right (${packages.length})`),
      ...longList(packages.map(({ place, steps }) => {
        const at = steps[0].into;
        return [linkTo(nodes[at], place), small(`${capital(costWords(steps))}.`)];
      })),
    ] : []),
    ...listed(capital(RELATION_WORDS.straddling), related(STRADDLING)),
    ...listed(capital(RELATION_WORDS.open), related(OPEN)),
  ];
}

export function startAnalysts() {
  const render = () => byId("analysts").replaceChildren(...overviewPanel().flat().filter(Boolean));
  follow(render, OF_PLANS);
}
