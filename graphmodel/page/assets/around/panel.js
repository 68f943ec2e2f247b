// The panel: the story of what is in focus, and what can be done to it; without focus, of the whole.

import {
  data, GRADES, isBlock, isFootprint, isPartner, kindOf, membershipsOf, nodes, ORIGINAL, sets, sideOf,
} from "../model/data.js";
import { INFERRED, originalGround } from "../model/ground.js";
import { MEASURES, sum } from "../model/measures.js";
import { AGREEMENT_NAMES, burden, outcomeOf } from "../model/outcome.js";
import { OPEN, STRADDLING } from "../model/relations.js";
import { stepsOf } from "../model/steps.js";
import { suggestionsOf } from "../model/suggestions.js";
import {
  agree, blockWords, capital, count, counted, joined, oneDecimal, people, percent, plural, RELATION_MEANINGS,
  RELATION_WORDS, RELATIONS,
} from "../model/words.js";
import { planBy, unkept } from "../plans/plans.js";
import {
  before, choosePlan, current, focusOn, focusOnComponent, hasPlan, isEdited, planTitle, seenAs, shown, state, view,
} from "../plans/state.js";
import { button, byId, element, facts, fill, heading, linkTo, list, small } from "../views/elements.js";
import { AGREEMENT_WORDS, changesOf, MOMENT_WORDS, peopleIn, relationOf, relationSaid } from "../views/paint.js";
import { glyphOf } from "../views/signs.js";
import { aimPanel } from "./aim.js";
import { boards } from "./board.js";
import { componentsNow } from "./search.js";
import { blockWorkshop, footprintWorkshop } from "./workshop.js";

const MOST_LISTED = 60;

// A list that is cut where it would be endless, and says so.
function longList(items) {
  const rest = items.length - MOST_LISTED;
  return [list(items.slice(0, MOST_LISTED)), rest > 0 ? small(`and ${count(rest)} more: see the tables`) : ""];
}

const gradeWords = (grade) => (grade === INFERRED
  ? element("span", { class: "weak" }, "inferred, a judgement") : GRADES[grade]);

// The weakest of several grades, for how much, and what the rest rests on.
function evidenceOf(shares) {
  const grades = [...shares].sort(([one], [two]) => one - two);
  const [weakest, share] = grades.pop();
  if (!grades.length) return [gradeWords(weakest)];
  const total = grades.reduce((all, [, each]) => all + each, share);
  const rest = joined(grades.map(([grade]) => GRADES[grade]), "or");
  return [gradeWords(weakest), ` for ${percent(share / total)} of these, ${rest} for the rest`];
}

// -- packages ----------------------------------------------------------------------------------------

// The steps of a plan by the place that they put right, in their order.
function packagesOf(steps) {
  const found = new Map();
  for (const step of steps) {
    if (!found.has(step.package)) found.set(step.package, { place: step.place, steps: [] });
    found.get(step.package).steps.push(step);
  }
  return [...found.values()];
}

const outcomes = new Map(); // of the plans of the page as they came, by id
function outcomeBy(id) {
  if (!outcomes.has(id)) outcomes.set(id, outcomeOf(originalGround, planBy(id)));
  return outcomes.get(id);
}

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

function costWords(steps) {
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

function packagesAbout(ids) {
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
function waysToMend(id) {
  if (relationOf(seenAs(id, before) ?? id, before) === "alone") return [];
  const wanted = data.plans.filter(({ group, options }) =>
    group !== "frontier" || options.footprints === data.frontier.recommended);
  const rows = wanted.filter((packed) => packed.id !== state.base)
    .map((packed) => ({ plan: planBy(packed.id), outcome: outcomeBy(packed.id) }))
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

// -- footprints --------------------------------------------------------------------------------------

// What becomes of a footprint under the plan.
function fate(id) {
  if (!hasPlan()) return null;
  const { after } = current();
  const box = element("p", { class: "then" });
  if (before.has(id) && id < ORIGINAL) {
    const next = after.successorOf(id);
    const from = after.sides[sideOf(nodes[id])].from.get(next) ?? [];
    const others = from.filter((each) => each !== id);
    const partners = others.flatMap((each, at) => [at ? ", " : "", linkTo(nodes[each])]);
    if (others.length) box.append(next === id ? "After the plan: it takes in " : "After the plan: with ", ...partners, next === id ? "." : ", it becomes part of ");
    else box.append("After the plan: it carries on.");
    if (next !== id) box.append(linkTo(nodes[next]), ".");
  } else {
    if (!after.has(id)) return null;
    const from = after.sides[sideOf(nodes[id])].from.get(id);
    if (!from.length) box.append("New: it carries on no footprint that there is.");
    else box.append("After the plan. It carries on ", ...from.flatMap((each, at) => [at ? ", " : "", linkTo(nodes[each])]), ".");
  }
  return box;
}

// Which footprints stand in the way of a footprint being coterminous, and whom they hold beside.
function standingInTheWay(id, outcome) {
  const side = sideOf(nodes[id]);
  const [own, other] = side ? [sets[1], sets[0]] : [sets[0], sets[1]];
  const here = outcome.sides[side];
  const at = here.place.get(id);
  const relation = RELATIONS[here.relation[at]];
  if (relation === "coterminous" || relation === "alone") return [];
  const mine = here.outside[at]
    ? [[element("strong", {}, "Undecided ground"), small(`${people(here.outside[at])} of this ${own.label} ${agree(here.outside[at], "is", "are")} in no ${other.label} yet. Nobody knows where they will go.`)]] : [];
  const rows = here.overlaps[at].map(({ id: there, people: shared }) => {
    const theirs = outcome.sides[1 - side];
    const place = theirs.place.get(there);
    const beside = theirs.overlaps[place].filter((each) => each.id !== id);
    const notes = beside.map((each) => `${people(each.people)} in ${nodes[each.id].name}`);
    if (theirs.outside[place]) notes.push(`${people(theirs.outside[place])} in no ${own.label} yet`);
    return [linkTo(nodes[there]), small(notes.length
      ? `It shares ${count(shared)} with this ${own.label}, and holds ${joined(notes)}.`
      : `It lies wholly in this ${own.label}, with ${people(shared)}.`)];
  });
  const aim = `To be coterminous it has to share people with one ${other.label} only, which shares with no other ${own.label}, and neither may have undecided people.`;
  const onlyUndecided = relation === "open" || RELATIONS[here.relationCovered[at]] === "coterminous"
    ? element("p", { class: "weak" }, "What is in the way is undecided ground alone: but for it, this would agree.") : "";
  const all = [...mine, ...rows];
  return [heading(`In the way of being coterminous (${all.length})`), onlyUndecided, element("p", {}, small(aim)), list(all)];
}

function footprintPanel(id) {
  const outcome = shown();
  const there = seenAs(id, outcome);
  const node = nodes[id];
  if (there === null || !outcome.has(there)) return [fate(id), element("p", {}, `Not there ${MOMENT_WORDS[state.moment]}.`)];
  const side = sideOf(node);
  const [own, other] = side ? [sets[1], sets[0]] : [sets[0], sets[1]];
  const here = outcome.sides[side];
  const at = here.place.get(there);
  const total = here.people[at];
  const isAfter = state.moment === "after";
  const members = [...outcome.homes].flatMap(([block, places]) =>
    places[side].filter((place) => place.id === there).map((place) => ({ block, ...place })))
    .sort((one, two) => two.people - one.people || one.block - two.block);
  const partners = [...outcome.partners].filter(([, { now, then }]) => (isAfter ? then : now)[side].includes(there));
  const component = componentsNow(outcome).find(({ ids }) => ids.includes(there));
  const kept = unkept(outcome).includes(id);
  const relation = RELATIONS[here.relation[at]];
  return [
    fate(id),
    there === id ? "" : element("p", {}, small(`Shown as ${nodes[there].name}, ${MOMENT_WORDS[state.moment]}.`)),
    kept && isEdited() ? element("p", { class: "weak" }, "Nothing of it stays where it is carried on: it would be dissolved.") : "",
    facts([
      ["Code", node.code],
      ["Relation", `${capital(RELATION_WORDS[relation])}: ${RELATION_MEANINGS[relation](other.label)}`],
      ["People", people(total)],
      ["Undecided", here.outside[at] ? `${people(here.outside[at])} ${agree(here.outside[at], "is", "are")} in no ${other.label} yet` : ""],
      ["Mixed", mixedWords(outcome.inhomogeneity[side][at], other.label)],
    ]),
    ...standingInTheWay(there, outcome),
    ...packagesAbout([id]),
    ...(isEdited() ? [] : waysToMend(id)),
    ...footprintWorkshop(id),
    heading(`Overlaps with ${plural(other.label)} (${here.overlaps[at].length})`),
    list(here.overlaps[at].map(({ id: footprint, people: shared }) => {
      const theirs = outcome.sides[1 - side];
      const all = theirs.people[theirs.place.get(footprint)];
      return [linkTo(nodes[footprint]), small(`${people(shared)}: ${percent(shared / total)} of this ${own.label}, ${percent(shared / all)} of that ${other.label}`)];
    })),
    component ? element("p", {}, button(`Show all ${component.ids.length} footprints that hang together here`, () => focusOnComponent(component.ids, component.name), { class: "link" })) : "",
    heading(`Members (${members.length})`),
    ...longList(members.map(({ block, share, people: number, evidence, moved, estimated }) => [
      linkTo(nodes[block]),
      small(share < 0.9995 ? `${percent(share)} of it, ` : "", people(number, estimated), "; ", ...evidenceOf(evidence), moved ? "; changes to here" : ""),
    ])),
    heading(`Partners (${partners.length})`),
    ...longList(partners.map(([partner]) => [glyphOf(nodes[partner]), " ", linkTo(nodes[partner]), ...partnerEvidence(partner, there)])),
  ];
}

const mixedWords = (share, label) => (share > 0
  ? `${percent(share)} as mixed of ${plural(label)} as the whole country or area (inhomogeneity)` : "");

function partnerEvidence(partner, footprint) {
  const edge = membershipsOf[partner].find(({ to }) => to === footprint);
  if (!edge) return [small("under the plan")];
  return [small(kindOf(nodes[partner]).label, ": ", gradeWords(GRADES.indexOf(edge.evidence)), edge.asOf ? `, as of ${edge.asOf}` : "")];
}

// -- organisations -----------------------------------------------------------------------------------

function homeList(block, outcome) {
  const places = outcome.homes.get(block).flat();
  if (!places.length) return element("p", {}, `In no ${sets[0].label} and no ${sets[1].label}.`);
  return list(places.map(({ id, share, people: number, evidence, moved, estimated }) => {
    const edge = membershipsOf[block].find(({ to }) => to === id);
    const source = outcome === before && edge?.cited ? ` (${edge.cited}${edge.asOf ? `, ${edge.asOf}` : ""})` : "";
    return [
      glyphOf(nodes[id]), " ", linkTo(nodes[id]),
      small(share < 0.9995 ? `${percent(share)}, ${people(number, estimated)}; ` : "", ...evidenceOf(evidence), source,
        moved ? element("span", { class: "weak" }, "; changes to here") : ""),
    ];
  }));
}

function partnerList(places) {
  const ids = places.flat();
  if (!ids.length) return element("p", {}, `Deals with no ${sets[0].label} and no ${sets[1].label}.`);
  return list(ids.map((id) => [glyphOf(nodes[id]), " ", linkTo(nodes[id])]));
}

function organisationPanel(id) {
  const node = nodes[id];
  const { after } = current();
  const outcome = shown();
  const block = isBlock(node);
  const planned = hasPlan();
  const elsewhere = (node.other ?? []).map(([place, share]) => {
    const [label, name] = data.otherFootprints[place];
    return [`${name} ${label}`, share ? small(percent(share)) : ""];
  });
  const more = (node.more ?? []).map((value, place) => [capital(data.columns[place].replaceAll("_", " ")), value]);
  const changes = block ? changesOf(id, after).map((side) => sets[side].label) : [];
  const partner = block ? null : after.partners.get(id);
  const [now, then] = partner ? [burden(partner.now), burden(partner.then)] : [0, 0];
  const agreement = block ? AGREEMENT_WORDS[AGREEMENT_NAMES[outcome.agreement.get(id)]] : "";
  return [
    changes.length ? element("p", { class: "then" }, `The plan changes its ${joined(changes)}.`) : "",
    partner && planned ? element("p", { class: "then" }, now === then
      ? `It deals with as many footprints after the plan: ${count(then)}.`
      : `It deals with ${counted(now, "footprint")} now, ${count(then)} after the plan.`) : "",
    facts([
      ["Kind", capital(kindOf(node).label)], ["Code", node.code],
      ["People", node.people === undefined ? "" : people(node.people)],
      ["Footprints", agreement && `${agreement}, ${MOMENT_WORDS[state.moment]}`],
    ]),
    ...packagesAbout([id]),
    heading(planned ? "Memberships as they are" : "Memberships"),
    block ? homeList(id, before) : list(membershipsOf[id].map(({ to }) => [glyphOf(nodes[to]), " ", linkTo(nodes[to]), ...partnerEvidence(id, to)])),
    ...(planned ? [heading("Memberships after the plan"), block ? homeList(id, after) : partnerList(partner.then)] : []),
    ...(block ? blockWorkshop(id) : []),
    ...(elsewhere.length ? [heading("Also in"), list(elsewhere)] : []),
    ...(more.some(([, value]) => value) ? [heading("More"), facts(more)] : []),
  ];
}

// -- what hangs together -----------------------------------------------------------------------------

function componentPanel(ids) {
  const outcome = shown();
  const here = [...new Set(ids.map((id) => seenAs(id, outcome)).filter((id) => id !== null))];
  const bySide = [0, 1].map((side) => here.filter((id) => sideOf(nodes[id]) === side));
  const total = sum(bySide[0].map((id) => outcome.sides[0].covered[outcome.sides[0].place.get(id)]));
  return [
    element("p", {}, `${joined(sets.map(({ label }, side) => counted(bySide[side].length, label)))} that share people with one another, directly or through others, and with no further footprint: ${people(total)}.`),
    ...sets.flatMap(({ label }, side) => [
      heading(`${capital(plural(label))} (${bySide[side].length})`),
      list(bySide[side].map((id) => [linkTo(nodes[id]), small(`${relationSaid(id, outcome)}, ${people(peopleIn(id, outcome))}`)])),
    ]),
    ...packagesAbout(ids),
  ];
}

// -- the whole ---------------------------------------------------------------------------------------

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
    element("h2", {}, "Overview"),
    element("p", {}, small("Search, or choose something in a view, to read its story and to change it.")),
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

export function startPanel() {
  const panel = byId("panel");
  const render = () => {
    const { focus } = state;
    if (!focus) return panel.replaceChildren(...fill(element("div"), {}, overviewPanel()).childNodes);
    const close = button("×", () => {
      focusOn(null);
      panel.focus();
    }, { class: "close", "aria-label": "Close details" });
    const title = focus.ids
      ? element("h2", {}, element("span", {}, focus.name))
      : element("h2", {}, glyphOf(nodes[focus.id]), element("span", {}, nodes[focus.id].name));
    const rows = focus.ids ? componentPanel(focus.ids)
      : isFootprint(nodes[focus.id]) ? footprintPanel(focus.id) : organisationPanel(focus.id);
    return panel.replaceChildren(...fill(element("div"), {}, [close, title, ...rows.flat()]).childNodes);
  };
  render();
  view((now, earlier) => {
    const same = ["focus", "base", "edits", "moment"].every((name) => now[name] === earlier[name]);
    if (same) return;
    const { scrollTop } = panel;
    render();
    panel.scrollTop = now.focus === earlier.focus ? scrollTop : 0;
  });
}
